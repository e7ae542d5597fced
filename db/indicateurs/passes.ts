import type { Periode } from '../../domain/indicateurs/modele.ts';
import type { JoursDePlace } from '../../domain/indicateurs/faits.ts';
import { CHAMP_OCCUPATION } from '../../domain/indicateurs/faits.ts';
import { numeroDuJour } from '../../domain/dates.ts';
import { LONGUEUR_CONSTAT, occupationDeLettre } from '../../domain/places/constats.ts';
import type { BaseLecture } from '../base.ts';
import type { Memoire } from './memoire.ts';
import type { GroupeTenu } from './places.ts';

/**
 * Les occupations passées des places « simples » (décision 040), en tranches de jours, groupe par groupe : celles de `groupes[i]` vont de `premieres[i]` à `premieres[i + 1]`. Des tableaux de nombres : au pays entier, des millions de
 * tranches, qui ne se lisent qu’une fois et se recomptent à chaque date.
 */
interface Passes { readonly groupes: readonly string[]; readonly premieres: readonly number[]; readonly lettres: Uint8Array; readonly du: Int32Array; readonly apres: Int32Array }

/** Un texte par groupe : par place, le rang de son ouverture, ses constats (une lettre, une date), puis `x` et le rang du dernier constat, où ils s’arrêtent ; `;` la finit. Un constat sans date n’a pas de passé. */
const TEXTES = `select "groupeId", group_concat("ouverteDepuis" || "constatsPasses" || 'x' || constat, ';') from place where "constatsPasses" is not null and "ouverteDepuis" is not null and "occupationLe" is not null group by 1`;
const X = 'x'.charCodeAt(0);
const lire = (base: BaseLecture, aujourdhui: string): Passes => {
  const textes = base.bruts<[string, string]>(TEXTES);
  const ceJour = numeroDuJour(aujourdhui);
  const combien = textes.reduce((total, [, texte]) => total + Math.ceil(texte.length / LONGUEUR_CONSTAT), 0);
  const passes = { groupes: textes.map(([groupe]) => groupe), premieres: [0], lettres: new Uint8Array(combien), du: new Int32Array(combien), apres: new Int32Array(combien) };
  let n = 0;
  for (const [, texte] of textes) {
    for (let rang = 0; rang < texte.length; rang += 1) {
      let lettre = rang;
      while (texte.charCodeAt(lettre) < 58) lettre += 1;
      const ouverte = Number(texte.slice(rang, lettre));
      const premiere = n;
      for (; texte.charCodeAt(lettre) !== X; lettre += LONGUEUR_CONSTAT, n += 1) {
        const jour = numeroDuJour(texte.slice(lettre + 1, lettre + LONGUEUR_CONSTAT));
        if (n > premiere) passes.apres[n - 1] = Math.min(passes.apres[n - 1] as number, jour);
        passes.lettres[n] = texte.charCodeAt(lettre);
        passes.du[n] = Math.max(jour, ouverte);
        passes.apres[n] = ceJour;
      }
      const suivante = texte.indexOf(';', lettre);
      const fin = suivante < 0 ? texte.length : suivante;
      const constat = Number(texte.slice(lettre + 1, fin));
      for (let tranche = premiere; tranche < n; tranche += 1) passes.apres[tranche] = Math.min(passes.apres[tranche] as number, constat);
      rang = fin;
    }
    passes.premieres.push(n);
  }
  return passes;
};

/** Rend à chaque groupe les jours que ses constats passés disent, et les retire de l’inconnu où le dernier constat seul les avait laissés. */
export const verserPasses = (base: BaseLecture, { periode, aujourdhui }: { readonly periode: Periode; readonly aujourdhui: string }, groupes: ReadonlyMap<string, GroupeTenu>, sommes: ReadonlyMap<string, JoursDePlace>, memoire: Memoire): void => {
  const passes = memoire('passes', () => lire(base, aujourdhui), true);
  const [du, apres] = [numeroDuJour(periode.du), numeroDuJour(periode.au) + 1];
  for (const [rang, id] of passes.groupes.entries()) {
    const groupe = groupes.get(id);
    const somme = sommes.get(id);
    if (groupe === undefined || somme === undefined) continue;
    const [premier, fin] = [Math.max(du, groupe.du), Math.min(apres, groupe.apres)];
    for (let tranche = passes.premieres[rang] as number; tranche < (passes.premieres[rang + 1] as number); tranche += 1) {
      const jours = Math.min(fin, passes.apres[tranche] as number) - Math.max(premier, passes.du[tranche] as number);
      if (jours <= 0) continue;
      somme[CHAMP_OCCUPATION[occupationDeLettre(String.fromCharCode(passes.lettres[tranche] as number))]] += jours;
      somme.occupationInconnue -= jours;
    }
  }
};
