import type { ReactElement } from 'react';
import { codesDe } from '../../contract/nomenclatureAffichee.ts';
import { codesEnVigueur } from '../../domain/nomenclature/code.ts';
import { Touche } from '../ui/Bouton.tsx';
import { aujourdhui, compte } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { LettreMotif } from './Barre.tsx';
import { TEXTES } from './textes.ts';

/** Ce que chaque marque veut dire, et les touches utiles. */
export const Legende = ({ modifiable, fermees }: { readonly modifiable: boolean; readonly fermees: number }): ReactElement => (
  <div className="cal-legende">
    <ul aria-label={TEXTES.legende}>
      {codesEnVigueur(codesDe('motif'), aujourdhui()).map(({ code, libelle }) => <li key={code}><LettreMotif motif={code} />{libelle}</li>)}
      <li><span className="cal-lettre attend" aria-hidden="true">…</span>{TEXTES.enAttente}</li>
      <li><span className="cal-lettre attend" aria-hidden="true"><Icone nom="time-line" taille={12} /></span>{TEXTES.differee}</li>
    </ul>
    <span className="ressort" />
    {fermees === 0 ? null : <span className="discret">{compte(fermees, 'place fermée, non montrée', 'places fermées, non montrées')}</span>}
    {modifiable ? <span className="discret cal-touches"><Touche>Maj+→</Touche> {TEXTES.etendre}</span> : null}
  </div>
);
