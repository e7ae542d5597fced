import type { ColDef, GridApi, ICellRendererParams, IsFullWidthRowParams, RowClassParams } from 'ag-grid-community';
import { AgGridReact } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef } from 'react';
import type { LigneValidation } from '../../contract/poste.ts';
import { MarqueAttente } from '../offre/grille/cellules.tsx';
import { BadgeAge, BadgeStatut } from '../ui/Badge.tsx';
import { compte, dateHeure } from '../ui/formats.ts';
import { BadgeProposition } from '../propositions/BadgeProposition.tsx';
import { OPTIONS_GRILLE } from '../ui/grille.ts';
import { Icone } from '../ui/Icone.tsx';
import { definirFocusDeZone } from '../ui/raccourcis.ts';
import { FiltreEnsembleFile, FiltreTexteFile, texteChangement, textePrevalidation } from './filtres.tsx';
import type { ColonneEnsemble, ColonneTexte } from './filtres.tsx';
import type { OngletValidation } from './textes.ts';

/** Une ligne de la file, ou l’en-tête d’un groupe d’entité. */
export type LigneFile = { readonly genre: 'fiche'; readonly cle: string; readonly fiche: LigneValidation } | { readonly genre: 'groupe'; readonly cle: string; readonly nom: string; readonly nombre: number };

/** Range la file, groupée par entité ou non. L’ordre d’âge du poste est gardé dans chaque groupe. */
export const ranger = (lignes: readonly LigneValidation[], grouper: boolean): LigneFile[] => {
  const fiches = lignes.map((fiche): LigneFile => ({ genre: 'fiche', cle: fiche.id, fiche }));
  if (!grouper) return fiches;
  const groupes = new Map<string, LigneFile[]>();
  for (const ligne of fiches) {
    if (ligne.genre !== 'fiche') continue;
    const nom = ligne.fiche.objet === 'entite' ? (ligne.fiche.changement === 'proposition' ? ligne.fiche.nom : 'Nouvelles entités') : ligne.fiche.entite;
    groupes.set(nom, [...(groupes.get(nom) ?? []), ligne]);
  }
  return [...groupes].sort(([gauche], [droite]) => gauche.localeCompare(droite, 'fr')).flatMap(([nom, suite]): LigneFile[] => [{ genre: 'groupe', cle: `groupe:${nom}`, nom, nombre: suite.length }, ...suite]);
};

type Params = ICellRendererParams<LigneFile>;
const fiche = (data: LigneFile | undefined): LigneValidation | undefined => (data?.genre === 'fiche' ? data.fiche : undefined);
const CelluleAge = ({ data }: Params): ReactElement | null => { const ligne = fiche(data); return ligne === undefined ? null : <BadgeAge jours={ligne.jours} />; };
const CelluleFiche = ({ data }: Params): ReactElement | null => {
  const ligne = fiche(data);
  return ligne === undefined ? null : <div className="rang" style={{ gap: 4 }}><span className="fort coupe" style={{ flex: 1 }} title={ligne.nom}>{ligne.nom}</span><MarqueAttente attente={ligne.attente} /></div>;
};
const CelluleChangement = ({ data }: Params): ReactElement | null => {
  const ligne = fiche(data);
  return ligne === undefined ? null : <div className="rang" style={{ gap: 6 }}><Icone nom={ligne.changement === 'reprise' ? 'upload-2-line' : ligne.changement === 'proposition' ? 'edit-line' : 'add-circle-line'} taille={14} /><span className="coupe" title={ligne.champs.join(', ')}>{texteChangement(ligne)}</span></div>;
};
const CelluleStatutFile = ({ data }: Params): ReactElement => { const ligne = fiche(data); return ligne?.changement === 'proposition' ? <BadgeProposition statut={ligne.statut} suivi /> : <BadgeStatut statut={ligne?.statut} />; };
const LigneGroupe = ({ data }: Params): ReactElement | null => (data?.genre === 'groupe' ? <div className="groupe-ligne"><Icone nom="building-4-line" taille={14} />{data.nom}<span className="discret" style={{ fontWeight: 400 }}>{compte(data.nombre, 'fiche', 'fiches')}</span></div> : null);

const texte = (colonne: ColonneTexte, nom: string): ColDef<LigneFile> => ({ filter: 'agTextColumnFilter', floatingFilterComponent: FiltreTexteFile, floatingFilterComponentParams: { colonne, nom } });
const ensemble = (colonne: ColonneEnsemble): ColDef<LigneFile> => ({ filter: 'agTextColumnFilter', floatingFilterComponent: FiltreEnsembleFile, floatingFilterComponentParams: { colonne } });

