import type { ReactElement, RefObject } from 'react';
import { useId } from 'react';
import type { DispositifOccupe } from '../../contract/methodesOccupation.ts';
import { Badge } from '../ui/Badge.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Vide } from '../ui/Etats.tsx';
import { compte, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Liste } from '../ui/Liste.tsx';
import { TEXTES, badgeEtat, phraseDeclaration } from './textes.ts';

const ATTENTES = { aucune: null, en_attente: { mot: 'En attente d’envoi', couleur: 'blue-cumulus', icone: 'time-line' }, refusee: { mot: 'Refusée par le service', couleur: 'error', icone: 'close-circle-fill' }, conflit: { mot: 'En conflit', couleur: 'warning', icone: 'warning-fill' } } as const;
const HAUTEUR = 58;

interface Props {
  readonly dispositifs: readonly DispositifOccupe[];
  /** Ceux du périmètre, avant filtre. */
  readonly total: number;
  readonly retards: number;
  readonly courant: string | null;
  readonly choisir: (id: string) => void;
  readonly entrer: () => void;
  readonly quitter: () => void;
  readonly recherche: string;
  readonly chercher: (texte: string) => void;
  readonly seulsEnRetard: boolean;
  readonly filtrerRetard: (seuls: boolean) => void;
  readonly saisis: (id: string) => number;
  readonly cadre: RefObject<HTMLDivElement | null>;
}

/** Les dispositifs du périmètre, en retard d’abord, et leurs filtres. */
export const Dispositifs = ({ dispositifs, total, retards, courant, choisir, entrer, quitter, recherche, chercher, seulsEnRetard, filtrerRetard, saisis, cadre }: Props): ReactElement => {
  const id = useId();
  const rang = dispositifs.findIndex((un) => un.id === courant);
  const filtre = recherche !== '' || seulsEnRetard;
  return (
    <section className="pan occ-dispositifs" aria-label={TEXTES.dispositifs}>
      <div className="outils" data-zone="outils" role="toolbar" aria-label={TEXTES.outils}>
        <div className="saisie s" style={{ flex: 1 }}>
          <Icone nom="search-line" taille={14} />
          <input
            id="filtre-occupation" type="text" value={recherche} placeholder={TEXTES.filtrer} aria-label={TEXTES.filtrer} aria-keyshortcuts="/" onChange={({ target }) => { chercher(target.value); }}
            onKeyDown={(evenement) => {
              if (evenement.key === 'Escape') { evenement.preventDefault(); evenement.stopPropagation(); chercher(''); cadre.current?.focus(); }
              if (evenement.key === 'Enter' || evenement.key === 'ArrowDown') { evenement.preventDefault(); cadre.current?.focus(); }
            }}
          />
          <Touche>/</Touche>
        </div>
        <div className="segments" role="group" aria-label={TEXTES.afficher}>
          <button type="button" aria-pressed={!seulsEnRetard} onClick={() => { filtrerRetard(false); }} data-testid="occ-tous">{TEXTES.tous} <b>{nombre(total)}</b></button>
          <button type="button" aria-pressed={seulsEnRetard} onClick={() => { filtrerRetard(true); }} data-testid="occ-retard">{TEXTES.enRetard} <b>{nombre(retards)}</b></button>
        </div>
      </div>
      {dispositifs.length === 0 ? (
        <Vide titre={total === 0 ? TEXTES.vide : seulsEnRetard && recherche === '' ? TEXTES.aJour : TEXTES.sansReponse} icone={total > 0 && seulsEnRetard && recherche === '' ? 'checkbox-circle-line' : 'grid-line'}>
          {total === 0 ? <span>{TEXTES.videAide}</span> : seulsEnRetard && recherche === '' ? <span>{TEXTES.aJourAide}</span> : null}
          {filtre && total > 0 ? <Bouton onClick={() => { chercher(''); filtrerRetard(false); }}>{TEXTES.retirer}</Bouton> : null}
        </Vide>
      ) : (
        <div className="liste-zone" data-zone="liste">
          <Liste
            lignes={dispositifs} cle={(un) => un.id} hauteur={HAUTEUR} rang={rang} aller={(vers) => { const un = dispositifs[vers]; if (un !== undefined) choisir(un.id); }} nom={TEXTES.dispositifs} decritPar={`${id}aide`} id={`${id}d`} testid="occ-dispositifs" cadre={cadre}
            dire={(un) => [un.nom, badgeEtat(un).mot, phraseDeclaration(un), compte(un.ouvertes, 'place ouverte', 'places ouvertes'), saisis(un.id) > 0 ? compte(saisis(un.id), 'saisie non déclarée', 'saisies non déclarées') : '', ATTENTES[un.attente]?.mot ?? ''].filter((partie) => partie !== '').join(', ')}
            surTouche={({ key }) => { if (key === 'Enter' || key === 'ArrowRight') { entrer(); return true; } if (key === 'Escape') { quitter(); return true; } return false; }}
            rendre={(un) => {
              const badge = badgeEtat(un);
              const attente = ATTENTES[un.attente];
              return (
                <>
                  <span className="rang"><b className="coupe">{un.nom}</b><span className="ressort" />{saisis(un.id) > 0 ? <Badge couleur="blue-cumulus" icone="edit-line">{nombre(saisis(un.id))}</Badge> : null}{attente === null ? null : <span title={attente.mot}><Badge couleur={attente.couleur} icone={attente.icone}>{un.attente === 'en_attente' ? 'À envoyer' : attente.mot}</Badge></span>}<Badge couleur={badge.couleur} icone={badge.icone}>{badge.mot}</Badge></span>
                  <span className="occ-sous"><span className="coupe">{un.commune}</span><span className="ressort" /><span className="num">{compte(un.libres, 'libre', 'libres')} · {compte(un.occupees, 'occupée', 'occupées')}{un.reservees > 0 ? ` · ${compte(un.reservees, 'réservée', 'réservées')}` : ''}{un.indisponibles > 0 ? ` · ${nombre(un.indisponibles)} indisp.` : ''} / {nombre(un.ouvertes)}</span></span>
                </>
              );
            }}
          />
        </div>
      )}
      <p className="invisible" id={`${id}aide`}>{TEXTES.aideListe}</p>
    </section>
  );
};
