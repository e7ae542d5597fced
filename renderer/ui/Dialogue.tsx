import { Dialog } from '@mui/material';
import type { ReactElement, ReactNode } from 'react';
import { useId } from 'react';
import { Bouton } from './Bouton.tsx';
import { Note } from './Etats.tsx';
import { Icone } from './Icone.tsx';
import type { NomIcone } from './nomsIcones.ts';

interface Props {
  readonly ouvert: boolean;
  readonly titre: string;
  readonly icone?: NomIcone;
  readonly largeur?: number;
  readonly fermer: () => void;
  readonly enTete?: ReactNode;
  readonly children: ReactNode;
  readonly pied?: ReactNode;
  /** Raison d’un échec, montrée au-dessus des boutons sans déplacer le contenu ; annoncée quand elle arrive. */
  readonly alerte?: string | null;
  readonly testid?: string;
}

/** Dialogue modal : focus retenu, Échap ferme, le focus revient d’où il venait. */
export const Dialogue = ({ ouvert, titre, icone, largeur = 560, fermer, enTete, children, pied, alerte = null, testid }: Props): ReactElement => {
  const id = useId();
  return (
    <Dialog
      open={ouvert} onClose={fermer} aria-labelledby={id} transitionDuration={0}
      slotProps={{ paper: { className: 'flottant dialogue', elevation: 0, style: { width: largeur }, ...(testid === undefined ? {} : { 'data-testid': testid }) } as object, root: { 'data-modale': '' } as object }}
    >
      <div className="dlg-tete">
        {icone === undefined ? null : <span style={{ paddingTop: 4 }}><Icone nom={icone} taille={20} /></span>}
        <h2 id={id}>{titre}</h2>
        {enTete ?? <Bouton genre="t" icone="close-line" nom="Fermer" onClick={fermer} />}
      </div>
      <div className="dlg-corps">{children}</div>
      <div className="dlg-alerte" role="alert">{alerte === null ? null : <Note genre="e">{alerte}</Note>}</div>
      {pied === undefined ? null : <div className="dlg-pied">{pied}</div>}
    </Dialog>
  );
};
