import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHEMINS_COMPTES } from '../../../contract/comptes.ts';
import { CHEMINS } from '../../../contract/service.ts';
import { ESSAIS_DU_CODE } from '../../../server/comptes/codes.ts';
import { appliquerEffets } from '../../../server/comptes/effets.ts';
import { critiquer } from '../../../server/comptes/politique.ts';
import { verrouillerEcriture } from '../../../server/base/base.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { surPostgresql } from '../../outils/base.ts';
import type { CourrielLu, MontageComptes } from '../../outils/comptes.ts';
import { MOT_DE_PASSE, NOUVEAU, monterComptes } from '../../outils/comptes.ts';

const JOUR = 86_400_000;
const HEURE = 3_600_000;

surPostgresql('comptes : mots de passe et codes', (genre) => {
  let essai: MontageComptes;
  beforeAll(async () => { essai = await monterComptes(genre); });
  afterAll(async () => {
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    await essai.fermer();
  });

  let appelant = 0;
  /** Une adresse réseau neuve : les freins par adresse sont l’objet d’autres essais. */
  const ip = (): string => { appelant += 1; return `10.1.${Math.floor(appelant / 250)}.${appelant % 250}`; };
  const demander = (email: string) => essai.requete('POST', CHEMINS_COMPTES.reinitialisation, { corps: { email }, ip: ip() });
  const activer = (email: string, code: string, motDePasse = NOUVEAU) => essai.requete('POST', CHEMINS_COMPTES.activation, { corps: { email, code, motDePasse }, ip: ip() });
  const releverUn = async (): Promise<CourrielLu> => {
    const courriels = await essai.relever();
    expect(courriels).toHaveLength(1);
    return courriels[0] as CourrielLu;
  };
  const effet = (quoi: Parameters<typeof appliquerEffets>[2][number]) => essai.base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    await appliquerEffets(trx, { base: essai.base, horloge: () => essai.maintenant() }, [quoi]);
  });

  it('invitation : le code reçu active le compte, une fois, et le mot de passe choisi connecte', async () => {
    const { id, email } = await essai.creer('assistant', { statut: 'invite' });
    expect((await essai.connecter(email)).statut).toBe(401);
    await effet({ effet: 'inviter', utilisateurId: id });
    const { code = '', adresse, objet, corps } = await releverUn();
    expect([adresse, objet]).toEqual([email, 'Votre compte SIAO Offre']);
    expect(corps).toMatch(/mardi 1 décembre 2026/u);
    expect((await activer(email, code)).statut).toBe(204);
    expect((await essai.connecter(email, NOUVEAU)).statut).toBe(200);
    expect(await essai.evenements(id)).toEqual(['compte.active', 'session.ouverte']);
    expect(await essai.base.db.selectFrom('utilisateur').select(['statut', 'derniereConnexion']).where('id', '=', id).executeTakeFirst()).toEqual({ statut: 'actif', derniereConnexion: '2026-11' });
    const encore = await activer(email, code);
    expect([encore.statut, encore.corps.erreur.code]).toEqual([403, 'code.invalide']);
  });

  it('une invitation vaut sept jours, un code de réinitialisation trente minutes', async () => {
    const invite = await essai.creer('assistant', { statut: 'invite' });
    const actif = await essai.creer('assistant');
    await effet({ effet: 'inviter', utilisateurId: invite.id });
    const { code: invitation = '' } = await releverUn();
    essai.avancer(7 * JOUR);
    expect((await activer(invite.email, invitation)).statut).toBe(403);
    // un invité qui demande un code reçoit une nouvelle invitation
    await demander(invite.email);
    const { code: deuxieme = '', objet } = await releverUn();
    expect(objet).toBe('Votre compte SIAO Offre');
    essai.avancer(7 * JOUR - 1);
    expect((await activer(invite.email, deuxieme)).statut).toBe(204);
    await effet({ effet: 'reinitialiser', utilisateurId: actif.id });
    const { code: reinitialisation = '' } = await releverUn();
    essai.avancer(30 * 60_000);
    expect((await activer(actif.email, reinitialisation)).statut).toBe(403);
  });

  it('oubli : change le mot de passe, ferme les sessions, débloque, prévient', async () => {
    const { id, email } = await essai.creer('gestionnaire_entite');
    const { jeton, jetonRafraichissement } = await essai.session(email);
    for (let rang = 0; rang < 10; rang += 1) await essai.connecter(email, 'un mot de passe faux', { ip: ip() });
    expect((await essai.connecter(email)).statut).toBe(429);
    const avant = await demander(` ${email.toUpperCase()} `);
    expect([avant.statut, avant.texte]).toEqual([204, '']);
    const { code = '' } = await releverUn();
    // écrit en minuscules, avec des espaces
    expect((await activer(email, ` ${code.toLowerCase().replace('-', '  ')} `)).statut).toBe(204);
    expect(await essai.vaut(jeton)).toBe(false);
    expect((await essai.requete('POST', CHEMINS.rafraichir, { corps: { jetonRafraichissement } })).statut).toBe(401);
    expect((await essai.connecter(email, MOT_DE_PASSE)).statut).toBe(401);
    expect((await essai.connecter(email, NOUVEAU)).statut).toBe(200);
    expect((await releverUn()).objet).toBe('Votre mot de passe a changé');
    expect(await essai.evenements(id)).toEqual(['session.ouverte', 'session.echec_bloquant', 'motDePasse.change', 'session.revoquee', 'session.ouverte']);
  });

  it('cinq essais faux tuent le code ; un mot de passe refusé ne compte pas', async () => {
    const { id, email } = await essai.creer('assistant');
    await effet({ effet: 'reinitialiser', utilisateurId: id });
    const { code = '' } = await releverUn();
    for (let rang = 0; rang < 8; rang += 1) {
      const { statut, corps } = await activer(email, code, 'court');
      expect([statut, corps.erreur.code, corps.erreur.champ]).toEqual([400, 'champ.motDePasse', 'motDePasse']);
    }
    for (let rang = 0; rang < ESSAIS_DU_CODE - 1; rang += 1) expect((await activer(email, '22222-22222')).statut).toBe(403);
    expect((await activer(email, code, MOT_DE_PASSE)).corps.erreur).toMatchObject({ code: 'champ.motDePasse', message: expect.stringContaining('actuel') as string });
    expect((await activer(email, '22222-22222')).statut).toBe(403);
    expect((await activer(email, code)).statut).toBe(403);
    expect((await essai.connecter(email)).statut).toBe(200);
  });

  it('un seul code en cours par compte : le dernier demandé', async () => {
    const { id, email } = await essai.creer('assistant');
    await effet({ effet: 'reinitialiser', utilisateurId: id });
    const { code: premier = '' } = await releverUn();
    await effet({ effet: 'reinitialiser', utilisateurId: id });
    const { code: second = '' } = await releverUn();
    expect((await activer(email, premier)).statut).toBe(403);
    const statuts = (await Promise.all([activer(email, second), activer(email, second, 'boussole marmite piano')])).map(({ statut }) => statut);
    expect(statuts.sort()).toEqual([204, 403]);
    await essai.relever();
  });

  it('pas de courriel pour une adresse inconnue, un compte suspendu ou supprimé ; trois demandes par heure', async () => {
    const suspendu = await essai.creer('assistant', { statut: 'suspendu' });
    const supprime = await essai.creer('assistant', { statut: 'supprime' });
    for (const email of ['personne@essai.example', suspendu.email, supprime.email, 'pas une adresse', '']) expect((await demander(email)).statut, email).toBe(204);
    expect(await essai.relever()).toEqual([]);
    const { email } = await essai.creer('assistant');
    for (let rang = 0; rang < 6; rang += 1) { expect((await demander(email)).statut).toBe(204); await essai.service.expedier(); }
    expect(await essai.relever()).toHaveLength(3);
    essai.avancer(HEURE);
    await demander(email);
    expect(await essai.relever()).toHaveLength(1);
    expect(await essai.base.db.selectFrom('courriel_a_envoyer').selectAll().execute()).toEqual([]);
  });

  it('changer son mot de passe ferme les autres sessions et garde la sienne', async () => {
    const { id, email } = await essai.creer('operateur_siao');
    const [mienne, autre] = [await essai.session(email), await essai.session(email)];
    const changer = (actuel: string, nouveau: string) => essai.requete('POST', CHEMINS_COMPTES.monMotDePasse, { jeton: mienne.jeton, corps: { actuel, nouveau }, ip: ip() });
    const faux = await changer('ce n’est pas lui', NOUVEAU);
    expect([faux.statut, faux.corps.erreur.code, faux.corps.erreur.champ]).toEqual([403, 'motDePasse.actuel', 'actuel']);
    for (const nouveau of [MOT_DE_PASSE, 'azertyuiop123', 'Prune.Mirabelle59!']) {
      const refus = await changer(MOT_DE_PASSE, nouveau);
      expect([refus.statut, refus.corps.erreur.code, refus.corps.erreur.champ], nouveau).toEqual([400, 'champ.motDePasse', 'nouveau']);
    }
    expect((await changer(MOT_DE_PASSE, NOUVEAU)).statut).toBe(204);
    expect([await essai.vaut(mienne.jeton), await essai.vaut(autre.jeton)]).toEqual([true, false]);
    expect((await essai.connecter(email, MOT_DE_PASSE)).statut).toBe(401);
    expect((await essai.connecter(email, NOUVEAU)).statut).toBe(200);
    expect(await essai.evenements(id)).toEqual(['session.ouverte', 'session.ouverte', 'motDePasse.change', 'session.revoquee', 'session.ouverte']);
    const journal = await essai.base.db.selectFrom('journal').select(['changements', 'version', 'objet', 'utilisateurId', 'motif']).where('objetId', '=', id).execute();
    for (const ligne of journal) expect(ligne).toEqual({ changements: {}, version: null, objet: 'utilisateur', utilisateurId: id, motif: null });
    await essai.relever();
  });

  it('un compte d’agent, sans mot de passe, n’en change pas ; il peut en demander un', async () => {
    const { email, id } = await essai.creer('assistant');
    const { jeton } = await essai.session(email);
    await essai.base.db.updateTable('acces').set({ motDePasse: null }).where('utilisateurId', '=', id).execute();
    const refus = await essai.requete('POST', CHEMINS_COMPTES.monMotDePasse, { jeton, corps: { actuel: 'x', nouveau: NOUVEAU } });
    expect([refus.statut, refus.corps.erreur.code]).toEqual([403, 'motDePasse.absent']);
    expect((await essai.connecter(email, MOT_DE_PASSE)).corps.erreur.code).toBe('session.identifiants');
    await demander(email);
    expect((await activer(email, (await releverUn()).code ?? '')).statut).toBe(204);
    expect((await essai.connecter(email, NOUVEAU)).statut).toBe(200);
    await essai.relever();
  });

  it('une nouvelle adresse tue les codes envoyés à l’ancienne, qui est prévenue', async () => {
    const { id, email } = await essai.creer('assistant');
    await effet({ effet: 'reinitialiser', utilisateurId: id });
    const { code = '' } = await releverUn();
    const nouvelle = `neuve.${email}`;
    await essai.base.db.updateTable('utilisateur').set({ email: nouvelle }).where('id', '=', id).execute();
    await effet({ effet: 'prevenir_ancienne_adresse', utilisateurId: id, adresse: email });
    expect(await releverUn()).toMatchObject({ adresse: email, objet: 'L’adresse de votre compte SIAO Offre a changé', code: undefined });
    expect((await activer(nouvelle, code)).statut).toBe(403);
  });
});

