import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHEMINS } from '../../../contract/service.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { creerCle } from '../../../server/partenaires/cles.ts';
import { surPostgresql } from '../../outils/base.ts';
import { dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Montage } from './outils.ts';
import { MIDI, monter } from './outils.ts';

type Schema = Readonly<Record<string, unknown>>;
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: 'query' | 'path' | 'header'; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>>;
  readonly security?: readonly Readonly<Record<string, unknown>>[];
}
interface Route { readonly methode: string; readonly chemin: string; readonly operation: Operation }

/** Ce que le service répond avant d’avoir lu une route : protocole, type, taille, fréquence. Elles n’ont pas à se répéter sur chacune. */
const COMMUNES = new Set(['404', '413', '415', '426', '429']);

surPostgresql('toute route tient ce que son OpenAPI publie', (genre) => {
  let essai: Montage;
  let routes: readonly Route[];
  let jetons: readonly (string | undefined)[];
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: {} });
  addFormats.default(ajv);
  beforeAll(async () => {
    essai = await monter(genre);
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe()] }, { objet: 'place', lignes: [place()] }]);
    const { corps } = await essai.requete<{ paths: Record<string, Record<string, Operation>>; components: { schemas?: Record<string, Schema> } }>('GET', CHEMINS.openapi);
    for (const [nom, schema] of Object.entries(corps.components.schemas ?? {})) ajv.addSchema(schema, `#/components/schemas/${nom}`);
    routes = Object.entries(corps.paths).flatMap(([chemin, operations]) => Object.entries(operations).map(([methode, operation]) => ({ methode: methode.toUpperCase(), chemin, operation })));
    const cle = await creerCle(essai.base, { libelle: 'Conformité', creePar: 'Essai', jours: 1, departements: [] }, MIDI);
    jetons = [undefined, (await essai.poste('admin_national')).jeton, (await essai.poste('analyste')).jeton, cle.cle];
  });
  afterAll(() => essai.fermer());

  /** Appelle une route telle quelle, et vérifie que sa réponse est de celles qu’elle publie. */
  const appeler = async ({ methode, chemin, operation }: Route, jeton: string | undefined, valeurs: Readonly<Record<string, string>>, corps: unknown): Promise<number> => {
    const url = chemin.replace(/\{(\w+)\}/gu, (_tout, nom: string) => encodeURIComponent(valeurs[nom] ?? '11111111-1111-4111-8111-111111111111'));
    const requete = new URLSearchParams(Object.entries(valeurs).filter(([nom]) => !chemin.includes(`{${nom}}`))).toString();
    const reponse = await essai.service.serveur.inject({ method: methode as 'GET', url: requete === '' ? url : `${url}?${requete}`, headers: { ...(jeton === undefined ? {} : { authorization: `Bearer ${jeton}` }) }, ...(corps === undefined || methode === 'GET' ? {} : { payload: corps as object }) });
    const lieu = `${methode} ${url}?${requete} ${JSON.stringify(corps)?.slice(0, 120) ?? ''} → ${reponse.statusCode} ${reponse.body.slice(0, 200)}`;
    expect(reponse.statusCode, lieu).toBeLessThan(500);
    const statut = String(reponse.statusCode);
    const publiee = operation.responses[statut];
    if (publiee === undefined) { expect(COMMUNES.has(statut), `réponse non publiée : ${lieu}`).toBe(true); return reponse.statusCode; }
    const schema = publiee.content?.['application/json']?.schema;
    if (schema === undefined || !String(reponse.headers['content-type'] ?? '').startsWith('application/json')) return reponse.statusCode;
    const valide = ajv.compile(schema);
    expect(valide(reponse.json()), `${lieu} ${ajv.errorsText(valide.errors)}`).toBe(true);
    return reponse.statusCode;
  };
  // un flux ouvert avec un jeton ne finit pas
  const sansFlux = (): readonly Route[] => routes.filter(({ chemin }) => chemin !== CHEMINS.evenements);

  it('sans rien, avec un jeton, un autre, une clé : une réponse publiée, de la forme publiée', async () => {
    const vues = new Map<string, Set<number>>();
    for (const route of sansFlux()) for (const jeton of jetons) for (const corps of [undefined, {}, [], { jetonRafraichissement: 'x' }]) {
      const statuts = vues.get(`${route.methode} ${route.chemin}`) ?? new Set();
      vues.set(`${route.methode} ${route.chemin}`, statuts);
      statuts.add(await appeler(route, jeton, {}, corps));
    }
    expect(vues.size).toBeGreaterThan(30);
  });

  it('quels que soient ses paramètres et son corps, jamais de 5xx (propriété)', async () => {
    const valeur = fc.oneof(fc.string({ maxLength: 30, unit: 'binary' }), fc.integer().map(String), fc.constantFrom('', 'null', '\0', '../..', '9'.repeat(200), '2026-11-24', '11111111-1111-4111-8111-111111111111'));
    await fc.assert(fc.asyncProperty(fc.nat(), fc.nat(), fc.array(valeur, { minLength: 8, maxLength: 8 }), fc.option(fc.jsonValue(), { nil: undefined }), async (lequel, qui, valeurs, corps) => {
      essai.avancer(1_000);
      const liste = sansFlux();
      const route = liste[lequel % liste.length] as Route;
      const parametres = Object.fromEntries((route.operation.parameters ?? []).filter((un) => un.in !== 'header').map((un, rang) => [un.name, valeurs[rang % valeurs.length] ?? '']).filter(([, dite], rang) => rang % 3 !== lequel % 3 || dite === ''));
      await appeler(route, jetons[qui % jetons.length], parametres, corps);
    }), { numRuns: 400 });
  });

  it('aucune route protégée ne répond sans jeton', async () => {
    // les clés fausses d’avant sont oubliées
    essai.avancer(16 * 60_000);
    for (const route of sansFlux()) if ((route.operation.security?.length ?? 0) > 0) expect([route.chemin, await appeler(route, undefined, {}, {})]).toEqual([route.chemin, 401]);
  });
});
