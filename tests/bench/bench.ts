// npm run bench -- [--json FICHIER] [--departements 59,62|tous] [--seulement cache|indicateurs|places|service|lecture|controle|gel|demarrage] [--indicateurs completude,…] : mesures en rapports pris dans le même passage.
// npm run bench -- start [--tours 7] : le démarrage du poste dans une vraie fenêtre (sous xvfb-run sans écran) ; comme --seulement demarrage.
// Les durées absolues ne valent que pour la machine ; ce qui se compare d’un passage à l’autre est la colonne « rapport ».
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ecranPresent, sousEcran } from '../../tools/systeme.mjs';
import { mesurerCache } from './cache.ts';
import { mesurerControle } from './controle.ts';
import { mesurerDemarrage } from './demarrage.ts';
import { mesurerGel } from './gel.ts';
import { mesurerLecture } from './lecture.ts';
import type { Memoire, Mesure } from './mesures.ts';
import { mesurerService } from './service.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' }, departements: { type: 'string', default: 'tous' }, seulement: { type: 'string' }, indicateurs: { type: 'string' }, commandes: { type: 'string', default: '10000' }, postes: { type: 'string', default: '50' }, tours: { type: 'string', default: '7' } } });
const seulement = positionals[0] === 'start' ? 'demarrage' : values.seulement;
if (seulement === 'demarrage' && !ecranPresent()) {
  const { commande, args } = sousEcran(process.execPath, process.argv.slice(1));
  process.exit(spawnSync(commande, args, { stdio: 'inherit' }).status ?? 1);
}
const mesures: Mesure[] = [];
const memoires: Memoire[] = [];
const voulu = (partie: string): boolean => seulement === undefined || seulement === partie;
const departements = values.departements === 'tous' ? undefined : values.departements.split(',');
if (voulu('cache')) mesures.push(...await mesurerCache(departements));
if (seulement === 'indicateurs' || seulement === 'places') mesures.push(...await mesurerCache(departements, seulement, values.indicateurs?.split(',')));
if (voulu('service')) mesures.push(...await mesurerService({ commandes: Number(values.commandes), postes: Number(values.postes) }));
if (voulu('lecture')) mesures.push(...mesurerControle(), ...await mesurerLecture());
if (seulement === 'gel') mesures.push(...await mesurerGel(departements));
if (seulement === 'controle') mesures.push(...mesurerControle());
if (seulement === 'demarrage') {
  const demarrage = await mesurerDemarrage(Number(values.tours));
  mesures.push(...demarrage.mesures);
  memoires.push(...demarrage.memoires);
}
for (const { nom, ms, reference, referenceMs, rapport, parSeconde } of mesures) console.error(`${nom} : ${ms} ms${parSeconde === undefined ? '' : ` (${parSeconde} par seconde)`}, soit ${rapport} × (${reference} : ${referenceMs} ms)`);
for (const { nom, mo, reference, referenceMo, rapport } of memoires) console.error(`${nom} : ${mo} Mo, soit ${rapport} × (${reference} : ${referenceMo} Mo)`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ mesures, ...(memoires.length === 0 ? {} : { memoires }) }, null, 2)}\n`);
