import type { DefinitionIndicateur, MomentIndicateur } from '../../contract/methodesIndicateurs.ts';
import { decalerDate, moisAvant, veille } from '../../domain/dates.ts';
import { joursDans } from '../../domain/indicateurs/faits.ts';
import type { Axe, Periode } from '../../domain/indicateurs/modele.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { aujourdhui, dateFr } from '../ui/formats.ts';

/** Ce que l’explorateur montre : un indicateur, à un moment, ventilé, filtré. `libelles` : les noms des valeurs filtrées. */
export interface Reglage {
  readonly id: string; readonly axes: readonly Axe[]; readonly moment: MomentIndicateur; readonly comparaison: MomentIndicateur | null;
  readonly filtres: Readonly<Partial<Record<Axe, readonly string[]>>>; readonly libelles: Readonly<Record<string, string>>;
}
/** Ce que chaque personne regardait survit au passage d’un écran à l’autre, pas à la fermeture de la fenêtre. */
export const reglages = new Map<string, Reglage>();

/** Le dernier jour du mois d’avant celui de `iso`. */
export const finDuMoisDavant = (iso: string): string => veille(`${iso.slice(0, 7)}-01`);
export const unAnAvant = (iso: string): string => moisAvant(iso, 12);
/** Les douze mois qui finissent avec le mois de `iso`. */
export const douzeMois = (iso: string): Periode => ({ du: `${moisAvant(iso, 11).slice(0, 7)}-01`, au: iso });
/** La période de même durée qui précède. */
export const periodeDavant = ({ du, au }: Periode): Periode => ({ du: decalerDate(du, -joursDans({ du, au })), au: veille(du) });

export const momentFr = (moment: MomentIndicateur): string => ('date' in moment ? dateFr(moment.date) : `${dateFr(moment.periode.du)} – ${dateFr(moment.periode.au)}`);

const PREFERES: readonly (readonly Axe[])[] = [['region', 'departement'], ['departement', 'nature'], ['nature', 'type'], ['entite', 'dispositif']];
/** La ventilation d’un indicateur pour qui l’ouvre : par territoire quand le périmètre en compte plusieurs, par nature sinon. */
const axesDeDepart = ({ axes }: Pick<DefinitionIndicateur, 'axes'>, departements: number): readonly Axe[] => {
  const choix = departements > 1 ? PREFERES : PREFERES.slice(2);
  return choix.find((candidats) => candidats.every((axe) => axes.includes(axe))) ?? axes.slice(0, 1);
};
const surPeriode = (jour: string): MomentIndicateur => ({ periode: douzeMois(jour) });
/** Le réglage d’un indicateur que l’on ouvre : ce qui vaut encore de celui d’avant, sinon aujourd’hui comparé à la fin du mois dernier. */
export const reglagePour = (definition: DefinitionIndicateur, departements: number, avant?: Reglage): Reglage => {
  const jour = aujourdhui();
  const convient = (moment: MomentIndicateur): boolean => definition.moment === 'les_deux' || (definition.moment === 'date') === ('date' in moment);
  const moment: MomentIndicateur = avant !== undefined && convient(avant.moment) ? avant.moment : definition.moment === 'periode' ? surPeriode(jour) : { date: jour };
  const comparaison = avant !== undefined && avant.comparaison !== null && convient(avant.comparaison) && 'date' in avant.comparaison === 'date' in moment ? avant.comparaison : 'date' in moment ? { date: finDuMoisDavant(moment.date) } : null;
  const gardes = avant?.axes.filter((axe) => definition.axes.includes(axe)) ?? [];
  const filtres = Object.fromEntries(Object.entries(avant?.filtres ?? {}).filter(([axe]) => definition.axes.includes(axe as Axe)));
  return { id: definition.id, axes: avant !== undefined && gardes.length === avant.axes.length && gardes.length > 0 ? gardes : axesDeDepart(definition, departements), moment, comparaison, filtres, libelles: avant?.libelles ?? {} };
};
/** L’axe qui suit quand on restreint à une ligne : ce qu’elle contient. */
const SUIVANTS: Readonly<Partial<Record<Axe, readonly Axe[]>>> = { region: ['departement', 'nature'], departement: ['nature', 'type'], siao: ['departement', 'nature'], nature: ['type', 'departement'], type: ['entite', 'dispositif'], entite: ['dispositif'], dispositif: ['modalite', 'public'], modalite: ['nature', 'type'], public: ['nature', 'type'], permanence: ['nature', 'type'], financement: ['nature', 'type'] };
/** Restreint à une ligne de la ventilation, et la ventile plus finement. */
export const restreindre = (reglage: Reglage, definition: Pick<DefinitionIndicateur, 'axes'>, cles: readonly string[], libelles: readonly string[]): Reglage => {
  const poses = cles.flatMap((cle, rang) => { const axe = reglage.axes[rang]; return axe === undefined || axe === 'mois' ? [] : [[axe, cle, libelles[rang] ?? cle] as const]; });
  const dernier = poses[poses.length - 1]?.[0];
  const pris = new Set<Axe>([...Object.keys(reglage.filtres) as Axe[], ...poses.map(([axe]) => axe)]);
  const suite = (dernier === undefined ? [] : SUIVANTS[dernier] ?? []).filter((axe) => definition.axes.includes(axe) && !pris.has(axe));
  const axes = suite.length > 0 ? suite : (['nature', 'entite', 'modalite'] as const).filter((axe) => definition.axes.includes(axe) && !pris.has(axe)).slice(0, 1);
  return { ...reglage, axes: axes.length > 0 ? axes : reglage.axes, filtres: { ...reglage.filtres, ...Object.fromEntries(poses.map(([axe, cle]) => [axe, [cle]])) }, libelles: { ...reglage.libelles, ...Object.fromEntries(poses.map(([axe, cle, libelle]) => [`${axe} ${cle}`, libelle])) } };
};
export const libelleFiltre = ({ libelles }: Pick<Reglage, 'libelles'>, axe: Axe, cle: string): string => `${AXES[axe]} : ${libelles[`${axe} ${cle}`] ?? cle}`;
