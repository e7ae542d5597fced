import { UNITES } from '../../contract/chiffres.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { momentEcrit } from '../../domain/rapports/moments.ts';
import type { Cellule, ColonneExport } from '../exports/cellules.ts';
import { tableauCsv } from '../exports/csv.ts';
import type { LigneComposee, RapportCompose, SectionComposee } from './composer.ts';
import { ENSEMBLE } from './composer.ts';

const TITRES = ['Section', 'Titre', 'Indicateur', 'Mesure', 'Niveau', 'Axe 1', 'Code 1', 'Valeur 1', 'Axe 2', 'Code 2', 'Valeur 2', 'Axe 3', 'Code 3', 'Valeur 3', 'Moment', 'Numérateur', 'Dénominateur', 'Valeur', 'Unité', 'Comparé à', 'Valeur d’avant', 'Écart', 'Date du rapport', 'Périmètre'] as const;
const COLONNES: readonly ColonneExport[] = TITRES.map((titre) => ({ titre, largeur: 20 }));
const texte = (valeur: string): Cellule => ({ texte: valeur });
const nombre = (valeur: number | null | undefined): Cellule => (valeur === null || valeur === undefined ? texte('n. c.') : { nombre: valeur });

const lignesDe = (section: SectionComposee, rang: number, { jour, perimetre }: RapportCompose): Cellule[][] => section.lignes.flatMap((ligne: LigneComposee) => {
  const { definition, axes, moment, comparaison } = section;
  const axe = (numero: 0 | 1 | 2): Cellule[] => { const code = axes[numero]; return code === undefined || ligne.cles[numero] === undefined ? [code === undefined ? null : texte(AXES[code]), null, null] : [texte(AXES[code]), texte(ligne.cles[numero] ?? ''), texte(ligne.libelles[numero] ?? '')]; };
  const debut = (mesure: string): Cellule[] => [{ nombre: rang + 1 }, texte(section.titre), texte(definition.libelle), texte(mesure), texte(ligne.sousTotal ? 'sous-total' : ligne.niveau === ENSEMBLE ? 'ensemble' : 'ligne'), ...axe(0), ...axe(1), ...axe(2), texte(momentEcrit(moment))];
  const fin: Cellule[] = [{ date: jour }, texte(perimetre)];
  // un taux y est une part, de 0 à 1 : le fichier se relit par un programme, qui n’arrondit pas
  const principale = [...debut('valeur'), nombre(ligne.numerateur), definition.formule.denominateur === null ? null : nombre(ligne.denominateur), nombre(ligne.valeur), texte(definition.unite === 'taux' ? 'part (0 à 1)' : UNITES[definition.unite]), texte(comparaison === null ? '' : momentEcrit(comparaison)), comparaison === null ? null : nombre(ligne.avant?.valeur), comparaison === null ? null : nombre(ligne.avant?.ecart), ...fin];
  return [principale, ...definition.composantes.map(({ cle, libelle }) => [...debut(libelle), null, null, nombre(ligne.composantes[cle]), null, null, null, null, ...fin])];
});

/** Un seul texte pour tout le rapport, une ligne par nombre, la section en première colonne : il se charge d’un coup dans un autre outil, et se filtre par section. */
export const texteDuRapport = (rapport: RapportCompose): Uint8Array => {
  const morceaux: Uint8Array[] = [];
  const tableau = tableauCsv(COLONNES, [], (octets) => { morceaux.push(octets); });
  for (const [rang, section] of rapport.sections.entries()) tableau.ajouter(lignesDe(section, rang, rapport));
  tableau.finir();
  return Buffer.concat(morceaux);
};
