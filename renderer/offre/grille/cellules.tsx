import type { ICellRendererParams } from 'ag-grid-community';
import type { ReactElement } from 'react';
import type { LigneOffre } from '../../../contract/poste.ts';
import { BadgeStatut } from '../../ui/Badge.tsx';
import { nombre } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import type { NomIcone } from '../../ui/nomsIcones.ts';
import { LIBELLES_ATTENTE, LIBELLES_OBJETS } from '../textes.ts';

export interface ContexteGrille { basculer(ligne: LigneOffre): void }
type Params = ICellRendererParams<LigneOffre, unknown, ContexteGrille>;

const ICONES = { entite: 'building-4-line', dispositif: 'home-4-line', groupe: 'group-line' } as const satisfies Record<string, NomIcone>;
const ICONES_ATTENTE = { en_attente: 'time-line', refusee: 'close-circle-fill', conflit: 'git-merge-line' } as const satisfies Record<string, NomIcone>;
const COULEURS_ATTENTE = { en_attente: 'var(--text-mention-grey)', refusee: 'var(--text-default-error)', conflit: 'var(--text-default-error)' } as const;

/** Barre grise de la hauteur du texte attendu, tant que la fenêtre de lignes n’est pas arrivée. */
export const Gris = ({ largeur }: { readonly largeur: string }): ReactElement => <span className="barre-grise" style={{ width: largeur }} aria-hidden="true" />;

export const MarqueAttente = ({ attente }: { readonly attente: LigneOffre['attente'] }): ReactElement | null =>
  (attente === 'aucune' ? null : <Icone nom={ICONES_ATTENTE[attente]} taille={14} couleur={COULEURS_ATTENTE[attente]} libelle={LIBELLES_ATTENTE[attente]} />);

/** Première colonne : retrait de 16 px par niveau, chevron, icône de l’objet, nom, nombre d’enfants d’une entité. */
export const CelluleNom = ({ data, context }: Params): ReactElement => {
  if (data === undefined) return <Gris largeur="70%" />;
  return (
    <div className="rang" style={{ gap: 4, paddingLeft: data.niveau * 16 }}>
      {data.deplie === null ? <span style={{ width: data.niveau === 0 && data.objet === 'dispositif' ? 0 : 16, flex: 'none' }} /> : (
        // le chevron se clique ; au clavier, les flèches de la cellule font le même geste
        <span className="chevron" role="presentation" data-testid="chevron" onClick={(evenement) => { evenement.stopPropagation(); context.basculer(data); }}><Icone nom={data.deplie ? 'arrow-down-s-line' : 'arrow-right-s-line'} /></span>
      )}
      <Icone nom={ICONES[data.objet]} taille={14} />
      <span className="invisible">{`${LIBELLES_OBJETS[data.objet]}, niveau ${data.niveau + 1}${data.deplie === null ? '' : data.deplie ? ', déplié' : ', replié'} : `}</span>
      <span className="coupe" title={data.nom}>{data.nom}</span>
      {data.objet === 'entite' && data.enfants > 0 ? <span className="discret num" style={{ fontWeight: 400 }}>{nombre(data.enfants)}</span> : null}
      <span style={{ marginLeft: 'auto' }} />
      <MarqueAttente attente={data.attente} />
    </div>
  );
};

/** Le statut d’une entité validée n’est pas répété : seules les autres appellent l’attention. */
export const CelluleStatut = ({ data }: Params): ReactElement | null => {
  if (data === undefined) return <Gris largeur="60%" />;
  return data.objet === 'entite' && data.statut === 'valide' ? null : <BadgeStatut statut={data.statut} />;
};

const SEUIL_COMPLETUDE = 80;
export const CelluleCompletude = ({ data }: Params): ReactElement | null => {
  if (data === undefined) return <Gris largeur="50%" />;
  if (data.completude === null || data.objet === 'groupe') return null;
  return <div className="rang" style={{ gap: 4, justifyContent: 'space-between' }}><span className={`jauge${data.completude < SEUIL_COMPLETUDE ? ' basse' : ''}`}><i style={{ width: `${data.completude}%` }} /></span><span className="num">{data.completude} %</span></div>;
};

export const CelluleTexte = ({ data, valueFormatted, value }: Params): ReactElement | null => {
  if (data === undefined) return <Gris largeur="60%" />;
  const texte = valueFormatted ?? (typeof value === 'string' ? value : '');
  return <span className="coupe" style={{ display: 'block' }} title={texte}>{texte}</span>;
};
