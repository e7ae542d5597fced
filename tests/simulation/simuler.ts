import fc from 'fast-check';
import type { Base } from '../../server/base/base.ts';
import { gestes } from './gestes.ts';
import type { Bilan } from './histoire.ts';
import { jouer } from './histoire.ts';
import { ouvrirServiceSimule } from './service.ts';

export interface OptionsSimulation { readonly runs: number; readonly graine: number; readonly chemin?: string; readonly reduire?: boolean; readonly surAvance?: (faites: number) => void }
/** `echec` : l’invariant rompu, l’histoire réduite, et de quoi la rejouer ; `null` quand tout a tenu. */
export interface ResultatSimulation { readonly histoires: number; readonly total: Bilan; readonly echec: { readonly message: string; readonly rejouer: string } | null }

/** Joue `runs` histoires tirées de `graine` sur une base vide qui ne sert qu’à cela. */
export const simuler = async (base: Base, { runs, graine, chemin, reduire = true, surAvance }: OptionsSimulation): Promise<ResultatSimulation> => {
  const service = await ouvrirServiceSimule(base);
  const total = { commandes: 0, morts: 0, dechirures: 0, appliquees: 0, rejetees: 0, conflits: 0 };
  let histoires = 0;
  const propriete = fc.asyncProperty(gestes, fc.constantFrom({ delta: 3, chargement: 2 }, { delta: 1, chargement: 4 }, { delta: 100, chargement: 100 }), async (suite, pages) => {
    const bilan = await jouer(service, suite, pages);
    histoires += 1;
    for (const cle of Object.keys(total) as (keyof Bilan)[]) total[cle] += bilan[cle];
    if (histoires % 200 === 0) surAvance?.(histoires);
  });
  const details = await fc.check(propriete, { numRuns: runs, seed: graine, ...(chemin === undefined ? {} : { path: chemin }), endOnFailure: !reduire });
  await service.fermer();
  if (!details.failed) return { histoires, total, echec: null };
  const erreur = details.errorInstance;
  const message = `${erreur instanceof Error ? `${erreur.message}\n${erreur.stack ?? ''}` : String(erreur)}\n${JSON.stringify(details.counterexample, null, 1)}`;
  return { histoires, total, echec: { message, rejouer: `npm run sim -- --runs 1 --seed ${graine} --chemin ${details.counterexamplePath ?? ''}` } };
};
