import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { creerTrousseau, type ModuleKeytar } from '../../../main/trousseau.ts';

const programme = join(import.meta.dirname, 'programmeTrousseau.ts');
let maison: string;
beforeAll(() => { maison = mkdtempSync(join(tmpdir(), 'siao-maison-')); });
afterAll(() => { rmSync(maison, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); });

const DEVERROUILLER = 'printf essai | gnome-keyring-daemon --unlock --components=secrets > /dev/null || { echo "gnome-keyring-daemon ne démarre pas" >&2; exit 9; }';

const environnement = (env: Record<string, string> = {}): NodeJS.ProcessEnv => {
  const runtime = join(maison, 'runtime');
  mkdirSync(runtime, { recursive: true, mode: 0o700 });
  return { PATH: process.env['PATH'], LANG: 'C.UTF-8', HOME: maison, XDG_RUNTIME_DIR: runtime, ...env };
};
/** Lance une commande et rend ce que programmeTrousseau.ts y a dit, une valeur par geste. */
const lancer = (commande: string, args: readonly string[], env: NodeJS.ProcessEnv, attendus: number): Promise<unknown[]> => new Promise((resoudre, rejeter) => {
  execFile(commande, args, { env, timeout: 50_000, killSignal: 'SIGKILL' }, (erreur, sortie, journal) => {
    const resultats = sortie.split('\n').filter((ligne) => ligne.startsWith('RESULTAT ')).map((ligne): unknown => JSON.parse(ligne.slice('RESULTAT '.length)));
    if (resultats.length === attendus) resoudre(resultats);
    else rejeter(new Error(`Le trousseau d’essai n’a pas fonctionné : « npm test » installe dbus, gnome-keyring et libsecret-1-0 quand il en a le droit ; sinon les installer. ${erreur?.message ?? ''}\n${journal}`));
  });
});
/**
 * Joue des gestes dans une session D-Bus neuve, dont le trousseau est dans `maison`. Sans `ouvert`, le bus démarre le trousseau verrouillé, que rien ne peut déverrouiller (pas d’écran).
 * Une machine sans trousseau fait échouer, en disant quoi installer : rien n’est sauté.
 */
const dansUneSession = (gestes: readonly string[], { ouvert }: { readonly ouvert: boolean }): Promise<unknown[]> => {
  const script = [...(ouvert ? [DEVERROUILLER] : []), ...gestes.map((geste) => `"${process.execPath}" "${programme}" ${geste}`)].join('\n');
  return lancer('dbus-run-session', ['--', 'sh', '-c', script], environnement(), gestes.length);
};

