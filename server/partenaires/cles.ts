import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import { PREFIXE_CLE } from '../../contract/partenaires.ts';
import { trouverDepartement } from '../../domain/geographie/departements.ts';
import type { Acteur } from '../../domain/profils.ts';
import type { Base } from '../base/base.ts';
import { verrouillerEcriture } from '../base/base.ts';
import type { DroitCle, Requetes, Schema, TableClePartenaire } from '../base/schema.ts';
import { ErreurService } from '../erreurs.ts';
import { ecrireJournal } from '../journal/journal.ts';

/** L’empreinte d’une clé : 256 bits tirés au hasard ne s’essaient pas, un sha-256 suffit. */
const empreinteDe = (cle: string): string => createHash('sha256').update(cle).digest('hex');
const FORME = new RegExp(`^${PREFIXE_CLE}[\\w-]{43}$`, 'u');
const AN = 366;

/** Une clé telle que l’exploitant la lit ; jamais la clé elle-même. `dispositifs` : leurs codes, `null` pour toute l’entité. `departements` : d’une clé de territoire ; vide, le pays. */
export interface CleListee { readonly id: string; readonly libelle: string; readonly entite: string | null; readonly dispositifs: readonly string[] | null; readonly departements: readonly string[] | null; readonly droits: readonly DroitCle[]; readonly creePar: string; readonly creeLe: string; readonly expireLe: string; readonly revoqueeLe: string | null; readonly dernierUsage: string | null; readonly etat: 'active' | 'expiree' | 'retiree' }
/** `entite`, `dispositifs` ou `departements` : l’un des trois. `lecture` : elle lit l’offre (toujours, pour un territoire, qui ne dépose rien). */
export interface NouvelleCle { readonly libelle: string; readonly entite?: string; readonly dispositifs?: readonly string[]; readonly departements?: readonly string[]; readonly lecture?: boolean; readonly creePar: string; readonly jours: number }

const noter = (trx: Transaction<Schema>, commande: 'cle.creee' | 'cle.retiree', entiteId: string | null, motif: string, moment: Date): Promise<void> => ecrireJournal(trx, [{
  moment, utilisateurId: 'systeme', nom: 'Exploitant du service', profil: 'admin_national', commande, objet: 'entite', objetId: entiteId, version: null, changements: {}, motif,
  suppleance: false, pourLeCompteDe: null, clientId: null, seq: null, versionClient: null,
}]);

const portees = async (trx: Transaction<Schema>, { entite, dispositifs = [], departements }: NouvelleCle): Promise<Pick<TableClePartenaire, 'entiteId' | 'dispositifs' | 'departements'>> => {
  if (departements !== undefined) {
    const inconnu = departements.find((code) => trouverDepartement(code) === undefined);
    if (inconnu !== undefined) throw new ErreurService(404, 'introuvable', `Aucun département n’a le code ${inconnu}.`);
    return { entiteId: null, dispositifs: null, departements: JSON.stringify([...new Set(departements)]) as unknown as string[] };
  }
  const fiches = dispositifs.length === 0 ? [] : await trx.selectFrom('dispositif').select(['id', 'code', 'entiteId']).where('code', 'in', [...dispositifs]).execute();
  const inconnu = dispositifs.find((code) => !fiches.some((fiche) => fiche.code === code));
  if (inconnu !== undefined) throw new ErreurService(404, 'introuvable', `Aucun dispositif n’a le code ${inconnu}.`);
  const entiteId = entite === undefined ? fiches[0]?.entiteId : (await trx.selectFrom('entite').select('id').where('code', '=', entite).executeTakeFirst())?.id;
  if (entiteId === undefined) throw new ErreurService(404, 'introuvable', `Aucune entité n’a le code ${entite ?? ''}.`);
  if (fiches.some((fiche) => fiche.entiteId !== entiteId)) throw new ErreurService(400, 'autre_entite', 'Ces dispositifs sont de plusieurs entités : une clé par entité.');
  return { entiteId, dispositifs: fiches.length === 0 ? null : (JSON.stringify(fiches.map((fiche) => fiche.id)) as unknown as string[]), departements: null };
};

/** Crée une clé pour une entité, pour des dispositifs d’une même entité ou pour un territoire, et la rend : elle ne se relit plus. Refus : `arguments`, `introuvable`, `autre_entite`. */
export const creerCle = async (base: Base, nouvelle: NouvelleCle, maintenant: Date): Promise<{ readonly id: string; readonly cle: string; readonly expireLe: string }> => {
  const { libelle, entite, dispositifs = [], departements, lecture = false, creePar, jours } = nouvelle;
  if ([entite !== undefined, dispositifs.length > 0, departements !== undefined].filter((dite) => dite).length !== 1) throw new ErreurService(400, 'arguments', 'Donner une entité, des dispositifs ou des départements, un seul des trois.');
  if (jours < 1 || jours > AN) throw new ErreurService(400, 'arguments', `Une clé vaut de 1 à ${AN} jours.`);
  const droits: DroitCle[] = departements !== undefined ? ['offre'] : lecture ? ['occupations', 'offre'] : ['occupations'];
  return base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    const portee = await portees(trx, nouvelle);
    const [id, cle, expireLe] = [randomUUID(), `${PREFIXE_CLE}${randomBytes(32).toString('base64url')}`, new Date(maintenant.getTime() + jours * 86_400_000)];
    await trx.insertInto('cle_partenaire').values({ id, empreinte: empreinteDe(cle), libelle, ...portee, droits: JSON.stringify(droits) as unknown as DroitCle[], creePar, creeLe: maintenant, expireLe, revoqueeLe: null, dernierUsage: null }).execute();
    await noter(trx, 'cle.creee', portee.entiteId, `Clé « ${libelle} », demandée par ${creePar}`, maintenant);
    return { id, cle, expireLe: expireLe.toISOString() };
  });
};

