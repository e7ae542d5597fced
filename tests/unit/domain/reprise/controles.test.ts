import { describe, expect, test } from 'vitest';
import type { Anomalie } from '../../../../domain/reprise/anomalies.ts';
import { empreinteDe } from '../../../../domain/reprise/cles.ts';
import { ouvrirControle } from '../../../../domain/reprise/controle.ts';
import type { GroupeConnu, PlaceListee } from '../../../../domain/reprise/controles/contexte.ts';
import { groupesDuLot } from '../../../../domain/reprise/fichierPlaces.ts';
import type { Cellules } from './outils.ts';
import { PLACE_SAINE, SAINE, contexte, controler, enLignes } from './outils.ts';

const court = ({ code, champ, reparation }: Anomalie): string => [code, champ ?? '', reparation?.genre ?? '', reparation?.valeurs.join(' | ') ?? ''].join(' ; ').replace(/(?: ; )+$/u, '');

/** Une ligne saine, ce qu’on y change, son sort et ses anomalies : « code ; colonne ; réparation ; valeurs ». */
const CAS: readonly [nom: string, change: Cellules, sort: string, ...anomalies: readonly string[]][] = [
  ['rien', {}, 'creee'],
  ['F01 zéro initial perdu, Luhn juste', { siret: '4217730300015' }, 'rejetee', 'F01 ; siret ; sure ; 04217730300015'],
  ['F01 treize chiffres sans clé juste', { siret: '4217730300016' }, 'rejetee', 'F01 ; siret ; a_saisir'],
  ['F01 chiffres perdus', { siret: '2,601E+13' }, 'rejetee', 'F01 ; siret ; a_saisir'],
  ['F01 date devenue nombre', { ouverture: '45078' }, 'rejetee', 'F01 ; ouverture ; sure ; 01/06/2023'],
  ['F01 date qui n’existe pas', { ouverture: '31/02/2020' }, 'rejetee', 'F01 ; ouverture ; a_saisir'],
  ['F01 FINESS', { finessEt: '10000024' }, 'rejetee', 'F01 ; finessEt ; sure ; 010000024'],
  ['F01 Insee', { codeInsee: '1053', departement: '01' }, 'rejetee', 'F01 ; codeInsee ; sure ; 01053'],
  ['F01 département', { departement: '1', commune: '59350' }, 'rejetee', 'F01 ; departement ; sure ; 01'],
  ['G05 hors du lot', { departement: '62', commune: '62041' }, 'rejetee', 'G05 ; departement ; a_saisir'],
  ['F02 mauvais encodage', { nom: 'RÃ©sidence' }, 'creee', 'F02 ; nom ; sure ; Résidence'],
  ['F02 caractère perdu', { nom: 'R\uFFFDsidence' }, 'creee', 'F02 ; nom ; a_saisir'],
  ['F03 sans nom', { nom: '' }, 'rejetee', 'F03 ; nom ; a_saisir'],
  ['F04 cellule trop longue', { adresse: 'a'.repeat(501) }, 'rejetee', 'F04 ; adresse'],
  ['E01 rien', { siret: '' }, 'creee', 'E01 ; siret ; a_saisir'],
  ['E01 clé fausse', { siret: '43820167500033' }, 'creee', 'E01 ; siret ; a_saisir'],
  ['le siren suffit', { siret: '', siren: '438201675' }, 'creee'],
  ['D01 type inconnu', { type: 'Toto' }, 'rejetee', 'D01 ; type ; a_saisir'],
  ['D01 modalité hors du type', { type: 'CHRS insertion', modalite: '115' }, 'rejetee', 'D01 ; modalite ; choix ; Insertion | Autre régulateur'],
  ['D02 PF', { type: 'PF' }, 'creee', 'D02 ; type ; choix ; Pension de famille | Résidence d’accueil'],
  ['D03', { siren: '775620115' }, 'creee', 'D03 ; siret ; a_saisir'],
  ['D05', { financements: '' }, 'creee', 'D05 ; financements ; a_saisir'],
  ['D06', { fermeture: '01/01/2024', occupees: '3' }, 'rejetee', 'D06 ; fermeture ; a_saisir'],
  ['G01 comptes connus', { type: 'CHRS urg/ins', capacite: '32', capacite115: '18', capaciteInsertion: '14' }, 'rejetee', 'G01 ; type ; sure ; 18 | 14'],
  ['G01 à répartir', { type: 'CHRS urg/ins', modalite: 'urg/ins' }, 'rejetee', 'G01 ; modalite ; a_saisir'],
  ['G03 lettre pour chiffre', { capacite: '4O' }, 'rejetee', 'G03 ; capacite ; sure ; 40'],
  ['G03 négatif', { capacite: '-12' }, 'rejetee', 'G03 ; capacite ; choix ; 12'],
  ['G03 vide', { capacite: '' }, 'rejetee', 'G03 ; capacite ; a_saisir'],
  ['G03 illisible', { capacite: 'beaucoup' }, 'rejetee', 'G03 ; capacite ; a_saisir'],
  ['un entier écrit avec sa décimale', { capacite: '48.0' }, 'creee'],
  ['G04', { ouverture: '01/09/2011', fermeture: '01/09/2010' }, 'rejetee', 'G04 ; fermeture ; choix ; 01/09/2010 | 01/09/2011'],
  ['G05 ancienne commune abrégée', { commune: 'St-Pol-s/-Mer' }, 'rejetee', 'G05 ; commune ; sure ; 59183'],
  ['G05 une faute', { commune: 'Valencienes' }, 'rejetee', 'G05 ; commune ; choix ; 59606'],
  ['G05 nulle part', { commune: 'Xyzzy' }, 'rejetee', 'G05 ; commune ; a_saisir'],
  ['G05 autre département', { departement: '62', commune: '59350' }, 'rejetee', 'G05 ; commune ; a_saisir'],
  ['une abréviation se lit', { commune: 'ST AMAND LES EAUX' }, 'creee'],
  ['P02', { occupees: '50' }, 'creee', 'P02 ; occupees ; a_saisir'],
  ['une maraude n’a pas de places', { type: 'Maraude', capacite: '' }, 'creee'],
  ['plusieurs financements', { financements: 'BOP 177, CCAS' }, 'creee'],
];

