import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** Ce que le fournisseur sait de l’agent qui se présente. `sub` : son identité chez lui. */
export interface Agent { readonly sub: string; readonly email?: string; readonly email_verified?: boolean; readonly amr?: readonly string[]; readonly acr?: string }

/** Un vrai fournisseur OpenID Connect (oidc-provider) sur un port local, qui reconnaît l’agent désigné par le test sans lui demander de mot de passe. */
export interface Fournisseur {
  readonly emetteur: string;
  /** L’agent qui se présentera à la prochaine connexion. */
  agent: Agent;
  /** Suit l’adresse comme un navigateur, jusqu’au retour sur le poste ; rend l’adresse complète de ce retour. */
  naviguer(adresse: string): Promise<string>;
  fermer(): Promise<void>;
}

export const CLIENT = 'siao-offre';
export const SECRET_CLIENT = 'secret-du-client-d-essai-assez-long';

export const ouvrirFournisseur = async (): Promise<Fournisseur> => {
  let traiter: (requete: IncomingMessage, reponse: ServerResponse) => void = () => undefined;
  const ecoute = createServer((requete, reponse) => { traiter(requete, reponse); });
  await new Promise<void>((suite) => { ecoute.listen(0, '127.0.0.1', suite); });
  const emetteur = `http://127.0.0.1:${(ecoute.address() as AddressInfo).port}`;
  const connus = new Map<string, Agent>();
  const fournisseur = new Provider(emetteur, {
    clients: [{ client_id: CLIENT, client_secret: SECRET_CLIENT, application_type: 'native', redirect_uris: ['http://127.0.0.1/retour', 'http://[::1]/retour'], token_endpoint_auth_method: 'client_secret_post', grant_types: ['authorization_code'], response_types: ['code'] }],
    claims: { openid: ['sub', 'amr', 'acr'], email: ['email', 'email_verified'] },
    acrValues: ['deux-facteurs'],
    conformIdTokenClaims: false,
    jwks: { keys: [{ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kty: 'RSA', alg: 'RS256', use: 'sig' }] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_contexte, { uid }) => `/interaction/${uid}` },
    findAccount: (_contexte, sub) => ({ accountId: sub, claims: () => {
      const { amr: _amr, acr: _acr, ...revendications } = connus.get(sub) ?? { sub };
      return { ...revendications };
    } }),
  });
  const rappel = fournisseur.callback();
  const soi: Fournisseur = {
    emetteur,
    agent: { sub: 'personne' },
    naviguer: async (adresse) => {
      const pot = new Map<string, string>();
      let courante = adresse;
      for (let pas = 0; pas < 12; pas += 1) {
        const reponse = await fetch(courante, { redirect: 'manual', headers: { cookie: [...pot].map(([nom, valeur]) => `${nom}=${valeur}`).join('; ') } });
        for (const ligne of reponse.headers.getSetCookie()) {
          const [nom = '', valeur = ''] = (ligne.split(';')[0] ?? '').split(/=(.*)/su);
          if (valeur === '') pot.delete(nom); else pot.set(nom, valeur);
        }
        const suite = reponse.headers.get('location');
        if (suite === null) throw new Error(`Le fournisseur n’a pas renvoyé vers le poste : ${reponse.status} ${(await reponse.text()).slice(0, 300)}`);
        courante = new URL(suite, courante).href;
        if (!courante.startsWith(emetteur)) return courante;
      }
      throw new Error('Trop de renvois.');
    },
    fermer: () => new Promise((suite) => { ecoute.closeAllConnections(); ecoute.close(() => { suite(); }); }),
  };
  const repondreInteraction = async (requete: IncomingMessage, reponse: ServerResponse): Promise<void> => {
    const { prompt, params, session } = await fournisseur.interactionDetails(requete, reponse);
    if (prompt.name === 'login') {
      const { sub, amr, acr } = soi.agent;
      connus.set(sub, soi.agent);
      await fournisseur.interactionFinished(requete, reponse, { login: { accountId: sub, ...(amr === undefined ? {} : { amr: [...amr] }), ...(acr === undefined ? {} : { acr }) } }, { mergeWithLastSubmission: false });
      return;
    }
    const accord = new fournisseur.Grant({ accountId: session?.accountId ?? '', clientId: String(params['client_id']) });
    accord.addOIDCScope('openid email');
    await fournisseur.interactionFinished(requete, reponse, { consent: { grantId: await accord.save() } }, { mergeWithLastSubmission: true });
  };
  traiter = (requete, reponse) => {
    if (!(requete.url ?? '').startsWith('/interaction/')) { void rappel(requete, reponse); return; }
    repondreInteraction(requete, reponse).catch((erreur: unknown) => { reponse.statusCode = 500; reponse.end(String(erreur)); });
  };
  return soi;
};

/** Ce que tient le poste : le vérificateur PKCE et son défi. */
export const tirerPkce = (): { readonly verificateur: string; readonly defiPkce: string } => {
  const verificateur = randomBytes(32).toString('base64url');
  return { verificateur, defiPkce: createHash('sha256').update(verificateur).digest('base64url') };
};
