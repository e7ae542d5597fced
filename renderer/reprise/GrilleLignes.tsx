import type { ICellRendererParams } from 'ag-grid-community';
import type { ReactElement, RefObject } from 'react';
import { useMemo } from 'react';
import type { AnomalieLigne, Atelier, LigneReprise } from '../../contract/methodesReprise.ts';
import { GrilleListe } from '../grille/GrilleListe.tsx';
import type { ColonneGrille, Pas, PoigneeGrille } from '../grille/Socle.tsx';
import { useSession } from '../poste/session.ts';
import { Icone } from '../ui/Icone.tsx';
import { SORTS, TEXTES } from './textes.ts';

type Params = ICellRendererParams<LigneReprise>;
const pire = (fautes: readonly AnomalieLigne[]): AnomalieLigne | undefined => fautes.find(({ gravite }) => gravite === 'bloquante') ?? fautes[0];
const IconeGravite = ({ gravite }: { readonly gravite: AnomalieLigne['gravite'] }): ReactElement => <Icone nom={gravite === 'bloquante' ? 'error-warning-fill' : 'warning-fill'} taille={14} />;

/** Une cellule du fichier : corrigée, fautive, ou telle quelle. */
const cellule = (rang: number) => ({ data }: Params): ReactElement | null => {
  if (data === undefined) return null;
  const valeur = data.cellules[rang] ?? '';
  const faute = pire(data.anomalies.filter((une) => une.rang === rang));
  const corrigee = data.source !== null && (data.source[rang] ?? '') !== valeur;
  if (faute === undefined) return <span className={corrigee ? 'rep-corrigee' : undefined} title={corrigee ? `Source : ${data.source?.[rang] ?? ''}` : valeur}>{valeur}</span>;
  return <span className={`rep-faute ${faute.gravite}`} title={faute.explication}><IconeGravite gravite={faute.gravite} /><span className="invisible">{faute.gravite === 'bloquante' ? 'Bloquant : ' : 'À vérifier : '}</span>{valeur === '' ? '(vide)' : valeur}</span>;
};
const codes = (ligne: LigneReprise): string => [...new Set(ligne.anomalies.map(({ code }) => code))].join(', ');
const CelluleCode = ({ data }: Params): ReactElement | null => { const faute = data === undefined ? undefined : pire(data.anomalies); return faute === undefined || data === undefined ? null : <b className={faute.gravite === 'bloquante' ? 'rep-code-e' : 'rep-code-w'}>{codes(data)}</b>; };
const proposee = (ligne: LigneReprise): string => pire(ligne.anomalies)?.reparation?.phrase ?? '';
const CelluleReparation = ({ data }: Params): ReactElement | null => {
  const reparation = data === undefined ? undefined : pire(data.anomalies)?.reparation;
  return reparation == null ? null : <span className={reparation.genre === 'a_saisir' ? 'discret' : undefined} title={reparation.phrase}><Icone nom={reparation.genre === 'sure' ? 'magic-line' : 'edit-line'} taille={14} /> {reparation.phrase}</span>;
};

interface Choix { readonly entetes: readonly string[]; readonly associes: readonly number[] }
/** Les colonnes qui parlent d’abord : celles que le gabarit attend, dans son ordre ; les autres ensuite. */
const colonnesDe = ({ entetes, associes }: Choix): ColonneGrille<LigneReprise>[] => {
  const rangs = [...entetes.keys()].sort((un, autre) => Number(associes.includes(autre)) - Number(associes.includes(un)) || un - autre);
  const sans = { floatingFilter: false, sortable: true } as const;
  return [
    { colId: 'numero', headerName: TEXTES.ligne, width: 68, pinned: 'left', type: 'rightAligned', ...sans, valueGetter: ({ data }) => data?.numero, texte: ({ numero }) => String(numero) },
    ...rangs.map((rang): ColonneGrille<LigneReprise> => ({ colId: `c${rang}`, headerName: entetes[rang] ?? '', width: 132, ...sans, valueGetter: ({ data }) => data?.cellules[rang] ?? '', cellRenderer: cellule(rang), texte: ({ cellules }) => cellules[rang] ?? '' })),
    { colId: 'sort', headerName: TEXTES.sort, width: 92, ...sans, valueGetter: ({ data }) => (data === undefined ? '' : (SORTS[data.sort] ?? data.sort)), texte: ({ sort, motif }) => `${SORTS[sort] ?? sort}${motif === null ? '' : ` : ${motif}`}` },
    { colId: 'code', headerName: TEXTES.code, width: 84, pinned: 'right', ...sans, valueGetter: ({ data }) => (data === undefined ? '' : codes(data)), cellRenderer: CelluleCode, texte: codes },
    { colId: 'reparation', headerName: TEXTES.reparation, width: 208, pinned: 'right', ...sans, valueGetter: ({ data }) => (data === undefined ? '' : proposee(data)), cellRenderer: CelluleReparation, texte: proposee },
  ];
};

interface Props {
  readonly atelier: Atelier; readonly lignes: readonly LigneReprise[]; readonly courante: string | null; readonly poignee: RefObject<PoigneeGrille<LigneReprise> | null>;
  readonly surLigne: (ligne: LigneReprise, pas: Pas) => void; readonly surTouche: (ligne: LigneReprise, evenement: KeyboardEvent) => void;
}
/** Les lignes du fichier, sous ses propres en-têtes. */
export const GrilleLignes = ({ atelier, lignes, courante, poignee, surLigne, surTouche }: Props): ReactElement => {
  const { utilisateur } = useSession();
  // les en-têtes et l’association seuls décident des colonnes : un contrôle de plus ne les refait pas
  const cle = JSON.stringify({ entetes: atelier.entetes, associes: atelier.liens.map(({ rang }) => rang) });
  const colonnes = useMemo(() => colonnesDe(JSON.parse(cle) as Choix), [cle]);
  return (
    <GrilleListe<LigneReprise>
      lignes={lignes} cle={cle} colonnes={colonnes} premiere={`c${atelier.liens[0]?.rang ?? 0}`} nom={TEXTES.lignes} testid="grille-reprise" cleStockage={`siao.reprise.colonnes.${atelier.dossier.id}.${utilisateur.id}`} densite="normale"
      courant={courante} poignee={poignee} surLigne={surLigne} surTouche={surTouche}
    />
  );
};