describe('solidité d’un mot de passe choisi', () => {
  const personne = { nom: 'Éloïse Vandermeersch', email: 'eloise.vandermeersch@chrs-lesglycines.example', perimetreLibelle: 'Association Les Glycines' };
  it.each([
    'girafe violon terrain', 'x7Kp2mQz9LwR', 'le chat dort bien ici', 'Tournevis-Papaye-88', '日本語のパスワード長い文', 'un mot de passe assez long', 'passe-de-demonstration',
  ])('admet « %s »', async (motDePasse) => { expect(await critiquer(motDePasse, personne)).toBeNull(); });
  it.each([
    'court', 'onze caract', 'Marseille2024!', 'azerty123456!', 'azertyuiop12', 'motdepasse123', 'Motdepasse2026!', '123456789012', 'aaaaaaaaaaaa', 'soleilsoleil', 'Eloise.Vandermeersch1', 'Éloïse-Éloïse-59', 'vandermeersch2026', 'V4nd3rm33rsch!!', 'siao-offre-2026', 'S1A0-0ffre-59',
    'lesglycines2026', 'Glycines-Hébergement', 'qwertyuiopas', 'abcdefghijkl', ' '.repeat(20),
  ])('refuse « %s » en disant quoi faire', async (motDePasse) => {
    const defaut = await critiquer(motDePasse, personne);
    expect(defaut).toMatch(/choisir|mettre|raccourcir/iu);
    expect(defaut).not.toContain(motDePasse.trim() || ' '.repeat(20));
  });
  it('refuse plus de 1 024 caractères', async () => { expect(await critiquer('x7Kp2mQz9LwR'.repeat(86), personne)).toMatch(/1024 caractères : le raccourcir/u); });
  it('un texte démesuré et hostile ne coûte guère plus que son début', async () => {
    const hostile = Array.from({ length: 1_024 }, (_vide, rang) => String.fromCharCode(33 + (rang * 7_919) % 90)).join('');
    const duree = async (texte: string): Promise<number> => {
      const temps: number[] = [];
      for (let tour = 0; tour < 3; tour += 1) {
        const debut = performance.now();
        await critiquer(texte, personne);
        temps.push(performance.now() - debut);
      }
      return Math.min(...temps);
    };
    const [debut, entier] = [await duree(hostile.slice(0, 64)), await duree(hostile)];
    expect(entier / debut, `${debut} ms, ${entier} ms`).toBeLessThan(5);
  });
});
