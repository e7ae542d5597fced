import { z } from 'zod';
import { autoriser } from '../droits.ts';
import type { Geste } from '../droits.ts';
import type { Nomenclature } from '../nomenclature/nomenclature.ts';
import { construireNomenclature } from '../nomenclature/nomenclature.ts';
import { naissance, schemaCodeLibre, schemaDate, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import type { Groupe } from '../objets/groupe.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import type { LotPlace, Place } from '../objets/place.ts';
import { NUMERO_MAXIMUM } from '../objets/place.ts';
import { dateEcrite } from '../dates.ts';
import type { GestePlaces } from '../places/gestes.ts';
import { constatsApres } from '../places/constats.ts';
import { defautGeste, effetSurPlace } from '../places/gestes.ts';
import { PLACES_PAR_MOTIF } from '../places/numeros.ts';
import type { Acteur } from '../profils.ts';
import { cleDeTri } from '../texte.ts';
import type { Accord, Changement, Commande, Decision, LigneRefusee, Lire, Refus } from './commande.ts';
import { lireGroupesDe, lireLigne, lireLignes, lireNomenclature, lirePlacesDe, refus } from './commande.ts';
import { nombrer } from './noms.ts';
import { INTROUVABLE, contexteDroit, refusCodes } from './regles.ts';

/** Places qu’une commande porte. Un geste plus grand en fait plusieurs, d’un même lot. */
export const PLACES_PAR_COMMANDE = 10_000;
/** Un dispositif dont les places ne changent plus. */
export const CLOS: ReadonlySet<string> = new Set(['ferme', 'archive', 'refuse']);

const schemaIds = z.array(schemaId).min(1, 'Aucune place choisie.').max(PLACES_PAR_COMMANDE, `${PLACES_PAR_COMMANDE} places au plus par commande.`);
export const schemaGestePlaces = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('indisponible'), motif: schemaCodeLibre, debut: schemaDate, fin: schemaDate.nullable() }),
  z.object({ genre: z.literal('disponible'), le: schemaDate }),
  z.object({ genre: z.literal('ouvrir'), le: schemaDate, fin: schemaDate.nullable() }),
  z.object({ genre: z.literal('fermer'), le: schemaDate }),
  z.object({ genre: z.literal('occupation'), occupation: z.enum(['libre', 'reservee', 'occupee']), le: schemaDate }),
]) satisfies z.ZodType<GestePlaces>;

interface EtatPlaces { readonly places: ReadonlyMap<string, Place>; readonly groupes: ReadonlyMap<string, Groupe>; readonly dispositifs: ReadonlyMap<string, Dispositif>; readonly codes: readonly CodeNomenclature[] }
const parId = <L extends { readonly id: string }>(lignes: readonly L[]): ReadonlyMap<string, L> => new Map(lignes.map((ligne) => [ligne.id, ligne]));
const uniques = (valeurs: readonly string[]): string[] => [...new Set(valeurs)];
function* lirePlaces(ids: readonly string[], groupesEnPlus: readonly string[] = []): Lire<EtatPlaces> {
  const places = yield* lireLignes('place', uniques(ids));
  return {
    places: parId(places), groupes: parId(yield* lireLignes('groupe', uniques([...places.map(({ groupeId }) => groupeId), ...groupesEnPlus]))),
    dispositifs: parId(yield* lireLignes('dispositif', uniques(places.map(({ dispositifId }) => dispositifId)))), codes: yield* lireNomenclature(),
  };
}

/** Droit d’un acteur sur les places d’un dispositif. `pourLeCompteDe` : l’entité, quand il agit sous sa délégation de gestion. */
export type DroitPlaces = { readonly accordee: true; readonly pourLeCompteDe?: string } | { readonly accordee: false; readonly code: string; readonly message: string };
/** Juge un geste sur les places d’un dispositif : droit, délégation en cours, dispositif ouvert. */
export const droitSurPlaces = (acteur: Acteur, geste: Geste, dispositif: Dispositif, aujourdhui: string): DroitPlaces => {
  const droit = autoriser(acteur, geste, 'place', contexteDroit('dispositif', dispositif, aujourdhui));
  if (!droit.accordee) return { accordee: false, code: droit.code === 'droit.condition' ? 'sans_delegation' : droit.code, message: droit.code === 'droit.condition' ? `Pas de délégation de gestion en cours sur « ${dispositif.nom} ».` : droit.message };
  if (CLOS.has(dispositif.statut)) return { accordee: false, code: 'statut', message: `« ${dispositif.nom} » est fermé ou refusé : ses places ne changent plus.` };
  return droit.regle.condition === 'delegation' ? { accordee: true, pourLeCompteDe: dispositif.entiteId } : { accordee: true };
};

