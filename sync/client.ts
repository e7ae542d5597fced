import type { z } from 'zod';
import { CHEMINS_COMPTES, schemaDebutAgentRecu, schemaReponseConnexion, schemaSessionEnrolee } from '../contract/comptes.ts';
import type { ReponseConnexion } from '../contract/comptes.ts';
import type { Issue, LigneChangement, Mutation, Session, Utilisateur } from '../contract/service.ts';
import { CHEMINS, CLIENTS_SUIVIS, PROTOCOLE, schemaErreur, schemaLigneChangement, schemaReponseEnvoi, schemaSession } from '../contract/service.ts';

/** Échec d’un échange avec le service. `hors_ligne` : pas de réponse ; `session` : se reconnecter ; autre : code du service. `statut` HTTP ou 0 ; `champ` : celui que le service met en cause. */
export class ErreurService extends Error {
  readonly code: string;
  readonly statut: number;
  readonly champ: string | undefined;
  constructor(code: string, message: string, statut = 0, champ?: string) {
    super(message);
    this.name = 'ErreurService';
    this.code = code;
    this.statut = statut;
    this.champ = champ;
  }
}

const DELAI_MS = 30_000;
/** À la connexion, la personne attend : passé ce délai, le compte s’ouvre hors ligne et la session se rouvrira d’elle-même. */
const DELAI_SESSION_MS = 8000;
/** Répit d’un échange de jetons quand tout est interrompu : coupé après que le service l’a compté, il ferait passer le jeton gardé pour une copie. */
const REPIT_JETONS_MS = 1500;

/** Un fichier de quelques mégaoctets sur une liaison lente prend plus de temps qu’une commande. */
const DELAI_FICHIER_MS = 120_000;

/** Comme `fetch`. La simulation en donne un qui perd, répète et retarde, sans réseau. */
export type Transport = (adresse: URL, options: RequestInit) => Promise<Response>;

interface OptionsFlux { readonly signal: AbortSignal; readonly accepte: string; readonly surEntetes: (entetes: Headers) => void; readonly surTexte: (texte: string) => Promise<void> }

/** Une connexion qui attend un second facteur : le défi du service. */
export type DefiConnexion = Extract<ReponseConnexion, { etape: string }>;
export type IssueConnexion = { readonly ouverte: Utilisateur } | { readonly defi: DefiConnexion };

/** Ce que le client fait savoir de la session. `garder` finit avant que le jeton neuf serve : le poste l’a rangé, ou s’en passe. `perdre` : le service a refusé de la poursuivre. */
export interface GardienSession { garder(jetonRafraichissement: string): Promise<void>; perdre(refus: ErreurService): Promise<void> }

