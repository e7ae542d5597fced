import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Atelier, Fait } from '../../contract/methodesReprise.ts';
import type { Profil } from '../../domain/profils.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import type { Bureau } from './bureau.ts';
import { aJour, ouvrirBureau } from './bureau.ts';
import type { ServiceEssai } from './service.ts';
import { MOT_DE_PASSE } from './service.ts';

/** Un mandat donné par ces essais court encore trente jours. */
export const FIN_MANDAT = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

/** Des postes connectés et à jour, chacun dans son dossier. `url` : là où ce poste joint le service, à travers un câble par exemple. */
export const tenirPostes = (service: () => ServiceEssai) => {
  const ouverts: { readonly bureau: Bureau; readonly dossier: string }[] = [];
  return {
    ouvrir: async (profil: Profil, { dossier = mkdtempSync(join(tmpdir(), 'siao-atelier-')), url = service().url }: { readonly dossier?: string; readonly url?: string } = {}): Promise<Bureau> => {
      const bureau = ouvrirBureau(dossier, url);
      ouverts.push({ bureau, dossier });
      await bureau.client.appeler('session.ouvrir', { email: service().emails[profil], motDePasse: MOT_DE_PASSE });
      await bureau.attendre(aJour, 'chargement');
      return bureau;
    },
    /** Ferme un poste avant la fin ; son dossier reste, pour le rouvrir. */
    quitter: async (bureau: Bureau): Promise<void> => {
      ouverts.splice(ouverts.findIndex((ouvert) => ouvert.bureau === bureau), 1);
      await bureau.fermer();
    },
    fermer: async (): Promise<void> => { for (const { bureau, dossier } of ouverts.splice(0)) { await bureau.fermer(); rmSync(dossier, { recursive: true, force: true }); } },
  };
};
export const rafraichir = async (bureau: Bureau): Promise<void> => { await bureau.client.appeler('sync.maintenant', {}); await bureau.attendre(aJour, 'à jour'); };

/** L’identifiant du compte d’essai d’un profil. */
export const idDuCompte = async ({ base, emails }: ServiceEssai, profil: Profil): Promise<string> => (await base.db.selectFrom('utilisateur').select('id').where('email', '=', emails[profil]).executeTakeFirstOrThrow()).id;
/** Le poste de l’administrateur national donne à ces comptes le mandat du Nord, et l’envoie. */
export const mandater = async (national: Bureau, service: ServiceEssai, ...profils: readonly Profil[]): Promise<void> => {
  for (const profil of profils) expect(await national.client.appeler('reprise.mandater', { utilisateurId: await idDuCompte(service, profil), departements: ['59'], fin: FIN_MANDAT })).toEqual({ refus: null });
  await national.attendre(aJour, 'mandat');
};

/** Le dossier d’un geste qui doit réussir. */
export const reussi = (fait: Fait): Atelier => { if (fait.refus !== null) throw new Error(fait.refus.message); return fait.atelier; };
/** Pose un fichier du Nord qui doit se lire ; rend son dossier. `remplace` : celui dont il est une version plus récente. */
export const poserFichier = async (bureau: Bureau, genre: GenreFichier, octets: Uint8Array, { nom = `${genre}.xlsx`, remplace = null }: { readonly nom?: string; readonly remplace?: string | null } = {}): Promise<string> => {
  const pose = await bureau.client.appeler('reprise.poser', { genre, departement: '59', nom, octets, remplace });
  if (pose.refus !== null) throw new Error(pose.refus.message);
  return pose.id;
};
