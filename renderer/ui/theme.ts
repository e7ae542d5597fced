import { useSyncExternalStore } from 'react';
import { ecrireStockage, lireStockage } from './stockage.ts';

export type ChoixTheme = 'systeme' | 'clair' | 'sombre';
export const LIBELLES_THEME: Record<ChoixTheme, string> = { systeme: 'Comme le système', clair: 'Clair', sombre: 'Sombre' };

const CLE = 'siao.theme';
const systeme = window.matchMedia('(prefers-color-scheme: dark)');
let choix = lireStockage<ChoixTheme>(CLE, 'systeme');
const abonnes = new Set<() => void>();

const estSombre = (): boolean => choix === 'sombre' || (choix === 'systeme' && systeme.matches);
const appliquer = (): void => {
  const racine = document.documentElement;
  racine.dataset['frTheme'] = estSombre() ? 'dark' : 'light';
  racine.dataset['frScheme'] = choix === 'systeme' ? 'system' : choix === 'sombre' ? 'dark' : 'light';
  racine.style.colorScheme = estSombre() ? 'dark' : 'light';
  for (const abonne of abonnes) abonne();
};

/** À appeler avant le premier rendu : la page ne clignote pas d’un thème à l’autre. */
export const demarrerTheme = (): void => {
  systeme.addEventListener('change', appliquer);
  appliquer();
};
export const choisirTheme = (nouveau: ChoixTheme): void => {
  choix = nouveau;
  ecrireStockage(CLE, nouveau);
  appliquer();
};
const abonner = (rappel: () => void): (() => void) => {
  abonnes.add(rappel);
  return () => { abonnes.delete(rappel); };
};
export const useChoixTheme = (): ChoixTheme => useSyncExternalStore(abonner, () => choix);
export const useEstSombre = (): boolean => useSyncExternalStore(abonner, estSombre);
