#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { aideGenerale, aideVerbe } from './aide.ts';
import type { ContexteVerbe, Sortie, Verbe } from './verbe.ts';
import { ErreurConsole, SORTIES } from './verbe.ts';
import { NOMS_VERBES, tousLesVerbes, trouverVerbe } from './verbes.ts';

/** Où la console écrit : les vrais flux, ou ceux d’un test. */
export interface Flux { readonly sortie: (texte: string) => void; readonly erreur: (texte: string) => void; readonly env: Readonly<Record<string, string | undefined>> }

const contexteDe = (valeurs: Readonly<Record<string, unknown>>, positionnels: readonly string[], flux: Flux): ContexteVerbe => ({
  texte: (option) => { const valeur = valeurs[option]; return typeof valeur === 'string' ? valeur : undefined; },
  oui: (option) => valeurs[option] === true,
  positionnels,
  env: flux.env,
  dire: (message) => { flux.erreur(`[siao] ${message}\n`); },
  ecrire: (document, forme) => { flux.sortie(`${JSON.stringify(document, null, forme === 'ligne' ? undefined : 2)}\n`); },
});

/** Analyse les arguments d’un verbe ; les fautes de frappe donnent une phrase et le code 2. */
const analyser = (verbe: Verbe, args: readonly string[]): { valeurs: Record<string, unknown>; positionnels: string[] } => {
  const options = Object.fromEntries(Object.entries({ ...verbe.options, help: { type: 'boolean' as const } }).map(([nom, { type }]) => [nom, nom === 'help' ? { type, short: 'h' } : { type }]));
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
    return { valeurs: values, positionnels: positionals };
  } catch (erreur) {
    const fautive = /'(-[^' ]*)/u.exec(erreur instanceof Error ? erreur.message : '')?.[1] ?? '';
    const connue = Object.hasOwn(options, fautive.replace(/^-+/u, ''));
    throw new ErreurConsole(SORTIES.usage, `${connue ? `L’option ${fautive} est mal employée` : `L’option ${fautive} n’existe pas`} : voir « siao ${verbe.nom} --help ».`);
  }
};

const executer = async (args: readonly string[], flux: Flux): Promise<Sortie> => {
  const [premier] = args;
  if (premier === undefined || premier === '--help' || premier === '-h' || premier === 'help') {
    flux.sortie(aideGenerale(await tousLesVerbes()));
    return premier === undefined ? SORTIES.usage : SORTIES.reussi;
  }
  const trouve = await trouverVerbe(args);
  if (trouve === undefined) throw new ErreurConsole(SORTIES.usage, `« ${args.slice(0, 2).filter((mot) => !mot.startsWith('-')).join(' ')} » n’est pas un verbe connu. Verbes : ${NOMS_VERBES.join(', ')}.`);
  const { verbe, reste } = trouve;
  const { valeurs, positionnels } = analyser(verbe, reste);
  if (valeurs['help'] === true) { flux.sortie(aideVerbe(verbe)); return SORTIES.reussi; }
  if (positionnels.length !== verbe.positionnels.length) {
    throw new ErreurConsole(SORTIES.usage, `« siao ${verbe.nom} » attend ${verbe.positionnels.length === 0 ? 'aucun argument' : verbe.positionnels.map(({ nom }) => nom).join(', ')} : voir « siao ${verbe.nom} --help ».`);
  }
  return verbe.executer(contexteDe(valeurs, positionnels, flux));
};

/** Toute la console : rend le code de sortie, n’en lève jamais d’erreur. */
export const lancer = async (args: readonly string[], flux: Flux): Promise<Sortie> => {
  try {
    return await executer(args, flux);
  } catch (erreur) {
    if (erreur instanceof ErreurConsole) {
      flux.erreur(`[siao] ${erreur.message}\n`);
      return erreur.sortie;
    }
    flux.erreur(`[siao] Erreur inattendue : ${erreur instanceof Error ? (erreur.stack ?? erreur.message) : String(erreur)}\n`);
    return SORTIES.interne;
  }
};

if (import.meta.main) {
  // un lecteur parti (« | head ») n’est pas une erreur
  process.stdout.on('error', (erreur: NodeJS.ErrnoException) => { if (erreur.code !== 'EPIPE') throw erreur; });
  process.exitCode = await lancer(process.argv.slice(2), { sortie: (texte) => { process.stdout.write(texte); }, erreur: (texte) => { process.stderr.write(texte); }, env: process.env });
}
