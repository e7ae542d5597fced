import { useCallback, useState } from 'react';

/**
 * Lit une préférence de cette machine ; une valeur absente ou abîmée donne le défaut. Chromium écrit ce stockage en clair : rien de ce que la personne saisit ni
 * de l’offre n’y va (tests/e2e/disque.spec.ts) ; un brouillon va par `brouillons.ecrire`.
 */
export const lireStockage = <T,>(cle: string, defaut: T): T => {
  try {
    const brut = localStorage.getItem(cle);
    return brut === null ? defaut : (JSON.parse(brut) as T);
  } catch {
    return defaut;
  }
};
export const ecrireStockage = (cle: string, valeur: unknown): void => {
  try {
    if (valeur === undefined) localStorage.removeItem(cle);
    else localStorage.setItem(cle, JSON.stringify(valeur));
  } catch {
    // espace plein ou stockage refusé : une préférence perdue ne doit rien empêcher
  }
};

/** État qui survit à la fermeture de la fenêtre. */
export const useStockage = <T,>(cle: string, defaut: T): readonly [T, (valeur: T) => void] => {
  const [valeur, changer] = useState<T>(() => lireStockage(cle, defaut));
  const ecrire = useCallback((nouvelle: T) => { changer(nouvelle); ecrireStockage(cle, nouvelle); }, [cle]);
  return [valeur, ecrire] as const;
};

/** Clés gardées sur cette machine qui citent ce compte : densité, colonnes. */
const clesDe = (utilisateurId: string): readonly string[] => {
  try {
    return Object.keys(localStorage).filter((cle) => cle.startsWith('siao.') && cle.includes(utilisateurId));
  } catch {
    return [];
  }
};
/** Efface de la page tout ce qu’elle gardait pour ce compte. */
export const oublierStockage = (utilisateurId: string): void => { for (const cle of clesDe(utilisateurId)) ecrireStockage(cle, undefined); };
