import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import type { Cle, OptionsConnexion, ValeurSql } from './connexion.ts';
import { connecter, envelopper, estAbime } from './connexion.ts';
import type { Chemins } from './fichiers.ts';
import { effacerBase, mettreEnPlace } from './fichiers.ts';
import { listerSauvegardes } from './sauvegardes.ts';

type LigneBrute = Readonly<Record<string, ValeurSql>>;
/** Ce qu’on a pu relire, par table puis par clé. La première source qui donne une ligne l’emporte. */
interface Relu { readonly reglage: Map<string, LigneBrute>; readonly file: Map<string, LigneBrute>; readonly retour: Map<string, LigneBrute>; readonly archive: Map<string, LigneBrute> }
const TABLES = [['reglage', 'cle'], ['file', 'numero'], ['retour', 'numero'], ['archive', 'numero']] as const;
/** L’atelier de reprise. Une table lue en entier n’est pas complétée : une sauvegarde rendrait un dossier retiré, une correction annulée. */
const TABLES_REPRISE = [['reprise_dossier', ['id']], ['reprise_reglages', ['dossierId']], ['reprise_correction', ['numero']], ['reprise_privee', ['genre', 'departement', 'portee', 'nom']]] as const;
type Atelier = Map<string, { readonly lignes: Map<string, LigneBrute>; entiere: boolean }>;

/** Lit une table par les deux bouts : ce qu’une page abîmée arrête dans un sens se lit dans l’autre. Vrai quand elle s’est lue d’un bout à l’autre. */
const relireTable = (sqlite: BetterSqlite3.Database, table: string, cles: readonly string[], vers: Map<string, LigneBrute>): boolean => {
  for (const sens of ['asc', 'desc'] as const) {
    try {
      for (const ligne of sqlite.prepare(`select * from ${table} order by ${cles.map((cle) => `${cle} ${sens}`).join(', ')}`).iterate() as IterableIterator<LigneBrute>) {
        const nom = cles.map((cle) => String(ligne[cle])).join('\u0000');
        if (!vers.has(nom)) vers.set(nom, ligne);
      }
      return sens === 'asc';
    } catch {
      // page illisible : l’autre sens, puis l’autre source
    }
  }
  return false;
};

const relire = (chemin: string, cles: readonly Cle[], options: OptionsConnexion, relu: Relu, atelier: Atelier): void => {
  let sqlite: BetterSqlite3.Database;
  try { ({ sqlite } = connecter(chemin, cles, options)); } catch (erreur) { if (estAbime(erreur)) return; throw erreur; }
  try {
    for (const [table, cle] of TABLES) relireTable(sqlite, table, [cle], relu[table]);
    for (const [table, siennes] of TABLES_REPRISE) {
      const lue = atelier.get(table) ?? { lignes: new Map<string, LigneBrute>(), entiere: false };
      atelier.set(table, lue);
      if (!lue.entiere) lue.entiere = relireTable(sqlite, table, siennes, lue.lignes);
    }
  } finally {
    sqlite.close();
  }
};

/** Une commande déjà archivée ou rendue n’attend plus : une sauvegarde plus ancienne ne doit pas la remettre en file. */
const sansCeQuiEstJuge = (relu: Relu): LigneBrute[] => [...relu.file].filter(([numero]) => !relu.archive.has(numero)).map(([, ligne]) => ligne);

const recopier = (sqlite: BetterSqlite3.Database, table: string, lignes: Iterable<LigneBrute>): void => {
  const colonnes = new Set((sqlite.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name));
  for (const ligne of lignes) {
    const noms = Object.keys(ligne).filter((nom) => colonnes.has(nom));
    sqlite.prepare(`insert or ignore into ${table} (${noms.map((nom) => `"${nom}"`).join(', ')}) values (${noms.map(() => '?').join(', ')})`).run(...noms.map((nom) => ligne[nom] ?? null));
  }
};

const cheminRepare = (chemins: Chemins): string => join(chemins.dossier, 'travail.repare.sqlite');

