import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { ReponseSecret } from '../../../main/messagesDonnees.ts';
import { secretsAbsents, secretsEnClair } from '../../../main/secretsDeveloppement.ts';
import { repondreSecret, secretsParMessages } from '../../../main/secretsDonnees.ts';
import { creerCoffre } from '../../../sync/coffre.ts';
import { secretsEnMemoire } from '../../outils/secrets.ts';

const nom = `${randomUUID()}.1`;

/** Les deux bouts reliés par un vrai canal, comme entre le processus principal et celui des données. */
const relier = (trousseau = secretsEnMemoire()) => {
  const { port1, port2 } = new MessageChannel();
  const cote = secretsParMessages((demande) => { port1.postMessage(demande); });
  port1.on('message', (reponse: ReponseSecret) => { cote.recevoir(reponse); });
  port2.on('message', (message: unknown) => { void repondreSecret(trousseau, message).then((reponse) => { port2.postMessage(reponse); }); });
  return { trousseau, secrets: cote.secrets, fermer: () => { port1.close(); } };
};

test('écrire, lire, effacer à travers le canal ; un refus garde son code et sa phrase', async () => {
  const { trousseau, secrets, fermer } = relier();
  expect(await secrets.lire(nom)).toBe(null);
  await secrets.ecrire(nom, 'valeur');
  expect(await Promise.all([secrets.lire(nom), secrets.lire(`${randomUUID()}.2`)])).toEqual(['valeur', null]);
  await secrets.effacer(nom);
  expect(trousseau.entrees.size).toBe(0);
  trousseau.panne = 'Le trousseau est verrouillé.';
  await expect(secrets.lire(nom)).rejects.toMatchObject({ name: 'ErreurSecret', code: 'secret.indisponible', message: 'Le trousseau est verrouillé.' });
  fermer();
});

test('seuls les noms du coffre atteignent le trousseau', async () => {
  const trousseau = secretsEnMemoire(new Map([['messagerie', 'mot de passe'], ['__proto__', 'x']]));
  const { secrets, fermer } = relier(trousseau);
  for (const autre of ['messagerie', '', '__proto__', `${nom}\n`, ` ${nom}`, nom.toUpperCase(), `${nom}.2`, nom.replace('.1', '.0')]) {
    await expect(secrets.lire(autre)).rejects.toMatchObject({ code: 'secret.indisponible' });
    await expect(secrets.ecrire(autre, 'v')).rejects.toMatchObject({ code: 'secret.indisponible' });
    await expect(secrets.effacer(autre)).rejects.toMatchObject({ code: 'secret.indisponible' });
  }
  expect(trousseau.entrees.size).toBe(2);
  fermer();
});

test.each([
  [null], ['secret'], [{ type: 'servir' }], [{ type: 'secret', id: 1, verbe: 'lister', nom }], [{ type: 'secret', id: '1', verbe: 'lire', nom }], [{ type: 'secret', id: 1, verbe: 'lire', nom: 3 }],
  [{ type: 'secret', id: 1, verbe: 'ecrire', nom }], [{ type: 'secret', id: 1, verbe: 'ecrire', nom, valeur: '' }], [{ type: 'secret', id: 1, verbe: 'ecrire', nom, valeur: 'x'.repeat(2_000) }],
])('un message mal formé est ignoré : %j', async (message) => {
  const trousseau = secretsEnMemoire();
  expect(await repondreSecret(trousseau, message)).toBeUndefined();
  expect(trousseau.entrees.size).toBe(0);
});

test('une réponse qui ne répond à rien est sans effet', () => {
  const { secrets, recevoir } = secretsParMessages(() => undefined, 'mention');
  recevoir({ type: 'secret', id: 12, valeur: 'x' });
  expect(secrets.mention).toBe('mention');
});

test('le rangement de démonstration survit au processus et se dit ; celui sans trousseau mène à la phrase', async () => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-demonstration-'));
  const fichier = join(dossier, 'secrets-en-clair.json');
  try {
    const coffre = () => creerCoffre({ dossier: join(dossier, 'poste'), secrets: secretsEnClair(fichier) });
    expect(await coffre().ouvrir()).toMatchObject({ etat: 'ouvert', message: expect.stringContaining('Démonstration') });
    expect(await coffre().ouvrir()).toMatchObject({ etat: 'ouvert' });
    expect(Object.keys(JSON.parse(readFileSync(fichier, 'utf8')) as object)).toHaveLength(1);
    writeFileSync(fichier, '{');
    expect(await coffre().ouvrir()).toMatchObject({ etat: 'trousseau_muet' });
    expect(await creerCoffre({ dossier: join(dossier, 'autre'), secrets: secretsAbsents() }).ouvrir()).toMatchObject({ etat: 'phrase_a_choisir' });
  } finally {
    rmSync(dossier, { recursive: true, force: true });
  }
});
