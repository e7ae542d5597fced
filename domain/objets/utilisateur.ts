import { z } from 'zod';
import { CODES_PROFILS, PROFILS } from '../profils.ts';
import type { Perimetre, Profil } from '../profils.ts';
import type { Champs } from './champ.ts';
import { schemaDepartement, schemaId, schemaLigneCommune } from './commun.ts';
import { erreurCourriel } from './courriel.ts';

/** Un compte = une personne = un profil = une adresse professionnelle individuelle (S0). Jamais de secret ici : la ligne va sur les postes. */
export const champsUtilisateur = {
  nom: { libelle: 'Prénom et nom', sorte: 'texte', exigence: 'obligatoire' },
  email: { libelle: 'Adresse professionnelle', sorte: 'texte', exigence: 'obligatoire' },
  telephone: { libelle: 'Téléphone', sorte: 'texte' },
  fonction: { libelle: 'Fonction', sorte: 'texte', exigence: 'conseille' },
  profil: { libelle: 'Profil', sorte: 'texte', exigence: 'obligatoire' },
  perimetre: { libelle: 'Périmètre', sorte: 'objet', exigence: 'obligatoire' },
} as const satisfies Champs;

/** `invite` : pas encore de mot de passe ; `supprime` : purgé, il ne reste que l’identifiant que le journal cite. */
export const STATUTS_COMPTE = { invite: 'Invité', actif: 'Actif', suspendu: 'Suspendu', supprime: 'Supprimé' } as const;
export type StatutCompte = keyof typeof STATUTS_COMPTE;

const liste = z.array(schemaDepartement).min(1, 'Choisir au moins un département.').max(110).refine((codes) => new Set(codes).size === codes.length, 'Un département est cité deux fois.');
/** Périmètre saisi : ses codes existent. Celui d’un jeton ou d’un curseur, lui, se lit par `schemaPerimetre` (contract). */
export const schemaSaisiePerimetre = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('national') }),
  z.object({ genre: z.literal('departements'), departements: liste }),
  z.object({ genre: z.literal('siao'), siao: z.string().trim().min(1, 'Choisir un SIAO.').max(40), departements: liste }),
  z.object({ genre: z.literal('entite'), entiteId: schemaId, departements: liste }),
  z.object({ genre: z.literal('dispositifs'), entiteId: schemaId, dispositifs: z.array(schemaId).min(1, 'Choisir au moins un dispositif.').max(500).refine((ids) => new Set(ids).size === ids.length, 'Un dispositif est cité deux fois.') }),
]);
export const schemaProfilConnu = z.enum(CODES_PROFILS as [Profil, ...Profil[]]);
const schemaCourriel = z.string().trim().toLowerCase().max(254, '254 caractères au plus.').superRefine((valeur, contexte) => {
  const message = erreurCourriel(valeur);
  if (message !== null) contexte.addIssue({ code: 'custom', message });
});

/** Ce qu’une personne saisit d’un compte. Le téléphone et la fonction sont facultatifs : ne demander que l’utile (RGPD). */
export const schemaIdentite = z.object({
  nom: z.string().trim().min(3, 'Écrire le prénom et le nom.').max(120, '120 caractères au plus.').refine((nom) => nom.includes(' '), 'Écrire le prénom et le nom : un compte est celui d’une personne.'),
  email: schemaCourriel,
  telephone: z.string().trim().max(30, '30 caractères au plus.').regex(/^[\d +().-]*$/u, 'Un numéro de téléphone ne contient que des chiffres, des espaces et « + ( ) . - ».').nullable(),
  fonction: z.string().trim().max(120, '120 caractères au plus.').nullable(),
});

/**
 * `departements` : où la personne agit (ceux de son périmètre, ou de ses dispositifs) ; `entiteId` : son entité gestionnaire, s’il y en a une.
 * `derniereConnexion` : mois (`AAAA-MM`), assez pour voir un compte qui ne sert plus, trop peu pour suivre quelqu’un.
 */
export const schemaUtilisateurOffre = schemaLigneCommune.extend({
  nom: z.string(), email: z.string(), telephone: z.string().nullable(), fonction: z.string().nullable(), profil: schemaProfilConnu,
  perimetre: z.custom<Perimetre>((valeur) => typeof valeur === 'object' && valeur !== null && 'genre' in valeur, 'Périmètre illisible.'),
  perimetreLibelle: z.string(), departements: z.array(z.string()), entiteId: z.string().nullable(), statut: z.enum(['invite', 'actif', 'suspendu', 'supprime']),
  secondFacteur: z.boolean(), inviteLe: z.string().nullable(), derniereConnexion: z.string().nullable(),
});
export type CompteOffre = z.infer<typeof schemaUtilisateurOffre>;

/** Dispositifs auxquels une personne est affectée ; vide pour les autres périmètres. */
export const dispositifsDuPerimetre = (perimetre: Perimetre): readonly string[] => (perimetre.genre === 'dispositifs' ? perimetre.dispositifs : []);
export const entiteDuPerimetre = (perimetre: Perimetre): string | null => (perimetre.genre === 'entite' || perimetre.genre === 'dispositifs' ? perimetre.entiteId : null);

/** Le genre de périmètre que demande un profil, en toutes lettres. */
export const LIBELLES_PERIMETRE: Record<Perimetre['genre'], string> = {
  national: 'tout le pays', departements: 'un ou plusieurs départements', siao: 'un SIAO', entite: 'une entité, dans des départements', dispositifs: 'des dispositifs d’une entité',
};
export const perimetreConvient = (profil: Profil, perimetre: Perimetre): boolean => PROFILS[profil].perimetre === perimetre.genre;
