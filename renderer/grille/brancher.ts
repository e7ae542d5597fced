import type { Column, GridApi } from 'ag-grid-community';
import { apresFrappe } from './frappes.ts';
import { glisser } from './glisser.ts';
import type { Peintes } from './peinture.ts';
import { celluleSous, peindrePlage } from './peinture.ts';
import type { Cellule, Limites, Plage } from './plage.ts';
import { borner, bornes, contient, estUneCellule, etendreRecopie, memeCellule, memePlage, plageDe } from './plage.ts';

export interface Branchement {
  lire(): Plage | null;
  /** Remplace la plage, ramenée dans la grille. */
  choisir(plage: Plage | null): void;
  debrancher(): void;
}
interface Options<R> {
  /** L’élément qui porte la grille. */
  readonly cadre: HTMLElement;
  /** La grille du moment ; `undefined` tant qu’elle n’est pas prête. */
  readonly api: () => GridApi<R> | undefined;
  /** Lignes de la vue, lues ou non. */
  readonly total: () => number;
  readonly surPlage: (plage: Plage | null) => void;
  /** La poignée de recopie a été tirée : la source, et la plage qui la contient. Rend `undefined` quand cette grille ne se recopie pas. */
  readonly surRecopie: () => ((source: Plage, plage: Plage) => void) | undefined;
}

// une cellule peut porter un bouton ou un lien : son clic lui revient
const INTERACTIF = 'button, a[href], input, select, textarea, label, [contenteditable="true"], .ag-cell-inline-editing';
/** Pixels, depuis le coin, où l’appui tire la poignée de recopie. */
const POIGNEE = 9;
/** Rien ne change dans la page sous cet attribut que la peinture elle-même écrirait : pas de boucle. */
const OBSERVE: MutationObserverInit = { childList: true, subtree: true, attributes: true, attributeFilter: ['row-index', 'aria-colindex'] };

/** La cellule d’un appui de souris ou de stylet ; `null` ailleurs, au doigt (il fait défiler), ou sur ce qui a son propre clic. */
const celluleVisee = ({ target, pointerType }: PointerEvent, colonnes: readonly string[]): Cellule | null => (target instanceof Element && pointerType !== 'touch' && target.closest(INTERACTIF) === null ? celluleSous(target, colonnes) : null);

const retenir = (evenement: Event): void => { evenement.preventDefault(); evenement.stopPropagation(); };

/** Les colonnes où une plage passe : celles où le clavier va (la case à cocher n’en est pas). */
export const colonnesDePlage = <R,>(grille: GridApi<R>): readonly Column[] => grille.getAllDisplayedColumns().filter((colonne) => colonne.getColDef().suppressNavigable !== true);

