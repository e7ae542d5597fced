import { app } from 'electron';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Theme = 'system' | 'light' | 'dark';

/** Ce que la fenêtre retient d’une fois sur l’autre. `x` et `y` manquent tant que la fenêtre n’a pas été déplacée. */
export type Reglages = {
  x?: number;
  y?: number;
  largeur: number;
  hauteur: number;
  agrandie: boolean;
  theme: Theme;
};

const PAR_DEFAUT: Reglages = { largeur: 1440, hauteur: 900, agrandie: false, theme: 'system' };

const fichier = (): string => join(app.getPath('userData'), 'fenetre.json');
const entier = (valeur: unknown): number | undefined => (typeof valeur === 'number' && Number.isInteger(valeur) ? valeur : undefined);

/** Lit les réglages ; un fichier absent ou abîmé donne les réglages par défaut, champ par champ. */
export function lireReglages(): Reglages {
  let lu: Record<string, unknown>;
  try {
    const brut: unknown = JSON.parse(readFileSync(fichier(), 'utf8'));
    lu = typeof brut === 'object' && brut !== null ? (brut as Record<string, unknown>) : {};
  } catch {
    lu = {};
  }
  const x = entier(lu['x']);
  const y = entier(lu['y']);
  return {
    ...(x === undefined || y === undefined ? {} : { x, y }),
    largeur: Math.max(entier(lu['largeur']) ?? PAR_DEFAUT.largeur, 800),
    hauteur: Math.max(entier(lu['hauteur']) ?? PAR_DEFAUT.hauteur, 600),
    agrandie: lu['agrandie'] === true,
    theme: lu['theme'] === 'light' || lu['theme'] === 'dark' ? lu['theme'] : 'system',
  };
}

/** Remplace une partie des réglages, par renommage : une coupure laisse l’ancien fichier entier. */
export function ecrireReglages(partie: Partial<Reglages>): void {
  try {
    const provisoire = `${fichier()}.nouveau`;
    writeFileSync(provisoire, JSON.stringify({ ...lireReglages(), ...partie }));
    renameSync(provisoire, fichier());
  } catch {
    // Disque plein ou dossier en lecture seule : perdre la taille de la fenêtre ne doit pas empêcher de fermer.
  }
}
