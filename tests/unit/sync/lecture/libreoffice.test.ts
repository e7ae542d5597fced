import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { controlerFichier } from '../../../../domain/reprise/controle.ts';
import type { LigneSource } from '../../../../domain/reprise/source.ts';
import type { BilanSource, DescriptionSource, OptionsLecture } from '../../../../sync/lecture/modele.ts';
import { lireSource } from '../../../../sync/lecture/source.ts';
import { contexte } from '../../domain/reprise/outils.ts';

const DOSSIER = join(import.meta.dirname, '../../../fixtures/lecture');
const { entetes, classeur, csv, pieges } = JSON.parse(readFileSync(join(DOSSIER, 'verite.json'), 'utf8')) as { readonly entetes: string[]; readonly classeur: string[][]; readonly csv: string[][]; readonly pieges: [nom: string, valeur: string][] };
const lire = (nom: string, options: OptionsLecture = {}): { readonly description: DescriptionSource; readonly lignes: LigneSource[]; readonly bilan: BilanSource } => {
  const { description, lots } = lireSource(join(DOSSIER, nom), options);
  const suite = lots();
  const lignes: LigneSource[] = [];
  for (let lot = suite.next(); ; lot = suite.next()) { if (lot.done === true) return { description, lignes, bilan: lot.value }; lignes.push(...lot.value); }
};
const pleines = (lignes: readonly { readonly cellules: readonly string[] }[]): string[][] => lignes.map(({ cellules }) => entetes.map((_titre, rang) => cellules[rang] ?? ''));

describe('des fichiers que LibreOffice a écrits, cellule par cellule', () => {
  test.each(['structures.xlsx', 'structures.ods'])('%s : textes, zéros de tête, dates, formules, lignes masquées', (nom) => {
    const { description, lignes, bilan } = lire(nom);
    expect([description.feuille, description.feuilles.map((feuille) => feuille.nom), description.entete?.numero]).toEqual(['Données 2026', ['Cachée', 'Données 2026', 'Autre feuille', 'Fusions'], 1]);
    expect(description.colonnes).toEqual(entetes);
    expect(pleines(lignes)).toEqual(classeur);
    expect([bilan.lignesMasquees, bilan.formules, bilan.formulesSansValeur]).toEqual([3, 11, 0]);
  });

  test.each([['structures-utf8-pv.csv', 'utf-8', ';'], ['structures-utf8-virgule.csv', 'utf-8', ','], ['structures-cp1252-tab.csv', 'windows-1252', '\t'], ['structures-utf16-tab.csv', 'utf-16le', '\t']])('%s : encodage et séparateur reconnus', (nom, encodage, separateur) => {
    const { description, lignes } = lire(nom);
    expect([description.encodage, description.separateur, description.lignesEncodage]).toEqual([encodage, separateur, []]);
    expect(pleines(lignes)).toEqual(csv);
  });

  test.each(['pieges.xlsx', 'pieges.ods'])('%s : formats de date et de nombre, durées, erreurs, textes enrichis, annotations', (nom) => {
    const { lignes } = lire(nom);
    expect(lignes.map(({ cellules: [cas, , fin] }) => [cas, fin])).toEqual(pieges.map(([cas]) => [cas, 'fin']));
    expect(lignes.map(({ cellules: [cas, valeur] }) => [cas, valeur])).toEqual(pieges);
  });

  test.each(['structures.xlsx', 'structures.ods'])('%s, « Fusions » : le titre est du préambule, une fusion se recopie, une erreur se marque', (nom) => {
    const { description, lignes } = lire(nom, { feuille: 'Fusions' });
    expect([description.preambule.map(({ cellules }) => cellules[0]), description.colonnes]).toEqual([['Export du 27/11/2026'], ['GESTIONNAIRE', 'NOM', 'PLACES']]);
    expect(lignes.map(({ cellules }) => cellules)).toEqual([['Asso A', 'Rés 1', '3'], ['Asso A', 'Rés 2', '4.5'], ['Asso A', 'Rés 3', '7.5'], ['Asso B', '', '#DIV/0!'], ['Total', 'Total', '0.1']]);
    expect(lignes[3]?.marques?.map(({ genre }) => genre).sort()).toEqual(['erreur', 'formule']);
  });

  test.each(['gabarit-structures.xlsx', 'gabarit-structures.ods'])('%s : le gabarit enregistré par LibreOffice s’associe en entier, son exemple est exclu', (nom) => {
    const { description, lignes } = lire(nom);
    const { association, sorts, anomalies } = controlerFichier({ genre: 'structures', entetes: description.colonnes, lignes, contexte: contexte() });
    expect([association.libres, association.manquantes, association.liens.every(({ confiance }) => confiance === 1), sorts.map(({ sort }) => sort), anomalies]).toEqual([[], [], true, ['exclue'], []]);
  });
});
