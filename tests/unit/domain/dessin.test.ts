import { expect, it } from 'vitest';
import { LIBELLES_GESTES, STATUTS, TRANSITIONS } from '../../../domain/cycleDeVie.ts';

const CONDITIONS = { p177: 'P177', non_p177: 'hors P177' } as const;

/** Le document du cycle de vie, tiré de la table. `npx vitest run -u` le réécrit quand la table change. */
const document = (): string => [
  '# Cycle de vie d’une entité et d’un dispositif', '',
  '<!-- Tiré de `TRANSITIONS` (domain/cycleDeVie.ts) par tests/unit/domain/dessin.test.ts : ne pas retoucher à la main. -->', '',
  '```mermaid', 'stateDiagram-v2',
  ...Object.entries(STATUTS).map(([code, libelle]) => `  ${code} : ${libelle}`),
  '  [*] --> brouillon : proposer', '  [*] --> valide : créer (DDETS : entité, dispositif P177)',
  ...TRANSITIONS.map(({ de, vers, geste, condition }) => `  ${de} --> ${vers} : ${LIBELLES_GESTES[geste]}${condition === undefined ? '' : ` (${CONDITIONS[condition]})`}`),
  '```', '',
  '| de | geste | vers | droit demandé | conditions |', '|---|---|---|---|---|',
  ...TRANSITIONS.map(({ de, vers, geste, droit, condition, motifObligatoire, complete, autrePersonne }) => `| ${STATUTS[de]} | ${LIBELLES_GESTES[geste]} | ${STATUTS[vers]} | ${droit} | ${[
    condition === undefined ? '' : CONDITIONS[condition], motifObligatoire === true ? 'motif' : '', complete === true ? 'fiche complète' : '', autrePersonne === true ? 'une autre personne que celle qui a prévalidé' : '',
  ].filter((partie) => partie !== '').join(', ')} |`), '',
].join('\n');

it('docs/cycle-de-vie.md est le dessin de la table', async () => {
  await expect(document()).toMatchFileSnapshot('../../../docs/cycle-de-vie.md');
});
