// npm run bench -- [--json FICHIER] [--departements 59,62|tous] [--seulement cache|service] : mesures en rapports pris dans le même passage.
// Les durées absolues ne valent que pour la machine ; ce qui se compare d’un passage à l’autre est la colonne « rapport ».
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mesurerCache } from './cache.ts';
import type { Mesure } from './mesures.ts';
import { mesurerService } from './service.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, departements: { type: 'string', default: 'tous' }, seulement: { type: 'string' }, commandes: { type: 'string', default: '10000' }, postes: { type: 'string', default: '50' } } });
const mesures: Mesure[] = [];
if (values.seulement !== 'service') mesures.push(...mesurerCache(values.departements === 'tous' ? undefined : values.departements.split(',')));
if (values.seulement !== 'cache') mesures.push(...await mesurerService({ commandes: Number(values.commandes), postes: Number(values.postes) }));
for (const { nom, ms, reference, referenceMs, rapport, parSeconde } of mesures) console.error(`${nom} : ${ms} ms${parSeconde === undefined ? '' : ` (${parSeconde} par seconde)`}, soit ${rapport} × (${reference} : ${referenceMs} ms)`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ mesures }, null, 2)}\n`);
