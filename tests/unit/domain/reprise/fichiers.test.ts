import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResultatControle } from '../../../../domain/reprise/controle.ts';
import { controlerFichier, ouvrirControle } from '../../../../domain/reprise/controle.ts';
import type { Contexte } from '../../../../domain/reprise/controles/contexte.ts';
import { groupesDuLot } from '../../../../domain/reprise/fichierPlaces.ts';
import type { GrandLivre } from '../../../../domain/reprise/grandLivre.ts';
import type { LigneSource } from '../../../../domain/reprise/source.ts';
import type { ExportSale } from '../../../fixtures/reprise/generateur.ts';
import { exporterPlaces, exporterStructures, hasard } from '../../../fixtures/reprise/generateur.ts';
import type { Cellules } from './outils.ts';
import { PLACE_SAINE, SAINE, contexte, enLignes } from './outils.ts';

/** Ce que le moteur dit d’un export, sous la forme de la vérité. */
const dit = ({ sorts, anomalies }: ResultatControle): ExportSale['verite'] => {
  const codes = new Map<number, Set<ExportSale['verite'][number]['codes'][number]>>();
  for (const { ligne, code } of anomalies) codes.set(ligne, (codes.get(ligne) ?? new Set()).add(code));
  return sorts.map(({ numero, sort }) => ({ numero, sort, codes: [...(codes.get(numero) ?? [])] }));
};
const total = ({ creees, fusionnees, scindees, rejetees, exclues }: GrandLivre): number => creees + fusionnees + scindees + rejetees + exclues;
const totaux = ({ grandLivre: { lignes, places } }: ResultatControle): readonly GrandLivre[] => [lignes, places];

/** L’offre après le chargement du résultat. */
const offreApres = ({ fiches }: ResultatControle): Contexte['existant'] => ({
  entites: fiches.entites.map(({ cle, existante, saisie }) => ({ id: existante ?? `e/${cle}`, identifiant: cle, siren: saisie.siren, finessEj: saisie.finessEj, raisonSociale: saisie.raisonSociale, departements: saisie.departements })),
  dispositifs: fiches.dispositifs.map(({ cle, existante, saisie }) => ({ id: existante ?? `d/${cle}`, identifiant: cle, finessEt: saisie.finessEt })),
  groupes: groupesDuLot(fiches).map((groupe) => ({ ...groupe, id: `g/${groupe.identifiant}` })), places: fiches.places.map(({ cle }) => ({ id: `p/${cle}`, identifiant: cle })),
});

describe.each([1, 7, 59])('export sale de graine %i', (graine) => {
  const structures = exporterStructures(graine, 600);
  const resultat = controlerFichier({ genre: 'structures', entetes: structures.entetes, lignes: structures.lignes, contexte: contexte() });
  test('structures : chaque ligne a le sort et les anomalies qu’on y a mis, et rien d’autre', () => {
    expect(resultat.association.manquantes).toEqual([]);
    expect(dit(resultat)).toEqual(structures.verite);
    for (const livre of totaux(resultat)) expect([livre.equilibre, total(livre)]).toEqual([true, livre.source]);
    expect(resultat.grandLivre.lignes.source).toBe(600);
  });
  test('places : de même', () => {
    const groupes = groupesDuLot(resultat.fiches);
    const places = exporterPlaces(graine, groupes.map(({ structure, groupe, capacite }) => ({ structure, groupe: groupe.slice(1), capacite })).slice(0, 60));
    const second = controlerFichier({ genre: 'places', entetes: places.entetes, lignes: places.lignes, contexte: contexte({ groupesDuLot: groupes }) });
    expect(dit(second)).toEqual(places.verite);
    expect(second.grandLivre.places).toMatchObject({ source: places.lignes.length, equilibre: true });
  });
  test('par lots ou d’un coup, dans un ordre ou un autre : les mêmes totaux', () => {
    const tirer = hasard(graine + 1);
    const melangees = structures.lignes.map((ligne) => ({ ligne, rang: tirer() })).sort((une, autre) => une.rang - autre.rang).map(({ ligne }) => ligne);
    const controle = ouvrirControle({ genre: 'structures', entetes: structures.entetes, contexte: contexte() });
    for (let rang = 0; rang < melangees.length; rang += 50) controle.ajouter(melangees.slice(rang, rang + 50));
    const autre = controle.finir();
    expect(totaux(autre)).toEqual(totaux(resultat));
    expect(autre.fiches.groupes.map(({ cle }) => cle).sort()).toEqual(resultat.fiches.groupes.map(({ cle }) => cle).sort());
  });
  test('rejoué sur l’offre qu’il a faite : tout est réuni, rien n’est créé', () => {
    const { grandLivre, fiches } = controlerFichier({ genre: 'structures', entetes: structures.entetes, lignes: structures.lignes, contexte: contexte({ existant: offreApres(resultat) }) });
    expect([grandLivre.lignes.creees, grandLivre.lignes.scindees, grandLivre.lignes.rejetees]).toEqual([0, 0, resultat.grandLivre.lignes.rejetees]);
    expect([...fiches.entites, ...fiches.dispositifs, ...fiches.groupes].filter(({ existante }) => existante === null)).toEqual([]);
  });
});

