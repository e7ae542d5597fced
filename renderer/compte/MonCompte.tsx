import type { ReactElement } from 'react';
import { useState } from 'react';
import { PROFILS } from '../../domain/profils.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { ChangerMotDePasse } from './ChangerMotDePasse.tsx';
import { MesDonnees } from './MesDonnees.tsx';
import { PanneauFacteur } from './PanneauFacteur.tsx';
import { PanneauSessions } from './PanneauSessions.tsx';
import { TEXTES } from './textes.ts';

const Identite = (): ReactElement => {
  const { utilisateur, acteur } = useSession();
  return (
    <section className="pan" aria-labelledby="compte-identite" data-zone="panneau">
      <div className="pan-titre"><h2 id="compte-identite">{TEXTES.identite}</h2></div>
      <div className="compte-corps">
        <dl className="def"><dt>{TEXTES.nom}</dt><dd>{utilisateur.nom}</dd><dt>{TEXTES.email}</dt><dd>{utilisateur.email}</dd><dt>{TEXTES.profil}</dt><dd>{PROFILS[acteur.profil].libelle}</dd><dt>{TEXTES.perimetre}</dt><dd>{utilisateur.perimetreLibelle}</dd></dl>
        <p className="discret">{TEXTES.tenu}</p>
      </div>
    </section>
  );
};

const MotDePasse = (): ReactElement => {
  const { session } = useSession();
  const [ouvert, ouvrir] = useState(false);
  return (
    <section className="pan" aria-labelledby="compte-mdp">
      <div className="pan-titre"><h2 id="compte-mdp">{TEXTES.motDePasse}</h2></div>
      <div className="compte-corps"><p className="discret">{TEXTES.motDePasseAide}</p><div><Bouton icone="lock-line" raison={session.horsLigne ? TEXTES.horsLigne : null} onClick={() => { ouvrir(true); }} testid="changer-mdp">{TEXTES.changer}</Bouton></div></div>
      {ouvert ? <ChangerMotDePasse fermer={() => { ouvrir(false); }} /> : null}
    </section>
  );
};

/** « Mon compte » : qui je suis, comment je me connecte, d’où je suis connecté, ce que le service garde de moi. */
export const MonCompte = (): ReactElement => {
  const { session: { horsLigne } } = useSession();
  return (
    <div className="travail">
      <div className="tete"><h1>{TEXTES.titre}</h1><span className="sous">{TEXTES.sousTitre}</span></div>
      <div className="compte-page">
        <div className="compte-colonne"><Identite /><MotDePasse /><PanneauFacteur key={String(horsLigne)} /><MesDonnees /></div>
        <PanneauSessions />
      </div>
    </div>
  );
};
