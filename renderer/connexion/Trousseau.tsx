import type { ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { EtatCoffre } from '../../contract/poste.ts';
import { messageErreur } from '../poste/client.ts';
import { reessayerCoffre, repartirANeuf } from '../poste/session.ts';
import { COFFRE } from './textes.ts';

/** Le trousseau ne répond pas (réessayer), ou répond sans la clé (réessayer, ou repartir à neuf en mettant de côté ce qui ne se lit plus). */
export const Trousseau = ({ coffre, perdue }: { readonly coffre: EtatCoffre; readonly perdue: boolean }): ReactElement => {
  const [occupe, occuper] = useState(false);
  const [erreur, montrer] = useState<string | null>(null);
  const [confirme, confirmer] = useState(false);
  const premier = useRef<HTMLButtonElement>(null);
  const reculer = useRef<HTMLButtonElement>(null);
  useEffect(() => { (confirme ? reculer : premier).current?.focus(); }, [confirme]);
  const tenter = (geste: () => Promise<void>): void => {
    if (occupe) return;
    occuper(true);
    montrer(null);
    // un essai qui ne change rien laisse le même écran : le dire, sinon le bouton paraît sans effet
    geste().then(() => { montrer(COFFRE.sansChangement); }).catch((panne: unknown) => { montrer(messageErreur(panne)); }).finally(() => { occuper(false); });
  };
  return (
    <section className="connexion-carte" aria-labelledby="coffre-titre" data-testid={perdue ? 'coffre-perdu' : 'coffre-muet'}>
      <h1 id="coffre-titre">{perdue ? COFFRE.perdue : COFFRE.muet}</h1>
      <p className="aide">{coffre.message ?? (perdue ? COFFRE.perduePourquoi : COFFRE.muetPourquoi)}</p>
      <ul className="fr-text--sm fr-mb-2w">{(perdue ? COFFRE.perdueGestes : COFFRE.muetGestes).map((geste) => <li key={geste}>{geste}</li>)}</ul>
      <div className="message-reserve" role="alert">{erreur === null ? null : <p className="fr-message fr-message--error">{erreur}</p>}</div>
      {confirme ? (
        <div className="fr-alert fr-alert--warning fr-alert--sm" role="group" aria-labelledby="repartir-titre">
          <p id="repartir-titre"><strong>{COFFRE.repartirTitre}</strong></p>
          <p>{COFFRE.repartirEffet}</p>
          <div className="fr-mt-2w rang-boutons"><button ref={reculer} type="button" className="fr-btn fr-btn--secondary fr-btn--sm" onClick={() => { confirmer(false); }}>{COFFRE.garder}</button><button type="button" className="fr-btn fr-btn--sm" aria-disabled={occupe} onClick={() => { tenter(repartirANeuf); }} data-testid="confirmer-repartir">{COFFRE.repartirConfirmer}</button></div>
        </div>
      ) : (
        <div className="rang-boutons">
          <button ref={premier} type="button" className="fr-btn" aria-disabled={occupe} onClick={() => { tenter(reessayerCoffre); }} data-testid="coffre-reessayer">{occupe ? COFFRE.enCours : COFFRE.reessayer}</button>
          {perdue ? <button type="button" className="fr-btn fr-btn--secondary" onClick={() => { confirmer(true); }} data-testid="repartir">{COFFRE.repartir}</button> : null}
        </div>
      )}
    </section>
  );
};