/** Des fichiers tirés au sort : peu de valeurs par colonne, pour que les clés se rencontrent. */
const choix = (...valeurs: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...valeurs);
const ligneStructure: fc.Arbitrary<Cellules> = fc.record({
  identifiant: choix('', 'A', 'B', 'C'), raisonSociale: choix('', 'Accueil du Hainaut', 'Acceuil du Hainaut', 'Étape'), siren: choix('', '438201675', 'x'), siret: choix('', '43820167500032', '4217730300015', '2,6E+13'), nom: choix('', 'Foyer', 'Foyer bis'), finessEj: choix('', '590000014', '590000022'), finessEt: choix('', '590000030'),
  type: choix('', 'FJT', 'PF', 'CHRS', 'CHRS urg/ins', 'Maraude', 'Toto'), commune: choix('Lille', 'Douai', 'Nulle part'), financements: choix('', 'P177', 'ALT'), identifiantGroupe: choix('', 'G1'), libelle: choix('', 'A', 'B'), modalite: choix('', '115', 'ins', 'mixte', '?'),
  capacite: choix('', '12', '4O', '-3', '30'), capacite115: choix('', '6', '12'), capaciteInsertion: choix('', '6'), ouverture: choix('', '01/01/2020', '45078', 'hier'), fermeture: choix('', '01/01/2019', '01/01/2024'), pmr: choix('', '2', '99'),
});
const correctionTiree = fc.oneof(
  fc.record({ genre: fc.constant('exclusion' as const), cle: choix('A/', 'B/', 'C/#G1', 'A/a'), motif: choix('double', 'fermé') }),
  fc.record({ genre: fc.constant('fusion' as const), cle: choix('A/', 'B/', 'C/#G1'), avec: choix('A/', 'B/', 'C/', 'Z/'), portee: fc.constantFrom('ligne' as const, 'entite' as const) }),
  fc.record({ genre: fc.constant('scission' as const), cle: choix('A/', 'B/', 'C/#G1', 'A/=mixte'), urgence: fc.constantFrom(6, 12), insertion: fc.constantFrom(6, 18, 0) }),
  fc.record({ genre: fc.constant('confirmation' as const), cle: choix('A/', 'B/', 'C/#G1', 'A/a'), code: choix('P02', 'D07', 'E02', 'G03'), champ: fc.constantFrom('occupees', 'capacite', null), valeur: fc.constantFrom('30', '4O', null), dit: choix('30 places occupées pour 12 places.', 'Même ligne que la 2.') }),
  fc.record({ genre: fc.constant('valeur' as const), cle: choix('A/', 'B/', 'C/#G1'), colonne: choix('capacite', 'type', 'absente'), avant: choix('4O', 'PF', ''), apres: choix('40', 'FJT') }),
);
const lignePlace: fc.Arbitrary<Cellules> = fc.record({ identifiantPlace: choix('', 'P1', 'P2', 'P3'), identifiant: choix('', 'SI-1', 'SI-9'), libelle: choix('', 'A'), numero: choix('', '1', '01', '2', 'Ch. 3'), etat: choix('', 'O', 'HS', 'bof'), motif: choix('', 'travaux', '?'), debutEtat: choix('', '01/01/2020', '45078'), finEtat: choix('', '01/01/2019'), occupation: choix('', 'oui', 'peut-être') });
const graine = 20_261_127;

