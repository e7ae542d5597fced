import { cleDeTri } from '../../texte.ts';
import { lireDate } from '../controles/dates.ts';
import type { ColonneGabarit } from './colonne.ts';

/** Ce que la ligne d’exemple porte dans sa première colonne. */
export const MARQUE_EXEMPLE = 'EXEMPLE : ligne à effacer';
export const MOTIF_EXEMPLE = 'ligne d’exemple du gabarit';
const CLE_MARQUE = cleDeTri(MARQUE_EXEMPLE);

/** La ligne d’exemple d’un gabarit : ses valeurs vont ensemble, et sa première cellule dit ce qu’elle est. */
export const ligneDExemple = (colonnes: readonly ColonneGabarit[]): readonly string[] => colonnes.map(({ exemple, aPart }, rang) => (rang === 0 ? MARQUE_EXEMPLE : aPart === true ? '' : exemple));

const memeValeur = ({ sorte, exemple, aPart }: ColonneGabarit, valeur: string): boolean => {
  const attendue = aPart === true ? '' : exemple;
  if (valeur === attendue) return true;
  if (sorte !== 'date') return false;
  const [une, autre] = [lireDate(valeur), lireDate(attendue)];
  return une.genre === 'lue' && autre.genre === 'lue' && une.date === autre.date;
};
interface Cellules { texte(champ: string): string; estAssociee(champ: string): boolean }
/**
 * Dit si une ligne est l’exemple du gabarit, laissé dans le fichier. `intacte` : elle ne dit rien de plus, et n’est pas reprise (exclue, comptée au grand livre) ; sans sa marque, il faut
 * que toutes les colonnes soient là et disent l’exemple. `remplie` : quelqu’un y a écrit sans ôter la marque, et cela ne se jette pas sans le dire.
 */
export const reconnaitreExemple = ([premiere, ...autres]: readonly ColonneGabarit[]): ((cellules: Cellules) => 'intacte' | 'remplie' | null) => {
  const temoin = autres.find(({ obligatoire }) => obligatoire);
  if (premiere === undefined || temoin === undefined) return () => null;
  return (cellules) => {
    const tete = cellules.texte(premiere.cle);
    const marquee = /^exemple/iu.test(tete) && cleDeTri(tete) === CLE_MARQUE;
    // presque toutes les lignes s’arrêtent ici
    if (!marquee && cellules.texte(temoin.cle) !== temoin.exemple) return null;
    if (!marquee) return autres.every((colonne) => cellules.estAssociee(colonne.cle) && memeValeur(colonne, cellules.texte(colonne.cle))) ? 'intacte' : null;
    return autres.every((colonne) => { const valeur = cellules.texte(colonne.cle); return valeur === '' || memeValeur(colonne, valeur); }) ? 'intacte' : 'remplie';
  };
};
