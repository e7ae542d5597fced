import type { ReactElement } from 'react';
import type { Ecart } from '../droits/lecture.ts';
import { phraseEcart } from '../droits/lecture.ts';
import { Icone } from '../ui/Icone.tsx';
import { TEXTES } from './textes.ts';

const Liste = ({ titre, signe, ecarts, aucun }: { readonly titre: string; readonly signe: 'add-line' | 'subtract-line'; readonly ecarts: readonly Ecart[]; readonly aucun: string }): ReactElement => (
  <div className="pile" style={{ gap: 4 }}>
    <h4 className="titre3">{titre}</h4>
    {ecarts.length === 0 ? <p className="discret">{aucun}</p> : <ul className="ecarts">{ecarts.map((ecart) => { const phrase = phraseEcart(ecart); return <li key={phrase}><Icone nom={signe} taille={14} /><span>{phrase}</span></li>; })}</ul>}
  </div>
);

/** Ce qu’une réaffectation donne et retire, droit par droit, lu de la matrice. */
export const Ecarts = ({ gagnes, perdus }: { readonly gagnes: readonly Ecart[]; readonly perdus: readonly Ecart[] }): ReactElement => (
  <div className="deux" data-testid="ecarts"><Liste titre={TEXTES.gagne} signe="add-line" ecarts={gagnes} aucun={TEXTES.rienGagne} /><Liste titre={TEXTES.perd} signe="subtract-line" ecarts={perdus} aucun={TEXTES.rienPerdu} /></div>
);
