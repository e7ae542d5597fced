/**
 * Les correspondances se partagent désormais (décision 031). Celles que ce poste gardait pour lui attendent d’être partagées, ou oubliées : rien ne s’en perd.
 * `departement` : vide pour une association, qui valait partout sur ce poste. `contenu` : le code d’un terme ; les colonnes d’une association, en JSON.
 */
export const migration003 = {
  numero: 3,
  titre: 'Correspondances de ce poste, à partager',
  sql: `
create table reprise_privee (genre text not null, departement text not null, portee text not null, nom text not null, contenu text not null, primary key (genre, departement, portee, nom)) without rowid;
insert into reprise_privee select 'terme', departement, vocabulaire, terme, code from reprise_correspondance;
insert into reprise_privee select 'association', '', genre, nom, json_extract(association, '$.paires') from reprise_association;
drop table reprise_correspondance;
drop table reprise_association;
`,
} as const;
