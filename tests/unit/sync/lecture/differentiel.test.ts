import { SaxesParser } from 'saxes';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ErreurLecture } from '../../../../sync/lecture/erreurs.ts';
import { lireFeuilleXlsx } from '../../../../sync/lecture/feuilleXlsx.ts';
import { LIMITES } from '../../../../sync/lecture/erreurs.ts';
import { FERME, FIN, LecteurXml, OUVRE, TEXTE } from '../../../../sync/lecture/xmlRapide.ts';
import { lettresDe } from '../../../outils/fichiersTableur.ts';

/* Le lecteur rapide contre saxes, lent et éprouvé : les mêmes jetons, ou un refus des deux. */
type Jeton = readonly [genre: string, ...suite: (string | Readonly<Record<string, string>>)[]];
const ATTRIBUTS = ['a', 'b', 'x:a', 'r'] as const;
const joindre = (jetons: readonly Jeton[]): readonly Jeton[] => jetons.reduce<Jeton[]>((suite, jeton) => {
  const dernier = suite.at(-1);
  if (jeton[0] === 'texte' && dernier?.[0] === 'texte') suite[suite.length - 1] = ['texte', `${String(dernier[1])}${String(jeton[1])}`]; else if (jeton[0] !== 'texte' || jeton[1] !== '') suite.push(jeton);
  return suite;
}, []);
const parSaxes = (xml: string): readonly Jeton[] | null => {
  const jetons: Jeton[] = [];
  const lecteur = new SaxesParser();
  let profondeur = 0;
  lecteur.on('error', (erreur) => { throw erreur; });
  lecteur.on('doctype', () => { throw new Error('doctype'); });
  lecteur.on('opentag', ({ name, attributes }) => { profondeur += 1; jetons.push(['ouvre', name, { ...attributes as Record<string, string> }]); });
  lecteur.on('closetag', ({ name }) => { profondeur -= 1; jetons.push(['ferme', name]); });
  const texte = (contenu: string): void => { if (profondeur > 0) jetons.push(['texte', contenu]); };
  lecteur.on('text', texte);
  lecteur.on('cdata', texte);
  try { lecteur.write(xml).close(); } catch { return null; }
  return joindre(jetons);
};
const parOctets = (xml: string): readonly Jeton[] | null => {
  const jetons: Jeton[] = [];
  try {
    const lecteur = new LecteurXml(Buffer.from(xml), 64);
    const noms = new Map(['a', 'b', 'x:a', 'é', 'r', 'c'].map((nom) => [lecteur.numero(nom), nom]));
    for (;;) {
      const jeton = lecteur.suivant();
      if (jeton === FIN) return joindre(jetons);
      if (jeton === TEXTE) jetons.push(['texte', lecteur.texte()]);
      else if (jeton === OUVRE) jetons.push(['ouvre', noms.get(lecteur.nom) ?? '?', Object.fromEntries(ATTRIBUTS.flatMap((cle) => { const valeur = lecteur.attribut(lecteur.numero(cle)); return valeur === undefined ? [] : [[cle, valeur]]; }))]);
      else if (jeton === FERME) jetons.push(['ferme', noms.get(lecteur.nom) ?? '?']);
    }
  } catch (erreur) { if (erreur instanceof ErreurLecture) return null; throw erreur; }
};

/** Un nom né d’un signe ajouté n’est pas de ceux que l’essai demande au lecteur rapide. */
const NOMS = new Set(['a', 'b', 'x:a', 'é', 'r', 'c']);
const connu = ([genre, nom = '', attributs]: Jeton): Jeton => (genre === 'texte' ? [genre, nom] : [genre, NOMS.has(String(nom)) ? nom : '?', ...(attributs === undefined ? [] : [Object.fromEntries(Object.entries(attributs).filter(([cle]) => ATTRIBUTS.includes(cle as 'a')))])]);
const graine = (): number => Date.now() % 2_147_483_647;
const texte = fc.string({ unit: fc.constantFrom('x', 'é', '😀', ' ', '\n', '\r\n', '&amp;', '&lt;', '&#233;', '&#x1F600;', '>', '"', '_x000A_'), maxLength: 6 });
const attribut = fc.tuple(fc.constantFrom(...ATTRIBUTS), texte.map((valeur) => valeur.replaceAll('"', '&quot;')));
const { arbre } = fc.letrec<{ arbre: string }>((lien) => ({
  arbre: fc.tuple(fc.constantFrom('a', 'b', 'x:a', 'é', 'c'), fc.uniqueArray(attribut, { selector: ([cle]) => cle, maxLength: 3 }), fc.array(fc.oneof({ maxDepth: 4 }, texte, fc.constantFrom('<!-- un -->', '<![CDATA[<&]]>', '<?pi x?>'), lien('arbre')), { maxLength: 4 }), fc.constantFrom('', ' ', '\n'))
    .map(([nom, attributs, enfants, blanc]) => { const ouvre = `${nom}${attributs.map(([cle, valeur]) => ` ${cle}="${valeur}"`).join('')}${blanc}`; return enfants.length === 0 ? `<${ouvre}/>` : `<${ouvre}>${enfants.join('')}</${nom}>`; }),
}));

