import asar from '@electron/asar';
import fuses from '@electron/fuses';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environnementElectron } from '../../tools/preparer.mjs';
import type { Cable } from '../outils/reseau.ts';
import { tirerCable } from '../outils/reseau.ts';
import { attendreAJour, entrer } from './outils/gestes.ts';
import { assemblerApplication, majeureElectron } from './outils/paquet.ts';
import { capture, environnementEcran } from './outils/poste.ts';
import { ligneDeCommande, tuerLignee } from './outils/processus.ts';
import type { ServiceDemonstration } from './outils/service.ts';
import { demarrerServiceDemonstration } from './outils/service.ts';

const PHRASE = 'douze ânes gris sous la pluie';
const NOM = 'Les Remparts rénovés';

/**
 * De la version N à N+1 puis N+2, depuis un dossier statique servi ici. L’application est assemblée comme pour être livrée, à trois choses près : le pilote y entre (le refus du port
 * de débogage et le fusible d’`--inspect` sont levés), SQLite est celui de l’Electron de rechange quand il y en a un, et le fichier AppImage est un lanceur de l’application dépliée :
 * le format d’AppImage ne s’assemble pas sans son outil, que seul GitHub donne. Ce qui est éprouvé est ce que le produit en fait, electron-updater compris.
 */
