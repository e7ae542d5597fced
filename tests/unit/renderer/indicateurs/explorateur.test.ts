import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DefinitionIndicateur, LigneIndicateur } from '../../../../contract/methodesIndicateurs.ts';
import { ecartFr, formuleDe, partieFr, teinteEcart, valeurFr } from '../../../../renderer/indicateurs/chiffres.ts';
import { CLASSES_MAXIMUM, classer } from '../../../../renderer/indicateurs/classes.ts';
import { echelle } from '../../../../contract/chiffres.ts';
import { ancetres, arbre, idDe, lignesVisibles } from '../../../../renderer/indicateurs/lignes.ts';
import { decalerDate, lendemain } from '../../../../domain/dates.ts';
import { joursDans } from '../../../../domain/indicateurs/faits.ts';
import { douzeMois, finDuMoisDavant, periodeDavant, reglagePour, restreindre, unAnAvant } from '../../../../renderer/indicateurs/reglages.ts';

const ligne = (cles: readonly string[], valeur: number | null): LigneIndicateur => ({ cles: [...cles], libelles: cles.map((cle) => cle.toUpperCase()), numerateur: valeur, denominateur: 100, valeur, inconnus: 0, composantes: {}, avant: null });
const TAUX: Pick<DefinitionIndicateur, 'sens' | 'unite'> = { sens: 'mauvaise', unite: 'taux' };

describe('Un chiffre à l’écran', () => {
  it('dit son unité, et « n. c. » quand il n’est pas connu, jamais zéro', () => {
    expect(valeurFr(0.052, 'taux')).toBe('5,2\u00a0%');
    expect(valeurFr(2.43, 'pour_mille')).toBe('2,4');
    expect(valeurFr(6, 'jours')).toBe('6\u00a0j');
    expect(valeurFr(20_914, 'places')).toBe('20\u00a0914');
    expect(valeurFr(null, 'taux')).toBe('n. c.');
    expect(valeurFr(0, 'taux')).toBe('0,0\u00a0%');
    expect(valeurFr(-274, 'places')).toBe('−274');
    expect(partieFr(12.5)).toBe('12,5');
    expect(partieFr(undefined)).toBe('n. c.');
  });

  it('sur une période, des places se comptent en places-jours, et la formule le dit', () => {
    const taux = { unite: 'taux' as const, formule: { numerateur: 'places indisponibles', denominateur: 'places ouvertes' } };
    expect(formuleDe(taux, 1)).toEqual(taux.formule);
    expect(formuleDe(taux, 30)).toEqual({ numerateur: 'places-jours indisponibles', denominateur: 'places-jours ouvertes' });
    expect(formuleDe({ unite: 'taux', formule: { numerateur: 'places-jours occupées', denominateur: 'fiches' } }, 30)).toEqual({ numerateur: 'places-jours occupées', denominateur: 'fiches' });
  });

  it('un écart porte son signe ; sa teinte suit le sens de l’indicateur, et rien ne se teinte quand rien ne bouge', () => {
    expect(ecartFr(0.0042, 'taux')).toBe('+\u00a00,4\u00a0pt');
    expect(ecartFr(-0.0042, 'taux', true)).toBe('−\u00a00,4');
    expect(ecartFr(-12, 'places')).toBe('−\u00a012');
    expect(ecartFr(0.000_1, 'taux')).toBe('=');
    expect(ecartFr(null, 'places')).toBe('n. c.');
    expect(teinteEcart(0.01, TAUX)).toBe('erreur');
    expect(teinteEcart(-0.01, TAUX)).toBe('succes');
    expect(teinteEcart(0.01, { ...TAUX, sens: 'bonne' })).toBe('succes');
    expect(teinteEcart(0.01, { ...TAUX, sens: 'neutre' })).toBe('');
    expect(teinteEcart(0.000_1, TAUX)).toBe('');
  });
});

