import type { ColDef, GridApi, ICellRendererParams, IsFullWidthRowParams, SuppressKeyboardEventParams } from 'ag-grid-community';
import type { AgGridReactProps } from 'ag-grid-react';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef } from 'react';
import type { ColonneValidation } from '../../contract/methodesValidation.ts';
import type { LigneValidation } from '../../contract/poste.ts';
import { texteChangement, texteEntiteFile, textePrevalidation, texteStatutFile } from '../../contract/validationTextes.ts';
import { GrilleListe } from '../grille/GrilleListe.tsx';
import type { Plage } from '../grille/plage.ts';
import { bornes } from '../grille/plage.ts';
import type { ColonneGrille, Pas, PoigneeGrille } from '../grille/Socle.tsx';
import { MarqueAttente } from '../offre/grille/cellules.tsx';
import { useSession } from '../poste/session.ts';
import { BadgeProposition } from '../propositions/BadgeProposition.tsx';
import { BadgeAge, BadgeStatut } from '../ui/Badge.tsx';
import { abreger, compte, dateHeure, instantTableur } from '../ui/formats.ts';
import type { Densite } from '../ui/grille.ts';
import { Icone } from '../ui/Icone.tsx';
import { FiltreEnsembleFile, FiltreTexteFile } from './filtres.tsx';
import type { ColonneEnsemble, ColonneTexte } from './filtres.tsx';
import type { OngletValidation } from './textes.ts';
import { TEXTES, TITRES } from './textes.ts';

/** Une ligne de la file, ou l’en-tête d’un groupe d’entité. */
export type LigneFile = { readonly genre: 'fiche'; readonly id: string; readonly fiche: LigneValidation } | { readonly genre: 'groupe'; readonly id: string; readonly nom: string; readonly nombre: number };

