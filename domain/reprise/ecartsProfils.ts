import type { Condition, Geste, Objet } from '../droits.ts';
import { EXPLICATIONS, GESTES, LIBELLES_DROITS, MATRICE, OBJETS, profilsEncadres } from '../droits.ts';
import type { Profil } from '../profils.ts';
import { PROFILS } from '../profils.ts';
import type { AncienProfil } from './anciensProfils.ts';
import { trouverAncienProfil } from './anciensProfils.ts';

/** Un droit gagné ou perdu. `condition` : sous quoi, ou sur qui, entre parenthèses ; vide sinon. */
export interface EcartProfil { readonly objet: Objet; readonly geste: Geste; readonly condition: string }
interface Droit { readonly objet: Objet; readonly geste: Geste; readonly condition: Condition | undefined }

const droitsDe = (profil: Profil, lectureSeule: boolean): readonly Droit[] => MATRICE.filter((regle) => regle.profil === profil && regle.encadres === undefined && (!lectureSeule || regle.geste === 'lire')).map(({ objet, geste, condition }) => ({ objet, geste, condition }));
/** Un droit sans condition vaut celui qui en a une. */
const couvre = (droits: readonly Droit[], { objet, geste, condition }: Droit): boolean => droits.some((un) => un.objet === objet && un.geste === geste && (un.condition === undefined || un.condition === condition));
const ecrire = ({ objet, geste, condition }: Droit): EcartProfil => ({ objet, geste, condition: condition === undefined ? '' : `(${EXPLICATIONS[condition]})` });
const ecrireEncadres = (geste: Geste, profils: readonly Profil[]): EcartProfil[] => (profils.length === 0 ? [] : [{ objet: 'utilisateur', geste, condition: `(${profils.map((profil) => PROFILS[profil].libelle).join(', ')})` }]);

/**
 * Ce que ce profil donne et retire à qui avait ces anciens profils, droit par droit, lu de la matrice : gagné, ce qu’aucun des anciens ne permettait ; perdu, ce que l’un d’eux permettait.
 * Un ancien profil vaut celui qui le remplace d’office, réduit à la lecture s’il ne faisait que lire. Où la personne agit ne se compare pas : l’ancien outil ne le dit pas.
 */
export const ecartsProfils = (anciens: readonly string[], profil: Profil): { readonly gagnes: readonly EcartProfil[]; readonly perdus: readonly EcartProfil[] } => {
  const connus = anciens.flatMap((code): AncienProfil[] => { const trouve = trouverAncienProfil(code); return trouve === undefined ? [] : [trouve]; });
  const avant = connus.flatMap(({ comme, lectureSeule }) => droitsDe(comme, lectureSeule));
  const apres = droitsDe(profil, false);
  const distincts = avant.filter((un, rang) => avant.findIndex((autre) => autre.objet === un.objet && autre.geste === un.geste && autre.condition === un.condition) === rang);
  const comptes = GESTES.map((geste) => {
    const siens = profilsEncadres(profil, geste);
    const anciensEncadres = [...new Set(connus.flatMap(({ comme, lectureSeule }) => (lectureSeule ? [] : profilsEncadres(comme, geste))))];
    return { geste, gagnes: siens.filter((un) => !anciensEncadres.includes(un)), perdus: anciensEncadres.filter((un) => !siens.includes(un)) };
  });
  return {
    gagnes: [...apres.filter((droit) => !couvre(avant, droit)).map(ecrire), ...comptes.flatMap(({ geste, gagnes }) => ecrireEncadres(geste, gagnes))],
    perdus: [...distincts.filter((droit) => !couvre(apres, droit)).map(ecrire), ...comptes.flatMap(({ geste, perdus }) => ecrireEncadres(geste, perdus))],
  };
};

/** Des droits en une phrase : « Entité : lire, modifier ; Utilisateur : assister (Assistant) ». */
export const phraseEcarts = (ecarts: readonly EcartProfil[]): string => {
  const parObjet = new Map<Objet, string[]>();
  for (const { objet, geste, condition } of ecarts) parObjet.set(objet, [...(parObjet.get(objet) ?? []), `${LIBELLES_DROITS[geste].toLowerCase()}${condition === '' ? '' : ` ${condition}`}`]);
  return [...parObjet].map(([objet, gestes]) => `${OBJETS[objet]} : ${gestes.join(', ')}`).join(' ; ');
};
