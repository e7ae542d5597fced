import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { ColonnePlaceACocher, DefinitionPlaces, FiltrePlaces, LignePlace, TotauxPlaces } from '../contract/methodesPlaces.ts';
import { periodeCouvre } from '../domain/objets/commun.ts';
import type { Periode } from '../domain/objets/commun.ts';
import { cleDePlace } from '../domain/objets/place.ts';
import type { EtatPlace } from '../domain/objets/place.ts';
import type { BaseLecture } from './base.ts';
import { placesRefusees } from './lotsDePlaces.ts';
import { contient, et, motsDe } from './rechercheTexte.ts';
import { requetes } from './schema.ts';

/** Une vue ouverte de la grille Places : la suite des `rang`, 4 octets par place. Une fenêtre se relit par clé primaire, où qu’elle soit. */
export interface VuePlaces { readonly genre: 'places'; readonly rangs: Int32Array; readonly total: number; readonly totaux: TotauxPlaces; readonly filtres: TotauxPlaces }

export const ETAT = sql`case when p."etatJour" = 'ouverte' then p.occupation else p."etatJour" end`;
const DEPUIS = sql`case when p."etatJour" = 'ouverte' then p."occupationLe" else p."depuisJour" end`;
/** Expression de chaque colonne, et le niveau de la ligne dont elle vient. */
export const COLONNES: Readonly<Record<string, RawBuilder<unknown>>> = {
  numero: sql`p."cleTri"`, groupe: sql`g."cleTri"`, dispositif: sql`d."cleTri"`, entite: sql`e."cleTri"`, commune: sql`coalesce(g.commune, d.commune)`, departement: sql`p.departement`, nature: sql`d.nature`, type: sql`d.type`,
  groupeId: sql`p."groupeId"`, dispositifId: sql`p."dispositifId"`, entiteId: sql`p."entiteId"`, modalite: sql`g.modalite`, etat: ETAT, motif: sql`coalesce(p."motifJour", '')`, depuis: DEPUIS, jusquau: sql`p."jusquauJour"`,
  permanence: sql`g.permanence`,
  // « Voir les places » d’un indicateur : celles qu’il compte, et elles seules
  parc: sql`case when d.statut in ('valide', 'suspendu') and g."capaciteJour" > 0 then 'oui' else 'non' end`,
};
// le nom vient d’une vue, parfois partagée par un autre : « constructor » n’est pas une colonne
const colonneDe = (nom: string): RawBuilder<unknown> | undefined => (Object.hasOwn(COLONNES, nom) ? COLONNES[nom] : undefined);
export const TABLES = sql`place p join groupe g on g.id = p."groupeId" join dispositif d on d.id = p."dispositifId" join entite e on e.id = p."entiteId"`;

const conditionFiltre = (nom: string, filtre: FiltrePlaces): RawBuilder<boolean> | null => {
  const colonne = colonneDe(nom);
  if (colonne === undefined) return null;
  switch (filtre.genre) {
    case 'contient': {
      // le numéro se cherche tel qu’il se range : « 9 » ne trouve pas que « 9 », mais « ch 9 » trouve « Ch. 9 »
      const mots = nom === 'numero' ? motsDe(filtre.texte).map(cleDePlaceSouple) : motsDe(filtre.texte);
      return mots.length === 0 ? null : et(mots.map((mot) => contient(colonne, mot)));
    }
    case 'parmi': return sql<boolean>`${colonne} in (select value from json_each(${JSON.stringify(filtre.valeurs)}))`;
    case 'periode': {
      const bornes = [filtre.du === null ? null : sql<boolean>`${colonne} >= ${filtre.du}`, filtre.au === null ? null : sql<boolean>`${colonne} <= ${filtre.au}`].filter((borne) => borne !== null);
      return bornes.length === 0 ? null : et(bornes);
    }
  }
};
/** Un mot tel que les clés des places l’écrivent : les nombres y sont complétés de zéros, que l’on ôte ici à gauche. */
const cleDePlaceSouple = (mot: string): string => cleDePlace(mot).replace(/^0+(?=\d)/u, '');