const colonnes = (onglet: OngletValidation): ColDef<LigneFile>[] => [
  { colId: 'age', headerName: 'Âge', width: 82, valueGetter: ({ data }) => fiche(data)?.jours, cellRenderer: CelluleAge, ...ensemble('age') },
  { colId: 'nom', headerName: 'Fiche', minWidth: 176, flex: 16, valueGetter: ({ data }) => fiche(data)?.nom, cellRenderer: CelluleFiche, ...texte('nom', 'Fiche') },
  { colId: 'changement', headerName: 'Changement', width: 112, valueGetter: ({ data }) => { const ligne = fiche(data); return ligne === undefined ? '' : texteChangement(ligne); }, cellRenderer: CelluleChangement, ...ensemble('changement') },
  { colId: 'entite', headerName: 'Entité', minWidth: 130, flex: 11, valueGetter: ({ data }) => { const ligne = fiche(data); return ligne === undefined ? '' : ligne.objet === 'entite' ? (ligne.changement === 'proposition' ? ligne.nom : '(nouvelle entité)') : ligne.entite; }, ...texte('entite', 'Entité') },
  ...(onglet === 'decidees' || onglet === 'renvoyees' || onglet === 'mes_propositions' ? [{ colId: 'statut', headerName: 'Statut', width: 116, valueGetter: ({ data }) => fiche(data)?.statut, cellRenderer: CelluleStatutFile, ...ensemble('statut') } satisfies ColDef<LigneFile>]
    : [{ colId: 'prevalide', headerName: 'Prévalidé par', width: 130, valueGetter: ({ data }) => { const ligne = fiche(data); return ligne === undefined ? '' : textePrevalidation(ligne); }, ...ensemble('prevalide') } satisfies ColDef<LigneFile>]),
  { colId: 'commune', headerName: 'Commune', minWidth: 110, flex: 8, valueGetter: ({ data }) => fiche(data)?.commune ?? '', ...texte('commune', 'Commune') },
  { colId: 'depuis', headerName: 'Déposée', width: 110, floatingFilter: false, valueGetter: ({ data }) => fiche(data)?.depuis, valueFormatter: ({ value }) => (typeof value === 'string' ? dateHeure(value) : '') },
];

interface Props {
  readonly lignes: readonly LigneFile[];
  readonly onglet: OngletValidation;
  readonly courante: string | null;
  readonly surCourante: (ligne: LigneValidation) => void;
  readonly surCochees: (ids: readonly string[]) => void;
  readonly api: RefObject<GridApi<LigneFile> | null>;
}

export const GrilleValidation = ({ lignes, onglet, courante, surCourante, surCochees, api }: Props): ReactElement => {
  const cadre = useRef<HTMLDivElement>(null);
  const contexte = useRef({ courante });
  useEffect(() => {
    contexte.current.courante = courante;
    // changer d’onglet refait la grille : l’ancienne ne se redessine plus
    if (api.current?.isDestroyed() === false) api.current.redrawRows();
  }, [courante, api]);
  useEffect(() => {
    if (cadre.current !== null) definirFocusDeZone(cadre.current, () => { const noeud = contexte.current.courante === null ? undefined : api.current?.getRowNode(contexte.current.courante); api.current?.setFocusedCell(noeud?.rowIndex ?? 0, 'nom'); });
  }, [api]);
  const definition = useMemo(() => colonnes(onglet), [onglet]);
  const regles = useMemo(() => ({ courante: ({ data }: RowClassParams<LigneFile>): boolean => data?.cle === contexte.current.courante && data !== undefined }), []);
  return (
    <div className="grille" ref={cadre} data-zone="grille" data-testid="grille-validation">
      <AgGridReact<LigneFile>
        {...OPTIONS_GRILLE}
        key={onglet} rowData={lignes as LigneFile[]} columnDefs={definition} rowHeight={28} getRowId={({ data }) => data.cle} rowClassRules={regles}
        isFullWidthRow={({ rowNode }: IsFullWidthRowParams<LigneFile>) => rowNode.data?.genre === 'groupe'} fullWidthCellRenderer={LigneGroupe}
        {...(onglet === 'pour_moi' ? { rowSelection: { mode: 'multiRow' as const, checkboxes: true, headerCheckbox: true, enableClickSelection: false, isRowSelectable: ({ data }: { data?: LigneFile }) => data?.genre === 'fiche' }, selectionColumnDef: { width: 36, pinned: 'left' as const, suppressNavigable: true } } : {})}
        onGridReady={({ api: grille }) => { api.current = grille; }}
        onSelectionChanged={({ api: grille }) => { surCochees(grille.getSelectedRows().map(({ cle }) => cle)); }}
        onCellFocused={({ rowIndex, api: grille }) => { const ligne = rowIndex === null ? undefined : fiche(grille.getDisplayedRowAtIndex(rowIndex)?.data); if (ligne !== undefined) surCourante(ligne); }}
        onRowClicked={({ data }) => { const ligne = fiche(data); if (ligne !== undefined) surCourante(ligne); }}
        onCellKeyDown={({ event }) => { if (event instanceof KeyboardEvent && event.key === 'Enter') (document.querySelector<HTMLElement>('.champ-propose[tabindex="0"]') ?? document.getElementById('decision-titre'))?.focus(); }}
      />
    </div>
  );
};
