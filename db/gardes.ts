import { randomUUID } from 'node:crypto';
import type { BaseEcriture, BaseLecture } from './connexion.ts';
import { refusDuDisque } from './connexion.ts';

/**
 * Ce que le poste a calculé de l’offre, gardé à côté d’elle (décision 042). La base l’efface d’elle-même, dans la même transaction, à la première ligne qui change (`schemaOffre.ts`) : ce qui s’y lit vaut encore, même après un arrêt
 * brutal. `marque` : ce dont le calcul dépend hors des lignes (le jour, le programme).
 */
const lire = (base: BaseLecture, cle: string, marque: string): string | undefined => base.un<{ valeur: string }>('select valeur from garde where cle = ? and marque = ?', cle, marque)?.valeur;
/** Faux quand le disque refuse : un chiffre se lit quand même, il ne se garde pas. */
const ecrire = (base: BaseEcriture, cle: string, marque: string, valeur: string): boolean => {
  try {
    base.ecrire('insert into garde (cle, marque, valeur) values (?, ?, ?) on conflict (cle) do update set marque = excluded.marque, valeur = excluded.valeur', cle, marque, valeur);
    return true;
  } catch (erreur) {
    if (refusDuDisque(erreur) === undefined) throw erreur;
    return false;
  }
};

/** Ce qui fait qu’un calcul gardé vaut encore, hors des lignes de l’offre ; `null` : il ne se garde pas. `programme` : l’empreinte de celui qui calcule. */
export const marqueDeGarde = ({ aujourdhui, programme }: { readonly aujourdhui: string; readonly programme?: string | undefined }): string | null => (programme === undefined ? null : `${programme}|${aujourdhui}`);

/** Au-delà, en lettres : relire coûterait ce que calculer coûte. */
const MAXIMUM = 4_000_000;
/** Rend ce qui est gardé sous cette clé et cette marque, ou le calcule et le garde. `marque` nulle : rien ne se garde. */
export const gardee = <T>(base: BaseEcriture, cle: string, marque: string | null, calculer: () => T): T => {
  if (marque === null) return calculer();
  const connue = lire(base, cle, marque);
  if (connue !== undefined) return JSON.parse(connue) as T;
  const valeur = calculer();
  const texte = JSON.stringify(valeur);
  if (texte.length <= MAXIMUM) ecrire(base, cle, marque, texte);
  return valeur;
};
/** Vrai quand rien n’est à recalculer sous cette clé. */
export const estGardee = (base: BaseLecture, cle: string, marque: string): boolean => lire(base, cle, marque) !== undefined;

const ETAT = 'etat';
/** Le nom de l’offre telle qu’elle est : un autre dès qu’une ligne change, le même quand une transaction s’annule. `null` : le disque refuse de le garder. */
export const nomDeLEtat = (base: BaseEcriture): string | null => {
  const connu = lire(base, ETAT, '');
  if (connu !== undefined) return connu;
  const nom = randomUUID();
  return ecrire(base, ETAT, '', nom) ? nom : null;
};
