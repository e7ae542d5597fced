import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHEMINS_COMPTES, NOMBRE_CODES_DE_SECOURS, SECOND_FACTEUR_OBLIGATOIRE, schemaDefiEnrolement, schemaDefiSecondFacteur, schemaEtatSecondFacteur } from '../../../contract/comptes.ts';
import type { Session } from '../../../contract/service.ts';
import { CHEMINS, schemaSession } from '../../../contract/service.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { changerDroits } from '../../../server/comptes/utilisateurs.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { surChaqueBase } from '../../outils/base.ts';
import type { MontageComptes } from '../../outils/comptes.ts';
import { MOT_DE_PASSE, monterComptes } from '../../outils/comptes.ts';

const DEMI_MINUTE = 30_000;
const QUART_D_HEURE = 15 * 60_000;

surChaqueBase('comptes : connexion en deux étapes', (genre) => {
  let essai: MontageComptes;
  beforeAll(async () => { essai = await monterComptes(genre); });
  afterAll(async () => {
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    await essai.fermer();
  });
  const repondre = (defi: string, code: string, ip?: string) => essai.requete<Session>('POST', CHEMINS_COMPTES.secondFacteur, { corps: { defi, code }, ...(ip === undefined ? {} : { ip }) });

  it('demande à poser un second facteur aux profils qui y sont tenus, et à eux seuls', async () => {
    for (const profil of CODES_PROFILS) {
      const { email } = await essai.creer(profil);
      const { statut, corps } = await essai.connecter(email);
      expect(statut, profil).toBe(200);
      expect('etape' in corps ? corps.etape : 'session', profil).toBe(SECOND_FACTEUR_OBLIGATOIRE.includes(profil) ? 'enrolement' : 'session');
    }
  });

  it('pose le second facteur à la première connexion : session, codes de secours, ligne synchronisée, journal', async () => {
    const { id, email } = await essai.creer('admin_siao');
    const { corps } = await essai.connecter(email);
    const { secret, uri, defi } = schemaDefiEnrolement.parse(corps);
    expect(uri).toBe(`otpauth://totp/SIAO%20Offre:${encodeURIComponent(email)}?issuer=SIAO%20Offre&secret=${secret}&algorithm=SHA1&digits=6&period=30`);
    const faux = await essai.requete('POST', CHEMINS_COMPTES.enrolement, { corps: { defi, code: '000000' } });
    expect([faux.statut, faux.corps.erreur.code]).toEqual([403, 'secondFacteur.code']);
    const code = essai.totp(secret);
    const { statut, corps: fini } = await essai.requete<{ session: Session; codesDeSecours: string[] }>('POST', CHEMINS_COMPTES.enrolement, { corps: { defi, code } });
    expect(statut).toBe(200);
    expect(new Set(fini.codesDeSecours).size).toBe(NOMBRE_CODES_DE_SECOURS);
    expect(await essai.vaut(fini.session.jeton)).toBe(true);
    const ligne = await essai.base.db.selectFrom('utilisateur').select(['secondFacteur', 'derniereConnexion', 'version']).where('id', '=', id).executeTakeFirstOrThrow();
    expect(ligne).toMatchObject({ secondFacteur: true, derniereConnexion: '2026-11' });
    expect(await essai.evenements(id)).toEqual(['secondFacteur.active', 'session.ouverte']);
    // rien de clair en base
    const { secret: garde } = await essai.base.db.selectFrom('second_facteur').select('secret').where('utilisateurId', '=', id).executeTakeFirstOrThrow();
    const empreintes = (await essai.base.db.selectFrom('code_de_secours').select('empreinte').where('utilisateurId', '=', id).execute()).map(({ empreinte }) => empreinte);
    for (const texte of [garde, ...empreintes]) for (const clair of [secret, ...fini.codesDeSecours, ...fini.codesDeSecours.map((un) => un.replaceAll('-', ''))]) expect(texte).not.toContain(clair);
    // le code qui a servi à poser ne sert plus à se connecter
    expect((await repondre(await essai.defi(email), code)).statut).toBe(403);
    essai.avancer(DEMI_MINUTE);
    expect(schemaSession.safeParse((await repondre(await essai.defi(email), essai.totp(secret))).corps).success).toBe(true);
  });

  it('un poste du protocole 1 reçoit 426 au lieu d’un défi, et sa session quand il n’en faut pas', async () => {
    const admin = await essai.creer('admin_departemental');
    const autre = await essai.creer('assistant');
    const entetes = { 'x-siao-protocole': '1' };
    const refus = await essai.connecter(admin.email, MOT_DE_PASSE, { entetes });
    expect([refus.statut, refus.corps.erreur.code]).toEqual([426, 'protocole']);
    expect(refus.corps.erreur.message).toMatch(/mettre à jour/u);
    expect((await essai.connecter(autre.email, MOT_DE_PASSE, { entetes })).statut).toBe(200);
    expect((await essai.connecter(admin.email, MOT_DE_PASSE, { entetes: { 'x-siao-protocole': '2' } })).statut).toBe(200);
  });

  it('admet un code de la période d’avant ou d’après, pas plus loin', async () => {
    const { email } = await essai.creer('admin_siao');
    const { secret } = await essai.enroler(email);
    essai.avancer(10 * DEMI_MINUTE);
    const defi = await essai.defi(email);
    for (const decalage of [-2, 2]) expect((await repondre(defi, essai.totp(secret, decalage * DEMI_MINUTE))).statut, String(decalage)).toBe(403);
    expect((await repondre(defi, essai.totp(secret, -DEMI_MINUTE))).statut).toBe(200);
    expect((await repondre(await essai.defi(email), essai.totp(secret, DEMI_MINUTE))).statut).toBe(200);
    // plus récent accepté : le code du moment, plus ancien, ne vaut plus
    expect((await repondre(await essai.defi(email), essai.totp(secret))).statut).toBe(403);
  });

  it('un code de secours sert une fois, écrit comme on veut ; le défi dit s’il en reste', async () => {
    const { id, email } = await essai.creer('admin_siao');
    const { codesDeSecours, secret } = await essai.enroler(email);
    const [premier = '', ...autres] = codesDeSecours;
    expect((await repondre(await essai.defi(email), ` ${premier.toLowerCase().replaceAll('-', ' ')} `)).statut).toBe(200);
    expect((await repondre(await essai.defi(email), premier)).statut).toBe(403);
    expect(await essai.evenements(id)).toContain('secondFacteur.codeDeSecours');
    for (const code of autres) expect((await repondre(await essai.defi(email), code)).statut).toBe(200);
    expect(schemaDefiSecondFacteur.parse((await essai.connecter(email)).corps).methodes).toEqual(['application']);
    essai.avancer(DEMI_MINUTE);
    const { corps } = await repondre(await essai.defi(email), essai.totp(secret));
    essai.avancer(DEMI_MINUTE);
    const refaits = await essai.requete<{ codesDeSecours: string[] }>('POST', CHEMINS_COMPTES.mesCodesDeSecours, { jeton: corps.jeton, corps: { code: essai.totp(secret) } });
    expect(refaits.corps.codesDeSecours).toHaveLength(NOMBRE_CODES_DE_SECOURS);
    expect((await repondre(await essai.defi(email), premier)).statut).toBe(403);
    expect((await repondre(await essai.defi(email), refaits.corps.codesDeSecours[0] ?? '')).statut).toBe(200);
    // refaits une seconde fois : ceux qui n’avaient pas servi ne servent plus
    essai.avancer(DEMI_MINUTE);
    expect((await essai.requete('POST', CHEMINS_COMPTES.mesCodesDeSecours, { jeton: corps.jeton, corps: { code: essai.totp(secret) } })).statut).toBe(200);
    expect((await repondre(await essai.defi(email), refaits.corps.codesDeSecours[2] ?? '')).statut).toBe(403);
    // un code de secours ne permet pas d’en refaire
    const parSecours = await essai.requete('POST', CHEMINS_COMPTES.mesCodesDeSecours, { jeton: corps.jeton, corps: { code: refaits.corps.codesDeSecours[1] } });
    expect([parSecours.statut, parSecours.corps.erreur.code]).toEqual([403, 'secondFacteur.code']);
  });

  it('un défi meurt : après cinq minutes, après usage, après un nouveau mot de passe ou un changement de droits', async () => {
    const { id, email } = await essai.creer('admin_siao');
    const { secret } = await essai.enroler(email);
    const perime = async (defi: string, code = essai.totp(secret)): Promise<void> => {
      const { statut, corps } = await repondre(defi, code);
      expect([statut, corps.erreur.code]).toEqual([401, 'session.defi']);
    };
    const vieux = await essai.defi(email);
    essai.avancer(300_000);
    await perime(vieux);
    const servi = await essai.defi(email);
    expect((await repondre(servi, essai.totp(secret))).statut).toBe(200);
    essai.avancer(DEMI_MINUTE);
    await perime(servi);
    const avant = await essai.defi(email);
    await changerDroits(essai.base, id, { perimetreLibelle: 'SIAO 59' });
    await perime(avant);
    const avantMotDePasse = await essai.defi(email);
    await essai.base.db.updateTable('acces').set({ motDePasseLe: essai.maintenant() }).where('utilisateurId', '=', id).execute();
    await perime(avantMotDePasse);
    // aucun de ces refus n’a compté comme un code faux
    expect((await repondre(await essai.defi(email), essai.totp(secret))).statut).toBe(200);
  });

  it('deux défis d’enrôlement menés de front : un seul pose le second facteur', async () => {
    const { email } = await essai.creer('admin_siao');
    const defis = [schemaDefiEnrolement.parse((await essai.connecter(email)).corps), schemaDefiEnrolement.parse((await essai.connecter(email)).corps)];
    const statuts = (await Promise.all(defis.map(({ defi, secret }) => essai.requete('POST', CHEMINS_COMPTES.enrolement, { corps: { defi, code: essai.totp(secret) } })))).map(({ statut }) => statut);
    expect(statuts.sort()).toEqual([200, 401]);
  });

  it('les codes faux bloquent le compte, même entrecoupés de mots de passe justes ; le journal et un courriel le disent', async () => {
    const { id, email } = await essai.creer('admin_siao');
    const { secret } = await essai.enroler(email);
    await essai.relever();
    for (let rang = 0; rang < 10; rang += 1) {
      const { statut, corps } = await repondre(await essai.defi(email), '000000');
      expect([statut, corps.erreur.code], String(rang)).toEqual([403, 'secondFacteur.code']);
    }
    const bloque = await essai.connecter(email);
    expect([bloque.statut, bloque.corps.erreur.code, bloque.entetes['retry-after']]).toEqual([429, 'session.bloque', '900']);
    expect((await essai.evenements(id)).filter((evenement) => evenement === 'session.echec_bloquant')).toHaveLength(1);
    expect((await essai.relever()).map(({ adresse, objet }) => [adresse, objet])).toEqual([[email, 'Essais de connexion à votre compte SIAO Offre']]);
    essai.avancer(QUART_D_HEURE);
    expect((await repondre(await essai.defi(email), essai.totp(secret))).statut).toBe(200);
  });

  describe('second facteur choisi par la personne', () => {
    it('se pose, se demande, se retire ; chaque geste redemande ce qu’il faut', async () => {
      const { id, email } = await essai.creer('gestionnaire_entite');
      const { jeton } = await essai.session(email);
      const etat = async (): Promise<unknown> => schemaEtatSecondFacteur.parse((await essai.requete('GET', CHEMINS_COMPTES.monSecondFacteur, { jeton })).corps);
      expect(await etat()).toEqual({ actif: false, obligatoire: false, codesDeSecoursRestants: 0 });
      for (const corps of [{}, { motDePasse: 'un autre mot de passe' }]) {
        const refus = await essai.requete('POST', CHEMINS_COMPTES.monSecondFacteur, { jeton, corps });
        expect([refus.statut, refus.corps.erreur.code]).toEqual([403, 'motDePasse.actuel']);
      }
      const { corps } = await essai.requete<{ defi: string; secret: string }>('POST', CHEMINS_COMPTES.monSecondFacteur, { jeton, corps: { motDePasse: MOT_DE_PASSE } });
      const ailleurs = await essai.session(email);
      const autreSession = await essai.requete('POST', CHEMINS_COMPTES.monSecondFacteurConfirmation, { jeton: ailleurs.jeton, corps: { defi: corps.defi, code: essai.totp(corps.secret) } });
      expect([autreSession.statut, autreSession.corps.erreur.code]).toEqual([403, 'secondFacteur.defi']);
      const pose = await essai.requete<{ codesDeSecours: string[] }>('POST', CHEMINS_COMPTES.monSecondFacteurConfirmation, { jeton, corps: { defi: corps.defi, code: essai.totp(corps.secret) } });
      expect(pose.corps.codesDeSecours).toHaveLength(NOMBRE_CODES_DE_SECOURS);
      expect(await etat()).toEqual({ actif: true, obligatoire: false, codesDeSecoursRestants: NOMBRE_CODES_DE_SECOURS });
      const encore = await essai.requete('POST', CHEMINS_COMPTES.monSecondFacteur, { jeton, corps: { motDePasse: MOT_DE_PASSE } });
      expect([encore.statut, encore.corps.erreur.code]).toEqual([409, 'secondFacteur.deja']);
      await essai.defi(email);
      const sansCode = await essai.requete('POST', CHEMINS_COMPTES.monSecondFacteurRetrait, { jeton, corps: { motDePasse: MOT_DE_PASSE, code: '000000' } });
      expect([sansCode.statut, sansCode.corps.erreur.code]).toEqual([403, 'secondFacteur.code']);
      expect((await essai.requete('POST', CHEMINS_COMPTES.monSecondFacteurRetrait, { jeton, corps: { motDePasse: MOT_DE_PASSE, code: pose.corps.codesDeSecours[0] } })).statut).toBe(204);
      expect(await etat()).toEqual({ actif: false, obligatoire: false, codesDeSecoursRestants: 0 });
      expect((await essai.session(email)).jeton).toBeTruthy();
      expect((await essai.evenements(id)).filter((evenement) => evenement.startsWith('secondFacteur'))).toEqual(['secondFacteur.active', 'secondFacteur.retire']);
    });

    it('ne se retire pas d’un profil obligatoire', async () => {
      const { email } = await essai.creer('admin_national');
      const { session, codesDeSecours } = await essai.enroler(email);
      const { statut, corps } = await essai.requete('POST', CHEMINS_COMPTES.monSecondFacteurRetrait, { jeton: session.jeton, corps: { motDePasse: MOT_DE_PASSE, code: codesDeSecours[0] } });
      expect([statut, corps.erreur.code]).toEqual([403, 'secondFacteur.obligatoire']);
    });
  });
});

surChaqueBase('comptes : second facteur facultatif (démonstration)', (genre) => {
  it('ne le demande à un administrateur que s’il l’a posé, et le laisse se retirer', async () => {
    const essai = await monterComptes(genre, { secondFacteur: 'facultatif' });
    try {
      const { email } = await essai.creer('admin_national');
      const { jeton } = await essai.session(email);
      const { corps } = await essai.requete<{ defi: string; secret: string }>('POST', CHEMINS_COMPTES.monSecondFacteur, { jeton, corps: { motDePasse: MOT_DE_PASSE } });
      const { corps: { codesDeSecours } } = await essai.requete<{ codesDeSecours: string[] }>('POST', CHEMINS_COMPTES.monSecondFacteurConfirmation, { jeton, corps: { defi: corps.defi, code: essai.totp(corps.secret) } });
      await essai.defi(email);
      expect((await essai.requete('POST', CHEMINS_COMPTES.monSecondFacteurRetrait, { jeton, corps: { motDePasse: MOT_DE_PASSE, code: codesDeSecours[0] } })).statut).toBe(204);
      expect((await essai.requete('GET', CHEMINS.sante)).corps).toMatchObject({ courriels: 'ok' });
    } finally {
      await essai.fermer();
    }
  });
});
