import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ErreurPoste } from '../contract/transport.ts';
import type { ClientService, IssueConnexion } from './client.ts';

/** Une écoute qui attend le retour du navigateur. Elle se ferme d’elle-même au premier retour accepté, à l’échéance, ou par `annuler`. */
export interface EcouteRetour {
  /** `http://127.0.0.1:PORT/retour` */
  readonly redirection: string;
  /** L’état que le retour doit porter ; avant, tout est refusé. */
  attendre(etat: string): void;
  /** Adresse complète du retour. Rejette `agent.annule` ou `agent.delai`. */
  readonly retour: Promise<string>;
  annuler(): void;
}

const DUREE_MS = 5 * 60_000;
/** Au-delà, le service refuserait le retour. */
const ADRESSE_MAXIMALE = 4_000;
const RESTE_MS = 1_000;

const page = (titre: string, suite: string): string => `<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>SIAO Offre</title><meta name="viewport" content="width=device-width"><style>
:root{color-scheme:light dark}body{font:16px/24px Marianne,arial,sans-serif;margin:0;min-height:100vh;display:grid;place-items:center;background:#f6f6f6;color:#3a3a3a}
main{max-width:480px;margin:16px;padding:32px;background:#fff;border:1px solid #ddd}h1{font-size:22px;line-height:28px;margin:0 0 8px;color:#161616}p{margin:0}
@media(prefers-color-scheme:dark){body{background:#1e1e1e;color:#cecece}main{background:#161616;border-color:#353535}h1{color:#fff}}</style></head>
<body><main><h1>${titre}</h1><p>${suite}</p></main></body></html>`;
const PAGES = {
  recu: [200, page('Vous pouvez revenir dans SIAO&nbsp;Offre', 'La connexion s’y termine. Cet onglet peut être fermé.')],
  refuse: [400, page('Ce retour n’est pas attendu', 'Il ne vient pas de la connexion en cours sur ce poste. Revenir dans SIAO&nbsp;Offre et recommencer.')],
  introuvable: [404, page('Adresse inconnue', 'Rien n’est servi ici.')],
} as const;
const ENTETES = {
  'content-type': 'text/html; charset=utf-8', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", 'referrer-policy': 'no-referrer', 'cache-control': 'no-store',
  'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin', connection: 'close',
} as const;

/** `URL.canParse` manque à Node 18. */
const lireAdresse = (adresse: string): URL | undefined => { try { return new URL(adresse); } catch { return undefined; } };
const memeTexte = (a: string, b: string): boolean => {
  const [gauche, droite] = [createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest()];
  return timingSafeEqual(gauche, droite);
};

/**
 * Écoute le retour du navigateur sur la boucle locale (RFC 8252), sur un port pris au hasard. N’accepte qu’une requête : GET, cet hôte exactement (une page dont le nom a été
 * redirigé ici en annonce un autre), ce chemin, cet état. Une requête étrangère est refusée sans rien consommer : n’importe quelle page de la machine peut en envoyer.
 */
