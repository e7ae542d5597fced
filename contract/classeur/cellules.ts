import type { Style } from './styles.ts';

/** Une cellule de tableau. Un texte reste un texte (« 007 », « =1+1 ») ; `date` : `AAAA-MM-JJ`. `style` : comment un classeur la montre ; ailleurs, il ne dit rien. */
export type Cellule = { readonly texte: string; readonly style?: Style } | { readonly nombre: number; readonly style?: Style } | { readonly date: string; readonly style?: Style } | null;

/** « 24/11/2026 ». */
export const dateEnTexte = (date: string): string => `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
