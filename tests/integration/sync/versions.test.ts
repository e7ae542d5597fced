import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Catalogue } from '../../../domain/commandes/catalogue.ts';
import { CATALOGUE } from '../../../domain/commandes/catalogue.ts';
import { nomDuCompte } from '../../../sync/comptes.ts';
import type { Bureau } from '../../outils/bureau.ts';
import { aJour, ouvrirBureau } from '../../outils/bureau.ts';
import { CATALOGUE_INTRANSIGEANT, CATALOGUE_SUIVANT } from '../../outils/catalogues.ts';
import { DISPOSITIF_ID } from '../../outils/fabrique.ts';
import type { Cable } from '../../outils/reseau.ts';
import { tirerCable } from '../../outils/reseau.ts';
import type { ServiceEssai } from '../../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../../outils/service.ts';

let service: ServiceEssai;
let cable: Cable;
let dossier: string;
let bureau: Bureau;
beforeEach(async () => {
  service = await ouvrirServiceEssai('postgresql');
  cable = await tirerCable(service.url);
  dossier = mkdtempSync(join(tmpdir(), 'siao-versions-'));
});
afterEach(async () => {
  await bureau.fermer();
  await cable.fermer();
  await service.fermer();
  rmSync(dossier, { recursive: true });
});

const ouvrir = async (catalogue: Catalogue): Promise<void> => {
  bureau = ouvrirBureau(dossier, cable.url, { catalogue });
  await bureau.client.appeler('session.ouvrir', { email: service.emails.gestionnaire_entite, motDePasse: MOT_DE_PASSE });
};
const rouvrir = async (catalogue: Catalogue): Promise<void> => { await bureau.fermer(); await ouvrir(catalogue); };
const faire = async (nom: string, args: unknown): Promise<void> => { expect(await bureau.client.appeler('commandes.executer', { nom, args })).toMatchObject({ accepte: true }); };
const nommer = (nom: string): Promise<void> => faire('modifierDispositif', { id: DISPOSITIF_ID, champs: { nom } });
const enBase = async (): Promise<{ nom: string; version: number }> => service.base.db.selectFrom('dispositif').select(['nom', 'version']).where('id', '=', DISPOSITIF_ID).executeTakeFirstOrThrow();

describe('versions du poste et du service', () => {
  it('un poste de la version précédente envoie à un service plus récent, qui convertit', async () => {
    await ouvrir(CATALOGUE);
    await bureau.attendre(aJour, 'à jour');
    await service.changerDeVersion(CATALOGUE_SUIVANT);
    await nommer('Nom d’hier');
    await bureau.attendre(aJour, 'envoyé');
    expect(await enBase()).toEqual({ nom: 'Nom d’hier', version: 2 });
  });
  it('un poste plus récent garde ce que le service ne connaît pas encore, le dit, continue à recevoir, et l’envoie après la mise à jour', async () => {
    await ouvrir(CATALOGUE_SUIVANT);
    await bureau.attendre(aJour, 'à jour');
    await faire('modifierDispositif', { id: DISPOSITIF_ID, valeurs: { horaires: '18 h' } });
    await faire('nommerDispositif', { id: DISPOSITIF_ID, nom: 'Nom de demain' });
    const suspendu = await bureau.attendre(({ etat }) => etat === 'suspendu', 'suspendu');
    expect(suspendu).toMatchObject({ enAttente: 2, conflits: 0, refus: 0, message: expect.stringMatching(/service/u) });
    await service.base.db.updateTable('entite').set({ adresse: 'ailleurs' }).execute();
    expect((await bureau.client.appeler('offre.fiche', { objet: 'dispositif', id: DISPOSITIF_ID })).fiche?.ligne).toMatchObject({ nom: 'Nom de demain', horaires: '18 h' });
    await service.changerDeVersion(CATALOGUE_SUIVANT);
    await bureau.client.appeler('sync.maintenant', {});
    await bureau.attendre(aJour, 'envoyé');
    expect(await enBase()).toEqual({ nom: 'Nom de demain', version: 3 });
  });
  it('un poste trop ancien suspend l’envoi, garde tout, et repart après sa mise à jour', async () => {
    await ouvrir(CATALOGUE);
    await bureau.attendre(aJour, 'à jour');
    await service.changerDeVersion(CATALOGUE_INTRANSIGEANT);
    await nommer('Nom d’hier');
    expect(await bureau.attendre(({ etat }) => etat === 'suspendu', 'suspendu')).toMatchObject({ enAttente: 1, message: expect.stringMatching(/poste/u) });
    // le poste mis à jour ne récrit pas la commande : un service qui sait la convertir la reçoit telle quelle
    await service.changerDeVersion(CATALOGUE_SUIVANT);
    await rouvrir(CATALOGUE_SUIVANT);
    await bureau.attendre(aJour, 'envoyé');
    expect(await enBase()).toEqual({ nom: 'Nom d’hier', version: 2 });
  });
  it('mise à jour au milieu de la file, réponse perdue comprise : chaque commande une fois', async () => {
    await ouvrir(CATALOGUE);
    await bureau.attendre(aJour, 'à jour');
    cable.couper();
    for (let rang = 1; rang <= 5; rang += 1) await nommer(`Nom ${rang}`);
    await bureau.fermer();
    bureau = ouvrirBureau(dossier, cable.url, { catalogue: CATALOGUE_SUIVANT });
    await bureau.client.appeler('session.ouvrir', { email: service.emails.gestionnaire_entite, motDePasse: MOT_DE_PASSE });
    expect((await bureau.client.appeler('offre.fiche', { objet: 'dispositif', id: DISPOSITIF_ID })).fiche?.ligne).toMatchObject({ nom: 'Nom 5' });
    await faire('modifierDispositif', { id: DISPOSITIF_ID, valeurs: { nom: 'Nom 6' } });
    await service.changerDeVersion(CATALOGUE_SUIVANT);
    cable.retablir();
    await bureau.attendre(aJour, 'envoyé');
    expect(await enBase()).toEqual({ nom: 'Nom 6', version: 7 });
  });
  it('le cache d’un poste 0.1 se reprend : tout ce qui attendait part, sous le même identifiant', async () => {
    mkdirSync(join(dossier, 'caches'));
    copyFileSync(join(import.meta.dirname, '..', '..', 'fixtures', 'corpus', 'cache-0.1.sqlite'), join(dossier, 'caches', `${nomDuCompte(service.emails.gestionnaire_entite)}.sqlite`));
    // les trois premières avaient déjà été jugées : le service les connaît
    await service.connaitreClient('7a1f0c52-6f0e-4c1b-9a55-0d6a5b3f9e01', 'gestionnaire_entite', 3);
    await ouvrir(CATALOGUE);
    const fini = await bureau.attendre(({ etat, enAttente }) => etat === 'a_jour' && enAttente === 0, 'envoyé');
    expect(fini.conflits).toBe(1);
    const issues = await service.base.db.selectFrom('issue_mutation').select(['seq', 'issue']).where('clientId', '=', '7a1f0c52-6f0e-4c1b-9a55-0d6a5b3f9e01').where('seq', '>', 3).orderBy('seq').execute();
    expect(issues.map(({ seq }) => seq)).toEqual(Array.from({ length: 15 }, (_, rang) => rang + 4));
    // le gestionnaire peut créer et soumettre ; prévalider, valider et refuser sont à d’autres
    expect(issues.filter(({ issue }) => issue.issue === 'appliquee').length).toBeGreaterThanOrEqual(6);
    expect(issues.some(({ issue }) => issue.issue === 'rejetee' && issue.code.startsWith('droit.'))).toBe(true);
  });
});
