import { z } from 'zod';
import type { Acteur } from '../profils.ts';
import type { Autorisation, Geste } from '../droits.ts';
import { autoriser, quiPeut } from '../droits.ts';
import { STATUTS } from '../cycleDeVie.ts';
import { naissance, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Dispositif, SaisieDispositif } from '../objets/dispositif.ts';
import type { Entite, SaisieEntite } from '../objets/entite.ts';
import { CHAMPS, cibleDe } from '../objets/objets.ts';
import type { Groupe } from '../objets/groupe.ts';
import type { ChampPropose, ObjetPropose, Proposition } from '../objets/proposition.ts';
import type { Commande, Contexte, Decision, Lire, Refus } from './commande.ts';
import { lireLigne, lirePropositionsDe, refus, refusDeSchema } from './commande.ts';
import type { EtatModifierDispositif } from './dispositifs.ts';
import { lireDispositifAModifier, modificationDispositif, schemaChampsDispositif } from './dispositifs.ts';
import type { EtatModifierEntite } from './entites.ts';
import { lireEntiteAModifier, modificationEntite, refusDepartements, schemaChampsEntite } from './entites.ts';
import { droitDeModifier } from './groupes.ts';
import type { EtatModifierGroupe } from './groupesProposes.ts';
import { droitDuChampDeGroupe, lireGroupeAModifier, modificationGroupe, valeurDeGroupe } from './groupesProposes.ts';
import { CHAMPS_LIBELLE } from './libelles.ts';
import { CIRCUIT, FIGES } from './modification.ts';
import type { Fiche, ObjetFiche } from './regles.ts';
import { INTROUVABLE, contexteDroit, estRefus } from './regles.ts';

/** Ce dont un changement est proposé : une fiche soumise au circuit, ou un groupe de places. */
export type FicheProposee = Fiche | Groupe;
export type Avant = { readonly objet: 'entite'; readonly etat: EtatModifierEntite } | { readonly objet: 'dispositif'; readonly etat: EtatModifierDispositif } | { readonly objet: 'groupe'; readonly etat: EtatModifierGroupe };
/** `decider` : ce qui ne compte qu’au moment d’écrire se lit aussi. */
export function* lireAvant(objet: ObjetPropose, id: string, champs: Readonly<Record<string, unknown>>, decider: boolean): Lire<Avant> {
  if (objet === 'groupe') return { objet, etat: yield* lireGroupeAModifier(id, champs, decider) };
  return objet === 'entite' ? { objet, etat: yield* lireEntiteAModifier(id, champs as Partial<SaisieEntite>) } : { objet, etat: yield* lireDispositifAModifier(id, champs as Partial<SaisieDispositif>) };
}
export const ficheDe = (avant: Avant): FicheProposee | undefined => (avant.objet === 'entite' ? avant.etat.entite : avant.objet === 'groupe' ? avant.etat.groupe : avant.etat.dispositif);
/** La fiche soumise au circuit : d’un groupe, son dispositif. C’est elle qui a un statut, et qui dit les droits. */
export const ficheDuCircuit = (avant: Avant): Fiche | undefined => (avant.objet === 'entite' ? avant.etat.entite : avant.etat.dispositif);
/** Les colonnes qui changeraient, ou le refus des valeurs. */
export const modification = (avant: Avant, champs: Readonly<Record<string, unknown>>, acteur: Acteur, contexte: Contexte): Refus | { readonly champs: Readonly<Record<string, unknown>> } => (avant.objet === 'entite'
  ? modificationEntite(avant.etat, avant.etat.entite as Entite, champs as Partial<SaisieEntite>, acteur, contexte)
  : avant.objet === 'groupe' ? modificationGroupe(avant.etat, avant.etat.groupe as Groupe, champs, contexte)
  : modificationDispositif(avant.etat, avant.etat.dispositif as Dispositif, champs as Partial<SaisieDispositif>, contexte));

