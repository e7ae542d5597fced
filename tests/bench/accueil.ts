// node tests/bench/accueil.ts --dossier DIR [--profil admin_national] [--captures DIR] (avec un écran, ou sous xvfb-run) : l’accueil dans une vraie fenêtre.
//   --dossier  données d’un service déjà semé (« siao seed --taille national --dossier DIR ») ; sinon le département de démonstration.
// « premier » : le poste vient de se rouvrir sur une offre déjà là, rien n’est en mémoire ; la première fois, il a été fermé sitôt chargé, et rien n’est gardé (décision 042) : c’est aussi ce que coûte l’accueil quand l’offre a changé.
// Compté du formulaire de connexion envoyé ; `accueil` : l’écran se dessine, ses chiffres pas encore. « suivant » : revenu d’un autre écran. Des durées, pour le compte rendu ; rien n’est asserté.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import type { CompteDemonstration } from '../../contract/service.ts';
import { entrer } from '../e2e/outils/gestes.ts';
import { ouvrirPosteDeTest } from '../e2e/outils/poste.ts';
import { demarrerServiceDemonstration } from '../e2e/outils/service.ts';

const { values } = parseArgs({ options: { dossier: { type: 'string' }, profil: { type: 'string', default: 'admin_national' }, captures: { type: 'string' } } });
interface Service { readonly url: string; readonly comptes: readonly CompteDemonstration[]; arreter(): Promise<void> }
const servir = async (dossier: string): Promise<Service> => {
  const enfant = spawn(process.execPath, [join(import.meta.dirname, '..', '..', 'console', 'siao.ts'), 'serve', '--embarque', '--demonstration', '--json-pret', '--dossier', dossier], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, SIAO_INSTANTANES: 'non' } });
  const pret = await new Promise<Pick<Service, 'url' | 'comptes'>>((resoudre) => { createInterface({ input: enfant.stdout }).once('line', (ligne) => { resoudre(JSON.parse(ligne) as Pick<Service, 'url' | 'comptes'>); }); });
  return { ...pret, arreter: () => new Promise((resoudre) => { enfant.once('exit', () => { resoudre(); }); enfant.kill('SIGTERM'); }) };
};

/** Dans la page : l’instant où chaque zone est complète, en ms. `attendre` : le début est le formulaire envoyé ; sinon la touche, tapée ici. */
const chronometrer = (page: Page, attendre: boolean): Promise<Readonly<Record<string, number>>> => page.evaluate((envoi) => new Promise<Record<string, number>>((suite) => {
  let debut = performance.now();
  const vus: Record<string, number> = {};
  const zones: Readonly<Record<string, () => boolean>> = {
    accueil: () => document.querySelector('.accueil') !== null,
    parc: () => document.querySelector('[data-testid="accueil-parc"] .chiffres') !== null,
    qualite: () => (document.querySelector('[data-testid="accueil-qualite"]')?.textContent ?? '').includes('Complétude du parc'),
    attend: () => document.querySelector('[data-testid="accueil-attend"] .pan-titre a') !== null || (document.querySelector('.accueil') !== null && document.querySelector('[data-testid="accueil-attend"]') === null),
  };
  const voir = (): void => {
    for (const [nom, la] of Object.entries(zones)) if (la()) vus[nom] ??= Math.round(performance.now() - debut);
    if (Object.keys(vus).length === 4 || performance.now() - debut > 60_000) suite(vus); else requestAnimationFrame(voir);
  };
  const partir = (): void => { debut = performance.now(); voir(); };
  if (envoi) { document.addEventListener('submit', partir, { capture: true, once: true }); return; }
  for (const key of ['g', 'a']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  partir();
}), attendre);
const ailleurs = async (page: Page): Promise<void> => { await page.keyboard.press('g'); await page.keyboard.press('j'); await page.getByRole('heading', { name: 'Journal' }).waitFor(); await page.waitForTimeout(2_000); };
const aJour = (page: Page): Promise<void> => page.locator('[data-testid="etat-sync"][data-etat="a_jour"]').waitFor();

const service: Service = values.dossier === undefined ? await demarrerServiceDemonstration() : await servir(values.dossier);
const compte = service.comptes.find(({ profil }) => profil === values.profil);
if (compte === undefined) throw new Error(`Aucun compte ${values.profil}.`);
let poste = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes });
try {
  poste.page.setDefaultTimeout(900_000);
  await entrer(poste.page, compte);
  await aJour(poste.page);
  for (let fois = 0; fois < 3; fois += 1) {
    const { dossier } = poste;
    await poste.application.close();
    poste = await ouvrirPosteDeTest({ service: service.url, comptes: service.comptes, dossier });
    poste.page.setDefaultTimeout(300_000);
    const premier = chronometrer(poste.page, true);
    await entrer(poste.page, compte);
    console.error(fois === 0 ? 'premier, rien de gardé' : 'premier', JSON.stringify(await premier));
    await aJour(poste.page);
    await ailleurs(poste.page);
    for (let tour = 0; tour < 3; tour += 1) { console.error('suivant', JSON.stringify(await chronometrer(poste.page, false))); await ailleurs(poste.page); }
  }
  if (values.captures !== undefined) { await chronometrer(poste.page, false); await poste.page.waitForTimeout(1_000); await poste.page.screenshot({ path: join(values.captures, `accueil-${values.profil}.png`) }); }
} finally {
  await poste.fermer();
  await service.arreter();
}
