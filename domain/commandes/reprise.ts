import { z } from 'zod';
import { dateEcrite } from '../dates.ts';
import type { Nomenclature } from '../nomenclature/nomenclature.ts';
import { construireNomenclature } from '../nomenclature/nomenclature.ts';
import { naissance, schemaDate, schemaId } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import { estFinanceP177, schemaSaisieDispositif } from '../objets/dispositif.ts';
import type { Entite } from '../objets/entite.ts';
import { schemaSaisieEntite } from '../objets/entite.ts';
import type { Groupe } from '../objets/groupe.ts';
import { schemaSaisieGroupe } from '../objets/groupe.ts';
import type { Lot } from '../objets/lot.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import type { Place } from '../objets/place.ts';
import { NUMERO_MAXIMUM, schemaEtatPlace } from '../objets/place.ts';
import type { Acteur } from '../profils.ts';
import { SOURCE_REPRISE } from '../reprise/controles/contexte.ts';
import { cleDeTri } from '../texte.ts';
import type { Changement, Commande, Contexte, Decision, LigneRefusee, Lire, Refus } from './commande.ts';
import { lireEntitesParSiren, lireGroupesDe, lireLignes, lireNomenclature, lirePlacesDe, refus } from './commande.ts';
import { refusDispositif, refusValeurs as refusValeursGroupe } from './groupes.ts';
import { ENTITE_CLOSE, refusValeurs as refusValeursDispositif } from './dispositifs.ts';
import { refusValeurs as refusValeursEntite } from './entites.ts';
import type { EtatLot } from './lots.ts';
import { lireLot, lotOuvert, refusDeCharger } from './lots.ts';
import { nombrer } from './noms.ts';
import { conclure } from './places.ts';
import { pas, refusCodes } from './regles.ts';

/** Fiches, et places, qu’une commande porte : un lot plus grand en fait plusieurs, dans l’ordre des parents. */
export const FICHES_PAR_COMMANDE = 500;
export const PLACES_PAR_REPRISE = 2_000;

const identifiant = z.string().min(1).max(1_100);
const schemaPlaceReprise = z.object({
  id: schemaId, identifiant, groupeId: schemaId, numero: z.string().trim().min(1, 'Le numéro est obligatoire.').max(NUMERO_MAXIMUM, `${NUMERO_MAXIMUM} caractères au plus.`),
  etats: z.array(schemaEtatPlace).min(1).max(50), occupation: z.enum(['libre', 'reservee', 'occupee']), occupationLe: schemaDate.nullable(),
});
const schemaReprendre = z.object({
  lotId: schemaId, mandatId: schemaId,
  entites: z.array(z.object({ id: schemaId, identifiant, saisie: schemaSaisieEntite })).max(FICHES_PAR_COMMANDE),
  dispositifs: z.array(z.object({ id: schemaId, identifiant, saisie: schemaSaisieDispositif })).max(FICHES_PAR_COMMANDE),
  groupes: z.array(z.object({ id: schemaId, identifiant, saisie: schemaSaisieGroupe })).max(FICHES_PAR_COMMANDE),
  places: z.array(schemaPlaceReprise).max(PLACES_PAR_REPRISE),
}).refine(({ entites, dispositifs, groupes: siens, places }) => entites.length + dispositifs.length + siens.length + places.length > 0, 'Aucune fiche à reprendre.')
  .refine(({ entites, dispositifs, groupes: siens, places }) => { const ids = [...entites, ...dispositifs, ...siens, ...places].map(({ id }) => id); return new Set(ids).size === ids.length; }, 'Une fiche est citée deux fois.');
export type ArgumentsReprendre = z.infer<typeof schemaReprendre>;

const parId = <L extends { readonly id: string }>(lignes: readonly L[]): Map<string, L> => new Map(lignes.map((ligne) => [ligne.id, ligne]));
const uniques = (valeurs: readonly string[]): string[] => [...new Set(valeurs)];
interface EtatReprendre extends EtatLot {
  readonly entites: ReadonlyMap<string, Entite>; readonly dispositifs: ReadonlyMap<string, Dispositif>; readonly groupes: ReadonlyMap<string, Groupe>; readonly places: ReadonlyMap<string, Place>;
  readonly parSiren: ReadonlyMap<string, readonly Entite[]>; readonly freres: ReadonlyMap<string, readonly Groupe[]>; readonly voisines: ReadonlyMap<string, readonly Place[]>;
  readonly codes: readonly CodeNomenclature[];
}

