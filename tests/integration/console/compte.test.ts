import { expect, it } from 'vitest';
import type { ReponseConnexion } from '../../../contract/comptes.ts';
import { CHEMINS_COMPTES, schemaDefiEnrolement } from '../../../contract/comptes.ts';
import { CHEMINS } from '../../../contract/service.ts';
import { join } from 'node:path';
import { ouvrirBase } from '../../../server/base/base.ts';
import { verifierJournal } from '../../../server/journal/journal.ts';
import { creerService } from '../../../server/service.ts';
import { dossierNeuf, siao } from './outils.ts';

const MOT_DE_PASSE = 'girafe tambour nuage citron';

it('le premier administrateur d’un service neuf : créé sur le serveur, activé par son code, second facteur exigé ; puis aidé', async () => {
  const dossier = dossierNeuf();
  const commun = ['--dossier', dossier, '--email', 'lea.marchand@etat.example', '--motif', 'Mise en service'];
  expect((await siao(['compte', 'create', '--dossier', dossier, '--email', 'contact@etat.example', '--nom', 'Léa Marchand', '--motif', 'Mise en service'])).sortie).toBe(1);
  expect((await siao(['compte', 'create', ...commun])).sortie).toBe(2);
  const cree = await siao(['compte', 'create', ...commun, '--nom', 'Léa Marchand']);
  expect([cree.sortie, cree.json()]).toMatchObject([0, { genre: 'invitation', email: 'lea.marchand@etat.example' }]);
  expect((await siao(['compte', 'create', ...commun, '--nom', 'Léa Marchand'])).messages).toContain('déjà celle d’un compte');

  const surService = async (agir: (poster: (url: string, payload: object) => Promise<{ statusCode: number; json(): unknown }>) => Promise<void>): Promise<void> => {
    const base = await ouvrirBase({ dossier: join(dossier, 'pglite') });
    const service = await creerService({ base });
    try {
      await agir((url, payload) => service.serveur.inject({ method: 'POST', url, payload }));
      expect((await verifierJournal(base)).rupture).toBeNull();
    } finally {
      await service.fermer();
      await base.fermer();
    }
  };
  const email = 'lea.marchand@etat.example';
  await surService(async (poster) => {
    expect((await poster(CHEMINS_COMPTES.activation, { email, code: cree.json()['code'], motDePasse: MOT_DE_PASSE })).statusCode).toBe(204);
    expect(schemaDefiEnrolement.parse((await poster(CHEMINS.session, { email, motDePasse: MOT_DE_PASSE })).json() as ReponseConnexion).secret).toMatch(/^[A-Z2-7]{32}$/u);
    for (let essai = 0; essai < 11; essai += 1) await poster(CHEMINS.session, { email, motDePasse: 'un mot de passe faux' });
    expect((await poster(CHEMINS.session, { email, motDePasse: MOT_DE_PASSE })).statusCode).toBe(429);
  });
  const aide = await siao(['compte', 'assist', ...commun, '--retirer-second-facteur']);
  expect([aide.sortie, aide.json()]).toMatchObject([0, { genre: 'reinitialisation' }]);
  expect((await siao(['compte', 'assist', '--dossier', dossier, '--email', 'personne.ici@etat.example', '--motif', 'Mise en service'])).sortie).toBe(1);
  await surService(async (poster) => {
    expect((await poster(CHEMINS_COMPTES.activation, { email, code: aide.json()['code'], motDePasse: `${MOT_DE_PASSE} violon` })).statusCode).toBe(204);
    expect((await poster(CHEMINS.session, { email, motDePasse: `${MOT_DE_PASSE} violon` })).statusCode).toBe(200);
  });
});
