import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Issue } from '../../contract/service.ts';
import { CHEMINS, CLIENTS_SUIVIS, PROTOCOLE, schemaEnvoi, schemaErreur, schemaReponseEnvoi } from '../../contract/service.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte, lireVersionClient } from '../contexte.ts';
import { lireAttendues, traiterMutation, verifierClients } from './envoi.ts';
import type { Diffusion } from './evenements.ts';
import { CURSEUR_MAXIMAL } from './curseur.ts';
import { LIMITE_DEFAUT, LIMITE_MAXIMALE, tirer } from './tirage.ts';

const CORPS_MAXIMAL = 16 * 1024 * 1024;
const schemaTirage = z.object({
  curseur: z.string().max(CURSEUR_MAXIMAL).default('').describe('Rendu par la page précédente ; vide pour un premier chargement.'),
  clientId: z.union([z.uuid().transform((seul) => [seul]), z.array(z.uuid()).min(1).max(CLIENTS_SUIVIS)])
    .describe(`Identifiant du poste, fait par lui ; se répète (${CLIENTS_SUIVIS} au plus) pour un poste qui en suit plusieurs.`),
  limite: z.coerce.number().int().min(1).max(LIMITE_MAXIMALE).default(LIMITE_DEFAUT).describe('Lignes par page.'),
});

/** Routes de synchronisation : envoi des commandes, tirage des changements, événements. */
export const routesSynchronisation = (serveur: Serveur, contexte: ContexteService, diffusion: Diffusion): void => {
  const onRequest = authentifier(contexte);
  const security = [{ jeton: [] }];
  serveur.route({
    method: 'POST', url: CHEMINS.commandes, onRequest, bodyLimit: CORPS_MAXIMAL,
    schema: {
      tags: ['Synchronisation'], summary: 'Envoyer des commandes', security, body: schemaEnvoi, response: { 200: schemaReponseEnvoi, 400: schemaErreur, 401: schemaErreur, 403: schemaErreur, 413: schemaErreur },
      description: 'Une transaction par mutation, dans l’ordre. Une mutation déjà vue rend l’issue rangée. Une issue « trou » ou « suspendue » arrête le lot : les issues sont alors celles du début. '
        + 'Un envoi sans mutation demande seulement les numéros attendus de `clients`. Après une erreur 500, renvoyer tout le lot : ce qui a été appliqué ne l’est pas deux fois.',
    },
    handler: async (requete) => {
      const compte = exigerCompte(requete);
      const { mutations, catalogue, clients } = requete.body;
      await verifierClients(contexte.base.db, compte, [...new Set([...mutations.map(({ clientId }) => clientId), ...clients])]);
      const poste = { catalogue, versionClient: lireVersionClient(requete.headers['x-siao-client']) };
      const issues: Issue[] = [];
      for (const mutation of mutations) {
        const issue = await traiterMutation(contexte, compte.utilisateur.id, mutation, poste);
        issues.push(issue);
        contexte.compterIssue?.(issue.issue);
        // la suite s’appuie peut-être sur ce qui n’a pas été jugé
        if (issue.issue === 'trou' || issue.issue === 'suspendue') break;
      }
      return { issues, attendues: await lireAttendues(contexte, compte.utilisateur.id, clients) };
    },
  });
  serveur.route({
    method: 'GET', url: CHEMINS.changements, onRequest,
    schema: {
      tags: ['Synchronisation'], summary: 'Tirer les changements', security, querystring: schemaTirage, response: { 200: z.unknown().describe('Lignes NDJSON (`application/x-ndjson`).'), 400: schemaErreur, 401: schemaErreur, 403: schemaErreur },
      description: 'NDJSON : une ligne `schemaLigneChangement` par changement, `fin` toujours en dernier. Seules les lignes du périmètre du compte sont livrées.',
    },
    handler: async (requete, reponse) => {
      const { curseur, clientId, limite } = requete.query;
      const lignes = await tirer(contexte, exigerCompte(requete), { curseur, clientIds: [...new Set(clientId)], limite, protocole: protocoleDe(requete.headers['x-siao-protocole']) });
      return reponse.type('application/x-ndjson; charset=utf-8').header('cache-control', 'no-store').send(Readable.from(paquets(lignes)));
    },
  });
  serveur.route({
    method: 'GET', url: CHEMINS.evenements, onRequest,
    schema: {
      tags: ['Synchronisation'], summary: 'Suivre les événements', security, response: { 200: z.unknown().describe('Flux `text/event-stream`.'), 401: schemaErreur, 429: schemaErreur },
      description: 'SSE : `changement` (tirer), `session` (droits changés : se réauthentifier). Aucune donnée métier. Se ferme à l’expiration du jeton.',
    },
    handler: async (requete, reponse) => {
      const compte = exigerCompte(requete);
      diffusion.brancher(compte, reponse.raw);
      reponse.hijack();
      return reponse;
    },
  });
};

/** Le protocole annoncé (vérifié par le service) ; celui du moment quand rien ne l’annonce. */
const protocoleDe = (entete: string | readonly string[] | undefined): number => (typeof entete === 'string' ? Number(entete) : PROTOCOLE);

/** Regroupe les lignes en morceaux d’environ 64 Kio : la compression et la socket travaillent sur des blocs utiles. */
function* paquets(lignes: readonly string[]): Generator<string> {
  let morceau = '';
  for (const ligne of lignes) {
    morceau += `${ligne}\n`;
    if (morceau.length >= 65_536) { yield morceau; morceau = ''; }
  }
  if (morceau !== '') yield morceau;
}
