import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OBJETS } from '../../../domain/droits.ts';
import type { Objet } from '../../../domain/droits.ts';
import { etatAu } from '../../../domain/objets/place.ts';
import type { EtatPlace, Place } from '../../../domain/objets/place.ts';
import { CODES_PROFILS, PROFILS } from '../../../domain/profils.ts';
import type { Acteur, Cible, Perimetre, Profil } from '../../../domain/profils.ts';
import { chargerEnMasse } from '../../../server/base/enMasse.ts';
import { repondre } from '../../../server/synchronisation/lectures.ts';
import { estVisible, visibleEnSql } from '../../../server/synchronisation/perimetre.ts';
import type { BaseDeTest } from '../../outils/base.ts';
import { baseDeTest, surChaqueBase } from '../../outils/base.ts';
import { acteur, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

const departement = fc.constantFrom('01', '2A', '59', '974');
const departements = fc.uniqueArray(departement, { maxLength: 3 });
const identifiant = fc.constantFrom('e1', 'e2', "e'3");
const perimetres: Record<Perimetre['genre'], fc.Arbitrary<Perimetre>> = {
  national: fc.constant({ genre: 'national' }),
  departements: departements.map((codes) => ({ genre: 'departements', departements: codes })),
  siao: departements.map((codes) => ({ genre: 'siao', siao: 'x', departements: codes })),
  entite: fc.tuple(identifiant, departements).map(([entiteId, codes]) => ({ genre: 'entite', entiteId, departements: codes })),
  dispositifs: fc.tuple(identifiant, fc.uniqueArray(identifiant, { maxLength: 2 })).map(([entiteId, dispositifs]) => ({ genre: 'dispositifs', entiteId, dispositifs })),
};
const unActeur: fc.Arbitrary<Acteur> = fc.constantFrom(...CODES_PROFILS).chain((profil: Profil) => perimetres[PROFILS[profil].perimetre].map((perimetre) => ({ utilisateurId: 'u', nom: 'n', profil, perimetre })));
const uneCible = (objet: Objet): fc.Arbitrary<Cible & { objet: Objet }> => fc.record({
  objet: fc.constant(objet), departements, entiteId: fc.option(identifiant), dispositifId: objet === 'utilisateur' ? fc.constant(null) : fc.option(identifiant),
  affectations: objet === 'utilisateur' ? fc.uniqueArray(identifiant, { maxLength: 2 }) : fc.constant(null),
  ...(objet === 'nomenclature' ? { partout: fc.constant(true as const) } : {}),
});
const cible = fc.constantFrom(...(Object.keys(OBJETS) as Objet[])).chain(uneCible);

surChaqueBase('périmètre', (genre) => {
  let essai: BaseDeTest;
  beforeAll(async () => { essai = await baseDeTest(genre); });
  afterAll(() => essai.jeter());

  it('la règle en SQL et la règle du domaine disent la même chose (propriété)', async () => {
    let visibles = 0;
    await fc.assert(fc.asyncProperty(unActeur, fc.array(cible, { minLength: 1, maxLength: 20 }), async (qui, cibles) => {
      const lignes = cibles.map((une, rang) => ({ ...une, rang }));
      const affectees = sql.raw(`case when jsonb_typeof(affectations) = 'array' then array(select jsonb_array_elements_text(affectations)) end`);
      const { rows } = await sql<{ rang: number; visible: boolean; avant: boolean }>`
        select c.rang, ${visibleEnSql(qui, 'departements')} as visible, ${visibleEnSql(qui, 'departementsAvant')} as avant
        from (select rang, objet, array(select jsonb_array_elements_text(departements)) as departements, array(select jsonb_array_elements_text(departements)) as "departementsAvant", "entiteId", "dispositifId",
            ${affectees} as affectations, ${affectees} as "affectationsAvant", null::text[] as "entitesAvant"
          from jsonb_to_recordset(${JSON.stringify(lignes)}::jsonb) as t(rang integer, objet text, departements jsonb, "entiteId" text, "dispositifId" text, affectations jsonb)) c order by c.rang`.execute(essai.base.db);
      const attendu = cibles.map((une, rang) => ({ rang, visible: estVisible(qui, une.objet, une), avant: estVisible(qui, une.objet, une) }));
      visibles += attendu.filter(({ visible }) => visible).length;
      expect(rows).toEqual(attendu);
    }), { numRuns: 300 });
    // la propriété n’a de sens que si les deux réponses se rencontrent
    expect(visibles).toBeGreaterThan(300);
  });

  it('les places non fermées se comptent comme le domaine lit leur état (propriété)', async () => {
    await chargerEnMasse(essai.base, [{ objet: 'entite', lignes: [entite()] }, { objet: 'dispositif', lignes: [dispositif()] }, { objet: 'groupe', lignes: [groupe()] }]);
    const date = fc.constantFrom('2026-01-01', '2026-03-01', '2026-06-15', '2026-11-24', '2027-01-01');
    const etat: fc.Arbitrary<EtatPlace> = fc.record({ etat: fc.constantFrom('ouverte' as const, 'indisponible' as const, 'fermee' as const), debut: date, fin: fc.option(date) });
    await fc.assert(fc.asyncProperty(fc.array(fc.array(etat, { minLength: 1, maxLength: 4 }), { maxLength: 6 }), date, async (places, quand) => {
      const groupeId = randomUUID();
      await chargerEnMasse(essai.base, [{ objet: 'groupe', lignes: [groupe({ id: groupeId })] }, { objet: 'place', lignes: places.map((etats, rang): Place => place({ groupeId, etats, numero: String(rang) })) }]);
      const nombre = await repondre(essai.base.db, acteur('admin_national'))({ lire: 'placesNonFermees', groupeId, date: quand });
      expect(nombre).toBe(places.filter((etats) => (etatAu(etats, quand)?.etat ?? 'fermee') !== 'fermee').length);
    }), { numRuns: 60 });
  });
});
