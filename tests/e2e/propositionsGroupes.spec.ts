import { expect, test } from '@playwright/test';
import { chargerEnMasse } from '../../server/base/enMasse.ts';
import { DISPOSITIF_ID, GROUPE_ID, groupe, proposition } from '../outils/fabrique.ts';
import type { ServiceEssai } from '../outils/service.ts';
import { MOT_DE_PASSE, ouvrirServiceEssai } from '../outils/service.ts';
import { sansDefaut } from './outils/accessibilite.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import type { PosteOuvert } from './outils/poste.ts';
import { capture, capturerPartout, ouvrirPosteDeTest } from './outils/poste.ts';

const PROPOSITION_ID = '99999999-9999-4999-8999-000000000001';
const AVANT = groupe().capacites[0]?.capacite ?? 0;
const champ = (nom: string, avant: unknown, apres: unknown) => ({ champ: nom, avant, apres, decision: null, par: null, nom: null, le: null, motif: null });

/** Ce qu’une reprise dit autrement d’un groupe, jusqu’à la décision de qui tient le groupe (décision 039). */
test.describe.serial('ce qu’un fichier dit d’un groupe se décide', () => {
  test.setTimeout(120_000);
  let service: ServiceEssai;
  let poste: PosteOuvert;
  test.beforeAll(async () => {
    service = await ouvrirServiceEssai('pglite');
    await chargerEnMasse(service.base, [
      { objet: 'proposition', lignes: [proposition({ id: PROPOSITION_ID, objet: 'groupe', ficheId: GROUPE_ID, dispositifId: DISPOSITIF_ID, auteur: 'Élodie Lefebvre', motif: 'Reprise de « structures_59.xlsx » (LOT-59-0001), ligne 12.', champs: [champ('capacites', AVANT, AVANT + 4), champ('permanence', groupe().permanence, 'hivernale')] })] },
    ]);
    poste = await ouvrirPosteDeTest({ service: service.url });
    await entrer(poste.page, { email: service.emails.assistant, motDePasse: MOT_DE_PASSE });
    await attendreAJour(poste.page);
  });
  test.afterAll(async () => {
    await poste.fermer();
    await service.fermer();
  });

  test('un assistant le lit à côté de la valeur du jour, l’accepte et le refuse champ par champ', async () => {
    const { page } = poste;
    await page.keyboard.press('g');
    await page.keyboard.press('v');
    await expect(page.getByRole('heading', { level: 1, name: 'À valider' })).toBeVisible();
    const decision = page.getByTestId('decision');
    await expect(decision).toContainText(groupe().libelle);
    await expect(decision).toContainText('LOT-59-0001');
    const capacite = page.getByTestId('champ-propose').filter({ hasText: 'Capacité' });
    await expect(capacite).toContainText(String(AVANT + 4));
    await capturerPartout(poste, 'proposition-groupe', (une) => sansDefaut(une, '#travail'));
    await capacite.getByTestId('accepter-champ').click();
    await expect(capacite).toContainText('Accepté');
    const permanence = page.getByTestId('champ-propose').filter({ hasText: 'Permanence' });
    await permanence.getByTestId('refuser-champ').click();
    await page.getByRole('dialog').getByRole('textbox').fill('Ouvert toute l’année');
    await page.keyboard.press('Control+Enter');
    await attendreAJour(page);
    await expect.poll(async () => (await service.base.db.selectFrom('proposition').select('statut').where('id', '=', PROPOSITION_ID).executeTakeFirstOrThrow()).statut).toBe('decidee');
    const ecrit = await service.base.db.selectFrom('groupe').select(['capacites', 'permanence']).where('id', '=', GROUPE_ID).executeTakeFirstOrThrow();
    expect([ecrit.permanence, ecrit.capacites.at(-1)?.capacite, ecrit.capacites[0]]).toEqual([groupe().permanence, AVANT + 4, groupe().capacites[0]]);
    await capture(page, 'proposition-groupe-decidee');
  });
});
