import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DemandeLue } from '../../../contract/methodesDemandes.ts';
import type { Profil } from '../../../domain/profils.ts';
import { decalerDate } from '../../../domain/dates.ts';
import { aujourdhuiAParis } from '../../../sync/session.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

const JOUR = aujourdhuiAParis();
const TRAVAUX = { genre: 'indisponible', motif: 'travaux', debut: JOUR, fin: decalerDate(JOUR, 10) } as const;
/** Le financement du dispositif d’essai. */
const FINANCE = 'ALT1';
let service: ServiceEssai;
let dossiers: string[];
let siao: Bureau;
let gestionnaire: Bureau;
const ouvrir = async (profil: Profil): Promise<Bureau> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-demandes-'));
  dossiers.push(dossier);
  const bureau = ouvrirBureau(dossier, service.url);
  await bureau.client.appeler('session.ouvrir', { email: service.emails[profil], motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'chargement');
  return bureau;
};
const etatsEnBase = async (): Promise<string[]> => (await service.base.db.selectFrom('place').select(['numero', 'etats']).orderBy('numero').execute()).map(({ numero, etats }) => `${numero} ${etats.at(-1)?.etat ?? ''}`);
const choisirTout = async (): Promise<number> => {
  const { vue, total } = await siao.client.appeler('places.ouvrir', { tri: [], filtres: {}, recherche: '' });
  return (await siao.client.appeler('places.choisir', { vue, plages: [{ debut: 0, fin: total }] })).choix;
};
/** Attend que ce poste lise une demande qui répond à la condition. */
const demande = async (bureau: Bureau, condition: (lue: DemandeLue) => boolean): Promise<DemandeLue> => {
  for (let essai = 0; essai < 200; essai += 1) {
    await bureau.client.appeler('sync.maintenant', {});
    const trouvee = (await bureau.client.appeler('demandes.lire', {})).demandes.find(condition);
    if (trouvee !== undefined) return trouvee;
    await new Promise((resoudre) => { setTimeout(resoudre, 50); });
  }
  throw new Error('Aucune demande ne répond à la condition.');
};

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  dossiers = [];
  siao = await ouvrir('admin_siao');
  gestionnaire = await ouvrir('gestionnaire_entite');
});
afterEach(async () => {
  await siao.fermer();
  await gestionnaire.fermer();
  await service.fermer();
  for (const dossier of dossiers) rmSync(dossier, { recursive: true, force: true });
});

it('le geste sans délégation devient une demande ; acceptée en partie, elle change ces places, s’annule, et l’auteur l’apprend', async () => {
  const choix = await choisirTout();
  expect(await siao.client.appeler('places.appliquer', { choix, geste: TRAVAUX, motif: null })).toMatchObject({ lot: null, refus: { code: 'sans_delegation' } });
  expect(await siao.client.appeler('demandes.apercu', { choix, geste: TRAVAUX, entiers: false })).toEqual({ lignes: 2, dispositifs: 1 });
  expect(await siao.client.appeler('demandes.envoyer', { choix, geste: TRAVAUX, entiers: false, motif: 'Désinsectisation' })).toEqual({ lignes: 2, dispositifs: 1, refus: null });
  await siao.attendre(aJour, 'demande envoyée');
  expect(await etatsEnBase()).toEqual(['101 ouverte', '102 ouverte']);

  const recue = await demande(gestionnaire, ({ decidable }) => decidable);
  expect(recue).toMatchObject({ auteur: 'Nom admin_siao', motif: 'Désinsectisation', mienne: false, lignes: [{ avant: 'libre', actuel: 'libre', empeche: null }, { avant: 'occupee' }] });
  const [premiere, seconde] = recue.lignes;
  const issue = await gestionnaire.client.appeler('demandes.decider', { id: recue.id, decision: 'acceptee', motif: null, lignes: [{ id: premiere?.id ?? '', vu: 'libre' }, { id: seconde?.id ?? '', vu: 'libre' }] });
  // la seconde est occupée, pas libre : qui décide ne l’a pas lue
  expect(issue).toMatchObject({ decidees: 1, refusees: [{ id: seconde?.id }], refus: null });
  const etat = await gestionnaire.attendre(aJour, 'décision envoyée');
  expect([etat.refus, etat.conflits]).toEqual([0, 0]);
  expect(await etatsEnBase()).toEqual(['101 indisponible', '102 ouverte']);
  expect(await gestionnaire.client.appeler('demandes.decider', { id: recue.id, decision: 'refusee', motif: 'Place occupée', lignes: [{ id: seconde?.id ?? '', vu: 'occupee' }] })).toMatchObject({ decidees: 1, lot: null });
  await gestionnaire.attendre(aJour, 'refus envoyé');

  expect((await demande(siao, ({ statut }) => statut === 'decidee')).lignes).toMatchObject([{ decision: 'acceptee', nomPar: 'Nom gestionnaire_entite' }, { decision: 'refusee', motif: 'Place occupée' }]);
  const { avis } = await siao.client.appeler('avis.lire', {});
  expect(avis.map(({ genre, champ, decision, motif }) => [genre, champ, decision, motif]).sort()).toEqual([['demande', '1 place', 'acceptee', null], ['demande', '1 place', 'refusee', 'Place occupée']]);

  // Ctrl+Z : la place reprend son état ; le refus, lui, n’a rien changé
  const { annuler } = await gestionnaire.client.appeler('places.annulable', {});
  expect(annuler?.lot).toBe(issue.lot);
  expect(await gestionnaire.client.appeler('places.annuler', { lot: issue.lot ?? '' })).toMatchObject({ changees: 1, refus: null });
  await gestionnaire.attendre(aJour, 'annulation envoyée');
  expect(await etatsEnBase()).toEqual(['101 ouverte', '102 ouverte']);
});

