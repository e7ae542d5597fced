import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MIGRATIONS, migrer } from '../../../server/base/migrations.ts';
import { poolDePglite } from '../../../server/base/pglite.ts';
import type { Schema } from '../../../server/base/schema.ts';
import { DISPOSITIF_ID, ENTITE_ID } from '../../outils/fabrique.ts';

/* Une base du service tel qu’il tournait avant les comptes synchronisés (migration 2), avec des comptes, un mot de passe, une session et un journal. */
let db: Kysely<Schema>;
const suivi = `'x', 1, '59', 'x', 'x', '2026-11-01T08:00:00.000Z', 'x', '2026-11-01T08:00:00.000Z', null`;
beforeAll(async () => {
  db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: poolDePglite(await PGlite.create()) }) });
  expect(await migrer(db, MIGRATIONS.slice(0, 2))).toEqual([1, 2]);
  const executer = (requete: string) => sql.raw(requete).execute(db);
  await executer(`insert into entite (id, code, version, departement, "creePar", "creeParProfil", "creeLe", "modifiePar", "modifieLe", provenance, "raisonSociale", departements, contacts, statut, parcours)
    values ('${ENTITE_ID}', ${suivi}, 'Entité', '["59","62"]', '[]', 'valide', '[]')`);
  for (const [id, departement] of [[DISPOSITIF_ID, '59'], ['99999999-9999-4999-8999-999999999999', '62']]) {
    await executer(`insert into dispositif (id, code, version, departement, "creePar", "creeParProfil", "creeLe", "modifiePar", "modifieLe", provenance, "entiteId", nom, nature, type, financements, compositions, publics, contacts, statut, parcours, "financeP177")
      values ('${id}', ${suivi.replace(`'x', 1, '59'`, `'c${departement}', 1, '${departement}'`)}, '${ENTITE_ID}', 'D', 'n', 't', '[]', '[]', '[]', '[]', 'valide', '[]', false)`);
  }
  await executer(`insert into utilisateur (id, email, nom, profil, perimetre, "perimetreLibelle", "motDePasse", actif, "versionDroits", "creeLe") values
    ('national', 'n@x.example', 'National', 'admin_national', '{"genre":"national"}', 'France', 'empreinte-n', true, 3, '2026-11-02T10:00:00Z'),
    ('gestionnaire', 'g@x.example', 'Gestionnaire', 'gestionnaire_entite', '{"genre":"entite","entiteId":"${ENTITE_ID}","departements":["62"]}', 'Entité', 'empreinte-g', false, 1, '2026-11-02T10:00:00Z'),
    ('responsable', 'r@x.example', 'Responsable', 'responsable_dispositif', '{"genre":"dispositifs","entiteId":"${ENTITE_ID}","dispositifs":["${DISPOSITIF_ID}","99999999-9999-4999-8999-999999999999"]}', 'Deux', 'empreinte-r', true, 1, '2026-11-02T10:00:00Z')`);
  await executer(`insert into rafraichissement (empreinte, famille, "utilisateurId", "expireLe") values ('e1', 'f1', 'national', '2030-01-01')`);
});
afterAll(() => db.destroy());

it('passe à la présente sans rien perdre : comptes suivis, mots de passe à part, sessions nommées', async () => {
  expect(await migrer(db)).toEqual(MIGRATIONS.slice(2).map(({ numero }) => numero));
  expect(await db.selectFrom('utilisateur').select(['id', 'statut', 'departement', 'departements', 'entiteId', 'version', 'creeLe', 'secondFacteur']).orderBy('id').execute()).toEqual([
    { id: 'gestionnaire', statut: 'suspendu', departement: '62', departements: ['62'], entiteId: ENTITE_ID, version: 1, creeLe: '2026-11-02T10:00:00.000Z', secondFacteur: false },
    { id: 'national', statut: 'actif', departement: '', departements: [], entiteId: null, version: 1, creeLe: '2026-11-02T10:00:00.000Z', secondFacteur: false },
    { id: 'responsable', statut: 'actif', departement: '59', departements: ['59', '62'], entiteId: ENTITE_ID, version: 1, creeLe: '2026-11-02T10:00:00.000Z', secondFacteur: false },
  ]);
  expect(await db.selectFrom('acces').select(['utilisateurId', 'motDePasse', 'versionDroits']).orderBy('utilisateurId').execute()).toEqual([
    { utilisateurId: 'gestionnaire', motDePasse: 'empreinte-g', versionDroits: 1 }, { utilisateurId: 'national', motDePasse: 'empreinte-n', versionDroits: 3 }, { utilisateurId: 'responsable', motDePasse: 'empreinte-r', versionDroits: 1 },
  ]);
  expect(await db.selectFrom('changement').select(['id', 'departements', 'entiteId', 'affectations', 'entitesAvant']).where('objet', '=', 'utilisateur').orderBy('id').execute()).toEqual([
    { id: 'gestionnaire', departements: ['62'], entiteId: ENTITE_ID, affectations: [], entitesAvant: [ENTITE_ID] },
    { id: 'national', departements: [], entiteId: null, affectations: [], entitesAvant: [] },
    { id: 'responsable', departements: ['59', '62'], entiteId: ENTITE_ID, affectations: [DISPOSITIF_ID, '99999999-9999-4999-8999-999999999999'], entitesAvant: [ENTITE_ID] },
  ]);
  expect(await db.selectFrom('session').select(['famille', 'utilisateurId', 'fermeeLe']).execute()).toEqual([{ famille: 'f1', utilisateurId: 'national', fermeeLe: null }]);
});
