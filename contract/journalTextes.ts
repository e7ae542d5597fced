import { COMMANDES } from '../domain/commandes/catalogue.ts';
import { STATUTS } from '../domain/cycleDeVie.ts';
import { nomDepartement } from '../domain/geographie/departements.ts';
import type { CodeReferentiel } from '../domain/nomenclature/code.ts';
import { libelleDe } from '../domain/nomenclature/code.ts';
import { OBJETS } from '../domain/droits.ts';
import { FONCTIONS_CONTACT, FORMES, MODALITES, PERMANENCES } from '../domain/nomenclature/referentiels.ts';
import type { Pas } from '../domain/objets/commun.ts';
import type { Financement } from '../domain/objets/dispositif.ts';
import type { Capacite } from '../domain/objets/groupe.ts';
import type { Referentiel, VersionCode } from '../domain/objets/nomenclature.ts';
import { REFERENTIELS } from '../domain/objets/nomenclature.ts';
import { CHAMPS } from '../domain/objets/objets.ts';
import type { LigneDemandee } from '../domain/objets/demande.ts';
import { STATUTS_DEMANDE } from '../domain/objets/demande.ts';
import { GENRES_PIECE, TYPES_PIECE } from '../domain/objets/piece.ts';
import type { Chargement, FichierLot, Simulation } from '../domain/objets/lot.ts';
import { STATUTS_LOT } from '../domain/objets/lot.ts';
import { GENRES_CORRESPONDANCE, STATUTS_CORRESPONDANCE } from '../domain/objets/correspondance.ts';
import { STATUTS_MANDAT } from '../domain/objets/mandat.ts';
import { STATUTS_VUE } from '../domain/objets/vue.ts';
import { lireRapport } from '../domain/rapports/rapport.ts';
import type { EtatPlace } from '../domain/objets/place.ts';
import { LONGUEUR_CONSTAT } from '../domain/places/constats.ts';
import type { ChampPropose } from '../domain/objets/proposition.ts';
import { STATUTS_PROPOSITION } from '../domain/objets/proposition.ts';
import { STATUTS_COMPTE } from '../domain/objets/utilisateur.ts';
import type { Perimetre, Profil } from '../domain/profils.ts';
import { PROFILS } from '../domain/profils.ts';
import { LIBELLES_FICHIERS, LIBELLES_VOCABULAIRES, VOCABULAIRES } from '../domain/reprise/gabarit/colonne.ts';
import { GABARITS, codesDuVocabulaire } from '../domain/reprise/gabarit/gabarit.ts';
import type { FiltreJournal, LigneJournal, ObjetJournal } from './journal.ts';
import { libelleCode, nomenclatureMontree } from './nomenclatureAffichee.ts';

/*
 * Les valeurs du journal, telles qu’une personne les lit : les mêmes dans la fenêtre et dans l’export du service. Pur.
 */

/** Ce que les codes et identifiants désignent (communes, entités, dispositifs, groupes) ; un code absent se montre tel quel. */
export type Noms = Readonly<Record<string, string>>;
type Rendu = (valeur: unknown, noms: Noms) => string;

const MOIS = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'];
/** « 12 mars 2026 », « 1er mars 2026 » pour `2026-03-01` ; le texte lui-même quand ce n’est pas une date. */
export const dateEnClair = (iso: string): string => {
  const [, annee, mois, jour] = /^(\d{4})-(\d{2})-(\d{2})/u.exec(iso) ?? [];
  const nom = MOIS[Number(mois) - 1];
  return annee === undefined || nom === undefined ? iso : `${Number(jour) === 1 ? '1er' : Number(jour)}\u00a0${nom} ${annee}`;
};
const moisEnClair = (iso: string): string => {
  const nom = MOIS[Number(iso.slice(5, 7)) - 1];
  return nom === undefined ? iso : `${nom} ${iso.slice(0, 4)}`;
};
const nombre = (valeur: number): string => String(valeur).replace(/\B(?=(?:\d{3})+$)/gu, '\u00a0');
export const compter = (valeur: number, un: string, plusieurs: string): string => `${nombre(valeur)}\u00a0${Math.abs(valeur) < 2 ? un : plusieurs}`;
const places = (valeur: number): string => compter(valeur, 'place', 'places');
/** « du 1er mars 2026 au 31 mai 2026 », « à partir du 1er mars 2026 ». */
const periode = ({ debut, fin }: { readonly debut: string; readonly fin?: string | null }): string => (fin === null || fin === undefined ? `à partir du ${dateEnClair(debut)}` : `du ${dateEnClair(debut)} au ${dateEnClair(fin)}`);

