import type { ReactElement, RefObject } from 'react';
import { useReducer } from 'react';
import { Bouton } from '../ui/Bouton.tsx';
import type { Densite } from '../ui/grille.ts';
import { LIBELLES_DENSITE } from '../ui/grille.ts';
import { Volet, useAncre } from '../ui/Menu.tsx';

interface ColonneChoisie { getColId(): string; isVisible(): boolean; isPinned(): boolean; getColDef(): { readonly lockPinned?: boolean } }
/** Ce que le choix des colonnes demande à une grille : `GridApi` d’AG Grid convient tel quel. */
export interface GrilleAColonnes { getAllGridColumns(): readonly ColonneChoisie[]; setColumnsVisible(colonnes: string[], visibles: boolean): void; setColumnsPinned(colonnes: string[], cote: 'left' | null): void }
interface Props {
  readonly poignee: RefObject<{ api(): GrilleAColonnes | undefined } | null>;
  /** La colonne qui ne se cache pas. */
  readonly premiere: string;
  /** `null` : cette colonne (une case à cocher) ne se choisit pas. */
  readonly titre: (colonne: string) => string | null;
  readonly nom: string;
  readonly nomDensite: string;
  readonly densite: Densite;
  readonly changerDensite: (densite: Densite) => void;
}

const Choix = ({ poignee, premiere, titre, densite, changerDensite, nomDensite }: Props): ReactElement => {
  const [, relire] = useReducer((tour: number) => tour + 1, 0);
  const api = poignee.current?.api();
  return (
    <div className="filtre-pop" style={{ width: 264 }}>
      <div className="menu-titre" style={{ padding: 0 }}>Colonnes</div>
      <ul>
        {(api?.getAllGridColumns() ?? []).flatMap((colonne) => { const nom = titre(colonne.getColId()); return nom === null || (colonne.getColId() === premiere && colonne.getColDef().lockPinned === true) ? [] : [{ colonne, nom, id: colonne.getColId() }]; }).map(({ colonne, nom, id }) => (
          <li key={id} className="colonne-choix">
            <label><input type="checkbox" className="coche" checked={colonne.isVisible()} disabled={id === premiere} onChange={(evenement) => { api?.setColumnsVisible([id], evenement.target.checked); relire(); }} />{nom}</label>
            {colonne.getColDef().lockPinned === true ? null : <Bouton genre="t" petit icone={colonne.isPinned() ? 'lock-fill' : 'lock-unlock-line'} nom={`Figer à gauche : ${nom}`} presse={colonne.isPinned()} onClick={() => { api?.setColumnsPinned([id], colonne.isPinned() ? null : 'left'); relire(); }} testid={`figer-${id}`} />}
          </li>
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
