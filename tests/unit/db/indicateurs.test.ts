import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DefinitionPlaces } from '../../../contract/methodesPlaces.ts';
import type { LigneIndicateur, ResultatIndicateur } from '../../../contract/methodesIndicateurs.ts';
import type { BaseEcriture } from '../../../db/base.ts';
import type { CadreIndicateurs, DemandeIndicateur } from '../../../db/indicateurs/moteur.ts';
import { calculerIndicateur } from '../../../db/indicateurs/moteur.ts';
import { lireUnParUn } from '../../../db/indicateurs/lecture.ts';
import { lireDispositifs } from '../../../db/indicateurs/parc.ts';
import { lireProvenance } from '../../../db/indicateurs/provenance.ts';
import { lireDisponibilite } from '../../../db/indicateurs/repartitions.ts';
import { lireTableauDeBord } from '../../../db/indicateurs/tableauDeBord.ts';
import { ouvrirVuePlaces } from '../../../db/places.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { veille } from '../../../domain/dates.ts';
import type { Axe, Periode } from '../../../domain/indicateurs/modele.ts';
import { INDICATEURS, trouverIndicateur } from '../../../domain/indicateurs/registre.ts';
import { completude } from '../../../domain/objets/champ.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { construireNomenclature } from '../../../domain/nomenclature/nomenclature.ts';
import { MAINTENANT, cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, ENTITE_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';
import type { Compte, OffreTiree } from '../../outils/referenceIndicateurs.ts';
import { ADULTES, ENTITES, PARTS, cleReference, compterParGroupe, dates, joursDe, offres, periodes } from '../../outils/referenceIndicateurs.ts';

const nomenclature = construireNomenclature([], AUJOURDHUI);
/** Le cache d’un poste qui a reçu cette offre. */
const avecOffre = (offre: OffreTiree, travail: (base: ReturnType<typeof ouvrirCacheEssai>['base']) => void): void => {
  const essai = ouvrirCacheEssai();
  try {
    appliquerPage(essai.base, [
      ...[ENTITE_ID, ...ENTITES].map((id, rang) => ligneDe('entite', entite({ id, raisonSociale: `Entité ${rang}` }))), ...offre.dispositifs.map((un) => ligneDe('dispositif', un)), ...offre.groupes.map((un) => ligneDe('groupe', un)), ...offre.places.map((une) => ligneDe('place', une)),
    ], fin('1'), cadre());
    travail(essai.base);
  } finally { essai.jeter(); }
};
const cadreDe = (base: BaseEcriture): CadreIndicateurs => ({ base, aujourdhui: AUJOURDHUI, maintenant: MAINTENANT, nomenclature, departements: DEPARTEMENTS });
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
  it('rend, sur tout axe, toute paire et tout triplet d’axes, à une date ou sur une période, ce que disent les formules', () => {
    fc.assert(fc.property(offres, fc.oneof(fc.constant(leJour(AUJOURDHUI)), dates.map(leJour), periodes), fc.uniqueArray(fc.constantFrom(...AXES_GROUPE), { minLength: 1, maxLength: 3 }), (offre, periode, axes) => {
      avecOffre(offre, (base) => {
        for (const id of Object.keys(FORMULES)) {
          const resultat = calculerIndicateur(cadreDe(base), indicateurDe(id), demande(periode, axes));
          expect([id, tries(rendu(resultat.lignes))]).toEqual([id, tries(attendu(offre, id, periode, axes))]);
          // un sous-total par valeur du premier axe, puis par couple des deux premiers
          for (let combien = 1; combien < axes.length; combien += 1) expect([id, tries(rendu(resultat.sousTotaux.filter(({ cles }) => cles.length === combien)))]).toEqual([id, tries(attendu(offre, id, periode, axes.slice(0, combien)))]);
          const [total] = attendu(offre, id, periode, []).values();
          if (total !== undefined) expect([resultat.total.numerateur, resultat.total.denominateur, resultat.total.valeur]).toEqual(total);
        }
      });
    }), { numRuns: 30 });
  });
  it('rend aussi ce que disent celles des périodes, des dispositifs et des territoires', () => {
    const DEN = { equivalent_places_hotel: 365 } as Readonly<Record<string, number>>;
    const adultes = (departements: readonly string[]): number => departements.reduce((total, code) => total + (ADULTES[code] ?? Number.NaN), 0);
    fc.assert(fc.property(offres, dates, periodes, fc.nat(), fc.nat(), (offre, date, periode, un, deux) => {
      avecOffre(offre, (base) => {
        for (const [id, parts] of Object.entries(PARTS)) {
          const indicateur = indicateurDe(id);
          const quand = indicateur.moment === 'date' ? leJour(date) : periode;
          const possibles = indicateur.axes.filter((axe) => axe !== 'mois');
          const axes = [...new Set([possibles[un % possibles.length] as Axe, possibles[deux % possibles.length] as Axe])];
          const calcul = calculerIndicateur(cadreDe(base), indicateur, demande(quand, axes));
          const sommes = new Map<string, { haut: number | null; bas: number }>();
          for (const { cle, haut, bas } of parts(offre, quand, AUJOURDHUI)) {
            const adresse = axes.map(cle).join(' / ');
            const connu = sommes.get(adresse) ?? { haut: 0, bas: 0 };
            sommes.set(adresse, { haut: connu.haut === null || haut === null ? null : connu.haut + haut, bas: connu.bas + bas });
          }
          if (id === 'taux_equipement') {
            // un territoire a une ligne, même sans offre ; sa population est celle de tous ses départements
            const region = (code: string): string => cleReference('region', { departement: code } as never, null, '');
            const siao = (code: string): string => cleReference('siao', { departement: code } as never, null, '');
            const lieu = (code: string): string => axes.map((axe) => (axe === 'region' ? region(code) : axe === 'siao' ? siao(code) : code)).join(' / ');
            for (const { cles, numerateur, denominateur, valeur } of calcul.lignes) {
              const population = adultes(DEPARTEMENTS.filter((code) => lieu(code) === cles.join(' / ')));
              const haut = sommes.get(cles.join(' / '))?.haut ?? 0;
              expect([id, cles, numerateur, denominateur]).toEqual([id, cles, haut, Number.isNaN(population) ? null : population]);
              expect(valeur).toEqual(Number.isNaN(population) || haut === 0 ? null : (1000 * haut) / population);
            }
            continue;
          }
          const attendues = new Map([...sommes].map(([cle, { haut, bas }]) => {
            const divise = DEN[id] ?? (indicateur.denominateur === null ? null : bas);
            return [cle, [haut, divise, haut === null ? null : divise === null ? haut : divise <= 0 ? null : haut / divise]] as const;
          }));
          expect([id, tries(rendu(calcul.lignes))]).toEqual([id, tries(attendues)]);
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
        const date = lireUnParUn(base, dispositifs, { ...moment, periode: { du: AUJOURDHUI, au: '2026-11-25' } }, 'places');
        const lendemain = lireUnParUn(base, dispositifs, { ...moment, periode: leJour('2026-11-25') }, 'places');
        const jour = lireUnParUn(base, dispositifs, moment, 'places');
        for (const [rang, { nombres }] of jour.entries()) {
          for (const champ of ['capacite', 'indisponibles', 'occupees', 'reservees', 'libres', 'occupationInconnue']) expect([champ, nombres[champ]]).toEqual([champ, (date[rang]?.nombres[champ] ?? 0) - (lendemain[rang]?.nombres[champ] ?? 0)]);
        }
      });
    }), { numRuns: 25 });
  });
});

