import { describe, expect, it } from 'vitest';
import type { GestePlaces } from '../../../../domain/places/gestes.ts';
import { phraseCollee, phraseDemandee, phraseFaite } from '../../../../renderer/places/phrases.ts';

/** Les espaces insécables comptent à l’écran, pas ici. */
const lisible = (texte: string): string => texte.replace(/[\u00a0\u202f]/gu, ' ');
const issue = (changees: number, differees = 0, refusees = 0) => ({ changees, differees, refusees });

describe('ce qu’un geste en nombre dit de lui-même', () => {
  it.each<[ReturnType<typeof issue>, GestePlaces['genre'], string]>([
    [issue(1), 'indisponible', '1 place rendue indisponible.'],
    [issue(5, 4), 'indisponible', '1 place rendue indisponible, 4 le seront à leur libération.'],
    [issue(3, 1, 2), 'fermer', '2 places fermées, 1 le sera à sa libération ; 2 laissées telles quelles.'],
    [issue(4, 4), 'indisponible', '4 places seront rendues indisponibles à leur libération.'],
    [issue(1, 1, 1), 'fermer', '1 place sera fermée à sa libération ; 1 laissée telle quelle.'],
  ])('après : %j %s', (fait, genre, dit) => { expect(lisible(phraseFaite(fait, genre))).toBe(dit); });
  it.each([[issue(2), '2 places changées par collage.'], [issue(5, 4), '5 places changées par collage, dont 4 à leur libération.'], [issue(1, 1), '1 place changée par collage, 1 à sa libération.'], [issue(1, 0, 1), '1 place changée par collage ; 1 laissée telle quelle.']])('collé : %j', (fait, dit) => { expect(lisible(phraseCollee(fait))).toBe(dit); });
  it.each<[GestePlaces, number, string]>([
    [{ genre: 'indisponible', motif: 'travaux', debut: '2026-12-01', fin: '2026-12-15' }, 12, '12 places rendues indisponibles du 01/12/2026 au 15/12/2026 (travaux)'],
    [{ genre: 'indisponible', motif: 'travaux', debut: '2026-12-01', fin: null }, 1, '1 place rendue indisponible à partir du 01/12/2026 (travaux)'],
    [{ genre: 'occupation', occupation: 'reservee', le: '2026-12-01' }, 2, '2 places déclarées réservées le 01/12/2026'],
    [{ genre: 'ouvrir', le: '2026-12-01', fin: '2027-03-31' }, 1, '1 place ouverte du 01/12/2026 au 31/03/2027'],
    [{ genre: 'fermer', le: '2026-12-01' }, 3, '3 places fermées le 01/12/2026'],
  ])('demandé : %j', (geste, combien, dit) => { expect(lisible(phraseDemandee(geste, combien))).toBe(dit); });
});
