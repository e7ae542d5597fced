import type { NomDecoupe } from '../../proximite.ts';
import { decouperNom, nomsProches } from '../../proximite.ts';
import type { Etapes } from '../etapes.ts';
import { cadencer } from '../etapes.ts';

export interface Nomme { readonly cle: string; readonly nom: string; readonly departement: string }
/** Un seau plus grand ne dit plus rien d’un nom (« foyer », « accueil ») : ses paires ne se comparent pas. */
const SEAU_MAXIMAL = 150;

/** Ce par quoi deux noms proches se rencontrent : leurs mots, moins un (celui qui porte la faute, ou le mot de plus), ou collés. */
const seauxDe = ({ mots, suite }: NomDecoupe): readonly string[] => {
  const tries = mots.map(({ texte }) => texte).sort();
  if (tries.length === 0) return [];
  const seaux = new Set([tries.join(' '), `=${suite.texte}`]);
  if (tries.length > 1) for (let rang = 0; rang < tries.length; rang += 1) seaux.add(tries.filter((_mot, place) => place !== rang).join(' '));
  // un seul mot, une faute : le début ou la fin reste
  else { seaux.add(`<${suite.texte.slice(0, 4)}`); seaux.add(`>${suite.texte.slice(-4)}`); }
  return [...seaux];
};

/** Les paires de noms qui désignent sans doute la même entité dans un département, chacune une fois ; sans comparer tout à tout. */
export function* pairesProches(nommes: readonly Nomme[]): Etapes<readonly (readonly [Nomme, Nomme])[]> {
  const finEtape = cadencer();
  // la plupart des seaux n’ont qu’un nom : il s’y range sans liste
  const seaux = new Map<string, number | number[]>();
  const decoupes: NomDecoupe[] = [];
  for (const [rang, { nom, departement }] of nommes.entries()) {
    if (finEtape()) yield;
    const decoupe = decouperNom(nom);
    decoupes.push(decoupe);
    for (const seau of seauxDe(decoupe)) {
      const cle = `${departement}/${seau}`;
      const liste = seaux.get(cle);
      if (liste === undefined) seaux.set(cle, rang); else if (typeof liste === 'number') seaux.set(cle, [liste, rang]); else liste.push(rang);
    }
  }
  const vues = new Set<number>();
  const paires: (readonly [Nomme, Nomme])[] = [];
  for (const rangs of seaux.values()) {
    if (typeof rangs === 'number' || rangs.length > SEAU_MAXIMAL) continue;
    if (finEtape()) yield;
    for (let i = 0; i < rangs.length; i += 1) for (let j = i + 1; j < rangs.length; j += 1) {
      const [un, autre] = [rangs[i] ?? 0, rangs[j] ?? 0];
      const paire = un * nommes.length + autre;
      if (vues.has(paire)) continue;
      vues.add(paire);
      const [a, b, da, db] = [nommes[un], nommes[autre], decoupes[un], decoupes[autre]];
      if (a !== undefined && b !== undefined && da !== undefined && db !== undefined && a.cle !== b.cle && nomsProches(da, db)) paires.push([a, b]);
    }
  }
  return paires;
}
