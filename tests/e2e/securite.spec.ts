import { expect, test, type Page } from '@playwright/test';
import { capture, ouvrirPosteDeTest, redimensionner, TAILLES, type PosteOuvert } from './outils/poste.ts';

let poste: PosteOuvert;

test.beforeAll(async () => { poste = await ouvrirPosteDeTest(); });
test.afterAll(async () => { await poste.fermer(); });

test('la page vient de app:// et tient dans les deux tailles', async () => {
  expect(poste.page.url()).toMatch(/^app:\/\/siao\//);
  expect(await poste.page.title()).toContain('SIAO Offre');
  await capture(poste.page, 'fenetre-1440x900');
  await redimensionner(poste, TAILLES.grande);
  expect(await poste.page.evaluate(() => [window.innerWidth, window.innerHeight])).toEqual([1920, 1080]);
  await capture(poste.page, 'fenetre-1920x1080');
  await redimensionner(poste, TAILLES.courante);
});

test('chaque réponse porte la politique de sécurité, et un script écrit dans la page ne s’exécute pas', async () => {
  const politique = await poste.page.evaluate(async () => (await fetch('app://siao/')).headers.get('content-security-policy'));
  expect(politique).toContain("default-src 'none'");
  expect(politique).toContain("script-src 'self'");
  const execute = await poste.page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.injecte = true';
    document.body.append(script);
    await new Promise((suite) => setTimeout(suite, 50));
    return 'injecte' in globalThis;
  });
  expect(execute).toBe(false);
});

test('le premier écran se lit sans la grille ni les autres écrans', async () => {
  const { noms, taille } = await poste.page.evaluate(async () => {
    const aLire = [...(await (await fetch('app://siao/')).text()).matchAll(/(?:src|href)="\/assets\/([^"]+\.js)"/gu)].map(([, nom]) => nom ?? '');
    const noms = new Set<string>();
    let taille = 0;
    for (const nom of aLire) {
      if (noms.has(nom)) continue;
      noms.add(nom);
      const texte = await (await fetch(`app://siao/assets/${nom}`)).text();
      taille += texte.length;
      // ce que le morceau exige avant de s’exécuter ; un import() vient plus tard
      for (const [, suivant] of texte.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/gu)) aLire.push(suivant ?? '');
    }
    return { noms: [...noms], taille };
  });
  expect(noms.length).toBeGreaterThan(0);
  expect(noms.filter((nom) => !nom.startsWith('index-'))).toEqual([]);
  expect(taille).toBeLessThan(700_000);
});

test('la page n’a ni require, ni process, ni ipcRenderer', async () => {
  expect(await poste.page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter((nom) => nom in globalThis))).toEqual([]);
  expect(await poste.page.evaluate(() => Object.keys((globalThis as unknown as { siao: object }).siao).sort()))
    .toEqual(['demanderPort', 'plateforme', 'theme', 'versionApplication']);
});

test('la page ne peut aller à une autre adresse, ni lire le réseau ou le disque', async () => {
  await poste.page.evaluate(() => { location.href = 'http://127.0.0.1:9/'; });
  await poste.page.waitForTimeout(300);
  expect(poste.page.url()).toMatch(/^app:\/\/siao\//);
  for (const adresse of ['http://127.0.0.1:9/', 'file:///etc/passwd']) {
    expect(await poste.page.evaluate((url) => fetch(url).then(() => 'lu', () => 'refus'), adresse)).toBe('refus');
  }
});

test('la page ne peut ouvrir de fenêtre ni obtenir de permission', async () => {
  expect(await poste.page.evaluate(() => window.open('app://siao/') === null)).toBe(true);
  expect(await poste.page.evaluate(() => Notification.requestPermission())).toBe('denied');
  expect(await poste.application.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('la page peut copier un texte, jamais lire le presse-papiers', async () => {
  await poste.page.bringToFront();
  await poste.page.mouse.click(5, 5);
  expect(await poste.page.evaluate(() => navigator.clipboard.writeText('DIS-59-0148').then(() => 'copié', (erreur: unknown) => String(erreur)))).toBe('copié');
  expect(await poste.page.evaluate(() => navigator.clipboard.readText().then(() => 'lu', () => 'refus'))).toBe('refus');
});

test('app:// ne sert aucun fichier hors de son dossier', async () => {
  const adresses = [
    'app://siao/..%2f..%2fpackage.json', 'app://siao/%2e%2e/%2e%2e/package.json', 'app://siao/..%2fmain%2findex.cjs', 'app://siao/..%5c..%5cpackage.json',
    'app://siao/..%2f..%2f..%2fetc%2fpasswd', 'app://siao/assets/absent.js',
  ];
  for (const adresse of adresses) {
    expect(await poste.page.evaluate((url) => fetch(url).then((reponse) => reponse.status), adresse), adresse).toBe(404);
  }
  expect(await poste.page.evaluate(() => fetch('app://siao/offre/places').then((reponse) => reponse.status))).toBe(200);
});

/** Attend le prochain port reçu par la page, en le demandant ou non ; rend le nombre de ports du message. */
function attendrePort(page: Page, demander: boolean): Promise<number> {
  return page.evaluate((avecDemande) => new Promise<number>((resoudre) => {
    addEventListener('message', (evenement) => {
      if (evenement.data?.type === 'siao:port' && evenement.origin === 'app://siao') resoudre(evenement.ports.length);
    });
    if (avecDemande) (globalThis as unknown as { siao: { demanderPort(): void } }).siao.demanderPort();
  }), demander);
}

test('la page reçoit un port, aussi après un rechargement et après une chute du processus de données', async () => {
  expect(await attendrePort(poste.page, true)).toBe(1);
  await poste.page.reload();
  expect(await attendrePort(poste.page, true)).toBe(1);

  const nouveauPort = attendrePort(poste.page, false);
  const tue = await poste.application.evaluate(({ app }) => {
    const pid = app.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'SIAO données')?.pid;
    return pid !== undefined && process.kill(pid, 'SIGKILL');
  });
  expect(tue).toBe(true);
  expect(await nouveauPort).toBe(1);
});