export const ecouterRetour = async (dureeMs: number = DUREE_MS): Promise<EcouteRetour> => {
  let attendu: string | undefined;
  let conclure: (adresse: string) => void = () => undefined;
  let echouer: (erreur: ErreurPoste) => void = () => undefined;
  const retour = new Promise<string>((resoudre, rejeter) => { conclure = resoudre; echouer = rejeter; });
  // l’échec peut venir avant que quelqu’un attende
  retour.catch(() => undefined);
  let fini = false;
  const repondre = (reponse: ServerResponse, quoi: keyof typeof PAGES, apres?: () => void): void => {
    const [statut, contenu] = PAGES[quoi];
    reponse.writeHead(statut, ENTETES).end(contenu, apres);
  };
  const traiter = (requete: IncomingMessage, reponse: ServerResponse): void => {
    const hote = `127.0.0.1:${port}`;
    const adresse = requete.url ?? '';
    if (requete.method !== 'GET' || requete.headers.host !== hote || !adresse.startsWith('/') || adresse.startsWith('//')) { repondre(reponse, 'refuse'); return; }
    const url = lireAdresse(`http://${hote}${adresse}`);
    if (url?.pathname !== '/retour') { repondre(reponse, 'introuvable'); return; }
    const etats = url.searchParams.getAll('state');
    if (fini || attendu === undefined || adresse.length > ADRESSE_MAXIMALE || etats.length !== 1 || !memeTexte(etats[0] ?? '', attendu)) { repondre(reponse, 'refuse'); return; }
    fini = true;
    repondre(reponse, 'recu', () => { fermer(); });
    conclure(url.href);
  };
  const serveur = createServer({ maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 5_000, keepAlive: false }, (requete, reponse) => {
    // rien n’est lu d’un corps
    requete.on('error', () => undefined).resume();
    traiter(requete, reponse);
  });
  serveur.maxConnections = 16;
  serveur.on('clientError', (_erreur, prise) => { prise.destroy(); });
  await new Promise<void>((resoudre, rejeter) => {
    serveur.once('error', rejeter);
    serveur.listen(0, '127.0.0.1', () => { serveur.off('error', rejeter); resoudre(); });
  });
  const { port } = serveur.address() as AddressInfo;
  const fermer = (): void => {
    clearTimeout(echeance);
    fini = true;
    serveur.close();
    // la page de retour d’abord ; ensuite, rien ne retient le port
    setTimeout(() => { serveur.closeAllConnections(); }, RESTE_MS).unref();
  };
  const abandonner = (code: string, message: string): void => {
    if (fini) return;
    fermer();
    echouer(new ErreurPoste(code, message));
  };
  const echeance = setTimeout(() => { abandonner('agent.delai', 'La connexion dans le navigateur n’est pas revenue à temps : recommencer.'); }, dureeMs);
  echeance.unref();
  return {
    redirection: `http://127.0.0.1:${port}/retour`,
    attendre: (etat) => { attendu = etat; },
    retour,
    annuler: () => { abandonner('agent.annule', 'La connexion par le navigateur a été abandonnée.'); },
  };
};

/** Vérificateur PKCE (RFC 7636), qui ne quitte pas ce processus avant la fin, et son défi. */
export const tirerPkce = (): { readonly verificateur: string; readonly defi: string } => {
  const verificateur = randomBytes(48).toString('base64url');
  return { verificateur, defi: createHash('sha256').update(verificateur).digest('base64url') };
};

/** L’état que l’adresse du fournisseur annonce, si elle est bien celle de cette connexion-ci : notre retour, notre défi. */
export const lireEtatAnnonce = (adresse: string, redirection: string, defi: string): string | undefined => {
  const searchParams = lireAdresse(adresse)?.searchParams;
  if (searchParams === undefined) return undefined;
  const exact = (nom: string, valeur: string): boolean => { const recues = searchParams.getAll(nom); return recues.length === 1 && recues[0] === valeur; };
  const [etat, ...autres] = searchParams.getAll('state');
  const sien = exact('redirect_uri', redirection) && exact('code_challenge', defi) && exact('code_challenge_method', 'S256') && exact('response_type', 'code');
  return sien && etat !== undefined && etat.length >= 16 && autres.length === 0 ? etat : undefined;
};

export interface Agent {
  /** Va chez le fournisseur d’identité et en revient ; le geste rendu finit la connexion au service. `pour` : la seule personne admise. Une seule connexion à la fois. */
  aller(pour?: string): Promise<() => Promise<IssueConnexion>>;
  annuler(): void;
}
export const creerAgent = ({ client, libelle, ouvrirNavigateur }: { readonly client: ClientService; readonly libelle: string; readonly ouvrirNavigateur: (adresse: string) => Promise<boolean> }): Agent => {
  let ecoute: EcouteRetour | undefined;
  return {
    annuler: () => { ecoute?.annuler(); },
    aller: async (pour) => {
      ecoute?.annuler();
      const mienne = await ecouterRetour();
      ecoute = mienne;
      try {
        const { verificateur, defi } = tirerPkce();
        const { adresse, etat } = await client.debuterAgent(mienne.redirection, defi);
        const annonce = lireEtatAnnonce(adresse, mienne.redirection, defi);
        if (annonce === undefined) throw new ErreurPoste('agent.adresse_inattendue', 'Le service n’a pas donné une adresse de connexion utilisable : réessayer, ou se connecter par mot de passe.');
        mienne.attendre(annonce);
        if (!await ouvrirNavigateur(adresse)) throw new ErreurPoste('agent.navigateur', 'Le navigateur de cette machine ne s’est pas ouvert : se connecter par mot de passe, ou prévenir le support.');
        const retour = await mienne.retour;
        return () => client.finirAgent({ retour, verificateur, etat, poste: libelle }, pour);
      } finally {
        mienne.annuler();
        if (ecoute === mienne) ecoute = undefined;
      }
    },
  };
};
