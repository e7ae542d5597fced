import { z } from 'zod';
import { MODALITES } from '../nomenclature/referentiels.ts';
import { libelleDe } from '../nomenclature/code.ts';
import { construireNomenclature } from '../nomenclature/nomenclature.ts';
import type { Nomenclature } from '../nomenclature/nomenclature.ts';
import { autoriser } from '../droits.ts';
import { naissance, schemaCode, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Demande, LigneDemandee } from '../objets/demande.ts';
import { LIGNES_PAR_DEMANDE } from '../objets/demande.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import type { Groupe } from '../objets/groupe.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import type { Place } from '../objets/place.ts';
import type { GestePlaces } from '../places/gestes.ts';
import { defautGeste, effetSurPlace, etatMontre } from '../places/gestes.ts';
import type { Acteur } from '../profils.ts';
import type { Changement, Commande, Contexte, Decision, LigneRefusee, Lire, Refus } from './commande.ts';
import { lireGroupesDe, lireLigne, lireLignes, lireNomenclature, refus } from './commande.ts';
import { droitDeModifier, refusModification } from './groupes.ts';
import { nombrer } from './noms.ts';
import { CLOS, conclure, droitSurPlaces, lotDe, refusDuMotif, schemaGestePlaces } from './places.ts';
import { INTROUVABLE, contexteDroit } from './regles.ts';

/** Ce qui se demande : un geste daté sur des places, ou la modalité de groupes. */
export const schemaGesteDemandable = z.discriminatedUnion('genre', [...schemaGestePlaces.options, z.object({ genre: z.literal('modalite'), modalite: schemaCode(MODALITES) })]);
export type GesteDemandable = z.infer<typeof schemaGesteDemandable>;

interface EtatLignes { readonly places: readonly Place[]; readonly groupes: readonly Groupe[]; readonly freres: readonly Groupe[]; readonly codes: readonly CodeNomenclature[] }
function* lireCitees(geste: { readonly genre: string }, dispositifId: string, ids: readonly string[]): Lire<EtatLignes> {
  const codes = yield* lireNomenclature();
  if (geste.genre === 'modalite') return { places: [], groupes: yield* lireLignes('groupe', ids), freres: yield* lireGroupesDe(dispositifId), codes };
  const places = yield* lireLignes('place', ids);
  return { places, groupes: yield* lireLignes('groupe', [...new Set(places.map(({ groupeId }) => groupeId))]), freres: [], codes };
}

/** Le droit de faire ce geste sur ce dispositif : celui qui permet aussi de décider d’une demande. */
export const droitSurDemande = (acteur: Acteur, geste: { readonly genre: string }, dispositif: Dispositif, aujourdhui: string): ReturnType<typeof droitSurPlaces> =>
  (geste.genre === 'modalite' ? droitDeModifier(acteur, { modalite: '' }, dispositif, aujourdhui) : droitSurPlaces(acteur, 'etat_places', dispositif, aujourdhui));

const refusDuGeste = (geste: GesteDemandable, nomenclature: Nomenclature, aujourdhui: string): Refus | null => {
  if (geste.genre === 'modalite') return null;
  const defaut = defautGeste(geste, aujourdhui);
  return defaut === null ? refusDuMotif(geste, nomenclature, aujourdhui) : refus(`champ.${defaut[0]}`, defaut[1], defaut[0]);
};

