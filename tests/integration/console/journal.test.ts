import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { ouvrirDossier } from '../../../console/base.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { dispositif, entite, place, groupe } from '../../outils/fabrique.ts';
import { dossierNeuf, siao } from './outils.ts';

// une base PGlite rouverte à chaque verbe
vi.setConfig({ testTimeout: 180_000 });

const preparer = async (): Promise<string> => {
  const dossier = join(dossierNeuf(), 'base');
  const { base, fermer } = await ouvrirDossier(dossier);
  await chargerEnMasse(base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe()] }, { objet: 'place', lignes: [place()] }]);
  await fermer();
  return dossier;
};
const toucher = async (dossier: string, requete: string): Promise<void> => {
  const { base, fermer } = await ouvrirDossier(dossier);
  await sql.raw(`alter table journal disable trigger user; ${requete}; alter table journal enable trigger user`).execute(base.db);
  await fermer();
};

test('net, noté, falsifié : verify nomme la ligne et sort en 1 ; ancre ne note pas un journal rompu', async () => {
  const dossier = await preparer();
  const notes = join(dossierNeuf(), 'notes.jsonl');
  const verifier = (...args: string[]) => siao(['journal', 'verify', '--dossier', dossier, ...args]);
  const net = await verifier();
  expect([net.sortie, net.json()]).toEqual([0, expect.objectContaining({ intact: true, lignes: 4, rupture: null, signeDepuis: 1 })]);

  const note = await siao(['journal', 'ancre', '--dossier', dossier, '--fichier', notes]);
  const { no, empreinte } = note.json();
  expect([note.sortie, no]).toEqual([0, 4]);
  expect(JSON.parse(readFileSync(notes, 'utf8'))).toMatchObject({ no, empreinte });
  expect((await verifier('--ancre', notes)).json()).toMatchObject({ intact: true, notesVerifiees: 1 });
  expect((await verifier('--ancre', `${String(no)}:${String(empreinte)}`)).sortie).toBe(0);
  appendFileSync(notes, `${JSON.stringify({ no: 2, empreinte: 'f'.repeat(64) })}\n`);
  expect([(await verifier('--ancre', notes)).sortie, (await verifier('--ancre', `9:${'a'.repeat(64)}`)).json()['rupture']]).toEqual([1, expect.objectContaining({ no: 5 })]);

  await toucher(dossier, `update journal set motif = 'faux' where no = 3`);
  const faux = await verifier();
  expect([faux.sortie, faux.json()['rupture'], faux.messages]).toEqual([1, expect.objectContaining({ no: 3 }), expect.stringContaining('rompu à la ligne 3')]);
  expect((await siao(['journal', 'ancre', '--dossier', dossier])).sortie).toBe(1);
});

test('une tête perdue arrête l’écriture ; sign la reprend avec un motif, gardé au journal', async () => {
  const dossier = await preparer();
  await toucher(dossier, `delete from reglage where cle = 'journal_tete'`);
  expect((await siao(['journal', 'verify', '--dossier', dossier])).sortie).toBe(1);
  const { base, fermer } = await ouvrirDossier(dossier);
  await expect(chargerEnMasse(base, [{ objet: 'place', lignes: [place({ numero: '103' })] }])).rejects.toThrow(/siao journal verify/u);
  expect(await base.db.selectFrom('place').select('id').execute()).toHaveLength(1);
  await fermer();
  expect((await siao(['journal', 'sign', '--dossier', dossier, '--motif', 'court'])).sortie).toBe(2);
  const signee = await siao(['journal', 'sign', '--dossier', dossier, '--motif', 'Réglage effacé lors d’une maintenance.']);
  expect([signee.sortie, signee.json()]).toEqual([0, expect.objectContaining({ no: 5, signeDepuis: 1 })]);
  expect((await siao(['journal', 'verify', '--dossier', dossier])).json()).toMatchObject({ intact: true, lignes: 5 });
});

test('la clé vient de l’environnement : une autre clé ne reconnaît rien', async () => {
  const dossier = await preparer();
  const { sortie, messages } = await siao(['journal', 'verify', '--dossier', dossier], { SIAO_CLE_JOURNAL: Buffer.alloc(32, 1).toString('base64') });
  expect([sortie, messages]).toEqual([1, expect.stringContaining('SIAO_CLE_JOURNAL')]);
});

test.each([['x'], ['12:abc'], ['1:FF']])('une note « %s » est un mauvais usage ou un fichier absent, jamais un journal net', async (ancre) => {
  expect((await siao(['journal', 'verify', '--ancre', ancre])).sortie).toBeGreaterThanOrEqual(2);
});
test('un fichier de notes vide ou abîmé est refusé', async () => {
  const fichier = join(dossierNeuf(), 'notes');
  for (const contenu of ['', '\n', 'pas du json', '{"no":1}', 'null']) {
    writeFileSync(fichier, contenu);
    expect((await siao(['journal', 'verify', '--ancre', fichier])).sortie, contenu).toBe(2);
  }
});
