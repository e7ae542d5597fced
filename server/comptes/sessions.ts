import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Session } from '../../contract/service.ts';
import type { Requetes, Schema } from '../base/schema.ts';
import type { ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { DUREE_JETON, faireJeton } from './jetons.ts';
import type { Limiteur } from './limites.ts';
import { creerLimiteur } from './limites.ts';
import { hacherMotDePasse, verifierMotDePasse } from './motsDePasse.ts';
import type { Compte } from './utilisateurs.ts';
import { compteDe, lireCompteActif } from './utilisateurs.ts';

export const ESSAIS_MAXIMAUX = 10;
const BLOCAGE = 15 * 60_000;
/** Échecs admis par adresse réseau sur 15 minutes : large, car un site entier sort souvent par une seule adresse. */
const ESSAIS_PAR_ADRESSE = 100;
const DUREE_RAFRAICHISSEMENT = 14 * 24 * 3_600_000;
/** Temps pendant lequel un jeton déjà servi peut être rendu de nouveau : la réponse s’est peut-être perdue. */
export const GRACE_RAFRAICHISSEMENT = 60_000;
/** Espace de verrous des sessions (deux entiers, distinct de ceux de `base/`) : un seul rafraîchissement à la fois par session. */
const VERROU_SESSION = 7_731_003;

const empreinteJeton = (jeton: string): string => createHash('sha256').update(jeton).digest('hex');
const identifiants = (): ErreurService => new ErreurService(401, 'session.identifiants', 'Adresse ou mot de passe inexact.');
const bloque = (attente: number): ErreurService => {
  const secondes = Math.max(1, Math.ceil(attente / 1000));
  return new ErreurService(429, 'session.bloque', `Trop d’essais : recommencer dans ${Math.ceil(secondes / 60)} minute(s).`, { attendre: secondes });
};

export interface Sessions {
  /** Refus : `session.identifiants` (401), `session.suspendu` (403, mot de passe juste), `session.bloque` (429). */
  ouvrir(email: string, motDePasse: string, adresse: string): Promise<Session>;
  /**
   * Échange un jeton de rafraîchissement. Le même jeton, rendu dans les 60 secondes (horloge du service), donne de nouveaux jetons tant qu’aucun de ceux
   * qui en sont issus n’a servi : la réponse s’était perdue. Autrement un jeton déjà servi, ou le frère d’un jeton qui a servi, a été copié : toute la
   * session est révoquée. Refus : `session.expiree` (401).
   */
  rafraichir(jeton: string): Promise<Session>;
  fermer(famille: string): Promise<void>;
}

/** Ouverture, rotation et fermeture des sessions. Une adresse inconnue coûte autant, et se bloque de même, qu’une adresse connue : rien ne dit si elle existe. */
export const creerSessions = (contexte: ContexteService): Sessions => {
  const { base, horloge } = contexte;
  const parAdresse: Limiteur = creerLimiteur(ESSAIS_PAR_ADRESSE, BLOCAGE);
  const inconnues: Limiteur = creerLimiteur(ESSAIS_MAXIMAUX, BLOCAGE);
  const leurre = hacherMotDePasse(randomUUID(), contexte.argon2);

  const delivrer = async (requetes: Requetes, compte: Compte, famille: string, issuDe: string | null): Promise<Session> => {
    const maintenant = horloge();
    const jeton = randomBytes(32).toString('base64url');
    await requetes.insertInto('rafraichissement').values({
      empreinte: empreinteJeton(jeton), famille, utilisateurId: compte.utilisateur.id, creeLe: maintenant, expireLe: new Date(maintenant.getTime() + DUREE_RAFRAICHISSEMENT), utiliseLe: null, revoqueLe: null, issuDe,
    }).execute();
    const exp = Math.floor(maintenant.getTime() / 1000) + DUREE_JETON;
    return { utilisateur: compte.utilisateur, jeton: faireJeton(contexte.cle, { sub: compte.utilisateur.id, fam: famille, exp }), jetonRafraichissement: jeton, expireDans: DUREE_JETON };
  };

  /** Compte l’essai avant de vérifier, en une instruction : des essais simultanés ne passent pas la borne. Rend faux quand le compte est bloqué. */
  const prendreUnEssai = async (id: string, maintenant: Date): Promise<boolean> => {
    const fin = new Date(maintenant.getTime() + BLOCAGE);
    const { rows } = await sql`
      update utilisateur set "essaisRates" = (case when "bloqueJusqua" is null then "essaisRates" else 0 end) + 1,
        "bloqueJusqua" = case when (case when "bloqueJusqua" is null then "essaisRates" else 0 end) + 1 >= ${sql.lit(ESSAIS_MAXIMAUX)} then ${fin}::timestamptz end
      where id = ${id} and ("bloqueJusqua" is null or "bloqueJusqua" <= ${maintenant}::timestamptz) returning id`.execute(base.db);
    return rows.length === 1;
  };

  /** Dans une transaction, avant de relire : échanges et fermetures d’une même session se suivent, chacun voit ce que l’autre a fait. */
  const verrouillerFamille = async (trx: Requetes, famille: string): Promise<void> => {
    await sql`select pg_advisory_xact_lock(${sql.lit(VERROU_SESSION)}, hashtext(${famille}))`.execute(trx);
  };
  const revoquerFamille = async (trx: Requetes, famille: string): Promise<void> => {
    await trx.updateTable('rafraichissement').set({ revoqueLe: horloge() }).where('famille', '=', famille).where('revoqueLe', 'is', null).execute();
  };

  const unUsage = async (trx: Requetes, issuDe: string, sauf: string): Promise<boolean> =>
    (await trx.selectFrom('rafraichissement').select('empreinte').where('issuDe', '=', issuDe).where('empreinte', '<>', sauf).where('utiliseLe', 'is not', null).limit(1).executeTakeFirst()) !== undefined;

  /** Deux porteurs pour une même suite de jetons : l’un des deux l’a volée. */
  const aEteCopie = async (trx: Requetes, { empreinte, utiliseLe, issuDe }: Pick<Selectable<Schema['rafraichissement']>, 'empreinte' | 'utiliseLe' | 'issuDe'>, maintenant: Date): Promise<boolean> => {
    // jamais servi, mais un frère (né de la même grâce) l’a été : qui détient l’un n’a pas eu besoin de l’autre
    if (utiliseLe === null) return issuDe !== null && await unUsage(trx, issuDe, empreinte);
    return maintenant.getTime() - utiliseLe.getTime() > GRACE_RAFRAICHISSEMENT || await unUsage(trx, empreinte, empreinte);
  };

  return {
    ouvrir: async (email, motDePasse, adresse) => {
      const maintenant = horloge();
      const attente = parAdresse.attente(adresse, maintenant.getTime());
      if (attente > 0) throw bloque(attente);
      const ligne = await base.db.selectFrom('utilisateur').selectAll().where(sql<string>`lower(email)`, '=', email).executeTakeFirst();
      if (ligne === undefined) {
        const blocage = inconnues.attente(email, maintenant.getTime());
        if (blocage > 0) throw bloque(blocage);
        inconnues.compter(email, maintenant.getTime());
        await verifierMotDePasse(await leurre, motDePasse);
        parAdresse.compter(adresse, maintenant.getTime());
        throw identifiants();
      }
      if (!await prendreUnEssai(ligne.id, maintenant)) {
        parAdresse.compter(adresse, maintenant.getTime());
        throw bloque((ligne.bloqueJusqua?.getTime() ?? maintenant.getTime() + BLOCAGE) - maintenant.getTime());
      }
      if (!await verifierMotDePasse(ligne.motDePasse, motDePasse)) {
        parAdresse.compter(adresse, maintenant.getTime());
        throw identifiants();
      }
      return base.db.transaction().execute(async (trx) => {
        await trx.updateTable('utilisateur').set({ essaisRates: 0, bloqueJusqua: null }).where('id', '=', ligne.id).execute();
        if (!ligne.actif) return null;
        await trx.deleteFrom('rafraichissement').where('utilisateurId', '=', ligne.id).where('expireLe', '<', maintenant).execute();
        return delivrer(trx, compteDe(ligne), randomUUID(), null);
      }).then((session) => {
        if (session === null) throw new ErreurService(403, 'session.suspendu', 'Ce compte est suspendu : s’adresser à l’administrateur.');
        return session;
      });
    },
    rafraichir: async (jeton) => {
      const maintenant = horloge();
      const empreinte = empreinteJeton(jeton);
      const session = await base.db.transaction().execute(async (trx) => {
        const connu = await trx.selectFrom('rafraichissement').select('famille').where('empreinte', '=', empreinte).executeTakeFirst();
        if (connu === undefined) return null;
        await verrouillerFamille(trx, connu.famille);
        const ligne = await trx.selectFrom('rafraichissement').selectAll().where('empreinte', '=', empreinte).where('revoqueLe', 'is', null).executeTakeFirst();
        if (ligne === undefined) return null;
        if (await aEteCopie(trx, ligne, maintenant)) {
          await revoquerFamille(trx, ligne.famille);
          return null;
        }
        const compte = ligne.expireLe <= maintenant ? undefined : await lireCompteActif(trx, ligne.utilisateurId);
        if (compte === undefined) return null;
        // le premier usage fait foi : la grâce ne se prolonge pas d’un essai à l’autre
        if (ligne.utiliseLe === null) await trx.updateTable('rafraichissement').set({ utiliseLe: maintenant }).where('empreinte', '=', empreinte).execute();
        return delivrer(trx, compte, ligne.famille, empreinte);
      });
      if (session === null) throw new ErreurService(401, 'session.expiree', 'La session n’est plus valide : se reconnecter.');
      return session;
    },
    fermer: (famille) => base.db.transaction().execute(async (trx) => {
      // sans le verrou, un échange en cours rouvrirait la session qu’on ferme
      await verrouillerFamille(trx, famille);
      await revoquerFamille(trx, famille);
    }),
  };
};