/** Ce que le lot a déjà posé et ce que chaque fiche de la commande devient, au fil de l’eau : une fiche s’appuie sur celles d’avant elle. */
const ouvrirReprise = (etat: EtatReprendre, lot: Lot, acteur: Acteur, contexte: Contexte, nomenclature: Nomenclature) => {
  const changements: Changement[] = [];
  const refusees: LigneRefusee[] = [];
  const entites = new Map(etat.entites);
  const dispositifs = new Map(etat.dispositifs);
  const siens = new Map(etat.groupes);
  const commun = (id: string, source: string) => ({
    id, code: null, version: 0, departement: lot.departement, provenance: { source: SOURCE_REPRISE, identifiant: source, lot: lot.id },
    ...naissance(acteur, contexte.maintenant),
  });
  const parcours = () => [pas('reprendre', 'a_prevalider', acteur, contexte)];
  const laisser = (id: string, { code, message }: Refus): void => { refusees.push({ id, code, message }); };
  const deja = (id: string, connus: { has(id: string): boolean }): boolean => { const present = connus.has(id); if (present) laisser(id, refus('existe', 'Cette fiche est déjà reprise.')); return present; };
  const horsDuLot = (departement: string): Refus | null => (departement === lot.departement ? null : refus('champ.departement', `Le lot est du département ${lot.departement}, cette fiche du ${departement}.`, 'departement'));
  return {
    changements, refusees, entites, dispositifs, groupes: siens,
    entite({ id, identifiant: source, saisie }: ArgumentsReprendre['entites'][number], sirens: Map<string, Entite>): void {
      if (deja(id, etat.entites)) return;
      const homonymes = saisie.siren === null ? [] : [...(etat.parSiren.get(saisie.siren) ?? []), ...(sirens.has(saisie.siren) ? [sirens.get(saisie.siren) as Entite] : [])];
      const erreur = saisie.departements.map(horsDuLot).find((trouve) => trouve !== null) ?? refusValeursEntite(saisie, undefined, homonymes, id, acteur, contexte, nomenclature);
      if (erreur !== null) { laisser(id, erreur); return; }
      const ligne: Entite = { ...saisie, ...commun(id, source), statut: 'a_prevalider', parcours: parcours() };
      entites.set(id, ligne);
      if (saisie.siren !== null) sirens.set(saisie.siren, ligne);
      changements.push({ genre: 'creer', objet: 'entite', ligne });
    },
    dispositif({ id, identifiant: source, saisie }: ArgumentsReprendre['dispositifs'][number]): void {
      if (deja(id, etat.dispositifs)) return;
      const entite = entites.get(saisie.entiteId);
      if (entite === undefined) { laisser(id, refus('parent', 'Son entité n’est pas reprise.')); return; }
      if (ENTITE_CLOSE.has(entite.statut)) { laisser(id, refus('entite_close', `« ${entite.raisonSociale} » est fermée ou refusée : aucun dispositif ne peut y être repris.`)); return; }
      const erreur = horsDuLot(saisie.departement) ?? refusValeursDispositif(saisie, undefined, { entite, codes: etat.codes, responsable: undefined }, contexte);
      if (erreur !== null) { laisser(id, erreur); return; }
      const ligne: Dispositif = { ...saisie, responsableId: null, delegationSiao: null, ...commun(id, source), statut: 'a_prevalider', parcours: parcours(), financeP177: estFinanceP177(saisie.financements, contexte.aujourdhui), occupationDeclaree: null };
      dispositifs.set(id, ligne);
      changements.push({ genre: 'creer', objet: 'dispositif', ligne });
    },
    groupe({ id, identifiant: source, saisie }: ArgumentsReprendre['groupes'][number], freres: Map<string, Groupe[]>): void {
      if (deja(id, etat.groupes)) return;
      const dispositif = dispositifs.get(saisie.dispositifId);
      if (dispositif === undefined) { laisser(id, refus('parent', 'Son dispositif n’est pas repris.')); return; }
      const autres = freres.get(dispositif.id) ?? [];
      const erreur = horsDuLot(dispositif.departement) ?? refusDispositif(dispositif, nomenclature) ?? refusValeursGroupe(saisie, undefined, id, dispositif, [...(etat.freres.get(dispositif.id) ?? []), ...autres], contexte, nomenclature);
      if (erreur !== null) { laisser(id, erreur); return; }
      const ligne: Groupe = { ...saisie, ...commun(id, source), entiteId: dispositif.entiteId };
      siens.set(id, ligne);
      freres.set(dispositif.id, [...autres, ligne]);
      changements.push({ genre: 'creer', objet: 'groupe', ligne });
    },
    place({ id, identifiant: source, groupeId, ...saisie }: ArgumentsReprendre['places'][number], numeros: Map<string, Set<string>>): void {
      if (deja(id, etat.places)) return;
      const groupe = siens.get(groupeId);
      if (groupe === undefined) { laisser(id, refus('parent', 'Son groupe n’est pas repris.')); return; }
      const pris = numeros.get(groupeId) ?? new Set((etat.voisines.get(groupeId) ?? []).map(({ numero }) => cleDeTri(numero)));
      numeros.set(groupeId, pris);
      const cle = cleDeTri(saisie.numero);
      const avant = saisie.etats.find(({ debut }) => debut < groupe.ouverture);
      const erreur = horsDuLot(groupe.departement)
        ?? (pris.has(cle) ? refus('champ.numero', `Le numéro « ${saisie.numero} » est déjà pris dans « ${groupe.libelle} ».`) : null)
        ?? (avant === undefined ? null : refus('champ.etats', `« ${groupe.libelle} » n’ouvre que le ${dateEcrite(groupe.ouverture)} : aucun état avant.`))
        ?? refusCodes('place', { etats: saisie.etats }, undefined, nomenclature, contexte.aujourdhui);
      if (erreur !== null) { laisser(id, erreur); return; }
      pris.add(cle);
      changements.push({ genre: 'creer', objet: 'place', ligne: { ...saisie, ...commun(id, source), groupeId, dispositifId: groupe.dispositifId, entiteId: groupe.entiteId, constatsPasses: null, differe: null, dernierLot: null } });
    },
  };
};

