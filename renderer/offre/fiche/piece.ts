import { contexteDroit } from '../../../domain/commandes/regles.ts';
import { MATRICE, autoriser } from '../../../domain/droits.ts';
import type { GenrePiece } from '../../../domain/objets/piece.ts';
import { TAILLE_PIECE_MAXIMALE, TYPES_PIECE, TYPES_PIECE_LISIBLES } from '../../../domain/objets/piece.ts';
import type { Acteur } from '../../../domain/profils.ts';
import { cleDeTri } from '../../../domain/texte.ts';
import type { DemandePourquoi } from '../../droits/Pourquoi.tsx';
import { aujourdhui, octets } from '../../ui/formats.ts';
import type { FicheLue } from './lecture.ts';

export type FicheAPieces = Extract<FicheLue, { objet: 'entite' | 'dispositif' }>;
const EXTENSIONS: readonly string[] = [...Object.values(TYPES_PIECE), 'jpeg'];
/** Ce que le sélecteur de fichiers propose. */
export const ACCEPTES = EXTENSIONS.map((extension) => `.${extension}`).join(',');

/** Pourquoi ce fichier ne partira pas, dit avant de l’envoyer ; `null` s’il peut partir. Le service, lui, regarde dedans. */
export const refusFichier = ({ name, size }: Pick<File, 'name' | 'size'>): string | null => {
  const extension = /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!EXTENSIONS.includes(extension)) return `« ${name} » n’est pas d’un format admis (${TYPES_PIECE_LISIBLES}) : l’enregistrer en pdf, puis le joindre.`;
  if (size === 0) return `« ${name} » est vide.`;
  if (size > TAILLE_PIECE_MAXIMALE) return `« ${name} » pèse ${octets(size)} : 10 Mo au plus. Le numériser en moins fin, ou le découper.`;
  return name.length > 200 ? `« ${name.slice(0, 40)}… » a un nom trop long : 200 caractères au plus.` : null;
};
/** La nature que le nom laisse deviner. */
export const genreDevine = (nom: string): GenrePiece => {
  const cle = cleDeTri(nom);
  return /\barretes?\b|arrete/u.test(cle) ? 'arrete' : /conv/u.test(cle) ? 'convention' : 'autre';
};

/** Pourquoi le geste est fermé ; `null` s’il est ouvert, `absent` si le profil ne le connaît pas. */
export const pourquoiPiece = (geste: 'creer' | 'fermer', libelle: string, fiche: FicheAPieces, acteur: Acteur): DemandePourquoi | null | 'absent' => {
  if (!MATRICE.some((regle) => regle.profil === acteur.profil && regle.objet === 'piece' && regle.geste === geste)) return 'absent';
  const cible = contexteDroit(fiche.objet, fiche.ligne, aujourdhui());
  const droit = autoriser(acteur, geste, 'piece', cible);
  const raison = !droit.accordee ? droit.message : geste === 'creer' && fiche.statut === 'archive' ? 'La fiche est archivée : on n’y joint plus de pièce.' : null;
  return raison === null ? null : { geste: libelle, raison, droit: { objet: 'piece', geste, cible } };
};
