import type { FormEvent, ReactElement } from 'react';
import { useState } from 'react';
import type { EtapeConnexion } from '../../contract/methodesComptes.ts';
import { client } from '../poste/client.ts';
import { ChampCode, estComplet } from './ChampCode.tsx';
import { ZoneEchec } from './Messages.tsx';
import { QrCode } from './QrCode.tsx';
import { ETAPES } from './textes.ts';
import { useEnvoiCode } from './useEnvoiCode.ts';

const enGroupes = (secret: string): string => secret.replace(/(.{4})(?=.)/gu, '$1 ');

/** Le secret à donner à l’application : en QR, et en texte à recopier. */
export const SecretAPoser = ({ secret, uri }: { readonly secret: string; readonly uri: string }): ReactElement => {
  const [resultat, montrer] = useState<{ readonly bon: boolean; readonly texte: string } | null>(null);
  const copier = (): void => { navigator.clipboard.writeText(secret).then(() => { montrer({ bon: true, texte: ETAPES.cleCopiee }); }, () => { montrer({ bon: false, texte: ETAPES.copieRefusee }); }); };
  return (
    <div className="secret">
      <QrCode texte={uri} nom={ETAPES.qr} />
      <div className="secret-texte">
        <p id="secret-libelle">{ETAPES.cle}</p>
        <code className="cle" aria-labelledby="secret-libelle" data-testid="secret">{enGroupes(secret)}</code>
        <div><button type="button" className="fr-btn fr-btn--secondary fr-btn--sm" onClick={copier}>{ETAPES.copierCle}</button></div>
        <div role="status" className="message-reserve">{resultat === null ? null : <p className={`fr-message ${resultat.bon ? 'fr-message--valid' : 'fr-message--error'}`}>{resultat.texte}</p>}</div>
      </div>
    </div>
  );
};

/** Poser le second facteur à la connexion, pour qui ne l’a jamais fait. */
export const Enrolement = ({ etape }: { readonly etape: Extract<EtapeConnexion, { genre: 'enrolement' }> }): ReactElement => {
  const { code, changer, erreur, signaler, echec, occupe, champ, envoyer } = useEnvoiCode('session.enroler');
  const soumettre = (evenement: FormEvent): void => {
    evenement.preventDefault();
    if (!estComplet(code)) { signaler(ETAPES.codeVide); return; }
    void envoyer(code);
  };
  return (
    <form className="connexion-carte large-carte" onSubmit={soumettre} noValidate aria-labelledby="enrolement-titre" data-testid="enrolement">
      <h1 id="enrolement-titre">{ETAPES.enrolement}</h1>
      <p className="aide">{ETAPES.enrolementAide}</p>
      <ol className="etapes-facteur">{ETAPES.enrolementEtapes.map((phrase) => <li key={phrase}>{phrase}</li>)}</ol>
      <SecretAPoser secret={etape.secret} uri={etape.uri} />
      <ChampCode id="code-application" libelle={ETAPES.code} aide={ETAPES.codeAide} valeur={code} changer={changer} complet={(chiffres) => { void envoyer(chiffres); }} erreur={erreur} occupe={occupe} refChamp={champ} />
      <button type="submit" className="fr-btn large" aria-disabled={occupe}>{occupe ? ETAPES.enCours : ETAPES.valider}</button>
      <div className="connexion-liens"><button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" onClick={() => { void client.appeler('session.abandonner', {}); }}>{ETAPES.retour}</button></div>
      <ZoneEchec echec={echec} />
    </form>
  );
};
