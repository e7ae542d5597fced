import { echelle, ecartFr, partieFr, valeurFr } from '../../contract/chiffres.ts';
import type { ImageImprimee, RapportImprime, SectionImprimee } from '../../contract/impression.ts';
import { LIGNES_PAR_SECTION_IMPRIMEE } from '../../contract/impression.ts';
import { dateEcrite } from '../../domain/dates.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { momentEcrit } from '../../domain/rapports/moments.ts';
import type { LigneComposee, RapportCompose, SectionComposee } from './composer.ts';
import { ENSEMBLE } from './composer.ts';
import { RETARD, definitionDe, nombreDe, nombresDe, provenanceDe, titreAvant } from './presenter.ts';

const BARRES_MAXIMUM = 12;
/** L’image de l’explorateur : une courbe par mois, sinon des barres de la plus grande à la plus petite, avec le repère de l’ensemble quand il se compare. */
const imageDe = ({ definition: { libelle, unite }, axes, lignes, resultat: { total } }: SectionComposee): ImageImprimee | null => {
  const premiers = lignes.filter(({ niveau }) => niveau === 0);
  const seuls = premiers.length === 1 && axes[1] !== undefined ? lignes.filter(({ niveau }) => niveau === 1) : premiers;
  const rang = seuls === premiers ? 0 : 1;
  const connues = seuls.filter((ligne): ligne is LigneComposee & { readonly valeur: number } => ligne.valeur !== null);
  const axe = axes[rang];
  if (axe === undefined || connues.length < 2) return null;
  if (axe === 'mois') {
    const [bas, haut] = echelle(connues.map(({ valeur }) => valeur));
    return { genre: 'courbe', nom: `${libelle} par mois`, points: seuls.map(({ libelles, valeur }) => ({ libelle: libelles[rang] ?? '', part: valeur === null ? null : (valeur - bas) / (haut - bas) })), haut: valeurFr(haut, unite), bas: valeurFr(bas, unite) };
  }
  const rangees = [...connues].sort((une, autre) => autre.valeur - une.valeur);
  const repere = total.valeur !== null && (unite === 'taux' || unite === 'pour_mille' || unite === 'jours') ? total.valeur : null;
  const maximum = Math.max(Number.EPSILON, ...rangees.map(({ valeur }) => Math.abs(valeur)), repere ?? 0);
  const reste = seuls.length - Math.min(rangees.length, BARRES_MAXIMUM);
  return {
    genre: 'barres', nom: `${libelle} par ${AXES[axe].toLowerCase()}`, barres: rangees.slice(0, BARRES_MAXIMUM).map(({ libelles, valeur }) => ({ libelle: libelles[rang] ?? '', valeur: valeurFr(valeur, unite), part: Math.abs(valeur) / maximum })),
    repere: repere === null ? null : { part: repere / maximum, libelle: `ensemble\u00a0: ${valeurFr(repere, unite)}` }, suite: reste === 0 ? '' : `${reste === 1 ? 'Une autre ligne est' : `${reste} autres lignes sont`} dans le tableau${rangees.length < seuls.length ? ' («\u00a0n. c.\u00a0» ou plus petites)' : ''}.`,
  };
};

/** Les lignes qui tiennent sur le papier : toutes, sinon celles des deux premiers axes, sinon du premier, sinon les premières d’entre elles. */
const lignesImprimees = (lignes: readonly LigneComposee[]): { readonly retenues: readonly LigneComposee[]; readonly note: string } => {
  const [detail, total] = [lignes.filter(({ niveau }) => niveau !== ENSEMBLE), lignes.filter(({ niveau }) => niveau === ENSEMBLE)];
  const profond = ([2, 1] as const).find((dernier) => detail.filter(({ niveau }) => niveau <= dernier).length <= LIGNES_PAR_SECTION_IMPRIMEE) ?? 0;
  const retenues = detail.filter(({ niveau }) => niveau <= profond).slice(0, LIGNES_PAR_SECTION_IMPRIMEE);
  const tues = detail.length - retenues.length;
  return { retenues: [...retenues, ...total], note: tues === 0 ? '' : `${partieFr(tues)} lignes de détail ne sont pas imprimées\u00a0: elles sont dans le classeur (.xlsx) du même rapport. L’ensemble les compte.` };
};

