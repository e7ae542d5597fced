import type { CommandeQuelconque, Refus } from './commande.ts';
import { quelconque, refus } from './commande.ts';
import { annulerDecision } from './annulation.ts';
import { archiver, prevalider, refuser, renvoyerACorriger, retablir, soumettre, suspendre, valider } from './circuit.ts';
import { commenter } from './commentaire.ts';
import { creerDispositif, modifierDispositif } from './dispositifs.ts';
import { creerEntite, modifierEntite } from './entites.ts';
import { assisterUtilisateur, creerUtilisateur, modifierUtilisateur, reaffecterUtilisateur, retablirUtilisateur, suspendreUtilisateur } from './utilisateurs.ts';
import { creerCode, modifierCode, reclasser, retirerCode } from './nomenclature.ts';
import { declarerOccupation } from './occupation.ts';
import { joindrePiece, retirerPiece } from './pieces.ts';
import { annulerPlaces, changerPlaces, creerPlaces, modifierPlaces } from './places.ts';
import { deciderDemande, demanderPlaces, retirerDemande } from './demandes.ts';
import { partagerCorrespondance, retirerCorrespondance } from './correspondances.ts';
import { annulerLot, noterSimulation, ouvrirLot, signerLot } from './lots.ts';
import { mandaterReprise, retirerMandat } from './mandats.ts';
import { deciderProposition, proposerChangement, retirerProposition } from './propositions.ts';
import { proposerReprise } from './propositionsReprise.ts';
import { reprendreFiches } from './reprise.ts';
import { reorganiserPlaces } from './reorganisation.ts';
import { partagerVue, retirerVue } from './vues.ts';
import { fermer } from './fermeture.ts';
import { creerGroupeDePlaces, fermerGroupeDePlaces, modifierGroupeDePlaces } from './groupes.ts';

/** Passage d’une version d’arguments à la suivante. `vers` : la commande (et sa version) qui remplace celle-ci, quand elle a été renommée ou fondue dans une autre. */
interface Conversion { readonly convertir: (args: unknown) => unknown; readonly vers?: { readonly nom: string; readonly version: number } }

/**
 * Les commandes que connaît un programme. `version` monte dès qu’une commande s’ajoute, disparaît ou change de version : elle dit qui, du poste ou du service, est en retard.
 * `conversions` : par nom puis par version de départ. Une conversion parue ne change plus : des commandes attendent peut-être encore sur un poste éteint.
 */
export interface Catalogue {
  readonly version: number;
  readonly commandes: Readonly<Record<string, CommandeQuelconque>>;
  readonly conversions: Readonly<Record<string, Readonly<Record<number, Conversion>>>>;
}

/** Toutes les commandes du produit, par nom. */
export const COMMANDES: Readonly<Record<string, CommandeQuelconque>> = Object.fromEntries([
  quelconque(creerEntite), quelconque(modifierEntite),
  quelconque(creerDispositif), quelconque(modifierDispositif),
  quelconque(creerGroupeDePlaces), quelconque(modifierGroupeDePlaces), quelconque(fermerGroupeDePlaces),
  quelconque(soumettre), quelconque(prevalider), quelconque(valider), quelconque(renvoyerACorriger), quelconque(refuser), quelconque(fermer),
  quelconque(suspendre), quelconque(retablir), quelconque(archiver), quelconque(commenter), quelconque(annulerDecision),
  quelconque(creerUtilisateur), quelconque(modifierUtilisateur), quelconque(reaffecterUtilisateur), quelconque(suspendreUtilisateur), quelconque(retablirUtilisateur), quelconque(assisterUtilisateur),
  quelconque(creerCode), quelconque(modifierCode), quelconque(retirerCode), quelconque(reclasser),
  quelconque(proposerChangement), quelconque(deciderProposition), quelconque(retirerProposition),
  quelconque(joindrePiece), quelconque(retirerPiece),
  quelconque(creerPlaces), quelconque(changerPlaces), quelconque(modifierPlaces), quelconque(annulerPlaces), quelconque(reorganiserPlaces), quelconque(declarerOccupation),
  quelconque(demanderPlaces), quelconque(deciderDemande), quelconque(retirerDemande),
  quelconque(partagerVue), quelconque(retirerVue),
  quelconque(mandaterReprise), quelconque(retirerMandat), quelconque(ouvrirLot), quelconque(noterSimulation), quelconque(reprendreFiches), quelconque(proposerReprise), quelconque(signerLot), quelconque(annulerLot),
  quelconque(partagerCorrespondance), quelconque(retirerCorrespondance),
].map((commande) => [commande.nom, commande]));

