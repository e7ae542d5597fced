import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { aujourdhuiAParis } from '../../../sync/session.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { DISPOSITIF_ID, groupe, place } from '../../outils/fabrique.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

const GROUPE = '99999999-9999-4999-8999-999999999999';
const FERMER = { genre: 'fermer', le: aujourdhuiAParis() } as const;
/** Assez de commandes pour que l’on ait le temps d’interrompre : chaque message passe entre deux. */
const [NOMBRE, PAR_COMMANDE] = [240, 2];
const TOUT = { tri: [], filtres: {}, recherche: '' };
let service: ServiceEssai;
let dossier: string;
let bureau: Bureau;

const ouvrir = async (): Promise<void> => {
  bureau = ouvrirBureau(dossier, service.url, { placesParCommande: PAR_COMMANDE });
  await bureau.client.appeler('session.ouvrir', { email: service.emails.gestionnaire_entite, motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'chargement');
};
const choisirTout = async (): Promise<number> => {
  const { vue, total } = await bureau.client.appeler('places.ouvrir', TOUT);
  return (await bureau.client.appeler('places.choisir', { vue, plages: [{ debut: 0, fin: total }] })).choix;
};
const comptes = async () => (await bureau.client.appeler('places.ouvrir', TOUT)).totaux;
const fermeesAuService = async (): Promise<number> => (await service.base.db.selectFrom('place').select('etats').where('groupeId', '=', GROUPE).execute()).filter(({ etats }) => etats.at(-1)?.etat === 'fermee').length;
/** Attend que le geste ait mis au moins une commande en file. */
const entame = async (): Promise<void> => {
  for (;;) {
    const { enCours, phase, faites } = await bureau.client.appeler('places.avancement', {});
    if (enCours && phase === 'geste' && faites > 0) return;
  }
};
const executer = (horaires: string) => bureau.client.appeler('commandes.executer', { nom: 'modifierDispositif', args: { id: DISPOSITIF_ID, champs: { horaires } } });
const horairesAuService = async (): Promise<unknown> => (await service.base.db.selectFrom('dispositif').select('horaires').where('id', '=', DISPOSITIF_ID).executeTakeFirstOrThrow()).horaires;

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  await chargerEnMasse(service.base, [{ objet: 'groupe', lignes: [groupe({ id: GROUPE, libelle: 'Grand' })] }, { objet: 'place', lignes: Array.from({ length: NOMBRE }, (_, rang) => place({ groupeId: GROUPE, numero: String(rang + 1) })) }]);
  dossier = mkdtempSync(join(tmpdir(), 'siao-geste-'));
  await ouvrir();
});
afterEach(async () => {
  await bureau.fermer();
  await service.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

it('un geste plus grand qu’une commande se fait en plusieurs commandes, dit où il en est, et s’annule d’une seule annulation', async () => {
  const avant = await comptes();
  const choix = await choisirTout();
  const apercu = await bureau.client.appeler('places.apercu', { choix, geste: FERMER });
  const fait = bureau.client.appeler('places.appliquer', { choix, geste: FERMER, motif: null });
  await entame();
  await expect(bureau.client.appeler('places.appliquer', { choix, geste: FERMER, motif: null })).rejects.toMatchObject({ code: 'geste.en_cours' });
  const issue = await fait;
  expect(issue).toMatchObject({ changees: apercu.changees, refusees: 0, refus: null });
  expect(issue.changees).toBeGreaterThanOrEqual(NOMBRE);
  await bureau.attendre(aJour, 'envoi');
  expect(await fermeesAuService()).toBe(NOMBRE);
  const { annuler } = await bureau.client.appeler('places.annulable', {});
  expect(annuler?.lot).toBe(issue.lot);
  expect(await bureau.client.appeler('places.annuler', { lot: annuler?.lot ?? '' })).toMatchObject({ changees: issue.changees, refusees: 0 });
  await bureau.attendre(aJour, 'annulation');
  expect(await fermeesAuService()).toBe(0);
  expect(await comptes()).toEqual(avant);
});

it('interrompu, il n’a pas eu lieu ; ce que l’on a fait pendant ce temps part, et rien de lui', async () => {
  const avant = await comptes();
  const choix = await choisirTout();
  expect(await executer('7 h – 9 h')).toMatchObject({ accepte: true });
  await bureau.attendre(aJour, 'avant');
  const fait = bureau.client.appeler('places.appliquer', { choix, geste: FERMER, motif: null });
  const refuse = expect(fait).rejects.toMatchObject({ code: 'geste.interrompu' });
  await entame();
  expect(await executer('8 h – 20 h')).toMatchObject({ accepte: true });
  await bureau.client.appeler('places.interrompre', {});
  await refuse;
  expect(await comptes()).toEqual(avant);
  await bureau.client.appeler('sync.maintenant', {});
  await bureau.attendre(aJour, 'le reste est parti');
  expect(await horairesAuService()).toBe('8 h – 20 h');
  expect(await fermeesAuService()).toBe(0);
  expect((await bureau.client.appeler('sync.file', {})).commandes).toEqual([]);
  // la numérotation n’a pas de trou : la suite part aussi
  expect(await executer('24 h / 24')).toMatchObject({ accepte: true });
  await bureau.attendre(aJour, 'la suite est partie');
  expect(await horairesAuService()).toBe('24 h / 24');
});

it('ce qui est à l’écran change d’abord et se relit avant la suite ; interrompu, l’écran l’apprend aussi', async () => {
  const { vue, total } = await bureau.client.appeler('places.ouvrir', TOUT);
  const lignes = async () => (await bureau.client.appeler('places.lignes', { vue, debut: 100, fin: 110 })).lignes;
  const lire = async () => (await lignes()).map(({ etat }) => etat);
  const devant = (await lignes()).map(({ id }) => id);
  const avant = await lire();
  // une ligne lue d’avance ou restée dans la grille n’est pas à l’écran : seule la page sait ce que l’on voit
  await bureau.client.appeler('places.lignes', { vue, debut: 0, fin: 60 });
  expect(new Set(avant)).toEqual(new Set(['libre']));
  const { choix } = await bureau.client.appeler('places.choisir', { vue, plages: [{ debut: 0, fin: total }] });
  const relues: Promise<readonly string[]>[] = [];
  const faites: number[] = [];
  const arreter = bureau.client.ecouter('donnees', ({ origine }) => {
    if (origine !== 'geste') return;
    // la lecture relance le geste : demander avant où il en est
    void bureau.client.appeler('places.avancement', {}).then((avancement) => { faites.push(avancement.faites); });
    relues.push(lire());
  });
  const fait = bureau.client.appeler('places.appliquer', { choix, geste: FERMER, motif: null, devant });
  const refuse = expect(fait).rejects.toMatchObject({ code: 'geste.interrompu' });
  await expect.poll(() => relues.length).toBe(1);
  // dix places au milieu de la vue, faites avant les deux cent trente autres
  expect(await relues[0]).toEqual(avant.map(() => 'fermee'));
  expect(faites[0]).toBe(10);
  await bureau.client.appeler('places.interrompre', {});
  await refuse;
  expect(relues).toHaveLength(2);
  expect(await relues[1]).toEqual(avant);
  arreter();
});

it('le poste arrêté au milieu : à l’ouverture suivante, le geste n’a pas eu lieu', async () => {
  const avant = await comptes();
  const fait = bureau.client.appeler('places.appliquer', { choix: await choisirTout(), geste: FERMER, motif: null });
  fait.catch(() => undefined);
  await entame();
  await bureau.fermer();
  await ouvrir();
  expect(await comptes()).toEqual(avant);
  expect((await bureau.client.appeler('sync.file', {})).commandes).toEqual([]);
  expect(await fermeesAuService()).toBe(0);
});

it('un aperçu s’interrompt, et un aperçu plus récent remplace le précédent', async () => {
  const choix = await choisirTout();
  const premier = bureau.client.appeler('places.apercu', { choix, geste: FERMER });
  const remplace = expect(premier).rejects.toMatchObject({ code: 'apercu.remplace' });
  const second = bureau.client.appeler('places.apercu', { choix, geste: { genre: 'disponible', le: aujourdhuiAParis() } });
  await remplace;
  expect(await second).toMatchObject({ changees: 0 });
  expect(await bureau.client.appeler('places.avancement', {})).toMatchObject({ enCours: false });
});
