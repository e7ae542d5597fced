import type { ReactElement, Ref } from 'react';
import { ChampSecret } from './ChampSecret.tsx';
import { ETAPES } from './textes.ts';

const MINIMUM = 12;
const SOLIDE = 16;
const sansAccent = (texte: string): string => texte.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const enMots = (texte: string): string[] => sansAccent(texte).split(/[^a-z0-9]+/u).filter((mot) => mot.length >= 4);

/** Ce que l’on peut dire d’un mot de passe pendant la frappe ; le service juge pour de bon. `personne` : adresse et nom, qu’il ne doit pas reprendre. */
const jugerMotDePasse = (motDePasse: string, personne: string): { readonly bon: boolean; readonly texte: string } | null => {
  if (motDePasse === '') return null;
  const signes = [...motDePasse];
  if (signes.length < MINIMUM) return { bon: false, texte: `${signes.length} caractère${signes.length > 1 ? 's' : ''} sur ${MINIMUM} au moins` };
  const plat = sansAccent(motDePasse);
  if (enMots(personne).some((mot) => plat.includes(mot))) return { bon: false, texte: 'Il reprend le nom ou l’adresse de la personne.' };
  if (new Set(signes).size < 6) return { bon: false, texte: 'Il répète trop les mêmes caractères.' };
  return { bon: true, texte: signes.length >= SOLIDE ? 'Longueur solide' : 'Longueur suffisante ; quelques caractères de plus le renforcent' };
};
/** Assez long pour être proposé au service. */
export const estAssezLong = (motDePasse: string): boolean => [...motDePasse].length >= MINIMUM;
export const TROP_COURT = `Le mot de passe compte ${MINIMUM} caractères au moins.`;

interface Props {
  readonly nouveau: string;
  readonly confirmation: string;
  readonly changer: (saisie: { readonly nouveau?: string; readonly confirmation?: string }) => void;
  readonly personne: string;
  readonly visible: boolean;
  readonly erreurs: { readonly nouveau?: string | undefined; readonly confirmation?: string | undefined };
  readonly refNouveau: Ref<HTMLInputElement>;
  readonly refConfirmation: Ref<HTMLInputElement>;
}

/** Un mot de passe choisi, saisi deux fois, jugé pendant la frappe. */
export const ChampNouveau = ({ nouveau, confirmation, changer, personne, visible, erreurs, refNouveau, refConfirmation }: Props): ReactElement => (
  <>
    <ChampSecret id="nouveau-mdp" libelle={ETAPES.nouveau} aide={ETAPES.nouveauAide} valeur={nouveau} changer={(valeur) => { changer({ nouveau: valeur }); }} visible={visible} erreur={erreurs.nouveau} controle={jugerMotDePasse(nouveau, personne)} autoComplete="new-password" refChamp={refNouveau} />
    <ChampSecret id="confirmation-mdp" libelle={ETAPES.confirmation} valeur={confirmation} changer={(valeur) => { changer({ confirmation: valeur }); }} visible={visible} erreur={erreurs.confirmation} controle={confirmation !== '' && confirmation === nouveau ? { bon: true, texte: ETAPES.identique } : null} autoComplete="new-password" refChamp={refConfirmation} />
  </>
);
