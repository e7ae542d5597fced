import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { verrouillerEcriture } from '../../../server/base/base.ts';
import type { EcritureJournal } from '../../../server/journal/journal.ts';
import { ecrireJournal } from '../../../server/journal/journal.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { DISPOSITIF_ID, ENTITE_ID } from '../../outils/fabrique.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

/** Le journal lu d’un vrai poste sans fenêtre, par un câble que l’on coupe. */
let service: ServiceEssai;
let cable: Cable;
let dossier: string;
let bureau: Bureau;
const entrer = (profil: keyof ServiceEssai['emails']) => bureau.client.appeler('session.ouvrir', { email: service.emails[profil], motDePasse: MOT_DE_PASSE });
const noter = (nombre: number, partie: Partial<EcritureJournal> = {}): Promise<void> => service.base.db.transaction().execute(async (trx) => {
  await verrouillerEcriture(trx);
  await ecrireJournal(trx, Array.from({ length: nombre }, (_vide, rang) => ({
    moment: new Date(Date.UTC(2026, 10, 24) + rang), utilisateurId: 'u', nom: 'Amélie Œuvrard', profil: 'admin_siao', commande: 'modifierDispositif', objet: 'dispositif' as const, objetId: DISPOSITIF_ID, version: 1,
    changements: { commune: ['59606', '59350'], entiteId: [null, ENTITE_ID] }, motif: randomBytes(150).toString('hex'), suppleance: false, pourLeCompteDe: null, clientId: null, seq: null, versionClient: null, ...partie,
  })));
});
const exports = (): string[] => readdirSync(dossier).filter((nom) => nom.startsWith('SIAO-journal-'));

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  cable = await tirerCable(service.url);
  dossier = mkdtempSync(join(tmpdir(), 'siao-poste-'));
  bureau = ouvrirBureau(dossier, cable.url);
  await entrer('admin_departemental');
  await bureau.attendre(aJour, 'premier chargement');
});
afterEach(async () => {
  await bureau.fermer();
  await cable.fermer();
  await service.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

it('lit des pages et l’historique d’une fiche, avec les noms de ce que les valeurs citent', async () => {
  await noter(130);
  const page = await bureau.client.appeler('journal.page', { filtre: { objets: ['dispositif'] }, avant: null });
  expect([page.lignes.length, page.total]).toEqual([100, 130]);
  expect(page.noms).toEqual({ 59606: 'Valenciennes', 59350: 'Lille', [ENTITE_ID]: 'Hainaut Accueil' });
  const suite = await bureau.client.appeler('journal.page', { filtre: { objets: ['dispositif'] }, avant: page.suite });
  expect([suite.lignes.length, suite.suite]).toEqual([30, null]);
  expect((await bureau.client.appeler('journal.fiche', { objet: 'dispositif', id: DISPOSITIF_ID, avant: null })).total).toBe(130);
});

it('hors ligne, le dit ; un refus du service garde son code', async () => {
  cable.couper();
  const horsLigne = { code: 'journal.hors_ligne' };
  await expect(bureau.client.appeler('journal.page', { filtre: {}, avant: null })).rejects.toMatchObject(horsLigne);
  await expect(bureau.client.appeler('journal.fiche', { objet: 'dispositif', id: DISPOSITIF_ID, avant: null })).rejects.toMatchObject(horsLigne);
  await expect(bureau.client.appeler('journal.exporter', { filtre: {} })).rejects.toMatchObject(horsLigne);
  expect(exports()).toEqual([]);
  cable.retablir();
  await expect(bureau.client.appeler('journal.fiche', { objet: 'dispositif', id: 'absente', avant: null })).rejects.toMatchObject({ code: 'introuvable' });
  await entrer('ecoutant_115');
  await expect(bureau.client.appeler('journal.page', { filtre: {}, avant: null })).rejects.toMatchObject({ code: 'droit.profil' });
  await expect(bureau.client.appeler('journal.exporter', { filtre: {} })).rejects.toMatchObject({ code: 'droit.profil' });
  expect(exports()).toEqual([]);
});

it('exporte dans un fichier entier, annonce son avancement et se laisse annuler ou couper sans rien laisser', async () => {
  await noter(3_000);
  const { chemin, lignes } = await bureau.client.appeler('journal.exporter', { filtre: { objets: ['dispositif'] } });
  const texte = readFileSync(chemin, 'utf8');
  expect(lignes).toBe(3_000);
  // deux champs changés par ligne
  expect(texte.split('\r\n').filter((ligne) => /^\d+;/u.test(ligne))).toHaveLength(6_000);
  expect(texte.startsWith('\uFEFFJournal de SIAO Offre\r\n')).toBe(true);
  expect(exports()).toHaveLength(1);

  cable.ralentir(20_000);
  for (const arret of ['annule', 'coupe'] as const) {
    const enCours = bureau.client.appeler('journal.exporter', { filtre: {} });
    const issue = expect(enCours).rejects.toMatchObject({ code: arret === 'annule' ? 'journal.annule' : 'journal.hors_ligne' });
    let etat = await bureau.client.appeler('journal.etatExport', {});
    for (let essai = 0; etat.lignes === 0 && essai < 200; essai += 1) {
      await new Promise((suite) => { setTimeout(suite, 50); });
      etat = await bureau.client.appeler('journal.etatExport', {});
    }
    expect(etat).toMatchObject({ enCours: true });
    expect(etat.lignes).toBeGreaterThan(0);
    expect(etat.lignes).toBeLessThan(etat.total ?? 0);
    await expect(bureau.client.appeler('journal.exporter', { filtre: {} })).rejects.toMatchObject({ code: 'journal.export_en_cours' });
    if (arret === 'annule') await bureau.client.appeler('journal.annulerExport', {});
    else cable.couper();
    await issue;
    expect(exports()).toHaveLength(1);
    expect(await bureau.client.appeler('journal.etatExport', {})).toEqual({ enCours: false, lignes: 0, total: null });
  }
});

it('garde la dernière tête vue : un journal récrit ou raccourci au service se voit du poste, jusqu’à ce que la personne en prenne acte', async () => {
  await noter(3);
  const { tete, alerte } = await bureau.client.appeler('journal.continuite', {});
  expect(alerte).toBeNull();
  await noter(2);
  expect((await bureau.client.appeler('journal.continuite', {})).alerte).toBeNull();
  await sql.raw(`alter table journal disable trigger user; delete from journal where no > ${tete.no - 2}; delete from reglage where cle = 'journal_tete'; update journal set signature = null; update reglage set valeur = '${tete.no - 1}' where cle = 'journal_signe_depuis'`).execute(service.base.db);
  for (let fois = 0; fois < 2; fois += 1) expect((await bureau.client.appeler('journal.continuite', {})).alerte).toMatch(/ne prolonge plus/u);
  // récrit de bout en bout, même plus long, avec la clé : la base n’en dit rien, ce poste si
  await noter(20);
  expect((await bureau.client.appeler('journal.continuite', {})).alerte).toMatch(/ne prolonge plus/u);
  await bureau.client.appeler('journal.prendreActe', {});
  expect((await bureau.client.appeler('journal.continuite', {})).alerte).toBeNull();
});