const brut: Rendu = (valeur) => (typeof valeur === 'string' ? valeur : typeof valeur === 'number' ? nombre(valeur) : JSON.stringify(valeur));
const jour: Rendu = (valeur) => dateEnClair(String(valeur));
const code = (referentiel: readonly CodeReferentiel[]): Rendu => (valeur) => libelleDe(referentiel, String(valeur));
const codeVersionne = (referentiel: Referentiel): Rendu => (valeur) => libelleCode(referentiel, String(valeur));
const nomme: Rendu = (valeur, noms) => noms[String(valeur)] ?? String(valeur);
const parmi = (libelles: Readonly<Record<string, string>>): Rendu => (valeur) => (Object.hasOwn(libelles, String(valeur)) ? (libelles[String(valeur)] ?? '') : String(valeur));
const ouiNon = (oui: string, non: string): Rendu => (valeur) => (valeur === true ? oui : non);
const departement: Rendu = (valeur) => `${nomDepartement(String(valeur))} (${String(valeur)})`;
const chiffres: Rendu = (valeur) => String(valeur).replace(/^(\d{3})(\d{3})(\d{3})(\d*)$/u, (_tout, a: string, b: string, c: string, d: string) => [a, b, c, d].filter((part) => part !== '').join('\u00a0'));
const libellesProfils = Object.fromEntries(Object.entries(PROFILS).map(([profil, { libelle }]) => [profil, libelle]));

const financement: Rendu = (valeur) => {
  const ligne = valeur as Financement;
  return `${libelleCode('financement', ligne.code)}\u00a0: ${ligne.places === null ? 'forfait' : places(ligne.places)} ${periode(ligne)}`;
};
const capacite: Rendu = (valeur) => {
  // proposée, une capacité n’a pas de date : elle prendra celle du jour où elle s’accepte
  if (typeof valeur === 'number') return places(valeur);
  const ligne = valeur as Capacite;
  return `${places(ligne.capacite)} à partir du ${dateEnClair(ligne.depuis)}`;
};
const etatPlace: Rendu = (valeur) => {
  const ligne = valeur as EtatPlace;
  const mot = { ouverte: 'Ouverte', indisponible: 'Indisponible', fermee: 'Fermée' }[ligne.etat];
  return `${mot}${ligne.motif === undefined ? '' : ` (${libelleCode('motif', ligne.motif).toLowerCase()})`} ${periode(ligne)}`;
};
const contact: Rendu = (valeur) => {
  const { fonction, nom, telephone, courriel } = valeur as { fonction: string; nom: string; telephone?: string; courriel?: string };
  return [`${nom} (${libelleDe(FONCTIONS_CONTACT, fonction).toLowerCase()})`, telephone, courriel].filter((partie) => partie !== undefined && partie !== '').join(', ');
};
const versionCode: Rendu = (valeur) => {
  const { depuis, libelle, modalites, compteeEnPlaces, unite } = valeur as VersionCode;
  return [libelle, compteeEnPlaces === null ? '' : compteeEnPlaces ? 'comptée en places' : `comptée en ${unite ?? 'autre unité'}`, modalites === null ? '' : modalites.map((modalite) => libelleDe(MODALITES, modalite)).join(', '), `à partir du ${dateEnClair(depuis)}`].filter((partie) => partie !== '').join(', ');
};
const DECISIONS: Readonly<Record<string, string>> = { acceptee: 'accepté', refusee: 'refusé' };
const champPropose: Rendu = (valeur, noms) => {
  const { champ, avant, apres, decision, motif } = valeur as ChampPropose;
  const objet = (['dispositif', 'entite'] as const).find((candidat) => Object.hasOwn(RENDUS[candidat], champ)) ?? 'groupe';
  const texte = (contenu: unknown): string => texteValeur(objet, champ, contenu, noms) || 'vide';
  return `${champJournal(objet, champ)?.libelle ?? champ}\u00a0: ${texte(avant)} → ${texte(apres)}${decision === null ? '' : `, ${DECISIONS[decision] ?? decision}`}${motif === null ? '' : ` (${motif})`}`;
};
const placesFinancees: Rendu = (valeur) => {
  const { urgence, insertion, autres } = valeur as { urgence: number; insertion: number; autres: number };
  return `115\u00a0: ${nombre(urgence)}, insertion\u00a0: ${nombre(insertion)}, autres\u00a0: ${nombre(autres)}`;
};
const SOURCES: Readonly<Record<string, string>> = { import: ', par un fichier', partenaire: ', par un logiciel partenaire' };
const occupationDeclaree: Rendu = (valeur) => {
  const { le, source } = valeur as { le: string; source: string };
  return `au ${dateEnClair(le)}${SOURCES[source] ?? ''}`;
};
const provenance: Rendu = (valeur) => {
  const { source, identifiant, lot } = valeur as { source: string; identifiant: string; lot?: string };
  return `${source.toUpperCase()} ${identifiant}${lot === undefined ? '' : `, lot ${lot}`}`;
};
const perimetre: Rendu = (valeur, noms) => {
  const lu = valeur as Perimetre;
  const departements = (codes: readonly string[]): string => codes.map(nomDepartement).join(', ');
  switch (lu.genre) {
    case 'national': return 'Tout le pays';
    case 'departements': return departements(lu.departements);
    case 'siao': return `SIAO ${lu.siao.replace(/^SIAO /u, '')} (${departements(lu.departements)})`;
    case 'entite': return `${nomme(lu.entiteId, noms)} (${departements(lu.departements)})`;
    case 'dispositifs': return `${nomme(lu.entiteId, noms)}\u00a0: ${lu.dispositifs.map((id) => nomme(id, noms)).join(', ')}`;
  }
};

