import { expect, it } from 'vitest';
import { DELAI_ANNULATION, GESTES_ANNULABLES, LIBELLES_GESTES, STATUTS, TRANSITIONS } from '../../../domain/cycleDeVie.ts';

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
  '## Annuler, commenter, fermer', '',
  `- **Annuler sa décision** : son auteur, dans les ${DELAI_ANNULATION} minutes, tant que personne n’a décidé après lui : ${GESTES_ANNULABLES.map((geste) => LIBELLES_GESTES[geste].toLowerCase()).join(', ')}. La fiche retrouve le statut d’avant ; le geste annulé ne compte plus (décision 017). La validation d’une entité ne s’annule plus dès qu’un de ses dispositifs est validé.`,
  '- **Commenter** : qui peut modifier, proposer, prévalider ou valider la fiche, à tout statut sauf « Archivé ». Le statut ne bouge pas.',
  '- **Fermer** : refusé tant qu’une place est ouverte à la date. Un dispositif ferme ses groupes ; une entité, ses dispositifs validés ou suspendus et leurs groupes. Ceux qui attendent une décision la bloquent.', '',
].join('\n');

it('docs/cycle-de-vie.md est le dessin de la table', async () => {
  await expect(document()).toMatchFileSnapshot('../../../docs/cycle-de-vie.md');
});
