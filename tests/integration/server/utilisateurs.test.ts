import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompteOffre } from '../../../domain/objets/utilisateur.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { DISPOSITIF_ID, ENTITE_ID, acteur, compte, dispositif, entite } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { comptes, livres, monter } from './outils.ts';

const AUTRE_ENTITE = '99999999-9999-4999-8999-999999999999';
const saisie = (champs: object = {}) => ({ nom: 'Léa Marchand', email: `lea.${randomUUID().slice(0, 8)}@asso.example`, telephone: null, fonction: null, profil: 'travailleur_social', perimetre: { genre: 'dispositifs', entiteId: ENTITE_ID, dispositifs: [DISPOSITIF_ID] }, ...champs });

surChaqueBase('comptes synchronisés', (genre) => {
  let essai: Montage;
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [
      { objet: 'entite', lignes: [entite(), entite({ id: AUTRE_ENTITE, siren: '552100554', departements: ['59', '62'] })] },
      { objet: 'dispositif', lignes: [dispositif(), dispositif({ id: AUTRE_ENTITE, entiteId: AUTRE_ENTITE, nom: 'Ailleurs' })] },
    ]);
  });
  afterAll(() => essai.fermer());
  const ligne = async (id: string): Promise<CompteOffre> => essai.base.db.selectFrom('utilisateur').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const creer = async (poste: Poste, champs: object = {}) => {
    const id = randomUUID();
    return { id, issue: await poste.faire('creerUtilisateur', { id, saisie: saisie(champs), inviter: true }) };
  };

  it('un gestionnaire crée un compte : ligne, accès sans mot de passe, journal, et rien de secret ne part', async () => {
    const gestionnaire = await essai.poste('gestionnaire_entite');
    const { id, issue } = await creer(gestionnaire);
    expect(issue).toMatchObject({ issue: 'appliquee', lignes: [{ objet: 'utilisateur', id, version: 1 }] });
    expect(await ligne(id)).toMatchObject({ statut: 'invite', departements: ['59'], entiteId: ENTITE_ID });
    expect(await essai.base.db.selectFrom('acces').select('motDePasse').where('utilisateurId', '=', id).executeTakeFirst()).toEqual({ motDePasse: null });
    const recu = (await gestionnaire.toutTirer()).lignes.find((une) => une.genre === 'ligne' && une.ligne.id === id);
    expect(Object.keys((recu as { ligne: object }).ligne).filter((cle) => /passe|essais|bloque|droits/iu.test(cle))).toEqual([]);
    const entree = await essai.base.db.selectFrom('journal').selectAll().where('objetId', '=', id).executeTakeFirstOrThrow();
    expect(entree).toMatchObject({ commande: 'creerUtilisateur', objet: 'utilisateur', utilisateurId: gestionnaire.utilisateurId });
    expect((await verifierJournal(essai.base)).rupture).toBeNull();
    expect(await essai.base.db.selectFrom('courriel_a_envoyer').select(['genre', 'utilisateurId']).where('utilisateurId', '=', id).execute()).toEqual([{ genre: 'invitation', utilisateurId: id }]);
  });

  it('l’unicité d’une adresse vaut pour tout le pays, sans rien dire de l’autre compte', async () => {
    const email = `prise.${randomUUID().slice(0, 8)}@asso.example`;
    await creer(await essai.poste('gestionnaire_entite'), { email });
    const loin = await essai.poste('admin_departemental', '80');
    const { issue } = await creer(loin, { email: email.toUpperCase(), profil: 'analyste', perimetre: { genre: 'departements', departements: ['80'] } });
    expect(issue).toMatchObject({ issue: 'rejetee', code: 'champ.email', champ: 'email' });
    expect(JSON.stringify(issue)).not.toContain('Marchand');
  });

  it('chacun ne reçoit que les personnes de son périmètre ; les profils sans encadrement, aucune', async () => {
    const { id } = await creer(await essai.poste('gestionnaire_entite'));
    const vus = async (poste: Poste): Promise<boolean> => comptes((await poste.toutTirer()).lignes).includes(id);
    for (const profil of ['admin_national', 'admin_departemental', 'admin_siao', 'gestionnaire_entite', 'assistant', 'responsable_dispositif'] as const) expect([profil, await vus(await essai.poste(profil))]).toEqual([profil, true]);
    for (const profil of ['operateur_siao', 'ecoutant_115', 'travailleur_social', 'analyste'] as const) {
      const { lignes } = await (await essai.poste(profil)).toutTirer();
      expect([profil, comptes(lignes)]).toEqual([profil, []]);
    }
    for (const profil of ['admin_departemental', 'admin_siao', 'gestionnaire_entite', 'responsable_dispositif'] as const) expect([profil, await vus(await essai.poste(profil, '80'))]).toEqual([profil, false]);
  });

  describe('qui change d’entité ou de dispositif quitte les postes qui l’avaient', () => {
    it('de l’entité', async () => {
      const [avant, national] = [await essai.poste('gestionnaire_entite'), await essai.poste('admin_national')];
      const { id } = await creer(avant);
      const { fin, lignes } = await avant.toutTirer();
      expect(comptes(lignes)).toContain(id);
      expect(await national.faire('reaffecterUtilisateur', { id, profil: 'travailleur_social', perimetre: { genre: 'dispositifs', entiteId: AUTRE_ENTITE, dispositifs: [AUTRE_ENTITE] }, motif: 'Mutation' }, 1)).toMatchObject({ issue: 'appliquee' });
      expect((await avant.toutTirer(fin.curseur)).lignes).toContainEqual({ genre: 'retrait', objet: 'utilisateur', id });
      expect(comptes((await (await essai.poste('gestionnaire_entite')).toutTirer()).lignes)).not.toContain(id);
    });
    it('du dispositif', async () => {
      const [responsable, gestionnaire] = [await essai.poste('responsable_dispositif'), await essai.poste('gestionnaire_entite')];
      const second = randomUUID();
      await chargerEnMasse(essai.base, [{ objet: 'dispositif', lignes: [dispositif({ id: second, nom: 'Second' })] }]);
      const { id } = await creer(gestionnaire);
      const { fin } = await responsable.toutTirer();
      expect(await gestionnaire.faire('reaffecterUtilisateur', { id, profil: 'travailleur_social', perimetre: { genre: 'dispositifs', entiteId: ENTITE_ID, dispositifs: [second] }, motif: 'Mutation' }, 1)).toMatchObject({ issue: 'appliquee' });
      expect((await responsable.toutTirer(fin.curseur)).lignes).toContainEqual({ genre: 'retrait', objet: 'utilisateur', id });
    });
  });

  it('suspendre agit à la requête suivante, et se lit au rétablissement', async () => {
    const [gestionnaire, visee] = [await essai.poste('gestionnaire_entite'), await essai.poste('travailleur_social')];
    expect((await visee.page('')).statut).toBe(200);
    expect(await gestionnaire.faire('suspendreUtilisateur', { id: visee.utilisateurId, motif: 'Départ' }, 99)).toMatchObject({ issue: 'appliquee' });
    expect((await visee.page('')).statut).toBe(401);
    expect((await essai.ouvrirSession(visee.email)).statut).toBe(403);
    const fermees = await essai.base.db.selectFrom('session').select(['fermeeLe', 'motif']).where('utilisateurId', '=', visee.utilisateurId).execute();
    expect(fermees).toEqual([{ fermeeLe: expect.any(Date) as Date, motif: 'administrateur' }]);
    expect(await gestionnaire.faire('retablirUtilisateur', { id: visee.utilisateurId, motif: 'Erreur' }, 99)).toMatchObject({ issue: 'appliquee' });
    expect((await essai.ouvrirSession(visee.email)).statut).toBe(200);
    expect((await visee.page('')).statut, 'l’ancienne session reste fermée').toBe(401);
  });

  it('réaffecter change aussitôt ce que la personne reçoit', async () => {
    const [national, visee] = [await essai.poste('admin_national'), await essai.poste('ecoutant_115')];
    expect(livres((await visee.toutTirer()).lignes)).toContain(DISPOSITIF_ID);
    expect(await national.faire('reaffecterUtilisateur', { id: visee.utilisateurId, profil: 'ecoutant_115', perimetre: { genre: 'siao', siao: '80', departements: ['80'] }, motif: 'Mutation' }, 99)).toMatchObject({ issue: 'appliquee' });
    expect(livres((await visee.toutTirer()).lignes)).toEqual([]);
  });

  it('un poste du protocole 1 ne reçoit aucun compte ; mis à jour, il les reçoit par la suite du même curseur', async () => {
    const siao = await essai.poste('admin_siao');
    const tirer = async (curseur: string, protocole: number) => {
      const { corps } = await essai.requete<string>('GET', `/api/v1/changements?clientId=${siao.clientId}&limite=10000${curseur === '' ? '' : `&curseur=${encodeURIComponent(curseur)}`}`, { jeton: siao.jeton, entetes: { 'x-siao-protocole': String(protocole) } });
      const lignes = corps.trim().split('\n').map((une) => JSON.parse(une) as { genre: string; objet?: string; curseur: string; encore: boolean });
      return { lignes, fin: lignes.pop() as { curseur: string; encore: boolean } };
    };
    const ancien = await tirer('', 1);
    expect(ancien.lignes.length).toBeGreaterThan(0);
    expect(ancien.lignes.filter(({ objet }) => objet === 'utilisateur')).toEqual([]);
    const neuf = await tirer(ancien.fin.curseur, 2);
    expect(neuf.lignes.length).toBeGreaterThan(0);
    expect(new Set(neuf.lignes.map(({ objet }) => objet))).toEqual(new Set(['utilisateur']));
    // et dans l’autre sens (un poste revenu à la version d’avant) : même un retrait de compte serait illisible pour lui, il repart de zéro
    const retour = await tirer(neuf.fin.curseur, 1);
    expect(retour.lignes).toEqual([{ genre: 'remise_a_zero', motif: 'base' }]);
    expect((await tirer('', 1)).lignes.filter(({ objet }) => objet === 'utilisateur')).toEqual([]);
  });

  it('chargés en masse, ils se suivent comme les autres', async () => {
    const id = randomUUID();
    await chargerEnMasse(essai.base, [{ objet: 'utilisateur', lignes: [compte({ id, email: `masse.${id.slice(0, 8)}@asso.example` })] }]);
    expect(comptes((await (await essai.poste('responsable_dispositif')).toutTirer()).lignes)).toContain(id);
    expect(comptes((await (await essai.poste('responsable_dispositif', '62')).toutTirer()).lignes)).not.toContain(id);
    expect(acteur('responsable_dispositif').perimetre).toMatchObject({ dispositifs: [DISPOSITIF_ID] });
  });
});
