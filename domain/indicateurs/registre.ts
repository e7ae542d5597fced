import { capaciteOuverte } from './capacite.ts';
import { delaiPrevalidationMedian, delaiPrevalidationNeuvieme, delaiValidationMedian, delaiValidationNeuvieme, fichesEnAttente } from './delais.ts';
import { tauxEquipement } from './equipement.ts';
import { equivalentHotel, tauxOccupationFlux } from './flux.ts';
import { tauxIndisponibilite } from './indisponibilite.ts';
import type { Indicateur } from './modele.ts';
import { tauxDisponibilite, tauxOccupation, tauxOccupationCorrige } from './occupation.ts';
import { ouverturesFermetures } from './pont.ts';
import { completude, ecartCapacite, fraicheur } from './qualite.ts';
import { partRegulee } from './regulation.ts';

/** Tous les indicateurs, dans l’ordre où ils se proposent (domain.md §8). En ajouter un : son fichier, une ligne ici, son essai. */
export const INDICATEURS: readonly Indicateur[] = [
  capaciteOuverte, tauxOccupation, tauxOccupationCorrige, tauxDisponibilite, tauxIndisponibilite, tauxOccupationFlux, ouverturesFermetures, tauxEquipement, partRegulee, equivalentHotel,
  delaiPrevalidationMedian, delaiPrevalidationNeuvieme, delaiValidationMedian, delaiValidationNeuvieme, fichesEnAttente, completude, fraicheur, ecartCapacite,
];
const PAR_ID = new Map(INDICATEURS.map((un) => [un.id, un]));
export const trouverIndicateur = (id: string): Indicateur | undefined => PAR_ID.get(id);