describe('Les classes de la carte', () => {
  it('chaque valeur est dans une classe et une seule, les effectifs font le total, les bornes croissent', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 120 }), (valeurs) => {
      const { bornes, effectifs, classeDe } = classer(valeurs);
      expect(effectifs.length).toBe(bornes.length + 1);
      expect(effectifs.length).toBeLessThanOrEqual(CLASSES_MAXIMUM);
      expect(effectifs.reduce((somme, effectif) => somme + effectif, 0)).toBe(valeurs.length);
      expect([...bornes].sort((une, autre) => une - autre)).toEqual(bornes);
      for (const [rang, borne] of bornes.entries()) expect(classeDe(borne)).toBe(rang + 1);
      const rangees = [...valeurs].sort((une, autre) => une - autre).map(classeDe);
      expect([...rangees].sort((une, autre) => une - autre)).toEqual(rangees);
    }));
  });

  it('des valeurs toutes égales font une classe ; aucune, une classe vide', () => {
    expect(classer([3, 3, 3]).effectifs).toEqual([3]);
    expect(classer([]).effectifs).toEqual([0]);
  });

  it('une courbe garde toutes ses valeurs dans son échelle', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (valeurs) => { const [bas, haut] = echelle(valeurs); expect(haut).toBeGreaterThan(bas); for (const valeur of valeurs) { expect(valeur).toBeGreaterThanOrEqual(bas); expect(valeur).toBeLessThanOrEqual(haut); } }));
  });
});

describe('L’arbre de la ventilation', () => {
  const sousTotaux = [ligne(['b'], 0.2), ligne(['a'], null), ligne(['c'], 0.1)];
  const lignes = [ligne(['a', 'x'], null), ligne(['b', 'y'], 0.3), ligne(['b', 'x'], 0.1), ligne(['c', 'z'], 0.1)];
  const toutes = arbre({ lignes, sousTotaux });
  const montrees = (...args: Parameters<typeof lignesVisibles> extends [unknown, ...infer R] ? R : never): string[] => lignesVisibles(toutes, ...args).map(({ cles }) => cles.join('/'));

  it('suit chaque sous-total des siennes, et ne montre que ce qui est déplié', () => {
    expect(toutes.map(({ cles }) => cles.join('/'))).toEqual(['b', 'b/y', 'b/x', 'a', 'a/x', 'c', 'c/z']);
    expect(toutes.map(({ enfants }) => enfants)).toEqual([2, 0, 0, 1, 0, 1, 0]);
    expect(montrees(new Set(), [], '')).toEqual(['b', 'a', 'c']);
    expect(montrees(new Set([idDe(['b'])]), [], '')).toEqual(['b', 'b/y', 'b/x', 'a', 'c']);
  });

  it('trie les frères entre eux, l’inconnu toujours au bout', () => {
    const b = new Set([idDe(['b'])]);
    expect(montrees(b, [{ colonne: 'valeur', sens: 'asc' }], '')).toEqual(['c', 'b', 'b/x', 'b/y', 'a']);
    expect(montrees(b, [{ colonne: 'valeur', sens: 'desc' }], '')).toEqual(['b', 'b/y', 'b/x', 'c', 'a']);
    expect(montrees(b, [{ colonne: 'libelle', sens: 'asc' }], '')).toEqual(['a', 'b', 'b/x', 'b/y', 'c']);
  });

  it('filtre par le nom : un parent reste et se déplie sur l’enfant qui répond', () => {
    expect(montrees(new Set(), [], 'x')).toEqual(['b', 'b/x', 'a', 'a/x']);
    expect(montrees(new Set(), [], 'c')).toEqual(['c']);
    expect(montrees(new Set(), [], 'w')).toEqual([]);
  });
});

describe('L’arbre de trois axes', () => {
  const sousTotaux = [ligne(['a'], 0.5), ligne(['b'], 0.1), ligne(['a', 'x'], 0.2), ligne(['a', 'y'], 0.9), ligne(['b', 'x'], 0.1)];
  const toutes = arbre({ lignes: [ligne(['a', 'x', 'm'], 0.2), ligne(['a', 'x', 'n'], null), ligne(['a', 'y', 'm'], 0.9), ligne(['b', 'x', 'o'], 0.1)], sousTotaux });
  const montrees = (deplies: readonly string[][], tri: Parameters<typeof lignesVisibles>[2] = [], texte = ''): string[] => lignesVisibles(toutes, new Set(deplies.map(idDe)), tri, texte).map(({ cles }) => cles.join('/'));

  it('chaque valeur contient les siennes, sur trois niveaux', () => {
    expect(toutes.map(({ cles, niveau, enfants }) => `${cles.join('/')} ${niveau} ${enfants}`)).toEqual(['a 0 2', 'a/x 1 2', 'a/x/m 2 0', 'a/x/n 2 0', 'a/y 1 1', 'a/y/m 2 0', 'b 0 1', 'b/x 1 1', 'b/x/o 2 0']);
    expect(ancetres({ cles: ['a', 'x', 'm'] })).toEqual([idDe(['a']), idDe(['a', 'x'])]);
  });
  it('un niveau replié cache tout ce qu’il contient, et ce qu’il avait de déplié se retrouve', () => {
    expect(montrees([['a']])).toEqual(['a', 'a/x', 'a/y', 'b']);
    expect(montrees([['a', 'x']])).toEqual(['a', 'b']);
    expect(montrees([['a'], ['a', 'x']])).toEqual(['a', 'a/x', 'a/x/m', 'a/x/n', 'a/y', 'b']);
  });
  it('trie entre frères à chaque niveau ; un texte trouvé au troisième déplie ses parents', () => {
    expect(montrees([['a'], ['a', 'x']], [{ colonne: 'valeur', sens: 'desc' }])).toEqual(['a', 'a/y', 'a/x', 'a/x/m', 'a/x/n', 'b']);
    expect(montrees([], [], 'n')).toEqual(['a', 'a/x', 'a/x/n']);
    // un parent qui répond garde tout ce qu’il contient, replié
    expect(montrees([['a', 'y']], [], 'y')).toEqual(['a', 'a/y', 'a/y/m']);
  });
});

