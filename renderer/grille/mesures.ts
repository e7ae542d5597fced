import { nombre as nombreFr } from '../ui/formats.ts';

/** `nombre` : cellules non vides ; `moyenne` : `null` sans nombre. */
export interface Mesures { readonly nombre: number; readonly numeriques: number; readonly somme: number; readonly moyenne: number | null }

/** Compte, somme et moyenne des cellules d’une plage. Seuls les nombres se somment : la modalité « 115 » ou un code postal, textes, ne comptent que pour une cellule remplie. */
export const mesurer = (valeurs: readonly (string | number | null)[]): Mesures => {
  const remplies = valeurs.filter((valeur) => valeur !== null && valeur !== '');
  const nombres = remplies.filter((valeur): valeur is number => typeof valeur === 'number' && Number.isFinite(valeur));
  const somme = nombres.reduce((total, valeur) => total + valeur, 0);
  return { nombre: remplies.length, numeriques: nombres.length, somme, moyenne: nombres.length === 0 ? null : somme / nombres.length };
};

const auDixieme = (valeur: number): number => Math.round(valeur * 10) / 10;

/** « somme 232 · moyenne 1,6 », précédé de « Personnes : » avec un libellé ; vide sans nombre. */
export const phraseMesures = ({ somme, moyenne }: Mesures, libelle?: string): string =>
  (moyenne === null ? '' : `${libelle === undefined ? '' : `${libelle}\u00a0: `}somme ${nombreFr(somme)} · moyenne ${nombreFr(auDixieme(moyenne))}`);
