import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CommandeEmise } from '../../../domain/commandes/catalogue.ts';
import { CATALOGUE, interpreter } from '../../../domain/commandes/catalogue.ts';
import { CATALOGUE_INTRANSIGEANT, CATALOGUE_SUIVANT } from '../../outils/catalogues.ts';

const CORPUS = join(import.meta.dirname, '..', '..', 'fixtures', 'corpus');
const corpus = readdirSync(CORPUS).filter((nom) => nom.endsWith('.ndjson')).flatMap((nom) => readFileSync(join(CORPUS, nom), 'utf8').trim().split('\n').map((ligne) => [nom, JSON.parse(ligne) as CommandeEmise] as const));

/**
 * Empreinte du schéma de chaque version de commande parue. Une empreinte qui change sans que la version monte ferait refuser des commandes déjà en file :
 * monter la version, écrire la conversion, et figer les commandes de la version quittée.
 */
const EMPREINTES: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(CORPUS, 'empreintes.json'), 'utf8')) as Record<string, string>;
const empreinte = (schema: z.ZodType): string => createHash('sha256').update(JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }))).digest('hex').slice(0, 16);

describe('corpus figé des commandes', () => {
  it('porte chaque commande de chaque catalogue paru', () => {
    expect(new Set(corpus.filter(([nom]) => nom === 'commandes-catalogue-1.ndjson').map(([, { nom }]) => nom)).size).toBe(13);
    for (const [nom, { version }] of Object.entries(CATALOGUE.commandes)) expect(corpus.some(([, emise]) => emise.nom === nom && emise.version === version), `${nom} v${version}`).toBe(true);
  });
  it.each(corpus.map(([fichier, emise], rang) => [`${fichier} ligne ${rang + 1} : ${emise.nom}`, emise] as const))('%s se lit toujours', (_titre, emise) => {
    const lue = interpreter(emise);
    expect(lue).toMatchObject({ connue: true });
    if (lue.connue) expect(lue.commande.schema.safeParse(lue.args).error).toBeUndefined();
  });
  it('aucun schéma paru n’a changé sans changer de version', () => {
    const actuelles = Object.fromEntries(Object.values(CATALOGUE.commandes).map(({ nom, version, schema }) => [`${nom}@${version}`, empreinte(schema)]));
    for (const [cle, valeur] of Object.entries(actuelles)) expect(EMPREINTES[cle], cle).toBe(valeur);
  });
});

describe('conversions', () => {
  const ancienne = { nom: 'modifierDispositif', version: 1, args: { id: 'x', champs: { nom: 'A' } } };
  it('convertit de proche en proche, sans toucher à ce qui a été émis', () => {
    const gelee = Object.freeze({ ...ancienne, args: Object.freeze({ ...ancienne.args }) });
    expect(interpreter(gelee, CATALOGUE_SUIVANT)).toMatchObject({ connue: true, args: { id: 'x', valeurs: { nom: 'A' } } });
  });
  it('suit une commande renommée vers une version précise', () => {
    const catalogue = { ...CATALOGUE_SUIVANT, conversions: { ...CATALOGUE_SUIVANT.conversions, ancienNom: { 3: { convertir: (args: unknown) => args, vers: { nom: 'modifierDispositif', version: 1 } } } } };
    expect(interpreter({ ...ancienne, nom: 'ancienNom', version: 3 }, catalogue)).toMatchObject({ connue: true, commande: { nom: 'modifierDispositif', version: 3 }, args: { valeurs: { nom: 'A' } } });
  });
  it('dit ce qu’elle ne connaît pas', () => {
    expect(interpreter({ nom: 'rien', version: 1, args: {} })).toMatchObject({ connue: false, refus: { code: 'commande_inconnue' } });
    expect(interpreter({ nom: 'constructor', version: 1, args: {} })).toMatchObject({ connue: false, refus: { code: 'commande_inconnue' } });
    expect(interpreter({ ...ancienne, version: 7 })).toMatchObject({ connue: false, refus: { code: 'version_inconnue' } });
    expect(interpreter(ancienne, CATALOGUE_INTRANSIGEANT)).toMatchObject({ connue: false, refus: { code: 'version_inconnue' } });
  });
  it('des arguments trop abîmés pour être convertis sont un refus, pas une panne ; une boucle de conversions aussi', () => {
    expect(interpreter({ ...ancienne, args: null }, CATALOGUE_SUIVANT)).toMatchObject({ connue: false, refus: { code: 'arguments' } });
    const boucle = { ...CATALOGUE, conversions: { x: { 1: { convertir: (args: unknown) => args, vers: { nom: 'x', version: 1 } } } } };
    expect(interpreter({ nom: 'x', version: 1, args: {} }, boucle)).toMatchObject({ connue: false, refus: { code: 'version_inconnue' } });
  });
});
