import fuses from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environnementElectron } from '../../tools/preparer.mjs';
import { assemblerApplication, majeureElectron } from './outils/paquet.ts';
import { ligneDeCommande, lignee, tuerLignee } from './outils/processus.ts';

const { FuseV1Options, getCurrentFuseWire } = fuses;
/** Comment un fusible s’écrit dans le binaire : les caractères « 0 » et « 1 ». */
const [ETEINT, ALLUME] = [0x30, 0x31];
/** Ce que l’application livrée doit porter, écrit ici indépendamment d’electron-builder.yml. */
const VOULUS = {
  RunAsNode: false, EnableCookieEncryption: true, EnableNodeOptionsEnvironmentVariable: false, EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true, OnlyLoadAppFromAsar: true, LoadBrowserProcessSpecificV8Snapshot: false, GrantFileProtocolExtraPrivileges: false,
} as const satisfies Partial<Record<keyof typeof FuseV1Options, boolean>>;
/** Première version majeure d’Electron dont le binaire a ce fusible, quand elle est récente. */
const DEPUIS: Partial<Record<keyof typeof VOULUS, number>> = { GrantFileProtocolExtraPrivileges: 29 };

/** Une application assemblée comme pour être livrée, avec l’Electron de cette machine : point 19 de docs/securite-electron.md. */
test.describe('l’application assemblée', () => {
  test.setTimeout(120_000);
  const { executable, args } = environnementElectron();
  const manquants = Object.entries(DEPUIS).filter(([, majeure]) => majeureElectron() < majeure).map(([nom]) => nom);
  let atelier: string;
  let application: string;

  test.beforeAll(async () => {
    atelier = mkdtempSync(join(tmpdir(), 'siao-paquet-'));
    application = join(await assemblerApplication(atelier, manquants), 'siao-offre');
  });
  test.afterAll(() => { rmSync(atelier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); });

  /** Lance un programme ; attend sa fin ou, s’il a ouvert une page, une seconde de plus pour ce qu’il aurait à dire. */
  const lancer = async (programme: string, options: readonly string[], env: Record<string, string> = {}): Promise<{ page: boolean; code: number | null; dit: string }> => {
    const maison = mkdtempSync(join(atelier, 'maison-'));
    mkdirSync(join(maison, 'tmp'));
    const enfant = spawn(programme, [...options], { cwd: maison, env: { PATH: process.env['PATH'], DISPLAY: process.env['DISPLAY'], XAUTHORITY: process.env['XAUTHORITY'], HOME: maison, XDG_CONFIG_HOME: maison, TMPDIR: join(maison, 'tmp'), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let dit = '';
    let code: number | null | undefined;
    enfant.stdout.on('data', (morceau: Buffer) => { dit += String(morceau); });
    enfant.stderr.on('data', (morceau: Buffer) => { dit += String(morceau); });
    enfant.on('exit', (rendu) => { code = rendu; });
    const aUnePage = (): boolean => lignee(enfant.pid ?? 0).some((numero) => ligneDeCommande(numero).includes('--type=renderer'));
    const limite = Date.now() + 20_000;
    while (code === undefined && !aUnePage() && Date.now() < limite) await new Promise((suite) => { setTimeout(suite, 100); });
    await new Promise((suite) => { setTimeout(suite, code === undefined ? 1_000 : 0); });
    const page = code === undefined && aUnePage();
    tuerLignee(enfant.pid ?? 0);
    return { page, code: code ?? null, dit };
  };

  test('les fusibles, relus du binaire', async () => {
    const lus = await getCurrentFuseWire(application);
    const etats = Object.fromEntries(Object.keys(VOULUS).map((nom) => [nom, lus[FuseV1Options[nom as keyof typeof VOULUS]]]));
    expect(etats).toEqual(Object.fromEntries(Object.entries(VOULUS).map(([nom, allume]) => [nom, manquants.includes(nom) ? undefined : allume ? ALLUME : ETEINT])));
  });

  test('les licences de ce qu’elle contient l’accompagnent', () => {
    const licences = Object.fromEntries(readdirSync(join(application, '..', 'licences')).map((nom) => [nom, readFileSync(join(application, '..', 'licences', nom), 'utf8')]));
    for (const [nom, attendu] of [['SIAO-Offre.txt', 'EUROPEAN UNION PUBLIC LICENCE'], ['processus.md', '## electron-updater'], ['ecrans.md', '## ag-grid-community'], ['better-sqlite3.txt', 'MIT License'], ['keytar.md', 'Permission is hereby granted'], ['argon2.txt', 'Permission is hereby granted']] as const) expect(licences[nom], nom).toContain(attendu);
  });

  test('elle s’ouvre, et n’est pas un Node : ELECTRON_RUN_AS_NODE est sans effet', async () => {
    const demande = ['-p', '"calcul " + 6 * 7'];
    const env = { ELECTRON_RUN_AS_NODE: '1' };
    expect((await lancer(executable, demande, env)).dit, 'l’Electron d’origine obéit').toContain('calcul 42');
    const { page, dit } = await lancer(application, [...args, ...demande], env);
    expect(dit).not.toContain('calcul 42');
    expect(page, dit).toBe(true);
  });

  test('ni --inspect ni signal n’ouvrent le débogueur de Node', async () => {
    for (const option of ['--inspect=0', '--inspect-brk=0']) {
      const { page, dit } = await lancer(application, [...args, option]);
      expect(dit).not.toContain('Debugger listening');
      expect(page, dit).toBe(true);
    }
  });

  test('le port de débogage de Chromium l’arrête', async () => {
    for (const option of ['--remote-debugging-port=0', '--remote-debugging-pipe']) {
      const { page, code, dit } = await lancer(application, [...args, option]);
      expect({ page, code }, dit).toEqual({ page: false, code: 1 });
      expect(dit).not.toContain('DevTools listening');
    }
  });
});