describe('une ligne de structures', () => {
  test.each(CAS)('%s', (_nom, change, sort, ...attendues) => {
    const { anomalies, sorts, grandLivre } = controler('structures', [{ ...SAINE, ...change }]);
    expect(anomalies.map(court)).toEqual(attendues);
    expect(sorts.map((sien) => sien.sort)).toEqual([sort]);
    expect([grandLivre.lignes.equilibre, grandLivre.places.equilibre]).toEqual([true, true]);
  });

  test('l’anomalie nomme la colonne du fichier, la ligne, la valeur et la clé', () => {
    expect(controler('structures', [{ ...SAINE, capacite: '4O' }]).anomalies[0]).toMatchObject({ ligne: 2, colonne: 'Capacité', champ: 'capacite', valeur: '4O', cle: 'SI-1/' });
  });

  test('une colonne obligatoire absente rejette tout, et le dit une fois pour le fichier', () => {
    const { anomalies, grandLivre } = controlerSansCapacite();
    expect(anomalies.filter(({ ligne }) => ligne === 0).map(court)).toEqual(['F03 ; capacite']);
    expect(grandLivre.lignes).toMatchObject({ source: 1, rejetees: 1, equilibre: true });
  });
});
const controlerSansCapacite = (): ReturnType<typeof controler> => {
  const controle = ouvrirControle({ genre: 'structures', entetes: ['NOM_STRUCTURE', 'TYPE', 'COMMUNE'], contexte: contexte() });
  controle.ajouter([{ numero: 2, cellules: ['Résidence', 'FJT', 'Lille'] }]);
  return controle.finir();
};