/** Participe passé d’un pas du parcours : « prévalidé ». */
const PAS: Readonly<Record<string, string>> = {
  creer: 'Création', soumettre: 'Soumission', prevalider: 'Prévalidation', valider: 'Validation', renvoyer: 'Renvoi à corriger', refuser: 'Refus', suspendre: 'Suspension', retablir: 'Rétablissement', fermer: 'Fermeture', archiver: 'Archivage', reprise: 'Reprise', commenter: 'Commentaire', annuler: 'Annulation',
};
const pas: Rendu = (valeur) => {
  const { geste, nom, le, motif, commentaires } = valeur as Pas;
  const remarques = Object.values(commentaires ?? {});
  return `${PAS[geste] ?? geste} par ${nom} le ${dateEnClair(le)}${motif === undefined ? '' : ` : ${motif}`}${remarques.length === 0 ? '' : ` (${remarques.join(' ; ')})`}`;
};

/** « indisponible du 1er au 15 juin 2026 (Travaux) », « modalité 115 » ; un geste qu’une version suivante ajouterait se nomme tel quel. */
export const gesteDemande: Rendu = (valeur, noms) => {
  const { genre, ...reste } = valeur as { readonly genre: string } & Readonly<Record<string, unknown>>;
  const au = (date: unknown): string => dateEnClair(String(date));
  const jusquau = reste['fin'] === null || reste['fin'] === undefined ? '' : ` jusqu’au ${au(reste['fin'])}`;
  switch (genre) {
    case 'indisponible': return `rendre indisponible à partir du ${au(reste['debut'])}${jusquau} (${codeVersionne('motif')(reste['motif'], noms)})`;
    case 'disponible': return `rendre disponible au ${au(reste['le'])}`;
    case 'ouvrir': return `ouvrir le ${au(reste['le'])}${jusquau}`;
    case 'fermer': return `fermer au ${au(reste['le'])}`;
    case 'occupation': return `dire ${parmi({ libre: 'libre', reservee: 'réservée', occupee: 'occupée' })(reste['occupation'], noms)} au ${au(reste['le'])}`;
    case 'modalite': return `passer à la modalité ${code(MODALITES)(reste['modalite'], noms)}`;
    default: return genre;
  }
};
const ligneDemandee: Rendu = (valeur) => {
  const { nom, decision, nomPar, motif } = valeur as LigneDemandee;
  return decision === null ? nom : `${nom} (${decision === 'acceptee' ? 'acceptée' : 'refusée'} par ${nomPar ?? ''}${motif === null ? '' : ` : ${motif}`})`;
};

