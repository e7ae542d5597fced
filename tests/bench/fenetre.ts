// npm run bench:fenetre (avec un écran, ou sous xvfb-run) [-- --dossier DIR] [--json FICHIER] : la grille Places dans une vraie fenêtre.
//   --trace FICHIER  garde aussi la trace Playwright du parcours (« npx playwright show-trace FICHIER ») ; elle ralentit ce qu’elle regarde.
//   --dossier  données d’un service déjà semé (« siao seed --taille national --dossier DIR ») ; sinon le département de démonstration.
// Des durées et un poids, pour le compte rendu ; rien n’est asserté.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { sql } from 'kysely';
import type { CompteDemonstration } from '../../contract/service.ts';
import { ouvrirBase } from '../../server/base/base.ts';
import { entrer } from '../e2e/outils/gestes.ts';
import { ouvrirPosteDeTest } from '../e2e/outils/poste.ts';
import { demarrerServiceDemonstration } from '../e2e/outils/service.ts';

const { values } = parseArgs({ options: { dossier: { type: 'string' }, json: { type: 'string' }, trace: { type: 'string' } } });
interface Service { readonly url: string; readonly comptes: readonly CompteDemonstration[]; arreter(): Promise<void> }

/** Délègue à leur SIAO tous les dispositifs validés d’un service semé et arrêté : dix mille places, dont celles à l’écran, peuvent alors changer d’un seul geste. */
const deleguer = async (dossier: string): Promise<void> => {
  const base = await ouvrirBase({ dossier: join(dossier, 'pglite') });
  await sql`update dispositif set "delegationSiao" = '{"debut":"2020-01-01","fin":null}' where statut = 'valide'`.execute(base.db);
  await base.fermer();
};

const servir = async (dossier: string): Promise<Service> => {
  await deleguer(dossier);
  const enfant = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'console', 'siao.ts'), 'serve', '--embarque', '--demonstration', '--json-pret', '--dossier', dossier], { stdio: ['pipe', 'pipe', 'inherit'] });
  const pret = await new Promise<Pick<Service, 'url' | 'comptes'>>((resoudre) => { createInterface({ input: enfant.stdout }).once('line', (ligne) => { resoudre(JSON.parse(ligne) as Pick<Service, 'url' | 'comptes'>); }); });
  return { ...pret, arreter: () => new Promise((resoudre) => { enfant.once('exit', () => { resoudre(); }); enfant.kill('SIGTERM'); }) };
};

const mesures: Record<string, number> = {};
const noter = (nom: string, valeur: number): void => { mesures[nom] = Math.round(valeur); console.error(`${nom} : ${Math.round(valeur).toLocaleString('fr-FR')}`); };

/** Suit, image par image, si une ligne visible de la grille est vide ; rend la plus longue suite d’images où il y en avait, en ms, et la plus longue image. */
const surveiller = async (page: Page, pendant: () => Promise<void>): Promise<{ readonly vide: number; readonly image: number }> => {
  await page.evaluate(() => {
    const suivi = { vide: 0, image: 0, depuis: null as number | null, derniere: performance.now(), actif: true };
    (window as unknown as { suivi: typeof suivi }).suivi = suivi;
    const voir = (): void => {
      if (!suivi.actif) return;
      const ici = performance.now();
      suivi.image = Math.max(suivi.image, ici - suivi.derniere);
      suivi.derniere = ici;
      const [haut, bas] = [document.querySelector('[data-testid="grille-places"] .ag-header')?.getBoundingClientRect().bottom ?? 0, (document.querySelector('[data-testid="grille-places"]')?.getBoundingClientRect().bottom ?? 0) - 20];
      const vides = [...document.querySelectorAll('[data-testid="grille-places"] .ag-row [col-id="numero"]')].filter((cellule) => { const { top, bottom } = cellule.getBoundingClientRect(); return bottom > haut + 4 && top < bas - 4 && (cellule.textContent ?? '').trim() === ''; }).length > 0;
      if (!vides) suivi.depuis = null;
      else { suivi.depuis ??= ici; suivi.vide = Math.max(suivi.vide, ici - suivi.depuis); }
      requestAnimationFrame(voir);
    };
    requestAnimationFrame(voir);
  });
  await pendant();
  await page.waitForTimeout(500);
  return page.evaluate(() => { const { suivi } = window as unknown as { suivi: { vide: number; image: number; actif: boolean } }; suivi.actif = false; return { vide: suivi.vide, image: suivi.image }; });
};

const tas = async (page: Page): Promise<number> => {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  const { metrics } = await cdp.send('Performance.getMetrics');
  await cdp.detach();
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 1e6;
};

