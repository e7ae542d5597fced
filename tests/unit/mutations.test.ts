import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MUTATIONS } from '../mutations/liste.ts';

const racine = join(import.meta.dirname, '..', '..');
// une liste de mutations qui ne s’appliquent plus ne prouverait rien : `npm run mutations` les joue
it.each(MUTATIONS.map((mutation) => [mutation.promesse, mutation] as const))('se laisse encore casser : %s', (_promesse, { fichier, remplace, par }) => {
  expect(readFileSync(join(racine, fichier), 'utf8').split(remplace)).toHaveLength(2);
  expect(par).not.toBe(remplace);
});
