import type { ReactElement } from 'react';
import type { CodeLu } from '../../domain/nomenclature/nomenclature.ts';
import { dateFr, lireDateFr } from '../ui/formats.ts';
import { TEXTES } from './textes.ts';

export type Attributs = Readonly<{ id: string; 'aria-invalid': boolean; 'aria-describedby': string; 'aria-required': boolean }>;

/** Une date tapée ; elle se remet en forme quand on quitte le champ. */
export const SaisieDate = ({ valeur, changer, quitter, attributs }: { readonly valeur: string; readonly changer: (valeur: string) => void; readonly quitter?: () => void; readonly attributs: Attributs }): ReactElement => (
  <input
    type="text" inputMode="numeric" placeholder="jj/mm/aaaa" autoComplete="off" {...attributs} value={valeur} onChange={({ target }) => { changer(target.value); }}
    onBlur={({ target }) => { const lue = lireDateFr(target.value); if (lue !== null) changer(dateFr(lue)); quitter?.(); }}
  />
);

/** Choix d’un code du référentiel ; les types sont rangés sous leur nature. */
export const ChoixCode = ({ codes, natures, valeur, vide, changer, attributs, testid }: { readonly codes: readonly CodeLu[]; readonly natures: readonly CodeLu[]; readonly valeur: string; readonly vide: string; readonly changer: (valeur: string) => void; readonly attributs: Attributs; readonly testid?: string }): ReactElement => {
  const groupes = [...new Set(codes.map(({ nature }) => nature))];
  const option = ({ code, libelle }: CodeLu): ReactElement => <option key={code} value={code}>{libelle}</option>;
  return (
    <select {...attributs} value={valeur} onChange={({ target }) => { changer(target.value); }} data-testid={testid}>
      <option value="">{vide}</option>
      {groupes.length < 2 ? codes.map(option) : groupes.map((nature) => <optgroup key={nature} label={natures.find(({ code }) => code === nature)?.libelle ?? nature}>{codes.filter((code) => code.nature === nature).map(option)}</optgroup>)}
    </select>
  );
};

/** Motif, gardé au journal. */
export const ChampMotif = ({ id, valeur, changer, manque }: { readonly id: string; readonly valeur: string; readonly changer: (valeur: string) => void; readonly manque: boolean }): ReactElement => (
  <div className={`champ${manque ? ' faux' : ''}`}>
    <label htmlFor={id}>{TEXTES.motif} <span className="aide">{TEXTES.aides.motif}</span></label>
    <textarea id={id} rows={2} maxLength={4000} value={valeur} aria-required aria-invalid={manque} aria-describedby={`${id}m`} onChange={({ target }) => { changer(target.value); }} />
    <span id={`${id}m`} className="place-message" role="alert">{manque ? <span className="message erreur">{TEXTES.erreurs.motif}</span> : null}</span>
  </div>
);
export const motifManque = (motif: string): boolean => motif.trim().length < 3;
