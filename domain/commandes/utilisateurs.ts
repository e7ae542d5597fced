import { z } from 'zod';
import { nomDepartement } from '../geographie/departements.ts';
import { siaoDe } from '../geographie/siao.ts';
import { naissance, schemaId, schemaTexteLong } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import type { Entite } from '../objets/entite.ts';
import type { CompteOffre } from '../objets/utilisateur.ts';
import { LIBELLES_PERIMETRE, entiteDuPerimetre, perimetreConvient, schemaIdentite, schemaProfilConnu, schemaSaisiePerimetre, dispositifsDuPerimetre } from '../objets/utilisateur.ts';
import type { Perimetre, Profil } from '../profils.ts';
import { PROFILS } from '../profils.ts';
import { SOURCE_REPRISE } from '../reprise/controles/contexte.ts';
import type { Commande, Contexte, Decision, Effet, Lire, Refus } from './commande.ts';
import { lireAdministrateursActifs, lireComptesParCourriel, lireLigne, refus } from './commande.ts';
import { refusEncadrement } from './encadrement.ts';
import type { EtatLot } from './lots.ts';
import { lireLot, lotDeComptes } from './lots.ts';
import { INTROUVABLE, estRefus } from './regles.ts';

/** Ce qu’il faut savoir de l’offre pour juger un périmètre : l’entité et les dispositifs qu’il cite, `undefined` quand ils n’existent pas (ou pas pour l’acteur). */
interface Cites { readonly entite: Entite | undefined; readonly dispositifs: readonly (Dispositif | undefined)[] }
function* lireCites(perimetre: Perimetre): Lire<Cites> {
  const entiteId = entiteDuPerimetre(perimetre);
  const entite = entiteId === null ? undefined : yield* lireLigne('entite', entiteId);
  const dispositifs: (Dispositif | undefined)[] = [];
  for (const id of dispositifsDuPerimetre(perimetre)) dispositifs.push(yield* lireLigne('dispositif', id));
  return { entite, dispositifs };
}

interface Portee { readonly departements: readonly string[]; readonly perimetreLibelle: string }

/** Où la personne agira, et comment le dire. Refus : `champ.profil`, `champ.perimetre`. */
const porteeDe = (profil: Profil, perimetre: Perimetre, { entite, dispositifs }: Cites): Portee | Refus => {
  if (!perimetreConvient(profil, perimetre)) {
    return refus('champ.perimetre', `Le profil « ${PROFILS[profil].libelle} » demande ${LIBELLES_PERIMETRE[PROFILS[profil].perimetre]}.`, 'perimetre');
  }
  switch (perimetre.genre) {
    case 'national': return { departements: [], perimetreLibelle: 'France entière' };
    case 'departements': {
      const prefixe = profil === 'analyste' ? 'Observation' : 'DDETS';
      const [seul] = perimetre.departements;
      const libelle = perimetre.departements.length === 1 && seul !== undefined ? (profil === 'analyste' ? nomDepartement(seul) : `${seul} – ${nomDepartement(seul)}`) : perimetre.departements.join(', ');
      return { departements: perimetre.departements, perimetreLibelle: profil === 'analyste' ? `${prefixe} – ${libelle}` : `${prefixe} ${libelle}` };
    }
    case 'siao': return { departements: perimetre.departements, perimetreLibelle: siaoDe(perimetre.departements[0] ?? '').libelle };
    case 'entite': {
      if (entite === undefined) return refus('champ.perimetre', 'Cette entité n’existe pas, ou elle est hors de votre périmètre.', 'perimetre');
      const ailleurs = perimetre.departements.find((code) => !entite.departements.includes(code));
      if (ailleurs !== undefined) return refus('champ.perimetre', `« ${entite.raisonSociale} » n’est pas rattachée au département ${ailleurs}.`, 'perimetre');
      return { departements: perimetre.departements, perimetreLibelle: entite.raisonSociale };
    }
    case 'dispositifs': {
      if (entite === undefined) return refus('champ.perimetre', 'Cette entité n’existe pas, ou elle est hors de votre périmètre.', 'perimetre');
      const connus = dispositifs.filter((dispositif) => dispositif !== undefined);
      if (connus.length < dispositifs.length) return refus('champ.perimetre', 'Un des dispositifs n’existe pas, ou il est hors de votre périmètre.', 'perimetre');
      const etranger = connus.find((dispositif) => dispositif.entiteId !== entite.id);
      if (etranger !== undefined) return refus('champ.perimetre', `« ${etranger.nom} » n’est pas un dispositif de « ${entite.raisonSociale} ».`, 'perimetre');
      const noms = connus.map(({ nom }) => nom);
      return { departements: [...new Set(connus.map(({ departement }) => departement))].sort(), perimetreLibelle: noms.length <= 2 ? noms.join(', ') : `${entite.raisonSociale} – ${noms.length} dispositifs` };
    }
  }
};

