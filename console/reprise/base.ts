import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Base } from '../../server/base/base.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { ContexteVerbe } from '../verbe.ts';
import { ErreurConsole, SORTIES } from '../verbe.ts';

/** Lire une base ne doit pas la créer. */
const exigerBaseExistante = async (contexte: ContexteVerbe): Promise<void> => {
  const dossier = contexte.texte('dossier');
  if (dossier !== undefined) {
    if (!existsSync(join(dossier, 'pglite', 'PG_VERSION'))) throw new ErreurConsole(SORTIES.fichier, `Il n’y a pas de base dans ${dossier}.`);
    return;
  }
  const client = new pg.Client({ connectionString: contexte.env['DATABASE_URL'] });
  try {
    await client.connect();
    const { rows } = await client.query<{ presente: boolean }>('select to_regclass(\'migration\') is not null as presente');
    if (rows[0]?.presente !== true) throw new ErreurConsole(SORTIES.fichier, 'La base de DATABASE_URL n’est pas une base du service.');
  } catch (erreur) {
    if (erreur instanceof ErreurConsole) throw erreur;
    throw new ErreurConsole(SORTIES.fichier, 'La base de DATABASE_URL ne répond pas.');
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Lit dans la base désignée, qui doit exister, puis la referme. Erreur (code 3) quand elle manque ou ne répond pas. */
export const lireDansLaBase = async <T>(contexte: ContexteVerbe, lire: (base: Base) => Promise<T>): Promise<T> => {
  await exigerBaseExistante(contexte);
  const ouverte = await ouvrirBaseDemandee(contexte);
  try { return await lire(ouverte.base); } finally { await ouverte.fermer(); }
};
