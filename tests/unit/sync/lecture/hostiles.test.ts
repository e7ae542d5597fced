import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CODES_LECTURE, ErreurLecture } from '../../../../sync/lecture/erreurs.ts';
import { lireEnOuvrier } from '../../../../sync/lecture/lireEnOuvrier.ts';
import { lireSource } from '../../../../sync/lecture/source.ts';
import { HOSTILES } from '../../../outils/fichiersHostiles.ts';
import { octetsDe, tableCsv, tableOds, tableXlsx } from '../../../outils/fichiersTableur.ts';

/** De quoi distinguer un arrêt d’une lenteur, sur une machine chargée ; un vrai fichier hostile est en plus tué par son délai (lireEnOuvrier). */
const DELAI = 20_000;
const lire = (octets: Uint8Array): readonly (readonly string[])[] | string => {
  try { return [...lireSource(octets, { entete: null }).lots()].flat().map(({ cellules }) => { let fin = cellules.length; while (fin > 0 && cellules[fin - 1] === '') fin -= 1; return cellules.slice(0, fin); }); } catch (erreur) {
    if (!(erreur instanceof ErreurLecture)) throw erreur;
    expect(CODES_LECTURE).toContain(erreur.code);
    expect(erreur.message).toMatch(/^[A-ZÉ].{10,}\.$/su);
    return erreur.code;
  }
};
const tailler = (lignes: readonly (readonly string[])[]): readonly (readonly string[])[] => lignes.map((ligne) => { let fin = ligne.length; while (fin > 0 && ligne[fin - 1] === '') fin -= 1; return ligne.slice(0, fin); });

describe('fichiers hostiles : les lignes justes, ou une phrase ; jamais une panne ni un oubli', () => {
  it(`il y en a au moins deux cents (${HOSTILES.length})`, () => { expect(HOSTILES.length).toBeGreaterThanOrEqual(200); });
  it.each(HOSTILES.map((hostile) => [hostile.nom, hostile] as const))('%s', (_nom, { attente, octets }) => {
    const fichier = octets();
    const debut = performance.now();
    const lu = lire(fichier);
    expect(performance.now() - debut).toBeLessThan(DELAI);
    expect(lu).toEqual(typeof attente === 'string' ? attente : tailler(attente.lu));
  });
  it('les plus lourds, dans le fil de lecture : même réponse', async () => {
    for (const { attente, octets } of HOSTILES.filter(({ nom }) => /^(?:bombe :|un million de lignes|deux mille fusions)/u.test(nom))) {
      const reponse = await lireEnOuvrier(octets(), { entete: null }, { delai: 20_000, traitement: 'apercu' }).then(() => 'lu', (erreur: unknown) => (erreur instanceof ErreurLecture ? erreur.code : String(erreur)));
      expect(reponse).toBe(typeof attente === 'string' ? attente : 'lu');
    }
  });
});

describe('abîmé n’importe où', () => {
  const TABLE = [['dispositif', 'place', 'occupation'], ['DIS-59-0001', '012', 'libre'], ['DIS-59-0002', 'Ch. 9', 'occupée & réservée'], ['DIS-59-0003', '', 'x']];
  it.each([['xlsx', tableXlsx(TABLE)], ['xlsx aux textes partagés', tableXlsx(TABLE, true)], ['ods', tableOds(TABLE)]] as const)('propriété : %s tronqué est refusé ; un octet changé, il se refuse ou rend exactement les mêmes lignes', (_titre, bon) => {
    expect(lire(bon)).toEqual(TABLE);
    const graine = Date.now() % 2_147_483_647;
    fc.assert(fc.property(fc.integer({ min: 1, max: bon.length - 1 }), fc.integer({ min: 1, max: 255 }), fc.boolean(), (place, masque, couper) => {
      if (couper) { expect(typeof lire(bon.slice(0, place))).toBe(place < 2 ? 'object' : 'string'); return; }
      const abime = bon.slice();
      abime[place] = (abime[place] ?? 0) ^ masque;
      const lu = lire(abime);
      // les deux premiers octets disent l’archive : sans eux, c’est un texte, refusé pour ses octets nuls
      if (typeof lu !== 'string') expect(lu).toEqual(TABLE);
    }), { numRuns: 700, seed: graine });
  });
  it('propriété : des octets au hasard, et du texte au hasard', () => {
    const graine = Date.now() % 2_147_483_647;
    fc.assert(fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: fc.constantFrom('"', ';', '\n', '\r', 'a', '\u00E9', ','), maxLength: 60 }).map(octetsDe)), (octets) => { lire(octets); }), { numRuns: 1_500, seed: graine });
  });
  it('propriété : un csv tronqué rend le début de ses lignes, ou se refuse', () => {
    const bon = octetsDe(tableCsv(TABLE, ';'));
    for (let place = 1; place < bon.length; place += 1) {
      const lu = lire(bon.slice(0, place));
      if (typeof lu !== 'string') expect(TABLE.slice(0, Math.max(0, lu.length - 1))).toEqual(lu.slice(0, -1));
    }
  });
});
