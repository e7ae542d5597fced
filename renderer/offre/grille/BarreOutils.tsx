import type { ReactElement, RefObject } from 'react';
import { useReducer } from 'react';
import { Bouton, Touche } from '../../ui/Bouton.tsx';
import type { Densite } from '../../ui/grille.ts';
import { LIBELLES_DENSITE } from '../../ui/grille.ts';
import { Icone } from '../../ui/Icone.tsx';
import { Volet, useAncre } from '../../ui/Menu.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { useSaisieDifferee } from '../../ui/useSaisieDifferee.ts';
import { TEXTES } from '../textes.ts';
import { TITRES, texteFiltre, useVue } from './definition.ts';
import type { PoigneeGrille } from './GrilleOffre.tsx';

interface Props { readonly poignee: RefObject<PoigneeGrille | null>; readonly densite: Densite; readonly changerDensite: (densite: Densite) => void }

/** Choix des colonnes et de la densité, retenus pour la personne sur ce poste. */
const Colonnes = ({ poignee, densite, changerDensite }: Props): ReactElement => {
  const [, relire] = useReducer((tour: number) => tour + 1, 0);
  const api = poignee.current?.api();
  return (
    <div className="filtre-pop" style={{ width: 240 }}>
      <div className="menu-titre" style={{ padding: 0 }}>Colonnes</div>
      <ul>
        {(api?.getAllGridColumns() ?? []).filter((colonne) => colonne.getColId() !== 'nom').map((colonne) => (
          <li key={colonne.getColId()}><label><input type="checkbox" className="coche" checked={colonne.isVisible()} onChange={(evenement) => { api?.setColumnsVisible([colonne.getColId()], evenement.target.checked); relire(); }} />{TITRES[colonne.getColId()]?.[1] ?? colonne.getColId()}</label></li>
        ))}
      </ul>
      <hr className="filet" />
      <div className="menu-titre" style={{ padding: 0 }} id="densite">{TEXTES.densite}</div>
      <ul role="radiogroup" aria-labelledby="densite">
        {(Object.keys(LIBELLES_DENSITE) as Densite[]).map((choix) => <li key={choix}><label><input type="radio" className="coche" name="densite" checked={densite === choix} onChange={() => { changerDensite(choix); }} />{LIBELLES_DENSITE[choix]}</label></li>)}
      </ul>
    </div>
  );
};

export const BarreOutils = (props: Props): ReactElement => {
  const { definition, changer, filtrer } = useVue();
  const { ancre, ouvrir, fermer } = useAncre();
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
      <Bouton genre="t" petit icone="layout-column-line" nom={TEXTES.colonnes} onClick={ouvrir} testid="colonnes" />
      {definition.mode === 'arborescence' ? <Bouton genre="t" petit icone="expand-up-down-line" nom={toutOuvert ? TEXTES.toutReplier : TEXTES.toutDeplier} onClick={() => { changer({ deplie: toutOuvert ? 'rien' : 'tout', exceptions: [] }); }} testid="tout-deplier" /> : null}
      <Volet ancre={ancre} fermer={fermer} nom={TEXTES.colonnes}><Colonnes {...props} /></Volet>
    </div>
  );
};