/** Une personne ne propose que sur une fiche validée ; une reprise, sur toute fiche qui n’est pas close. */
const PROPOSABLES = new Set(['valide', 'suspendu']);
/** Le droit qui décide d’un champ d’une fiche validée : celui des champs sensibles, ou celui de modifier. */
const droitDuChampValide = (objet: ObjetFiche, champ: string): Geste => (CHAMPS[objet][champ]?.sensible === true ? 'decider_sensible' : 'modifier');
/** Le droit d’écrire ce champ, qui est celui d’en décider : il dépend du statut de la fiche (`refusModification`) ; celui d’un champ de groupe n’en dépend pas. */
export const droitDuChamp = (objet: ObjetPropose, champ: string, statut: string): Geste => {
  if (objet === 'groupe') return droitDuChampDeGroupe(champ);
  if (CIRCUIT.has(statut)) return 'decider_sensible';
  return PROPOSABLES.has(statut) ? droitDuChampValide(objet, champ) : 'modifier';
};
/** L’acteur peut-il décider ce champ ? `circuit` : la fiche soumise au circuit (d’un groupe, son dispositif). */
export const autoriserChamp = (objet: ObjetPropose, circuit: Fiche, champ: string, acteur: Acteur, aujourdhui: string): Autorisation =>
  autoriser(acteur, droitDuChamp(objet, champ, circuit.statut), objet, contexteDroit(objet === 'entite' ? 'entite' : 'dispositif', circuit, aujourdhui));
/** Vrai quand l’acteur peut décider ce champ de cette fiche validée. */
export const peutDeciderChamp = (objet: ObjetFiche, fiche: Fiche, champ: string, acteur: Acteur, aujourdhui: string): boolean => autoriser(acteur, droitDuChampValide(objet, champ), objet, contexteDroit(objet, fiche, aujourdhui)).accordee;

/** Égalité de deux valeurs JSON, quel que soit l’ordre des clés (la base les range à sa façon). */
export const memeValeur = (une: unknown, autre: unknown): boolean => {
  if (une === autre || ((une ?? null) === null && (autre ?? null) === null)) return true;
  if (typeof une !== 'object' || typeof autre !== 'object' || une === null || autre === null || Array.isArray(une) !== Array.isArray(autre)) return false;
  const [gauche, droite] = [une as Readonly<Record<string, unknown>>, autre as Readonly<Record<string, unknown>>];
  return [...new Set([...Object.keys(gauche), ...Object.keys(droite)])].every((cle) => memeValeur(gauche[cle], droite[cle]));
};

/** La valeur d’un champ telle qu’une personne la lit. */
export const valeurDuChamp = (objet: ObjetPropose, fiche: FicheProposee, champ: string, aujourdhui: string): unknown =>
  (objet === 'groupe' ? valeurDeGroupe(fiche as Groupe, champ, aujourdhui) : ((fiche as unknown as Readonly<Record<string, unknown>>)[champ] ?? null));
/** Les champs d’une proposition, lus par le schéma de leur fiche une fois l’objet connu. */
export const champsLibres = z.record(z.string().max(40), z.unknown()).refine((champs) => Object.keys(champs).length > 0, 'Aucun champ à changer.');
interface Neuve { readonly id: string; readonly objet: ObjetPropose; readonly fiche: FicheProposee; readonly champs: Readonly<Record<string, unknown>>; readonly motif: string; readonly provenance: Proposition['provenance'] }
/** Une proposition ouverte : la valeur d’aujourd’hui et celle demandée, champ par champ. */
export const nouvelleProposition = ({ id, objet, fiche, champs, motif, provenance }: Neuve, acteur: Acteur, { maintenant, aujourdhui }: Pick<Contexte, 'maintenant' | 'aujourdhui'>): Proposition => ({
  id, code: null, version: 0, departement: fiche.departement, ...naissance(acteur, maintenant),
  provenance, objet, ficheId: fiche.id, motif, statut: 'ouverte', auteur: acteur.nom, departements: [...cibleDe(objet, fiche as never).departements], entiteId: objet === 'entite' ? fiche.id : (fiche as Dispositif | Groupe).entiteId,
  dispositifId: objet === 'entite' ? null : objet === 'groupe' ? (fiche as Groupe).dispositifId : fiche.id,
  champs: Object.entries(champs).map(([champ, apres]) => ({ champ, avant: valeurDuChamp(objet, fiche, champ, aujourdhui), apres, decision: null, par: null, nom: null, le: null, motif: null })),
});

