import { Tooltip } from '@mui/material';
import type { MouseEvent, ReactElement, ReactNode, Ref } from 'react';
import { useId } from 'react';
import { Icone } from './Icone.tsx';
import type { NomIcone } from './nomsIcones.ts';

export const Touche = ({ children }: { readonly children: ReactNode }): ReactElement => <kbd className="touche">{children}</kbd>;

export interface PropsBouton {
  readonly children?: ReactNode;
  readonly genre?: 'p' | 't' | 'd' | '';
  readonly petit?: boolean;
  readonly icone?: NomIcone;
  readonly iconeDroite?: NomIcone;
  readonly touche?: string;
  /** Nom d’un bouton sans texte ; il sert aussi d’infobulle. */
  readonly nom?: string;
  /** Pourquoi le bouton est fermé : il reste atteignable au clavier et dit sa raison. */
  readonly raison?: string | null;
  /** Répond à « Pourquoi ? » quand le bouton fermé est activé. */
  readonly pourquoi?: (ancre: HTMLElement) => void;
  /** Fermé sans que ce soit une question de droits (rien de coché, saisie en cours) : dit ce qui manque, sans « Pourquoi ? ». */
  readonly horsDroit?: boolean;
  readonly occupe?: boolean;
  readonly onClick?: (evenement: MouseEvent<HTMLButtonElement>) => void;
  readonly type?: 'button' | 'submit';
  readonly refBouton?: Ref<HTMLButtonElement>;
  readonly menu?: boolean;
  readonly ouvert?: boolean;
  readonly presse?: boolean;
  readonly testid?: string;
  readonly form?: string;
}

/** Bouton de 32 px. Fermé avec une `raison`, il l’annonce (infobulle et description) au lieu de disparaître du clavier. */
export const Bouton = ({ children, genre = '', petit = false, icone, iconeDroite, touche, nom, raison, pourquoi, horsDroit = false, occupe = false, onClick, type = 'button', refBouton, menu, ouvert, presse, testid, form }: PropsBouton): ReactElement => {
  const id = useId();
  const ferme = (raison !== undefined && raison !== null) || occupe;
  const seul = children === undefined;
  const bouton = (
    <button
      ref={refBouton} type={ferme ? 'button' : type} className={`btn ${genre}${petit ? ' s' : ''}${seul ? ' ico' : ''}`} aria-label={nom} aria-disabled={ferme ? true : undefined} form={form} data-pourquoi={ferme && pourquoi !== undefined ? '' : undefined} data-hors-droit={ferme && (horsDroit || occupe) ? '' : undefined}
      aria-describedby={raison === undefined || raison === null ? undefined : id} aria-haspopup={menu === true ? 'menu' : undefined} aria-expanded={menu === true ? ouvert === true : undefined}
      aria-pressed={presse} aria-keyshortcuts={touche} data-testid={testid}
      onClick={(evenement) => { if (ferme) { evenement.preventDefault(); if (!occupe) pourquoi?.(evenement.currentTarget); return; } onClick?.(evenement); }}
    >
      {icone === undefined ? null : <Icone nom={icone} />}
      {children}
      {touche === undefined ? null : <Touche>{touche}</Touche>}
      {iconeDroite === undefined ? null : <Icone nom={iconeDroite} />}
      {raison === undefined || raison === null ? null : <span id={id} className="invisible">{raison}</span>}
    </button>
  );
  const aide = raison ?? (seul ? nom : undefined);
  return aide === undefined || aide === null ? bouton : <Tooltip title={aide} describeChild={!seul} disableInteractive={seul} slotProps={{ tooltip: { className: 'bulle-aide' } }}>{bouton}</Tooltip>;
};
