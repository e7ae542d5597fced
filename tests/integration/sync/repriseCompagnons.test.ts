import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Atelier } from '../../../contract/methodesReprise.ts';
import { controlerFichier } from '../../../domain/reprise/controle.ts';
import { groupesDuLot } from '../../../domain/reprise/fichierPlaces.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { lireSource } from '../../../sync/lecture/source.ts';
import { exporterPlaces, exporterStructures } from '../../fixtures/reprise/generateur.ts';
import { mandater, poserFichier, rafraichir, reussi, tenirPostes } from '../../outils/atelierReprise.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour } from '../../outils/bureau.ts';
import { dispositif, groupe, place } from '../../outils/fabrique.ts';
import { tableXlsx } from '../../outils/fichiersTableur.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { ouvrirServiceEssai } from '../../outils/service.ts';
import { contexte } from '../../unit/domain/reprise/outils.ts';

let service: ServiceEssai;
const postes = tenirPostes(() => service);
beforeEach(async () => { service = await ouvrirServiceEssai('postgresql'); });
afterEach(async () => {
  await postes.fermer();
  await service.fermer();
});

const STRUCTURES = exporterStructures(4, 20, 0);
const GROUPES = groupesDuLot(controlerFichier({ genre: 'structures', entetes: STRUCTURES.entetes, lignes: STRUCTURES.lignes, contexte: contexte() }).fiches);
const PLACES = exporterPlaces(4, GROUPES.slice(0, 4).map(({ structure, groupe, capacite }) => ({ structure, groupe: groupe.slice(1), capacite })), 0);
const table = ({ entetes, lignes }: Pick<typeof PLACES, 'entetes' | 'lignes'>): Uint8Array => tableXlsx([entetes, ...lignes.map(({ cellules }) => cellules)]);
const ouvrir = async (bureau: Bureau, id: string): Promise<Atelier> => reussi(await bureau.client.appeler('reprise.ouvrir', { id }));
const combien = ({ anomalies }: Atelier, code: string): number => anomalies.find((une) => une.code === code)?.nombre ?? -1;

it('un fichier de places se répète avant que ses structures soient chargées, et attend qu’elles le soient pour se charger', async () => {
  await mandater(await postes.ouvrir('admin_national'), service, 'admin_siao');
  const siao = await postes.ouvrir('admin_siao');
  await rafraichir(siao);
  // seul, chaque place est d’une structure inconnue
  const places = await poserFichier(siao, 'places', table(PLACES));
  expect(await ouvrir(siao, places)).toMatchObject({ compagnons: [], attend: null, livres: { lignes: { creees: 0, rejetees: PLACES.lignes.length } } });

  // avec les structures sur le même poste, elles se rangent ; rien n’est encore dans l’offre
  const structures = await poserFichier(siao, 'structures', table(STRUCTURES), { nom: 'structures.xlsx' });
  const rangees = await ouvrir(siao, places);
  expect(rangees).toMatchObject({ compagnons: [{ nom: 'structures.xlsx', genre: 'structures', apport: GROUPES.length, raison: null }], bloquantes: 0, livres: { lignes: { creees: PLACES.lignes.length, rejetees: 0, equilibre: true } } });
  expect(rangees.attend).toContain('Charger d’abord « structures.xlsx »');
  const simulees = reussi(await siao.client.appeler('reprise.simuler', { id: places }));
  expect(simulees).toMatchObject({ simulation: { refus: 0, aCreer: { place: PLACES.lignes.length, groupe: 0 } }, lot: { pret: true } });
  expect(await siao.client.appeler('reprise.charger', { id: places })).toMatchObject({ refus: { code: 'structures' } });
  await siao.attendre(aJour, 'simulation');
  expect(await service.base.db.selectFrom('place').select('id').where('provenance', 'is not', null).execute()).toEqual([]);

  // les structures se comparent aux places listées : celle qui en annonce une de plus est signalée
  const [visee] = GROUPES;
  const rang = STRUCTURES.lignes.findIndex((ligne) => ligne.cellules.includes(visee?.structure ?? '') && ligne.cellules.includes(visee?.groupe.slice(1) ?? ''));
  const colonne = STRUCTURES.entetes.indexOf('NB_PL');
  const changee = { entetes: STRUCTURES.entetes, lignes: STRUCTURES.lignes.map((ligne, position) => (position === rang ? { ...ligne, cellules: ligne.cellules.map((cellule, place) => (place === colonne ? String((visee?.capacite ?? 0) + 1) : cellule)) } : ligne)) };
  await poserFichier(siao, 'structures', table(changee), { nom: 'structures.xlsx', remplace: structures });
  // l’autre fichier a changé : l’essai des places, resté ouvert, est périmé
  expect((await ouvrir(siao, places)).simulation).toMatchObject({ aJour: false });
  const depart = await ouvrir(siao, structures);
  expect([depart.compagnons, combien(depart, 'G02')]).toMatchObject([[{ genre: 'places', apport: PLACES.lignes.length }], 1]);
  await poserFichier(siao, 'structures', table(STRUCTURES), { nom: 'structures.xlsx', remplace: structures });
  expect(combien(await ouvrir(siao, structures), 'G02')).toBe(0);

  // les structures chargées, même pas encore signées, les places se chargent
  reussi(await siao.client.appeler('reprise.simuler', { id: structures }));
  reussi(await siao.client.appeler('reprise.charger', { id: structures }));
  expect((await ouvrir(siao, places)).attend).toBeNull();
  reussi(await siao.client.appeler('reprise.simuler', { id: places }));
  reussi(await siao.client.appeler('reprise.charger', { id: places }));
  await siao.attendre(aJour, 'chargement');
  expect((await service.base.db.selectFrom('place').select('id').where('provenance', 'is not', null).execute()).length).toBe(PLACES.lignes.length);
  for (const id of [structures, places]) expect(reussi(await siao.client.appeler('reprise.signer', { id })).lot?.statut).toBe('charge');
  // signées, les structures sont dans l’offre : le fichier n’accompagne plus rien
  const apres = await ouvrir(siao, places);
  expect([apres.compagnons, apres.livres.lignes.creees + apres.livres.lignes.fusionnees]).toEqual([[], PLACES.lignes.length]);
}, 120_000);