const fichierDeLot: Rendu = (valeur) => { const { nom, lignes } = valeur as FichierLot; return `${nom}, ${compter(lignes, 'ligne', 'lignes')}`; };
const simulation: Rendu = (valeur) => { const { le, par, bloquantes, avertissements } = valeur as Simulation; return `${dateEnClair(le)} par ${par} : ${compter(bloquantes, 'anomalie bloquante', 'anomalies bloquantes')}, ${nombre(avertissements)} à vérifier`; };
const chargementDeLot: Rendu = (valeur) => {
  const { le, par, fiches } = valeur as Chargement;
  return `signé le ${dateEnClair(le)} par ${par} : ${compter(fiches.entite, 'entité', 'entités')}, ${compter(fiches.dispositif, 'dispositif', 'dispositifs')}, ${compter(fiches.groupe, 'groupe', 'groupes')}, ${compter(fiches.place, 'place', 'places')}`;
};
/** Un code d’une liste de la reprise : la ligne du journal ne dit pas toujours laquelle, le premier libellé trouvé suffit à le nommer. */
const cibleDeTerme: Rendu = (valeur) => {
  for (const vocabulaire of VOCABULAIRES) {
    const trouve = codesDuVocabulaire(vocabulaire, nomenclatureMontree(), '9999-12-30').find(({ code: candidat }) => candidat === valeur);
    if (trouve !== undefined) return trouve.libelle;
  }
  return String(valeur);
};
const TITRES_COLONNES = new Map([GABARITS.utilisateurs, GABARITS.places, GABARITS.structures].flatMap((colonnes) => colonnes.map(({ cle, titre }) => [cle, titre] as const)));
const paireDeColonnes: Rendu = (valeur) => { const { cle, entete } = valeur as { readonly cle: string; readonly entete: string }; return `« ${entete} » devient ${TITRES_COLONNES.get(cle) ?? cle}`; };
/** Ce qu’une vue partagée contient, compté : ses filtres se lisent en l’ouvrant. */
const contenuDeVue: Rendu = (valeur) => {
  const rapport = lireRapport(String(valeur));
  if (rapport !== null) return compter(rapport.sections.length, 'section', 'sections');
  const { filtres, recherche, par } = JSON.parse(String(valeur)) as { readonly filtres?: object; readonly recherche?: string; readonly par?: readonly string[] };
  const [filtrees, niveaux] = [Object.keys(filtres ?? {}).length, par?.length ?? 0];
  const parts = [...(filtrees === 0 ? [] : [compter(filtrees, 'filtre', 'filtres')]), ...((recherche ?? '') === '' ? [] : ['une recherche']), ...(niveaux === 0 ? [] : [compter(niveaux, 'niveau de regroupement', 'niveaux de regroupement')])];
  return parts.length === 0 ? 'sans filtre' : parts.join(', ');
};

/** Un champ du journal : son libellé et le rendu d’une valeur ; `liste` : le rendu vaut pour chaque élément. */
export interface ChampJournal { readonly libelle: string; readonly rendu: Rendu; readonly liste: boolean }
const un = (libelle: string, rendu: Rendu = brut): ChampJournal => ({ libelle, rendu, liste: false });
const plusieurs = (libelle: string, rendu: Rendu = brut): ChampJournal => ({ libelle, rendu, liste: true });

