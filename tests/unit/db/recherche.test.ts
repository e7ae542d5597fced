import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ecrireLigne } from '../../../db/lignes.ts';
import { codesPossibles, lireIndex, motsVoisins, rechercherPartout } from '../../../db/recherche.ts';
import { cleDeTri } from '../../../domain/texte.ts';
import { morceaux, repond } from '../../../renderer/cadre/recherche.ts';
import type { CacheEssai } from '../../outils/cache.ts';
import { ecriture, ouvrirCacheEssai } from '../../outils/cache.ts';
import { compte, dispositif, entite, groupe } from '../../outils/fabrique.ts';

const NOMS = ['Emmaüs Connect', 'Les Remparts de Valenciennes', 'Foyer Sainte-Thérèse', 'L’Étape d’Anzin', 'Maison des Œillets', 'Hainaut Solidarité', 'Pension Camélia'];
const idDe = (rang: number): string => `00000000-0000-4000-8000-${String(rang).padStart(12, '0')}`;

let essai: CacheEssai;
beforeEach(() => {
  essai = ouvrirCacheEssai();
  essai.base.transaction(() => {
    ecrireLigne(essai.base, 'entite', entite({ code: 'ENT-59-0012', siren: '552100554' }), ecriture);
    for (const [rang, nom] of NOMS.entries()) ecrireLigne(essai.base, 'dispositif', dispositif({ id: idDe(rang), nom, code: `DIS-59-${String(400 + rang).padStart(4, '0')}`, siret: null }), ecriture);
    ecrireLigne(essai.base, 'groupe', groupe({ libelle: 'Urgence femmes', code: 'GRP-59-00007', dispositifId: idDe(1) }), ecriture);
    ecrireLigne(essai.base, 'utilisateur', compte({ nom: 'Léa Marchand', email: 'l.marchand@asso.example' }), ecriture);
    ecrireLigne(essai.base, 'utilisateur', compte({ nom: 'Compte effacé', email: 'x@asso.example', statut: 'supprime' }), ecriture);
  });
});
afterEach(() => { essai.jeter(); });

const chercher = (texte: string) => rechercherPartout(essai.base, texte, ecriture.nomCommune, lireIndex(essai.base));
const noms = (texte: string): string[] => chercher(texte).resultats.map(({ nom }) => nom);