it('propriété : d’un XML juste, les mêmes jetons que saxes', () => {
  fc.assert(fc.property(arbre, fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>\n'), (corps, tete) => {
    const attendu = parSaxes(tete + corps);
    expect(attendu).not.toBeNull();
    expect(parOctets(tete + corps)).toEqual(attendu);
  }), { numRuns: 600, seed: graine() });
});
it('propriété : d’un XML abîmé, ce que saxes refuse est refusé ; ce que les deux lisent est pareil', () => {
  let [refus, lus] = [0, 0];
  fc.assert(fc.property(arbre, fc.nat(), fc.constantFrom('', '<', '>', '&', '"', '/', '</a>', '<!', ' ', '=', 'é', 'a', 'b'), fc.boolean(), (corps, place, signe, remplacer) => {
    const points = [...corps];
    const rang = place % (points.length + 1);
    const abime = [...points.slice(0, rang), signe, ...points.slice(rang + (signe === '' || remplacer ? 1 : 0))].join('');
    const [attendu, obtenu] = [parSaxes(abime), parOctets(abime)];
    if (attendu === null) refus += 1;
    if (obtenu === null) return;
    lus += 1;
    expect(obtenu).toEqual(attendu?.map(connu) ?? null);
  }), { numRuns: 1_500, seed: graine() });
  expect([refus > 50, lus > 50]).toEqual([true, true]);
});

/** Une lecture naïve de la feuille, par saxes : ce que doit rendre le lecteur rapide. */
const naif = (xml: string, textes: readonly string[]): readonly (readonly [number, readonly string[]])[] => {
  const lignes: [number, string[]][] = [];
  let [numero, genre, contenu, prendre, colonne]: [number, string, string, boolean, number] = [0, 'n', '', false, -1];
  const lecteur = new SaxesParser();
  lecteur.on('opentag', ({ name, attributes }) => {
    const { r, t = 'n' } = attributes as Record<string, string>;
    if (name === 'row') { numero = r === undefined ? numero + 1 : Number(r); colonne = -1; lignes.push([numero, []]); } else if (name === 'c') { colonne = r === undefined ? colonne + 1 : [...(/^[A-Z]+/u.exec(r)?.[0] ?? '')].reduce((rang, lettre) => rang * 26 + lettre.charCodeAt(0) - 64, 0) - 1; genre = t; contenu = ''; } else if (name === 'v' || name === 't') prendre = true;
  });
  const lire = (morceau: string): void => { if (prendre) contenu += morceau; };
  lecteur.on('text', lire);
  lecteur.on('cdata', lire);
  lecteur.on('closetag', ({ name }) => {
    if (name === 'v' || name === 't') prendre = false;
    const valeur = (genre === 's' ? textes[Number(contenu)] ?? '' : contenu).trim();
    const ligne = lignes.at(-1)?.[1];
    if (name !== 'c' || contenu === '' || valeur === '' || ligne === undefined) return;
    while (ligne.length < colonne) ligne.push('');
    ligne.push(valeur);
  });
  lecteur.write(xml).close();
  return lignes.filter(([, cellules]) => cellules.length > 0);
};
it('propriété : une feuille au hasard, comme une lecture naïve par saxes', () => {
  const textes = ['Les Remparts', 'é & à', '', '0012'];
  const cellule = fc.tuple(fc.nat(3), fc.boolean(), fc.oneof(fc.nat(3).map((rang) => `t="s"><v>${rang}</v>`), fc.integer().map((nombre) => `><v>${nombre}</v>`), texte.map((mot) => `t="inlineStr"><is><t>${mot.replaceAll('_x000A_', '')}</t></is>`), texte.map((mot) => `t="str"><v>${mot.replaceAll('_x000A_', '')}</v>`), fc.constant('s="0">')));
  const feuille = fc.array(fc.tuple(fc.nat(3), fc.boolean(), fc.array(cellule, { maxLength: 8 })), { maxLength: 10 }).map((lignes) => {
    let numero = 0;
    const corps = lignes.map(([ecart, dite, cellules]) => {
      numero += dite ? 1 + ecart : 1;
      let colonne = -1;
      const suite = cellules.map(([saut, place, contenu]) => { colonne += place ? 1 + saut : 1; return `<c ${place ? `r="${lettresDe(colonne)}${numero}" ` : ''}${contenu}</c>`; }).join('');
      return `<row${dite ? ` r="${numero}"` : ''}>${suite}</row>`;
    }).join('\n');
    return `<worksheet><sheetData>${corps}</sheetData></worksheet>`;
  });
  fc.assert(fc.property(feuille, (xml) => {
    const lecteur = lireFeuilleXlsx(Buffer.from(xml), { textes, styles: [], depuis1904: false, limites: LIMITES });
    expect((lecteur.lot() ?? []).map(({ numero, cellules }) => [numero, cellules])).toEqual(naif(xml, textes));
  }), { numRuns: 500, seed: graine() });
});