/** Les gestes de tableur sur une grille, par délégation sur son cadre : aucun gestionnaire d’AG Grid n’est pris, l’écran garde les siens. */
export const brancherPlage = <R,>({ cadre, api, total, surPlage, surRecopie }: Options<R>): Branchement => {
  let plage: Plage | null = null;
  let peintes: Peintes = new Map();
  /** Dernière cellule à avoir eu le focus : le retrouver au retour d’une autre fenêtre ne défait pas la plage. */
  let focus: Cellule | null = null;
  let colonnesTenues = '';
  let focusGarde = false;
  let arreterGlisse: (() => void) | undefined;

  const vivante = (): GridApi<R> | undefined => { const grille = api(); return grille === undefined || grille.isDestroyed() ? undefined : grille; };
  const colonnes = (): readonly string[] => { const grille = vivante(); return grille === undefined ? [] : colonnesDePlage(grille).map((colonne) => colonne.getColId()); };
  const limites = (): Limites => ({ rangs: total(), colonnes: colonnes().length });

  const peindre = (): void => {
    peintes = peindrePlage(cadre, plage, peintes, colonnes());
    if (plage !== null) cadre.querySelector('[role="grid"], [role="treegrid"]')?.setAttribute('aria-multiselectable', 'true');
  };
  const changer = (voulue: Plage | null): void => {
    const suivante = voulue === null ? null : borner(voulue, limites());
    if (memePlage(suivante, plage)) return;
    plage = suivante;
    colonnesTenues = colonnes().join('\n');
    peindre();
    surPlage(plage);
  };
  const montrer = ({ rang, colonne }: Cellule, avant: Cellule): void => {
    const grille = vivante();
    if (grille === undefined) return;
    const visee = colonnesDePlage(grille)[colonne];
    if (rang !== avant.rang && rang < grille.getDisplayedRowCount()) grille.ensureIndexVisible(rang);
    // une colonne figée à gauche est toujours visible : aller jusqu’à elle, c’est revenir au début de celles qui défilent
    const amenee = visee?.isPinnedLeft() === true ? grille.getDisplayedCenterColumns()[0] : visee;
    if (colonne !== avant.colonne && amenee !== undefined) grille.ensureColumnVisible(amenee);
  };

  // avant l’affichage : les cellules que le défilement ajoute sont peintes dans l’image où elles paraissent
  const observateur = new MutationObserver(() => {
    if (plage === null || vivante() === undefined) return;
    // une colonne cachée ou déplacée : les indices ne désignent plus les mêmes cellules
    if (colonnes().join('\n') === colonnesTenues) peindre(); else changer(null);
  });

  const surFocus = ({ target }: FocusEvent): void => {
    const cellule = celluleSous(target, colonnes());
    if (cellule === null || (focus !== null && memeCellule(focus, cellule))) return;
    focus = cellule;
    changer(plageDe(cellule));
  };
  const rendreFocus = (): void => {
    if (document.activeElement?.matches('.ag-cell') === true && cadre.contains(document.activeElement)) return;
    const id = focus === null ? undefined : colonnes()[focus.colonne];
    if (focus !== null && id !== undefined) vivante()?.setFocusedCell(focus.rang, id);
  };
  /** Vrai sur la poignée de recopie : le coin bas droit de la plage. */
  const surPoignee = ({ target, clientX, clientY }: PointerEvent, cellule: Cellule): boolean => {
    if (plage === null || surRecopie() === undefined || !(target instanceof Element)) return false;
    const { rangFin, colFin } = bornes(plage);
    const rect = target.closest('.ag-cell')?.getBoundingClientRect();
    return cellule.rang === rangFin && cellule.colonne === colFin && rect !== undefined && rect.right - clientX <= POIGNEE && rect.bottom - clientY <= POIGNEE;
  };
  const recopier = (source: Plage): void => {
    const viser = ({ rang }: Cellule): void => { changer(etendreRecopie(source, rang)); };
    cadre.dataset['plage'] = 'controle';
    arreterGlisse?.();
    arreterGlisse = glisser({
      cadre, colonnes, tete: () => plage?.tete ?? null, viser,
      avancer: (tete) => { const avant = plage?.tete; viser(tete); if (plage !== null && avant !== undefined) montrer(plage.tete, avant); },
      lacher: () => {
        delete cadre.dataset['plage'];
        if (plage !== null && !memePlage(plage, source)) surRecopie()?.(source, plage);
      },
    });
  };
  const commencerGlisse = (): void => {
    arreterGlisse?.();
    arreterGlisse = glisser({
      cadre, colonnes, tete: () => plage?.tete ?? null,
      viser: (tete) => {
        if (plage === null) return;
        const avant = plage;
        changer({ ancre: avant.ancre, tete });
      },
      avancer: (tete) => {
        if (plage === null) return;
        const avant = plage;
        changer({ ancre: avant.ancre, tete });
        montrer(plage.tete, avant.tete);
      },
    });
  };
  /** Vrai quand la cellule courante doit rester où elle est : clic droit dans la plage, Maj+clic. */
  const garderFocus = ({ button, shiftKey }: MouseEvent, cellule: Cellule): boolean =>
    (button === 2 ? plage !== null && !estUneCellule(plage) && contient(plage, cellule) : button === 0 && shiftKey && (plage !== null || focus !== null));
  const surAppui = (evenement: PointerEvent): void => {
    const cellule = celluleVisee(evenement, colonnes());
    if (cellule !== null && plage !== null && evenement.button === 0 && !evenement.shiftKey && surPoignee(evenement, cellule)) {
      focusGarde = true;
      evenement.stopPropagation();
      recopier(plage);
      return;
    }
    focusGarde = cellule !== null && garderFocus(evenement, cellule);
    if (cellule === null) return;
    // AG Grid, qui déplacerait la cellule courante, ne voit pas l’appui
    if (focusGarde) evenement.stopPropagation();
    if (evenement.button !== 0) return;
    const ancre = plage?.ancre ?? focus;
    if (focusGarde && ancre !== null) changer({ ancre, tete: cellule });
    else {
      focus = cellule;
      changer(plageDe(cellule));
    }
    commencerGlisse();
  };
  /** L’appui vu du navigateur, qui lui aussi déplacerait le focus. Retenir `pointerdown` à la place supprimerait `mousemove`, dont le glissement a besoin. */
  const surAppuiSouris = (evenement: MouseEvent): void => {
    if (!focusGarde) return;
    focusGarde = false;
    evenement.preventDefault();
    rendreFocus();
  };
  const lignesParPage = (): number => {
    const grille = vivante();
    if (grille === undefined) return 1;
    const { top, bottom } = grille.getVerticalPixelRange();
    return Math.floor((bottom - top) / (grille.getGridOption('rowHeight') ?? grille.getSizesForCurrentTheme().rowHeight)) - 1;
  };
  const surTouche = (evenement: KeyboardEvent): void => {
    const cellule = celluleSous(evenement.target, colonnes());
    // dans un éditeur ou sur un bouton de la cellule, la touche leur revient
    if (cellule === null || !(evenement.target instanceof Element) || !evenement.target.matches('.ag-cell')) return;
    const base = plage ?? plageDe(cellule);
    const suivante = apresFrappe(evenement, base, limites(), lignesParPage());
    if (suivante === undefined) return;
    retenir(evenement);
    changer(suivante);
    // une ligne, une colonne ou toute la grille se prennent sans quitter des yeux la cellule courante
    if (suivante !== null && evenement.shiftKey && evenement.key !== ' ') montrer(suivante.tete, base.tete);
  };

  cadre.addEventListener('focusin', surFocus);
  cadre.addEventListener('pointerdown', surAppui, true);
  cadre.addEventListener('mousedown', surAppuiSouris, true);
  cadre.addEventListener('keydown', surTouche, true);
  observateur.observe(cadre, OBSERVE);
  return {
    lire: () => plage,
    choisir: changer,
    debrancher: () => {
      arreterGlisse?.();
      observateur.disconnect();
      cadre.removeEventListener('focusin', surFocus);
      cadre.removeEventListener('pointerdown', surAppui, true);
      cadre.removeEventListener('mousedown', surAppuiSouris, true);
      cadre.removeEventListener('keydown', surTouche, true);
      peindrePlage(cadre, null, peintes);
    },
  };
};
