import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { ServiceDemonstration } from './service.ts';

export interface LigneJournalPlace { readonly commande: string; readonly pourLeCompteDe: string | null; readonly changements: Readonly<Record<string, readonly [unknown, unknown]>> }

/** Les gestes d’une personne à l’écran Places, et ce qu’elle y lit. `page` : appelée à chaque geste, le poste pouvant se rouvrir. */
export const ecranPlaces = (page: () => Page) => {
  const grille = (): Locator => page().getByTestId('grille-places');
  const rangee = (rang: number): Locator => grille().locator(`.ag-row[row-index="${rang}"]`);
  const cellule = (rang: number, colonne: string): Locator => rangee(rang).locator(`[col-id="${colonne}"]`);
  const textes = (rangs: readonly number[], colonne: string): Promise<string[]> => Promise.all(rangs.map(async (rang) => (await cellule(rang, colonne).textContent())?.trim() ?? ''));
  return {
    grille, rangee, cellule, textes,
    etat: (): Locator => page().getByTestId('etat-places'),
    panneau: (): Locator => page().getByTestId('panneau-geste'),
    ouvrirPlaces: async (): Promise<void> => {
      await page().keyboard.press('g');
      await page().keyboard.press('p');
      await expect(cellule(0, 'numero')).toContainText(/\S/u);
    },
    /** Les numéros affichés des rangs donnés. */
    numeros: (rangs: readonly number[]): Promise<string[]> => textes(rangs, 'numero'),
    etats: (rangs: readonly number[]): Promise<string[]> => Promise.all(rangs.map(async (rang) => (await cellule(rang, 'etat').locator('.badge').textContent())?.trim() ?? '')),
    idDe: async (rang: number): Promise<string> => (await rangee(rang).getAttribute('row-id')) ?? '',
    choisir: async (debut: number, combien: number): Promise<void> => {
      await cellule(debut, 'numero').click();
      for (let pas = 1; pas < combien; pas += 1) await page().keyboard.press('Shift+ArrowDown');
    },
  };
};

/** Le journal d’une fiche, lu au service par l’administrateur national, du plus récent au plus ancien. */
export const journalDe = async (service: ServiceDemonstration, objet: string, id: string): Promise<readonly LigneJournalPlace[]> => {
  const { email, motDePasse } = service.compte('admin_national');
  const { jeton } = await (await fetch(`${service.url}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email, motDePasse }) })).json() as { jeton: string };
  return ((await (await fetch(`${service.url}/api/v1/journal/${objet}/${id}`, { headers: { authorization: `Bearer ${jeton}` } })).json()) as { lignes: LigneJournalPlace[] }).lignes;
};
