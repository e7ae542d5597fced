import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calculer, quantile } from '../../../domain/indicateurs/calcul.ts';
import { adultesDe } from '../../../domain/indicateurs/populations.ts';
import { moisAvant } from '../../../domain/dates.ts';
import { compteurDeFiches } from '../../../domain/indicateurs/fiches.ts';
import { moisDe } from '../../../domain/indicateurs/faits.ts';
import type { Fait } from '../../../domain/indicateurs/modele.ts';
import { CODES_AXES, mesuresDe } from '../../../domain/indicateurs/modele.ts';
import { INDICATEURS, trouverIndicateur } from '../../../domain/indicateurs/registre.ts';
import { sommerFiges } from '../../../domain/indicateurs/tendance.ts';
import type { Pas } from '../../../domain/objets/commun.ts';
import { AUJOURDHUI, contexte } from '../../outils/fabrique.ts';

const indicateurDe = (id: string) => { const trouve = trouverIndicateur(id); if (trouve === undefined) throw new Error(id); return trouve; };
const groupe = (departement: string, nature: string, capacite: number, nombres: Readonly<Record<string, number>> = {}): Fait => ({ niveau: 'groupe', id: `${departement}-${nature}`, cles: { departement, nature }, nombres: { capacite, ...nombres } });
const territoire = (departement: string, adultes: number | undefined): Fait => ({ niveau: 'territoire', id: departement, cles: { departement }, nombres: { adultes: adultes ?? 0, populationInconnue: adultes === undefined ? 1 : 0 } });
const total = (id: string, faits: readonly Fait[], jours = 1) => calculer(indicateurDe(id), faits, { axes: [], filtres: {}, jours }).total;
const arrondi = (valeur: number | null): number | null => (valeur === null ? null : Math.round(valeur * 10) / 10);

describe('les définitions', () => {
  it('sont toutes celles de domain.md §8, chacune dite en entier', () => {
    expect(INDICATEURS.map(({ id }) => id)).toEqual(['capacite_ouverte', 'taux_occupation', 'taux_occupation_corrige', 'taux_disponibilite', 'taux_indisponibilite', 'taux_occupation_flux', 'ouvertures_fermetures', 'taux_equipement', 'part_regulee', 'equivalent_places_hotel',
      'delai_prevalidation_median', 'delai_prevalidation_neuvieme', 'delai_validation_median', 'delai_validation_neuvieme', 'fiches_en_attente', 'completude', 'fraicheur', 'ecart_capacite']);
    for (const { exclusions, precautions, source, numerateur, axes, libelle, denominateur } of INDICATEURS) {
      expect([libelle, exclusions.length > 0, precautions.length > 0, source !== '', numerateur.libelle !== '', denominateur?.libelle !== '', axes.length > 2]).toEqual([libelle, true, true, true, true, true, true]);
      expect(axes.every((axe) => CODES_AXES.includes(axe))).toBe(true);
    }
  });
  it('ne mêlent jamais places, fiches et habitants dans une même somme', () => {
    for (const indicateur of INDICATEURS) for (const { termes, libelle } of [indicateur.numerateur, ...(indicateur.denominateur !== null && 'termes' in indicateur.denominateur ? [indicateur.denominateur] : [])]) expect([libelle, new Set(termes.map(({ mesure }) => mesure.niveau)).size]).toEqual([libelle, 1]);
    expect(mesuresDe(indicateurDe('taux_equipement')).map(({ niveau }) => niveau)).toEqual(['groupe', 'territoire']);
  });
});

