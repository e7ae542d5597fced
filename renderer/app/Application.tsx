import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useEffect } from 'react';
import type { EtatSession } from '../../contract/poste.ts';
import type { Utilisateur } from '../../contract/service.ts';
import { Coffre } from '../connexion/Coffre.tsx';
import { Connexion } from '../connexion/Connexion.tsx';
import { messageErreur } from '../poste/client.ts';
import { requetes } from '../poste/requetes.ts';
import { useEtatSession } from '../poste/session.ts';
import { Panne } from '../ui/Panne.tsx';
import type { Charge } from './charge.ts';
import { charge, prechargerAuRepos, useCharge } from './charge.ts';
import { ECRANS } from './ecransCharges.ts';
import { TEXTES } from './textes.ts';

interface PropsSeance { readonly etat: EtatSession; readonly utilisateur: Utilisateur }
/** Tout ce qu’une session ouverte montre ; l’écran de connexion se dessine sans lui. */
const SEANCE: Charge<PropsSeance> = charge(async () => (await import('./Seance.tsx')).Seance);

const OuvrirSeance = (props: PropsSeance): ReactElement | null => {
  const { composant: Seance, echec } = useCharge(SEANCE);
  if (Seance !== undefined) return <Seance {...props} />;
  return echec ? <div className="app" style={{ display: 'flex' }}><Panne titre={TEXTES.panne} texte={TEXTES.panneTexte} verbe={TEXTES.recharger} agir={() => { window.location.reload(); }} /></div> : null;
};

/** Ce qu’il faut avant la session, puis la session. */
const Ecrans = (): ReactElement | null => {
  const { data: etat, error, refetch } = useEtatSession();
  const connu = etat !== undefined;
  // pendant que la personne donne son mot de passe : la séance, et les écrans où l’on va d’abord
  useEffect(() => (connu ? prechargerAuRepos([SEANCE, ECRANS.accueil, ECRANS.offre, ECRANS.places]) : undefined), [connu]);
  if (error !== null && etat === undefined) return <div className="app" style={{ display: 'flex' }}><Panne titre={TEXTES.lecture} texte={messageErreur(error)} verbe={TEXTES.reessayer} agir={() => { void refetch(); }} /></div>;
  if (etat === undefined) return null;
  if (etat.coffre.etat !== 'ouvert') return <Coffre coffre={etat.coffre} />;
  // une étape de connexion reste à finir, même compte ouvert (codes de secours à conserver)
  if (etat.utilisateur === null || etat.etape !== null) return <Connexion etat={etat} />;
  return <OuvrirSeance etat={etat} utilisateur={etat.utilisateur} />;
};

export const Application = (): ReactElement => (
  <QueryClientProvider client={requetes}>
    <Ecrans />
  </QueryClientProvider>
);
