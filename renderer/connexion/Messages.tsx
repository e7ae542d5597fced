import type { ReactElement, ReactNode } from 'react';
import { codeErreur, messageErreur } from '../poste/client.ts';
import { SUITES_ERREUR, TITRES_ERREUR } from './textes.ts';

/** Un échec tel que la carte le montre. */
export interface Echec { readonly titre: string; readonly message: string; readonly suite: string | null }
export const lireEchec = (panne: unknown, titre = 'Connexion impossible'): Echec => {
  const code = codeErreur(panne);
  return { titre: TITRES_ERREUR[code] ?? titre, message: messageErreur(panne), suite: SUITES_ERREUR[code] ?? null };
};

/** Sous le bouton, à une place gardée : un échec qui vient ou s’en va ne déplace rien. */
export const ZoneEchec = ({ echec, testid = 'erreur-connexion', haute = false }: { readonly echec: Echec | null; readonly testid?: string; readonly haute?: boolean }): ReactElement => (
  <div className={`zone-echec${haute ? ' haute' : ''}`} role="alert">
    {echec === null ? null : <div className="fr-alert fr-alert--error fr-alert--sm" data-testid={testid}><p><strong>{echec.titre}</strong><br />{echec.message}{echec.suite === null ? null : <><br />{echec.suite}</>}</p></div>}
  </div>
);

export const Bandeau = ({ genre, children, testid }: { readonly genre: 'info' | 'warning' | 'success'; readonly children: ReactNode; readonly testid?: string }): ReactElement => (
  <div className={`fr-alert fr-alert--${genre} fr-alert--sm fr-mb-2w`} role="status" data-testid={testid}><p>{children}</p></div>
);
