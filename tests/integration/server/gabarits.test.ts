import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHEMIN_GABARITS, FICHIERS_GABARIT, TYPE_XLSX } from '../../../contract/reprise.ts';
import { objetsLisibles } from '../../../domain/droits.ts';
import { CODES_PROFILS } from '../../../domain/profils.ts';
import { lireSource } from '../../../sync/lecture/source.ts';
import { surChaqueBase } from '../../outils/base.ts';
import type { Montage } from './outils.ts';
import { monter } from './outils.ts';

surChaqueBase('gabarits de reprise', (genre) => {
  let essai: Montage;
  beforeAll(async () => { essai = await monter(genre); });
  afterAll(() => essai.fermer());
  const chemin = (fichier: string): string => CHEMIN_GABARITS.replace(':fichier', fichier);

  it.each(FICHIERS_GABARIT)('%s : un classeur à enregistrer, qui se lit', async (fichier) => {
    const { jeton } = await essai.poste('travailleur_social');
    const reponse = await essai.service.serveur.inject({ method: 'GET', url: chemin(fichier), headers: { authorization: `Bearer ${jeton}` } });
    expect([reponse.statusCode, reponse.headers['content-type'], reponse.headers['content-disposition'], reponse.headers['cache-control']]).toEqual([200, TYPE_XLSX, `attachment; filename="siao-gabarit-${fichier}"`, 'no-store']);
    expect(lireSource(reponse.rawPayload).description.colonnes.length).toBeGreaterThan(5);
  });

  it('réservé à qui lit l’offre ; un autre nom est refusé', async () => {
    for (const profil of CODES_PROFILS) {
      const { jeton } = await essai.poste(profil);
      expect([profil, (await essai.requete('GET', chemin('places.xlsx'), { jeton })).statut]).toEqual([profil, objetsLisibles(profil).includes('dispositif') ? 200 : 403]);
    }
    const { jeton } = await essai.poste('admin_siao');
    for (const fichier of ['chambres.xlsx', 'places.csv', '..%2Fplaces.xlsx']) expect((await essai.requete('GET', chemin(fichier), { jeton })).statut).toBeLessThan(500);
    expect((await essai.requete('GET', chemin('chambres.xlsx'), { jeton })).statut).toBe(400);
    expect((await essai.requete('GET', chemin('places.xlsx'))).statut).toBe(401);
  });
});