describe('ce qui s’additionne', () => {
  const somme = (lignes: readonly LigneIndicateur[], champ: 'numerateur' | 'denominateur'): number => lignes.reduce((total, ligne) => total + (ligne[champ] ?? 0), 0);
  it('fait le même total par chaque axe, mois compris : jamais une moyenne de taux', () => {
    fc.assert(fc.property(offres, periodes, (offre, periode) => {
      avecOffre(offre, (base) => {
        for (const indicateur of INDICATEURS) {
          const quand = indicateur.moment === 'date' ? leJour(AUJOURDHUI) : periode;
          const calculs: ResultatIndicateur[] = indicateur.axes.map((axe) => calculerIndicateur(cadreDe(base), indicateur, demande(quand, [axe])));
          for (const [rang, { lignes, total }] of calculs.entries()) {
            const qui = [indicateur.id, indicateur.axes[rang]];
            if (total.numerateur !== null) expect([...qui, somme(lignes, 'numerateur')]).toEqual([...qui, total.numerateur]);
            if (total.denominateur !== null && indicateur.denominateur !== null && 'termes' in indicateur.denominateur) expect([...qui, somme(lignes, 'denominateur')]).toEqual([...qui, total.denominateur]);
            if (indicateur.id !== 'ouvertures_fermetures' || indicateur.axes[rang] !== 'mois') {
              for (const [cle, nombre] of Object.entries(total.composantes)) if (nombre !== null) expect([...qui, cle, lignes.reduce((cumul, ligne) => cumul + (ligne.composantes[cle] ?? 0), 0)]).toEqual([...qui, cle, nombre]);
            }
          }
          expect([indicateur.id, new Set(calculs.map(({ total: { inconnus: _inconnus, ...total } }) => JSON.stringify(total))).size]).toEqual([indicateur.id, 1]);
        }
      });
    }), { numRuns: 25 });
  });
  it('le pont tombe juste, à la place près, par chaque axe : capacité la veille + ouvertes − fermées = capacité au dernier jour', () => {
    fc.assert(fc.property(offres, periodes, (offre, periode) => {
      avecOffre(offre, (base) => {
        const indicateur = indicateurDe('ouvertures_fermetures');
        for (const axe of indicateur.axes) {
          const { lignes, total } = calculerIndicateur(cadreDe(base), indicateur, demande(periode, [axe]));
          for (const { composantes, valeur } of [...lignes, total]) {
            const { debut, ouvertures, fermetures, fin: aLaFin } = composantes as Record<string, number>;
            expect((debut ?? 0) + (ouvertures ?? 0) - (fermetures ?? 0)).toBe(aLaFin);
            expect(valeur).toBe((aLaFin ?? 0) - (debut ?? 0));
          }
        }
        // mois par mois, au deuxième ou au troisième rang : ce qui réunit les mois se lit d’un trait
        for (const axes of [['departement', 'mois', 'nature'], ['departement', 'nature', 'mois'], ['mois', 'departement', 'nature']] as const) {
          const { lignes, sousTotaux } = calculerIndicateur(cadreDe(base), indicateur, demande(periode, axes));
          for (const { composantes: { debut, ouvertures, fermetures, fin: aLaFin } } of [...lignes, ...sousTotaux]) expect((debut ?? 0) + (ouvertures ?? 0) - (fermetures ?? 0)).toBe(aLaFin);
          const sans = axes.slice(0, axes.indexOf('mois'));
          for (let combien = 1; combien <= sans.length; combien += 1) expect(tries(rendu(sousTotaux.filter(({ cles }) => cles.length === combien)))).toEqual(tries(rendu(calculerIndicateur(cadreDe(base), indicateur, demande(periode, sans.slice(0, combien))).lignes)));
        }
        const capacite = (date: string): number | null => calculerIndicateur(cadreDe(base), indicateurDe('capacite_ouverte'), demande(leJour(date))).total.numerateur;
        const { composantes } = calculerIndicateur(cadreDe(base), indicateur, demande(periode)).total;
        expect([composantes['debut'], composantes['fin']]).toEqual([capacite(veille(periode.du)), capacite(periode.au)]);
      });
    }), { numRuns: 25 });
  });
});

