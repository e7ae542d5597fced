import type { ReactElement, RefObject } from 'react';
import { useReducer } from 'react';
import { Bouton } from '../ui/Bouton.tsx';
import type { Densite } from '../ui/grille.ts';
import { LIBELLES_DENSITE } from '../ui/grille.ts';
import { Volet, useAncre } from '../ui/Menu.tsx';

/** Ce que le choix des colonnes demande à une grille : `GridApi` d’AG Grid convient tel quel. */
export interface GrilleAColonnes { getAllGridColumns(): readonly { getColId(): string; isVisible(): boolean }[]; setColumnsVisible(colonnes: string[], visibles: boolean): void }
interface Props {
  readonly poignee: RefObject<{ api(): GrilleAColonnes | undefined } | null>;
  /** La colonne qui ne se cache pas. */
  readonly premiere: string;
  readonly titre: (colonne: string) => string;
  readonly nom: string;
  readonly nomDensite: string;
  readonly densite: Densite;
  readonly changerDensite: (densite: Densite) => void;
}

const Choix = ({ poignee, premiere, titre, densite, changerDensite, nomDensite }: Props): ReactElement => {
  const [, relire] = useReducer((tour: number) => tour + 1, 0);
  const api = poignee.current?.api();
  return (
    <div className="filtre-pop" style={{ width: 240 }}>
      <div className="menu-titre" style={{ padding: 0 }}>Colonnes</div>
      <ul>
        {(api?.getAllGridColumns() ?? []).filter((colonne) => colonne.getColId() !== premiere).map((colonne) => (
          <li key={colonne.getColId()}><label><input type="checkbox" className="coche" checked={colonne.isVisible()} onChange={(evenement) => { api?.setColumnsVisible([colonne.getColId()], evenement.target.checked); relire(); }} />{titre(colonne.getColId())}</label></li>
        ))}
      </ul>
      <hr className="filet" />
      <div className="menu-titre" style={{ padding: 0 }} id="densite">{nomDensite}</div>
      <ul role="radiogroup" aria-labelledby="densite">
        {(Object.keys(LIBELLES_DENSITE) as Densite[]).map((choix) => <li key={choix}><label><input type="radio" className="coche" name="densite" checked={densite === choix} onChange={() => { changerDensite(choix); }} />{LIBELLES_DENSITE[choix]}</label></li>)}
      </ul>
    </div>
  );
};

/** Choix des colonnes et de la densité d’une grille, retenus pour la personne sur ce poste. */
export const Colonnes = (props: Props): ReactElement => {
  const { ancre, ouvrir, fermer } = useAncre();
  return (
    <>
      <Bouton genre="t" petit icone="layout-column-line" nom={props.nom} onClick={ouvrir} testid="colonnes" />
      <Volet ancre={ancre} fermer={fermer} nom={props.nom}><Choix {...props} /></Volet>
    </>
  );
};
