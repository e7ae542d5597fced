import type { ReactElement, ReactNode } from 'react';
import { TEXTES } from './textes.ts';

/** En-tête complet du DSFR : bloc-marque avec sa zone de protection, nom du service. */
const Entete = (): ReactElement => (
  <header role="banner" className="fr-header">
    <div className="fr-header__body">
      <div className="fr-container">
        <div className="fr-header__body-row">
          <div className="fr-header__brand">
            <div className="fr-header__brand-top"><div className="fr-header__logo"><p className="fr-logo">République<br />française</p></div></div>
            <div className="fr-header__service"><p className="fr-header__service-title">SIAO Offre</p><p className="fr-header__service-tagline">{TEXTES.baseline}</p></div>
          </div>
        </div>
      </div>
    </div>
  </header>
);

/** Page d’avant la session : l’en-tête et une ou deux cartes. */
export const PageConnexion = ({ seul, children }: { readonly seul: boolean; readonly children: ReactNode }): ReactElement => (
  <div className="connexion"><Entete /><main className={`connexion-corps${seul ? ' seul' : ''}`}>{children}</main></div>
);
