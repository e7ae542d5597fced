import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import type { Requetes } from './schema.ts';

/** Canal LISTEN/NOTIFY. */
export const CANAL = 'changement';

/**
 * Ce qui circule entre services. `changement` : où l’objet est ou était visible, et la transaction à attendre avant de prévenir les postes.
 * `session` : un compte ou ses droits ont changé.
 */
export const schemaNotification = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('changement'), txid: z.string(), departements: z.array(z.string()), entiteId: z.string().nullable(), dispositifId: z.string().nullable(), affectations: z.array(z.string()).nullable().default(null) }),
  /** Trop d’objets pour les décrire (chargement en masse) : tout le monde tire. */
  z.object({ genre: z.literal('tout'), txid: z.string() }),
  z.object({ genre: z.literal('session'), utilisateurId: z.string() }),
]);
export type Notification = z.infer<typeof schemaNotification>;

interface Canal {
  ecouter(recevoir: (notification: Notification) => void): () => void;
  notifier(transaction: Requetes, notification: Notification): Promise<void>;
  fermer(): Promise<void>;
}

/** Taille au-delà de laquelle PostgreSQL refuse une notification (8 000 octets), avec une marge. */
const CHARGE_MAXIMALE = 7_000;

const notifier = async (transaction: Requetes, notification: Notification): Promise<void> => {
  const texte = JSON.stringify(notification);
  const charge = notification.genre === 'changement' && texte.length > CHARGE_MAXIMALE ? JSON.stringify({ genre: 'tout', txid: notification.txid } satisfies Notification) : texte;
  await sql`select pg_notify(${CANAL}, ${charge})`.execute(transaction);
};

const creerDiffusion = () => {
  const abonnes = new Set<(notification: Notification) => void>();
  return {
    ecouter: (recevoir: (notification: Notification) => void) => {
      abonnes.add(recevoir);
      return () => { abonnes.delete(recevoir); };
    },
    diffuser: (charge: string | undefined) => {
      let lue: unknown;
      try { lue = JSON.parse(charge ?? ''); } catch { return; }
      const notification = schemaNotification.safeParse(lue);
      if (notification.success) for (const abonne of abonnes) abonne(notification.data);
    },
    vider: () => { abonnes.clear(); },
  };
};

export const canalPglite = async (pglite: PGlite): Promise<Canal> => {
  const { ecouter, diffuser, vider } = creerDiffusion();
  const arreter = await pglite.listen(CANAL, diffuser);
  return { ecouter, notifier, fermer: async () => { vider(); await arreter(); } };
};

const ATTENTE_MAXIMALE = 10_000;

/** Connexion dédiée à l’écoute, rouverte quand elle tombe ; au retour, tout le monde est prévenu, car des notifications ont pu se perdre. */
export const canalPostgresql = (url: string): Canal => {
  const { ecouter, diffuser, vider } = creerDiffusion();
  let ferme = false;
  let client: pg.Client | undefined;
  let minuterie: NodeJS.Timeout | undefined;
  const brancher = async (attente: number, reprise: boolean): Promise<void> => {
    const nouveau = new pg.Client({ connectionString: url, application_name: 'siao-ecoute', keepAlive: true });
    let perdu = false;
    const replanifier = (): void => {
      if (perdu || ferme) return;
      perdu = true;
      minuterie = setTimeout(() => { void brancher(Math.min(attente * 2, ATTENTE_MAXIMALE), true); }, attente);
    };
    nouveau.on('error', replanifier);
    nouveau.on('end', replanifier);
    nouveau.on('notification', ({ channel, payload }) => { if (channel === CANAL) diffuser(payload); });
    try {
      await nouveau.connect();
      await nouveau.query(`listen ${CANAL}`);
      if (ferme) { await nouveau.end(); return; }
      client = nouveau;
      if (reprise) diffuser(JSON.stringify({ genre: 'tout', txid: '0' } satisfies Notification));
    } catch {
      replanifier();
    }
  };
  const pret = brancher(250, false);
  return {
    ecouter,
    notifier,
    fermer: async () => {
      ferme = true;
      clearTimeout(minuterie);
      vider();
      await pret;
      await client?.end().catch(() => undefined);
    },
  };
};
