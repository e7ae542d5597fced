import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlaceOccupee } from '../../../../contract/methodesOccupation.ts';
import type { Occupation } from '../../../../domain/objets/place.ts';
import { SAISIE_VIDE, changementsDe, combien, estSaisie, occupationMontree, relire, saisir, suivante } from '../../../../renderer/occupation/saisies.ts';
import { badgeEtat, phraseDeclaration, phraseFaite } from '../../../../renderer/occupation/textes.ts';

const place = (id: string, occupation: Occupation = 'libre'): PlaceOccupee => ({ id, numero: id, groupeId: 'g', groupe: 'Urgence', occupation, depuis: '2026-11-20', motif: null, differe: false });
const lisible = (texte: string): string => texte.replace(/[\u00a0\u202f]/gu, ' ');

describe('ce qui est saisi d’un dispositif', () => {
  it('Espace fait le tour des occupations', () => { expect((['libre', 'reservee', 'occupee'] as const).map(suivante)).toEqual(['reservee', 'occupee', 'libre']); });
  it('revenue à ce qu’elle était, une place n’est plus saisie', () => {
    const une = place('1');
    const occupee = saisir(SAISIE_VIDE, une, 'occupee');
    expect([occupationMontree(occupee, une), estSaisie(occupee)]).toEqual(['occupee', true]);
    expect(saisir(occupee, une, 'libre')).toEqual(SAISIE_VIDE);
  });
  it('ce que le service a changé entre-temps n’est plus un changement, ni une place partie', () => {
    const [une, autre] = [place('1'), place('2', 'occupee')];
    const saisie = saisir(saisir(SAISIE_VIDE, une, 'occupee'), autre, 'libre');
    expect(changementsDe(saisie, [une, autre])).toEqual([{ occupation: 'libre', ids: ['2'] }, { occupation: 'occupee', ids: ['1'] }]);
    expect(changementsDe(saisie, [place('1', 'occupee')])).toEqual([]);
  });
  it('propriété : les changements disent exactement ce qui est montré et qui diffère', () => {
    const occupation = fc.constantFrom<Occupation[]>('libre', 'reservee', 'occupee');
    fc.assert(fc.property(fc.array(occupation, { maxLength: 8 }), fc.array(fc.tuple(fc.nat(7), occupation), { maxLength: 20 }), (etats, frappes) => {
      const places = etats.map((etat, rang) => place(String(rang), etat));
      const saisie = frappes.reduce((avant, [rang, voulue]) => { const visee = places[rang]; return visee === undefined ? avant : saisir(avant, visee, voulue); }, SAISIE_VIDE);
      const changements = changementsDe(saisie, places);
      const dites = new Map(changements.flatMap((un) => un.ids.map((id) => [id, un.occupation] as const)));
      for (const une of places) expect(dites.get(une.id) ?? une.occupation).toBe(occupationMontree(saisie, une));
      expect(combien(changements)).toBe(Object.keys(saisie.places).length);
    }));
  });
  it('se relit du disque ; une valeur abîmée est écartée', () => {
    expect(relire({ le: '20/11/2026', places: { a: 'libre', b: 'detruite' } })).toEqual({ le: '20/11/2026', places: { a: 'libre' } });
    for (const abimee of [null, 'x', {}, { places: null }]) expect(relire(abimee)).toBeNull();
  });
});

describe('ce que l’écran dit', () => {
  it.each([[{ etat: 'jamais', jours: 0 }, 'Jamais déclarée'], [{ etat: 'retard', jours: 1 }, 'En retard de 1 jour'], [{ etat: 'retard', jours: 12 }, 'En retard de 12 jours'], [{ etat: 'a_jour', jours: 0 }, 'À faire aujourd’hui'], [{ etat: 'a_jour', jours: 5 }, 'À jour']] as const)('%j', (un, mot) => { expect(lisible(badgeEtat(un).mot)).toBe(mot); });
  it('qui a déclaré, et d’où', () => {
    const phrase = (declaration: Parameters<typeof phraseDeclaration>[0]['declaration']): string => lisible(phraseDeclaration({ declaration }));
    expect(phrase({ le: '2026-11-05', par: 'Léa Marchand', deMoi: false, source: 'saisie' })).toBe('Déclarée au 05/11/2026 par Léa Marchand');
    expect(phrase({ le: '2026-11-05', par: 'Léa Marchand', deMoi: true, source: 'import' })).toBe('Déclarée au 05/11/2026 par vous, par un fichier');
    expect(phrase({ le: '2026-11-05', par: null, deMoi: false, source: 'partenaire' })).toBe('Déclarée au 05/11/2026, par un logiciel partenaire');
    expect(lisible(phraseFaite('Les Remparts', '2026-11-24', 0))).toBe('« Les Remparts » : occupation déclarée au 24/11/2026, rien n’a changé.');
  });
});
