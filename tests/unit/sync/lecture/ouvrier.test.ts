import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ErreurLecture } from '../../../../sync/lecture/erreurs.ts';
import { lireEnOuvrier } from '../../../../sync/lecture/lireEnOuvrier.ts';
import type { ConduiteLecture } from '../../../../sync/lecture/lireEnOuvrier.ts';

const dossier = mkdtempSync(join(tmpdir(), 'siao-ouvrier-'));
afterAll(() => { rmSync(dossier, { recursive: true, force: true }); });
const fichier = (nom: string, contenu: string): string => { const chemin = join(dossier, nom); writeFileSync(chemin, contenu); return chemin; };
const gros = fichier('gros.csv', `code;nom\n${'A1;Résidence\n'.repeat(400_000)}`);
const code = async (chemin: string, conduite: ConduiteLecture): Promise<string> => { try { await lireEnOuvrier(chemin, {}, conduite); return 'lu'; } catch (erreur) { if (erreur instanceof ErreurLecture) return erreur.code; throw erreur; } };

describe('lire dans un fil à part', () => {
  it('rend la description, le bilan et ce que le traitement en fait ; l’avancement croît', async () => {
    const vus: number[] = [];
    const { description, bilan, resultat } = await lireEnOuvrier(fichier('a.csv', `a;b\n${'1;2\n'.repeat(2_500)}`), {}, { traitement: 'apercu', avancement: (lignes) => { vus.push(lignes); } });
    expect([description.colonnes, bilan.lignes, (resultat as readonly unknown[]).length, vus]).toEqual([['a', 'b'], 2_500, 50, [999, 1_999, 2_500]]);
    expect((await lireEnOuvrier(Buffer.from('a;b\n1;2'))).resultat).toEqual([{ numero: 2, cellules: ['1', '2'] }]);
  });
  it('un fichier illisible : sa phrase', async () => { expect(await code(join(dossier, 'rien.csv'), {})).toBe('absent'); });
  it('le temps passé : tué', async () => { expect(await code(gros, { delai: 1 })).toBe('delai'); });
  it('arrêté avant, ou pendant', async () => {
    expect(await code(gros, { signal: AbortSignal.abort() })).toBe('annule');
    const arret = new AbortController();
    expect(await code(gros, { signal: arret.signal, traitement: 'apercu', avancement: () => { arret.abort(); } })).toBe('annule');
  });
  it('la mémoire passée : une phrase, et le poste vit', async () => { expect(await code(gros, { memoire: 24 })).toBe('memoire'); });
  it('un traitement inconnu est une faute du programme, pas du fichier', async () => { await expect(code(gros, { traitement: 'constructor' })).rejects.toThrow(/inconnu/u); });
});
