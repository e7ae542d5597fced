import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Utilisateur } from '../contract/service.ts';
import { schemaUtilisateur } from '../contract/service.ts';
import { reprendreAncienCache } from '../db/ancien.ts';
import type { Base, BaseEcriture, BaseLecture } from '../db/base.ts';
import { ecrireReglage, lireReglage, ouvrirBase } from '../db/base.ts';
import type { Cle, OptionsConnexion } from '../db/connexion.ts';
import { effacerBase } from '../db/fichiers.ts';
import { clientCourant } from '../db/file.ts';
import { verserTravail } from '../db/transfert.ts';
import { faireVerificateur, verifier } from './verificateur.ts';

/** Nom de compte pour les fichiers et les clés : il ne dit pas l’adresse. */
export const nomDuCompte = (email: string): string => createHash('sha256').update(email.trim().toLowerCase()).digest('hex').slice(0, 24);
const dossierDuCompte = (dossier: string, compte: string): string => join(dossier, 'comptes', compte);

/** Les comptes qui ont des fichiers sur ce poste. */
export const listerComptes = (dossier: string): string[] => { try { return readdirSync(join(dossier, 'comptes')).sort(); } catch { return []; } };

/** Ouvre (ou crée) les fichiers d’un compte, et reprend la file d’un cache de la version 0.1. */
export const ouvrirCompte = (dossier: string, email: string, cles: readonly Cle[], connexion: OptionsConnexion, maintenant: string, verifier = false): Base => {
  const compte = nomDuCompte(email);
  const base = ouvrirBase(dossierDuCompte(dossier, compte), cles, { ...connexion, maintenant, verifier });
  try {
    reprendreAncienCache(base, join(dossier, 'caches', `${compte}.sqlite`), connexion);
    clientCourant(base);
  } catch (erreur) {
    base.fermer();
    throw erreur;
  }
  return base;
};

/** Efface tout ce qu’un compte a sur ce poste. Ses fichiers doivent être fermés. */
export const effacerCompte = (dossier: string, email: string): void => { effacerParNom(dossier, nomDuCompte(email)); };
const effacerParNom = (dossier: string, compte: string): void => {
  rmSync(dossierDuCompte(dossier, compte), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  effacerBase(join(dossier, 'caches', `${compte}.sqlite`));
};

/** Clé perdue : déplace les fichiers de tous les comptes dans un dossier qui existe, sans rien effacer. Se refait sans dommage après un arrêt. */
export const mettreComptesDeCote = (dossier: string, rangement: string): void => {
  for (const compte of listerComptes(dossier)) {
    mkdirSync(join(rangement, 'comptes'), { recursive: true, mode: 0o700 });
    renameSync(join(dossier, 'comptes', compte), join(rangement, 'comptes', compte));
  }
};

/**
 * Une personne dont l’adresse a changé a ses fichiers sous l’ancienne : son travail non envoyé rejoint le compte qu’elle vient d’ouvrir, puis l’ancien s’efface.
 * `ouvrir` : les fichiers d’un compte, par son nom ; ceux qui ne s’ouvrent pas sont laissés. `avant` : ce qu’il faut ôter d’autre avec l’ancienne adresse.
 * Un arrêt au milieu se reprend à la connexion suivante, sans doubler. Rend le nombre de commandes reprises.
 */
export const reprendreAutresAdresses = async (base: Base, { id, email }: Pick<Utilisateur, 'id' | 'email'>, dossier: string, ouvrir: (nom: string) => Base, avant: (email: string, base: Base) => Promise<void>): Promise<number> => {
  let reprises = 0;
  for (const nom of listerComptes(dossier)) {
    if (nom === nomDuCompte(email)) continue;
    let autre: Base;
    try { autre = ouvrir(nom); } catch (erreur) { console.error('Fichiers d’un autre compte illisibles, laissés en place :', erreur); continue; }
    let efface = false;
    try {
      const identite = schemaUtilisateur.safeParse(JSON.parse(lireReglage(autre, 'utilisateur') ?? 'null'));
      if (identite.success && identite.data.id === id) {
        reprises += verserTravail(base, autre);
        await avant(identite.data.email, autre);
        efface = true;
      }
    } finally {
      autre.fermer();
    }
    if (efface) effacerParNom(dossier, nom);
  }
  return reprises;
};

/**
 * Après une connexion réussie auprès du service : de quoi rouvrir ce compte hors ligne, et l’identité à montrer. Le mot de passe n’est pas gardé.
 * `memoire` : celle d’argon2id, en Kio ; essais seulement.
 */
export const retenirCompte = async (base: BaseEcriture, utilisateur: Utilisateur, motDePasse: string, memoire?: number): Promise<void> => {
  const verificateur = await faireVerificateur(motDePasse, memoire);
  base.transaction(() => {
    retenirIdentite(base, utilisateur);
    ecrireReglage(base, 'verificateur', verificateur);
  });
};

export type RetenirCompte = (base: BaseEcriture, utilisateur: Utilisateur, motDePasse: string) => Promise<void>;

/** Met à jour l’identité montrée hors ligne, quand le service en annonce une nouvelle. */
export const retenirIdentite = (base: BaseEcriture, utilisateur: Utilisateur): void => { ecrireReglage(base, 'utilisateur', JSON.stringify(utilisateur)); };

/** Vrai quand ce compte a déjà été ouvert ici par un mot de passe. */
export const peutOuvrirHorsLigne = (base: BaseLecture): boolean => lireReglage(base, 'verificateur') !== null && lireReglage(base, 'utilisateur') !== null;

/**
 * Rouvre un compte sans réseau. `jamais` : ce compte n’a jamais été ouvert ici ; `refuse` : mot de passe différent de la dernière connexion.
 */
export const ouvrirHorsLigne = async (base: BaseEcriture, motDePasse: string): Promise<Utilisateur | 'jamais' | 'refuse'> => {
  const garde = lireReglage(base, 'verificateur');
  const identite = lireReglage(base, 'utilisateur');
  if (garde === null || identite === null) return 'jamais';
  const issue = await verifier(garde, motDePasse);
  if (issue === 'faux') return 'refuse';
  if (issue === 'ancien') await remplacerVerificateur(base, motDePasse);
  return schemaUtilisateur.parse(JSON.parse(identite));
};
/** Un disque plein n’empêche pas d’ouvrir : l’ancien vérificateur vaut encore. */
const remplacerVerificateur = async (base: BaseEcriture, motDePasse: string): Promise<void> => {
  const verificateur = await faireVerificateur(motDePasse);
  try { ecrireReglage(base, 'verificateur', verificateur); } catch (erreur) { console.error('Vérificateur :', erreur); }
};
