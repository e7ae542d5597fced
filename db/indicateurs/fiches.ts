import { SEUIL_INCOMPLETE, STATUTS_EN_ATTENTE, bornesDeQualite, compteurDeCircuit } from '../../domain/indicateurs/fiches.ts';
import type { Fait, Periode } from '../../domain/indicateurs/modele.ts';
import type { Pas } from '../../domain/objets/commun.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import type { BaseLecture } from '../base.ts';
import type { Memoire } from './memoire.ts';

/** Ce que des fiches ont en commun quand on les compte ensemble ; ce qu’on ne demande pas n’y est pas. */
type Cles = readonly [departement: string, entite: string, nature: string, type: string];
const clesDe = ([departement, entite, nature, type]: Cles): Fait['cles'] => ({ departement, entite, nature, type });

/** Les caractères qui séparent les cases demandées. */
export type Separes = ReadonlySet<'entite' | 'nature' | 'type'>;
const rendre = (separes: Separes, { entite, nature, type }: { readonly entite: string; readonly nature: string; readonly type: string }): readonly [string, string, string] => [separes.has('entite') ? entite : `''`, separes.has('nature') ? nature : `''`, separes.has('type') ? type : `''`];
const parColonnes = (separes: Separes): string => ['1', ...(['entite', 'nature', 'type'] as const).flatMap((nom, rang) => (separes.has(nom) ? [String(rang + 2)] : []))].join(', ');

interface Source { readonly objet: 'entite' | 'dispositif'; readonly entite: string; readonly nature: string; readonly type: string }
const SOURCES: readonly Source[] = [{ objet: 'entite', entite: 'f.id', nature: `''`, type: `''` }, { objet: 'dispositif', entite: 'f."entiteId"', nature: 'f.nature', type: 'f.type' }];
const attendusDe = (objet: 'entite' | 'dispositif' | 'groupe'): number => Object.values(CHAMPS[objet]).filter(({ exigence }) => exigence === 'obligatoire').length;
type Qualite = readonly [...Cles, fiches: number, recentes: number, remplis: number, incompletes: number, inconnues: number];

/** La qualité des fiches tenues, comptée par la base : les règles sont celles de `compteurDeFiches` (un essai les compare). Une fiche qui n’est pas tenue fait sa case, et n’y compte pas. */
export const lireQualite = (base: BaseLecture, periode: Periode, aujourdhui: string, separes: Separes): Fait[] => {
  const { tenues, recenteDepuis, inconnueDepuis } = bornesDeQualite(periode, aujourdhui);
  // le taux est arrondi vers le bas, sur moins de cent champs : il n’y a qu’un nombre de champs remplis qui le donne
  const sommes = (objet: 'entite' | 'dispositif' | 'groupe'): string => { const attendus = attendusDe(objet); const remplis = `((completude * ${attendus} + 99) / 100)`; return `sum(tenue) as fiches, sum(tenue and "modifieLe" >= ?) as recentes, sum(tenue * ${remplis}) as remplis, sum(tenue and 100 * ${remplis} < ${SEUIL_INCOMPLETE * attendus}) as incompletes, ${inconnueDepuis === null ? '0' : 'sum(tenue and "modifieLe" >= ?)'} as inconnues`; };
  const bornes = [recenteDepuis, ...(inconnueDepuis === null ? [] : [inconnueDepuis])];
  const faits = (objet: 'entite' | 'dispositif' | 'groupe', lues: readonly Qualite[]): Fait[] => lues.map(([departement, entite, nature, type, fiches, recentes, remplis, incompletes, ficheInconnue]) => ({
    niveau: 'fiche', id: objet, cles: clesDe([departement, entite, nature, type]), nombres: { fiches, recentes, attendus: fiches * attendusDe(objet), remplis, incompletes, ficheInconnue },
  }));
  return [
    ...SOURCES.flatMap(({ objet, ...noms }) => faits(objet, base.bruts<[...Qualite]>(`select departement, entite, nature, type, ${sommes(objet)}
      from (select f.departement, ${rendre(separes, noms).map((nom, rang) => `${nom} as ${['entite', 'nature', 'type'][rang] ?? ''}`).join(', ')}, f."modifieLe", f.completude, f.statut in (select value from json_each(?)) as tenue from ${objet} f) group by ${parColonnes(separes)}`, ...bornes, JSON.stringify(tenues)))),
    // un groupe suit le statut de son dispositif, et n’est plus tenu une fois fermé : ceux d’un dispositif s’additionnent d’abord, dans l’ordre de leur index
    ...faits('groupe', base.bruts<[...Qualite]>(`select g.departement, ${rendre(separes, { entite: 'g."entiteId"', nature: 'd.nature', type: 'd.type' }).join(', ')}, sum(fiches * tenu), sum(recentes * tenu), sum(remplis * tenu), sum(incompletes * tenu), sum(inconnues * tenu)
      from (select "dispositifId", departement, "entiteId", ${sommes('groupe')} from (select *, coalesce(fermeture, '9') > ? as tenue from groupe) group by 1, 2, 3) g
        cross join (select id, nature, type, statut in (select value from json_each(?)) as tenu from dispositif indexed by dispositif_indicateurs) d on d.id = g."dispositifId" group by ${parColonnes(separes)}`, ...bornes, periode.au, JSON.stringify(tenues))),
  ];
};

