import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Requetes, Schema } from '../base/schema.ts';
import type { MotifFermeture } from '../base/schemaComptes.ts';
import type { ContexteService } from '../contexte.ts';

/** Espace de verrous des sessions (deux entiers, distinct de ceux de `base/`) : un seul rafraîchissement à la fois par session. */
const VERROU_SESSION = 7_731_003;

/** Dans une transaction, avant de relire : échanges et fermetures d’une même session se suivent, chacun voit ce que l’autre a fait. */
export const verrouillerFamille = async (trx: Requetes, famille: string): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${sql.lit(VERROU_SESSION)}, hashtext(${famille}))`.execute(trx);
};
export const revoquerFamille = async (trx: Requetes, famille: string, motif: MotifFermeture, maintenant: Date): Promise<void> => {
  await trx.updateTable('rafraichissement').set({ revoqueLe: maintenant }).where('famille', '=', famille).where('revoqueLe', 'is', null).execute();
  await trx.updateTable('session').set({ fermeeLe: maintenant, motif }).where('famille', '=', famille).where('fermeeLe', 'is', null).execute();
};

/**
 * Ferme les sessions d’un compte, sauf `sauf`, et coupe leurs flux d’événements. La transaction tient déjà le verrou d’écriture, ce qui exclut une ouverture
 * simultanée ; les échanges en cours sont attendus, session par session. Rend le nombre de sessions fermées.
 */
export const fermerSessions = async (trx: Transaction<Schema>, { base, horloge }: Pick<ContexteService, 'base' | 'horloge'>, utilisateurId: string, motif: MotifFermeture, sauf?: string): Promise<number> => {
  const ouvertes = (await trx.selectFrom('rafraichissement').select('famille').distinct().where('utilisateurId', '=', utilisateurId).where('revoqueLe', 'is', null).orderBy('famille').execute())
    .map(({ famille }) => famille).filter((famille) => famille !== sauf);
  for (const famille of ouvertes) {
    await verrouillerFamille(trx, famille);
    await revoquerFamille(trx, famille, motif, horloge());
  }
  if (ouvertes.length > 0) await base.notifier(trx, { genre: 'session', utilisateurId });
  return ouvertes.length;
};
