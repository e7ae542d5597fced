import { SEUIL_INCOMPLETE, bornesDeQualite, compteurDeCircuit } from '../../domain/indicateurs/fiches.ts';
import type { Fait, Periode } from '../../domain/indicateurs/modele.ts';
import type { Pas } from '../../domain/objets/commun.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import type { BaseLecture } from '../base.ts';
import type { Memoire } from './memoire.ts';

/** Ce que des fiches ont en commun quand on les compte ensemble ; l’entité n’y est que si on la demande. */
type Cles = readonly [departement: string, entite: string, nature: string, type: string];
const clesDe = ([departement, entite, nature, type]: Cles): Fait['cles'] => ({ departement, entite, nature, type });

interface Source { readonly objet: 'entite' | 'dispositif'; readonly entite: string; readonly nature: string; readonly type: string }
const SOURCES: readonly Source[] = [{ objet: 'entite', entite: 'f.id', nature: `''`, type: `''` }, { objet: 'dispositif', entite: 'f."entiteId"', nature: 'f.nature', type: 'f.type' }];
const attendusDe = (objet: 'entite' | 'dispositif' | 'groupe'): number => Object.values(CHAMPS[objet]).filter(({ exigence }) => exigence === 'obligatoire').length;
type Qualite = readonly [...Cles, fiches: number, recentes: number, remplis: number, incompletes: number, inconnues: number];

/** La qualité des fiches tenues, comptée par la base : les règles sont celles de `compteurDeFiches` (un essai les compare). Une fiche qui n’est pas tenue fait sa case, et n’y compte pas. */
export const lireQualite = (base: BaseLecture, periode: Periode, aujourdhui: string, parEntite: boolean): Fait[] => {
  const { tenues, recenteDepuis, inconnueDepuis } = bornesDeQualite(periode, aujourdhui);
  // le taux est arrondi vers le bas, sur moins de cent champs : il n’y a qu’un nombre de champs remplis qui le donne
  const sommes = (objet: 'entite' | 'dispositif' | 'groupe'): string => { const attendus = attendusDe(objet); const remplis = `((completude * ${attendus} + 99) / 100)`; return `sum(tenue) as fiches, sum(tenue and "modifieLe" >= ?) as recentes, sum(tenue * ${remplis}) as remplis, sum(tenue and 100 * ${remplis} < ${SEUIL_INCOMPLETE * attendus}) as incompletes, sum(tenue and "modifieLe" >= ?) as inconnues`; };
  const bornes = [recenteDepuis, inconnueDepuis ?? '9'] as const;
  const faits = (objet: 'entite' | 'dispositif' | 'groupe', lues: readonly Qualite[]): Fait[] => lues.map(([departement, entite, nature, type, fiches, recentes, remplis, incompletes, ficheInconnue]) => ({
    niveau: 'fiche', id: objet, cles: clesDe([departement, entite, nature, type]), nombres: { fiches, recentes, attendus: fiches * attendusDe(objet), remplis, incompletes, ficheInconnue },
  }));
  return [
    ...SOURCES.flatMap(({ objet, entite, nature, type }) => faits(objet, base.bruts<[...Qualite]>(`select departement, entite, nature, type, ${sommes(objet)}
      from (select f.departement, ${parEntite ? entite : `''`} as entite, ${nature} as nature, ${type} as type, f."modifieLe", f.completude, f.statut in (select value from json_each(?)) as tenue from ${objet} f) group by 1, 2, 3, 4`, ...bornes, JSON.stringify(tenues)))),
    // un groupe suit le statut de son dispositif, et n’est plus tenu une fois fermé : ceux d’un dispositif s’additionnent d’abord, dans l’ordre de leur index
    ...faits('groupe', base.bruts<[...Qualite]>(`select g.departement, ${parEntite ? 'g."entiteId"' : `''`}, d.nature, d.type, sum(fiches * tenu), sum(recentes * tenu), sum(remplis * tenu), sum(incompletes * tenu), sum(inconnues * tenu)
      from (select "dispositifId", departement, "entiteId", ${sommes('groupe')} from (select *, coalesce(fermeture, '9') > ? as tenue from groupe) group by 1, 2, 3) g
        join (select id, nature, type, statut in (select value from json_each(?)) as tenu from dispositif) d on d.id = g."dispositifId" group by 1, 2, 3, 4`, ...bornes, periode.au, JSON.stringify(tenues))),
  ];
};

/** Le circuit des fiches : seules celles qui ont été soumises un jour se lisent, une par une ; les autres font leur case, où elles ne comptent pas. */
export const lireCircuit = (base: BaseLecture, periode: Periode, maintenant: string, parEntite: boolean, memoire: Memoire): Fait[] => {
  const compter = compteurDeCircuit(periode, maintenant);
  const rien = compter([]);
  return SOURCES.flatMap(({ objet, entite, nature, type }) => {
    const cles = `f.departement, ${parEntite ? entite : `''`}, ${nature}, ${type}`;
    const muettes = memoire(`cases|${objet}|${String(parEntite)}`, () => base.bruts<[...Cles]>(`select ${cles} from ${objet} f group by 1, 2, 3, 4`).map(clesDe));
    const soumises = memoire(`soumises|${objet}`, () => base.bruts<[...Cles, string]>(`select f.departement, ${entite}, ${nature}, ${type}, f.parcours from ${objet} f where instr(f.parcours, '"a_prevalider"') > 0`)
      .map(([departement, sienne, saNature, sonType, parcours]) => ({ cles: clesDe([departement, sienne, saNature, sonType]), parcours: JSON.parse(parcours) as Pas[] })));
    return [...muettes.map((siennes): Fait => ({ niveau: 'fiche', id: objet, cles: siennes, ...rien })), ...soumises.map(({ cles: siennes, parcours }): Fait => ({ niveau: 'fiche', id: objet, cles: siennes, ...compter(parcours) }))];
  });
};
