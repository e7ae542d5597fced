import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CORRESPONDANCES_EXTRAIT, ENTETES_EXTRAIT, associerExtrait, enLigneDeStructures } from '../../../../domain/reprise/extraitFiness.ts';
import type { ResultatControle } from '../../../../domain/reprise/controle.ts';
import { controlerFichier } from '../../../../domain/reprise/controle.ts';
import type { Contexte } from '../../../../domain/reprise/controles/contexte.ts';
import type { Correction } from '../../../../domain/reprise/corrections.ts';
import type { ChampEtablissement } from '../../../../domain/reprise/finess.ts';
import { communeInsee, decouper } from '../../../../domain/reprise/finess.ts';
import { construireTraducteur } from '../../../../domain/reprise/valeurs/valeurs.ts';
import { lireSource } from '../../../../sync/lecture/source.ts';
import { ENTETE, EXTRAIT, EXTRAIT_LATIN1, FICHIER_COMPLET, LIGNES, SIRET_A, ligneFiness } from '../../../fixtures/finess/fabrique.ts';
import { AUJOURDHUI, contexte } from './outils.ts';

const { nomenclature } = contexte();
const traducteur = construireTraducteur(nomenclature, AUJOURDHUI, CORRESPONDANCES_EXTRAIT);
const octets = (texte: string): Buffer => Buffer.from(texte);
/** Un extrait contrôlé comme un fichier de structures ; sans département, tous sont gardés. */
const controler = (origine: string | Uint8Array, { departement = null, existant, corrections = [] }: { readonly departement?: string | null; readonly existant?: Contexte['existant']; readonly corrections?: readonly Correction[] } = {}): ResultatControle => {
  const gardes = new Set(departement === null ? [] : [departement]);
  const lignes = [...lireSource(origine).lots()].flat().map((ligne) => enLigneDeStructures(ligne, gardes));
  return controlerFichier({ genre: 'structures', entetes: ENTETES_EXTRAIT, extrait: true, association: associerExtrait(), corrections, lignes, contexte: contexte({ departement, traducteur, ...(existant === undefined ? {} : { existant }) }) });
};
const fichierDe = (...lignes: readonly string[]): Buffer => octets(`${[ENTETE, ...lignes].join('\n')}\n`);
/** L’offre une fois l’extrait chargé, telle que la base l’en reconnaîtra : par ses numéros FINESS. */
const offreApres = ({ fiches }: ResultatControle): Contexte['existant'] => ({
  entites: fiches.entites.map(({ cle, saisie }) => ({ id: `e/${cle}`, identifiant: null, siren: saisie.siren, finessEj: saisie.finessEj, raisonSociale: saisie.raisonSociale, departements: saisie.departements })),
  dispositifs: fiches.dispositifs.map(({ cle, saisie }) => ({ id: `d/${cle}`, identifiant: null, finessEt: saisie.finessEt })), groupes: [], places: [],
});
const codesDe = ({ anomalies }: ResultatControle): readonly string[] => anomalies.map(({ code }) => code);

describe('communes de FINESS', () => {
  test.each([
    ['01', '451', '01451'], ['2A', '004', '2A004'], ['75', '113', '75113'], ['9A', '123', '97701'], ['9A', '127', '97801'], ['9A', '105', '97105'], ['9B', '207', '97207'], ['9C', '302', '97302'], ['9D', '408', '97408'],
    ['9F', '610', '97610'], ['9J', '613', '98613'], ['9B', '123', '97123'], ['97', '105', null], ['1', '451', null], ['01', '51', null], ['9Z', '001', null], ['', '', null],
  ])('%s/%s → %s', (departement, commune, attendu) => { expect(communeInsee(departement, commune)).toBe(attendu); });
});

test('découpe les guillemets doublés, et refuse ceux qui ne se ferment pas', () => {
  expect(decouper('a;"b;""c""";')).toEqual(['a', 'b;"c"', '']);
  expect(decouper('a;"b;c;')).toBeNull();
  expect(decouper('a;"b"c;')).toBeNull();
  expect(decouper('')).toEqual(['']);
});