/** Range la file, groupée par entité ou non. L’ordre d’âge du poste est gardé dans chaque groupe. */
export const ranger = (lignes: readonly LigneValidation[], grouper: boolean): LigneFile[] => {
  const fiches = lignes.map((fiche): LigneFile => ({ genre: 'fiche', id: fiche.id, fiche }));
  if (!grouper) return fiches;
  const groupes = new Map<string, LigneFile[]>();
  for (const ligne of fiches) {
    if (ligne.genre !== 'fiche') continue;
    const nom = ligne.fiche.objet === 'entite' ? (ligne.fiche.changement === 'proposition' ? ligne.fiche.nom : TEXTES.nouvellesEntites) : ligne.fiche.entite;
    groupes.set(nom, [...(groupes.get(nom) ?? []), ligne]);
  }
  return [...groupes].sort(([gauche], [droite]) => gauche.localeCompare(droite, 'fr')).flatMap(([nom, suite]): LigneFile[] => [{ genre: 'groupe', id: `groupe:${nom}`, nom, nombre: suite.length }, ...suite]);
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
/** Le texte entier dans l’infobulle : la colonne peut le couper. */
const CelluleTexte = ({ value }: Params): ReactElement => <span className="coupe" style={{ display: 'block' }} title={String(value ?? '')}>{String(value ?? '')}</span>;
const CellulePrevalide = ({ data, value }: Params): ReactElement => { const ligne = fiche(data); return <span className="coupe" style={{ display: 'block' }} title={String(value ?? '')}>{ligne?.prevalidePar === value && ligne?.prevalidePar != null ? abreger(ligne.prevalidePar) : String(value ?? '')}</span>; };
const LigneGroupe = ({ data }: Params): ReactElement | null => (data?.genre === 'groupe' ? <div className="groupe-ligne"><Icone nom="building-4-line" taille={14} />{data.nom}<span className="discret" style={{ fontWeight: 400 }}>{compte(data.nombre, 'fiche', 'fiches')}</span></div> : null);

/** Une colonne ; la ligne de titre d’un groupe n’a que son nom. */
const colonne = (colId: ColonneValidation, suite: ColDef<LigneFile>, texte: (ligne: LigneValidation) => string): ColonneGrille<LigneFile> => {
  const lu = (ligne: LigneFile): string => (ligne.genre === 'fiche' ? texte(ligne.fiche) : colId === 'nom' ? ligne.nom : '');
  return { colId, headerName: TITRES[colId], suppressKeyboardEvent: gardeClavier, valueGetter: ({ data }) => (data === undefined ? '' : lu(data)), ...suite, texte: lu };
};
/** Espace et Entrée sont à l’écran : Espace coche toutes les lignes de la plage. */
const gardeClavier = ({ event }: SuppressKeyboardEventParams<LigneFile>): boolean => event.key === ' ' || event.key === 'Enter';
const filtreTexte = (nom: ColonneTexte): ColDef<LigneFile> => ({ filter: 'agTextColumnFilter', floatingFilterComponent: FiltreTexteFile, floatingFilterComponentParams: { colonne: nom, nom: TITRES[nom] } });
const filtreEnsemble = (nom: ColonneEnsemble): ColDef<LigneFile> => ({ filter: 'agTextColumnFilter', floatingFilterComponent: FiltreEnsembleFile, floatingFilterComponentParams: { colonne: nom } });

/** Les onglets où l’issue se lit : le statut y tient lieu de prévalidation. */
const aStatut = (onglet: OngletValidation): boolean => onglet === 'decidees' || onglet === 'renvoyees' || onglet === 'mes_propositions';
/** Sur un petit écran, l’âge dit déjà le dépôt : sa date attend dans le choix des colonnes, et la commune se lit en entier. */
const colonnes = (avecStatut: boolean, large: boolean): ColonneGrille<LigneFile>[] => [
  colonne('age', { width: 72, valueGetter: ({ data }) => fiche(data)?.jours, cellRenderer: CelluleAge, ...filtreEnsemble('age') }, ({ jours }) => String(jours)),
  colonne('nom', { minWidth: 134, flex: 16, cellRenderer: CelluleFiche, ...filtreTexte('nom') }, ({ nom }) => nom),
  colonne('changement', { width: 104, cellRenderer: CelluleChangement, ...filtreEnsemble('changement') }, texteChangement),
  colonne('entite', { minWidth: 92, flex: 10, cellRenderer: CelluleTexte, ...filtreTexte('entite') }, texteEntiteFile),
  avecStatut ? colonne('statut', { width: 116, valueGetter: ({ data }) => fiche(data)?.statut, cellRenderer: CelluleStatutFile, ...filtreEnsemble('statut') }, ({ statut }) => texteStatutFile(statut))
    : colonne('prevalide', { width: large ? 150 : 106, cellRenderer: CellulePrevalide, ...filtreEnsemble('prevalide') }, textePrevalidation),
  colonne('commune', { width: 164, cellRenderer: CelluleTexte, ...filtreTexte('commune') }, ({ commune }) => commune ?? ''),
  colonne('depuis', { width: 120, initialHide: !large, floatingFilter: false, valueGetter: ({ data }) => fiche(data)?.depuis, valueFormatter: ({ value }) => (typeof value === 'string' ? dateHeure(value) : '') }, ({ depuis }) => instantTableur(depuis)),
];

const TITRES_DE_GROUPE: AgGridReactProps<LigneFile> = { isFullWidthRow: ({ rowNode }: IsFullWidthRowParams<LigneFile>) => rowNode.data?.genre === 'groupe', fullWidthCellRenderer: LigneGroupe };
const ouvrable = ({ genre }: LigneFile): boolean => genre === 'fiche';

interface Props {
  readonly lignes: readonly LigneFile[];
  readonly onglet: OngletValidation;
  readonly courante: string | null;
  readonly densite: Densite;
  readonly poignee: RefObject<PoigneeGrille<LigneFile> | null>;
  readonly surCourante: (ligne: LigneValidation, pas: Pas) => void;
  readonly surCochees: (ids: readonly string[]) => void;
  readonly surPlage: (plage: Plage | null) => void;
}

/** Coche les fiches de la plage ; toutes cochées, les décoche. */
const basculerPlage = (api: GridApi<LigneFile>, plage: Plage): void => {
  const { rangDebut, rangFin } = bornes(plage);
  const noeuds = Array.from({ length: rangFin - rangDebut + 1 }, (_, pas) => api.getDisplayedRowAtIndex(rangDebut + pas)).filter((noeud) => noeud !== undefined && noeud.data?.genre === 'fiche') as NonNullable<ReturnType<typeof api.getDisplayedRowAtIndex>>[];
  api.setNodesSelected({ nodes: noeuds, newValue: noeuds.some((noeud) => noeud.isSelected() !== true) });
};

/** La file d’un onglet : la grille commune, avec une case à cocher par fiche que l’on peut décider. */
export const GrilleValidation = ({ lignes, onglet, courante, densite, poignee, surCourante, surCochees, surPlage }: Props): ReactElement => {
  const { utilisateur } = useSession();
  const avecStatut = aStatut(onglet);
  const coche = onglet === 'pour_moi';
  const rappel = useRef(surCochees);
  useEffect(() => { rappel.current = surCochees; });
  const options = useMemo<AgGridReactProps<LigneFile>>(() => ({
    ...TITRES_DE_GROUPE, onSelectionChanged: ({ api }) => { rappel.current(api.getSelectedRows().map(({ id }) => id)); },
    ...(coche ? { rowSelection: { mode: 'multiRow', checkboxes: true, headerCheckbox: true, enableClickSelection: false, isRowSelectable: ({ data }) => data?.genre === 'fiche' }, selectionColumnDef: { width: 36, pinned: 'left', suppressNavigable: true } } : {}),
  }), [coche]);
  const cocherPlage = (evenement: KeyboardEvent): void => {
    const api = poignee.current?.api();
    const plage = poignee.current?.plage();
    if (!coche || evenement.key !== ' ' || evenement.shiftKey || api === undefined || plage == null) return;
    evenement.preventDefault();
    basculerPlage(api, plage);
  };
  return (
    <GrilleListe<LigneFile>
      lignes={lignes} cle={onglet} options={options} colonnes={useMemo(() => colonnes(avecStatut, window.innerWidth >= 1600), [avecStatut])} premiere="nom" nom={TEXTES.grille} testid="grille-validation" cleStockage={`siao.validation.colonnes.${avecStatut ? 'statut' : 'prevalide'}.${utilisateur.id}`} densite={densite} courant={courante} ouvrable={ouvrable} poignee={poignee}
      surLigne={(ligne, pas) => { if (ligne.genre === 'fiche') surCourante(ligne.fiche, pas); }} surTouche={(_ligne, evenement) => { cocherPlage(evenement); }} surPlage={surPlage}
    />
  );
};
