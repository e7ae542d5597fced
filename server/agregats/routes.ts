import { sql } from 'kysely';
import type { Agregats } from '../../contract/agregats.ts';
import { CHEMIN_AGREGATS, schemaAgregats } from '../../contract/agregats.ts';
import { schemaErreur } from '../../contract/service.ts';
import { TAUX, mesurer } from '../../domain/agregats/mesures.ts';
import type { Paquet } from '../../domain/agregats/secret.ts';
import { SEUIL_STRUCTURES, proteger } from '../../domain/agregats/secret.ts';
import type { Fait } from '../../domain/indicateurs/modele.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Perimetre } from '../../domain/profils.ts';
import type { Base } from '../base/base.ts';
import type { ContexteService, Serveur } from '../contexte.ts';
import { authentifier, exigerCompte } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import { lireFaitsService } from '../indicateurs/lecture.ts';
import { dateAParis } from '../synchronisation/envoi.ts';

/** Verrou de publication : deux premières demandes du jour ne publient pas deux fois. */
const VERROU_PUBLICATION = 7_731_004;

const calculer = async (base: Base, jour: string, maintenant: string): Promise<readonly Paquet[]> => {
  const dispositifs = await base.db.selectFrom('dispositif').select(['id', 'departement', 'nature', 'type']).where('statut', '=', 'valide').orderBy('id').execute();
  const nomenclature = construireNomenclature(await base.db.selectFrom('nomenclature').selectAll().execute(), jour);
  const groupes = new Map<string, Fait[]>();
  for (const fait of await lireFaitsService({ db: base.db, aujourdhui: jour, maintenant, nomenclature, departements: null, territoire: [] }, TAUX, { du: jour, au: jour })) {
    const siens = groupes.get(fait.cles.dispositif ?? '') ?? [];
    groupes.set(fait.cles.dispositif ?? '', siens);
    siens.push(fait);
  }
  return proteger(dispositifs.map(({ id, departement, nature, type }) => ({ departement, nature, type, mesures: mesurer(groupes.get(id) ?? []) })));
};

/**
 * Les paquets du jour, les mêmes pour tous et toute la journée : calculés à la première demande, puis figés. Sans ce gel, deux requêtes de part et d’autre
 * d’une modification en donneraient la différence.
 */
const publier = async (base: Base, jour: string, maintenant: string): Promise<readonly Paquet[]> => {
  const lire = async () => (await base.db.selectFrom('agregat_publie').select('paquets').where('jour', '=', jour).executeTakeFirst())?.paquets;
  const deja = await lire();
  if (deja !== undefined) return deja;
  const paquets = await calculer(base, jour, maintenant);
  await base.db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(VERROU_PUBLICATION)})`.execute(trx);
    await trx.insertInto('agregat_publie').values({ jour, paquets: JSON.stringify(paquets) as unknown as Paquet[] }).onConflict((conflit) => conflit.column('jour').doNothing()).execute();
  });
  return await lire() ?? paquets;
};

/** Les paquets d’un périmètre. Ceux d’un département le suivent ; ceux qui en réunissent plusieurs ne vont qu’à qui voit tout le pays. */
const bornes = (paquets: readonly Paquet[], perimetre: Perimetre): Paquet[] => {
  if (perimetre.genre === 'national') return [...paquets];
  if (perimetre.genre !== 'departements' && perimetre.genre !== 'siao') return [];
  return paquets.filter(({ departement }) => departement !== null && perimetre.departements.includes(departement));
};

/** Profils qui lisent les agrégats (domain.md §5) : l’Analyste, et les administrateurs qui voient déjà l’offre de leur périmètre. */
const LECTEURS = new Set(['analyste', 'admin_national', 'admin_departemental', 'admin_siao']);

export const routesAgregats = (serveur: Serveur, contexte: ContexteService): void => {
  serveur.route({
    method: 'GET', url: CHEMIN_AGREGATS, onRequest: authentifier(contexte),
    schema: {
      tags: ['Agrégats'], summary: 'Agrégats anonymisés du périmètre', security: [{ jeton: [] }], response: { 200: schemaAgregats, 401: schemaErreur, 403: schemaErreur },
      description: 'Paquets d’au moins cinq structures, publiés une fois par jour : toute figure, et toute différence de deux figures, est une somme de paquets entiers.',
    },
    handler: async (requete): Promise<Agregats> => {
      const { acteur } = exigerCompte(requete);
      if (!LECTEURS.has(acteur.profil)) throw new ErreurService(403, 'agregats.refuse', 'Votre profil ne lit pas les agrégats.');
      const maintenant = contexte.horloge();
      const jour = dateAParis(maintenant);
      return { jour, seuil: SEUIL_STRUCTURES, paquets: bornes(await publier(contexte.base, jour, maintenant.toISOString()), acteur.perimetre) };
    },
  });
};
