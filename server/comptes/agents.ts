import { createHash, randomBytes } from 'node:crypto';
import type * as OpenId from 'openid-client';
import type { Configuration, IDToken, UserInfoResponse } from 'openid-client';
import { z } from 'zod';
import type { ReponseConnexion } from '../../contract/comptes.ts';
import { verrouillerEcriture } from '../base/base.ts';
import type { ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import type { Acces } from './acces.ts';
import { journaliserCompte, lireAcces } from './acces.ts';
import type { Connexion, Provenance } from './connexion.ts';
import { suspendu } from './connexion.ts';
import type { Gardes } from './gardes.ts';
import { consommer, desceller, sceller } from './secrets.ts';

/** Le fournisseur d’identité des agents (OpenID Connect), tel que l’exploitant le déclare. */
export interface OptionsAgents {
  /** Adresse de l’émetteur ; `https`, sauf sur la machine elle-même. */
  readonly emetteur: string;
  readonly client: string;
  readonly secret: string;
  /** Texte du bouton : « ProConnect ». */
  readonly libelle: string;
  /** Valeurs d’`acr` qui valent deux facteurs ; elles dispensent du nôtre. Demandées au fournisseur quand il y en a. */
  readonly acr: readonly string[];
  /** Revendication qui porte l’adresse professionnelle ; `email` par défaut. */
  readonly revendication: string;
  /** Vrai pour un fournisseur qui garantit ses adresses sans émettre `email_verified` ; une adresse dite non vérifiée reste refusée. */
  readonly adressesSures: boolean;
}

const LOCALES = new Set(['127.0.0.1', '[::1]', 'localhost']);
const estLocal = (emetteur: string): boolean => LOCALES.has(new URL(emetteur).hostname);

/** Lit `SIAO_OIDC_EMETTEUR`, `_CLIENT`, `_SECRET`, `_LIBELLE`, `_ACR` (séparés par des espaces), `_REVENDICATION`, `_ADRESSES_SURES` (« oui »). `undefined` sans émetteur. Erreur, en français, quand une valeur manque ou ne convient pas. */
export const lireOptionsAgents = (env: Readonly<Record<string, string | undefined>>): OptionsAgents | undefined => {
  const lire = (nom: string): string => (env[`SIAO_OIDC_${nom}`] ?? '').trim();
  const emetteur = lire('EMETTEUR');
  if (emetteur === '') return undefined;
  if (!URL.canParse(emetteur)) throw new Error('SIAO_OIDC_EMETTEUR : ce n’est pas une adresse.');
  const { protocol } = new URL(emetteur);
  if (protocol !== 'https:' && !(protocol === 'http:' && estLocal(emetteur))) throw new Error('SIAO_OIDC_EMETTEUR : une adresse https est nécessaire.');
  const [client, secret] = [lire('CLIENT'), lire('SECRET')];
  if (client === '' || secret === '') throw new Error('SIAO_OIDC_CLIENT et SIAO_OIDC_SECRET sont nécessaires avec SIAO_OIDC_EMETTEUR.');
  return { emetteur, client, secret, libelle: lire('LIBELLE') || 'Compte d’agent', acr: lire('ACR').split(/\s+/u).filter((valeur) => valeur !== ''), revendication: lire('REVENDICATION') || 'email', adressesSures: lire('ADRESSES_SURES') === 'oui' };
};

/** Temps pour se connecter chez le fournisseur, en secondes. */
const DUREE_ETAT = 600;
/** Attente du fournisseur, en secondes. */
const DELAI_FOURNISSEUR = 10;
const schemaEtat = z.object({ state: z.string(), nonce: z.string(), redirection: z.string(), defiPkce: z.string() });

const absent = (): ErreurService => new ErreurService(404, 'agent.absent', 'La connexion des agents n’est pas ouverte sur ce service.');
const indisponible = (): ErreurService => new ErreurService(503, 'agent.indisponible', 'Le fournisseur d’identité ne répond pas : réessayer, ou se connecter par mot de passe.', { attendre: 10 });
const etatInvalide = (): ErreurService => new ErreurService(400, 'agent.etat', 'Cette connexion n’est plus valable, ou n’a pas été ouverte ici : recommencer.');
const refuse = (): ErreurService => new ErreurService(401, 'agent.refuse', 'Le fournisseur d’identité n’a pas confirmé cette connexion : recommencer.');
const adresseRefusee = (): ErreurService => new ErreurService(403, 'agent.adresse', 'Le fournisseur d’identité ne donne pas d’adresse professionnelle vérifiée : se connecter par mot de passe.');
const inconnu = (): ErreurService => new ErreurService(403, 'agent.inconnu', 'Aucun compte actif ne correspond à cette identité : s’adresser à l’administrateur.');
const autreIdentite = (): ErreurService => new ErreurService(403, 'agent.autre_identite', 'Ce compte est déjà lié à une autre identité chez ce fournisseur : s’adresser à l’administrateur.');

export interface Agents {
  debuter(redirection: string, defiPkce: string, adresse: string): Promise<{ adresse: string; etat: string; expireDans: number }>;
  /** Refus : `agent.etat` (400), `agent.refuse` (401), `agent.adresse`, `agent.inconnu`, `agent.autre_identite`, `session.suspendu` (403), `agent.indisponible` (503). */
  finir(demande: { readonly retour: string; readonly verificateur: string; readonly etat: string }, provenance: Provenance): Promise<ReponseConnexion>;
}

/**
 * Connexion par un fournisseur d’identité : le service est le client confidentiel et fait l’échange ; le poste tient le vérificateur PKCE et l’écoute locale.
 * Un code intercepté ne sert donc ni sans le secret du service, ni sans le vérificateur du poste.
 */
export const creerAgents = (contexte: ContexteService, gardes: Gardes, connexion: Connexion): Agents => {
  const { base, cle, horloge, agents: options } = contexte;
  let decouverte: Promise<{ openid: typeof OpenId; configuration: Configuration }> | undefined;

  const decouvrir = async ({ emetteur, client, secret }: OptionsAgents) => {
    decouverte ??= (async () => {
      const openid = await import('openid-client');
      const execute = new URL(emetteur).protocol === 'http:' && estLocal(emetteur) ? [openid.allowInsecureRequests] : [];
      return { openid, configuration: await openid.discovery(new URL(emetteur), client, secret, undefined, { execute, timeout: DELAI_FOURNISSEUR }) };
    })();
    try { return await decouverte; } catch {
      // la prochaine demande réessaiera
      decouverte = undefined;
      throw indisponible();
    }
  };

  /** Adresse vérifiée de l’agent, en minuscules. */
  const lireAdresse = (revendications: IDToken | UserInfoResponse, { revendication, adressesSures }: OptionsAgents): string | undefined => {
    const { [revendication]: adresse, email_verified: verifiee } = revendications;
    const sure = verifiee === true || (verifiee === undefined && adressesSures);
    return typeof adresse === 'string' && adresse.length <= 254 && sure ? adresse.trim().toLowerCase() : undefined;
  };

  /** Le compte de cette identité : celui qui lui est lié, sinon celui de l’adresse, lié à l’instant. */
  const reconnaitre = (emetteur: string, sub: string, adresse: string | undefined): Promise<Acces> => base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    const lie = await trx.selectFrom('identite_externe').select('utilisateurId').where('emetteur', '=', emetteur).where('sub', '=', sub).executeTakeFirst();
    if (lie === undefined && adresse === undefined) throw adresseRefusee();
    const compte = await lireAcces(trx, lie === undefined ? { email: adresse ?? '' } : { id: lie.utilisateurId });
    if (compte === undefined || compte.statut === 'invite') throw inconnu();
    if (compte.statut !== 'actif') throw suspendu();
    if (lie !== undefined) return compte;
    const autre = await trx.selectFrom('identite_externe').select('sub').where('emetteur', '=', emetteur).where('utilisateurId', '=', compte.id).executeTakeFirst();
    if (autre !== undefined) throw autreIdentite();
    await trx.insertInto('identite_externe').values({ emetteur, sub, utilisateurId: compte.id, lieeLe: horloge() }).execute();
    await journaliserCompte(trx, compte, 'compte.identiteLiee', horloge());
    return compte;
  });

  return {
    debuter: async (redirection, defiPkce, adresse) => {
      if (options === undefined) throw absent();
      await gardes.verifierAdresse(adresse);
      const { openid, configuration } = await decouvrir(options);
      const [state, nonce] = [randomBytes(24).toString('base64url'), randomBytes(24).toString('base64url')];
      const url = openid.buildAuthorizationUrl(configuration, {
        redirect_uri: redirection, scope: 'openid email', response_type: 'code', code_challenge: defiPkce, code_challenge_method: 'S256', state, nonce, ...(options.acr.length === 0 ? {} : { acr_values: options.acr.join(' ') }),
      });
      return { adresse: url.href, etat: sceller(cle, 'etat_agent', { state, nonce, redirection, defiPkce }, new Date(horloge().getTime() + DUREE_ETAT * 1000)), expireDans: DUREE_ETAT };
    },
    finir: async ({ retour, verificateur, etat }, provenance) => {
      if (options === undefined) throw absent();
      await gardes.verifierAdresse(provenance.adresse);
      try {
        const contenu = desceller(cle, 'etat_agent', etat, schemaEtat, horloge());
        const url = URL.canParse(retour) ? new URL(retour) : undefined;
        // le retour doit être celui de ce début-ci, au bon endroit, présenté par qui tient le vérificateur
        if (contenu === undefined || url === undefined || url.origin + url.pathname !== contenu.redirection || url.searchParams.get('state') !== contenu.state) throw etatInvalide();
        if (createHash('sha256').update(verificateur).digest('base64url') !== contenu.defiPkce) throw etatInvalide();
        if (!await consommer(base.db, etat, horloge(), DUREE_ETAT)) throw etatInvalide();
        const { openid, configuration } = await decouvrir(options);
        const echange = async () => {
          const jetons = await openid.authorizationCodeGrant(configuration, url, { pkceCodeVerifier: verificateur, expectedState: contenu.state, expectedNonce: contenu.nonce, idTokenExpected: true });
          const identite = jetons.claims();
          if (identite === undefined) throw refuse();
          const manque = identite[options.revendication] === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined;
          return { identite, revendications: manque ? await openid.fetchUserInfo(configuration, jetons.access_token, identite.sub) : identite };
        };
        // le détail d’un refus du fournisseur peut nommer la personne : il n’est ni rendu ni consigné
        const { identite, revendications } = await echange().catch(() => { throw refuse(); });
        const compte = await reconnaitre(identite.iss, identite.sub, lireAdresse(revendications, options));
        const dispense = (Array.isArray(identite.amr) && identite.amr.includes('mfa')) || (typeof identite.acr === 'string' && options.acr.includes(identite.acr));
        return await connexion.poursuivre(compte, 'agent', dispense, provenance);
      } catch (erreur) {
        if (erreur instanceof ErreurService && erreur.statut < 500) await gardes.compterEchec(provenance.adresse);
        throw erreur;
      }
    },
  };
};
