import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { creerAlea } from '../../../console/seed/alea.ts';
import { chercherDoublons, responsablesPossibles } from '../../../db/doublons.ts';
import { ecrireLigne } from '../../../db/lignes.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { ecriture, ouvrirCacheEssai } from '../../outils/cache.ts';
import { ENTITE_ID, acteur, compte, dispositif, entite } from '../../outils/fabrique.ts';

let essai: CacheEssai;
beforeEach(() => { essai = ouvrirCacheEssai(); });
afterEach(() => { essai.jeter(); });
const AILLEURS = randomUUID();
const nomCommune = (code: string): string | undefined => ({ 59606: 'Valenciennes', 59350: 'Lille' })[code];
const entites = (champs: object = {}) => chercherDoublons(essai.base, { objet: 'entite', sauf: null, nom: '', siren: '', departements: ['59'], ...champs }, nomCommune).map(({ nom, raison }) => [nom, raison]);
const dispositifs = (champs: object = {}) => chercherDoublons(essai.base, { objet: 'dispositif', sauf: null, nom: '', siret: '', entiteId: ENTITE_ID, commune: '', ...champs }, nomCommune).map(({ nom, raison }) => [nom, raison]);
const ranger = (): void => {
  essai.base.transaction(() => {
    ecrireLigne(essai.base, 'entite', entite({ raisonSociale: 'Association Hainaut Accueil', siren: '732829320' }), ecriture);
    ecrireLigne(essai.base, 'entite', entite({ id: AILLEURS, raisonSociale: 'Hainaut Accueil Artois', siren: '552100554', departement: '62', departements: ['62'] }), ecriture);
    ecrireLigne(essai.base, 'entite', entite({ id: randomUUID(), raisonSociale: 'Hainaut Accueil (ancienne)', siren: null, statut: 'archive' }), ecriture);
    ecrireLigne(essai.base, 'dispositif', dispositif({ nom: 'Les Remparts', siret: '73282932000074', commune: '59606' }), ecriture);
    ecrireLigne(essai.base, 'dispositif', dispositif({ id: randomUUID(), entiteId: AILLEURS, nom: 'Les Remparts de Lille', siret: null, commune: '59350' }), ecriture);
  });
};

describe('doublons d’une entité', () => {
  beforeEach(ranger);
  it('même siren, où que soit la fiche ; nom proche dans le département seulement', () => {
    expect(entites({ siren: '552100554' })).toEqual([['Hainaut Accueil Artois', 'siren']]);
    expect(entites({ nom: 'Hainaut Acueil' })).toEqual([['Association Hainaut Accueil', 'nom']]);
    expect(entites({ nom: 'ACCUEIL DU HAINAUT', departements: ['62'] })).toEqual([['Hainaut Accueil Artois', 'nom']]);
    expect(entites({ nom: 'Hainaut Accueil', departements: ['75'] })).toEqual([]);
  });
  it('l’identifiant passe devant le nom ; ni la fiche elle-même, ni une fiche archivée, ni un nom trop court', () => {
    expect(entites({ nom: 'Hainaut Accueil', siren: '552100554' })).toEqual([['Hainaut Accueil Artois', 'siren'], ['Association Hainaut Accueil', 'nom']]);
    expect(entites({ nom: 'Hainaut Accueil', sauf: ENTITE_ID })).toEqual([]);
    expect(entites({ nom: 'Hai' })).toEqual([]);
  });
});
describe('doublons d’un dispositif', () => {
  beforeEach(ranger);
  it('même siret partout ; nom proche dans l’entité ou la commune', () => {
    expect(dispositifs({ siret: '73282932000074', entiteId: AILLEURS })).toEqual([['Les Remparts', 'siret']]);
    expect(dispositifs({ nom: 'Rempart' })).toEqual([['Les Remparts', 'nom']]);
    expect(dispositifs({ nom: 'Lille : les remparts', entiteId: '', commune: '59350' })).toEqual([['Les Remparts de Lille', 'nom']]);
    expect(dispositifs({ nom: 'Les Remparts', entiteId: '', commune: '' })).toEqual([]);
  });
});
it('les responsables possibles : de l’entité, de ce profil, encore là ; rien à lire pour qui ne lit pas les comptes', () => {
  ranger();
  const de = (champs: object) => compte({ id: randomUUID(), email: `${randomUUID()}@a.example`, ...champs });
  essai.base.transaction(() => {
    for (const ligne of [de({ nom: 'Zoé', profil: 'responsable_dispositif' }), de({ nom: 'Alix', profil: 'responsable_dispositif' }), de({ nom: 'Partie', profil: 'responsable_dispositif', statut: 'supprime' }), de({ nom: 'Autre métier' }), de({ nom: 'D’ailleurs', profil: 'responsable_dispositif', entiteId: AILLEURS })]) ecrireLigne(essai.base, 'utilisateur', ligne, ecriture);
  });
  const { lisible, comptes } = responsablesPossibles(essai.base, ENTITE_ID, acteur('gestionnaire_entite'));
  expect([lisible, comptes.map(({ nom }) => nom)]).toEqual([true, ['Alix', 'Zoé']]);
  expect(responsablesPossibles(essai.base, ENTITE_ID, acteur('ecoutant_115')).lisible).toBe(false);
});

