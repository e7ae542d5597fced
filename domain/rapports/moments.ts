import { z } from 'zod';
import { dateEcrite, decalerDate, moisAvant, periodeEcrite, veille } from '../dates.ts';
import { joursDans } from '../indicateurs/faits.ts';
import type { Indicateur, Periode } from '../indicateurs/modele.ts';

/** Un jour ou une période, bornes comprises. */
export type Moment = { readonly date: string } | { readonly periode: Periode };

/** Les jours et les périodes qui se disent par rapport au jour où le rapport se fait : le mois prochain, ils auront avancé avec lui. */
const JOURS_RELATIFS = { aujourdhui: 'à la date du jour', fin_mois_dernier: 'à la fin du mois dernier', fin_annee_derniere: 'à la fin de l’année dernière' } as const;
const PERIODES_RELATIVES = {
  mois_dernier: 'le mois dernier', mois_courant: 'depuis le début du mois', douze_mois_pleins: 'les douze derniers mois entiers', douze_mois: 'les douze derniers mois, celui-ci compris', annee_courante: 'depuis le début de l’année', annee_derniere: 'l’année dernière',
} as const;
/** À quoi un moment se compare. `mois_avant` : la fin du mois qui précède un jour ; `periode_avant` : autant de mois, ou de jours, juste avant. */
const COMPARAISONS_RELATIVES = { mois_avant: 'à la fin du mois précédent', un_an_avant: 'à un an plus tôt', periode_avant: 'à la période précédente' } as const;
export type JourRelatif = keyof typeof JOURS_RELATIFS;
type PeriodeRelative = keyof typeof PERIODES_RELATIVES;
export type ComparaisonRelative = keyof typeof COMPARAISONS_RELATIVES;
const CODES_JOURS = Object.keys(JOURS_RELATIFS) as [JourRelatif, ...JourRelatif[]];
const CODES_PERIODES = Object.keys(PERIODES_RELATIVES) as [PeriodeRelative, ...PeriodeRelative[]];
const CODES_COMPARAISONS = Object.keys(COMPARAISONS_RELATIVES) as [ComparaisonRelative, ...ComparaisonRelative[]];

const fixes = [z.object({ date: z.iso.date() }), z.object({ periode: z.object({ du: z.iso.date(), au: z.iso.date() }).refine(({ du, au }) => du <= au, 'La fin précède le début.') })] as const;
export const schemaMomentRapport = z.union([z.object({ quand: z.enum([...CODES_JOURS, ...CODES_PERIODES]) }), ...fixes]);
export const schemaComparaisonRapport = z.union([z.object({ quand: z.enum(CODES_COMPARAISONS) }), ...fixes]).nullable();
export type MomentRapport = z.infer<typeof schemaMomentRapport>;
export type ComparaisonRapport = z.infer<typeof schemaComparaisonRapport>;

const estJour = (quand: JourRelatif | PeriodeRelative): quand is JourRelatif => Object.hasOwn(JOURS_RELATIFS, quand);
/** Vrai quand ce moment est un jour, faux quand c’est une période. */
export const estDate = (moment: MomentRapport): boolean => ('quand' in moment ? estJour(moment.quand) : 'date' in moment);

const premierDuMois = (iso: string): string => `${iso.slice(0, 7)}-01`;
const finDuMois = (iso: string): string => veille(moisAvant(premierDuMois(iso), -1));
/** Le même jour un an plus tôt ; une fin de mois reste une fin de mois, même en février. */
const unAnAvant = (iso: string): string => { const avant = moisAvant(iso, 12); return iso === finDuMois(iso) ? finDuMois(avant) : avant; };

/** Le moment que désigne une date relative, le rapport étant fait à `jour`. */
export const resoudreMoment = (moment: MomentRapport, jour: string): Moment => {
  if (!('quand' in moment)) return moment;
  const premier = premierDuMois(jour);
  const annee = Number(jour.slice(0, 4));
  switch (moment.quand) {
    case 'aujourdhui': return { date: jour };
    case 'fin_mois_dernier': return { date: veille(premier) };
    case 'fin_annee_derniere': return { date: `${annee - 1}-12-31` };
    case 'mois_dernier': return { periode: { du: moisAvant(premier, 1), au: veille(premier) } };
    case 'mois_courant': return { periode: { du: premier, au: jour } };
    case 'douze_mois_pleins': return { periode: { du: moisAvant(premier, 12), au: veille(premier) } };
    case 'douze_mois': return { periode: { du: moisAvant(premier, 11), au: jour } };
    case 'annee_courante': return { periode: { du: `${annee}-01-01`, au: jour } };
    case 'annee_derniere': return { periode: { du: `${annee - 1}-01-01`, au: `${annee - 1}-12-31` } };
  }
};

