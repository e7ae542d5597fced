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

  const siege = entite({ siren: '438201675', raisonSociale: 'Accueil du Hainaut' });
  const foyer = dispositif({ entiteId: siege.id, nom: 'Résidence FAIDHERBE', commune: '59350', siret: null, finessEt: null });
  const unGroupe = (libelle: string, champs: Parameters<typeof groupe>[0] = {}) => groupe({ id: `g-${libelle}`, dispositifId: foyer.id, libelle, modalite: 'insertion', capacites: [{ depuis: '2011-09-01', capacite: 40 }], ...champs });
  const face = (lignes: Parameters<typeof controler>[1], reste: Partial<OffreLue>, corrections: Parameters<typeof controler>[3] = []) => {
    const { anomalies, sorts, fiches, grandLivre } = controler('structures', lignes, { existant: comparerALOffre(offre({ entites: [siege], dispositifs: [foyer], ...reste }), AUJOURDHUI).existant }, corrections);
    expect([grandLivre.lignes.equilibre, grandLivre.places.equilibre]).toEqual([true, true]);
    return { codes: anomalies.map(({ code }) => code), anomalies, sorts: sorts.map(({ sort, motif }) => [sort, motif]), dispositifs: fiches.dispositifs.map(({ existante }) => existante), groupes: fiches.groupes.map(({ existante, saisie }) => [existante, saisie.capacites[0]?.capacite]) };
  };

  test('un dispositif saisi à la main n’est pas créé une seconde fois : siret et nom, ou entité, nom et commune ; un autre nom, une autre commune, une autre entité sont un autre dispositif', () => {
    const connu = [foyer.id];
    expect(face([SAINE], {}).dispositifs).toEqual(connu);
    expect(face([{ ...SAINE, commune: 'Roubaix' }], {}).dispositifs).toEqual([null]);
    expect(face([{ ...SAINE, nom: 'Résidence Vauban' }], {}).dispositifs).toEqual([null]);
    expect(face([SAINE], { dispositifs: [{ ...foyer, entiteId: 'une-autre' }] }).dispositifs).toEqual([null]);
    expect(face([{ ...SAINE, commune: 'Roubaix' }], { dispositifs: [{ ...foyer, siret: '43820167500032' }] }).dispositifs).toEqual(connu);
    // sans groupe, il reçoit ceux du fichier
    expect(face([SAINE], {}).groupes).toEqual([[null, 48]]);
  });
  test('retapé à la main sous un autre nom, il est signalé à côté de sa fiche, et prendre son nom les réunit ; une autre adresse, une autre nature, ou une fiche déjà reconnue n’en sont pas', () => {
    const autrement = { ...foyer, nom: 'Foyer du Centre', adresse: '3, rue du Quai' };
    const memeNature = { ...autrement, nature: controler('structures', [SAINE]).fiches.dispositifs[0]?.saisie.nature ?? '' };
    const doublon = face([{ ...SAINE, nom: 'Maison des Jeunes', adresse: '3 RUE DU QUAI' }], { dispositifs: [memeNature] });
    expect(doublon).toMatchObject({ codes: ['D08'], sorts: [['creee', null]], dispositifs: [null] });
    expect(doublon.anomalies[0]).toMatchObject({ gravite: 'bloquante', champ: 'nom', reparation: { genre: 'choix', valeurs: ['Foyer du Centre'], offre: { nom: 'Foyer du Centre', adresse: '3, rue du Quai' } } });
    expect(face([{ ...SAINE, nom: 'Maison des Jeunes', adresse: '3 rue du Quai' }], { dispositifs: [memeNature] }, [{ genre: 'valeur', cle: 'SI-1/', colonne: 'nom', avant: 'Maison des Jeunes', apres: 'Foyer du Centre' }])).toMatchObject({ codes: [], dispositifs: [foyer.id] });
    // dit un autre dispositif par une personne : il se crée, et rien ne bloque plus
    const dit = doublon.anomalies[0]?.explication ?? '';
    const confirmee = face([{ ...SAINE, nom: 'Maison des Jeunes', adresse: '3 RUE DU QUAI' }], { dispositifs: [memeNature] }, [{ genre: 'confirmation', cle: 'SI-1/', code: 'D08', champ: 'nom', valeur: 'Maison des Jeunes', dit }]);
    expect(confirmee).toMatchObject({ codes: [], sorts: [['creee', null]], dispositifs: [null] });
    // un nom voisin suffit, sans adresse
    expect(face([{ ...SAINE, nom: 'Foyer du Cenrte', adresse: '' }], { dispositifs: [memeNature] }).codes).toEqual(['D08']);
    expect(face([{ ...SAINE, nom: 'Maison des Jeunes', adresse: '9 rue du Quai' }], { dispositifs: [memeNature] }).codes).toEqual([]);
    expect(face([{ ...SAINE, nom: 'Maison des Jeunes', adresse: '3 rue du Quai' }], { dispositifs: [{ ...memeNature, nature: 'veille_sociale' }] }).codes).toEqual([]);
    expect(face([{ ...SAINE, nom: 'Maison des Jeunes', adresse: '3 rue du Quai' }], { dispositifs: [{ ...memeNature, provenance: origine('SI-9') }] }).codes).toEqual([]);
    expect(face([{ ...SAINE, nom: 'Foyer du Centre' }, { ...SAINE, identifiant: 'SI-2', siret: '', nom: 'Maison des Jeunes', adresse: '3 rue du Quai' }], { dispositifs: [memeNature] }).codes).not.toContain('D08');
  });
  test('ses groupes ne se doublent pas : reconnus au libellé ou à la modalité, sinon une personne tranche', () => {
    expect(face([SAINE], { groupes: [unGroupe('Places FJT')] })).toMatchObject({ codes: [], sorts: [['fusionnee', 'déjà dans l’offre']], groupes: [['g-Places FJT', 48]] });
    const deux = { groupes: [unGroupe('Bâtiment A'), unGroupe('Bâtiment B')] };
    expect(face([{ ...SAINE, libelle: 'batiment b' }], deux)).toMatchObject({ codes: [], groupes: [['g-Bâtiment B', 48]] });
    const ambigu = face([SAINE], deux);
    expect(ambigu).toMatchObject({ codes: ['G06'], sorts: [['rejetee', 'G06']], groupes: [] });
    expect(ambigu.anomalies[0]).toMatchObject({ champ: 'libelle', gravite: 'bloquante', reparation: { genre: 'choix', valeurs: ['Bâtiment A', 'Bâtiment B'] } });
    // la réparation acceptée nomme le groupe : la ligne est celui-là
    expect(face([SAINE], deux, [{ genre: 'valeur', cle: 'SI-1/', colonne: 'libelle', avant: '', apres: 'Bâtiment B' }])).toMatchObject({ codes: [], groupes: [['g-Bâtiment B', 48]] });
    // un groupe fermé, ou venu d’une reprise, ne retient rien
    expect(face([SAINE], { groupes: [unGroupe('Ancien', { fermeture: '2020-01-01' })] })).toMatchObject({ codes: [], groupes: [[null, 48]] });
    // deux lignes, un groupe : l’une est lui, ou aucune
    expect(face([{ ...SAINE, libelle: 'A' }, { ...SAINE, libelle: 'B' }], { groupes: [unGroupe('Places FJT')] }).codes).toEqual(['G06', 'G06']);
  });
});