type Ouverture = { readonly place: Place; readonly groupe: Groupe; readonly pourLeCompteDe?: string } | LigneRefusee;
/** Retrouve une place et dit si l’acteur peut y toucher ; les droits se jugent une fois par dispositif. */
const ouvreur = ({ places, groupes, dispositifs }: EtatPlaces, geste: Geste, acteur: Acteur, aujourdhui: string): ((id: string) => Ouverture) => {
  const droits = new Map<string, DroitPlaces>();
  return (id) => {
    const place = places.get(id);
    const groupe = place === undefined ? undefined : groupes.get(place.groupeId);
    const dispositif = place === undefined ? undefined : dispositifs.get(place.dispositifId);
    if (place === undefined || groupe === undefined || dispositif === undefined) return { id, ...INTROUVABLE('Place') };
    const droit = droits.get(dispositif.id) ?? droitSurPlaces(acteur, geste, dispositif, aujourdhui);
    droits.set(dispositif.id, droit);
    if (!droit.accordee) return { id, code: droit.code, message: droit.message };
    return { place, groupe, ...(droit.pourLeCompteDe === undefined ? {} : { pourLeCompteDe: droit.pourLeCompteDe }) };
  };
};

/** L’accord d’un geste en nombre ; un refus quand aucune ligne ne change, avec la raison la plus fréquente. */
export const conclure = (changements: readonly Changement[], refusees: readonly LigneRefusee[], motif: string | undefined): Decision => {
  if (changements.length > 0) return { accepte: true, changements, ...(refusees.length === 0 ? {} : { refusees }), ...(motif === undefined ? {} : { motif }) };
  const parCode = new Map<string, LigneRefusee[]>();
  for (const ligne of refusees) parCode.set(ligne.code, [...(parCode.get(ligne.code) ?? []), ligne]);
  const frequente = [...parCode.values()].sort((unes, autres) => autres.length - unes.length)[0]?.[0];
  if (frequente === undefined) return refus('arguments', 'Aucune place choisie.');
  return { ...refus(frequente.code, refusees.length === 1 ? frequente.message : `Aucune des ${refusees.length} places ne change. ${frequente.message}`), refusees };
};

/** Ce qu’un geste en nombre laisse sur une place pour pouvoir s’annuler. */
export const lotDe = (place: Place, champs: Readonly<Record<string, unknown>>, lot: string, acteur: Acteur): LotPlace => {
  // les constats d’avant se déduisent de l’occupation que l’on rend : les garder deux fois doublerait leur poids
  const remplace = Object.fromEntries(Object.keys(champs).filter((champ) => champ !== 'constatsPasses').map((champ) => [champ, place[champ as keyof Place]]));
  // deux commandes d’un même lot sur une place : l’annuler rend ce qu’elle avait avant la première
  const deja = place.dernierLot?.lot === lot && place.dernierLot.par === acteur.utilisateurId ? place.dernierLot.avant : {};
  return { lot, par: acteur.utilisateurId, avant: { ...remplace, ...deja } as LotPlace['avant'] };
};
export const refusDuMotif = (geste: GestePlaces, nomenclature: Nomenclature, aujourdhui: string): Refus | null =>
  (geste.genre === 'indisponible' ? refusCodes('place', { etats: [{ motif: geste.motif }] }, undefined, nomenclature, aujourdhui) : null);

const schemaChanger = z.object({ lot: schemaId, blocs: z.array(z.object({ geste: schemaGestePlaces, ids: schemaIds })).min(1).max(1_000), motif: schemaTexteLong.optional() })
  .refine(({ blocs }) => blocs.reduce((somme, { ids }) => somme + ids.length, 0) <= PLACES_PAR_COMMANDE, `${PLACES_PAR_COMMANDE} places au plus par commande.`);
export type ArgumentsChanger = z.infer<typeof schemaChanger>;
const idsDesBlocs = ({ blocs }: ArgumentsChanger): string[] => blocs.flatMap(({ ids }) => ids);

