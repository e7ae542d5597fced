import { z } from 'zod';
import { autoriser } from '../droits.ts';
import { schemaId, schemaTexteLong } from '../objets/commun.ts';
import { CHAMPS } from '../objets/objets.ts';
import type { Acteur } from '../profils.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireLigne, refus } from './commande.ts';
import type { Fiche, ObjetFiche } from './regles.ts';
import { INTROUVABLE, contexteDroit, pas } from './regles.ts';

/** Droits dont un seul suffit pour commenter : qui prend part à la vie de la fiche. */
export const DROITS_COMMENTER = ['modifier', 'proposer', 'prevalider', 'valider'] as const;

const schemaCommenter = z.object({
  objet: z.enum(['entite', 'dispositif']), id: schemaId,
  /** Le champ commenté ; sans lui, le commentaire porte sur toute la fiche. */
  champ: z.string().max(60).optional(),
  texte: schemaTexteLong.min(1, 'Écrire le commentaire.'),
});
type ArgumentsCommenter = z.infer<typeof schemaCommenter>;
interface EtatCommenter { readonly fiche: Fiche | undefined }

/** Pourquoi cette personne ne peut pas commenter la fiche ; `null` quand elle le peut. Sert aussi à griser le geste. */
export const refusCommentaire = (objet: ObjetFiche, fiche: Fiche, acteur: Acteur, contexte: Contexte): Refus | null => {
  const droits = contexteDroit(objet, fiche, contexte.aujourdhui);
  const autorisations = DROITS_COMMENTER.map((geste) => autoriser(acteur, geste, objet, droits));
  if (!autorisations.some(({ accordee }) => accordee)) {
    const raisons = autorisations.flatMap((autorisation) => (autorisation.accordee ? [] : [autorisation]));
    // la raison la plus proche d’un accord : une règle existe mais la fiche est ailleurs, puis une condition manque, puis aucune règle
    const raison = raisons.find(({ code }) => code === 'droit.perimetre') ?? raisons.find(({ code }) => code === 'droit.condition');
    return raison === undefined ? refus('droit.profil', 'Commenter une fiche revient à qui peut la modifier, la proposer, la prévalider ou la valider.') : refus(raison.code, `Commenter : ${raison.message}`);
  }
  return fiche.statut === 'archive' ? refus('statut', 'La fiche est archivée : elle ne se commente plus.') : null;
};

/**
 * Ajoute un commentaire au parcours, sans toucher au statut. Deux commentaires ne sont jamais en conflit : le service ajoute à sa propre ligne.
 * Refus : `introuvable`, `droit.*`, `statut` (archivée), `arguments` (champ inconnu).
 */
export const commenter: Commande<'commenter', ArgumentsCommenter, EtatCommenter> = {
  nom: 'commenter', version: 1, libelle: 'Commenter', schema: schemaCommenter,
  cible: ({ objet, id }) => ({ objet, id }),
  champsTouches: () => [],
  *lire({ objet, id }): Lire<EtatCommenter> { return { fiche: yield* lireLigne(objet, id) }; },
  decide({ fiche }, { objet, id, champ, texte }, acteur, contexte): Decision {
    if (fiche === undefined) return INTROUVABLE(objet === 'entite' ? 'Entité' : 'Dispositif');
    const interdit = refusCommentaire(objet, fiche, acteur, contexte);
    if (interdit !== null) return interdit;
    if (champ !== undefined && !Object.hasOwn(CHAMPS[objet], champ)) return refus('arguments', `Le champ « ${champ} » n’existe pas.`, 'champ');
    const etape = pas('commenter', fiche.statut, acteur, contexte, champ === undefined ? { motif: texte } : { commentaires: { [champ]: texte } });
    return { accepte: true, changements: [{ genre: 'modifier', objet, id, champs: { parcours: [...fiche.parcours, etape] } }] };
  },
};