/** Une ligne telle qu’elle est : son nom, ce qu’elle porte, et ce que le geste y écrirait. */
type Jugee = { readonly nom: string; readonly avant: string; readonly changement: Changement } | LigneRefusee;
/** Juge une ligne comme le ferait le geste direct, pour l’acteur donné. `lot` : ce qui annulera ce qu’une place aura reçu. */
const jugeur = (etat: EtatLignes, dispositif: Dispositif, geste: GesteDemandable, lot: string, acteur: Acteur, contexte: Contexte): ((id: string) => Jugee) => {
  const nomenclature = construireNomenclature(etat.codes, contexte.aujourdhui);
  const [places, groupes] = [new Map(etat.places.map((place) => [place.id, place])), new Map(etat.groupes.map((groupe) => [groupe.id, groupe]))];
  const libelleMotif = (code: string): string => nomenclature.trouver('motif', code)?.libelle.toLowerCase() ?? code;
  const changer = (place: Place, groupe: Groupe, duGeste: GestePlaces): Jugee => {
    const effet = effetSurPlace(place, duGeste, groupe, contexte.aujourdhui, libelleMotif);
    if (!effet.fait) return { id: place.id, code: effet.code, message: effet.message };
    return { nom: place.numero, avant: etatMontre(place, contexte.aujourdhui), changement: { genre: 'modifier', objet: 'place', id: place.id, champs: { ...effet.champs, dernierLot: lotDe(place, effet.champs, lot, acteur) } } };
  };
  return (id) => {
    const groupe = groupes.get(geste.genre === 'modalite' ? id : (places.get(id)?.groupeId ?? ''));
    if (groupe === undefined || groupe.dispositifId !== dispositif.id) return { id, ...INTROUVABLE(geste.genre === 'modalite' ? 'Groupe de places' : 'Place') };
    if (geste.genre !== 'modalite') return changer(places.get(id) as Place, groupe, geste);
    if (groupe.modalite === geste.modalite) return { id, code: 'sans_effet', message: `Le groupe est déjà « ${libelleDe(MODALITES, geste.modalite)} ».` };
    const erreur = refusModification(groupe, { modalite: geste.modalite }, dispositif, etat.freres, etat.codes, contexte);
    if (erreur !== null) return { id, code: erreur.code, message: erreur.message };
    return { nom: groupe.libelle, avant: groupe.modalite, changement: { genre: 'modifier', objet: 'groupe', id, champs: { modalite: geste.modalite } } };
  };
};

const schemaIds = z.array(schemaId).min(1, 'Aucune place choisie.').max(LIGNES_PAR_DEMANDE, `${LIGNES_PAR_DEMANDE} lignes au plus par demande.`).refine((ids) => new Set(ids).size === ids.length, 'Une ligne est citée deux fois.');
const schemaDemander = z.object({ id: schemaId, dispositifId: schemaId, geste: schemaGesteDemandable, ids: schemaIds, motif: schemaTexteLong.min(1, 'Le motif est obligatoire : il est montré à qui décide.') });
type ArgumentsDemander = z.infer<typeof schemaDemander>;
interface EtatDemander { readonly existante: Demande | undefined; readonly dispositif: Dispositif | undefined; readonly lignes: EtatLignes }

/**
 * Demande à qui tient des places un geste que l’acteur ne peut pas faire, faute de délégation de gestion. Chaque ligne est jugée comme le geste direct ; celles qui ne
 * changeraient pas sont laissées, avec leur raison. Refus : `existe`, `introuvable`, `droit.*`, `inutile` (l’acteur peut le faire lui-même), `statut`, `champ.*`, `nomenclature`, ou la raison la plus fréquente.
 */
export const demanderPlaces: Commande<'demanderPlaces', ArgumentsDemander, EtatDemander> = {
  nom: 'demanderPlaces', version: 1, libelle: 'Demander un changement de places', schema: schemaDemander,
  cible: ({ id }) => ({ objet: 'demande', id }),
  champsTouches: () => [],
  intitule: ({ geste, ids }) => (geste.genre === 'modalite' ? nombrer(ids.length, 'groupe', 'groupes') : nombrer(ids.length, 'place', 'places')),
  *lire({ id, dispositifId, geste, ids }): Lire<EtatDemander> {
    return { existante: yield* lireLigne('demande', id), dispositif: yield* lireLigne('dispositif', dispositifId), lignes: yield* lireCitees(geste, dispositifId, ids) };
  },
  decide({ existante, dispositif, lignes }, { id, geste, ids, motif }, acteur, contexte): Decision {
    if (existante !== undefined) return refus('existe', 'Cette demande est déjà enregistrée.');
    if (dispositif === undefined) return INTROUVABLE('Dispositif');
    const droit = autoriser(acteur, 'proposer_changement', geste.genre === 'modalite' ? 'groupe' : 'place', contexteDroit('dispositif', dispositif, contexte.aujourdhui));
    if (!droit.accordee) return refus(droit.code, droit.message);
    const direct = droitSurDemande(acteur, geste, dispositif, contexte.aujourdhui);
    if (direct.accordee) return refus('inutile', `Sur « ${dispositif.nom} », vous pouvez faire ce changement vous-même.`);
    if (CLOS.has(dispositif.statut)) return refus('statut', `« ${dispositif.nom} » est fermé ou refusé : ses places ne changent plus.`);
    const erreur = refusDuGeste(geste, construireNomenclature(lignes.codes, contexte.aujourdhui), contexte.aujourdhui);
    if (erreur !== null) return erreur;
    const juger = jugeur(lignes, dispositif, geste, id, acteur, contexte);
    const jugees = ids.map((ligne) => ({ ligne, jugee: juger(ligne) }));
    const refusees = jugees.flatMap(({ jugee }) => ('code' in jugee ? [{ id: jugee.id, code: jugee.code, message: jugee.message }] : []));
    const demandees = jugees.flatMap(({ ligne, jugee }): LigneDemandee[] => ('code' in jugee ? [] : [{ id: ligne, nom: jugee.nom, avant: jugee.avant, decision: null, par: null, nomPar: null, le: null, motif: null }]));
    return conclure(demandees.length === 0 ? [] : [{
      genre: 'creer', objet: 'demande',
      ligne: {
        id, code: null, version: 0, departement: dispositif.departement, ...naissance(acteur, contexte.maintenant), provenance: null,
        dispositifId: dispositif.id, entiteId: dispositif.entiteId, geste, lignes: demandees, motif, statut: 'ouverte', auteur: acteur.nom,
      },
    }], refusees, motif);
  },
};

