import type { RawBuilder, Transaction } from 'kysely';
import { sql } from 'kysely';
import { ORDRE_OBJETS } from '../../domain/objets/objets.ts';
import type { Schema } from '../base/schema.ts';
import type { Curseur, Droits, Transition } from './curseur.ts';
import { memesDroits, visibleSelonDroits } from './curseur.ts';
import type { LigneLue } from './pages.ts';
import { lirePage } from './pages.ts';

/**
 * La transition à mener avant la suite ordinaire, ou `undefined`. Des droits qui changent pendant une transition la font reprendre au début :
 * selon la fiche, le poste tient alors ce que donnaient les uns ou les autres, et tous restent dans `a`.
 */
export const transitionDe = (recu: Curseur, droits: Droits): Transition | undefined => {
  if (recu.a === undefined || memesDroits(recu.a, droits)) return recu.x;
  const quittes = recu.a;
  return { a: [...(recu.x?.a ?? []).filter((autres) => !memesDroits(autres, quittes)), quittes], o: 0, i: '' };
};

const ou = (conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> => sql<boolean>`(${sql.join(conditions, sql` or `)})`;
const et = (conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> => sql<boolean>`(${sql.join(conditions, sql` and `)})`;

/**
 * Une page de transition, fiche par fiche dans l’ordre des identifiants : chacune est vue une fois et une seule, quoi qu’elle devienne entre deux pages.
 * - Entrée : visible à présent, pas sous tous les droits d’avant, et inchangée depuis `position` (donc validée avant la borne du tirage). Ce qui a changé
 *   depuis viendra par la suite ordinaire, qui livre toute ligne visible.
 * - Sortie : elle a un jour été visible sous l’un des droits d’avant, elle ne l’est plus. Sans borne, elle : une fiche partie vers un endroit que les
 *   droits du moment n’ont jamais couvert n’est pas dans la suite ordinaire. Une fiche qui sort après son tour a été visible sous ces droits : la suite
 *   ordinaire la retire.
 * Rend les lignes, et la transition où reprendre (`undefined` : finie).
 */
export const lireTransition = async (transaction: Transaction<Schema>, position: Pick<Curseur, 't' | 'r'>, transition: Transition, visible: RawBuilder<boolean>, limite: number): Promise<{ readonly page: readonly LigneLue[]; readonly reste: Transition | undefined }> => {
  const partout = et(transition.a.map((droits) => visibleSelonDroits(droits, 'departements')));
  const unJour = ou(transition.a.map((droits) => visibleSelonDroits(droits, 'departementsAvant')));
  const filtre = sql<boolean>`case when ${visible} then (c.txid, c.rev) <= (${position.t}::xid8, ${position.r}::bigint) and not ${partout} else ${unJour} end`;
  const lues: LigneLue[] = [];
  for (const [rang, objet] of ORDRE_OBJETS.entries()) {
    if (rang < transition.o || lues.length > limite) continue;
    const suite = sql`from changement c where c.objet = ${objet} and c.id > ${rang === transition.o ? transition.i : ''} and ${filtre}`;
    lues.push(...await lirePage(transaction, suite, ['id'], visible, limite - lues.length));
  }
  const page = lues.slice(0, limite);
  const derniere = page.at(-1);
  const reste = lues.length > limite && derniere !== undefined ? { ...transition, o: ORDRE_OBJETS.indexOf(derniere.objet), i: derniere.id } : undefined;
  return { page, reste };
};