it('une place que l’offre refuserait : simulée, le bilan, les lignes et le rapport disent tous qu’elle est rejetée', async () => {
  const [dispositifId, groupeId] = [randomUUID(), randomUUID()];
  await chargerEnMasse(service.base, [{ objet: 'dispositif', lignes: [dispositif({ id: dispositifId })] }, { objet: 'groupe', lignes: [groupe({ id: groupeId, dispositifId })] }, { objet: 'place', lignes: [place({ dispositifId, groupeId, numero: '101' })] }]);
  await mandater(await postes.ouvrir('admin_national'), service, 'admin_siao');
  const siao = await postes.ouvrir('admin_siao');
  await rafraichir(siao);
  const id = await poserFichier(siao, 'places', tableXlsx([['ID_PLACE', 'SIRET', 'NOM_STRUCTURE', 'NUM_PLACE', 'ETAT', 'OCC'], ['PL-1', '73282932000074', 'Les Remparts', '101', 'O', 'non'], ['PL-2', '73282932000074', 'Les Remparts', '102', 'O', 'non']]));
  expect(await ouvrir(siao, id)).toMatchObject({ bloquantes: 0, livres: { lignes: { creees: 2, rejetees: 0 } } });
  const simulee = reussi(await siao.client.appeler('reprise.simuler', { id }));
  expect(simulee).toMatchObject({ bloquantes: 1, livres: { lignes: { creees: 1, rejetees: 1, equilibre: true, motifs: { rejetees: { R01: 1 } } }, places: { creees: 1, rejetees: 1 } }, simulation: { refus: 1 } });
  const { lignes } = await siao.client.appeler('reprise.lignes', { id, filtre: { quoi: 'toutes', code: null, gravite: null, texte: '' } });
  expect(lignes.map(({ numero, sort, motif }) => [numero, sort, motif])).toEqual([[2, 'rejetee', 'R01'], [3, 'creee', null]]);
  const { chemin } = await siao.client.appeler('reprise.rapport', { id, format: 'xlsx' });
  const [, premiere, seconde] = [...lireSource(chemin, { feuille: 'Lignes', entete: null }).lots()].flat().map(({ cellules }) => cellules.join(' '));
  expect([premiere?.includes('R01'), seconde?.includes('R01')]).toEqual([true, false]);
  // corrigée, la ligne reprend le sort que dit le contrôle : l’essai n’est plus à jour
  const [rejetee] = lignes;
  const corrigee = reussi(await siao.client.appeler('reprise.corriger', { id, corrections: [{ genre: 'valeur', cle: rejetee?.cle ?? '', colonne: 'numero', avant: '101', apres: '103' }] }));
  expect(corrigee).toMatchObject({ bloquantes: 0, livres: { lignes: { creees: 2, rejetees: 0 } }, simulation: { aJour: false } });
}, 120_000);
