import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import swagger from '@fastify/swagger';
import Fastify from 'fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { createJsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { CHEMINS, PROTOCOLE, PROTOCOLE_MINIMAL, TAILLE_ENVOI, schemaSante } from '../contract/service.ts';
import type { Catalogue } from '../domain/commandes/catalogue.ts';
import { CATALOGUE } from '../domain/commandes/catalogue.ts';
import { routesAgregats } from './agregats/routes.ts';
import type { Base } from './base/base.ts';
import { estRangeable } from './base/canonique.ts';
import type { OptionsAgents } from './comptes/agents.ts';
import { lireCle } from './comptes/jetons.ts';
import type { ParametresArgon2 } from './comptes/motsDePasse.ts';
import { ARGON2_OWASP } from './comptes/motsDePasse.ts';
import { routesSession } from './comptes/routes.ts';
import type { ContexteService, Serveur } from './contexte.ts';
import type { Expedition } from './courriel/expedition.ts';
import { creerExpedition, etatCourriels } from './courriel/expedition.ts';
import type { Facteur, OptionsFacteur } from './courriel/facteur.ts';
import { creerFacteurDossier } from './courriel/facteur.ts';
import { ErreurService } from './erreurs.ts';
import { ordonnerInstantanes } from './indicateurs/instantanes.ts';
import { routesInstantanes } from './indicateurs/routes.ts';
import { routesProgrammes } from './rapports/routes.ts';
import { routesJournal } from './journal/routes.ts';
import type { Mesures } from './mesures/mesures.ts';
import { creerMesures, servirMesures } from './mesures/mesures.ts';
import { routesPartenaires } from './partenaires/routes.ts';
import { routesPieces } from './pieces/routes.ts';
import { routesReprise } from './reprise/routes.ts';
import type { Diffusion } from './synchronisation/evenements.ts';
import { creerDiffusion } from './synchronisation/evenements.ts';
import { routesMesDonnees } from './rgpd/mesDonnees.ts';
import { routesSynchronisation } from './synchronisation/routes.ts';

export const VERSION_SERVICE = '0.1.0';

export interface OptionsService {
  readonly base: Base;
  /** Heure du service ; remplacée dans les tests seulement. */
  readonly horloge?: () => Date;
  readonly argon2?: ParametresArgon2;
  /** Commandes que ce service connaît ; celles du produit par défaut. */
  readonly catalogue?: Catalogue;
  /** Journal technique (pino), sans donnée personnelle. Éteint par défaut. */
  readonly journal?: boolean | { write(ligne: string): void };
  /** `obligatoire` par défaut : les profils de `SECOND_FACTEUR_OBLIGATOIRE` ne se connectent pas sans. `facultatif` : démonstration et essais. */
  readonly secondFacteur?: 'obligatoire' | 'facultatif';
  /** Dossier où déposer les courriels (`courriel/facteur.ts`), ou un autre facteur. Sans lui, les courriels attendent et `GET /sante` le dit. */
  readonly courriels?: string | OptionsFacteur | Facteur;
  /** Fournisseur d’identité des agents (`lireOptionsAgents`). */
  readonly agents?: OptionsAgents | undefined;
  /** Vrai : ce service fige les indicateurs chaque fin de mois (un seul le fait, quel que soit leur nombre). */
  readonly instantanes?: boolean;
  /** Vrai : ce service compte ce qu’il fait, à servir par `ecouterMesures`. Éteint par défaut. */
  readonly mesures?: boolean;
  /** Vrai derrière un répartiteur qui pose `X-Forwarded-For` ; faux, l’adresse est celle de la connexion. */
  readonly derriereUnMandataire?: boolean;
}
export interface Service {
  /** Rend l’adresse d’écoute (`http://127.0.0.1:4175`). `port` 0 : un port libre. */
  ecouter(ou: { readonly port: number; readonly hote?: string }): Promise<{ readonly url: string }>;
  /** Sert les mesures (OpenMetrics) sur un port à elles. Erreur sans l’option `mesures`. */
  ecouterMesures(ou: { readonly port: number; readonly hote?: string }): Promise<{ readonly url: string }>;
  /** Cesse d’accepter, termine les requêtes en cours, ferme les flux. La base reste à l’appelant. */
  fermer(): Promise<void>;
  /** Envoie tout de suite les courriels dus, et rend leur nombre ; le service le fait de lui-même toutes les deux secondes. */
  expedier(): Promise<number>;
  /** Pour les tests : envoyer une requête sans réseau. */
  readonly serveur: Serveur;
}

