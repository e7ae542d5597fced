import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHEMINS_COMPTES, schemaDefiEnrolement } from '../../contract/comptes.ts';
import type { Session } from '../../contract/service.ts';
import { CHEMINS, schemaErreur } from '../../contract/service.ts';
import { verrouillerEcriture } from '../../server/base/base.ts';
import { appliquerEffets } from '../../server/comptes/effets.ts';
import { lireCle } from '../../server/comptes/jetons.ts';
import { ALPHABET_CODES, chiffrer, dechiffrer, sceller, tirerCode } from '../../server/comptes/secrets.ts';
import { verifierJournal } from '../../server/journal/journal.ts';
import { surPostgresql } from '../outils/base.ts';
import type { MontageComptes, ReponseEssai } from '../outils/comptes.ts';
import { MOT_DE_PASSE, NOUVEAU, monterComptes } from '../outils/comptes.ts';

const DEMI_MINUTE = 30_000;
const QUART_D_HEURE = 15 * 60_000;

surPostgresql('comptes hostiles', (genre) => {
  let essai: MontageComptes;
  beforeAll(async () => { essai = await monterComptes(genre); });
  afterAll(async () => {
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    await essai.fermer();
  });
  let appelant = 0;
  const ip = (): string => { appelant += 1; return `10.2.${Math.floor(appelant / 250)}.${appelant % 250}`; };
  const repondre = (defi: string, code: string, adresse = ip()) => essai.requete<Session>('POST', CHEMINS_COMPTES.secondFacteur, { corps: { defi, code }, ip: adresse });
  const activer = (email: string, code: string, motDePasse = NOUVEAU, adresse = ip()) => essai.requete('POST', CHEMINS_COMPTES.activation, { corps: { email, code, motDePasse }, ip: adresse });
  const codeDe = async (id: string): Promise<string> => {
    await essai.base.db.transaction().execute(async (trx) => {
      await verrouillerEcriture(trx);
      await appliquerEffets(trx, { base: essai.base, horloge: () => essai.maintenant() }, [{ effet: 'reinitialiser', utilisateurId: id }]);
    });
    const { email } = await essai.base.db.selectFrom('utilisateur').select('email').where('id', '=', id).executeTakeFirstOrThrow();
    // d’autres courriels attendaient peut-être : celui de cette personne, le dernier
    return (await essai.relever()).filter(({ adresse, code }) => adresse === email && code !== undefined).at(-1)?.code ?? '';
  };
  const issue = ({ statut, corps }: ReponseEssai<unknown>): readonly [number, string | undefined] => [statut, (corps as { erreur?: { code: string } }).erreur?.code];

  it('deviner un code d’application : dix essais au plus par quart d’heure, même de front, de cent adresses et avec des défis neufs', async () => {
    const { email } = await essai.creer('admin_siao');
    const { secret } = await essai.enroler(email);
    essai.avancer(DEMI_MINUTE);
    const defis = [await essai.defi(email), await essai.defi(email), await essai.defi(email)];
    const juste = essai.totp(secret);
    const faux = ['000000', '111111', '999999'].filter((code) => code !== juste);
    const reponses = await Promise.all(Array.from({ length: 60 }, (_vide, rang) => repondre(defis[rang % 3] ?? '', faux[rang % faux.length] ?? '')));
    expect(reponses.filter(({ statut }) => statut === 403)).toHaveLength(10);
    expect(reponses.filter(({ statut }) => statut === 429)).toHaveLength(50);
    // bloqué, le bon code ne passe pas non plus : rien ne dit lequel était le bon
    expect(issue(await repondre(defis[0] ?? '', juste))).toEqual([429, 'session.bloque']);
    expect(issue(await essai.connecter(email, MOT_DE_PASSE, { ip: ip() }))).toEqual([429, 'session.bloque']);
    essai.avancer(QUART_D_HEURE);
  });

  it('deviner un code de courriel : cinq essais au plus, de front', async () => {
    const { id, email } = await essai.creer('assistant');
    const code = await codeDe(id);
    const statuts = (await Promise.all(Array.from({ length: 40 }, () => activer(email, tirerCode(2, 5))))).map(({ statut }) => statut);
    expect(new Set(statuts)).toEqual(new Set([403]));
    expect(issue(await activer(email, code))).toEqual([403, 'code.invalide']);
    expect((await essai.base.db.selectFrom('code_unique').select('essais').where('utilisateurId', '=', id).executeTakeFirstOrThrow()).essais).toBe(5);
  });

  it('un code n’ouvre que son compte, et que pour ce qu’il est', async () => {
    const [un, autre] = [await essai.creer('assistant'), await essai.creer('assistant')];
    const invite = await essai.creer('assistant', { statut: 'invite' });
    const code = await codeDe(un.id);
    expect(issue(await activer(autre.email, code))).toEqual([403, 'code.invalide']);
    await codeDe(autre.id);
    expect(issue(await activer(autre.email, code))).toEqual([403, 'code.invalide']);
    expect(issue(await activer(invite.email, code))).toEqual([403, 'code.invalide']);
    // recopier en base l’empreinte du sien, ou celle d’un autre genre, n’y change rien
    const { empreinte } = await essai.base.db.selectFrom('code_unique').select('empreinte').where('utilisateurId', '=', un.id).executeTakeFirstOrThrow();
    await essai.base.db.updateTable('code_unique').set({ empreinte, essais: 0 }).where('utilisateurId', '=', autre.id).execute();
    expect(issue(await activer(autre.email, code))).toEqual([403, 'code.invalide']);
    expect((await activer(un.email, code)).statut).toBe(204);
  });

  it('un défi n’ouvre que son compte, ne sert pas ailleurs, et ne se fabrique pas', async () => {
    const [un, autre] = [await essai.creer('admin_siao'), await essai.creer('admin_siao')];
    const [sien, tiers] = [await essai.enroler(un.email), await essai.enroler(autre.email)];
    essai.avancer(DEMI_MINUTE);
    const defi = await essai.defi(un.email);
    // le code d’un autre compte, ou son code de secours, sur mon défi
    expect(issue(await repondre(defi, essai.totp(tiers.secret)))).toEqual([403, 'secondFacteur.code']);
    expect(issue(await repondre(defi, tiers.codesDeSecours[0] ?? ''))).toEqual([403, 'secondFacteur.code']);
    // ni jeton d’accès, ni jeton de rafraîchissement, ni autre genre de défi
    expect(await essai.vaut(defi)).toBe(false);
    expect((await essai.requete('POST', CHEMINS.rafraichir, { corps: { jetonRafraichissement: defi.slice(0, 500) } })).statut).toBe(401);
    const { defi: enrolement, secret } = schemaDefiEnrolement.parse((await essai.connecter((await essai.creer('admin_siao')).email)).corps);
    expect(issue(await repondre(enrolement, essai.totp(secret)))).toEqual([401, 'session.defi']);
    expect(issue(await essai.requete('POST', CHEMINS_COMPTES.enrolement, { corps: { defi, code: essai.totp(sien.secret) }, ip: ip() }))).toEqual([401, 'session.defi']);
    const contenu = { id: un.id, etat: '1/0', moyen: 'mot_de_passe' };
    for (const cle of [randomBytes(32), Buffer.alloc(32)]) expect(issue(await repondre(sceller(cle, 'defi_second_facteur', contenu, new Date(essai.maintenant().getTime() + 60_000)), essai.totp(sien.secret)))).toEqual([401, 'session.defi']);
    for (let rang = 0; rang < defi.length; rang += 7) {
      const retouche = `${defi.slice(0, rang)}${defi[rang] === 'A' ? 'B' : 'A'}${defi.slice(rang + 1)}`;
      expect(issue(await repondre(retouche, essai.totp(sien.secret))), String(rang)).toEqual([401, 'session.defi']);
    }
    expect((await repondre(defi, essai.totp(sien.secret))).statut).toBe(200);
    // le même défi écrit autrement (le base64 a plusieurs écritures) est le même
    essai.avancer(DEMI_MINUTE);
    for (const ecriture of [defi, `${defi}=`, `${defi}==`, `${defi} `, `${defi}\n`, `!${defi}`]) expect(issue(await repondre(ecriture, essai.totp(sien.secret))), ecriture.slice(-3)).toEqual([401, 'session.defi']);
  });

  it('un code d’application vu par-dessus l’épaule ne ressert pas, ni de front, ni par un autre chemin', async () => {
    const { email } = await essai.creer('admin_siao');
    const { secret, session } = await essai.enroler(email);
    essai.avancer(DEMI_MINUTE);
    const code = essai.totp(secret);
    const defis = [await essai.defi(email), await essai.defi(email), await essai.defi(email), await essai.defi(email)];
    const statuts = (await Promise.all(defis.map((defi) => repondre(defi, code)))).map(({ statut }) => statut);
    expect(statuts.sort()).toEqual([200, 403, 403, 403]);
    expect(issue(await essai.requete('POST', CHEMINS_COMPTES.mesCodesDeSecours, { jeton: session.jeton, corps: { code } }))).toEqual([403, 'secondFacteur.code']);
  });

  it('un code de secours ne sert qu’une fois, même de front', async () => {
    const { email } = await essai.creer('admin_siao');
    const { codesDeSecours } = await essai.enroler(email);
    const defis = [await essai.defi(email), await essai.defi(email), await essai.defi(email)];
    const statuts = (await Promise.all(defis.map((defi) => repondre(defi, codesDeSecours[3] ?? '')))).map(({ statut }) => statut);
    expect(statuts.sort()).toEqual([200, 403, 403]);
  });

  it('rien ne dit si une adresse est connue : statut, corps, en-têtes', async () => {
    const connues = [await essai.creer('assistant'), await essai.creer('admin_siao'), await essai.creer('assistant', { statut: 'invite' }), await essai.creer('assistant', { statut: 'suspendu' }), await essai.creer('assistant', { sansMotDePasse: true })];
    const forme = ({ statut, texte, entetes }: ReponseEssai<unknown>): unknown => ({ statut, texte, entetes: Object.keys(entetes).sort() });
    for (const demande of [
      (email: string) => essai.requete('POST', CHEMINS_COMPTES.reinitialisation, { corps: { email }, ip: ip() }),
      (email: string) => activer(email, '22222-22222'),
      (email: string) => activer(email, '22222-22222', 'court'),
      (email: string) => essai.connecter(email, 'un mot de passe faux', { ip: ip() }),
    ]) {
      const reference = forme(await demande(`inconnue.${randomBytes(4).toString('hex')}@essai.example`));
      for (const { email } of connues) expect(forme(await demande(email)), email).toEqual(reference);
    }
    // le blocage non plus
    const suite = async (email: string): Promise<unknown[]> => {
      const vues: unknown[] = [];
      for (let rang = 0; rang < 12; rang += 1) vues.push(issue(await essai.connecter(email, 'un mot de passe faux', { ip: ip() })));
      return vues;
    };
    const reference = await suite('jamais.vue@essai.example');
    for (const profil of ['assistant', 'admin_siao'] as const) expect(await suite((await essai.creer(profil)).email)).toEqual(reference);
    essai.avancer(QUART_D_HEURE);
    await essai.relever();
  });

  it('le temps ne le dit pas non plus (médianes du même ordre)', async () => {
    const mediane = (temps: readonly number[]): number => [...temps].sort((a, b) => a - b)[Math.floor(temps.length / 2)] ?? 0;
    const comptes = await Promise.all(Array.from({ length: 31 }, () => essai.creer('assistant')));
    const courriel = (email: string) => essai.requete('POST', CHEMINS_COMPTES.reinitialisation, { corps: { email }, ip: ip() });
    for (const demande of [courriel, (email: string) => activer(email, '22222-22222')]) {
      const mesures: Record<'connue' | 'inconnue', number[]> = { connue: [], inconnue: [] };
      // entrelacées : la charge de la machine pèse pareil sur les deux
      for (const [rang, { email }] of comptes.entries()) {
        for (const [genreAdresse, adresse] of [['connue', email], ['inconnue', `x${rang}.${randomBytes(3).toString('hex')}@essai.example`]] as const) {
          const debut = performance.now();
          await demande(adresse);
          mesures[genreAdresse].push(performance.now() - debut);
        }
      }
      const [connue, inconnue] = [mediane(mesures.connue), mediane(mesures.inconnue)];
      expect(Math.max(connue, inconnue) / Math.min(connue, inconnue), `${connue} ms, ${inconnue} ms`).toBeLessThan(3);
    }
    await essai.base.db.deleteFrom('courriel_a_envoyer').execute();
  });

  it('une adresse réseau qui échoue trop est freinée sur toutes les portes', async () => {
    const attaquant = '203.0.113.7';
    const { email } = await essai.creer('assistant');
    const portes = [
      () => essai.connecter(`x${randomBytes(4).toString('hex')}@essai.example`, 'un mot de passe faux', { ip: attaquant }),
      () => activer(`x${randomBytes(4).toString('hex')}@essai.example`, '22222-22222', NOUVEAU, attaquant),
      () => repondre('faux', '000000', attaquant),
    ];
    for (let rang = 0; rang < 100; rang += 1) expect((await portes[rang % 3]?.())?.statut).toBeLessThan(429);
    for (const porte of [...portes, () => essai.connecter(email, MOT_DE_PASSE, { ip: attaquant })]) expect(issue(await porte())).toEqual([429, 'session.bloque']);
    expect((await essai.connecter(email, MOT_DE_PASSE, { ip: ip() })).statut).toBe(200);
  });

  it('les rafraîchissements refusés sont freinés par adresse réseau', async () => {
    const attaquant = '203.0.113.8';
    const essayer = () => essai.requete('POST', CHEMINS.rafraichir, { corps: { jetonRafraichissement: randomBytes(32).toString('base64url') }, ip: attaquant });
    for (let rang = 0; rang < 400; rang += 1) await essayer();
    expect(issue(await essayer())).toEqual([429, 'session.bloque']);
  });

  it('fixer la session d’autrui : rien de ce qu’envoie le poste ne choisit ni la session, ni le compte', async () => {
    const { id, email } = await essai.creer('assistant');
    const attaquant = await essai.session((await essai.creer('assistant')).email);
    const famille = (await essai.base.db.selectFrom('session').select('famille').where('utilisateurId', '=', attaquant.utilisateur.id).executeTakeFirstOrThrow()).famille;
    const { corps } = await essai.requete<Session>('POST', CHEMINS.session, { jeton: attaquant.jeton, corps: { email, motDePasse: MOT_DE_PASSE, famille, jetonRafraichissement: attaquant.jetonRafraichissement, utilisateurId: attaquant.utilisateur.id, moyen: 'agent' } });
    expect(corps.utilisateur.id).toBe(id);
    const neuve = await essai.base.db.selectFrom('session').select(['famille', 'moyen']).where('utilisateurId', '=', id).executeTakeFirstOrThrow();
    expect(neuve.famille).not.toBe(famille);
    expect(neuve.moyen).toBe('mot_de_passe');
    expect((await essai.requete<Session>('POST', CHEMINS.rafraichir, { corps: { jetonRafraichissement: attaquant.jetonRafraichissement } })).corps.utilisateur.id).toBe(attaquant.utilisateur.id);
  });

  it('un enrôlement en attente ne survit pas à un changement de mot de passe', async () => {
    const { id, email } = await essai.creer('admin_siao');
    const { defi, secret } = schemaDefiEnrolement.parse((await essai.connecter(email)).corps);
    const code = await codeDe(id);
    expect((await activer(email, code)).statut).toBe(204);
    expect(issue(await essai.requete('POST', CHEMINS_COMPTES.enrolement, { corps: { defi, code: essai.totp(secret) }, ip: ip() }))).toEqual([401, 'session.defi']);
    await essai.relever();
  });

  it('un secret chiffré ne se déplace pas d’un compte à l’autre, ni d’un usage à l’autre', async () => {
    const cle = await lireCle(essai.base);
    const texte = chiffrer(cle, 'totp', 'compte-1', 'SECRET');
    expect(dechiffrer(cle, 'totp', 'compte-1', texte)).toBe('SECRET');
    expect(dechiffrer(cle, 'totp', 'compte-2', texte)).toBeUndefined();
    expect(dechiffrer(cle, 'defi_ajout', 'compte-1', texte)).toBeUndefined();
    expect(dechiffrer(randomBytes(32), 'totp', 'compte-1', texte)).toBeUndefined();
    expect(texte).not.toBe(chiffrer(cle, 'totp', 'compte-1', 'SECRET'));
    // en base : copier le second facteur d’un attaquant sur le compte visé ne donne rien
    const [attaquant, vise] = [await essai.creer('admin_siao'), await essai.creer('admin_siao')];
    const { secret } = await essai.enroler(attaquant.email);
    await essai.enroler(vise.email);
    const { secret: copie } = await essai.base.db.selectFrom('second_facteur').select('secret').where('utilisateurId', '=', attaquant.id).executeTakeFirstOrThrow();
    await essai.base.db.updateTable('second_facteur').set({ secret: copie, dernierPas: 0 }).where('utilisateurId', '=', vise.id).execute();
    expect(issue(await repondre(await essai.defi(vise.email), essai.totp(secret)))).toEqual([503, 'secondFacteur.illisible']);
  });

  it('les codes couvrent tout leur alphabet', () => {
    const vus = new Set(Array.from({ length: 200 }, () => tirerCode(2, 5)).join('').replaceAll('-', ''));
    expect([...vus].sort().join('')).toBe([...ALPHABET_CODES].sort().join(''));
    expect(ALPHABET_CODES).not.toMatch(/[01ILOU]/u);
  });

  it('aucune entrée démesurée ou mal formée ne fait de 5xx ni de réponse hors forme (propriété)', async () => {
    const { jeton } = await essai.session((await essai.creer('assistant')).email);
    const champs = ['email', 'motDePasse', 'code', 'defi', 'actuel', 'nouveau', 'poste', 'redirection', 'defiPkce', 'retour', 'verificateur', 'etat'];
    const valeur = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', 'x'.repeat(1_025), 'x'.repeat(5_000), '../../etc/passwd', '\r\nBcc: x@y.example'), fc.jsonValue(), fc.integer());
    const chemins = Object.values(CHEMINS_COMPTES).filter((chemin) => !chemin.includes(':'));
    await fc.assert(fc.asyncProperty(fc.constantFrom(...chemins), fc.dictionary(fc.constantFrom(...champs), valeur, { maxKeys: 12 }), async (chemin, corps) => {
      const { statut, corps: reponse } = await essai.requete('POST', chemin, { jeton, corps, ip: ip() });
      expect(statut, chemin).not.toBe(500);
      if (statut >= 400) expect(schemaErreur.safeParse(reponse).success).toBe(true);
    }), { numRuns: 150 });
    for (const famille of ['x', '%00', '../session', `${'a'.repeat(5_000)}`, '11111111-1111-4111-8111-111111111111']) {
      const { statut } = await essai.requete('DELETE', CHEMINS_COMPTES.uneSession.replace(':famille', encodeURIComponent(famille)), { jeton });
      expect([400, 404, 414], famille.slice(0, 20)).toContain(statut);
    }
    const gros = await essai.requete('POST', CHEMINS_COMPTES.activation, { corps: { email: 'a@b.example', code: 'x', motDePasse: 'x'.repeat(100_000) } });
    expect(issue(gros)).toEqual([413, 'taille']);
  });
});
