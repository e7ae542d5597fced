import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ecrireEntier } from '../db/fichiers.ts';

/**
 * Le dernier compte ouvert sur ce poste, pour préremplir la connexion. C’est une donnée personnelle : chiffrée par une clé du coffre, qui est toujours ouvert quand
 * l’écran de connexion se montre. Bourrée à une longueur fixe : sa taille ne dit rien.
 */
const schemaPoste = z.object({ iv: z.base64(), chiffre: z.base64(), sceau: z.base64() });
/** Ce que les premières versions écrivaient, en clair ; la connexion suivante le remplace. */
const schemaAncien = z.object({ dernierEmail: z.string().nullable() });

/** Nom de la clé au coffre ; aucun compte ne peut le porter (ce sont des chiffres hexadécimaux). */
export const NOM_CLE_EMAIL = 'dernier-email';
const LONGUEUR = 512;
const LIEN = Buffer.from('siao-offre/poste/dernier-email');
const chemin = (dossier: string): string => join(dossier, 'poste.json');

const dechiffrer = ({ iv, chiffre, sceau }: z.infer<typeof schemaPoste>, cle: Buffer): string | null => {
  try {
    const dechiffreur = createDecipheriv('aes-256-gcm', cle, Buffer.from(iv, 'base64')).setAAD(LIEN).setAuthTag(Buffer.from(sceau, 'base64'));
    return Buffer.concat([dechiffreur.update(Buffer.from(chiffre, 'base64')), dechiffreur.final()]).toString('utf8').replace(/\0+$/u, '');
  } catch {
    return null;
  }
};

/** `cles` : celles du coffre, vide tant qu’il est fermé. Un fichier absent, abîmé ou chiffré par une autre clé vaut « aucun ». */
export const lireDernierEmail = (dossier: string, cles: readonly Buffer[]): string | null => {
  let brut: unknown;
  try { brut = JSON.parse(readFileSync(chemin(dossier), 'utf8')); } catch { return null; }
  const lu = schemaPoste.safeParse(brut);
  if (!lu.success) return schemaAncien.safeParse(brut).data?.dernierEmail ?? null;
  for (const cle of cles) {
    const email = dechiffrer(lu.data, cle);
    if (email !== null) return email;
  }
  return null;
};

/** Écrit le fichier entier ou pas du tout ; `null` oublie l’adresse. Erreurs : disque. */
export const ecrireDernierEmail = (dossier: string, email: string | null, cle: Buffer | undefined): void => {
  if (email === null || cle === undefined) {
    ecrireEntier(chemin(dossier), '{}');
    return;
  }
  const clair = Buffer.alloc(LONGUEUR);
  clair.write(email, 'utf8');
  const iv = randomBytes(12);
  const chiffreur = createCipheriv('aes-256-gcm', cle, iv).setAAD(LIEN);
  const chiffre = Buffer.concat([chiffreur.update(clair), chiffreur.final()]).toString('base64');
  ecrireEntier(chemin(dossier), JSON.stringify({ iv: iv.toString('base64'), chiffre, sceau: chiffreur.getAuthTag().toString('base64') }));
};
