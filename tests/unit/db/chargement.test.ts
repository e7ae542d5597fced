import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LigneChangement } from '../../../contract/service.ts';
import type { Base } from '../../../db/base.ts';
import { lireEtat } from '../../../db/base.ts';
import { abandonnerChargement, ouvrirChargement } from '../../../db/chargement.ts';
import { executerCommande, rejouerFile } from '../../../db/execution.ts';
import { lireFile } from '../../../db/file.ts';
import { lireLigneCache } from '../../../db/lignes.ts';
import { appliquerPage } from '../../../db/reception.ts';
import { ouvrirVue } from '../../../db/vues.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { cadre, ecriture, fin, ligneDe, ouvrirCacheEssai } from '../../outils/cache.ts';
import { DISPOSITIF_ID, dispositif, entite, groupe, place } from '../../outils/fabrique.ts';

let essai: CacheEssai;
let base: Base;
beforeEach(() => { essai = ouvrirCacheEssai(); base = essai.base; });
afterEach(() => { essai.jeter(); });

const debut = [ligneDe('entite', entite()), ligneDe('dispositif', dispositif())];
const suite = [ligneDe('groupe', groupe()), ligneDe('place', place()), ligneDe('place', place({ numero: '102', occupation: 'occupee' }))];
const vue = () => ouvrirVue(base, { mode: 'arborescence', tri: [], filtres: {}, recherche: '', exceptions: [], deplie: 'tout' });

it('charge dans un fichier à part, puis le met en place avec ses index, ses comptes et son curseur', () => {
  const chargement = ouvrirChargement(base, ecriture);
  chargement.appliquer(debut, fin('p1', {}, { encore: true, restantes: 3 }));
  expect([chargement.recues, chargement.total, chargement.curseur]).toEqual([2, 5, 'p1']);
  expect(base.tous('select id from entite')).toEqual([]);
  chargement.appliquer(suite, fin('p2', { c: 4 }, { restantes: 0 }));
  chargement.terminer();
  expect(existsSync(join(essai.dossier, 'offre.nouvelle.sqlite'))).toBe(false);
  expect([lireEtat(base, 'curseur'), lireEtat(base, 'derniers'), lireEtat(base, 'recues')]).toEqual(['p2', '{"c":4}', null]);
  expect(vue().totaux).toEqual({ entites: 1, dispositifs: 1, groupes: 1, capacite: 24 });
  expect(base.un('select libres, occupees from agregat')).toEqual({ libres: 1, occupees: 1 });
  expect(base.tous<{ detail: string }>(`explain query plan select * from place where id = 'x'`)[0]?.detail).toContain('INDEX');
  base = essai.rouvrir();
  expect(vue().totaux).toMatchObject({ groupes: 1 });
});
it('coupé à n’importe quelle page, il reprend à la suivante', () => {
  ouvrirChargement(base, ecriture).suspendre();
  let chargement = ouvrirChargement(base, ecriture);
  chargement.appliquer(debut, fin('p1', {}, { encore: true, restantes: 3 }));
  chargement.suspendre();
  base = essai.rouvrir();
  chargement = ouvrirChargement(base, ecriture);
  expect([chargement.recues, chargement.total, chargement.curseur]).toEqual([2, 5, 'p1']);
  chargement.appliquer(suite, fin('p2'));
  chargement.terminer();
  expect(vue().totaux).toMatchObject({ entites: 1, dispositifs: 1, groupes: 1 });
});
it('une ligne mal formée n’applique rien de sa page', () => {
  const chargement = ouvrirChargement(base, ecriture);
  expect(() => { chargement.appliquer([...debut, ligneDe('groupe', { id: 'x' })], fin('p1')); }).toThrow();
  expect([chargement.recues, chargement.curseur]).toEqual([0, '']);
  chargement.appliquer([...debut, ...suite], fin('p1'));
  chargement.terminer();
  expect(vue().totaux).toMatchObject({ entites: 1 });
});
it('l’ancienne offre et le travail restent en main pendant le chargement, et l’effet local revient sur la nouvelle', () => {
  appliquerPage(base, [...debut, ...suite], fin('c1'), cadre());
  const chargement = ouvrirChargement(base, ecriture);
  chargement.appliquer(debut, fin('p1', {}, { encore: true }));
  expect(executerCommande(base, 'modifierDispositif', { id: DISPOSITIF_ID, champs: { nom: 'Le Rempart' } }, cadre())).toMatchObject({ accepte: true });
  chargement.appliquer([ligneDe('dispositif', dispositif({ version: 5, horaires: '24 h / 24' }))], fin('p2'));
  chargement.terminer();
  rejouerFile(base, cadre());
  expect(lireLigneCache(base, 'dispositif', DISPOSITIF_ID)).toMatchObject({ nom: 'Le Rempart', version: 5, horaires: '24 h / 24' });
  expect(lireFile(base)).toHaveLength(1);
  // la copie du service est celle de la nouvelle offre
  expect(JSON.parse(base.un<{ ligne: string }>('select ligne from serveur')?.ligne ?? '')).toMatchObject({ nom: 'Les Remparts', version: 5 });
});
it('un fichier abîmé ou d’un autre schéma recommence de rien', () => {
  let chargement = ouvrirChargement(base, ecriture);
  chargement.appliquer(debut, fin('p1', {}, { encore: true }));
  chargement.suspendre();
  abandonnerChargement(base);
  chargement = ouvrirChargement(base, ecriture);
  expect(chargement.curseur).toBe('');
  chargement.suspendre();
});
it('quelles que soient les pages, il donne ce que donneraient les pages ordinaires', () => {
  const operation = fc.record({ id: fc.integer({ min: 1, max: 4 }), retrait: fc.boolean(), numero: fc.nat(50) });
  const enLigne = ({ id, retrait, numero }: { id: number; retrait: boolean; numero: number }): LigneChangement => {
    const nom = `c0000000-0000-4000-8000-00000000000${id}`;
    return retrait ? { genre: 'retrait', objet: 'place', id: nom } : ligneDe('place', place({ id: nom, numero: String(numero) }));
  };
  fc.assert(fc.property(fc.array(fc.tuple(fc.array(operation, { maxLength: 5 }), fc.boolean()), { minLength: 1, maxLength: 6 }), (pages) => {
    const autre = ouvrirCacheEssai();
    const temoin = ouvrirCacheEssai();
    try {
      let chargement = ouvrirChargement(autre.base, ecriture);
      for (const [rang, [operations, coupure]] of pages.entries()) {
        const lignes = operations.map(enLigne);
        chargement.appliquer(lignes, fin(`p${rang}`));
        appliquerPage(temoin.base, lignes, fin(`p${rang}`), cadre());
        if (coupure) { chargement.suspendre(); chargement = ouvrirChargement(autre.base, ecriture); }
      }
      chargement.terminer();
      const lire = (lue: Base) => [lue.tous('select id, numero from place order by id'), lue.tous('select * from agregat')];
      expect(lire(autre.base)).toEqual(lire(temoin.base));
    } finally {
      autre.jeter();
      temoin.jeter();
    }
  }), { numRuns: 40 });
}, 60_000);
