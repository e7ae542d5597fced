import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Utilisateur } from '../../contract/service.ts';
import { schemaPerimetre } from '../../contract/service.ts';
import type { Acteur, Perimetre, Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { Base } from '../base/base.ts';
import type { Requetes, TableUtilisateur } from '../base/schema.ts';
import { ErreurService } from '../erreurs.ts';
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
  /** L’un des deux. `empreinteMotDePasse` vient de `hacherMotDePasse` : pour des milliers de comptes de démonstration au même mot de passe. */
  readonly motDePasse?: string;
  readonly empreinteMotDePasse?: string;
  readonly argon2?: ParametresArgon2;
}

export const compteDe = (ligne: Pick<TableUtilisateur, 'id' | 'nom' | 'email' | 'profil' | 'perimetre' | 'perimetreLibelle'> & { versionDroits: number }): Compte => ({
  utilisateur: { id: ligne.id, nom: ligne.nom, email: ligne.email, profil: ligne.profil, perimetre: ligne.perimetre as Utilisateur['perimetre'], perimetreLibelle: ligne.perimetreLibelle },
  acteur: { utilisateurId: ligne.id, nom: ligne.nom, profil: ligne.profil, perimetre: ligne.perimetre },
  versionDroits: ligne.versionDroits,
});

const verifierPerimetre = (profil: Profil, perimetre: Perimetre): void => {
  if (PROFILS[profil].perimetre !== perimetre.genre || !schemaPerimetre.safeParse(perimetre).success) {
    throw new ErreurService(400, 'champ.perimetre', `Le profil « ${PROFILS[profil].libelle} » demande un périmètre « ${PROFILS[profil].perimetre} ».`, { champ: 'perimetre' });
  }
};

const enLigne = async (nouveau: NouvelUtilisateur) => {
  verifierPerimetre(nouveau.profil, nouveau.perimetre);
  if (nouveau.empreinteMotDePasse === undefined && (nouveau.motDePasse ?? '').length < LONGUEUR_MINIMALE) {
    throw new ErreurService(400, 'champ.motDePasse', `Le mot de passe compte au moins ${LONGUEUR_MINIMALE} caractères.`, { champ: 'motDePasse' });
  }
  return {
    id: nouveau.id ?? randomUUID(), email: nouveau.email.trim().toLowerCase(), nom: nouveau.nom, profil: nouveau.profil, perimetre: JSON.stringify(nouveau.perimetre) as unknown as Perimetre,
    perimetreLibelle: nouveau.perimetreLibelle, motDePasse: nouveau.empreinteMotDePasse ?? await hacherMotDePasse(nouveau.motDePasse ?? '', nouveau.argon2),
  };
};

/**
 * Crée des comptes, 500 par instruction. Une personne, un profil, une adresse (domain.md §3).
 * Refus (`ErreurService`) : `champ.perimetre`, `champ.motDePasse` (12 caractères au moins). Une adresse déjà prise lève l’erreur d’unicité de la base.
 */
export const creerUtilisateurs = async (base: Base, nouveaux: readonly NouvelUtilisateur[]): Promise<readonly string[]> => {
  const lignes = await Promise.all(nouveaux.map(enLigne));
  for (let debut = 0; debut < lignes.length; debut += 500) await base.db.insertInto('utilisateur').values(lignes.slice(debut, debut + 500)).execute();
  return lignes.map(({ id }) => id);
};

/** Crée un compte et rend son identifiant. Mêmes refus que `creerUtilisateurs`. */
export const creerUtilisateur = async (base: Base, nouveau: NouvelUtilisateur): Promise<string> => {
  const [id] = await creerUtilisateurs(base, [nouveau]);
  return id as string;
};

export interface DroitsModifies { readonly profil?: Profil; readonly perimetre?: Perimetre; readonly perimetreLibelle?: string; readonly actif?: boolean }

/**
 * Change les droits d’un compte, ou le suspend. Effet immédiat : les requêtes suivantes lisent ces droits, `versionDroits` monte, et le prochain
 * tirage de chaque poste livre ce qui entre dans le périmètre et retire ce qui en sort. Refus : `champ.perimetre`, `introuvable`.
 */
export const changerDroits = async (base: Base, id: string, droits: DroitsModifies): Promise<void> => {
  await base.db.transaction().execute(async (trx) => {
    const actuel = await trx.selectFrom('utilisateur').select(['profil', 'perimetre']).where('id', '=', id).forUpdate().executeTakeFirst();
    if (actuel === undefined) throw new ErreurService(404, 'introuvable', 'Ce compte n’existe pas.');
    verifierPerimetre(droits.profil ?? actuel.profil, droits.perimetre ?? actuel.perimetre);
    const { perimetre, ...reste } = droits;
    await trx.updateTable('utilisateur')
      .set({ ...reste, ...(perimetre === undefined ? {} : { perimetre: JSON.stringify(perimetre) as unknown as Perimetre }), versionDroits: sql`"versionDroits" + 1` })
      .where('id', '=', id).execute();
    if (droits.actif === false) await trx.updateTable('rafraichissement').set({ revoqueLe: new Date() }).where('utilisateurId', '=', id).where('revoqueLe', 'is', null).execute();
    await base.notifier(trx, { genre: 'session', utilisateurId: id });
  });
};

/** Le compte actif, avec ses droits du moment ; `undefined` quand il n’existe pas ou qu’il est suspendu. */
export const lireCompteActif = async (requetes: Requetes, id: string): Promise<Compte | undefined> => {
  const ligne = await requetes.selectFrom('utilisateur').select(['id', 'nom', 'email', 'profil', 'perimetre', 'perimetreLibelle', 'versionDroits'])
    .where('id', '=', id).where('actif', '=', true).executeTakeFirst();
  return ligne === undefined ? undefined : compteDe(ligne);
};
