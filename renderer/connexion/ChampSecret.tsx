import type { ReactElement, Ref } from 'react';

interface Props {
  readonly id: string;
  readonly libelle: string;
  readonly aide?: string;
  readonly valeur: string;
  readonly changer: (valeur: string) => void;
  readonly visible: boolean;
  readonly erreur: string | undefined;
  /** Contrôle au fil de la frappe, quand il n’y a pas d’erreur : la place du message est gardée, rien ne bouge. */
  readonly controle?: { readonly bon: boolean; readonly texte: string } | null;
  readonly autoComplete: 'current-password' | 'new-password';
  readonly autoFocus?: boolean;
  readonly refChamp: Ref<HTMLInputElement>;
}

/** Mot de passe ou phrase secrète, masqué par défaut ; message dessous, à une place réservée. */
export const ChampSecret = ({ id, libelle, aide, valeur, changer, visible, erreur, controle = null, autoComplete, autoFocus = false, refChamp }: Props): ReactElement => (
  <div className={`fr-input-group${erreur === undefined ? '' : ' fr-input-group--error'}`}>
    <label className="fr-label" htmlFor={id}>{libelle}{aide === undefined ? null : <span className="fr-hint-text">{aide}</span>}</label>
    <input ref={refChamp} className="fr-input" id={id} type={visible ? 'text' : 'password'} autoComplete={autoComplete} autoFocus={autoFocus} spellCheck={false} value={valeur} onChange={(evenement) => { changer(evenement.target.value); }} aria-invalid={erreur !== undefined} aria-describedby={`${id}-message`} />
    <div className="fr-messages-group message-reserve" id={`${id}-message`} aria-live="polite">
      {erreur !== undefined ? <p className="fr-message fr-message--error">{erreur}</p> : controle !== null ? <p className={`fr-message ${controle.bon ? 'fr-message--valid' : 'fr-message--info'}`}>{controle.texte}</p> : null}
    </div>
  </div>
);