describe('un vrai trousseau (GNOME Keyring)', () => {
  test('écrit, remplace, relit par un autre trousseau, efface deux fois ; une entrée absente est null', async () => {
    expect(await dansUneSession(['entree'], { ouvert: true })).toEqual([[null, 'seconde', null]]);
  });

  test('le coffre s’y ouvre, y retrouve sa clé, en change et la détruit', async () => {
    expect(await dansUneSession(['coffre'], { ouvert: true })).toEqual([{ etat: 'ouvert', genre: 'trousseau', retrouvee: true, cle: 2 }]);
  });

  test('verrouillé sans personne pour l’ouvrir : indisponible, jamais « entrée absente » ; rouvert, il a tout gardé', async () => {
    expect(await dansUneSession(['ecrire'], { ouvert: true })).toEqual([null]);
    const refus = expect.objectContaining({ erreur: 'secret.indisponible' });
    expect(await dansUneSession(['lire', 'effacer', 'ecrire'], { ouvert: false })).toEqual([refus, refus, refus]);
    expect(await dansUneSession(['lire', 'effacer', 'lire'], { ouvert: true })).toEqual(['gardée', null, null]);
  });

  test('aucun bus : indisponible', async () => {
    expect(await lancer(process.execPath, [programme, 'lire'], environnement({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nulle/part' }), 1)).toEqual([expect.objectContaining({ erreur: 'secret.indisponible' })]);
  });

  test('un bus qui prend l’appel et ne répond jamais : quatre secondes, puis refus immédiat', async () => {
    const adresse = join(maison, 'muet');
    const prises: Socket[] = [];
    const muet = createServer((prise) => { prises.push(prise); }).listen(adresse);
    try {
      const [vu] = await lancer(process.execPath, [programme, 'attendre'], environnement({ DBUS_SESSION_BUS_ADDRESS: `unix:path=${adresse}` }), 1) as [{ apres: number; ensuite: number }];
      expect(vu).toMatchObject({ premiere: { erreur: 'secret.indisponible' }, seconde: { erreur: 'secret.indisponible' }, retenu: true });
      expect(vu.apres).toBeGreaterThanOrEqual(3_990);
      expect(vu.ensuite).toBeLessThan(1_000);
    } finally {
      for (const prise of prises) prise.destroy();
      muet.close();
    }
  });
});

describe('keytar qui ne se laisse pas faire', () => {
  const module = (remplacement: Partial<ModuleKeytar>): ModuleKeytar => ({ getPassword: async () => 'valeur', setPassword: async () => undefined, deletePassword: async () => true, ...remplacement });
  const indisponible = { name: 'ErreurSecret', code: 'secret.indisponible' };

  test('qui ne se charge pas, ou qui lève : indisponible', async () => {
    await expect(creerTrousseau({ charger: () => Promise.reject(new Error('libsecret-1.so.0 absente')) }).lire('a')).rejects.toMatchObject({ ...indisponible, message: expect.stringContaining('libsecret') });
    await expect(creerTrousseau({ charger: async () => module({ setPassword: () => { throw new Error('refus'); } }) }).ecrire('a', 'b')).rejects.toMatchObject(indisponible);
  });

  test('qui ne répond pas : un délai, puis refus immédiat sans nouvel appel ; la réponse tardive est perdue et le rend à nouveau utilisable', async () => {
    const repondre: ((valeur: string) => void)[] = [];
    const trousseau = creerTrousseau({ limiteMs: 100, charger: async () => module({ getPassword: () => new Promise((resoudre) => { repondre.push(resoudre); }) }) });
    const trois = await Promise.allSettled([trousseau.lire('a'), trousseau.lire('b'), trousseau.ecrire('c', 'd')]);
    expect(trois.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect([repondre.length, trousseau.retenu()]).toEqual([1, true]);
    const debut = performance.now();
    await expect(trousseau.effacer('e')).rejects.toMatchObject(indisponible);
    expect(performance.now() - debut).toBeLessThan(90);
    repondre[0]?.('trop tard');
    await new Promise((suite) => { setTimeout(suite, 0); });
    expect(trousseau.retenu()).toBe(false);
    const lecture = trousseau.lire('f');
    await new Promise((suite) => { setTimeout(suite, 0); });
    repondre[1]?.('à temps');
    expect(await lecture).toBe('à temps');
  });

  test('une seule demande à la fois', async () => {
    let enCours = 0;
    let maximum = 0;
    const trousseau = creerTrousseau({ charger: async () => module({ getPassword: async () => {
      enCours += 1;
      maximum = Math.max(maximum, enCours);
      await new Promise((suite) => { setTimeout(suite, 5); });
      enCours -= 1;
      return 'valeur';
    } }) });
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((nom) => trousseau.lire(nom)))).toEqual(['valeur', 'valeur', 'valeur', 'valeur']);
    expect(maximum).toBe(1);
  });

  test('une réponse vide arrivée trop tard ne fait pas surgir une seconde demande', async () => {
    let repondre: (valeur: null) => void = () => undefined;
    const appels: string[] = [];
    const trousseau = creerTrousseau({ limiteMs: 50, charger: async () => module({ getPassword: () => new Promise((resoudre) => { repondre = resoudre; }), setPassword: async () => { appels.push('ecrire'); } }) });
    await expect(trousseau.lire('a')).rejects.toMatchObject(indisponible);
    repondre(null);
    await new Promise((suite) => { setTimeout(suite, 0); });
    expect([appels, trousseau.retenu()]).toEqual([[], false]);
  });
});