const refusCourriel = (email: string, homonymes: readonly CompteOffre[], id: string): Refus | null =>
  (homonymes.some((compte) => compte.id !== id) ? refus('champ.email', `L’adresse ${email} est déjà celle d’un compte : une personne, un compte. S’il est ailleurs, demander sa réaffectation.`, 'email') : null);

const schemaCreer = z.object({
  id: schemaId, saisie: schemaIdentite.extend({ profil: schemaProfilConnu, perimetre: schemaSaisiePerimetre }), inviter: z.boolean(),
  /** Le compte naît d’un fichier repris : il appartient à ce lot, qui s’annule en entier (décision 032). */
  reprise: z.object({ lotId: schemaId, mandatId: schemaId }).optional(),
}).refine(({ inviter, reprise }) => reprise === undefined || !inviter, 'Une reprise prépare les comptes sans les inviter.');
type ArgumentsCreer = z.infer<typeof schemaCreer>;
interface EtatCreer extends Cites { readonly existant: CompteOffre | undefined; readonly homonymes: readonly CompteOffre[]; /** Le lot d’où il naît ; `null` : il est créé à la main. */ readonly reprise: EtatLot | null }

/**
 * Crée le compte d’une personne, sans mot de passe : elle le choisit avec le code de son invitation, envoyée si `inviter`.
 * D’une reprise, il est jugé en plus sous le mandat et le lot, qui ne donnent aucun droit sur les comptes. Refus : `existe`, `champ.*`, `droit.*`, `statut`, `non_simule`, `desequilibre`.
 */
export const creerUtilisateur: Commande<'creerUtilisateur', ArgumentsCreer, EtatCreer> = {
  nom: 'creerUtilisateur', version: 2, libelle: 'Créer un compte', schema: schemaCreer,
  cible: ({ id }) => ({ objet: 'utilisateur', id }),
  champsTouches: () => [],
  *lire({ id, saisie, reprise }): Lire<EtatCreer> {
    return {
      existant: yield* lireLigne('utilisateur', id), homonymes: yield* lireComptesParCourriel(saisie.email), ...(yield* lireCites(saisie.perimetre)),
      reprise: reprise === undefined ? null : yield* lireLot(reprise.lotId, reprise.mandatId),
    };
  },
  decide({ existant, homonymes, reprise, ...cites }, { id, saisie, inviter }, acteur, contexte): Decision {
    if (existant !== undefined) return refus('existe', 'Ce compte est déjà enregistré.');
    const lot = reprise === null ? null : lotDeComptes(reprise, acteur, contexte);
    if (lot !== null && 'accepte' in lot) return lot;
    const { profil, perimetre } = saisie;
    const portee = porteeDe(profil, perimetre, cites);
    if (estRefus(portee)) return portee;
    const encadrement = refusEncadrement(acteur, 'creer', { profil, perimetre, departements: [...portee.departements] }) ?? refusCourriel(saisie.email, homonymes, id);
    if (encadrement !== null) return encadrement;
    if (lot !== null && portee.departements.length > 0 && !portee.departements.includes(lot.departement)) return refus('champ.departement', `Le lot est du département ${lot.departement}, ce compte n’y agit pas.`, 'departement');
    return {
      accepte: true, ...(inviter ? { effets: [{ effet: 'inviter', utilisateurId: id }] } : {}),
      changements: [{
        genre: 'creer', objet: 'utilisateur',
        ligne: {
          ...saisie, id, code: null, version: 0, departement: portee.departements[0] ?? '', departements: [...portee.departements], perimetreLibelle: portee.perimetreLibelle, entiteId: entiteDuPerimetre(perimetre),
          statut: 'invite', secondFacteur: false, inviteLe: inviter ? contexte.maintenant : null, derniereConnexion: null,
          // l’adresse n’y est pas : la provenance survit à l’anonymisation du compte
          provenance: lot === null ? null : { source: SOURCE_REPRISE, identifiant: id, lot: lot.id },
          ...naissance(acteur, contexte.maintenant),
        },
      }],
    };
  },
};

