/** Ce qu’une cellule de date dit : rien, une date, un nombre de jours de tableur (la date se retrouve), ou rien de lisible. */
export type DateLue = { readonly genre: 'vide' } | { readonly genre: 'lue'; readonly date: string } | { readonly genre: 'nombre'; readonly date: string } | { readonly genre: 'illisible' };

const VIDE: DateLue = { genre: 'vide' };
const ILLISIBLE: DateLue = { genre: 'illisible' };
const FRANCAISE = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/u;
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/u;
const NOMBRE = /^\d{5}(?:\.0+)?$/u;
const JOURS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Un jour du tableur compte depuis le 30 décembre 1899 ; hors de 1955 à 2064, un nombre n’est sans doute pas une date. */
const [PREMIER_JOUR, DERNIER_JOUR, ORIGINE] = [20_000, 60_000, Date.UTC(1899, 11, 30)];

const composer = (annee: string, mois: string, jour: string): DateLue => {
  const [a, m, j] = [Number(annee), Number(mois), Number(jour)];
  const maximum = m === 2 && (a % 4 !== 0 || (a % 100 === 0 && a % 400 !== 0)) ? 28 : (JOURS[m - 1] ?? 0);
  return a < 1850 || a > 2150 || j < 1 || j > maximum ? ILLISIBLE : { genre: 'lue', date: `${annee}-${mois.padStart(2, '0')}-${jour.padStart(2, '0')}` };
};

const lues = new Map<string, DateLue>();
const MEMOIRE = 20_000;
/** Lit une date : « 01/06/2023 », « 2023-06-01 », ou le nombre qu’un tableur en a fait (« 45078 »). */
export const lireDate = (valeur: string): DateLue => {
  if (valeur === '') return VIDE;
  const deja = lues.get(valeur);
  if (deja !== undefined) return deja;
  const lue = analyser(valeur);
  if (lues.size >= MEMOIRE) lues.clear();
  lues.set(valeur, lue);
  return lue;
};
const analyser = (valeur: string): DateLue => {
  const francaise = FRANCAISE.exec(valeur);
  if (francaise !== null) return composer(francaise[3] ?? '', francaise[2] ?? '', francaise[1] ?? '');
  const iso = ISO.exec(valeur);
  if (iso !== null) return composer(iso[1] ?? '', iso[2] ?? '', iso[3] ?? '');
  if (!NOMBRE.test(valeur)) return ILLISIBLE;
  const jours = Number(valeur);
  return jours < PREMIER_JOUR || jours > DERNIER_JOUR ? ILLISIBLE : { genre: 'nombre', date: new Date(ORIGINE + jours * 86_400_000).toISOString().slice(0, 10) };
};
