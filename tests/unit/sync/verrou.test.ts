import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FREIN } from '../../../contract/methodesComptes.ts';
import type { Verrou } from '../../../sync/verrou.ts';
import { creerFrein, creerVerrou } from '../../../sync/verrou.ts';

const MINUTE = 60_000;
let temps: { monotone: number; mur: number };
let changements: number;
let verrou: Verrou;
const horloges = { monotone: () => temps.monotone, mur: () => temps.mur };
/** Le temps passe, la minuterie du verrou avec lui. */
const passer = (millisecondes: number): void => { temps = { monotone: temps.monotone + millisecondes, mur: temps.mur + millisecondes }; vi.advanceTimersByTime(1000); };

beforeEach(() => {
  vi.useFakeTimers();
  temps = { monotone: 5_000, mur: 1_000_000 };
  changements = 0;
  verrou = creerVerrou({ delaiMs: 30 * MINUTE, avertissementMs: MINUTE, surChangement: () => { changements += 1; }, horloges });
});
afterEach(() => { verrou.arreter(); vi.useRealTimers(); });

describe('le verrou d’inactivité', () => {
  it('prévient une minute avant, puis se ferme ; une activité repousse tout', () => {
    verrou.armer();
    passer(29 * MINUTE - 1);
    expect([verrou.avertir(), verrou.ferme()]).toEqual([false, false]);
    passer(1);
    expect([verrou.avertir(), verrou.ferme()]).toEqual([true, false]);
    verrou.activite();
    expect([verrou.avertir(), verrou.ferme()]).toEqual([false, false]);
    passer(29 * MINUTE);
    passer(MINUTE);
    expect([verrou.avertir(), verrou.ferme(), changements]).toEqual([false, true, 4]);
    verrou.activite();
    expect(verrou.ferme()).toBe(true);
    verrou.ouvrir();
    expect(verrou.ferme()).toBe(false);
  });
  it('la veille compte : l’horloge monotone s’arrête, celle du mur non', () => {
    verrou.armer();
    temps = { ...temps, mur: temps.mur + 30 * MINUTE };
    // au réveil, une demande arrive avant la minuterie
    expect(verrou.ferme()).toBe(true);
  });
  it('une activité au réveil ne rouvre pas ce que la veille a fermé', () => {
    verrou.armer();
    temps = { ...temps, mur: temps.mur + 31 * MINUTE };
    verrou.activite();
    expect(verrou.ferme()).toBe(true);
  });
  it('une horloge reculée ne prolonge rien', () => {
    verrou.armer();
    temps = { monotone: temps.monotone + 30 * MINUTE, mur: temps.mur - 24 * 60 * MINUTE };
    expect(verrou.ferme()).toBe(true);
  });
  it('sans compte ouvert, il ne se ferme pas', () => {
    passer(40 * MINUTE);
    verrou.fermer();
    expect([verrou.ferme(), changements]).toEqual([false, 0]);
  });
});

describe('le frein des essais', () => {
  it('cinq essais, puis 30 s, doublées à chaque essai de plus, une heure au plus ; un succès l’efface', () => {
    let instant = 0;
    const frein = creerFrein(0, () => instant);
    for (let essai = 1; essai < FREIN.essais; essai += 1) { frein.prendre(); expect([frein.attente(), frein.restants()]).toEqual([0, FREIN.essais - essai]); }
    const attentes = Array.from({ length: 9 }, () => { frein.prendre(); const attente = frein.attente(); instant += 1000 * attente; expect(frein.attente()).toBe(0); return attente; });
    expect(attentes).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
    frein.reussir();
    expect([frein.attente(), frein.restants()]).toEqual([0, 5]);
  });
  it('redémarrer n’efface pas l’attente : elle recommence', () => {
    expect(creerFrein(7, () => 0).attente()).toBe(120);
    expect(creerFrein(4, () => 0).attente()).toBe(0);
  });
});