/**
 * Change l’état ou l’occupation de places, une ou dix mille, par blocs d’un même geste ; une place citée dans plusieurs blocs les reçoit dans l’ordre. Chaque place est jugée
 * sur son état courant : celles qui ne peuvent pas changer sont laissées, avec leur raison (`refusees`), les autres changent. Sur une place occupée ou réservée, l’effet
 * attend la libération. Sous une délégation de gestion, le journal dit pour le compte de qui. Refus d’ensemble : `champ.*`, `nomenclature`, ou la raison la plus fréquente quand rien ne change.
 */
export const changerPlaces: Commande<'changerPlaces', ArgumentsChanger, EtatPlaces> = {
  nom: 'changerPlaces', version: 1, libelle: 'Changer des places', schema: schemaChanger,
  cible: ({ blocs }) => ({ objet: 'place', id: blocs[0]?.ids[0] ?? '' }),
  champsTouches: () => [],
  intitule: (args) => nombrer(new Set(idsDesBlocs(args)).size, 'place', 'places'),
  *lire(args) { return yield* lirePlaces(idsDesBlocs(args)); },
  decide(etat, { lot, blocs, motif }, acteur, { aujourdhui }): Decision {
    const nomenclature = construireNomenclature(etat.codes, aujourdhui);
    for (const { geste } of blocs) {
      const defaut = defautGeste(geste, aujourdhui);
      if (defaut !== null) return refus(`champ.${defaut[0]}`, defaut[1], defaut[0]);
      const inconnu = refusDuMotif(geste, nomenclature, aujourdhui);
      if (inconnu !== null) return inconnu;
    }
    const libelleMotif = (code: string): string => nomenclature.trouver('motif', code)?.libelle.toLowerCase() ?? code;
    const ouvrir = ouvreur(etat, 'etat_places', acteur, aujourdhui);
    const refusees: LigneRefusee[] = [];
    const changees = new Map<string, { readonly place: Place; readonly champs: Record<string, unknown>; readonly pourLeCompteDe?: string }>();
    for (const { geste, ids } of blocs) {
      for (const id of uniques(ids)) {
        const ouverte = ouvrir(id);
        if ('code' in ouverte) { refusees.push({ id, code: ouverte.code, message: ouverte.message }); continue; }
        const dejaChangee = changees.get(id);
        const courante = dejaChangee === undefined ? ouverte.place : { ...ouverte.place, ...dejaChangee.champs };
        const effet = effetSurPlace(courante, geste, ouverte.groupe, aujourdhui, libelleMotif);
        if (!effet.fait) { refusees.push({ id, code: effet.code, message: effet.message }); continue; }
        changees.set(id, { place: ouverte.place, champs: { ...dejaChangee?.champs, ...effet.champs }, ...(ouverte.pourLeCompteDe === undefined ? {} : { pourLeCompteDe: ouverte.pourLeCompteDe }) });
      }
    }
    return conclure([...changees].map(([id, { place, champs, pourLeCompteDe }]): Changement => ({
      genre: 'modifier', objet: 'place', id, champs: { ...champs, dernierLot: lotDe(place, champs, lot, acteur) }, ...(pourLeCompteDe === undefined ? {} : { pourLeCompteDe }),
    })), refusees, motif);
  },
};

const schemaAnnuler = z.object({
  lot: schemaId, nouveauLot: schemaId, ids: z.array(schemaId).max(PLACES_PAR_COMMANDE, `${PLACES_PAR_COMMANDE} places au plus par commande.`),
  /** Les dispositifs dont ce lot a déclaré l’occupation : la déclaration d’avant leur revient. */
  dispositifs: z.array(schemaId).max(5_000).default([]),
}).refine(({ ids, dispositifs }) => ids.length + dispositifs.length > 0, 'Aucune place choisie.');
type ArgumentsAnnuler = z.infer<typeof schemaAnnuler>;

/** Une place que rien n’a touchée depuis sa création : son lot n’a rien remplacé. */
const aPeineCreee = ({ avant }: LotPlace): boolean => Object.keys(avant).length === 0;