/**
 * Crée des fiches d’un lot de reprise, à prévalider, par le mandat de son opérateur et dans le département du lot. Chaque fiche est jugée par les règles de sa création, sauf la complétude :
 * ce qui manque se complète avant de valider. Celles qui existent déjà (même identifiant) sont laissées : rejouer ne double rien, n’écrase rien.
 * Refus : `introuvable`, `droit.mandat`, `statut`, `non_simule`, `bloquantes`, `desequilibre` ; par fiche : `existe`, `parent`, `champ.*`, `nomenclature`, `entite_close`, `nature`.
 */
export const reprendreFiches: Commande<'reprendreFiches', ArgumentsReprendre, EtatReprendre> = {
  nom: 'reprendreFiches', version: 1, libelle: 'Reprendre des fiches', schema: schemaReprendre,
  cible: ({ lotId }) => ({ objet: 'lot', id: lotId }),
  champsTouches: () => [],
  intitule: ({ entites, dispositifs, groupes: siens, places }) => nombrer(entites.length + dispositifs.length + siens.length + places.length, 'fiche', 'fiches'),
  *lire({ lotId, mandatId, entites, dispositifs, groupes: siens, places }): Lire<EtatReprendre> {
    const connues = yield* lireLignes('place', places.map(({ id }) => id));
    const lesGroupes = parId(yield* lireLignes('groupe', uniques([...siens.map(({ id }) => id), ...places.map(({ groupeId }) => groupeId)])));
    const lesDispositifs = parId(yield* lireLignes('dispositif', uniques([...dispositifs.map(({ id }) => id), ...siens.map(({ saisie }) => saisie.dispositifId)])));
    const lesEntites = parId(yield* lireLignes('entite', uniques([...entites.map(({ id }) => id), ...dispositifs.map(({ saisie }) => saisie.entiteId)])));
    const parSiren = new Map<string, readonly Entite[]>();
    for (const { saisie: { siren } } of entites) if (siren !== null && !parSiren.has(siren)) parSiren.set(siren, yield* lireEntitesParSiren(siren));
    const freres = new Map<string, readonly Groupe[]>();
    for (const { saisie: { dispositifId } } of siens) if (lesDispositifs.has(dispositifId) && !freres.has(dispositifId)) freres.set(dispositifId, yield* lireGroupesDe(dispositifId));
    const voisines = new Map<string, readonly Place[]>();
    for (const { groupeId } of places) if (lesGroupes.has(groupeId) && !voisines.has(groupeId)) voisines.set(groupeId, yield* lirePlacesDe(groupeId));
    return { ...(yield* lireLot(lotId, mandatId)), entites: lesEntites, dispositifs: lesDispositifs, groupes: lesGroupes, places: parId(connues), parSiren, freres, voisines, codes: yield* lireNomenclature() };
  },
  decide(etat, args, acteur, contexte): Decision {
    const lot = lotOuvert(etat, acteur, contexte);
    if ('accepte' in lot) return lot;
    const erreur = refusDeCharger(lot);
    if (erreur !== null) return erreur;
    const reprise = ouvrirReprise(etat, lot, acteur, contexte, construireNomenclature(etat.codes, contexte.aujourdhui));
    const [sirens, freres, numeros] = [new Map<string, Entite>(), new Map<string, Groupe[]>(), new Map<string, Set<string>>()];
    for (const fiche of args.entites) reprise.entite(fiche, sirens);
    for (const fiche of args.dispositifs) reprise.dispositif(fiche);
    for (const fiche of args.groupes) reprise.groupe(fiche, freres);
    for (const fiche of args.places) reprise.place(fiche, numeros);
    return conclure(reprise.changements, reprise.refusees, undefined);
  },
};
