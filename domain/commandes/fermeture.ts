import { z } from 'zod';
import { schemaDate, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import type { Groupe } from '../objets/groupe.ts';
import type { Acteur } from '../profils.ts';
import { jugerGeste } from './circuit.ts';
import type { Changement, Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireDispositifsDe, lireGroupesDe, lireLigne, lirePlacesNonFermees, refus } from './commande.ts';
import { enumerer, nombrer, nommables } from './noms.ts';
import type { Fiche } from './regles.ts';
import { INTROUVABLE, estRefus, pas } from './regles.ts';

const schemaFermer = z.object({ objet: z.enum(['entite', 'dispositif']), id: schemaId, date: schemaDate, motif: schemaTexteLong.min(1, 'Le motif est obligatoire.') });
export type ArgumentsFermer = z.infer<typeof schemaFermer>;

/** Un groupe encore ouvert à la date de fermeture, et ses places qui ne sont pas fermées ce jour-là. */
interface GroupeOuvert { readonly groupe: Groupe; readonly dispositif: Dispositif; readonly placesOuvertes: number }
interface EtatFermer { readonly fiche: Fiche | undefined; readonly dispositifs: readonly Dispositif[]; readonly groupes: readonly GroupeOuvert[] }

/** Dispositifs que la fermeture d’une entité emporte, et ceux qui doivent d’abord être décidés. */
const OUVERTS = new Set(['valide', 'suspendu']);
const EN_CIRCUIT = new Set(['brouillon', 'a_prevalider', 'prevalide', 'a_corriger']);

/** Ce que fermerait la commande. `dispositifs` : ceux de l’entité, sans la fiche elle-même. `refus` : pourquoi elle ne se fait pas. */
export interface Fermeture { readonly dispositifs: readonly Dispositif[]; readonly groupes: readonly GroupeOuvert[]; readonly placesOuvertes: number; readonly refus: Refus | null }

const refusDesDispositifs = (dispositifs: readonly Dispositif[], motif: string, acteur: Acteur, contexte: Contexte): Refus | null => {
  const enCircuit = dispositifs.filter(({ statut }) => EN_CIRCUIT.has(statut));
  if (enCircuit.length > 0) return refus('dispositifs_en_cours', `${nombrer(enCircuit.length, 'dispositif attend', 'dispositifs attendent')} une décision : ${enumerer(nommables(enCircuit, acteur))}. Les valider ou les refuser d’abord.`);
  // chacun se ferme par la même table et le même droit que s’il l’était seul : une entité présente ailleurs ne se ferme pas par-dessus ses dispositifs d’ailleurs
  const interdits = dispositifs.filter((dispositif) => OUVERTS.has(dispositif.statut) && estRefus(jugerGeste('fermer', 'dispositif', dispositif, undefined, acteur, contexte, motif)));
  return interdits.length === 0 ? null : refus('dispositifs_ouverts', `${nombrer(interdits.length, 'dispositif reste ouvert', 'dispositifs restent ouverts')} hors de vos droits : ${enumerer(nommables(interdits, acteur))}. Demander leur fermeture à l’administrateur de leur département.`);
};

const refusDesPlaces = (groupes: readonly GroupeOuvert[], nommerDispositif: boolean): Refus | null => {
  const occupes = groupes.filter(({ placesOuvertes }) => placesOuvertes > 0);
  if (occupes.length === 0) return null;
  const total = occupes.reduce((somme, { placesOuvertes }) => somme + placesOuvertes, 0);
  const noms = occupes.map(({ groupe, dispositif, placesOuvertes }) => `${placesOuvertes} dans « ${groupe.libelle} »${nommerDispositif ? ` (${dispositif.nom})` : ''}`);
  return refus('places_ouvertes', `${nombrer(total, 'place n’est pas fermée', 'places ne sont pas fermées')} à cette date : ${enumerer(noms)}. ${total === 1 ? 'La' : 'Les'} fermer d’abord.`);
};

/** Juge une fermeture et dit ce qu’elle emporte. Le même calcul sert à l’aperçu du poste et à la décision. */
export const preparerFermeture = ({ fiche, dispositifs, groupes }: EtatFermer, { objet, date, motif }: ArgumentsFermer, acteur: Acteur, contexte: Contexte): Fermeture => {
  const juger = (): Refus | null => {
    if (fiche === undefined) return INTROUVABLE(objet === 'entite' ? 'Entité' : 'Dispositif');
    const jugement = jugerGeste('fermer', objet, fiche, undefined, acteur, contexte, motif);
    if (estRefus(jugement)) return jugement;
    if (date > contexte.aujourdhui) return refus('champ.date', 'La date de fermeture est à venir : fermer le jour venu.', 'date');
    return (objet === 'entite' ? refusDesDispositifs(dispositifs, motif, acteur, contexte) : null) ?? refusDesPlaces(groupes, objet === 'entite');
  };
  return {
    dispositifs: objet === 'entite' ? dispositifs.filter(({ statut }) => OUVERTS.has(statut)) : [], groupes,
    placesOuvertes: groupes.reduce((somme, { placesOuvertes }) => somme + placesOuvertes, 0), refus: juger(),
  };
};

/**
 * Ferme une entité ou un dispositif à une date qui n’est pas à venir, et tout ce qu’il contient, d’un seul geste : groupes encore ouverts (dont la fermeture
 * prend cette date), dispositifs validés ou suspendus de l’entité. Refusé tant qu’une place est ouverte.
 * Refus : `introuvable`, `statut`, `droit.*`, `motif`, `champ.date`, `dispositifs_en_cours`, `dispositifs_ouverts` (hors de ses droits), `places_ouvertes`.
 */
export const fermer: Commande<'fermer', ArgumentsFermer, EtatFermer> = {
  nom: 'fermer', version: 1, libelle: 'Fermer', schema: schemaFermer,
  cible: ({ objet, id }) => ({ objet, id }),
  champsTouches: () => ['statut'],
  *lire({ objet, id, date }): Lire<EtatFermer> {
    const fiche = yield* lireLigne(objet, id);
    if (fiche === undefined) return { fiche, dispositifs: [], groupes: [] };
    const dispositifs = objet === 'entite' ? yield* lireDispositifsDe(id) : [fiche as Dispositif];
    const groupes: GroupeOuvert[] = [];
    for (const dispositif of dispositifs) {
      if (!OUVERTS.has(dispositif.statut)) continue;
      for (const groupe of yield* lireGroupesDe(dispositif.id)) {
        // un groupe déjà fermé l’a été places fermées : il ne retient plus rien
        if (groupe.fermeture === null || groupe.fermeture > date) groupes.push({ groupe, dispositif, placesOuvertes: yield* lirePlacesNonFermees(groupe.id, date) });
      }
    }
    return { fiche, dispositifs, groupes };
  },
  decide(etat, args, acteur, contexte): Decision {
    const { objet, id, date, motif } = args;
    const { dispositifs, groupes, refus: refusee } = preparerFermeture(etat, args, acteur, contexte);
    if (refusee !== null) return refusee;
    const fermee = (cible: 'entite' | 'dispositif', fiche: Fiche): Changement => {
      const jugement = jugerGeste('fermer', cible, fiche, undefined, acteur, contexte, motif);
      // `preparerFermeture` les a tous jugés : un refus ici serait une erreur du programme, pas de la personne
      if (estRefus(jugement)) throw new Error(jugement.message);
      const { vers, ...suppleance } = jugement;
      return { genre: 'modifier', objet: cible, id: fiche.id, champs: { statut: vers, parcours: [...fiche.parcours, pas('fermer', vers, acteur, contexte, { motif, ...suppleance })] } };
    };
    return {
      accepte: true, motif,
      changements: [
        fermee(objet, etat.fiche as Fiche), ...dispositifs.filter((dispositif) => dispositif.id !== id).map((dispositif) => fermee('dispositif', dispositif)),
        // un groupe qui devait ouvrir plus tard n’ouvrira pas : sa fermeture ne peut précéder son ouverture
        ...groupes.map(({ groupe }): Changement => ({ genre: 'modifier', objet: 'groupe', id: groupe.id, champs: { fermeture: date < groupe.ouverture ? groupe.ouverture : date } })),
      ],
    };
  },
};
