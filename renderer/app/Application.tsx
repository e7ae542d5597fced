import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useMemo, useRef } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { Accueil } from '../accueil/Accueil.tsx';
import { Agregats } from '../agregats/Agregats.tsx';
import { Cadre } from '../cadre/Cadre.tsx';
import { Calendrier } from '../calendrier/Calendrier.tsx';
import { AvisSession } from '../compte/AvisSession.tsx';
import { MonCompte } from '../compte/MonCompte.tsx';
import { Coffre } from '../connexion/Coffre.tsx';
import { Connexion } from '../connexion/Connexion.tsx';
import { Veille } from '../connexion/Veille.tsx';
import { PageVerrou } from '../connexion/Verrou.tsx';
import { Controles } from '../controles/Controles.tsx';
import { Journal } from '../journal/Journal.tsx';
import { Demandes } from '../demandes/Demandes.tsx';
import { Matrice } from '../droits/Matrice.tsx';
import { Indicateurs } from '../indicateurs/Indicateurs.tsx';
import { Nomenclature } from '../nomenclature/Nomenclature.tsx';
import { Occupation } from '../occupation/Occupation.tsx';
import { Offre } from '../offre/Offre.tsx';
import { Places } from '../places/Places.tsx';
import { useNomenclatureMontree } from '../poste/nomenclature.ts';
import { requetes } from '../poste/requetes.ts';
import { ContexteSession, enActeur, useEtatSession } from '../poste/session.ts';
import { Reprise } from '../reprise/Reprise.tsx';
import { Synchronisation } from '../synchronisation/Synchronisation.tsx';
import { Echec } from '../ui/Etats.tsx';
import { FournisseurTheme } from '../ui/theme.tsx';
import { FournisseurToasts } from '../ui/Toasts.tsx';
import { Utilisateurs } from '../utilisateurs/Utilisateurs.tsx';
import { Validation } from '../validation/Validation.tsx';
import { ecransDe } from './ecrans.ts';
import { Garde } from './Garde.tsx';

/** Les écrans d’une session ouverte ; une adresse inconnue ou interdite au profil mène au premier écran permis. */
const Ecrans = (): ReactElement | null => {
  const { data: etat, error, refetch } = useEtatSession();
  const utilisateur = etat?.utilisateur ?? null;
  // une page rechargée sous le verrou ne monte rien : elle n’aurait rien le droit de lire
  const monte = useRef<string | null>(null);
  const ouverte = useMemo(() => (etat === undefined || utilisateur === null ? null : { utilisateur, acteur: enActeur(utilisateur), session: etat }), [etat, utilisateur]);
  useNomenclatureMontree(ouverte !== null && etat?.verrou.ferme === false);
  if (error !== null && etat === undefined) return <div className="app" style={{ display: 'flex' }}><Echec erreur={error} reessayer={() => { void refetch(); }} /></div>;
  if (etat === undefined) return null;
  if (etat.coffre.etat !== 'ouvert') return <Coffre coffre={etat.coffre} />;
  // une étape de connexion reste à finir, même compte ouvert (codes de secours à conserver)
  if (ouverte === null || etat.etape !== null) { monte.current = null; return <Connexion etat={etat} />; }
  const { ferme, avertir } = etat.verrou;
  if (!ferme) monte.current = ouverte.utilisateur.id;
  const permis = ecransDe(ouverte.acteur.profil);
  return (
    <ContexteSession.Provider value={ouverte}>
      {/* d’un compte à l’autre, les messages ne se gardent pas */}
      {monte.current !== ouverte.utilisateur.id ? null : <FournisseurToasts key={ouverte.utilisateur.id} muet={ferme}><Cadre>
        <Routes>
          <Route path="/accueil" element={<Garde ecran="accueil"><Accueil /></Garde>} />
          <Route path="/offre/*" element={<Garde ecran="offre"><Offre /></Garde>} />
          <Route path="/places/groupe/:id/calendrier" element={<Garde ecran="places"><Calendrier /></Garde>} />
          <Route path="/places/*" element={<Garde ecran="places"><Places /></Garde>} />
          <Route path="/occupation" element={<Garde ecran="places"><Occupation /></Garde>} />
          <Route path="/demandes" element={<Garde ecran="places"><Demandes /></Garde>} />
          <Route path="/validation/*" element={<Garde ecran="validation"><Validation /></Garde>} />
          <Route path="/agregats" element={<Garde ecran="agregats"><Agregats /></Garde>} />
          <Route path="/controles/*" element={<Garde ecran="indicateurs"><Controles /></Garde>} />
          <Route path="/indicateurs" element={<Garde ecran="indicateurs"><Indicateurs /></Garde>} />
          <Route path="/journal/*" element={<Garde ecran="journal"><Journal /></Garde>} />
          <Route path="/utilisateurs/*" element={<Garde ecran="utilisateurs"><Utilisateurs /></Garde>} />
          <Route path="/nomenclature/*" element={<Garde ecran="nomenclature"><Nomenclature /></Garde>} />
          <Route path="/reprise/*" element={<Garde ecran="reprise"><Reprise /></Garde>} />
          <Route path="/droits" element={<Matrice />} />
          <Route path="/synchronisation/*" element={<Synchronisation />} />
          <Route path="/compte" element={<MonCompte />} />
          <Route path="*" element={<Navigate to={`/${permis[0] ?? 'synchronisation'}`} replace />} />
        </Routes>
      </Cadre></FournisseurToasts>}
      {ferme ? <PageVerrou etat={etat} utilisateur={ouverte.utilisateur} /> : <><Veille avertir={avertir} /><AvisSession /></>}
    </ContexteSession.Provider>
  );
};

export const Application = (): ReactElement => (
  <FournisseurTheme>
    <QueryClientProvider client={requetes}>
      <BrowserRouter>
        <Ecrans />
      </BrowserRouter>
    </QueryClientProvider>
  </FournisseurTheme>
);
