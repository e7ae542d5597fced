import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { verrouillerEcriture } from '../base/base.ts';
import type { GenreCode } from '../base/schemaComptes.ts';
import type { Schema } from '../base/schema.ts';
import type { CompteConnecte, ContexteService } from '../contexte.ts';
import { demanderCodePourAdresse, demanderCourriel } from '../courriel/demande.ts';
import { ErreurService } from '../erreurs.ts';
import type { Acces } from './acces.ts';
import { journaliserCompte, lireAcces } from './acces.ts';
import { consommerCodeUnique, rendreEssaiDuCode, verifierCodeUnique } from './codes.ts';
import type { Gardes } from './gardes.ts';
import { hacherMotDePasse, verifierMotDePasse } from './motsDePasse.ts';
import { exigerSolide } from './politique.ts';
import { fermerSessions } from './fermeture.ts';
import { marquerUtilisateur } from './utilisateurs.ts';

const codeInvalide = (): ErreurService => new ErreurService(403, 'code.invalide', 'Ce code ne convient pas, ou n’est plus valable. Vérifier l’adresse et le code du dernier courriel reçu ; sinon, demander un nouveau code.', { champ: 'code' });
const inchange = (champ: string): ErreurService => new ErreurService(400, 'champ.motDePasse', 'C’est le mot de passe actuel : en choisir un autre.', { champ });

export interface MotDePasse {
  /** Inscrit la demande, sans dire ni chercher si l’adresse est connue. Au-delà de la limite, ne fait rien. */
  demanderReinitialisation(email: string, adresse: string): Promise<void>;
  /**
   * Active un compte invité ou change le mot de passe d’un compte actif, par le code reçu. Ferme les sessions, débloque. Refus : `code.invalide` (403, aussi pour une adresse
   * inconnue), `champ.motDePasse` (400, seulement à qui a le bon code ; l’essai n’est pas compté), `session.bloque` (429, par adresse réseau).
   */
  activer(email: string, code: string, motDePasse: string, adresse: string): Promise<void>;
  /** Refus : `motDePasse.actuel` (403), `motDePasse.absent` (403, compte d’agent), `champ.motDePasse` (400), `session.bloque` (429). */
  changer(compte: CompteConnecte, actuel: string, nouveau: string, adresse: string): Promise<void>;
  /** Redemande le mot de passe avant un geste sensible. Un compte sans mot de passe (agent) passe. Refus : `motDePasse.actuel` (403), `session.bloque` (429). */
  confirmer(id: string, motDePasse: string | undefined, adresse: string): Promise<Acces>;
}