interface EtatAnnuler extends EtatPlaces { readonly datees: readonly string[]; readonly declares: ReadonlyMap<string, Dispositif> }
/** Rend à un dispositif la déclaration d’occupation qu’un lot a remplacée, si rien ne l’a déclaré depuis. */
const rendreDeclaration = (dispositif: Dispositif | undefined, lot: string, acteur: Acteur, aujourdhui: string): Changement | Refus => {
  if (dispositif === undefined) return INTROUVABLE('Dispositif');
  const droit = droitSurPlaces(acteur, 'etat_places', dispositif, aujourdhui);
  if (!droit.accordee) return refus(droit.code, droit.message);
  const { occupationDeclaree: declaree } = dispositif;
  if (declaree?.lot !== lot || declaree.par !== acteur.utilisateurId) return refus('changee_depuis', `L’occupation de « ${dispositif.nom} » a été déclarée de nouveau depuis, ou cette déclaration n’est pas la vôtre.`);
  return { genre: 'modifier', objet: 'dispositif', id: dispositif.id, champs: { occupationDeclaree: declaree.avant ?? null }, ...(droit.pourLeCompteDe === undefined ? {} : { pourLeCompteDe: droit.pourLeCompteDe }) };
};

/**
 * Annule un geste en nombre de l’auteur : chaque place qu’il a changée, et que rien n’a changée depuis, reprend ce qu’elle avait ; celle qu’il a créée disparaît (le journal garde ce
 * qu’elle disait). S’annule à son tour (`nouveauLot`), sauf une création et une déclaration.
 * Par place : `changee_depuis` (un autre changement est passé, ou ce geste n’est pas le sien), droits comme au premier geste.
 */
export const annulerPlaces: Commande<'annulerPlaces', ArgumentsAnnuler, EtatAnnuler> = {
  nom: 'annulerPlaces', version: 2, libelle: 'Annuler un changement de places', schema: schemaAnnuler,
  cible: ({ ids, dispositifs }) => (ids[0] === undefined ? { objet: 'dispositif', id: dispositifs[0] ?? '' } : { objet: 'place', id: ids[0] }),
  champsTouches: () => [],
  intitule: ({ ids, dispositifs }) => (ids.length === 0 ? nombrer(new Set(dispositifs).size, 'déclaration', 'déclarations') : nombrer(new Set(ids).size, 'place', 'places')),
  *lire({ lot, ids, dispositifs }) {
    // une déclaration a aussi pu dater des places qu’elle ne citait pas (décision 040)
    const datees: string[] = [];
    for (const dispositifId of uniques(dispositifs)) for (const { id: groupeId } of yield* lireGroupesDe(dispositifId)) datees.push(...(yield* lirePlacesDe(groupeId)).filter(({ dernierLot }) => dernierLot?.lot === lot).map(({ id }) => id));
    return { ...(yield* lirePlaces([...ids, ...datees])), datees, declares: parId(yield* lireLignes('dispositif', uniques(dispositifs))) };
  },
  decide(etat, { lot, nouveauLot, ids, dispositifs }, acteur, { aujourdhui }): Decision {
    const refusees: LigneRefusee[] = [];
    const changements: Changement[] = [];
    const ouvreurs = { etat: ouvreur(etat, 'etat_places', acteur, aujourdhui), identite: ouvreur(etat, 'modifier', acteur, aujourdhui), creation: ouvreur(etat, 'creer', acteur, aujourdhui) };
    for (const id of uniques([...ids, ...etat.datees])) {
      const dernier = etat.places.get(id)?.dernierLot ?? null;
      const ouverte = (dernier === null ? ouvreurs.etat : aPeineCreee(dernier) ? ouvreurs.creation : 'numero' in dernier.avant || 'groupeId' in dernier.avant ? ouvreurs.identite : ouvreurs.etat)(id);
      if ('code' in ouverte) { refusees.push({ id, code: ouverte.code, message: ouverte.message }); continue; }
      if (dernier === null || dernier.lot !== lot || dernier.par !== acteur.utilisateurId) {
        refusees.push({ id, code: 'changee_depuis', message: 'La place a été changée depuis, ou ce changement n’est pas le vôtre : la modifier directement.' });
        continue;
      }
      if (aPeineCreee(dernier)) { changements.push({ genre: 'supprimer', objet: 'place', id }); continue; }
      const { occupationLe } = dernier.avant;
      const constats = occupationLe === undefined ? {} : { constatsPasses: constatsApres(ouverte.place, occupationLe) };
      changements.push({
        genre: 'modifier', objet: 'place', id, champs: { ...dernier.avant, ...constats, dernierLot: lotDe(ouverte.place, dernier.avant, nouveauLot, acteur) },
        ...(ouverte.pourLeCompteDe === undefined ? {} : { pourLeCompteDe: ouverte.pourLeCompteDe }),
      });
    }
    for (const id of uniques(dispositifs)) {
      const rendue = rendreDeclaration(etat.declares.get(id), lot, acteur, aujourdhui);
      if ('code' in rendue) refusees.push({ id, code: rendue.code, message: rendue.message });
      else changements.push(rendue);
    }
    return conclure(changements, refusees, undefined);
  },
};

