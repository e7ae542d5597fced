import { expect, it } from 'vitest';
import { associer } from '../../../../domain/reprise/association.ts';
import type { Comparaison } from '../../../../domain/reprise/comparaison.ts';
import { comparerVersions } from '../../../../domain/reprise/comparaison.ts';
import { duneTraite } from '../../../../domain/reprise/etapes.ts';

const ENTETES = ['ID_STRUCTURE', 'SIRET', 'NOM_STRUCTURE', 'TYPE', 'COMMUNE', 'NB_PLACES'];
const version = (lignes: readonly (readonly string[])[], entetes: readonly string[] = ENTETES) => ({ entetes, liens: associer('structures', entetes).liens, lignes: lignes.map((cellules, rang) => ({ numero: rang + 2, cellules })) });
const comparer = (avant: ReturnType<typeof version>, apres: ReturnType<typeof version>): Comparaison => duneTraite(comparerVersions('structures', avant, apres));
const [A, B, C] = [['S1', '43820167500032', 'Faidherbe', 'FJT', 'Lille', '48'], ['S2', '43820167500033', 'Capucins', 'CHRS', 'Douai', '32'], ['S3', '43820167500034', 'Escaut', 'RA', 'Anzin', '30']] as const;

it('dit les lignes ajoutées, retirées et changées, par clé : ni l’ordre des lignes ni celui des colonnes ne comptent', () => {
  const apres = version([['32', 'S2', 'Capucins', 'CHRS', 'Douai', '43820167500033'], ['50', 'S1', 'Faidherbe', 'FJT', 'Lille', '43820167500032'], ['9', 'S4', 'Neuve', 'MR', 'Lens', '']], ['NB_PLACES', 'ID_STRUCTURE', 'NOM_STRUCTURE', 'TYPE', 'COMMUNE', 'SIRET']);
  const { lignes, inchangees } = comparer(version([A, B, C]), apres);
  expect(inchangees).toBe(1);
  expect(lignes.map(({ sorte, numero, cle }) => [sorte, numero, cle])).toEqual([['changee', 3, 'S1/'], ['ajoutee', 4, 'S4/'], ['retiree', 4, 'S3/']]);
  expect(lignes[0]?.champs).toEqual([{ colonne: 'NB_PLACES', avant: '48', apres: '50' }]);
  expect(lignes[1]?.champs).toContainEqual({ colonne: 'NOM_STRUCTURE', avant: '', apres: 'Neuve' });
});

it('de lignes de même clé, celle restée mot pour mot ne se compare à aucune autre ; une colonne de plus ou de moins se dit', () => {
  const double = [...A.slice(0, 5), '12'];
  const { lignes, inchangees } = comparer(version([A, double]), version([[...double.slice(0, 5), '13'], A]));
  expect([inchangees, lignes.map(({ sorte, champs }) => [sorte, champs])]).toEqual([1, [['changee', [{ colonne: 'NB_PLACES', avant: '12', apres: '13' }]]]]);
  const { colonnesAjoutees, colonnesRetirees, lignes: aucune } = comparer(version([A]), version([[...A.slice(0, 5), 'x']], [...ENTETES.slice(0, 5), 'REMARQUE']));
  expect([colonnesAjoutees, colonnesRetirees, aucune]).toEqual([['REMARQUE'], ['NB_PLACES'], []]);
});
