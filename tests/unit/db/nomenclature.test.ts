import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ecrireLigne } from '../../../db/lignes.ts';
import { lireNomenclatureCache, porteursDe, usagesDe } from '../../../db/nomenclature.ts';
import { champsDuReferentiel } from '../../../domain/commandes/nomenclature.ts';
import type { ObjetCode } from '../../../domain/nomenclature/nomenclature.ts';
import { REFERENTIEL_DU_CHAMP, codesDans } from '../../../domain/nomenclature/nomenclature.ts';
import type { Referentiel } from '../../../domain/objets/nomenclature.ts';
import { CODES_REFERENTIELS } from '../../../domain/objets/nomenclature.ts';
import type { Ligne, Lignes } from '../../../domain/objets/objets.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { ecriture, ouvrirCacheEssai } from '../../outils/cache.ts';
import { code, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

let essai: CacheEssai;
beforeEach(() => { essai = ouvrirCacheEssai(); });
afterEach(() => { essai.jeter(); });

type Fiche = { readonly objet: ObjetCode; readonly ligne: Ligne };
const OBJETS = Object.keys(REFERENTIEL_DU_CHAMP) as readonly ObjetCode[];
const ranger = (fiches: readonly Fiche[]): void => {
  essai.base.transaction(() => {
    for (const objet of OBJETS) essai.base.ecrire(`delete from "${objet}"`);
    for (const { objet, ligne } of fiches) ecrireLigne(essai.base, objet, ligne as Lignes[typeof objet], ecriture);
  });
};

// Peu de codes, pour qu’ils se croisent ; « a » est le début de « ab », et le nom d’une clé JSON n’est pas un code.
const unCode = fc.constantFrom('a', 'ab', 'b', 'code', 'motif', 'ouverte');
const liste = fc.array(unCode, { maxLength: 4 });
const departement = fc.constantFrom('59', '62', '2A', '75', '13', '33', '69');
const uneEntite = fc.record({ statutJuridique: unCode, departement }).map((champs): Fiche => ({ objet: 'entite', ligne: entite({ ...champs, id: randomUUID(), statut: 'brouillon' }) }));
const unDispositif = fc.record({ nature: unCode, type: unCode, compositions: liste, publics: liste, codes: liste, departement, statut: fc.constantFrom('brouillon', 'valide', 'ferme') })
  .map(({ codes, ...champs }): Fiche => ({ objet: 'dispositif', ligne: dispositif({ ...champs, id: randomUUID(), financements: codes.map((financement) => ({ code: financement, places: 3, debut: '2026-01-01', fin: null })) } as never) }));
const unGroupe = fc.record({ typeUnite: unCode, compositions: liste, publics: liste, departement }).map((champs): Fiche => ({ objet: 'groupe', ligne: groupe({ ...champs, id: randomUUID() }) }));
const unePlace = fc.record({ motifs: fc.array(fc.option(unCode), { minLength: 1, maxLength: 4 }), departement })
  .map(({ motifs, departement: ou }): Fiche => ({ objet: 'place', ligne: place({ departement: ou, etats: motifs.map((motif) => (motif === null ? { etat: 'ouverte' as const, debut: '2026-01-01', fin: null } : { etat: 'indisponible' as const, motif, debut: '2026-01-01', fin: null })) }) }));
const offre = fc.array(fc.oneof(uneEntite, unDispositif, unGroupe, unePlace), { maxLength: 30 });

/** La référence, en JavaScript : les fiches d’un objet qui portent un code, lues par `codesDans`. */
const porteuses = (fiches: readonly Fiche[], referentiel: Referentiel, cherche: string): readonly Fiche[] => fiches.filter(({ objet, ligne }) =>
  champsDuReferentiel(objet, referentiel).some((champ) => codesDans(champ, (ligne as unknown as Record<string, unknown>)[champ]).includes(cherche)));
const naifs = (fiches: readonly Fiche[], referentiel: Referentiel): Record<string, number> => {
  const comptes: Record<string, number> = {};
  for (const cherche of ['a', 'ab', 'b', 'code', 'motif', 'ouverte']) for (const { objet } of porteuses(fiches, referentiel, cherche)) comptes[`${objet}:${cherche}`] = (comptes[`${objet}:${cherche}`] ?? 0) + 1;
  return comptes;
};

describe('qui utilise un code', () => {
  it('le compte du SQL est celui d’une lecture fiche à fiche, pour tout référentiel', () => {
    fc.assert(fc.property(offre, (fiches) => {
      ranger(fiches);
      for (const referentiel of CODES_REFERENTIELS) {
        expect(Object.fromEntries(usagesDe(essai.base, referentiel).map(({ objet, code: porte, nombre }) => [`${objet}:${porte}`, nombre])), referentiel).toEqual(naifs(fiches, referentiel));
      }
    }), { numRuns: 60 });
  });

  it('les porteurs sont exactement les fiches qui portent le code, comptées par objet, statut et département', () => {
    fc.assert(fc.property(offre, fc.constantFrom(...CODES_REFERENTIELS), unCode, (fiches, referentiel, cherche) => {
      ranger(fiches);
      const attendues = porteuses(fiches, referentiel, cherche);
      const porteurs = porteursDe(essai.base, referentiel, cherche, 1000);
      expect(porteurs.lignes.map(({ id }) => id).sort()).toEqual(attendues.map(({ ligne }) => ligne.id).sort());
      expect(porteurs.total).toBe(attendues.length);
      expect(porteurs.parObjet.reduce((somme, { nombre }) => somme + nombre, 0)).toBe(attendues.length);
      const parDepartement = new Map<string, number>();
      for (const { ligne } of attendues) parDepartement.set(ligne.departement, (parDepartement.get(ligne.departement) ?? 0) + 1);
      expect(porteurs.departements).toBe(parDepartement.size);
      expect(porteurs.parDepartement.length).toBe(Math.min(5, parDepartement.size));
      for (const { departement: ou, nombre } of porteurs.parDepartement) expect(parDepartement.get(ou)).toBe(nombre);
      const statuts = attendues.flatMap(({ objet, ligne }) => (objet === 'entite' || objet === 'dispositif' ? [(ligne as Lignes['dispositif']).statut] : []));
      expect(Object.fromEntries(porteurs.parStatut.map(({ statut, nombre }) => [statut, nombre]))).toEqual(statuts.reduce<Record<string, number>>((comptes, statut) => ({ ...comptes, [statut]: (comptes[statut] ?? 0) + 1 }), {}));
    }), { numRuns: 60 });
  });

  it('une fiche qui cite deux fois le même code compte une fois', () => {
    ranger([{ objet: 'dispositif', ligne: dispositif({ publics: ['vif', 'vif'], financements: [{ code: 'CAF', places: 1, debut: '2025-01-01', fin: '2025-12-31' }, { code: 'CAF', places: 2, debut: '2026-01-01', fin: null }] }) }]);
    expect(usagesDe(essai.base, 'public')).toEqual([{ objet: 'dispositif', code: 'vif', nombre: 1 }]);
    expect(usagesDe(essai.base, 'financement')).toEqual([{ objet: 'dispositif', code: 'CAF', nombre: 1 }]);
  });

  it('une liste s’arrête à la limite demandée, le total reste entier ; une fiche dit où elle est', () => {
    ranger([{ objet: 'entite', ligne: entite() }, { objet: 'dispositif', ligne: dispositif() }, { objet: 'groupe', ligne: groupe() }, ...Array.from({ length: 8 }, (_, rang): Fiche => ({ objet: 'place', ligne: place({ numero: `${rang}`, etats: [{ etat: 'indisponible', motif: 'travaux', debut: '2026-01-01', fin: null }] }) }))]);
    const porteurs = porteursDe(essai.base, 'motif', 'travaux', 3);
    expect(porteurs).toMatchObject({ total: 8, departements: 1, parObjet: [{ objet: 'place', nombre: 8 }], parStatut: [] });
    expect(porteurs.lignes).toHaveLength(3);
    expect(porteurs.lignes[0]).toMatchObject({ objet: 'place', complement: 'Urgence · Les Remparts', statut: null, departement: '59' });
    expect(porteursDe(essai.base, 'motif', 'travaux', 0).lignes).toEqual([]);
    expect(porteursDe(essai.base, 'type', 'hebergement_hors_chrs.mixte', 10).lignes).toMatchObject([{ nom: 'Les Remparts', complement: 'Hainaut Accueil', statut: 'valide', version: 1 }]);
  });

  it('les cinq départements les plus touchés d’abord, les autres comptés', () => {
    ranger(['01', '02', '03', '04', '05', '06', '07'].flatMap((ou, rang) => Array.from({ length: rang + 1 }, (): Fiche => ({ objet: 'dispositif', ligne: dispositif({ id: randomUUID(), departement: ou, nature: 'a' }) }))));
    const { parDepartement, departements, total } = porteursDe(essai.base, 'nature', 'a', 0);
    expect([parDepartement.map(({ departement: ou, nombre }) => `${ou}:${nombre}`), departements, total]).toEqual([['07:7', '06:6', '05:5', '04:4', '03:3'], 7, 28]);
  });

  it('les motifs des places se comptent par leur index, sans relire toutes les places', () => {
    const plan = essai.base.tous<{ detail: string }>(`explain query plan select "etats", count(*) from place where instr("etats", '"motif"') > 0 group by 1`).map(({ detail }) => detail).join(' ; ');
    expect(plan).toContain('COVERING INDEX place_motif');
  });
});

it('un code rangé se relit tel quel, avec toutes ses versions', () => {
  const ligne = code({ id: 'public:essai', fin: '2027-01-01', remplacePar: 'vif' });
  ecrireLigne(essai.base, 'nomenclature', ligne, ecriture);
  expect(lireNomenclatureCache(essai.base)).toEqual([ligne]);
});
