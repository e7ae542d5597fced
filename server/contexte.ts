import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import type { Issue } from '../contract/service.ts';
import type { Catalogue } from '../domain/commandes/catalogue.ts';
import type { Base } from './base/base.ts';
import type { OptionsAgents } from './comptes/agents.ts';
import type { Compte } from './comptes/utilisateurs.ts';
import { compteDe } from './comptes/utilisateurs.ts';
import { lireJeton } from './comptes/jetons.ts';
import type { ParametresArgon2 } from './comptes/motsDePasse.ts';
import { ErreurService } from './erreurs.ts';

export type Serveur = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>;

/** Ce que toutes les routes partagent. */
export interface ContexteService {
  readonly base: Base;
  readonly cle: Buffer;
  readonly horloge: () => Date;
  readonly argon2: ParametresArgon2;
  readonly catalogue: Catalogue;
  /** `facultatif` : seuls les comptes qui l’ont posé se le voient demander (démonstration, essais). */
  readonly secondFacteur: 'obligatoire' | 'facultatif';
  /** Fournisseur d’identité des agents, s’il y en a un. */
  readonly agents: OptionsAgents | undefined;
  /** Appelé à chaque issue rendue à un poste (`mesures/`). */
  readonly compterIssue?: (issue: Issue['issue']) => void;
}

/** Compte d’une requête authentifiée. `expireLe` : fin de validité du jeton présenté. */
export interface CompteConnecte extends Compte { readonly famille: string; readonly expireLe: Date }

declare module 'fastify' {
  interface FastifyRequest { compte: CompteConnecte | null }
}

const expiree = (): ErreurService => new ErreurService(401, 'session.expiree', 'La session n’est plus valide : se reconnecter.');

/** Vérifie le jeton, puis relit le compte et sa session en base : une suspension, une révocation ou un changement de droits agit à la requête suivante. */
export const authentifier = (contexte: ContexteService) => async (requete: FastifyRequest, _reponse: FastifyReply): Promise<void> => {
  const [schema, jeton] = (requete.headers.authorization ?? '').split(' ');
  if (schema?.toLowerCase() !== 'bearer' || jeton === undefined) throw new ErreurService(401, 'session.absente', 'Une session est nécessaire : se connecter.');
  const contenu = lireJeton(contexte.cle, jeton, contexte.horloge());
  if (contenu === undefined) throw expiree();
  const ligne = await contexte.base.db.selectFrom('utilisateur').innerJoin('acces', 'acces.utilisateurId', 'utilisateur.id')
    .select(['id', 'nom', 'email', 'profil', 'perimetre', 'perimetreLibelle', 'acces.versionDroits'])
    .where('id', '=', contenu.sub).where('statut', '=', 'actif')
    .where(sql<boolean>`exists (select 1 from rafraichissement r where r.famille = ${contenu.fam} and r."utilisateurId" = utilisateur.id and r."revoqueLe" is null)`)
    .executeTakeFirst();
  if (ligne === undefined) throw expiree();
  requete.compte = { ...compteDe(ligne), famille: contenu.fam, expireLe: new Date(contenu.exp * 1000) };
};

/** Le compte de la requête ; la route doit avoir `authentifier` en `onRequest`. */
export const exigerCompte = (requete: FastifyRequest): CompteConnecte => {
  if (requete.compte === null) throw expiree();
  return requete.compte;
};

/** Version du programme du poste, pour le journal ; ce qui n’en a pas la forme est ignoré. */
export const lireVersionClient = (entete: string | readonly string[] | undefined): string | null => (typeof entete === 'string' && /^[\w.+-]{1,40}$/u.test(entete) ? entete : null);
