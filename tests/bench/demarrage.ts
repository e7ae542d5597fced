// Le démarrage du poste, à côté du même Electron qui montre une page vide : temps, temps processeur, mémoire. Les deux sont lancés tour à tour dans le même passage.
//
// La session ne se rouvre pas sans mot de passe (décision 014) : la machine fait deux travaux, séparés par la frappe de la personne, qui n’est pas comptée.
//   lancement → l’écran de connexion est là ; puis la touche Entrée → les premières lignes de l’Offre d’un département, déjà dans le cache.
// Le mot de passe est vérifié à son coût de service (argon2id, décision 041), et la session se reprend au service par son jeton. Ce coût est voulu : il est mesuré à part, dans le même Electron.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembler } from '../../tools/assembler.mjs';
import { environnementElectron } from '../../tools/preparer.mjs';
import { attendreAJour, entrer } from '../e2e/outils/gestes.ts';
import { ouvrirPosteDeTest } from '../e2e/outils/poste.ts';
import { demarrerServiceDemonstration, preparerModele } from '../e2e/outils/service.ts';
import { lancer } from './lancement.ts';
import type { Memoire, Mesure } from './mesures.ts';
import { mesurer, peser } from './mesures.ts';

const racine = join(import.meta.dirname, '..', '..');
/** Le temps qu’une personne met, au moins, à donner son mot de passe. */
const FRAPPE_MS = 2_000;
/** Après quoi la mémoire se mesure : tout est lu, plus rien ne se prépare. */
const REPOS_MS = 5_000;
const VIDE = 'page vide du même Electron, du lancement à la première peinture';
const PROFIL = 'admin_departemental';

const attendre = (ms: number): Promise<void> => new Promise((resoudre) => { setTimeout(resoudre, ms); });
const mediane = (valeurs: readonly number[]): number => [...valeurs].sort((une, autre) => une - autre)[Math.floor(valeurs.length / 2)] ?? 0;

/** Note dans la page l’instant de chaque étape, une fois peinte, et clique sur « Offre » dès qu’il est là. */
const SCRIPT = `(() => {
  if (globalThis.banc !== undefined || location.protocol !== 'app:') return;
  const instants = {};
  let finir;
  globalThis.banc = { instants, fin: new Promise((suite) => { finir = suite; }) };
  const maintenant = () => performance.timeOrigin + performance.now();
  // l’image qui la montre est peinte au retour de cette tâche
  const noter = (nom, vrai, ensuite) => {
    if (instants[nom] !== undefined || !vrai()) return;
    instants[nom] = null;
    setTimeout(() => { instants[nom] = maintenant(); ensuite?.(); });
  };
  addEventListener('submit', () => { instants.entree ??= maintenant(); }, true);
  const voir = () => {
    noter('connexion', () => document.querySelector('#motdepasse') !== null);
    noter('cadre', () => document.querySelector('nav a[href="/offre"]') !== null, () => { document.querySelector('nav a[href="/offre"]').click(); });
    noter('lignes', () => [...document.querySelectorAll('[data-testid="grille-offre"] .ag-row [role="gridcell"]')].some((cellule) => cellule.textContent.trim() !== ''), finir);
    requestAnimationFrame(voir);
  };
  voir();
})()`;

interface Tour { readonly peinture: number; readonly processeur: number; readonly memoire: number }
interface TourPoste extends Tour { readonly connexion: number; readonly cadre: number; readonly lignes: number; readonly processeurLignes: number }

/** Ce que la vérification d’un mot de passe prend à cet Electron, seule : argon2id aux réglages de `sync/verificateur.ts`, dans un processus neuf comme le sien. */
const ARGON2 = `const debut = performance.now(); require(${JSON.stringify(join(racine, 'node_modules', '@node-rs', 'argon2'))}).hash('banc', { memoryCost: 65536, timeCost: 3, parallelism: 1 }).then(() => { console.log(performance.now() - debut); });`;
const deriver = (): number => Number(execFileSync(environnementElectron().executable, ['-e', ARGON2], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, encoding: 'utf8' }));

const pageVide = async (): Promise<Tour> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-vide-'));
  const electron = lancer(join(import.meta.dirname, 'pageVide.cjs'), { SIAO_DONNEES: dossier });
  try {
    const peinture = (await electron.peinte) - electron.debut;
    const processeur = electron.processeur();
    await attendre(REPOS_MS);
    return { peinture, processeur, memoire: electron.memoire() };
  } finally {
    await electron.fermer();
    rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};

