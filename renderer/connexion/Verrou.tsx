import type { FormEvent, ReactElement } from 'react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import type { EtatSession } from '../../contract/poste.ts';
import type { Utilisateur } from '../../contract/service.ts';
import { client, messageErreur } from '../poste/client.ts';
import { fermerSession } from '../poste/session.ts';
import { requetes } from '../poste/requetes.ts';
import { Agent } from './Agent.tsx';
import { ChampSecret } from './ChampSecret.tsx';
import { PageConnexion } from './Entete.tsx';
import type { Echec } from './Messages.tsx';
import { ZoneEchec } from './Messages.tsx';
import { VERROU } from './textes.ts';
import { dernierFocus } from './Veille.tsx';

/**
 * Retire au reste de la page tout ce qu’elle montre : ni vue, ni focus, ni sélection, ni lecteur d’écran. Ses composants restent en place, leur saisie aussi. Rend le conteneur de la
 * page de verrouillage, hors de l’application : un dialogue ouvert y cache ce qui l’entoure.
 */
const useRideau = (): HTMLElement => {
  const [conteneur] = useState(() => {
    const element = document.createElement('div');
    element.id = 'verrou';
    return element;
  });
  useLayoutEffect(() => {
    const revenir = dernierFocus();
    document.body.append(conteneur);
    const caches = [...document.body.children].filter((enfant): enfant is HTMLElement => enfant instanceof HTMLElement && enfant !== conteneur && !enfant.inert);
    for (const enfant of caches) enfant.inert = true;
    document.documentElement.dataset['verrouille'] = '';
    getSelection()?.removeAllRanges();
    return () => {
      delete document.documentElement.dataset['verrouille'];
      for (const enfant of caches) enfant.inert = false;
      conteneur.remove();
      if (revenir?.isConnected === true) revenir.focus();
    };
  }, [conteneur]);
  useEffect(() => {
    // aucun raccourci de l’application ne passe ; la saisie et les boutons de cette page n’en ont pas besoin
    const retenir = (evenement: KeyboardEvent): void => { evenement.stopImmediatePropagation(); };
    window.addEventListener('keydown', retenir, true);
    return () => { window.removeEventListener('keydown', retenir, true); };
  }, []);
  return conteneur;
};

/** Secondes restantes d’une attente commencée à la réception de l’état. */
const useAttente = (secondes: number): number => {
  const [reste, passer] = useState(secondes);
  useEffect(() => {
    const fin = performance.now() + 1000 * secondes;
    const compter = (): void => { passer(Math.max(0, Math.ceil((fin - performance.now()) / 1000))); };
    compter();
    if (secondes === 0) return undefined;
    const minuterie = setInterval(compter, 500);
    return () => { clearInterval(minuterie); };
  }, [secondes]);
  return reste;
};
const phraseAttente = (secondes: number): string => `Trop d’essais\u00a0: recommencer dans ${secondes < 90 ? `${secondes}\u00a0s` : `${Math.ceil(secondes / 60)}\u00a0min`}.`;
const phraseEssais = (essais: number): string => (essais === 0 ? '' : ` Encore ${essais}\u00a0essai${essais > 1 ? 's' : ''} avant une attente.`);

interface Props { readonly etat: EtatSession; readonly utilisateur: Utilisateur }

/** La page de verrouillage, par-dessus l’application restée en l’état. */
export const PageVerrou = ({ etat: { verrou }, utilisateur }: Props): ReactElement => {
  const conteneur = useRideau();
  const [motDePasse, changer] = useState('');
  const [visible, montrer] = useState(false);
  const [erreur, signaler] = useState<string | null>(null);
  const [echec, echouer] = useState<Echec | null>(null);
  const [occupe, occuper] = useState(false);
  const attente = useAttente(verrou.attente);
  const champ = useRef<HTMLInputElement>(null);
  useEffect(() => { champ.current?.focus(); }, []);
  // ce que l’écran montrait a pu changer pendant ce temps
  useEffect(() => () => { void requetes.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session.etat' }); }, []);
  const ouvrir = async (): Promise<void> => {
    if (occupe || attente > 0) return;
    if (motDePasse === '') { signaler(VERROU.vide); champ.current?.focus(); return; }
    signaler(null);
    occuper(true);
    try {
      await client.appeler('session.deverrouiller', { motDePasse });
    } catch (panne) {
      occuper(false);
      changer('');
      signaler(messageErreur(panne));
      champ.current?.focus();
    }
  };
  const soumettre = (evenement: FormEvent): void => { evenement.preventDefault(); void ouvrir(); };
  const parMotDePasse = verrou.moyens.includes('mot_de_passe');
  const sousLeChamp = attente > 0 ? phraseAttente(attente) : erreur === null ? undefined : `${erreur}${erreur === VERROU.vide ? '' : phraseEssais(verrou.essais)}`;
  return createPortal(
    <PageConnexion seul>
      <form className="connexion-carte" onSubmit={soumettre} noValidate aria-labelledby="verrou-titre" data-testid="verrou">
        <h1 id="verrou-titre">{VERROU.titre}</h1>
        <p className="aide">{VERROU.aide} {VERROU.synchronisation}</p>
        <p className="verrou-compte"><strong>{utilisateur.nom}</strong><br />{utilisateur.email}</p>
        {parMotDePasse ? (
          <>
            <div className="champ-bascule">
              <ChampSecret id="verrou-mdp" libelle={VERROU.motDePasse} valeur={motDePasse} changer={(valeur) => { changer(valeur); signaler(null); }} visible={visible} erreur={sousLeChamp} autoComplete="current-password" refChamp={champ} />
              <button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" aria-pressed={visible} onClick={() => { montrer(!visible); }}>{visible ? 'Masquer' : 'Afficher'} le mot de passe</button>
            </div>
            <button type="submit" className="fr-btn fr-mt-2w large" aria-disabled={occupe || attente > 0}>{occupe ? VERROU.enCours : VERROU.ouvrir}</button>
          </>
        ) : null}
        {verrou.moyens.includes('agent') ? <Agent verbe={VERROU.parAgent} methode="session.deverrouillerParAgent" surEchec={echouer} /> : null}
        <ZoneEchec echec={echec} testid="erreur-verrou" />
        <p className="connexion-service"><button type="button" className="lien" onClick={() => { void fermerSession(); }} data-testid="changer-de-compte">{VERROU.changer}</button><br />{VERROU.changerAide}</p>
      </form>
    </PageConnexion>, conteneur,
  );
};
