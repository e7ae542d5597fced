import { GENRES_FICHIER } from '../domain/reprise/gabarit/colonne.ts';

/** Les classeurs à remplir pour une reprise, un par genre de fichier : `/api/v1/reprise/gabarits/structures.xlsx`. */
export const CHEMIN_GABARITS = '/api/v1/reprise/gabarits/:fichier';
export const FICHIERS_GABARIT = GENRES_FICHIER.map((genre) => `${genre}.xlsx` as const);
export const TYPE_XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