describe('Le réglage', () => {
  const definition = (partie: Partial<DefinitionIndicateur> = {}): DefinitionIndicateur => ({ id: 'taux', libelle: 'Taux', famille: 'parc', unite: 'taux', sens: 'neutre', facteur: 1, parJour: false, quantile: null, inconnus: 'places', formule: { numerateur: 'n', denominateur: 'd' }, composantes: [], exclusions: [], source: '', precautions: [], moment: 'les_deux', axes: ['region', 'departement', 'nature', 'type', 'entite', 'dispositif', 'modalite', 'mois'], ...partie });

  it('les dates proposées tombent juste aux fins de mois et aux années bissextiles', () => {
    expect(finDuMoisDavant('2026-03-31')).toBe('2026-02-28');
    expect(finDuMoisDavant('2026-01-05')).toBe('2025-12-31');
    expect(unAnAvant('2024-02-29')).toBe('2023-02-28');
    expect(unAnAvant('2026-11-24')).toBe('2025-11-24');
    expect(douzeMois('2026-11-24')).toEqual({ du: '2025-12-01', au: '2026-11-24' });
    expect(periodeDavant({ du: '2026-02-01', au: '2026-02-28' })).toEqual({ du: '2026-01-04', au: '2026-01-31' });
    fc.assert(fc.property(fc.date({ min: new Date('2001-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), fc.integer({ min: 0, max: 800 }), (date, jours) => {
      const du = date.toISOString().slice(0, 10);
      const au = decalerDate(du, jours);
      const avant = periodeDavant({ du, au });
      expect([joursDans(avant), lendemain(avant.au)]).toEqual([jours + 1, du]);
    }));
  });

  it('changer d’indicateur garde ce qui vaut encore : moment, axes et filtres admis', () => {
    const premier = { ...reglagePour(definition(), 96), filtres: { departement: ['59'], mois: ['2026-01'] } };
    expect(premier.axes).toEqual(['region', 'departement']);
    expect(reglagePour(definition(), 1).axes).toEqual(['nature', 'type']);
    const suivant = reglagePour(definition({ id: 'autre', moment: 'periode', axes: ['departement', 'nature', 'mois'] }), 96, premier);
    expect('periode' in suivant.moment).toBe(true);
    expect(suivant.axes).toEqual(['departement', 'nature']);
    expect(suivant.filtres).toEqual({ departement: ['59'], mois: ['2026-01'] });
    expect(reglagePour(definition({ axes: ['region', 'departement'] }), 96, premier).filtres).toEqual({ departement: ['59'] });
  });

  it('restreindre à une ligne pose ses valeurs en filtres et ventile plus finement, jamais par un axe déjà pris', () => {
    const depart = { ...reglagePour(definition(), 96), axes: ['region', 'departement'] as const };
    const ici = restreindre(depart, definition(), ['32', '59'], ['Hauts-de-France', 'Nord']);
    expect(ici.filtres).toEqual({ region: ['32'], departement: ['59'] });
    expect(ici.axes).toEqual(['nature', 'type']);
    expect(ici.libelles['departement 59']).toBe('Nord');
    const encore = restreindre(ici, definition(), ['hebergement'], ['Hébergement']);
    expect(encore.axes.some((axe) => Object.keys(encore.filtres).includes(axe))).toBe(false);
  });
});