describe('invariants (graine 20261127)', () => {
  const verifier = (genre: 'structures' | 'places', lignes: readonly LigneSource[], entetes: readonly string[], reste: Partial<Contexte>, corrections: Parameters<typeof controlerFichier>[0]['corrections'] = []): void => {
    const lancer = (siennes: readonly LigneSource[], plus: Partial<Contexte> = {}): ResultatControle => controlerFichier({ genre, entetes, lignes: siennes, corrections, contexte: contexte({ ...reste, ...plus }) });
    const resultat = lancer(lignes);
    for (const livre of totaux(resultat)) { expect(livre.equilibre).toBe(true); expect(total(livre)).toBe(livre.source); }
    expect(resultat.grandLivre.lignes.source).toBe(lignes.length);
    expect(resultat.sorts.map(({ numero }) => numero)).toEqual(lignes.map(({ numero }) => numero));
    expect(totaux(lancer([...lignes].reverse()))).toEqual(totaux(resultat));
    const rejoue = lancer(lignes, genre === 'structures' ? { existant: offreApres(resultat) } : { existant: { ...contexte().existant, places: offreApres(resultat).places } });
    expect([rejoue.grandLivre.lignes.creees, rejoue.grandLivre.lignes.scindees]).toEqual([0, 0]);
    const cles = [...resultat.fiches.groupes, ...resultat.fiches.places].map(({ cle }) => cle);
    expect(new Set(cles).size).toBe(cles.length);
    if (genre === 'structures' && corrections.every(({ genre: geste }) => geste !== 'fusion')) {
      const places = resultat.fiches.groupes.reduce((somme, { saisie }) => somme + (saisie.capacites[0]?.capacite ?? 0), 0);
      expect(places).toBe(resultat.grandLivre.places.creees + resultat.grandLivre.places.scindees);
    }
  };
  test('structures et corrections', () => {
    fc.assert(fc.property(fc.array(ligneStructure, { maxLength: 14 }), fc.array(correctionTiree, { maxLength: 4 }), (tirees, corrections) => {
      const { entetes, lignes } = enLignes('structures', tirees);
      verifier('structures', lignes, entetes, {}, corrections);
    }), { seed: graine, numRuns: 300 });
  });
  test('lignes presque toutes saines, souvent de la même structure', () => {
    fc.assert(fc.property(fc.array(fc.record({ identifiant: choix('A', 'B'), libelle: choix('', 'A', 'B'), type: choix('FJT', 'CHRS urg/ins'), modalite: choix('', '115', 'mixte'), capacite: choix('12', '30') }), { maxLength: 10 }), fc.array(correctionTiree, { maxLength: 3 }), (tirees, corrections) => {
      const { entetes, lignes } = enLignes('structures', tirees.map((tiree) => ({ ...SAINE, ...tiree })));
      verifier('structures', lignes, entetes, {}, corrections);
    }), { seed: graine, numRuns: 300 });
  });
  test('places', () => {
    const { entetes, lignes } = enLignes('structures', [{ ...SAINE, capacite: '2' }]);
    const groupes = groupesDuLot(controlerFichier({ genre: 'structures', entetes, lignes, contexte: contexte() }).fiches);
    fc.assert(fc.property(fc.array(fc.oneof(lignePlace, fc.record({ identifiantPlace: choix('', 'P1', 'P2'), numero: choix('1', '2', '3'), etat: choix('O', 'HS') }).map((tiree) => ({ ...PLACE_SAINE, ...tiree }))), { maxLength: 14 }), (tirees) => {
      const fichier = enLignes('places', tirees);
      verifier('places', fichier.lignes, fichier.entetes, { groupesDuLot: groupes });
    }), { seed: graine, numRuns: 300 });
  });
});