test('découpe comme csv-parse toute ligne qu’un tableur écrirait', () => {
  const champ = fc.string({ unit: fc.constantFrom('a', 'é', '"', ';', ' ', ',', '0') });
  fc.assert(fc.property(fc.array(champ, { minLength: 1, maxLength: 8 }), (champs) => {
    const texte = champs.map((valeur) => (/[";]/u.test(valeur) ? `"${valeur.replaceAll('"', '""')}"` : valeur)).join(';');
    const [attendu] = texte === '' ? [['']] : parse(texte, { delimiter: ';', skip_empty_lines: false }) as string[][];
    expect(decouper(texte)).toEqual(attendu);
    expect(decouper(texte)).toEqual(champs);
  }));
});

test('les lignes de l’extrait public sont bien formées, dans les deux encodages', () => {
  const [utf8, latin1] = [controler(EXTRAIT), controler(EXTRAIT_LATIN1)];
  expect(utf8.grandLivre.lignes).toMatchObject({ source: 8, exclues: 8, rejetees: 0, equilibre: true });
  expect(latin1.grandLivre).toEqual(utf8.grandLivre);
  expect([utf8.anomalies, utf8.association.manquantes, utf8.association.libres]).toEqual([[], [], []]);
});

describe('le fichier d’essai', () => {
  test('chaque ligne a le sort et le code attendus, dits à la colonne de l’extrait', () => {
    for (const { texte, sort, code } of LIGNES.filter((ligne) => ligne.sort !== 'fusionnee' && ligne.code !== 'D03')) {
      const { sorts, anomalies } = controler(fichierDe(texte));
      expect([texte.slice(0, 60), sorts.map((un) => un.sort)]).toEqual([texte.slice(0, 60), [sort]]);
      if (code !== undefined) expect(anomalies.map((faute) => faute.code), texte).toContain(code);
      if (sort === 'rejetee') expect(anomalies.filter(({ effet }) => effet === 'ligne_rejetee'), texte).toMatchObject([{ code, ligne: 2, gravite: 'bloquante' }]);
      else expect(anomalies.filter(({ gravite }) => gravite === 'bloquante'), texte).toEqual([]);
    }
    expect(controler(fichierDe(ligneFiness({ nofinesset: '010000081', categetab: '214', siret: '2,601E+13' }))).anomalies).toMatchObject([{ code: 'D02', colonne: 'categetab' }, { code: 'D05', gravite: 'avertissement' }, { code: 'F01', colonne: 'siret', champ: 'siret' }]);
  });

  test('ensemble : livres équilibrés, aucune place, entités réunies, rien d’inventé', () => {
    const resultat = controler(octets(FICHIER_COMPLET));
    const { grandLivre, fiches } = resultat;
    const nombre = (sort: string): number => LIGNES.filter((ligne) => ligne.sort === sort).length;
    expect(grandLivre.lignes).toMatchObject({ source: LIGNES.length, creees: nombre('creee'), fusionnees: nombre('fusionnee'), rejetees: nombre('rejetee'), exclues: nombre('exclue'), scindees: 0, equilibre: true });
    expect(grandLivre.places).toMatchObject({ source: 0, creees: 0, equilibre: true });
    for (const { code } of LIGNES) if (code !== undefined) expect(codesDe(resultat)).toContain(code);
    expect(codesDe(resultat)).not.toContain('G03');
    expect([fiches.groupes, fiches.places]).toEqual([[], []]);
    expect(fiches.entites.map(({ saisie: { finessEj, siren, departements, raisonSociale } }) => [finessEj, siren, departements, raisonSociale])).toEqual([
      ['010780054', '260100045', ['01'], 'Entité FINESS 010780054 (raison sociale à compléter)'], ['970113015', null, ['977', '978'], 'Entité FINESS 970113015 (raison sociale à compléter)'],
      ['970463600', null, ['974'], 'Entité FINESS 970463600 (raison sociale à compléter)'], ['980600019', null, ['986'], 'Entité FINESS 980600019 (raison sociale à compléter)'],
    ]);
    expect(fiches.entites.every(({ dits }) => !dits.includes('raisonSociale'))).toBe(true);
    const deux = fiches.dispositifs.map(({ saisie: { finessEt, type, nom } }) => [finessEt, type, nom]);
    expect(deux).toContainEqual(['010000040', 'logement_residence_sociale.residence_accueil', 'Résidence accueil « du Lac » , annexe']);
    expect(deux).toContainEqual(['010000032', 'hebergement_hors_chrs.mixte', 'ACCUEIL "LES DEUX RIVES"']);
    expect(fiches.dispositifs.find(({ cle }) => cle === '010000024')).toMatchObject({ existante: null, provenance: { identifiant: '010000024' }, saisie: { siret: '26010004500012', financements: [], commune: '01451', contacts: [{ nom: 'Standard' }] } });
  });

  test('même résultat en UTF-8, avec BOM, en latin-1, en CRLF, sans saut final', () => {
    const texte = FICHIER_COMPLET.replaceAll('œ', 'oe');
    const resultats = [Buffer.from(texte), Buffer.from(`\uFEFF${texte}`), Buffer.from(texte, 'latin1'), Buffer.from(texte.replaceAll('\n', '\r\n')), Buffer.from(texte.trimEnd())].map((variante) => controler(variante));
    for (const { fiches, grandLivre } of resultats) expect([fiches, grandLivre]).toEqual([resultats[0]?.fiches, resultats[0]?.grandLivre]);
  });

  test('le département du lot exclut les autres, avec leur motif', () => {
    const { grandLivre: { lignes } } = controler(octets(FICHIER_COMPLET), { departement: '974' });
    expect(lignes).toMatchObject({ creees: 1, equilibre: true });
    expect(lignes.motifs.exclues['hors des départements demandés']).toBeGreaterThan(LIGNES.filter(({ sort }) => sort === 'creee').length - 2);
  });
});

const CHRS = { nofinesset: '010000024', nofinessej: '010780054', categetab: '214', rs: 'CHRS LES REMPARTS', rslongue: '', siret: '' } as const;
test('une ligne se corrige comme celle d’un autre fichier : numéro, commune, type, financement', () => {
  const ligne = ligneFiness({ ...CHRS, nofinesset: '10000024', commune: '999' });
  const avant = controler(fichierDe(ligne));
  expect(avant.sorts).toMatchObject([{ sort: 'rejetee' }]);
  const cle = avant.anomalies[0]?.cle ?? '';
  const valeur = (colonne: string, vaut: string, apres: string): Correction => ({ genre: 'valeur', cle, colonne, avant: vaut, apres });
  const type = avant.anomalies.find(({ code }) => code === 'D02');
  const { sorts, anomalies, fiches } = controler(fichierDe(ligne), { corrections: [valeur('finessEt', '10000024', '010000024'), valeur('commune', '01999', '01451'), valeur('type', type?.valeur ?? '', type?.reparation?.valeurs[1] ?? ''), valeur('financements', '', 'P177')] });
  expect([sorts.map(({ sort }) => sort), anomalies.map(({ code }) => code)]).toEqual([['creee'], ['E01']]);
  expect(fiches.dispositifs).toMatchObject([{ cle: '010000024', saisie: { finessEt: '010000024', type: 'hebergement_chrs.insertion', financements: [{ code: 'P177' }] } }]);
});
test('un numéro corrigé qui rejoint un établissement d’une autre entité se réunit à lui, sans entité vide', () => {
  const fichier = fichierDe(ligneFiness(CHRS), ligneFiness({ ...CHRS, nofinesset: '10000024', nofinessej: '970113015' }));
  const cle = controler(fichier).anomalies.find(({ code, ligne }) => code === 'F01' && ligne === 3)?.cle ?? '';
  const { sorts, fiches, anomalies } = controler(fichier, { corrections: [{ genre: 'valeur', cle, colonne: 'finessEt', avant: '10000024', apres: '010000024' }] });
  expect([sorts.map(({ sort }) => sort), fiches.entites.map(({ saisie }) => saisie.finessEj), anomalies.filter(({ code }) => code === 'D04').map(({ ligne, colonne }) => [ligne, colonne])]).toEqual([['creee', 'fusionnee'], ['010780054'], [[3, 'nofinessej']]]);
});
test.each([['nofinesset', 'x'], ['nofinesset', ''], ['nofinessej', '01078005Z'], ['nofinessej', '']] as const)('%s « %s » : sans numéro juste, la ligne est rejetée (F01), une fois', (champ, valeur) => {
  const { sorts, anomalies } = controler(fichierDe(ligneFiness({ ...CHRS, [champ]: valeur })));
  expect([sorts.map(({ sort, motif }) => [sort, motif]), anomalies.filter(({ code }) => code === 'F01').map(({ colonne, effet }) => [colonne, effet])]).toEqual([[['rejetee', 'F01']], [[champ, 'ligne_rejetee']]]);
});
test('une ligne illisible s’exclut, et ne dit que F03', () => {
  const fichier = fichierDe(ligneFiness(CHRS), ligneFiness({ ...CHRS, nofinesset: '010000149' }).replace('CHRS', '"CHRS'));
  const { anomalies } = controler(fichier);
  const siennes = anomalies.filter(({ ligne }) => ligne === 3);
  expect(siennes).toMatchObject([{ code: 'F03', gravite: 'bloquante', cle: expect.stringContaining('010000149') as string }]);
  const exclue = controler(fichier, { corrections: [{ genre: 'exclusion', cle: siennes[0]?.cle ?? '', motif: 'illisible' }] });
  expect([exclue.sorts.map(({ sort }) => sort), exclue.anomalies.filter(({ gravite }) => gravite === 'bloquante')]).toEqual([['creee', 'exclue'], []]);
});
test('deux entités au même siren : la seconde naît sans, E02 le dit ; un siret d’un autre siren donne D03', () => {
  const { fiches, anomalies } = controler(fichierDe(ligneFiness({ ...CHRS, siret: '26010004500012' }), ligneFiness({ ...CHRS, nofinesset: '010000032', nofinessej: '970113015', siret: '26010004500012' }), ligneFiness({ ...CHRS, nofinesset: '010000040', siret: SIRET_A })));
  expect(fiches.entites.map(({ saisie }) => [saisie.finessEj, saisie.siren])).toEqual([['010780054', '260100045'], ['970113015', null]]);
  expect(anomalies.filter(({ code }) => code === 'E02' || code === 'D03').map(({ code, ligne, colonne }) => [code, ligne, colonne])).toEqual([['E02', 3, 'siret'], ['D03', 4, 'siret']]);
});
test('une entité de l’offre se reconnaît à son FINESS ou à un siret de ses établissements ; hors de son département, la ligne est rejetée (E04)', () => {
  const entite = { id: 'e', identifiant: null, siren: '260100045', finessEj: null, raisonSociale: 'Hôpital', departements: ['01'] };
  const fichier = fichierDe(ligneFiness({ ...CHRS, siret: '26010004500012' }), ligneFiness({ ...CHRS, nofinesset: '010000032' }));
  const existant = (champs: object): Contexte['existant'] => ({ entites: [{ ...entite, ...champs }], dispositifs: [], groupes: [], places: [] });
  for (const champs of [{}, { siren: null, finessEj: '010780054' }]) expect(controler(fichier, { existant: existant(champs) }).fiches.entites).toMatchObject([{ existante: 'e' }]);
  const ailleurs = controler(fichier, { existant: existant({ departements: ['69'] }) });
  expect([ailleurs.sorts.map(({ sort, motif }) => [sort, motif]), ailleurs.fiches.entites]).toEqual([[['rejetee', 'E04'], ['rejetee', 'E04']], []]);
});
test('un établissement déjà dans l’offre est existant : ce que l’extrait dit reste à comparer, ce qu’il ne dit pas n’en est pas', () => {
  const { sorts, fiches } = controler(fichierDe(ligneFiness(CHRS)), { existant: { entites: [], dispositifs: [{ id: 'd', identifiant: 'SI-59-1', finessEt: '010000024' }], groupes: [], places: [] } });
  expect(sorts).toMatchObject([{ sort: 'fusionnee', motif: 'déjà dans l’offre' }]);
  // 214 a plusieurs types : le type pris n’est pas ce que dit l’extrait
  expect(fiches.dispositifs).toMatchObject([{ existante: 'd', dits: ['nom', 'commune', 'adresse', 'finessEt'] }]);
});
test.each(['constructor', '__proto__', 'toString'])('un champ qui vaut « %s » n’est pas une clé', (valeur) => {
  expect(communeInsee(valeur, '001')).toBeNull();
  expect(controler(fichierDe(ligneFiness({ ...CHRS, typvoie: valeur, departement: valeur, categetab: valeur }))).sorts).toMatchObject([{ sort: 'rejetee' }]);
});

/**
 * Lignes au hasard. La moitié des champs changés sont justes, pour que beaucoup de lignes soient retenues, se répètent et se contredisent ;
 * les autres sont absurdes. S’y ajoutent des lignes tronquées et du bruit.
 */
const JUSTES: Partial<Record<ChampEtablissement, readonly string[]>> = {
  nofinesset: ['010000024', '010000032', '970102018', '590799912'], nofinessej: ['010780054', '970113015', '590000018'], categetab: ['214', '219', '258', '443', '355', '462'], siret: ['26010004500012', '', SIRET_A], rs: ['CHRS « Épée »', 'L’"Abri"'],
};
const LIEUX = [{ departement: '01', commune: '451' }, { departement: '9A', commune: '123' }, { departement: '9A', commune: '127' }, { departement: '9D', commune: '408' }, { departement: '59', commune: '350' }];
const FAUSSES: Partial<Record<ChampEtablissement, readonly string[]>> = {
  type: ['structureej', 'autre', ''], nofinesset: ['10000024', '2,6E+8', 'x'], nofinessej: [''], categetab: ['', '21', '999'], departement: ['1', 'zz'], commune: ['999', '51', ''],
  siret: ['2,601E+13', '26010004500013'], rs: ['"', ';', 'a', ''], rslongue: ['', 'É'.repeat(600)], dateouv: ['28900', '1979-13-01'],
};
const unDe = (champs: typeof JUSTES): fc.Arbitrary<Partial<Record<ChampEtablissement, string>>> =>
  fc.record(Object.fromEntries(Object.entries(champs).map(([champ, liste]) => [champ, fc.constantFrom(...(liste ?? ['']))])), { requiredKeys: [] });
const faute = fc.constantFrom(...Object.entries(FAUSSES).flatMap(([champ, liste]) => (liste ?? []).map((valeur) => ({ [champ]: valeur }))));
const ligneAuHasard = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(unDe(JUSTES), fc.constantFrom(...LIEUX)).map(([champs, lieu]) => ligneFiness({ categetab: '214', ...champs, ...lieu })) },
  { weight: 3, arbitrary: fc.tuple(unDe(JUSTES), fc.constantFrom(...LIEUX), faute).map(([champs, lieu, fausse]) => ligneFiness({ categetab: '214', ...champs, ...lieu, ...fausse })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant(ligneFiness({})), fc.nat(400)).map(([texte, fin]) => texte.slice(0, fin)) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('a', ';', '"', 'é', ' ', '\t', '0'), maxLength: 80 }) },
);

