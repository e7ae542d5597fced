import { createHash } from 'node:crypto';
import { COLONNES, ORDRE_OBJETS } from '../domain/objets/objets.ts';
import { DERIVEES } from './lignes.ts';

/**
 * Schéma de la copie de l’offre. Elle est jetable : il suit les colonnes du domaine, et un fichier d’un autre schéma se recharge au lieu de migrer.
 * `rang` : rowid, stable tant que la ligne reste. `serveur` : copie du service de chaque ligne que des commandes en attente couvrent.
 * `etat` : curseur, dernières mutations comprises, dernier échange. `garde` : ce qui a été calculé de ces lignes (`gardes.ts`).
 */
const tableDe = (prefixe: string, objet: (typeof ORDRE_OBJETS)[number]): string => {
  const colonnes = Object.entries(COLONNES[objet]).map(([nom, sorte]) => `"${nom}" ${sorte === 'entier' || sorte === 'booleen' ? 'integer' : 'text'}${nom === 'id' ? ' not null' : ''}`);
  const derivees = DERIVEES[objet].map(([nom, type]) => `"${nom}" ${type}`);
  return `create table ${prefixe}."${objet}" (rang integer primary key, ${[...colonnes, ...derivees].join(', ')});`;
};

const INDEX = [
  ...ORDRE_OBJETS.map((objet) => ['unique', `${objet}_id`, `"${objet}"(id)`] as const),
  ['', 'entite_tri', 'entite("cleTri")'], ['', 'entite_siren', 'entite("siren")'],
  ['', 'dispositif_entite', 'dispositif("entiteId", "cleTri")'], ['', 'dispositif_statut', 'dispositif("statut")'],
  ['', 'groupe_dispositif', 'groupe("dispositifId", "cleTri")'], ['', 'groupe_bascule', 'groupe("prochaineBascule") where "prochaineBascule" is not null'],
  ['', 'proposition_fiche', 'proposition("ficheId")'], ['', 'piece_fiche', 'piece("ficheId")'], ['', 'demande_statut', 'demande("statut")'],
  ['', 'utilisateur_tri', 'utilisateur("cleTri")'], ['', 'utilisateur_email', 'utilisateur("email")'],
  // les indicateurs (décision 033) : tout ce qu’il faut pour compter, sans lire les lignes. Aujourd’hui se compte par le premier ; une place ouverte depuis un jour, sans fin, un autre jour par « place_simple », constats compris (décision 040) ; celles qui ont une histoire, par « place_histoire »
  ['', 'place_groupe', 'place("groupeId", "etatJour", "occupation", "majJour")'],
  ['', 'place_histoire', 'place("groupeId", "etats", "occupation", "occupationLe", "constatsPasses") where "ouverteDepuis" is null'],
  ['', 'place_simple', 'place("groupeId", "ouverteDepuis", "constat", "occupation", "constatsPasses") where "ouverteDepuis" is not null'],
  ['', 'groupe_indicateurs', 'groupe("dispositifId", "departement", "entiteId", "modalite", "permanence", "publics", "capaciteJour", "derniereBascule", "prochaineBascule", "ouverture", "fermeture", "modifieLe", "completude", "id")'],
  ['', 'dispositif_cases', 'dispositif("departement", "nature", "type", "statut", "modifieLe", "completude")'], ['', 'entite_cases', 'entite("departement")'],
  ['', 'dispositif_indicateurs', 'dispositif("id", "statut", "nature", "departement", "entiteId", "type", "modifieLe", "completude", "placesFinancees")'],
  // le tableau de bord : les indisponibles du jour par motif, sans relire les autres
  ['', 'place_indisponible', `place("groupeId", "motifJour") where "etatJour" = 'indisponible'`], ['', 'place_bascule', 'place("prochaineBascule") where "prochaineBascule" is not null'],
  // ce qui a changé depuis la dernière visite
  ['', 'place_maj', 'place("majJour")'],
  // qui utilise un motif : sans lui, il faut relire les 450 000 places
  ['', 'place_motif', `place("etats", "departement") where instr("etats", '"motif"') > 0`],
  // les fiches d’un lot de reprise : l’index ne pèse que ce qui vient d’une reprise
  ...(['entite', 'dispositif', 'groupe', 'place', 'utilisateur'] as const).map((objet) => ['', `${objet}_lot`, `${objet}(json_extract("provenance", '$.lot')) where "provenance" is not null`] as const),
] as const;

/** Tables, dans la base `prefixe` (`main` ou un nom d’attache). Les index se posent à part : après un chargement, c’est deux fois plus court. */
export const tablesOffre = (prefixe: string): string => `
${ORDRE_OBJETS.map((objet) => tableDe(prefixe, objet)).join('\n')}
create table ${prefixe}.agregat ("groupeId" text primary key, "ouvertes" integer not null, "occupees" integer not null, "reservees" integer not null, "libres" integer not null, "indisponibles" integer not null) without rowid;
create table ${prefixe}.serveur (objet text not null, id text not null, ligne text, primary key (objet, id)) without rowid;
create table ${prefixe}.etat (cle text primary key, valeur text not null) without rowid;
create table ${prefixe}.garde (cle text primary key, marque text not null, valeur text not null) without rowid;`;
/** Ce qui a été calculé de l’offre ne vaut que tant qu’elle ne change pas (décision 042) : la base même l’efface, quel que soit le chemin par lequel une ligne s’écrit. La condition : sur dix mille lignes, seule la première efface. */
const declencheurs = (prefixe: string): readonly string[] => [...ORDRE_OBJETS, 'agregat'].flatMap((table) => (['insert', 'update', 'delete'] as const).map((geste) => `create trigger ${prefixe}.${table}_${geste} after ${geste} on "${table}" when exists (select 1 from garde) begin delete from garde; end;`));
export const indexOffre = (prefixe: string): string => [...INDEX.map(([genre, nom, sur]) => `create ${genre} index ${prefixe}.${nom} on ${sur};`), ...declencheurs(prefixe)].join('\n');

/** Empreinte du schéma, rangée dans `user_version` : la moindre différence fait recharger. Jamais 0, qui est un fichier vide. */
export const VERSION_OFFRE: number = (createHash('sha256').update(tablesOffre('x') + indexOffre('x')).digest().readUInt32BE(0) & 0x7f_ff_ff_ff) || 1;
