import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environnementElectron } from '../../../tools/preparer.mjs';

const racine = join(import.meta.dirname, '..', '..', '..');

/** Tailles de page où chaque écran se vérifie, en pixels. */
export const TAILLES = {
  courante: { largeur: 1440, hauteur: 900 },
  grande: { largeur: 1920, hauteur: 1080 },
} as const;

export type Taille = { largeur: number; hauteur: number };

export type PosteOuvert = {
  application: ElectronApplication;
  page: Page;
  /** Dossier des données de la personne ; le rouvrir reprend où le poste en était. */
  dossier: string;
  /** Ferme la fenêtre ; efface le dossier, sauf s’il a été fourni. */
  fermer(): Promise<void>;
};

export type OptionsPosteOuvert = {
  /** Adresse du service ; sans elle, le poste n’a pas de réseau. */
  service?: string;
  /** Comptes de démonstration proposés à la connexion. */
  comptes?: readonly unknown[];
  /** Dossier à (r)ouvrir, sinon un dossier neuf. */
  dossier?: string;
  taille?: Taille;
  env?: Record<string, string>;
};

/** « npm test » donne un écran à chaque parcours mené en même temps (`SIAO_ECRANS` : « affichage|autorité », séparés par des virgules) : deux fenêtres d’un même écran se prendraient le clavier. */
export function environnementEcran(): Record<string, string> {
  const ecrans = (process.env['SIAO_ECRANS'] ?? '').split(',').filter((ecran) => ecran !== '');
  const [affichage, autorite] = (ecrans[Number(process.env['TEST_PARALLEL_INDEX'] ?? '0')] ?? '').split('|');
  return affichage === undefined || affichage === '' ? {} : { DISPLAY: affichage, ...(autorite === undefined ? {} : { XAUTHORITY: autorite }) };
}

function environnement({ service, comptes, taille = TAILLES.courante, env }: OptionsPosteOuvert, dossier: string): Record<string, string> {
  const herite = Object.fromEntries(Object.entries(process.env).filter((entree): entree is [string, string] => entree[1] !== undefined));
  return {
    ...herite,
    ...environnementElectron().env,
    ...environnementEcran(),
    SIAO_DONNEES: dossier,
    // pas de trousseau de session dans un essai : il attendrait une personne ; le vrai a ses essais (tests/integration/main)
    SIAO_TROUSSEAU: 'memoire',
    // un dixième de seconde de calcul par connexion, et deux cents connexions
    SIAO_COUT_MOT_DE_PASSE: '1024',
    SIAO_EXPORTS: dossier,
    SIAO_TAILLE: `${taille.largeur}x${taille.hauteur}`,
    SIAO_SERVICE: service ?? '',
    SIAO_DEMONSTRATION: comptes === undefined ? '' : JSON.stringify(comptes),
    ...env,
  };
}

/** Ouvre un vrai poste (out/ doit être assemblé) et attend que sa page soit chargée. */
export async function ouvrirPosteDeTest(options: OptionsPosteOuvert = {}): Promise<PosteOuvert> {
  const dossier = options.dossier ?? mkdtempSync(join(tmpdir(), 'siao-poste-'));
  const { executable, args } = environnementElectron();
  const application = await _electron.launch({
    executablePath: executable,
    args: [...args, racine],
    cwd: racine,
    env: environnement(options, dossier),
    timeout: 60_000,
  });
  const page = await application.firstWindow({ timeout: 60_000 });
  // sans limite, un geste qui n’aboutit pas ne dirait que « délai du test dépassé »
  page.setDefaultTimeout(30_000);
  await page.waitForLoadState('load');
  return {
    application,
    page,
    dossier,
    async fermer() {
      // la fermeture propre a ses essais (tests/integration/arrets) ; ici, une fenêtre que le pilote n’arrive plus à fermer ne doit pas emporter le parcours
      const processus = application.process();
      const force = setTimeout(() => { console.error('Poste d’essai arrêté de force : il ne s’est pas fermé en vingt secondes.'); processus.kill('SIGKILL'); }, 20_000);
      await application.close();
      clearTimeout(force);
      if (options.dossier === undefined) rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Change la taille de la page d’un poste ouvert. */
export async function redimensionner({ application, page }: PosteOuvert, { largeur, hauteur }: Taille): Promise<void> {
  await application.evaluate(({ BrowserWindow }, taille) => BrowserWindow.getAllWindows()[0]?.setContentSize(taille.largeur, taille.hauteur), { largeur, hauteur });
  await page.waitForFunction((voulue) => window.innerWidth === voulue, largeur);
}

/** Photographie la page dans test-results/captures/<nom>.png ; rend le chemin du fichier. */
export async function capture(page: Page, nom: string): Promise<string> {
  const dossier = join(racine, 'test-results', 'captures');
  mkdirSync(dossier, { recursive: true });
  const chemin = join(dossier, `${nom}.png`);
  await page.screenshot({ path: chemin, animations: 'disabled' });
  return chemin;
}

/** Photographie la page en clair, `<nom>`, puis en sombre, `<nom>-sombre` ; revient en clair. */
export async function capturerDeuxThemes(page: Page, nom: string): Promise<void> {
  await capture(page, nom);
  await page.emulateMedia({ colorScheme: 'dark' });
  await capture(page, `${nom}-sombre`);
  await page.emulateMedia({ colorScheme: 'light' });
}

/**
 * Vérifie et photographie la page petite et claire (`<nom>-courante-light`), puis grande et sombre : chaque taille et chaque thème y passent. Les deux autres photographies, que rien
 * n’éprouve, sont pour qui regarde : `SIAO_CAPTURES=toutes`. Revient à la taille courante, en clair.
 */
export async function capturerPartout(poste: PosteOuvert, nom: string, verifier: (page: Page) => Promise<void> = () => Promise.resolve()): Promise<void> {
  for (const [taille, mesures] of Object.entries(TAILLES)) for (const theme of ['light', 'dark'] as const) {
    const verifiee = (taille === 'courante') === (theme === 'light');
    if (!verifiee && process.env['SIAO_CAPTURES'] !== 'toutes') continue;
    await redimensionner(poste, mesures);
    await poste.page.emulateMedia({ colorScheme: theme });
    await capture(poste.page, `${nom}-${taille}-${theme}`);
    if (verifiee) await verifier(poste.page);
  }
  await redimensionner(poste, TAILLES.courante);
  await poste.page.emulateMedia({ colorScheme: 'light' });
}
