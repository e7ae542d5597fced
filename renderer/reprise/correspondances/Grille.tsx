import type { ICellRendererParams, SuppressKeyboardEventParams } from 'ag-grid-community';
import type { ReactElement, RefObject } from 'react';
import type { CorrespondanceLue } from '../../../contract/methodesCorrespondances.ts';
import { GrilleListe } from '../../grille/GrilleListe.tsx';
import type { ColonneGrille, Pas, PoigneeGrille } from '../../grille/Socle.tsx';
import { MarqueAttente } from '../../offre/grille/cellules.tsx';
import { useSession } from '../../poste/session.ts';
import { Badge } from '../../ui/Badge.tsx';
import { dateFr } from '../../ui/formats.ts';
import { CORRESPONDANCES } from './textes.ts';

type Params = ICellRendererParams<CorrespondanceLue>;
const CelluleNom = ({ data }: Params): ReactElement | null => (data === undefined ? null : <div className="rang" style={{ gap: 6 }}><span className="coupe mi" title={data.nom}>{data.nom}</span><MarqueAttente attente={data.attente ? 'en_attente' : 'aucune'} /></div>);
/** Ce qui cloche se dit à côté du choix : un code qui n’est plus, un avis contraire de l’équipe. */
const CelluleCorrespond = ({ data }: Params): ReactElement | null => {
  if (data === undefined) return null;
  const dit = data.equipe === null ? data.correspond : `${data.correspond} ; l’équipe : ${data.equipe.correspond}`;
  return <div className="rang" style={{ gap: 6 }}><span className="coupe" title={dit}>{dit}</span>{data.perimee ? <Badge couleur="warning" icone="warning-fill">N’est plus dans la nomenclature</Badge> : data.equipe === null ? null : <Badge couleur="warning" icone="warning-fill">Avis contraires</Badge>}</div>;
};
const auteur = ({ auteur: nom }: CorrespondanceLue): string => nom ?? 'Ce poste, pas partagé';
const gardeClavier = ({ event }: SuppressKeyboardEventParams<CorrespondanceLue>): boolean => ['Enter', 'F2', 'Escape', 'Delete'].includes(event.key);
const colonne = (colId: string, headerName: string, texte: (ligne: CorrespondanceLue) => string, suite: Partial<ColonneGrille<CorrespondanceLue>>): ColonneGrille<CorrespondanceLue> =>
  ({ colId, headerName, sortable: true, floatingFilter: false, suppressKeyboardEvent: gardeClavier, valueGetter: ({ data }) => (data === undefined ? '' : texte(data)), texte, ...suite });
const COLONNES: ColonneGrille<CorrespondanceLue>[] = [
  colonne('nom', CORRESPONDANCES.nom, ({ nom }) => nom, { minWidth: 180, flex: 12, cellRenderer: CelluleNom }),
  colonne('portee', CORRESPONDANCES.portee, ({ porteeLibelle }) => porteeLibelle, { width: 160 }),
  colonne('correspond', CORRESPONDANCES.correspond, ({ correspond }) => correspond, { minWidth: 260, flex: 20, cellRenderer: CelluleCorrespond }),
  colonne('departement', CORRESPONDANCES.departement, ({ departement }) => departement, { width: 110 }),
  colonne('auteur', CORRESPONDANCES.auteur, auteur, { minWidth: 160, flex: 8 }),
  colonne('le', CORRESPONDANCES.le, ({ le }) => dateFr(le), { width: 100, valueGetter: ({ data }) => data?.le ?? '', valueFormatter: ({ value }: { value?: unknown }) => dateFr(value as string | null), cellClass: 'num' }),
];

interface Props { readonly lignes: readonly CorrespondanceLue[]; readonly courant: string | null; readonly poignee: RefObject<PoigneeGrille<CorrespondanceLue> | null>; readonly surLigne: (ligne: CorrespondanceLue, pas: Pas) => void; readonly surTouche: (ligne: CorrespondanceLue, evenement: KeyboardEvent) => void }
/** Les correspondances : quelques centaines, que la page tient toutes. */
export const Grille = ({ lignes, courant, poignee, surLigne, surTouche }: Props): ReactElement => {
  const { utilisateur } = useSession();
  return <GrilleListe<CorrespondanceLue> lignes={lignes} colonnes={COLONNES} premiere="nom" nom={CORRESPONDANCES.grille} testid="grille-correspondances" cleStockage={`siao.correspondances.colonnes.${utilisateur.id}`} densite="normale" courant={courant} poignee={poignee} surLigne={surLigne} surTouche={surTouche} />;
};
