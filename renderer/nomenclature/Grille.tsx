import type { CellClassParams, ColDef, ICellRendererParams, RowClassRules, SuppressKeyboardEventParams } from 'ag-grid-community';
import type { ReactElement, RefObject } from 'react';
import { useEffect, useMemo, useRef } from 'react';
import type { Referentiel } from '../../domain/objets/nomenclature.ts';
import { GrilleListe } from '../grille/GrilleListe.tsx';
import type { Plage } from '../grille/plage.ts';
import type { ColonneGrille, Pas, PoigneeGrille } from '../grille/Socle.tsx';
import { MarqueAttente } from '../offre/grille/cellules.tsx';
import { useSession } from '../poste/session.ts';
import { dateFr } from '../ui/formats.ts';
import type { Densite } from '../ui/grille.ts';
import { Icone } from '../ui/Icone.tsx';
import type { LigneCode } from './lecture.ts';
import { texteUsages } from './lecture.ts';
import { SITUATIONS, TEXTES, TITRES } from './textes.ts';

interface Props {
  readonly referentiel: Referentiel;
  readonly lignes: readonly LigneCode[];
  readonly courant: string | null;
  readonly densite: Densite;
  /** Vrai quand ce profil lit des fiches : la colonne « Utilisé par » a un sens. */
  readonly avecUsages: boolean;
  /** Faux tant que les usages se comptent. */
  readonly usagesLus: boolean;
  readonly poignee: RefObject<PoigneeGrille<LigneCode> | null>;
  readonly surLigne: (ligne: LigneCode, pas: Pas) => void;
  readonly surPlage: (plage: Plage | null) => void;
}
interface Contexte { readonly usagesLus: { readonly current: boolean } }
type Params = ICellRendererParams<LigneCode, unknown, Contexte>;

const CelluleTexte = ({ value }: Params): ReactElement => <span className="coupe" style={{ display: 'block' }} title={String(value ?? '')}>{String(value ?? '')}</span>;
const CelluleUnite = ({ data }: Params): ReactElement | null => (data === undefined ? null : <span className="coupe" style={{ display: 'block' }} title={data.comptee}>{data.unite}</span>);
const CelluleCode = ({ data }: Params): ReactElement | null => (data === undefined ? null : <span className="coupe" style={{ display: 'block' }} title={data.code}>{data.codeCourt}</span>);
const SYSTEME = new Set(['success', 'warning', 'error', 'info']);
/** La situation tient en un signe nommé : les dates, à côté, la disent en entier. */
const CelluleLibelle = ({ data }: Params): ReactElement | null => {
  if (data === undefined) return null;
  const { icone, couleur, libelle } = SITUATIONS[data.situation];
  return (
    <div className="rang" style={{ gap: 6 }}>
      <span className="coupe mi" style={{ flex: '0 1 auto' }} title={data.libelle}>{data.libelle}</span>
      {data.situation === 'en_vigueur' ? null : <Icone nom={icone} taille={14} couleur={SYSTEME.has(couleur) ? `var(--text-default-${couleur})` : `var(--text-label-${couleur})`} libelle={libelle} />}
      <MarqueAttente attente={data.attente} />
    </div>
  );
};
/** Le titre d’une nature tient toute la ligne. */
const CelluleOrdre = ({ data }: Params): ReactElement | null => (data === undefined ? null : data.genre === 'nature' ? <span className="rang" style={{ gap: 8 }}>{data.libelle}<span className="discret" style={{ fontWeight: 400 }}>{data.comptee}</span></span> : <span className="num">{data.ordre}</span>);
const CelluleUsages = ({ data, context }: Params): ReactElement | null => {
  if (data === undefined) return null;
  if (!context.usagesLus.current) return <span className="barre-grise" style={{ width: '60%' }} />;
  const texte = texteUsages(data.usages);
  return <span className={`coupe num${texte === '' ? ' discret' : ''}`} style={{ display: 'block' }} title={texte}>{texte === '' ? '—' : texte}</span>;
};

