import type { ReactElement } from 'react';
import { useEffect, useMemo, useRef } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import type { EtatSession } from '../../contract/poste.ts';
import type { Utilisateur } from '../../contract/service.ts';
import { Cadre } from '../cadre/Cadre.tsx';
import { AvisSession } from '../compte/AvisSession.tsx';
import { Veille } from '../connexion/Veille.tsx';
import { PageVerrou } from '../connexion/Verrou.tsx';
import { useNomenclatureMontree } from '../poste/nomenclature.ts';
import { ContexteSession, enActeur } from '../poste/session.ts';
import { FournisseurTheme } from '../ui/FournisseurTheme.tsx';
import { FournisseurToasts } from '../ui/Toasts.tsx';
import { prechargerAuRepos } from './charge.ts';
import { ecransDe } from './ecrans.ts';
import { ECRANS, aPrecharger } from './ecransCharges.ts';
import { EcranCharge } from './EcranCharge.tsx';
import { Garde } from './Garde.tsx';

/** Les écrans d’une session ouverte ; une adresse inconnue ou interdite au profil mène au premier écran permis. */
export const Seance = ({ etat, utilisateur }: { readonly etat: EtatSession; readonly utilisateur: Utilisateur }): ReactElement => {
  // une page rechargée sous le verrou ne monte rien : elle n’aurait rien le droit de lire
  const monte = useRef<string | null>(null);
  const ouverte = useMemo(() => ({ utilisateur, acteur: enActeur(utilisateur), session: etat }), [etat, utilisateur]);
  const { ferme, avertir } = etat.verrou;
  useNomenclatureMontree(!ferme);
  const { profil } = ouverte.acteur;
  useEffect(() => prechargerAuRepos(aPrecharger(ecransDe(profil))), [profil]);
  if (!ferme) monte.current = utilisateur.id;
  const permis = ecransDe(profil);
  return (
    <FournisseurTheme>
      <BrowserRouter>
        <ContexteSession.Provider value={ouverte}>
          {/* d’un compte à l’autre, les messages ne se gardent pas */}
          {monte.current !== utilisateur.id ? null : <FournisseurToasts key={utilisateur.id} muet={ferme}><Cadre>
            <Routes>
              <Route path="/accueil" element={<Garde ecran="accueil"><EcranCharge de={ECRANS.accueil} /></Garde>} />
              <Route path="/offre/*" element={<Garde ecran="offre"><EcranCharge de={ECRANS.offre} /></Garde>} />
              <Route path="/places/groupe/:id/calendrier" element={<Garde ecran="places"><EcranCharge de={ECRANS.calendrier} /></Garde>} />
              <Route path="/places/*" element={<Garde ecran="places"><EcranCharge de={ECRANS.places} /></Garde>} />
              <Route path="/occupation" element={<Garde ecran="places"><EcranCharge de={ECRANS.occupation} /></Garde>} />
              <Route path="/demandes" element={<Garde ecran="places"><EcranCharge de={ECRANS.demandes} /></Garde>} />
              <Route path="/validation/*" element={<Garde ecran="validation"><EcranCharge de={ECRANS.validation} /></Garde>} />
              <Route path="/agregats" element={<Garde ecran="agregats"><EcranCharge de={ECRANS.agregats} /></Garde>} />
              <Route path="/controles/*" element={<Garde ecran="indicateurs"><EcranCharge de={ECRANS.controles} /></Garde>} />
              <Route path="/indicateurs" element={<Garde ecran="indicateurs"><EcranCharge de={ECRANS.indicateurs} /></Garde>} />
              <Route path="/journal/*" element={<Garde ecran="journal"><EcranCharge de={ECRANS.journal} /></Garde>} />
              <Route path="/utilisateurs/*" element={<Garde ecran="utilisateurs"><EcranCharge de={ECRANS.utilisateurs} /></Garde>} />
              <Route path="/nomenclature/*" element={<Garde ecran="nomenclature"><EcranCharge de={ECRANS.nomenclature} /></Garde>} />
              <Route path="/reprise/*" element={<Garde ecran="reprise"><EcranCharge de={ECRANS.reprise} /></Garde>} />
              <Route path="/droits" element={<EcranCharge de={ECRANS.droits} />} />
              <Route path="/synchronisation/*" element={<EcranCharge de={ECRANS.synchronisation} />} />
              <Route path="/compte" element={<EcranCharge de={ECRANS.compte} />} />
              <Route path="*" element={<Navigate to={`/${permis[0] ?? 'synchronisation'}`} replace />} />
            </Routes>
          </Cadre></FournisseurToasts>}
          {ferme ? <PageVerrou etat={etat} utilisateur={utilisateur} /> : <><Veille avertir={avertir} /><AvisSession /></>}
        </ContexteSession.Provider>
      </BrowserRouter>
    </FournisseurTheme>
  );
};
