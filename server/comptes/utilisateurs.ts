import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Utilisateur } from '../../contract/service.ts';
import { schemaPerimetre } from '../../contract/service.ts';
import type { Changement } from '../../domain/commandes/commande.ts';
import { cibleDe } from '../../domain/objets/objets.ts';
import type { CompteOffre, StatutCompte } from '../../domain/objets/utilisateur.ts';
import { LIBELLES_PERIMETRE, dispositifsDuPerimetre, entiteDuPerimetre, perimetreConvient } from '../../domain/objets/utilisateur.ts';
import type { Acteur, Perimetre, Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { Base } from '../base/base.ts';
import { verrouillerEcriture } from '../base/base.ts';
import { chargerEnMasse } from '../base/enMasse.ts';
import type { Requetes, Schema } from '../base/schema.ts';
import type { ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { suivre } from '../synchronisation/suivi.ts';
import { fermerSessions } from './fermeture.ts';
import type { ParametresArgon2 } from './motsDePasse.ts';
import { LONGUEUR_MINIMALE, hacherMotDePasse } from './motsDePasse.ts';

/** Un compte vérifié, tel que les routes le voient. Relu en base à chaque requête. */
export interface Compte {
  readonly utilisateur: Utilisateur;
  readonly acteur: Acteur;
  readonly versionDroits: number;
}

export interface NouvelUtilisateur {
  readonly id?: string;
  readonly email: string;
  readonly nom: string;
  readonly profil: Profil;
  readonly perimetre: Perimetre;
  readonly perimetreLibelle: string;
  readonly telephone?: string | null;
  readonly fonction?: string | null;
  readonly statut?: StatutCompte;
  readonly secondFacteur?: boolean;
  readonly derniereConnexion?: string | null;
  /** Instant ISO de l’invitation d’un compte invité ; maintenant quand il n’est pas dit. */
  readonly inviteLe?: string | null;
  /** L’un des deux, sauf pour un compte invité. `empreinteMotDePasse` vient de `hacherMotDePasse` : pour des milliers de comptes de démonstration au même mot de passe. */
  readonly motDePasse?: string;
  readonly empreinteMotDePasse?: string;
  readonly argon2?: ParametresArgon2;
}

export const compteDe = (ligne: Pick<CompteOffre, 'id' | 'nom' | 'email' | 'profil' | 'perimetre' | 'perimetreLibelle'> & { versionDroits: number }): Compte => ({
  utilisateur: { id: ligne.id, nom: ligne.nom, email: ligne.email, profil: ligne.profil, perimetre: ligne.perimetre as Utilisateur['perimetre'], perimetreLibelle: ligne.perimetreLibelle },
  acteur: { utilisateurId: ligne.id, nom: ligne.nom, profil: ligne.profil, perimetre: ligne.perimetre },
  versionDroits: ligne.versionDroits,
});

/** Lignes par requête. */
const PAQUET = 5_000;

const verifierPerimetre = (profil: Profil, perimetre: Perimetre): void => {
  if (!perimetreConvient(profil, perimetre) || !schemaPerimetre.safeParse(perimetre).success) {
    throw new ErreurService(400, 'champ.perimetre', `Le profil « ${PROFILS[profil].libelle} » demande ${LIBELLES_PERIMETRE[PROFILS[profil].perimetre]}.`, { champ: 'perimetre' });
  }
};

/** Départements où agit une personne : ceux de son périmètre, ou de ses dispositifs. */
const departementsDe = async (requetes: Requetes, perimetre: Perimetre): Promise<string[]> => {
  if (perimetre.genre === 'national') return [];
  if (perimetre.genre !== 'dispositifs') return [...perimetre.departements];
  if (perimetre.dispositifs.length === 0) return [];
  return (await requetes.selectFrom('dispositif').select('departement').distinct().where('id', 'in', [...perimetre.dispositifs]).orderBy('departement').execute()).map(({ departement }) => departement);
};

/** Département de chaque dispositif que citent des périmètres, lus par paquets : une requête par compte serait trop pour des milliers. */
const departementsDesDispositifs = async (requetes: Requetes, nouveaux: readonly NouvelUtilisateur[]): Promise<ReadonlyMap<string, string>> => {
  const ids = [...new Set(nouveaux.flatMap(({ perimetre }) => dispositifsDuPerimetre(perimetre)))];
  const connus = new Map<string, string>();
  for (let debut = 0; debut < ids.length; debut += PAQUET) {
    for (const { id, departement } of await requetes.selectFrom('dispositif').select(['id', 'departement']).where('id', 'in', ids.slice(debut, debut + PAQUET)).execute()) connus.set(id, departement);
  }
  return connus;
};

const enLigne = async (parDispositif: ReadonlyMap<string, string>, nouveau: NouvelUtilisateur): Promise<{ readonly ligne: CompteOffre; readonly empreinte: string | null }> => {
  const { profil, perimetre, statut = 'actif' } = nouveau;
  verifierPerimetre(profil, perimetre);
  if (nouveau.empreinteMotDePasse === undefined && statut !== 'invite' && (nouveau.motDePasse ?? '').length < LONGUEUR_MINIMALE) {
    throw new ErreurService(400, 'champ.motDePasse', `Le mot de passe compte au moins ${LONGUEUR_MINIMALE} caractères.`, { champ: 'motDePasse' });
  }
  const departements = perimetre.genre === 'national' ? [] : perimetre.genre === 'dispositifs' ? [...new Set(perimetre.dispositifs.flatMap((id) => parDispositif.get(id) ?? []))].sort() : [...perimetre.departements];
  const maintenant = new Date().toISOString();
  return {
    empreinte: statut === 'invite' ? null : nouveau.empreinteMotDePasse ?? await hacherMotDePasse(nouveau.motDePasse ?? '', nouveau.argon2),
    ligne: {
      id: nouveau.id ?? randomUUID(), code: null, version: 1, departement: departements[0] ?? '', nom: nouveau.nom, email: nouveau.email.trim().toLowerCase(), telephone: nouveau.telephone ?? null, fonction: nouveau.fonction ?? null,
      profil, perimetre, perimetreLibelle: nouveau.perimetreLibelle, departements, entiteId: entiteDuPerimetre(perimetre), statut, secondFacteur: nouveau.secondFacteur ?? false, inviteLe: statut === 'invite' ? nouveau.inviteLe ?? maintenant : null,
      derniereConnexion: nouveau.derniereConnexion ?? null, provenance: null, creePar: 'systeme', creeParProfil: 'systeme', creeLe: maintenant, modifiePar: 'systeme', modifieLe: maintenant,
    },
  };
};

/**
 * Crée des comptes sans passer par les commandes (démonstration, essais, premier administrateur) : à l’appelant d’en avoir le droit. Le journal garde une ligne par paquet.
 * Refus (`ErreurService`) : `champ.perimetre`, `champ.motDePasse` (12 caractères au moins). Une adresse déjà prise lève l’erreur d’unicité de la base.
 */
export const creerUtilisateurs = async (base: Base, nouveaux: readonly NouvelUtilisateur[]): Promise<readonly string[]> => {
  const parDispositif = await departementsDesDispositifs(base.db, nouveaux);
  const comptes = await Promise.all(nouveaux.map((nouveau) => enLigne(parDispositif, nouveau)));
  await chargerEnMasse(base, [{ objet: 'utilisateur', lignes: comptes.map(({ ligne }) => ligne) }]);
  for (let debut = 0; debut < comptes.length; debut += 500) {
    await base.db.insertInto('acces').values(comptes.slice(debut, debut + 500).map(({ ligne, empreinte }) => ({ utilisateurId: ligne.id, motDePasse: empreinte, motDePasseLe: empreinte === null ? null : new Date(), bloqueJusqua: null }))).execute();
  }
  return comptes.map(({ ligne }) => ligne.id);
};

/** Crée un compte et rend son identifiant. Mêmes refus que `creerUtilisateurs`. */
export const creerUtilisateur = async (base: Base, nouveau: NouvelUtilisateur): Promise<string> => {
  const [id] = await creerUtilisateurs(base, [nouveau]);
  return id as string;
};

/** Champs d’un compte que le service change de lui-même : la personne s’est connectée, a activé son compte ou son second facteur. */
export type ChampsMarques = Partial<Pick<CompteOffre, 'secondFacteur' | 'derniereConnexion' | 'statut' | 'nom' | 'email' | 'telephone' | 'fonction' | 'inviteLe'>>;

/** Change la ligne synchronisée d’un compte et son suivi. La transaction tient le verrou d’écriture ; le journal est à l’appelant. */
export const marquerUtilisateur = async (base: Pick<Base, 'notifier'>, trx: Transaction<Schema>, id: string, champs: ChampsMarques, maintenant: Date): Promise<void> => {
  const ligne = await trx.updateTable('utilisateur').set({ ...champs, version: sql`version + 1`, modifieLe: maintenant.toISOString() }).where('id', '=', id).returningAll().executeTakeFirst();
  if (ligne === undefined) throw new ErreurService(404, 'introuvable', 'Ce compte n’existe pas.');
  await suivre(base, trx, 'utilisateur', id, cibleDe('utilisateur', ligne));
};

/** Les droits d’un compte ont changé : ses requêtes suivantes lisent les nouveaux, ses flux se ferment, et sans droit d’entrer ses sessions aussi. */
const apresDroits = async (contexte: Pick<ContexteService, 'base' | 'horloge'>, trx: Transaction<Schema>, id: string, actif: boolean): Promise<void> => {
  await trx.updateTable('acces').set({ versionDroits: sql`"versionDroits" + 1` }).where('utilisateurId', '=', id).execute();
  if (!actif) await fermerSessions(trx, contexte, id, 'administrateur');
  await contexte.base.notifier(trx, { genre: 'session', utilisateurId: id });
};

/** L’accès de comptes que l’annulation d’un lot retire : jamais ouverts, ils n’ont ni session ni poste ; s’il en restait, la base refuserait le retrait. */
export const oublierAcces = async (trx: Transaction<Schema>, ids: readonly string[]): Promise<void> => {
  for (const table of ['acces', 'code_unique', 'courriel_a_envoyer'] as const) await trx.deleteFrom(table).where('utilisateurId', 'in', [...ids]).execute();
};

/** Ce qu’un changement de compte appliqué entraîne hors de sa ligne : un accès pour un compte créé, des droits relus pour un compte changé. Dans la transaction de l’envoi. */
export const suivreComptes = async (contexte: Pick<ContexteService, 'base' | 'horloge'>, trx: Transaction<Schema>, changements: readonly Changement[]): Promise<void> => {
  for (const changement of changements) {
    if (changement.objet !== 'utilisateur' || changement.genre === 'supprimer') continue;
    if (changement.genre === 'creer') await trx.insertInto('acces').values({ utilisateurId: changement.ligne.id, motDePasse: null, motDePasseLe: null, bloqueJusqua: null }).execute();
    else if ('profil' in changement.champs || 'perimetre' in changement.champs || 'statut' in changement.champs) {
      const { statut } = await trx.selectFrom('utilisateur').select('statut').where('id', '=', changement.id).executeTakeFirstOrThrow();
      await apresDroits(contexte, trx, changement.id, statut === 'actif');
    } else if ('nom' in changement.champs || 'email' in changement.champs) await contexte.base.notifier(trx, { genre: 'session', utilisateurId: changement.id });
  }
};

export interface DroitsModifies { readonly profil?: Profil; readonly perimetre?: Perimetre; readonly perimetreLibelle?: string; readonly actif?: boolean }

/**
 * Change les droits d’un compte, ou le suspend, sans passer par les commandes (exploitation, essais). Effet immédiat : les requêtes suivantes lisent ces droits, `versionDroits` monte,
 * et le prochain tirage de chaque poste livre ce qui entre dans le périmètre et retire ce qui en sort. Refus : `champ.perimetre`, `introuvable`.
 */
export const changerDroits = async (base: Base, id: string, { actif, ...droits }: DroitsModifies): Promise<void> => {
  await base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    const actuel = await trx.selectFrom('utilisateur').select(['profil', 'perimetre', 'statut']).where('id', '=', id).executeTakeFirst();
    if (actuel === undefined) throw new ErreurService(404, 'introuvable', 'Ce compte n’existe pas.');
    const perimetre = droits.perimetre ?? actuel.perimetre;
    verifierPerimetre(droits.profil ?? actuel.profil, perimetre);
    const departements = await departementsDe(trx, perimetre);
    const statut = actif === undefined ? actuel.statut : actif ? 'actif' : 'suspendu';
    const ligne = await trx.updateTable('utilisateur').set({
      ...droits, statut, perimetre: JSON.stringify(perimetre) as unknown as Perimetre, departements: JSON.stringify(departements) as unknown as string[], departement: departements[0] ?? '', entiteId: entiteDuPerimetre(perimetre),
      version: sql`version + 1`, modifieLe: new Date().toISOString(),
    }).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
    await suivre(base, trx, 'utilisateur', id, { departements, entiteId: ligne.entiteId, dispositifId: null, affectations: dispositifsDuPerimetre(perimetre) });
    await apresDroits({ base, horloge: () => new Date() }, trx, id, statut === 'actif');
  });
};

/** Le compte actif, avec ses droits du moment ; `undefined` quand il n’existe pas ou qu’il est suspendu. */
export const lireCompteActif = async (requetes: Requetes, id: string): Promise<Compte | undefined> => {
  const ligne = await requetes.selectFrom('utilisateur').innerJoin('acces', 'acces.utilisateurId', 'utilisateur.id')
    .select(['id', 'nom', 'email', 'profil', 'perimetre', 'perimetreLibelle', 'acces.versionDroits']).where('id', '=', id).where('statut', '=', 'actif').executeTakeFirst();
  return ligne === undefined ? undefined : compteDe(ligne);
};
