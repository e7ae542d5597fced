/**
 * Le format OpenMetrics 1.0, écrit à la main : une famille par mesure, ses lignes à la suite, `# EOF` à la fin. Ce qu’il exige et que l’on oublie : un compteur se déclare sans `_total` et s’écrit avec,
 * les seuils d’un histogramme se cumulent et finissent par `+Inf`, et un texte d’étiquette échappe barre inverse, guillemet et saut de ligne.
 */
export const TYPE_OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

export type Etiquettes = Readonly<Record<string, string>>;
export interface Echantillon { readonly suffixe?: string; readonly etiquettes?: Etiquettes; readonly valeur: number }
export interface Famille { readonly nom: string; readonly type: 'counter' | 'gauge' | 'histogram' | 'info'; readonly aide: string; readonly echantillons: readonly Echantillon[] }

const echapper = (texte: string): string => texte.replace(/\\/gu, '\\\\').replace(/"/gu, '\\"').replace(/\n/gu, '\\n');
const etiqueter = (etiquettes: Etiquettes): string => {
  const paires = Object.entries(etiquettes).map(([nom, valeur]) => `${nom}="${echapper(valeur)}"`);
  return paires.length === 0 ? '' : `{${paires.join(',')}}`;
};

export const ecrireOpenmetrics = (familles: readonly Famille[]): string => {
  const lignes = familles.flatMap(({ nom, type, aide, echantillons }) => [
    `# TYPE ${nom} ${type}`, `# HELP ${nom} ${echapper(aide)}`,
    ...echantillons.map(({ suffixe = '', etiquettes = {}, valeur }) => `${nom}${suffixe}${etiqueter(etiquettes)} ${valeur}`),
  ]);
  return `${lignes.join('\n')}\n# EOF\n`;
};

/** Une clé par jeu d’étiquettes. Les valeurs viennent du programme (routes, statuts, issues), jamais de la requête : leur nombre est borné. */
const cleDe = (etiquettes: Etiquettes): string => JSON.stringify(Object.values(etiquettes));

export interface Compteur { ajouter(etiquettes: Etiquettes, nombre?: number): void; echantillons(): Echantillon[] }
export const creerCompteur = (departs: readonly Etiquettes[] = []): Compteur => {
  // connues d’avance, elles valent zéro dès le départ : une alerte sur leur hausse ne manque pas la première
  const valeurs = new Map(departs.map((etiquettes) => [cleDe(etiquettes), { etiquettes, valeur: 0 }]));
  return {
    ajouter: (etiquettes, nombre = 1) => {
      const cle = cleDe(etiquettes);
      const une = valeurs.get(cle) ?? { etiquettes, valeur: 0 };
      une.valeur += nombre;
      valeurs.set(cle, une);
    },
    echantillons: () => [...valeurs.values()].map(({ etiquettes, valeur }) => ({ suffixe: '_total', etiquettes, valeur })),
  };
};

/** `1` s’écrit `1.0` : les seuils sont des textes, deux écritures feraient deux séries. */
const seuilEcrit = (seuil: number): string => (Number.isInteger(seuil) ? `${seuil}.0` : String(seuil));
export interface Histogramme { observer(etiquettes: Etiquettes, valeur: number): void; echantillons(): Echantillon[] }
export const creerHistogramme = (seuils: readonly number[]): Histogramme => {
  const series = new Map<string, { readonly etiquettes: Etiquettes; readonly nombres: number[]; somme: number; total: number }>();
  return {
    observer: (etiquettes, valeur) => {
      const cle = cleDe(etiquettes);
      const serie = series.get(cle) ?? { etiquettes, nombres: seuils.map(() => 0), somme: 0, total: 0 };
      for (const [rang, seuil] of seuils.entries()) if (valeur <= seuil) serie.nombres[rang] = (serie.nombres[rang] ?? 0) + 1;
      serie.somme += valeur;
      serie.total += 1;
      series.set(cle, serie);
    },
    echantillons: () => [...series.values()].flatMap(({ etiquettes, nombres, somme, total }): Echantillon[] => [
      ...nombres.map((valeur, rang) => ({ suffixe: '_bucket', etiquettes: { ...etiquettes, le: seuilEcrit(seuils[rang] ?? 0) }, valeur })),
      { suffixe: '_bucket', etiquettes: { ...etiquettes, le: '+Inf' }, valeur: total },
      { suffixe: '_sum', etiquettes, valeur: somme }, { suffixe: '_count', etiquettes, valeur: total },
    ]),
  };
};
