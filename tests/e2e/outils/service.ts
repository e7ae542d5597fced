import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompteDemonstration } from '../../../contract/service.ts';
import { veille } from '../../../domain/dates.ts';
import { ouvrirBase } from '../../../server/base/base.ts';
import { figerMois } from '../../../server/indicateurs/instantanes.ts';
import { aujourdhuiAParis } from '../../../sync/session.ts';
import type { Modele } from '../../outils/postgresql.ts';
import { administrer, completerModele, demarrerPostgresql, preparerPostgresql, urlDeLaBase } from '../../outils/postgresql.ts';

const racine = join(import.meta.dirname, '..', '..', '..');
/** Dit à chaque processus d’essai où est la grappe déjà semée (JSON de `Modele`), ou, sans PostgreSQL, le dossier déjà semé. */
const [GRAPPE, DOSSIER] = ['SIAO_MODELE_GRAPPE', 'SIAO_MODELE_SERVICE'];
const BASE = 'demonstration';

export interface ServiceDemonstration {
  readonly url: string;
  readonly comptes: readonly CompteDemonstration[];
  /** Le compte de démonstration d’un profil. */
  compte(profil: string): CompteDemonstration;
  arreter(): Promise<void>;
}

interface ServicePret { readonly url: string; readonly comptes: CompteDemonstration[]; arreter(): Promise<void> }

/** Où le service garde ses données : un dossier à lui (PGlite), ou une base PostgreSQL. */
type Donnees = { readonly dossier: string } | { readonly base: string; readonly courriels: string };
const lancer = async (donnees: Donnees): Promise<ServicePret> => {
  const [args, env] = 'dossier' in donnees ? [['--embarque', '--dossier', donnees.dossier], {}] as const : [['--port', '0', '--courriels', donnees.courriels], { DATABASE_URL: donnees.base }] as const;
  const enfant = spawn(process.execPath, [join(racine, 'console', 'siao.ts'), 'serve', '--demonstration', '--json-pret', ...args], { cwd: racine, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, SIAO_INSTANTANES: 'non', ...env } });
  const pret = await new Promise<Pick<ServicePret, 'url' | 'comptes'>>((resoudre, rejeter) => {
    createInterface({ input: enfant.stdout }).once('line', (ligne) => { resoudre(JSON.parse(ligne) as Pick<ServicePret, 'url' | 'comptes'>); });
    enfant.once('exit', (code) => { rejeter(new Error(`Le service de démonstration s’est arrêté (code ${String(code)}).`)); });
  });
  return { ...pret, arreter: () => new Promise((resoudre) => { enfant.once('exit', () => { resoudre(); }); enfant.kill('SIGTERM'); }) };
};

/**
 * Sème une fois ce que chaque service d’essai recopiera (le semis prend plus de temps que le service) : une grappe PostgreSQL, qui demande bien moins de calcul que PGlite à deux fenêtres
 * qui se partagent deux cœurs ; sans PostgreSQL, un dossier. Rend de quoi l’effacer. Le service embarqué a ses essais : `histoire`, `tests/integration/console/serve`.
 */
export const preparerModele = async (): Promise<() => void> => {
  const postgresql = preparerPostgresql();
  if (postgresql === undefined) {
    const modele = mkdtempSync(join(tmpdir(), 'siao-modele-'));
    await (await lancer({ dossier: modele })).arreter();
    process.env[DOSSIER] = modele;
    return () => { rmSync(modele, { recursive: true, force: true }); };
  }
  await completerModele(postgresql.modele, async (url) => {
    await administrer(url, `create database ${BASE}`);
    await (await lancer({ base: urlDeLaBase(url, BASE), courriels: join(tmpdir(), 'siao-modele-courriels') })).arreter();
  });
  process.env[GRAPPE] = JSON.stringify(postgresql.modele);
  return () => { postgresql.oublier(); };
};

/** Des données semées, à ce service seul, et de quoi les effacer. */
const donneesNeuves = async (embarque: boolean): Promise<{ readonly donnees: Donnees; readonly effacer: () => Promise<void> }> => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-service-'));
  const effacer = (): void => { rmSync(dossier, { recursive: true, force: true }); };
  const grappe = process.env[GRAPPE];
  if (grappe !== undefined && !embarque) {
    const { url, arreter } = await demarrerPostgresql(JSON.parse(grappe) as Modele);
    return { donnees: { base: urlDeLaBase(url, BASE), courriels: join(dossier, 'courriels') }, effacer: async () => { await arreter(); effacer(); } };
  }
  const modele = process.env[DOSSIER];
  // hors de Playwright (captures, mesures), il n’y a pas de modèle : le service sème lui-même
  if (modele !== undefined) cpSync(modele, dossier, { recursive: true });
  return { donnees: { dossier }, effacer: () => { effacer(); return Promise.resolve(); } };
};

/** Fige le mois dernier tel que l’offre est au semis : ce que le service aurait fait ce soir-là. */
const figerLeMoisDernier = async (donnees: Donnees): Promise<void> => {
  const base = await ouvrirBase('base' in donnees ? { url: donnees.base } : { dossier: donnees.dossier });
  try {
    const date = veille(`${aujourdhuiAParis().slice(0, 7)}-01`);
    await figerMois(base, { mois: date.slice(0, 7), date, origine: 'fige' }, new Date());
  } finally { await base.fermer(); }
};

/** Lance le vrai service de démonstration, où le département 59 est semé. `embarque` : sur PGlite, comme `npm start` ; `fige` : le mois dernier a été figé. */
export const demarrerServiceDemonstration = async ({ embarque = false, fige = false } = {}): Promise<ServiceDemonstration> => {
  const { donnees, effacer } = await donneesNeuves(embarque);
  if (fige) await figerLeMoisDernier(donnees);
  const { url, comptes, arreter } = await lancer(donnees);
  return {
    url, comptes,
    compte: (profil) => {
      const compte = comptes.find((candidat) => candidat.profil === profil);
      if (compte === undefined) throw new Error(`Aucun compte de démonstration pour ${profil}.`);
      return compte;
    },
    arreter: async () => {
      await arreter();
      await effacer();
    },
  };
};
