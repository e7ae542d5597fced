import type { CSSProperties, ReactElement } from 'react';
import { memo } from 'react';
import type { BarreLue } from '../../contract/methodesCalendrier.ts';
import { libelleCode } from '../../contract/nomenclatureAffichee.ts';
import { ecartJours } from '../../domain/places/calendrier.ts';
import { famille } from '../ui/Badge.tsx';
import { Icone } from '../ui/Icone.tsx';
import { apparenceDe } from './motifs.ts';
import { periodeEnLettres } from './periode.ts';
import { TEXTES } from './textes.ts';

/** Couleurs d’un motif, pour la feuille de style. */
const couleursDe = (motif: string): CSSProperties => {
  const { color, backgroundColor } = famille(apparenceDe(motif).couleur);
  return { '--m': color, '--f': backgroundColor } as CSSProperties;
};
export const LettreMotif = ({ motif }: { readonly motif: string }): ReactElement => <span className="cal-lettre" style={couleursDe(motif)} aria-hidden="true">{apparenceDe(motif).lettre}</span>;

const LARGEUR_LETTRE = 18;
const PAR_CARACTERE = 6.4;
interface Props { readonly barre: BarreLue; readonly premierJour: string; readonly colonne: number; readonly etiree?: 'bonne' | 'fausse' | undefined; readonly modifiable?: boolean; readonly choisie?: boolean }

/** Une indisponibilité : lettre pleine, trame, nom quand il tient, flèche quand elle continue. En tirets et sans trame tant qu’elle attend. `etiree` : celle que l’on tire. */
export const Barre = memo(({ barre, premierJour, colonne, etiree, modifiable = false, choisie = false }: Props): ReactElement => {
  const { motif, du, au, debut, fin, avant, apres, differee, enAttente } = barre;
  const { lettre, trame } = apparenceDe(motif);
  const largeur = colonne * (ecartJours(du, au) + 1);
  const libelle = libelleCode('motif', motif);
  const attend = differee || enAttente;
  const mot = differee ? TEXTES.differee : enAttente ? TEXTES.attend : libelle;
  const place = largeur - LARGEUR_LETTRE - (avant ? LARGEUR_LETTRE : 0) - (apres ? LARGEUR_LETTRE : 0) - 16;
  const classes = ['cal-barre', attend ? 'attend' : `trame-${trame}`, etiree === undefined ? '' : `etiree ${etiree}`, choisie ? 'choisie' : ''].filter((classe) => classe !== '').join(' ');
  return (
    <div
      className={classes} data-barre={`${debut} ${differee ? 'd' : 'p'}`} style={{ ...couleursDe(motif), left: ecartJours(premierJour, du) * colonne, width: largeur }}
      title={`${libelle}, ${periodeEnLettres(debut, fin)}${differee ? ` – ${TEXTES.differee.toLowerCase()}` : ''}${enAttente ? ` – ${TEXTES.enAttente.toLowerCase()}` : ''}`}
    >
      {avant ? <span className="cal-fleche"><Icone nom="arrow-left-s-line" taille={14} /></span> : modifiable ? <i className="cal-poignee debut" data-poignee="debut" /> : null}
      {largeur < LARGEUR_LETTRE ? null : <span className="cal-lettre">{lettre}</span>}
      {place < mot.length * PAR_CARACTERE ? null : <span className="cal-nom">{mot}</span>}
      {apres ? <span className="cal-fleche fin"><Icone nom="arrow-right-s-line" taille={14} /></span> : modifiable ? <i className="cal-poignee fin" data-poignee="fin" /> : null}
    </div>
  );
});
Barre.displayName = 'Barre';