const schemaNumero = z.string().trim().min(1, 'Le numéro est obligatoire.').max(NUMERO_MAXIMUM, `${NUMERO_MAXIMUM} caractères au plus.`);
/** Le premier numéro pris deux fois ; deux écritures que l’œil confond (« Ch. 101 » et « ch 101 ») sont le même. */
export const numeroDouble = (numeros: Iterable<string>): string | undefined => {
  const vus = new Set<string>();
  for (const numero of numeros) {
    const cle = cleDeTri(numero);
    if (vus.has(cle)) return numero;
    vus.add(cle);
  }
  return undefined;
};

const schemaCreer = z.object({ lot: schemaId, groupeId: schemaId, ouverture: schemaDate, places: z.array(z.object({ id: schemaId, numero: schemaNumero })).min(1, 'Aucune place à créer.').max(PLACES_PAR_MOTIF, `${PLACES_PAR_MOTIF} places au plus en une fois.`) });
type ArgumentsCreer = z.infer<typeof schemaCreer>;
interface EtatCreer { readonly groupe: Groupe | undefined; readonly dispositif: Dispositif | undefined; readonly existantes: readonly Place[]; readonly citees: readonly Place[] }

/** Crée des places dans un groupe, ouvertes et libres à une date : toutes, ou aucune. Refus : `introuvable`, `droit.*`, `statut`, `existe`, `champ.places` (numéro pris), `champ.ouverture`. */
export const creerPlaces: Commande<'creerPlaces', ArgumentsCreer, EtatCreer> = {
  nom: 'creerPlaces', version: 1, libelle: 'Créer des places', schema: schemaCreer,
  cible: ({ groupeId }) => ({ objet: 'groupe', id: groupeId }),
  champsTouches: () => [],
  intitule: ({ places }) => nombrer(places.length, 'place', 'places'),
  *lire({ groupeId, places }) {
    const groupe = yield* lireLigne('groupe', groupeId);
    return { groupe, dispositif: groupe === undefined ? undefined : yield* lireLigne('dispositif', groupe.dispositifId), existantes: yield* lirePlacesDe(groupeId), citees: yield* lireLignes('place', places.map(({ id }) => id)) };
  },
  decide({ groupe, dispositif, existantes, citees }, { lot, ouverture, places }, acteur, { maintenant, aujourdhui }): Decision {
    if (groupe === undefined || dispositif === undefined) return INTROUVABLE('Groupe de places');
    const droit = droitSurPlaces(acteur, 'creer', dispositif, aujourdhui);
    if (!droit.accordee) return refus(droit.code, droit.message);
    if (citees.length > 0) return refus('existe', 'Ces places sont déjà enregistrées.');
    if (ouverture < groupe.ouverture) return refus('champ.ouverture', `Le groupe n’ouvre que le ${dateEcrite(groupe.ouverture)}.`, 'ouverture');
    if (groupe.fermeture !== null && groupe.fermeture <= ouverture) return refus('champ.ouverture', `Le groupe est fermé au ${dateEcrite(groupe.fermeture)}.`, 'ouverture');
    const double = numeroDouble([...existantes, ...places].map(({ numero }) => numero));
    if (double !== undefined) return refus('champ.places', `Le numéro « ${double} » est déjà pris dans ce groupe : en choisir un autre.`, 'places');
    return {
      accepte: true, changements: places.map(({ id, numero }): Changement => ({
        genre: 'creer', objet: 'place', ligne: {
          id, code: null, version: 0, departement: groupe.departement, ...naissance(acteur, maintenant), provenance: null,
          groupeId: groupe.id, dispositifId: groupe.dispositifId, entiteId: groupe.entiteId, numero, etats: [{ etat: 'ouverte', debut: ouverture, fin: null }], occupation: 'libre', occupationLe: null, constatsPasses: null, differe: null,
          dernierLot: { lot, par: acteur.utilisateurId, avant: {} },
        },
      })),
    } satisfies Accord;
  },
};