describe('d’où vient un chiffre', () => {
  const uneOffre = (): OffreTiree => ({
    dispositifs: [dispositif(), dispositif({ id: '22222222-2222-4222-8222-222222222223', nom: 'Maraude', nature: 'veille_sociale', type: 'veille_sociale.maraude' }), dispositif({ id: '22222222-2222-4222-8222-222222222224', nom: 'Attend', statut: 'a_prevalider' })],
    groupes: [groupe({ capacites: [{ depuis: '2026-01-01', capacite: 4 }] }), groupe({ id: '33333333-3333-4333-8333-333333333334', libelle: 'Fermé', fermeture: '2026-06-01' }), groupe({ id: '33333333-3333-4333-8333-333333333335', libelle: 'À venir', ouverture: '2027-01-01', modalite: 'insertion', publics: ['vif'] })],
    places: [
      place({ numero: '1', occupation: 'occupee', occupationLe: '2026-11-20' }), place({ numero: '2', etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'travaux', debut: '2026-11-01', fin: null }] }),
      place({ numero: '3', etats: [{ etat: 'ouverte', debut: '2026-01-01', fin: null }, { etat: 'indisponible', motif: 'sinistre', debut: '2026-10-01', fin: '2026-10-31' }] }), place({ numero: '4', occupation: 'reservee' }),
    ],
  });
  const lire = (id: string, periode: Periode, filtres: Parameters<typeof lireProvenance>[2] = {}) => {
    let lue: ReturnType<typeof lireProvenance> | undefined;
    avecOffre(uneOffre(), (base) => { lue = lireProvenance(cadreDe(base), indicateurDe(id), filtres, periode); });
    return lue as ReturnType<typeof lireProvenance>;
  };
  it('dit le numérateur par motif, les groupes comptés et laissés de côté, la fraîcheur', () => {
    const { chiffre, detail, groupes, horsCompte, fraicheur } = lire('taux_indisponibilite', leJour(AUJOURDHUI));
    expect([chiffre.numerateur, chiffre.denominateur, chiffre.valeur]).toEqual([1, 4, 0.25]);
    expect(detail).toEqual({ titre: 'Par motif', lignes: [{ cle: 'travaux', libelle: 'Travaux', valeur: 1 }] });
    expect([groupes, horsCompte, fraicheur]).toEqual([{ ouverts: 1, fermes: 1, aVenir: 1, dispositifs: 1 }, { horsPlaces: 1, nonValides: 1 }, { places: 4, aJour: 4, jours: 31, dispositifs: 1, enRetard: 1 }]);
  });
  it('des fiches ne laissent pas de côté ce qui ne se compte pas en places, et une entité se nomme au lieu d’une case blanche', () => {
    expect(lire('fraicheur', leJour(AUJOURDHUI)).horsCompte).toBeNull();
    expect(lire('taux_indisponibilite', leJour(AUJOURDHUI)).horsCompte).not.toBeNull();
    avecOffre(uneOffre(), (base) => {
      const { lignes } = calculerIndicateur(cadreDe(base), indicateurDe('fraicheur'), demande(leJour(AUJOURDHUI), ['nature']));
      expect(lignes.map(({ libelles }) => libelles[0])).toContain('Entités, sans nature');
      expect(lignes.every(({ libelles }) => libelles[0] !== '')).toBe(true);
    });
  });
  it('compte les motifs d’un jour passé et d’une période, en places-jours', () => {
    expect(lire('taux_indisponibilite', leJour('2026-10-15')).detail?.lignes).toEqual([{ cle: 'sinistre', libelle: 'Sinistre', valeur: 1 }]);
    const periode = lire('taux_indisponibilite', { du: '2026-10-30', au: '2026-11-03' });
    expect([periode.detail?.lignes.map(({ cle, valeur }) => [cle, valeur]), periode.chiffre.numerateur, periode.chiffre.denominateur, periode.lignes]).toEqual([[['travaux', 3], ['sinistre', 2]], 5, 20, null]);
  });
  it('ouvre les places mêmes : la grille en montre autant que le numérateur', () => {
    avecOffre(uneOffre(), (base) => {
      for (const [id, attendu] of [['taux_indisponibilite', 1], ['taux_occupation', 1], ['taux_disponibilite', 1], ['capacite_ouverte', 4]] as const) {
        for (const filtres of [{}, { region: ['32'] }, { departement: ['59'], nature: ['hebergement_hors_chrs'] }, { modalite: ['115'], permanence: ['perenne'] }, { financement: ['ALT1'] }, { public: [''] }]) {
          const { lignes, chiffre } = lireProvenance(cadreDe(base), indicateurDe(id), filtres, leJour(AUJOURDHUI));
          expect([id, filtres, ouvrirVuePlaces(base, lignes?.definition as DefinitionPlaces).total, chiffre.numerateur]).toEqual([id, filtres, attendu, attendu]);
        }
      }
      expect(lireProvenance(cadreDe(base), indicateurDe('capacite_ouverte'), { public: ['vif'] }, leJour(AUJOURDHUI)).chiffre.numerateur).toBe(0);
    });
  });
  it('le tableau de bord dit les mêmes chiffres', () => {
    avecOffre(uneOffre(), (base) => {
      const { parc, natures, motifs, departements, reference } = lireTableauDeBord(cadreDe(base));
      expect(parc).toEqual({ capacite: 4, occupees: 1, reservees: 1, libres: 1, indisponibles: 1, capaciteReference: 4, tauxOccupation: 0.25, tauxOccupationCorrige: 1 / 3, tauxIndisponibilite: 0.25, tauxDisponibilite: 1 / 3 });
      expect([natures, motifs.map(({ cle, valeur }) => [cle, valeur]), reference]).toEqual([[{ cle: 'hebergement_hors_chrs', libelle: 'Hébergement hors CHRS', capacite: 4, occupees: 1, reservees: 1, libres: 1, indisponibles: 1 }], [['travaux', 1]], '2026-10-31']);
      const comptes = { capacite: 4, occupees: 1, reservees: 1, libres: 1, indisponibles: 1 };
      expect(lireDisponibilite(cadreDe(base))).toEqual([{ cle: '', libelle: 'Aucun public spécifique', total: comptes, modalites: { 115: comptes } }]);
      // un seul département ne se compare à rien
      expect(departements).toEqual([]);
    });
  });
  it('les départements comparés, les natures et les publics font chacun le parc', () => {
    fc.assert(fc.property(offres, (offre) => {
      avecOffre(offre, (base) => {
        const { parc, natures, departements } = lireTableauDeBord(cadreDe(base));
        const somme = (lignes: readonly Readonly<Record<'capacite' | 'libres' | 'occupees' | 'indisponibles', number>>[]): readonly number[] => (['capacite', 'libres', 'occupees', 'indisponibles'] as const).map((champ) => lignes.reduce((total, ligne) => total + ligne[champ], 0));
        const attendu = [parc.capacite, parc.libres, parc.occupees, parc.indisponibles];
        expect(somme(natures)).toEqual(attendu);
        expect(somme(lireDisponibilite(cadreDe(base)).map(({ total }) => total))).toEqual(attendu);
        if (departements.length > 0) expect([departements.length > 1, somme(departements)]).toEqual([true, attendu]);
      });
    }), { numRuns: 40 });
  });
  it('la complétude compte les champs que compte la fiche', () => {
    avecOffre({ dispositifs: [dispositif({ siret: null, adresse: null }), dispositif({ id: '22222222-2222-4222-8222-222222222223', financements: [], commune: null, adresse: null })], groupes: [groupe()], places: [] }, (base) => {
      const { total } = calculerIndicateur(cadreDe(base), indicateurDe('completude'), demande(leJour(AUJOURDHUI)));
      const lignes = [...[ENTITE_ID, ...ENTITES].map((id) => ['entite', entite({ id })] as const), ['dispositif', dispositif({ siret: null, adresse: null })] as const, ['dispositif', dispositif({ financements: [], commune: null, adresse: null })] as const, ['groupe', groupe()] as const].map(([objet, ligne]) => completude(CHAMPS[objet], { ...ligne }));
      expect([total.numerateur, total.denominateur, total.composantes['incompletes']]).toEqual([lignes.reduce((somme, { remplis }) => somme + remplis, 0), lignes.reduce((somme, { attendus }) => somme + attendus, 0), 2]);
    });
  });
});