/** Rendu de chaque champ de chaque objet ; le libellé vient du domaine quand il l’a. */
const RENDUS: Readonly<Record<ObjetJournal, Readonly<Record<string, ChampJournal>>>> = {
  entite: {
    raisonSociale: un('Raison sociale'), statutJuridique: un('Statut juridique', codeVersionne('statut_juridique')), siren: un('Siren', chiffres), finessEj: un('FINESS juridique'), adresse: un('Adresse'), commune: un('Commune', nomme),
    departements: plusieurs('Départements', departement), conventionP177: un('Convention P177', (valeur) => periode(valeur as { debut: string; fin: string | null })), contacts: plusieurs('Contacts référents', contact),
    statut: un('Statut', parmi(STATUTS)), parcours: plusieurs('Parcours', pas),
  },
  dispositif: {
    entiteId: un('Entité', nomme), nom: un('Nom'), nature: un('Nature', codeVersionne('nature')), type: un('Type', codeVersionne('type')), departement: un('Département', departement), commune: un('Commune', nomme), adresse: un('Adresse'),
    siret: un('Siret', chiffres), finessEt: un('FINESS établissement'), financements: plusieurs('Financements', financement), placesFinancees: un('Places financées', placesFinancees),
    compositions: plusieurs('Compositions', codeVersionne('composition')), publics: plusieurs('Publics', codeVersionne('public')), horaires: un('Horaires'), contacts: plusieurs('Contacts', contact), responsable: un('Responsable'), responsableId: un('Compte du responsable', nomme),
    delegationSiao: un('Délégation', (valeur) => periode(valeur as { debut: string; fin: string | null })), statut: un('Statut', parmi(STATUTS)), parcours: plusieurs('Parcours', pas), financeP177: un('Financé par le P177', ouiNon('Oui', 'Non')), occupationDeclaree: un('Occupation déclarée', occupationDeclaree),
  },
  groupe: {
    dispositifId: un('Dispositif', nomme), libelle: un('Libellé'), modalite: un('Modalité', code(MODALITES)), forme: un('Forme', code(FORMES)), typeUnite: un('Type d’unité', codeVersionne('type_unite')),
    permanence: un('Permanence', code(PERMANENCES)), capacites: plusieurs('Capacité', capacite), ouverture: un('Ouverture', jour), fermeture: un('Fermeture', jour), compositions: plusieurs('Compositions', codeVersionne('composition')),
    ageMin: un('Âge minimal', (valeur) => `${String(valeur)}\u00a0ans`), ageMax: un('Âge maximal', (valeur) => `${String(valeur)}\u00a0ans`), pmr: un('Places PMR', (valeur) => places(Number(valeur))), publics: plusieurs('Publics', codeVersionne('public')), commune: un('Commune', nomme),
    entiteId: un('Entité', nomme),
  },
  place: {
    groupeId: un('Groupe', nomme), numero: un('Numéro'), etats: plusieurs('États', etatPlace), occupation: un('Occupation', parmi({ libre: 'Libre', reservee: 'Réservée', occupee: 'Occupée' })), occupationLe: un('Occupation constatée le', jour),
    constatsPasses: un('Constats d’avant', (valeur) => `${String(String(valeur).length / LONGUEUR_CONSTAT)} gardés`), differe: un('Effet à la libération', etatPlace), dernierLot: un('Dernier changement', () => 'peut s’annuler'),
    dispositifId: un('Dispositif', nomme), entiteId: un('Entité', nomme),
  },
  utilisateur: {
    nom: un('Nom'), email: un('Adresse professionnelle'), telephone: un('Téléphone'), fonction: un('Fonction'), profil: un('Profil', parmi(libellesProfils)), perimetre: un('Périmètre', perimetre),
    perimetreLibelle: un('Périmètre affiché'), departements: plusieurs('Départements', departement), entiteId: un('Entité', nomme), statut: un('Statut', parmi(STATUTS_COMPTE)), secondFacteur: un('Second facteur', ouiNon('Actif', 'Inactif')),
    inviteLe: un('Invitation envoyée le', jour), derniereConnexion: un('Dernière connexion', (valeur) => moisEnClair(String(valeur))),
  },
  nomenclature: {
    referentiel: un('Référentiel', parmi(REFERENTIELS)), parent: un('Nature', codeVersionne('nature')), versions: plusieurs('Versions', versionCode), debut: un('Valable à partir du', jour), fin: un('Valable jusqu’au', jour), remplacePar: un('Remplacé par'),
  },
  proposition: {
    objet: un('Objet', parmi({ entite: 'Entité', dispositif: 'Dispositif', groupe: 'Groupe de places' })), ficheId: un('Fiche', nomme), champs: plusieurs('Changements proposés', champPropose), motif: un('Motif'), statut: un('Statut', parmi(STATUTS_PROPOSITION)), auteur: un('Auteur'),
    departements: plusieurs('Départements', departement), entiteId: un('Entité', nomme), dispositifId: un('Dispositif', nomme),
  },
  demande: {
    dispositifId: un('Dispositif', nomme), geste: un('Changement demandé', gesteDemande), lignes: plusieurs('Places ou groupes', ligneDemandee), motif: un('Motif'), statut: un('Statut', parmi(STATUTS_DEMANDE)), auteur: un('Auteur'), entiteId: un('Entité', nomme),
  },
  vue: {
    nom: un('Nom'), ecran: un('Écran', parmi({ places: 'Places', rapports: 'Rapports' })), contenu: un('Contenu', contenuDeVue), statut: un('Statut', parmi(STATUTS_VUE)), auteur: un('Auteur'), departements: plusieurs('Départements', departement), entiteId: un('Entité', nomme),
  },
  mandat: {
    utilisateurId: un('Compte', nomme), nom: un('Opérateur de reprise'), departements: plusieurs('Départements', departement), debut: un('Du', jour), fin: un('Au', jour), statut: un('Statut', parmi(STATUTS_MANDAT)), auteur: un('Donné par'),
  },
  lot: {
    genre: un('Fichier de', parmi({ structures: 'Structures', places: 'Places', utilisateurs: 'Comptes' })), fichier: un('Fichier', fichierDeLot), mandatId: un('Mandat', nomme), statut: un('Statut', parmi(STATUTS_LOT)),
    simulations: plusieurs('Simulations', simulation), chargement: un('Chargement', chargementDeLot), auteur: un('Opérateur de reprise'),
  },
  correspondance: {
    genre: un('Ce qui est partagé', parmi(GENRES_CORRESPONDANCE)), portee: un('Liste ou fichier', parmi({ ...LIBELLES_VOCABULAIRES, ...LIBELLES_FICHIERS })), nom: un('Terme ou nom'), cle: un('Clé'), cible: un('Correspond à', cibleDeTerme), paires: plusieurs('Colonnes', paireDeColonnes), statut: un('Statut', parmi(STATUTS_CORRESPONDANCE)), auteur: un('Décidé par'),
  },
  piece: {
    objet: un('Objet', parmi({ entite: 'Entité', dispositif: 'Dispositif' })), ficheId: un('Fiche', nomme), nom: un('Nom du fichier'), genre: un('Nature de la pièce', parmi(GENRES_PIECE)), type: un('Format', (valeur) => (TYPES_PIECE as Readonly<Record<string, string>>)[String(valeur)] ?? String(valeur)),
    taille: un('Taille', (valeur) => `${nombre(Math.ceil(Number(valeur) / 1024))}\u00a0Ko`), empreinte: un('Empreinte'), statut: un('Statut', parmi({ presente: 'Présente', retiree: 'Retirée' })), auteur: un('Auteur'),
    departements: plusieurs('Départements', departement), entiteId: un('Entité', nomme), dispositifId: un('Dispositif', nomme),
  },
};
const COMMUNS: Readonly<Record<string, ChampJournal>> = { code: un('Code'), departement: un('Département', departement), provenance: un('Provenance', provenance) };
/** Ce qu’un événement peut ajouter à une ligne de compte, en plus des champs du compte. */
const DETAILS: Readonly<Record<string, ChampJournal>> = { filtres: un('Filtres'), lignes: un('Lignes exportées', (valeur) => compter(Number(valeur), 'ligne', 'lignes')), perimetreExport: un('Périmètre exporté'), tete: un('Tête du journal'), raison: un('Raison') };

