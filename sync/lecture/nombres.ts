/* Ce qu’un tableur enregistre comme nombre ou comme date, en texte. */
const JOUR = 86_400_000;
const deux = (valeur: number): string => String(valeur).padStart(2, '0');
const heureDe = (secondes: number): string => `${deux(Math.floor(secondes / 3600))}:${deux(Math.floor(secondes / 60) % 60)}:${deux(secondes % 60)}`;

/** Tous les chiffres, un point décimal, jamais d’exposant : « 2.601E+13 » donne « 26010000000000 ». `null` : ce n’est pas un nombre. */
export const nombreEnTexte = (brut: string): string | null => {
  if (/^-?\d+$/u.test(brut)) return brut;
  // déjà écrit comme il le serait ici
  if (brut.length < 16 && /^-?[1-9]\d*\.\d*[1-9]$/u.test(brut)) return brut;
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/u.test(brut)) return null;
  const nombre = Number(brut);
  if (!Number.isFinite(nombre)) return null;
  const texte = String(nombre);
  if (!texte.includes('e')) return texte;
  // les chiffres exacts, sans les zéros inventés de toFixed
  const [, signe = '', entier = '', fraction = '', puissance = '0'] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/u.exec(texte) ?? [];
  const rang = Number(puissance);
  const chiffres = entier + fraction;
  if (rang < 0) return `${signe}0.${'0'.repeat(-rang - 1)}${chiffres}`;
  return signe + chiffres.padEnd(rang + 1, '0');
};

const memoire: readonly Map<number, string | null>[] = [new Map(), new Map()];
/** `dateEnTexte`, gardée pour les jours déjà vus : une colonne de dates en a quelques milliers, cinquante mille fois. */
export const jourEnTexte = (jours: number, depuis1904: boolean): string | null => {
  const vus = memoire[depuis1904 ? 1 : 0];
  const vu = vus?.get(jours);
  if (vu !== undefined || vus === undefined) return vu ?? null;
  const texte = dateEnTexte(jours, depuis1904);
  if (Number.isInteger(jours) && vus.size < 50_000) vus.set(jours, texte);
  return texte;
};

/** Une durée en jours : ses heures, au-delà d’un jour comme en deçà. */
export const dureeEnTexte = (jours: number): string | null => (Math.abs(jours) < 1e6 ? `${jours < 0 ? '-' : ''}${heureDe(Math.round(Math.abs(jours) * 86_400))}` : null);

/** Une date d’avant 1900, qu’Excel ne sait pas écrire : LibreOffice la compte à rebours du 30 décembre 1899. */
const PREMIERE = Date.UTC(1800, 0, 1);
/** La date d’un nombre de jours, `AAAA-MM-JJ` (l’heure d’un jour est laissée), ou l’heure seule. Excel compte un 29 février 1900 qui n’a pas existé. `null` : hors du calendrier. */
const dateEnTexte = (jours: number, depuis1904: boolean): string | null => {
  if (jours > 0 && jours < 1) return heureDe(Math.min(86_399, Math.round(jours * 86_400)));
  const instant = depuis1904 ? Date.UTC(1904, 0, 1) + Math.floor(jours) * JOUR : Date.UTC(1899, 11, jours >= 0 && jours < 60 ? 31 : 30) + Math.floor(jours) * JOUR;
  return !(instant >= PREMIERE && instant <= Date.UTC(9999, 11, 31)) ? null : new Date(instant).toISOString().slice(0, 10);
};

/** « 2026-11-26T10:00:00 » ou « 2026-11-26 ». */
export const dateIso = (brut: string): string | null => /^(\d{4}-\d{2}-\d{2})(?:T[\d:.,]+Z?)?$/u.exec(brut)?.[1] ?? null;
/** « PT12H30M00S » ; une durée garde ses heures. */
export const dureeIso = (brut: string): string | null => {
  const [tout, signe = '', heures = '0', minutes = '0', secondes = '0'] = /^(-?)PT(?:(\d{1,6})H)?(?:(\d{1,2})M)?(?:(\d{1,2})(?:[.,]\d+)?S)?$/u.exec(brut) ?? [];
  return tout === undefined ? null : `${signe}${heures.padStart(2, '0')}:${minutes.padStart(2, '0')}:${secondes.padStart(2, '0')}`;
};

const FORMATS_DE_DATE = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 36, 45, 46, 47, 50, 57]);
/** Ce qu’un format d’Excel change à un nombre : une date (-1), une durée (-2), des zéros de tête jusqu’à tant de chiffres (« 00000 », un code postal), rien (0). */
const DATE = -1;
export const DUREE = -2;
const FORMAT_DE_DUREE = 46;
export const styleDe = (numero: number, code: string | undefined): number => {
  const zeros = /^(?:\[[^\]]*\])?(0{2,20})(?:;.*)?$/u.exec(code ?? '')?.[1];
  if (zeros !== undefined) return zeros.length;
  if (code === undefined ? numero === FORMAT_DE_DUREE : /^(?:[^"]|"[^"]*")*?\[(?:h+|m+|s+)\]/iu.test(code)) return DUREE;
  return estFormatDeDate(numero, code) ? DATE : 0;
};
/** Un entier positif avec ses zéros de tête. */
export const avecZeros = (texte: string, chiffres: number): string => (/^\d+$/u.test(texte) ? texte.padStart(chiffres, '0') : texte);

/** Vrai quand un format numérique d’Excel montre une date ou une heure. */
const estFormatDeDate = (numero: number, code: string | undefined): boolean => {
  if (code === undefined) return FORMATS_DE_DATE.has(numero);
  // hors guillemets, crochets (sauf durées) et caractères échappés, un format de date a un d, un m, un y ou un h
  return /[dmyhsaj]/iu.test(code.replaceAll(/"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|[\\_*]./giu, '').replaceAll(/general|standard/giu, ''));
};
