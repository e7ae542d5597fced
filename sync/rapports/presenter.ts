import { UNITES, estFraction, formuleDe, nomQuantile } from '../../contract/chiffres.ts';
import { dateEcrite } from '../../domain/dates.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { momentEcrit } from '../../domain/rapports/moments.ts';
import type { Provenance } from '../exports/cellules.ts';
import type { RapportCompose, SectionComposee } from './composer.ts';
import { instantEcrit } from './composer.ts';

/** Ce que les trois formats disent pareil : les colonnes d’une section, d’où vient le rapport, ses définitions. */
export interface NombreDeSection { readonly cle: string; readonly titre: string }
const majuscule = (texte: string): string => texte.slice(0, 1).toUpperCase() + texte.slice(1);
/** Les nombres d’une section avant sa valeur : les deux moitiés de la fraction, ou ce qui se montre à côté. */
export const nombresDe = ({ definition, resultat }: SectionComposee): readonly NombreDeSection[] => {
  const { numerateur, denominateur } = formuleDe(definition, resultat.jours);
  return [
    ...(denominateur === null || !estFraction(definition, resultat.jours) ? [] : [{ cle: 'denominateur', titre: majuscule(denominateur) }, { cle: 'numerateur', titre: majuscule(numerateur) }]),
    ...(definition.quantile === null ? [] : [{ cle: 'numerateur', titre: 'Fiches comptées' }]), ...definition.composantes.map(({ cle, libelle }) => ({ cle: `composante ${cle}`, titre: libelle })),
  ];
};
export const nombreDe = (ligne: SectionComposee['lignes'][number], cle: string): number | null => (cle === 'numerateur' ? ligne.numerateur : cle === 'denominateur' ? ligne.denominateur : ligne.composantes[cle.replace('composante ', '')] ?? null);
const auMoment = (moment: SectionComposee['moment']): string => ('date' in moment ? `au ${dateEcrite(moment.date)}` : momentEcrit(moment));
export const titreValeur = ({ definition, moment }: SectionComposee): string => `${definition.libelle} ${auMoment(moment)}`;
export const titreAvant = ({ comparaison }: SectionComposee): string => (comparaison === null ? '' : majuscule(auMoment(comparaison)));

/** D’où vient le rapport : qui, quand, sur quoi, et de quand datent les données. */
export const provenanceDe = ({ par, calculeLe, perimetre, jour, retard, recuLe, fraicheur }: RapportCompose): Provenance => [
  ['Périmètre', perimetre], ['Date du rapport', dateEcrite(jour)], ['Calculé le', `${instantEcrit(calculeLe)}${retard ? ', en retard sur la date prévue' : ''}`], ['Calculé par', par],
  ['Données reçues le', recuLe === null ? 'pas de cette session' : instantEcrit(recuLe)], ['Fraîcheur au jour du calcul', fraicheur],
  ['Figé ou corrigé', 'Chaque chiffre est recalculé d’après les états datés que ce poste tient le jour du calcul\u00a0: une correction du passé s’y voit. Les mois figés par le service ne sont pas récrits\u00a0; celui d’une section se lit sous elle.'],
  ['Lecture', '«\u00a0n. c.\u00a0»\u00a0: non connu, jamais zéro. Un taux ne s’additionne pas\u00a0: un sous-total additionne numérateurs et dénominateurs.'],
];
export const RETARD = ({ jour, calculeLe }: RapportCompose): string => `Ce rapport était prévu le ${dateEcrite(jour)}\u00a0; le poste n’était pas ouvert ce jour-là, et il a été calculé le ${instantEcrit(calculeLe)}. Ses dates sont celles du jour prévu\u00a0; ses chiffres, ceux que l’on en connaît aujourd’hui.`;
/** La définition de l’indicateur d’une section. */
export const definitionDe = ({ definition, resultat }: SectionComposee): Provenance => {
  const { numerateur, denominateur } = formuleDe(definition, resultat.jours);
  return [
    ['Formule', definition.quantile !== null ? `${nomQuantile(definition.quantile)} des durées, sur les ${numerateur}` : denominateur === null ? numerateur : `${numerateur} / ${denominateur}${definition.facteur === 1 ? '' : ` × ${definition.facteur}`}`], ['Numérateur', numerateur], ...(denominateur === null ? [] : [['Dénominateur', denominateur]] as const), ['Unité', UNITES[definition.unite]],
    ['Exclusions', definition.exclusions.length === 0 ? 'aucune' : definition.exclusions.join('\u00a0; ')], ['Source', definition.source], ...definition.precautions.map((texte) => ['Précaution', texte] as const),
  ];
};
/** Ce qu’une section a de propre : son moment, sa ventilation, ses filtres, ce qui en a été figé. */
export const reglageDe = ({ moment, comparaison, regle, axes, filtres, fige }: SectionComposee): Provenance => [
  ['Moment', `${momentEcrit(moment)} (${regle})`], ['Comparé à', comparaison === null ? 'rien' : momentEcrit(comparaison)], ['Ventilation', axes.length === 0 ? 'aucune' : axes.map((axe) => AXES[axe]).join(', puis ')], ['Filtres', filtres.length === 0 ? 'aucun' : filtres.join('\u00a0; ')],
  ['Mois figé', fige === '' ? 'rien de figé par le service à cette date et pour ces filtres' : fige],
];
