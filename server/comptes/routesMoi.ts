import { z } from 'zod';
import {
  CHEMINS_COMPTES, DUREE_DEFI, schemaActivation, schemaChangementMotDePasse, schemaCodesDeSecours, schemaDefiEnrolement, schemaDemandeEnrolement, schemaDemandeReinitialisation, schemaEtatSecondFacteur, schemaNouveauxCodes, schemaReponseAuDefi,
  schemaRetraitSecondFacteur,
} from '../../contract/comptes.ts';
import { verrouillerEcriture } from '../base/base.ts';
import type { CompteConnecte, ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte } from '../contexte.ts';
import { demanderCourriel } from '../courriel/demande.ts';
import { ErreurService } from '../erreurs.ts';
import type { Acces } from './acces.ts';
import { journaliserCompte, lireAcces } from './acces.ts';
import type { Gardes } from './gardes.ts';
import { creerMotDePasse } from './motDePasse.ts';
import { CORPS_MAXIMAL, erreurs } from './outilsRoutes.ts';
import { aSecondFacteur, codesRestants, consommerCode, estObligatoire, poserSecondFacteur, renouvelerCodesDeSecours, retirerSecondFacteur, tirerSecret } from './secondFacteur.ts';
import { consommer, desceller, sceller } from './secrets.ts';

/** `famille` : le défi ne sert qu’à la session qui l’a demandé. */
const schemaDefiAjout = z.object({ id: z.string(), famille: z.string(), secret: z.string() });

