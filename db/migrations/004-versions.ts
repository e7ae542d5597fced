/** Les versions précédentes d’un fichier à reprendre : quand il revient corrigé, on voit ce qui a changé. */
export const migration004 = {
  numero: 4,
  titre: 'Versions d’un fichier à reprendre',
  sql: `
create table reprise_version ("dossierId" text not null, numero integer not null, nom text not null, "remplaceeLe" text not null, octets text not null, primary key ("dossierId", numero)) without rowid;
`,
} as const;
