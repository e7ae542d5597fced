import type { LigneIndicateur, ResultatIndicateur } from '../contract/methodesIndicateurs.ts';
import { dateEcrite, periodeEcrite } from '../domain/dates.ts';
import type { Axe, Indicateur, Periode } from '../domain/indicateurs/modele.ts';
import { AXES } from '../domain/indicateurs/modele.ts';
import type { Cellule, ColonneExport, Provenance } from './exports/cellules.ts';

type Ligne = Omit<LigneIndicateur, 'cles' | 'libelles'> & { readonly cles: readonly string[]; readonly libelles: readonly string[] };
const NON_CONNU: Cellule = { texte: 'n. c.' };
const nombre = (valeur: number | null): Cellule => (valeur === null ? NON_CONNU : { nombre: valeur });
/** Un taux en pour cent et un pour mille gardent deux décimales ; le reste est exact. */
const valeur = ({ unite }: Indicateur, brute: number | null): Cellule => (brute === null ? NON_CONNU : { nombre: unite === 'taux' ? Math.round(brute * 10_000) / 100 : unite === 'pour_mille' || !Number.isInteger(brute) ? Math.round(brute * 100) / 100 : brute });
const UNITES: Readonly<Record<Indicateur['unite'], string>> = { places: 'places', taux: '%', pour_mille: 'pour 1 000', jours: 'jours', fiches: 'fiches' };
const moment = ({ du, au }: Periode): string => (du === au ? dateEcrite(du) : periodeEcrite(du, au));

/** Un calcul en tableau : les codes et les noms de chaque axe, les deux moitiés de la fraction, la valeur, les sous-totaux et le total. Le poste et la console écrivent le même. */
export const tableauIndicateur = (indicateur: Indicateur, axes: readonly Axe[], resultat: ResultatIndicateur): { readonly colonnes: readonly ColonneExport[]; readonly lignes: readonly (readonly Cellule[])[]; readonly provenance: Provenance } => {
  const { numerateur, denominateur, composantes = [] } = indicateur;
  const compare = resultat.comparaison !== null;
  const colonnes: ColonneExport[] = [
    ...axes.flatMap((axe) => [{ titre: `${AXES[axe]} (code)`, largeur: 14 }, { titre: AXES[axe], largeur: 30 }]), { titre: numerateur.libelle, largeur: 22, nombres: true }, ...(denominateur === null ? [] : [{ titre: denominateur.libelle, largeur: 22, nombres: true }]),
    { titre: `${indicateur.libelle} (${UNITES[indicateur.unite]})`, largeur: 22, nombres: true }, ...composantes.map(({ libelle }) => ({ titre: libelle, largeur: 18, nombres: true })),
    ...(compare ? [{ titre: `Au ${moment(resultat.comparaison as Periode)}`, largeur: 18, nombres: true }, { titre: 'Écart', largeur: 14, nombres: true }] : []),
  ];
  const enCellules = ({ cles, libelles, ...chiffre }: Ligne): Cellule[] => [
    ...axes.flatMap((_, rang) => (rang < cles.length ? [{ texte: cles[rang] ?? '' }, { texte: libelles[rang] ?? '' }] : [null, rang === cles.length ? { texte: 'Total' } : null])),
    nombre(chiffre.numerateur), ...(denominateur === null ? [] : [nombre(chiffre.denominateur)]), valeur(indicateur, chiffre.valeur), ...composantes.map(({ cle }) => nombre(chiffre.composantes[cle] ?? null)),
    ...(compare ? [valeur(indicateur, chiffre.avant?.valeur ?? null), valeur(indicateur, chiffre.avant?.ecart ?? null)] : []),
  ];
  // chaque sous-total suit les siennes
  const dessous = new Map<string, LigneIndicateur[]>();
  for (const ligne of [...resultat.sousTotaux, ...resultat.lignes]) { const parent = ligne.cles.slice(0, -1).join('\u0000'); dessous.set(parent, [...(dessous.get(parent) ?? []), ligne]); }
  const derouler = (cles: readonly string[]): LigneIndicateur[] => (dessous.get(cles.join('\u0000')) ?? []).flatMap((ligne) => (ligne.cles.length >= axes.length ? [ligne] : [...derouler(ligne.cles), ligne]));
  return {
    colonnes, lignes: [...derouler([]), { cles: [], libelles: [], ...resultat.total }].map(enCellules),
    provenance: [['Indicateur', indicateur.libelle], ['Formule', denominateur === null ? numerateur.libelle : `${numerateur.libelle} / ${denominateur.libelle}`], ['Moment', moment(resultat.periode)], ['Exclus', indicateur.exclusions.join(' ; ')], ['Source', indicateur.source], ...indicateur.precautions.map((texte) => ['Précaution', texte] as const)],
  };
};
