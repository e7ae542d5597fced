import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CadreIndicateurs } from '../../../db/indicateurs/moteur.ts';
import { calculerIndicateur, lireFaits } from '../../../db/indicateurs/moteur.ts';
import { lireQualite } from '../../../db/indicateurs/fiches.ts';
import { ecrireLigne } from '../../../db/lignes.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { calculer } from '../../../domain/indicateurs/calcul.ts';
import { decalerDate } from '../../../domain/dates.ts';
import { joursDans, moisDe } from '../../../domain/indicateurs/faits.ts';
import { compteurDeFiches } from '../../../domain/indicateurs/fiches.ts';
import type { Axe, Fait } from '../../../domain/indicateurs/modele.ts';
import { INDICATEURS } from '../../../domain/indicateurs/registre.ts';
import { construireNomenclature } from '../../../domain/nomenclature/nomenclature.ts';
import { completude } from '../../../domain/objets/champ.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { MAINTENANT, cadre, ecriture, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, ENTITE_ID, dispositif, entite, groupe } from '../../outils/fabrique.ts';
import { ENTITES, dates, offres, periodes } from '../../outils/referenceIndicateurs.ts';

const DEPARTEMENTS = ['02', '2A', '2B', '59', '62', '75', '974', '80'];
type Cache = ReturnType<typeof ouvrirCacheEssai>['base'];
const cadreDe = (base: Cache): CadreIndicateurs => ({ base, aujourdhui: AUJOURDHUI, maintenant: MAINTENANT, nomenclature: construireNomenclature([], AUJOURDHUI), departements: DEPARTEMENTS });
const surUnCache = (lignes: Parameters<typeof appliquerPage>[1], travail: (base: Cache) => void): void => {
  const essai = ouvrirCacheEssai();
  try {
    appliquerPage(essai.base, [...[ENTITE_ID, ...ENTITES].map((id) => ligneDe('entite', entite({ id }))), ...lignes], fin('1'), cadre());
    travail(essai.base);
  } finally { essai.jeter(); }
};
const instants = fc.tuple(dates, fc.constantFrom('00:00:00.000', '12:30:00.000', '21:59:59.999', '22:00:00.000', '22:59:59.000', '23:00:00.000')).map(([jour, heure]) => `${jour.replace('2026', '2025')}T${heure}Z`);