test.describe.serial('une mise à jour', () => {
  test.setTimeout(180_000);
  const { args, rechange, env } = environnementElectron();
  let atelier: string;
  let base: string;
  let depot: Server;
  let service: ServiceDemonstration;
  let cable: Cable;
  let application: ElectronApplication | undefined;
  /** Le fichier que la personne lance. */
  const fichier = (): string => join(atelier, 'SIAO-Offre.AppImage');
  const publie = (nom: string): string => join(atelier, 'depot', nom);
  /** Compte les fichiers SQLite du poste qu’un processus tient. */
  const sonde = (): string => `ls -l /proc/[0-9]*/fd 2>/dev/null | grep -c '${join(atelier, 'config')}.*sqlite'`;
  /** Combien l’étaient quand un lanceur a démarré, un nombre par lancement. */
  const tenus = (): number[] => readFileSync(join(atelier, 'tenus'), 'utf8').trim().split('\n').map(Number);
  const processusDe = (version: string): number[] => readdirSync('/proc').filter((nom) => /^\d+$/u.test(nom)).map(Number).filter((numero) => ligneDeCommande(numero)[0]?.startsWith(join(atelier, version)) === true);

  /** L’application à cette version, et le fichier qui la lance. */
  const fabriquer = async (version: string): Promise<string> => {
    const dossier = join(atelier, version);
    execFileSync('cp', ['-al', base, dossier]);
    const source = join(atelier, `source-${version}`);
    asar.extractAll(join(base, 'resources', 'app.asar'), source);
    writeFileSync(join(source, 'package.json'), JSON.stringify({ ...JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as object, version }));
    const principal = join(source, 'out', 'main', 'index.cjs');
    const code = readFileSync(principal, 'utf8');
    const ouvert = code.replace(/\.isPackaged && estDebogue\(\)/u, '.isPackaged && false');
    expect(ouvert).not.toBe(code);
    writeFileSync(principal, ouvert);
    if (rechange) copyFileSync(env['SIAO_SQLITE_NATIF'] ?? '', join(source, 'node_modules', 'better-sqlite3', 'prebuilds', 'linux-x64.node'));
    for (const nom of ['app.asar', 'app.asar.unpacked']) rmSync(join(dossier, 'resources', nom), { recursive: true });
    await asar.createPackageWithOptions(source, join(dossier, 'resources', 'app.asar'), { unpack: '**/*.node' });
    rmSync(source, { recursive: true });
    const lanceur = join(atelier, `SIAO-Offre-${version}.AppImage`);
    writeFileSync(lanceur, [
      '#!/bin/sh', '[ -n "$APPIMAGE_EXIT_AFTER_INSTALL" ] && exit 0', `${sonde()} >> '${join(atelier, 'tenus')}'`,
      `exec env APPIMAGE="$0" '${join(dossier, 'siao-offre')}' ${args.join(' ')} "$@"`, '',
    ].join('\n'), { mode: 0o755 });
    return lanceur;
  };
  /** Publie une version comme electron-builder : le fichier, et latest-linux.yml qui donne son empreinte. `abime` : le fichier servi n’est pas celui-là. */
  const publier = async (version: string, abime = false): Promise<void> => {
    const nom = `SIAO-Offre-${version}.AppImage`;
    if (!existsSync(join(atelier, nom))) await fabriquer(version);
    const octets = readFileSync(join(atelier, nom));
    const sha512 = createHash('sha512').update(octets).digest('base64');
    writeFileSync(publie(nom), abime ? Buffer.concat([octets, Buffer.from('# ajouté en route\n')]) : octets);
    writeFileSync(publie('latest-linux.yml'), `version: ${version}\nfiles:\n  - url: ${nom}\n    sha512: ${sha512}\n    size: ${octets.length}\npath: ${nom}\nsha512: ${sha512}\nreleaseDate: '2026-11-28T10:00:00.000Z'\n`);
  };
  const ouvrir = async (): Promise<Page> => {
    const herite = Object.fromEntries(Object.entries(process.env).filter((entree): entree is [string, string] => entree[1] !== undefined));
    application = await _electron.launch({
      executablePath: fichier(), args: [], cwd: atelier, timeout: 60_000,
      // ni trousseau ni bus : la personne donne une phrase
      env: { ...herite, ...environnementEcran(), HOME: join(atelier, 'maison'), XDG_CONFIG_HOME: join(atelier, 'config'), XDG_CACHE_HOME: join(atelier, 'cache'), DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(atelier, 'aucun-bus')}` },
    });
    const page = await application.firstWindow({ timeout: 60_000 });
    page.setDefaultTimeout(30_000);
    return page;
  };
  const aPropos = async (page: Page): Promise<void> => {
    await page.keyboard.press('F1');
    await page.getByTestId('aide-apropos').click();
    await expect(page.getByTestId('apropos-version')).toBeVisible();
  };
  const etat = (page: Page) => page.getByTestId('maj-etat');

  test.beforeAll(async () => {
    atelier = mkdtempSync(join(tmpdir(), 'siao-maj-'));
    for (const nom of ['depot', 'maison', 'config', 'cache']) mkdirSync(join(atelier, nom));
    base = await assemblerApplication(atelier, majeureElectron() < 29 ? ['grantFileProtocolExtraPrivileges'] : []);
    await fuses.flipFuses(join(base, 'siao-offre'), { version: fuses.FuseVersion.V1, [fuses.FuseV1Options.EnableNodeCliInspectArguments]: true });
    depot = createServer((demande, reponse) => {
      const chemin = publie((demande.url ?? '').split('?')[0]?.split('/').at(-1) ?? '');
      if (existsSync(chemin)) reponse.end(readFileSync(chemin)); else reponse.writeHead(404).end();
    });
    await new Promise<void>((resoudre) => { depot.listen(0, '127.0.0.1', resoudre); });
    service = await demarrerServiceDemonstration();
    cable = await tirerCable(service.url);
    writeFileSync(join(base, 'resources', 'organisation.json'), JSON.stringify({ service: cable.url, mandataire: 'aucun', misesAJour: { adresse: `http://127.0.0.1:${(depot.address() as AddressInfo).port}/`, recherche: 'demande' } }));
    copyFileSync(await fabriquer('0.2.0'), fichier());
  });
  test.afterAll(async () => {
    for (const version of ['0.2.0', '0.3.0', '0.4.0']) for (const numero of processusDe(version)) tuerLignee(numero);
    await cable.fermer();
    await service.arreter();
    depot.closeAllConnections();
    depot.close();
    rmSync(atelier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  test('un fichier qui n’est pas celui annoncé est écarté ; le bon attend que la personne le veuille', async () => {
    const page = await ouvrir();
    await page.getByRole('textbox', { name: /^Phrase secrète/u }).fill(PHRASE);
    await page.getByLabel(/seconde fois/u).fill(PHRASE);
    await page.keyboard.press('Enter');
    await entrer(page, service.compte('admin_departemental'));
    await attendreAJour(page);
    // hors ligne, un geste qui attendra son envoi d’une version à l’autre
    cable.couper();
    await expect(page.getByTestId('etat-sync')).toContainText('Hors ligne', { timeout: 30_000 });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('remparts');
    await page.getByRole('option', { name: /Les Remparts/u }).first().click();
    await page.getByTestId('fiche').getByRole('heading', { name: 'Les Remparts' }).click();
    await page.keyboard.press('F2');
    await page.getByTestId('formulaire').getByLabel(/^Nom/u).first().fill(NOM);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('fiche').getByRole('heading', { name: NOM })).toBeVisible();

    await aPropos(page);
    await expect(page.getByTestId('apropos-version')).toHaveText('0.2.0');
    await page.getByTestId('maj-chercher').click();
    await expect(etat(page)).toContainText('Aucune publication à l’adresse réglée');
    await publier('0.3.0', true);
    await page.getByTestId('maj-chercher').click();
    await expect(etat(page)).toContainText('n’est pas celui qui est annoncé');
    await publier('0.3.0');
    await page.getByTestId('maj-chercher').click();
    await expect(etat(page)).toHaveAttribute('data-etat', 'prete');
    await capture(page, 'mise-a-jour-prete');
    expect(readFileSync(fichier(), 'utf8')).toContain('/0.2.0/');
    expect(Number(execFileSync('sh', ['-c', sonde()], { encoding: 'utf8' }))).toBeGreaterThan(0);
  });

  test('elle s’installe fichiers fermés, se rouvre, et ce qui attendait part', async () => {
    const ouverte = application as ElectronApplication;
    const [ancienne] = ouverte.windows();
    // sortie, elle n’attend plus que le pilote ; elle le dit
    let dit = '';
    ouverte.process().stderr?.on('data', (morceau: Buffer) => { dit += String(morceau); });
    await ancienne?.getByTestId('maj-installer').click();
    await expect.poll(() => dit, { timeout: 20_000 }).toContain('Waiting for the debugger to disconnect');
    // elle seule : la version neuve est sa descendante
    ouverte.process().kill('SIGKILL');
    await expect.poll(() => processusDe('0.3.0').length, { timeout: 30_000 }).toBeGreaterThan(1);
    expect(readFileSync(fichier(), 'utf8')).toContain('/0.3.0/');
    expect(tenus()).toEqual([0, 0]);
    // celle qui s’est rouverte d’elle-même n’a pas de pilote : la même, relancée
    for (const numero of processusDe('0.3.0')) tuerLignee(numero);
    const page = await ouvrir();
    await page.getByRole('textbox', { name: /^Phrase secrète/u }).fill(PHRASE);
    await page.keyboard.press('Enter');
    await entrer(page, service.compte('admin_departemental'));
    await expect(page.getByTestId('etat-sync')).toContainText('1', { timeout: 30_000 });
    await aPropos(page);
    await expect(page.getByTestId('apropos-version')).toHaveText('0.3.0');
    await page.keyboard.press('Escape');
    cable.retablir();
    await attendreAJour(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('remparts');
    await expect(page.getByRole('option', { name: new RegExp(NOM, 'u') }).first()).toBeVisible();
    await page.keyboard.press('Escape');
  });

  test('prête à la fermeture, elle s’installe sans se rouvrir', async () => {
    const ouverte = application as ElectronApplication;
    const page = ouverte.windows()[0] as Page;
    await publier('0.4.0');
    await aPropos(page);
    await page.getByTestId('maj-chercher').click();
    await expect(etat(page)).toHaveAttribute('data-etat', 'prete');
    await ouverte.close();
    await expect.poll(() => readFileSync(fichier(), 'utf8')).toContain('/0.4.0/');
    expect(processusDe('0.4.0')).toEqual([]);
  });
});
