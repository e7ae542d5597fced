/** Dates civiles en texte `AAAA-MM-JJ` : elles se comparent comme des textes, sans fuseau. */

/** La date, décalée d’un nombre de jours. */
export const decalerDate = (date: string, jours: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + jours * 86_400_000).toISOString().slice(0, 10);
export const veille = (date: string): string => decalerDate(date, -1);
export const lendemain = (date: string): string => decalerDate(date, 1);
/** Le même jour, des mois plus tôt (le dernier du mois s’il n’y est pas). */
export const moisAvant = (date: string, mois: number): string => {
  const [annee, rang, jour] = date.split('-').map(Number) as [number, number, number];
  const premier = new Date(Date.UTC(annee, rang - 1 - mois, 1));
  const dernier = new Date(Date.UTC(premier.getUTCFullYear(), premier.getUTCMonth() + 1, 0)).getUTCDate();
  return new Date(Date.UTC(premier.getUTCFullYear(), premier.getUTCMonth(), Math.min(jour, dernier))).toISOString().slice(0, 10);
};

/** « 24/11/2026 » : la forme des messages et des écrans. */
export const dateEcrite = (date: string): string => `${date.slice(8, 10)}/${date.slice(5, 7)}/${date.slice(0, 4)}`;
/** « du 01/12/2026 au 15/12/2026 », « à partir du 01/12/2026 » : une période, bornes comprises. */
export const periodeEcrite = (debut: string, fin: string | null): string => (fin === null ? `à partir du ${dateEcrite(debut)}` : debut === fin ? `le ${dateEcrite(debut)}` : `du ${dateEcrite(debut)} au ${dateEcrite(fin)}`);
