import type { Anomalie, CodeAnomalie, DefinitionAnomalie, Reparation } from '../anomalies.ts';
import { anomalie } from '../anomalies.ts';
import { LONGUEUR_CHAMP_MAXIMALE } from '../finess.ts';
import type { MarqueCellule } from '../source.ts';
import type { Lien } from '../association.ts';

export interface Precisions { readonly effet?: DefinitionAnomalie['effet']; /** Le même défaut n’empêche pas toujours de charger : un manque que l’on attend du format avertit. */ readonly gravite?: DefinitionAnomalie['gravite']; readonly reparation?: Reparation }
/** Les cellules d’une ligne, par colonne du gabarit, et de quoi dire ce qui ne va pas. Un seul lecteur sert à tout le fichier : `poser` passe à la ligne suivante. */
export interface Lecteur {
  poser(numero: number, cellules: readonly string[], marques: readonly MarqueCellule[] | undefined, cle: string): void;
  /** La valeur sans espace autour ; vide quand la colonne n’est pas associée. */
  texte(champ: string): string;
  estAssociee(champ: string): boolean;
  signaler(code: CodeAnomalie, champ: string | null, explication: string, precisions?: Precisions): void;
  /** Code de la première anomalie qui rejette la ligne. */
  rejet(): CodeAnomalie | null;
}

/** Les en-têtes associés, par colonne du gabarit. */
export interface Entetes { nom(champ: string): string | null }

export const faireAnomalie = (code: CodeAnomalie, ligne: { readonly numero: number; readonly cle: string }, champ: string | null, colonne: string | null, valeur: string | null, explication: string, { effet, gravite, reparation }: Precisions = {}): Anomalie => ({
  ...anomalie(code, ligne.numero, colonne, valeur, explication, effet), ...(gravite === undefined ? {} : { gravite }), cle: ligne.cle, ...(champ === null ? {} : { champ }), ...(reparation === undefined ? {} : { reparation }),
});

export const ouvrirLecteur = (liens: readonly Lien[], anomalies: Anomalie[]): Lecteur & Entetes => {
  const rangs = new Map(liens.map(({ cle, rang }) => [cle, rang]));
  const entetes = new Map(liens.map(({ cle, entete }) => [cle, entete]));
  let courante = { numero: 0, cle: '' };
  let cellules: readonly string[] = [];
  let rejet: CodeAnomalie | null = null;
  const texte = (champ: string): string => { const rang = rangs.get(champ); return rang === undefined ? '' : (cellules[rang] ?? '').trim(); };
  const signaler: Lecteur['signaler'] = (code, champ, explication, precisions) => {
    const faute = faireAnomalie(code, courante, champ, champ === null ? null : (entetes.get(champ) ?? champ), champ === null ? null : texte(champ), explication, precisions);
    if (faute.effet === 'ligne_rejetee' && rejet === null) rejet = code;
    anomalies.push(faute);
  };
  return {
    texte, signaler, rejet: () => rejet, estAssociee: (champ) => rangs.has(champ), nom: (champ) => entetes.get(champ) ?? null,
    poser: (numero, siennes, marques, cle) => {
      courante = { numero, cle };
      cellules = siennes;
      rejet = null;
      for (const { cle: champ, rang } of liens) {
        const longueur = siennes[rang]?.length ?? 0;
        if (longueur > LONGUEUR_CHAMP_MAXIMALE) signaler('F04', champ, `Cellule de ${longueur} caractères ; ${LONGUEUR_CHAMP_MAXIMALE} au plus.`);
      }
      if (marques === undefined) return;
      for (const { colonne, genre } of marques) {
        const lien = genre === 'erreur' ? liens.find(({ rang }) => rang === colonne) : undefined;
        if (lien !== undefined) signaler('F01', lien.cle, 'Le tableur a écrit une erreur dans cette cellule : sa valeur est perdue.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : valeur perdue' } });
      }
    },
  };
};
