import type { ReactElement, ReactNode, RefObject } from 'react';
import { Colonnes } from '../grille/Colonnes.tsx';
import type { GrilleAColonnes } from '../grille/Colonnes.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import type { Densite } from '../ui/grille.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useSaisieDifferee } from '../ui/useSaisieDifferee.ts';
import { texteFiltre, useVue } from './definition.ts';
import { COMPTES_REGROUPES, TEXTES, TITRES } from './textes.ts';
import type { Annulation } from './useAnnulation.ts';

interface Props {
  /** Vues et regroupement, avant les colonnes. */
  readonly regroupement: ReactNode;
  /** La grille affichée, et sa colonne fixe. */
  readonly premiere: string;
  readonly poignee: RefObject<{ prendreFocus(): void; api(): GrilleAColonnes | undefined } | null>; readonly annulation: Annulation; readonly agit: boolean; readonly densite: Densite; readonly changerDensite: (densite: Densite) => void }

/** Recherche rapide, filtres actifs à ôter un à un, annuler et refaire. */
export const BarrePlaces = ({ regroupement, premiere, poignee, annulation, agit, densite, changerDensite }: Props): ReactElement => {
  const { definition, changer, filtrer } = useVue();
  const [texte, changerTexte] = useSaisieDifferee(definition.recherche, (recherche) => { changer({ recherche }); });
  const chercher = (): void => { document.getElementById('filtre-places')?.focus(); };
  useRaccourcis({ '/': chercher, 'Ctrl+f': chercher });
  return (
    <div className="outils" data-zone="outils" role="toolbar" aria-label="Filtres et gestes">
      <div className="saisie s" style={{ width: 220, flex: 'none' }}>
        <Icone nom="search-line" taille={14} />
        <input id="filtre-places" type="text" value={texte} placeholder={TEXTES.filtrer} aria-label={TEXTES.filtrer} aria-keyshortcuts="/" onChange={({ target }) => { changerTexte(target.value); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.preventDefault(); changerTexte(''); poignee.current?.prendreFocus(); } if (evenement.key === 'Enter' || evenement.key === 'ArrowDown') { evenement.preventDefault(); poignee.current?.prendreFocus(); } }} />
        <Touche>/</Touche>
      </div>
      <div className="rang" style={{ gap: 4, flex: 1, overflow: 'hidden' }} role="group" aria-label="Filtres actifs">
        {Object.entries(definition.filtres).map(([colonne, filtre]) => <button key={colonne} type="button" className="etiquette" aria-label={`${TEXTES.retirer} ${texteFiltre(colonne, filtre)}`} onClick={() => { filtrer(colonne, null); }}><span className="coupe">{texteFiltre(colonne, filtre)}</span><Icone nom="close-line" taille={12} /></button>)}
      </div>
      {agit ? <><Bouton genre="t" petit icone="arrow-go-back-line" nom={`${TEXTES.annuler} (Ctrl+Z)`} onClick={annulation.annulerDernier} testid="annuler-places" /><Bouton genre="t" petit icone="arrow-go-forward-line" nom={`${TEXTES.refaire} (Ctrl+Y)`} onClick={annulation.refaire} testid="refaire-places" /></> : null}
      {regroupement}
      <Colonnes poignee={poignee} premiere={premiere} titre={(colonne) => TITRES[colonne]?.[1] ?? COMPTES_REGROUPES[colonne] ?? colonne} nom={TEXTES.colonnes} nomDensite={TEXTES.densite} densite={densite} changerDensite={changerDensite} />
    </div>
  );
};
