// Le sens des imports : domain ← contract ← db ← sync ← main ; renderer et preload → contract, domain ;
// server → contract, domain ; console → tout sauf main, renderer, preload. tests/unit/architecture.test.ts montre que la règle mord.
const pieces = ['domain', 'contract', 'db', 'sync', 'main', 'preload', 'renderer', 'server', 'console', 'tests', 'tools'];

/** Expression qui reconnaît un paquet npm, résolu ou non. */
const paquet = (nom) => `(^|node_modules/)${nom}(/|$)`;

/** Interdit à une pièce d’importer d’autres pièces que celles qui sont nommées. */
function sens(piece, permises) {
  const interdites = pieces.filter((autre) => autre !== piece && !permises.includes(autre));
  return {
    name: `sens-${piece}`,
    comment: `${piece}/ n’importe que ${[piece, ...permises].join('/, ')}/ (et des paquets).`,
    severity: 'error',
    from: { path: `^${piece}/` },
    to: { path: `^(${interdites.join('|')})/` },
  };
}

module.exports = {
  forbidden: [
    sens('domain', []),
    sens('contract', ['domain']),
    sens('db', ['contract', 'domain']),
    sens('sync', ['db', 'contract', 'domain']),
    sens('main', ['sync', 'db', 'contract', 'domain']),
    sens('preload', ['contract', 'domain']),
    sens('renderer', ['contract', 'domain']),
    sens('server', ['contract', 'domain']),
    sens('console', ['domain', 'contract', 'db', 'sync', 'server']),
    {
      name: 'domain-pur',
      comment: 'domain/ est pur : ni module de Node, ni paquet autre que zod et le découpage administratif.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { pathNot: ['^domain/', paquet('zod'), paquet('@etalab/decoupage-administratif')] },
    },
    {
      name: 'renderer-sans-node',
      comment: 'La page tourne dans un bac à sable : aucun module de Node, ni directement ni par contract/ ou domain/.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-sans-node',
      comment: 'contract/ est chargé par la page : aucun module de Node.',
      severity: 'error',
      from: { path: '^contract/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-sans-cog',
      comment: 'Le code officiel géographique pèse 8 Mo : la page le demande au processus de données.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^domain/geographie/(cog|lignesCog)', reachable: true },
    },
    {
      name: 'sqlite-dans-db',
      comment: 'Seul db/ (avec console/ et tests/) ouvre SQLite.',
      severity: 'error',
      from: { path: '^(domain|contract|sync|main|preload|renderer|server)/' },
      to: { path: paquet('better-sqlite3') },
    },
    {
      name: 'principal-sans-sql',
      comment: 'Le processus principal n’exécute jamais de SQL : seule l’entrée main/donnees.ts atteint db/.',
      severity: 'error',
      from: { path: '^main/index\\.ts$' },
      to: { path: paquet('better-sqlite3'), reachable: true },
    },
    {
      name: 'sans-cycle',
      comment: 'Deux fichiers qui s’importent l’un l’autre (hors types) n’en font qu’un, ou l’un dépend d’un tiers.',
      severity: 'error',
      from: { path: `^(${pieces.join('|')})/` },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(out|dist|\\.cache|default_app)/' },
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