const schemaModifier = z.object({ id: schemaId, champs: schemaIdentite.partial() });
type ArgumentsModifier = z.infer<typeof schemaModifier>;
interface EtatModifier { readonly compte: CompteOffre | undefined; readonly homonymes: readonly CompteOffre[] }

/** Corrige l’identité d’un compte. Une adresse changée ferme les sessions, et l’ancienne adresse en est prévenue. Refus : `introuvable`, `droit.*`, `soi_meme`, `statut`, `champ.email`. */
export const modifierUtilisateur: Commande<'modifierUtilisateur', ArgumentsModifier, EtatModifier> = {
  nom: 'modifierUtilisateur', version: 1, libelle: 'Modifier un compte', schema: schemaModifier,
  cible: ({ id }) => ({ objet: 'utilisateur', id }),
  champsTouches: ({ champs }) => Object.keys(champs),
  *lire({ id, champs }): Lire<EtatModifier> {
    return { compte: yield* lireLigne('utilisateur', id), homonymes: champs.email === undefined ? [] : yield* lireComptesParCourriel(champs.email) };
  },
  decide({ compte, homonymes }, { id, champs }, acteur): Decision {
    if (compte === undefined) return INTROUVABLE('Compte');
    if (Object.keys(champs).length === 0) return refus('arguments', 'Aucun champ à modifier.');
    const erreur = refusEncadrement(acteur, 'modifier', compte) ?? refusStatut(compte, ['invite', 'actif', 'suspendu']) ?? (champs.email === undefined ? null : refusCourriel(champs.email, homonymes, id));
    if (erreur !== null) return erreur;
    const change = champs.email !== undefined && champs.email !== compte.email;
    const effets: readonly Effet[] = change ? [{ effet: 'fermer_sessions', utilisateurId: id }, { effet: 'prevenir_ancienne_adresse', utilisateurId: id, adresse: compte.email }] : [];
    return { accepte: true, ...(change ? { effets } : {}), changements: [{ genre: 'modifier', objet: 'utilisateur', id, champs }] };
  },
};

const refusStatut = (compte: CompteOffre, admis: readonly CompteOffre['statut'][]): Refus | null => {
  if (admis.includes(compte.statut)) return null;
  const messages: Record<CompteOffre['statut'], string> = {
    invite: 'Ce compte n’a pas encore été ouvert par la personne invitée.', actif: 'Ce compte est déjà actif.', suspendu: 'Ce compte est suspendu : le rétablir d’abord.', supprime: 'Ce compte a été supprimé : il n’est gardé que pour le journal.',
  };
  return refus('statut', messages[compte.statut]);
};