export interface ClientService {
  /** Comme `connecter`, pour un programme sans personne devant : un second facteur demandé est un échec (`session.second_facteur`). */
  ouvrirSession(email: string, motDePasse: string): Promise<Utilisateur>;
  /** Premier facteur. `poste` : libellé pour la liste des sessions. */
  connecter(email: string, motDePasse: string, poste: string): Promise<IssueConnexion>;
  repondre(defi: string, code: string): Promise<Utilisateur>;
  enroler(defi: string, code: string): Promise<{ readonly utilisateur: Utilisateur; readonly codes: readonly string[] }>;
  debuterAgent(redirection: string, defiPkce: string): Promise<z.infer<typeof schemaDebutAgentRecu>>;
  /** `pour` : seule personne admise (déverrouillage) ; une autre est refusée (`agent.autre_identite`), et la session en cours reste. Sinon la session ouverte remplace l’ancienne, fermée au service. */
  finirAgent(demande: { readonly retour: string; readonly verificateur: string; readonly etat: string; readonly poste: string }, pour?: string): Promise<IssueConnexion>;
  /** Reprend une session par le jeton gardé. Le jeton neuf est gardé avant de servir. Rejette `session` quand le service refuse. */
  reprendre(jetonRafraichissement: string): Promise<Utilisateur>;
  /** Le jeton de rafraîchissement en cours, `undefined` sans session. */
  jeton(): string | undefined;
  /** Oublie la session sans la fermer au service : elle se reprendra. Attend l’échange de jetons en cours. */
  oublier(): Promise<void>;
  /** Ferme la session, ici et au service. */
  fermerSession(): Promise<void>;
  /** Demande sans session. */
  demanderSansSession(chemin: string, corps: unknown): Promise<void>;
  /** Écrit sur une route du compte, avec sa session. */
  demander<T>(methode: 'POST' | 'DELETE', chemin: string, corps: unknown, schema: z.ZodType<T> | null): Promise<T | undefined>;
  /** Lit une route sans session. */
  consulter<T>(chemin: string, schema: z.ZodType<T>): Promise<T>;
  /** Renouvelle les jetons et rend la personne telle que le service la voit maintenant (profil, périmètre). */
  relireUtilisateur(): Promise<Utilisateur>;
  /** `catalogue` : version des commandes de ce poste ; `clients` : identifiants dont on demande le prochain numéro attendu. */
  envoyer(mutations: readonly Mutation[], catalogue: number, clients: readonly string[]): Promise<{ readonly issues: readonly Issue[]; readonly attendues: Readonly<Record<string, number>> }>;
  /** Une page de changements ; `curseur` vide : depuis le début. `clients` : identifiants suivis, le courant d’abord. */
  recevoir(curseur: string, clients: readonly string[], limite: number, arret?: AbortSignal): Promise<{ lignes: LigneChangement[]; fin: Extract<LigneChangement, { genre: 'fin' }> }>;
  /** Lit une route du service, avec la session du compte. */
  interroger<T>(chemin: string, schema: z.ZodType<T>): Promise<T>;
  /** Lit un texte au fil de l’eau ; `surTexte` retient la suite tant qu’elle n’a pas fini. Le signal interrompt. Un flux coupé échoue : ce qui a été reçu n’est pas entier. */
  lireFlux(chemin: string, options: OptionsFlux): Promise<void>;
  /** Dépose des octets. Le signal interrompt : l’échange échoue comme une coupure. */
  deposer<T>(chemin: string, octets: Uint8Array, schema: z.ZodType<T>, signal: AbortSignal): Promise<T>;
  /** Lit des octets, `maximum` au plus. */
  telecharger(chemin: string, maximum: number): Promise<Uint8Array>;
  /** Coupe les échanges en cours : ils échouent comme une coupure du réseau. */
  interrompre(): void;
  /** Écoute « il y a du nouveau » jusqu’à coupure ou `signal` ; `ouverture` d’abord, quand le service a branché le flux. Se résout à la fin du flux. */
  ecouter(signal: AbortSignal, surEvenement: (nom: string) => void): Promise<void>;
}

/**
 * Client HTTP du service. Le jeton d’accès ne quitte pas la mémoire du processus de données, et se renouvelle une fois quand il est refusé ; le jeton de rafraîchissement est confié au gardien.
 * Erreurs : `ErreurService` seulement.
 */