/** Toutes les clés, la plus récente d’abord. */
export const listerCles = async (base: Base, maintenant: Date): Promise<readonly CleListee[]> => {
  const cles = await base.db.selectFrom('cle_partenaire').leftJoin('entite', 'entite.id', 'cle_partenaire.entiteId').select(['cle_partenaire.id', 'libelle', 'raisonSociale', 'dispositifs', 'cle_partenaire.departements', 'droits', 'cle_partenaire.creePar', 'cle_partenaire.creeLe', 'expireLe', 'revoqueeLe', 'dernierUsage']).orderBy('cle_partenaire.creeLe', 'desc').orderBy('cle_partenaire.id').execute();
  const ids = cles.flatMap(({ dispositifs }) => dispositifs ?? []);
  const codes = new Map(ids.length === 0 ? [] : (await base.db.selectFrom('dispositif').select(['id', 'code']).where('id', 'in', ids).execute()).map(({ id, code }) => [id, code ?? id] as const));
  return cles.map(({ raisonSociale, dispositifs, creeLe, expireLe, revoqueeLe, dernierUsage, ...cle }) => ({
    ...cle, entite: raisonSociale, dispositifs: dispositifs?.map((id) => codes.get(id) ?? id) ?? null, creeLe: new Date(creeLe).toISOString(), expireLe: expireLe.toISOString(), revoqueeLe: revoqueeLe?.toISOString() ?? null, dernierUsage: dernierUsage?.toISOString() ?? null,
    etat: revoqueeLe !== null ? 'retiree' : expireLe <= maintenant ? 'expiree' : 'active',
  }));
};

/** Retire une clé : elle ne sert plus dès la requête suivante. Refus : `introuvable`, `deja`. */
export const retirerCle = (base: Base, id: string, motif: string, maintenant: Date): Promise<void> => base.db.transaction().execute(async (trx) => {
  await verrouillerEcriture(trx);
  const cle = await trx.selectFrom('cle_partenaire').select(['entiteId', 'libelle', 'revoqueeLe']).where('id', '=', id).executeTakeFirst();
  if (cle === undefined) throw new ErreurService(404, 'introuvable', 'Aucune clé n’a cet identifiant : voir « siao cle lister ».');
  if (cle.revoqueeLe !== null) throw new ErreurService(409, 'deja', 'Cette clé est déjà retirée.');
  await trx.updateTable('cle_partenaire').set({ revoqueeLe: maintenant }).where('id', '=', id).execute();
  await noter(trx, 'cle.retiree', cle.entiteId, `Clé « ${cle.libelle} » : ${motif}`, maintenant);
});

/** Ce qu’une clé couvre. `departements` vide : le pays entier. */
export type Portee = { readonly genre: 'entite'; readonly entiteId: string } | { readonly genre: 'dispositifs'; readonly entiteId: string; readonly dispositifs: readonly string[] } | { readonly genre: 'territoire'; readonly departements: readonly string[] };
/** Une clé valable. `acteur` : celui pour qui elle dépose (le libellé pour nom, l’entité ou ses dispositifs pour périmètre, le seul droit d’un assistant ou d’un responsable) ; `null` pour une clé de territoire, qui ne fait que lire. */
export interface Partenaire { readonly cleId: string; readonly droits: readonly DroitCle[]; readonly portee: Portee; readonly acteur: Acteur | null }
/** Le partenaire d’une clé valable ; `undefined` quand elle est inconnue, expirée ou retirée. */
export const lirePartenaire = async (requetes: Requetes, cle: string, maintenant: Date): Promise<Partenaire | undefined> => {
  if (!FORME.test(cle)) return undefined;
  const lue = await requetes.selectFrom('cle_partenaire').leftJoin('entite', 'entite.id', 'cle_partenaire.entiteId').select(['cle_partenaire.id', 'libelle', 'entiteId', 'dispositifs', 'cle_partenaire.departements as territoire', 'droits', 'entite.departements'])
    .where('empreinte', '=', empreinteDe(cle)).where('revoqueeLe', 'is', null).where('expireLe', '>', maintenant).executeTakeFirst();
  if (lue === undefined) return undefined;
  const { id, libelle, entiteId, dispositifs, territoire, droits, departements } = lue;
  if (entiteId === null) return { cleId: id, droits: droits.filter((droit) => droit === 'offre'), portee: { genre: 'territoire', departements: territoire ?? [] }, acteur: null };
  const commun = { utilisateurId: `cle:${id}`, nom: libelle, partenaire: true } as const;
  return dispositifs === null ? { cleId: id, droits, portee: { genre: 'entite', entiteId }, acteur: { ...commun, profil: 'assistant', perimetre: { genre: 'entite', entiteId, departements: departements ?? [] } } }
    : { cleId: id, droits, portee: { genre: 'dispositifs', entiteId, dispositifs }, acteur: { ...commun, profil: 'responsable_dispositif', perimetre: { genre: 'dispositifs', entiteId, dispositifs } } };
};
