import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { assurerDossier, ecrireEntier } from '../db/fichiers.ts';

const base64 = (octets: number) => z.string().refine((texte) => Buffer.from(texte, 'base64').length === octets);
const numero = z.number().int().min(1);

/** Une clé de 32 octets chiffrée (AES-256-GCM) par la clé tirée de la phrase. Champs en base64. */
const schemaEnveloppe = z.object({ iv: base64(12), chiffre: base64(32), sceau: base64(16) });
/** `temoin` : huit octets dérivés de la clé, pour reconnaître qu’une entrée du trousseau est bien elle. `enveloppe` : genre « phrase » seulement. */
const schemaCleDecrite = z.object({ numero, creeLe: z.iso.datetime(), temoin: base64(8), enveloppe: schemaEnveloppe.optional() });
// Bornes : un fichier retouché ne doit pas faire allouer plus de 256 Mo.
const schemaDerivation = z.object({ sel: base64(16), N: z.number().int().min(2 ** 14).max(2 ** 18).refine((valeur) => Number.isInteger(Math.log2(valeur))), r: z.literal(8), p: z.number().int().min(1).max(4) });

/**
 * Le contenu de `coffre.json` : quelles clés existent et où, jamais une clé en clair. `courante` : celle qui chiffre tout fichier neuf. Deux clés : un changement n’est pas fini.
 * `aEffacer` : numéros qui ne chiffrent plus rien et que le trousseau doit encore oublier.
 */
const schemaDescriptif = z.object({
  version: z.literal(1), poste: z.uuid(), genre: z.enum(['trousseau', 'phrase']), courante: numero, cles: z.array(schemaCleDecrite).min(1), derivation: schemaDerivation.optional(), aEffacer: z.array(numero).default([]),
}).refine(({ genre, courante, cles, derivation }) => cles.some((cle) => cle.numero === courante) && new Set(cles.map((cle) => cle.numero)).size === cles.length
  && (genre === 'trousseau' || (derivation !== undefined && cles.every(({ enveloppe }) => enveloppe !== undefined))));

export type Enveloppe = z.infer<typeof schemaEnveloppe>;
export type CleDecrite = z.infer<typeof schemaCleDecrite>;
export type Derivation = z.infer<typeof schemaDerivation>;
export type Descriptif = z.infer<typeof schemaDescriptif>;

/** `illisible` : le système refuse de le lire (`cause` : code errno) ; `abime` : ce n’est pas un descriptif ; `recent` : écrit par une version plus récente. */
export type Lecture =
  | { readonly issue: 'absent' | 'abime' | 'recent' }
  | { readonly issue: 'illisible'; readonly cause: string }
  | { readonly issue: 'lu'; readonly descriptif: Descriptif };

const NOM = 'coffre.json';
export const cheminDescriptif = (dossier: string): string => join(dossier, NOM);

/** Code errno d’une erreur du système de fichiers, ou `undefined`. */
export const codeSysteme = (erreur: unknown): string | undefined => (erreur instanceof Error && 'code' in erreur && 'syscall' in erreur && typeof erreur.code === 'string' ? erreur.code : undefined);

const analyser = (texte: string): Lecture => {
  let brut: unknown;
  try {
    brut = JSON.parse(texte);
  } catch {
    return { issue: 'abime' };
  }
  if (z.object({ version: z.number().int().min(2) }).safeParse(brut).success) return { issue: 'recent' };
  const lu = schemaDescriptif.safeParse(brut);
  return lu.success ? { issue: 'lu', descriptif: lu.data } : { issue: 'abime' };
};

export const lireDescriptif = (dossier: string): Lecture => {
  try {
    return analyser(readFileSync(cheminDescriptif(dossier), 'utf8'));
  } catch (erreur) {
    const cause = codeSysteme(erreur);
    if (cause === undefined) throw erreur;
    return cause === 'ENOENT' ? { issue: 'absent' } : { issue: 'illisible', cause };
  }
};

/** Remplace le descriptif, entier ou pas du tout, et ne rend la main qu’une fois le disque à jour. Rejette par l’erreur du système de fichiers. */
export const ecrireDescriptif = (dossier: string, descriptif: Descriptif): void => {
  mkdirSync(dossier, { recursive: true, mode: 0o700 });
  ecrireEntier(cheminDescriptif(dossier), `${JSON.stringify(descriptif, null, 2)}\n`);
};

export const effacerDescriptif = (dossier: string): void => {
  rmSync(cheminDescriptif(dossier), { force: true });
  assurerDossier(dossier);
};

/** Déplace le descriptif dans `rangement`, qui existe. */
export const rangerDescriptif = (dossier: string, rangement: string): void => {
  renameSync(cheminDescriptif(dossier), join(rangement, NOM));
  assurerDossier(rangement);
  assurerDossier(dossier);
};

/** Réglages scrypt de l’OWASP, pour la phrase du coffre. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1 } as const;
export const nouvelleDerivation = (): Derivation => ({ sel: randomBytes(16).toString('base64'), ...SCRYPT });

interface Parametres { readonly sel: string; readonly N: number; readonly r: number; readonly p: number }
/** 32 octets tirés d’une phrase ou d’un mot de passe. NFKC : la même phrase tapée sur un autre clavier donne la même clé. */
export const deriver = (phrase: string, { sel, N, r, p }: Parametres): Promise<Buffer> => new Promise((resoudre, rejeter) => {
  scrypt(phrase.normalize('NFKC'), Buffer.from(sel, 'base64'), 32, { N, r, p, maxmem: 2 * 128 * N * r }, (erreur, cle) => { if (erreur === null) resoudre(cle); else rejeter(erreur); });
});

/** Lie une enveloppe à son poste et à son numéro : elle ne s’ouvre pas à la place d’une autre. */
const lien = (poste: string, rang: number): Buffer => Buffer.from(`siao-offre/coffre/${poste}/${rang}`);

export const envelopper = (cle: Buffer, parCle: Buffer, poste: string, rang: number): Enveloppe => {
  const iv = randomBytes(12);
  const chiffreur = createCipheriv('aes-256-gcm', parCle, iv).setAAD(lien(poste, rang));
  const chiffre = Buffer.concat([chiffreur.update(cle), chiffreur.final()]);
  return { iv: iv.toString('base64'), chiffre: chiffre.toString('base64'), sceau: chiffreur.getAuthTag().toString('base64') };
};

/** La clé d’une enveloppe, ou `undefined` si `parCle` n’est pas celle qui l’a fermée (ou si elle est abîmée). */
export const developper = ({ iv, chiffre, sceau }: Enveloppe, parCle: Buffer, poste: string, rang: number): Buffer | undefined => {
  const dechiffreur = createDecipheriv('aes-256-gcm', parCle, Buffer.from(iv, 'base64')).setAAD(lien(poste, rang)).setAuthTag(Buffer.from(sceau, 'base64'));
  try {
    return Buffer.concat([dechiffreur.update(Buffer.from(chiffre, 'base64')), dechiffreur.final()]);
  } catch {
    return undefined;
  }
};

const tirer = (cle: Buffer, info: string, octets: number): Buffer => Buffer.from(hkdfSync('sha256', cle, Buffer.alloc(0), info, octets));
/** Clé de 32 octets des fichiers d’un compte. */
export const cleDuCompte = (cle: Buffer, compte: string): Buffer => tirer(cle, `siao-offre/${compte}`, 32);
/** Ne commence pas par « siao-offre/ » : aucun compte ne peut avoir ce témoin pour clé. */
export const temoinDe = (cle: Buffer): string => tirer(cle, 'siao-offre:temoin', 8).toString('base64');
