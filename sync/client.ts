import type { z } from 'zod';
import type { Issue, LigneChangement, Mutation, Session, Utilisateur } from '../contract/service.ts';
import { CHEMINS, CLIENTS_SUIVIS, PROTOCOLE, schemaErreur, schemaLigneChangement, schemaReponseEnvoi, schemaSession } from '../contract/service.ts';

/** Échec d’un échange avec le service. `hors_ligne` : pas de réponse ; `session` : se reconnecter ; autre : code du service. `statut` HTTP ou 0. */
export class ErreurService extends Error {
  readonly code: string;
  readonly statut: number;
  constructor(code: string, message: string, statut = 0) {
    super(message);
    this.name = 'ErreurService';
    this.code = code;
    this.statut = statut;
  }
}

const DELAI_MS = 30_000;
/** À la connexion, la personne attend : passé ce délai, le compte s’ouvre hors ligne et la session se rouvrira d’elle-même. */
const DELAI_SESSION_MS = 8000;

/** Comme `fetch`. La simulation en donne un qui perd, répète et retarde, sans réseau. */
export type Transport = (adresse: URL, options: RequestInit) => Promise<Response>;

export interface ClientService {
  ouvrirSession(email: string, motDePasse: string): Promise<Utilisateur>;
  fermerSession(): Promise<void>;
  /** Renouvelle les jetons et rend la personne telle que le service la voit maintenant (profil, périmètre). */
  relireUtilisateur(): Promise<Utilisateur>;
  /** `catalogue` : version des commandes de ce poste ; `clients` : identifiants dont on demande le prochain numéro attendu. */
  envoyer(mutations: readonly Mutation[], catalogue: number, clients: readonly string[]): Promise<{ readonly issues: readonly Issue[]; readonly attendues: Readonly<Record<string, number>> }>;
  /** Une page de changements ; `curseur` vide : depuis le début. `clients` : identifiants suivis, le courant d’abord. */
  recevoir(curseur: string, clients: readonly string[], limite: number): Promise<{ lignes: LigneChangement[]; fin: Extract<LigneChangement, { genre: 'fin' }> }>;
  /** Coupe les échanges en cours : ils échouent comme une coupure du réseau. */
  interrompre(): void;
  /** Écoute « il y a du nouveau » jusqu’à coupure ou `signal`. Se résout à la fin du flux. */
  ecouter(signal: AbortSignal, surEvenement: (nom: string) => void): Promise<void>;
}

/**
 * Client HTTP du service. Les jetons ne quittent pas la mémoire du processus de données ; le jeton d’accès est renouvelé une fois quand il est refusé.
 * Erreurs : `ErreurService` seulement.
 */