describe('entre les lignes', () => {
  const autre = { ...SAINE, identifiant: 'SI-2', nom: 'Autre', siret: '', raisonSociale: 'Acceuil du Hainaut' };
  test('E02 : le nom à une faute près, la ligne qui en sait le moins est signalée', () => {
    const { anomalies } = controler('structures', [autre, SAINE]);
    expect(anomalies.map(court)).toEqual(['E01 ; siret ; a_saisir', 'E02 ; raisonSociale ; choix ; SI-1/']);
    expect(anomalies[1]?.reparation?.phrase).toBe('Fusionner avec la 3');
  });
  test('la fusion d’entité réunit les deux sous une seule', () => {
    const { fiches, anomalies } = controler('structures', [autre, SAINE], {}, [{ genre: 'fusion', cle: 'SI-2/', avec: 'SI-1/', portee: 'entite' }]);
    expect(fiches.entites.map(({ cle, lignes }) => [cle, lignes])).toEqual([['438201675', [2, 3]]]);
    expect(anomalies.map(({ code }) => code)).toEqual(['E01']);
  });
  test('la fusion de lignes ne fait qu’une structure', () => {
    const { fiches, grandLivre } = controler('structures', [autre, SAINE], {}, [{ genre: 'fusion', cle: 'SI-2/', avec: 'SI-1/', portee: 'ligne' }]);
    expect([fiches.dispositifs.length, grandLivre.lignes]).toMatchObject([1, { creees: 1, fusionnees: 1, equilibre: true }]);
  });
  test('D07 dit la ligne retenue ; accepté, plus rien n’est dit et le bilan ne bouge pas, sans réunir d’autres entités', () => {
    const deux = [{ ...SAINE, siret: '', raisonSociale: 'Tout autre chose' }, SAINE];
    const avant = controler('structures', deux);
    const dite = avant.anomalies.find(({ code }) => code === 'D07');
    const retenue = dite?.reparation?.ligne;
    expect([dite?.reparation?.geste, [2, 3].filter((numero) => numero !== dite?.ligne)]).toEqual(['fusion', [retenue]]);
    const contenu = empreinteDe(enLignes('structures', deux).lignes.find(({ numero }) => numero === dite?.ligne)?.cellules ?? []);
    const apres = controler('structures', deux, {}, [{ genre: 'fusion', cle: dite?.cle ?? '', contenu, avec: dite?.reparation?.valeurs[0] ?? '', portee: 'ligne' }]);
    expect(apres.anomalies.map(({ code }) => code).includes('D07')).toBe(false);
    expect([apres.grandLivre, apres.sorts, apres.fiches.entites, apres.ecartees]).toEqual([avant.grandLivre, avant.sorts, avant.fiches.entites, []]);
  });
  test('D04, D07, D02 sur la structure, E03, E04', () => {
    const codes = (lignes: readonly Cellules[], reste: Parameters<typeof controler>[2] = {}): readonly string[] => controler('structures', lignes, reste).anomalies.map(({ code }) => code);
    expect(codes([{ ...SAINE, finessEj: '590000014' }, { ...SAINE, identifiant: 'SI-2', finessEj: '590000022' }])).toEqual(['D04']);
    expect(codes([SAINE, SAINE])).toEqual(['D07']);
    expect(codes([{ ...SAINE, libelle: 'A' }, { ...SAINE, libelle: 'B', type: 'FTM' }])).toEqual(['D02']);
    expect(codes([SAINE], { gestionnaires: new Set() })).toEqual(['E03']);
    expect(codes([SAINE], { gestionnaires: new Set(['438201675/59']) })).toEqual([]);
    const entite = { id: 'e', identifiant: null, siren: '438201675', finessEj: null, raisonSociale: 'Accueil', departements: ['62'] };
    expect(codes([SAINE], { existant: { ...contexte().existant, entites: [entite] } })).toEqual(['E04']);
  });
  test('deux groupes d’une structure, par identifiant ou par libellé, et leurs places', () => {
    const { fiches, anomalies } = controler('structures', [{ ...SAINE, identifiantGroupe: 'G1', capacite: '1' }, { ...SAINE, identifiantGroupe: 'G2', capacite: '1' }, { ...SAINE, libelle: 'Bâtiment A', capacite: '1' }]);
    expect([anomalies, fiches.dispositifs.length, fiches.groupes.map(({ saisie }) => saisie.libelle)]).toEqual([[], 1, ['Places insertion', 'Places insertion (2)', 'Bâtiment A']]);
    const places = controler('places', [{ ...PLACE_SAINE, identifiantGroupe: 'G2' }, { ...PLACE_SAINE, identifiantPlace: 'PL-2', libelle: 'batiment a' }], { groupesDuLot: groupesDuLot(fiches) });
    expect(places.fiches.places.map(({ groupe }) => groupe)).toEqual(['SI-1/#G2', 'SI-1/batiment a']);
  });
  test('G02 et D06 avec les places listées', () => {
    const listees = (structure: string, groupe: string, ouvertes: number, autres: number): PlaceListee[] => Array.from({ length: ouvertes + autres }, (_, rang) => ({ cle: `P-${rang}`, structure, groupe, identifiee: true, cleNumero: String(rang), etat: rang < ouvertes ? 'ouverte' : 'indisponible' }));
    const placesDuLot = listees('SI-1', '', 2, 21);
    expect(controler('structures', [{ ...SAINE, capacite: '24' }], { placesDuLot }).anomalies.map(court)).toEqual(['G02 ; capacite ; choix ; 23']);
    const ferme = controler('structures', [{ ...SAINE, capacite: '23', fermeture: '01/01/2024' }], { placesDuLot });
    expect(ferme.anomalies.map(court)).toEqual(['D06 ; fermeture ; a_saisir']);
    expect([ferme.sorts[0]?.sort, ferme.sorts[0]?.motif, ferme.grandLivre.places.rejetees]).toEqual(['rejetee', 'D06', 23]);
    // une place fermée, un double, une place d’une autre structure : aucune ne se compte
    const [premiere] = placesDuLot;
    const bruit: PlaceListee[] = premiere === undefined ? [] : [premiere, { ...premiere, cle: 'autre', cleNumero: '99', etat: 'fermee' }, { ...premiere, cle: 'ailleurs', structure: 'SI-2' }];
    expect(controler('structures', [{ ...SAINE, capacite: '24' }], { placesDuLot: [...placesDuLot, ...bruit] }).anomalies.map(court)).toEqual(['G02 ; capacite ; choix ; 23']);
    // une ligne exclue n’a plus rien à comparer
    expect(controler('structures', [{ ...SAINE, capacite: '24' }], { placesDuLot }, [{ genre: 'exclusion', cle: 'SI-1/', motif: 'double' }]).anomalies).toEqual([]);
  });
  test('places listées : à la ligne que leur groupe nomme ; à aucune quand deux répondent', () => {
    const place = (cle: string, groupe: string): PlaceListee => ({ cle, structure: 'SI-1', groupe, identifiee: true, cleNumero: cle, etat: 'ouverte' });
    const deux = [{ ...SAINE, libelle: 'Aile A', capacite: '1' }, { ...SAINE, identifiantGroupe: 'G2', libelle: 'Aile B', capacite: '2' }];
    expect(controler('structures', deux, { placesDuLot: [place('1', 'aile a'), place('2', '#G2'), place('3', 'aile b')] }).anomalies).toEqual([]);
    expect(controler('structures', deux, { placesDuLot: [place('1', 'aile a'), place('2', '#G2'), place('3', '')] }).anomalies.map(court)).toEqual(['G02 ; capacite ; choix ; 1']);
  });
});

