/** Dates civiles en texte `AAAA-MM-JJ` : elles se comparent comme des textes, sans fuseau. */

const numeros = new Map<string, number>();
/** Le rang d’un jour dans le temps : deux rangs se retranchent. Un parc de 450 000 places n’a que quelques milliers de dates : chacune ne se calcule qu’une fois. */
export const numeroDuJour = (date: string): number => {
  const connu = numeros.get(date);
  if (connu !== undefined) return connu;
  const numero = Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
  if (numeros.size >= 50_000) numeros.clear();
  numeros.set(date, numero);
  return numero;
};
const dates = new Map<number, string>();
const dateDuNumero = (numero: number): string => {
  const connue = dates.get(numero);
  if (connue !== undefined) return connue;
  const date = new Date(numero * 86_400_000).toISOString().slice(0, 10);
  if (dates.size >= 50_000) dates.clear();
  dates.set(numero, date);
  return date;
};
/** La date, décalée d’un nombre de jours. */
export const decalerDate = (date: string, jours: number): string => dateDuNumero(numeroDuJour(date) + jours);
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