export const creerClientService = (adresse: string, versionClient: string, transport: Transport = fetch): ClientService => {
  let session: Session | undefined;
  let renouvellement: Promise<void> | undefined;

  const enVol = new Set<AbortController>();
  /** Signal qui borne un échange, corps compris, et que `interrompre` déclenche. */
  const borner = (delai: number): AbortSignal => {
    const controleur = new AbortController();
    enVol.add(controleur);
    setTimeout(() => { enVol.delete(controleur); controleur.abort(); }, delai).unref();
    return controleur.signal;
  };
  const demander = async (chemin: string, options: { methode?: string; corps?: unknown; jeton?: string | undefined; signal?: AbortSignal; delai?: number; accepte?: string }): Promise<Response> => {
    const delai = options.signal ?? borner(options.delai ?? DELAI_MS);
    let reponse: Response;
    try {
      reponse = await transport(new URL(chemin, adresse), {
        method: options.methode ?? 'GET', signal: delai, redirect: 'error',
        headers: {
          accept: options.accepte ?? 'application/json', 'x-siao-client': versionClient, 'x-siao-protocole': String(PROTOCOLE),
          ...(options.corps === undefined ? {} : { 'content-type': 'application/json' }), ...(options.jeton === undefined ? {} : { authorization: `Bearer ${options.jeton}` }),
        },
        ...(options.corps === undefined ? {} : { body: JSON.stringify(options.corps) }),
      });
    } catch {
      throw new ErreurService('hors_ligne', 'Le service ne répond pas : le travail continue hors ligne.');
    }
    if (reponse.ok) return reponse;
    const erreur = schemaErreur.safeParse(await reponse.json().catch(() => null));
    if (erreur.success) throw new ErreurService(erreur.data.erreur.code, erreur.data.erreur.message, reponse.status);
    // une panne passagère du service ou d’un relais se traite comme une coupure : on réessaie, on ne perd rien
    throw new ErreurService(reponse.status >= 500 ? 'hors_ligne' : 'service', `Le service a répondu ${reponse.status}.`, reponse.status);
  };

  const lireJson = async <T>(reponse: Response, schema: z.ZodType<T>): Promise<T> => {
    let json: unknown;
    // une réponse coupée en chemin est une coupure : la demande se refera
    try { json = await reponse.json(); } catch { throw new ErreurService('hors_ligne', 'La réponse du service a été coupée : l’échange reprendra de lui-même.'); }
    const lu = schema.safeParse(json);
    if (!lu.success) throw new ErreurService('reponse', 'Le service a envoyé une réponse illisible.', reponse.status);
    return lu.data;
  };

  const renouveler = (): Promise<void> => {
    renouvellement ??= (async () => {
      if (session === undefined) throw new ErreurService('session', 'La session est fermée : se reconnecter.', 401);
      try {
        session = await lireJson(await demander(CHEMINS.rafraichir, { methode: 'POST', corps: { jetonRafraichissement: session.jetonRafraichissement } }), schemaSession);
      } catch (erreur) {
        if (erreur instanceof ErreurService && erreur.code !== 'hors_ligne') {
          session = undefined;
          throw new ErreurService('session', 'La session a expiré : se reconnecter. Le travail en attente est gardé.', 401);
        }
        throw erreur;
      }
    })().finally(() => { renouvellement = undefined; });
    return renouvellement;
  };

  const authentifie = async (chemin: string, options: Parameters<typeof demander>[1]): Promise<Response> => {
    if (session === undefined) throw new ErreurService('session', 'La session est fermée : se reconnecter.', 401);
    try {
      return await demander(chemin, { ...options, jeton: session.jeton });
    } catch (erreur) {
      if (!(erreur instanceof ErreurService) || erreur.statut !== 401) throw erreur;
      await renouveler();
      return demander(chemin, { ...options, jeton: session?.jeton });
    }
  };

  return {
    ouvrirSession: async (email, motDePasse) => {
      session = await lireJson(await demander(CHEMINS.session, { methode: 'POST', corps: { email, motDePasse }, delai: DELAI_SESSION_MS }), schemaSession);
      return session.utilisateur;
    },
    fermerSession: async () => {
      if (session === undefined) return;
      const { jeton } = session;
      session = undefined;
      // fermer doit réussir même sans réseau : le jeton d’accès expire de lui-même
      await demander(CHEMINS.session, { methode: 'DELETE', jeton }).catch(() => undefined);
    },
    relireUtilisateur: async () => {
      await renouveler();
      if (session === undefined) throw new ErreurService('session', 'La session est fermée : se reconnecter.', 401);
      return session.utilisateur;
    },
    interrompre: () => { for (const controleur of enVol) controleur.abort(); enVol.clear(); },
    envoyer: async (mutations, catalogue, clients) => lireJson(await authentifie(CHEMINS.commandes, { methode: 'POST', corps: { mutations, catalogue, clients: clients.slice(0, CLIENTS_SUIVIS) } }), schemaReponseEnvoi),
    recevoir: async (curseur, clients, limite) => {
      const parametres = new URLSearchParams([...clients.slice(0, CLIENTS_SUIVIS).map((clientId) => ['clientId', clientId]), ['limite', String(limite)], ...(curseur === '' ? [] : [['curseur', curseur]])]);
      const reponse = await authentifie(`${CHEMINS.changements}?${parametres.toString()}`, { accepte: 'application/x-ndjson' });
      let texte: string;
      try {
        texte = await reponse.text();
      } catch {
        throw new ErreurService('hors_ligne', 'La réception a été coupée : elle reprendra où elle en était.');
      }
      const lignes: LigneChangement[] = [];
      for (const brute of texte.split('\n')) {
        if (brute === '') continue;
        let json: unknown;
        try { json = JSON.parse(brute); } catch { throw new ErreurService('hors_ligne', 'La réception a été coupée : elle reprendra où elle en était.'); }
        const ligne = schemaLigneChangement.safeParse(json);
        if (!ligne.success) throw new ErreurService('reponse', 'Le service a envoyé une ligne illisible.');
        lignes.push(ligne.data);
      }
      const fin = lignes.pop();
      // sans ligne de fin, la page est incomplète : rien n’en est appliqué
      if (fin?.genre !== 'fin') throw new ErreurService('hors_ligne', 'La réception a été coupée : elle reprendra où elle en était.');
      return { lignes, fin };
    },
    ecouter: async (signal, surEvenement) => {
      const reponse = await authentifie(CHEMINS.evenements, { accepte: 'text/event-stream', signal });
      const flux = reponse.body?.pipeThrough(new TextDecoderStream());
      if (flux === undefined || flux === null) return;
      let tampon = '';
      const lecteur = flux.getReader();
      for (;;) {
        const { done, value } = await lecteur.read().catch(() => ({ done: true as const, value: undefined }));
        if (done) return;
        tampon += value;
        const blocs = tampon.split('\n\n');
        tampon = blocs.pop() ?? '';
        for (const bloc of blocs) {
          const nom = /^event: ?(.+)$/mu.exec(bloc)?.[1];
          if (nom !== undefined) surEvenement(nom.trim());
        }
      }
    },
  };
};
