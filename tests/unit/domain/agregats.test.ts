import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TAUX, mesurer, tauxDe } from '../../../domain/agregats/mesures.ts';
import type { Paquet, Structure } from '../../../domain/agregats/secret.ts';
import { SEUIL_STRUCTURES, proteger, ventiler } from '../../../domain/agregats/secret.ts';
import type { Fait } from '../../../domain/indicateurs/modele.ts';

const DEPARTEMENTS = ['02', '59', '62'];
const NATURES = { chrs: ['115', 'insertion'], hotel: ['rhvs', 'hotel'], veille: ['maraude'] } as const;
const structure: fc.Arbitrary<Structure> = fc.constantFrom(...Object.keys(NATURES) as (keyof typeof NATURES)[])
  .chain((nature) => fc.record({ departement: fc.constantFrom(...DEPARTEMENTS), nature: fc.constant(nature), type: fc.constantFrom(...NATURES[nature]), mesures: fc.record({ capacite: fc.integer({ min: 0, max: 80 }) }) }));
const total = (paquets: readonly Paquet[]): [number, number] => [paquets.reduce((somme, { structures }) => somme + structures, 0), paquets.reduce((somme, { mesures }) => somme + (mesures['capacite'] ?? 0), 0)];

/** Toutes les questions qu’un Analyste peut poser : un axe fixé, deux, ou trois, et leurs réunions deux à deux. Chacune est l’ensemble des paquets comptés. */
const questions = (paquets: readonly Paquet[]): readonly ReadonlySet<Paquet>[] => {
  const valeurs = (axe: 'departement' | 'nature' | 'type') => [undefined, ...new Set(paquets.map((paquet) => paquet[axe]))];
  const simples: Set<Paquet>[] = [];
  for (const departement of valeurs('departement')) for (const nature of valeurs('nature')) for (const type of valeurs('type')) {
    simples.push(new Set(paquets.filter((paquet) => (departement === undefined || paquet.departement === departement) && (nature === undefined || paquet.nature === nature) && (type === undefined || paquet.type === type))));
  }
  return simples;
};

describe('agrégats anonymisés', () => {
  it('chaque structure publiée l’est une fois ; jamais un paquet sous le seuil (propriété)', () => {
    fc.assert(fc.property(fc.array(structure, { maxLength: 60 }), (structures) => {
      const paquets = proteger(structures);
      for (const paquet of paquets) expect(paquet.structures).toBeGreaterThanOrEqual(SEUIL_STRUCTURES);
      // seules se taisent les structures de départements trop petits, quand même leur réunion l’est
      const petites = structures.filter(({ departement }) => structures.filter((autre) => autre.departement === departement).length < SEUIL_STRUCTURES);
      const publiees = petites.length < SEUIL_STRUCTURES ? structures.filter((une) => !petites.includes(une)) : structures;
      expect(total(paquets)).toEqual([publiees.length, publiees.reduce((somme, { mesures }) => somme + (mesures['capacite'] ?? 0), 0)]);
    }), { numRuns: 500 });
  });

  it('aucune différence de deux questions n’isole moins de cinq structures (propriété)', () => {
    fc.assert(fc.property(fc.array(structure, { maxLength: 45 }), (structures) => {
      const posees = questions(proteger(structures));
      for (const une of posees) for (const autre of posees) {
        const ecart = [...une].filter((paquet) => !autre.has(paquet));
        const contenues = [...autre].every((paquet) => une.has(paquet));
        const isole = ecart.reduce((somme, { structures: nombre }) => somme + nombre, 0);
        if (contenues && isole > 0) expect(isole).toBeGreaterThanOrEqual(SEUIL_STRUCTURES);
      }
    }), { numRuns: 60 });
  });

  it('la répartition ne dépend pas de l’ordre', () => {
    fc.assert(fc.property(fc.array(structure, { maxLength: 40 }).chain((structures) => fc.tuple(fc.constant(structures), fc.shuffledSubarray(structures, { minLength: structures.length, maxLength: structures.length }))), ([structures, melangees]) => {
      expect(total(proteger(melangees))).toEqual(total(proteger(structures)));
      expect(proteger(melangees).map(({ departement, nature, type, structures: nombre }) => [departement, nature, type, nombre])).toEqual(proteger(structures).map(({ departement, nature, type, structures: nombre }) => [departement, nature, type, nombre]));
    }), { numRuns: 200 });
  });

  it('un type trop rare emporte le plus petit de sa nature, qu’une soustraction désignerait', () => {
    const faire = (nombre: number, type: string): Structure[] => Array.from({ length: nombre }, () => ({ departement: '59', nature: 'chrs', type, mesures: { capacite: 10 } }));
    expect(proteger([...faire(8, 'insertion'), ...faire(6, '115'), ...faire(2, 'mixte')]).map(({ type, structures }) => [type, structures])).toEqual([['insertion', 8], [null, 8]]);
    expect(ventiler(proteger([...faire(8, 'insertion'), ...faire(6, '115'), ...faire(2, 'mixte')]), 'type')).toEqual([{ valeur: 'insertion', structures: 8, mesures: { capacite: 80 } }, { valeur: null, structures: 8, mesures: { capacite: 80 } }]);
  });

  it('mesure des groupes : un groupe sans place ouverte ne compte pas ; un taux se prend sur des sommes, et sans ses deux moitiés il est « n. c. »', () => {
    const fait = (modalite: string, nombres: Fait['nombres']): Fait => ({ niveau: 'groupe', id: modalite, cles: { modalite }, nombres });
    const mesures = mesurer([fait('115', { capacite: 12, occupees: 6, reservees: 1, libres: 2, indisponibles: 3 }), fait('insertion', { capacite: 8, occupees: 8 }), fait('autre', { capacite: 0 })]);
    expect(mesures).toEqual({ groupes: 2, capacite: 20, capacite115: 12, capaciteInsertion: 8, capaciteAutre: 0, occupees: 14, reservees: 1, libres: 2, indisponibles: 3 });
    expect(TAUX.map((taux) => [taux.id, tauxDe(taux, mesures)])).toEqual([['taux_occupation', 0.7], ['taux_occupation_corrige', 14 / 17], ['taux_indisponibilite', 0.15], ['taux_disponibilite', 2 / 17]]);
    // une publication d’avant ces mesures, ou rien d’ouvert
    for (const muettes of [{ groupes: 1, capacite: 20 }, mesurer([])]) expect(TAUX.map((taux) => tauxDe(taux, muettes))).toEqual([null, null, null, null]);
  });
});
