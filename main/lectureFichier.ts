import { readFile, realpath } from 'node:fs/promises';
import { extname, sep } from 'node:path';
import { trouverFichier } from './adresses.ts';

const TYPES = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.ico', 'image/x-icon'],
  ['.webp', 'image/webp'],
  ['.woff2', 'font/woff2'],
  ['.woff', 'font/woff'],
  ['.wasm', 'application/wasm'],
]);

export type FichierServi = { readonly type: string; readonly contenu: Buffer };

/**
 * Lit le fichier que désigne une adresse app://. `undefined` : adresse refusée, type que la page n’a pas à recevoir, fichier absent, ou lien symbolique qui
 * mène hors de `base`. Ne rejette pas.
 */
export async function lireFichier(base: string, adresse: string): Promise<FichierServi | undefined> {
  const fichier = trouverFichier(base, adresse);
  const type = fichier === undefined ? undefined : TYPES.get(extname(fichier));
  if (fichier === undefined || type === undefined) return undefined;
  try {
    const [vrai, vraieBase] = await Promise.all([realpath(fichier), realpath(base)]);
    return vrai.startsWith(vraieBase + sep) ? { type, contenu: await readFile(vrai) } : undefined;
  } catch {
    return undefined;
  }
}
