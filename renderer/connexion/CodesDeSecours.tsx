import type { ReactElement } from 'react';
import { useState } from 'react';
import { client, messageErreur } from '../poste/client.ts';
import { ETAPES } from './textes.ts';

/** Les dix codes, montrés une seule fois : les copier, les enregistrer. Le résultat est annoncé à une place gardée. */
export const ListeCodes = ({ codes }: { readonly codes: readonly string[] }): ReactElement => {
  const [resultat, montrer] = useState<{ readonly bon: boolean; readonly texte: string; readonly chemin?: string } | null>(null);
  const copier = (): void => { navigator.clipboard.writeText(codes.join('\n')).then(() => { montrer({ bon: true, texte: ETAPES.codesCopies }); }, () => { montrer({ bon: false, texte: ETAPES.copieRefusee }); }); };
  const enregistrer = (): void => {
    client.appeler('compte.enregistrerCodes', {}).then(({ chemin }) => { montrer({ bon: true, texte: ETAPES.enregistres, chemin }); }, (panne: unknown) => { montrer({ bon: false, texte: messageErreur(panne) }); });
  };
  return (
    <div className="codes-secours">
      <ul className="num" data-testid="codes-secours">{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <div className="rang-boutons">
        <button type="button" className="fr-btn fr-btn--secondary fr-btn--sm" onClick={copier} data-testid="copier-codes">{ETAPES.copierCodes}</button>
        <button type="button" className="fr-btn fr-btn--secondary fr-btn--sm" onClick={enregistrer} data-testid="enregistrer-codes">{ETAPES.enregistrer}</button>
      </div>
      <div className="message-codes" role="status" data-testid="resultat-codes">
        {resultat === null ? null : <p className={`fr-message ${resultat.bon ? 'fr-message--valid' : 'fr-message--error'}`}>{resultat.chemin === undefined ? resultat.texte : <span>{resultat.texte} <span className="chemin">{resultat.chemin}</span>. {ETAPES.effacer}</span>}</p>}
      </div>
    </div>
  );
};

/** Dernière étape d’un enrôlement à la connexion : rien ne continue sans que les codes soient dits conservés. */
export const CodesAConserver = ({ codes }: { readonly codes: readonly string[] }): ReactElement => {
  const [conserves, cocher] = useState(false);
  const [erreur, montrer] = useState(false);
  const continuer = (): void => {
    if (!conserves) { montrer(true); return; }
    void client.appeler('session.codesConserves', {});
  };
  return (
    <section className="connexion-carte" aria-labelledby="codes-titre" data-testid="codes-a-conserver">
      <h1 id="codes-titre" ref={(titre) => { titre?.focus(); }} tabIndex={-1}>{ETAPES.codes}</h1>
      <p className="aide">{ETAPES.codesAide}</p>
      <ListeCodes codes={codes} />
      <div className="fr-checkbox-group fr-mt-2w">
        <input type="checkbox" id="codes-conserves" checked={conserves} onChange={(evenement) => { cocher(evenement.target.checked); montrer(false); }} aria-describedby="codes-conserves-message" />
        <label className="fr-label" htmlFor="codes-conserves">{ETAPES.conserves}</label>
      </div>
      <div className="message-reserve" id="codes-conserves-message" aria-live="polite">{erreur ? <p className="fr-message fr-message--error">{ETAPES.conserverDabord}</p> : null}</div>
      <button type="button" className="fr-btn large" onClick={continuer} data-testid="continuer">{ETAPES.continuer}</button>
    </section>
  );
};
