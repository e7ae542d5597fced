import { randomUUID } from 'node:crypto';
import type { Contexte } from '../../domain/commandes/commande.ts';
import { executer } from '../../domain/commandes/commande.ts';
import type { Decision, Lecture } from '../../domain/commandes/commande.ts';
import { trouverCommande } from '../../domain/commandes/catalogue.ts';
import type { Objet } from '../../domain/droits.ts';
import { referentielCommunes } from '../../domain/geographie/cog.ts';
import type { Dispositif, SaisieDispositif } from '../../domain/objets/dispositif.ts';
import type { Entite, SaisieEntite } from '../../domain/objets/entite.ts';
import type { Groupe, SaisieGroupe } from '../../domain/objets/groupe.ts';
import type { Ligne } from '../../domain/objets/objets.ts';
import type { Place } from '../../domain/objets/place.ts';
import type { CodeNomenclature } from '../../domain/objets/nomenclature.ts';
import type { Piece } from '../../domain/objets/piece.ts';
import type { Demande } from '../../domain/objets/demande.ts';
import type { Correspondance } from '../../domain/objets/correspondance.ts';
import type { Lot } from '../../domain/objets/lot.ts';
import type { Mandat } from '../../domain/objets/mandat.ts';
import type { Vue } from '../../domain/objets/vue.ts';
import type { Proposition } from '../../domain/objets/proposition.ts';
import type { CompteOffre } from '../../domain/objets/utilisateur.ts';
import type { Acteur, Perimetre, Profil } from '../../domain/profils.ts';

/** Objets d’essai complets et valides, dans le Nord ; chaque appel accepte ce qui doit différer. */
export const AUJOURDHUI = '2026-11-24';
export const contexte: Contexte = { maintenant: '2026-11-24T09:00:00.000Z', aujourdhui: AUJOURDHUI, communes: referentielCommunes };

export const ENTITE_ID = '11111111-1111-4111-8111-111111111111';
export const DISPOSITIF_ID = '22222222-2222-4222-8222-222222222222';
export const GROUPE_ID = '33333333-3333-4333-8333-333333333333';

const suivi = { code: null, version: 1, departement: '59', creePar: 'auteur', creeParProfil: 'gestionnaire_entite', creeLe: '2026-11-01T08:00:00.000Z', modifiePar: 'auteur', modifieLe: '2026-11-01T08:00:00.000Z', provenance: null };

export const saisieEntite = (champs: Partial<SaisieEntite> = {}): SaisieEntite => ({
  raisonSociale: 'Hainaut Accueil', statutJuridique: 'association', siren: '732829320', finessEj: null, adresse: '14 rue des Récollets', commune: '59606', departements: ['59'], conventionP177: null, contacts: [], ...champs,
});
export const entite = (champs: Partial<Entite> = {}): Entite => ({ ...suivi, ...saisieEntite(), id: ENTITE_ID, statut: 'valide', parcours: [], ...champs });

export const saisieDispositif = (champs: Partial<SaisieDispositif> = {}): SaisieDispositif => ({
  entiteId: ENTITE_ID, nom: 'Les Remparts', nature: 'hebergement_hors_chrs', type: 'hebergement_hors_chrs.mixte', departement: '59', commune: '59606', adresse: '14 rue des Récollets', siret: '73282932000074', finessEt: null,
  financements: [{ code: 'ALT1', places: 64, debut: '2026-01-01', fin: null }], placesFinancees: null, compositions: [], publics: [], horaires: null, contacts: [], responsable: null, delegationSiao: null, ...champs,
});
export const P177 = [{ code: 'P177', places: 64, debut: '2026-01-01', fin: null }];
export const dispositif = (champs: Partial<Dispositif> = {}): Dispositif => ({ ...suivi, ...saisieDispositif(), id: DISPOSITIF_ID, statut: 'valide', parcours: [], financeP177: false, responsableId: null, occupationDeclaree: null, ...champs });

export const saisieGroupe = (champs: Partial<SaisieGroupe> = {}): SaisieGroupe => ({
  dispositifId: DISPOSITIF_ID, libelle: 'Urgence', modalite: '115', forme: 'collectif', typeUnite: 'chambre_collective', permanence: 'perenne', capacites: [{ depuis: '2026-01-01', capacite: 24 }], ouverture: '2026-01-01', fermeture: null,
  compositions: [], ageMin: null, ageMax: null, pmr: 2, publics: [], commune: null, ...champs,
});
export const groupe = (champs: Partial<Groupe> = {}): Groupe => ({ ...suivi, ...saisieGroupe(), id: GROUPE_ID, entiteId: ENTITE_ID, ...champs });
export const place = (champs: Partial<Place> = {}): Place => ({
  ...suivi, id: randomUUID(), groupeId: GROUPE_ID, dispositifId: DISPOSITIF_ID, entiteId: ENTITE_ID, numero: '101', etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }], occupation: 'libre', occupationLe: '2026-11-23', constatsPasses: null, differe: null, dernierLot: null, ...champs,
});