/** Colonnes que le journal ne montre jamais : elles redisent l’auteur et la date de la ligne, ou ne parlent qu’au programme. */
export const CHAMPS_TUS: ReadonlySet<string> = new Set(['id', 'version', 'creePar', 'creeParProfil', 'creeLe', 'modifiePar', 'modifieLe']);

/** Champ d’un objet tel que le journal le montre ; `undefined` pour un champ qu’il ne montre pas. */
export const champJournal = (objet: string, champ: string): ChampJournal | undefined => {
  const propres = Object.hasOwn(RENDUS, objet) ? RENDUS[objet as ObjetJournal] : undefined;
  const trouve = propres !== undefined && Object.hasOwn(propres, champ) ? propres[champ] : Object.hasOwn(COMMUNS, champ) ? COMMUNS[champ] : objet === 'utilisateur' && Object.hasOwn(DETAILS, champ) ? DETAILS[champ] : undefined;
  if (trouve === undefined) return undefined;
  const libelle = propres === undefined ? undefined : CHAMPS[objet as ObjetJournal][champ]?.libelle;
  return libelle === undefined ? trouve : { ...trouve, libelle };
};
/** Tous les champs que le journal montre d’un objet. */
export const champsJournal = (objet: ObjetJournal): readonly string[] => [...new Set([...Object.keys(RENDUS[objet]), ...Object.keys(COMMUNS), ...(objet === 'utilisateur' ? Object.keys(DETAILS) : [])])];

