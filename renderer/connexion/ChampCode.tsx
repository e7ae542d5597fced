import type { ReactElement, Ref } from 'react';
import { ETAPES } from './textes.ts';

const CHIFFRES = 6;
const enChiffres = (texte: string): string => texte.replace(/\D/gu, '').slice(0, CHIFFRES);
export const estComplet = (chiffres: string): boolean => chiffres.length === CHIFFRES;
const montrer = (chiffres: string): string => (chiffres.length > 3 ? `${chiffres.slice(0, 3)} ${chiffres.slice(3)}` : chiffres);

interface Props {
  readonly id: string;
  readonly libelle: string;
  readonly aide: string;
  /** Chiffres seuls. */
  readonly valeur: string;
  readonly changer: (chiffres: string) => void;
  /** Le sixième chiffre vient d’être saisi, ou collé. */
  readonly complet: (chiffres: string) => void;
  readonly erreur: string | undefined;
  readonly occupe?: boolean;
  readonly refChamp: Ref<HTMLInputElement>;
}

/** Code de l’application : six chiffres, collés avec ou sans espace ; le sixième l’envoie. Pendant l’envoi le champ garde le focus et n’accepte plus rien. */
export const ChampCode = ({ id, libelle, aide, valeur, changer, complet, erreur, occupe = false, refChamp }: Props): ReactElement => (
  <div className={`fr-input-group${erreur === undefined ? '' : ' fr-input-group--error'}`}>
    <label className="fr-label" htmlFor={id}>{libelle}<span className="fr-hint-text" id={`${id}-aide`}>{aide} <span className="invisible">{ETAPES.codeAria}</span></span></label>
    <input
      ref={refChamp} className="fr-input champ-code num" id={id} type="text" inputMode="numeric" autoComplete="one-time-code" spellCheck={false} autoFocus value={montrer(valeur)} readOnly={occupe} aria-invalid={erreur !== undefined} aria-describedby={`${id}-aide ${id}-message`}
      onChange={(evenement) => {
        const chiffres = enChiffres(evenement.target.value);
        if (chiffres === valeur) return;
        changer(chiffres);
        if (estComplet(chiffres)) complet(chiffres);
      }}
    />
    <div className="fr-messages-group message-reserve" id={`${id}-message`} aria-live="polite">{erreur === undefined ? null : <p className="fr-message fr-message--error">{erreur}</p>}</div>
  </div>
);
