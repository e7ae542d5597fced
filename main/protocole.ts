import { protocol } from 'electron';
import { join } from 'node:path';
import { dossierAssemble } from './environnement.ts';
import { lireFichier } from './lectureFichier.ts';

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
  // Un nom de machine à résoudre est un message vers l’extérieur.
  'X-DNS-Prefetch-Control': 'off',
  'Cache-Control': 'no-cache',
};

/** À appeler avant que l’application soit prête : donne à app:// une origine et un contexte sûr. */
export function declarerProtocole(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

const absent = (): Response => new Response('Introuvable', { status: 404, headers: { ...ENTETES, 'Content-Type': 'text/plain; charset=utf-8' } });

/** Sert out/renderer sous app://siao/, avec la politique de sécurité sur chaque réponse. */
export function servirPage(): void {
  const base = join(dossierAssemble, 'renderer');
  protocol.handle('app', async (requete) => {
    if (requete.method !== 'GET' && requete.method !== 'HEAD') return absent();
    const lu = await lireFichier(base, requete.url);
    if (lu === undefined) return absent();
    return new Response(requete.method === 'HEAD' ? null : new Uint8Array(lu.contenu), { headers: { ...ENTETES, 'Content-Type': lu.type } });
  });
}