export const estVide = (valeur: unknown): boolean => valeur === null || valeur === undefined || valeur === '' || (Array.isArray(valeur) && valeur.length === 0);
/** Les éléments d’une valeur, un texte chacun ; aucun pour une valeur vide, un seul hors d’une liste. Une valeur que l’on ne sait pas lire se montre telle quelle. */
export const textesValeur = (objet: string, champ: string, valeur: unknown, noms: Noms = {}): readonly string[] => {
  if (estVide(valeur)) return [];
  const rendu = champJournal(objet, champ)?.rendu ?? brut;
  const rendre = (element: unknown): string => {
    try {
      const texte = rendu(element, noms);
      return typeof texte === 'string' && !texte.includes('undefined') ? texte : brut(element, noms);
    } catch { return brut(element, noms); }
  };
  return Array.isArray(valeur) ? valeur.map(rendre) : [rendre(valeur)];
};
export const texteValeur = (objet: string, champ: string, valeur: unknown, noms: Noms = {}): string => textesValeur(objet, champ, valeur, noms).join(' ; ');

/** Ce qui n’est pas une commande du catalogue : événements de sécurité, chargements, gestes de l’administration du service. */
export const EVENEMENTS_JOURNAL: Readonly<Record<string, string>> = {
  'session.ouverte': 'Ouverture de session', 'session.echec_bloquant': 'Compte bloqué après des échecs', 'session.revoquee': 'Session fermée', 'motDePasse.change': 'Changement de mot de passe',
  'secondFacteur.active': 'Second facteur activé', 'secondFacteur.retire': 'Second facteur retiré', 'secondFacteur.codeDeSecours': 'Code de secours utilisé', 'compte.active': 'Activation du compte', 'compte.identiteLiee': 'Identité d’agent reliée',
  'cle.creee': 'Clé de partenaire créée', 'cle.retiree': 'Clé de partenaire retirée', 'journal.exporte': 'Export du journal', 'journal.repris': 'Journal repris par l’administration', chargement: 'Chargement en masse', reprise: 'Reprise', seed: 'Données de démonstration',
};
/** Libellé d’un geste du journal : celui du catalogue, celui d’un événement, sinon son nom. */
const libelleCommande = (commande: string): string => (Object.hasOwn(COMMANDES, commande) ? COMMANDES[commande]?.libelle : Object.hasOwn(EVENEMENTS_JOURNAL, commande) ? EVENEMENTS_JOURNAL[commande] : undefined) ?? commande;
export const libelleGeste = (commande: string, rapport = false): string => (rapport ? libelleCommande(commande).replace('une vue', 'un rapport') : libelleCommande(commande));
export const libelleProfilJournal = (profil: string): string => (Object.hasOwn(PROFILS, profil) ? PROFILS[profil as Profil].libelle : profil === 'systeme' ? 'Service' : profil === 'partenaire' ? 'Logiciel partenaire' : profil);
const LIBELLES_OBJETS_JOURNAL: Readonly<Record<ObjetJournal, string>> = OBJETS;
/** `rapport` : la vue partagée en est un, il se nomme ainsi. */
export const libelleObjet = (objet: string, rapport = false): string => (rapport ? 'Rapport partagé' : Object.hasOwn(LIBELLES_OBJETS_JOURNAL, objet) ? LIBELLES_OBJETS_JOURNAL[objet as ObjetJournal] : objet);

