// npm run bench -- [--json FICHIER] [--departements 59,62|tous] [--seulement cache|indicateurs|places|service|lecture|controle|gel] : mesures en rapports pris dans le même passage.
// Les durées absolues ne valent que pour la machine ; ce qui se compare d’un passage à l’autre est la colonne « rapport ».
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { mesurerCache } from './cache.ts';
import { mesurerControle } from './controle.ts';
import { mesurerGel } from './gel.ts';
import { mesurerLecture } from './lecture.ts';
import type { Mesure } from './mesures.ts';
import { mesurerService } from './service.ts';

const { values } = parseArgs({ options: { json: { type: 'string' }, departements: { type: 'string', default: 'tous' }, seulement: { type: 'string' }, commandes: { type: 'string', default: '10000' }, postes: { type: 'string', default: '50' } } });
const mesures: Mesure[] = [];
const voulu = (partie: string): boolean => values.seulement === undefined || values.seulement === partie;
const departements = values.departements === 'tous' ? undefined : values.departements.split(',');
if (voulu('cache')) mesures.push(...await mesurerCache(departements));
if (values.seulement === 'indicateurs' || values.seulement === 'places') mesures.push(...await mesurerCache(departements, values.seulement));
if (voulu('service')) mesures.push(...await mesurerService({ commandes: Number(values.commandes), postes: Number(values.postes) }));
if (voulu('lecture')) mesures.push(...mesurerControle(), ...await mesurerLecture());
if (values.seulement === 'gel') mesures.push(...await mesurerGel(departements));
if (values.seulement === 'controle') mesures.push(...mesurerControle());
for (const { nom, ms, reference, referenceMs, rapport, parSeconde } of mesures) console.error(`${nom} : ${ms} ms${parSeconde === undefined ? '' : ` (${parSeconde} par seconde)`}, soit ${rapport} × (${reference} : ${referenceMs} ms)`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ mesures }, null, 2)}\n`);
