import { sql } from 'kysely';
import type { CibleCommande } from '../../domain/commandes/commande.ts';
import type { Mutation } from '../../contract/service.ts';
import type { Requetes } from '../base/schema.ts';

/**
 * Champs de la fiche que d’autres postes ont changés depuis la révision que l’auteur voyait, parmi ceux que sa commande touche.
 * Vide : la commande s’applique à l’état courant (champs disjoints : fusion). Une fiche que la mutation ne cite pas dans `base` compte comme jamais vue.
 */
export const champsEnConflit = async (requetes: Requetes, mutation: Mutation, cible: CibleCommande, touches: readonly string[]): Promise<readonly string[]> => {
  if (touches.length === 0) return [];
  // bigint : une révision inventée, plus grande qu’un entier de la base, ferait échouer la requête
  const vue = mutation.base.find(({ id }) => id === cible.id)?.version ?? 0;
  const { rows } = await sql<{ champ: string }>`
    select distinct cles.champ from journal, lateral jsonb_object_keys(journal.changements) as cles(champ)
    where journal.objet = ${cible.objet} and journal."objetId" = ${cible.id} and journal.version > ${vue}::bigint and journal."clientId" is distinct from ${mutation.clientId}
      and cles.champ = any(${[...touches]}::text[]) order by cles.champ`.execute(requetes);
  return rows.map(({ champ }) => champ);
};