/** Les conditions d’une vue, sauf celle d’une colonne. */
export const conditions = (definition: DefinitionPlaces, sauf?: string): RawBuilder<boolean>[] => [
  ...motsDe(definition.recherche).map((mot) => sql<boolean>`(${contient(sql`p."cleTri"`, cleDePlaceSouple(mot))} or ${contient(sql`g.recherche`, mot)} or ${contient(sql`d.recherche`, mot)} or ${contient(sql`e.recherche`, mot)})`),
  ...Object.entries(definition.filtres).filter(([nom]) => nom !== sauf).map(([nom, filtre]) => conditionFiltre(nom, filtre)).filter((condition) => condition !== null),
];

const ordre = ({ tri }: DefinitionPlaces): RawBuilder<unknown> => sql.join([
  ...tri.flatMap(({ colonne, sens }) => { const expression = colonneDe(colonne); return expression === undefined ? [] : [sens === 'asc' ? sql`${expression} asc nulls last` : sql`${expression} desc nulls last`]; }),
  sql`d."cleTri"`, sql`g."cleTri"`, sql`p."groupeId"`, sql`p."cleTri"`, sql`p.id`,
], sql`, `);

const ETATS_COMPTES = ['libre', 'reservee', 'occupee', 'indisponible', 'fermee'] as const;
const RANG_ETAT = sql`case ${ETAT} ${sql.raw(ETATS_COMPTES.map((etat, rang) => `when '${etat}' then ${rang}`).join(' '))} end`;
/** La suite des places d’une vue et ses totaux, d’un seul parcours : trois entiers par ligne, comptés ici. */
const lireSuite = (base: BaseLecture, condition: RawBuilder<boolean>, rangement: RawBuilder<unknown>): { readonly rangs: Int32Array; readonly totaux: TotauxPlaces } => {
  const requete = sql`select p.rang, g.rang, ${RANG_ETAT} from ${TABLES} where ${condition} order by ${rangement}`.compile(requetes);
  const lues = base.bruts<[rang: number, groupe: number, etat: number | null]>(requete.sql, ...(requete.parameters as string[]));
  const rangs = new Int32Array(lues.length);
  const nombres = new Float64Array(ETATS_COMPTES.length);
  const groupes = new Set<number>();
  for (const [place, [rang, groupe, etat]] of lues.entries()) {
    rangs[place] = rang;
    groupes.add(groupe);
    if (etat !== null) nombres[etat] = (nombres[etat] ?? 0) + 1;
  }
  const [libre = 0, reservee = 0, occupee = 0, indisponible = 0, fermee = 0] = nombres;
  return { rangs, totaux: { places: rangs.length, groupes: groupes.size, libre, reservee, occupee, indisponible, fermee } };
};
/** Les totaux de tout le périmètre, par l’index des groupes. */
const compterTout = (base: BaseLecture): TotauxPlaces => base.un<TotauxPlaces>(`select count(*) as places, (select count(*) from groupe) as groupes, coalesce(sum("etatJour" = 'ouverte' and occupation = 'libre'), 0) as libre,
  coalesce(sum("etatJour" = 'ouverte' and occupation = 'reservee'), 0) as reservee, coalesce(sum("etatJour" = 'ouverte' and occupation = 'occupee'), 0) as occupee, coalesce(sum("etatJour" = 'indisponible'), 0) as indisponible, coalesce(sum("etatJour" = 'fermee'), 0) as fermee from place`) as TotauxPlaces;

/** Ouvre une vue : tri, filtres et recherche en SQL, la suite des places est figée. */
export const ouvrirVuePlaces = (base: BaseLecture, definition: DefinitionPlaces): VuePlaces => {
  const filtres = conditions(definition);
  const { rangs, totaux } = lireSuite(base, et(filtres), ordre(definition));
  const tous = compterTout(base);
  return { genre: 'places', rangs, total: rangs.length, totaux: tous, filtres: filtres.length === 0 ? tous : totaux };
};

