import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';

/** Colonnes que le cache ajoute à chaque ligne, recalculées à l’écriture. `rang` : rowid, stable tant que la ligne reste. */
interface Derivees { rang: number; cleTri: string; recherche: string; completude: number }
interface Communes { id: string; code: string | null; version: number; departement: string; modifieLe: string; creeParProfil: string }

/** Tables du cache, réduites aux colonnes que les requêtes d’écran citent. */
export interface SchemaCache {
  entite: Communes & Derivees & { raisonSociale: string; siren: string | null; commune: string | null; statut: string; departements: string };
  dispositif: Communes & Derivees & { entiteId: string; nom: string; nature: string; type: string; commune: string | null; statut: string; financeP177: number; siret: string | null };
  groupe: Communes & Derivees & { dispositifId: string; entiteId: string; libelle: string; modalite: string; typeUnite: string; commune: string | null; capaciteJour: number; prochaineBascule: string | null };
  agregat: { groupeId: string; ouvertes: number; occupees: number; reservees: number; libres: number; indisponibles: number };
}

/** Constructeur de requêtes : compile, n’exécute jamais (le cache est synchrone, `BaseLecture.requete` exécute). */
export const requetes = new Kysely<SchemaCache>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (base) => new SqliteIntrospector(base),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