describe('recherche partout', () => {
  it.each([
    ['emmaus', 'Emmaüs Connect'], ['EMMAÜS connect', 'Emmaüs Connect'], ['œillets', 'Maison des Œillets'], ['oeillets', 'Maison des Œillets'], ['etape danzin', 'L’Étape d’Anzin'], ['l etape anzin', 'L’Étape d’Anzin'],
    ['ste therese', 'Foyer Sainte-Thérèse'], ['remparts', 'Les Remparts de Valenciennes'], ['marchand', 'Léa Marchand'], ['l.marchand@asso', 'Léa Marchand'], ['urgence', 'Urgence femmes'],
    ['emaus', 'Emmaüs Connect'], ['rempatrs', 'Les Remparts de Valenciennes'], ['valencienes', 'Les Remparts de Valenciennes'], ['solidartié', 'Hainaut Solidarité'], ['marchnad', 'Léa Marchand'],
  ])('« %s » trouve %s', (texte, nom) => { expect(noms(texte)).toContain(nom); });

  it.each([['DIS-59-0403', NOMS[3]], ['dis59 403', NOMS[3]], ['DIS 59 403', NOMS[3]], ['59-0403', NOMS[3]], ['dis590403', NOMS[3]], ['ent 59 12', 'Hainaut Accueil'], ['grp-59-7', 'Urgence femmes'], ['552 100 554', 'Hainaut Accueil'], ['552100554', 'Hainaut Accueil']])('le code ou l’identifiant « %s » mène à %s, en tête', (texte, nom) => {
    expect(noms(texte)[0]).toBe(nom);
  });

  it('dit ce qu’il a cherché à la place, et seulement alors', () => {
    expect(chercher('emaus').corrige).toBe('emmaus');
    expect(chercher('emmaus').corrige).toBeNull();
    expect(chercher('zzzzzzzz')).toEqual({ resultats: [], corrige: null });
    for (const vide of ['', '  ', '-', '’']) expect(chercher(vide)).toEqual({ resultats: [], corrige: null });
  });
  it('ne montre ni compte effacé, ni ce qui n’est pas dans le cache ; un « % » n’est pas un joker', () => {
    expect(noms('efface')).toEqual([]);
    expect(noms('%')).toEqual([]);
    expect(noms('_____')).toEqual([]);
  });
  it('le nom exact passe devant celui qui le contient, et huit de chaque au plus', () => {
    essai.base.transaction(() => { for (let rang = 0; rang < 12; rang += 1) ecrireLigne(essai.base, 'dispositif', dispositif({ id: idDe(100 + rang), nom: rang === 11 ? 'Camélia' : `Résidence Camélia ${rang}` }), ecriture); });
    expect(noms('camelia')[0]).toBe('Camélia');
    expect(noms('camelia')).toHaveLength(8);
  });
  it('les codes possibles gardent le département qu’on a écrit', () => {
    expect(codesPossibles('ent-974-3')).toEqual(['ENT-974-0003']);
    expect(codesPossibles('2a 12')).toEqual(['ENT-2A-0012', 'DIS-2A-0012', 'GRP-2A-00012']);
    for (const autre of ['remparts', '59', '12 rue', 'dis', '552 100 554']) expect(codesPossibles(autre)).toEqual([]);
  });

  it('un nom se retrouve avec une faute dans un de ses mots de cinq lettres ou plus (propriété)', () => {
    const lettre = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz');
    const fautes: readonly ((mot: string, place: number, autre: string) => string)[] = [
      (mot, place) => mot.slice(0, place) + mot.slice(place + 1), (mot, place, autre) => mot.slice(0, place) + autre + mot.slice(place), (mot, place, autre) => mot.slice(0, place) + autre + mot.slice(place + 1),
      (mot, place) => (place + 1 < mot.length ? mot.slice(0, place) + (mot[place + 1] ?? '') + (mot[place] ?? '') + mot.slice(place + 2) : mot),
    ];
    const index = lireIndex(essai.base);
    fc.assert(fc.property(fc.constantFrom(...NOMS), fc.nat(), fc.nat(), lettre, fc.constantFrom(...fautes), (nom, quel, ou, autre, faute) => {
      const longs = cleDeTri(nom).split(' ').filter((mot) => mot.length >= 5);
      const mot = longs[quel % longs.length] ?? '';
      const faux = faute(mot, ou % mot.length, autre);
      // une faute qui donne un autre mot connu, ou un début commun à d’autres, n’est plus une faute
      if (faux.length > 3) expect([faux, rechercherPartout(essai.base, faux, ecriture.nomCommune, index).resultats.map((un) => un.nom)]).toEqual([faux, expect.arrayContaining([nom])]);
    }), { numRuns: 300 });
  });
  it('les voisins d’un mot sont à la distance admise, du plus proche au plus lointain (propriété)', () => {
    const index = lireIndex(essai.base);
    expect(motsVoisins(index, 'abc')).toEqual([]);
    expect(motsVoisins(index, 'sol1darite')).toEqual([]);
    expect(motsVoisins(index, 'solidarit')).toEqual(['solidarite']);
  });
});

describe('écrans et actions', () => {
  it('répondent comme les fiches : accents, fautes, mots dans le désordre', () => {
    expect(repond('À valider', 'valder')).toBe(true);
    expect(repond('Matrice des droits', 'droit matrice')).toBe(true);
    expect(repond('Journal', 'utilisateurs')).toBe(false);
    expect(repond('Passer au thème sombre', 'theme sombr')).toBe(true);
  });
  it('marque ce qui répond, sans jamais changer le texte (propriété)', () => {
    fc.assert(fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 10 }), (libelle, cherche) => { expect(morceaux(libelle, cherche).map(({ texte }) => texte).join('')).toBe(libelle); }));
    expect(morceaux('Éle', 'ele').filter(({ marque }) => marque).map(({ texte }) => texte)).toEqual(['Éle']);
  });
});
