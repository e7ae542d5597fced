import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CHEMINS_COMPTES, schemaCheminSession, schemaDebutAgent, schemaDebutAgentRecu, schemaFinAgent, schemaFournisseurAgents, schemaReponseAuDefi, schemaReponseConnexion, schemaSessionEnrolee, schemaSessionsOuvertes } from '../../contract/comptes.ts';
import { CHEMINS, PROTOCOLE, schemaDemandeSession, schemaRafraichir, schemaSession } from '../../contract/service.ts';
import type { CompteConnecte, ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { creerAgents } from './agents.ts';
import type { Auteur } from './acces.ts';
import type { Provenance } from './connexion.ts';
import { creerConnexion } from './connexion.ts';
import { creerGardes } from './gardes.ts';
import { CORPS_MAXIMAL, erreurs } from './outilsRoutes.ts';
import { routesMoi } from './routesMoi.ts';
import { creerSessions } from './sessions.ts';

const auteurDe = ({ acteur }: CompteConnecte): Auteur => ({ id: acteur.utilisateurId, nom: acteur.nom, profil: acteur.profil });

const provenance = (requete: FastifyRequest, poste: string | undefined): Provenance => ({ adresse: requete.ip, poste, ancien: Number(requete.headers['x-siao-protocole'] ?? PROTOCOLE) < 2 });

/** Routes de session : ouvrir, second facteur, fournisseur d’identité, rafraîchir, fermer, lister ; puis celles du compte de la personne (`routesMoi.ts`). */
export const routesSession = (serveur: Serveur, contexte: ContexteService): void => {
  const gardes = creerGardes(contexte);
  const sessions = creerSessions(contexte);
  const connexion = creerConnexion(contexte, gardes, sessions);
  const agents = creerAgents(contexte, gardes, connexion);
  const onRequest = authentifier(contexte);
  const tags = ['Session'];
  const security = [{ jeton: [] }];
  serveur.route({
    method: 'POST', url: CHEMINS.session, bodyLimit: CORPS_MAXIMAL,
    schema: {
      tags, summary: 'Ouvrir une session', body: schemaDemandeSession, response: { 200: schemaReponseConnexion, ...erreurs(400, 401, 403, 426, 429) },
      description: 'Rend un jeton d’accès court et un jeton de rafraîchissement à usage unique ; ou un défi (`etape`), quand le compte a ou doit poser un second facteur.',
    },
    handler: (requete) => connexion.parMotDePasse(requete.body.email, requete.body.motDePasse, provenance(requete, requete.body.poste)),
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.secondFacteur, bodyLimit: CORPS_MAXIMAL,
    schema: { tags, summary: 'Répondre au second facteur', description: 'Code d’application ou de secours. Un défi sert une fois, dans les cinq minutes ; un code faux compte comme un mot de passe faux.', body: schemaReponseAuDefi, response: { 200: schemaSession, ...erreurs(400, 401, 403, 429, 503) } },
    handler: ({ body, ip }) => connexion.repondreCode(body.defi, body.code, ip),
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.enrolement, bodyLimit: CORPS_MAXIMAL,
    schema: { tags, summary: 'Poser le second facteur à la connexion', description: 'Confirme le secret du défi par un premier code. Rend la session et dix codes de secours, montrés une seule fois.', body: schemaReponseAuDefi, response: { 200: schemaSessionEnrolee, ...erreurs(400, 401, 403, 429) } },
    handler: ({ body, ip }) => connexion.repondreEnrolement(body.defi, body.code, ip),
  });
  serveur.route({
    method: 'GET', url: CHEMINS_COMPTES.agent,
    schema: { tags, summary: 'Fournisseur d’identité des agents', response: { 200: schemaFournisseurAgents } },
    handler: async () => ({ disponible: contexte.agents !== undefined, libelle: contexte.agents?.libelle ?? null }),
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.agentDebut, bodyLimit: CORPS_MAXIMAL,
    schema: { tags, summary: 'Commencer une connexion d’agent', description: 'OpenID Connect, code d’autorisation avec PKCE. Le vérificateur reste sur le poste ; l’échange se fait au service.', body: schemaDebutAgent, response: { 200: schemaDebutAgentRecu, ...erreurs(400, 404, 429, 503) } },
    handler: ({ body, ip }) => agents.debuter(body.redirection, body.defiPkce, ip),
  });
  serveur.route({
    method: 'POST', url: CHEMINS_COMPTES.agentFin, bodyLimit: CORPS_MAXIMAL,
    schema: { tags, summary: 'Finir une connexion d’agent', body: schemaFinAgent, response: { 200: schemaReponseConnexion, ...erreurs(400, 401, 403, 404, 426, 429, 503) } },
    handler: (requete) => agents.finir(requete.body, provenance(requete, requete.body.poste)),
  });
  serveur.route({
    method: 'POST', url: CHEMINS.rafraichir, bodyLimit: CORPS_MAXIMAL,
    schema: { tags, summary: 'Rafraîchir une session', description: 'Le même jeton rendu dans les 60 secondes donne de nouveaux jetons, tant qu’aucun de ceux qui en sont issus n’a servi. Autrement un jeton déjà servi révoque la session.', body: schemaRafraichir, response: { 200: schemaSession, ...erreurs(400, 401, 429) } },
    handler: async ({ body, ip }) => {
      await gardes.verifierRafraichissement(ip);
      return sessions.rafraichir(body.jetonRafraichissement).catch(async (erreur: unknown) => {
        if (erreur instanceof ErreurService) await gardes.compterRafraichissementRefuse(ip);
        throw erreur;
      });
    },
  });
  serveur.route({
    method: 'DELETE', url: CHEMINS.session, onRequest,
    schema: { tags, summary: 'Fermer la session', security, response: { 204: z.null(), ...erreurs(401) } },
    handler: async (requete, reponse) => {
      await sessions.fermer(exigerCompte(requete).famille);
      return reponse.code(204).send(null);
    },
  });
  serveur.route({
    method: 'GET', url: CHEMINS_COMPTES.sessions, onRequest,
    schema: { tags, summary: 'Lister mes sessions', security, response: { 200: schemaSessionsOuvertes, ...erreurs(401) } },
    handler: async (requete) => {
      const { utilisateur, famille } = exigerCompte(requete);
      return { sessions: await sessions.lister(utilisateur.id, famille) };
    },
  });
  serveur.route({
    method: 'DELETE', url: CHEMINS_COMPTES.sessions, onRequest,
    schema: { tags, summary: 'Fermer mes autres sessions', security, response: { 204: z.null(), ...erreurs(401) } },
    handler: async (requete, reponse) => {
      const compte = exigerCompte(requete);
      await sessions.revoquerAutres(auteurDe(compte), compte.famille);
      return reponse.code(204).send(null);
    },
  });
  serveur.route({
    method: 'DELETE', url: CHEMINS_COMPTES.uneSession, onRequest,
    schema: { tags, summary: 'Fermer une de mes sessions', security, params: schemaCheminSession, response: { 204: z.null(), ...erreurs(400, 401, 404) } },
    handler: async (requete, reponse) => {
      await sessions.revoquer(auteurDe(exigerCompte(requete)), requete.params.famille);
      return reponse.code(204).send(null);
    },
  });
  routesMoi(serveur, contexte, gardes);
};
