import { sql } from 'kysely';
import type { Groupe } from '../../domain/objets/groupe.ts';
import { capaciteAu } from '../../domain/objets/groupe.ts';
import type { Contexte } from '../../domain/reprise/controles/contexte.ts';
import { SOURCE_REPRISE } from '../../domain/reprise/controles/contexte.ts';
import { groupeConnu } from '../../domain/reprise/existant.ts';
import type { Requetes } from '../base/schema.ts';

const ORIGINE = sql<string | null>`case when provenance->>'source' = ${SOURCE_REPRISE} then provenance->>'identifiant' end`;
/** Les fiches d’un lot que l’on reprend après une coupure ne sont pas « déjà dans l’offre » : elles sont de lui. */
const sauf = (lot: string | null) => sql<boolean>`provenance->>'lot' is distinct from ${lot}`;

/** Ce qui est déjà dans l’offre, pour contrôler un fichier de ce département. Les entités viennent de tout le pays : un siren n’y est qu’une fois. */
export const lireExistant = async (requetes: Requetes, departement: string, aujourdhui: string, lot: string | null = null): Promise<Contexte['existant']> => {
  const entites = await requetes.selectFrom('entite').select(['id', 'siren', 'finessEj', 'raisonSociale', 'departements', ORIGINE.as('identifiant')]).where('statut', 'not in', ['archive', 'refuse']).where(sauf(lot)).orderBy('id').execute();
  const dispositifs = await requetes.selectFrom('dispositif').select(['id', 'finessEt', ORIGINE.as('identifiant')]).where('departement', '=', departement).where('statut', 'not in', ['archive', 'refuse']).where(sauf(lot)).orderBy('id').execute();
  const groupes = await requetes.selectFrom('groupe').selectAll().select(ORIGINE.as('identifiant')).where('departement', '=', departement).where(sauf(lot)).orderBy('id').execute();
  const places = await requetes.selectFrom('place').select(['id', ORIGINE.as('identifiant')]).where('departement', '=', departement).where(sql<boolean>`provenance->>'source' = ${SOURCE_REPRISE}`).where(sauf(lot)).orderBy('id').execute();
  const structures = new Map(dispositifs.map(({ id, identifiant }) => [id, identifiant]));
  return {
    entites, dispositifs,
    groupes: groupes.flatMap(({ identifiant, ...groupe }) => groupeConnu({ id: groupe.id, identifiant, libelle: groupe.libelle, capacite: capaciteAu(groupe as Groupe, aujourdhui), ouverture: groupe.ouverture }, structures.get(groupe.dispositifId) ?? null) ?? []),
    places: places.flatMap(({ id, identifiant }) => (identifiant === null ? [] : [{ id, identifiant }])),
  };
};
