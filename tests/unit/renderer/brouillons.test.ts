import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ecritureDifferee } from '../../../renderer/poste/brouillons.ts';

describe('un brouillon s’écrit après un temps de repos', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });
  const ouvrir = (): { ecrits: string[]; differee: ReturnType<typeof ecritureDifferee<string>> } => {
    const ecrits: string[] = [];
    return { ecrits, differee: ecritureDifferee<string>((valeurs) => { ecrits.push(valeurs); }, 600) };
  };

  test('la dernière saisie seulement, une fois', () => {
    const { ecrits, differee } = ouvrir();
    differee.armer('a');
    vi.advanceTimersByTime(599);
    differee.armer('ab');
    vi.advanceTimersByTime(599);
    expect(ecrits).toEqual([]);
    vi.advanceTimersByTime(1);
    vi.advanceTimersByTime(5000);
    expect(ecrits).toEqual(['ab']);
  });

  test('enregistrée avant le repos, la saisie ne revient pas : ni après, ni en quittant', () => {
    const { ecrits, differee } = ouvrir();
    differee.armer('a');
    differee.annuler();
    vi.advanceTimersByTime(5000);
    differee.finir();
    expect(ecrits).toEqual([]);
  });

  test('quitter avant le repos n’en perd rien, et ne l’écrit pas deux fois', () => {
    const { ecrits, differee } = ouvrir();
    differee.armer('a');
    differee.finir();
    vi.advanceTimersByTime(5000);
    differee.finir();
    expect(ecrits).toEqual(['a']);
  });
});
