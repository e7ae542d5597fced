import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Selectable, Transaction } from 'kysely';
import type { Moyen, SessionOuverte } from '../../contract/comptes.ts';
import type { Session } from '../../contract/service.ts';
import { verrouillerEcriture } from '../base/base.ts';
import type { Requetes, Schema } from '../base/schema.ts';
import type { ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import type { Acces, Auteur } from './acces.ts';
import { journaliserCompte, lireAcces } from './acces.ts';
import { fermerSessions, revoquerFamille, verrouillerFamille } from './fermeture.ts';
import { DUREE_JETON, faireJeton } from './jetons.ts';
import type { Compte } from './utilisateurs.ts';
import { compteDe, lireCompteActif, marquerUtilisateur } from './utilisateurs.ts';

export { ESSAIS_MAXIMAUX } from './gardes.ts';
const DUREE_RAFRAICHISSEMENT = 14 * 24 * 3_600_000;
/** Temps pendant lequel un jeton déjà servi peut être rendu de nouveau : la réponse s’est peut-être perdue. */
export const GRACE_RAFRAICHISSEMENT = 60_000;
const empreinteJeton = (jeton: string): string => createHash('sha256').update(jeton).digest('hex');
const copiee = (): ErreurService => new ErreurService(401, 'session.copiee', 'Cette session a été fermée parce que son jeton a été utilisé ailleurs : se reconnecter, puis changer le mot de passe.');
const expiree = (): ErreurService => new ErreurService(401, 'session.expiree', 'La session n’est plus valide : se reconnecter.');
/** Libellé montré tel quel dans une liste : sans caractère de commande ni de mise en page. */
const nettoyer = (poste: string | undefined): string | null => (poste ?? '').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ').trim().slice(0, 60) || null;

export interface Sessions {
  /**
   * Ouvre une session, dans une transaction qui tient le verrou d’écriture : remet les essais à zéro, note le mois de connexion, écrit `session.ouverte` au journal.
   * Le compte vient d’être lu dans cette transaction, et il est actif.
   */
  ouvrir(trx: Transaction<Schema>, acces: Acces, quoi: { readonly moyen: Moyen; readonly poste: string | undefined }): Promise<Session>;
  /**
   * Échange un jeton de rafraîchissement. Le même jeton, rendu dans les 60 secondes (horloge du service), donne de nouveaux jetons tant qu’aucun de ceux
   * qui en sont issus n’a servi : la réponse s’était perdue. Autrement un jeton déjà servi, ou le frère d’un jeton qui a servi, a été copié : toute la
   * session est révoquée. Refus : `session.expiree` (401).
   */
  rafraichir(jeton: string): Promise<Session>;
  /** Fermeture par son porteur : la déconnexion. */
  fermer(famille: string): Promise<void>;
  /** Sessions vivantes du compte, la plus récente d’abord. */
  lister(utilisateurId: string, courante: string): Promise<SessionOuverte[]>;
  /** Ferme une autre session du compte. Refus : `session.inconnue` (404), aussi pour celle d’un autre compte. */
  revoquer(auteur: Auteur, famille: string): Promise<void>;
  /** Ferme toutes les sessions du compte, sauf la courante. */
  revoquerAutres(auteur: Auteur, courante: string): Promise<void>;
}

/** Ouverture, rotation et fermeture des sessions. */
export const creerSessions = (contexte: ContexteService): Sessions => {
  const { base, horloge } = contexte;

  const delivrer = async (requetes: Requetes, compte: Compte, famille: string, issuDe: string | null): Promise<Session> => {
    const maintenant = horloge();
    const jeton = randomBytes(32).toString('base64url');
    await requetes.insertInto('rafraichissement').values({
      empreinte: empreinteJeton(jeton), famille, utilisateurId: compte.utilisateur.id, creeLe: maintenant, expireLe: new Date(maintenant.getTime() + DUREE_RAFRAICHISSEMENT), utiliseLe: null, revoqueLe: null, issuDe,
    }).execute();
    const exp = Math.floor(maintenant.getTime() / 1000) + DUREE_JETON;
    return { utilisateur: compte.utilisateur, jeton: faireJeton(contexte.cle, { sub: compte.utilisateur.id, fam: famille, exp }), jetonRafraichissement: jeton, expireDans: DUREE_JETON };
  };

  const unUsage = async (trx: Requetes, issuDe: string, sauf: string): Promise<boolean> =>
    (await trx.selectFrom('rafraichissement').select('empreinte').where('issuDe', '=', issuDe).where('empreinte', '<>', sauf).where('utiliseLe', 'is not', null).limit(1).executeTakeFirst()) !== undefined;

  /** Deux porteurs pour une même suite de jetons : l’un des deux l’a volée. */
  const aEteCopie = async (trx: Requetes, { empreinte, utiliseLe, issuDe }: Pick<Selectable<Schema['rafraichissement']>, 'empreinte' | 'utiliseLe' | 'issuDe'>, maintenant: Date): Promise<boolean> => {
    // jamais servi, mais un frère (né de la même grâce) l’a été : qui détient l’un n’a pas eu besoin de l’autre
    if (utiliseLe === null) return issuDe !== null && await unUsage(trx, issuDe, empreinte);
    return maintenant.getTime() - utiliseLe.getTime() > GRACE_RAFRAICHISSEMENT || await unUsage(trx, empreinte, empreinte);
  };

  /** À part de l’échange, car le verrou d’écriture se prend avant celui de la session ; un jeton copié le reste, rien ne peut passer entre les deux. */
  const revoquerCopie = (utilisateurId: string, famille: string): Promise<void> => base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    await verrouillerFamille(trx, famille);
    await revoquerFamille(trx, famille, 'jeton_copie', horloge());
    const compte = await lireAcces(trx, { id: utilisateurId });
    if (compte !== undefined) await journaliserCompte(trx, compte, 'session.revoquee', horloge());
    await base.notifier(trx, { genre: 'session', utilisateurId });
  });

  return {
    ouvrir: async (trx, acces, { moyen, poste }) => {
      const maintenant = horloge();
      const famille = randomUUID();
      await trx.updateTable('acces').set({ essaisRates: 0, bloqueJusqua: null }).where('utilisateurId', '=', acces.id).execute();
      await trx.deleteFrom('rafraichissement').where('utilisateurId', '=', acces.id).where('expireLe', '<', maintenant).execute();
      await trx.insertInto('session').values({ famille, utilisateurId: acces.id, ouverteLe: maintenant, dernierUsageLe: maintenant, poste: nettoyer(poste), moyen, fermeeLe: null, motif: null }).execute();
      const mois = maintenant.toISOString().slice(0, 7);
      if (acces.derniereConnexion !== mois) await marquerUtilisateur(contexte.base, trx, acces.id, { derniereConnexion: mois }, maintenant);
      await journaliserCompte(trx, acces, 'session.ouverte', maintenant);
      return delivrer(trx, compteDe(acces), famille, null);
    },
    rafraichir: async (jeton) => {
      const maintenant = horloge();
      const empreinte = empreinteJeton(jeton);
      const issue = await base.db.transaction().execute(async (trx): Promise<{ readonly session: Session } | { readonly copie: { readonly utilisateurId: string; readonly famille: string } } | { readonly dejaCopie: true } | null> => {
        const connu = await trx.selectFrom('rafraichissement').select('famille').where('empreinte', '=', empreinte).executeTakeFirst();
        if (connu === undefined) return null;
        await verrouillerFamille(trx, connu.famille);
        const ligne = await trx.selectFrom('rafraichissement').selectAll().where('empreinte', '=', empreinte).where('revoqueLe', 'is', null).executeTakeFirst();
        if (ligne === undefined) {
          // l’autre porteur a été pris : celui-ci, peut-être la personne, doit le savoir aussi
          const fin = await trx.selectFrom('session').select('motif').where('famille', '=', connu.famille).executeTakeFirst();
          return fin?.motif === 'jeton_copie' ? { dejaCopie: true } : null;
        }
        if (await aEteCopie(trx, ligne, maintenant)) return { copie: ligne };
        const compte = ligne.expireLe <= maintenant ? undefined : await lireCompteActif(trx, ligne.utilisateurId);
        if (compte === undefined) return null;
        // le premier usage fait foi : la grâce ne se prolonge pas d’un essai à l’autre
        if (ligne.utiliseLe === null) await trx.updateTable('rafraichissement').set({ utiliseLe: maintenant }).where('empreinte', '=', empreinte).execute();
        await trx.updateTable('session').set({ dernierUsageLe: maintenant }).where('famille', '=', ligne.famille).execute();
        return { session: await delivrer(trx, compte, ligne.famille, empreinte) };
      });
      if (issue !== null && 'session' in issue) return issue.session;
      if (issue !== null && 'copie' in issue) await revoquerCopie(issue.copie.utilisateurId, issue.copie.famille);
      throw issue === null ? expiree() : copiee();
    },
    fermer: (famille) => base.db.transaction().execute(async (trx) => {
      // sans le verrou, un échange en cours rouvrirait la session qu’on ferme
      await verrouillerFamille(trx, famille);
      await revoquerFamille(trx, famille, 'fermee', horloge());
    }),
    lister: async (utilisateurId, courante) => {
      const lignes = await base.db.selectFrom('session').select(['famille', 'ouverteLe', 'dernierUsageLe', 'poste', 'moyen']).where('utilisateurId', '=', utilisateurId).where('fermeeLe', 'is', null)
        .where(({ exists, selectFrom }) => exists(selectFrom('rafraichissement').select('empreinte').whereRef('rafraichissement.famille', '=', 'session.famille').where('revoqueLe', 'is', null).where('expireLe', '>', horloge())))
        .orderBy('dernierUsageLe', 'desc').orderBy('famille').limit(200).execute();
      return lignes.map(({ ouverteLe, dernierUsageLe, ...reste }) => ({ ...reste, ouverteLe: ouverteLe.toISOString(), dernierUsageLe: dernierUsageLe.toISOString(), courante: reste.famille === courante }));
    },
    revoquer: (auteur, famille) => base.db.transaction().execute(async (trx) => {
      await verrouillerEcriture(trx);
      await verrouillerFamille(trx, famille);
      const vivante = await trx.selectFrom('rafraichissement').select('empreinte').where('famille', '=', famille).where('utilisateurId', '=', auteur.id).where('revoqueLe', 'is', null).limit(1).executeTakeFirst();
      if (vivante === undefined) throw new ErreurService(404, 'session.inconnue', 'Cette session n’existe pas, ou elle est déjà fermée.');
      await revoquerFamille(trx, famille, 'revoquee', horloge());
      await journaliserCompte(trx, auteur, 'session.revoquee', horloge());
      await base.notifier(trx, { genre: 'session', utilisateurId: auteur.id });
    }),
    revoquerAutres: (auteur, courante) => base.db.transaction().execute(async (trx) => {
      await verrouillerEcriture(trx);
      if (await fermerSessions(trx, contexte, auteur.id, 'revoquee', courante) > 0) await journaliserCompte(trx, auteur, 'session.revoquee', horloge());
    }),
  };
};
