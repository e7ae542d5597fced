import type { RefObject } from 'react';
import { useEffect, useRef } from 'react';
import { lireStockage } from './stockage.ts';

/** Réglage « raccourcis à une lettre » (RGAA 12.11) ; actif par défaut. */
export const CLE_LETTRES = 'siao.raccourcis.lettres';

/** Vrai dans un champ où l’on écrit : ses touches lui reviennent. */
export const estSaisie = (cible: EventTarget | null): boolean =>
  cible instanceof HTMLElement && (cible.isContentEditable || cible instanceof HTMLTextAreaElement || cible instanceof HTMLSelectElement || (cible instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(cible.type)));

/** Nom d’une frappe : « Ctrl+Maj+V », « Alt+ArrowUp », « n », « ? ». */
const nomDeFrappe = (evenement: KeyboardEvent): string => {
  const touche = evenement.key.length === 1 ? evenement.key.toLowerCase() : evenement.key;
  const lettre = /^[a-z0-9]$/u.test(touche);
  // Maj compte pour une lettre ou une touche nommée ; pour « ? » ou « / », elle dépend du clavier
  const maj = evenement.shiftKey && (lettre || touche.length > 1);
  // Ctrl+chiffre : la rangée du haut d’un clavier français donne « & », « é »…
  const chiffre = (evenement.ctrlKey || evenement.altKey) && /^Digit\d$/u.test(evenement.code) ? evenement.code.slice(5) : undefined;
  return [evenement.ctrlKey || evenement.metaKey ? 'Ctrl+' : '', evenement.altKey ? 'Alt+' : '', maj ? 'Maj+' : '', chiffre ?? touche].join('');
};

/** Un traitement qui rend `false` laisse la touche à la page. */
type Table = Readonly<Record<string, (evenement: KeyboardEvent) => void | boolean>>;
interface Options { readonly actif?: boolean; readonly sousModale?: boolean }

/**
 * Raccourcis clavier de l’écran. Une touche seule n’agit ni dans un champ de saisie, ni sous un dialogue, ni si la personne
 * a coupé les raccourcis à une lettre. `sousModale` : la table appartient au dialogue ouvert.
 */
export const useRaccourcis = (table: Table, { actif = true, sousModale = false }: Options = {}): void => {
  const courante = useRef(table);
  useEffect(() => { courante.current = table; });
  useEffect(() => {
    if (!actif) return undefined;
    const ecouter = (evenement: KeyboardEvent): void => {
      if (evenement.defaultPrevented) return;
      const nom = nomDeFrappe(evenement);
      const agir = Object.hasOwn(courante.current, nom) ? courante.current[nom] : undefined;
      if (agir === undefined) return;
      if (!sousModale && document.querySelector('[data-modale], .MuiPopover-root') !== null) return;
      const seule = nom.length === 1;
      if (seule && (estSaisie(evenement.target) || !lireStockage(CLE_LETTRES, true))) return;
      if (agir(evenement) !== false) evenement.preventDefault();
    };
    window.addEventListener('keydown', ecouter);
    return () => { window.removeEventListener('keydown', ecouter); };
  }, [actif, sousModale]);
};

/**
 * Seconde touche d’une séquence (« G » puis « O »). Écoutée avant les raccourcis des écrans : « V » après « G » change d’écran au lieu de valider.
 * `depuis` : instant de la première touche, 0 quand aucune séquence n’est commencée.
 */
export const useSequence = (depuis: RefObject<number>, table: Readonly<Record<string, () => void>>, delai = 1500): void => {
  const courante = useRef(table);
  useEffect(() => { courante.current = table; });
  useEffect(() => {
    const ecouter = (evenement: KeyboardEvent): void => {
      if (depuis.current === 0 || Date.now() - depuis.current > delai) return;
      const nom = nomDeFrappe(evenement);
      if (nom === 'g') return;
      depuis.current = 0;
      if (!Object.hasOwn(courante.current, nom)) return;
      evenement.preventDefault();
      evenement.stopPropagation();
      courante.current[nom]?.();
    };
    window.addEventListener('keydown', ecouter, true);
    return () => { window.removeEventListener('keydown', ecouter, true); };
  }, [depuis, delai]);
};

const prisesDeFocus = new WeakMap<Element, () => void>();
/** Une zone que F6 atteint peut dire elle-même où va le focus (la grille : sa cellule courante). */
export const definirFocusDeZone = (zone: Element, prendre: () => void): void => { prisesDeFocus.set(zone, prendre); };

const FOCALISABLE = 'a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]:not([tabindex="-1"])';
/** F6 : zone suivante (navigation, barre d’outils, grille, panneau) ; Maj+F6 : précédente. */
export const allerZone = (sens: 1 | -1): void => {
  const zones = [...document.querySelectorAll<HTMLElement>('[data-zone]')].filter((zone) => zone.offsetParent !== null || zone.getClientRects().length > 0);
  if (zones.length === 0) return;
  const ici = zones.findIndex((zone) => zone.contains(document.activeElement));
  for (let pas = 1; pas <= zones.length; pas += 1) {
    const zone = zones[(Math.max(ici, ici === -1 && sens === 1 ? -1 : 0) + sens * pas + zones.length * 2) % zones.length];
    if (zone === undefined) continue;
    const prendre = prisesDeFocus.get(zone);
    if (prendre !== undefined) { prendre(); return; }
    const cible = zone.querySelector<HTMLElement>('[aria-current="page"], [aria-selected="true"]') ?? zone.querySelector<HTMLElement>(FOCALISABLE);
    if (cible !== null) { cible.focus(); return; }
  }
};
