import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { creerGesteEnAttente } from '../../../../renderer/grille/gesteEnAttente.ts';

describe('une frappe plus rapide que la lecture de sa ligne', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  it('se joue une fois, dès que la ligne arrive', () => {
    let lue = false;
    let jouee = 0;
    const geste = creerGesteEnAttente();
    geste.attendre(() => { if (lue) jouee += 1; return lue; });
    vi.advanceTimersByTime(1_000);
    expect(jouee).toBe(0);
    lue = true;
    vi.advanceTimersByTime(10_000);
    expect(jouee).toBe(1);
  });
  it('tout de suite quand la ligne est là', () => {
    let essais = 0;
    creerGesteEnAttente().attendre(() => { essais += 1; return true; });
    vi.advanceTimersByTime(10_000);
    expect(essais).toBe(1);
  });
  it('s’oublie, se remplace, et ne s’attend pas sans fin', () => {
    const joues: string[] = [];
    let lue = false;
    const geste = creerGesteEnAttente();
    const ouvrir = (nom: string) => (): boolean => { if (lue) joues.push(nom); return lue; };
    geste.attendre(ouvrir('premier'));
    geste.attendre(ouvrir('second'));
    vi.advanceTimersByTime(100);
    geste.oublier();
    lue = true;
    vi.advanceTimersByTime(10_000);
    expect(joues).toEqual([]);
    lue = false;
    geste.attendre(ouvrir('troisieme'));
    vi.advanceTimersByTime(10_000);
    lue = true;
    vi.advanceTimersByTime(10_000);
    expect(joues).toEqual([]);
  });
});