const schemaDecider = z.object({
  id: schemaId, lot: schemaId, decision: z.enum(['acceptee', 'refusee']), motif: schemaTexteLong.optional(),
  /** `vu` : ce que l’acteur lisait de la ligne ; si elle a changé depuis, elle n’est pas décidée. */
  lignes: z.array(z.object({ id: schemaId, vu: z.string().max(40) })).min(1, 'Aucune ligne choisie.').max(LIGNES_PAR_DEMANDE).refine((lignes) => new Set(lignes.map(({ id }) => id)).size === lignes.length, 'Une ligne est décidée deux fois.'),
});
type ArgumentsDecider = z.infer<typeof schemaDecider>;
interface EtatDecider { readonly demande: Demande | undefined; readonly dispositif: Dispositif | undefined; readonly lignes: EtatLignes }

/**
 * Décide d’une demande, en entier ou ligne par ligne. Ce qui est accepté s’écrit sur les places dans la même transaction, comme le geste direct de qui décide, et s’annule pareil (`lot`).
 * Par ligne : `deja_decide`, `depassee` (elle a changé depuis qu’elle a été lue), ou le refus du geste. Refus d’ensemble : `introuvable`, `statut`, `droit.*`, `motif` (un refus en demande un), `champ.*`, `nomenclature`.
 */