const moisEntre = ({ du, au }: Periode): number => (Number(au.slice(0, 4)) - Number(du.slice(0, 4))) * 12 + Number(au.slice(5, 7)) - Number(du.slice(5, 7)) + 1;
/** Autant de mois entiers avant, quand la période n’est faite que d’eux ; sinon autant de jours. */
const periodeAvant = (periode: Periode): Periode => {
  const { du, au } = periode;
  if (du === premierDuMois(du) && au === finDuMois(au)) return { du: moisAvant(du, moisEntre(periode)), au: veille(du) };
  return { du: decalerDate(du, -joursDans(periode)), au: veille(du) };
};
/** Ce à quoi se compare un moment déjà résolu. Une comparaison d’un autre genre que le moment (un jour à une période) n’en est pas une. */
export const resoudreComparaison = (comparaison: ComparaisonRapport, moment: Moment): Moment | null => {
  if (comparaison === null) return null;
  if (!('quand' in comparaison)) return 'date' in comparaison === 'date' in moment ? comparaison : null;
  switch (comparaison.quand) {
    case 'mois_avant': return 'date' in moment ? { date: veille(premierDuMois(moment.date)) } : null;
    case 'un_an_avant': return 'date' in moment ? { date: unAnAvant(moment.date) } : { periode: { du: moisAvant(moment.periode.du, 12), au: unAnAvant(moment.periode.au) } };
    case 'periode_avant': return 'date' in moment ? null : { periode: periodeAvant(moment.periode) };
  }
};

const memeMoment = (un: Moment, autre: Moment | null): boolean => autre !== null && JSON.stringify('date' in un ? un.date : [un.periode.du, un.periode.au]) === JSON.stringify('date' in autre ? autre.date : [autre.periode.du, autre.periode.au]);
/** Les façons relatives de dire ce moment, vu ce jour-là ; vide : rien de relatif ne le désigne. */
export const relatifsDe = (moment: Moment, jour: string): readonly MomentRapport[] => [...CODES_JOURS, ...CODES_PERIODES].map((quand) => ({ quand })).filter((un) => memeMoment(moment, resoudreMoment(un, jour)));
export const comparaisonsDe = (comparaison: Moment, moment: Moment): readonly NonNullable<ComparaisonRapport>[] => CODES_COMPARAISONS.map((quand) => ({ quand })).filter((un) => memeMoment(comparaison, resoudreComparaison(un, moment)));
/** Ce qui se propose pour un indicateur, selon qu’il se lit à une date ou sur une période. */
export const momentsProposes = (admis: Indicateur['moment']): readonly MomentRapport[] => [...(admis === 'periode' ? [] : CODES_JOURS), ...(admis === 'date' ? [] : CODES_PERIODES)].map((quand) => ({ quand }));
export const comparaisonsProposees = (moment: MomentRapport): readonly NonNullable<ComparaisonRapport>[] => (estDate(moment) ? ['mois_avant', 'un_an_avant'] as const : ['periode_avant', 'un_an_avant'] as const).map((quand) => ({ quand }));

/** « le 31/10/2026 », « du 01/10/2026 au 31/10/2026 ». */
export const momentEcrit = (moment: Moment): string => ('date' in moment ? `le ${dateEcrite(moment.date)}` : periodeEcrite(moment.periode.du, moment.periode.au));
/** Comment un moment de rapport se dit, sans le résoudre : « à la fin du mois dernier », « toujours le 12/03/2026 ». */
export const momentDit = (moment: MomentRapport): string => ('quand' in moment ? (estJour(moment.quand) ? JOURS_RELATIFS[moment.quand] : PERIODES_RELATIVES[moment.quand]) : `toujours ${momentEcrit(moment)}`);
export const comparaisonDite = (comparaison: NonNullable<ComparaisonRapport>): string => ('quand' in comparaison ? COMPARAISONS_RELATIVES[comparaison.quand] : `toujours ${'date' in comparaison ? `au ${dateEcrite(comparaison.date)}` : `à ${momentEcrit(comparaison)}`}`);
