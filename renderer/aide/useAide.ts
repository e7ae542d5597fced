import { createContext, useContext } from 'react';

/** Une page de l’aide que l’on demande par son nom, et non par l’écran où l’on est. */
export type PageAide = 'nouveautes' | 'probleme' | 'apropos';
/** Ce que tout écran peut demander à l’aide : s’ouvrir, ou montrer l’application. */
export interface Aider { readonly ouvrir: (page?: PageAide) => void; readonly visiter: () => void }
export const ContexteAide = createContext<Aider>({ ouvrir: () => undefined, visiter: () => undefined });
export const useAide = (): Aider => useContext(ContexteAide);
/** La visite a été faite, ou déclinée, par ce compte sur ce poste. */
export const cleVisite = (utilisateurId: string): string => `siao.aide.visite.${utilisateurId}`;