const poste = async (env: Record<string, string>, motDePasse: string): Promise<TourPoste> => {
  const electron = lancer(racine, env);
  try {
    const page = await electron.suivre(SCRIPT);
    const peinture = (await electron.peinte) - electron.debut;
    while (await page.evaluer<unknown>('globalThis.banc?.instants.connexion ?? null').catch(() => null) === null) await attendre(10);
    const processeur = electron.processeur();
    await attendre(FRAPPE_MS);
    await page.evaluer("document.querySelector('#motdepasse').focus()");
    await page.frapper(motDePasse);
    const avant = electron.processeur();
    await page.valider();
    const { connexion, entree, cadre, lignes } = await page.evaluer<{ connexion: number; entree: number; cadre: number; lignes: number }>('banc.fin.then(() => banc.instants)');
    const processeurLignes = electron.processeur() - avant;
    await attendre(REPOS_MS);
    return { peinture, connexion: connexion - electron.debut, cadre: cadre - entree, lignes: lignes - entree, processeur, processeurLignes, memoire: electron.memoire() };
  } finally {
    await electron.fermer();
  }
};

/** `tours` : lancements de chacun ; la médiane compte, un premier tour ne compte pas. */
export const mesurerDemarrage = async (tours: number): Promise<{ readonly mesures: readonly Mesure[]; readonly memoires: readonly Memoire[] }> => {
  await assembler(process.execPath);
  const oublier = await preparerModele();
  const dossier = mkdtempSync(join(tmpdir(), 'siao-demarrage-'));
  const service = await demarrerServiceDemonstration();
  try {
    const { email, motDePasse } = service.compte(PROFIL);
    // le cache d’un département se charge une fois, comme au premier jour ; le mot de passe y est gardé à son coût de service
    const premier = await ouvrirPosteDeTest({ service: service.url, dossier, env: { SIAO_COUT_MOT_DE_PASSE: '' } });
    await entrer(premier.page, { email, motDePasse });
    await attendreAJour(premier.page);
    await premier.fermer();
    const env = { SIAO_DONNEES: dossier, SIAO_TROUSSEAU: 'memoire', SIAO_SERVICE: service.url, SIAO_DEMONSTRATION: '', SIAO_TAILLE: '1440x900' };
    const vides: Tour[] = [];
    const postes: TourPoste[] = [];
    const derivations: number[] = [];
    for (let tour = 0; tour <= tours; tour += 1) {
      // l’ordre s’inverse à chaque tour : aucun des deux n’a toujours le disque chaud
      const lances = tour % 2 === 0 ? [await pageVide(), await poste(env, motDePasse)] as const : await poste(env, motDePasse).then(async (lu) => [await pageVide(), lu] as const);
      console.error(`tour ${tour}${tour === 0 ? ' (pour rien)' : ''} : ${JSON.stringify(lances.map((lu) => Object.fromEntries(Object.entries(lu).map(([nom, valeur]) => [nom, Math.round(Number(valeur))]))))}`);
      if (tour === 0) continue;
      vides.push(lances[0]);
      postes.push(lances[1]);
      derivations.push(deriver());
    }
    const [vide, processeur, memoire] = [mediane(vides.map(({ peinture }) => peinture)), mediane(vides.map((tour) => tour.processeur)), mediane(vides.map((tour) => tour.memoire))];
    const derivation = mediane(derivations);
    const enTemps = (nom: string, lire: (tour: TourPoste) => number): Mesure => mesurer(nom, mediane(postes.map(lire)), VIDE, vide);
    const enProcesseur = (nom: string, lire: (tour: TourPoste) => number): Mesure => mesurer(nom, mediane(postes.map(lire)), 'page vide du même Electron, temps processeur de tous ses processus', processeur);
    return { mesures: [
      enTemps('démarrage : première peinture', (tour) => tour.peinture),
      enTemps('démarrage : l’écran de connexion est là', (tour) => tour.connexion),
      enTemps('démarrage : de la connexion aux premières lignes d’un département', (tour) => tour.lignes),
      enTemps('démarrage : du bandeau de l’application aux premières lignes', (tour) => tour.lignes - tour.cadre),
      enTemps('démarrage : premières lignes d’un département, frappe du mot de passe non comptée', (tour) => tour.connexion + tour.lignes),
      mesurer('démarrage : vérification d’un mot de passe (argon2id), seule', derivation, VIDE, vide),
      enTemps('démarrage : premières lignes d’un département, ni la frappe ni argon2id comptés', (tour) => tour.connexion + tour.lignes - derivation),
      enProcesseur('démarrage : temps processeur jusqu’à l’écran de connexion', (tour) => tour.processeur),
      enProcesseur('démarrage : temps processeur de la connexion aux premières lignes', (tour) => tour.processeurLignes),
    ], memoires: [peser('démarrage : mémoire de tous les processus, lignes à l’écran', mediane(postes.map((tour) => tour.memoire)), 'page vide du même Electron', memoire)] };
  } finally {
    await service.arreter();
    oublier();
    rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
};
