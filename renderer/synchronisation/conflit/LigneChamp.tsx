import type { ReactElement } from 'react';
import { useId } from 'react';
import type { CommandeEnFile } from '../../../contract/poste.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import type { ObjetOffre } from '../../offre/creations.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Touche } from '../../ui/Bouton.tsx';
import { CONFLIT } from '../textes.ts';
import type { Choix, Ligne } from './analyse.ts';
import { estListe, libelleChamp, mesChamps, raisonSansUnion } from './analyse.ts';
import { EditeurValeur, seSaisitIci } from './EditeurValeur.tsx';
import { Valeur } from './Valeur.tsx';

export type Cote = 'mienne' | 'leur';
interface Props {
  readonly commande: CommandeEnFile;
  readonly champ: string;
  readonly choix: Choix | undefined;
  readonly change: boolean;
  /** La fiche telle que les choix la font, pour les champs qui en dépendent. */
  readonly ligne: Ligne;
  readonly choisir: (choix: Choix | null) => void;
  readonly dansLaFiche: () => void;
}

const COTES = ['mienne', 'leur'] as const satisfies readonly Cote[];
const estPris = (choix: Choix | undefined, cote: Cote): boolean => choix?.genre === cote || choix?.genre === 'union';

/** Un champ en conflit : sa base, les deux valeurs à cocher, et la saisie d’une autre. Une liste peut garder les deux. */
export const LigneChamp = ({ commande, champ, choix, change, ligne, choisir, dansLaFiche }: Props): ReactElement => {
  const id = useId();
  const miennes = mesChamps(commande);
  const libelle = libelleChamp(commande, champ);
  const liste = estListe(commande, champ);
  const sansUnion = liste ? raisonSansUnion(champ, miennes[champ], commande.serveur?.[champ]) : null;
  const valeurs = { mienne: miennes[champ], leur: commande.serveur?.[champ] };
  // cocher les deux côtés d’une liste les unit ; quand l’union est impossible, le second coché remplace le premier
  const basculer = (cote: Cote, coche: boolean): void => {
    const autre: Cote = cote === 'mienne' ? 'leur' : 'mienne';
    if (!liste) choisir({ genre: cote });
    else if (coche) choisir(estPris(choix, autre) && sansUnion === null ? { genre: 'union' } : { genre: cote });
    else choisir(estPris(choix, autre) ? { genre: autre } : null);
  };
  const autre = choix?.genre === 'autre';
  return (
    <div role={liste ? 'group' : 'radiogroup'} aria-label={libelle} data-conflit={champ} style={{ display: 'contents' }}>
      <span className="nom-champ">
        <span>{libelle}</span>
        {CHAMPS[commande.objet][champ]?.sensible === true ? <span className="discret">{CONFLIT.champSensible}</span> : null}
        {liste ? <span className="discret" title={sansUnion ?? undefined}>{sansUnion !== null ? 'Une seule des deux' : choix?.genre === 'union' ? CONFLIT.union : CONFLIT.unionPossible} {sansUnion === null ? <Touche>3</Touche> : null}</span> : null}
      </span>
      <span className="base">{commande.base === null ? '—' : <Valeur champ={champ} valeur={commande.base[champ]} />}</span>
      {COTES.map((cote) => (
        <label key={cote} className="choix-valeur">
          <input type={liste ? 'checkbox' : 'radio'} className="coche" name={id} value={cote} checked={estPris(choix, cote)} aria-label={`${cote === 'mienne' ? CONFLIT.mienne : CONFLIT.leur}, ${libelle}`} aria-describedby={`${id}${cote}`} onChange={(evenement) => { basculer(cote, evenement.target.checked); }} />
          <span id={`${id}${cote}`}><Valeur champ={champ} valeur={valeurs[cote]} />{cote === 'leur' && change ? <> <Badge couleur="yellow-tournesol" icone="time-fill">{CONFLIT.change}</Badge></> : null}</span>
        </label>
      ))}
      {seSaisitIci(champ) ? (
        <label className="choix-valeur autre" title={CONFLIT.autreAide}>
          <input type={liste ? 'checkbox' : 'radio'} className="coche" name={id} value="autre" checked={autre} aria-label={`${CONFLIT.autre}, ${libelle}`} onChange={(evenement) => { choisir(evenement.target.checked ? { genre: 'autre', valeur: miennes[champ], erreur: null } : null); }} />
          <span>{CONFLIT.ouvrirEditeur}</span>
        </label>
      ) : <button type="button" className="choix-valeur fiche" title={CONFLIT.dansLaFicheAide} onClick={dansLaFiche} data-autre="">{CONFLIT.dansLaFiche}</button>}
      {autre ? (
        <div className="conflit-editeur" data-editeur="">
          <EditeurValeur objet={commande.objet as ObjetOffre} champ={champ} ligne={ligne} depart={choix.valeur} surValeur={(valeur, erreur) => { choisir({ genre: 'autre', valeur, erreur }); }} />
        </div>
      ) : null}
    </div>
  );
};
