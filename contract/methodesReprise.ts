import { z } from 'zod';
import { schemaAssociationNommee } from '../domain/reprise/association.ts';
import { METHODES_CORRESPONDANCES, schemaChoix } from './methodesCorrespondances.ts';
import { schemaCorrection } from '../domain/reprise/corrections.ts';
import { GENRES_FICHIER, VOCABULAIRES } from '../domain/reprise/gabarit/colonne.ts';
import { schemaProfilConnu, schemaSaisiePerimetre } from '../domain/objets/utilisateur.ts';
import type { Perimetre } from '../domain/profils.ts';
import { schemaChargement, schemaFichesChargees, schemaLivre, schemaSimulation } from '../domain/objets/lot.ts';

/** Ce que dit un travail que la personne a arrêté : ce n’est pas une panne. */
export const REPRISE_ARRETEE = 'Arrêté : rien n’a changé.';
const nombre = z.number().int().min(0);
const genre = z.enum(GENRES_FICHIER);
const id = z.string().max(80);
/** Taille d’un fichier que le poste garde ; au-delà, la console. */
export const OCTETS_REPRISE = 30_000_000;
/** Lignes rendues d’un coup ; la suite se demande. */
export const LIGNES_MONTREES = 3_000;
const octets = z.custom<Uint8Array>((valeur) => valeur instanceof Uint8Array && valeur.byteLength > 0 && valeur.byteLength <= OCTETS_REPRISE, 'Le fichier est vide ou dépasse 30 Mo.');

/** Un lot du département, tel que la synchronisation l’a livré. `validees` : ses entités et dispositifs validés ; `partValidee` : leur pour cent ; `null` sans fiche. `propositions` : sur des fiches déjà là, retirées exclues. `mien` : son dossier est sur ce poste. */
const schemaLotSuivi = z.object({
  id, code: z.string().nullable(), departement: z.string(), genre, fichier: z.string(), statut: z.enum(['ouvert', 'charge', 'annule']), auteur: z.string(), modifieLe: z.string(), attente: z.boolean(),
  simulations: z.array(schemaSimulation), chargement: schemaChargement.nullable(), pret: z.boolean(), raison: z.string().nullable(), presentes: schemaFichesChargees, touchees: nombre, validees: nombre, partValidee: nombre.nullable(), propositions: z.object({ deposees: nombre, ouvertes: nombre }), mien: z.boolean(),
});
export type LotSuivi = z.infer<typeof schemaLotSuivi>;
const schemaBilanDossier = z.object({ le: z.string(), lignes: nombre, bloquantes: nombre, avertissements: nombre });
const schemaDossierListe = z.object({ id, genre, departement: z.string(), nom: z.string(), taille: nombre, lot: z.string().nullable(), bilan: schemaBilanDossier.nullable(), modifieLe: z.string() });
export type DossierListe = z.infer<typeof schemaDossierListe>;

/** Ce qui se compte des comptes d’un fichier ; les filtres de l’étape « Arbitrer » sont les mêmes. `arbitrer` : attendent un profil ou un périmètre. */
export const FILTRES_COMPTES = ['arbitrer', 'accrus', 'cumul', 'perimetre', 'decides', 'prets', 'refuses', 'crees', 'connus', 'tous'] as const;
export type QuoiComptes = (typeof FILTRES_COMPTES)[number];
const schemaTotauxComptes = z.object({ tous: nombre, arbitrer: nombre, accrus: nombre, cumul: nombre, perimetre: nombre, decides: nombre, prets: nombre, refuses: nombre, crees: nombre, connus: nombre });
export type TotauxComptes = z.infer<typeof schemaTotauxComptes>;
const schemaFiltreComptes = z.object({ quoi: z.enum(FILTRES_COMPTES), texte: z.string().max(200) });
export type FiltreComptes = z.infer<typeof schemaFiltreComptes>;
const lieu = z.custom<Perimetre>((valeur) => typeof valeur === 'object' && valeur !== null && 'genre' in valeur, 'Périmètre illisible.');
/**
 * Une personne d’un fichier de comptes. `profil` : celui qu’aurait son compte, nul tant qu’il n’est pas décidé ; `manque` : ce qui reste à savoir du périmètre ; `refus` : ce que la création répondrait à qui regarde.
 * `anciens` : codes des anciens profils ; `invitation` : où en est un compte déjà créé ; `semblables` : personnes qui attendent la même décision, elle comprise, dans tout le fichier.
 */
