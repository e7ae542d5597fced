import { protocol } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { dossierAssemble } from './environnement.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
};

// 'unsafe-inline' pour les styles seulement : Emotion et AG Grid écrivent leurs feuilles dans la page.
const POLITIQUE = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ENTETES = {
  'Content-Security-Policy': POLITIQUE,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
};

/** À appeler avant que l’application soit prête : donne à app:// une origine et un contexte sûr. */
export function declarerProtocole(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * Fichier de `base` que désigne une adresse app://, ou undefined si elle sort du dossier ou vise un autre hôte.
 * Une adresse sans extension est un écran de l’application : elle donne index.html.
 */
export function trouverFichier(base: string, adresse: string): string | undefined {
  const { host, pathname } = new URL(adresse);
  if (host !== 'siao') return undefined;
  let chemin: string;
  try {
    chemin = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  // La barre oblique inverse et le deux-points n’ont de sens que pour Windows : ils y feraient sortir du dossier.
  if (/[\0\\:]/.test(chemin)) return undefined;
  const fichier = resolve(base, `.${chemin}`);
  if (fichier !== base && !fichier.startsWith(base + sep)) return undefined;
  return extname(fichier) === '' ? join(base, 'index.html') : fichier;
}

const absent = (): Response => new Response('Introuvable', { status: 404, headers: { ...ENTETES, 'Content-Type': 'text/plain; charset=utf-8' } });

/** Sert out/renderer sous app://siao/, avec la politique de sécurité sur chaque réponse. */
export function servirPage(): void {
  const base = join(dossierAssemble, 'renderer');
  protocol.handle('app', async (requete) => {
    if (requete.method !== 'GET' && requete.method !== 'HEAD') return absent();
    const fichier = trouverFichier(base, requete.url);
    const type = fichier === undefined ? undefined : TYPES[extname(fichier)];
    if (fichier === undefined || type === undefined) return absent();
    try {
      const contenu = await readFile(fichier);
      return new Response(requete.method === 'HEAD' ? null : new Uint8Array(contenu), { headers: { ...ENTETES, 'Content-Type': type } });
    } catch {
      return absent();
    }
  });
}
