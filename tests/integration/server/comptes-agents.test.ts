import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ReponseConnexion, SessionOuverte } from '../../../contract/comptes.ts';
import { CHEMINS_COMPTES, schemaDebutAgentRecu } from '../../../contract/comptes.ts';
import { schemaSession } from '../../../contract/service.ts';
import type { Session } from '../../../contract/service.ts';
import { verrouillerEcriture } from '../../../server/base/base.ts';
import { lireOptionsAgents } from '../../../server/comptes/agents.ts';
import { appliquerEffets } from '../../../server/comptes/effets.ts';
import { surPostgresql } from '../../outils/base.ts';
import type { MontageComptes } from '../../outils/comptes.ts';
import { monterComptes } from '../../outils/comptes.ts';
import type { Agent, Fournisseur } from '../../outils/fournisseur.ts';
import { CLIENT, SECRET_CLIENT, ouvrirFournisseur, tirerPkce } from '../../outils/fournisseur.ts';

const REDIRECTION = 'http://127.0.0.1:49152/retour';

surPostgresql('comptes : fournisseur d’identité des agents', (genre) => {
  let essai: MontageComptes;
  let fournisseur: Fournisseur;
  beforeAll(async () => {
    fournisseur = await ouvrirFournisseur();
    const agents = lireOptionsAgents({ SIAO_OIDC_EMETTEUR: fournisseur.emetteur, SIAO_OIDC_CLIENT: CLIENT, SIAO_OIDC_SECRET: SECRET_CLIENT, SIAO_OIDC_LIBELLE: 'ProConnect', SIAO_OIDC_ACR: 'deux-facteurs autre' });
    essai = await monterComptes(genre, { agents });
  });
  afterAll(async () => {
    await essai.fermer();
    await fournisseur.fermer();
  });

  let appelant = 0;
  /** Une adresse réseau par parcours : le frein par adresse est l’objet d’autres essais. */
  const adresseNeuve = (): string => { appelant += 1; return `10.9.0.${appelant}`; };
  const debuter = async (redirection = REDIRECTION) => {
    const { verificateur, defiPkce } = tirerPkce();
    const { statut, corps } = await essai.requete('POST', CHEMINS_COMPTES.agentDebut, { corps: { redirection, defiPkce } });
    expect(statut, JSON.stringify(corps)).toBe(200);
    return { verificateur, ...schemaDebutAgentRecu.parse(corps) };
  };
  const finir = (retour: string, verificateur: string, etat: string, entetes: Record<string, string> = {}) =>
    essai.requete<ReponseConnexion>('POST', CHEMINS_COMPTES.agentFin, { corps: { retour, verificateur, etat, poste: 'Windows, SIAO Offre 0.1.0' }, ip: adresseNeuve(), entetes });
  const parcourir = async (agent: Agent, entetes: Record<string, string> = {}) => {
    fournisseur.agent = agent;
    const { adresse, etat, verificateur } = await debuter();
    return finir(await fournisseur.naviguer(adresse), verificateur, etat, entetes);
  };
  const refus = async (attendu: readonly [number, string], reponse: Promise<{ statut: number; corps: { erreur: { code: string } } }>): Promise<void> => {
    const { statut, corps } = await reponse;
    expect([statut, (corps as Partial<typeof corps>).erreur?.code]).toEqual(attendu);
  };
  const verifie = (email: string, sub: string, reste: Partial<Agent> = {}): Agent => ({ sub, email, email_verified: true, ...reste });

  it('annonce le fournisseur', async () => {
    expect((await essai.requete('GET', CHEMINS_COMPTES.agent)).corps).toEqual({ disponible: true, libelle: 'ProConnect' });
  });

  it('ouvre la session du compte dont l’adresse est vérifiée, et lie son identité', async () => {
    const { id, email } = await essai.creer('assistant', { sansMotDePasse: true });
    const { statut, corps } = await parcourir(verifie(email.toUpperCase(), 'agent-1'));
    expect(statut).toBe(200);
    const session = schemaSession.parse(corps);
    expect(session.utilisateur.id).toBe(id);
    const { corps: { sessions } } = await essai.requete<{ sessions: SessionOuverte[] }>('GET', CHEMINS_COMPTES.sessions, { jeton: session.jeton });
    expect(sessions).toMatchObject([{ moyen: 'agent', poste: 'Windows, SIAO Offre 0.1.0', courante: true }]);
    expect(await essai.evenements(id)).toEqual(['compte.identiteLiee', 'session.ouverte']);
    // reconnu ensuite par son identité, même si son adresse a changé chez le fournisseur
    expect(schemaSession.parse((await parcourir(verifie('autre@essai.example', 'agent-1'))).corps).utilisateur.id).toBe(id);
    expect(schemaSession.parse((await parcourir({ sub: 'agent-1' })).corps).utilisateur.id).toBe(id);
  });

  it('une autre identité, pour le même compte, est refusée jusqu’à ce que l’administrateur délie la première', async () => {
    const { id, email } = await essai.creer('assistant');
    expect((await parcourir(verifie(email, 'agent-2'))).statut).toBe(200);
    await refus([403, 'agent.autre_identite'], parcourir(verifie(email, 'agent-2-bis')));
    await essai.base.db.transaction().execute(async (trx) => {
      await verrouillerEcriture(trx);
      await appliquerEffets(trx, { base: essai.base, horloge: () => essai.maintenant() }, [{ effet: 'delier_identite', utilisateurId: id }]);
    });
    expect((await parcourir(verifie(email, 'agent-2-bis'))).statut).toBe(200);
  });

  it('refuse une adresse non vérifiée ou absente, un compte inconnu, invité ou suspendu', async () => {
    const { email } = await essai.creer('assistant');
    await refus([403, 'agent.adresse'], parcourir({ sub: 'agent-3', email, email_verified: false }));
    await refus([403, 'agent.adresse'], parcourir({ sub: 'agent-3', email }));
    await refus([403, 'agent.adresse'], parcourir({ sub: 'agent-3' }));
    await refus([403, 'agent.inconnu'], parcourir(verifie('personne@essai.example', 'agent-4')));
    await refus([403, 'agent.inconnu'], parcourir(verifie((await essai.creer('assistant', { statut: 'invite' })).email, 'agent-5')));
    const suspendu = await essai.creer('assistant', { statut: 'suspendu' });
    await refus([403, 'session.suspendu'], parcourir(verifie(suspendu.email, 'agent-6')));
    expect(await essai.base.db.selectFrom('identite_externe').select('sub').where('sub', 'in', ['agent-3', 'agent-4', 'agent-5', 'agent-6']).execute()).toEqual([]);
  });

  describe('un administrateur', () => {
    it('pose puis présente notre second facteur quand le fournisseur n’en a pas demandé', async () => {
      const { email } = await essai.creer('admin_siao');
      await refus([426, 'protocole'], parcourir(verifie(email, 'agent-7'), { 'x-siao-protocole': '1' }));
      const { corps } = await parcourir(verifie(email, 'agent-7', { amr: ['pwd'], acr: 'un-facteur' }));
      if (!('secret' in corps)) throw new Error(JSON.stringify(corps));
      const pose = await essai.requete<{ session: Session }>('POST', CHEMINS_COMPTES.enrolement, { corps: { defi: corps.defi, code: essai.totp(corps.secret) } });
      expect(pose.statut).toBe(200);
      essai.avancer(30_000);
      const second = await parcourir(verifie(email, 'agent-7'));
      if (!('etape' in second.corps) || second.corps.etape !== 'second_facteur') throw new Error(JSON.stringify(second.corps));
      const session = await essai.requete<Session>('POST', CHEMINS_COMPTES.secondFacteur, { corps: { defi: second.corps.defi, code: essai.totp(corps.secret) } });
      const { corps: { sessions } } = await essai.requete<{ sessions: SessionOuverte[] }>('GET', CHEMINS_COMPTES.sessions, { jeton: session.corps.jeton });
      expect(sessions.map(({ moyen }) => moyen)).toEqual(['agent', 'agent']);
    });

    it.each<[string, Partial<Agent>]>([['amr', { amr: ['pwd', 'mfa'] }], ['acr', { acr: 'deux-facteurs' }]])('en est dispensé quand le fournisseur l’a fait (%s)', async (_titre, preuve) => {
      const { email } = await essai.creer('admin_national');
      expect(schemaSession.safeParse((await parcourir(verifie(email, `agent-${email}`, preuve))).corps).success).toBe(true);
    });
  });

  describe('parcours détournés', () => {
    const pret = async (sub: string) => {
      const { email } = await essai.creer('assistant');
      fournisseur.agent = verifie(email, sub);
      const debut = await debuter();
      return { ...debut, retour: await fournisseur.naviguer(debut.adresse) };
    };

    it('un code ne sert qu’une fois, et seulement avec l’état de son début', async () => {
      const { retour, verificateur, etat } = await pret('agent-10');
      expect((await finir(retour, verificateur, etat)).statut).toBe(200);
      await refus([400, 'agent.etat'], finir(retour, verificateur, etat));
      const autre = await debuter();
      await refus([400, 'agent.etat'], finir(retour, autre.verificateur, autre.etat));
      // même en y mettant l’état de l’autre début : le fournisseur lie le code au premier défi PKCE
      const greffe = new URL(retour);
      greffe.searchParams.set('state', new URL(autre.adresse).searchParams.get('state') ?? '');
      await refus([401, 'agent.refuse'], finir(greffe.href, autre.verificateur, autre.etat));
    });

    it('deux usages simultanés du même retour : un seul passe', async () => {
      const { retour, verificateur, etat } = await pret('agent-11');
      const statuts = (await Promise.all([finir(retour, verificateur, etat), finir(retour, verificateur, etat)])).map(({ statut }) => statut);
      expect(statuts.sort()).toEqual([200, 400]);
    });

    it('refuse un autre vérificateur, un autre état, un autre endroit, un début trop ancien', async () => {
      const { retour, verificateur, etat } = await pret('agent-12');
      await refus([400, 'agent.etat'], finir(retour, tirerPkce().verificateur, etat));
      await refus([400, 'agent.etat'], finir(retour, verificateur, `${etat.slice(0, -2)}AA`));
      await refus([400, 'agent.etat'], finir(retour, verificateur, 'x'));
      for (const faux of [retour.replace('49152', '49153'), retour.replace('127.0.0.1', 'attaquant.example'), retour.replace('/retour', '/ailleurs'), retour.replace('http:', 'https:'), retour.replace(/state=[^&]*/u, 'state=x'), retour.replace('127.0.0.1', 'a@127.0.0.1').replace('49152', '49154'), 'pas une adresse', '']) {
        await refus([400, 'agent.etat'], finir(faux, verificateur, etat));
      }
      essai.avancer(600_000);
      await refus([400, 'agent.etat'], finir(retour, verificateur, etat));
    });

    it('un refus du fournisseur, un code inventé, une réponse d’un autre émetteur n’ouvrent rien', async () => {
      const { adresse, verificateur, etat } = await debuter();
      const state = new URL(adresse).searchParams.get('state') ?? '';
      await refus([401, 'agent.refuse'], finir(`${REDIRECTION}?error=access_denied&state=${state}&iss=${encodeURIComponent(fournisseur.emetteur)}`, verificateur, etat));
      const second = await debuter();
      await refus([401, 'agent.refuse'], finir(`${REDIRECTION}?code=invente&state=${new URL(second.adresse).searchParams.get('state') ?? ''}&iss=${encodeURIComponent(fournisseur.emetteur)}`, second.verificateur, second.etat));
      const troisieme = await pret('agent-13');
      await refus([401, 'agent.refuse'], finir(troisieme.retour.replace(encodeURIComponent(fournisseur.emetteur), encodeURIComponent('https://autre.example')), troisieme.verificateur, troisieme.etat));
    });

    it.each([
      'http://attaquant.example/retour', 'http://127.0.0.1.attaquant.example:80/retour', 'https://127.0.0.1:49152/retour', 'http://127.0.0.1/retour', 'http://127.0.0.1:49152/', 'http://127.0.0.1:49152/retour?a=b', 'http://127.0.0.1:49152/retour#a',
      'http://localhost:49152/retour', 'http://a@127.0.0.1:49152/retour', 'http://127.0.0.1:49152@attaquant.example/retour', 'http://127.0.0.1:49152/retour\n', 'javascript:alert(1)', '',
    ])('ne renvoie pas ailleurs que sur le poste : « %s »', async (redirection) => {
      const { statut, corps } = await essai.requete('POST', CHEMINS_COMPTES.agentDebut, { corps: { redirection, defiPkce: tirerPkce().defiPkce } });
      expect([statut, corps.erreur.code, corps.erreur.champ]).toEqual([400, 'arguments', 'redirection']);
    });

    it('accepte la boucle locale IPv6', async () => {
      const { email } = await essai.creer('assistant');
      fournisseur.agent = verifie(email, 'agent-14');
      const { adresse, verificateur, etat } = await debuter('http://[::1]:49152/retour');
      expect((await finir(await fournisseur.naviguer(adresse), verificateur, etat)).statut).toBe(200);
    });
  });

  it('un fournisseur qui ne répond pas : 503, et le mot de passe reste possible', async () => {
    const essaiPanne = await monterComptes(genre, { agents: lireOptionsAgents({ SIAO_OIDC_EMETTEUR: 'http://127.0.0.1:9', SIAO_OIDC_CLIENT: CLIENT, SIAO_OIDC_SECRET: SECRET_CLIENT }) });
    try {
      const { statut, corps } = await essaiPanne.requete('POST', CHEMINS_COMPTES.agentDebut, { corps: { redirection: REDIRECTION, defiPkce: tirerPkce().defiPkce } });
      expect([statut, corps.erreur.code]).toEqual([503, 'agent.indisponible']);
      expect((await essaiPanne.session((await essaiPanne.creer('assistant')).email)).jeton).toBeTruthy();
    } finally {
      await essaiPanne.fermer();
    }
  });

  it('sans fournisseur configuré : 404', async () => {
    const sans = await monterComptes(genre);
    try {
      expect((await sans.requete('GET', CHEMINS_COMPTES.agent)).corps).toEqual({ disponible: false, libelle: null });
      const { statut, corps } = await sans.requete('POST', CHEMINS_COMPTES.agentDebut, { corps: { redirection: REDIRECTION, defiPkce: tirerPkce().defiPkce } });
      expect([statut, corps.erreur.code]).toEqual([404, 'agent.absent']);
    } finally {
      await sans.fermer();
    }
  });
});

describe('configuration du fournisseur', () => {
  const complete = { SIAO_OIDC_EMETTEUR: 'https://id.example', SIAO_OIDC_CLIENT: 'c', SIAO_OIDC_SECRET: 's' };
  it('se lit de l’environnement', () => {
    expect(lireOptionsAgents({})).toBeUndefined();
    expect(lireOptionsAgents({ ...complete, SIAO_OIDC_ACR: ' a  b ' })).toEqual({ emetteur: 'https://id.example', client: 'c', secret: 's', libelle: 'Compte d’agent', acr: ['a', 'b'], revendication: 'email', adressesSures: false });
  });
  it.each([{ SIAO_OIDC_EMETTEUR: 'http://id.example' }, { SIAO_OIDC_EMETTEUR: 'http://127.0.0.1.id.example' }, { SIAO_OIDC_EMETTEUR: 'x' }, { SIAO_OIDC_CLIENT: '' }, { SIAO_OIDC_SECRET: '' }])('refuse %j', (faux) => {
    expect(() => lireOptionsAgents({ ...complete, ...faux })).toThrow(/SIAO_OIDC/u);
  });
});
