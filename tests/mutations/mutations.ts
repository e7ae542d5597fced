// npm run mutations [-- --seulement TEXTE] [--json FICHIER] : casse chaque promesse dans une copie du projet et vérifie que sa suite échoue.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTATIONS } from './liste.ts';

const racine = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({ options: { seulement: { type: 'string' }, json: { type: 'string' } } });
const copie = mkdtempSync(join(tmpdir(), 'siao-mutations-'));
const exclus = new Set(['node_modules', '.git', 'out', 'test-results', '.cache']);
cpSync(racine, copie, { recursive: true, filter: (chemin) => !exclus.has(chemin.slice(racine.length + 1)) });
symlinkSync(join(racine, 'node_modules'), join(copie, 'node_modules'));

const resultats: { promesse: string; vue: boolean; secondes: number }[] = [];
try {
  for (const { promesse, fichier, remplace, par, suite } of MUTATIONS) {
    if (values.seulement !== undefined && !promesse.includes(values.seulement) && !fichier.includes(values.seulement)) continue;
    const chemin = join(copie, fichier);
    const sain = readFileSync(chemin, 'utf8');
    if (sain.split(remplace).length !== 2) throw new Error(`${fichier} : le texte à casser ne s’y lit pas une fois exactement (${remplace}).`);
    writeFileSync(chemin, sain.replace(remplace, () => par));
    const [programme = '', ...args] = suite;
    const debut = Date.now();
    const { status } = spawnSync(programme === 'node' ? process.execPath : join(racine, 'node_modules', '.bin', programme), args, { cwd: copie, stdio: 'ignore', env: { ...process.env, PATH: `${join(racine, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}` } });
    writeFileSync(chemin, sain);
    const resultat = { promesse, vue: status !== 0, secondes: Math.round((Date.now() - debut) / 1000) };
    resultats.push(resultat);
    console.error(`${resultat.vue ? 'vue ' : 'PASSÉE'} · ${promesse} (${resultat.secondes} s)`);
  }
} finally {
  rmSync(copie, { recursive: true, force: true });
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ resultats }, null, 2)}\n`);
process.exitCode = resultats.every(({ vue }) => vue) ? 0 : 1;
