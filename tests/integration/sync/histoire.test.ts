import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { P177, saisieDispositif } from '../../outils/fabrique.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import { surChaqueBase } from '../../outils/base.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';
import type { ServiceEssai } from '../../outils/service.ts';

surChaqueBase('du SIAO à la DDETS, chacun hors ligne à son tour, redémarrages compris', (genre) => {
  let service: ServiceEssai;
  let cableSiao: Cable;
  let cableDdets: Cable;
  let dossier: string;
  let siao: Bureau;
  let ddets: Bureau;
  const id = randomUUID();

  const entrer = async (bureau: Bureau, email: string) => bureau.client.appeler('session.ouvrir', { email, motDePasse: MOT_DE_PASSE });
  const fiche = async (bureau: Bureau) => (await bureau.client.appeler('offre.fiche', { objet: 'dispositif', id })).fiche;
  const faire = async (bureau: Bureau, nom: string, args: unknown) => { expect(await bureau.client.appeler('commandes.executer', { nom, args })).toMatchObject({ accepte: true }); };

  beforeAll(async () => {
    service = await ouvrirServiceEssai(genre);
    cableSiao = await tirerCable(service.url);
    cableDdets = await tirerCable(service.url);
    dossier = mkdtempSync(join(tmpdir(), 'siao-histoire-'));
    siao = ouvrirBureau(join(dossier, 'siao'), cableSiao.url);
    ddets = ouvrirBureau(join(dossier, 'ddets'), cableDdets.url);
  });
  afterAll(async () => {
    await siao.fermer();
    await ddets.fermer();
    await cableSiao.fermer();
    await cableDdets.fermer();
    await service.fermer();
    rmSync(dossier, { recursive: true });
  });

  it('un compte jamais ouvert ici ne s’ouvre pas sans réseau, et le message le dit', async () => {
    cableSiao.couper();
    await expect(entrer(siao, service.emails.admin_siao)).rejects.toMatchObject({ code: 'session.hors_ligne' });
    cableSiao.retablir();
    await expect(siao.client.appeler('session.ouvrir', { email: service.emails.admin_siao, motDePasse: 'mauvais mot de passe' })).rejects.toMatchObject({ code: 'session.identifiants' });
  });

  it('le SIAO crée, soumet et prévalide hors ligne, ferme son poste et le rouvre', async () => {
    expect(await entrer(siao, service.emails.admin_siao)).toMatchObject({ horsLigne: false, utilisateur: { profil: 'admin_siao' } });
    await siao.attendre(aJour, 'premier chargement');
    cableSiao.couper();
    await siao.client.appeler('sync.maintenant', {});
    await faire(siao, 'creerDispositif', { id, saisie: saisieDispositif({ entiteId: service.entiteId, nom: 'Les Remparts' }) });
    await faire(siao, 'soumettre', { objet: 'dispositif', id });
    await faire(siao, 'prevalider', { objet: 'dispositif', id });
    expect(await siao.attendre(({ etat }) => etat === 'hors_ligne', 'hors ligne')).toMatchObject({ enAttente: 3 });
    await siao.fermer();

    siao = ouvrirBureau(join(dossier, 'siao'), cableSiao.url);
    await expect(siao.client.appeler('session.ouvrir', { email: service.emails.admin_siao, motDePasse: 'mauvais mot de passe' })).rejects.toMatchObject({ code: 'session.identifiants' });
    expect(await entrer(siao, service.emails.admin_siao)).toMatchObject({ horsLigne: true });
    expect((await fiche(siao))?.ligne).toMatchObject({ nom: 'Les Remparts', statut: 'prevalide', version: 0, code: null });
    expect((await siao.client.appeler('sync.file', {})).commandes.map(({ nom, etat }) => [nom, etat])).toEqual([['creerDispositif', 'en_attente'], ['soumettre', 'en_attente'], ['prevalider', 'en_attente']]);
  });

  it('au retour du réseau, tout part, une seule fois, et la fiche reçoit son code', async () => {
    cableSiao.retablir();
    await siao.attendre(aJour, 'envoi du travail hors ligne');
    expect((await fiche(siao))?.ligne).toMatchObject({ statut: 'prevalide', version: 3, code: expect.stringMatching(/^DIS-59-\d{4}$/u) as string });
    expect(await service.lignesDeJournal(id)).toEqual([['creerDispositif', 1], ['soumettre', 2], ['prevalider', 3]]);
  });

  it('la DDETS la trouve dans sa file, la valide hors ligne, redémarre, et le SIAO le voit', async () => {
    await entrer(ddets, service.emails.admin_departemental);
    await ddets.attendre(aJour, 'premier chargement');
    const file = await ddets.client.appeler('validation.file', { onglet: 'pour_moi' });
    expect(file.lignes.map((ligne) => ligne.id)).toContain(id);
    cableDdets.couper();
    await faire(ddets, 'valider', { objet: 'dispositif', id });
    await ddets.fermer();
    ddets = ouvrirBureau(join(dossier, 'ddets'), cableDdets.url);
    expect(await entrer(ddets, service.emails.admin_departemental)).toMatchObject({ horsLigne: true });
    expect((await fiche(ddets))?.ligne).toMatchObject({ statut: 'valide' });
    cableDdets.retablir();
    await ddets.attendre(aJour, 'envoi de la validation');
    await expect.poll(async () => (await fiche(siao))?.ligne['statut'], { timeout: 15_000 }).toBe('valide');
    expect((await fiche(siao))?.ligne).toEqual((await fiche(ddets))?.ligne);
    expect((await service.lignesDeJournal(id)).map(([commande]) => commande)).toEqual(['creerDispositif', 'soumettre', 'prevalider', 'valider']);
    expect((await verifierJournal(service.base)).rupture).toBeNull();
  });

  it('une réponse perdue ne double rien', async () => {
    // le relais transmet la demande puis coupe avant la réponse : le poste renverra la même commande
    const gestionnaire = ouvrirBureau(join(dossier, 'gestionnaire'), cableSiao.url);
    await entrer(gestionnaire, service.emails.gestionnaire_entite);
    await gestionnaire.attendre(aJour, 'premier chargement');
    for (let tour = 0; tour < 5; tour += 1) {
      await faire(gestionnaire, 'modifierDispositif', { id, champs: { horaires: `tour ${tour}` } });
      setTimeout(() => { cableSiao.couper(); cableSiao.retablir(); }, tour * 7);
    }
    await gestionnaire.attendre(aJour, 'envoi');
    expect((await service.lignesDeJournal(id)).filter(([commande]) => commande === 'modifierDispositif')).toHaveLength(5);
    await gestionnaire.fermer();
  });

  it('un refus du service revient avec sa raison, l’effet local est retiré, la saisie gardée', async () => {
    const gestionnaire = ouvrirBureau(join(dossier, 'gestionnaire'), cableSiao.url);
    await entrer(gestionnaire, service.emails.gestionnaire_entite);
    await gestionnaire.attendre(aJour, 'chargement');
    cableSiao.couper();
    const nouveau = randomUUID();
    await faire(gestionnaire, 'creerDispositif', { id: nouveau, saisie: saisieDispositif({ entiteId: service.entiteId, nom: 'Trop tard', financements: P177 }) });
    await service.fermerEntiteEnBase();
    cableSiao.retablir();
    const etat = await gestionnaire.attendre(({ refus, enAttente }) => refus === 1 && enAttente === 0, 'refus reçu');
    expect(etat.conflits).toBe(0);
    expect((await gestionnaire.client.appeler('offre.fiche', { objet: 'dispositif', id: nouveau })).fiche).toBeNull();
    const [retour] = (await gestionnaire.client.appeler('sync.file', {})).commandes;
    expect(retour).toMatchObject({ etat: 'refusee', fiche: 'Trop tard', refus: { code: 'entite_close' }, args: { saisie: { nom: 'Trop tard' } } });
    await gestionnaire.client.appeler('sync.classer', { seq: retour?.seq ?? 0 });
    expect(await gestionnaire.client.appeler('sync.etat', {})).toMatchObject({ refus: 0 });
    await gestionnaire.fermer();
  });
});