const TELLE_QUELLE: Conversion = { convertir: (args) => args };
/** Version 2 : les codes sont ceux de la nomenclature du moment, et un dispositif peut citer le compte de son responsable. Tout ce qu’une version 1 disait reste dit pareil. */
const SAISIES_ELARGIES = ['creerEntite', 'modifierEntite', 'creerDispositif', 'modifierDispositif', 'creerGroupeDePlaces', 'modifierGroupeDePlaces'] as const;
/** Version 2 : un compte peut naître d’un lot de reprise, dont le bilan compte alors les comptes. Une version 1 ne le disait pas. */
const LOTS_DE_COMPTES = ['creerUtilisateur', 'signerLot'] as const;
/** Version 2 : un rapport se partage comme une vue (décision 034) ; version 3 : une de ses sections peut avoir trois axes. Ce que les versions d’avant partageaient reste partagé pareil. */
const VUES_ET_RAPPORTS = { partagerVue: { 1: TELLE_QUELLE, 2: TELLE_QUELLE } } as const;
/** Version 2 : une annulation peut rendre aussi la déclaration d’occupation que le lot avait remplacée. */
const DECLARATIONS_RENDUES = { annulerPlaces: { 1: TELLE_QUELLE } } as const;
/** Version 2 : une reprise propose aussi ce qu’elle dit d’un groupe de places (décision 039). Une version 1 ne proposait que sur des fiches. */
const PROPOSITIONS_DE_GROUPES = { proposerReprise: { 1: TELLE_QUELLE } } as const;
/** Le catalogue de cette version du produit. */
export const CATALOGUE: Catalogue = { version: 12, commandes: COMMANDES, conversions: { ...Object.fromEntries([...SAISIES_ELARGIES, ...LOTS_DE_COMPTES].map((nom) => [nom, { 1: TELLE_QUELLE }])), ...VUES_ET_RAPPORTS, ...DECLARATIONS_RENDUES, ...PROPOSITIONS_DE_GROUPES } };

/** `undefined` pour un nom inconnu, y compris ceux hérités d’un objet (`constructor`…). */
export const trouverCommande = (nom: string, catalogue: Catalogue = CATALOGUE): CommandeQuelconque | undefined => (Object.hasOwn(catalogue.commandes, nom) ? catalogue.commandes[nom] : undefined);

/** Une commande telle qu’elle a été émise, peut-être par une version plus ancienne du produit. */
export interface CommandeEmise { readonly nom: string; readonly version: number; readonly args: unknown }
/** `inconnue` : ce catalogue n’a rien sous ce nom et cette version (`Refus` prêt à rendre). */
export type Interpretation = { readonly connue: true; readonly commande: CommandeQuelconque; readonly args: unknown } | { readonly connue: false; readonly refus: Refus };

const CHAINE_MAXIMALE = 100;

/**
 * La commande du catalogue qui correspond à une commande émise, ses arguments convertis de proche en proche. Ce qui a été émis n’est jamais réécrit :
 * la conversion se refait à chaque lecture, sur le poste comme au service.
 * Refus : `commande_inconnue` (nom), `version_inconnue` (version plus récente que le catalogue, ou trop ancienne pour avoir encore une conversion).
 */
export const interpreter = (emise: CommandeEmise, catalogue: Catalogue = CATALOGUE): Interpretation => {
  let { nom, version, args } = emise;
  for (let pas = 0; pas < CHAINE_MAXIMALE; pas += 1) {
    const commande = trouverCommande(nom, catalogue);
    if (commande?.version === version) return { connue: true, commande, args };
    const conversions = Object.hasOwn(catalogue.conversions, nom) ? catalogue.conversions[nom] : undefined;
    const conversion = conversions?.[version];
    if (conversion === undefined) {
      if (commande === undefined) return { connue: false, refus: refus('commande_inconnue', `Commande inconnue : ${nom}.`) };
      return { connue: false, refus: refus('version_inconnue', `« ${commande.libelle} » : la version ${version} de cette commande n’est pas connue (version actuelle : ${commande.version}).`) };
    }
    try {
      args = conversion.convertir(args);
    } catch {
      // des arguments trop abîmés pour être convertis le sont aussi pour être jugés
      return { connue: false, refus: refus('arguments', 'La commande enregistrée est illisible : la refaire.') };
    }
    ({ nom, version } = conversion.vers ?? { nom, version: version + 1 });
  }
  return { connue: false, refus: refus('version_inconnue', `Conversion sans fin de la commande ${emise.nom}.`) };
};