/** Met en place une réparation finie ; sans effet s’il n’y en a pas. L’ancien travail a déjà été copié dans `abimes`. */
export const terminerReparation = (chemins: Chemins): void => {
  const repare = cheminRepare(chemins);
  if (!existsSync(repare)) return;
  // le journal d’écriture de l’ancien serait relu comme celui du nouveau
  for (const suite of ['-wal', '-shm', '-journal']) rmSync(`${chemins.travail}${suite}`, { force: true });
  mettreEnPlace(repare, chemins.travail);
};

/**
 * Refait un travail abîmé : copie d’abord ses fichiers dans `abimes`, relit tout ce qui s’y lit, complète par les sauvegardes, et met le résultat en place d’un coup.
 * Les commandes gardent leur numéro, donc rien ne s’applique deux fois ; les suivantes prennent un nouveau `clientId`, car on ne sait plus quel était le dernier numéro donné.
 */
export const reparerTravail = (chemins: Chemins, cles: readonly Cle[], options: OptionsConnexion & { readonly maintenant: string }, migrer: (sqlite: BetterSqlite3.Database) => void): void => {
  let garde = join(chemins.abimes, options.maintenant.replace(/[:.]/gu, '-'));
  for (let essai = 2; existsSync(garde); essai += 1) garde = join(chemins.abimes, `${options.maintenant.replace(/[:.]/gu, '-')}-${essai}`);
  const lecture = join(chemins.dossier, 'lecture');
  rmSync(lecture, { recursive: true, force: true });
  for (const dossier of [garde, lecture]) {
    mkdirSync(dossier, { recursive: true, mode: 0o700 });
    for (const suite of ['', '-wal', '-journal']) if (existsSync(`${chemins.travail}${suite}`)) copyFileSync(`${chemins.travail}${suite}`, join(dossier, `travail.sqlite${suite}`));
  }
  const relu: Relu = { reglage: new Map(), file: new Map(), retour: new Map(), archive: new Map() };
  const atelier: Atelier = new Map();
  relire(join(lecture, 'travail.sqlite'), cles, options, relu, atelier);
  const duFichier = relu.file.size;
  for (const { chemin } of listerSauvegardes(chemins)) relire(chemin, cles, options, relu, atelier);
  rmSync(lecture, { recursive: true, force: true });

  const provisoire = join(chemins.dossier, 'travail.repare.tmp');
  effacerBase(provisoire);
  const { sqlite } = connecter(provisoire, cles, options);
  try {
    migrer(sqlite);
    const attente = sansCeQuiEstJuge(relu);
    const base = envelopper(sqlite);
    base.transaction(() => {
      recopier(sqlite, 'file', attente);
      recopier(sqlite, 'retour', relu.retour.values());
      recopier(sqlite, 'archive', relu.archive.values());
      recopier(sqlite, 'reglage', relu.reglage.values());
      for (const [table] of TABLES_REPRISE) recopier(sqlite, table, atelier.get(table)?.lignes.values() ?? []);
      // un numéro local déjà donné ne resservira pas, même si sa ligne n’a pas pu être relue
      const dernier = Math.max(0, ...[...relu.file.keys(), ...relu.retour.keys(), ...relu.archive.keys()].map(Number));
      base.ecrire(`delete from sqlite_sequence where name = 'file'`);
      base.ecrire(`insert into sqlite_sequence (name, seq) values ('file', ?)`, dernier + 1000);
      const message = `Le fichier de travail de ce poste était abîmé. Il a été refait : ${attente.length} ${attente.length > 1 ? 'commandes retrouvées' : 'commande retrouvée'}, dont ${attente.length - Math.min(duFichier, attente.length)} dans les sauvegardes. L’ancien fichier est gardé à part.`;
      for (const [cle, valeur] of [['clientId', randomUUID()], ['prochainSeq', '1'], ['reparation', JSON.stringify({ le: options.maintenant, message })]] as const) {
        base.ecrire('insert into reglage (cle, valeur) values (?, ?) on conflict (cle) do update set valeur = excluded.valeur', cle, valeur);
      }
    });
  } finally {
    sqlite.close();
  }
  mkdirSync(dirname(chemins.travail), { recursive: true });
  mettreEnPlace(provisoire, cheminRepare(chemins));
  terminerReparation(chemins);
};
