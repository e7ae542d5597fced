import type { FocusEvent, KeyboardEvent, RefObject } from 'react';
import { useEffect, useRef } from 'react';

interface TableFleches {
  readonly ref: RefObject<HTMLTableElement | null>;
  readonly onKeyDown: (evenement: KeyboardEvent<HTMLTableElement>) => void;
  readonly onFocus: (evenement: FocusEvent<HTMLTableElement>) => void;
}

const boutons = (table: HTMLTableElement): HTMLButtonElement[] => [...table.querySelectorAll<HTMLButtonElement>('td button')];
const retenir = (table: HTMLTableElement, choisi: HTMLButtonElement | undefined): void => { for (const bouton of boutons(table)) bouton.tabIndex = bouton === choisi ? 0 : -1; };
/** La ligne et la colonne d’un bouton. */
const caseDe = (bouton: HTMLButtonElement): { readonly ligne: HTMLTableRowElement | null; readonly rang: number } => { const cellule = bouton.closest<HTMLTableCellElement>('td'); return { ligne: cellule?.closest('tr') ?? null, rang: cellule?.cellIndex ?? 0 }; };

/**
 * Une table de nombres qui s’ouvrent : Tab s’y arrête une fois, les flèches vont d’un nombre à l’autre, Début et Fin aux bouts. Sans cela, une table de soixante lignes prendrait
 * deux cents arrêts de Tab.
 */
export const useTableFleches = (): TableFleches => {
  const ref = useRef<HTMLTableElement>(null);
  // à chaque dessin : des boutons ont pu naître ou disparaître
  useEffect(() => { const table = ref.current; if (table !== null) retenir(table, boutons(table).find(({ tabIndex, dataset }) => tabIndex === 0 && dataset['arret'] === 'oui') ?? boutons(table)[0]); });
  return {
    ref,
    onFocus: ({ target }) => {
      const table = ref.current;
      if (table === null || !(target instanceof HTMLButtonElement)) return;
      for (const bouton of boutons(table)) delete bouton.dataset['arret'];
      target.dataset['arret'] = 'oui';
      retenir(table, target);
    },
    onKeyDown: (evenement) => {
      const { key, target, ctrlKey, altKey, metaKey } = evenement;
      const table = ref.current;
      if (table === null || ctrlKey || altKey || metaKey || !(target instanceof HTMLButtonElement)) return;
      const tous = boutons(table);
      const place = tous.indexOf(target);
      const { ligne, rang } = caseDe(target);
      const enColonne = tous.filter((bouton) => caseDe(bouton).rang === rang);
      const vers = key === 'ArrowRight' ? tous[place + 1] : key === 'ArrowLeft' ? tous[place - 1] : key === 'Home' ? tous[0] : key === 'End' ? tous.at(-1)
        : key === 'ArrowDown' ? enColonne[enColonne.indexOf(target) + 1] : key === 'ArrowUp' ? enColonne[enColonne.indexOf(target) - 1] : undefined;
      const memeLigne = vers !== undefined && caseDe(vers).ligne === ligne;
      if (vers === undefined || ((key === 'ArrowRight' || key === 'ArrowLeft') && !memeLigne)) { if (key.startsWith('Arrow')) evenement.preventDefault(); return; }
      evenement.preventDefault();
      vers.focus();
    },
  };
};