test('grand livre équilibré sur des extraits au hasard, aucun rejet muet, rien de créé deux fois, et rejouer ne crée rien', () => {
  fc.assert(fc.property(fc.array(ligneAuHasard, { maxLength: 40 }), fc.constantFrom('utf8' as const, 'latin1' as const), fc.constantFrom('\n', '\r\n'), (lignes, encodage, saut) => {
    const fichier = Buffer.from([ENTETE, ...lignes].join(saut), encodage);
    const resultat = controler(fichier);
    const { grandLivre: { lignes: livre, places }, sorts, fiches, anomalies } = resultat;
    expect(livre.source).toBe(lignes.filter((ligne) => ligne.trim() !== '').length);
    expect([livre.creees + livre.fusionnees + livre.scindees + livre.rejetees + livre.exclues, livre.equilibre, livre.scindees, places.source, places.equilibre]).toEqual([livre.source, true, 0, 0, true]);
    expect(fiches.dispositifs).toHaveLength(livre.creees);
    expect(new Set(fiches.dispositifs.map(({ saisie }) => saisie.finessEt)).size).toBe(livre.creees);
    // chaque entité est celle d’un dispositif, et pas deux n’ont le même siren
    expect(new Set(fiches.dispositifs.map(({ entite }) => entite))).toEqual(new Set(fiches.entites.map(({ cle }) => cle)));
    const sirens = fiches.entites.flatMap(({ saisie }) => saisie.siren ?? []);
    expect(new Set(sirens).size).toBe(sirens.length);
    const rejetees = sorts.filter(({ sort }) => sort === 'rejetee').map(({ numero }) => numero);
    expect([...new Set(anomalies.filter(({ effet }) => effet === 'ligne_rejetee').map(({ ligne }) => ligne))]).toEqual(rejetees);
    // une ligne qui ne se rejette pas n’empêche pas de charger
    expect(anomalies.filter(({ gravite, effet }) => gravite === 'bloquante' && effet !== 'ligne_rejetee')).toEqual([]);
    const second = controler(fichier, { existant: offreApres(resultat) });
    expect([second.grandLivre.lignes.creees, second.grandLivre.lignes.equilibre, second.fiches.entites.filter(({ existante }) => existante === null)]).toEqual([0, true, []]);
  }), { numRuns: 60 });
});