const schemaProposer = z.object({ id: schemaId, objet: z.enum(['entite', 'dispositif']), ficheId: schemaId, champs: champsLibres, motif: schemaTexteLong.min(1, 'Le motif est obligatoire : il est montré à qui décide.') });
type ArgumentsProposer = z.infer<typeof schemaProposer>;
interface EtatProposer { readonly existante: Proposition | undefined; readonly avant: Avant; readonly ouvertes: readonly Proposition[] }

/**
 * Propose un changement d’une fiche validée à qui peut le décider (domain.md §4). Les valeurs sont contrôlées comme une modification.
 * Refus : `existe`, `introuvable`, `droit.*`, `statut`, `arguments`, `inutile` (l’acteur peut décider lui-même), `inchange`, `deja_propose`, `champ.*`, `nomenclature`.
 */
export const proposerChangement: Commande<'proposerChangement', ArgumentsProposer, EtatProposer> = {
  nom: 'proposerChangement', version: 1, libelle: 'Proposer un changement', schema: schemaProposer,
  cible: ({ id }) => ({ objet: 'proposition', id }),
  champsTouches: () => [],
  *lire({ id, objet, ficheId, champs }): Lire<EtatProposer> {
    return { existante: yield* lireLigne('proposition', id), avant: yield* lireAvant(objet, ficheId, champs, false), ouvertes: yield* lirePropositionsDe(ficheId) };
  },
  decide({ existante, avant, ouvertes }, { id, objet, champs: demandes, motif }, acteur, contexte): Decision {
    if (existante !== undefined) return refus('existe', 'Cette proposition est déjà enregistrée.');
    const fiche = ficheDuCircuit(avant);
    if (fiche === undefined) return INTROUVABLE(objet === 'entite' ? 'Entité' : 'Dispositif');
    const droit = autoriser(acteur, 'proposer_changement', objet, contexteDroit(objet, fiche, contexte.aujourdhui));
    if (!droit.accordee) return refus(droit.code, droit.message);
    if (!PROPOSABLES.has(fiche.statut)) return refus('statut', `La fiche est au statut « ${STATUTS[fiche.statut as keyof typeof STATUTS]} » : une proposition porte sur une fiche validée.`);
    const lus = (objet === 'entite' ? schemaChampsEntite : schemaChampsDispositif).strict().safeParse(demandes);
    if (!lus.success) return refusDeSchema(lus.error);
    const champs = lus.data as Readonly<Record<string, unknown>>;
    const noms = Object.keys(champs);
    const decidable = noms.find((champ) => peutDeciderChamp(objet, fiche, champ, acteur, contexte.aujourdhui));
    if (decidable !== undefined) return refus('inutile', `« ${CHAMPS_LIBELLE[objet][decidable] ?? decidable} » : vous pouvez le modifier directement.`, decidable);
    const brute = fiche as unknown as Readonly<Record<string, unknown>>;
    const inchange = noms.find((champ) => memeValeur(champs[champ], brute[champ]));
    if (inchange !== undefined) return refus('inchange', `« ${CHAMPS_LIBELLE[objet][inchange] ?? inchange} » a déjà cette valeur.`, inchange);
    const deja = noms.find((champ) => ouvertes.some((autre) => autre.creePar === acteur.utilisateurId && autre.champs.some((propose) => propose.champ === champ && propose.decision === null)));
    if (deja !== undefined) return refus('deja_propose', `Vous avez déjà proposé de changer « ${CHAMPS_LIBELLE[objet][deja] ?? deja} » : retirer d’abord cette proposition.`, deja);
    const apres = modification(avant, champs, acteur, contexte);
    if (estRefus(apres)) return apres;
    return { accepte: true, motif, changements: [{ genre: 'creer', objet: 'proposition', ligne: nouvelleProposition({ id, objet, fiche, champs, motif, provenance: null }, acteur, contexte) }] };
  },
};

