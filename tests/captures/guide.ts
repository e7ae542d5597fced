// Les images du guide de l’utilisateur, prises dans l’application sur les données de démonstration. Lancé par npm run captures -- --guide.
// Une image par page, en thème clair, à 1440×900 ; celles qui existent sont remplacées.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { exporterStructures } from '../fixtures/reprise/generateur.ts';
import { tableXlsx } from '../outils/fichiersTableur.ts';
import { attendreAJour, entrer } from '../e2e/outils/gestes.ts';
import { ouvrirPosteDeTest } from '../e2e/outils/poste.ts';
import { demarrerServiceDemonstration } from '../e2e/outils/service.ts';
import { ouvrirAdresse, poser } from './outils.ts';

const sortie = join(import.meta.dirname, '..', '..', 'docs', 'guide', 'images');
const taille = { largeur: 1440, hauteur: 900 };
/** Ce qu’il faut faire une fois l’adresse ouverte pour que l’image dise quelque chose. */
type Mise = (page: Page) => Promise<void>;
const ouvrirPremiere: Mise = async (page) => { await page.locator('.ag-row').first().locator('.ag-cell').nth(1).click(); await page.waitForTimeout(600); };
const premierDispositif: Mise = async (page) => { await page.locator('.ag-row[aria-level="2"], .ag-row').nth(1).click(); await page.getByTestId('fiche').waitFor(); };
const surUnePlace: Mise = async (page) => { await page.locator('.ag-row').nth(2).locator('.ag-cell').nth(2).click(); await page.waitForTimeout(300); };

const desLignes: Mise = async (page) => { await page.getByTestId('agregats').locator('tbody tr').first().waitFor(); };
/** L’administrateur national se donne un mandat, puis dépose un ancien fichier : l’atelier s’ouvre sur ses anomalies. */
const unFichierDepose: Mise = async (page) => {
  await page.getByTestId('rep-mandats').click();
  const mandat = page.getByTestId('rep-mandater');
  await mandat.getByLabel('Personne').selectOption(await mandat.getByLabel('Personne').locator('option', { hasText: 'Administrateur national' }).first().getAttribute('value') ?? '');
  await mandat.getByLabel('Départements').fill('59');
  await mandat.getByLabel('Jusqu’au').fill(new Date(Date.now() + 60 * 86_400_000).toLocaleDateString('fr-FR', { timeZone: 'Europe/Paris' }));
  await page.keyboard.press('Control+Enter');
  await mandat.waitFor({ state: 'hidden' });
  await page.getByText('Mandat : 59 – Nord').waitFor();
  await page.keyboard.press('n');
  const { entetes, lignes } = exporterStructures(59, 400);
  await page.getByTestId('rep-fichier').setInputFiles({ name: 'structures_59.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from(tableXlsx([entetes, ...lignes.map(({ cellules }) => cellules)])) });
  await page.getByTestId('grille-reprise').locator('.ag-row').first().waitFor();
  await page.getByTestId('toasts').getByRole('button', { name: 'Fermer' }).first().click({ timeout: 2_000 }).catch(() => undefined);
};

const PAGES: readonly { readonly nom: string; readonly profil: string; readonly chemin: string; readonly mise?: Mise }[] = [
  { nom: 'accueil', profil: 'admin_departemental', chemin: '/accueil' },
  { nom: 'controles', profil: 'admin_departemental', chemin: '/controles/ecart', mise: ouvrirPremiere },
  { nom: 'offre', profil: 'admin_departemental', chemin: '/offre', mise: premierDispositif },
  { nom: 'validation', profil: 'admin_departemental', chemin: '/validation', mise: ouvrirPremiere },
  { nom: 'indicateurs', profil: 'admin_departemental', chemin: '/indicateurs' },
  { nom: 'utilisateurs', profil: 'admin_departemental', chemin: '/utilisateurs', mise: ouvrirPremiere },
  { nom: 'journal', profil: 'admin_departemental', chemin: '/journal', mise: ouvrirPremiere },
  { nom: 'synchronisation', profil: 'admin_departemental', chemin: '/synchronisation' },
  { nom: 'places', profil: 'gestionnaire_entite', chemin: '/places', mise: async (page) => { await surUnePlace(page); for (let pas = 0; pas < 6; pas += 1) await page.keyboard.press('Shift+ArrowDown'); await page.keyboard.press('Control+m'); } },
  { nom: 'calendrier', profil: 'gestionnaire_entite', chemin: '/places', mise: async (page) => { await page.keyboard.press('Escape'); await surUnePlace(page); await page.keyboard.press('c'); await page.waitForURL(/calendrier/u); } },
  { nom: 'occupation', profil: 'gestionnaire_entite', chemin: '/occupation' },
  { nom: 'reprise', profil: 'admin_national', chemin: '/reprise', mise: unFichierDepose },
  { nom: 'agregats', profil: 'analyste', chemin: '/agregats', mise: desLignes },
];

mkdirSync(sortie, { recursive: true });
const service = await demarrerServiceDemonstration();
const photographier = async (page: Page, nom: string): Promise<void> => {
  await poser(page);
  await page.screenshot({ path: join(sortie, `${nom}.png`), animations: 'disabled' });
  console.error(`[guide] ${nom}`);
};
try {
  const connexion = await ouvrirPosteDeTest({ service: service.url, comptes: [], taille });
  await photographier(connexion.page, 'connexion');
  await connexion.fermer();
  for (const profil of new Set(PAGES.map((une) => une.profil))) {
    const poste = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes, taille });
    try {
      await entrer(poste.page, service.compte(profil));
      await attendreAJour(poste.page);
      const refuser = poste.page.getByRole('button', { name: 'Non merci' });
      if (await refuser.isVisible()) await refuser.click();
      for (const { nom, chemin, mise } of PAGES.filter((une) => une.profil === profil)) {
        await ouvrirAdresse(poste.page, chemin);
        await mise?.(poste.page);
        await photographier(poste.page, nom);
      }
    } finally { await poste.fermer(); }
  }
} finally { await service.arreter(); }