/** Entrée, F2, Échap et Alt+flèches sont à l’écran. */
const gardeClavier = ({ event }: SuppressKeyboardEventParams<LigneCode>): boolean => ['Enter', 'F2', 'Escape'].includes(event.key) || (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown'));
/** `texte` : ce qui se copie. Le titre d’une nature n’a que son libellé. */
const colonne = (nom: keyof LigneCode & string, suite: ColDef<LigneCode>, triable: boolean, texte: (ligne: LigneCode) => string = (ligne) => String(ligne[nom])): ColonneGrille<LigneCode> =>
  ({ colId: nom, field: nom, headerName: TITRES[nom]?.[0] ?? nom, headerTooltip: TITRES[nom]?.[1] ?? '', suppressKeyboardEvent: gardeClavier, cellRenderer: CelluleTexte, sortable: triable, lockPinned: !triable, floatingFilter: false, ...suite, texte: (ligne) => (ligne.genre === 'code' || nom === 'libelle' ? texte(ligne) : '') });

/** Les colonnes d’un référentiel : une nature dit en quoi elle se compte, un type quelles modalités il admet. Sous leurs natures, les types gardent leur ordre : pas de tri, et pas de colonne figée (le titre d’une nature tient toute la ligne). */
const colonnesDe = (referentiel: Referentiel, avecUsages: boolean): ColonneGrille<LigneCode>[] => {
  const triable = referentiel !== 'type';
  const date = { width: 90, valueFormatter: ({ value }: { value?: unknown }) => dateFr(value as string | null), cellRenderer: undefined, cellClass: 'num' };
  return [
    colonne('ordre', {
      width: 56, lockVisible: true, lockPosition: 'left', cellRenderer: CelluleOrdre, colSpan: ({ data }) => (data?.genre === 'nature' ? 12 : 1), cellClass: ({ data }: CellClassParams<LigneCode>) => (data?.genre === 'nature' ? '' : 'ag-right-aligned-cell'), headerClass: 'ag-right-aligned-header',
    }, triable),
    colonne('code', { minWidth: 124, flex: 9, cellClass: 'code-nomen', cellRenderer: CelluleCode }, triable),
    colonne('libelle', { minWidth: 150, flex: 16, cellRenderer: CelluleLibelle }, triable),
    ...(referentiel === 'nature' ? [colonne('comptee', { width: 108, cellRenderer: CelluleUnite }, triable)] : referentiel === 'type' ? [colonne('modalites', { minWidth: 118, flex: 4 }, triable)] : []),
    colonne('debut', date, triable, ({ debut }) => dateFr(debut)), colonne('fin', date, triable, ({ fin }) => dateFr(fin)),
    colonne('remplacePar', { minWidth: 106, flex: 7 }, triable),
    ...(avecUsages ? [{ ...colonne('nombre', { minWidth: 112, flex: 7, cellRenderer: CelluleUsages }, triable, ({ usages }) => texteUsages(usages)), headerName: TITRES['usages']?.[0] ?? '', headerTooltip: TITRES['usages']?.[1] ?? '' }] : []),
  ];
};
const REGLES: RowClassRules<LigneCode> = { 'n-entite': ({ data }) => data?.genre === 'nature', 'code-retire': ({ data }) => data?.genre === 'code' && data.situation === 'retire' };
const ouvrable = ({ genre }: LigneCode): boolean => genre === 'code';

/** Grille d’un référentiel : quelques dizaines de codes, que la page tient tous. */
export const Grille = ({ referentiel, lignes, courant, densite, avecUsages, usagesLus, poignee, surLigne, surPlage }: Props): ReactElement => {
  const { utilisateur } = useSession();
  const lus = useRef(usagesLus);
  const contexte = useMemo<Contexte>(() => ({ usagesLus: lus }), []);
  useEffect(() => {
    lus.current = usagesLus;
    const api = poignee.current?.api();
    if (api?.isDestroyed() === false) api.refreshCells({ columns: ['nombre'], force: true });
  }, [usagesLus, lignes, poignee]);
  return (
    <GrilleListe<LigneCode>
      lignes={lignes} cle={`${referentiel}${avecUsages}`} colonnes={useMemo(() => colonnesDe(referentiel, avecUsages), [referentiel, avecUsages])} premiere="libelle" nom={TEXTES.grille} testid="grille-nomenclature" cleStockage={`siao.nomenclature.colonnes.${referentiel}.${utilisateur.id}`} densite={densite}
      courant={courant} contexte={contexte} regles={REGLES} ouvrable={ouvrable} poignee={poignee} surLigne={surLigne} surPlage={surPlage}
    />
  );
};
