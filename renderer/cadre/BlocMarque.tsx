import type { ReactElement } from 'react';

/** Bloc-marque réduit pour le bandeau de 52 px ; l’en-tête complet du DSFR est sur l’écran de connexion. */
export const BlocMarque = (): ReactElement => (
  <span className="bloc-marque">
    <svg width="30" height="12" viewBox="0 0 30 12" aria-hidden="true">
      <rect width="30" height="12" fill="#fff" /><rect width="13" height="12" fill="#000091" /><rect x="18" width="12" height="12" fill="#e1000f" />
      <path d="M13 0c1.6.8 3.4 1.5 3.6 3.2.1.9 1.2 1.4 1 2.1-.2.5-1 .5-.8 1.2.2.8-.2 1.2-.9 1.2-.7 0-.9.6-.6 1.4.4 1.2.2 2.2-.9 2.9H12V0z" fill="#fff" />
      <path d="M13.6 0c-.6 1.6-.2 2.6.5 3.6s.4 2.4-.2 3.6-.6 3 .3 4.8H9.5V0z" fill="#000091" opacity=".35" />
    </svg>
    <span>République<br />française</span>
  </span>
);
