import type { FormEvent, ReactElement } from 'react';
import { useRef, useState } from 'react';
import type { EtatCoffre } from '../../contract/poste.ts';
import { codeErreur, messageErreur } from '../poste/client.ts';
import { choisirPhrase, ouvrirCoffre } from '../poste/session.ts';
import { AnnonceOubli } from './AnnonceOubli.tsx';
import { ChampSecret } from './ChampSecret.tsx';
import { COFFRE, PHRASE_MINIMALE } from './textes.ts';

interface Erreurs { readonly phrase?: string; readonly confirmation?: string; readonly message?: string }
const longueur = (phrase: string): { readonly bon: boolean; readonly texte: string } | null => (phrase === '' ? null : { bon: phrase.length >= PHRASE_MINIMALE, texte: phrase.length >= PHRASE_MINIMALE ? COFFRE.longueurBonne : `${phrase.length} caractères sur ${PHRASE_MINIMALE} au moins` });

const Echec = ({ message }: { readonly message: string | undefined }): ReactElement | null =>
  (message === undefined ? null : <div className="fr-alert fr-alert--error fr-alert--sm fr-mb-2w" role="alert" data-testid="erreur-coffre"><p>{message}</p></div>);
const Voir = ({ visible, basculer }: { readonly visible: boolean; readonly basculer: () => void }): ReactElement =>
  <div><button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" aria-pressed={visible} onClick={basculer}>{visible ? COFFRE.masquer : COFFRE.afficher}</button></div>;

/** Pas de trousseau sur cette machine : une phrase secrète en tient lieu. Deux saisies, douze caractères au moins. */
export const ChoisirPhrase = ({ coffre }: { readonly coffre: EtatCoffre }): ReactElement => {
  const [phrase, changer] = useState('');
  const [confirmation, confirmer] = useState('');
  const [erreurs, changerErreurs] = useState<Erreurs>({});
  const [visible, montrer] = useState(false);
  const [occupe, occuper] = useState(false);
  const champ = useRef<HTMLInputElement>(null);
  const second = useRef<HTMLInputElement>(null);
  const soumettre = async (evenement: FormEvent): Promise<void> => {
    evenement.preventDefault();
    if (occupe) return;
    if (phrase.length < PHRASE_MINIMALE) { changerErreurs({ phrase: COFFRE.courte }); champ.current?.focus(); return; }
    if (confirmation !== phrase) { changerErreurs({ confirmation: COFFRE.differente }); second.current?.focus(); return; }
    changerErreurs({});
    occuper(true);
    try {
      await choisirPhrase(phrase);
    } catch (panne) {
      occuper(false);
      changerErreurs(codeErreur(panne) === 'phrase.courte' ? { phrase: messageErreur(panne) } : { message: messageErreur(panne) });
      champ.current?.focus();
    }
  };
  return (
    <form className="connexion-carte" onSubmit={(evenement) => { void soumettre(evenement); }} noValidate aria-labelledby="coffre-titre" data-testid="coffre-choisir">
      <h1 id="coffre-titre">{COFFRE.choisir}</h1>
      <p className="aide">{coffre.message ?? COFFRE.choisirPourquoi}</p>
      <AnnonceOubli />
      <Echec message={erreurs.message} />
      <div className="fr-alert fr-alert--warning fr-alert--sm fr-mb-3w"><p><strong>{COFFRE.perteTitre}</strong><br />{COFFRE.perte}</p></div>
      <ChampSecret id="phrase" libelle={COFFRE.phrase} aide={COFFRE.phraseAide} valeur={phrase} changer={(valeur) => { changer(valeur); if (erreurs.phrase !== undefined && valeur.length >= PHRASE_MINIMALE) changerErreurs({}); }} visible={visible} erreur={erreurs.phrase} controle={longueur(phrase)} autoComplete="new-password" autoFocus refChamp={champ} />
      <ChampSecret id="phrase-confirmation" libelle={COFFRE.confirmation} valeur={confirmation} changer={(valeur) => { confirmer(valeur); if (erreurs.confirmation !== undefined && valeur === phrase) changerErreurs({}); }} visible={visible} erreur={erreurs.confirmation} controle={confirmation !== '' && confirmation === phrase ? { bon: true, texte: COFFRE.identique } : null} autoComplete="new-password" refChamp={second} />
      <Voir visible={visible} basculer={() => { montrer(!visible); }} />
      <button type="submit" className="fr-btn fr-mt-3w large" aria-disabled={occupe}>{occupe ? COFFRE.enCours : COFFRE.choisirBouton}</button>
    </form>
  );
};

/** La phrase choisie sur ce poste, redemandée à chaque ouverture de l’application. */
export const DonnerPhrase = ({ coffre }: { readonly coffre: EtatCoffre }): ReactElement => {
  const [phrase, changer] = useState('');
  const [erreurs, changerErreurs] = useState<Erreurs>({});
  const [visible, montrer] = useState(false);
  const [occupe, occuper] = useState(false);
  const champ = useRef<HTMLInputElement>(null);
  const soumettre = async (evenement: FormEvent): Promise<void> => {
    evenement.preventDefault();
    if (occupe) return;
    if (phrase === '') { changerErreurs({ phrase: COFFRE.vide }); champ.current?.focus(); return; }
    changerErreurs({});
    occuper(true);
    try {
      await ouvrirCoffre(phrase);
    } catch (panne) {
      occuper(false);
      changerErreurs(codeErreur(panne) === 'phrase.refusee' ? { phrase: messageErreur(panne) } : { message: messageErreur(panne) });
      champ.current?.select();
    }
  };
  return (
    <form className="connexion-carte" onSubmit={(evenement) => { void soumettre(evenement); }} noValidate aria-labelledby="coffre-titre" data-testid="coffre-ouvrir">
      <h1 id="coffre-titre">{COFFRE.donner}</h1>
      <p className="aide">{coffre.message ?? COFFRE.donnerPourquoi}</p>
      <Echec message={erreurs.message} />
      <ChampSecret id="phrase" libelle={COFFRE.phrase} valeur={phrase} changer={(valeur) => { changer(valeur); }} visible={visible} erreur={erreurs.phrase} autoComplete="current-password" autoFocus refChamp={champ} />
      <Voir visible={visible} basculer={() => { montrer(!visible); }} />
      <button type="submit" className="fr-btn fr-mt-3w large" aria-disabled={occupe}>{occupe ? COFFRE.enCours : COFFRE.donnerBouton}</button>
      <p className="connexion-service">{COFFRE.oubliee}</p>
    </form>
  );
};
