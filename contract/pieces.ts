import { z } from 'zod';
import type { TypePiece } from '../domain/objets/piece.ts';
import { TAILLE_PIECE_MAXIMALE, TYPES_PIECE } from '../domain/objets/piece.ts';

/** Contenu des pièces : il ne se synchronise pas, il se dépose avant `joindrePiece` et se demande quand on l’ouvre. */
export const CHEMINS_PIECES = { depot: '/api/v1/pieces/contenu/:empreinte', contenu: '/api/v1/pieces/:id/contenu' } as const;
/** Octets qu’un compte peut déposer en vingt-quatre heures. */
export const QUOTA_PIECES = 200 * 1024 * 1024;
/** Dépôts qu’un compte peut avoir en cours : chacun tient en mémoire le temps d’arriver. */
export const DEPOTS_SIMULTANES = 3;

export const schemaEmpreinte = z.string().regex(/^[0-9a-f]{64}$/u, 'Empreinte illisible.');
const schemaTypePiece = z.enum(Object.keys(TYPES_PIECE) as [TypePiece, ...TypePiece[]]);
/** Ce que le service a reconnu dans les octets reçus : c’est ce type que `joindrePiece` annonce. */
export const schemaDepot = z.object({ empreinte: schemaEmpreinte, taille: z.number().int(), type: schemaTypePiece });

const octets = z.custom<Uint8Array>((valeur) => valeur instanceof Uint8Array && valeur.byteLength > 0 && valeur.byteLength <= TAILLE_PIECE_MAXIMALE, 'Le fichier est vide ou dépasse 10 Mo.');
const refus = z.object({ code: z.string(), message: z.string(), champ: z.string().optional() });

/** L’envoi en cours sur ce poste. */
const schemaEtatEnvoi = z.object({ enCours: z.boolean(), nom: z.string(), taille: z.number() });
export type EtatEnvoiPiece = z.infer<typeof schemaEtatEnvoi>;

/** Une pièce telle que la fiche la montre. */
const schemaPieceAffichee = z.object({ id: z.string(), nom: z.string(), genre: z.string(), type: z.string(), taille: z.number(), auteur: z.string(), creeLe: z.string(), attente: z.enum(['aucune', 'en_attente', 'refusee', 'conflit']) });
export type PieceAffichee = z.infer<typeof schemaPieceAffichee>;

export const METHODES_PIECES = {
  /** Pièces présentes d’une fiche, la plus récente d’abord, lues sur le poste. */
  'pieces.lister': { args: z.object({ ficheId: z.string() }), resultat: z.object({ pieces: z.array(schemaPieceAffichee) }) },
  /**
   * Dépose les octets au service, puis exécute `joindrePiece` par la file. Un refus (du service ou de la commande) est rendu, il ne joint rien.
   * Erreurs : `pieces.hors_ligne`, `pieces.annule`, `pieces.en_cours`.
   */
  'pieces.joindre': {
    args: z.object({ objet: z.enum(['entite', 'dispositif']), ficheId: z.string(), nom: z.string().max(500), genre: z.string().max(40), octets }),
    resultat: z.discriminatedUnion('accepte', [z.object({ accepte: z.literal(true), seq: z.number() }), z.object({ accepte: z.literal(false), refus })]),
  },
  /** L’envoi en cours, à suivre quand il dure. */
  'pieces.etat': { args: z.object({}), resultat: schemaEtatEnvoi },
  /** Interrompt l’envoi en cours : rien n’est joint. */
  'pieces.annuler': { args: z.object({}), resultat: z.object({ fait: z.literal(true) }) },
  /** Demande le contenu au service, le vérifie et l’écrit dans le dossier d’export. Erreurs : `pieces.hors_ligne`, `pieces.abimee`, `introuvable`, disque. */
  'pieces.ouvrir': { args: z.object({ id: z.string() }), resultat: z.object({ chemin: z.string() }) },
} as const;
