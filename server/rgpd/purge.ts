import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Accord } from '../../domain/commandes/commande.ts';
import type { Objet } from '../../domain/droits.ts';
import type { Acteur } from '../../domain/profils.ts';
import type { Base } from '../base/base.ts';
import { verrouillerEcriture } from '../base/base.ts';
import type { Schema } from '../base/schema.ts';
import { suivreComptes } from '../comptes/utilisateurs.ts';
import { compterContenusSansPiece, effacerContenusSansPiece } from '../pieces/contenus.ts';
import { appliquer } from '../synchronisation/application.ts';
import { prevenirPostes } from '../synchronisation/suivi.ts';
import { DUREES, ilYA } from './durees.ts';

export type MotifPurge = 'inactif' | 'suspendu' | 'invitation';
/** Rapport d’une purge : des identifiants et des nombres, aucun nom. `simulee` : rien n’a été changé. */
export interface RapportPurge {
  readonly le: string;
  readonly simulee: boolean;
  readonly comptes: readonly { readonly id: string; readonly profil: string; readonly motif: MotifPurge }[];
  readonly contacts: readonly { readonly objet: Objet; readonly id: string; readonly code: string | null }[];
  readonly techniques: { readonly sessions: number; readonly jetons: number; readonly codes: number; readonly courriels: number; readonly pieces: number };
  readonly durees: typeof DUREES;
}

/** La purge agit au nom du service ; aucun compte n’a ce droit. */
const PURGE: Acteur = { utilisateurId: 'systeme', nom: 'Purge RGPD', profil: 'admin_national', perimetre: { genre: 'national' } };
const PAQUET = 200;

const comptesEchus = async (base: Base, maintenant: Date): Promise<RapportPurge['comptes']> => {
  const mois = (nombre: number): string => ilYA(maintenant, nombre).slice(0, 7);
  const { rows } = await sql<{ id: string; profil: string; motif: MotifPurge }>`
    select id, profil, case when statut = 'invite' then 'invitation' when statut = 'suspendu' and "modifieLe" < ${ilYA(maintenant, DUREES.compteSuspendu)} then 'suspendu' else 'inactif' end as motif
    from utilisateur where (statut = 'invite' and coalesce("inviteLe", "creeLe") < ${ilYA(maintenant, DUREES.invitation)})
      or (statut = 'suspendu' and "modifieLe" < ${ilYA(maintenant, DUREES.compteSuspendu)})
      or (statut in ('actif', 'suspendu') and coalesce("derniereConnexion", substr("creeLe", 1, 7)) < ${mois(DUREES.compteInactif)})
    order by id`.execute(base.db);
  // il reste toujours quelqu’un pour administrer le pays
  const nationaux = new Set((await base.db.selectFrom('utilisateur').select('id').where('profil', '=', 'admin_national').where('statut', '=', 'actif').execute()).map(({ id }) => id));
  const actifs = rows.filter(({ id }) => nationaux.has(id));
  return actifs.length > 0 && actifs.length === nationaux.size ? rows.filter(({ id }) => !nationaux.has(id)) : rows;
};

const contactsEchus = async (base: Base, maintenant: Date): Promise<RapportPurge['contacts']> => {
  const limite = ilYA(maintenant, DUREES.contactsClos);
  const { rows } = await sql<{ objet: Objet; id: string; code: string | null }>`
    select 'entite' as objet, id, code from entite where statut in ('ferme', 'archive', 'refuse') and "modifieLe" < ${limite} and jsonb_array_length(contacts) > 0
    union all select 'dispositif', id, code from dispositif where statut in ('ferme', 'archive', 'refuse') and "modifieLe" < ${limite} and (jsonb_array_length(contacts) > 0 or responsable is not null)
    order by 1, 2`.execute(base.db);
  return rows;
};

const appliquerPurge = async (base: Base, trx: Transaction<Schema>, maintenant: Date, commande: string, accord: Accord, taire: readonly string[]): Promise<void> => {
  const lignes = await appliquer({ transaction: trx, acteur: PURGE, maintenant, commande, clientId: null, seq: null, versionClient: null, taire }, accord);
  await suivreComptes({ base, horloge: () => maintenant }, trx, accord.changements);
  await prevenirPostes(base, trx, lignes);
};

