import { describe, expect, test } from 'vitest';
import type { OffreLue } from '../../../../domain/reprise/existant.ts';
import { comparerALOffre } from '../../../../domain/reprise/existant.ts';
import { compte, dispositif, entite, groupe, place } from '../../../outils/fabrique.ts';
import { AUJOURDHUI, PLACE_SAINE, SAINE, controler } from './outils.ts';

const origine = (identifiant: string) => ({ source: 'si-siao', identifiant });
const gestionnaire = compte({ profil: 'gestionnaire_entite', perimetre: { genre: 'entite', entiteId: entite().id, departements: ['59'] } });
const offre = (reste: Partial<OffreLue> = {}): OffreLue => ({ entites: [entite()], dispositifs: [], groupes: [], places: [], comptes: [], ...reste });

describe('comparer un fichier à l’offre', () => {
  test('le gestionnaire se reconnaît au siren, au FINESS et au nom de son entité ; suspendu, il ne compte pas', () => {
    const parNom = entite({ siren: null, finessEj: '590000014', raisonSociale: 'Accueil du Hainaut' });
    const { gestionnaires } = comparerALOffre(offre({ entites: [parNom], comptes: [gestionnaire] }), AUJOURDHUI);
    expect([...gestionnaires].sort()).toEqual(['ej:590000014/59', 'nom:59/accueil du hainaut/59']);
    const codes = (comptes: OffreLue['comptes']): readonly string[] => controler('structures', [{ ...SAINE, siret: '', raisonSociale: 'ACCUEIL DU HAINAUT' }], { gestionnaires: new Set(comparerALOffre(offre({ entites: [parNom], comptes }), AUJOURDHUI).gestionnaires) }).anomalies.map(({ code }) => code).filter((code) => code === 'E03');
    expect([codes([gestionnaire]), codes([]), codes([{ ...gestionnaire, statut: 'suspendu' }])]).toEqual([[], ['E03'], ['E03']]);
  });

  test('une place va au groupe de l’offre, venu d’une reprise ou saisi sur un poste', () => {
    const repris = comparerALOffre(offre({ dispositifs: [dispositif({ provenance: origine('SI-1') })], groupes: [groupe({ provenance: origine('SI-1/#G-2') })] }), AUJOURDHUI).existant;
    const saisi = comparerALOffre(offre({ dispositifs: [dispositif()], groupes: [groupe({ libelle: 'Bâtiment A' })] }), AUJOURDHUI).existant;
    const deja = comparerALOffre(offre({ dispositifs: [dispositif({ provenance: origine('SI-1') })], groupes: [groupe({ provenance: origine('SI-1/#G-2') })], places: [place({ provenance: origine('PL-1') }), place()] }), AUJOURDHUI).existant;
    const sorts = (ligne: Readonly<Record<string, string>>, existant: typeof repris) => controler('places', [ligne], { existant }).sorts.map(({ sort, motif }) => [sort, motif]);
    expect(sorts({ ...PLACE_SAINE, identifiantGroupe: 'G-2' }, repris)).toEqual([['creee', null]]);
    expect(sorts({ ...PLACE_SAINE, identifiantGroupe: 'G-9' }, repris)).toEqual([['rejetee', 'P03']]);
    expect(sorts({ ...PLACE_SAINE, identifiant: '', siret: '73282932000074', nom: 'LES REMPARTS', libelle: 'batiment a' }, saisi)).toEqual([['creee', null]]);
    expect([deja.places.length, sorts({ ...PLACE_SAINE, identifiantGroupe: 'G-2' }, deja)]).toEqual([1, [['fusionnee', 'déjà dans l’offre']]]);
  });
});