const schemaDecider = z.object({
  id: schemaId,
  /** `vu` : la valeur de la fiche que l’acteur avait sous les yeux ; si elle a changé depuis, rien n’est décidé. */
  decisions: z.array(z.object({ champ: z.string().max(40), decision: z.enum(['acceptee', 'refusee']), vu: z.unknown(), motif: schemaTexteLong.optional() })).min(1, 'Aucune décision.').max(60)
    .refine((decisions) => new Set(decisions.map(({ champ }) => champ)).size === decisions.length, 'Un champ est décidé deux fois.'),
});
type ArgumentsDecider = z.infer<typeof schemaDecider>;
interface EtatDecider { readonly proposition: Proposition | undefined; readonly avant: Avant | undefined }

/** Refus d’une décision sur un champ, ou `null`. */
const refusDecision = (proposition: Proposition, fiche: FicheProposee, circuit: Fiche, { champ, decision, vu, motif }: ArgumentsDecider['decisions'][number], acteur: Acteur, contexte: Contexte): Refus | null => {
  const libelle = CHAMPS_LIBELLE[proposition.objet][champ] ?? champ;
  const propose = proposition.champs.find((candidat) => candidat.champ === champ);
  if (propose === undefined) return refus('arguments', `La proposition ne porte pas sur « ${libelle} ».`, champ);
  const droit = autoriserChamp(proposition.objet, circuit, champ, acteur, contexte.aujourdhui);
  if (!droit.accordee) return refus(droit.code, `« ${libelle} » : ${droit.message}`, champ);
  if (propose.decision !== null) return refus('deja_decide', `« ${libelle} » a déjà été ${propose.decision === 'acceptee' ? 'accepté' : 'refusé'} par ${propose.nom ?? 'quelqu’un d’autre'}.`, champ);
  if (decision === 'refusee' && (motif === undefined || motif === '')) return refus('motif', `« ${libelle} » : un refus demande un motif, il est montré à l’auteur.`, champ);
  const actuelle = valeurDuChamp(proposition.objet, fiche, champ, contexte.aujourdhui);
  return decision === 'refusee' || memeValeur(vu, actuelle) ? null : refus('depassee', `« ${libelle} » a changé depuis que vous l’avez lu : relire la fiche avant de décider.`, champ);
};

/**
 * Décide d’une proposition, champ par champ ou en entier. Ce qui est accepté s’écrit sur la fiche dans la même transaction, après les mêmes contrôles qu’une modification.
 * Refus : `introuvable`, `statut`, `droit.*`, `deja_decide`, `motif`, `depassee`, `champ.*`, `nomenclature`.
 */
