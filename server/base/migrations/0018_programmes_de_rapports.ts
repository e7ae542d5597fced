import type { Migration } from '../migrations.ts';

/** Le poste qui laisse chaque rapport programmé d’un compte : un seul, le dernier choisi (décision 034). */
export const programmesDeRapports: Migration = {
  numero: 18,
  nom: 'programmes_de_rapports',
  sql: `
create table programme_rapport ("utilisateurId" text not null references utilisateur ("id") on delete cascade, "rapportId" text not null, "posteId" text not null, "poste" text not null, "depuis" timestamptz not null, primary key ("utilisateurId", "rapportId"));
`,
};
