import type { TableauDeBord } from '../../contract/methodesIndicateurs.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import { libelleur } from '../../domain/indicateurs/libelles.ts';
import type { Axe, Fait } from '../../domain/indicateurs/modele.ts';
import { tauxOccupationCorrige } from '../../domain/indicateurs/occupation.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { gardee, marqueDeGarde } from '../gardes.ts';
import type { CadreIndicateurs } from './moteur.ts';
import { lireFaits } from './moteur.ts';

const NOMBRES = ['capacite', 'occupees', 'reservees', 'libres', 'indisponibles'] as const;
/** Une capacité, ou des places qu’elle ne dit pas : un écart entre les deux ne cache rien. */
const aDesPlaces = (nombres: Readonly<Record<string, number>>): boolean => NOMBRES.some((champ) => (nombres[champ] ?? 0) > 0);
type Comptes = Record<(typeof NOMBRES)[number], number>;
const aucune = (): Comptes => ({ capacite: 0, occupees: 0, reservees: 0, libres: 0, indisponibles: 0 });
const ajouter = (comptes: Comptes, { nombres }: Fait): void => { for (const champ of NOMBRES) comptes[champ] += nombres[champ] ?? 0; };

/** Les places de ces groupes, par état. */
export const compter = (faits: readonly Fait[]): Comptes => { const comptes = aucune(); for (const fait of faits) ajouter(comptes, fait); return comptes; };
/** Les mêmes, par valeur d’un axe que les groupes portent. */
export const compterPar = (faits: readonly Fait[], axe: Axe): Map<string, Comptes> => {
  const par = new Map<string, Comptes>();
  for (const fait of faits) {
    const cle = fait.cles[axe] ?? '';
    const comptes = par.get(cle) ?? aucune();
    par.set(cle, comptes);
    ajouter(comptes, fait);
  }
  return par;
};

type Disponibilite = ResultatDe<'indicateurs.disponibilite'>['lignes'];
const calculerDisponibilite = (cadre: CadreIndicateurs): Disponibilite => {
  const { aujourdhui, nomenclature } = cadre;
  const faits = lireFaits(cadre, tauxOccupationCorrige, { du: aujourdhui, au: aujourdhui }, ['public', 'modalite']);
  const nommer = libelleur(nomenclature, {});
  const parPublic = new Map<string, Fait[]>();
  for (const fait of faits) {
    if (!aDesPlaces(fait.nombres)) continue;
    const cle = fait.cles.public ?? '';
    const siens = parPublic.get(cle) ?? [];
    parPublic.set(cle, siens);
    siens.push(fait);
  }
  return [...parPublic].map(([cle, siens]) => ({ cle, libelle: nommer('public', cle), total: compter(siens), modalites: Object.fromEntries(compterPar(siens, 'modalite')) }))
    .sort((un, autre) => autre.total.libres - un.total.libres || autre.total.capacite - un.total.capacite || (un.cle < autre.cle ? -1 : 1));
};

/** Ce qui est ouvert ce soir, par public et par modalité ; le plus de places libres d’abord. Un public que rien n’accueille n’y est pas. Gardé tant que l’offre ne change pas. */
export const lireDisponibilite = (cadre: CadreIndicateurs): Disponibilite => gardee(cadre.base, 'disponibilite', marqueDeGarde(cadre), () => calculerDisponibilite(cadre));

/** Les départements du périmètre, quand il en compte plusieurs : de quoi les comparer. */
export const comparaisonDepartements = (faits: readonly Fait[], nomenclature: Nomenclature): TableauDeBord['departements'] => {
  const nommer = libelleur(nomenclature, {});
  const par = [...compterPar(faits, 'departement')].filter(([, comptes]) => aDesPlaces(comptes));
  return par.length < 2 ? [] : par.map(([cle, comptes]) => ({ cle, libelle: nommer('departement', cle), ...comptes })).sort((un, autre) => (un.cle < autre.cle ? -1 : 1));
};
