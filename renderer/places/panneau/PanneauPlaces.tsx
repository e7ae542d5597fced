import type { ReactElement } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { IssuePlaces } from '../../../contract/methodesPlaces.ts';
import type { GestePlaces } from '../../../domain/places/gestes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { nombre } from '../../ui/formats.ts';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import type { GenreGeste } from '../textes.ts';
import { CARACTERISTIQUES, DEPLACER, FINANCEMENT, GESTES, TEXTES } from '../textes.ts';
import { Caracteristiques } from './Caracteristiques.tsx';
import { Deplacer } from './Deplacer.tsx';
import { Financement } from './Financement.tsx';
import { GesteDate } from './GesteDate.tsx';
import type { Portees } from './useChoix.ts';
import { useChoix } from './useChoix.ts';

const DATES = Object.keys(GESTES) as GenreGeste[];
type Genre = GenreGeste | 'deplacer' | 'caracteristiques' | 'financement';
const titreDe = (genre: Genre, corrige: boolean): string => (genre === 'deplacer' ? DEPLACER.titre : genre === 'financement' ? FINANCEMENT.titre : genre === 'caracteristiques' ? (corrige ? CARACTERISTIQUES.titre : CARACTERISTIQUES.titreModalite) : GESTES[genre].titre);

interface Props {
  readonly portees: Portees;
  /** Ce que le profil peut faire : dater des états, réorganiser des groupes, changer leurs caractéristiques. Le service juge place par place. */
  readonly agit: boolean;
  readonly reorganise: boolean;
  readonly caracterise: boolean;
  /** Faux : des caractéristiques d’un groupe, seule la modalité lui revient. */
  readonly corrige: boolean;
  /** Décide du financement, ou le propose. */
  readonly finance: boolean;
  /** Les places que l’on voit : un geste en nombre les change les premières. */
  readonly aLEcran: () => readonly string[];
  readonly fermer: () => void;
  readonly fait: (lot: string, issue: IssuePlaces, geste: GestePlaces) => void;
  readonly groupesFaits: (phrase: string, lot: string | null, defait: string) => void;
  readonly demandee: (phrase: string) => void;
}

/** Le panneau du geste en nombre : sur quelles places, quel geste ; chaque geste a son corps, son aperçu et son bouton. */
export const PanneauPlaces = ({ portees, aLEcran, agit, reorganise, caracterise, corrige, finance, fermer, fait, groupesFaits, demandee }: Props): ReactElement => {
  const id = useId();
  const [genre, choisirGenre] = useState<Genre>(agit ? 'indisponible' : 'caracteristiques');
  const [portee, choisirPortee] = useState<'selection' | 'filtre'>(portees.selection === null ? 'filtre' : 'selection');
  const premier = useRef<HTMLSelectElement>(null);
  useEffect(() => { premier.current?.focus(); }, []);
  useRaccourcis({ Escape: fermer });
  const visee = (portee === 'selection' ? portees.selection : null) ?? portees.filtre;
  const choisies = useChoix(visee, portees.vue);
  const entete = (
    <div className="panneau-entete">
      <div className="portees" role="radiogroup" aria-label="Portée du geste">
        {([['selection', 'Sélection', portees.selection === null ? 0 : portees.selection.fin - portees.selection.debut], ['filtre', 'Tout le filtre', portees.filtre.fin]] as const).map(([cle, libelle, affichees]) => { const combien = portee === cle && choisies.choix !== null ? choisies.nombre : affichees; return (
          <button key={cle} type="button" role="radio" aria-checked={portee === cle} disabled={combien === 0} className={portee === cle ? 'active' : ''} onClick={() => { choisirPortee(cle); }} data-testid={`portee-${cle}`}>{libelle} <b className="num">{nombre(combien)}</b></button>
        ); })}
      </div>
      <div className="champ">
        <label htmlFor={`${id}g`}>{TEXTES.geste}</label>
        <select id={`${id}g`} ref={premier} value={genre} onChange={({ target }) => { choisirGenre(target.value as Genre); }} data-testid="choix-geste">
          {agit ? DATES.map((cle) => <option key={cle} value={cle}>{GESTES[cle].titre}</option>) : null}
          {caracterise ? <option value="caracteristiques">{titreDe('caracteristiques', corrige)}</option> : null}
          {finance ? <option value="financement">{FINANCEMENT.titre}</option> : null}
          {reorganise ? <option value="deplacer">{DEPLACER.titre}</option> : null}
        </select>
      </div>
    </div>
  );
  return (
    <section className="pan panneau-fiche panneau-geste" aria-label={TEXTES.panneau} data-zone="panneau" data-testid="panneau-geste">
      <div className="fiche-tete"><div className="rang"><h2 style={{ flex: 1 }}>{titreDe(genre, corrige)}</h2><Bouton genre="t" petit icone="close-line" nom={TEXTES.fermer} onClick={fermer} /></div></div>
      {entete}
      {genre === 'deplacer' ? <Deplacer choisies={choisies} fermer={fermer} fait={(phrase, lot) => { groupesFaits(phrase, lot, TEXTES.remises); }} />
        : genre === 'financement' ? <Financement choisies={choisies} fermer={fermer} fait={(phrase, lot) => { groupesFaits(phrase, lot, FINANCEMENT.defait); }} />
        : genre === 'caracteristiques' ? <Caracteristiques modaliteSeule={!corrige} choisies={choisies} fermer={fermer} fait={(phrase, lot) => { groupesFaits(phrase, lot, CARACTERISTIQUES.defaits); }} demande={demandee} /> : <GesteDate aLEcran={aLEcran} genre={genre} choisies={choisies} fermer={fermer} fait={fait} demande={demandee} />}
    </section>
  );
};
