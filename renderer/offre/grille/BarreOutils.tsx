import type { ReactElement, RefObject } from 'react';
import { Colonnes } from '../../grille/Colonnes.tsx';
import { Bouton, Touche } from '../../ui/Bouton.tsx';
import type { Densite } from '../../ui/grille.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { useSaisieDifferee } from '../../ui/useSaisieDifferee.ts';
import { TEXTES } from '../textes.ts';
import { TITRES, texteFiltre, useVue } from './definition.ts';
import type { PoigneeGrille } from './GrilleOffre.tsx';

interface Props { readonly poignee: RefObject<PoigneeGrille | null>; readonly densite: Densite; readonly changerDensite: (densite: Densite) => void }

export const BarreOutils = (props: Props): ReactElement => {
  const { definition, changer, filtrer } = useVue();
  const [texte, changerTexte] = useSaisieDifferee(definition.recherche, (recherche) => { changer({ recherche }); });
  useRaccourcis({ '/': () => { document.getElementById('filtre-rapide')?.focus(); } });
  const toutOuvert = definition.deplie === 'tout' && definition.exceptions.length === 0;
  return (
    <div className="outils" data-zone="outils" role="toolbar" aria-label="Filtres et affichage">
      <div className="saisie s" style={{ width: 204, flex: 'none' }}>
        <Icone nom="search-line" taille={14} />
        <input id="filtre-rapide" type="text" value={texte} placeholder={TEXTES.filtrer} aria-label={TEXTES.filtrer} aria-keyshortcuts="/" onChange={(evenement) => { changerTexte(evenement.target.value); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.preventDefault(); changerTexte(''); props.poignee.current?.prendreFocus(); } if (evenement.key === 'Enter' || evenement.key === 'ArrowDown') { evenement.preventDefault(); props.poignee.current?.prendreFocus(); } }} />
        <Touche>/</Touche>
      </div>
      <div className="rang" style={{ gap: 4, flex: 1, overflow: 'hidden' }} aria-label={TEXTES.tousLesFiltres} role="group">
        {Object.entries(definition.filtres).map(([colonne, filtre]) => (
          <button key={colonne} type="button" className="etiquette" aria-label={`${TEXTES.retirer} ${texteFiltre(colonne, filtre)}`} onClick={() => { filtrer(colonne, null); }}><span className="coupe">{texteFiltre(colonne, filtre)}</span><Icone nom="close-line" taille={12} /></button>
        ))}
      </div>
      <Colonnes poignee={props.poignee} premiere="nom" titre={(colonne) => TITRES[colonne]?.[1] ?? colonne} nom={TEXTES.colonnes} nomDensite={TEXTES.densite} densite={props.densite} changerDensite={props.changerDensite} />
      {definition.mode === 'arborescence' ? <Bouton genre="t" petit icone="expand-up-down-line" nom={toutOuvert ? TEXTES.toutReplier : TEXTES.toutDeplier} onClick={() => { changer({ deplie: toutOuvert ? 'rien' : 'tout', exceptions: [] }); }} testid="tout-deplier" /> : null}
    </div>
  );
};
