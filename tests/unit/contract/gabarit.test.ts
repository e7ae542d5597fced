import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { FEUILLES_GABARIT, classeurGabarit } from '../../../contract/classeur/gabarit.ts';
import { construireNomenclature, ligneInitiale } from '../../../domain/nomenclature/nomenclature.ts';
import { associer } from '../../../domain/reprise/association.ts';
import type { ResultatControle } from '../../../domain/reprise/controle.ts';
import { controlerFichier } from '../../../domain/reprise/controle.ts';
import type { GenreFichier } from '../../../domain/reprise/gabarit/colonne.ts';
import { GENRES_FICHIER } from '../../../domain/reprise/gabarit/colonne.ts';
import { MARQUE_EXEMPLE, MOTIF_EXEMPLE } from '../../../domain/reprise/gabarit/exemple.ts';
import { GABARITS } from '../../../domain/reprise/gabarit/gabarit.ts';
import type { LigneSource } from '../../../domain/reprise/source.ts';
import { lireSource } from '../../../sync/lecture/source.ts';
import { contexte } from '../domain/reprise/outils.ts';

const DATE = '2026-11-27';
const nomenclature = construireNomenclature([], DATE);
const classeur = (genre: GenreFichier): Uint8Array => classeurGabarit(genre, nomenclature, DATE);
const lire = (genre: GenreFichier, options = {}): { readonly entetes: readonly string[]; readonly lignes: readonly LigneSource[]; readonly feuilles: readonly string[] } => {
  const { description, lots } = lireSource(classeur(genre), options);
  return { entetes: description.colonnes, lignes: [...lots()].flat(), feuilles: description.feuilles.map(({ nom }) => nom) };
};
const groupe = { id: null, identifiant: 'x', structure: 'SI-59-00073', groupe: '#G-2', libelle: 'Bâtiment A', capacite: 1, ouverture: '2011-09-01' };
const controler = (genre: GenreFichier, entetes: readonly string[], lignes: readonly LigneSource[]): ResultatControle => controlerFichier({ genre, entetes, lignes, contexte: contexte({ groupesDuLot: [groupe] }) });
const partie = (genre: GenreFichier, nom: string): string => Buffer.from(unzipSync(classeur(genre))[nom] as Uint8Array).toString('utf8');

describe.each(GENRES_FICHIER)('le gabarit, %s', (genre) => {
  test('il se relit et s’associe seul, par son nom, en entier', () => {
    const { entetes, lignes, feuilles } = lire(genre);
    const { liens, libres, manquantes, doubles } = associer(genre, entetes);
    expect(liens.map(({ cle, confiance, origine }) => [cle, confiance, origine])).toEqual(GABARITS[genre].map(({ cle }) => [cle, 1, 'nom']));
    expect([libres, manquantes, doubles, lignes.length]).toEqual([[], [], [], 1]);
    expect(feuilles).toEqual([FEUILLES_GABARIT[genre].nom, 'Mode d’emploi', 'Listes']);
  });

  test('la ligne d’exemple laissée là n’est pas reprise, et le grand livre le dit', () => {
    const { entetes, lignes } = lire(genre);
    const { sorts, anomalies, grandLivre, fiches } = controler(genre, entetes, lignes);
    expect(sorts).toMatchObject([{ numero: 2, sort: 'exclue', motif: MOTIF_EXEMPLE }]);
    expect([anomalies, grandLivre.lignes.equilibre, grandLivre.lignes.motifs.exclues]).toEqual([[], true, { [MOTIF_EXEMPLE]: 1 }]);
    expect([fiches.entites, fiches.dispositifs, fiches.groupes, fiches.places, fiches.comptes].flat()).toEqual([]);
  });

  test('sa marque ôtée, elle reste l’exemple ; remplie sans l’ôter, elle est rejetée et dite, jamais jetée sans mot', () => {
    const { entetes, lignes } = lire(genre);
    const [exemple] = lignes;
    const changer = (cellules: Readonly<Record<string, string>>): LigneSource => ({ numero: 2, cellules: GABARITS[genre].map(({ cle }, rang) => cellules[cle] ?? exemple?.cellules[rang] ?? '') });
    const premiere = GABARITS[genre][0]?.cle ?? '';
    expect(controler(genre, entetes, [changer({ [premiere]: 'X-1' })]).sorts[0]?.sort).toBe('exclue');
    const remplie = controler(genre, entetes, [changer(genre === 'places' ? { numero: 'Ch. 7' } : { nom: 'Camille Durand' })]);
    expect([remplie.sorts[0]?.sort, remplie.anomalies.filter(({ code }) => code === 'F01').map(({ champ, gravite }) => [champ, gravite])]).toEqual(['rejetee', [[premiere, 'bloquante']]]);
  });

  test('l’exemple va avec lui-même : à un mot près, et son identifiant écrit, il se reprend sans anomalie', () => {
    const { entetes, lignes } = lire(genre);
    const propre = { numero: 2, cellules: lignes[0]?.cellules.map((cellule, rang) => (rang === 0 ? 'X-1' : GABARITS[genre][rang]?.cle === 'telephone' || GABARITS[genre][rang]?.cle === 'occupationLe' ? '' : cellule)) ?? [] };
    const { sorts, anomalies } = controler(genre, entetes, [propre]);
    expect([anomalies.map(({ code, explication }) => [code, explication]), sorts.map(({ sort }) => sort)]).toEqual([[], ['creee']]);
  });

  test('listes, formats, aides : chaque colonne a les siens', () => {
    const feuille = partie(genre, 'xl/worksheets/sheet1.xml');
    expect(feuille).toContain('state="frozen"');
    expect(feuille).not.toContain('<f>');
    expect([...feuille.matchAll(/<dataValidation /gu)]).toHaveLength(GABARITS[genre].length);
    for (const { vocabulaire, titre } of GABARITS[genre]) if (vocabulaire !== undefined) expect(feuille).toMatch(new RegExp(`type="list"[^>]*promptTitle="${titre}"`, 'u'));
    for (const [, message = ''] of feuille.matchAll(/(?:prompt|error)="([^"]*)"/gu)) expect(message.length).toBeLessThanOrEqual(255);
    // les listes montrent tout ce que la nomenclature permet
    const listes = lireSource(classeur(genre), { feuille: 'Listes' }).description.colonnes;
    expect(listes).toEqual(GABARITS[genre].filter(({ vocabulaire, sorte }) => vocabulaire !== undefined || sorte === 'departement').map(({ titre }) => titre));
    const emploi = [...lireSource(classeur(genre), { feuille: 'Mode d’emploi', entete: null }).lots()].flat().map(({ cellules }) => cellules);
    expect(emploi.map(([premiere]) => premiere)).toEqual(expect.arrayContaining(GABARITS[genre].map(({ titre }) => titre)));
    expect(emploi.flat().join(' ')).toContain(MARQUE_EXEMPLE);
  });
});

test('un code retiré de la nomenclature n’est plus dans la liste', () => {
  const initiale = ligneInitiale('public:tout_public');
  if (initiale === undefined) throw new Error('code de départ absent');
  const listes = (codes: Parameters<typeof construireNomenclature>[0]): string => Buffer.from(unzipSync(classeurGabarit('structures', construireNomenclature(codes, DATE), DATE))['xl/worksheets/sheet3.xml'] as Uint8Array).toString('utf8');
  expect(listes([])).toContain('Tout public');
  expect(listes([{ ...initiale, fin: '2026-01-01' }])).not.toContain('Tout public');
});
