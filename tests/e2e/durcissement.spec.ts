import { expect, test } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PosteOuvert } from './outils/poste.ts';
import { ouvrirPosteDeTest } from './outils/poste.ts';
import { ligneDeCommande } from './outils/processus.ts';
import type { SondeReseau } from './outils/sondes.ts';
import { ouvrirSondeReseau } from './outils/sondes.ts';

const racine = join(import.meta.dirname, '..', '..');

/** Les vingt points de la liste d’Electron, par leur numéro (docs/securite-electron.md) ; le 19, les fusibles, est dans paquet.spec.ts. */
test.describe('la liste de sécurité d’Electron', () => {
  let poste: PosteOuvert;
  let reseau: SondeReseau;
  let atelier: string;

  test.beforeAll(async () => {
    atelier = mkdtempSync(join(tmpdir(), 'siao-durcissement-'));
    writeFileSync(join(atelier, 'piege.html'), '<title>piege</title>');
    reseau = await ouvrirSondeReseau();
    poste = await ouvrirPosteDeTest();
  });
  test.afterAll(async () => {
    await poste.fermer();
    await reseau.fermer();
    rmSync(atelier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  /** Les préférences effectives de la fenêtre, telles qu’Electron les applique. */
  const preferences = () => poste.application.evaluate(({ BrowserWindow }) => {
    const contenu = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return JSON.parse(JSON.stringify(contenu.getLastWebPreferences())) as Record<string, unknown>;
  });
  /** La ligne de commande du processus de la page : ce que Chromium a vraiment reçu. */
  const options = async (): Promise<string[]> => ligneDeCommande(await poste.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0));
  /** Ouvre une fenêtre quelconque dans le même programme, comme le ferait une erreur future, y exécute un script, et la ferme. */
  const dansUneFenetre = (webPreferences: Electron.WebPreferences, adresse: string, script: string): Promise<unknown> => poste.application.evaluate(async ({ BrowserWindow }, [preferencesFenetre, url, code]) => {
    const fenetre = new BrowserWindow({ show: false, webPreferences: preferencesFenetre as Electron.WebPreferences });
    try {
      await fenetre.loadURL(url);
      return (await fenetre.webContents.executeJavaScript(code, true)) as unknown;
    } finally {
      fenetre.destroy();
    }
  }, [webPreferences, adresse, script] as const);
  /** Rend la directive de la politique de sécurité qui a refusé ce que fait `script`, ou « rien ». */
  const directive = (script: string): Promise<string> => poste.application.evaluate(({ BrowserWindow }, code) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(`new Promise((rendre) => {
    addEventListener('securitypolicyviolation', (e) => rendre(e.effectiveDirective), { once: true });
    setTimeout(() => rendre('rien'), 1500);
    ${code}
  })`) as Promise<string>, script);

  test('1. contenu sûr seulement : le réseau est fermé à toute fenêtre, même sans politique de sécurité', async () => {
    const essais = `Promise.all(['${reseau.url}/a', 'ws'].map((vers) => vers === 'ws'
      ? new Promise((rendre) => { const prise = new WebSocket('ws://127.0.0.1:${reseau.port}/'); prise.onopen = () => rendre('lu'); prise.onerror = () => rendre('refus'); })
      : fetch(vers, { mode: 'no-cors' }).then(() => 'lu', () => 'refus')))`;
    expect(await dansUneFenetre({}, 'data:text/html,<p>', essais)).toEqual(['refus', 'refus']);
    await expect(dansUneFenetre({}, `${reseau.url}/page`, '1')).rejects.toThrow(/ERR_BLOCKED_BY_CLIENT/u);
    expect(reseau.recus).toEqual([]);
  });

  test('2. pas de Node dans la page', async () => {
    expect(await poste.page.evaluate(() => ['require', 'process', 'module', 'global', 'Buffer', '__dirname'].filter((nom) => nom in globalThis))).toEqual([]);
    expect(await preferences()).toMatchObject({ nodeIntegration: false, nodeIntegrationInSubFrames: false });
    expect((await options()).filter((option) => option.startsWith('--node-integration'))).toEqual([]);
  });

  test('3. contextes séparés : la page ne peut piéger le préchargement', async () => {
    const vus = await poste.page.evaluate(async () => {
      const pris: string[] = [];
      const [appel, jeter] = [Function.prototype.call, Array.prototype.push];
      Function.prototype.call = function pieger(this: unknown, ...args: unknown[]) { if (args.some((objet) => typeof objet === 'object' && objet !== null && 'sendSync' in objet)) pris.push('ipcRenderer'); return Reflect.apply(this as () => unknown, args[0], args.slice(1)) as unknown; };
      Array.prototype.push = function pieger(...args: unknown[]) { return Reflect.apply(jeter, this, args) as number; };
      const { siao } = globalThis as unknown as { siao: { demanderPort(): void } };
      const propres = siao.demanderPort.toString();
      const recu = new Promise((rendre) => { addEventListener('message', ({ data }: MessageEvent<{ type?: string }>) => { rendre(data.type); }, { once: true }); });
      siao.demanderPort();
      const type = await recu;
      Function.prototype.call = appel;
      Array.prototype.push = jeter;
      return { pris, propres, type };
    });
    expect(vus).toEqual({ pris: [], propres: expect.stringContaining('[native code]'), type: 'siao:port' });
    expect(await preferences()).toMatchObject({ contextIsolation: true });
  });

  test('4. bac à sable', async () => {
    expect(await preferences()).toMatchObject({ sandbox: true });
    // le préchargement d’une page en bac à sable n’a qu’un « process » réduit
    expect(await poste.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScriptInIsolatedWorld(999, [{ code: '[typeof require, typeof process, typeof Buffer].join()' }]) as Promise<string>)).toBe('undefined,undefined,undefined');
    expect(await options()).toContain('--enable-sandbox');
  });

  test('5. permissions : demandées ou seulement vérifiées, toutes refusées, sauf copier', async () => {
    const noms = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'persistent-storage', 'background-sync', 'clipboard-read', 'display-capture', 'accelerometer', 'idle-detection', 'window-management', 'storage-access'];
    const etats = await poste.page.evaluate((liste) => Promise.all(liste.map((name) => navigator.permissions.query({ name: name as PermissionName }).then(({ state }) => `${name} ${state}`, () => `${name} inconnue`))), noms);
    expect(etats.filter((etat) => !/ (denied|inconnue)$/u.test(etat))).toEqual([]);
    expect(etats.filter((etat) => etat.endsWith(' denied')).length).toBeGreaterThan(5);
    await poste.page.mouse.click(5, 5);
    const demandes = await poste.page.evaluate(async () => {
      const refus = (promesse: Promise<unknown>): Promise<string> => promesse.then((valeur) => (valeur === 'denied' ? 'refus' : 'accord'), (erreur: unknown) => (erreur instanceof Error ? erreur.name : 'refus'));
      const position = new Promise((oui, non) => { navigator.geolocation.getCurrentPosition(oui, ({ code }) => { non(new DOMException('', code === 1 ? 'NotAllowedError' : `code${code}`)); }); });
      return Promise.all([Notification.requestPermission(), position, navigator.mediaDevices.getDisplayMedia({}), navigator.clipboard.readText(), (navigator as unknown as { requestMIDIAccess(options: object): Promise<unknown> }).requestMIDIAccess({ sysex: true })].map(refus));
    });
    expect(demandes.filter((reponse) => !['refus', 'NotAllowedError', 'SecurityError', 'NotSupportedError'].includes(reponse))).toEqual([]);
    // sans page de chez nous derrière, même copier se refuse
    expect(await dansUneFenetre({}, 'data:text/html,<p>', `navigator.permissions?.query({ name: 'notifications' }).then(({ state }) => state) ?? 'denied'`)).toBe('denied');
  });

  test('6, 8, 9, 10. ni webSecurity coupé, ni contenu mixte, ni fonctions expérimentales', async () => {
    expect(await preferences()).toMatchObject({ webSecurity: true, allowRunningInsecureContent: false, experimentalFeatures: false });
    expect((await preferences())['enableBlinkFeatures'] ?? '').toBe('');
    const dangereuses = (await options()).filter((option) => /^--(disable-web-security|allow-running-insecure-content|enable-experimental-web-platform-features|enable-blink-features|allow-file-access|ignore-certificate-errors)/u.test(option));
    expect(dangereuses).toEqual([]);
  });

  for (const [quoi, script, attendue] of [
    ['un script écrit dans la page', `document.body.append(Object.assign(document.createElement('script'), { textContent: 'globalThis.injecte = 1' }))`, 'script-src-elem'],
    ['un attribut onclick', `document.body.insertAdjacentHTML('beforeend', '<i onclick="1" id="clic"></i>'); document.getElementById('clic').click()`, 'script-src-attr'],
    ['eval', `try { new Function('1') } catch {}`, 'script-src'],
    ['un script data:', `document.body.append(Object.assign(document.createElement('script'), { src: 'data:text/javascript,1' }))`, 'script-src-elem'],
    ['un script blob:', `document.body.append(Object.assign(document.createElement('script'), { src: URL.createObjectURL(new Blob(['1'])) }))`, 'script-src-elem'],
    ['un travailleur blob:', `try { new Worker(URL.createObjectURL(new Blob(['1']))) } catch {}`, 'worker-src'],
    ['un cadre de notre propre page', `document.body.append(Object.assign(document.createElement('iframe'), { src: 'app://siao/' }))`, 'frame-src'],
    ['un objet', `document.body.append(Object.assign(document.createElement('object'), { data: 'app://siao/', type: 'text/html' }))`, 'object-src'],
    ['une base', `document.head.append(Object.assign(document.createElement('base'), { href: 'https://exemple.invalid/' }))`, 'base-uri'],
    ['un formulaire', `const f = Object.assign(document.createElement('form'), { action: 'https://exemple.invalid/' }); document.body.append(f); f.submit(); f.remove()`, 'form-action'],
    ['une image du réseau', `new Image().src = 'https://exemple.invalid/i.png'`, 'img-src'],
    ['une feuille du réseau', `document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: 'https://exemple.invalid/s.css' }))`, 'style-src-elem'],
    ['une requête au réseau', `fetch('https://exemple.invalid/').catch(() => 0)`, 'connect-src'],
    ['un média', `Object.assign(new Audio(), { src: 'https://exemple.invalid/a.mp3' }).load()`, 'media-src'],
  ] as const) {
    test(`7. politique de sécurité : ${quoi} est refusé`, async () => {
      expect(await directive(script)).toBe(attendue);
    });
  }

  test('11, 12. aucune <webview>, même dans une fenêtre qui les permettrait', async () => {
    expect(await poste.page.evaluate(() => 'loadURL' in document.createElement('webview'))).toBe(false);
    const attachees = await poste.application.evaluate(async ({ app, BrowserWindow }) => {
      const vus: string[] = [];
      const noter = (_evenement: unknown, contenu: Electron.WebContents): void => { vus.push(contenu.getType()); };
      const fenetre = new BrowserWindow({ show: false, webPreferences: { webviewTag: true } });
      app.on('web-contents-created', noter);
      try {
        await fenetre.loadURL('data:text/html,<webview src="data:text/html,x" allowpopups nodeintegration></webview>');
        const permise = (await fenetre.webContents.executeJavaScript(`'loadURL' in document.querySelector('webview')`)) as boolean;
        await new Promise((suite) => { setTimeout(suite, 500); });
        return { permise, vivantes: vus.filter((genre) => genre === 'webview').length };
      } finally {
        app.off('web-contents-created', noter);
        fenetre.destroy();
      }
    });
    expect(attachees).toEqual({ permise: true, vivantes: 0 });
  });

  test('13, 14. toute fenêtre du programme est tenue : ni navigation, ni autre fenêtre', async () => {
    const vu = await poste.application.evaluate(async ({ BrowserWindow }, vers) => {
      const fenetre = new BrowserWindow({ show: false });
      const avant = BrowserWindow.getAllWindows().length;
      try {
        await fenetre.loadURL('data:text/html,<title>depart</title>');
        const ouvertes = (await fenetre.webContents.executeJavaScript(`['about:blank', 'app://siao/', 'app://autre/'].filter((adresse) => open(adresse) !== null)`, true)) as string[];
        for (const adresse of vers) {
          // la navigation, si elle a lieu, emporte le script : rien à en attendre
          void fenetre.webContents.executeJavaScript(`location.href = '${adresse}'`, true).catch(() => undefined);
          await new Promise((suite) => { setTimeout(suite, 250); });
        }
        return { ouvertes, fenetres: BrowserWindow.getAllWindows().length - avant, url: fenetre.webContents.getURL() };
      } finally {
        fenetre.destroy();
      }
    }, ['app://autre/', pathToFileURL(join(atelier, 'piege.html')).href, `${reseau.url}/parti`]);
    expect(vu).toEqual({ ouvertes: [], fenetres: 0, url: 'data:text/html,<title>depart</title>' });
  });

  test('16. Electron : version exacte, de celles que le projet Electron soutient', () => {
    const lire = (chemin: string): { version: string; devDependencies: Record<string, string> } => JSON.parse(readFileSync(join(racine, chemin), 'utf8')) as { version: string; devDependencies: Record<string, string> };
    const voulue = lire('package.json').devDependencies['electron'] ?? '';
    expect(voulue).toMatch(/^\d+\.\d+\.\d+$/u);
    expect(lire('node_modules/electron/package.json').version).toBe(voulue);
    // novembre 2026 : 43, 44 et 45 ; relever à chaque version majeure (docs/securite-electron.md)
    expect(Number(voulue.split('.')[0])).toBeGreaterThanOrEqual(43);
  });

  test('17. expéditeur vérifié : un autre document, ou un cadre, n’obtient pas de port', async () => {
    // le même préchargement, dans une fenêtre et dans un cadre qui ne sont pas notre page
    const recus = await poste.application.evaluate(async ({ app, BrowserWindow }) => {
      const preload = `${app.getAppPath()}/out/preload/index.cjs`;
      const fenetre = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegrationInSubFrames: true } });
      const messages: string[] = [];
      const { webContents } = fenetre;
      const envoyer = webContents.postMessage.bind(webContents);
      webContents.postMessage = (canal, message, ports) => { messages.push(canal); envoyer(canal, message, ports); };
      try {
        for (const adresse of ['data:text/html,<p>', 'about:blank']) {
          await fenetre.loadURL(adresse);
          await webContents.executeJavaScript('siao.demanderPort()');
        }
        const ailleurs = messages.length;
        // notre propre page dans un cadre d’elle-même : la politique de sécurité l’interdit, on la coupe pour éprouver ce qui reste
        webContents.debugger.attach();
        await webContents.debugger.sendCommand('Page.enable');
        await webContents.debugger.sendCommand('Page.setBypassCSP', { enabled: true });
        await fenetre.loadURL('app://siao/');
        await webContents.executeJavaScript(`new Promise((rendre) => { document.body.append(Object.assign(document.createElement('iframe'), { src: 'app://siao/', onload: () => rendre() })); })`);
        await new Promise((suite) => { setTimeout(suite, 500); });
        const avant = messages.length;
        const [cadre] = webContents.mainFrame.frames;
        await cadre?.executeJavaScript('siao.demanderPort()');
        await new Promise((suite) => { setTimeout(suite, 300); });
        const duCadre = messages.length - avant;
        await webContents.executeJavaScript('siao.demanderPort()');
        await new Promise((suite) => { setTimeout(suite, 300); });
        return { ailleurs, cadre: cadre?.url, duCadre, deLaPage: messages.length - avant };
      } finally {
        fenetre.destroy();
      }
    });
    expect(recus).toEqual({ ailleurs: 0, cadre: 'app://siao/', duCadre: 0, deLaPage: 1 });
  });

  test('18. ni file://, ni autre protocole local', async () => {
    const adresse = pathToFileURL(join(atelier, 'piege.html')).href;
    await expect(dansUneFenetre({}, adresse, '1')).rejects.toThrow(/ERR_BLOCKED_BY_CLIENT|ERR_FAILED|ERR_ABORTED/u);
    expect(await poste.page.evaluate((vers) => fetch(vers).then(() => 'lu', () => 'refus'), adresse)).toBe('refus');
    expect(await poste.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL())).toMatch(/^app:\/\/siao\//u);
  });

  test('20. la page n’a d’Electron que le pont, figé, et rien d’un événement', async () => {
    const pont = await poste.page.evaluate(async () => {
      const { siao } = globalThis as unknown as { siao: Record<string, unknown> & { demanderPort(): unknown } };
      const message = new Promise<MessageEvent>((rendre) => { addEventListener('message', rendre, { once: true }); });
      const rendu = siao.demanderPort();
      const { data, ports } = await message;
      const tenter = (geste: () => void): string => { try { geste(); return 'changé'; } catch { return 'refus'; } };
      return {
        cles: Object.keys(siao).sort(), genres: Object.values(siao).map((valeur) => typeof valeur).sort(), rendu: typeof rendu, data: JSON.stringify(data), ports: ports.length,
        ecriture: tenter(() => { 'use strict'; siao['demanderPort'] = () => undefined; }), ajout: tenter(() => { 'use strict'; siao['autre'] = 1; }),
        electron: ['ipcRenderer', 'electron', 'contextBridge', 'webFrame'].filter((nom) => nom in globalThis),
      };
    });
    expect(pont).toEqual({
      cles: ['demanderPort', 'plateforme', 'theme', 'versionApplication'], genres: ['function', 'string', 'string', 'string'], rendu: 'undefined', data: '{"type":"siao:port"}', ports: 1, ecriture: 'refus', ajout: 'refus', electron: [],
    });
  });
});
