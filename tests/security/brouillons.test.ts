// Les brouillons et la dernière adresse : chiffrés, au seul compte ouvert, oubliés avec lui. Sur le disque d’un vrai poste : tests/e2e/disque.spec.ts.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { ecrireDernierEmail, lireDernierEmail } from '../../sync/dernierEmail.ts';
import type { Bureau } from '../outils/bureau.ts';
import { ouvrirBureau } from '../outils/bureau.ts';
import type { ServiceEssai } from '../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../outils/service.ts';

let service: ServiceEssai;
let dossier: string;
let bureau: Bureau;
const entrer = (profil: 'admin_siao' | 'gestionnaire_entite') => bureau.client.appeler('session.ouvrir', { email: service.emails[profil], motDePasse: MOT_DE_PASSE });
const lire = async (cle: string): Promise<string | null> => (await bureau.client.appeler('brouillons.lire', { cle })).valeur;
const ecrire = (cle: string, valeur: string | null) => bureau.client.appeler('brouillons.ecrire', { cle, valeur });
const surLeDisque = (texte: string): string[] => readdirSync(dossier, { recursive: true, withFileTypes: true }).filter((entree) => entree.isFile()).map((entree) => join(entree.parentPath, entree.name))
  .filter((chemin) => (['utf8', 'utf16le', 'latin1'] as const).some((encodage) => readFileSync(chemin).includes(Buffer.from(texte, encodage))));

beforeAll(async () => { service = await ouvrirServiceEssai('postgresql'); });
afterAll(async () => { await service.fermer(); });
beforeEach(async () => {
  dossier = mkdtempSync(join(tmpdir(), 'siao-brouillons-'));
  bureau = ouvrirBureau(dossier, service.url);
  await entrer('admin_siao');
});
afterEach(async () => {
  await bureau.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

it('écrit, remplace, liste, efface ; survit à un redémarrage ; rien en clair', async () => {
  expect(await lire('entite.nouveau.')).toBeNull();
  await ecrire('entite.nouveau.', 'Une saisie reconnaissable');
  await ecrire('entite.nouveau.', 'Une saisie reconnaissable, bis');
  await ecrire('dispositif.1', 'autre');
  expect(await bureau.client.appeler('brouillons.lister', {})).toEqual({ cles: ['dispositif.1', 'entite.nouveau.'] });
  expect(surLeDisque('Une saisie reconnaissable')).toEqual([]);
  await bureau.fermer();
  expect(surLeDisque('Une saisie reconnaissable')).toEqual([]);
  bureau = ouvrirBureau(dossier, service.url);
  await entrer('admin_siao');
  expect(await lire('entite.nouveau.')).toBe('Une saisie reconnaissable, bis');
  await ecrire('entite.nouveau.', null);
  expect(await bureau.client.appeler('brouillons.lister', {})).toEqual({ cles: ['dispositif.1'] });
});

it('sans compte ouvert, ou sous un autre, ils ne se lisent pas', async () => {
  await ecrire('entite.1', 'à moi');
  await bureau.client.appeler('session.fermer', {});
  for (const geste of [lire('entite.1'), ecrire('entite.1', 'volé'), bureau.client.appeler('brouillons.lister', {})]) await expect(geste).rejects.toMatchObject({ code: 'session.fermee' });
  await entrer('gestionnaire_entite');
  expect(await lire('entite.1')).toBeNull();
  await ecrire('entite.1', 'à un autre');
  await bureau.client.appeler('session.fermer', {});
  await entrer('admin_siao');
  expect(await lire('entite.1')).toBe('à moi');
});

it('ne touchent à aucun autre réglage du compte, et sont bornés en taille et en nombre', async () => {
  for (const cle of ['utilisateur', 'verificateur', '../utilisateur', '%', '_']) {
    await ecrire(cle, 'x');
    expect(await lire(cle)).toBe('x');
    await ecrire(cle, null);
  }
  await expect(ecrire('entite.1', 'x'.repeat(200_001))).rejects.toMatchObject({ code: 'arguments' });
  await expect(ecrire('x'.repeat(201), 'x')).rejects.toMatchObject({ code: 'arguments' });
  for (let rang = 0; rang < 200; rang += 1) await ecrire(`entite.${rang}`, 'x');
  await expect(ecrire('entite.de-trop', 'x')).rejects.toMatchObject({ code: 'brouillons.nombre' });
  await ecrire('entite.7', 'remplacé');
  expect(await lire('entite.7')).toBe('remplacé');
  // le compte s’ouvre encore : ses réglages sont intacts
  await bureau.fermer();
  bureau = ouvrirBureau(dossier, 'http://127.0.0.1:9');
  expect(await entrer('admin_siao')).toMatchObject({ utilisateur: { email: service.emails.admin_siao }, horsLigne: true });
});

it('oublier ce poste les emporte', async () => {
  await ecrire('entite.1', 'à oublier');
  await bureau.client.appeler('poste.oublier', { nonEnvoye: 'envoyer' });
  await entrer('admin_siao');
  expect(await lire('entite.1')).toBeNull();
});

it('la dernière adresse : proposée à la connexion, jamais en clair, suit un changement de clé', async () => {
  const email = service.emails.admin_siao;
  await bureau.client.appeler('poste.changerCle', {});
  expect(surLeDisque(email)).toEqual([]);
  await bureau.fermer();
  bureau = ouvrirBureau(dossier, service.url);
  expect(await bureau.client.appeler('session.etat', {})).toMatchObject({ dernierEmail: email });
  writeFileSync(join(dossier, 'poste.json'), '{"dernierEmail":"ancien@exemple.invalid"}');
  expect(await bureau.client.appeler('session.etat', {}), 'le format des premières versions').toMatchObject({ dernierEmail: 'ancien@exemple.invalid' });
  await entrer('admin_siao');
  expect(surLeDisque('ancien@exemple.invalid')).toEqual([]);
});

it('poste.json : une autre clé, un octet changé, un autre fichier valent « aucune adresse » ; sa taille ne dit rien', () => {
  const cle = randomBytes(32);
  const fichier = join(dossier, 'poste.json');
  ecrireDernierEmail(dossier, 'a@b.fr', cle);
  const taille = statSync(fichier).size;
  const ecrit = readFileSync(fichier, 'utf8');
  expect(lireDernierEmail(dossier, [randomBytes(32), cle])).toBe('a@b.fr');
  expect(lireDernierEmail(dossier, [randomBytes(32)])).toBeNull();
  expect(lireDernierEmail(dossier, [])).toBeNull();
  for (const faux of [ecrit.replace(/"chiffre":"./u, '"chiffre":"!'), ecrit.replace(/"sceau":"[^"]*"/u, '"sceau":""'), ecrit.slice(0, 40), '{}', '']) {
    writeFileSync(fichier, faux);
    expect(lireDernierEmail(dossier, [cle]), faux.slice(0, 30)).toBeNull();
  }
  ecrireDernierEmail(dossier, `${'é'.repeat(120)}@exemple.invalid`, cle);
  expect(statSync(fichier).size).toBe(taille);
  expect(lireDernierEmail(dossier, [cle])).toBe(`${'é'.repeat(120)}@exemple.invalid`);
});