const corpsErreur = (code: string, message: string, champ?: string) => ({ erreur: { code, message, ...(champ === undefined ? {} : { champ }) } });

const MESSAGES_HTTP: Record<number, readonly [string, string]> = {
  400: ['requete', 'La requête est mal formée.'], 404: ['route', 'Cette adresse n’existe pas.'], 405: ['methode', 'Cette méthode n’est pas admise ici.'],
  413: ['taille', 'La requête est trop grosse.'], 415: ['type', 'Ce type de contenu n’est pas admis : envoyer du JSON.'], 431: ['entetes', 'Les en-têtes sont trop gros.'],
};

/** Premier défaut d’une validation, avec le nom du champ. */
const erreurDeValidation = ({ validation }: FastifyError): ReturnType<typeof corpsErreur> | undefined => {
  const defaut = validation?.[0];
  if (defaut === undefined) return undefined;
  const champ = defaut.instancePath.split('/').filter((pas) => pas !== '').join('.');
  return corpsErreur('arguments', defaut.message ?? 'Valeur refusée.', champ === '' ? undefined : champ);
};

const repondreErreur = (erreur: FastifyError | ErreurService, requete: FastifyRequest, reponse: FastifyReply): FastifyReply => {
  void reponse.header('cache-control', 'no-store');
  if (erreur instanceof ErreurService) {
    if (erreur.attendre !== undefined) void reponse.header('retry-after', String(erreur.attendre));
    if (erreur.statut === 401) void reponse.header('www-authenticate', 'Bearer');
    return reponse.code(erreur.statut).send(corpsErreur(erreur.code, erreur.message, erreur.champ));
  }
  const validation = erreurDeValidation(erreur);
  if (validation !== undefined) return reponse.code(400).send(validation);
  const statut = erreur.statusCode ?? 500;
  if (statut >= 400 && statut < 500) {
    const [code, message] = MESSAGES_HTTP[statut] ?? ['requete', 'La requête est refusée.'];
    return reponse.code(statut).send(corpsErreur(code, message));
  }
  // ni corps, ni adresse, ni en-tête dans le journal technique : la route et l’erreur suffisent
  requete.log.error({ route: requete.routeOptions.url, erreur: { nom: erreur.name, message: erreur.message, code: erreur.code, pile: erreur.stack } }, 'Erreur inattendue');
  return reponse.code(500).send(corpsErreur('interne', 'Le service a rencontré une erreur. Rien n’a été enregistré par cette requête, ou seulement ce qui précède la commande fautive.'));
};

