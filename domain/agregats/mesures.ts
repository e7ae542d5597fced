import { tauxIndisponibilite } from '../indicateurs/indisponibilite.ts';
import type { Fait, Indicateur, Partie } from '../indicateurs/modele.ts';
import { tauxDisponibilite, tauxOccupation, tauxOccupationCorrige } from '../indicateurs/occupation.ts';

/** Ce que l’Analyste lit, une mesure par colonne. Toutes s’additionnent ; aucune ne vient d’une personne. */
export const MESURES = {
  groupes: 'Groupes', capacite: 'Places ouvertes', capacite115: 'dont 115', capaciteInsertion: 'dont insertion', capaciteAutre: 'dont autre régulateur', occupees: 'Occupées', reservees: 'Réservées', libres: 'Libres', indisponibles: 'Indisponibles',
} as const;
export type Mesure = keyof typeof MESURES;
const MODALITES: Readonly<Record<string, Mesure>> = { 115: 'capacite115', insertion: 'capaciteInsertion', autre: 'capaciteAutre' };

/** Mesures d’une structure, d’après les faits de ses groupes à une date. */
export const mesurer = (groupes: readonly Fait[]): Record<Mesure, number> => {
  const total = Object.fromEntries(Object.keys(MESURES).map((mesure) => [mesure, 0])) as Record<Mesure, number>;
  for (const { cles, nombres } of groupes) {
    const capacite = nombres['capacite'] ?? 0;
    if (capacite > 0) total.groupes += 1;
    total.capacite += capacite;
    const modalite = MODALITES[cles.modalite ?? ''];
    if (modalite !== undefined) total[modalite] += capacite;
    for (const champ of ['occupees', 'reservees', 'libres', 'indisponibles'] as const) total[champ] += nombres[champ] ?? 0;
  }
  return total;
};

/** Les taux qui se lisent sur des paquets : leurs deux moitiés y sont. */
export const TAUX: readonly Indicateur[] = [tauxOccupation, tauxOccupationCorrige, tauxIndisponibilite, tauxDisponibilite];
/** La valeur d’un taux sur des mesures additionnées ; `null` : « n. c. », dénominateur nul, ou publication d’avant ces mesures. */
export const tauxDe = ({ numerateur, denominateur }: Pick<Indicateur, 'numerateur' | 'denominateur'>, mesures: Readonly<Record<string, number>>): number | null => {
  const somme = ({ termes }: Partie): number | null => termes.reduce<number | null>((total, { mesure: { champ }, signe }) => { const valeur = mesures[champ]; return total === null || valeur === undefined ? null : total + signe * valeur; }, 0);
  const [haut, bas] = [somme(numerateur), denominateur !== null && 'termes' in denominateur ? somme(denominateur) : null];
  return haut === null || bas === null || bas <= 0 ? null : haut / bas;
};
