import type { ICellRendererParams } from 'ag-grid-community';
import type { ReactElement, RefObject } from 'react';
import type { CompteReprise } from '../../contract/methodesReprise.ts';
import { PROFILS } from '../../domain/profils.ts';
import { trouverAncienProfil } from '../../domain/reprise/anciensProfils.ts';
import { RAISONS } from '../../domain/reprise/comptes.ts';
import { GrilleListe } from '../grille/GrilleListe.tsx';
import type { ColonneGrille, Pas, PoigneeGrille } from '../grille/Socle.tsx';
import { useSession } from '../poste/session.ts';
import { Badge } from '../ui/Badge.tsx';
import { Icone } from '../ui/Icone.tsx';
import { BadgeProfil } from '../utilisateurs/cellules.tsx';
import { ETATS, INVITATIONS, TEXTES_COMPTES } from './textesComptes.ts';

type Params = ICellRendererParams<CompteReprise>;
export const libellesAnciens = (codes: readonly string[]): string => codes.map((code) => trouverAncienProfil(code)?.libelle ?? code).join(', ');
const raisonsDe = ({ raisons, manque, etat }: CompteReprise): string => [...raisons.map((raison) => RAISONS[raison]), ...(manque === null || etat === 'cree' || etat === 'connu' ? [] : ['périmètre à préciser'])].join(', ');
const profilDe = ({ profil, propose }: CompteReprise): string => { const vu = profil ?? propose; return vu === null ? '' : `${PROFILS[vu].libelle}${profil === null ? ` (${TEXTES_COMPTES.propose})` : ''}`; };
const etatDe = ({ etat, refus, invitation, attente }: CompteReprise): string => [refus === null ? ETATS[etat][0] : 'Refusé', ...(refus === null ? [] : [refus]), ...(invitation === null ? [] : [INVITATIONS[invitation]]), ...(attente ? ['en attente d’envoi'] : [])].join(', ');

/** Où en est un compte : un mot et une icône, jamais la couleur seule. */
export const BadgeEtat = ({ compte: { etat, refus } }: { readonly compte: CompteReprise }): ReactElement => {
  const [libelle, icone, couleur] = refus === null ? ETATS[etat] : (['Refusé', 'close-circle-fill', 'error'] as const);
  return <Badge couleur={couleur} icone={icone}>{libelle}</Badge>;
};
const CelluleProfil = ({ data }: Params): ReactElement | null => {
  const vu = data?.profil ?? data?.propose ?? null;
  return data === undefined || vu === null ? null : <span className="rang" style={{ gap: 6 }}><BadgeProfil profil={vu} />{data.profil === null ? <span className="discret">{TEXTES_COMPTES.propose}</span> : data.decision === null ? null : <Icone nom="check-line" taille={14} libelle="décidé" />}</span>;
};
const CelluleEtat = ({ data }: Params): ReactElement | null => (data === undefined ? null : <span title={etatDe(data)}><BadgeEtat compte={data} /></span>);
const CelluleCoupee = ({ value }: Params): ReactElement => <span className="coupe" style={{ display: 'block' }} title={String(value ?? '')}>{String(value ?? '')}</span>;

const sans = { floatingFilter: false, sortable: true } as const;
// pourquoi décider se lit sans faire défiler, à 1440 : les anciens profils sont aussi dans le volet
const COLONNES: readonly ColonneGrille<CompteReprise>[] = [
  { colId: 'nom', headerName: TEXTES_COMPTES.personne, width: 136, pinned: 'left', ...sans, valueGetter: ({ data }) => data?.nom, cellRenderer: CelluleCoupee, texte: ({ nom }) => nom },
  { colId: 'raisons', headerName: TEXTES_COMPTES.pourquoi, width: 196, ...sans, valueGetter: ({ data }) => (data === undefined ? '' : raisonsDe(data)), cellRenderer: CelluleCoupee, texte: raisonsDe },
  { colId: 'profil', headerName: TEXTES_COMPTES.profil, width: 212, ...sans, valueGetter: ({ data }) => (data === undefined ? '' : profilDe(data)), cellRenderer: CelluleProfil, texte: profilDe },
  { colId: 'anciens', headerName: TEXTES_COMPTES.anciens, width: 176, ...sans, valueGetter: ({ data }) => (data === undefined ? '' : libellesAnciens(data.anciens)), cellRenderer: CelluleCoupee, texte: ({ anciens }) => libellesAnciens(anciens) },
  { colId: 'perimetre', headerName: TEXTES_COMPTES.perimetre, width: 180, ...sans, valueGetter: ({ data }) => data?.perimetre?.libelle ?? data?.manque ?? '', cellRenderer: CelluleCoupee, texte: ({ perimetre, manque }) => perimetre?.libelle ?? manque ?? '' },
  { colId: 'structures', headerName: TEXTES_COMPTES.structures, width: 150, ...sans, valueGetter: ({ data }) => data?.structures.map(({ texte }) => texte).join(', ') ?? '', cellRenderer: CelluleCoupee, texte: ({ structures }) => structures.map(({ texte }) => texte).join(', ') },
  { colId: 'email', headerName: 'Adresse', width: 220, ...sans, valueGetter: ({ data }) => data?.email, cellRenderer: CelluleCoupee, texte: ({ email }) => email },
  { colId: 'etat', headerName: TEXTES_COMPTES.etat, width: 164, pinned: 'right', ...sans, valueGetter: ({ data }) => (data === undefined ? '' : etatDe(data)), cellRenderer: CelluleEtat, texte: etatDe },
];

interface Props { readonly comptes: readonly CompteReprise[]; readonly courant: string | null; readonly poignee: RefObject<PoigneeGrille<CompteReprise> | null>; readonly surLigne: (compte: CompteReprise, pas: Pas) => void }
/** Les personnes d’un fichier de comptes, une par ligne. */
export const GrilleComptes = ({ comptes, courant, poignee, surLigne }: Props): ReactElement => {
  const { utilisateur } = useSession();
  return <GrilleListe<CompteReprise> lignes={comptes} colonnes={COLONNES} premiere="nom" nom={TEXTES_COMPTES.comptes} testid="grille-comptes" cleStockage={`siao.reprise.comptes.${utilisateur.id}`} densite="normale" courant={courant} poignee={poignee} surLigne={surLigne} />;
};
