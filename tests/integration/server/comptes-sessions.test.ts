import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionOuverte } from '../../../contract/comptes.ts';
import { CHEMINS_COMPTES, schemaSessionsOuvertes } from '../../../contract/comptes.ts';
import type { Session } from '../../../contract/service.ts';
import { CHEMINS } from '../../../contract/service.ts';
import { verrouillerEcriture } from '../../../server/base/base.ts';
import { appliquerEffets } from '../../../server/comptes/effets.ts';
import type { Effet } from '../../../server/comptes/effets.ts';
import { GRACE_RAFRAICHISSEMENT } from '../../../server/comptes/sessions.ts';
import { changerDroits } from '../../../server/comptes/utilisateurs.ts';
import { surPostgresql } from '../../outils/base.ts';
import type { MontageComptes } from '../../outils/comptes.ts';
import { monterComptes } from '../../outils/comptes.ts';

surPostgresql('comptes : sessions et effets', (genre) => {
  let essai: MontageComptes;
  let url: string;
  beforeAll(async () => {
    essai = await monterComptes(genre);
    ({ url } = await essai.service.ecouter({ port: 0 }));
  });
  afterAll(() => essai.fermer());
  const lister = async (jeton: string): Promise<SessionOuverte[]> => schemaSessionsOuvertes.parse((await essai.requete('GET', CHEMINS_COMPTES.sessions, { jeton })).corps).sessions;
  const effets = (...liste: readonly Effet[]) => essai.base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    await appliquerEffets(trx, { base: essai.base, horloge: () => essai.maintenant() }, liste, { id: 'admin', nom: 'Nom admin', profil: 'admin_siao' });
  });
  const rafraichir = (jetonRafraichissement: string) => essai.requete<Session>('POST', CHEMINS.rafraichir, { corps: { jetonRafraichissement } });

  it('liste les siennes, la courante marquée, avec le poste et le moyen ; jamais celles d’autrui', async () => {
    const { email } = await essai.creer('assistant');
    await essai.session((await essai.creer('assistant')).email);
    const premiere = await essai.session(email, 'Windows, SIAO Offre 0.1.0');
    essai.avancer(60_000);
    const seconde = await essai.session(email, `Linux${'\n\u202e'}${'x'.repeat(40)}`);
    const listees = await lister(premiere.jeton);
    expect(listees.map(({ poste, courante, moyen }) => [poste, courante, moyen])).toEqual([[`Linux  ${'x'.repeat(40)}`, false, 'mot_de_passe'], ['Windows, SIAO Offre 0.1.0', true, 'mot_de_passe']]);
    essai.avancer(120_000);
    await rafraichir(premiere.jetonRafraichissement);
    expect((await lister(seconde.jeton)).map(({ courante, dernierUsageLe }) => [courante, dernierUsageLe === essai.maintenant().toISOString()])).toEqual([[false, true], [true, false]]);
    expect((await essai.requete('POST', CHEMINS.session, { corps: { email, motDePasse: 'x', poste: 'p'.repeat(61) } })).statut).toBe(400);
  });

  it('ferme une autre session, ou toutes les autres ; pas celle d’autrui', async () => {
    const { id, email } = await essai.creer('assistant');
    const autrui = await essai.session((await essai.creer('assistant')).email);
    const [mienne, deuxieme, troisieme, quatrieme] = [await essai.session(email), await essai.session(email), await essai.session(email), await essai.session(email)];
    const [sienne] = await lister(autrui.jeton);
    const vol = await essai.requete('DELETE', CHEMINS_COMPTES.uneSession.replace(':famille', sienne?.famille ?? ''), { jeton: mienne.jeton });
    expect([vol.statut, vol.corps.erreur.code]).toEqual([404, 'session.inconnue']);
    expect(await essai.vaut(autrui.jeton)).toBe(true);
    const famille = (await lister(deuxieme.jeton)).find(({ courante }) => courante)?.famille ?? '';
    const fermer = () => essai.requete('DELETE', CHEMINS_COMPTES.uneSession.replace(':famille', famille), { jeton: mienne.jeton });
    expect([(await fermer()).statut, (await fermer()).statut]).toEqual([204, 404]);
    expect(await essai.vaut(deuxieme.jeton)).toBe(false);
    expect((await rafraichir(deuxieme.jetonRafraichissement)).statut).toBe(401);
    expect(await essai.vaut(troisieme.jeton)).toBe(true);
    expect((await essai.requete('DELETE', CHEMINS_COMPTES.sessions, { jeton: mienne.jeton })).statut).toBe(204);
    expect([await essai.vaut(mienne.jeton), await essai.vaut(troisieme.jeton), await essai.vaut(quatrieme.jeton)]).toEqual([true, false, false]);
    expect(await lister(mienne.jeton)).toHaveLength(1);
    expect((await essai.evenements(id)).filter((evenement) => evenement === 'session.revoquee')).toHaveLength(2);
    expect((await essai.base.db.selectFrom('session').select('motif').where('utilisateurId', '=', id).where('fermeeLe', 'is not', null).execute()).map(({ motif }) => motif)).toEqual(['revoquee', 'revoquee', 'revoquee']);
  });

  it('une révocation coupe le flux d’événements de la session', async () => {
    const { email } = await essai.creer('assistant');
    const [mienne, autre] = [await essai.session(email), await essai.session(email)];
    const flux = await fetch(url + CHEMINS.evenements, { headers: { authorization: `Bearer ${autre.jeton}` } });
    expect(flux.status).toBe(200);
    expect((await essai.requete('DELETE', CHEMINS_COMPTES.sessions, { jeton: mienne.jeton })).statut).toBe(204);
    expect(await flux.text()).toContain('event: session');
    expect((await fetch(url + CHEMINS.evenements, { headers: { authorization: `Bearer ${autre.jeton}` } })).status).toBe(401);
  });

  it('un jeton de rafraîchissement copié ferme la session, et le journal le dit ; un rafraîchissement ordinaire n’y est pas', async () => {
    const { id, email } = await essai.creer('assistant');
    const { jetonRafraichissement } = await essai.session(email);
    const suite = await rafraichir(jetonRafraichissement);
    expect(await essai.evenements(id)).toEqual(['session.ouverte']);
    essai.avancer(GRACE_RAFRAICHISSEMENT + 1);
    expect((await rafraichir(jetonRafraichissement)).statut).toBe(401);
    expect(await essai.vaut(suite.corps.jeton)).toBe(false);
    expect(await essai.evenements(id)).toEqual(['session.ouverte', 'session.revoquee']);
    expect(await essai.base.db.selectFrom('session').select('motif').where('utilisateurId', '=', id).executeTakeFirst()).toEqual({ motif: 'jeton_copie' });
  });

  it('fermer toutes les sessions pendant des échanges n’en laisse aucune', async () => {
    const { id, email } = await essai.creer('assistant');
    for (let tour = 0; tour < 8; tour += 1) {
      const sessions = [await essai.session(email), await essai.session(email)];
      const [, ...echanges] = await Promise.all([effets({ effet: 'fermer_sessions', utilisateurId: id }), ...sessions.map(({ jetonRafraichissement }) => rafraichir(jetonRafraichissement))]);
      for (const { statut, corps } of echanges) if (statut === 200) expect([await essai.vaut(corps.jeton), (await rafraichir(corps.jetonRafraichissement)).statut]).toEqual([false, 401]);
    }
    expect(await essai.base.db.selectFrom('rafraichissement').select('famille').where('utilisateurId', '=', id).where('revoqueLe', 'is', null).execute()).toEqual([]);
  });

  it('une suspension, puis un retour, ne rend pas les anciennes sessions', async () => {
    const { id, email } = await essai.creer('assistant');
    const { jeton } = await essai.session(email);
    await changerDroits(essai.base, id, { actif: false });
    await changerDroits(essai.base, id, { actif: true });
    expect(await essai.vaut(jeton)).toBe(false);
    expect(await lister((await essai.session(email)).jeton)).toHaveLength(1);
  });

  it('le mois de connexion ne change la fiche qu’une fois par mois', async () => {
    const { id, email } = await essai.creer('assistant');
    const version = async () => (await essai.base.db.selectFrom('utilisateur').select('version').where('id', '=', id).executeTakeFirstOrThrow()).version;
    const depart = await version();
    await essai.session(email);
    await essai.session(email);
    expect(await version()).toBe(depart + 1);
    essai.avancer(31 * 86_400_000);
    await essai.session(email);
    expect(await version()).toBe(depart + 2);
  });

  describe('effets d’une commande', () => {
    it('retirer le second facteur : sessions fermées, personne prévenue, nouvel enrôlement à la connexion', async () => {
      const { id, email } = await essai.creer('admin_departemental');
      const { session } = await essai.enroler(email);
      await essai.relever();
      await effets({ effet: 'retirer_second_facteur', utilisateurId: id });
      expect(await essai.vaut(session.jeton)).toBe(false);
      expect((await essai.relever()).map(({ adresse, objet }) => [adresse, objet])).toEqual([[email, 'Votre second facteur a été retiré']]);
      expect((await essai.connecter(email)).corps).toMatchObject({ etape: 'enrolement' });
      expect(await essai.base.db.selectFrom('utilisateur').select('secondFacteur').where('id', '=', id).executeTakeFirst()).toEqual({ secondFacteur: false });
      expect(await essai.base.db.selectFrom('code_de_secours').selectAll().where('utilisateurId', '=', id).execute()).toEqual([]);
      const lignes = await essai.base.db.selectFrom('journal').select(['commande', 'utilisateurId', 'nom']).where('objetId', '=', id).orderBy('no', 'desc').limit(2).execute();
      expect(lignes).toEqual([{ commande: 'session.revoquee', utilisateurId: 'admin', nom: 'Nom admin' }, { commande: 'secondFacteur.retire', utilisateurId: 'admin', nom: 'Nom admin' }]);
      // rien à retirer : rien ne part
      await effets({ effet: 'retirer_second_facteur', utilisateurId: id });
      expect(await essai.relever()).toEqual([]);
    });

    it('débloquer rend l’accès aussitôt', async () => {
      const { id, email } = await essai.creer('assistant');
      for (let rang = 0; rang < 10; rang += 1) await essai.connecter(email, 'un mot de passe faux');
      expect((await essai.connecter(email)).statut).toBe(429);
      await effets({ effet: 'debloquer', utilisateurId: id });
      expect((await essai.connecter(email)).statut).toBe(200);
    });

    it('rien ne part d’une transaction annulée', async () => {
      const { id, email } = await essai.creer('assistant', { statut: 'invite' });
      await expect(essai.base.db.transaction().execute(async (trx) => {
        await verrouillerEcriture(trx);
        await appliquerEffets(trx, { base: essai.base, horloge: () => essai.maintenant() }, [{ effet: 'inviter', utilisateurId: id }]);
        throw new Error('commande refusée');
      })).rejects.toThrow('commande refusée');
      expect(await essai.relever()).toEqual([]);
      await effets({ effet: 'inviter', utilisateurId: id });
      expect((await essai.relever()).map(({ adresse }) => adresse)).toEqual([email]);
    });
  });
});
