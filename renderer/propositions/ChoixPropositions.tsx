import type { ReactElement } from 'react';
import { compte } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import type { DecisionChamp } from './gestes.ts';

interface Props { readonly nombre: number; readonly idMotif: string; readonly sens: DecisionChamp; readonly choisir: (sens: DecisionChamp) => void; readonly motif: string; readonly ecrire: (motif: string) => void; readonly sansMotif: boolean }

/** Le sort commun des propositions cochées : acceptées en entier, ou refusées en entier avec un même motif. */
export const ChoixPropositions = ({ nombre, idMotif, sens, choisir, motif, ecrire, sansMotif }: Props): ReactElement => (
  <fieldset className="champ plein" data-testid="choix-propositions">
    <legend>{compte(nombre, 'proposition', 'propositions')}</legend>
    <div className="choix">
      <label className="case"><input type="radio" name={idMotif} checked={sens === 'acceptee'} onChange={() => { choisir('acceptee'); }} />Accepter en entier</label>
      <label className="case"><input type="radio" name={idMotif} checked={sens === 'refusee'} onChange={() => { choisir('refusee'); }} />Refuser en entier</label>
    </div>
    {sens === 'refusee' ? (
      <div className={`champ${sansMotif ? ' faux' : ''}`}>
        <label htmlFor={idMotif}>Motif du refus<span className="oblig" aria-hidden="true">*</span> <span className="aide">le même pour toutes, montré à leurs auteurs</span></label>
        <textarea id={idMotif} rows={2} maxLength={2000} value={motif} aria-required aria-invalid={sansMotif} aria-describedby={`${idMotif}m`} onChange={({ target }) => { ecrire(target.value); }} />
        <div id={`${idMotif}m`}>{sansMotif ? <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />Le motif est obligatoire.</span> : null}</div>
      </div>
    ) : null}
  </fieldset>
);
