import type { FormEvent, ReactElement } from 'react';
import { useRef, useState } from 'react';
import type { EtatSession } from '../../contract/poste.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { Profil } from '../../domain/profils.ts';
import { codeErreur, messageErreur } from '../poste/client.ts';
import { aChute, ouvrirSession } from '../poste/session.ts';
import { AnnonceOubli } from './AnnonceOubli.tsx';
import { ChampSecret } from './ChampSecret.tsx';
import { PageConnexion } from './Entete.tsx';
import { TEXTES, TITRES_ERREUR } from './textes.ts';

interface Saisie { readonly email: string; readonly motDePasse: string }
interface Erreurs { readonly email?: string; readonly motDePasse?: string; readonly titre?: string; readonly message?: string }

/** Écran de connexion. En démonstration, la liste des comptes remplit et connecte d’un geste. */
export const Connexion = ({ etat }: { readonly etat: EtatSession }): ReactElement => {
  const [saisie, changer] = useState<Saisie>({ email: etat.dernierEmail ?? '', motDePasse: '' });
  const [erreurs, changerErreurs] = useState<Erreurs>({});
  const [occupe, changerOccupe] = useState(false);
  const [visible, montrer] = useState(false);
  const champEmail = useRef<HTMLInputElement>(null);
  const champMotDePasse = useRef<HTMLInputElement>(null);

  const ouvrir = async ({ email, motDePasse }: Saisie): Promise<void> => {
    if (occupe) return;
    if (email.trim() === '' || motDePasse === '') {
      changerErreurs({ ...(email.trim() === '' ? { email: TEXTES.emailVide } : {}), ...(motDePasse === '' ? { motDePasse: TEXTES.motDePasseVide } : {}) });
      (email.trim() === '' ? champEmail : champMotDePasse).current?.focus();
      return;
    }
    changerErreurs({});
    changerOccupe(true);
    try {
      await ouvrirSession(email, motDePasse);
    } catch (erreur) {
      changerErreurs({ titre: TITRES_ERREUR[codeErreur(erreur)] ?? 'Connexion impossible', message: messageErreur(erreur) });
      changerOccupe(false);
      champMotDePasse.current?.focus();
    }
  };
  const soumettre = (evenement: FormEvent): void => { evenement.preventDefault(); void ouvrir(saisie); };
  const groupe = (erreur: string | undefined): string => `fr-input-group${erreur === undefined ? '' : ' fr-input-group--error'}`;
  const comptes = etat.demonstration;

  return (
    <PageConnexion seul={comptes.length === 0}>
      <form className="connexion-carte" onSubmit={soumettre} noValidate aria-label={TEXTES.titre}>
        <h1>{TEXTES.titre}</h1>
        <p className="aide">{TEXTES.sousTitre}</p>
        <AnnonceOubli />
        {aChute() ? <div className="fr-alert fr-alert--info fr-alert--sm fr-mb-2w" role="status" data-testid="apres-chute"><p><strong>{TEXTES.chuteTitre}</strong><br />{TEXTES.chute}</p></div> : null}
        {etat.horsLigne ? <div className="fr-alert fr-alert--warning fr-alert--sm fr-mb-2w" role="status"><p>{TEXTES.horsLigne}</p></div> : null}
        {erreurs.message === undefined ? null : <div className="fr-alert fr-alert--error fr-alert--sm fr-mb-2w" role="alert" data-testid="erreur-connexion"><p><strong>{erreurs.titre}</strong><br />{erreurs.message}</p></div>}
        <div className={groupe(erreurs.email)}>
          <label className="fr-label" htmlFor="email">{TEXTES.email}<span className="fr-hint-text">{TEXTES.emailAide}</span></label>
          <input ref={champEmail} className="fr-input" id="email" type="email" autoComplete="username" autoFocus={etat.dernierEmail === null} value={saisie.email} onChange={(evenement) => { changer({ ...saisie, email: evenement.target.value }); }} aria-invalid={erreurs.email !== undefined} aria-describedby="email-erreur" />
          <div className="fr-messages-group message-reserve" id="email-erreur" aria-live="polite">{erreurs.email === undefined ? null : <p className="fr-message fr-message--error">{erreurs.email}</p>}</div>
        </div>
        <ChampSecret id="motdepasse" libelle={TEXTES.motDePasse} valeur={saisie.motDePasse} changer={(motDePasse) => { changer({ ...saisie, motDePasse }); }} visible={visible} erreur={erreurs.motDePasse} autoComplete="current-password" autoFocus={etat.dernierEmail !== null} refChamp={champMotDePasse} />
        <div><button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" aria-pressed={visible} onClick={() => { montrer(!visible); }}>{visible ? TEXTES.masquer : TEXTES.afficher} le mot de passe</button></div>
        <button type="submit" className="fr-btn fr-mt-2w large" aria-disabled={occupe}>{occupe ? TEXTES.enCours : TEXTES.ouvrir}</button>
        <p className="connexion-service">{TEXTES.service} : {etat.service === '' ? TEXTES.sansService : etat.service}</p>
      </form>
      {comptes.length === 0 ? null : (
        <section className="connexion-carte" aria-labelledby="comptes-titre">
          <h2 id="comptes-titre">{TEXTES.demonstration}</h2>
          <p className="aide">{TEXTES.demonstrationAide}</p>
          <ul className="comptes" data-testid="comptes-demonstration">
            {comptes.map((compte) => (
              <li key={compte.email}>
                <button type="button" disabled={occupe} onClick={() => { changer({ email: compte.email, motDePasse: compte.motDePasse }); void ouvrir(compte); }}>
                  <span className="qui">{Object.hasOwn(PROFILS, compte.profil) ? PROFILS[compte.profil as Profil].libelle : compte.profil}</span><span>{compte.perimetre}</span>
                  <span className="quoi">{compte.nom} · {compte.email}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </PageConnexion>
  );
};
