import { capaciteOuverte } from './capacite.ts';
import { tauxIndisponibilite } from './indisponibilite.ts';
import type { Indicateur } from './modele.ts';
import { tauxDisponibilite, tauxOccupation, tauxOccupationCorrige } from './occupation.ts';

/** Tous les indicateurs, dans l’ordre où ils se proposent (domain.md §8). En ajouter un : son fichier, une ligne ici, son essai. */
export const INDICATEURS: readonly Indicateur[] = [capaciteOuverte, tauxOccupation, tauxOccupationCorrige, tauxDisponibilite, tauxIndisponibilite];
const PAR_ID = new Map(INDICATEURS.map((un) => [un.id, un]));
export const trouverIndicateur = (id: string): Indicateur | undefined => PAR_ID.get(id);