const PERIMETRES: Record<Profil, (departement: string) => Perimetre> = {
  admin_national: () => ({ genre: 'national' }),
  admin_departemental: (departement) => ({ genre: 'departements', departements: [departement] }),
  analyste: (departement) => ({ genre: 'departements', departements: [departement] }),
  admin_siao: (departement) => ({ genre: 'siao', siao: `SIAO ${departement}`, departements: [departement] }),
  operateur_siao: (departement) => ({ genre: 'siao', siao: `SIAO ${departement}`, departements: [departement] }),
  ecoutant_115: (departement) => ({ genre: 'siao', siao: `SIAO ${departement}`, departements: [departement] }),
  gestionnaire_entite: (departement) => ({ genre: 'entite', entiteId: departement === '59' ? ENTITE_ID : '99999999-9999-4999-8999-999999999999', departements: [departement] }),
  assistant: (departement) => ({ genre: 'entite', entiteId: departement === '59' ? ENTITE_ID : '99999999-9999-4999-8999-999999999999', departements: [departement] }),
  responsable_dispositif: (departement) => ({ genre: 'dispositifs', entiteId: departement === '59' ? ENTITE_ID : '99999999-9999-4999-8999-999999999999', dispositifs: departement === '59' ? [DISPOSITIF_ID] : [] }),
  travailleur_social: (departement) => ({ genre: 'dispositifs', entiteId: departement === '59' ? ENTITE_ID : '99999999-9999-4999-8999-999999999999', dispositifs: departement === '59' ? [DISPOSITIF_ID] : [] }),
};
/** Une personne d’un profil, dont le périmètre couvre le département (59 par défaut, celui des objets d’essai). */
export const acteur = (profil: Profil, departement = '59', utilisateurId = `${profil}-${departement}`): Acteur => ({ utilisateurId, nom: `Nom ${profil}`, profil, perimetre: PERIMETRES[profil](departement) });

/** Un compte d’essai : un travailleur social du dispositif d’essai. */
export const compte = (champs: Partial<CompteOffre> = {}): CompteOffre => ({
  ...suivi, id: randomUUID(), nom: 'Léa Marchand', email: 'l.marchand@asso.example', telephone: null, fonction: null, profil: 'travailleur_social', perimetre: PERIMETRES.travailleur_social('59'), perimetreLibelle: 'Essai',
  departements: ['59'], entiteId: ENTITE_ID, statut: 'actif', secondFacteur: false, inviteLe: null, derniereConnexion: '2026-11', ...champs,
});

/** Un code ajouté par l’administrateur national. */
export const code = (champs: Partial<CodeNomenclature> = {}): CodeNomenclature => ({
  ...suivi, id: 'public:essai', code: 'essai', referentiel: 'public', parent: null, debut: '2026-01-01', fin: null, remplacePar: null,
  versions: [{ depuis: '2026-01-01', libelle: 'Public d’essai', court: null, ordre: 500, compteeEnPlaces: null, unite: null, modalites: null }], ...champs,
});
/** Une demande ouverte sur la place d’essai : la fermer. */
export const demande = (champs: Partial<Demande> = {}): Demande => ({
  ...suivi, id: randomUUID(), code: null, departement: '59', dispositifId: DISPOSITIF_ID, entiteId: ENTITE_ID, geste: { genre: 'fermer', le: '2026-12-15' }, motif: 'Travaux prévus', statut: 'ouverte', auteur: 'Amélie Mabille',
  lignes: [{ id: randomUUID(), nom: '101', avant: 'libre', decision: null, par: null, nomPar: null, le: null, motif: null }], ...champs,
});

/** Une vue des places, partagée avec le département et l’entité d’essai. */
export const vue = (champs: Partial<Vue> = {}): Vue => ({
  ...suivi, id: randomUUID(), code: null, departement: '59', nom: 'Libres de Lille', ecran: 'places', contenu: '{"definition":{}}', statut: 'partagee', auteur: 'Amélie Mabille', departements: ['59'], entiteId: ENTITE_ID, ...champs,
});

/** Un mandat de reprise en cours dans le Nord. */
export const mandat = (champs: Partial<Mandat> = {}): Mandat => ({
  ...suivi, id: randomUUID(), code: null, departement: '59', utilisateurId: randomUUID(), nom: 'Élodie Lefebvre', departements: ['59'], debut: '2026-01-01', fin: '2026-12-31', statut: 'donne', auteur: 'Amélie Mabille', ...champs,
});
/** Un lot de structures du Nord, pas encore simulé. */
export const lot = (champs: Partial<Lot> = {}): Lot => ({
  ...suivi, id: randomUUID(), code: null, departement: '59', genre: 'structures', fichier: { nom: 'structures_59.xlsx', empreinte: 'a'.repeat(64), taille: 1200, lignes: 2 }, mandatId: randomUUID(), statut: 'ouvert', simulations: [], chargement: null, auteur: 'Élodie Lefebvre', ...champs,
});

