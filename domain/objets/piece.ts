import { z } from 'zod';
import type { Champs } from './champ.ts';
import { schemaDepartement, schemaId, schemaLigneCommune, schemaTexte } from './commun.ts';

export const champsPiece = {
  objet: { libelle: 'Objet', sorte: 'texte', exigence: 'obligatoire' },
  ficheId: { libelle: 'Fiche', sorte: 'texte', exigence: 'obligatoire' },
  nom: { libelle: 'Nom du fichier', sorte: 'texte', exigence: 'obligatoire' },
  genre: { libelle: 'Nature de la pièce', sorte: 'texte', exigence: 'obligatoire' },
  type: { libelle: 'Format', sorte: 'texte', exigence: 'obligatoire' },
  taille: { libelle: 'Taille', sorte: 'entier', exigence: 'obligatoire' },
  empreinte: { libelle: 'Empreinte', sorte: 'texte', exigence: 'obligatoire' },
  statut: { libelle: 'Statut', sorte: 'texte' },
} as const satisfies Champs;

export const GENRES_PIECE = { arrete: 'Arrêté', convention: 'Convention', autre: 'Autre pièce' } as const;
export type GenrePiece = keyof typeof GENRES_PIECE;
/** Formats admis, et leur extension. Le service reconnaît le contenu lui-même, il ne croit ni le nom ni le type annoncé. */
export const TYPES_PIECE = { 'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx', 'application/vnd.oasis.opendocument.text': 'odt' } as const;
export type TypePiece = keyof typeof TYPES_PIECE;
export const TYPES_PIECE_LISIBLES = 'pdf, png, jpg, docx ou odt';
/** Octets. Un arrêté numérisé tient largement dedans. */
export const TAILLE_PIECE_MAXIMALE = 10 * 1024 * 1024;
export const PIECES_PAR_FICHE = 50;

/** Une pièce jointe à une fiche : sa description se synchronise, son contenu reste au service et se demande (`empreinte` : sha-256 en hexadécimal). `retiree` : ne se montre plus, l’historique la cite. */
export const schemaPiece = schemaLigneCommune.extend({
  objet: z.enum(['entite', 'dispositif']), ficheId: schemaId, nom: schemaTexte.min(1, 'Le nom du fichier est obligatoire.').max(200, '200 caractères au plus.').regex(/^[^/\\\p{Cc}]+$/u, 'Le nom du fichier ne contient ni barre ni caractère de contrôle.'),
  genre: z.enum(Object.keys(GENRES_PIECE) as [GenrePiece, ...GenrePiece[]]), type: z.enum(Object.keys(TYPES_PIECE) as [TypePiece, ...TypePiece[]]), taille: z.number().int().min(1, 'Le fichier est vide.').max(TAILLE_PIECE_MAXIMALE, '10 Mo au plus.'),
  empreinte: z.string().regex(/^[0-9a-f]{64}$/u, 'Empreinte illisible.'), statut: z.enum(['presente', 'retiree']), auteur: z.string(), departements: z.array(schemaDepartement), entiteId: schemaId, dispositifId: schemaId.nullable(),
});
export type Piece = z.infer<typeof schemaPiece>;
