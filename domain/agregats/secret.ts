/** Une structure (dispositif validé) réduite à ce que l’on compte. Aucun nom, aucun identifiant. `mesures` : des nombres qui s’additionnent. */
export interface Structure { readonly departement: string; readonly nature: string; readonly type: string; readonly mesures: Readonly<Record<string, number>> }

/**
 * Un paquet publié : au moins `SEUIL_STRUCTURES` structures. Un axe `null` dit « regroupé » : ces structures n’ont pas pu être montrées à cette finesse.
 * `departement` est `null` quand le département entier n’en compte pas assez ; ses structures sont alors réunies avec d’autres.
 */
export interface Paquet { readonly departement: string | null; readonly nature: string | null; readonly type: string | null; readonly structures: number; readonly mesures: Readonly<Record<string, number>> }

/** Sous ce nombre de structures, une cellule est masquée (domain.md §5, « Analyste »). */
export const SEUIL_STRUCTURES = 5;

interface EnCours { departement: string | null; nature: string | null; type: string | null; membres: Structure[] }
const cle = ({ departement, nature, type }: { readonly departement: string | null; readonly nature: string | null; readonly type: string | null }): string => JSON.stringify([departement, nature, type]);
const parTaille = (un: EnCours, autre: EnCours): number => un.membres.length - autre.membres.length || (cle(un) < cle(autre) ? -1 : 1);

const ranger = (structures: readonly Structure[], vers: (structure: Structure) => Pick<EnCours, 'departement' | 'nature' | 'type'>): EnCours[] => {
  const paquets = new Map<string, EnCours>();
  for (const structure of structures) {
    const lieu = vers(structure);
    const connu = paquets.get(cle(lieu));
    if (connu === undefined) paquets.set(cle(lieu), { ...lieu, membres: [structure] });
    else connu.membres.push(structure);
  }
  return [...paquets.values()];
};

/**
 * Sépare ce qui se publie tel quel de ce qui remonte d’un cran. Un reste trop petit emporte avec lui le plus petit paquet publié, puis le suivant :
 * publier le total et tous les paquets sauf un dirait ce un par soustraction (masquage complémentaire).
 */
const separer = (paquets: readonly EnCours[], seuil: number): { readonly gardes: EnCours[]; readonly reste: Structure[] } => {
  const gardes = paquets.filter(({ membres }) => membres.length >= seuil).sort(parTaille);
  const reste = paquets.filter(({ membres }) => membres.length < seuil).flatMap(({ membres }) => membres);
  while (reste.length > 0 && reste.length < seuil) {
    const sacrifie = gardes.shift();
    if (sacrifie === undefined) break;
    reste.push(...sacrifie.membres);
  }
  return { gardes, reste };
};

/**
 * Répartit les structures en paquets d’au moins `seuil`, du plus fin (département, nature, type) au plus large. Chaque structure publiée est dans un paquet et un
 * seul, et la répartition ne dépend pas de qui la demande : toute figure publiée est une somme de paquets entiers, donc toute différence de deux figures
 * aussi. C’est ce qui empêche d’isoler une structure en soustrayant deux requêtes. Les départements de moins de `seuil` structures sont réunis ; si leur réunion
 * en compte encore moins, elle n’est pas publiée.
 * Limite dite : deux publications de jours différents se soustraient ; une seule est faite par jour.
 */
export const proteger = (structures: readonly Structure[], seuil: number = SEUIL_STRUCTURES): readonly Paquet[] => {
  const publies: EnCours[] = [];
  const sansDepartement: Structure[] = [];
  for (const { membres } of ranger(structures, ({ departement }) => ({ departement, nature: null, type: null }))) {
    if (membres.length < seuil) { sansDepartement.push(...membres); continue; }
    const parNature: EnCours[] = [];
    const autresNatures: Structure[] = [];
    for (const nature of ranger(membres, (structure) => ({ departement: structure.departement, nature: structure.nature, type: null }))) {
      if (nature.membres.length < seuil) { autresNatures.push(...nature.membres); continue; }
      const { gardes, reste } = separer(ranger(nature.membres, ({ departement, nature: laNature, type }) => ({ departement, nature: laNature, type })), seuil);
      // le reste d’une nature d’au moins `seuil` structures en compte autant, ou rien
      parNature.push(...gardes, ...(reste.length === 0 ? [] : [{ ...nature, membres: reste }]));
    }
    const { gardes, reste } = separer([...parNature, ...(autresNatures.length === 0 ? [] : [{ departement: membres[0]?.departement ?? null, nature: null, type: null, membres: autresNatures }])], seuil);
    publies.push(...gardes, ...(reste.length === 0 ? [] : [{ departement: membres[0]?.departement ?? null, nature: null, type: null, membres: reste }]));
  }
  // trop peu même réunies : elles ne sont dans aucun total, donc dans aucune différence ; en sacrifier d’autres tairait un département entier pour elles
  if (sansDepartement.length >= seuil) publies.push({ departement: null, nature: null, type: null, membres: sansDepartement });
  return publies.map(({ membres, ...lieu }) => ({ ...lieu, structures: membres.length, mesures: additionner(membres.map(({ mesures }) => mesures)) }))
    .sort((un, autre) => (cle(un) < cle(autre) ? -1 : 1));
};

/** Somme, mesure par mesure. */
export const additionner = (mesures: readonly Readonly<Record<string, number>>[]): Record<string, number> => {
  const somme: Record<string, number> = {};
  for (const une of mesures) for (const [nom, valeur] of Object.entries(une)) somme[nom] = (somme[nom] ?? 0) + valeur;
  return somme;
};

export type Axe = 'departement' | 'nature' | 'type';
export interface LigneAgregat { readonly valeur: string | null; readonly structures: number; readonly mesures: Readonly<Record<string, number>> }

/** Une ligne par valeur de l’axe, somme de paquets entiers ; `valeur` `null` : ce qui est regroupé (« moins de 5 structures »), toujours en dernier. */
export const ventiler = (paquets: readonly Paquet[], axe: Axe): readonly LigneAgregat[] => {
  const lignes = new Map<string | null, Paquet[]>();
  for (const paquet of paquets) lignes.set(paquet[axe], [...(lignes.get(paquet[axe]) ?? []), paquet]);
  return [...lignes.entries()].sort(([un], [autre]) => (un === null ? 1 : autre === null ? -1 : un < autre ? -1 : 1))
    .map(([valeur, membres]) => ({ valeur, structures: membres.reduce((somme, { structures }) => somme + structures, 0), mesures: additionner(membres.map(({ mesures }) => mesures)) }));
};
