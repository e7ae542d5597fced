import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Pas } from '../../../domain/objets/commun.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage, Poste } from './outils.ts';
import { brancher, monter } from './outils.ts';

const QUART_DHEURE = 15 * 60_000;
const FERMEE = [{ etat: 'ouverte' as const, debut: '2026-01-01', fin: '2026-11-19' }, { etat: 'fermee' as const, debut: '2026-11-20', fin: null }];

surChaqueBase('cycle de vie', (genre) => {
  let essai: Montage;
  let ddets: Poste;
  let siao: Poste;
  let id: string;
  let enfant: string;
  beforeAll(async () => { essai = await monter(genre); });
  afterAll(() => essai.fermer());
  const creer = (champs: Parameters<typeof entite>[0] = {}) => ({ objet: 'entite' as const, lignes: [entite({ id, siren: null, ...champs })] });
  beforeEach(async () => {
    id = randomUUID();
    enfant = randomUUID();
    ddets = await essai.poste('admin_departemental');
    siao = await essai.poste('admin_siao');
  });
  /** La même personne, sa session rouverte : l’horloge a trop avancé pour l’ancienne. */
  const rouvrir = async ({ email, utilisateurId }: Poste): Promise<Poste> => brancher(essai.requete, { email, utilisateurId, jeton: (await essai.ouvrirSession(email)).corps.jeton });

  const etat = async (objet: 'entite' | 'dispositif', cible: string) => essai.base.db.selectFrom(objet).select(['statut', 'parcours', 'version']).where('id', '=', cible).executeTakeFirstOrThrow();
  const fermetures = async (entiteId: string) => (await essai.base.db.selectFrom('groupe').select(['libelle', 'fermeture']).where('entiteId', '=', entiteId).orderBy('libelle').execute()).map(({ libelle, fermeture }) => [libelle, fermeture]);
  const journal = async (objetId: string) => (await essai.base.db.selectFrom('journal').select(['commande', 'objet', 'changements', 'motif']).where('objetId', '=', objetId).orderBy('no').execute());
  const fermeture = (objet: 'entite' | 'dispositif', cible: string) => ({ objet, id: cible, date: '2026-11-20', motif: 'Fin de convention.' });

  it('ferme en cascade, d’une commande : refusée place ouverte, puis tout à la même date, une ligne de journal par fiche', async () => {
    const [autre, un, deux, clos, ouverte] = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    await chargerEnMasse(essai.base, [creer(),
      { objet: 'dispositif', lignes: [dispositif({ id: enfant, entiteId: id }), dispositif({ id: autre, entiteId: id, nom: 'La Halte', statut: 'suspendu' })] },
      { objet: 'groupe', lignes: [groupe({ id: un, libelle: 'Un', entiteId: id, dispositifId: enfant }), groupe({ id: deux, libelle: 'Deux', entiteId: id, dispositifId: autre }), groupe({ id: clos, libelle: 'Clos', fermeture: '2026-03-01', entiteId: id, dispositifId: autre })] },
      { objet: 'place', lignes: [place({ groupeId: un, dispositifId: enfant, entiteId: id, etats: FERMEE }), place({ id: ouverte, groupeId: deux, dispositifId: autre, entiteId: id })] }]);
    expect(await ddets.faire('fermer', fermeture('entite', id), 1)).toMatchObject({ issue: 'rejetee', code: 'places_ouvertes', message: expect.stringContaining('1 dans « Deux » (La Halte)') as string });
    expect([(await etat('entite', id)).statut, await fermetures(id)]).toEqual(['valide', [['Clos', '2026-03-01'], ['Deux', null], ['Un', null]]]);
    // le dispositif dont les places sont fermées ferme seul
    await essai.base.db.updateTable('place').set({ etats: JSON.stringify(FERMEE) as never }).where('id', '=', ouverte).execute();
    const issue = await ddets.faire('fermer', fermeture('entite', id), 1);
    expect(issue).toMatchObject({ issue: 'appliquee' });
    expect(issue.issue === 'appliquee' ? issue.lignes.map((ligne) => [ligne.objet, ligne.id]).sort() : []).toEqual([['entite', id], ['dispositif', enfant], ['dispositif', autre], ['groupe', un], ['groupe', deux]].sort());
    for (const [objet, cible] of [['entite', id], ['dispositif', enfant], ['dispositif', autre]] as const) {
      const { statut, parcours } = await etat(objet, cible);
      expect([statut, parcours.at(-1)?.geste, parcours.at(-1)?.motif]).toEqual(['ferme', 'fermer', 'Fin de convention.']);
      expect(await journal(cible)).toMatchObject([{ commande: 'fermer', objet, motif: 'Fin de convention.', changements: { statut: [objet === 'dispositif' && cible === autre ? 'suspendu' : 'valide', 'ferme'] } }]);
    }
    expect(await fermetures(id)).toEqual([['Clos', '2026-03-01'], ['Deux', '2026-11-20'], ['Un', '2026-11-20']]);
    expect(await journal(un)).toMatchObject([{ commande: 'fermer', objet: 'groupe', changements: { fermeture: [null, '2026-11-20'] } }]);
    expect(await journal(clos)).toEqual([]);
    expect(await verifierJournal(essai.base)).toMatchObject({ rupture: null });
    // une fermeture ne s’annule pas
    expect(await ddets.faire('annulerDecision', { objet: 'entite', id }, 2)).toMatchObject({ issue: 'rejetee', code: 'rien_a_annuler' });
  });

  it('un dispositif ouvert dans un département que l’on ne voit pas retient l’entité, sans son nom', async () => {
    await chargerEnMasse(essai.base, [creer({ departements: ['59', '62'] }), { objet: 'dispositif', lignes: [dispositif({ id: enfant, entiteId: id, departement: '62', nom: 'Secret', commune: '62041' })] }]);
    const issue = await ddets.faire('fermer', fermeture('entite', id), 1);
    expect(issue).toMatchObject({ issue: 'rejetee', code: 'dispositifs_ouverts' });
    expect(JSON.stringify(issue)).not.toContain('Secret');
    expect((await etat('entite', id)).statut).toBe('valide');
  });

  it('deux cents groupes ferment d’une commande, en un temps supportable', async () => {
    const groupes = Array.from({ length: 200 }, (_vide, rang) => groupe({ id: randomUUID(), libelle: `Groupe ${rang}`, entiteId: id, dispositifId: enfant }));
    await chargerEnMasse(essai.base, [creer(), { objet: 'dispositif', lignes: [dispositif({ id: enfant, entiteId: id })] }, { objet: 'groupe', lignes: groupes }, { objet: 'place', lignes: groupes.flatMap((un) => Array.from({ length: 10 }, () => place({ groupeId: un.id, dispositifId: enfant, entiteId: id, etats: FERMEE, numero: randomUUID().slice(0, 8) }))) }]);
    const debut = Date.now();
    expect(await ddets.faire('fermer', fermeture('entite', id), 1)).toMatchObject({ issue: 'appliquee' });
    expect(Date.now() - debut).toBeLessThan(10_000);
    expect((await fermetures(id)).every(([, date]) => date === '2026-11-20')).toBe(true);
  });

  it('annule dans le quart d’heure du service, pas après ; le journal garde tout', async () => {
    await chargerEnMasse(essai.base, [creer(), { objet: 'dispositif', lignes: [dispositif({ id: enfant, entiteId: id, statut: 'a_prevalider', parcours: [{ geste: 'soumettre', vers: 'a_prevalider', par: 'g', nom: 'G', profil: 'gestionnaire_entite', le: '2026-11-20T08:00:00.000Z' }] })] }]);
    const args = { objet: 'dispositif', id: enfant };
    expect(await siao.faire('prevalider', args, 1)).toMatchObject({ issue: 'appliquee' });
    essai.avancer(QUART_DHEURE);
    siao = await rouvrir(siao);
    expect(await siao.faire('annulerDecision', { ...args, geste: 'prevalider' }, 2)).toMatchObject({ issue: 'appliquee' });
    expect(await etat('dispositif', enfant)).toMatchObject({ statut: 'a_prevalider', version: 3 });
    expect(await siao.faire('prevalider', args, 3)).toMatchObject({ issue: 'appliquee' });
    essai.avancer(QUART_DHEURE + 1000);
    siao = await rouvrir(siao);
    ddets = await rouvrir(ddets);
    expect(await siao.faire('annulerDecision', args, 4)).toMatchObject({ issue: 'rejetee', code: 'delai' });
    expect(await ddets.faire('valider', args, 4)).toMatchObject({ issue: 'appliquee' });
    expect(await siao.faire('annulerDecision', args, 5)).toMatchObject({ issue: 'rejetee', code: 'autre_personne' });
    expect((await journal(enfant)).map(({ commande }) => commande)).toEqual(['prevalider', 'annulerDecision', 'prevalider', 'valider']);
    expect((await journal(enfant))[1]?.changements).toMatchObject({ statut: ['prevalide', 'a_prevalider'] });
  });

  it('annuler ce qu’un autre vient de décider est un conflit, montré ; commenter n’en est jamais un', async () => {
    await chargerEnMasse(essai.base, [creer({ statut: 'valide', parcours: [{ geste: 'creer', vers: 'valide', par: 'x', nom: 'X', profil: 'admin_departemental', le: '2026-11-20T08:00:00.000Z' }] })]);
    const args = { objet: 'entite', id };
    const collegue = await essai.poste('admin_departemental');
    expect(await ddets.faire('suspendre', { ...args, motif: 'Travaux.' }, 1)).toMatchObject({ issue: 'appliquee' });
    expect(await collegue.faire('retablir', args, 2)).toMatchObject({ issue: 'appliquee' });
    expect(await ddets.faire('annulerDecision', args, 2)).toMatchObject({ issue: 'conflit', champs: ['statut'] });
    // les deux voyaient la même révision : les deux commentaires restent
    expect(await ddets.faire('commenter', { ...args, texte: 'Un.' }, 1)).toMatchObject({ issue: 'appliquee' });
    expect(await siao.faire('commenter', { ...args, champ: 'siren', texte: 'Deux.' }, 1)).toMatchObject({ issue: 'appliquee' });
    const { statut, parcours } = await etat('entite', id);
    expect([statut, ...parcours.slice(-2).map((pas: Pas) => [pas.geste, pas.vers, pas.motif ?? pas.commentaires])]).toEqual(['valide', ['commenter', 'valide', 'Un.'], ['commenter', 'valide', { siren: 'Deux.' }]]);
    expect((await journal(id)).slice(-2).map(({ commande, changements }) => [commande, Object.keys(changements)])).toEqual([['commenter', ['parcours']], ['commenter', ['parcours']]]);
  });
});