/**
 * Le circuit des fiches : seules celles qui ont été soumises un jour se lisent, une par une ; les autres font leur case, où elles ne comptent pas. `attente` : ce qui attend seulement ; jusqu’à aujourd’hui, le statut le dit (il est
 * toujours celui du dernier pas).
 */
export const lireCircuit = (base: BaseLecture, periode: Periode, aujourdhui: string, maintenant: string, separes: Separes, attente: boolean, memoire: Memoire): Fait[] => {
  const compter = compteurDeCircuit(periode, maintenant);
  const rien = compter([]);
  const parStatut = attente && periode.au >= aujourdhui;
  const ou = parStatut ? `f.statut in (${STATUTS_EN_ATTENTE.map((statut) => `'${statut}'`).join(', ')})` : `instr(f.parcours, '"a_prevalider"') > 0`;
  return SOURCES.flatMap(({ objet, ...noms }) => {
    const muettes = memoire(`cases|${objet}|${[...separes].join()}`, () => base.bruts<[...Cles]>(`select f.departement, ${rendre(separes, noms).join(', ')} from ${objet} f group by ${parColonnes(separes)}`).map(clesDe));
    const soumises = memoire(`soumises|${objet}|${String(parStatut)}`, () => base.bruts<[...Cles, string]>(`select f.departement, ${noms.entite}, ${noms.nature}, ${noms.type}, f.parcours from ${objet} f where ${ou}`)
      .map(([departement, entite, nature, type, parcours]) => ({ cles: clesDe([departement, entite, nature, type]), parcours: JSON.parse(parcours) as Pas[] })));
    return [...muettes.map((siennes): Fait => ({ niveau: 'fiche', id: objet, cles: siennes, ...rien })), ...soumises.map(({ cles: siennes, parcours }): Fait => ({ niveau: 'fiche', id: objet, cles: siennes, ...compter(parcours) }))];
  });
};

/** Les parcours des fiches qui attendent aujourd’hui une décision : leur statut le dit, qui est toujours celui du dernier pas. */
export const lireAttentes = (base: BaseLecture): readonly (readonly Pas[])[] => (['entite', 'dispositif'] as const).flatMap((objet) =>
  base.bruts<[string]>(`select parcours from ${objet} where statut in (${STATUTS_EN_ATTENTE.map((statut) => `'${statut}'`).join(', ')})`).map(([parcours]) => JSON.parse(parcours) as Pas[]));
