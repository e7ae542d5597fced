import { celluleSous } from './peinture.ts';
import type { Cellule } from './plage.ts';

const PERIODE = 50;
/** Pixels hors du cadre pour une ligne de plus à chaque pas : plus loin, plus vite. */
const PALIER = 24;
/** En dedans du bord, où une cellule est sûrement sous le pointeur. */
const MARGE = 4;

interface Cadrage { readonly haut: number; readonly bas: number; readonly gauche: number; readonly droite: number }
interface Options {
  readonly cadre: HTMLElement;
  /** Identifiants des colonnes affichées, dans l’ordre. */
  readonly colonnes: () => readonly string[];
  readonly tete: () => Cellule | null;
  /** Le pointeur est sur cette cellule. */
  readonly viser: (tete: Cellule) => void;
  /** Le pointeur est hors de la grille : la tête va à cette cellule (peut-être hors limites), à amener à l’écran. */
  readonly avancer: (tete: Cellule) => void;
  /** Le bouton est lâché. */
  readonly lacher?: () => void;
}

/** De combien `valeur` sort de [debut, fin], avec son signe ; 0 dedans. */
export const hors = (valeur: number, debut: number, fin: number): number => (valeur < debut ? valeur - debut : valeur > fin ? valeur - fin : 0);
/** Pas de défilement, en lignes, pour un dépassement en pixels. */
export const pasDeDefilement = (depassement: number): number => (depassement === 0 ? 0 : Math.sign(depassement) * (1 + Math.floor(Math.abs(depassement) / PALIER)));

/** Où sont les lignes : sous les en-têtes, à gauche de la barre de défilement. */
const cadrageDe = (cadre: HTMLElement): Cadrage => {
  const rect = (selecteur: string): DOMRect | undefined => { const lu = cadre.querySelector(selecteur)?.getBoundingClientRect(); return lu === undefined || lu.width === 0 ? undefined : lu; };
  const { top, bottom, left, right } = rect('.ag-grid-viewport') ?? cadre.getBoundingClientRect();
  return { haut: (rect('.ag-header')?.bottom ?? top) + MARGE, bas: bottom - MARGE, gauche: left + MARGE, droite: (rect('.ag-body-vertical-scroll')?.left ?? right) - MARGE };
};

/** Suit la souris, bouton tenu, jusqu’à ce qu’il soit lâché ; hors de la grille, avance à chaque pas. Rend de quoi arrêter. */
export const glisser = ({ cadre, colonnes, tete, viser, avancer, lacher }: Options): (() => void) => {
  let pointeur: { readonly x: number; readonly y: number } | null = null;
  const situer = (): { readonly dx: number; readonly dy: number; readonly sous: Cellule | null } | null => {
    if (pointeur === null) return null;
    const { haut, bas, gauche, droite } = cadrageDe(cadre);
    const [dx, dy] = [hors(pointeur.x, gauche, droite), hors(pointeur.y, haut, bas)];
    const element = document.elementFromPoint(pointeur.x - dx, pointeur.y - dy);
    return { dx, dy, sous: cadre.contains(element) ? celluleSous(element, colonnes()) : null };
  };
  const suivre = (evenement: MouseEvent): void => {
    // bouton lâché hors de la fenêtre
    if ((evenement.buttons & 1) === 0) { finir(); return; }
    pointeur = { x: evenement.clientX, y: evenement.clientY };
    const [lieu, courante] = [situer(), tete()];
    if (lieu?.sous == null || courante === null) return;
    // dans le sens où le pointeur est sorti, c’est `avancer` qui mène
    viser({ rang: lieu.dy === 0 ? lieu.sous.rang : courante.rang, colonne: lieu.dx === 0 ? lieu.sous.colonne : courante.colonne });
  };
  const horloge = setInterval(() => {
    const [lieu, courante] = [situer(), tete()];
    if (lieu === null || courante === null || (lieu.dx === 0 && lieu.dy === 0)) return;
    avancer({ rang: courante.rang + pasDeDefilement(lieu.dy), colonne: courante.colonne + Math.sign(lieu.dx) });
  }, PERIODE);
  const arreter = (): void => {
    clearInterval(horloge);
    window.removeEventListener('mousemove', suivre);
    window.removeEventListener('mouseup', finir);
  };
  const finir = (): void => { arreter(); lacher?.(); };
  window.addEventListener('mousemove', suivre);
  window.addEventListener('mouseup', finir);
  return arreter;
};