const service: Service = values.dossier === undefined ? await demarrerServiceDemonstration() : await servir(values.dossier);
const compte = (profil: string): CompteDemonstration => { const trouve = service.comptes.find((candidat) => candidat.profil === profil); if (trouve === undefined) throw new Error(`Aucun compte ${profil}.`); return trouve; };
const { page, application, fermer } = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes });
page.setDefaultTimeout(180_000);
if (values.trace !== undefined) await application.context().tracing.start({ screenshots: true, snapshots: true });
const grille = page.getByTestId('grille-places');
const premiere = grille.locator('.ag-row[row-index="0"] [col-id="numero"]');
const ouvrirPlaces = async (profil: string): Promise<void> => {
  await entrer(page, compte(profil));
  await page.locator('[data-testid="etat-sync"][data-etat="a_jour"]').waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await grille.getByText(/\S/u).first().waitFor();
  await premiere.getByText(/\S/u).waitFor();
};
try {
  await ouvrirPlaces('admin_national');
  noter('places', Number((/sur ([\d\s]+) place/u.exec((await page.getByTestId('etat-places').textContent()) ?? '')?.[1] ?? '').replace(/\D/gu, '')));
  await premiere.click();
  // une touche tenue, répétée comme le fait un clavier ; le rang de la cellule courante dit que la grille a bien avancé
  const rangCourant = (): Promise<number> => page.evaluate(() => Number(document.activeElement?.closest('[row-index]')?.getAttribute('row-index') ?? -1));
  const pages = await surveiller(page, async () => {
    const fin = performance.now() + 4_000;
    while (performance.now() < fin) { await page.keyboard.down('PageDown'); await page.waitForTimeout(30); }
    await page.keyboard.up('PageDown');
  });
  noter('page tenue 4 s : plus longue suite avec une ligne vide (ms)', pages.vide);
  noter('page tenue 4 s : plus longue image (ms)', pages.image);
  noter('page tenue 4 s : lignes parcourues', await rangCourant());
  const rafale = await surveiller(page, async () => { for (let pas = 0; pas < 40; pas += 1) await page.keyboard.press('PageDown'); });
  noter('40 pages frappées sans pause : plus longue suite avec une ligne vide (ms)', rafale.vide);
  await grille.hover();
  const molette = await surveiller(page, async () => { for (let pas = 0; pas < 150; pas += 1) { await page.mouse.wheel(0, 900); await page.waitForTimeout(16); } });
  noter('molette continue : plus longue suite avec une ligne vide (ms)', molette.vide);
  const bout = await surveiller(page, async () => { await page.keyboard.press('Control+End'); await page.waitForTimeout(400); await page.keyboard.press('Control+Home'); });
  noter('saut au bout et retour : plus longue suite avec une ligne vide (ms)', bout.vide);
  noter('tas de la page, ramassé (Mo)', await tas(page));

  await page.getByTestId('menu-utilisateur').click();
  await page.getByRole('menuitem', { name: 'Se déconnecter' }).click();
  await ouvrirPlaces('admin_siao');
  // le collage : 5 000 lignes entières, dix colonnes, l’état d’une sur deux changé
  await page.getByTestId('colonnes').first().click();
  await page.getByRole('menu').or(page.getByRole('dialog')).getByLabel('Entité', { exact: true }).check();
  await page.keyboard.press('Escape');
  await premiere.click();
  await page.keyboard.press('Shift+Space');
  for (let pas = 0; pas < 5_000 / 20; pas += 1) await page.keyboard.press('Shift+PageDown');
  await page.keyboard.press('Control+c');
  await page.getByTestId('toasts').getByText(/copié/u).first().waitFor();
  const copie = await application.evaluate(({ clipboard }) => clipboard.readText());
  const lignes = copie.split('\r\n').filter((ligne) => ligne !== '').slice(0, 5_000);
  await application.evaluate(({ clipboard }, texte) => Promise.resolve(clipboard.writeText(texte)), lignes.map((ligne, rang) => (rang % 2 === 0 ? ligne.replace(/\tOccupée\t/u, '\tLibre\t') : ligne)).join('\r\n'));
  noter('collage : lignes', lignes.length);
  noter('collage : colonnes', lignes[0]?.split('\t').length ?? 0);
  await page.keyboard.press('Control+Home');
  await premiere.click();
  const avantCollage = performance.now();
  await page.keyboard.press('Control+v');
  await page.getByTestId('collage').getByText(/Appliquer à|ne va pas|ne vont pas|Rien/u).first().waitFor();
  noter('collage : contrôlé cellule par cellule et jugé (ms)', performance.now() - avantCollage);
  await page.keyboard.press('Escape');

  // le geste en nombre, sur tout ce qui est délégué
  await premiere.click();
  await page.keyboard.press('Control+m');
  await page.getByTestId('portee-filtre').click();
  await page.getByTestId('choix-geste').selectOption('indisponible');
  await page.getByTestId('choix-motif').selectOption({ label: 'Travaux' });
  const bouton = page.getByTestId('appliquer-geste');
  // l’aperçu de toutes ces places : plusieurs milliers, à la fin
  await bouton.getByText(/\d\s\d{3}/u).waitFor();
  noter('geste : places', Number(((await bouton.textContent()) ?? '').replace(/\D/gu, '')));
  // dans la page : de la frappe à la première image où une ligne à l’écran a changé d’état ; `null` quand aucune de celles-là ne change
  await page.evaluate(() => {
    const etats = (): string => [...document.querySelectorAll('[role="gridcell"][col-id="etat"]')].map(({ textContent }) => textContent).join('|');
    const avant = etats();
    (window as unknown as { visible: Promise<number | null> }).visible = new Promise((suite) => {
      window.addEventListener('keydown', () => {
        const debut = performance.now();
        const guetter = (): void => {
          const ecoule = performance.now() - debut;
          if (etats() !== avant) suite(ecoule);
          else if (ecoule > 10_000) suite(null);
          else requestAnimationFrame(guetter);
        };
        guetter();
      }, { capture: true, once: true });
    });
  });
  const avantGeste = performance.now();
  await page.keyboard.press('Control+Enter');
  await page.getByTestId('panneau-geste').waitFor({ state: 'hidden' });
  noter('geste : jugé, en file et fini à l’écran (ms)', performance.now() - avantGeste);
  await page.locator('[data-testid="etat-sync"][data-etat="a_jour"]').waitFor();
  noter('geste : reconnu par le service (ms)', performance.now() - avantGeste);
  const vu = await page.evaluate(() => (window as unknown as { visible: Promise<number | null> }).visible);
  if (vu !== null) noter('geste : visible (ms)', vu);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ mesures }, null, 2)}\n`);
} finally {
  if (values.trace !== undefined) await application.context().tracing.stop({ path: values.trace });
  await fermer();
  await service.arreter();
}