it('le pays entier se compare à chaque frappe (3 000 entités, 10 000 dispositifs)', () => {
  const alea = creerAlea(7, 'doublons');
  const syllabes = ['ba', 'ren', 'lo', 'mi', 'tan', 'cou', 'vel', 'sar', 'den', 'pi'];
  const nom = (): string => Array.from({ length: 3 }, () => Array.from({ length: 3 }, () => alea.choisir(syllabes)).join('')).join(' ');
  const departements = Array.from({ length: 90 }, (_vide, rang) => String(rang + 1).padStart(2, '0')).filter((code) => code !== '20');
  const ids = Array.from({ length: 3000 }, () => randomUUID());
  essai.base.transaction(() => {
    for (const id of ids) { const departement = alea.choisir(departements); ecrireLigne(essai.base, 'entite', entite({ id, raisonSociale: nom(), siren: null, departement, departements: [departement] }), ecriture); }
    for (let rang = 0; rang < 10_000; rang += 1) ecrireLigne(essai.base, 'dispositif', dispositif({ id: randomUUID(), entiteId: alea.choisir(ids), nom: nom(), siret: null, commune: rang % 20 === 0 ? '59350' : '59606' }), ecriture);
  });
  const mesurer = (chercher: () => unknown): number => {
    const temps = Array.from({ length: 15 }, () => { const debut = performance.now(); chercher(); return performance.now() - debut; }).sort((gauche, droite) => gauche - droite);
    return temps[0] ?? 0;
  };
  const mesures = {
    departement: mesurer(() => entites({ nom: 'Barenlo mitan', departements: ['59'] })), pays: mesurer(() => entites({ nom: 'Barenlo mitancou velsarden', departements, siren: '732829320' })),
    // la plus fournie des communes en a cinq cents ; l’autre, tout le pays, ne se voit jamais
    commune: mesurer(() => dispositifs({ nom: 'Barenlo mitancou velsarden', commune: '59350', siret: '73282932000074' })),
    demesure: mesurer(() => dispositifs({ nom: 'Barenlo mitancou velsarden', commune: '59606', siret: '73282932000074' })),
  };
  console.log('doublons, meilleurs temps en ms :', mesures);
  // la mesure se lit ; l’essai ne guette qu’un coût devenu d’un autre ordre, quelle que soit la machine
  for (const [quoi, ms] of Object.entries(mesures)) expect([quoi, ms < 300]).toEqual([quoi, true]);
}, 60_000);
