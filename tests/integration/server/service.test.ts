import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { CHEMIN_INSTANTANES } from '../../../contract/instantanes.ts';
import { CHEMINS_PROGRAMMES } from '../../../contract/programmes.ts';
import { CHEMIN_AGREGATS } from '../../../contract/agregats.ts';
import { CHEMINS_COMPTES } from '../../../contract/comptes.ts';
import { CHEMINS_JOURNAL } from '../../../contract/journal.ts';
import { CHEMINS_PIECES } from '../../../contract/pieces.ts';
import { CHEMINS_LECTURE } from '../../../contract/offrePartenaire.ts';
import { CHEMINS_PARTENAIRES } from '../../../contract/partenaires.ts';
import { CHEMIN_GABARITS } from '../../../contract/reprise.ts';
import { CHEMIN_MES_DONNEES } from '../../../contract/mesDonnees.ts';
import { CHEMINS, schemaErreur, schemaSante } from '../../../contract/service.ts';
import { creerService } from '../../../server/service.ts';
import { baseDeTest, surChaqueBase } from '../../outils/base.ts';
import type { Montage, Poste } from './outils.ts';
import { monter } from './outils.ts';

surChaqueBase('service', (genre) => {
  let essai: Montage;
  let poste: Poste;
  beforeAll(async () => {
    essai = await monter(genre);
    poste = await essai.poste('admin_siao');
  });
  afterAll(() => essai.fermer());

  it('dit son état', async () => {
    const { statut, corps, entetes } = await essai.requete('GET', CHEMINS.sante);
    expect(statut).toBe(200);
    expect(schemaSante.parse(corps).base).toBe(genre);
    expect(entetes).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(entetes['content-security-policy']).toContain("default-src 'none'");
    expect(Object.keys(entetes)).not.toContain('access-control-allow-origin');
  });

  it('publie son OpenAPI 3.1, toutes routes décrites en français', async () => {
    const { corps } = await essai.requete<{ openapi: string; paths: Record<string, Record<string, { summary?: string; requestBody?: unknown; responses: Record<string, unknown> }>> }>('GET', CHEMINS.openapi);
    expect(corps.openapi).toMatch(/^3\.1/u);
    const { openapi: _openapi, ...chemins } = CHEMINS;
    expect(Object.keys(corps.paths).sort()).toEqual([...Object.values(chemins), ...Object.values(CHEMINS_COMPTES), ...Object.values(CHEMINS_JOURNAL), ...Object.values(CHEMINS_PIECES), ...Object.values(CHEMINS_PARTENAIRES), ...Object.values(CHEMINS_LECTURE), ...Object.values(CHEMINS_PROGRAMMES), CHEMIN_AGREGATS, CHEMIN_INSTANTANES, CHEMIN_GABARITS, CHEMIN_MES_DONNEES].map((chemin) => chemin.replace(/:(\w+)/gu, '{$1}')).sort());
    for (const operations of Object.values(corps.paths)) for (const operation of Object.values(operations)) expect(operation.summary).toBeTruthy();
    expect(JSON.stringify(corps.paths[CHEMINS.commandes]?.post?.requestBody)).toContain('clientId');
    expect(JSON.stringify(corps.paths[CHEMINS.commandes]?.post?.responses)).toContain('conflit');
  });

  it('refuse un poste d’un autre protocole', async () => {
    const { statut } = await essai.requete('GET', CHEMINS.sante, { entetes: { 'x-siao-protocole': '99' } });
    expect(statut).toBe(426);
  });

  it('nomme le champ fautif en français', async () => {
    const { statut, corps } = await essai.requete('POST', CHEMINS.session, { corps: { email: 'a@b.fr' } });
    expect(statut).toBe(400);
    expect(corps).toMatchObject({ erreur: { code: 'arguments', champ: 'motDePasse', message: expect.stringMatching(/invalide|attendu/iu) as string } });
    const envoi = await essai.requete('POST', CHEMINS.commandes, { jeton: poste.jeton, corps: { mutations: [{ clientId: 'x' }] } });
    expect(envoi.corps).toMatchObject({ erreur: { champ: 'mutations.0.clientId' } });
  });

  it('aucune entrée mal formée ne fait de 5xx ni de réponse hors forme', async () => {
    const verifier = async (methode: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'OPTIONS', url: string, payload: string | undefined, headers: Record<string, string>): Promise<void> => {
      const reponse = await essai.service.serveur.inject({ method: methode, url, headers, ...(payload === undefined ? {} : { payload }) });
      expect(reponse.statusCode, `${methode} ${url} ${payload?.slice(0, 80) ?? ''}`).toBeLessThan(500);
      if (reponse.statusCode >= 400) expect(schemaErreur.safeParse(reponse.json()).success, reponse.body).toBe(true);
    };
    const json = { 'content-type': 'application/json', authorization: `Bearer ${poste.jeton}` };
    const corps = [
      '', '{', 'null', '[]', '0', '"x"', '{"__proto__":{}}', '{"constructor":{"prototype":1}}', '\0', '\ufeff{}', `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
      JSON.stringify({ email: 'a\0@b.fr', motDePasse: 'x' }), JSON.stringify({ email: 'é\ud800@b.fr', motDePasse: 'x' }), JSON.stringify({ email: 'a'.repeat(300), motDePasse: 'x' }), JSON.stringify({ email: 'a@b.fr', motDePasse: 'a\0b' }),
      JSON.stringify({ jetonRafraichissement: '\0' }), JSON.stringify({ jetonRafraichissement: 'x'.repeat(501) }), JSON.stringify({ mutations: Array.from({ length: 501 }, () => poste.mutation('x', {}, 0, 1)) }),
      `{"mutations":[{"clientId":"${poste.clientId}","seq":1,"nom":"modifierEntite","version":1,"base":[],"args":${'['.repeat(20_000)}${']'.repeat(20_000)}}]}`,
      JSON.stringify({ mutations: [{ ...poste.mutation('x', {}, 0, 1), seq: 1e300 }] }), JSON.stringify({ mutations: [{ ...poste.mutation('x', {}, 0, 1), seq: 9_007_199_254_740_991 }] }),
      JSON.stringify({ mutations: [{ ...poste.mutation('\0', {}, 0, 1) }] }), JSON.stringify({ mutations: [{ ...poste.mutation('modifierEntite', {}, 0, 1), base: [{ id: '\0', version: 99_999_999_999 }] }] }),
    ];
    for (const chemin of [...Object.values(CHEMINS), ...Object.values(CHEMINS_COMPTES)]) {
      for (const payload of corps) await verifier('POST', chemin, payload, json);
      await verifier('PUT', chemin, '{}', json);
      await verifier('OPTIONS', chemin, undefined, json);
      // avec une session, ce chemin ouvre un flux qui ne finit pas
      if (chemin !== CHEMINS.evenements) await verifier('GET', `${chemin}?clientId=%00&curseur=%00&limite=%00`, undefined, json);
      if (chemin !== CHEMINS.evenements) await verifier('GET', `${chemin}?%`, undefined, json);
      await verifier('POST', chemin, '<a/>', { ...json, 'content-type': 'text/xml' });
      await verifier('POST', chemin, 'x', { ...json, 'content-type': 'application/json; charset=\0'.replace('\0', '???') });
    }
    await verifier('GET', '/%', undefined, json);
    await verifier('GET', '/../../etc/passwd', undefined, {});
    for (const authorization of ['', 'Bearer', 'Bearer ', 'Bearer a.b.c', `Bearer ${'x'.repeat(5_000)}`, 'Basic eDp4']) await verifier('GET', CHEMINS.changements, undefined, { authorization });
  });

  it('tout contenu JSON donne une réponse sous 500 (propriété)', async () => {
    await fc.assert(fc.asyncProperty(fc.jsonValue(), fc.constantFrom(CHEMINS.session, CHEMINS.rafraichir, CHEMINS.commandes), async (valeur, url) => {
      const { statut } = await essai.requete('POST', url, { jeton: poste.jeton, corps: valeur as object, entetes: { 'content-type': 'application/json' } });
      return statut < 500;
    }), { numRuns: 60 });
    await fc.assert(fc.asyncProperty(fc.jsonValue({ stringUnit: 'binary' }), fc.constantFrom('creerEntite', 'modifierDispositif', 'fermer', 'soumettre'), async (args, nom) => {
      const { statut, corps } = await poste.envoyer(poste.mutation(nom, args));
      return statut === 200 && corps.issues[0]?.issue === 'rejetee';
    }), { numRuns: 60, examples: [[JSON.parse('{"__proto__":{"x":1}}') as never, 'creerEntite'], [JSON.parse('{"constructor":{"prototype":1}}') as never, 'fermer']] });
  });
});

it('une connexion ouverte d’avance et restée muette ne retient pas l’arrêt', async () => {
  const { base, jeter } = await baseDeTest('postgresql');
  const service = await creerService({ base });
  const { url } = await service.ecouter({ port: 0 });
  const muette = connect(Number(new URL(url).port), '127.0.0.1');
  await once(muette, 'connect');
  const coupee = once(muette, 'close');
  // sans cela, Node attendrait la fin du délai d’en-tête (60 s)
  await Promise.all([service.fermer(), coupee]);
  await jeter();
}, 30_000);
