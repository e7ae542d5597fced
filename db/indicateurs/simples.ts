import { numeroDuJour } from '../../domain/dates.ts';
import { LONGUEUR_CONSTAT } from '../../domain/places/constats.ts';
import type { BaseLecture } from '../base.ts';
import type { Memoire } from './memoire.ts';
import type { GroupeTenu } from './places.ts';
import type { Verseur } from './versement.ts';
import { LIBRES, OCCUPEES, OUVERTES, RESERVEES } from './versement.ts';

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
const rangDe = (code: number): number => (code === LIBRE ? LIBRES : code === RESERVEE ? RESERVEES : OCCUPEES);
/** Au-delà, ce n’est pas un jour : jamais constatée, la place n’a pas de passé. */
const HORS_DU_TEMPS = 1_000_000;
/** Les rangs des jours, par leurs chiffres : des millions de dates se lisent sans en détacher le texte. */
const [AN_PREMIER, ANS, INCONNU, ZERO] = [1950, 200, -2_147_483_648, 48] as const;
const rangs = new Int32Array(ANS * 12 * 31).fill(INCONNU);
const numeroA = (texte: string, ici: number): number => {
  const chiffre = (rang: number): number => texte.charCodeAt(ici + rang) - ZERO;
  const an = 1000 * chiffre(0) + 100 * chiffre(1) + 10 * chiffre(2) + chiffre(3) - AN_PREMIER;
  const mois = 10 * chiffre(5) + chiffre(6) - 1;
  const jour = 10 * chiffre(8) + chiffre(9) - 1;
  if (an < 0 || an >= ANS) return numeroDuJour(texte.slice(ici, ici + LONGUEUR_CONSTAT - 1));
  const ou = (an * 12 + mois) * 31 + jour;
  const connu = rangs[ou] as number;
  if (connu !== INCONNU) return connu;
  return (rangs[ou] = numeroDuJour(texte.slice(ici, ici + LONGUEUR_CONSTAT - 1)));
};
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
        lues.du[n] = numeroA(texte, lettre + 1);
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
export const verserSimples = (base: BaseLecture, aujourdhui: string, groupes: ReadonlyMap<string, GroupeTenu>, vers: Verseur, memoire: Memoire): void => {
  const { places, ouverte, constat, occupation, constats, du: depuis, apres: jusqua, passee, ...lues } = memoire('simples', () => lire(base, aujourdhui), true);
  const demain = numeroDuJour(aujourdhui) + 1;
  for (const [rang, id] of lues.groupes.entries()) {
    const groupe = groupes.get(id);
    if (groupe === undefined) continue;
    vers.ouvrir(groupe.rang, groupe.du, groupe.apres);
    for (let p = places[rang] as number; p < (places[rang + 1] as number); p += 1) {
      const debut = ouverte[p] as number;
      vers.ajouter(OUVERTES, debut, groupe.apres, 1);
      vers.ajouter(occupation[p] as number, Math.max(debut, constat[p] as number), demain, 1);
      for (let tranche = constats[p] as number; tranche < (constats[p + 1] as number); tranche += 1) vers.ajouter(passee[tranche] as number, Math.max(debut, depuis[tranche] as number), jusqua[tranche] as number, 1);
    }
  }
};
