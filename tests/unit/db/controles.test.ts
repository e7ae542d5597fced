import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calculerIndicateur } from '../../../db/indicateurs/moteur.ts';
import { declarations } from '../../../db/indicateurs/provenance.ts';
import { lireFaits } from '../../../db/indicateurs/moteur.ts';
import { listerControle, releverCache } from '../../../db/qualite/controles.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { capaciteOuverte } from '../../../domain/indicateurs/capacite.ts';
import { completude, ecartCapacite, fraicheur } from '../../../domain/indicateurs/qualite.ts';
import { construireNomenclature, naturesEnPlaces } from '../../../domain/nomenclature/nomenclature.ts';
import { compterConstats } from '../../../domain/qualite/constats.ts';
import { MAINTENANT, cadre, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { AUJOURDHUI, DISPOSITIF_ID, ENTITE_ID, GROUPE_ID, dispositif, entite, groupe } from '../../outils/fabrique.ts';
import { ENTITES, offres } from '../../outils/referenceIndicateurs.ts';

const nomenclature = construireNomenclature([], AUJOURDHUI);
const contexte = { aujourdhui: AUJOURDHUI, compteesEnPlaces: naturesEnPlaces(nomenclature) };
const jour = { du: AUJOURDHUI, au: AUJOURDHUI };

describe('les contrôles lus dans le cache', () => {
  it('comptent ce que comptent les indicateurs de qualité et les déclarations', () => {
    fc.assert(fc.property(offres, (offre) => {
      const essai = ouvrirCacheEssai();
      try {
        const { base } = essai;
        appliquerPage(base, [...[ENTITE_ID, ...ENTITES].map((id, rang) => ligneDe('entite', entite({ id, raisonSociale: `Entité ${rang}`, modifieLe: rang % 2 === 0 ? '2025-01-01T10:00:00.000Z' : '2026-11-01T08:00:00.000Z' }))), ...offre.dispositifs.map((un, rang) => ligneDe('dispositif', { ...un, adresse: rang % 3 === 0 ? null : un.adresse, siret: rang % 3 === 0 ? null : un.siret })), ...offre.groupes.map((un) => ligneDe('groupe', un)), ...offre.places.map((une) => ligneDe('place', une))], fin('1'), cadre());
        const moteur = { base, aujourdhui: AUJOURDHUI, maintenant: MAINTENANT, nomenclature, departements: ['59'] };
        const total = (indicateur: Parameters<typeof calculerIndicateur>[1]) => calculerIndicateur(moteur, indicateur, { axes: [], filtres: {}, periode: jour, comparaison: null }).total;
        const comptes = compterConstats(releverCache(base, contexte));
        const fraiches = total(fraicheur);
        expect({ incompletes: comptes.get('incompletes') ?? 0, anciennes: comptes.get('anciennes') ?? 0, ecart: comptes.get('ecart') ?? 0, occupation: comptes.get('occupation') ?? 0 }).toEqual({
          incompletes: total(completude).composantes['incompletes'], anciennes: (fraiches.denominateur ?? 0) - (fraiches.numerateur ?? 0), ecart: total(ecartCapacite).composantes['dispositifs'], occupation: declarations(moteur, lireFaits(moteur, capaciteOuverte, jour)).enRetard,
        });
      } finally { essai.jeter(); }
    }), { numRuns: 25 });
  });
  it('se listent avec leurs noms, ce qui manque, et se relisent après un changement', () => {
    const essai = ouvrirCacheEssai();
    try {
      const { base } = essai;
      const charger = (lignes: Parameters<typeof appliquerPage>[1], curseur: string): void => { appliquerPage(base, lignes, fin(curseur), cadre()); };
      charger([ligneDe('entite', entite()), ligneDe('dispositif', dispositif({ adresse: null, commune: null, siret: null, financements: [] })), ligneDe('groupe', groupe())], '1');
      expect(listerControle(base, 'incompletes', contexte, 10)).toEqual({ total: 1, lignes: [{ objet: 'dispositif', id: DISPOSITIF_ID, code: null, nom: 'Les Remparts', parent: 'Hainaut Accueil', entiteId: ENTITE_ID, dispositifId: DISPOSITIF_ID, departement: '59', statut: 'valide', constat: 'Manque\u00a0: commune, adresse, siret, financements', depuis: null, autre: null }] });
      charger([ligneDe('dispositif', dispositif({ version: 2, modifieLe: '2025-01-02T10:00:00.000Z' })), ligneDe('groupe', groupe({ version: 2, modifieLe: '2025-01-01T10:00:00.000Z' }))], '2');
      expect(listerControle(base, 'incompletes', contexte, 10).total).toBe(0);
      expect(listerControle(base, 'anciennes', contexte, 10).lignes.map(({ id, parent, depuis }) => [id, parent, depuis])).toEqual([[GROUPE_ID, 'Les Remparts', '2025-01-01'], [DISPOSITIF_ID, 'Hainaut Accueil', '2025-01-02']]);
      expect(listerControle(base, 'anciennes', contexte, 1)).toMatchObject({ total: 2, lignes: [{ id: GROUPE_ID }] });
      // le jour change : les mêmes lignes, un autre verdict
      expect(listerControle(base, 'anciennes', { ...contexte, aujourdhui: '2025-06-01' }, 10).total).toBe(0);
    } finally { essai.jeter(); }
  });
});
