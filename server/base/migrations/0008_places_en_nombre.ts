import type { Migration } from '../migrations.ts';

/** Une place garde ce qui attend sa libération, et ce que le dernier geste en nombre a remplacé, pour pouvoir l’annuler (décision 021). */
export const placesEnNombre: Migration = {
  numero: 8,
  nom: 'places_en_nombre',
  sql: `
alter table place add column "differe" jsonb, add column "dernierLot" jsonb;
`,
};