export const deciderDemande: Commande<'deciderDemande', ArgumentsDecider, EtatDecider> = {
  nom: 'deciderDemande', version: 1, libelle: 'Décider d’une demande', schema: schemaDecider,
  cible: ({ id }) => ({ objet: 'demande', id }),
  champsTouches: () => [],
  intitule: ({ lignes }) => nombrer(lignes.length, 'ligne', 'lignes'),
  *lire({ id, lignes }): Lire<EtatDecider> {
    const demande = yield* lireLigne('demande', id);
    if (demande === undefined) return { demande, dispositif: undefined, lignes: { places: [], groupes: [], freres: [], codes: [] } };
    return { demande, dispositif: yield* lireLigne('dispositif', demande.dispositifId), lignes: yield* lireCitees(demande.geste, demande.dispositifId, lignes.map((ligne) => ligne.id)) };
  },
  decide({ demande, dispositif, lignes: etat }, { id, lot, decision, motif, lignes }, acteur, contexte): Decision {
    if (demande === undefined || dispositif === undefined) return INTROUVABLE('Demande');
    if (demande.statut !== 'ouverte') return refus('statut', demande.statut === 'retiree' ? 'Son auteur a retiré cette demande.' : 'Cette demande a déjà été décidée.');
    const lu = schemaGesteDemandable.safeParse(demande.geste);
    if (!lu.success) return refus('geste_inconnu', 'Cette demande vient d’une version plus récente : mettre à jour ce poste pour la décider.');
    const droit = droitSurDemande(acteur, lu.data, dispositif, contexte.aujourdhui);
    if (!droit.accordee) return refus(droit.code, droit.message);
    if (demande.creePar === acteur.utilisateurId) return refus('droit.auteur', 'C’est votre demande : la retirer, et faire le changement vous-même.');
    if (decision === 'refusee' && (motif === undefined || motif === '')) return refus('motif', 'Un refus demande un motif : il est montré à l’auteur.', 'motif');
    const erreur = decision === 'refusee' ? null : refusDuGeste(lu.data, construireNomenclature(etat.codes, contexte.aujourdhui), contexte.aujourdhui);
    if (erreur !== null) return erreur;
    const parId = new Map(demande.lignes.map((ligne) => [ligne.id, ligne]));
    const juger = jugeur(etat, dispositif, lu.data, lot, acteur, contexte);
    const actuel = actuelDe(etat, contexte.aujourdhui);
    const refusees: LigneRefusee[] = [];
    const changements: Changement[] = [];
    const decidees = new Set<string>();
    for (const { id: ligne, vu } of lignes) {
      const demandee = parId.get(ligne);
      if (demandee === undefined) { refusees.push({ id: ligne, code: 'arguments', message: 'La demande ne porte pas sur cette ligne.' }); continue; }
      if (demandee.decision !== null) { refusees.push({ id: ligne, code: 'deja_decide', message: `« ${demandee.nom} » a déjà été ${demandee.decision === 'acceptee' ? 'acceptée' : 'refusée'} par ${demandee.nomPar ?? 'quelqu’un d’autre'}.` }); continue; }
      if (decision === 'acceptee') {
        if (actuel(ligne) !== vu) { refusees.push({ id: ligne, code: 'depassee', message: `« ${demandee.nom} » a changé depuis que vous l’avez lue : relire la demande avant de décider.` }); continue; }
        const jugee = juger(ligne);
        if ('code' in jugee) { refusees.push({ id: ligne, code: jugee.code, message: `« ${demandee.nom} » : ${jugee.message}` }); continue; }
        changements.push(jugee.changement);
      }
      decidees.add(ligne);
    }
    if (decidees.size === 0) return conclure([], refusees, undefined);
    const apres = demande.lignes.map((ligne): LigneDemandee => (decidees.has(ligne.id) ? { ...ligne, decision, par: acteur.utilisateurId, nomPar: acteur.nom, le: contexte.maintenant, motif: motif ?? null } : ligne));
    const suivi: Changement = { genre: 'modifier', objet: 'demande', id, champs: { lignes: apres, statut: apres.every((ligne) => ligne.decision !== null) ? 'decidee' : 'ouverte' } };
    return conclure([...changements, suivi], refusees, motif ?? demande.motif);
  },
};
/** Ce qu’une ligne porte aujourd’hui : l’état d’une place, la modalité d’un groupe ; `undefined` quand elle n’est plus là. */
const actuelDe = ({ places, groupes }: EtatLignes, aujourdhui: string): ((id: string) => string | undefined) => {
  const valeurs = new Map<string, string>([...groupes.map(({ id, modalite }) => [id, modalite] as const), ...places.map((place) => [place.id, etatMontre(place, aujourdhui)] as const)]);
  return (id) => valeurs.get(id);
};

const schemaRetirer = z.object({ id: schemaId });

/** L’auteur retire sa demande, tant que rien n’en est décidé. Refus : `introuvable`, `droit.auteur`, `statut`. */
export const retirerDemande: Commande<'retirerDemande', z.infer<typeof schemaRetirer>, Demande | undefined> = {
  nom: 'retirerDemande', version: 1, libelle: 'Retirer une demande', schema: schemaRetirer,
  cible: ({ id }) => ({ objet: 'demande', id }),
  champsTouches: () => [],
  lire: ({ id }) => lireLigne('demande', id),
  decide(demande, { id }, acteur): Decision {
    if (demande === undefined) return INTROUVABLE('Demande');
    if (demande.creePar !== acteur.utilisateurId) return refus('droit.auteur', `Seul son auteur, ${demande.auteur}, retire une demande.`);
    if (demande.statut !== 'ouverte' || demande.lignes.some(({ decision }) => decision !== null)) return refus('statut', 'Cette demande a déjà été décidée, en tout ou partie : elle ne se retire plus.');
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'demande', id, champs: { statut: 'retiree' } }] };
  },
};