const schemaGeste = z.object({ id: schemaId, motif: schemaTexteLong.min(3, 'Écrire un motif : il est gardé au journal.') });
type ArgumentsGeste = z.infer<typeof schemaGeste>;
interface EtatGeste { readonly compte: CompteOffre | undefined; readonly administrateurs: number }
function* lireGeste(id: string): Lire<EtatGeste> {
  const compte = yield* lireLigne('utilisateur', id);
  return { compte, administrateurs: compte?.profil === 'admin_national' ? yield* lireAdministrateursActifs(id) : 1 };
}
/** Il reste toujours quelqu’un pour administrer le pays. */
const refusDernier = (compte: CompteOffre, autres: number): Refus | null =>
  (compte.profil === 'admin_national' && compte.statut === 'actif' && autres === 0 ? refus('dernier_administrateur', 'Ce compte est le dernier administrateur national actif : en nommer un autre d’abord.') : null);

/** Suspend un compte, motif à l’appui : le service ferme aussitôt ses sessions, rien de ce qu’il a fait n’est touché. Refus : `introuvable`, `droit.*`, `soi_meme`, `statut`, `dernier_administrateur`. */
export const suspendreUtilisateur: Commande<'suspendreUtilisateur', ArgumentsGeste, EtatGeste> = {
  nom: 'suspendreUtilisateur', version: 1, libelle: 'Suspendre un compte', schema: schemaGeste,
  cible: ({ id }) => ({ objet: 'utilisateur', id }),
  champsTouches: () => ['statut'],
  lire: ({ id }) => lireGeste(id),
  decide({ compte, administrateurs }, { id, motif }, acteur): Decision {
    if (compte === undefined) return INTROUVABLE('Compte');
    const erreur = refusEncadrement(acteur, 'suspendre', compte) ?? (compte.statut === 'suspendu' ? refus('statut', 'Ce compte est déjà suspendu.') : refusStatut(compte, ['invite', 'actif'])) ?? refusDernier(compte, administrateurs);
    if (erreur !== null) return erreur;
    return { accepte: true, motif, changements: [{ genre: 'modifier', objet: 'utilisateur', id, champs: { statut: 'suspendu' } }] };
  },
};

/** Rétablit un compte suspendu. La personne qui n’avait jamais ouvert le sien redevient « Invité » : une nouvelle invitation lui est alors nécessaire. Refus : comme `suspendreUtilisateur`. */
export const retablirUtilisateur: Commande<'retablirUtilisateur', ArgumentsGeste, EtatGeste> = {
  nom: 'retablirUtilisateur', version: 1, libelle: 'Rétablir un compte', schema: schemaGeste,
  cible: ({ id }) => ({ objet: 'utilisateur', id }),
  champsTouches: () => ['statut'],
  lire: ({ id }) => lireGeste(id),
  decide({ compte }, { id, motif }, acteur): Decision {
    if (compte === undefined) return INTROUVABLE('Compte');
    const erreur = refusEncadrement(acteur, 'suspendre', compte) ?? refusStatut(compte, ['suspendu']);
    if (erreur !== null) return erreur;
    // un compte qui a servi a une dernière connexion ; sans elle, il n’a pas encore de mot de passe
    return { accepte: true, motif, changements: [{ genre: 'modifier', objet: 'utilisateur', id, champs: { statut: compte.derniereConnexion === null ? 'invite' : 'actif' } }] };
  },
};

const schemaReaffecter = schemaGeste.extend({ profil: schemaProfilConnu, perimetre: schemaSaisiePerimetre });
type ArgumentsReaffecter = z.infer<typeof schemaReaffecter>;
interface EtatReaffecter extends EtatGeste, Cites {}

/**
 * Change le profil ou le périmètre d’une personne. L’acteur doit encadrer ce qu’elle quitte et ce qu’elle prend : il ne donne rien qu’il n’ait.
 * Refus : `introuvable`, `droit.*`, `soi_meme`, `statut`, `champ.*`, `dernier_administrateur`.
 */
