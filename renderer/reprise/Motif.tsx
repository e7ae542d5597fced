import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { TEXTES } from './textes.ts';

/** Demande pourquoi : une exclusion, une annulation. */
export const Motif = ({ titre, aide, verbe, danger = false, fermer, valider }: { readonly titre: string; readonly aide: string; readonly verbe: string; readonly danger?: boolean; readonly fermer: () => void; readonly valider: (motif: string) => void }): ReactElement => {
  const id = useId();
  const [motif, ecrire] = useState('');
  const [alerte, alerter] = useState<string | null>(null);
  const envoyer = (): void => { if (motif.trim() === '') alerter('Écrire le motif : il reste dans le bilan.'); else valider(motif.trim()); };
  useRaccourcis({ 'Ctrl+Enter': envoyer }, { sousModale: true });
  return (
    <Dialogue ouvert titre={titre} fermer={fermer} alerte={alerte} testid="rep-motif" pied={<><Bouton onClick={fermer}>{TEXTES.annuler}</Bouton><Bouton genre={danger ? 'd' : 'p'} touche="Ctrl+Entrée" onClick={envoyer} testid="rep-motif-valider">{verbe}</Bouton></>}>
      <div className="champ"><label htmlFor={id}>{aide}</label><input id={id} type="text" autoFocus autoComplete="off" maxLength={500} value={motif} onChange={({ target }) => { ecrire(target.value); alerter(null); }} onKeyDown={(evenement) => {
        if (evenement.key !== 'Enter' || evenement.ctrlKey) return;
        // la même frappe ne doit pas rouvrir le dialogue par le bouton à qui le focus revient
        evenement.preventDefault();
        envoyer();
      }} /></div>
    </Dialogue>
  );
};