const assembler = async (serveur: Serveur, contexte: ContexteService, genre: Base['genre'], diffusion: Diffusion, expedition: Expedition | undefined): Promise<void> => {
  serveur.setValidatorCompiler(validatorCompiler);
  serveur.setSerializerCompiler(serializerCompiler);
  serveur.decorateRequest('compte', null);
  serveur.setErrorHandler<FastifyError>(repondreErreur);
  serveur.setNotFoundHandler((_requete, reponse) => reponse.code(404).send(corpsErreur('route', 'Cette adresse n’existe pas.')));
  serveur.addHook('onSend', async (_requete, reponse) => {
    void reponse.headers({
      'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin', 'strict-transport-security': 'max-age=31536000',
    });
    if (!reponse.hasHeader('cache-control')) void reponse.header('cache-control', 'no-store');
  });
  serveur.addHook('onRequest', async (requete) => {
    const annonce = requete.headers['x-siao-protocole'];
    if (annonce === undefined || (/^\d{1,3}$/u.test(String(annonce)) && Number(annonce) >= PROTOCOLE_MINIMAL && Number(annonce) <= PROTOCOLE)) return;
    throw new ErreurService(426, 'protocole', `Ce poste parle une autre version du protocole (${String(annonce).slice(0, 10)}) que le service (${PROTOCOLE}) : mettre à jour.`);
  });
  // ce que PostgreSQL ne sait pas garder est refusé à l’entrée ; les commandes, elles, reçoivent un rejet définitif (sinon la file du poste se bloquerait)
  serveur.addHook('preValidation', async (requete) => {
    if (requete.routeOptions.url !== CHEMINS.commandes && !estRangeable([Buffer.isBuffer(requete.body) ? null : requete.body, requete.query])) throw new ErreurService(400, 'arguments', 'Un texte contient un caractère que le service ne peut pas garder.');
  });
  await serveur.register(compress, {
    global: true, threshold: 1_024, encodings: ['br', 'gzip'], customTypes: /^(?:application\/(?:x-ndjson|json)|text\/plain)/u,
    // à ce niveau, brotli va aussi vite que gzip et comprime mieux
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }, zlibOptions: { level: 5 },
  });
  await serveur.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'SIAO Offre', version: VERSION_SERVICE, description: 'Synchronisation de l’offre d’hébergement et de logement adapté entre les postes et le service.' },
      components: { securitySchemes: { jeton: { type: 'http', scheme: 'bearer', description: 'Jeton d’accès rendu par l’ouverture de session (10 minutes).' }, cle: { type: 'http', scheme: 'bearer', description: 'Clé d’un logiciel partenaire (cle_…), remise par l’exploitant du service.' } } },
      tags: [{ name: 'Session' }, { name: 'Compte' }, { name: 'Synchronisation' }, { name: 'Journal' }, { name: 'Pièces' }, { name: 'Partenaires' }, { name: 'Reprise' }, { name: 'Indicateurs' }, { name: 'Service' }],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: { target: 'draft-2020-12' } }),
  });
  await serveur.register(async (routes: Serveur) => {
    routesSession(routes, contexte);
    routesSynchronisation(routes, contexte, diffusion);
    routesJournal(routes, contexte);
    routesPieces(routes, contexte);
    routesPartenaires(routes, contexte);
    routesAgregats(routes, contexte);
    routesInstantanes(routes, contexte);
    routesProgrammes(routes, contexte);
    routesReprise(routes, contexte);
    routesMesDonnees(routes, contexte);
    routes.route({
      method: 'GET', url: CHEMINS.sante, schema: { tags: ['Service'], summary: 'État du service', response: { 200: schemaSante } },
      handler: async () => {
        await contexte.base.db.selectFrom('reglage').select('cle').limit(1).execute();
        const courriels = await etatCourriels(contexte.base.db, expedition !== undefined, contexte.horloge());
        return { etat: 'ok' as const, version: VERSION_SERVICE, protocole: PROTOCOLE, base: genre, courriels };
      },
    });
    routes.route({ method: 'GET', url: CHEMINS.openapi, schema: { hide: true }, handler: async () => serveur.swagger() });
  });
  await serveur.ready();
};