const schemaCompteReprise = z.object({
  id: z.string(), nom: z.string(), email: z.string(), fonction: z.string().nullable(), lignes: z.array(nombre), anciens: z.array(z.string()), questions: z.array(z.string()), raisons: z.array(z.enum(['cumul', 'accru', 'toujours', 'partie'])), etat: z.enum(['arbitrer', 'perimetre', 'pret', 'cree', 'connu']),
  propose: schemaProfilConnu.nullable(), choix: z.array(schemaProfilConnu), profil: schemaProfilConnu.nullable(), perimetre: z.object({ lieu, libelle: z.string() }).nullable(), manque: z.string().nullable(),
  structures: z.array(z.object({ texte: z.string(), fiches: z.array(z.object({ objet: z.enum(['entite', 'dispositif']), id: z.string(), nom: z.string(), entiteId: z.string() })) })),
  decision: z.object({ profil: schemaProfilConnu, precise: z.boolean(), par: z.string(), le: z.string() }).nullable(), refus: z.string().nullable(), inactif: z.boolean(), invitation: z.enum(['preparee', 'envoyee', 'ouverte', 'close']).nullable(), attente: z.boolean(), semblables: nombre,
});
export type CompteReprise = z.infer<typeof schemaCompteReprise>;
const courriel = z.string().max(254);

const schemaLivreMotive = schemaLivre.extend({ equilibre: z.boolean(), motifs: z.object({ fusionnees: z.record(z.string(), nombre), rejetees: z.record(z.string(), nombre), exclues: z.record(z.string(), nombre) }) });
const schemaLien = z.object({ cle: z.string(), rang: nombre, entete: z.string(), confiance: z.number(), origine: z.string(), raison: z.string() });
const schemaColonne = z.object({ cle: z.string(), titre: z.string(), obligatoire: z.boolean(), aide: z.string() });
/** Une association à reprendre. `departement` et `auteur` à `null` : elle n’est que sur ce poste. */
const schemaAssociationConnue = z.object({ id, nom: z.string(), departement: z.string().nullable(), auteur: z.string().nullable(), le: z.string().nullable() });
/** Qui a rattaché un terme, et quand ; `auteur` à `null` : ce poste seul, ce n’est pas partagé. `attente` : pas encore au service. */
const schemaDecision = z.object({ code: z.string(), libelle: z.string(), auteur: z.string().nullable(), le: z.string().nullable(), attente: z.boolean() });
/** Un dossier ouvert. `arbitrage` : d’un fichier de comptes ; `derniere` : le numéro de la dernière décision, à joindre pour n’annuler qu’elle ; `anomalies` : tous les codes du genre, à zéro compris, bloquants d’abord. `hors` : lignes au-dessus de l’en-tête, lues et non reprises. `compagnons` : fichiers du même département contrôlés avec lui (`apport` : les groupes qu’ils créent, ou les places qu’ils listent ; `raison` : pourquoi ils n’ont pas servi) ; `attend` : ce qui doit être chargé avant. `termes` : valeurs sans correspondance, puis celles que l’équipe a rattachées (`decision`). */
const schemaAtelier = z.object({
  dossier: schemaDossierListe, format: z.string(), encodage: z.string().nullable(), feuille: z.string().nullable(), feuilles: z.array(z.object({ nom: z.string(), masquee: z.boolean() })), ligneEntete: nombre.nullable(), extensionTrompeuse: z.boolean(),
  entetes: z.array(z.string()), exemples: z.array(z.array(z.string())), lignes: nombre, hors: z.array(z.object({ numero: nombre, texte: z.string() })), masquees: nombre, formules: nombre,
  colonnes: z.array(schemaColonne), liens: z.array(schemaLien), libres: z.array(nombre), manquantes: z.array(z.string()), associations: z.array(schemaAssociationConnue),
  anomalies: z.array(z.object({ code: z.string(), libelle: z.string(), gravite: z.enum(['bloquante', 'avertissement']), nombre, sures: nombre, confirmables: nombre })), lignesEnAnomalie: nombre, bloquantes: nombre, avertissements: nombre,
  livres: z.object({ lignes: schemaLivreMotive, places: schemaLivreMotive }), corrections: nombre, derniere: nombre, corrigees: nombre, ecartees: z.array(z.object({ explication: z.string(), quoi: z.string() })),
  /** Versions précédentes gardées, la plus récente d’abord. */
  versions: z.array(z.object({ numero: nombre, nom: z.string(), remplaceeLe: z.string() })),
  lot: schemaLotSuivi.nullable(), simulation: z.object({ le: z.string(), refus: nombre, aCreer: schemaFichesChargees, propositions: nombre, aJour: z.boolean() }).nullable(), attend: z.string().nullable(), compagnons: z.array(z.object({ nom: z.string(), genre, apport: nombre, raison: z.string().nullable() })), comptes: nombre, arbitrage: schemaTotauxComptes.nullable(),
  termes: z.array(z.object({ vocabulaire: z.enum(VOCABULAIRES), terme: z.string(), nombre, choix: z.array(schemaChoix), decision: schemaDecision.nullable() })),
});
export type Atelier = z.infer<typeof schemaAtelier>;