const schemaModifier = z.object({ lot: schemaId, lignes: z.array(z.object({ id: schemaId, numero: schemaNumero.optional(), groupeId: schemaId.optional() })).min(1, 'Aucune place choisie.').max(PLACES_PAR_COMMANDE) });
type ArgumentsModifier = z.infer<typeof schemaModifier>;
interface EtatModifier extends EtatPlaces { readonly parGroupe: ReadonlyMap<string, readonly Place[]> }

/**
 * Renumérote des places ou les passe dans un autre groupe du même dispositif : toutes, ou aucune, pour qu’un numéro ne se perde pas à mi-chemin d’un échange. Refus : `introuvable`,
 * `droit.*`, `sans_delegation`, `statut`, `autre_dispositif`, `groupe_ferme`, `champ.lignes` (numéro pris), `sans_effet`. Le message nomme la place.
 */
export const modifierPlaces: Commande<'modifierPlaces', ArgumentsModifier, EtatModifier> = {
  nom: 'modifierPlaces', version: 1, libelle: 'Renuméroter ou déplacer des places', schema: schemaModifier,
  cible: ({ lignes }) => ({ objet: 'place', id: lignes[0]?.id ?? '' }),
  champsTouches: () => [],
  intitule: ({ lignes }) => nombrer(new Set(lignes.map(({ id }) => id)).size, 'place', 'places'),
  *lire({ lignes }) {
    const etat = yield* lirePlaces(lignes.map(({ id }) => id), lignes.flatMap(({ groupeId }) => (groupeId === undefined ? [] : [groupeId])));
    const parGroupe = new Map<string, readonly Place[]>();
    for (const id of etat.groupes.keys()) parGroupe.set(id, yield* lirePlacesDe(id));
    return { ...etat, parGroupe };
  },
  decide(etat, { lot, lignes }, acteur, { aujourdhui }): Decision {
    const ouvrir = ouvreur(etat, 'modifier', acteur, aujourdhui);
    const changements = new Map<string, { readonly place: Place; readonly champs: { numero?: string; groupeId?: string }; readonly pourLeCompteDe?: string }>();
    for (const { id, numero, groupeId } of lignes) {
      const ouverte = ouvrir(id);
      if ('code' in ouverte) return refus(ouverte.code, ouverte.message);
      const { place, pourLeCompteDe } = ouverte;
      const cible = groupeId === undefined || groupeId === place.groupeId ? undefined : etat.groupes.get(groupeId);
      if (groupeId !== undefined && groupeId !== place.groupeId) {
        if (cible === undefined) return INTROUVABLE('Groupe de places');
        if (cible.dispositifId !== place.dispositifId) return refus('autre_dispositif', `« ${cible.libelle} » n’est pas du dispositif de la place « ${place.numero} » : une place ne change pas de dispositif.`);
        if (cible.fermeture !== null && cible.fermeture <= aujourdhui) return refus('groupe_ferme', `« ${cible.libelle} » est fermé au ${dateEcrite(cible.fermeture)}.`);
      }
      const champs = { ...changements.get(id)?.champs, ...(numero === undefined || numero === place.numero ? {} : { numero }), ...(cible === undefined ? {} : { groupeId: cible.id }) };
      if (Object.keys(champs).length > 0) changements.set(id, { place, champs, ...(pourLeCompteDe === undefined ? {} : { pourLeCompteDe }) });
    }
    if (changements.size === 0) return refus('sans_effet', 'Ces places ont déjà ce numéro et ce groupe.');
    const apres = new Map<string, string[]>();
    const vues = new Map([...etat.parGroupe.values()].flat().map((place) => [place.id, place]));
    for (const place of vues.values()) {
      const { numero = place.numero, groupeId = place.groupeId } = changements.get(place.id)?.champs ?? {};
      apres.set(groupeId, [...(apres.get(groupeId) ?? []), numero]);
    }
    for (const [groupeId, numeros] of apres) {
      const double = numeroDouble(numeros);
      if (double !== undefined) return refus('champ.lignes', `Le numéro « ${double} » serait pris deux fois dans « ${etat.groupes.get(groupeId)?.libelle ?? ''} » : en choisir un autre.`, 'lignes');
    }
    return { accepte: true, changements: [...changements].map(([id, { place, champs, pourLeCompteDe }]): Changement => ({ genre: 'modifier', objet: 'place', id, champs: { ...champs, dernierLot: lotDe(place, champs, lot, acteur) }, ...(pourLeCompteDe === undefined ? {} : { pourLeCompteDe }) })) };
  },
};