export const deciderProposition: Commande<'deciderProposition', ArgumentsDecider, EtatDecider> = {
  nom: 'deciderProposition', version: 1, libelle: 'Décider d’une proposition', schema: schemaDecider,
  cible: ({ id }) => ({ objet: 'proposition', id }),
  champsTouches: () => [],
  *lire({ id, decisions }): Lire<EtatDecider> {
    const proposition = yield* lireLigne('proposition', id);
    if (proposition === undefined) return { proposition, avant: undefined };
    return { proposition, avant: yield* lireAvant(proposition.objet, proposition.ficheId, acceptes(proposition, decisions), true) };
  },
  decide({ proposition, avant }, { id, decisions }, acteur, contexte): Decision {
    const [fiche, circuit] = avant === undefined ? [undefined, undefined] : [ficheDe(avant), ficheDuCircuit(avant)];
    if (proposition === undefined || avant === undefined || fiche === undefined || circuit === undefined) return INTROUVABLE('Proposition');
    if (proposition.statut !== 'ouverte') return refus('statut', proposition.statut === 'retiree' ? 'Son auteur a retiré cette proposition.' : 'Cette proposition a déjà été décidée.');
    const erreur = decisions.map((decision) => refusDecision(proposition, fiche, circuit, decision, acteur, contexte)).find((valeur) => valeur !== null);
    if (erreur !== undefined) return erreur;
    const retenus = acceptes(proposition, decisions);
    const accepte = Object.keys(retenus).length > 0;
    if (accepte && FIGES.has(circuit.statut)) return refus('statut', `La fiche est au statut « ${STATUTS[circuit.statut as keyof typeof STATUTS]} » : elle ne se modifie plus. La proposition peut être refusée.`);
    const apres = (accepte && avant.objet === 'entite' ? refusDepartements(fiche as Entite, (retenus as Partial<SaisieEntite>).departements, acteur) : null) ?? (accepte ? modification(avant, retenus, acteur, contexte) : { champs: {} });
    if (estRefus(apres)) return apres;
    const champs = proposition.champs.map((propose): ChampPropose => {
      const decision = decisions.find(({ champ }) => champ === propose.champ);
      return decision === undefined ? propose : { ...propose, decision: decision.decision, par: acteur.utilisateurId, nom: acteur.nom, le: contexte.maintenant, motif: decision.motif ?? null };
    });
    return {
      accepte: true, motif: proposition.motif,
      changements: [
        ...(accepte ? [{ genre: 'modifier', objet: proposition.objet, id: proposition.ficheId, champs: apres.champs, ...pourLeCompteDe(proposition, circuit, retenus, acteur, contexte) } as const] : []),
        { genre: 'modifier', objet: 'proposition', id, champs: { champs, statut: champs.every(({ decision }) => decision !== null) ? 'decidee' : 'ouverte' } },
      ],
    };
  },
};
/** Un SIAO qui accepte la modalité d’un groupe le fait sous délégation, pour le compte de l’entité : le journal le dit, comme du geste direct. */
const pourLeCompteDe = ({ objet }: Proposition, circuit: Fiche, retenus: object, acteur: Acteur, { aujourdhui }: Contexte): { readonly pourLeCompteDe?: string } => {
  if (objet !== 'groupe') return {};
  const droit = droitDeModifier(acteur, retenus, circuit as Dispositif, aujourdhui);
  return droit.accordee && droit.pourLeCompteDe !== undefined ? { pourLeCompteDe: droit.pourLeCompteDe } : {};
};
/** Les valeurs que ces décisions acceptent, par champ. */
const acceptes = (proposition: Proposition, decisions: ArgumentsDecider['decisions']): Readonly<Record<string, unknown>> =>
  Object.fromEntries(decisions.filter(({ decision }) => decision === 'acceptee').flatMap(({ champ }) => proposition.champs.filter((propose) => propose.champ === champ).map(({ apres }) => [champ, apres])));

const schemaRetirer = z.object({ id: schemaId });

/** L’auteur retire sa proposition, tant que rien n’en est décidé. Refus : `introuvable`, `droit.auteur`, `statut`. */
export const retirerProposition: Commande<'retirerProposition', z.infer<typeof schemaRetirer>, Proposition | undefined> = {
  nom: 'retirerProposition', version: 1, libelle: 'Retirer une proposition', schema: schemaRetirer,
  cible: ({ id }) => ({ objet: 'proposition', id }),
  champsTouches: () => [],
  lire: ({ id }) => lireLigne('proposition', id),
  decide(proposition, { id }, acteur): Decision {
    if (proposition === undefined) return INTROUVABLE('Proposition');
    if (proposition.creePar !== acteur.utilisateurId) return refus('droit.auteur', `Seul son auteur, ${proposition.auteur}, retire une proposition. ${quiPeut('decider_sensible', proposition.objet)}`);
    if (proposition.statut !== 'ouverte' || proposition.champs.some(({ decision }) => decision !== null)) return refus('statut', 'Cette proposition a déjà été décidée, en tout ou partie : elle ne se retire plus.');
    return { accepte: true, changements: [{ genre: 'modifier', objet: 'proposition', id, champs: { statut: 'retiree' } }] };
  },
};