const schemaReparation = z.object({ genre: z.enum(['sure', 'choix', 'a_saisir']), valeurs: z.array(z.string()), phrase: z.string(), geste: z.enum(['scission', 'fusion', 'echange']).optional() });
const schemaAnomalieLigne = z.object({ code: z.string(), gravite: z.enum(['bloquante', 'avertissement']), champ: z.string().nullable(), colonne: z.string().nullable(), rang: nombre.nullable(), valeur: z.string().nullable(), explication: z.string(), confirmable: z.boolean(), reparation: schemaReparation.nullable(), autre: nombre.nullable(), offre: z.record(z.string(), z.string()).nullable() });
export type AnomalieLigne = z.infer<typeof schemaAnomalieLigne>;
/** Une ligne du fichier, corrections faites. `source` : les cellules d’avant correction, quand il y en a une ; `contenu` : à joindre aux corrections quand d’autres lignes ont la même clé. */
const schemaLigneReprise = z.object({ id: z.string(), numero: nombre, cle: z.string(), contenu: z.string().nullable(), cellules: z.array(z.string()), source: z.array(z.string()).nullable(), sort: z.string(), motif: z.string().nullable(), masquee: z.boolean(), anomalies: z.array(schemaAnomalieLigne) });
export type LigneReprise = z.infer<typeof schemaLigneReprise>;
const schemaFiltreLignes = z.object({ quoi: z.enum(['anomalie', 'toutes', 'corrigees']), code: z.string().max(4).nullable(), gravite: z.enum(['bloquante', 'avertissement']).nullable(), texte: z.string().max(200) });
export type FiltreLignes = z.infer<typeof schemaFiltreLignes>;

const schemaLigneChangee = z.object({ sorte: z.enum(['ajoutee', 'retiree', 'changee']), cle: z.string(), numero: nombre, champs: z.array(z.object({ colonne: z.string(), avant: z.string(), apres: z.string() })), correction: z.enum(['rejouee', 'ecartee']).nullable() });
export type LigneChangee = z.infer<typeof schemaLigneChangee>;
/** Ce qui change d’une version du fichier à celle-ci. `lignes` : les premières ; `rejouees`, `ecartees` : les corrections sur cette version ; `correction` : ce qu’est devenue celle d’une ligne. */
const schemaComparaison = z.object({ numero: nombre, nom: z.string(), inchangees: nombre, ajoutees: nombre, retirees: nombre, changees: nombre, colonnesAjoutees: z.array(z.string()), colonnesRetirees: z.array(z.string()), rejouees: nombre, ecartees: nombre, lignes: z.array(schemaLigneChangee) });
export type ComparaisonReprise = z.infer<typeof schemaComparaison>;

const refus = z.object({ code: z.string(), message: z.string() });
const fait = z.union([z.object({ refus: z.null(), atelier: schemaAtelier }), z.object({ refus })]);
export type Fait = z.infer<typeof fait>;

