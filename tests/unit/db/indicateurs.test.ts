import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LigneIndicateur, ResultatIndicateur } from '../../../contract/methodesIndicateurs.ts';
import type { BaseLecture } from '../../../db/base.ts';
import type { CadreIndicateurs, DemandeIndicateur } from '../../../db/indicateurs/moteur.ts';
import { calculerIndicateur } from '../../../db/indicateurs/moteur.ts';
import { lireGroupes, lireDispositifs } from '../../../db/indicateurs/lecture.ts';
import { appliquerPage } from '../../../db/reception.ts';
import type { Axe, Periode } from '../../../domain/indicateurs/modele.ts';
import { INDICATEURS, trouverIndicateur } from '../../../domain/indicateurs/registre.ts';
import { construireNomenclature } from '../../../domain/nomenclature/nomenclature.ts';
import { MAINTENANT, cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, entite } from '../../outils/fabrique.ts';
import type { Compte, OffreTiree } from '../../outils/referenceIndicateurs.ts';
import { ENTITES, cleReference, compterParGroupe, dates, joursDe, offres, periodes } from '../../outils/referenceIndicateurs.ts';

const nomenclature = construireNomenclature([], AUJOURDHUI);
/** Le cache d’un poste qui a reçu cette offre. */
const avecOffre = (offre: OffreTiree, travail: (base: ReturnType<typeof ouvrirCacheEssai>['base']) => void): void => {
  const essai = ouvrirCacheEssai();
  try {
    appliquerPage(essai.base, [
      ...ENTITES.map((id, rang) => ligneDe('entite', entite({ id, raisonSociale: `Entité ${rang}` }))), ...offre.dispositifs.map((un) => ligneDe('dispositif', un)), ...offre.groupes.map((un) => ligneDe('groupe', un)), ...offre.places.map((une) => ligneDe('place', une)),
    ], fin('1'), cadre());
    travail(essai.base);
  } finally { essai.jeter(); }
};
const cadreDe = (base: BaseLecture): CadreIndicateurs => ({ base, aujourdhui: AUJOURDHUI, maintenant: MAINTENANT, nomenclature, departements: DEPARTEMENTS });
const DEPARTEMENTS = ['02', '2A', '2B', '59', '62', '75', '974', '80'];
const demande = (periode: Periode, axes: readonly Axe[] = [], champs: Partial<DemandeIndicateur> = {}): DemandeIndicateur => ({ axes, filtres: {}, periode, comparaison: null, ...champs });
const leJour = (date: string): Periode => ({ du: date, au: date });
const indicateurDe = (id: string) => { const trouve = trouverIndicateur(id); if (trouve === undefined) throw new Error(id); return trouve; };

/** Numérateur et dénominateur, écrits droit d’après domain.md §8 ; `null` : pas connu. */
type Formule = (compte: Compte, jours: number) => readonly [number | null, number];
const FORMULES: Readonly<Record<string, Formule>> = {
  capacite_ouverte: ({ capacite }, jours) => [capacite, jours],
  taux_occupation: ({ occupee, inconnue, capacite }) => [inconnue > 0 ? null : occupee, capacite],
  taux_occupation_corrige: ({ occupee, inconnue, capacite, indisponible }) => [inconnue > 0 ? null : occupee, capacite - indisponible],
  taux_disponibilite: ({ libre, inconnue, capacite, indisponible }) => [inconnue > 0 ? null : libre, capacite - indisponible],
  taux_indisponibilite: ({ indisponible, capacite }) => [indisponible, capacite],
};
const AXES_GROUPE: readonly Axe[] = ['region', 'departement', 'siao', 'entite', 'dispositif', 'nature', 'type', 'modalite', 'public', 'permanence', 'financement'];

const attendu = (offre: OffreTiree, id: string, periode: Periode, axes: readonly Axe[]): Map<string, readonly [number | null, number, number | null]> => {
  const comptes = new Map<string, Compte>();
  for (const { groupe, dispositif, compte } of compterParGroupe(offre, periode, AUJOURDHUI)) {
    const cle = axes.map((axe) => cleReference(axe, dispositif, groupe, periode.au)).join(' / ');
    const connu = comptes.get(cle);
    if (connu === undefined) { comptes.set(cle, { ...compte }); continue; }
    for (const champ of Object.keys(compte) as (keyof Compte)[]) connu[champ] += compte[champ];
  }
  return new Map([...comptes].map(([cle, compte]) => {
    const [haut, bas] = (FORMULES[id] as Formule)(compte, joursDe(periode).length);
    return [cle, [haut, bas, haut === null || bas <= 0 ? null : haut / bas]];
  }));
};
const rendu = (lignes: readonly LigneIndicateur[]): Map<string, readonly [number | null, number | null, number | null]> => new Map(lignes.map(({ cles, numerateur, denominateur, valeur }) => [cles.join(' / '), [numerateur, denominateur, valeur]]));
const tries = <T>(carte: ReadonlyMap<string, T>): [string, T][] => [...carte].sort(([une], [autre]) => (une < autre ? -1 : 1));