export const creerClientService = (adresse: string, versionClient: string, transport: Transport = fetch, gardien?: GardienSession): ClientService => {
  let session: Session | undefined;
  let renouvellement: Promise<void> | undefined;

  const enVol = new Set<AbortController>();
  const jetonsEnVol = new Set<AbortController>();
  /** Signal qui borne un échange, corps compris, et que `interrompre` ou `arret` déclenche. */
  const borner = (delai: number, parmi = enVol, arret?: AbortSignal): AbortSignal => {
    const controleur = new AbortController();
    arret?.addEventListener('abort', () => { controleur.abort(); }, { once: true });
    parmi.add(controleur);
    setTimeout(() => { parmi.delete(controleur); controleur.abort(); }, delai).unref();
    return controleur.signal;
  };
  const demander = async (chemin: string, options: { methode?: string; corps?: unknown; octets?: Uint8Array; jeton?: string | undefined; signal?: AbortSignal; arret?: AbortSignal; delai?: number; accepte?: string }): Promise<Response> => {
    const delai = options.signal ?? borner(options.delai ?? DELAI_MS, enVol, options.arret);
    let reponse: Response;
    try {
      reponse = await transport(new URL(chemin, adresse), {
        method: options.methode ?? 'GET', signal: delai, redirect: 'error',
        headers: {
          accept: options.accepte ?? 'application/json', 'x-siao-client': versionClient, 'x-siao-protocole': String(PROTOCOLE),
          ...(options.octets !== undefined ? { 'content-type': 'application/octet-stream' } : options.corps === undefined ? {} : { 'content-type': 'application/json' }), ...(options.jeton === undefined ? {} : { authorization: `Bearer ${options.jeton}` }),
        },
        ...(options.octets !== undefined ? { body: options.octets as Uint8Array<ArrayBuffer> } : options.corps === undefined ? {} : { body: JSON.stringify(options.corps) }),
      });
    } catch {
      throw new ErreurService('hors_ligne', 'Le service ne répond pas : le travail continue hors ligne.');
    }
    if (reponse.ok) return reponse;
    const erreur = schemaErreur.safeParse(await reponse.json().catch(() => null));
    if (erreur.success) throw new ErreurService(erreur.data.erreur.code, erreur.data.erreur.message, reponse.status, erreur.data.erreur.champ);
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

  /**
   * Échange un jeton de rafraîchissement. Le jeton reçu est gardé avant d’être employé : si le poste meurt entre les deux, l’ancien, rendu dans la minute, en redonne.
   * Seul un refus net de la session la perd ; un frein (429) ou une panne du service se réessaie.
   */
  const echanger = async (jetonRafraichissement: string): Promise<Session> => {
    try {
      const recue = await lireJson(await demander(CHEMINS.rafraichir, { methode: 'POST', corps: { jetonRafraichissement }, signal: borner(DELAI_SESSION_MS, jetonsEnVol) }), schemaSession);
      await gardien?.garder(recue.jetonRafraichissement);
      return recue;
    } catch (erreur) {
      if (!(erreur instanceof ErreurService) || ![400, 401, 403].includes(erreur.statut)) throw erreur;
      session = undefined;
      await gardien?.perdre(erreur);
      throw new ErreurService('session', 'La session a expiré : se reconnecter. Le travail en attente est gardé.', 401);
    }
  };
  const renouveler = (): Promise<void> => {
    renouvellement ??= (async () => {
      const avant = session;
      if (avant === undefined) throw new ErreurService('session', 'La session est fermée : se reconnecter.', 401);
      const recue = await echanger(avant.jetonRafraichissement);
      // fermée, ou remplacée, pendant l’échange
      if (session === avant) session = recue;
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

  const poster = <T>(chemin: string, corps: unknown, schema: z.ZodType<T>): Promise<T> => demander(chemin, { methode: 'POST', corps, delai: DELAI_SESSION_MS }).then((reponse) => lireJson(reponse, schema));
  const adopter = (recue: Session): Utilisateur => {
    session = recue;
    return recue.utilisateur;
  };
  const conclure = (reponse: ReponseConnexion): IssueConnexion => ('etape' in reponse ? { defi: reponse } : { ouverte: adopter(reponse) });
  const connecter: ClientService['connecter'] = async (email, motDePasse, poste) => conclure(await poster(CHEMINS.session, { email, motDePasse, poste }, schemaReponseConnexion));

  return {
    ouvrirSession: async (email, motDePasse) => {
      const issue = await connecter(email, motDePasse, versionClient);
      if ('defi' in issue) throw new ErreurService('session.second_facteur', 'Ce compte se connecte avec un second facteur : passer par le poste.', 401);
      return issue.ouverte;
    },
    connecter,
    repondre: async (defi, code) => adopter(await poster(CHEMINS_COMPTES.secondFacteur, { defi, code }, schemaSession)),
    enroler: async (defi, code) => {
      const { session: recue, codesDeSecours } = await poster(CHEMINS_COMPTES.enrolement, { defi, code }, schemaSessionEnrolee);
      return { utilisateur: adopter(recue), codes: codesDeSecours };
    },
    debuterAgent: (redirection, defiPkce) => poster(CHEMINS_COMPTES.agentDebut, { redirection, defiPkce }, schemaDebutAgentRecu),
    finirAgent: async (demande, pour) => {
      const reponse = await poster(CHEMINS_COMPTES.agentFin, demande, schemaReponseConnexion);
      if ('etape' in reponse) return { defi: reponse };
      const autre = pour !== undefined && reponse.utilisateur.id !== pour;
      const { jeton } = autre ? reponse : (session ?? {});
      if (jeton !== undefined) await demander(CHEMINS.session, { methode: 'DELETE', jeton, delai: DELAI_SESSION_MS }).catch(() => undefined);
      if (autre) throw new ErreurService('agent.autre_identite', 'Cette identité n’est pas celle du compte ouvert sur ce poste.', 403);
      return { ouverte: adopter(reponse) };
    },
    reprendre: async (jetonRafraichissement) => adopter(await echanger(jetonRafraichissement)),
    jeton: () => session?.jetonRafraichissement,
    oublier: async () => {
      await renouvellement?.catch(() => undefined);
      session = undefined;
    },
    fermerSession: async () => {
      // un jeton neuf reçu après coup vivrait encore : attendre l’échange en cours, fermer le dernier
      await renouvellement?.catch(() => undefined);
      if (session === undefined) return;
      const { jeton } = session;
      session = undefined;
      // fermer doit réussir même sans réseau : le jeton d’accès expire de lui-même
      await demander(CHEMINS.session, { methode: 'DELETE', jeton, delai: DELAI_SESSION_MS }).catch(() => undefined);
    },
    demanderSansSession: async (chemin, corps) => { await demander(chemin, { methode: 'POST', corps, delai: DELAI_SESSION_MS }); },
    demander: async (methode, chemin, corps, schema) => {
      const reponse = await authentifie(chemin, { methode, ...(corps === undefined ? {} : { corps }) });
      return schema === null ? undefined : lireJson(reponse, schema);
    },
    consulter: async (chemin, schema) => lireJson(await demander(chemin, { delai: DELAI_SESSION_MS }), schema),
    relireUtilisateur: async () => {
      await renouveler();
      if (session === undefined) throw new ErreurService('session', 'La session est fermée : se reconnecter.', 401);
      return session.utilisateur;
    },
    interroger: async (chemin, schema) => lireJson(await authentifie(chemin, {}), schema),
    lireFlux: async (chemin, { signal, accepte, surEntetes, surTexte }) => {
      const reponse = await authentifie(chemin, { accepte, signal });
      surEntetes(reponse.headers);
      const lecteur = reponse.body?.pipeThrough(new TextDecoderStream('utf-8', { ignoreBOM: true })).getReader();
      if (lecteur === undefined) return;
      for (;;) {
        const { done, value } = await lecteur.read().catch(() => { throw new ErreurService('hors_ligne', 'La réception a été coupée : ce qui a été reçu n’est pas entier.'); });
        if (done) return;
        await surTexte(value);
      }
    },
    deposer: async (chemin, octets, schema, signal) => {
      const echange = new AbortController();
      const couper = (): void => { echange.abort(); };
      const bornes = [signal, borner(DELAI_FICHIER_MS)];
      for (const borne of bornes) borne.addEventListener('abort', couper);
      if (signal.aborted) couper();
      try { return await lireJson(await authentifie(chemin, { methode: 'PUT', octets, signal: echange.signal }), schema); } finally { for (const borne of bornes) borne.removeEventListener('abort', couper); }
    },
    telecharger: async (chemin, maximum) => {
      const reponse = await authentifie(chemin, { accepte: 'application/octet-stream', signal: borner(DELAI_FICHIER_MS) });
      const lecteur = reponse.body?.getReader();
      const morceaux: Uint8Array[] = [];
      let taille = 0;
      for (;;) {
        const { done, value } = await (lecteur?.read() ?? Promise.resolve({ done: true as const, value: undefined })).catch(() => { throw new ErreurService('hors_ligne', 'La réception a été coupée : ce qui a été reçu n’est pas entier.'); });
        if (done) break;
        taille += value.byteLength;
        if (taille > maximum) { void lecteur?.cancel(); throw new ErreurService('reponse', 'Le service a envoyé plus que ce qui était attendu.', reponse.status); }
        morceaux.push(value);
      }
      return Buffer.concat(morceaux);
    },
    interrompre: () => {
      for (const controleur of enVol) controleur.abort();
      enVol.clear();
      const jetons = [...jetonsEnVol];
      setTimeout(() => { for (const controleur of jetons) controleur.abort(); }, REPIT_JETONS_MS).unref();
    },
    envoyer: async (mutations, catalogue, clients) => lireJson(await authentifie(CHEMINS.commandes, { methode: 'POST', corps: { mutations, catalogue, clients: clients.slice(0, CLIENTS_SUIVIS) } }), schemaReponseEnvoi),
    recevoir: async (curseur, clients, limite, arret) => {
      const parametres = new URLSearchParams([...clients.slice(0, CLIENTS_SUIVIS).map((clientId) => ['clientId', clientId]), ['limite', String(limite)], ...(curseur === '' ? [] : [['curseur', curseur]])]);
      const reponse = await authentifie(`${CHEMINS.changements}?${parametres.toString()}`, { accepte: 'application/x-ndjson', ...(arret === undefined ? {} : { arret }) });
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
      let ouvert = false;
      const lecteur = flux.getReader();
      for (;;) {
        const { done, value } = await lecteur.read().catch(() => ({ done: true as const, value: undefined }));
        if (done) return;
        tampon += value;
        const blocs = tampon.split('\n\n');
        tampon = blocs.pop() ?? '';
        // le service a branché ce flux : ce qui a changé entre le dernier tirage et maintenant n’a été annoncé à personne
        if (!ouvert && blocs.length > 0) {
          ouvert = true;
          surEvenement('ouverture');
        }
        for (const bloc of blocs) {
          const nom = /^event: ?(.+)$/mu.exec(bloc)?.[1];
          if (nom !== undefined) surEvenement(nom.trim());
        }
      }
    },
  };
};