const sectionDe = (section: SectionComposee): SectionImprimee => {
  const { definition, axes, comparaison, moment, filtres, phrase, fige } = section;
  const nombres = nombresDe(section);
  const court = (titre: string): string => titre.split(/[(,;]/u)[0]?.trim() ?? titre;
  const { retenues, note } = lignesImprimees(section.lignes);
  return {
    titre: section.titre, sousTitre: [section.titre === definition.libelle ? '' : definition.libelle, momentEcrit(moment), ...filtres].filter((un) => un !== '').join(' · '), phrase, image: imageDe(section),
    colonnes: [
      { titre: axes.length === 0 ? 'Périmètre' : axes.map((axe) => AXES[axe]).join(' › '), largeur: 30, aDroite: false }, ...nombres.map(({ titre }) => ({ titre: court(titre), largeur: 13, aDroite: true })), { titre: definition.unite === 'taux' ? 'Taux' : definition.unite === 'jours' ? 'Jours' : definition.unite === 'pour_mille' ? 'Pour 1 000' : 'Valeur', largeur: 11, aDroite: true },
      ...(comparaison === null ? [] : [{ titre: titreAvant(section), largeur: 13, aDroite: true }, { titre: 'Écart', largeur: 11, aDroite: true }]),
    ],
    lignes: retenues.map((ligne) => ({
      niveau: ligne.niveau, forte: ligne.sousTotal || ligne.niveau === ENSEMBLE,
      cellules: [ligne.niveau === ENSEMBLE ? 'Ensemble' : (ligne.libelles[ligne.niveau] ?? ''), ...nombres.map(({ cle }) => partieFr(nombreDe(ligne, cle))), valeurFr(ligne.valeur, definition.unite), ...(comparaison === null ? [] : [valeurFr(ligne.avant?.valeur ?? null, definition.unite), ecartFr(ligne.avant?.ecart, definition.unite)])],
    })),
    notes: [...(note === '' ? [] : [note]), ...(fige === '' ? [] : [`Mois figé\u00a0: ${fige}`])],
  };
};

/** Le document qu’un préfet lit : les chiffres clés en mots et en nombres, une image et un tableau par section, les définitions à la fin. */
export const documentDuRapport = (rapport: RapportCompose): RapportImprime => {
  const { titre, perimetre, jour, introduction, sections, ecartees, retard } = rapport;
  const vus = new Set<string>();
  const uniques = sections.filter(({ definition: { id } }) => !vus.has(id) && vus.add(id).has(id));
  return {
    titre, sousTitre: `${perimetre}, ${dateEcrite(jour)}`, meta: provenanceDe(rapport).filter(([quoi]) => ['Périmètre', 'Date du rapport', 'Calculé le', 'Calculé par', 'Données reçues le'].includes(quoi)), alerte: retard ? RETARD(rapport) : '', introduction: introduction.split(/\n+/u).filter((ligne) => ligne.trim() !== ''),
    pied: `${titre} – ${perimetre}, ${dateEcrite(jour)}`,
    cles: sections.map((section) => ({ titre: section.titre, valeur: valeurFr(section.resultat.total.valeur, section.definition.unite), quand: momentEcrit(section.moment), variation: section.manque === '' ? section.variation : `non connu\u00a0: ${section.manque}`, phrase: section.phrase })),
    sections: sections.map(sectionDe),
    definitions: [
      ...uniques.map((section) => ({ titre: section.definition.libelle, paires: definitionDe(section).filter(([quoi]) => quoi !== 'Numérateur' && quoi !== 'Dénominateur') })),
      { titre: 'D’où viennent ces chiffres', paires: provenanceDe(rapport).filter(([quoi]) => ['Données reçues le', 'Fraîcheur au jour du calcul', 'Figé ou corrigé', 'Lecture'].includes(quoi)) },
      ...(ecartees.length === 0 ? [] : [{ titre: 'Sections qui n’ont pas pu se calculer', paires: ecartees.map(({ titre: nom, raison }) => [nom, raison] as const) }]),
    ],
  };
};