/** Monte le service sur une base ouverte. Ne démarre l’écoute que par `ecouter`. */
export const creerService = async ({ base, horloge = () => new Date(), argon2 = ARGON2_OWASP, catalogue = CATALOGUE, journal = false, derriereUnMandataire = false, secondFacteur = 'obligatoire', courriels, agents, instantanes = false, mesures: avecMesures = false }: OptionsService): Promise<Service> => {
  const serveur: Serveur = Fastify({
    bodyLimit: 8 * TAILLE_ENVOI, requestTimeout: 120_000, // le dernier ajout à X-Forwarded-For, celui de notre répartiteur : ce qu’un poste y aurait mis d’avance ne compte pas
    trustProxy: derriereUnMandataire ? (_adresse: string, rang: number) => rang < 1 : false, forceCloseConnections: 'idle', exposeHeadRoutes: false, return503OnClosing: true,
    // une adresse illisible échoue avant les routes, donc avant le traitement d’erreurs
    frameworkErrors: (_erreur, _requete, reponse: FastifyReply) => { void reponse.code(400).type('application/json; charset=utf-8').send(JSON.stringify(corpsErreur('requete', 'L’adresse est mal formée.'))); },
    // ôtées, pas refusées : un 400 bloquerait la file du poste, la commande sera jugée sans elles
    onProtoPoisoning: 'remove', onConstructorPoisoning: 'remove',
    logger: journal === false ? false : { ...(journal === true ? {} : { stream: journal }), serializers: { req: ({ method, routeOptions }) => ({ method, route: routeOptions.url }) } },
  }).withTypeProvider<ZodTypeProvider>();
  // ouvertes d’avance par un client qui n’a encore rien demandé : Node ne les compte pas parmi les oisives, et elles retiendraient l’arrêt une minute
  const muettes = new Set<Socket>();
  serveur.server.on('connection', (prise: Socket) => { muettes.add(prise); prise.once('close', () => { muettes.delete(prise); }); });
  serveur.server.on('request', ({ socket }: IncomingMessage) => { muettes.delete(socket); });
  const fermetures: (() => void)[] = [];
  let mesures: Mesures | undefined;
  const contexte: ContexteService = { base, cle: await lireCle(base), horloge, argon2, catalogue, secondFacteur, agents, compterIssue: (issue) => { mesures?.compterIssue(issue); } };
  const diffusion = creerDiffusion(contexte);
  fermetures.push(() => { diffusion.fermer(); });
  if (avecMesures) mesures = creerMesures(serveur, base, VERSION_SERVICE, diffusion.nombre);
  const ecoutesMesures: { fermer(): Promise<void> }[] = [];
  const depot = typeof courriels === 'string' ? { dossier: courriels } : courriels;
  const facteur = depot !== undefined && 'dossier' in depot ? await creerFacteurDossier(depot) : depot;
  const expedition = facteur === undefined ? undefined : creerExpedition(contexte, facteur, (details, message) => { serveur.log.warn(details, message); });
  await assembler(serveur, contexte, base.genre, diffusion, expedition);
  const ordonnanceur = instantanes ? ordonnerInstantanes(base, horloge, (erreur) => { serveur.log.warn({ erreur: erreur instanceof Error ? erreur.message : 'inconnue' }, 'Les instantanés du mois ne se sont pas figés ; nouvel essai dans une heure.'); }) : undefined;
  return {
    serveur,
    ecouter: async ({ port, hote = '127.0.0.1' }) => ({ url: await serveur.listen({ port, host: hote }) }),
    ecouterMesures: async (ou) => {
      if (mesures === undefined) throw new Error('Ce service ne compte rien : le créer avec « mesures ».');
      const ecoute = await servirMesures(mesures, ou);
      ecoutesMesures.push(ecoute);
      return { url: ecoute.url };
    },
    expedier: () => expedition?.passer() ?? Promise.resolve(0),
    fermer: async () => {
      for (const fermeture of fermetures) fermeture();
      await expedition?.arreter();
      await ordonnanceur?.arreter();
      // une connexion encore occupée au premier passage ne doit pas retenir l’arrêt une fois sa réponse finie
      const oisives = setInterval(() => {
        serveur.server.closeIdleConnections();
        for (const prise of muettes) prise.destroy();
      }, 100);
      try { await serveur.close(); } finally { clearInterval(oisives); }
      // en dernier : un arrêt qui traîne se voit encore dans les mesures
      for (const ecoute of ecoutesMesures) await ecoute.fermer();
      mesures?.fermer();
    },
  };
};
