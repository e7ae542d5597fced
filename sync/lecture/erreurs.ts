/** Pourquoi un fichier ne se lit pas. Un fichier, une raison. */
export const CODES_LECTURE = [
  'absent', 'refuse', 'vide', 'gros', 'ole', 'chiffre', 'genre', 'abime', 'bombe', 'doctype', 'trop', 'cellule', 'nul', 'encodage', 'guillemet', 'sans_feuille', 'feuille_inconnue', 'delai', 'annule', 'memoire', 'panne',
] as const;
export type CodeLecture = (typeof CODES_LECTURE)[number];

/** Ce qui empêche de lire un fichier. `message` : une phrase pour la personne, qui dit quoi faire. */
export class ErreurLecture extends Error {
  readonly code: CodeLecture;
  constructor(code: CodeLecture, message: string) { super(message); this.code = code; }
}

/** Au-delà, un fichier n’est pas lu. `octets` : sa taille ; `deplies` : ce qui sort de l’archive, quoi qu’elle annonce ; `rapport` : deplies / octets d’une partie. */
export interface LimitesLecture {
  readonly octets: number; readonly deplies: number; readonly rapport: number; readonly parties: number;
  readonly lignes: number; readonly colonnes: number; readonly cellule: number; readonly profondeur: number; readonly fusions: number;
}
export const LIMITES: LimitesLecture = { octets: 100_000_000, deplies: 400_000_000, rapport: 400, parties: 2_000, lignes: 500_000, colonnes: 1_000, cellule: 32_767, profondeur: 64, fusions: 50_000 };

const nombre = (valeur: number): string => valeur.toLocaleString('fr-FR');
export const abime = (): ErreurLecture => new ErreurLecture('abime', 'Le classeur est abîmé ou incomplet : l’ouvrir dans le tableur, l’enregistrer de nouveau, puis le choisir.');
export const tropDeplie = (): ErreurLecture => new ErreurLecture('trop', 'Une fois ouvert, ce classeur est trop gros : n’y garder que la feuille à importer, ou le couper en plusieurs.');
export const tropDeLignes = ({ lignes }: LimitesLecture): ErreurLecture => new ErreurLecture('trop', `Le fichier compte plus de ${nombre(lignes)} lignes : le couper en plusieurs.`);
export const tropDeColonnes = ({ colonnes }: LimitesLecture, ligne: number): ErreurLecture => new ErreurLecture('trop', `La ligne ${ligne} a plus de ${nombre(colonnes)} colonnes remplies : n’y garder que celles à importer.`);
export const celluleGeante = ({ cellule }: LimitesLecture, ligne: number): ErreurLecture => new ErreurLecture('cellule', `Une cellule de la ligne ${ligne} dépasse ${nombre(cellule)} caractères : la raccourcir.`);
