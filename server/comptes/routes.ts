import { z } from 'zod';
import { CHEMINS, schemaDemandeSession, schemaErreur, schemaRafraichir, schemaSession } from '../../contract/service.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte } from '../contexte.ts';
import { creerSessions } from './sessions.ts';

/** Routes de session : ouvrir, rafraîchir, fermer. */
export const routesSession = (serveur: Serveur, contexte: ContexteService): void => {
  const sessions = creerSessions(contexte);
  serveur.route({
    method: 'POST', url: CHEMINS.session, bodyLimit: 16_384,
    schema: { tags: ['Session'], summary: 'Ouvrir une session', description: 'Rend un jeton d’accès court et un jeton de rafraîchissement à usage unique.', body: schemaDemandeSession, response: { 200: schemaSession, 400: schemaErreur, 401: schemaErreur, 403: schemaErreur, 429: schemaErreur } },
    handler: ({ body, ip }) => sessions.ouvrir(body.email, body.motDePasse, ip),
  });
  serveur.route({
    method: 'POST', url: CHEMINS.rafraichir, bodyLimit: 16_384,
    schema: { tags: ['Session'], summary: 'Rafraîchir une session', description: 'Le même jeton rendu dans les 60 secondes donne de nouveaux jetons, tant qu’aucun de ceux qui en sont issus n’a servi. Autrement un jeton déjà servi révoque la session.', body: schemaRafraichir, response: { 200: schemaSession, 400: schemaErreur, 401: schemaErreur } },
    handler: ({ body }) => sessions.rafraichir(body.jetonRafraichissement),
  });
  serveur.route({
    method: 'DELETE', url: CHEMINS.session, preHandler: authentifier(contexte),
    schema: { tags: ['Session'], summary: 'Fermer la session', security: [{ jeton: [] }], response: { 204: z.null(), 401: schemaErreur } },
    handler: async (requete, reponse) => {
      await sessions.fermer(exigerCompte(requete).famille);
      return reponse.code(204).send(null);
    },
  });
};
