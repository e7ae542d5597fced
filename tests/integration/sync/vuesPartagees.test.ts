import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Profil } from '../../../domain/profils.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

const ID = '44444444-4444-4444-8444-444444444444';
let service: ServiceEssai;
const bureaux = new Map<Profil, { readonly bureau: Bureau; readonly dossier: string }>();
const ouvrir = async (profil: Profil): Promise<Bureau> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-vues-'));
  const bureau = ouvrirBureau(dossier, service.url);
  bureaux.set(profil, { bureau, dossier });
  await bureau.client.appeler('session.ouvrir', { email: service.emails[profil], motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'chargement');
  return bureau;
};
const lire = async (bureau: Bureau) => { await bureau.client.appeler('sync.maintenant', {}); await bureau.attendre(aJour, 'à jour'); return bureau.client.appeler('vues.lire', { ecran: 'places' }); };
const faire = (bureau: Bureau, nom: string, args: object) => bureau.client.appeler('commandes.executer', { nom, args });

beforeEach(async () => { service = await ouvrirServiceEssai('postgresql'); });
afterEach(async () => {
  for (const { bureau, dossier } of bureaux.values()) { await bureau.fermer(); rmSync(dossier, { recursive: true, force: true }); }
  bureaux.clear();
  await service.fermer();
});

it('une vue partagée par le SIAO arrive à sa DDETS, pas au gestionnaire ; changée puis retirée, elle suit', async () => {
  const [siao, ddets, gestionnaire] = [await ouvrir('admin_siao'), await ouvrir('admin_departemental'), await ouvrir('gestionnaire_entite')];
  expect(await siao.client.appeler('vues.lire', { ecran: 'places' })).toMatchObject({ partagees: [], avec: expect.stringContaining('Nord') as string });
  expect(await faire(siao, 'partagerVue', { id: ID, ecran: 'places', nom: 'Libres', contenu: '{"par":["commune"]}' })).toMatchObject({ accepte: true });
  // visible chez son auteur avant tout échange
  expect((await siao.client.appeler('vues.lire', { ecran: 'places' })).partagees).toMatchObject([{ id: ID, sienne: true, retirable: true }]);
  await siao.attendre(aJour, 'envoi');
  expect((await lire(ddets)).partagees).toMatchObject([{ id: ID, nom: 'Libres', sienne: false, retirable: true, auteur: expect.any(String) as string }]);
  expect((await lire(gestionnaire)).partagees).toEqual([]);
  expect(await faire(siao, 'partagerVue', { id: ID, ecran: 'places', nom: 'Libres', contenu: '{"par":["etat"]}' })).toMatchObject({ accepte: true });
  await siao.attendre(aJour, 'changée');
  expect((await lire(ddets)).partagees).toMatchObject([{ contenu: '{"par":["etat"]}' }]);
  expect(await faire(ddets, 'partagerVue', { id: ID, ecran: 'places', nom: 'Volée', contenu: '{}' })).toMatchObject({ accepte: false, refus: { code: 'existe' } });
  expect(await faire(ddets, 'retirerVue', { id: ID })).toMatchObject({ accepte: true });
  await ddets.attendre(aJour, 'retirée');
  expect((await lire(siao)).partagees).toEqual([]);
});

it('celle d’un gestionnaire va à l’équipe de son entité, et à elle seule', async () => {
  const [gestionnaire, assistant, siao] = [await ouvrir('gestionnaire_entite'), await ouvrir('assistant'), await ouvrir('admin_siao')];
  expect(await faire(gestionnaire, 'partagerVue', { id: ID, ecran: 'places', nom: 'Nos libres', contenu: '{}' })).toMatchObject({ accepte: true });
  await gestionnaire.attendre(aJour, 'envoi');
  expect((await lire(assistant)).partagees).toMatchObject([{ nom: 'Nos libres', sienne: false, retirable: false }]);
  expect((await lire(siao)).partagees).toEqual([]);
});
