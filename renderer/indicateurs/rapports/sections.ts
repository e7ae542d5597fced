import type { DefinitionIndicateur } from '../../../contract/methodesIndicateurs.ts';
import type { ComparaisonRapport, MomentRapport } from '../../../domain/rapports/moments.ts';
import { comparaisonDite, comparaisonsDe, comparaisonsProposees, estDate, momentDit, momentsProposes, relatifsDe, resoudreComparaison, resoudreMoment } from '../../../domain/rapports/moments.ts';
import type { Section } from '../../../domain/rapports/rapport.ts';
import { aujourdhui } from '../../ui/formats.ts';
import type { Reglage } from '../reglages.ts';

/** Un réglage de l’explorateur, tel qu’il entre dans un rapport : sa date se dit relative quand elle peut l’être. */
export const sectionDe = ({ id, axes, moment, comparaison, filtres }: Reglage): Section => ({
  titre: '', indicateur: id, axes: [...axes], filtres: Object.fromEntries(Object.entries(filtres).map(([axe, valeurs]) => [axe, [...valeurs]])), moment: relatifsDe(moment, aujourdhui())[0] ?? moment,
  comparaison: comparaison === null ? null : (comparaisonsDe(comparaison, moment)[0] ?? comparaison),
});
/** Une section, telle que l’explorateur la montre aujourd’hui. */
export const reglageDe = ({ indicateur, axes, moment, comparaison, filtres }: Section, libelles: Readonly<Record<string, string>>): Reglage => {
  const resolu = resoudreMoment(moment, aujourdhui());
  return { id: indicateur, axes, moment: resolu, comparaison: resoudreComparaison(comparaison, resolu), filtres, libelles };
};

/** Un choix de liste : sa clé, ce qu’il dit, ce qu’il vaut. */
export interface ChoixDe<T> { readonly cle: string; readonly libelle: string; readonly valeur: T }
const majuscule = (texte: string): string => texte.slice(0, 1).toUpperCase() + texte.slice(1);
/** Ce qui se propose pour le moment, celui de départ compris s’il est fixe. */
export const choixMoments = (admis: DefinitionIndicateur['moment'], depart: MomentRapport): readonly ChoixDe<MomentRapport>[] => [...('quand' in depart ? [] : [depart]), ...momentsProposes(admis)].map((valeur) => ({ cle: JSON.stringify(valeur), libelle: majuscule(momentDit(valeur)), valeur }));
export const choixComparaisons = (moment: MomentRapport, depart: ComparaisonRapport): readonly ChoixDe<ComparaisonRapport>[] => {
  const fixe = depart !== null && !('quand' in depart) && 'date' in depart === estDate(moment) ? [depart] : [];
  return [...fixe, ...comparaisonsProposees(moment)].map((valeur) => ({ cle: JSON.stringify(valeur), libelle: majuscule(comparaisonDite(valeur)), valeur }));
};
