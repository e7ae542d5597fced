import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useMemo } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { Accueil } from '../accueil/Accueil.tsx';
import { Cadre } from '../cadre/Cadre.tsx';
import { Coffre } from '../connexion/Coffre.tsx';
import { Connexion } from '../connexion/Connexion.tsx';
import { Offre } from '../offre/Offre.tsx';
import { requetes } from '../poste/requetes.ts';
import { ContexteSession, enActeur, useEtatSession } from '../poste/session.ts';
import { Synchronisation } from '../synchronisation/Synchronisation.tsx';
import { Echec, Vide } from '../ui/Etats.tsx';
import { FournisseurTheme } from '../ui/theme.tsx';
import { FournisseurToasts } from '../ui/Toasts.tsx';
import { Validation } from '../validation/Validation.tsx';
import { ecransDe } from './ecrans.ts';
import { Garde } from './Garde.tsx';

/** Les écrans d’une session ouverte ; une adresse inconnue ou interdite au profil mène au premier écran permis. */
const Ecrans = (): ReactElement | null => {
  const { data: etat, error, refetch } = useEtatSession();
  const utilisateur = etat?.utilisateur ?? null;
  const ouverte = useMemo(() => (etat === undefined || utilisateur === null ? null : { utilisateur, acteur: enActeur(utilisateur), session: etat }), [etat, utilisateur]);
  if (error !== null && etat === undefined) return <div className="app" style={{ display: 'flex' }}><Echec erreur={error} reessayer={() => { void refetch(); }} /></div>;
  if (etat === undefined) return null;
  if (etat.coffre.etat !== 'ouvert') return <Coffre coffre={etat.coffre} />;
  if (ouverte === null) return <Connexion etat={etat} />;
  const permis = ecransDe(ouverte.acteur.profil);
  return (
    <ContexteSession.Provider value={ouverte}>
      <Cadre key={ouverte.utilisateur.id}>
        <Routes>
          <Route path="/accueil" element={<Garde ecran="accueil"><Accueil /></Garde>} />
          <Route path="/offre/*" element={<Garde ecran="offre"><Offre /></Garde>} />
          <Route path="/validation/*" element={<Garde ecran="validation"><Validation /></Garde>} />
          <Route path="/synchronisation/*" element={<Synchronisation />} />
          <Route path="*" element={permis[0] === undefined ? <SansEcran /> : <Navigate to={`/${permis[0]}`} replace />} />
        </Routes>
      </Cadre>
    </ContexteSession.Provider>
  );
};

/** Profil sans écran dans cette version : le dire, plutôt qu’une page vide. */
const SansEcran = (): ReactElement => (
  <div className="travail"><Vide titre="Aucun écran n’est ouvert à ce profil" icone="file-text-line"><span>Un analyste lit des indicateurs anonymisés, jamais les fiches de l’offre. Ces indicateurs ne sont pas encore dans cette version.</span></Vide></div>
);

export const Application = (): ReactElement => (
  <FournisseurTheme>
    <QueryClientProvider client={requetes}>
      <BrowserRouter>
        <FournisseurToasts><Ecrans /></FournisseurToasts>
      </BrowserRouter>
    </QueryClientProvider>
  </FournisseurTheme>
);
