import type { FormEvent, ReactElement } from 'react';
import { useEffect, useState } from 'react';
import type { EtapeConnexion } from '../../contract/methodesComptes.ts';
import { client } from '../poste/client.ts';
import { ChampCode, estComplet } from './ChampCode.tsx';
import { Bandeau, ZoneEchec } from './Messages.tsx';
import { ETAPES } from './textes.ts';
import { useEnvoiCode } from './useEnvoiCode.ts';

interface Props { readonly etape: Extract<EtapeConnexion, { genre: 'second_facteur' }>; readonly avis: string | null }

/** Le code de l’application, ou un code de secours. */
export const SecondFacteur = ({ etape, avis }: Props): ReactElement => {
  const [parSecours, basculer] = useState(false);
  const [secours, changerSecours] = useState('');
  const { code, changer, erreur, signaler, echec, effacer, occupe, champ, envoyer } = useEnvoiCode('session.repondre');
  useEffect(() => { champ.current?.focus(); }, [parSecours]);
  const soumettre = (evenement: FormEvent): void => {
    evenement.preventDefault();
    if (parSecours ? secours.trim() === '' : !estComplet(code)) { signaler(parSecours ? ETAPES.secoursVide : ETAPES.codeVide); return; }
    void envoyer(parSecours ? secours : code);
  };
  return (
    <form className="connexion-carte" onSubmit={soumettre} noValidate aria-labelledby="facteur-titre" data-testid="second-facteur">
      <h1 id="facteur-titre">{ETAPES.facteur}</h1>
      <p className="aide">{ETAPES.facteurAide}{etape.email === null ? '' : ` ${etape.email}`}</p>
      {avis === null ? null : <Bandeau genre="warning" testid="avis">{avis}</Bandeau>}
      {parSecours ? (
        <div className={`fr-input-group${erreur === undefined ? '' : ' fr-input-group--error'}`}>
          <label className="fr-label" htmlFor="code-secours">{ETAPES.secours}<span className="fr-hint-text" id="code-secours-aide">{ETAPES.secoursAide}</span></label>
          <input ref={champ} className="fr-input champ-code" id="code-secours" type="text" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={40} value={secours} onChange={(evenement) => { changerSecours(evenement.target.value.toUpperCase()); }} aria-invalid={erreur !== undefined} aria-describedby="code-secours-aide code-secours-message" />
          <div className="fr-messages-group message-reserve" id="code-secours-message" aria-live="polite">{erreur === undefined ? null : <p className="fr-message fr-message--error">{erreur}</p>}</div>
        </div>
      ) : <ChampCode id="code-application" libelle={ETAPES.code} aide={ETAPES.codeAide} valeur={code} changer={changer} complet={(chiffres) => { void envoyer(chiffres); }} erreur={erreur} occupe={occupe} refChamp={champ} />}
      <button type="submit" className="fr-btn large" aria-disabled={occupe}>{occupe ? ETAPES.enCours : ETAPES.valider}</button>
      <div className="connexion-liens">
        {etape.methodes.includes('secours') ? <button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" onClick={() => { basculer(!parSecours); effacer(); }}>{parSecours ? ETAPES.utiliserApplication : ETAPES.utiliserSecours}</button> : null}
        <button type="button" className="fr-btn fr-btn--tertiary-no-outline fr-btn--sm" onClick={() => { void client.appeler('session.abandonner', {}); }}>{ETAPES.retour}</button>
      </div>
      <ZoneEchec echec={echec} />
      <p className="connexion-service">{ETAPES.sansTelephone}</p>
    </form>
  );
};
