import { z } from 'zod';
import type { Acteur } from '../profils.ts';
import { naissance, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import { cibleDe } from '../objets/objets.ts';
import type { Piece } from '../objets/piece.ts';
import { PIECES_PAR_FICHE, schemaPiece } from '../objets/piece.ts';
import { autoriser } from '../droits.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireContenuPresent, lireLigne, lirePiecesDe, refus } from './commande.ts';
import type { Fiche, ObjetFiche } from './regles.ts';
import { INTROUVABLE, contexteDroit } from './regles.ts';

const refusDroit = (acteur: Acteur, geste: 'creer' | 'fermer', objet: ObjetFiche, fiche: Fiche, contexte: Contexte): Refus | null => {
  const droit = autoriser(acteur, geste, 'piece', contexteDroit(objet, fiche, contexte.aujourdhui));
  return droit.accordee ? null : refus(droit.code, droit.message);
};

const schemaJoindre = schemaPiece.pick({ id: true, objet: true, ficheId: true, nom: true, genre: true, type: true, taille: true, empreinte: true });
type ArgumentsJoindre = z.infer<typeof schemaJoindre>;
interface EtatJoindre { readonly existante: Piece | undefined; readonly fiche: Fiche | undefined; readonly pieces: readonly Piece[]; readonly present: boolean }

/**
 * Joint à une fiche une pièce dont le contenu a d’abord été déposé au service. Refus : `existe`, `introuvable`, `droit.*`, `statut`, `piece.double`, `piece.nombre`, `piece.contenu` (le service n’a pas ce contenu, ou il n’est pas ce qui est annoncé).
 */
export const joindrePiece: Commande<'joindrePiece', ArgumentsJoindre, EtatJoindre> = {
  nom: 'joindrePiece', version: 1, libelle: 'Joindre une pièce', schema: schemaJoindre,
  cible: ({ id }) => ({ objet: 'piece', id }),
  champsTouches: () => [],
  *lire({ id, objet, ficheId, empreinte, taille, type }): Lire<EtatJoindre> {
    return { existante: yield* lireLigne('piece', id), fiche: yield* lireLigne(objet, ficheId), pieces: yield* lirePiecesDe(ficheId), present: yield* lireContenuPresent(empreinte, taille, type) };
  },
  decide({ existante, fiche, pieces, present }, args, acteur, contexte): Decision {
    if (existante !== undefined) return refus('existe', 'Cette pièce est déjà enregistrée.');
    const { objet, ficheId } = args;
    if (fiche === undefined) return INTROUVABLE(objet === 'entite' ? 'Entité' : 'Dispositif');
    const droit = refusDroit(acteur, 'creer', objet, fiche, contexte);
    if (droit !== null) return droit;
    if (fiche.statut === 'archive') return refus('statut', 'La fiche est archivée : on n’y joint plus de pièce.');
    const double = pieces.find(({ empreinte }) => empreinte === args.empreinte);
    if (double !== undefined) return refus('piece.double', `Ce fichier est déjà joint à la fiche, sous le nom « ${double.nom} ».`);
    if (pieces.length >= PIECES_PAR_FICHE) return refus('piece.nombre', `La fiche a déjà ${PIECES_PAR_FICHE} pièces : en retirer une d’abord.`);
    if (!present) return refus('piece.contenu', 'Le contenu de cette pièce n’est pas arrivé au service, ou n’est pas du format annoncé : la joindre à nouveau.');
    return {
      accepte: true,
      changements: [{
        genre: 'creer', objet: 'piece',
        ligne: {
          ...args, code: null, version: 0, departement: fiche.departement, ...naissance(acteur, contexte.maintenant),
          provenance: null, statut: 'presente', auteur: acteur.nom, departements: [...cibleDe(objet, fiche as never).departements], entiteId: objet === 'entite' ? ficheId : (fiche as Dispositif).entiteId, dispositifId: objet === 'entite' ? null : ficheId,
        },
      }],
    };
  },
};

const schemaRetirer = z.object({ id: schemaId, motif: schemaTexteLong.min(1, 'Le motif est obligatoire.') });
interface EtatRetirer { readonly piece: Piece | undefined; readonly fiche: Fiche | undefined }

/** Retire une pièce d’une fiche : elle ne se montre plus, l’historique la cite. Refus : `introuvable`, `droit.*`, `statut`. */
export const retirerPiece: Commande<'retirerPiece', z.infer<typeof schemaRetirer>, EtatRetirer> = {
  nom: 'retirerPiece', version: 1, libelle: 'Retirer une pièce', schema: schemaRetirer,
  cible: ({ id }) => ({ objet: 'piece', id }),
  champsTouches: () => ['statut'],
  *lire({ id }): Lire<EtatRetirer> {
    const piece = yield* lireLigne('piece', id);
    return { piece, fiche: piece === undefined ? undefined : yield* lireLigne(piece.objet, piece.ficheId) };
  },
  decide({ piece, fiche }, { id, motif }, acteur, contexte): Decision {
    if (piece === undefined || fiche === undefined) return INTROUVABLE('Pièce');
    const droit = refusDroit(acteur, 'fermer', piece.objet, fiche, contexte);
    if (droit !== null) return droit;
    if (piece.statut === 'retiree') return refus('statut', 'Cette pièce est déjà retirée.');
    return { accepte: true, motif, changements: [{ genre: 'modifier', objet: 'piece', id, champs: { statut: 'retiree' } }] };
  },
};