/** Routes du compte de la personne : mot de passe, activation, second facteur. */
export const routesMoi = (serveur: Serveur, contexte: ContexteService, gardes: Gardes): void => {
  const { base, cle, horloge } = contexte;
  const motsDePasse = creerMotDePasse(contexte, gardes);
  const onRequest = authentifier(contexte);
  const tags = ['Compte'];
  const security = [{ jeton: [] }];
  const bodyLimit = CORPS_MAXIMAL;

  const lireMien = async ({ utilisateur }: CompteConnecte): Promise<Acces> => {
    const acces = await lireAcces(base.db, { id: utilisateur.id });
    if (acces === undefined) throw new ErreurService(401, 'session.expiree', 'La session n’est plus valide : se reconnecter.');
    return acces;
  };
  /** Joue une étape qui demande un code, sous le même frein que la connexion. */
  const avecCode = async <T>(acces: Acces, adresse: string, etape: () => Promise<T>): Promise<T> => {
    await gardes.verifierAdresse(adresse);
    const essai = await gardes.prendreUnEssai(acces, adresse);
    try {
      const fait = await etape();
      await gardes.rendreUnEssai(acces.id);
      return fait;
    } catch (erreur) {
      if (erreur instanceof ErreurService && erreur.code === 'secondFacteur.code') await gardes.constaterEchec(acces, essai, adresse, true);
      else await gardes.rendreUnEssai(acces.id);
      throw erreur;
    }
  };

  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.reinitialisation, bodyLimit,
    schema: { tags, summary: 'Demander un code par courriel', description: 'Répond 204 dans tous les cas : rien ne dit si l’adresse est connue. Trois demandes par heure et par adresse.', body: schemaDemandeReinitialisation, response: { 204: z.null(), ...erreurs(400) } },
    handler: async ({ body, ip }, reponse) => {
      await motsDePasse.demanderReinitialisation(body.email, ip);
      return reponse.code(204).send(null);
    },
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.activation, bodyLimit,
    schema: { tags, summary: 'Choisir un mot de passe par un code reçu', description: 'Première connexion ou oubli. Ferme les sessions du compte et le débloque ; se connecter ensuite.', body: schemaActivation, response: { 204: z.null(), ...erreurs(400, 403, 429) } },
    handler: async ({ body, ip }, reponse) => {
      await motsDePasse.activer(body.email, body.code, body.motDePasse, ip);
      return reponse.code(204).send(null);
    },
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.monMotDePasse, bodyLimit, onRequest,
    schema: { tags, summary: 'Changer mon mot de passe', description: 'Ferme les autres sessions du compte.', security, body: schemaChangementMotDePasse, response: { 204: z.null(), ...erreurs(400, 401, 403, 429) } },
    handler: async (requete, reponse) => {
      await motsDePasse.changer(exigerCompte(requete), requete.body.actuel, requete.body.nouveau, requete.ip);
      return reponse.code(204).send(null);
    },
  });
  serveur.route({
    method: 'GET', url: CHEMINS_COMPTES.monSecondFacteur, onRequest,
    schema: { tags, summary: 'État de mon second facteur', security, response: { 200: schemaEtatSecondFacteur, ...erreurs(401) } },
    handler: async (requete) => {
      const { utilisateur, acteur } = exigerCompte(requete);
      return { actif: await aSecondFacteur(base.db, utilisateur.id), obligatoire: estObligatoire(contexte, acteur.profil), codesDeSecoursRestants: await codesRestants(base.db, utilisateur.id) };
    },
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.monSecondFacteur, bodyLimit, onRequest,
    schema: { tags, summary: 'Commencer à poser un second facteur', security, body: schemaDemandeEnrolement, response: { 200: schemaDefiEnrolement, ...erreurs(400, 401, 403, 409, 429) } },
    handler: async (requete) => {
      const { utilisateur, famille } = exigerCompte(requete);
      const acces = await motsDePasse.confirmer(utilisateur.id, requete.body.motDePasse, requete.ip);
      if (await aSecondFacteur(base.db, acces.id)) throw new ErreurService(409, 'secondFacteur.deja', 'Ce compte a déjà un second facteur : le retirer avant d’en poser un autre.');
      const { secret, uri } = tirerSecret(acces.email);
      return { etape: 'enrolement' as const, defi: sceller(cle, 'defi_ajout', { id: acces.id, famille, secret }, new Date(horloge().getTime() + DUREE_DEFI * 1000)), secret, uri };
    },
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.monSecondFacteurConfirmation, bodyLimit, onRequest,
    schema: { tags, summary: 'Confirmer mon second facteur par un premier code', security, body: schemaReponseAuDefi, response: { 200: schemaCodesDeSecours, ...erreurs(400, 401, 403, 409, 429) } },
    handler: async (requete) => {
      const compte = exigerCompte(requete);
      const { defi, code } = requete.body;
      const perime = (): ErreurService => new ErreurService(403, 'secondFacteur.defi', 'Cette étape n’est plus valable : recommencer.');
      const contenu = desceller(cle, 'defi_ajout', defi, schemaDefiAjout, horloge());
      if (contenu === undefined || contenu.id !== compte.utilisateur.id || contenu.famille !== compte.famille) throw perime();
      const acces = await lireMien(compte);
      const codesDeSecours = await avecCode(acces, requete.ip, () => base.db.transaction().execute(async (trx) => {
        await verrouillerEcriture(trx);
        if (!await consommer(trx, defi, horloge(), DUREE_DEFI)) throw perime();
        const codes = await poserSecondFacteur(trx, contexte, acces.id, contenu.secret, code);
        await journaliserCompte(trx, acces, 'secondFacteur.active', horloge());
        return codes;
      }));
      return { codesDeSecours };
    },
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.monSecondFacteurRetrait, bodyLimit, onRequest,
    schema: { tags, summary: 'Retirer mon second facteur', security, body: schemaRetraitSecondFacteur, response: { 204: z.null(), ...erreurs(400, 401, 403, 429, 503) } },
    handler: async (requete, reponse) => {
      const { utilisateur, acteur } = exigerCompte(requete);
      if (estObligatoire(contexte, acteur.profil)) throw new ErreurService(403, 'secondFacteur.obligatoire', 'Le second facteur est obligatoire pour ce profil.');
      const acces = await motsDePasse.confirmer(utilisateur.id, requete.body.motDePasse, requete.ip);
      await avecCode(acces, requete.ip, () => base.db.transaction().execute(async (trx) => {
        await verrouillerEcriture(trx);
        await consommerCode(trx, contexte, acces.id, requete.body.code);
        await retirerSecondFacteur(trx, contexte, acces.id);
        await journaliserCompte(trx, acces, 'secondFacteur.retire', horloge());
        await demanderCourriel(trx, { genre: 'second_facteur_retire', utilisateurId: acces.id }, horloge());
      }));
      return reponse.code(204).send(null);
    },
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.mesCodesDeSecours, bodyLimit, onRequest,
    schema: { tags, summary: 'Refaire mes codes de secours', description: 'Les anciens ne servent plus. Demande un code d’application.', security, body: schemaNouveauxCodes, response: { 200: schemaCodesDeSecours, ...erreurs(400, 401, 403, 429, 503) } },
    handler: async (requete) => {
      const acces = await lireMien(exigerCompte(requete));
      const codesDeSecours = await avecCode(acces, requete.ip, () => base.db.transaction().execute(async (trx) => {
        await verrouillerEcriture(trx);
        await consommerCode(trx, contexte, acces.id, requete.body.code, 'application');
        return renouvelerCodesDeSecours(trx, contexte, acces.id);
      }));
      return { codesDeSecours };
    },
  });
};