/** Un terme rattaché dans le Nord. */
export const correspondance = (champs: Partial<Correspondance> = {}): Correspondance => ({
  ...suivi, id: randomUUID(), code: null, departement: '59', genre: 'terme', portee: 'type', nom: 'Foyer relais', cle: 'foyer relais', cible: 'hebergement_chrs.mixte', paires: [], statut: 'partagee', auteur: 'Élodie Lefebvre', ...champs,
});

/** Une proposition ouverte sur le dispositif d’essai : changer son type. */
export const proposition = (champs: Partial<Proposition> = {}): Proposition => ({
  ...suivi, id: randomUUID(), objet: 'dispositif', ficheId: DISPOSITIF_ID, entiteId: ENTITE_ID, dispositifId: DISPOSITIF_ID, departements: ['59'], motif: 'Nouvelle convention', statut: 'ouverte', auteur: 'Léa Marchand',
  champs: [{ champ: 'type', avant: 'hebergement_hors_chrs.mixte', apres: 'hebergement_hors_chrs.115', decision: null, par: null, nom: null, le: null, motif: null }], ...champs,
});
/** Une pièce jointe au dispositif d’essai. */
export const piece = (champs: Partial<Piece> = {}): Piece => ({
  ...suivi, id: randomUUID(), objet: 'dispositif', ficheId: DISPOSITIF_ID, entiteId: ENTITE_ID, dispositifId: DISPOSITIF_ID, departements: ['59'], nom: 'arrete.pdf', genre: 'arrete', type: 'application/pdf', taille: 1200,
  empreinte: 'a'.repeat(64), statut: 'presente', auteur: 'Léa Marchand', ...champs,
});

/** Un état en mémoire pour les commandes : répond aux lectures comme une base. */
export const monde = (...lignes: readonly { objet: Objet; ligne: Ligne }[]) => (demande: Lecture): unknown => {
  const de = (objet: Objet): Record<string, unknown>[] => lignes.filter((element) => element.objet === objet).map(({ ligne }) => ligne as unknown as Record<string, unknown>);
  switch (demande.lire) {
    case 'ligne': return de(demande.objet).find(({ id }) => id === demande.id);
    case 'entitesParSiren': return de('entite').filter(({ siren }) => siren === demande.siren);
    case 'dispositifsDe': return de('dispositif').filter(({ entiteId }) => entiteId === demande.entiteId);
    case 'groupesDe': return de('groupe').filter(({ dispositifId }) => dispositifId === demande.dispositifId);
    case 'comptesParCourriel': return de('utilisateur').filter(({ email, statut }) => email === demande.email && statut !== 'supprime');
    case 'administrateursActifs': return de('utilisateur').filter(({ id, profil, statut }) => profil === 'admin_national' && statut === 'actif' && id !== demande.sauf).length;
    case 'nomenclature': return de('nomenclature');
    case 'propositionsDe': return de('proposition').filter(({ ficheId, statut }) => ficheId === demande.ficheId && statut === 'ouverte');
    case 'piecesDe': return de('piece').filter(({ ficheId, statut }) => ficheId === demande.ficheId && statut === 'presente');
    case 'contenuPresent': return true;
    case 'lignes': return de(demande.objet).filter(({ id }) => demande.ids.includes(String(id)));
    case 'fichesDuLot': return (['entite', 'dispositif', 'groupe', 'place'] as const).flatMap((objet) => de(objet).filter(({ provenance }) => (provenance as { lot?: string } | null)?.lot === demande.lotId).map(({ id, version }) => ({ objet, id, nom: String(id), touchee: Number(version) > 1 })));
    case 'propositionsDuLot': return de('proposition').filter(({ provenance, ficheId }) => (provenance as { lot?: string } | null)?.lot === demande.lotId && demande.parmi?.includes(String(ficheId)) !== false);
    case 'placesDe': return de('place').filter(({ groupeId }) => groupeId === demande.groupeId);
    case 'placesNonFermees': return de('place').filter(({ groupeId }) => groupeId === demande.groupeId).length;
  }
};
/** Exécute une commande du catalogue contre un monde. */
export const decider = (nom: string, args: unknown, qui: Acteur, repondre: (demande: Lecture) => unknown, quand: Contexte = contexte): Decision => {
  const commande = trouverCommande(nom);
  if (commande === undefined) throw new Error(`Commande inconnue : ${nom}`);
  return executer(commande.juger(args, qui, quand), repondre);
};
