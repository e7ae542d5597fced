import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Un texte retrouvé tel quel dans un fichier. */
export interface Trouvaille { readonly fichier: string; readonly texte: string; readonly encodage: 'utf8' | 'utf16le' | 'latin1' }

/** Cherche chaque texte, octet pour octet, dans tous les fichiers d’un dossier. Chromium écrit le stockage d’une page en latin-1 ou en UTF-16, le reste en UTF-8. */
export const chercherEnClair = (dossier: string, textes: readonly string[]): Trouvaille[] => {
  const aiguilles = textes.flatMap((texte) => (['utf8', 'utf16le', 'latin1'] as const).map((encodage) => ({ texte, encodage, octets: Buffer.from(texte, encodage) })))
    // sans accent, les deux écritures sont la même
    .filter(({ texte, encodage, octets }) => encodage !== 'latin1' || !octets.equals(Buffer.from(texte)));
  return readdirSync(dossier, { recursive: true, withFileTypes: true }).filter((entree) => entree.isFile()).flatMap((entree) => {
    const chemin = join(entree.parentPath, entree.name);
    const contenu = readFileSync(chemin);
    return aiguilles.filter(({ octets }) => contenu.includes(octets)).map(({ texte, encodage }) => ({ fichier: relative(dossier, chemin), texte, encodage }));
  });
};