it('hors ligne, la demande attend ; la modalité se demande aussi ; une demande se retire', async () => {
  const choix = await choisirTout();
  const geste = { genre: 'modalite', modalite: 'insertion' } as const;
  expect(await siao.client.appeler('demandes.envoyer', { choix, geste, entiers: false, motif: 'Plan hivernal' })).toMatchObject({ lignes: 1, refus: null });
  expect((await siao.client.appeler('demandes.lire', {})).demandes).toMatchObject([{ mienne: true, retirable: true, decidable: false, lignes: [{ avant: '115' }] }]);
  await siao.attendre(aJour, 'envoi');
  const recue = await demande(gestionnaire, ({ decidable }) => decidable);
  expect(await gestionnaire.client.appeler('demandes.decider', { id: recue.id, decision: 'acceptee', motif: null, lignes: [{ id: recue.lignes[0]?.id ?? '', vu: '115' }] })).toMatchObject({ decidees: 1, lot: null });
  await gestionnaire.attendre(aJour, 'décision');
  expect((await service.base.db.selectFrom('groupe').select('modalite').executeTakeFirstOrThrow()).modalite).toBe('insertion');

  await demande(siao, ({ statut }) => statut === 'decidee');
  await siao.client.appeler('demandes.envoyer', { choix, geste: TRAVAUX, entiers: false, motif: 'Erreur' });
  const mienne = (await siao.client.appeler('demandes.lire', {})).demandes.find(({ statut }) => statut === 'ouverte');
  expect(await siao.client.appeler('commandes.executer', { nom: 'retirerDemande', args: { id: mienne?.id } })).toMatchObject({ accepte: true });
  const fini = await siao.attendre(aJour, 'retrait');
  expect([fini.refus, fini.conflits]).toEqual([0, 0]);
  await demande(gestionnaire, ({ statut }) => statut === 'retiree');
  expect((await gestionnaire.client.appeler('demandes.lire', {})).aDecider).toBe(0);
});

it('le financement en nombre : le SIAO le propose, la DDETS le change et le défait', async () => {
  const choix = await choisirTout();
  const changement = { de: 'ALT1', vers: 'ALT2', le: JOUR };
  await service.base.db.updateTable('dispositif').set({ financements: JSON.stringify([{ code: 'ALT1', places: 2, debut: '2026-01-01', fin: null }]) as never }).execute();
  const lignesEnBase = async (): Promise<string[]> => (await service.base.db.selectFrom('dispositif').select('financements').executeTakeFirstOrThrow()).financements.map(({ code, places, fin }) => `${code} ${places ?? ''} ${fin ?? ''}`.trim());
  const ddets = await ouvrir('admin_departemental');
  try {
    const { vue, total } = await ddets.client.appeler('places.ouvrir', { tri: [], filtres: {}, recherche: '' });
    const sien = (await ddets.client.appeler('places.choisir', { vue, plages: [{ debut: 0, fin: 1 }] })).choix;
    expect((await ddets.client.appeler('places.apercuFinancement', { choix: sien, entiers: false, changement, motif: '' })).dispositifs).toMatchObject([{ choisies: 1, places: 2, propose: false, refus: { code: 'partiel' } }]);
    const entier = (await ddets.client.appeler('places.choisir', { vue, plages: [{ debut: 0, fin: total }] })).choix;
    const { lot, dispositifs } = await ddets.client.appeler('places.changerFinancement', { choix: entier, entiers: false, changement, motif: '' });
    expect(dispositifs).toMatchObject([{ propose: false, refus: null }]);
    await ddets.attendre(aJour, 'envoi');
    expect(await lignesEnBase()).toEqual([`ALT1 2 ${decalerDate(JOUR, -1)}`, 'ALT2 2']);
    expect(await ddets.client.appeler('places.defaire', { lot: lot ?? '' })).toEqual({ refus: null });
    const etat = await ddets.attendre(aJour, 'retour');
    expect([etat.refus, etat.conflits]).toEqual([0, 0]);
    expect(await lignesEnBase()).toEqual(['ALT1 2']);
    // le SIAO, lui, propose : le dispositif ne change pas, et la proposition se retire
    await siao.client.appeler('sync.maintenant', {});
    const propose = await siao.client.appeler('places.changerFinancement', { choix, entiers: false, changement: { de: FINANCE, vers: 'P303', le: JOUR }, motif: 'Fin de convention' });
    expect(propose.dispositifs).toMatchObject([{ propose: true, refus: null }]);
    await siao.attendre(aJour, 'proposition');
    const propositions = async (): Promise<unknown[]> => (await service.base.db.selectFrom('proposition').select(['statut', 'motif']).execute());
    expect(await propositions()).toEqual([{ statut: 'ouverte', motif: 'Fin de convention' }]);
    expect(await siao.client.appeler('places.defaire', { lot: propose.lot ?? '' })).toEqual({ refus: null });
    await siao.attendre(aJour, 'retrait');
    expect(await propositions()).toMatchObject([{ statut: 'retiree' }]);
  } finally {
    await ddets.fermer();
  }
});
