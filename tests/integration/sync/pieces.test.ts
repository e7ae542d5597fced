import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TAILLE_PIECE_MAXIMALE } from '../../../domain/objets/piece.ts';
import { creerClientService } from '../../../sync/client.ts';
import { nomSur } from '../../../sync/pieces.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { DISPOSITIF_ID } from '../../outils/fabrique.ts';
import { empreinteDe, pdf, png } from '../../outils/fichiers.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

/** Joindre et ouvrir des pièces d’un vrai poste sans fenêtre, par un câble que l’on coupe. */
let service: ServiceEssai;
let cable: Cable;
let dossier: string;
let exports: string;
let bureau: Bureau;
const entrer = (profil: keyof ServiceEssai['emails']) => bureau.client.appeler('session.ouvrir', { email: service.emails[profil], motDePasse: MOT_DE_PASSE });
const joindre = (octets: Uint8Array, nom = 'Arrêté.pdf') => bureau.client.appeler('pieces.joindre', { objet: 'dispositif', ficheId: DISPOSITIF_ID, nom, genre: 'arrete', octets });
const lister = async () => (await bureau.client.appeler('pieces.lister', { ficheId: DISPOSITIF_ID })).pieces;
const arrivee = async (): Promise<string> => {
  await bureau.attendre((etat) => aJour(etat) && etat.enAttente === 0, 'pièce envoyée');
  return (await lister())[0]?.id ?? '';
};

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  cable = await tirerCable(service.url);
  dossier = mkdtempSync(join(tmpdir(), 'siao-poste-'));
  exports = join(dossier, 'exports');
  bureau = ouvrirBureau(dossier, cable.url, { dossierExport: exports });
  await entrer('admin_departemental');
  await bureau.attendre(aJour, 'premier chargement');
});
afterEach(async () => {
  await bureau.fermer();
  await cable.fermer();
  await service.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

it('joint, relit les mêmes octets, sans jamais remplacer un fichier ni suivre un lien', async () => {
  const octets = pdf('le vrai');
  expect(await joindre(octets)).toMatchObject({ accepte: true });
  const id = await arrivee();
  expect(await lister()).toMatchObject([{ nom: 'Arrêté.pdf', genre: 'arrete', type: 'application/pdf', taille: octets.length, attente: 'aucune' }]);
  const premier = await bureau.client.appeler('pieces.ouvrir', { id });
  expect(premier.chemin).toBe(join(exports, 'SIAO-Arrêté.pdf'));
  expect(readFileSync(premier.chemin).equals(octets)).toBe(true);
  expect(statSync(premier.chemin).mode & 0o777).toBe(0o600);
  const cible = join(dossier, 'precieux.txt');
  writeFileSync(cible, 'précieux');
  symlinkSync(cible, join(exports, 'SIAO-Arrêté (2).pdf'));
  expect((await bureau.client.appeler('pieces.ouvrir', { id })).chemin).toBe(join(exports, 'SIAO-Arrêté (3).pdf'));
  expect(readFileSync(cible, 'utf8')).toBe('précieux');
});

it('le format annoncé est celui que le service a reconnu, quel que soit le nom', async () => {
  expect(await joindre(png(), 'photo.pdf')).toMatchObject({ accepte: true });
  const id = await arrivee();
  expect((await bureau.client.appeler('pieces.ouvrir', { id })).chemin).toMatch(/SIAO-photo\.png$/u);
});

it('un refus, d’ici ou du service, ne joint rien et se dit', async () => {
  expect(await joindre(Buffer.from('<html>'))).toMatchObject({ accepte: false, refus: { code: 'piece.type' } });
  expect(await joindre(pdf(), 'a/b.pdf')).toMatchObject({ accepte: false, refus: { code: 'arguments', champ: 'nom' } });
  const octets = pdf('double');
  await joindre(octets);
  expect(await joindre(octets)).toMatchObject({ accepte: false, refus: { code: 'piece.double' } });
  await arrivee();
  await expect(joindre(new Uint8Array(0))).rejects.toMatchObject({ code: 'arguments' });
  await expect(joindre(new Uint8Array(TAILLE_PIECE_MAXIMALE + 1))).rejects.toMatchObject({ code: 'arguments' });
  await expect(joindre('des octets' as unknown as Uint8Array)).rejects.toMatchObject({ code: 'arguments' });
  expect(await lister()).toHaveLength(1);
});

it('hors ligne, joindre et ouvrir le disent ; rien n’entre dans la file', async () => {
  await joindre(pdf());
  const id = await arrivee();
  cable.couper();
  await expect(joindre(pdf('autre'))).rejects.toMatchObject({ code: 'pieces.hors_ligne' });
  await expect(bureau.client.appeler('pieces.ouvrir', { id })).rejects.toMatchObject({ code: 'pieces.hors_ligne' });
  expect((await bureau.client.appeler('sync.etat', {})).enAttente).toBe(0);
  expect(await bureau.client.appeler('pieces.etat', {})).toMatchObject({ enCours: false });
});

it('un envoi qui dure se suit et s’annule : rien n’est joint', async () => {
  cable.ralentir(1);
  const envoi = joindre(pdf('qui dure'));
  const issue = expect(envoi).rejects.toMatchObject({ code: 'pieces.annule' });
  await new Promise((suite) => { setTimeout(suite, 150); });
  expect(await bureau.client.appeler('pieces.etat', {})).toMatchObject({ enCours: true, nom: 'Arrêté.pdf' });
  await expect(joindre(pdf('un second'))).rejects.toMatchObject({ code: 'pieces.en_cours' });
  await bureau.client.appeler('pieces.annuler', {});
  await issue;
  expect(await lister()).toEqual([]);
  cable.ralentir(null);
});

it('un contenu changé à la source n’est pas écrit', async () => {
  await joindre(pdf('vrai'));
  const id = await arrivee();
  await service.base.db.updateTable('piece_contenu').set({ contenu: pdf('faux') }).execute();
  await expect(bureau.client.appeler('pieces.ouvrir', { id })).rejects.toMatchObject({ code: 'pieces.abimee' });
  expect(() => readdirSync(exports)).toThrow();
});

it('qui ne joint pas est refusé avant tout envoi', async () => {
  await entrer('responsable_dispositif');
  await bureau.attendre(aJour, 'premier chargement');
  expect(await joindre(pdf())).toMatchObject({ accepte: false, refus: { code: 'droit.profil' } });
  expect(await service.base.db.selectFrom('piece_contenu').select('empreinte').execute()).toEqual([]);
});

describe('contre un service lent ou menteur', () => {
  let serveur: Server;
  let repondre: (url: string) => { readonly statut: number; readonly corps: Buffer | string } | null;
  let adresse: string;
  beforeEach(async () => {
    const session = { utilisateur: { id: 'u', nom: 'n', email: 'e@e.example', profil: 'admin_departemental', perimetre: { genre: 'national' }, perimetreLibelle: 'p' }, jeton: 'j', jetonRafraichissement: 'r', expireDans: 600 };
    serveur = createServer((requete, reponse) => {
      requete.resume();
      const sortie = requete.url === '/api/v1/session' ? { statut: 200, corps: JSON.stringify(session) } : repondre(requete.url ?? '');
      if (sortie === null) return;
      reponse.writeHead(sortie.statut, { 'content-type': typeof sortie.corps === 'string' ? 'application/json' : 'application/octet-stream' });
      reponse.end(sortie.corps);
    });
    await new Promise<void>((pret) => { serveur.listen(0, '127.0.0.1', pret); });
    adresse = `http://127.0.0.1:${(serveur.address() as AddressInfo).port}`;
  });
  afterEach(() => { serveur.closeAllConnections(); serveur.close(); });

  it('un envoi qui dure s’annule', async () => {
    repondre = () => null;
    const client = creerClientService(adresse, 'essai');
    await client.ouvrirSession('e@e.example', 'x');
    const arret = new AbortController();
    const { schemaDepot } = await import('../../../contract/pieces.ts');
    const envoi = client.deposer(`/api/v1/pieces/contenu/${empreinteDe(pdf())}`, pdf(), schemaDepot, arret.signal);
    setTimeout(() => { arret.abort(); }, 50);
    await expect(envoi).rejects.toMatchObject({ code: 'hors_ligne' });
  });
  it('plus d’octets qu’annoncé, ou une réponse illisible : rien n’est gardé', async () => {
    const client = creerClientService(adresse, 'essai');
    repondre = () => ({ statut: 200, corps: Buffer.alloc(2000) });
    await client.ouvrirSession('e@e.example', 'x');
    await expect(client.telecharger('/x', 1000)).rejects.toMatchObject({ code: 'reponse' });
    expect((await client.telecharger('/x', 2000)).byteLength).toBe(2000);
  });
});

describe('nom du fichier écrit', () => {
  it.each([
    ['Arrêté 2026.pdf', 'SIAO-Arrêté 2026.pdf'], ['../../etc/passwd', 'SIAO-etc-passwd.pdf'], ['facture\u202Efdp.exe', 'SIAO-facture-fdp.pdf'], ['a.pdf.exe', 'SIAO-a-pdf.pdf'], ['CON', 'SIAO-CON.pdf'], ['...', 'SIAO-piece.pdf'], ['a\r\nb.pdf', 'SIAO-a-b.pdf'], ['x'.repeat(300), `SIAO-${'x'.repeat(80)}.pdf`], ['<img src=x>', 'SIAO-img src-x.pdf'],
  ])('%j donne « %s »', (nom, attendu) => { expect(nomSur(nom, 'application/pdf')).toBe(attendu); });
});