describe('les chiffres publiés', () => {
  const [, ...lignes] = readFileSync(new URL('../../fixtures/indicateurs/drees_panorama_hebergement_2021-12-31.csv', import.meta.url), 'utf8').trim().split('\n').map((ligne) => ligne.split(';'));
  const colonnes = { hdf: 1, aisne: 2, metropole: 3, france: 4 } as const;
  const drees = (debut: string, colonne: keyof typeof colonnes): number => Number(lignes.find(([titre]) => titre?.startsWith(debut))?.[colonnes[colonne]]?.replace(',', '.'));
  const places = (colonne: keyof typeof colonnes): Fait[] => [groupe('02', 'hebergement_chrs', drees('CHRS', colonne)), groupe('02', 'hebergement_hors_chrs', drees('Centres d\'accueil non', colonne)), groupe('02', 'logement_residence_sociale', drees('FTM', colonne) || 0), groupe('02', 'hebergement_hotel', 500)];
  it('la Drees compte les mêmes places de deux façons', () => {
    for (const colonne of ['hdf', 'aisne', 'france'] as const) expect(drees('CHRS', colonne) + drees('Centres d\'accueil non', colonne)).toBe(drees('dont urgences', colonne) + drees('dont stabilisation', colonne) + drees('dont insertion', colonne));
  });
  it('taux d’équipement : 2,4 dans les Hauts-de-France, 1,7 dans l’Aisne, d’après la population du programme', () => {
    const adultes = ['02', '59', '60', '62', '80'].map((code) => adultesDe(code) as number);
    expect(adultes.reduce((somme, un) => somme + un, 0)).toBe(5_986_464 - 1_496_996);
    expect(arrondi(total('taux_equipement', [...places('hdf'), ...['02', '59', '60', '62', '80'].map((code) => territoire(code, adultesDe(code)))]).valeur)).toBe(drees('Taux', 'hdf'));
    expect(arrondi(total('taux_equipement', [...places('aisne'), territoire('02', adultesDe('02'))]).valeur)).toBe(drees('Taux', 'aisne'));
    expect([drees('Taux', 'hdf'), drees('Taux', 'aisne')]).toEqual([2.4, 1.7]);
  });
  it('taux d’équipement : 2,0 pour la France, d’après la population que ce taux publié suppose', () => {
    // 101 141 places : le taux arrondi à 2,0 suppose de 49,34 à 51,87 millions d’adultes ; l’Insee en estimait 50 679 108 en 2018 (66 992 159 habitants, dont 16 313 051 de moins de 20 ans)
    const france = places('france');
    expect(total('taux_equipement', [...france, territoire('02', 50_679_108)]).numerateur).toBe(101_141);
    for (const adultes of [49_340_000, 50_679_108, 66_992_159 - 16_313_051, 51_860_000]) expect(arrondi(total('taux_equipement', [...france, territoire('02', adultes)]).valeur)).toBe(2);
    expect(drees('Taux', 'france')).toBe(2);
  });
  it('197 300 places occupées sur 218 200 : 90,4 %', () => {
    const { valeur, numerateur, denominateur } = total('taux_occupation', [groupe('59', 'hebergement_chrs', 118_200, { occupees: 100_000 }), groupe('75', 'hebergement_hotel', 100_000, { occupees: 97_300 })]);
    expect([numerateur, denominateur, arrondi((valeur ?? 0) * 100)]).toEqual([197_300, 218_200, 90.4]);
  });
  it('18,6 millions de nuitées : 51 000 places, au millier', () => {
    const { valeur } = total('equivalent_places_hotel', [groupe('75', 'hebergement_hotel', 18_600_000), groupe('75', 'hebergement_chrs', 1_000)], 365);
    expect([Math.round((valeur ?? 0) / 1000) * 1000, Math.round(valeur ?? 0)]).toEqual([51_000, 50_959]);
  });
});

describe('ce qui n’est pas connu', () => {
  it('sans rien d’ouvert, un taux est « n. c. », jamais 0', () => {
    expect(total('taux_indisponibilite', [groupe('59', 'hebergement_chrs', 0)]).valeur).toBeNull();
    expect(total('taux_equipement', [territoire('59', 1000)]).valeur).toBeNull();
    expect(total('taux_occupation_corrige', [groupe('59', 'hebergement_chrs', 4, { indisponibles: 4, occupees: 0 })]).valeur).toBeNull();
  });
  it('une population manquante rend la région « n. c. », pas le département voisin', () => {
    const { lignes, total: tout } = calculer(indicateurDe('taux_equipement'), [groupe('02', 'hebergement_chrs', 10), groupe('75', 'hebergement_chrs', 10), territoire('02', 1000), territoire('75', undefined)], { axes: ['departement'], filtres: {}, jours: 1 });
    expect(lignes.map(({ cles, valeur, inconnus }) => [cles[0], valeur, inconnus])).toEqual([['02', 10, 0], ['75', null, 1]]);
    expect([tout.valeur, tout.inconnus]).toEqual([null, 1]);
  });
});