export const reaffecterUtilisateur: Commande<'reaffecterUtilisateur', ArgumentsReaffecter, EtatReaffecter> = {
  nom: 'reaffecterUtilisateur', version: 1, libelle: 'Réaffecter un compte', schema: schemaReaffecter,
  cible: ({ id }) => ({ objet: 'utilisateur', id }),
  champsTouches: () => ['profil', 'perimetre'],
  *lire({ id, perimetre }): Lire<EtatReaffecter> { return { ...(yield* lireGeste(id)), ...(yield* lireCites(perimetre)) }; },
  decide({ compte, administrateurs, ...cites }, { id, profil, perimetre, motif }, acteur): Decision {
    if (compte === undefined) return INTROUVABLE('Compte');
    const quitte = refusEncadrement(acteur, 'reaffecter', compte) ?? refusStatut(compte, ['invite', 'actif', 'suspendu']);
    if (quitte !== null) return quitte;
    const portee = porteeDe(profil, perimetre, cites);
    if (estRefus(portee)) return portee;
    const prend = refusEncadrement(acteur, 'reaffecter', { profil, perimetre, departements: [...portee.departements] }) ?? (profil === 'admin_national' ? null : refusDernier(compte, administrateurs));
    if (prend !== null) return prend;
    return {
      accepte: true, motif,
      changements: [{
        genre: 'modifier', objet: 'utilisateur', id,
        champs: { profil, perimetre, perimetreLibelle: portee.perimetreLibelle, departements: [...portee.departements], entiteId: entiteDuPerimetre(perimetre), departement: portee.departements[0] ?? '' },
      }],
    };
  },
};

const AIDES = { inviter: 'Envoyer l’invitation', mot_de_passe: 'Faire choisir un nouveau mot de passe', second_facteur: 'Retirer le second facteur', debloquer: 'Débloquer' } as const;
type Aide = keyof typeof AIDES;
const schemaAssister = z.object({ id: schemaId, aide: z.enum(Object.keys(AIDES) as [Aide, ...Aide[]]), motif: schemaTexteLong.optional() });
type ArgumentsAssister = z.infer<typeof schemaAssister>;

/**
 * Aide une personne à entrer dans son compte. Les codes partent à son adresse : celui qui aide n’en voit aucun. Retirer un second facteur demande un motif.
 * Refus : `introuvable`, `droit.*`, `soi_meme`, `statut`, `motif`.
 */
export const assisterUtilisateur: Commande<'assisterUtilisateur', ArgumentsAssister, { readonly compte: CompteOffre | undefined }> = {
  nom: 'assisterUtilisateur', version: 1, libelle: 'Assister un utilisateur', schema: schemaAssister,
  cible: ({ id }) => ({ objet: 'utilisateur', id }),
  champsTouches: () => [],
  *lire({ id }) { return { compte: yield* lireLigne('utilisateur', id) }; },
  decide({ compte }, { id, aide, motif }, acteur, contexte: Contexte): Decision {
    if (compte === undefined) return INTROUVABLE('Compte');
    const erreur = refusEncadrement(acteur, 'assister', compte) ?? (aide === 'inviter' ? refusStatut(compte, ['invite']) : compte.statut === 'invite' ? refus('statut', 'Ce compte n’a pas encore été ouvert : renvoyer son invitation.') : refusStatut(compte, ['actif']));
    if (erreur !== null) return erreur;
    if (aide === 'second_facteur' && (motif ?? '').trim() === '') return refus('motif', 'Retirer un second facteur demande un motif : il est gardé au journal.', 'motif');
    const effet: Record<Aide, Effet> = {
      inviter: { effet: 'inviter', utilisateurId: id }, mot_de_passe: { effet: 'reinitialiser', utilisateurId: id },
      second_facteur: { effet: 'retirer_second_facteur', utilisateurId: id }, debloquer: { effet: 'debloquer', utilisateurId: id },
    };
    const champs = aide === 'inviter' ? { inviteLe: contexte.maintenant } : aide === 'second_facteur' ? { secondFacteur: false } : {};
    // même sans champ changé, la fiche est citée : le journal garde qui a aidé qui, et pourquoi
    return { accepte: true, ...(motif === undefined ? {} : { motif }), effets: [effet[aide]], changements: [{ genre: 'modifier', objet: 'utilisateur', id, champs }] };
  },
};
