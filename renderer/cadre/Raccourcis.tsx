import type { ReactElement } from 'react';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { CLE_LETTRES } from '../ui/raccourcis.ts';
import { useStockage } from '../ui/stockage.ts';
import { FEUILLE, TEXTES } from './textes.ts';

/** Feuille des raccourcis (`?`). Les raccourcis à une lettre s’y coupent (RGAA 12.11). */
export const Raccourcis = ({ fermer }: { readonly fermer: () => void }): ReactElement => {
  const [lettres, changer] = useStockage(CLE_LETTRES, true);
  return (
    <Dialogue ouvert titre="Raccourcis clavier" icone="keyboard-line" largeur={1080} fermer={fermer} pied={<Bouton genre="p" onClick={fermer}>Fermer</Bouton>}>
      <div className="raccourcis">
        {FEUILLE.map(({ titre, lignes }) => (
          <section key={titre}>
            <h3>{titre}</h3>
            <dl>{lignes.map(([touches, effet]) => [<dt key={`${effet}t`}>{effet}</dt>, <dd key={effet}>{touches.map((touche) => <Touche key={touche}>{touche}</Touche>)}</dd>])}</dl>
          </section>
        ))}
      </div>
      <label className="case"><input type="checkbox" className="coche" checked={lettres} onChange={(evenement) => { changer(evenement.target.checked); }} /><span>{TEXTES.lettres}<br /><span className="discret">{TEXTES.lettresAide}</span></span></label>
    </Dialogue>
  );
};
