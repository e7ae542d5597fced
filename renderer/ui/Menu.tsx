import { Menu as MenuMui, MenuItem, Popover } from '@mui/material';
import type { ReactElement, ReactNode } from 'react';
import { useState } from 'react';
import { Touche } from './Bouton.tsx';
import { Icone } from './Icone.tsx';
import type { NomIcone } from './nomsIcones.ts';

export interface EntreeMenu {
  readonly cle: string;
  readonly libelle: string;
  readonly icone?: NomIcone;
  readonly touche?: string;
  readonly coche?: boolean;
  readonly raison?: string | null;
  /** Répond à « Pourquoi ? » quand l’entrée fermée est activée. `ancre` : ce qui a ouvert le menu. */
  readonly pourquoi?: (ancre: HTMLElement) => void;
  readonly agir: () => void;
}

interface Props {
  readonly ancre: HTMLElement | null;
  readonly fermer: () => void;
  readonly titre?: string;
  readonly entrees: readonly EntreeMenu[];
}

/** Menu déroulant : flèches, lettre initiale, Échap ; le focus revient au bouton. */
export const Menu = ({ ancre, fermer, titre, entrees }: Props): ReactElement => (
  <MenuMui open={ancre !== null} anchorEl={ancre} onClose={fermer} slotProps={{ paper: { className: 'flottant menu', elevation: 0 }, list: { dense: true, disablePadding: true, 'aria-label': titre } }} transitionDuration={0}>
    {titre === undefined ? null : <li className="menu-titre" role="presentation">{titre}</li>}
    {entrees.map(({ cle, libelle, icone, touche, coche, raison, pourquoi, agir }) => (
      <MenuItem
        key={cle} className="menu-ligne" disableRipple aria-disabled={raison === undefined || raison === null ? undefined : true} title={raison ?? undefined} data-pourquoi={raison !== undefined && raison !== null && pourquoi !== undefined ? '' : undefined}
        {...(coche === undefined ? {} : { role: 'menuitemradio', 'aria-checked': coche })}
        onClick={() => {
          if (raison === undefined || raison === null) { fermer(); agir(); return; }
          if (pourquoi === undefined || ancre === null) return;
          fermer();
          pourquoi(ancre);
        }}
      >
        {coche === undefined ? null : <Icone nom="check-line" couleur={coche ? undefined : 'transparent'} />}
        {icone === undefined ? null : <Icone nom={icone} />}
        {libelle}
        {raison !== undefined && raison !== null && pourquoi !== undefined ? <span className="pourquoi-mot">Pourquoi ?</span> : touche === undefined ? null : <Touche>{touche}</Touche>}
      </MenuItem>
    ))}
  </MenuMui>
);

/** Ancre d’un menu ou d’un volet : ouvrir au clic, fermer. */
export const useAncre = () => {
  const [ancre, changer] = useState<HTMLElement | null>(null);
  return { ancre, ouvrir: (evenement: { currentTarget: HTMLElement }) => { changer(evenement.currentTarget); }, fermer: () => { changer(null); }, changer } as const;
};

/** Volet ancré à un bouton, pour un contenu quelconque. */
export const Volet = ({ ancre, fermer, nom, children }: { readonly ancre: HTMLElement | null; readonly fermer: () => void; readonly nom: string; readonly children: ReactNode }): ReactElement => (
  <Popover
    open={ancre !== null} anchorEl={ancre} onClose={fermer} transitionDuration={0} anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
    slotProps={{ paper: { className: 'flottant menu', elevation: 0, role: 'dialog', 'aria-label': nom } }}
  >
    {children}
  </Popover>
);
