import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Profil } from '../../../domain/profils.ts';
import { GABARITS } from '../../../domain/reprise/gabarit/gabarit.ts';
import { lireSource } from '../../../sync/lecture/source.ts';
import { aujourdhuiAParis } from '../../../sync/session.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

let service: ServiceEssai;
let cable: Cable;
let dossier: string;
const bureaux: Bureau[] = [];
const ouvrir = async (profil: Profil): Promise<Bureau> => {
  const bureau = ouvrirBureau(join(dossier, profil), cable.url);
  bureaux.push(bureau);
  await bureau.client.appeler('session.ouvrir', { email: service.emails[profil], motDePasse: MOT_DE_PASSE });
  return bureau;
};

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  cable = await tirerCable(service.url);
  dossier = mkdtempSync(join(tmpdir(), 'siao-gabarits-'));
});
afterEach(async () => {
  for (const bureau of bureaux.splice(0)) await bureau.fermer();
  await cable.fermer();
  await service.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

it('le poste écrit les gabarits hors ligne et sans mandat, avec les codes qu’il a reçus ; chacun s’associe seul une fois déposé', async () => {
  const national = await ouvrir('admin_national');
  await national.attendre(aJour, 'chargement');
  const contenu = { libelle: 'Un public de plus', court: null, ordre: 500, compteeEnPlaces: null, unite: null, modalites: null };
  expect(await national.client.appeler('commandes.executer', { nom: 'creerCode', args: { referentiel: 'public', code: 'neuf', parent: null, debut: aujourdhuiAParis(), contenu } })).toMatchObject({ accepte: true });
  await national.attendre(aJour, 'code');
  const siao = await ouvrir('admin_siao');
  await siao.attendre(aJour, 'chargement');
  cable.couper();
  await siao.client.appeler('sync.maintenant', {}).catch(() => undefined);
  await siao.attendre(({ etat }) => etat === 'hors_ligne', 'hors ligne');
  expect((await siao.client.appeler('reprise.lister', {})).departements).toEqual([]);
  const ecrits = new Map<keyof typeof GABARITS, Uint8Array>();
  for (const [genre, nom] of [['structures', 'structures'], ['places', 'places'], ['utilisateurs', 'comptes']] as const) {
    const { chemin } = await siao.client.appeler('reprise.gabarit', { genre });
    expect(chemin).toMatch(new RegExp(`SIAO-gabarit-${nom}-[^/]*\\.xlsx$`, 'u'));
    ecrits.set(genre, new Uint8Array(readFileSync(chemin)));
  }
  const listes = [...lireSource(ecrits.get('structures') ?? new Uint8Array(), { feuille: 'Listes' }).lots()].flat().flatMap(({ cellules }) => cellules);
  expect(listes).toContain('Un public de plus');

  cable.retablir();
  const { id } = await service.base.db.selectFrom('utilisateur').select('id').where('email', '=', service.emails.admin_siao).executeTakeFirstOrThrow();
  await national.client.appeler('sync.maintenant', {});
  expect(await national.client.appeler('reprise.mandater', { utilisateurId: id, departements: ['59'], fin: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10) })).toEqual({ refus: null });
  await national.attendre(aJour, 'mandat');
  await expect.poll(async () => { await siao.client.appeler('sync.maintenant', {}).catch(() => undefined); return (await siao.client.appeler('reprise.lister', {})).departements; }, { timeout: 20_000 }).toEqual(['59']);
  for (const [genre, octets] of ecrits) {
    const pose = await siao.client.appeler('reprise.poser', { genre, departement: '59', nom: 'gabarit.xlsx', octets, remplace: null });
    const ouvert = await siao.client.appeler('reprise.ouvrir', { id: pose.refus === null ? pose.id : '' });
    if (ouvert.refus !== null) throw new Error(ouvert.refus.message);
    const { manquantes, libres, liens, bloquantes, livres } = ouvert.atelier;
    expect([genre, manquantes, libres, liens.length, bloquantes]).toEqual([genre, [], [], GABARITS[genre].length, 0]);
    expect(livres.lignes).toMatchObject({ source: 1, exclues: 1, motifs: { exclues: { 'ligne d’exemple du gabarit': 1 } } });
  }
}, 120_000);

it('qui ne lit pas l’offre n’en écrit pas : la règle du service', async () => {
  const analyste = await ouvrir('analyste');
  await expect(analyste.client.appeler('reprise.gabarit', { genre: 'places' })).rejects.toMatchObject({ code: 'droit.profil' });
}, 60_000);
