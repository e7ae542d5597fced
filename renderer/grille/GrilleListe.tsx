import type { GridApi } from 'ag-grid-community';
import type { AgGridReactProps } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef } from 'react';
import { OPTIONS_GRILLE } from '../ui/grille.ts';
import { comparer } from './comparer.ts';
import type { PoigneeGrille, PropsCommunes } from './Socle.tsx';
import { Socle } from './Socle.tsx';

interface Props<L extends { readonly id: string }> extends PropsCommunes<L> {
  /** Déjà filtrées, dans l’ordre où elles se montrent sans tri. */
  readonly lignes: readonly L[];
  readonly poignee: RefObject<PoigneeGrille<L> | null>;
  /** Change quand la grille est à refaire (d’autres colonnes). */
  readonly cle?: string;
  /** Ce que l’écran ajoute à la grille (cases à cocher, lignes de titre) ; stable. */
  readonly options?: AgGridReactProps<L>;
}

const identifiant = ({ id }: { readonly id: string }): string => id;

/** Grille dont la page tient toutes les lignes : quelques milliers au plus. */
export const GrilleListe = <L extends { readonly id: string }>({ lignes, poignee, cle = '', options, ...communes }: Props<L>): ReactElement => {
  const api = useRef<GridApi<L> | undefined>(undefined);
  const cadre = useRef<HTMLDivElement>(null);
  const modele = useMemo<AgGridReactProps<L>>(() => ({ ...options, rowData: lignes as L[], suppressNoRowsOverlay: true, defaultColDef: { ...OPTIONS_GRILLE.defaultColDef, comparator: comparer } }), [options, lignes]);
  const { courant = null } = communes;

  const ids = useMemo(() => lignes.map(({ id }) => id).join('\n'), [lignes]);
  const idsVus = useRef(ids);
  useEffect(() => {
    if (idsVus.current === ids) return;
    idsVus.current = ids;
    poignee.current?.reduire();
  }, [ids, poignee]);
  // une cellule montre plus que sa valeur (attente d’envoi, situation) : AG Grid ne saurait pas qu’elle a changé
  useEffect(() => { if (api.current?.isDestroyed() === false) api.current.refreshCells({ force: true }); }, [lignes]);

  // une ligne ouverte d’ailleurs (adresse, recherche, création) se montre, une fois : une relecture ne ramène pas à elle qui défile
  const montree = useRef<string | null>(null);
  const montrer = (): void => {
    if (courant === null || montree.current === courant || api.current?.isDestroyed() !== false) return;
    const rang = api.current.getRowNode(courant)?.rowIndex;
    if (rang === undefined || rang === null) return;
    montree.current = courant;
    api.current.ensureIndexVisible(rang);
  };
  useEffect(montrer, [courant, lignes]);

  const lire = (debut: number, fin: number): Promise<readonly L[]> => Promise.resolve(Array.from({ length: Math.max(0, fin - debut) }, (_, pas) => api.current?.getDisplayedRowAtIndex(debut + pas)?.data).filter((ligne) => ligne !== undefined));
  return <Socle<L> {...communes} api={api} cadre={cadre} poignee={poignee} modele={modele} identifiant={identifiant} total={lignes.length} lire={lire} cle={cle} surPret={montrer} />;
};
