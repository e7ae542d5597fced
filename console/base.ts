import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { sql } from 'kysely';
import type { Base } from '../server/base/base.ts';
import { ouvrirBase } from '../server/base/base.ts';
import type { ContexteVerbe } from './verbe.ts';
import { ErreurConsole, SORTIES } from './verbe.ts';

export interface BaseOuverte { readonly base: Base; /** Pour les messages : sans mot de passe. */ readonly ou: string; fermer(): Promise<void> }

/** Dossier de données de la personne, selon le système. */
export const dossierParDefaut = (env: Readonly<Record<string, string | undefined>>): string => {
  const bases: Partial<Record<NodeJS.Platform, string | undefined>> = { win32: env['APPDATA'], darwin: join(homedir(), 'Library', 'Application Support') };
  return join(bases[process.platform] ?? env['XDG_DATA_HOME'] ?? join(homedir(), '.local', 'share'), 'siao-offre', 'service');
};

const estVivant = (numero: number): boolean => {
  try { process.kill(numero, 0); return true; } catch (erreur) { return (erreur as NodeJS.ErrnoException).code === 'EPERM'; }
};

/** PGlite ne sait pas qu’un autre processus tient le même dossier, et le corromprait : un fichier de verrou le dit pour lui. */
const verrouiller = (dossier: string): (() => void) => {
  const verrou = join(dossier, 'verrou');
  const prendre = (): boolean => {
    try { writeFileSync(verrou, String(process.pid), { flag: 'wx' }); return true; } catch (erreur) {
      if ((erreur as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw erreur;
    }
  };
  if (!prendre()) {
    const occupant = Number(readFileSync(verrou, 'utf8'));
    if (Number.isInteger(occupant) && occupant > 0 && estVivant(occupant)) {
      throw new ErreurConsole(SORTIES.fichier, `Le dossier ${dossier} est déjà utilisé par le processus ${occupant}. L’arrêter, ou choisir un autre --dossier. Si ce processus n’a rien à voir, supprimer ${verrou}.`);
    }
    // laissé par un arrêt brutal
    rmSync(verrou, { force: true });
    if (!prendre()) throw new ErreurConsole(SORTIES.fichier, `Le dossier ${dossier} vient d’être pris par un autre processus.`);
  }
  return () => { rmSync(verrou, { force: true }); };
};

const expliquer = (erreur: unknown, ou: string): ErreurConsole => {
  if (erreur instanceof ErreurConsole) return erreur;
  const { code, message, errors } = erreur as NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] };
  const causes: Record<string, string> = {
    ECONNREFUSED: 'rien ne répond à cette adresse', ENOTFOUND: 'cette machine est inconnue', EACCES: 'l’accès est refusé', EROFS: 'le disque est en lecture seule', ENOSPC: 'le disque est plein',
    ENOTDIR: 'ce n’est pas un dossier', EEXIST: 'ce n’est pas un dossier', '28P01': 'le mot de passe est refusé', '28000': 'ce rôle est refusé', '3D000': 'cette base n’existe pas', '57P03': 'la base démarre ou s’arrête',
  };
  return new ErreurConsole(SORTIES.fichier, `La base (${ou}) ne s’ouvre pas : ${causes[code ?? errors?.[0]?.code ?? ''] ?? message}.`);
};

/** Ouvre la base PGlite d’un dossier, créé au besoin, sous verrou. Erreur (code 3) quand il est pris ou illisible. */
export const ouvrirDossier = async (demande: string): Promise<BaseOuverte> => {
  const dossier = resolve(demande);
  try {
    mkdirSync(dossier, { recursive: true, mode: 0o700 });
    const liberer = verrouiller(dossier);
    try {
      const base = await ouvrirBase({ dossier: join(dossier, 'pglite') });
      return { base, ou: dossier, fermer: async () => { try { await base.fermer(); } finally { liberer(); } } };
    } catch (erreur) {
      liberer();
      throw erreur;
    }
  } catch (erreur) {
    throw expliquer(erreur, dossier);
  }
};

const sansMotDePasse = (url: string): string => {
  try {
    const { host, pathname } = new URL(url);
    return `PostgreSQL ${host}${pathname}`;
  } catch { return 'PostgreSQL'; }
};

/** Ouvre la base désignée : `--dossier`, sinon `DATABASE_URL`, sinon le dossier de la personne. */
export const ouvrirBaseDemandee = async (contexte: ContexteVerbe): Promise<BaseOuverte> => {
  const dossier = contexte.texte('dossier');
  const url = contexte.env['DATABASE_URL'];
  if (dossier !== undefined || url === undefined || url === '') return ouvrirDossier(dossier ?? dossierParDefaut(contexte.env));
  try {
    const base = await ouvrirBase({ url });
    return { base, ou: sansMotDePasse(url), fermer: () => base.fermer() };
  } catch (erreur) {
    throw expliquer(erreur, sansMotDePasse(url));
  }
};

/** Vrai quand la base ne tient ni offre ni compte. */
export const estVide = async (base: Base): Promise<boolean> => {
  const { rows } = await sql<{ vide: boolean }>`select not exists (select 1 from entite) and not exists (select 1 from utilisateur) as vide`.execute(base.db);
  return rows[0]?.vide === true;
};

/** Supprime tout ce que le service a créé dans le schéma courant, journal compris. À n’appeler que sur une base de démonstration, puis rouvrir. */
export const toutSupprimer = async (base: Base): Promise<void> => {
  await base.db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ ordre: string }>`
      select format('drop %s if exists %I cascade', case relkind when 'S' then 'sequence' else 'table' end, relname) as ordre from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'S')
      union all select format('drop function if exists %s cascade', p.oid::regprocedure) from pg_proc p where pronamespace = current_schema()::regnamespace
        and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')`.execute(trx);
    for (const { ordre } of rows) await sql.raw(ordre).execute(trx);
  });
};