/** Ce que les valeurs d’une suite de lignes désignent par un code ou un identifiant. */
export interface References { readonly communes: Set<string>; readonly entite: Set<string>; readonly dispositif: Set<string>; readonly groupe: Set<string> }
const PAR_CHAMP: Readonly<Record<string, keyof References>> = { commune: 'communes', entiteId: 'entite', dispositifId: 'dispositif', groupeId: 'groupe' };
export const referencesDe = (lignes: readonly Pick<LigneJournal, 'changements' | 'pourLeCompteDe'>[]): References => {
  const references: References = { communes: new Set(), entite: new Set(), dispositif: new Set(), groupe: new Set() };
  for (const { changements, pourLeCompteDe } of lignes) {
    if (pourLeCompteDe !== null) references.entite.add(pourLeCompteDe);
    for (const [champ, paire] of Object.entries(changements)) {
      for (const valeur of paire) {
        const ensemble = Object.hasOwn(PAR_CHAMP, champ) ? PAR_CHAMP[champ] : undefined;
        if (ensemble !== undefined && typeof valeur === 'string') references[ensemble].add(valeur);
        if (champ !== 'perimetre' || typeof valeur !== 'object' || valeur === null) continue;
        const { entiteId, dispositifs } = valeur as { entiteId?: string; dispositifs?: readonly string[] };
        if (entiteId !== undefined) references.entite.add(entiteId);
        for (const id of dispositifs ?? []) references.dispositif.add(id);
      }
    }
  }
  return references;
};

/** Chaque filtre actif en toutes lettres, par nom : pour les étiquettes de l’écran et l’en-tête de l’export. */
export const textesFiltres = (filtre: FiltreJournal): Readonly<Partial<Record<keyof FiltreJournal, string>>> => {
  const enListe = (valeurs: readonly string[], libelle: (valeur: string) => string): string => `${valeurs.slice(0, 2).map(libelle).join(', ')}${valeurs.length > 2 ? ` + ${valeurs.length - 2}` : ''}`;
  return {
    ...(filtre.du === undefined ? {} : { du: `Du ${dateEnClair(filtre.du)}` }), ...(filtre.au === undefined ? {} : { au: `Jusqu’au ${dateEnClair(filtre.au)}` }),
    ...(filtre.acteur === undefined ? {} : { acteur: `Auteur\u00a0: «\u00a0${filtre.acteur}\u00a0»` }), ...(filtre.texte === undefined ? {} : { texte: `Fiche\u00a0: «\u00a0${filtre.texte}\u00a0»` }),
    ...(filtre.profils === undefined ? {} : { profils: `Profil\u00a0: ${enListe(filtre.profils, libelleProfilJournal)}` }), ...(filtre.commandes === undefined ? {} : { commandes: `Geste\u00a0: ${enListe(filtre.commandes, libelleGeste)}` }),
    ...(filtre.objets === undefined ? {} : { objets: `Objet\u00a0: ${enListe(filtre.objets, libelleObjet)}` }), ...(filtre.departement === undefined ? {} : { departement: `Département\u00a0: ${nomDepartement(filtre.departement)}` }),
    ...(filtre.id === undefined ? {} : { id: 'Une seule fiche' }), ...(filtre.suppleance === undefined ? {} : { suppleance: filtre.suppleance ? 'En suppléance' : 'Sauf suppléance' }),
    ...(filtre.pourLeCompteDe === undefined ? {} : { pourLeCompteDe: filtre.pourLeCompteDe ? 'Pour le compte d’une entité' : 'Sauf pour le compte d’une entité' }),
  };
};
