/**
 * Le travail de la personne sur ce poste. `file` : commandes que le service n’a pas jugées, ou dont l’effet n’est pas encore dans l’offre reçue ; `numero` est leur
 * numéro local et leur ordre, (`clientId`, `seq`) celui du service. `avant` : la fiche telle que l’auteur la voyait. `retour` : refus et conflits à lire.
 * `archive` : les dernières appliquées, à renvoyer si le service est restauré d’une sauvegarde d’avant elles.
 */
const commande = '"clientId" text not null, seq integer not null, nom text not null, version integer not null, args text not null, base text not null, avant text, objet text not null, id text not null, fiche text not null, "creeLe" text not null';

export const migration001 = {
  numero: 1,
  titre: 'File d’envoi, retours, archive, réglages',
  sql: `
create table reglage (cle text primary key, valeur text not null) without rowid;
create table file (numero integer primary key autoincrement, ${commande}, issue text, unique ("clientId", seq));
create table retour (numero integer primary key, ${commande}, issue text not null, classe integer not null default 0);
create table archive (numero integer primary key, ${commande}, issue text not null);
create index archive_client on archive("clientId", seq);
`,
} as const;
