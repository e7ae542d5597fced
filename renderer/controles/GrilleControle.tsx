import type { ICellRendererParams, SuppressKeyboardEventParams } from 'ag-grid-community';
import type { ReactElement, RefObject } from 'react';
import { useMemo } from 'react';
import type { LigneControle } from '../../contract/methodesControles.ts';
import { OBJETS_CONTROLES } from '../../domain/qualite/controles.ts';
import { GrilleListe } from '../grille/GrilleListe.tsx';
import type { Plage } from '../grille/plage.ts';
import type { ColonneGrille, Pas, PoigneeGrille } from '../grille/Socle.tsx';
import { IconeObjet } from '../offre/fiche/PanneauFiche.tsx';
import { useSession } from '../poste/session.ts';
import { dateFr } from '../ui/formats.ts';
import { COLONNES, TEXTES } from './textes.ts';

const CelluleNom = ({ data }: ICellRendererParams<LigneControle>): ReactElement => (data === undefined ? <span /> : <span className="rang" style={{ gap: 6 }} title={data.nom}><IconeObjet objet={data.objet} /><b className="coupe">{data.nom}</b></span>);
const gardeClavier = ({ event }: SuppressKeyboardEventParams<LigneControle>): boolean => ['Enter', 'F2', 'Escape', 'Delete'].includes(event.key);
const colonne = (colId: string, headerName: string, texte: (ligne: LigneControle) => string, suite: Partial<ColonneGrille<LigneControle>>): ColonneGrille<LigneControle> =>
  ({ colId, headerName, sortable: true, floatingFilter: false, suppressKeyboardEvent: gardeClavier, valueGetter: ({ data }) => (data === undefined ? '' : texte(data)), tooltipValueGetter: ({ data }) => (data === undefined ? '' : texte(data)), texte, ...suite });

interface Props { readonly lignes: readonly LigneControle[]; readonly courant: string | null; readonly plusieursDepartements: boolean; readonly datee: boolean; readonly poignee: RefObject<PoigneeGrille<LigneControle> | null>; readonly surLigne: (ligne: LigneControle, pas: Pas) => void; readonly surPlage: (plage: Plage | null) => void }
/** Les fiches qu’un contrôle relève. `datee` : le contrôle dit depuis quand. */
export const GrilleControle = ({ lignes, courant, plusieursDepartements, datee, poignee, surLigne, surPlage }: Props): ReactElement => {
  const { utilisateur } = useSession();
  const colonnes = useMemo<readonly ColonneGrille<LigneControle>[]>(() => [
    colonne('nom', COLONNES.nom, ({ nom, objet }) => `${nom} (${OBJETS_CONTROLES[objet].toLowerCase()})`, { minWidth: 150, flex: 10, cellRenderer: CelluleNom, tooltipValueGetter: ({ data }) => data?.nom ?? '' }),
    colonne('constat', COLONNES.constat, ({ constat }) => constat, { minWidth: 160, flex: 12 }),
    ...(datee ? [colonne('depuis', COLONNES.depuis, ({ depuis }) => dateFr(depuis), { width: 96, valueGetter: ({ data }) => data?.depuis ?? '', valueFormatter: ({ value }: { value?: unknown }) => dateFr(value as string | null), cellClass: 'num' })] : []),
    ...(plusieursDepartements ? [colonne('departement', COLONNES.departement, ({ departement }) => departement, { width: 68 })] : []),
    colonne('parent', COLONNES.parent, ({ parent }) => parent ?? '', { minWidth: 120, flex: 8 }),
  ], [datee, plusieursDepartements]);
  return <GrilleListe<LigneControle> lignes={lignes} cle={`${datee} ${plusieursDepartements}`} colonnes={colonnes} premiere="nom" nom={TEXTES.grille} testid="grille-controle" cleStockage={`siao.controles.colonnes.${datee}.${utilisateur.id}`} densite="normale" courant={courant} poignee={poignee} surLigne={surLigne} surPlage={surPlage} />;
};