describe('le moteur contre une lecture lente', () => {
  it('rend, sur tout axe et toute paire d’axes, à une date ou sur une période, ce que disent les formules', () => {
    fc.assert(fc.property(offres, fc.oneof(fc.constant(leJour(AUJOURDHUI)), dates.map(leJour), periodes), fc.constantFrom(...AXES_GROUPE), fc.constantFrom(...AXES_GROUPE), (offre, periode, premier, second) => {
      avecOffre(offre, (base) => {
        const axes = premier === second ? [premier] : [premier, second];
        for (const id of Object.keys(FORMULES)) {
          const resultat = calculerIndicateur(cadreDe(base), indicateurDe(id), demande(periode, axes));
          expect([id, tries(rendu(resultat.lignes))]).toEqual([id, tries(attendu(offre, id, periode, axes))]);
          if (axes.length === 2) expect([id, tries(rendu(resultat.sousTotaux))]).toEqual([id, tries(attendu(offre, id, periode, [premier]))]);
          const [total] = attendu(offre, id, periode, []).values();
          if (total !== undefined) expect([resultat.total.numerateur, resultat.total.denominateur, resultat.total.valeur]).toEqual(total);
        }
      });
    }), { numRuns: 40 });
  });
  it('lit le jour même par les comptes du cache comme par les états datés', () => {
    fc.assert(fc.property(offres, (offre) => {
      avecOffre(offre, (base) => {
        const moment = { periode: leJour(AUJOURDHUI), aujourdhui: AUJOURDHUI, nomenclature };
        const dispositifs = lireDispositifs(base, moment);
        // deux jours dont le premier ne tient rien : la lecture datée, pour le même jour
        const date = lireGroupes(base, dispositifs, { ...moment, periode: { du: AUJOURDHUI, au: '2026-11-25' } }, 'places');
        const lendemain = lireGroupes(base, dispositifs, { ...moment, periode: leJour('2026-11-25') }, 'places');
        const jour = lireGroupes(base, dispositifs, moment, 'places');
        for (const [rang, { nombres }] of jour.entries()) {
          for (const champ of ['capacite', 'indisponibles', 'occupees', 'reservees', 'libres', 'occupationInconnue']) expect([champ, nombres[champ]]).toEqual([champ, (date[rang]?.nombres[champ] ?? 0) - (lendemain[rang]?.nombres[champ] ?? 0)]);
        }
      });
    }), { numRuns: 25 });
  });
});

describe('ce qui s’additionne', () => {
  const somme = (lignes: readonly LigneIndicateur[], champ: 'numerateur' | 'denominateur'): number => lignes.reduce((total, ligne) => total + (ligne[champ] ?? 0), 0);
  it('fait le même total par chaque axe : jamais une moyenne de taux', () => {
    fc.assert(fc.property(offres, (offre) => {
      avecOffre(offre, (base) => {
        const cadreDuPoste = cadreDe(base);
        for (const indicateur of INDICATEURS) {
          if (indicateur.denominateur !== null && !('termes' in indicateur.denominateur)) continue;
          const calculs: ResultatIndicateur[] = indicateur.axes.filter((axe) => axe !== 'mois').map((axe) => calculerIndicateur(cadreDuPoste, indicateur, demande(leJour(AUJOURDHUI), [axe])));
          for (const { lignes, total } of calculs) {
            if (total.numerateur !== null) expect([indicateur.id, somme(lignes, 'numerateur')]).toEqual([indicateur.id, total.numerateur]);
            if (total.denominateur !== null) expect([indicateur.id, somme(lignes, 'denominateur')]).toEqual([indicateur.id, total.denominateur]);
          }
          expect(new Set(calculs.map(({ total }) => JSON.stringify(total))).size).toBe(1);
        }
      });
    }), { numRuns: 25 });
  });
});
