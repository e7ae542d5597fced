import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHEMINS } from '../../../contract/service.ts';
import type { Session } from '../../../contract/service.ts';
import { changerDroits, creerUtilisateur } from '../../../server/comptes/utilisateurs.ts';
import { ESSAIS_MAXIMAUX, GRACE_RAFRAICHISSEMENT } from '../../../server/comptes/sessions.ts';
import { surChaqueBase } from '../../outils/base.ts';
import type { Montage } from './outils.ts';
import { MOT_DE_PASSE, monter } from './outils.ts';

const QUART_D_HEURE = 15 * 60_000;

surChaqueBase('session', (genre) => {
  let essai: Montage;
  beforeAll(async () => { essai = await monter(genre); });
  afterAll(() => essai.fermer());

  const rafraichir = (jetonRafraichissement: string) => essai.requete<Session & { erreur: { code: string } }>('POST', CHEMINS.rafraichir, { corps: { jetonRafraichissement } });
  const connecte = async (jeton: string): Promise<boolean> => (await essai.requete('GET', `${CHEMINS.changements}?clientId=11111111-1111-4111-8111-111111111111`, { jeton })).statut === 200;

  it('ouvre une session et reconnaît l’adresse sans égard à la casse', async () => {
    const { email } = await essai.poste('admin_siao');
    const { statut, corps } = await essai.ouvrirSession(` ${email.toUpperCase()} `);
    expect(statut).toBe(200);
    expect(corps.utilisateur).toMatchObject({ email, profil: 'admin_siao', perimetre: { genre: 'siao', departements: ['59'] } });
    expect(corps.expireDans).toBe(600);
    expect(await connecte(corps.jeton)).toBe(true);
  });

  it('répond pareil à un mot de passe faux et à une adresse inconnue, jusqu’au blocage', async () => {
    const { email } = await essai.poste('admin_siao');
    for (const adresse of [email, 'personne@essai.example']) {
      for (let rang = 0; rang < ESSAIS_MAXIMAUX; rang += 1) {
        const { statut, corps } = await essai.ouvrirSession(adresse, 'un mot de passe faux');
        expect([statut, corps.erreur.code]).toEqual([401, 'session.identifiants']);
      }
      const { statut, corps, entetes } = await essai.ouvrirSession(adresse, adresse === email ? MOT_DE_PASSE : 'encore un faux');
      expect([statut, corps.erreur.code, entetes['retry-after']]).toEqual([429, 'session.bloque', '900']);
    }
    essai.avancer(QUART_D_HEURE);
    expect((await essai.ouvrirSession(email)).statut).toBe(200);
  });

  it('des essais simultanés ne passent pas la borne', async () => {
    const { email } = await essai.poste('admin_siao');
    const statuts = await Promise.all(Array.from({ length: 30 }, async () => (await essai.ouvrirSession(email, 'un mot de passe faux')).statut));
    expect(statuts.filter((statut) => statut === 401)).toHaveLength(ESSAIS_MAXIMAUX);
    expect((await essai.ouvrirSession(email)).statut).toBe(429);
    essai.avancer(QUART_D_HEURE);
  });

  it('un essai réussi remet le compteur à zéro', async () => {
    const { email } = await essai.poste('admin_siao');
    for (let tour = 0; tour < 3; tour += 1) {
      for (let rang = 0; rang < ESSAIS_MAXIMAUX - 1; rang += 1) await essai.ouvrirSession(email, 'un mot de passe faux');
      expect((await essai.ouvrirSession(email)).statut).toBe(200);
    }
    essai.avancer(QUART_D_HEURE);
  });

  it('fait tourner le jeton de rafraîchissement ; un jeton qui ressert après la grâce révoque la session', async () => {
    const { email } = await essai.poste('admin_siao');
    const { corps: premiere } = await essai.ouvrirSession(email);
    const { statut, corps: deuxieme } = await rafraichir(premiere.jetonRafraichissement);
    expect(statut).toBe(200);
    expect(deuxieme.jetonRafraichissement).not.toBe(premiere.jetonRafraichissement);
    expect(await connecte(deuxieme.jeton)).toBe(true);
    essai.avancer(GRACE_RAFRAICHISSEMENT + 1);
    const vole = await rafraichir(premiere.jetonRafraichissement);
    expect([vole.statut, vole.corps.erreur.code]).toEqual([401, 'session.copiee']);
    // l’autre porteur l’apprend aussi : ce peut être la personne
    const autre = await rafraichir(deuxieme.jetonRafraichissement);
    expect([autre.statut, autre.corps.erreur.code]).toEqual([401, 'session.copiee']);
    expect(await connecte(deuxieme.jeton)).toBe(false);
  });

  describe('réponse perdue', () => {
    const ouvrir = async () => (await essai.ouvrirSession((await essai.poste('admin_siao')).email)).corps;

    it('le même jeton, dans les soixante secondes, redonne des jetons ; la suite de la session est celle du dernier reçu', async () => {
      const { jetonRafraichissement } = await ouvrir();
      const perdue = await rafraichir(jetonRafraichissement);
      essai.avancer(GRACE_RAFRAICHISSEMENT);
      const { statut, corps } = await rafraichir(jetonRafraichissement);
      expect([perdue.statut, statut]).toEqual([200, 200]);
      expect(await connecte(corps.jeton)).toBe(true);
      const suite = await rafraichir(corps.jetonRafraichissement);
      expect(suite.statut).toBe(200);
      expect((await rafraichir(suite.corps.jetonRafraichissement)).statut).toBe(200);
    });

    it('la grâce court du premier usage : elle ne se prolonge pas d’un essai à l’autre', async () => {
      const { jetonRafraichissement } = await ouvrir();
      await rafraichir(jetonRafraichissement);
      essai.avancer(GRACE_RAFRAICHISSEMENT - 1_000);
      const seconde = await rafraichir(jetonRafraichissement);
      expect(seconde.statut).toBe(200);
      essai.avancer(2_000);
      expect((await rafraichir(jetonRafraichissement)).statut).toBe(401);
      expect(await connecte(seconde.corps.jeton)).toBe(false);
    });

    it('un jeton dont l’enfant a servi ne donne plus rien, même dans la grâce, et ferme la session', async () => {
      const { jetonRafraichissement } = await ouvrir();
      const enfant = await rafraichir(jetonRafraichissement);
      const petitEnfant = await rafraichir(enfant.corps.jetonRafraichissement);
      expect((await rafraichir(jetonRafraichissement)).statut).toBe(401);
      expect((await rafraichir(petitEnfant.corps.jetonRafraichissement)).statut).toBe(401);
      expect(await connecte(petitEnfant.corps.jeton)).toBe(false);
    });

    it.each([['le voleur sert le premier', 0], ['le poste sert le premier', 1]])('deux porteurs nés de la même grâce : le second qui sert ferme la session (%s)', async (_titre, premier) => {
      const { jetonRafraichissement } = await ouvrir();
      const freres = [await rafraichir(jetonRafraichissement), await rafraichir(jetonRafraichissement)].map(({ corps }) => corps.jetonRafraichissement);
      const suite = await rafraichir(freres[premier] ?? '');
      expect(suite.statut).toBe(200);
      // bien après : le vol se voit quand même
      essai.avancer(3_600_000);
      expect((await rafraichir(freres[1 - premier] ?? '')).statut).toBe(401);
      expect((await rafraichir(suite.corps.jetonRafraichissement)).statut).toBe(401);
    });

    it('deux demandes simultanées passent, mais une seule des deux suites continue', async () => {
      const { jetonRafraichissement } = await ouvrir();
      const reponses = await Promise.all([rafraichir(jetonRafraichissement), rafraichir(jetonRafraichissement)]);
      expect(reponses.map(({ statut }) => statut)).toEqual([200, 200]);
      const statuts = (await Promise.all(reponses.map(({ corps }) => rafraichir(corps.jetonRafraichissement)))).map(({ statut }) => statut);
      expect(statuts.sort()).toEqual([200, 401]);
    });

    it('une session fermée, ou un compte suspendu, ne revient pas par la grâce', async () => {
      const fermee = await ouvrir();
      const { corps } = await rafraichir(fermee.jetonRafraichissement);
      expect((await essai.requete('DELETE', CHEMINS.session, { jeton: corps.jeton })).statut).toBe(204);
      expect((await rafraichir(fermee.jetonRafraichissement)).statut).toBe(401);
      expect((await rafraichir(corps.jetonRafraichissement)).statut).toBe(401);
      const suspendue = await ouvrir();
      await rafraichir(suspendue.jetonRafraichissement);
      await essai.base.db.updateTable('utilisateur').set({ statut: 'suspendu' }).where('id', '=', suspendue.utilisateur.id).execute();
      expect((await rafraichir(suspendue.jetonRafraichissement)).statut).toBe(401);
    });

    it('fermer pendant un échange ferme aussi ce qu’il rendait', async () => {
      for (let tour = 0; tour < 12; tour += 1) {
        const { jeton, jetonRafraichissement } = await ouvrir();
        const [echange] = await Promise.all([rafraichir(jetonRafraichissement), essai.requete('DELETE', CHEMINS.session, { jeton })]);
        if (echange.statut === 200) expect((await rafraichir(echange.corps.jetonRafraichissement)).statut).toBe(401);
      }
    });
  });

  it('ferme la session : jeton d’accès et rafraîchissement ne servent plus ; les autres sessions restent', async () => {
    const { email, jeton: autre } = await essai.poste('admin_siao');
    const { corps } = await essai.ouvrirSession(email);
    expect((await essai.requete('DELETE', CHEMINS.session, { jeton: corps.jeton })).statut).toBe(204);
    expect(await connecte(corps.jeton)).toBe(false);
    expect((await rafraichir(corps.jetonRafraichissement)).statut).toBe(401);
    expect(await connecte(autre)).toBe(true);
  });

  it('expire le jeton d’accès après dix minutes et refuse un jeton retouché', async () => {
    const { jeton } = await essai.poste('admin_siao');
    const [entete, corps, signature] = jeton.split('.');
    const contenu = JSON.parse(Buffer.from(corps ?? '', 'base64url').toString()) as Record<string, unknown>;
    const faux = [
      `${entete}.${Buffer.from(JSON.stringify({ ...contenu, exp: 9_999_999_999 })).toString('base64url')}.${signature}`,
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${corps}.`, `${entete}.${corps}.`, `${entete}.${corps}`, 'a.b.c', '',
    ];
    for (const essaye of faux) expect(await connecte(essaye), essaye).toBe(false);
    expect(await connecte(jeton)).toBe(true);
    essai.avancer(601_000);
    expect(await connecte(jeton)).toBe(false);
  });

  it('un compte suspendu perd l’accès à la requête suivante, et ne peut plus se connecter', async () => {
    const { email, jeton, utilisateurId } = await essai.poste('admin_siao');
    const { corps } = await essai.ouvrirSession(email);
    await changerDroits(essai.base, utilisateurId, { actif: false });
    expect(await connecte(jeton)).toBe(false);
    expect((await rafraichir(corps.jetonRafraichissement)).statut).toBe(401);
    const suspendu = await essai.ouvrirSession(email);
    expect([suspendu.statut, suspendu.corps.erreur.code]).toEqual([403, 'session.suspendu']);
    // suspendu d’un trait dans la base, sans révoquer ses sessions : l’accès se perd quand même
    const autre = await essai.poste('admin_siao');
    await essai.base.db.updateTable('utilisateur').set({ statut: 'suspendu' }).where('id', '=', autre.utilisateurId).execute();
    expect(await connecte(autre.jeton)).toBe(false);
  });

  it('refuse un périmètre qui n’est pas celui du profil, un mot de passe court, une adresse déjà prise', async () => {
    const compte = { email: 'x@essai.example', nom: 'X', profil: 'admin_siao', perimetreLibelle: '' } as const;
    await expect(creerUtilisateur(essai.base, { ...compte, perimetre: { genre: 'national' }, motDePasse: MOT_DE_PASSE })).rejects.toMatchObject({ code: 'champ.perimetre' });
    const perimetre = { genre: 'siao', siao: 'SIAO 59', departements: ['59'] } as const;
    await expect(creerUtilisateur(essai.base, { ...compte, perimetre, motDePasse: 'onze carac.' })).rejects.toMatchObject({ code: 'champ.motDePasse' });
    await creerUtilisateur(essai.base, { ...compte, perimetre, motDePasse: MOT_DE_PASSE });
    await expect(creerUtilisateur(essai.base, { ...compte, email: 'X@Essai.example', perimetre, motDePasse: MOT_DE_PASSE })).rejects.toThrow();
  });

  it('garde le mot de passe en argon2id et le jeton de rafraîchissement haché', async () => {
    const { email } = await essai.poste('admin_siao');
    const { corps } = await essai.ouvrirSession(email);
    const { motDePasse } = await essai.base.db.selectFrom('utilisateur').innerJoin('acces', 'acces.utilisateurId', 'utilisateur.id').select('motDePasse').where('email', '=', email).executeTakeFirstOrThrow();
    expect(motDePasse).toMatch(/^\$argon2id\$/u);
    expect(await essai.base.db.selectFrom('rafraichissement').select('empreinte').where('empreinte', '=', corps.jetonRafraichissement).execute()).toEqual([]);
  });
});