describe('les lectures de faits', () => {
  it('rendent le même chiffre ensemble, par dispositif, et groupe par groupe', () => {
    fc.assert(fc.property(offres, periodes, dates, (offre, periode, date) => {
      surUnCache([...offre.dispositifs.map((un) => ligneDe('dispositif', un)), ...offre.groupes.map((un) => ligneDe('groupe', un)), ...offre.places.map((une) => ligneDe('place', une))], (base) => {
        for (const indicateur of INDICATEURS) {
          for (const quand of indicateur.moment === 'periode' ? [periode] : [{ du: AUJOURDHUI, au: AUJOURDHUI }, { du: date, au: date }]) {
            const demande = { axes: ['departement'] as const, filtres: {}, jours: joursDans(quand) };
            const ensemble = calculer(indicateur, lireFaits(cadreDe(base), indicateur, quand, ['departement']), demande);
            const caracteres = indicateur.axes.filter((axe): axe is Axe => ['modalite', 'public', 'permanence', 'financement'].includes(axe));
            const parCaractere = calculer(indicateur, lireFaits(cadreDe(base), indicateur, quand, ['departement', ...caracteres]), demande);
            // la dernière : gardée, elle servirait aux autres
            const unParUn = calculer(indicateur, lireFaits(cadreDe(base), indicateur, quand), demande);
            const sansCompte = ({ lignes, total }: typeof unParUn): unknown => [[...lignes].sort((une, autre) => ((une.cles[0] ?? '') < (autre.cles[0] ?? '') ? -1 : 1)), total].flat().map(({ faits: _faits, ...chiffre }) => chiffre);
            expect([indicateur.id, sansCompte(ensemble)]).toEqual([indicateur.id, sansCompte(unParUn)]);
            expect([indicateur.id, sansCompte(parCaractere)]).toEqual([indicateur.id, sansCompte(unParUn)]);
          }
        }
      });
    }), { numRuns: 25 });
  });
  it('d’une suite de mois, rendent ce que chaque mois dit seul', () => {
    const longues = fc.tuple(dates, fc.integer({ min: 20, max: 200 })).map(([du, jours]) => ({ du, au: decalerDate(du, jours) }));
    fc.assert(fc.property(offres, longues, (offre, periode) => {
      surUnCache([...offre.dispositifs.map((un) => ligneDe('dispositif', un)), ...offre.groupes.map((un) => ligneDe('groupe', un)), ...offre.places.map((une) => ligneDe('place', une))], (base) => {
        for (const indicateur of INDICATEURS.filter(({ moment, axes }) => moment !== 'date' && axes.includes('mois'))) {
          const axes: Axe[] = indicateur.axes.includes('public') ? ['departement', 'public'] : ['departement'];
          const demande = { filtres: {}, comparaison: null };
          const ensemble = calculerIndicateur(cadreDe(base), indicateur, { ...demande, axes: [...axes, 'mois'], periode });
          for (const { mois, du, au } of moisDe(periode)) {
            // une base que rien n’a lue : ce mois ne doit rien aux autres
            const seul = calculerIndicateur(cadreDe({ ...base }), indicateur, { ...demande, axes, periode: { du, au } });
            const dits = ensemble.lignes.filter(({ cles }) => cles.at(-1) === mois).map(({ cles, numerateur, valeur, inconnus, composantes }) => [cles.slice(0, -1), numerateur, valeur, inconnus, composantes]);
            const seuls = seul.lignes.map(({ cles, numerateur, valeur, inconnus, composantes }) => [cles, numerateur, valeur, inconnus, composantes]);
            expect([indicateur.id, mois, dits.sort()]).toEqual([indicateur.id, mois, seuls.sort()]);
          }
        }
      });
    }), { numRuns: 15 });
  });
  it('comptent la qualité comme fiche par fiche, à la seconde de Paris près', () => {
    const fiches = fc.array(fc.record({ statut: fc.constantFrom('valide' as const, 'suspendu' as const, 'brouillon' as const, 'ferme' as const), modifieLe: instants, commune: fc.constantFrom('59350', null), adresse: fc.constantFrom('1 rue', null), fermeture: fc.option(fc.oneof(dates, fc.constant(AUJOURDHUI))) }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(fiches, fc.oneof(dates, dates.map((date) => date.replace('2026', '2025')), fc.constant(AUJOURDHUI), fc.constant(AUJOURDHUI)), (tirees, date) => {
      const id = (genre: string, rang: number): string => `${genre}0000000-0000-4000-8000-${String(rang).padStart(12, '0')}`;
      const dispositifs = tirees.map(({ statut, modifieLe, commune, adresse }, rang) => dispositif({ id: id('b', rang), statut, modifieLe, commune: commune ?? '59350', adresse }));
      const groupes = tirees.map(({ modifieLe, fermeture }, rang) => groupe({ id: id('c', rang), dispositifId: id('b', rang), modifieLe, fermeture }));
      surUnCache([...dispositifs.map((un) => ligneDe('dispositif', un)), ...groupes.map((un) => ligneDe('groupe', un))], (base) => {
        const compter = compteurDeFiches({ du: date, au: date }, AUJOURDHUI, MAINTENANT);
        const faitDe = (objet: 'entite' | 'dispositif' | 'groupe', ligne: { readonly id: string; readonly modifieLe: string }, statut: string): Fait => {
          const { attendus, remplis } = completude(CHAMPS[objet], ligne as never);
          return compter({ id: ligne.id, cles: {}, statut, parcours: [], modifieLe: ligne.modifieLe, attendus, remplis });
        };
        const lents = [
          ...[ENTITE_ID, ...ENTITES].map((sien) => faitDe('entite', entite({ id: sien }), 'valide')), ...dispositifs.map((un) => faitDe('dispositif', un, un.statut)),
          ...groupes.map((un, rang) => faitDe('groupe', un, un.fermeture !== null && un.fermeture <= date ? 'ferme' : (dispositifs[rang]?.statut ?? ''))),
        ];
        const somme = (faits: readonly Fait[], champ: string): number => faits.reduce((total, { nombres }) => total + (nombres[champ] ?? 0), 0);
        for (const champ of ['fiches', 'recentes', 'attendus', 'remplis', 'incompletes', 'ficheInconnue']) {
          for (const separes of [['entite', 'nature', 'type'], ['nature'], []] as const) expect([champ, somme(lireQualite(base, { du: date, au: date }, AUJOURDHUI, new Set(separes)), champ)]).toEqual([champ, somme(lents, champ)]);
        }
      });
    }), { numRuns: 60 });
  });
  it('un fait gardé ne sert plus dès qu’une ligne est écrite', () => {
    surUnCache([ligneDe('dispositif', dispositif()), ligneDe('groupe', groupe({ capacites: [{ depuis: '2026-01-01', capacite: 4 }] }))], (base) => {
      const capacite = (): number | null => calculerIndicateur(cadreDe(base), INDICATEURS[0] as never, { axes: [], filtres: {}, periode: { du: AUJOURDHUI, au: AUJOURDHUI }, comparaison: null }).total.numerateur;
      expect(capacite()).toBe(4);
      ecrireLigne(base, 'groupe', groupe({ capacites: [{ depuis: '2026-01-01', capacite: 7 }] }), ecriture);
      expect(capacite()).toBe(7);
    });
  });
});
