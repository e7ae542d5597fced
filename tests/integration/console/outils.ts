import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { lancer } from '../../../console/siao.ts';

export interface Resultat { readonly sortie: number; readonly texte: string; readonly messages: string; json(): Record<string, unknown> }

/** Exécute la console dans ce processus, avec ses propres flux. */
export const siao = async (args: readonly string[], env: Record<string, string> = {}): Promise<Resultat> => {
  let texte = '';
  let messages = '';
  const sortie = await lancer(args, { sortie: (morceau) => { texte += morceau; }, erreur: (morceau) => { messages += morceau; }, env });
  return { sortie, texte, messages, json: () => JSON.parse(texte) as Record<string, unknown> };
};

/** Dossier neuf, effacé après le test. */
export const dossierNeuf = (): string => {
  const dossier = mkdtempSync(join(tmpdir(), 'siao-console-'));
  onTestFinished(() => { rmSync(dossier, { recursive: true, force: true }); });
  return dossier;
};
