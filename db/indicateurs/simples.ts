import type { Periode } from '../../domain/indicateurs/modele.ts';
import type { JoursDePlace } from '../../domain/indicateurs/faits.ts';
import { numeroDuJour } from '../../domain/dates.ts';
import { LONGUEUR_CONSTAT } from '../../domain/places/constats.ts';
import type { BaseLecture } from '../base.ts';
import type { Memoire } from './memoire.ts';
import type { GroupeTenu } from './places.ts';

/**
 * Les places « simples » (ouvertes depuis un jour, sans fin : neuf sur dix), et tout ce que l’on sait de leur occupation (décision 040), groupe par groupe. Celles de `groupes[i]` vont de `places[i]` à `places[i + 1]` ; les constats passés
 * de la place `p`, de `constats[p]` à `constats[p + 1]`. Des tableaux de nombres : au pays entier, des millions de tranches, qui ne se lisent qu’une fois et se recomptent à chaque date, en quelques dizaines de millisecondes.
 */
interface Simples {
  readonly groupes: readonly string[]; readonly places: readonly number[];
  readonly ouverte: Int32Array; readonly constat: Int32Array; readonly occupation: Uint8Array; readonly constats: Int32Array;
  readonly du: Int32Array; readonly apres: Int32Array; readonly passee: Uint8Array;
}

/** Un texte par groupe, lu dans l’index : par place, le rang de son ouverture, ses constats passés (une lettre, une date chacun), puis `x`, le rang de son dernier constat et la lettre de son occupation ; `;` la finit. */
const TEXTES = `select "groupeId", group_concat("ouverteDepuis" || coalesce("constatsPasses", '') || 'x' || constat || substr(occupation, 1, 1), ';') from place where "ouverteDepuis" is not null group by 1`;
const [X, LIBRE, RESERVEE] = ['x', 'l', 'r'].map((lettre) => lettre.charCodeAt(0)) as [number, number, number];
/** Une lettre commence après les chiffres, le signe et la virgule. */
const estLettre = (code: number): boolean => code >= 97;
const rangDe = (code: number): number => (code === LIBRE ? 0 : code === RESERVEE ? 1 : 2);
/** Au-delà, ce n’est pas un jour : jamais constatée, la place n’a pas de passé. */
const HORS_DU_TEMPS = 1_000_000;
const lire = (base: BaseLecture, aujourdhui: string): Simples => {
  const textes = base.bruts<[string, string]>(TEXTES);
  const ceJour = numeroDuJour(aujourdhui);
  let [nPlaces, nConstats] = [0, 0];
  for (const [, texte] of textes) {
    let siennes = 1;
    for (let rang = texte.indexOf(';'); rang >= 0; rang = texte.indexOf(';', rang + 1)) siennes += 1;
    nPlaces += siennes;
    nConstats += Math.ceil(texte.length / LONGUEUR_CONSTAT);
  }
  const lues = { groupes: textes.map(([groupe]) => groupe), places: [0], ouverte: new Int32Array(nPlaces), constat: new Int32Array(nPlaces), occupation: new Uint8Array(nPlaces), constats: new Int32Array(nPlaces + 1), du: new Int32Array(nConstats), apres: new Int32Array(nConstats), passee: new Uint8Array(nConstats) };
  let [p, n] = [0, 0];
  for (const [, texte] of textes) {
    for (let rang = 0; rang < texte.length; rang += 1, p += 1) {
      let lettre = rang;
      while (!estLettre(texte.charCodeAt(lettre))) lettre += 1;
      lues.ouverte[p] = Number(texte.slice(rang, lettre));
      const premier = n;
      for (; texte.charCodeAt(lettre) !== X; lettre += LONGUEUR_CONSTAT, n += 1) {
        lues.passee[n] = rangDe(texte.charCodeAt(lettre));
        lues.du[n] = numeroDuJour(texte.slice(lettre + 1, lettre + LONGUEUR_CONSTAT));
      }
      rang = lettre + 1;
      while (!estLettre(texte.charCodeAt(rang))) rang += 1;
      const constat = Number(texte.slice(lettre + 1, rang));
      lues.constat[p] = Math.min(constat, ceJour);
      lues.occupation[p] = rangDe(texte.charCodeAt(rang));
      // chaque constat vaut jusqu’au suivant, et le passé s’arrête où le dernier commence
      if (Math.abs(constat) >= HORS_DU_TEMPS) n = premier;
      for (let tranche = premier; tranche < n; tranche += 1) lues.apres[tranche] = Math.min(tranche + 1 < n ? lues.du[tranche + 1] as number : constat, lues.constat[p] as number);
      lues.constats[p + 1] = n;
      rang += 1;
    }
    lues.places.push(p);
  }
  return lues;
};

/** Verse les places-jours de chaque groupe : la formule de `verserPlace`, sur une place ouverte depuis un jour et sans fin. */
export const verserSimples = (base: BaseLecture, { periode, aujourdhui }: { readonly periode: Periode; readonly aujourdhui: string }, groupes: ReadonlyMap<string, GroupeTenu>, sommeDe: (groupeId: string) => JoursDePlace, memoire: Memoire): void => {
  const { places, ouverte, constat, occupation, constats, du: depuis, apres: jusqua, passee, ...lues } = memoire('simples', () => lire(base, aujourdhui), true);
  const [du, apres, demain] = [numeroDuJour(periode.du), numeroDuJour(periode.au) + 1, numeroDuJour(aujourdhui) + 1];
  const sus = new Float64Array(3);
  for (const [rang, id] of lues.groupes.entries()) {
    const groupe = groupes.get(id);
    if (groupe === undefined) continue;
    const [premier, fin] = [Math.max(du, groupe.du), Math.min(apres, groupe.apres)];
    sus.fill(0);
    let total = 0;
    for (let p = places[rang] as number; p < (places[rang + 1] as number); p += 1) {
      const debut = Math.max(premier, ouverte[p] as number);
      if (debut >= fin) continue;
      total += fin - debut;
      const connus = Math.min(fin, demain) - Math.max(debut, constat[p] as number);
      if (connus > 0) sus[occupation[p] as number] = (sus[occupation[p] as number] as number) + connus;
      for (let tranche = constats[p] as number; tranche < (constats[p + 1] as number); tranche += 1) {
        const jours = Math.min(fin, jusqua[tranche] as number) - Math.max(debut, depuis[tranche] as number);
        if (jours > 0) sus[passee[tranche] as number] = (sus[passee[tranche] as number] as number) + jours;
      }
    }
    if (total === 0) continue;
    const somme = sommeDe(id);
    const [libres, reservees, occupees] = sus as unknown as readonly [number, number, number];
    somme.libres += libres;
    somme.reservees += reservees;
    somme.occupees += occupees;
    somme.occupationInconnue += total - libres - reservees - occupees;
  }
};
