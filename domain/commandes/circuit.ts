import { z } from 'zod';
import type { GesteCycle, Statut } from '../cycleDeVie.ts';
import { LIBELLES_GESTES, STATUTS, TRANSITIONS, trouverTransition } from '../cycleDeVie.ts';
import type { Geste } from '../droits.ts';
import { completude } from '../objets/champ.ts';
import { schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import { estFinanceP177 } from '../objets/dispositif.ts';
import type { Entite } from '../objets/entite.ts';
import { CHAMPS } from '../objets/objets.ts';
import { dernierPas } from '../parcours.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireLigne, refus } from './commande.ts';
import { CHAMPS_LIBELLE } from './libelles.ts';
import type { Fiche, ObjetFiche } from './regles.ts';
import { INTROUVABLE, contexteDroit, estRefus, exigerDroit, pas } from './regles.ts';
import type { Acteur } from '../profils.ts';

const schemaCircuit = z.object({
  objet: z.enum(['entite', 'dispositif']), id: schemaId, motif: schemaTexteLong.optional(),
  /** Commentaire par champ, montré sous le champ à celui qui corrige (renvoi). */
  commentaires: z.record(z.string(), schemaTexteLong).optional(),
});
export type ArgumentsCircuit = z.infer<typeof schemaCircuit>;
interface EtatCircuit { readonly fiche: Fiche | undefined; readonly entite: Entite | undefined }

const estP177 = (objet: ObjetFiche, fiche: Fiche, date: string): boolean => objet === 'dispositif' && estFinanceP177((fiche as Dispositif).financements, date);

/** Personne ne prévalide et ne décide la même fiche (domain.md §4) : la dernière prévalidation en vigueur compte, une prévalidation annulée n’a pas eu lieu. */
const aPrevalide = (fiche: Fiche, acteur: Acteur): boolean => dernierPas(fiche.parcours, 'prevalider')?.par === acteur.utilisateurId;

/**
 * Juge un geste du cycle de vie sur une fiche : transition, droit, motif, complétude, personne différente, entité validée.
 * Rend le refus, ou le statut d’arrivée et la suppléance. Sert aussi à griser les boutons avec leur raison.
 */
export const jugerGeste = (geste: GesteCycle, objet: ObjetFiche, fiche: Fiche, entite: Entite | undefined, acteur: Acteur, contexte: Contexte, motif: string | undefined): Refus | { readonly vers: Statut; readonly suppleance?: true } => {
  const p177 = estP177(objet, fiche, contexte.aujourdhui);
  const transition = trouverTransition(geste, fiche.statut as Statut, p177);
  if (transition === undefined) {
    const depuis = TRANSITIONS.filter((ligne) => ligne.geste === geste && (ligne.condition === undefined || (ligne.condition === 'p177') === p177)).map((ligne) => `« ${STATUTS[ligne.de]} »`);
    return refus('statut', `${LIBELLES_GESTES[geste]} : la fiche est au statut « ${STATUTS[fiche.statut as Statut]} », ce geste part du statut ${[...new Set(depuis)].join(' ou ')}.`);
  }
  const droits = contexteDroit(objet, fiche, contexte.aujourdhui);
  const demande: Geste = transition.droit;
  const droit = exigerDroit(acteur, demande, objet, droits, motif);
  if (estRefus(droit)) return droit;
  if (geste === 'soumettre' && acteur.profil === 'admin_siao' && fiche.creeParProfil !== 'admin_siao') return refus('droit.condition', 'Cette fiche est proposée par son gestionnaire : c’est à lui de la soumettre.');
  if (transition.motifObligatoire === true && (motif === undefined || motif.trim() === '')) return refus('motif', `${LIBELLES_GESTES[geste]} demande un motif : il est montré à l’auteur de la fiche.`, 'motif');
  if (transition.autrePersonne === true && aPrevalide(fiche, acteur)) return refus('meme_personne', 'Vous avez prévalidé cette fiche : une autre personne doit décider.');
  if (transition.complete === true) {
    const { manquants } = completude(CHAMPS[objet], fiche);
    if (manquants.length > 0) return refus('incomplete', `Il manque : ${manquants.map((champ) => CHAMPS_LIBELLE[objet][champ]).join(', ')}.`, manquants[0]);
  }
  if (geste === 'valider' && objet === 'dispositif' && entite?.statut !== 'valide') {
    return refus('entite_non_validee', `L’entité « ${entite?.raisonSociale ?? ''} » n’est pas encore validée : la valider d’abord.`, 'entiteId');
  }
  return { vers: transition.vers, ...droit };
};

const commandeCircuit = <N extends string>(nom: N, geste: GesteCycle, libelle: string): Commande<N, ArgumentsCircuit, EtatCircuit> => ({
  nom, version: 1, libelle, schema: schemaCircuit,
  cible: ({ objet, id }) => ({ objet, id }),
  champsTouches: () => ['statut'],
  *lire({ objet, id }): Lire<EtatCircuit> {
    const fiche = yield* lireLigne(objet, id);
    return { fiche, entite: fiche !== undefined && objet === 'dispositif' ? yield* lireLigne('entite', (fiche as Dispositif).entiteId) : undefined };
  },
  decide({ fiche, entite }, { objet, id, motif, commentaires }, acteur, contexte): Decision {
    if (fiche === undefined) return INTROUVABLE(objet === 'entite' ? 'Entité' : 'Dispositif');
    const inconnu = Object.keys(commentaires ?? {}).find((champ) => CHAMPS[objet][champ] === undefined);
    if (inconnu !== undefined) return refus('arguments', `Le champ « ${inconnu} » n’existe pas.`, 'commentaires');
    const jugement = jugerGeste(geste, objet, fiche, entite, acteur, contexte, motif);
    if (estRefus(jugement)) return jugement;
    const { vers, ...suppleance } = jugement;
    const etape = pas(geste, vers, acteur, contexte, { ...(motif === undefined ? {} : { motif }), ...(commentaires === undefined ? {} : { commentaires }), ...suppleance });
    return { accepte: true, ...(motif === undefined ? {} : { motif }), ...suppleance, changements: [{ genre: 'modifier', objet, id, champs: { statut: vers, parcours: [...fiche.parcours, etape] } }] };
  },
});

export const soumettre = commandeCircuit('soumettre', 'soumettre', 'Soumettre');
export const prevalider = commandeCircuit('prevalider', 'prevalider', 'Prévalider');
export const valider = commandeCircuit('valider', 'valider', 'Valider');
export const renvoyerACorriger = commandeCircuit('renvoyerACorriger', 'renvoyer', 'Renvoyer à corriger');
export const refuser = commandeCircuit('refuser', 'refuser', 'Refuser');
export const suspendre = commandeCircuit('suspendre', 'suspendre', 'Suspendre');
export const retablir = commandeCircuit('retablir', 'retablir', 'Rétablir');
export const archiver = commandeCircuit('archiver', 'archiver', 'Archiver');
