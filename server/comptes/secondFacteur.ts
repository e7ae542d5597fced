import type { Transaction } from 'kysely';
import { Secret, TOTP as Totp } from 'otpauth';
import { NOMBRE_CODES_DE_SECOURS, SECOND_FACTEUR_OBLIGATOIRE, TOTP } from '../../contract/comptes.ts';
import type { Profil } from '../../domain/profils.ts';
import type { Requetes, Schema } from '../base/schema.ts';
import type { ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { chiffrer, dechiffrer, empreinteDeCode, normaliserCode, tirerCode } from './secrets.ts';
import { marquerUtilisateur } from './utilisateurs.ts';

/** Périodes admises avant et après celle de l’horloge du service : le téléphone peut avancer ou retarder. */
const FENETRE = 1;
/** Octets du secret (RFC 4226, 160 bits recommandés). */
const TAILLE_SECRET = 20;
const EMETTEUR = 'SIAO Offre';

type Contexte = Pick<ContexteService, 'base' | 'cle' | 'horloge'>;

export const codeRefuse = (): ErreurService => new ErreurService(403, 'secondFacteur.code', 'Ce code ne convient pas. Un code change toutes les trente secondes et ne sert qu’une fois : attendre le suivant.', { champ: 'code' });

/** Vrai quand ce profil ne se connecte pas sans second facteur, sur ce service. */
export const estObligatoire = ({ secondFacteur }: Pick<ContexteService, 'secondFacteur'>, profil: Profil): boolean => secondFacteur === 'obligatoire' && SECOND_FACTEUR_OBLIGATOIRE.includes(profil);

const generateur = (secret: string, email = ''): Totp => new Totp({ issuer: EMETTEUR, label: email, issuerInLabel: true, algorithm: 'SHA1', digits: TOTP.chiffres, period: TOTP.periode, secret: Secret.fromBase32(secret) });

/** Un secret neuf, en base32, et l’adresse `otpauth://` à dessiner. Rien n’est gardé : le secret revient dans le défi scellé. */
export const tirerSecret = (email: string): { readonly secret: string; readonly uri: string } => {
  const secret = new Secret({ size: TAILLE_SECRET }).base32;
  return { secret, uri: generateur(secret, email).toString() };
};

/** Numéro de la période dont `code` est le code, ou `undefined`. */
const periodeDe = (secret: string, code: string, maintenant: Date): number | undefined => {
  if (!/^\d{6}$/u.test(code)) return undefined;
  const ecart = generateur(secret).validate({ token: code, timestamp: maintenant.getTime(), window: FENETRE });
  return ecart === null ? undefined : Totp.counter({ period: TOTP.periode, timestamp: maintenant.getTime() }) + ecart;
};

/** Vrai quand le compte a un second facteur posé. */
export const aSecondFacteur = async (requetes: Requetes, utilisateurId: string): Promise<boolean> =>
  (await requetes.selectFrom('second_facteur').select('utilisateurId').where('utilisateurId', '=', utilisateurId).executeTakeFirst()) !== undefined;

export const codesRestants = async (requetes: Requetes, utilisateurId: string): Promise<number> =>
  Number((await requetes.selectFrom('code_de_secours').select(({ fn }) => fn.countAll().as('nombre')).where('utilisateurId', '=', utilisateurId).where('utiliseLe', 'is', null).executeTakeFirstOrThrow()).nombre);

/** Remplace les codes de secours. Rend les nouveaux en clair : c’est la seule fois. */
export const renouvelerCodesDeSecours = async (trx: Transaction<Schema>, { cle }: Contexte, utilisateurId: string): Promise<string[]> => {
  const codes = Array.from({ length: NOMBRE_CODES_DE_SECOURS }, () => tirerCode(3, 4));
  await trx.deleteFrom('code_de_secours').where('utilisateurId', '=', utilisateurId).execute();
  await trx.insertInto('code_de_secours').values(codes.map((code) => ({ utilisateurId, empreinte: empreinteDeCode(cle, 'code_de_secours', utilisateurId, normaliserCode(code)), utiliseLe: null }))).execute();
  return codes;
};

/**
 * Pose le second facteur, si `code` est bien un code de `secret`. La transaction tient le verrou d’écriture. Rend les codes de secours.
 * Refus : `secondFacteur.code` (403), `secondFacteur.deja` (409).
 */
export const poserSecondFacteur = async (trx: Transaction<Schema>, contexte: Contexte, utilisateurId: string, secret: string, code: string): Promise<string[]> => {
  const maintenant = contexte.horloge();
  const dernierPas = periodeDe(secret, normaliserCode(code), maintenant);
  if (dernierPas === undefined) throw codeRefuse();
  const { numInsertedOrUpdatedRows } = await trx.insertInto('second_facteur').values({ utilisateurId, secret: chiffrer(contexte.cle, 'totp', utilisateurId, secret), dernierPas, activeLe: maintenant })
    .onConflict((conflit) => conflit.column('utilisateurId').doNothing()).executeTakeFirst();
  if (Number(numInsertedOrUpdatedRows ?? 0) === 0) throw new ErreurService(409, 'secondFacteur.deja', 'Ce compte a déjà un second facteur.');
  await marquerUtilisateur(contexte.base, trx, utilisateurId, { secondFacteur: true }, maintenant);
  return renouvelerCodesDeSecours(trx, contexte, utilisateurId);
};

/**
 * Vérifie et consomme un code, d’application ou de secours : un code d’application ne sert qu’une fois (sa période est retenue), un code de secours aussi.
 * Rend ce qui a servi. Refus : `secondFacteur.code` (403) ; `secondFacteur.illisible` (503) quand la clé du service a changé depuis.
 */
export const consommerCode = async (trx: Transaction<Schema>, { cle, horloge }: Contexte, utilisateurId: string, brut: string, admis: 'tous' | 'application' = 'tous'): Promise<'application' | 'secours'> => {
  const maintenant = horloge();
  const code = normaliserCode(brut);
  const pose = await trx.selectFrom('second_facteur').select('secret').where('utilisateurId', '=', utilisateurId).forUpdate().executeTakeFirst();
  if (pose === undefined) throw codeRefuse();
  const secret = dechiffrer(cle, 'totp', utilisateurId, pose.secret);
  if (secret === undefined) throw new ErreurService(503, 'secondFacteur.illisible', 'Le second facteur de ce compte ne se lit plus : demander à l’administrateur de le retirer, puis en poser un autre.');
  const periode = periodeDe(secret, code, maintenant);
  if (periode !== undefined) {
    const { numUpdatedRows } = await trx.updateTable('second_facteur').set({ dernierPas: periode }).where('utilisateurId', '=', utilisateurId).where('dernierPas', '<', periode).executeTakeFirst();
    if (Number(numUpdatedRows) === 1) return 'application';
    throw codeRefuse();
  }
  if (admis === 'application') throw codeRefuse();
  const { numUpdatedRows } = await trx.updateTable('code_de_secours').set({ utiliseLe: maintenant })
    .where('utilisateurId', '=', utilisateurId).where('empreinte', '=', empreinteDeCode(cle, 'code_de_secours', utilisateurId, code)).where('utiliseLe', 'is', null).executeTakeFirst();
  if (Number(numUpdatedRows) !== 1) throw codeRefuse();
  return 'secours';
};

/** Retire le second facteur et ses codes de secours. La transaction tient le verrou d’écriture. Rend faux quand il n’y en avait pas. */
export const retirerSecondFacteur = async (trx: Transaction<Schema>, { base, horloge }: Pick<ContexteService, 'base' | 'horloge'>, utilisateurId: string): Promise<boolean> => {
  await trx.deleteFrom('code_de_secours').where('utilisateurId', '=', utilisateurId).execute();
  const { numDeletedRows } = await trx.deleteFrom('second_facteur').where('utilisateurId', '=', utilisateurId).executeTakeFirst();
  if (Number(numDeletedRows) === 0) return false;
  await marquerUtilisateur(base, trx, utilisateurId, { secondFacteur: false }, horloge());
  return true;
};
