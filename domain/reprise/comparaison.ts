import { cleDeTri } from '../texte.ts';
import type { Lien } from './association.ts';
import { cleDeLignePlace, cleDeLigneStructure, cleDeLigneUtilisateur, comparerCellules } from './cles.ts';
import type { Etapes } from './etapes.ts';
import { cadencer } from './etapes.ts';
import type { GenreFichier } from './gabarit/colonne.ts';
import type { LigneSource } from './source.ts';

/** Une version d’un fichier, lue. */
export interface VersionLue { readonly entetes: readonly string[]; readonly liens: readonly Lien[]; readonly lignes: readonly LigneSource[] }
interface CelluleChangee { readonly colonne: string; readonly avant: string; readonly apres: string }
/** Une ligne qui n’est pas la même d’une version à l’autre. `numero` : dans la version présente, sinon dans l’ancienne ; `cellules` : celles d’une ligne ajoutée ou retirée, par colonne. */
export interface LigneComparee { readonly sorte: 'ajoutee' | 'retiree' | 'changee'; readonly cle: string; readonly numero: number; readonly champs: readonly CelluleChangee[] }
export interface Comparaison { readonly lignes: readonly LigneComparee[]; readonly inchangees: number; /** Colonnes que l’autre version n’a pas. */ readonly colonnesAjoutees: readonly string[]; readonly colonnesRetirees: readonly string[] }

const CLES = { structures: cleDeLigneStructure, places: cleDeLignePlace, utilisateurs: cleDeLigneUtilisateur };

/** Les lignes d’une version par clé, celles de même clé dans l’ordre de leur contenu. */
function* parCle(genre: GenreFichier, { liens, lignes }: VersionLue, finEtape: () => boolean): Etapes<Map<string, LigneSource[]>> {
  const rangs = new Map(liens.map(({ cle, rang }) => [cle, rang]));
  let courantes: readonly string[] = [];
  const valeurs = { texte: (champ: string): string => { const rang = rangs.get(champ); return rang === undefined ? '' : (courantes[rang] ?? '').trim(); } };
  const rangees = new Map<string, LigneSource[]>();
  for (const ligne of lignes) {
    if (finEtape()) yield;
    courantes = ligne.cellules;
    const cle = CLES[genre](valeurs);
    const siennes = rangees.get(cle);
    if (siennes === undefined) rangees.set(cle, [ligne]); else siennes.push(ligne);
  }
  for (const siennes of rangees.values()) if (siennes.length > 1) siennes.sort((une, autre) => comparerCellules(une.cellules, autre.cellules) || une.numero - autre.numero);
  return rangees;
}

/** Les colonnes des deux versions, appariées par ce qu’elles décrivent (le gabarit), sinon par leur en-tête. */
const apparier = (avant: VersionLue, apres: VersionLue): { readonly nom: string; readonly avant: number | null; readonly apres: number | null }[] => {
  const descripteurs = ({ entetes, liens }: VersionLue): string[] => { const cles = new Map(liens.map(({ rang, cle }) => [rang, `=${cle}`])); return entetes.map((entete, rang) => cles.get(rang) ?? cleDeTri(entete)); };
  const [anciennes, nouvelles] = [descripteurs(avant), descripteurs(apres)];
  const rangs = new Map(anciennes.map((descripteur, rang) => [descripteur, rang]));
  const presentes = new Set(nouvelles);
  return [
    ...nouvelles.map((descripteur, rang) => ({ nom: apres.entetes[rang] ?? '', avant: rangs.get(descripteur) ?? null, apres: rang })),
    ...anciennes.flatMap((descripteur, rang) => (presentes.has(descripteur) ? [] : [{ nom: avant.entetes[rang] ?? '', avant: rang, apres: null }])),
  ];
};

/**
 * Ce qui a changé d’une version d’un fichier à la suivante : lignes ajoutées, retirées, changées, par clé de ligne. L’ordre des lignes et celui des colonnes ne comptent pas.
 * De plusieurs lignes de même clé, celles qui sont restées mot pour mot s’apparient d’abord.
 */
export function* comparerVersions(genre: GenreFichier, avant: VersionLue, apres: VersionLue): Etapes<Comparaison> {
  const finEtape = cadencer();
  const colonnes = apparier(avant, apres);
  const communes = colonnes.filter((colonne) => colonne.avant !== null && colonne.apres !== null);
  const anciennes = yield* parCle(genre, avant, finEtape);
  const nouvelles = yield* parCle(genre, apres, finEtape);
  const lire = (ligne: LigneSource, rang: number | null): string => (rang === null ? '' : (ligne.cellules[rang] ?? '').trim());
  const ecarts = (ancienne: LigneSource, nouvelle: LigneSource): CelluleChangee[] => communes.flatMap(({ nom, avant: de, apres: vers }) => { const [a, b] = [lire(ancienne, de), lire(nouvelle, vers)]; return a === b ? [] : [{ colonne: nom, avant: a, apres: b }]; });
  const lignes: LigneComparee[] = [];
  let inchangees = 0;
  for (const [cle, siennes] of nouvelles) {
    if (finEtape()) yield;
    const restent = [...(anciennes.get(cle) ?? [])];
    const autres = siennes.filter((nouvelle) => {
      const rang = restent.findIndex((ancienne) => ecarts(ancienne, nouvelle).length === 0);
      if (rang < 0) return true;
      restent.splice(rang, 1);
      inchangees += 1;
      return false;
    });
    for (const nouvelle of autres) {
      const ancienne = restent.shift();
      if (ancienne === undefined) lignes.push({ sorte: 'ajoutee', cle, numero: nouvelle.numero, champs: colonnes.flatMap(({ nom, apres: rang }) => { const valeur = lire(nouvelle, rang); return valeur === '' ? [] : [{ colonne: nom, avant: '', apres: valeur }]; }) });
      else lignes.push({ sorte: 'changee', cle, numero: nouvelle.numero, champs: ecarts(ancienne, nouvelle) });
    }
    anciennes.set(cle, restent);
  }
  for (const [cle, restent] of anciennes) for (const ancienne of restent) lignes.push({ sorte: 'retiree', cle, numero: ancienne.numero, champs: colonnes.flatMap(({ nom, avant: rang }) => { const valeur = lire(ancienne, rang); return valeur === '' ? [] : [{ colonne: nom, avant: valeur, apres: '' }]; }) });
  return {
    lignes: lignes.sort((une, autre) => une.numero - autre.numero), inchangees,
    colonnesAjoutees: colonnes.filter((colonne) => colonne.avant === null).map(({ nom }) => nom), colonnesRetirees: colonnes.filter((colonne) => colonne.apres === null).map(({ nom }) => nom),
  };
}
