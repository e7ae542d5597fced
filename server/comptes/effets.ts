import type { Transaction } from 'kysely';
import type { Effet as EffetDeCommande } from '../../domain/commandes/commande.ts';
import type { Schema } from '../base/schema.ts';
import type { ContexteService } from '../contexte.ts';
import { demanderCourriel } from '../courriel/demande.ts';
import type { Auteur, EvenementSecurite } from './acces.ts';
import { journaliserCompte, lireAcces } from './acces.ts';
import { retirerSecondFacteur } from './secondFacteur.ts';
import { fermerSessions } from './fermeture.ts';

/**
 * Ceux des commandes (domain), et `delier_identite` : oublier l’identité liée chez le fournisseur des agents (la personne a changé de service, la prochaine connexion
 * en liera une autre), sessions fermées. Inviter et réinitialiser remplacent le code d’avant ; le mot de passe actuel vaut jusqu’à ce que la personne en change ;
 * les codes envoyés à une ancienne adresse ne valent plus.
 */
export type Effet = EffetDeCommande | { readonly effet: 'delier_identite'; readonly utilisateurId: string };

/**
 * Joue des effets dans la transaction d’une commande, qui tient déjà le verrou d’écriture. Rien ne part avant sa validation.
 * `auteur` : qui a commandé ; sans lui, la ligne de journal de la commande suffit et aucune autre ne s’écrit. Un effet sans objet (rien à débloquer) ne fait rien.
 */
export const appliquerEffets = async (trx: Transaction<Schema>, contexte: Pick<ContexteService, 'base' | 'horloge'>, effets: readonly Effet[], auteur?: Auteur): Promise<void> => {
  const maintenant = contexte.horloge();
  const journaliser = async (utilisateurId: string, evenement: EvenementSecurite): Promise<void> => {
    const compte = auteur === undefined ? undefined : await lireAcces(trx, { id: utilisateurId });
    if (compte !== undefined) await journaliserCompte(trx, compte, evenement, maintenant, auteur);
  };
  const fermer = async (utilisateurId: string, motif: 'administrateur' | 'second_facteur'): Promise<void> => {
    if (await fermerSessions(trx, contexte, utilisateurId, motif) > 0) await journaliser(utilisateurId, 'session.revoquee');
  };
  for (const effet of effets) {
    const { utilisateurId } = effet;
    switch (effet.effet) {
      case 'inviter': await demanderCourriel(trx, { genre: 'invitation', utilisateurId }, maintenant); break;
      case 'reinitialiser': await demanderCourriel(trx, { genre: 'reinitialisation', utilisateurId }, maintenant); break;
      case 'retirer_second_facteur':
        if (!await retirerSecondFacteur(trx, contexte, utilisateurId)) break;
        await journaliser(utilisateurId, 'secondFacteur.retire');
        await fermer(utilisateurId, 'second_facteur');
        await demanderCourriel(trx, { genre: 'second_facteur_retire', utilisateurId }, maintenant);
        break;
      case 'debloquer': await trx.updateTable('acces').set({ essaisRates: 0, bloqueJusqua: null }).where('utilisateurId', '=', utilisateurId).execute(); break;
      case 'fermer_sessions': await fermer(utilisateurId, 'administrateur'); break;
      case 'delier_identite':
        await trx.deleteFrom('identite_externe').where('utilisateurId', '=', utilisateurId).execute();
        await fermer(utilisateurId, 'administrateur');
        break;
      case 'prevenir_ancienne_adresse':
        await trx.deleteFrom('code_unique').where('utilisateurId', '=', utilisateurId).execute();
        await demanderCourriel(trx, { genre: 'adresse_changee', utilisateurId, adresse: effet.adresse }, maintenant);
        break;
    }
  }
};
