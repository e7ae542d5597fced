import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { DefinitionPlaces, LigneRegroupee, Regroupement } from '../contract/methodesPlaces.ts';
import { GROUPES_AFFICHES_MAXIMUM, REGROUPEMENTS } from '../contract/methodesPlaces.ts';
import type { BaseLecture } from './base.ts';
import { COLONNES, ETAT, TABLES, conditions } from './places.ts';
import { et } from './rechercheTexte.ts';
import { requetes } from './schema.ts';

/** Le nom d’un groupe quand sa clé est un identifiant ; sinon le libellé se lit de la clé. */
const NOMS: Partial<Record<Regroupement, RawBuilder<unknown>>> = { entite: sql`e."raisonSociale"`, dispositif: sql`d.nom`, groupe: sql`g.libelle` };
const ETATS = ['libre', 'reservee', 'occupee', 'indisponible', 'fermee'] as const;
type Comptes = Pick<LigneRegroupee, 'places' | (typeof ETATS)[number]>;
interface Noeud { readonly cles: readonly string[]; readonly libelle: string; readonly enfants: Map<string, Noeud>; comptes: Comptes }

const RIEN: Comptes = { places: 0, libre: 0, reservee: 0, occupee: 0, indisponible: 0, fermee: 0 };
const ajouter = (un: Comptes, autre: Comptes): Comptes => ({ places: un.places + autre.places, libre: un.libre + autre.libre, reservee: un.reservee + autre.reservee, occupee: un.occupee + autre.occupee, indisponible: un.indisponible + autre.indisponible, fermee: un.fermee + autre.fermee });

/**
 * Les places d’une vue comptées par groupes et sous-groupes : un seul GROUP BY sur le niveau le plus fin, les sous-totaux en sont les sommes. Chaque groupe est suivi des siens,
 * dans l’ordre des libellés. `null` : plus de groupes qu’il ne s’en affiche. `libelleDe` : le libellé d’une clé qui n’est pas un identifiant.
 */
export const regrouperPlaces = (base: BaseLecture, definition: DefinitionPlaces, par: readonly Regroupement[], libelleDe: (colonne: Regroupement, cle: string) => string): LigneRegroupee[] | null => {
  const cles = par.map((niveau) => sql`coalesce(${COLONNES[REGROUPEMENTS[niveau]] ?? ETAT}, '')`);
  const colonnes = cles.flatMap((cle, rang) => [sql`${cle} as ${sql.ref(`c${rang}`)}`, sql`min(${NOMS[par[rang] as Regroupement] ?? sql`''`}) as ${sql.ref(`n${rang}`)}`]);
  const sommes = ETATS.map((etat) => sql`sum(${ETAT} = ${etat}) as ${sql.ref(etat)}`);
  const retenues = conditions(definition);
  const lues = base.requete(sql<Comptes & Record<string, string>>`select ${sql.join([...colonnes, sql`count(*) as places`, ...sommes])} from ${TABLES} where ${retenues.length === 0 ? sql`1` : et(retenues)} group by ${sql.join(cles)} limit ${GROUPES_AFFICHES_MAXIMUM + 1}`.compile(requetes));
  if (lues.length > GROUPES_AFFICHES_MAXIMUM) return null;
  const racine: Noeud = { cles: [], libelle: '', enfants: new Map(), comptes: RIEN };
  for (const lue of lues) {
    const comptes: Comptes = { places: lue.places, libre: lue.libre, reservee: lue.reservee, occupee: lue.occupee, indisponible: lue.indisponible, fermee: lue.fermee };
    let noeud = racine;
    for (const [rang, niveau] of par.entries()) {
      const cle = String(lue[`c${rang}`]);
      const enfant: Noeud = noeud.enfants.get(cle) ?? { cles: [...noeud.cles, cle], libelle: NOMS[niveau] === undefined ? libelleDe(niveau, cle) : String(lue[`n${rang}`]), enfants: new Map(), comptes: RIEN };
      noeud.enfants.set(cle, enfant);
      enfant.comptes = ajouter(enfant.comptes, comptes);
      noeud = enfant;
    }
  }
  const etaler = (noeud: Noeud): LigneRegroupee[] => [...noeud.enfants.values()].sort((un, autre) => un.libelle.localeCompare(autre.libelle, 'fr', { numeric: true }))
    .flatMap((enfant) => [{ id: JSON.stringify(enfant.cles), cles: [...enfant.cles], libelle: enfant.libelle, sousGroupes: enfant.enfants.size, ...enfant.comptes }, ...etaler(enfant)]);
  return etaler(racine);
};
