import type { GridApi } from 'ag-grid-community';
import type { KeyboardEvent as ToucheReact } from 'react';
import { describe, expect, it } from 'vitest';
import { creerRepetition } from '../../../../renderer/grille/repetition.ts';

/** Ce que la répétition lit d’AG Grid : quelles lignes sont dessinées, et lesquelles ont leurs données. */
const grilleDe = (lues: Set<number>): GridApi => ({ isDestroyed: () => false, getFirstDisplayedRowIndex: () => 0, getLastDisplayedRowIndex: () => 3, getDisplayedRowAtIndex: (rang: number) => (lues.has(rang) ? { data: { rang } } : { data: undefined }) }) as unknown as GridApi;
const tour = (): Promise<void> => new Promise((suite) => { setTimeout(suite, 5); });

const poser = (lues: Set<number>) => {
  const images: (() => void)[] = [];
  const temps = { maintenant: 0 };
  const repetition = creerRepetition(() => grilleDe(lues), (suite) => { images.push(suite); }, () => temps.maintenant);
  const frapper = (key: string, repeat: boolean): boolean => {
    let passe = true;
    repetition.frapper({ key, repeat, preventDefault: () => undefined, stopPropagation: () => { passe = false; } } as unknown as ToucheReact);
    return passe;
  };
  return { repetition, frapper, temps, image: async () => { for (const suite of images.splice(0)) suite(); await tour(); } };
};
const TOUTES = [0, 1, 2, 3];

describe('Une touche tenue', () => {
  it('n’avance qu’une fois la page d’avant dessinée et lue', async () => {
    const lues = new Set([0, 1]);
    const { frapper, image } = poser(lues);
    expect(frapper('PageDown', false)).toBe(true);
    expect(frapper('PageDown', true)).toBe(false);
    await image();
    expect(frapper('PageDown', true)).toBe(false);
    for (const rang of TOUTES) lues.add(rang);
    await tour();
    expect(frapper('PageDown', true)).toBe(true);
    expect(frapper('PageDown', true)).toBe(false);
  });

  it('ne retient ni une frappe seule, ni une touche qui ne déplace pas', () => {
    const { frapper } = poser(new Set());
    expect(frapper('PageDown', false)).toBe(true);
    expect(frapper('PageDown', false)).toBe(true);
    expect(frapper('a', true)).toBe(true);
    expect(frapper('ArrowLeft', true)).toBe(true);
  });

  it('n’attend pas sans fin une lecture qui n’arrive pas', async () => {
    const { frapper, image, temps, repetition } = poser(new Set());
    frapper('ArrowDown', false);
    await image();
    expect(frapper('ArrowDown', true)).toBe(false);
    temps.maintenant = 2_000;
    await tour();
    expect(frapper('ArrowDown', true)).toBe(true);
    repetition.oublier();
  });
});
