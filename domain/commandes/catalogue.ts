import type { CommandeQuelconque } from './commande.ts';
import { quelconque } from './commande.ts';
import { fermer, prevalider, refuser, renvoyerACorriger, soumettre, valider } from './circuit.ts';
import { creerDispositif, modifierDispositif } from './dispositifs.ts';
import { creerEntite, modifierEntite } from './entites.ts';
import { creerGroupeDePlaces, fermerGroupeDePlaces, modifierGroupeDePlaces } from './groupes.ts';

/** Toutes les commandes du produit, par nom. Un nom absent d’ici est refusé par le service (`commande_inconnue`). */
export const COMMANDES: Readonly<Record<string, CommandeQuelconque>> = Object.fromEntries([
  quelconque(creerEntite), quelconque(modifierEntite),
  quelconque(creerDispositif), quelconque(modifierDispositif),
  quelconque(creerGroupeDePlaces), quelconque(modifierGroupeDePlaces), quelconque(fermerGroupeDePlaces),
  quelconque(soumettre), quelconque(prevalider), quelconque(valider), quelconque(renvoyerACorriger), quelconque(refuser), quelconque(fermer),
].map((commande) => [commande.nom, commande]));

export type NomCommande = keyof typeof COMMANDES & string;
/** `undefined` pour un nom inconnu, y compris ceux hérités d’un objet (`constructor`…). */
export const trouverCommande = (nom: string): CommandeQuelconque | undefined => (Object.hasOwn(COMMANDES, nom) ? COMMANDES[nom] : undefined);
