import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { octetsDuClasseur } from '../../contract/classeur/classeur.ts';
import { exporterStructures } from '../fixtures/reprise/generateur.ts';
import type { Mesure } from './mesures.ts';
import { chronometrer, mesurer } from './mesures.ts';

const LIGNES = 50_000;
const FOIS = 3;
/** Mégaoctets que le contrôle ne doit pas dépasser, tous fils compris. */
const SOMMET_VOULU = 500;
const fabriquer = (): Uint8Array => octetsDuClasseur((classeur) => {
  const { entetes, lignes } = exporterStructures(59, LIGNES);
  const feuille = classeur.feuille({ nom: 'Structures', colonnes: entetes.map(() => ({ largeur: 12 })), titres: entetes.map((texte) => ({ texte })) });
  feuille.ajouter(lignes.map(({ cellules }) => cellules.map((texte) => (texte === '' ? null : { texte }))));
  feuille.finir();
});

/**
 * Contrôler un export sale de 50 000 × 25 cellules par la console, démarrage compris, à côté de LibreOffice qui en fait un csv : l’un puis l’autre, dans le même passage. LibreOffice enregistre d’abord
 * lui-même le classeur : c’est le sien qui se lit. Sans LibreOffice, rien n’est mesuré.
 */
export const mesurerControle = (): readonly Mesure[] => {
  if (spawnSync('soffice', ['--version']).status !== 0) { console.error('LibreOffice (libreoffice-calc) n’est pas installé : le contrôle n’est pas comparé.'); return []; }
  const dossier = mkdtempSync(join(tmpdir(), 'siao-controle-'));
  try {
    const brut = join(dossier, 'structures.xlsx');
    const fichier = join(dossier, 'sortie', 'structures.xlsx');
    writeFileSync(brut, fabriquer());
    const convertir = (format: string, origine: string): void => { if (spawnSync('soffice', ['--headless', '--norestore', `-env:UserInstallation=file://${join(dossier, 'profil')}`, '--convert-to', format, '--outdir', join(dossier, 'sortie'), origine], { timeout: 300_000 }).status !== 0) throw new Error('LibreOffice n’a pas fini.'); };
    convertir('xlsx:Calc MS Excel 2007 XML', brut);
    const sommets: number[] = [];
    const controler = (): void => {
      const { stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'controleEnfant.ts'), fichier], { encoding: 'utf8', timeout: 300_000 });
      const { lignes, equilibre, sommet } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as { readonly lignes: number; readonly equilibre: boolean; readonly sommet: number };
      if (lignes !== LIGNES || !equilibre) throw new Error(`${lignes} lignes contrôlées`);
      sommets.push(sommet / 1024);
    };
    const durees = Array.from({ length: FOIS }, () => [chronometrer(controler), chronometrer(() => { convertir('csv', fichier); })] as const);
    const [siao, bureau] = [Math.min(...durees.map(([une]) => une)), Math.min(...durees.map(([, autre]) => autre))];
    const sommet = Math.max(...sommets);
    console.error(`reprise-controle : sommet de mémoire ${Math.round(sommet)} Mo, pour ${SOMMET_VOULU} voulus.`);
    return [mesurer(`reprise-controle : xlsx, ${LIGNES} lignes de 25 colonnes, par la console, ${Math.round(sommet)} Mo au sommet`, siao, 'soffice --convert-to csv', bureau, LIGNES)];
  } finally { rmSync(dossier, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }); }
};