const PERSONNELS = ['nom', 'email', 'telephone', 'fonction'] as const;
const TABLES_D_ACCES = ['code_de_secours', 'second_facteur', 'code_unique', 'identite_externe', 'courriel_a_envoyer', 'rafraichissement', 'session', 'acces'] as const;

/** Par paquets, chacun dans sa transaction : une purge interrompue se reprend. */
const parPaquets = async <T>(base: Base, liste: readonly T[], agir: (trx: Transaction<Schema>, un: T) => Promise<void>): Promise<void> => {
  for (let debut = 0; debut < liste.length; debut += PAQUET) {
    await base.db.transaction().execute(async (trx) => {
      await verrouillerEcriture(trx);
      for (const un of liste.slice(debut, debut + PAQUET)) await agir(trx, un);
    });
  }
};

const compterTechniques = async (requetes: Pick<Base, 'db'>, maintenant: Date): Promise<RapportPurge['techniques']> => {
  const { rows } = await sql<Omit<RapportPurge['techniques'], 'pieces'>>`select
    (select count(*) from session where coalesce("fermeeLe", "dernierUsageLe") < ${ilYA(maintenant, DUREES.session)}::timestamptz) as sessions,
    (select count(*) from rafraichissement where "expireLe" < ${maintenant}::timestamptz) as jetons, (select count(*) from code_unique where "expireLe" < ${maintenant}::timestamptz) as codes,
    (select count(*) from courriel_a_envoyer where "abandonneLe" < ${ilYA(maintenant, 1)}::timestamptz) as courriels`.execute(requetes.db);
  return { ...(rows[0] ?? { sessions: 0, jetons: 0, codes: 0, courriels: 0 }), pieces: await compterContenusSansPiece(requetes, maintenant) };
};

/**
 * Efface ce dont la durée de conservation est passée (`durees.ts`) : comptes anonymisés et privés d’accès, contacts des fiches closes, traces techniques. Chaque
 * compte et chaque fiche passe par le journal et la synchronisation, les valeurs effacées tues. `simuler` : dit seulement ce qui le serait.
 * Les anciennes valeurs que le journal a déjà notées y restent pour sa propre durée.
 */
export const purger = async (base: Base, { maintenant, simuler }: { readonly maintenant: Date; readonly simuler: boolean }): Promise<RapportPurge> => {
  const comptes = await comptesEchus(base, maintenant);
  const contacts = await contactsEchus(base, maintenant);
  const techniques = await compterTechniques(base, maintenant);
  const rapport: RapportPurge = { le: maintenant.toISOString(), simulee: simuler, comptes, contacts, techniques, durees: DUREES };
  if (simuler) return rapport;
  await parPaquets(base, comptes, async (trx, { id, motif }) => {
    // l’adresse redevient libre : l’unicité ne compte pas les comptes supprimés
    const champs = { nom: 'Compte supprimé', email: '', telephone: null, fonction: null, statut: 'supprime', secondFacteur: false };
    await appliquerPurge(base, trx, maintenant, 'rgpd.purgerCompte', { accepte: true, motif: `Durée de conservation dépassée (${motif})`, changements: [{ genre: 'modifier', objet: 'utilisateur', id, champs }] }, PERSONNELS);
    for (const table of TABLES_D_ACCES) await trx.deleteFrom(table).where('utilisateurId', '=', id).execute();
  });
  await parPaquets(base, contacts, async (trx, { objet, id }) => {
    const champs = objet === 'dispositif' ? { contacts: [], responsable: null } : { contacts: [] };
    await appliquerPurge(base, trx, maintenant, 'rgpd.purgerContacts', { accepte: true, motif: 'Durée de conservation des contacts dépassée', changements: [{ genre: 'modifier', objet, id, champs }] }, ['contacts', 'responsable']);
  });
  await base.db.transaction().execute(async (trx) => {
    await verrouillerEcriture(trx);
    await sql`delete from rafraichissement where "expireLe" < ${maintenant}::timestamptz`.execute(trx);
    await sql`delete from session where coalesce("fermeeLe", "dernierUsageLe") < ${ilYA(maintenant, DUREES.session)}::timestamptz`.execute(trx);
    await sql`delete from code_unique where "expireLe" < ${maintenant}::timestamptz`.execute(trx);
    await sql`delete from courriel_a_envoyer where "abandonneLe" < ${ilYA(maintenant, 1)}::timestamptz`.execute(trx);
    await effacerContenusSansPiece(trx, maintenant);
  });
  return rapport;
};