describe('le circuit', () => {
  const le = (jour: string, heure = '08:00'): string => `2026-11-${jour}T${heure}:00.000Z`;
  const pas = (geste: string, vers: string, quand: string): Pas => ({ geste, vers, par: 'x', nom: 'X', profil: 'admin_siao', le: quand });
  const fiche = (parcours: readonly Pas[], periode = { du: '2026-11-01', au: AUJOURDHUI }, statut = 'valide') =>
    compteurDeFiches(periode, AUJOURDHUI, contexte.maintenant)({ id: 'f', cles: { departement: '59' }, statut, parcours, modifieLe: le('10'), remplis: 8, attendus: 9 });
  const decidee = [pas('creer', 'brouillon', le('01')), pas('soumettre', 'a_prevalider', le('02')), pas('prevalider', 'prevalide', le('05', '07:59')), pas('valider', 'valide', le('12'))];
  it('compte des jours entiers depuis la dernière soumission', () => {
    expect(fiche(decidee).durees).toEqual({ prevalidation: [2], validation: [10] });
    const revenue = [pas('soumettre', 'a_prevalider', le('01')), pas('renvoyer', 'a_corriger', le('03')), pas('soumettre', 'a_prevalider', le('08')), pas('prevalider', 'prevalide', le('09'))];
    expect(fiche(revenue).durees?.['prevalidation']).toEqual([1]);
  });
  it('range chaque décision dans sa période, et oublie les gestes annulés', () => {
    expect(fiche(decidee, { du: '2026-11-06', au: AUJOURDHUI }).durees).toEqual({ prevalidation: [], validation: [10] });
    expect(fiche([...decidee.slice(0, 3), pas('annuler', 'a_prevalider', le('05', '09:00'))]).durees).toEqual({ prevalidation: [], validation: [] });
  });
  it('une fiche validée une seconde fois sans être redéposée n’a pas attendu depuis son premier dépôt', () => {
    expect(fiche([pas('soumettre', 'a_prevalider', le('02')), pas('prevalider', 'prevalide', le('03')), pas('valider', 'valide', le('04')), pas('suspendre', 'suspendu', le('05')), pas('valider', 'valide', le('09'))]).durees?.['validation']).toEqual([2]);
  });
  it('une fiche créée validée n’a pas attendu', () => { expect(fiche([pas('creer', 'valide', le('02'))]).durees).toEqual({ prevalidation: [], validation: [] }); });
  it('dit ce qui attendait, à une date passée comme aujourd’hui, par âge', () => {
    const attente = [pas('soumettre', 'a_prevalider', le('02'))];
    const ages = (au: string) => { const { enAttente, attenteATemps, attenteASurveiller, attenteBientot, attenteEnRetard } = fiche(attente, { du: au, au }, 'a_prevalider').nombres; return [enAttente, attenteATemps, attenteASurveiller, attenteBientot, attenteEnRetard]; };
    expect([ages('2026-11-01'), ages('2026-11-07'), ages('2026-11-08'), ages('2026-11-13'), ages('2026-11-18'), ages(AUJOURDHUI)]).toEqual([[0, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 0, 1, 0, 0], [1, 0, 0, 1, 0], [1, 0, 0, 0, 1], [1, 0, 0, 0, 1]]);
    expect(fiche(decidee, { du: '2026-11-11', au: '2026-11-11' }).nombres['enAttente']).toBe(1);
    expect(fiche(decidee, { du: '2026-11-12', au: '2026-11-12' }).nombres['enAttente']).toBe(0);
  });
  it('médiane et 9e décile : des durées qui existent, prises sur toutes', () => {
    expect([quantile([], 0.5), quantile([7], 0.9), quantile([1, 2, 3, 4], 0.5), quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 0.9)]).toEqual([null, 7, 2, 9]);
    fc.assert(fc.property(fc.array(fc.nat(60), { minLength: 1 }), fc.constantFrom(0.5, 0.9), (durees, rang) => {
      const valeur = quantile(durees, rang) as number;
      expect(durees).toContain(valeur);
      expect(durees.filter((duree) => duree <= valeur).length).toBeGreaterThanOrEqual(rang * durees.length - 1e-9);
      expect(durees.filter((duree) => duree < valeur).length).toBeLessThan(rang * durees.length + 1e-9);
    }));
    const faits = [[1, 1, 1, 9], [9]].map((validation, rang): Fait => ({ niveau: 'fiche', id: String(rang), cles: { departement: rang === 0 ? '59' : '62' }, nombres: { validations: validation.length }, durees: { validation } }));
    const calcul = calculer(indicateurDe('delai_validation_median'), faits, { axes: ['departement'], filtres: {}, jours: 1 });
    expect([calcul.lignes.map(({ valeur }) => valeur), calcul.total.valeur, calcul.total.numerateur]).toEqual([[1, 9], 1, 5]);
  });
});

