import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { enMessage } from './message.ts';

/** Un courriel en texte simple. `corps` : des lignes séparées par `\n`. */
export interface Courriel { readonly adresse: string; readonly nom: string; readonly objet: string; readonly corps: string; readonly date: Date }

/** Ce qui porte les courriels. Une erreur (`ErreurCourriel` ou autre) fait recommencer plus tard. */
export interface Facteur { envoyer(courriel: Courriel): Promise<void> }

/** Expéditeur par défaut ; le domaine `.example` ne reçoit rien. */
export const EXPEDITEUR = { nom: 'SIAO Offre', adresse: 'ne-pas-repondre@siao.example' } as const;
export interface OptionsFacteur { readonly dossier: string; readonly expediteur?: { readonly nom: string; readonly adresse: string } }

/**
 * Dépose chaque courriel dans un dossier, en un fichier `.eml` (RFC 5322), à prendre par le relais de messagerie de l’hébergeur. Le fichier n’apparaît sous son nom
 * qu’une fois entier et assuré sur le disque. Il contient un code : le dossier n’est lisible que du compte du service.
 */
export const creerFacteurDossier = async ({ dossier, expediteur = EXPEDITEUR }: OptionsFacteur): Promise<Facteur> => {
  await mkdir(dossier, { recursive: true, mode: 0o700 });
  return {
    envoyer: async (courriel) => {
      const identifiant = randomUUID();
      const message = enMessage(courriel, expediteur, identifiant);
      const nom = `${courriel.date.toISOString().replace(/\D/gu, '').slice(0, 14)}-${identifiant}`;
      const provisoire = join(dossier, `.${nom}.tmp`);
      try {
        const fichier = await open(provisoire, 'wx', 0o600);
        try {
          await fichier.writeFile(message);
          await fichier.sync();
        } finally {
          await fichier.close();
        }
        await rename(provisoire, join(dossier, `${nom}.eml`));
      } catch (erreur) {
        await rm(provisoire, { force: true });
        throw erreur;
      }
    },
  };
};