export const METHODES_REPRISE = {
  /** Les dossiers de ce poste et les lots du périmètre. `departements` : ceux du mandat en cours, vide sans mandat ; `raison` : pourquoi. `privees` : correspondances que ce poste n’a pas partagées, et que ce mandat permet de partager. */
  'reprise.lister': { args: z.object({}), resultat: z.object({ dossiers: z.array(schemaDossierListe), lots: z.array(schemaLotSuivi), departements: z.array(z.string()), raison: z.string().nullable(), jusquau: z.string().nullable(), peutMandater: z.boolean(), privees: nombre }) },
  /** Pose un fichier, lu dans un fil à part. Un fichier illisible ne laisse rien. `remplace` : le dossier dont il est une version plus récente. */
  'reprise.poser': { args: z.object({ genre, departement: z.string().max(3), nom: z.string().min(1).max(255), octets, remplace: id.nullable() }), resultat: z.union([z.object({ refus: z.null(), id }), z.object({ refus })]) },
  'reprise.supprimer': { args: z.object({ id }), resultat: z.object({ fait: z.literal(true) }) },
  'reprise.ouvrir': { args: z.object({ id }), resultat: fait },
  /** Choisit la feuille ou la ligne d’en-tête : le fichier se relit. */
  'reprise.regler': { args: z.object({ id, feuille: z.string().max(255).nullable(), entete: nombre.nullable() }), resultat: fait },
  /** Associe des en-têtes (`null` : à rien), ou reprend une association nommée. */
  'reprise.associer': { args: z.object({ id, choix: z.array(z.tuple([z.string().max(500), z.string().max(40).nullable()])).max(1_000).nullable(), nommee: z.string().max(200).nullable() }), resultat: fait },
  /** Partage l’association avec le département. `remplace` : celle du même nom que la personne a sous les yeux, à remplacer. */
  'reprise.garderAssociation': { args: z.object({ id, nom: schemaAssociationNommee.shape.nom, remplace: id.nullable() }), resultat: fait },
  /** Rattache un terme ancien à un code, pour toute l’équipe du département ; `null` : il redevient à arbitrer. `avant` : le code que la personne voyait. */
  'reprise.rattacher': { args: z.object({ id, vocabulaire: z.enum(VOCABULAIRES), terme: z.string().min(1).max(120), code: z.string().max(56).nullable(), avant: z.string().max(56).nullable() }), resultat: fait },
  ...METHODES_CORRESPONDANCES,
  /** `total` : lignes du filtre ; `LIGNES_MONTREES` au plus sont rendues, à partir de `debut`. */
  'reprise.lignes': { args: z.object({ id, filtre: schemaFiltreLignes, debut: nombre.optional() }), resultat: z.object({ total: nombre, lignes: z.array(schemaLigneReprise) }) },
  /** Une ligne par son numéro, quel que soit le filtre : celle à laquelle une autre se compare. */
  'reprise.ligne': { args: z.object({ id, numero: nombre }), resultat: z.object({ ligne: schemaLigneReprise.nullable() }) },
  /** Compare le fichier à l’une de ses versions précédentes ; `sorte` : celles-là seulement. */
  'reprise.comparer': { args: z.object({ id, version: nombre, sorte: z.enum(['ajoutee', 'retiree', 'changee']).nullable() }), resultat: schemaComparaison },
  /** Écrit toute la comparaison en classeur. */
  'reprise.exporterComparaison': { args: z.object({ id, version: nombre }), resultat: z.object({ chemin: z.string() }) },
  'reprise.corriger': { args: z.object({ id, corrections: z.array(schemaCorrection).min(1).max(1_000) }), resultat: fait },
  /** Accepte toutes les réparations sûres d’un code, en un geste. */
  'reprise.accepterSures': { args: z.object({ id, code: z.string().max(4) }), resultat: fait },
  /** Confirme tous les avertissements d’un code, en un geste : les lignes sont bien ainsi. */
  'reprise.confirmerCode': { args: z.object({ id, code: z.string().max(4) }), resultat: fait },
  /** Exclut toutes les lignes bloquées par un code, en un geste. */
  'reprise.exclureCode': { args: z.object({ id, code: z.string().max(4), motif: z.string().trim().min(1, 'Dire pourquoi ces lignes sont exclues.').max(500) }), resultat: fait },
  /** Annule la dernière décision. `derniere` : celle que la personne veut défaire ; si d’autres l’ont suivie, ou si elle est déjà défaite, rien ne change et c’est dit. */
  'reprise.annuler': { args: z.object({ id, derniere: nombre.optional() }), resultat: fait },
  /** Joue le chargement sans rien écrire, et le note au lot. */
  'reprise.simuler': { args: z.object({ id }), resultat: fait },
  /** Charge le lot simulé : les commandes partent comme toute commande, hors ligne comprise. */
  'reprise.charger': { args: z.object({ id }), resultat: fait },
  /** Les comptes d’un fichier de comptes, arbitrés et jugés sans rien écrire. */
  'reprise.comptes': { args: z.object({ id, filtre: schemaFiltreComptes, debut: nombre.optional() }), resultat: z.object({ total: nombre, comptes: z.array(schemaCompteReprise), totaux: schemaTotauxComptes, parProfil: z.array(z.object({ profil: schemaProfilConnu, nombre })), raisons: z.array(z.object({ raison: z.string(), nombre })) }) },
  /** Décide du profil de personnes, en un geste qui s’annule d’un coup. `perimetre` nul : celui que le fichier donne. */
  'reprise.arbitrer': { args: z.object({ id, decisions: z.array(z.object({ email: courriel, profil: schemaProfilConnu, perimetre: schemaSaisiePerimetre.nullable() })).min(1).max(1_000) }), resultat: fait },
  /** Accepte le profil proposé à toutes les personnes qui ont les mêmes anciens profils que celle-ci, en un geste. */
  'reprise.accepterComptes': { args: z.object({ id, email: courriel }), resultat: fait },
  /** Exclut les lignes d’une personne : aucun compte n’est créé d’elle. */
  'reprise.exclureCompte': { args: z.object({ id, email: courriel, motif: z.string().trim().min(1, 'Dire pourquoi ce compte n’est pas repris.').max(500) }), resultat: fait },
  /** Crée les comptes prêts, invitations préparées et non envoyées. */
  'reprise.preparerComptes': { args: z.object({ id }), resultat: fait },
  /** Signe le bilan, une fois tout compris par le service. */
  'reprise.signer': { args: z.object({ id }), resultat: fait },
  /** Écrit le rapport à signer : tout le contrôle en classeur, ou les pages à imprimer. */
  'reprise.rapport': { args: z.object({ id, format: z.enum(['xlsx', 'pdf']) }), resultat: z.object({ chemin: z.string() }) },
  /** Écrit le gabarit à remettre à qui prépare un fichier (décision 029), avec la nomenclature de ce poste : hors ligne, et sans mandat. */
  'reprise.gabarit': { args: z.object({ genre }), resultat: z.object({ chemin: z.string() }) },
  'reprise.annulerLot': { args: z.object({ lotId: id, motif: z.string().max(4_000) }), resultat: z.object({ refus: refus.nullable() }) },
  'reprise.mandater': { args: z.object({ utilisateurId: id, departements: z.array(z.string().max(3)).max(110), fin: z.string().max(10) }), resultat: z.object({ refus: refus.nullable() }) },
  /** Les personnes de l’État et des SIAO à qui un mandat peut se donner. */
  'reprise.mandatables': { args: z.object({}), resultat: z.object({ personnes: z.array(z.object({ id, nom: z.string(), profil: schemaProfilConnu, departements: z.array(z.string()), jusquau: z.string().nullable() })) }) },
  /** Où en est ce qui dure ; `null` quand rien ne tourne. */
  'reprise.avancement': { args: z.object({}), resultat: z.object({ avancement: z.object({ etape: z.enum(['lecture', 'compagnons', 'controle', 'simulation', 'chargement']), faites: nombre, sur: nombre.nullable() }).nullable() }) },
  'reprise.interrompre': { args: z.object({}), resultat: z.object({ fait: z.literal(true) }) },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;