describe('une ligne bien ainsi, quoi qu’en dise l’anomalie', () => {
  const lignes = [{ ...SAINE, occupees: '60' }];
  const [faute] = controler('structures', lignes).anomalies;
  const confirmation = { genre: 'confirmation' as const, cle: 'SI-1/', code: 'P02', champ: 'occupees', valeur: '60', dit: faute?.explication ?? '' };
  test('confirmée, elle ne se dit plus, et le sort de la ligne ne change pas', () => {
    expect(faute?.code).toBe('P02');
    const { anomalies, sorts, corrigees, ecartees } = controler('structures', lignes, {}, [confirmation]);
    expect([anomalies, sorts.map(({ sort }) => sort), corrigees, ecartees]).toEqual([[], ['creee'], 1, []]);
  });
  test('elle revient quand le fichier dit autre chose, et la confirmation est dite sans suite ; réparée à la source, il n’y a rien à dire', () => {
    const autre = controler('structures', [{ ...SAINE, occupees: '61' }], {}, [confirmation]);
    expect([autre.anomalies.map(({ code }) => code), autre.ecartees]).toMatchObject([['P02'], [{ raison: 'sans_objet' }]]);
    expect(controler('structures', [SAINE], {}, [confirmation])).toMatchObject({ anomalies: [], ecartees: [] });
  });
  test('de deux anomalies du même code, celle qui est confirmée s’en va seule, et sa confirmation est suivie', () => {
    const deux = [{ ...SAINE, nom: 'RÃ©sidence', adresse: '12 rue de l Ã‰glise' }];
    const fautes = controler('structures', deux).anomalies.filter(({ code }) => code === 'F02');
    expect(fautes).toHaveLength(2);
    const [premiere] = fautes;
    const apres = controler('structures', deux, {}, [{ genre: 'confirmation', cle: premiere?.cle ?? '', code: 'F02', champ: premiere?.champ ?? null, valeur: premiere?.valeur ?? null, dit: premiere?.explication ?? '' }]);
    expect([apres.anomalies.filter(({ code }) => code === 'F02'), apres.ecartees]).toEqual([fautes.slice(1), []]);
  });
  test('une anomalie bloquante ne se confirme pas, ni celle d’un autre code', () => {
    const bloquee = controler('structures', [{ ...SAINE, capacite: '4O' }]).anomalies[0];
    expect(controler('structures', [{ ...SAINE, capacite: '4O' }], {}, [{ ...confirmation, code: bloquee?.code ?? '', champ: bloquee?.champ ?? null, valeur: bloquee?.valeur ?? null, dit: bloquee?.explication ?? '' }])).toMatchObject({ anomalies: [{ code: 'G03' }], sorts: [{ sort: 'rejetee' }] });
    expect(controler('structures', lignes, {}, [{ ...confirmation, code: 'G02' }]).anomalies.map(({ code }) => code)).toEqual(['P02']);
  });
});