export const creerMotDePasse = (contexte: ContexteService, gardes: Gardes): MotDePasse => {
  const { base, horloge } = contexte;
  // de quoi chercher un code en vain : une adresse inconnue fait les mêmes requêtes qu’une adresse connue
  const PERSONNE = randomUUID();

  const ranger = async (trx: Transaction<Schema>, id: string, empreinte: string): Promise<void> => {
    await trx.updateTable('acces').set({ motDePasse: empreinte, motDePasseLe: horloge(), essaisRates: 0, bloqueJusqua: null }).where('utilisateurId', '=', id).execute();
  };
  const confirmer: MotDePasse['confirmer'] = async (id, motDePasse, adresse) => {
    await gardes.verifierAdresse(adresse);
    const acces = await lireAcces(base.db, { id });
    if (acces === undefined) throw new ErreurService(401, 'session.expiree', 'La session n’est plus valide : se reconnecter.');
    if (acces.motDePasse === null) return acces;
    const essai = await gardes.prendreUnEssai(acces, adresse);
    if (motDePasse === undefined || !await verifierMotDePasse(acces.motDePasse, motDePasse)) {
      await gardes.constaterEchec(acces, essai, adresse, false);
      throw new ErreurService(403, 'motDePasse.actuel', 'Le mot de passe actuel est inexact.', { champ: 'motDePasse' });
    }
    await gardes.rendreUnEssai(id);
    return acces;
  };

  return {
    demanderReinitialisation: async (email, adresse) => {
      if (await gardes.admettreDemande(email, adresse)) await demanderCodePourAdresse(base.db, email, horloge());
    },
    activer: async (email, code, motDePasse, adresse) => {
      await gardes.verifierAdresse(adresse);
      const acces = await lireAcces(base.db, { email });
      const genre: GenreCode | undefined = acces?.statut === 'invite' ? 'invitation' : acces?.statut === 'actif' ? 'reinitialisation' : undefined;
      const juste = await verifierCodeUnique(base.db, contexte, acces?.id ?? PERSONNE, genre ?? 'reinitialisation', code);
      if (acces === undefined || genre === undefined || !juste) {
        await gardes.compterEchec(adresse);
        throw codeInvalide();
      }
      try {
        await exigerSolide(motDePasse, acces);
        if (acces.motDePasse !== null && await verifierMotDePasse(acces.motDePasse, motDePasse)) throw inchange('motDePasse');
      } catch (erreur) {
        await rendreEssaiDuCode(base.db, acces.id, genre);
        throw erreur;
      }
      const empreinte = await hacherMotDePasse(motDePasse, contexte.argon2);
      await base.db.transaction().execute(async (trx) => {
        await verrouillerEcriture(trx);
        const relu = await lireAcces(trx, { id: acces.id });
        if (relu?.statut !== acces.statut || !await consommerCodeUnique(trx, contexte, acces.id, genre, code)) throw codeInvalide();
        await ranger(trx, acces.id, empreinte);
        if (genre === 'invitation') await marquerUtilisateur(base, trx, acces.id, { statut: 'actif' }, horloge());
        await journaliserCompte(trx, relu, genre === 'invitation' ? 'compte.active' : 'motDePasse.change', horloge());
        if (await fermerSessions(trx, contexte, acces.id, 'mot_de_passe') > 0) await journaliserCompte(trx, relu, 'session.revoquee', horloge());
        if (genre === 'reinitialisation') await demanderCourriel(trx, { genre: 'mot_de_passe_change', utilisateurId: acces.id }, horloge());
      });
    },
    changer: async (compte, actuel, nouveau, adresse) => {
      const { id } = compte.utilisateur;
      const acces = await confirmer(id, actuel, adresse).catch((erreur: unknown) => {
        throw erreur instanceof ErreurService && erreur.code === 'motDePasse.actuel' ? new ErreurService(403, erreur.code, erreur.message, { champ: 'actuel' }) : erreur;
      });
      if (acces.motDePasse === null) throw new ErreurService(403, 'motDePasse.absent', 'Ce compte n’a pas de mot de passe : en demander un par « Mot de passe oublié ».');
      if (nouveau === actuel) throw inchange('nouveau');
      await exigerSolide(nouveau, acces, 'nouveau');
      const empreinte = await hacherMotDePasse(nouveau, contexte.argon2);
      await base.db.transaction().execute(async (trx) => {
        await verrouillerEcriture(trx);
        // changé d’ailleurs pendant ce temps : ce mot de passe-ci n’est plus l’actuel
        const { numUpdatedRows } = await trx.updateTable('acces').set({ motDePasse: empreinte, motDePasseLe: horloge() }).where('utilisateurId', '=', id).where('motDePasse', '=', acces.motDePasse).executeTakeFirst();
        if (Number(numUpdatedRows) !== 1) throw new ErreurService(403, 'motDePasse.actuel', 'Le mot de passe actuel est inexact.', { champ: 'actuel' });
        await trx.deleteFrom('code_unique').where('utilisateurId', '=', id).execute();
        await journaliserCompte(trx, acces, 'motDePasse.change', horloge());
        if (await fermerSessions(trx, contexte, id, 'mot_de_passe', compte.famille) > 0) await journaliserCompte(trx, acces, 'session.revoquee', horloge());
        await demanderCourriel(trx, { genre: 'mot_de_passe_change', utilisateurId: id }, horloge());
      });
    },
    confirmer,
  };
};
