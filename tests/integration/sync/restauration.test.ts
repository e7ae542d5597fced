import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import type { Base } from '../../../server/base/base.ts';
import { ouvrirBase } from '../../../server/base/base.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../../server/comptes/motsDePasse.ts';
import { creerUtilisateurs } from '../../../server/comptes/utilisateurs.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import type { Service } from '../../../server/service.ts';
import { creerService } from '../../../server/service.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { DISPOSITIF_ID, acteur, dispositif, entite } from '../../outils/fabrique.ts';
import type { Grappe } from '../../outils/postgresql.ts';
import { demarrerPostgresql } from '../../outils/postgresql.ts';
import { MOT_DE_PASSE } from '../../outils/service.ts';

const EMAIL = 'gestionnaire@essai.example';
let grappe: Grappe;
let dossier: string;
let base: Base;
let service: Service;
let bureau: Bureau;
let port = 0;

const urlDe = (nom: string): string => { const url = new URL(grappe.url); url.pathname = `/${nom}`; return url.href; };
const administrer = async (requete: string): Promise<void> => {
  const client = new pg.Client({ connectionString: grappe.url });
  await client.connect();
  try { await client.query(requete); } finally { await client.end(); }
};
const demarrer = async (): Promise<void> => {
  base = await ouvrirBase({ url: urlDe('siao') });
  service = await creerService({ base, secondFacteur: 'facultatif', argon2: ARGON2_TESTS });
  port = Number(new URL((await service.ecouter({ port })).url).port);
};
const arreter = async (): Promise<void> => { await service.fermer(); await base.fermer(); };
const nommer = async (nom: string): Promise<void> => { expect(await bureau.client.appeler('commandes.executer', { nom: 'modifierDispositif', args: { id: DISPOSITIF_ID, champs: { nom } } })).toMatchObject({ accepte: true }); };

beforeAll(async () => {
  const acces = inject('postgresql');
  if (acces.genre !== 'modele') throw new Error('Cet essai restaure une base : il lui faut sa propre grappe, sans DATABASE_URL_TEST.');
  grappe = await demarrerPostgresql(acces.modele);
  await administrer('create database siao');
  dossier = mkdtempSync(join(tmpdir(), 'siao-restauration-'));
  await demarrer();
  await chargerEnMasse(base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif({ nom: 'Au départ' })] }]);
  await creerUtilisateurs(base, [{ email: EMAIL, nom: 'Gestionnaire', profil: 'gestionnaire_entite', perimetre: acteur('gestionnaire_entite').perimetre, perimetreLibelle: 'Essai', empreinteMotDePasse: await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS) }]);
  bureau = ouvrirBureau(dossier, `http://127.0.0.1:${port}`);
  await bureau.client.appeler('session.ouvrir', { email: EMAIL, motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'chargé');
});
afterAll(async () => {
  await bureau.fermer();
  await arreter();
  await grappe.arreter();
  rmSync(dossier, { recursive: true, force: true });
});

it('une base restaurée de la veille retrouve, des postes, le travail qu’elle a oublié', async () => {
  await nommer('Sauvegardé');
  await bureau.attendre(aJour, 'envoyé');
  await arreter();
  await administrer('create database veille template siao');
  await demarrer();
  await bureau.client.appeler('sync.maintenant', {});
  for (const nom of ['Oublié un', 'Oublié deux']) { await nommer(nom); await bureau.attendre(aJour, 'envoyé'); }
  await bureau.client.appeler('sync.maintenant', {});
  await bureau.attendre(aJour, 'reçu');

  await arreter();
  await administrer('drop database siao');
  await administrer('create database siao template veille');
  await nommer('Fait pendant la panne');
  await demarrer();
  const noms = async (): Promise<string[]> => (await base.db.selectFrom('journal').select('changements').where('objetId', '=', DISPOSITIF_ID).where('clientId', 'is not', null).orderBy('no').execute()).map(({ changements }) => (changements['nom'] as [string, string])[1]);
  expect(await noms()).toEqual(['Sauvegardé']);
  // la session est dans la base restaurée, ou à rouvrir
  await bureau.client.appeler('session.ouvrir', { email: EMAIL, motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'rechargé');
  expect(await noms()).toEqual(['Sauvegardé', 'Oublié un', 'Oublié deux', 'Fait pendant la panne']);
  expect((await bureau.client.appeler('offre.fiche', { objet: 'dispositif', id: DISPOSITIF_ID })).fiche?.ligne).toMatchObject({ nom: 'Fait pendant la panne', version: 5 });
  expect((await verifierJournal(base)).rupture).toBeNull();
});
it('une base restaurée sans que rien n’attende : le poste s’en aperçoit seul', async () => {
  await arreter();
  await administrer('drop database siao');
  await administrer('create database siao template veille');
  await demarrer();
  await bureau.client.appeler('session.ouvrir', { email: EMAIL, motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'rechargé');
  const { nom, version } = await base.db.selectFrom('dispositif').select(['nom', 'version']).where('id', '=', DISPOSITIF_ID).executeTakeFirstOrThrow();
  expect([nom, version]).toEqual(['Fait pendant la panne', 5]);
});
