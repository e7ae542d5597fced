import type { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';

type Commande = PostgresQueryResult<unknown>['command'];

/** File d’attente d’un seul occupant : PGlite n’a qu’une connexion, une transaction la garde jusqu’à son terme. */
const creerVerrou = (): (() => Promise<() => void>) => {
  let dernier: Promise<void> = Promise.resolve();
  return async () => {
    let liberer: () => void = () => undefined;
    const precedent = dernier;
    dernier = new Promise((resoudre) => { liberer = resoudre; });
    await precedent;
    return liberer;
  };
};

/**
 * Présente un PGlite comme un `pg.Pool`, pour que kysely garde le même dialecte PostgreSQL. Les connexions se succèdent (une à la fois).
 * Attention : demander une connexion à la base depuis l’intérieur d’une transaction attendrait sans fin ; y utiliser la transaction elle-même.
 */
export const poolDePglite = (pglite: PGlite): PostgresPool => {
  const prendre = creerVerrou();
  return {
    options: {},
    connect: async (): Promise<PostgresPoolClient> => {
      const liberer = await prendre();
      const executer = async (sql: string, parametres: readonly unknown[]): Promise<PostgresQueryResult<unknown>> => {
        // sans paramètre : protocole simple, comme le fait pg, ce qui accepte plusieurs instructions (migrations)
        const resultat = parametres.length === 0 ? (await pglite.exec(sql)).at(-1) : await pglite.query(sql, [...parametres]);
        return { command: (resultat?.command ?? 'SELECT') as Commande, rowCount: resultat?.rowCount ?? resultat?.affectedRows ?? 0, rows: resultat?.rows ?? [] };
      };
      let rendue = false;
      return {
        query: executer as PostgresPoolClient['query'],
        release: () => {
          if (rendue) return;
          rendue = true;
          liberer();
        },
      };
    },
    end: async () => {
      const liberer = await prendre();
      try { await pglite.close(); } finally { liberer(); }
    },
  };
};
