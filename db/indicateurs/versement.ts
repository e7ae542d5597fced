import { lendemain, numeroDuJour } from '../../domain/dates.ts';
import type { JoursDePlace } from '../../domain/indicateurs/faits.ts';
import type { Periode } from '../../domain/indicateurs/modele.ts';

/** Ce qui se verse, par case : les places-jours ouvertes et sues libres, réservées, occupées ; toutes les ouvertes ; les indisponibles. */
export const [LIBRES, RESERVEES, OCCUPEES, OUVERTES, INDISPONIBLES] = [0, 1, 2, 3, 4] as const;
/** Cases d’un groupe dans une période. */
export const CASES = 5;

/** Des périodes qui se suivent sans trou : un même parcours les remplit toutes. */
export const seSuivent = (periodes: readonly Periode[]): boolean => periodes.every(({ du }, rang) => rang === 0 || du === lendemain(periodes[rang - 1]?.au ?? ''));

export interface Verseur {
  /** Ce qui suit est de ce groupe, ouvert ces jours-là (en rangs ; `apres` n’en est plus). */
  ouvrir(rang: number, du: number, apres: number): void;
  /** `n` places ont été ainsi du jour `du` à la veille de `apres`. */
  ajouter(quoi: number, du: number, apres: number, n: number): void;
  /** Le dernier groupe est fini. Rend, par période, `CASES` nombres par rang de groupe. */
  clore(): readonly Float64Array[];
}

/**
 * Verse des tranches de jours dans des périodes qui se suivent, en temps constant par tranche : ses deux bouts vont dans leur période, et celles qu’elle traverse en entier se comptent par différence. Un an mois par mois coûte alors ce que
 * coûte l’année.
 */
export const verseur = (periodes: readonly Periode[], groupes: number): Verseur => {
  const debuts = periodes.map(({ du }) => numeroDuJour(du));
  const origine = debuts[0] as number;
  const terme = numeroDuJour(periodes.at(-1)?.au as string) + 1;
  const bornes = Int32Array.from([...debuts, terme]);
  const seule = periodes.length === 1;
  const periodeDuJour = new Uint16Array(seule ? 0 : Math.max(0, terme - origine));
  for (let rang = 0; !seule && rang < periodes.length; rang += 1) periodeDuJour.fill(rang, (bornes[rang] as number) - origine, (bornes[rang + 1] as number) - origine);
  const sommes = periodes.map(() => new Float64Array(groupes * CASES));
  const parts = new Float64Array(periodes.length * CASES);
  const traverses = new Float64Array((periodes.length + 1) * CASES);
  let [groupe, premier, fin, vide] = [-1, 0, 0, true];

  const finir = (): void => {
    if (vide) return;
    vide = true;
    for (let quoi = 0; quoi < CASES; quoi += 1) {
      let entieres = 0;
      for (let rang = 0; rang < periodes.length; rang += 1) {
        const ici = rang * CASES + quoi;
        entieres += traverses[ici] as number;
        const somme = sommes[rang] as Float64Array;
        somme[groupe * CASES + quoi] = (somme[groupe * CASES + quoi] as number) + (parts[ici] as number) + entieres * ((bornes[rang + 1] as number) - (bornes[rang] as number));
      }
    }
    parts.fill(0);
    traverses.fill(0);
  };
  return {
    ouvrir: (rang, du, apres) => {
      if (rang !== groupe) finir();
      [groupe, premier, fin] = [rang, Math.max(origine, du), Math.min(terme, apres)];
    },
    ajouter: (quoi, du, apres, n) => {
      const debut = du > premier ? du : premier;
      const arret = apres < fin ? apres : fin;
      if (debut >= arret) return;
      vide = false;
      const une = seule ? 0 : periodeDuJour[debut - origine] as number;
      const autre = seule ? 0 : periodeDuJour[arret - 1 - origine] as number;
      const ici = une * CASES + quoi;
      if (une === autre) { parts[ici] = (parts[ici] as number) + n * (arret - debut); return; }
      const la = autre * CASES + quoi;
      parts[ici] = (parts[ici] as number) + n * ((bornes[une + 1] as number) - debut);
      parts[la] = (parts[la] as number) + n * (arret - (bornes[autre] as number));
      if (autre === une + 1) return;
      traverses[ici + CASES] = (traverses[ici + CASES] as number) + n;
      traverses[la] = (traverses[la] as number) - n;
    },
    clore: () => { finir(); return sommes; },
  };
};

/** Ce que des cases disent d’un groupe, ou de plusieurs : une place ouverte dont on ne sait rien est d’occupation inconnue. */
export const joursDe = (cases: Float64Array, rang: number): JoursDePlace => {
  const ici = rang * CASES;
  const [libres, reservees, occupees, ouvertes, indisponibles] = [cases[ici + LIBRES], cases[ici + RESERVEES], cases[ici + OCCUPEES], cases[ici + OUVERTES], cases[ici + INDISPONIBLES]] as [number, number, number, number, number];
  return { indisponibles, occupees, reservees, libres, occupationInconnue: ouvertes - libres - reservees - occupees };
};
