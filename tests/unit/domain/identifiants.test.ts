import { describe, expect, it } from 'vitest';
import { erreurFiness, erreurSiren, erreurSiret, normaliserChiffres, siretDuSiren } from '../../../domain/identifiants.ts';
import { toutesCommunes, trouverCommune } from '../../../domain/geographie/cog.ts';
import { DEPARTEMENTS, departementDeCommune } from '../../../domain/geographie/departements.ts';

describe('siren', () => {
  it.each([['732829320', true], ['552100554', true], ['356000000', true], ['732829321', false], ['73282932', false], ['000000000', false], ['73282932A', false], ['', false]])('%s → %s', (siren, bon) => {
    expect(erreurSiren(siren) === null).toBe(bon);
  });
  it('une faute d’un chiffre est toujours vue', () => {
    for (let rang = 0; rang < 9; rang += 1) {
      for (let ecart = 1; ecart < 10; ecart += 1) {
        const chiffres = [...'732829320'];
        chiffres[rang] = String((Number(chiffres[rang]) + ecart) % 10);
        expect(erreurSiren(chiffres.join(''))).not.toBeNull();
      }
    }
  });
});

describe('siret', () => {
  it.each([['73282932000074', true], ['73282932000075', false], ['26010004500012', true], ['7328293200007', false], ['35600000000048', true], ['35600000009075', true], ['35600000000049', false]])('%s → %s', (siret, bon) => {
    expect(erreurSiret(siret) === null).toBe(bon);
  });
  it('dit s’il appartient au siren', () => {
    expect(siretDuSiren('73282932000074', '732829320')).toBe(true);
    expect(siretDuSiren('26010004500012', '732829320')).toBe(false);
  });
});

describe('FINESS', () => {
  it.each([['010000024', true], ['2A0000022', true], ['970102018', true], ['980502199', true], ['9A0102018', true], ['01000002', false], ['000000000', false], ['960000000', false], ['2,601E+13', false]])('%s → %s', (finess, bon) => {
    expect(erreurFiness(finess) === null).toBe(bon);
  });
});

it('une saisie avec espaces insécables et points se lit', () => {
  expect(normaliserChiffres('438 201\u00a0675\u202f00032')).toBe('43820167500032');
});

describe('code officiel géographique', () => {
  it('ne contient que des communes actuelles et des arrondissements, avec leur département', () => {
    // 34 969 communes et 45 arrondissements, moins les six terres sans population
    expect(toutesCommunes().length).toBe(34969 + 45 - 6);
    for (const commune of toutesCommunes()) expect(departementDeCommune(commune.code)).toBe(commune.departement);
    const departements = new Set(DEPARTEMENTS.map(({ code }) => code));
    for (const commune of toutesCommunes()) expect(departements.has(commune.departement)).toBe(true);
  });
  it.each([['59606', 'Valenciennes', '59'], ['97701', 'Saint-Barthélemy', '977'], ['98613', 'Uvea', '986'], ['75112', 'Paris 12e Arrondissement', '75'], ['2A004', 'Ajaccio', '2A']])('%s est %s', (code, nom, departement) => {
    expect(trouverCommune(code)).toMatchObject({ nom, departement });
  });
  it('une commune déléguée n’est pas une adresse', () => { expect(trouverCommune('59999')).toBeUndefined(); });
});
