import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { DISPOSITIF_ID, ENTITE_ID } from '../../outils/fabrique.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

let service: ServiceEssai;
let cable: Cable;
let dossier: string;
let bureau: Bureau;
const vide = { tri: [], filtres: {}, recherche: '' };
const emails = async (): Promise<string[]> => {
  const { vue, total } = await bureau.client.appeler('utilisateurs.ouvrir', vide);
  return (await bureau.client.appeler('utilisateurs.lignes', { vue, debut: 0, fin: total })).lignes.map(({ email }) => email.replace('@essai.example', ''));
};
const saisie = (email: string) => ({ nom: 'Ada Lopez', email, telephone: null, fonction: null, profil: 'travailleur_social', perimetre: { genre: 'dispositifs', entiteId: ENTITE_ID, dispositifs: [DISPOSITIF_ID] } });

beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  cable = await tirerCable(service.url);
  dossier = mkdtempSync(join(tmpdir(), 'siao-utilisateurs-'));
  bureau = ouvrirBureau(dossier, cable.url);
  await bureau.client.appeler('session.ouvrir', { email: service.emails.gestionnaire_entite, motDePasse: MOT_DE_PASSE });
  await bureau.attendre(aJour, 'premier chargement');
});
afterEach(async () => {
  await bureau.fermer();
  await cable.fermer();
  await service.fermer();
  rmSync(dossier, { recursive: true, force: true });
});

it('le gestionnaire ne reçoit que les comptes de son entité', async () => {
  expect(await emails()).toEqual(['assistant', 'gestionnaire_entite', 'responsable_dispositif', 'travailleur_social']);
});

it('hors ligne, un compte se crée et se suspend ; au retour du réseau le service a les deux', async () => {
  cable.couper();
  const id = randomUUID();
  expect(await bureau.client.appeler('commandes.executer', { nom: 'creerUtilisateur', args: { id, saisie: saisie('ada.lopez@asso.example'), inviter: true } })).toMatchObject({ accepte: true });
  const { vue } = await bureau.client.appeler('utilisateurs.ouvrir', { ...vide, recherche: 'lopez' });
  expect((await bureau.client.appeler('utilisateurs.lignes', { vue, debut: 0, fin: 10 })).lignes).toMatchObject([{ id, statut: 'invite', attente: 'en_attente' }]);
  const { issues } = await bureau.client.appeler('utilisateurs.enNombre', { commande: 'suspendreUtilisateur', args: { motif: 'Erreur' }, ids: [id, randomUUID()] });
  expect(issues.map(({ refus }) => refus?.code ?? null)).toEqual([null, 'introuvable']);
  cable.retablir();
  await bureau.attendre(aJour, 'retour du réseau');
  expect(await service.base.db.selectFrom('utilisateur').select(['statut', 'departements']).where('id', '=', id).executeTakeFirst()).toEqual({ statut: 'suspendu', departements: ['59'] });
  expect((await service.lignesDeJournal(id)).map(([commande]) => commande)).toEqual(expect.arrayContaining(['creerUtilisateur', 'suspendreUtilisateur']));
});

it('une adresse prise hors du périmètre est refusée par le service, et la saisie se reprend', async () => {
  const id = randomUUID();
  // le poste du gestionnaire ne connaît pas ce compte : lui accepte, le service tranche
  const prise = service.emails.analyste;
  await bureau.client.appeler('commandes.executer', { nom: 'creerUtilisateur', args: { id, saisie: saisie(prise), inviter: false } });
  await bureau.attendre(({ refus }) => refus === 1, 'refus');
  const [retour] = (await bureau.client.appeler('sync.file', {})).commandes;
  expect(retour).toMatchObject({ objet: 'utilisateur', etat: 'refusee', refus: { champ: 'email' } });
  expect((await bureau.client.appeler('utilisateurs.fiche', { id })).fiche).toBeNull();
  expect(await bureau.client.appeler('sync.resoudre', { seq: retour?.seq ?? 0, commande: { nom: 'creerUtilisateur', args: { id, saisie: saisie('ada.lopez@asso.example'), inviter: false } } })).toMatchObject({ accepte: true });
  await bureau.attendre((etat) => aJour(etat) && etat.refus === 0, 'correction acceptée');
  expect((await bureau.client.appeler('utilisateurs.fiche', { id })).fiche?.ligne.email).toBe('ada.lopez@asso.example');
});

it('une vue ouverte avant qu’on l’oublie est périmée, jamais fausse', async () => {
  const { vue } = await bureau.client.appeler('utilisateurs.ouvrir', vide);
  for (let tour = 0; tour < 4; tour += 1) await bureau.client.appeler('utilisateurs.ouvrir', vide);
  await expect(bureau.client.appeler('utilisateurs.lignes', { vue, debut: 0, fin: 1 })).rejects.toMatchObject({ code: 'vue.perimee' });
  const offre = await bureau.client.appeler('offre.ouvrir', { mode: 'liste', tri: [], filtres: {}, recherche: '', exceptions: [], deplie: 'rien' });
  await expect(bureau.client.appeler('utilisateurs.lignes', { vue: offre.vue, debut: 0, fin: 1 })).rejects.toMatchObject({ code: 'vue.perimee' });
});