describe('la qualité', () => {
  const fiche = (modifieLe: string, au: string, statut = 'valide') => compteurDeFiches({ du: au, au }, AUJOURDHUI, contexte.maintenant)({ id: 'f', cles: {}, statut, parcours: [], modifieLe, remplis: 7, attendus: 9 });
  it.each([
    ['validée, changée hier', fiche('2026-11-23T10:00:00.000Z', AUJOURDHUI), [1, 1, 9, 7, 1, 0]], ['changée il y a un an et un jour', fiche('2025-11-23T10:00:00.000Z', AUJOURDHUI), [1, 0, 9, 7, 1, 0]], ['il y a un an', fiche('2025-11-24T23:30:00.000Z', AUJOURDHUI), [1, 1, 9, 7, 1, 0]],
    ['à une date d’avant son dernier changement', fiche('2026-11-23T10:00:00.000Z', '2026-11-01'), [1, 1, 9, 7, 1, 1]], ['un brouillon', fiche('2026-11-23T10:00:00.000Z', AUJOURDHUI, 'brouillon'), [0, 0, 0, 0, 0, 0]],
  ])('%s', (_titre, { nombres }, attendus) => { expect(['fiches', 'recentes', 'attendus', 'remplis', 'incompletes', 'ficheInconnue'].map((champ) => nombres[champ])).toEqual(attendus); });
});

describe('les instantanés de plusieurs départements', () => {
  const fige = (departement: string, numerateur: number | null, denominateur: number | null) => ({ departement, numerateur, denominateur, valeur: 0.5, inconnus: numerateur === null ? 3 : 0 });
  it('s’additionnent par leurs deux moitiés, jamais par leurs taux', () => {
    expect(sommerFiges(indicateurDe('taux_occupation'), [fige('59', 1, 10), fige('62', 9, 10)])).toMatchObject({ numerateur: 10, denominateur: 20, valeur: 0.5 });
    expect(sommerFiges(indicateurDe('capacite_ouverte'), [fige('59', 5, 1), fige('62', 7, 1)])).toMatchObject({ numerateur: 12, denominateur: 1, valeur: 12 });
    expect(sommerFiges(indicateurDe('taux_occupation'), [fige('59', 1, 10), fige('62', null, 10)])).toMatchObject({ numerateur: null, valeur: null, inconnus: 3 });
    expect(sommerFiges(indicateurDe('taux_occupation'), [])).toBeNull();
  });
  it('un délai est celui du seul département, ou du pays', () => {
    const delai = indicateurDe('delai_validation_median');
    expect([sommerFiges(delai, [fige('59', 4, null)])?.valeur, sommerFiges(delai, [fige('59', 4, null), fige('62', 4, null)]), sommerFiges(delai, [fige('', 8, null), fige('59', 4, null), fige('62', 4, null)])?.numerateur]).toEqual([0.5, null, 8]);
  });
});

describe('le calendrier', () => {
  it('recule de mois en mois sans sauter un jour', () => { expect([moisAvant('2026-03-31', 1), moisAvant('2026-11-24', 12), moisAvant('2024-02-29', 12), moisAvant('2026-01-15', 2), moisAvant('2026-12-01', -1)]).toEqual(['2026-02-28', '2025-11-24', '2023-02-28', '2025-11-15', '2027-01-01']); });
  it('coupe une période en mois qui la couvrent', () => { expect(moisDe({ du: '2026-11-20', au: '2027-01-03' })).toEqual([{ mois: '2026-11', du: '2026-11-20', au: '2026-11-30' }, { mois: '2026-12', du: '2026-12-01', au: '2026-12-31' }, { mois: '2027-01', du: '2027-01-01', au: '2027-01-03' }]); });
});