interface Brute extends Omit<LignePlace, 'differe' | 'delegation' | 'attente' | 'prevu'> { readonly rang: number; readonly differe: string | null; readonly delegationSiao: string | null; readonly prochaineBascule: string | null; readonly enAttente: number }
/** Lignes [debut, fin[ d’une vue ; une place disparue depuis l’ouverture est sautée. `prevu` : la date du prochain changement d’état déjà décidé. */
export const lireFenetrePlaces = (base: BaseLecture, vue: VuePlaces, debut: number, fin: number, aujourdhui: string, nomCommune: (code: string) => string | undefined): LignePlace[] => {
  const rangs = [...vue.rangs.subarray(debut, Math.min(fin, vue.total))];
  const refusees = placesRefusees(base);
  const lues = new Map(base.requete(sql<Brute>`select p.rang, p.id, p.numero, p."groupeId", g.libelle as groupe, g.modalite, p."dispositifId", d.nom as dispositif, e."raisonSociale" as entite, d.nature, d.type, coalesce(g.commune, d.commune) as commune, p.departement,
    ${ETAT} as etat, p."motifJour" as motif, ${DEPUIS} as depuis, p."jusquauJour" as jusquau, p.differe, d."delegationSiao", p."prochaineBascule", exists (select 1 from serveur s where s.objet = 'place' and s.id = p.id) as "enAttente"
    from ${TABLES} where p.rang in (select value from json_each(${JSON.stringify(rangs)}))`.compile(requetes)).map((ligne) => [ligne.rang, ligne]));
  return rangs.flatMap((rang) => {
    const brute = lues.get(rang);
    if (brute === undefined) return [];
    const { rang: _rang, enAttente, delegationSiao, prochaineBascule, differe, ...ligne } = brute;
    const attend = differe === null ? null : (JSON.parse(differe) as EtatPlace);
    return [{
      ...ligne, commune: nomCommune(ligne.commune) ?? ligne.commune, differe: attend === null ? null : { etat: attend.etat, motif: attend.motif ?? null, debut: attend.debut, fin: attend.fin }, prevu: prochaineBascule,
      delegation: delegationSiao !== null && periodeCouvre(JSON.parse(delegationSiao) as Periode, aujourdhui), attente: enAttente === 1 ? 'en_attente' as const : refusees.has(ligne.id) ? 'refusee' as const : 'aucune' as const,
    }];
  });
};

export const rangPlace = (base: BaseLecture, vue: VuePlaces, id: string): number => {
  const rang = base.un<{ rang: number }>('select rang from place where id = ?', id)?.rang;
  return rang === undefined ? -1 : vue.rangs.indexOf(rang);
};

/** Les places de plages [debut, fin[ d’une vue, chacune une fois, dans l’ordre de la vue. */
export const idsDesPlages = (base: BaseLecture, vue: VuePlaces, plages: readonly { readonly debut: number; readonly fin: number }[]): string[] => {
  const rangs = [...new Set(plages.flatMap(({ debut, fin }) => [...vue.rangs.subarray(debut, Math.min(fin, vue.total))]))];
  const ids = new Map(base.tous<{ rang: number; id: string }>('select rang, id from place where rang in (select value from json_each(?))', JSON.stringify(rangs)).map(({ rang, id }) => [rang, id]));
  return rangs.flatMap((rang) => ids.get(rang) ?? []);
};

/** Valeurs d’une colonne et leur nombre, sous les autres filtres. */
export const valeursPlaces = (base: BaseLecture, colonne: ColonnePlaceACocher, definition: DefinitionPlaces): { valeur: string; nombre: number }[] =>
  base.requete(sql<{ valeur: string; nombre: number }>`select coalesce(${colonneDe(colonne) ?? ETAT}, '') as valeur, count(*) as nombre from ${TABLES} where ${et(conditions(definition, colonne))} group by 1 order by nombre desc, valeur`.compile(requetes));
