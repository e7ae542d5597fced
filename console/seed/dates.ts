const JOUR = 86_400_000;

/** Date ISO décalée d’un nombre de jours, sans horloge ni fuseau. */
export const decaler = (date: string, jours: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + jours * JOUR).toISOString().slice(0, 10);

/** Instant ISO un jour donné, à une heure ouvrée (`minutes` depuis 6 h UTC). */
export const instant = (date: string, minutes: number): string => new Date(Date.parse(`${date}T06:00:00Z`) + minutes * 60_000).toISOString();

/** Premier janvier de l’année de la date, décalé de `annees`. */
export const premierJanvier = (date: string, annees: number): string => `${String(Number(date.slice(0, 4)) + annees).padStart(4, '0')}-01-01`;
