import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { nomDuCompte } from '../../../sync/comptes.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau, trousseauDe } from '../../outils/bureau.ts';
import { DISPOSITIF_ID } from '../../outils/fabrique.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

const NEUVE = 'nadia.kaczmarek@essai.example';
let service: ServiceEssai;
let cable: Cable;
let dossier: string;
let bureau: Bureau;
const entrer = (email: string, poste = bureau) => poste.client.appeler('session.ouvrir', { email, motDePasse: MOT_DE_PASSE });
const nommer = async (nom: string): Promise<void> => { expect(await bureau.client.appeler('commandes.executer', { nom: 'modifierDispositif', args: { id: DISPOSITIF_ID, champs: { nom } } })).toMatchObject({ accepte: true }); };
beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  cable = await tirerCable(service.url);
  dossier = mkdtempSync(join(tmpdir(), 'siao-adresse-'));
  bureau = ouvrirBureau(dossier, cable.url);
});
afterEach(async () => {
  await bureau.fermer();
  await cable.fermer();
  await service.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

it('une adresse changée : le travail resté sous l’ancienne part avec la nouvelle, une fois, et rien n’en reste ; celui d’un collègue ne bouge pas', async () => {
  const ancienne = service.emails.gestionnaire_entite;
  await entrer(service.emails.assistant);
  await bureau.attendre(aJour, 'le collègue a chargé');
  const { utilisateur } = await entrer(ancienne);
  await bureau.attendre(aJour, 'chargé');
  await bureau.client.appeler('brouillons.ecrire', { cle: 'entite', valeur: 'brouillon à garder' });
  cable.couper();
  await bureau.client.appeler('sync.maintenant', {});
  await bureau.attendre(({ etat }) => etat === 'hors_ligne', 'hors ligne');
  await nommer('Fait hors ligne');
  await bureau.fermer();

  const ailleurs = mkdtempSync(join(tmpdir(), 'siao-adresse-'));
  const ddets = ouvrirBureau(ailleurs, service.url);
  await entrer(service.emails.admin_departemental, ddets);
  await ddets.attendre(aJour, 'la DDETS a chargé');
  expect(await ddets.client.appeler('commandes.executer', { nom: 'modifierUtilisateur', args: { id: utilisateur?.id, champs: { email: NEUVE } } })).toMatchObject({ accepte: true });
  await ddets.attendre(aJour, 'adresse changée');
  await ddets.fermer();
  rmSync(ailleurs, { recursive: true, force: true });

  cable.retablir();
  bureau = ouvrirBureau(dossier, cable.url);
  await expect(entrer(ancienne)).rejects.toMatchObject({ code: 'session.identifiants' });
  expect(existsSync(join(dossier, 'comptes', nomDuCompte(ancienne)))).toBe(true);
  await entrer(NEUVE);
  await bureau.attendre(aJour, 'envoyé sous la nouvelle adresse');
  expect(await service.lignesDeJournal(DISPOSITIF_ID)).toEqual([['modifierDispositif', 2]]);
  expect((await bureau.client.appeler('offre.fiche', { objet: 'dispositif', id: DISPOSITIF_ID })).fiche?.ligne['nom']).toBe('Fait hors ligne');
  expect(await bureau.client.appeler('brouillons.lire', { cle: 'entite' })).toEqual({ valeur: 'brouillon à garder' });
  expect(readdirSync(join(dossier, 'comptes')).sort()).toEqual([nomDuCompte(service.emails.assistant), nomDuCompte(NEUVE)].sort());
  expect([...trousseauDe(dossier).entrees.keys()].filter((cle) => cle.includes(nomDuCompte(ancienne)))).toEqual([]);
  // et une seconde connexion ne reprend rien de plus
  await bureau.client.appeler('session.fermer', {});
  await entrer(NEUVE);
  await bureau.attendre(aJour, 'à jour');
  expect(await service.lignesDeJournal(DISPOSITIF_ID)).toEqual([['modifierDispositif', 2]]);
});
