// npm run sim -- [--runs N] [--seed S] [--base postgresql|pglite] [--chemin CHEMIN] [--sans-reduire] [--json FICHIER] : des histoires au hasard sur le vrai poste et le vrai service, invariants vérifiés à chaque pas.
// Une histoire qui échoue est réduite, et la commande qui la rejoue est écrite.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ouvrirBase } from '../../server/base/base.ts';
import { demarrerPostgresql, preparerPostgresql } from '../outils/postgresql.ts';
import { simuler } from './simuler.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '300' }, seed: { type: 'string' }, base: { type: 'string', default: 'postgresql' }, chemin: { type: 'string' }, json: { type: 'string' }, 'sans-reduire': { type: 'boolean', default: false } } });
const pg = values.base === 'pglite' ? undefined : preparerPostgresql();
if (pg === undefined && values.base !== 'pglite') throw new Error('PostgreSQL manque : l’installer, ou simuler avec --base pglite.');
const grappe = pg === undefined ? undefined : await demarrerPostgresql(pg.modele);
const base = await ouvrirBase(grappe === undefined ? {} : { url: grappe.url });
const debut = performance.now();
const graine = values.seed === undefined ? Date.now() % 2_147_483_647 : Number(values.seed);
const resultat = await simuler(base, { runs: Number(values.runs), graine, reduire: !values['sans-reduire'], ...(values.chemin === undefined ? {} : { chemin: values.chemin }), surAvance: (faites) => { console.error(`${faites} histoires, ${Math.round((performance.now() - debut) / 1000)} s`); } });
await base.fermer();
await grappe?.arreter();
pg?.oublier();
const rapport = { graine, ...resultat, secondes: Math.round((performance.now() - debut) / 100) / 10 };
console.log(JSON.stringify(rapport, null, 2));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rapport, null, 2)}\n`);
process.exitCode = resultat.echec === null ? 0 : 1;
