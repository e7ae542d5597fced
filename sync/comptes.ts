import { createHash, randomBytes, randomUUID, scrypt, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Utilisateur } from '../contract/service.ts';
import { schemaUtilisateur } from '../contract/service.ts';
import type { BaseEcriture } from '../db/base.ts';
import { ecrireReglage, lireReglage, ouvrirCache } from '../db/base.ts';

const schemaPoste = z.object({ dernierEmail: z.string().nullable() });

/** Le dernier compte ouvert sur ce poste, pour préremplir la connexion. Un fichier absent ou abîmé vaut « aucun ». */
export const lireDernierEmail = (dossier: string): string | null => {
  try {
    return schemaPoste.parse(JSON.parse(readFileSync(join(dossier, 'poste.json'), 'utf8'))).dernierEmail;
  } catch {
    return null;
  }
};
export const ecrireDernierEmail = (dossier: string, email: string): void => {
  const provisoire = join(dossier, 'poste.json.nouveau');
  writeFileSync(provisoire, JSON.stringify({ dernierEmail: email }));
  renameSync(provisoire, join(dossier, 'poste.json'));
};

/** Ouvre (ou crée) le cache d’un compte : un fichier par adresse, dont le nom ne dit pas l’adresse. Donne au cache son `clientId` à la création. */
export const ouvrirCacheDuCompte = (dossier: string, email: string, sqliteNatif: string | undefined): BaseEcriture => {
  const empreinte = createHash('sha256').update(email.trim().toLowerCase()).digest('hex').slice(0, 24);
  mkdirSync(join(dossier, 'caches'), { recursive: true, mode: 0o700 });
  const base = ouvrirCache(join(dossier, 'caches', `${empreinte}.sqlite`), { sqliteNatif });
  if (lireReglage(base, 'clientId') === null) ecrireReglage(base, 'clientId', randomUUID());
  return base;
};

// réglages scrypt de l’OWASP (N = 2^17, r = 8, p = 1), et la mémoire que cela demande
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;
const deriver = (motDePasse: string, sel: Buffer): Promise<Buffer> => new Promise((resoudre, rejeter) => {
  scrypt(motDePasse.normalize('NFKC'), sel, 32, SCRYPT, (erreur, cle) => { if (erreur === null) resoudre(cle); else rejeter(erreur); });
});

/** Après une connexion réussie auprès du service : de quoi rouvrir ce compte hors ligne, et l’identité à montrer. Le mot de passe n’est pas gardé. */
export const retenirCompte = async (base: BaseEcriture, utilisateur: Utilisateur, motDePasse: string): Promise<void> => {
  const sel = randomBytes(16);
  const cle = await deriver(motDePasse, sel);
  base.transaction(() => {
    retenirIdentite(base, utilisateur);
    ecrireReglage(base, 'verificateur', JSON.stringify({ sel: sel.toString('base64'), cle: cle.toString('base64') }));
  });
};

/** Met à jour l’identité montrée hors ligne, quand le service en annonce une nouvelle. */
export const retenirIdentite = (base: BaseEcriture, utilisateur: Utilisateur): void => { ecrireReglage(base, 'utilisateur', JSON.stringify(utilisateur)); };

/**
 * Rouvre un compte sans réseau. `jamais` : ce compte n’a jamais été ouvert ici ; `refuse` : mot de passe différent de la dernière connexion.
 */
export const ouvrirHorsLigne = async (base: BaseEcriture, motDePasse: string): Promise<Utilisateur | 'jamais' | 'refuse'> => {
  const garde = lireReglage(base, 'verificateur');
  const identite = lireReglage(base, 'utilisateur');
  if (garde === null || identite === null) return 'jamais';
  const { sel, cle } = z.object({ sel: z.string(), cle: z.string() }).parse(JSON.parse(garde));
  const attendue = Buffer.from(cle, 'base64');
  const obtenue = await deriver(motDePasse, Buffer.from(sel, 'base64'));
  return timingSafeEqual(attendue, obtenue) ? schemaUtilisateur.parse(JSON.parse(identite)) : 'refuse';
};
