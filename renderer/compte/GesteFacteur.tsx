import type { FormEvent, ReactElement } from 'react';
import { useId, useRef, useState } from 'react';
import { ChampCode, estComplet } from '../connexion/ChampCode.tsx';
import { ChampSecret } from '../connexion/ChampSecret.tsx';
import { ListeCodes } from '../connexion/CodesDeSecours.tsx';
import { SecretAPoser } from '../connexion/Enrolement.tsx';
import { ETAPES } from '../connexion/textes.ts';
import { client, codeErreur, messageErreur } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { TEXTES } from './textes.ts';

export type Geste = 'ajouter' | 'refaire' | 'retirer';
type Etape = { readonly genre: 'mot_de_passe' } | { readonly genre: 'code'; readonly secret?: string; readonly uri?: string } | { readonly genre: 'codes'; readonly codes: readonly string[] };
const TITRES: Record<Geste, string> = { ajouter: TEXTES.ajouter, refaire: TEXTES.refaire, retirer: TEXTES.retirer };
const AIDES: Record<Geste, string> = { ajouter: TEXTES.pourquoi, refaire: TEXTES.refaireAide, retirer: TEXTES.retirerAide };
const FAITS: Record<Geste, string> = { ajouter: TEXTES.ajoute, refaire: TEXTES.refaits, retirer: TEXTES.retire };

/** Ajouter ou retirer le second facteur, refaire ses codes. Les codes montrés ne se quittent qu’une fois dits conservés. */
export const GesteFacteur = ({ geste, fermer }: { readonly geste: Geste; readonly fermer: () => void }): ReactElement => {
  const annoncer = useAnnoncer();
  const id = useId();
  const [etape, passer] = useState<Etape>(geste === 'refaire' ? { genre: 'code' } : { genre: 'mot_de_passe' });
  const [motDePasse, changerMotDePasse] = useState('');
  const [code, changer] = useState('');
  const [erreur, montrer] = useState<string | undefined>();
  const [alerte, alerter] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const [conserves, cocher] = useState(false);
  const champ = useRef<HTMLInputElement>(null);
  const secret = motDePasse === '' ? {} : { motDePasse };

  const tenter = async (faire: () => Promise<void>): Promise<void> => {
    if (occupe) return;
    montrer(undefined);
    alerter(null);
    occuper(true);
    try { await faire(); } catch (panne) {
      const code = codeErreur(panne);
      if (code === 'motDePasse.actuel') { if (geste === 'retirer') passer({ genre: 'mot_de_passe' }); montrer(messageErreur(panne)); }
      else if (code === 'secondFacteur.code') { changer(''); montrer(messageErreur(panne)); }
      else alerter(messageErreur(panne));
      champ.current?.focus();
    } finally { occuper(false); }
  };
  const donnerMotDePasse = (): Promise<void> => tenter(async () => {
    if (geste === 'ajouter') passer({ genre: 'code', ...await client.appeler('compte.ajouterSecondFacteur', secret) });
    else passer({ genre: 'code' });
  });
  const donnerCode = (saisi: string): Promise<void> => tenter(async () => {
    if (geste === 'retirer') {
      await client.appeler('compte.retirerSecondFacteur', { ...secret, code: saisi });
      annoncer(FAITS.retirer);
      fermer();
      return;
    }
    const { codesDeSecours } = geste === 'ajouter' ? await client.appeler('compte.confirmerSecondFacteur', { code: saisi }) : await client.appeler('compte.renouvelerCodes', { code: saisi });
    annoncer(FAITS[geste]);
    passer({ genre: 'codes', codes: codesDeSecours });
  });
  const soumettre = (evenement: FormEvent): void => {
    evenement.preventDefault();
    if (etape.genre === 'mot_de_passe') void donnerMotDePasse();
    else if (geste === 'retirer' ? code.trim() === '' : !estComplet(code)) { montrer(ETAPES.codeVide); champ.current?.focus(); }
    else void donnerCode(code);
  };
  const finir = (): void => {
    if (etape.genre === 'codes' && !conserves) { alerter(ETAPES.conserverDabord); return; }
    if (!occupe) fermer();
  };
  const pied = etape.genre === 'codes'
    ? <Bouton genre="p" onClick={finir} testid="codes-gardes">{TEXTES.fermer}</Bouton>
    : <><Bouton raison={occupe ? TEXTES.enCours : null} onClick={fermer}>{TEXTES.annuler}</Bouton><Bouton genre={geste === 'retirer' && etape.genre === 'code' ? 'd' : 'p'} type="submit" form={id} occupe={occupe} testid="suite-facteur">{etape.genre === 'mot_de_passe' ? TEXTES.continuer : TEXTES.confirmer}</Bouton></>;
  return (
    <Dialogue ouvert titre={TITRES[geste]} icone="shield-line" largeur={640} fermer={finir} alerte={alerte} testid="dialogue-facteur" pied={pied}>
      {etape.genre === 'codes' ? (
        <>
          <p>{TEXTES.codesAide}</p>
          <ListeCodes codes={etape.codes} />
          <label className="case"><input type="checkbox" className="coche" checked={conserves} onChange={(evenement) => { cocher(evenement.target.checked); alerter(null); }} />{TEXTES.conserves}</label>
        </>
      ) : (
        <form id={id} className="connexion-champs" onSubmit={soumettre} noValidate>
          <p>{AIDES[geste]}</p>
          {etape.genre === 'mot_de_passe' ? <ChampSecret id="facteur-mdp" libelle={TEXTES.actuel} aide={TEXTES.sansMotDePasse} valeur={motDePasse} changer={changerMotDePasse} visible={false} erreur={erreur} autoComplete="current-password" autoFocus refChamp={champ} /> : (
            <>
              {etape.secret === undefined || etape.uri === undefined ? null : <><ol className="etapes-facteur">{ETAPES.enrolementEtapes.map((phrase) => <li key={phrase}>{phrase}</li>)}</ol><SecretAPoser secret={etape.secret} uri={etape.uri} /></>}
              {geste === 'retirer' ? (
                <div className={`fr-input-group${erreur === undefined ? '' : ' fr-input-group--error'}`}>
                  <label className="fr-label" htmlFor="facteur-code">{TEXTES.codeOuSecours}</label>
                  <input ref={champ} className="fr-input champ-code" id="facteur-code" type="text" autoComplete="one-time-code" autoFocus spellCheck={false} maxLength={40} value={code} onChange={(evenement) => { changer(evenement.target.value); }} aria-invalid={erreur !== undefined} aria-describedby="facteur-code-message" />
                  <div className="fr-messages-group message-reserve" id="facteur-code-message" aria-live="polite">{erreur === undefined ? null : <p className="fr-message fr-message--error">{erreur}</p>}</div>
                </div>
              ) : <ChampCode id="facteur-code" libelle={TEXTES.code} aide={ETAPES.codeAide} valeur={code} changer={(chiffres) => { changer(chiffres); montrer(undefined); }} complet={(chiffres) => { void donnerCode(chiffres); }} erreur={erreur} occupe={occupe} refChamp={champ} />}
            </>
          )}
        </form>
      )}
    </Dialogue>
  );
};
