import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Place } from '../../../domain/objets/place.ts';
import { decalerDate } from '../../../domain/dates.ts';
import { aujourdhuiAParis } from '../../../sync/session.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { tirerCable } from '../../outils/reseau.ts';
import { figerMois } from '../../../server/indicateurs/instantanes.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { DISPOSITIF_ID, GROUPE_ID, groupe, place } from '../../outils/fabrique.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

const JOUR = aujourdhuiAParis();
const TRAVAUX = { genre: 'indisponible', motif: 'travaux', debut: JOUR, fin: decalerDate(JOUR, 10) } as const;
let service: ServiceEssai;
let dossier: string;
let bureau: Bureau;
let places: Place[];
const ouvrir = async (): Promise<void> => {
  bureau = ouvrirBureau(dossier, service.url);
  await bureau.client.appeler('session.ouvrir', { email: service.emails.gestionnaire_entite, motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'chargement');
};
const etatDe = async (id: string): Promise<unknown> => (await service.base.db.selectFrom('place').select('etats').where('id', '=', id).executeTakeFirstOrThrow()).etats.at(-1);
const choisirTout = async (): Promise<number> => {
  const { vue, total } = await bureau.client.appeler('places.ouvrir', { tri: [], filtres: {}, recherche: '' });
  return (await bureau.client.appeler('places.choisir', { vue, plages: [{ debut: 0, fin: total }] })).choix;
};

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  const id = '99999999-9999-4999-8999-999999999999';
  places = [place({ groupeId: id, numero: '1' }), place({ groupeId: id, numero: '2' }), place({ groupeId: id, numero: '3', etats: [{ etat: 'fermee', debut: '2026-01-01', fin: null }] })];
  await chargerEnMasse(service.base, [{ objet: 'groupe', lignes: [groupe({ id, libelle: 'Essai' })] }, { objet: 'place', lignes: places }]);
  dossier = mkdtempSync(join(tmpdir(), 'siao-places-'));
  await ouvrir();
});
afterEach(async () => {
  await bureau.fermer();
  await service.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

it('un collage dont une place est refusée change les autres, et ne revient pas en refus', async () => {
  const blocs = [{ geste: TRAVAUX, ids: places.map(({ id }) => id) }];
  expect(await bureau.client.appeler('places.coller', { essai: true, blocs, numeros: [] })).toMatchObject({ lot: null, changees: 2, refusees: 1, lignes: [{ id: places[2]?.id }] });
  const issue = await bureau.client.appeler('places.coller', { essai: false, blocs, numeros: [] });
  expect(issue).toMatchObject({ changees: 2, refusees: 1, refus: null });
  const etat = await bureau.attendre(aJour, 'envoi');
  expect([etat.refus, etat.conflits]).toEqual([0, 0]);
  expect(await etatDe(places[0]?.id ?? '')).toMatchObject({ etat: 'indisponible', motif: 'travaux' });
  expect(await etatDe(places[2]?.id ?? '')).toMatchObject({ etat: 'fermee' });
});

it('le dernier geste s’annule et se refait après synchronisation et redémarrage du poste', async () => {
  const { lot } = await bureau.client.appeler('places.appliquer', { choix: await choisirTout(), geste: TRAVAUX, motif: null });
  await bureau.attendre(aJour, 'envoi');
  await bureau.fermer();
  await ouvrir();
  const { annuler } = await bureau.client.appeler('places.annulable', {});
  expect(annuler?.lot).toBe(lot);
  expect(await bureau.client.appeler('places.annuler', { lot: annuler?.lot ?? '' })).toMatchObject({ changees: 4, refus: null });
  await bureau.attendre(aJour, 'annulation envoyée');
  expect(await etatDe(places[0]?.id ?? '')).toMatchObject({ etat: 'ouverte' });
  await bureau.fermer();
  await ouvrir();
  const { refaire } = await bureau.client.appeler('places.annulable', {});
  expect(await bureau.client.appeler('places.annuler', { lot: refaire?.lot ?? '' })).toMatchObject({ changees: 4 });
  await bureau.attendre(aJour, 'refait envoyé');
  expect(await etatDe(places[0]?.id ?? '')).toMatchObject({ etat: 'indisponible' });
});

it('une création s’annule, avant ou après l’envoi : les places quittent le service, ce poste et les autres ; celle qu’on a changée reste', async () => {
  const autre = ouvrirBureau(mkdtempSync(join(dossier, 'autre-')), service.url);
  await autre.client.appeler('session.ouvrir', { email: service.emails.admin_departemental, motDePasse: MOT_DE_PASSE });
  await autre.attendre(aJour, 'chargement');
  const compter = async (poste: Bureau): Promise<number> => (await poste.client.appeler('places.ouvrir', { tri: [], filtres: {}, recherche: '' })).total;
  const auService = async (): Promise<number> => Number((await service.base.db.selectFrom('place').select(({ fn }) => fn.countAll().as('n')).executeTakeFirstOrThrow()).n);
  const avant = [await compter(bureau), await compter(autre), await auService()];
  const creer = async (numeros: readonly string[]): Promise<{ readonly lot: string; readonly ids: readonly string[] }> => {
    const [lot, ids] = [crypto.randomUUID(), numeros.map(() => crypto.randomUUID())];
    expect(await bureau.client.appeler('commandes.executer', { nom: 'creerPlaces', args: { lot, groupeId: GROUPE_ID, ouverture: JOUR, places: numeros.map((numero, rang) => ({ id: ids[rang], numero })) } })).toMatchObject({ accepte: true });
    return { lot, ids };
  };
  const { lot, ids } = await creer(['Zz. 1', 'Zz. 2', 'Zz. 3']);
  await bureau.attendre(aJour, 'création envoyée');
  await expect.poll(() => compter(autre)).toBe((avant[1] ?? 0) + 3);
  expect((await bureau.client.appeler('places.annulable', {})).annuler).toMatchObject({ lot });
  expect(await bureau.client.appeler('places.annuler', { lot })).toMatchObject({ cree: true, changees: 3, refusees: 0, refus: null });
  await bureau.attendre(aJour, 'annulation envoyée');
  await expect.poll(() => compter(autre)).toBe(avant[1]);
  expect([await compter(bureau), await auService()]).toEqual([avant[0], avant[2]]);
  expect(await service.base.db.selectFrom('journal').select('commande').where('objetId', '=', ids[0] ?? '').orderBy('no').execute()).toEqual([{ commande: 'creerPlaces' }, { commande: 'annulerPlaces' }]);
  // rien à refaire : les places ne sont plus là
  expect((await bureau.client.appeler('places.annulable', {})).refaire).toBeNull();
  // une place changée entre-temps reste
  const seconde = await creer(['Zz. 4', 'Zz. 5']);
  await bureau.client.appeler('commandes.executer', { nom: 'changerPlaces', args: { lot: crypto.randomUUID(), blocs: [{ geste: TRAVAUX, ids: [seconde.ids[0]] }] } });
  expect(await bureau.client.appeler('places.annuler', { lot: seconde.lot })).toMatchObject({ cree: true, changees: 1, refusees: 1 });
  await bureau.attendre(aJour, 'seconde annulation');
  expect([await compter(bureau), await auService()]).toEqual([(avant[0] ?? 0) + 1, (avant[2] ?? 0) + 1]);
  await autre.fermer();
});

it('Ctrl+Z défait aussi un geste sur les groupes, dans l’ordre où ils ont été faits', async () => {
  const choix = await choisirTout();
  const places1 = await bureau.client.appeler('places.appliquer', { choix, geste: TRAVAUX, motif: null });
  const { lot } = await bureau.client.appeler('places.changerCaracteristiques', { choix, entiers: true, caracteristiques: { modalite: null, permanence: 'hivernale', publicsAjoutes: [], publicsOtes: [] } });
  expect(lot).not.toBeNull();
  expect((await bureau.client.appeler('places.annulable', {})).annuler).toMatchObject({ lot, genre: 'groupes' });
  expect(await bureau.client.appeler('places.defaire', { lot: lot ?? '' })).toEqual({ refus: null });
  expect((await bureau.client.appeler('places.annulable', {})).annuler).toMatchObject({ lot: places1.lot, genre: 'places' });
});

it('les indicateurs du poste : calcul, provenance, tableau de bord, export, et les mois figés par le service', async () => {
  const moment = { date: JOUR };
  const calcul = await bureau.client.appeler('indicateurs.calculer', { id: 'taux_occupation', axes: ['departement', 'modalite'], moment, comparaison: { date: decalerDate(JOUR, -30) }, filtres: {} });
  expect(calcul.total).toMatchObject({ numerateur: 1, denominateur: 48 });
  expect(calcul.sousTotaux).toMatchObject([{ cles: ['59'], libelles: ['Nord'], numerateur: 1 }]);
  const { lignes, groupes } = await bureau.client.appeler('indicateurs.provenance', { id: 'taux_occupation', moment, filtres: { departement: ['59'] } });
  expect(groupes).toMatchObject({ ouverts: 2, dispositifs: 1 });
  if (lignes === null) throw new Error('pas de lignes');
  expect((await bureau.client.appeler('places.ouvrir', lignes.definition)).total).toBe(1);
  expect((await bureau.client.appeler('indicateurs.tableauDeBord', {})).parc).toMatchObject({ capacite: 48, occupees: 1, libres: 3 });
  expect(await bureau.client.appeler('indicateurs.exporter', { id: 'capacite_ouverte', axes: ['departement'], moment, comparaison: null, filtres: {}, format: 'csv', filtresEcrits: [] })).toMatchObject({ lignes: 2 });
  for (const [id, axes, quand, code] of [['rien', [], moment, 'indicateurs.inconnu'], ['taux_equipement', ['public'], moment, 'indicateurs.axe'], ['ouvertures_fermetures', [], moment, 'indicateurs.moment']] as const) {
    await expect(bureau.client.appeler('indicateurs.calculer', { id, axes: [...axes], moment: quand, comparaison: null, filtres: {} })).rejects.toMatchObject({ code });
  }
  // un gestionnaire n’a pas d’instantané ; un administrateur SIAO lit ceux de son territoire, que rien ne récrit
  const demande = { id: 'capacite_ouverte', axe: '' as const, departements: null, recalculer: true };
  await expect(bureau.client.appeler('indicateurs.instantanes', demande)).rejects.toMatchObject({ code: 'instantanes.refuse' });
  const mois = decalerDate(`${JOUR.slice(0, 7)}-01`, -1);
  await figerMois(service.base, { mois: mois.slice(0, 7), date: mois, origine: 'reconstitue' }, new Date());
  const autre = mkdtempSync(join(tmpdir(), 'siao-instantanes-'));
  const cable = await tirerCable(service.url);
  const siao = ouvrirBureau(autre, cable.url);
  try {
    await siao.client.appeler('session.ouvrir', { email: service.emails.admin_siao, motDePasse: MOT_DE_PASSE });
    await siao.attendre(aJour, 'chargement');
    const attendu = { horsLigne: false, mois: [{ mois: mois.slice(0, 7), origine: 'reconstitue', total: { numerateur: 48, valeur: 48 }, recalcule: { valeur: 48 }, corrige: false }] };
    expect(await siao.client.appeler('indicateurs.instantanes', demande)).toMatchObject(attendu);
    await service.base.db.updateTable('groupe').set({ capacites: JSON.stringify([{ depuis: '2026-01-01', capacite: 10 }]) as never }).where('id', '=', GROUPE_ID).execute();
    expect((await siao.client.appeler('indicateurs.instantanes', demande)).mois[0]?.total?.valeur).toBe(48);
    // figé sur une autre capacité que celle que le poste tient : le figé reste, et l’écart se dit
    const avant = decalerDate(`${mois.slice(0, 7)}-01`, -1);
    await figerMois(service.base, { mois: avant.slice(0, 7), date: avant, origine: 'reconstitue' }, new Date());
    const corriges = (await siao.client.appeler('indicateurs.instantanes', demande)).mois;
    expect(corriges.map(({ mois: nom, corrige }) => [nom, corrige])).toEqual([[avant.slice(0, 7), true], [mois.slice(0, 7), false]]);
    expect(corriges[0]).toMatchObject({ recalcule: { valeur: 48 } });
    expect(corriges[0]?.total?.valeur).toBeLessThan(48);
    // les contrôles : le mois figé en comptait un de plus que ce que le poste tient ; un gestionnaire n’a pas de mois figé
    const fige = decalerDate(`${avant.slice(0, 7)}-01`, -1);
    await service.base.db.updateTable('dispositif').set({ siret: '35600000000048' }).where('id', '=', DISPOSITIF_ID).execute();
    await figerMois(service.base, { mois: fige.slice(0, 7), date: fige, origine: 'fige' }, new Date());
    const controles = await siao.client.appeler('controles.lire', {});
    expect([controles.reference, controles.controles.find(({ code }) => code === 'siret')]).toEqual([fige, { code: 'siret', nombre: 0, ecart: -1 }]);
    expect((await bureau.client.appeler('controles.lire', {})).controles.find(({ code }) => code === 'siret')).toEqual({ code: 'siret', nombre: 0, ecart: null });
    expect((await bureau.client.appeler('controles.lignes', { code: 'occupation' })).total).toBe(controles.controles.find(({ code }) => code === 'occupation')?.nombre);
    expect(await siao.client.appeler('controles.exporter', { code: 'siret', format: 'csv', filtresEcrits: [] })).toMatchObject({ lignes: 0 });
    // hors ligne : les derniers reçus, et ceux d’un indicateur jamais lu manquent
    cable.couper();
    expect(await siao.client.appeler('indicateurs.instantanes', demande)).toMatchObject({ horsLigne: true, mois: corriges });
    expect(await siao.client.appeler('controles.lire', {})).toEqual(controles);
    await expect(siao.client.appeler('indicateurs.instantanes', { ...demande, id: 'taux_occupation' })).rejects.toMatchObject({ code: 'instantanes.hors_ligne' });
  } finally {
    await siao.fermer();
    await cable.fermer();
    rmSync(autre, { recursive: true, force: true });
  }
});
