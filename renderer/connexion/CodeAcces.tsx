import type { FormEvent, ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { client, codeErreur, messageErreur } from '../poste/client.ts';
import { ouvrirSession } from '../poste/session.ts';
import { ChampNouveau, TROP_COURT, estAssezLong } from './ChampNouveau.tsx';
import type { Echec } from './Messages.tsx';
import { Bandeau, ZoneEchec, lireEchec } from './Messages.tsx';
import { ETAPES, TEXTES } from './textes.ts';

interface Erreurs { readonly email?: string; readonly code?: string; readonly nouveau?: string; readonly confirmation?: string }
interface Props { readonly email: string; readonly retour: (email: string, echec: Echec | null) => void }

/** Première connexion et mot de passe oublié : recevoir un code, puis choisir un mot de passe, puis entrer. */
export const CodeAcces = ({ email: depart, retour }: Props): ReactElement => {
  const [email, changerEmail] = useState(depart);
  const [suite, passer] = useState<'demander' | 'choisir'>('demander');
  const [envoye, noterEnvoi] = useState(false);
  const [code, changerCode] = useState('');
  const [saisie, changer] = useState({ nouveau: '', confirmation: '' });
  const [visible, voir] = useState(false);
  const [erreurs, montrer] = useState<Erreurs>({});
  const [echec, echouer] = useState<Echec | null>(null);
  const [occupe, occuper] = useState(false);
  const champs = { email: useRef<HTMLInputElement>(null), code: useRef<HTMLInputElement>(null), nouveau: useRef<HTMLInputElement>(null), confirmation: useRef<HTMLInputElement>(null) };
  const champCode = champs.code;
  useEffect(() => { if (suite === 'choisir') champCode.current?.focus(); }, [suite, champCode]);
  const signaler = (nouvelles: Erreurs): boolean => {
    montrer(nouvelles);
    const premier = (['email', 'code', 'nouveau', 'confirmation'] as const).find((champ) => nouvelles[champ] !== undefined);
    if (premier !== undefined) champs[premier].current?.focus();
    return premier !== undefined;
  };
  const demander = async (): Promise<void> => {
    echouer(null);
    if (occupe || signaler(email.trim() === '' ? { email: TEXTES.emailVide } : {})) return;
    occuper(true);
    try {
      await client.appeler('session.demanderCode', { email });
      noterEnvoi(true);
      passer('choisir');
      champs.code.current?.focus();
    } catch (panne) {
      echouer(lireEchec(panne, 'Demande impossible'));
    } finally {
      occuper(false);
    }
  };
  const choisir = async (): Promise<void> => {
    echouer(null);
    const { nouveau, confirmation } = saisie;
    const vides: Erreurs = {
      ...(email.trim() === '' ? { email: TEXTES.emailVide } : {}), ...(code.trim() === '' ? { code: ETAPES.codeRecuVide } : {}), ...(estAssezLong(nouveau) ? {} : { nouveau: TROP_COURT }), ...(estAssezLong(nouveau) && confirmation !== nouveau ? { confirmation: ETAPES.different } : {}),
    };
    if (occupe || signaler(vides)) return;
    occuper(true);
    try {
      await client.appeler('session.activer', { email, code, motDePasse: nouveau });
    } catch (panne) {
      occuper(false);
      const erreur = codeErreur(panne);
      if (erreur === 'code.invalide') signaler({ code: messageErreur(panne) });
      else if (erreur === 'champ.motDePasse') signaler({ nouveau: messageErreur(panne) });
      else echouer(lireEchec(panne, 'Mot de passe non enregistré'));
      return;
    }
    // le mot de passe est changé : un échec de la connexion se règle à l’écran de connexion
    try { await ouvrirSession(email, nouveau); } catch (panne) { retour(email, lireEchec(panne)); return; }
    retour(email, null);
  };
  const soumettre = (evenement: FormEvent): void => { evenement.preventDefault(); void (suite === 'demander' ? demander() : choisir()); };
  const groupe = (erreur: string | undefined): string => `fr-input-group${erreur === undefined ? '' : ' fr-input-group--error'}`;
  return (
    <form className={`connexion-carte${suite === 'demander' ? '' : ' large-carte'}`} onSubmit={soumettre} noValidate aria-labelledby="acces-titre" data-testid="code-acces">
      <h1 id="acces-titre">{ETAPES.oubliTitre}</h1>
      {envoye ? <Bandeau genre="info" testid="code-envoye">{ETAPES.neutre}</Bandeau> : <p className="aide">{ETAPES.oubliAide}</p>}
      <div className="deux-champs">
        <div className={groupe(erreurs.email)}>
          <label className="fr-label" htmlFor="acces-email">{TEXTES.email}</label>
          <input ref={champs.email} className="fr-input" id="acces-email" type="email" autoComplete="username" autoFocus value={email} onChange={(evenement) => { changerEmail(evenement.target.value); }} aria-invalid={erreurs.email !== undefined} aria-describedby="acces-email-erreur" />
        </div>
        {suite === 'demander' ? null : (
          <div className={groupe(erreurs.code)}>
            <label className="fr-label" htmlFor="acces-code">{ETAPES.codeRecu}<span className="fr-hint-text">{ETAPES.codeRecuAide}</span></label>
            <input ref={champs.code} className="fr-input champ-code" id="acces-code" type="text" autoComplete="one-time-code" spellCheck={false} maxLength={40} value={code} onChange={(evenement) => { changerCode(evenement.target.value.toUpperCase()); }} aria-invalid={erreurs.code !== undefined} aria-describedby="acces-code-erreur" />
          </div>
        )}
      </div>
      <div className="fr-messages-group message-reserve messages-communs" aria-live="polite">
        <p className={erreurs.email === undefined ? '' : 'fr-message fr-message--error'} id="acces-email-erreur">{erreurs.email}</p>
        <p className={erreurs.code === undefined ? '' : 'fr-message fr-message--error'} id="acces-code-erreur">{erreurs.code}</p>
      </div>
      {suite === 'demander' ? null : (
        <>
          <ChampNouveau {...saisie} changer={(partie) => { changer({ ...saisie, ...partie }); montrer({}); }} personne={email} visible={visible} erreurs={erreurs} refNouveau={champs.nouveau} refConfirmation={champs.confirmation} />
          <div><button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" aria-pressed={visible} onClick={() => { voir(!visible); }}>{visible ? TEXTES.masquer : TEXTES.afficher} le mot de passe</button></div>
        </>
      )}
      <button type="submit" className="fr-btn fr-mt-1w large" aria-disabled={occupe}>{occupe ? ETAPES.enCours : suite === 'demander' ? ETAPES.demander : ETAPES.choisir}</button>
      <div className="connexion-liens">
        {suite === 'demander'
          ? <button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" onClick={() => { passer('choisir'); }}>{ETAPES.jAiUnCode}</button>
          : <button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" onClick={() => { void demander(); }}>{ETAPES.envoyerAutre}</button>}
        <button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" onClick={() => { retour(email, null); }}>{ETAPES.retour}</button>
      </div>
      <ZoneEchec echec={echec} />
    </form>
  );
};
