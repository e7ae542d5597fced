import { describe, expect, it } from 'vitest';
import { lireFichierOccupation } from '../../../sync/lecture/fichierOccupation.ts';

const octets = (texte: string): Uint8Array => new TextEncoder().encode(texte);
const lire = (texte: string) => lireFichierOccupation(octets(texte));

describe('un fichier d’occupation', () => {
  it('colonnes dans tout ordre, accents, abréviations et dates françaises', () => {
    expect(lire('\uFEFFDate;Occupation;N;Numéro;Dispositif;Groupe\n24/11/2026;Réservée;;Ch. 9;DIS-59-0001;Urgence\n2026-11-24;o;;10;dis-59-0001;\n;LIBRE;;11;DIS-59-0001;')).toEqual({ defauts: [], lignes: [
      { ligne: 2, dispositif: 'DIS-59-0001', place: 'Ch. 9', groupe: 'Urgence', occupation: 'reservee', le: '2026-11-24' },
      { ligne: 3, dispositif: 'dis-59-0001', place: '10', groupe: null, occupation: 'occupee', le: '2026-11-24' },
      { ligne: 4, dispositif: 'DIS-59-0001', place: '11', groupe: null, occupation: 'libre', le: null },
    ] });
  });
  it('windows-1252 se lit', () => {
    const latin = Uint8Array.from([...'dispositif,place,occupation\nD,1,r'].map((signe) => signe.charCodeAt(0)).concat([0xe9], [...'serv'].map((signe) => signe.charCodeAt(0)), [0xe9, 0x65]));
    expect(lireFichierOccupation(latin).lignes).toMatchObject([{ occupation: 'reservee' }]);
  });
  it('chaque défaut nomme la ligne, la colonne et la valeur', () => {
    expect(lire('dispositif;place;occupation;date\nD;1;prise;24/11/2026\n;2;libre;\nD;;libre;31/02/2026').defauts).toEqual([
      { ligne: 2, colonne: 'occupation', valeur: 'prise', message: 'Écrire libre, réservée ou occupée.' }, { ligne: 3, colonne: 'dispositif', valeur: '', message: 'Le code du dispositif manque.' },
      { ligne: 4, colonne: 'place', valeur: '', message: 'Le numéro de la place manque.' }, { ligne: 4, colonne: 'date', valeur: '31/02/2026', message: 'Écrire une date qui existe (jj/mm/aaaa).' },
    ]);
  });
  it.each<[string, Uint8Array, RegExp]>([
    ['classeur tronqué', Uint8Array.from([0x50, 0x4b, 3, 4]), /abîmé/u], ['classeur protégé', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), /mot de passe/u], ['binaire', Uint8Array.from([1, 0, 2]), /ni un classeur/u], ['vide', octets('dispositif;place;occupation\n'), /pas de ligne/u], ['sans occupation', octets('dispositif;place\nD;1'), /« occupation » manque/u],
    ['colonne double', octets('place;place;dispositif;occupation\n1;2;D;libre'), /là deux fois/u], ['guillemet ouvert', octets('dispositif;place;occupation\n"D;1;libre'), /ne se ferme pas/u], ['prototype', octets('dispositif;place;occupation\nD;1;constructor'), /Écrire libre/u],
  ])('%s : refusé en clair', (_titre, contenu, message) => { const { lignes, defauts } = lireFichierOccupation(contenu); expect([lignes, defauts[0]?.message]).toEqual([[], expect.stringMatching(message)]); });
});
