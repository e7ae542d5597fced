// npm run bench:depart (avec un écran, ou sous xvfb-run) : du clic sur un compte de démonstration aux premières lignes de l’offre, dans une vraie fenêtre, à froid puis à chaud.
// Des durées, pour le compte rendu ; rien n’est asserté.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ouvrirPosteDeTest } from '../e2e/outils/poste.ts';
import { demarrerServiceDemonstration } from '../e2e/outils/service.ts';

const debutService = performance.now();
const service = await demarrerServiceDemonstration();
console.error(`service prêt (base neuve semée) : ${Math.round(performance.now() - debutService)} ms`);
const dossier = mkdtempSync(join(tmpdir(), 'siao-depart-'));
try {
  for (const passage of ['premier chargement', 'cache présent']) {
    const debut = performance.now();
    const { page, fermer } = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes, dossier });
    await page.getByTestId('comptes-demonstration').getByRole('button', { name: /DDETS 59/u }).waitFor();
    const fenetre = performance.now();
    await page.getByTestId('comptes-demonstration').getByRole('button', { name: /DDETS 59/u }).click();
    await page.getByTestId('etat-sync').waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.getByTestId('grille-offre').getByText('Hainaut Accueil').first().or(page.getByTestId('grille-offre').locator('.ag-row').getByText('Accueil de la Scarpe').first()).waitFor({ timeout: 60_000 });
    const lignes = performance.now();
    await page.locator('[data-testid="etat-sync"][data-etat="a_jour"]').waitFor({ timeout: 60_000 });
    console.error(`${passage} : écran de connexion ${Math.round(fenetre - debut)} ms, premières lignes ${Math.round(lignes - fenetre)} ms après le clic, à jour ${Math.round(performance.now() - fenetre)} ms après le clic`);
    await fermer();
  }
} finally {
  await service.arreter();
  rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
