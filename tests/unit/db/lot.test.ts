import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TAILLE_ENVOI } from '../../../contract/service.ts';
import type { EnFile } from '../../../db/file.ts';
import { couperLot } from '../../../sync/echanges.ts';

const commande = (seq: number, taille: number): EnFile => ({ numero: seq, clientId: 'c', avant: null, seq, nom: 'modifierDispositif', version: 1, args: { texte: 'x'.repeat(taille) }, base: [], objet: 'dispositif', id: 'd', fiche: '', creeLe: '', issue: null });

it('un lot coupé est un début non vide, et tient dans un envoi dès qu’il a plus d’une commande', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 900_000 }), { minLength: 1, maxLength: 12 }), (tailles) => {
    const lot = tailles.map((taille, rang) => commande(rang + 1, taille));
    const coupe = couperLot(lot);
    expect(coupe.length).toBeGreaterThan(0);
    expect(lot.slice(0, coupe.length)).toEqual(coupe);
    if (coupe.length > 1) expect(JSON.stringify(coupe.map(({ seq, nom, version, args, base }) => ({ seq, nom, version, args, base }))).length).toBeLessThan(TAILLE_ENVOI + 1000);
    if (coupe.length < lot.length) expect(JSON.stringify(lot.slice(0, coupe.length + 1)).length).toBeGreaterThan(TAILLE_ENVOI - 400 * (coupe.length + 1));
  }));
});
it('une file vide donne un lot vide', () => { expect(couperLot([])).toEqual([]); });