describe('une ligne de places', () => {
  test('un groupe saisi à la main que les structures reconnaissent reçoit les places du fichier, une seule fois', () => {
    const groupe: GroupeConnu = { id: 'g-main', identifiant: 'g-main', structure: '43820167500032|residence faidherbe', groupe: 'places', libelle: 'Places', capacite: 1, ouverture: '2011-09-01', saisi: { dispositif: 'd-main', modalite: 'insertion' } };
    const existant = { entites: [], dispositifs: [{ id: 'd-main', identifiant: null, finessEt: null, siret: '43820167500032', nom: 'Résidence Faidherbe', nature: 'logement_adapte', commune: '59350' }], groupes: [groupe], places: [] };
    const structures = controler('structures', [{ ...SAINE, capacite: '1', modalite: 'insertion' }], { existant });
    const [fiche] = controler('places', [PLACE_SAINE], { existant, groupesDuLot: groupesDuLot(structures.fiches) }).fiches.places;
    expect([structures.fiches.groupes[0]?.existante, fiche?.groupeId]).toEqual(['g-main', 'g-main']);
    // la même structure sous deux écritures du groupe : un seul groupe, donc pas d’hésitation
    const memes = [{ ...groupe, structure: 'SI-1' }, { ...groupe, structure: 'SI-1', identifiant: 'SI-1/', groupe: '', libelle: 'Logements' }];
    expect(controler('places', [PLACE_SAINE, { ...PLACE_SAINE, identifiantPlace: 'PL-2', numero: '2', libelle: 'Logements' }], { existant: { ...existant, groupes: memes.slice(0, 1) }, groupesDuLot: memes.slice(1) }).fiches.places.map(({ groupeId }) => groupeId)).toEqual(['g-main', 'g-main']);
  });
  const lot = groupesDuLot(controler('structures', [{ ...SAINE, capacite: '1' }]).fiches);
  const seconde = { ...PLACE_SAINE, identifiantPlace: 'PL-2', numero: 'Ch. 2' };
  test.each<[string, readonly Cellules[], readonly string[], readonly string[]]>([
    ['rien', [PLACE_SAINE], [], ['creee']],
    ['P01 même numéro', [PLACE_SAINE, { ...PLACE_SAINE, identifiantPlace: 'PL-2', numero: 'ch 1' }], ['P01'], ['creee', 'rejetee']],
    ['P01 mot pour mot', [PLACE_SAINE, PLACE_SAINE], ['P01'], ['creee', 'fusionnee']],
    ['P02 et G02', [{ ...PLACE_SAINE, occupation: 'O' }, { ...seconde, occupation: 'oui' }], ['G02', 'P02'], ['creee', 'creee']],
    ['P03 structure inconnue', [{ ...PLACE_SAINE, identifiant: 'SI-9' }], ['P03'], ['rejetee']],
    ['P03 groupe inconnu', [{ ...PLACE_SAINE, libelle: 'Bâtiment Z' }], ['P03'], ['rejetee']],
    ['D01 état inconnu', [{ ...PLACE_SAINE, etat: 'bof' }], ['D01'], ['rejetee']],
    ['G04', [{ ...PLACE_SAINE, etat: 'HS', debutEtat: '02/02/2026', finEtat: '01/02/2026' }], ['G04'], ['rejetee']],
    ['F03 sans numéro', [{ ...PLACE_SAINE, numero: '' }], ['F03'], ['rejetee']],
  ])('%s', (_nom, lignes, codes, sorts) => {
    const { anomalies, sorts: siens, grandLivre } = controler('places', lignes, { groupesDuLot: lot });
    expect(anomalies.map(({ code }) => code)).toEqual(codes);
    expect(siens.map(({ sort }) => sort).sort()).toEqual(sorts);
    expect(grandLivre.places).toMatchObject({ source: lignes.length, equilibre: true });
  });
  test('une place indisponible a d’abord été ouverte', () => {
    expect(controler('places', [{ ...PLACE_SAINE, etat: 'HS', motif: 'punaises', debutEtat: '02/02/2026' }], { groupesDuLot: lot }).fiches.places[0]?.etats).toEqual([{ etat: 'ouverte', debut: '2011-09-01', fin: null }, { etat: 'indisponible', motif: 'desinsectisation', debut: '2026-02-02', fin: null }]);
  });
});

