import { decalerDate } from '../../dates.ts';
import type { EtatPlace, Occupation } from '../../objets/place.ts';
import { NUMERO_MAXIMUM, cleDePlace } from '../../objets/place.ts';
import type { CodeAnomalie } from '../anomalies.ts';
import { cleDeGroupe, cleDeStructure } from '../cles.ts';
import type { LigneCorrigee } from '../corrections.ts';
import { lireCode } from './codes.ts';
import type { Contexte } from './contexte.ts';
import type { Lecteur } from './lecteur.ts';
import { controlerEncodage, lireDateDe, lirePeriode } from './textes.ts';

/** Ce qu’une ligne de places dit, une fois corrigée et contrôlée. */
export interface LignePlace {
  readonly numero: number; readonly cle: string; readonly cellules: readonly string[]; readonly structure: string; readonly groupe: string; readonly exclusion: string | null; readonly rejet: CodeAnomalie | null; readonly fusion: LigneCorrigee['fusion'];
  readonly identifiee: boolean; readonly place: string; readonly cleNumero: string; readonly etat: EtatPlace['etat']; readonly motif: string | null; readonly debut: string | null; readonly fin: string | null; readonly occupation: Occupation; readonly occupationLe: string | null;
}

const TEXTES = ['nom', 'libelle', 'numero'] as const;

export const lirePlace = (lecteur: Lecteur, { traducteur, aujourdhui }: Contexte, { numero, cle, corrigee }: { readonly numero: number; readonly cle: string; readonly corrigee: LigneCorrigee }): LignePlace => {
  controlerEncodage(lecteur, TEXTES);
  const place = lecteur.texte('numero');
  const identifiant = lecteur.texte('identifiantPlace');
  if (place === '' && lecteur.estAssociee('numero')) lecteur.signaler('F03', 'numero', 'La place n’a pas de numéro.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : le numéro' } });
  if (place.length > NUMERO_MAXIMUM) lecteur.signaler('F04', 'numero', `${place.length} caractères ; ${NUMERO_MAXIMUM} au plus.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : un numéro plus court' } });
  const etat = lireCode(lecteur, traducteur, 'etat', 'etat', 'ligne_rejetee') as EtatPlace['etat'] | null;
  const motif = lireCode(lecteur, traducteur, 'motif', 'motif', 'ligne_rejetee');
  const { debut, fin } = lirePeriode(lecteur, 'debutEtat', 'finEtat');
  const occupation = lireCode(lecteur, traducteur, 'occupation', 'occupation', 'ligne_rejetee') as Occupation | null;
  const occupationLe = lireDateDe(lecteur, 'occupationLe');
  if (occupationLe !== null && occupationLe > decalerDate(aujourdhui, 1)) lecteur.signaler('F01', 'occupationLe', 'Ce constat est dans l’avenir.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : la date du constat' } });
  return {
    numero, cle, cellules: corrigee.cellules, structure: cleDeStructure(lecteur), groupe: cleDeGroupe(lecteur), exclusion: corrigee.exclusion, fusion: corrigee.fusion, identifiee: identifiant !== '', place, cleNumero: cleDePlace(place),
    etat: etat ?? 'ouverte', motif, debut, fin, occupation: occupation ?? 'libre', occupationLe, rejet: lecteur.rejet(),
  };
};
