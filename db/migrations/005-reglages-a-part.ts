/**
 * Les réglages d’un dossier de reprise, à part de son fichier : SQLite récrit toute la ligne d’une table, et celle-là porte des mégaoctets. Noter un bilan tenait le processus
 * de données le temps de récrire le fichier. Les colonnes d’avant restent dans `reprise_dossier` : ce que valaient les réglages quand le dossier a été posé.
 */
export const migration005 = {
  numero: 5,
  titre: 'Réglages d’un dossier de reprise à part de son fichier',
  sql: `
create table reprise_reglages ("dossierId" text primary key, feuille text, entete integer, choix text not null, "lotId" text, bilan text, "modifieLe" text not null) without rowid;
insert into reprise_reglages select id, feuille, entete, choix, "lotId", bilan, "modifieLe" from reprise_dossier;
`,
} as const;