describe('corrections', () => {
  const abimee = { ...SAINE, capacite: '4O' };
  test('une valeur corrigée se rejoue par clé, dans un autre ordre', () => {
    const correction = { genre: 'valeur', cle: 'SI-1/', colonne: 'capacite', avant: '4O', apres: '40' } as const;
    const { grandLivre, fiches, corrigees, ecartees } = controler('structures', [{ ...SAINE, identifiant: 'SI-0', siren: '' }, abimee], {}, [correction]);
    expect([grandLivre.places.creees, grandLivre.lignes.rejetees, corrigees, ecartees]).toEqual([88, 0, 1, []]);
    expect(fiches.groupes.find(({ cle }) => cle === 'SI-1/')?.saisie.capacites).toEqual([{ depuis: '2011-09-01', capacite: 40 }]);
  });
  test('une cellule qui a changé n’est pas corrigée à l’aveugle ; celle qui l’est déjà ne gêne pas', () => {
    const correction = { genre: 'valeur', cle: 'SI-1/', colonne: 'capacite', avant: '4O', apres: '40' } as const;
    const change = controler('structures', [{ ...SAINE, capacite: '5O' }], {}, [correction]);
    expect([change.ecartees.map(({ raison }) => raison), change.grandLivre.lignes.rejetees]).toEqual([['cellule_changee'], 1]);
    expect(controler('structures', [{ ...SAINE, capacite: '40' }], {}, [correction]).ecartees).toEqual([]);
    expect(controler('structures', [{ ...abimee, identifiant: 'SI-2' }], {}, [correction]).ecartees.map(({ raison }) => raison)).toEqual(['ligne_absente']);
  });
  test('une exclusion garde son motif et fait taire la ligne', () => {
    const { grandLivre, anomalies } = controler('structures', [abimee, { ...SAINE, identifiant: 'SI-2' }], {}, [{ genre: 'exclusion', cle: 'SI-1/', motif: 'structure fermée' }]);
    expect([anomalies, grandLivre.lignes.exclues, grandLivre.lignes.motifs.exclues]).toEqual([[], 1, { 'structure fermée': 1 }]);
  });
  test('une scission fait deux groupes, si elle fait la capacité', () => {
    const mixte = { ...SAINE, type: 'CHRS urg/ins', capacite: '32' };
    const { fiches, grandLivre, anomalies } = controler('structures', [mixte], {}, [{ genre: 'scission', cle: 'SI-1/', urgence: 18, insertion: 14 }]);
    expect(fiches.groupes.map(({ cle, saisie }) => [cle, saisie.modalite, saisie.capacites[0]?.capacite])).toEqual([['SI-1/|115', '115', 18], ['SI-1/|insertion', 'insertion', 14]]);
    expect([grandLivre.lignes.scindees, grandLivre.places.scindees, anomalies]).toEqual([1, 32, []]);
    const fausse = controler('structures', [mixte], {}, [{ genre: 'scission', cle: 'SI-1/', urgence: 1, insertion: 1 }]);
    expect([fausse.ecartees.map(({ raison }) => raison), fausse.anomalies.map(({ code }) => code)]).toEqual([['sans_objet'], ['G01']]);
  });
});
