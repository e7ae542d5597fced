import type { FormEvent, ReactElement } from 'react';
import { useRef, useState } from 'react';
import type { EtatSession } from '../../contract/poste.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { Profil } from '../../domain/profils.ts';
import { useAppel } from '../poste/requetes.ts';
import { insecables } from '../ui/formats.ts';
import { aChute, ouvrirSession } from '../poste/session.ts';
import { Agent } from './Agent.tsx';
import { AnnonceOubli } from './AnnonceOubli.tsx';
import { ChampSecret } from './ChampSecret.tsx';
import { CodeAcces } from './CodeAcces.tsx';
import { CodesAConserver } from './CodesDeSecours.tsx';
import { Enrolement } from './Enrolement.tsx';
import { PageConnexion } from './Entete.tsx';
import type { Echec } from './Messages.tsx';
import { Bandeau, ZoneEchec, lireEchec } from './Messages.tsx';
import { SecondFacteur } from './SecondFacteur.tsx';
import { ETAPES, TEXTES } from './textes.ts';

interface Saisie { readonly email: string; readonly motDePasse: string }
interface Erreurs { readonly email?: string; readonly motDePasse?: string }
interface Props { readonly etat: EtatSession; readonly emailSaisi: string | null; readonly echecDepart: Echec | null; readonly oublier: (email: string) => void }

/** L’adresse et le mot de passe. En démonstration, la liste des comptes remplit et connecte d’un geste. */
const Identifiants = ({ etat, emailSaisi, echecDepart, oublier }: Props): ReactElement => {
  const organisation = useAppel('application.etat', {}).data?.organisation;
  const [saisie, changer] = useState<Saisie>({ email: emailSaisi ?? etat.dernierEmail ?? '', motDePasse: '' });
  const [erreurs, changerErreurs] = useState<Erreurs>({});
  const [echec, echouer] = useState<Echec | null>(echecDepart);
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
    echouer(null);
    changerOccupe(true);
    try {
      await ouvrirSession(email, motDePasse);
    } catch (erreur) {
      echouer(lireEchec(erreur));
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
        {organisation === undefined || organisation.erreur === null ? null : <Bandeau genre="warning" testid="organisation-fausse">{TEXTES.organisation}<br />{insecables(`${organisation.chemin ?? ''} : ${organisation.erreur}`)}<br />{TEXTES.organisationSuite}</Bandeau>}
        {etat.avis === null ? null : <Bandeau genre="warning" testid="avis">{etat.avis}</Bandeau>}
        {etat.horsLigne ? <Bandeau genre="warning">{TEXTES.horsLigne} {ETAPES.horsLigneRegle}</Bandeau> : null}
        <div className={groupe(erreurs.email)}>
          <label className="fr-label" htmlFor="email">{TEXTES.email}<span className="fr-hint-text">{TEXTES.emailAide}</span></label>
          <input ref={champEmail} className="fr-input" id="email" type="email" autoComplete="username" autoFocus={saisie.email === ''} value={saisie.email} onChange={(evenement) => { changer({ ...saisie, email: evenement.target.value }); }} aria-invalid={erreurs.email !== undefined} aria-describedby="email-erreur" />
          <div className="fr-messages-group message-reserve" id="email-erreur" aria-live="polite">{erreurs.email === undefined ? null : <p className="fr-message fr-message--error">{erreurs.email}</p>}</div>
        </div>
        <div className="champ-bascule">
          <ChampSecret id="motdepasse" libelle={TEXTES.motDePasse} valeur={saisie.motDePasse} changer={(motDePasse) => { changer({ ...saisie, motDePasse }); }} visible={visible} erreur={erreurs.motDePasse} autoComplete="current-password" autoFocus={saisie.email !== ''} refChamp={champMotDePasse} />
          <button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" aria-pressed={visible} onClick={() => { montrer(!visible); }}>{visible ? TEXTES.masquer : TEXTES.afficher} le mot de passe</button>
        </div>
        <button type="submit" className="fr-btn fr-mt-1w large" aria-disabled={occupe}>{occupe ? TEXTES.enCours : TEXTES.ouvrir}</button>
        <Agent verbe={ETAPES.agent} methode="session.parAgent" surEchec={echouer} />
        <div className="connexion-liens"><button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" onClick={() => { oublier(saisie.email); }} data-testid="oubli">{ETAPES.oubli}</button></div>
        <ZoneEchec echec={echec} haute />
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

/** Écran de connexion, une étape à la fois. */
export const Connexion = ({ etat }: { readonly etat: EtatSession }): ReactElement => {
  const [oubli, ouvrirOubli] = useState<string | null>(null);
  const [depart, noter] = useState<{ readonly email: string | null; readonly echec: Echec | null }>({ email: null, echec: null });
  const { etape } = etat;
  switch (etape?.genre) {
    case 'second_facteur': return <PageConnexion seul><SecondFacteur etape={etape} avis={etat.avis} /></PageConnexion>;
    case 'enrolement': return <PageConnexion seul><Enrolement etape={etape} /></PageConnexion>;
    case 'codes': return <PageConnexion seul><CodesAConserver codes={etape.codes} /></PageConnexion>;
    case undefined: break;
  }
  if (oubli !== null) return <PageConnexion seul><CodeAcces email={oubli} retour={(email, echec) => { noter({ email, echec }); ouvrirOubli(null); }} /></PageConnexion>;
  return <Identifiants etat={etat} emailSaisi={depart.email} echecDepart={depart.echec} oublier={ouvrirOubli} />;
};
