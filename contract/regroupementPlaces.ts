import type { LigneRegroupee } from './methodesPlaces.ts';

/** Taux en pour cent, `null` sans place ouverte. Indisponibilité : indisponibles sur ouvertes ; occupation : occupées sur ouvertes et disponibles (domain.md §8, taux corrigé). */
export const tauxIndisponibilite = ({ places, fermee, indisponible }: LigneRegroupee): number | null => (places - fermee === 0 ? null : (100 * indisponible) / (places - fermee));
export const tauxOccupation = ({ places, fermee, indisponible, occupee }: LigneRegroupee): number | null => (places - fermee - indisponible === 0 ? null : (100 * occupee) / (places - fermee - indisponible));

type Tri = readonly { readonly colonne: string; readonly sens: 'asc' | 'desc' }[];
/** La valeur d’une colonne : un nombre, ou le libellé. */
export const valeurDe = (ligne: LigneRegroupee, colonne: string): number | string | null => {
  switch (colonne) {
    case 'places': case 'libre': case 'reservee': case 'occupee': case 'indisponible': case 'fermee': return ligne[colonne];
    case 'tauxIndisponibilite': return tauxIndisponibilite(ligne);
    case 'tauxOccupation': return tauxOccupation(ligne);
    default: return ligne.libelle;
  }
};
const comparer = (tri: Tri) => (un: LigneRegroupee, autre: LigneRegroupee): number => {
  for (const { colonne, sens } of tri) {
    const [a, b] = [valeurDe(un, colonne), valeurDe(autre, colonne)];
    // ce qui n’est pas connu reste en dernier, dans les deux sens
    const ecart = a === b ? 0 : a === null ? Infinity : b === null ? -Infinity : typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'fr', { numeric: true });
    if (ecart !== 0) return Number.isFinite(ecart) && sens === 'desc' ? -ecart : ecart;
  }
  return 0;
};

/** Les lignes à montrer : les groupes du premier niveau, et ceux des groupes dépliés ; le tri range les frères entre eux, jamais un groupe hors du sien. */
export const lignesVisibles = (lignes: readonly LigneRegroupee[], deplies: ReadonlySet<string>, tri: Tri): LigneRegroupee[] => {
  const enfants = new Map<string, LigneRegroupee[]>();
  for (const ligne of lignes) {
    const parent = JSON.stringify(ligne.cles.slice(0, -1));
    const freres = enfants.get(parent);
    if (freres === undefined) enfants.set(parent, [ligne]);
    else freres.push(ligne);
  }
  const etaler = (parent: string): LigneRegroupee[] => {
    const freres = enfants.get(parent) ?? [];
    return (tri.length === 0 ? freres : [...freres].sort(comparer(tri))).flatMap((ligne) => [ligne, ...(deplies.has(ligne.id) ? etaler(ligne.id) : [])]);
  };
  return etaler('[]');
};
