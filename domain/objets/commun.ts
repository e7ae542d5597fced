import { z } from 'zod';
import { fr } from 'zod/locales';
import { CODES_PROFILS } from '../profils.ts';
import { CODES_STATUTS } from '../cycleDeVie.ts';
import { erreurFiness, erreurSiren, erreurSiret } from '../identifiants.ts';
import type { CodeReferentiel } from '../nomenclature/code.ts';
import { trouverDepartement } from '../geographie/departements.ts';

// les messages par défaut de zod sont en anglais : tous les schémas du produit passent par ce module
z.config(fr());

/** UUID fait par l’auteur de l’objet, jamais renuméroté (design.md, « A command… »). */
export const schemaId = z.uuid();
export const schemaDate = z.iso.date('La date s’écrit AAAA-MM-JJ.');
export const schemaTexte = z.string().trim().max(500, '500 caractères au plus.');
export const schemaTexteLong = z.string().trim().max(4000, '4 000 caractères au plus.');
export const schemaStatut = z.enum(CODES_STATUTS as [string, ...string[]]);
export const schemaProfil = z.enum(CODES_PROFILS as [string, ...string[]]);

const controle = (schema: z.ZodString, erreur: (valeur: string) => string | null) =>
  schema.superRefine((valeur, contexte) => {
    const message = erreur(valeur);
    if (message !== null) contexte.addIssue({ code: 'custom', message });
  });
export const schemaSiren = controle(z.string(), erreurSiren);
export const schemaSiret = controle(z.string(), erreurSiret);
export const schemaFiness = controle(z.string(), erreurFiness);
export const schemaDepartement = controle(z.string(), (code) => (trouverDepartement(code) === undefined ? 'Ce département n’existe pas.' : null));
/** Forme d’un code commune ; son existence est contrôlée par la commande, qui reçoit le référentiel. */
export const schemaCommune = z.string().regex(/^(?:\d{2}|2[AB])\d{3}$/u, 'Le code commune compte 5 caractères (code officiel géographique).');

/** Forme d’un code de la nomenclature tenue par l’administrateur national ; son existence et sa validité sont contrôlées par la commande, qui lit la nomenclature. */
export const schemaCodeLibre = z.string().regex(/^[A-Za-z0-9_.]{1,56}$/u, 'Ce code n’est pas dans la nomenclature.');
/** Un code d’une liste qui change avec le programme. */
export const schemaCode = (referentiel: readonly CodeReferentiel[]) =>
  z.string().refine((code) => referentiel.some((candidat) => candidat.code === code), 'Ce code n’est pas dans la nomenclature.');

export const schemaPeriode = z.object({ debut: schemaDate, fin: schemaDate.nullable() })
  .refine(({ debut, fin }) => fin === null || debut <= fin, { message: 'La fin précède le début.', path: ['fin'] });
export type Periode = z.infer<typeof schemaPeriode>;

/** Vrai quand la date est dans la période, bornes comprises. Une fin absente n’arrête pas la période. */
export const periodeCouvre = (periode: Periode | null | undefined, date: string): boolean =>
  periode !== null && periode !== undefined && periode.debut <= date && (periode.fin === null || date <= periode.fin);

export const schemaContact = z.object({ fonction: z.string().max(40), nom: schemaTexte, telephone: z.string().trim().max(30).optional(), courriel: z.union([z.email('Adresse de courriel mal formée.'), z.literal('')]).optional() });

/** Un pas du parcours d’une fiche : qui, quand, pourquoi. Ajouté à chaque transition, jamais réécrit. */
export const schemaPas = z.object({
  geste: z.string(), vers: z.string(), par: z.string(), nom: z.string(), profil: z.string(), le: z.string(),
  motif: z.string().optional(), commentaires: z.record(z.string(), z.string()).optional(), suppleance: z.literal(true).optional(),
});
export type Pas = z.infer<typeof schemaPas>;

const schemaProvenance = z.object({ source: z.string(), identifiant: z.string(), lot: z.string().optional() }).nullable();

/** Colonnes que toute ligne porte. `version` : révision du service, 0 tant qu’il n’a pas répondu. `code` : donné par le service. */
export const schemaLigneCommune = z.object({
  id: schemaId, code: z.string().nullable(), version: z.number().int().min(0), departement: z.string(),
  creePar: z.string(), creeParProfil: z.string(), creeLe: z.string(), modifiePar: z.string(), modifieLe: z.string(), provenance: schemaProvenance,
});

/** Qui fait naître une ligne, et quand (`maintenant` : instant ISO 8601 en UTC). */
export const naissance = ({ utilisateurId, profil }: { readonly utilisateurId: string; readonly profil: string }, maintenant: string): { readonly creePar: string; readonly creeParProfil: string; readonly creeLe: string; readonly modifiePar: string; readonly modifieLe: string } =>
  ({ creePar: utilisateurId, creeParProfil: profil, creeLe: maintenant, modifiePar: utilisateurId, modifieLe: maintenant });
