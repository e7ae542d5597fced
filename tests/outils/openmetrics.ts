/** Lecteur strict d’OpenMetrics 1.0 : tout écart à la grammaire est une erreur, avec la ligne fautive. Écrit d’après la norme, sans rien de `server/mesures`. */
export interface Mesure { readonly type: string; readonly aide: string; readonly echantillons: ReadonlyMap<string, number> }

const LIGNE = /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*"(?:,(?!\})|(?=\})))*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/u;
const ETIQUETTE = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/gu;
const SUFFIXES: ReadonlyMap<string, readonly string[]> = new Map([['counter', ['_total']], ['gauge', ['']], ['info', ['_info']], ['histogram', ['_bucket', '_count', '_sum']]]);

const verifierHistogramme = (nom: string, echantillons: ReadonlyMap<string, number>): void => {
  const series = new Map<string, { seuil: number; nombre: number }[]>();
  for (const [cle, nombre] of echantillons) {
    const seuil = /^\w+_bucket\{(.*)le="([^"]+)"\}$/u.exec(cle);
    if (seuil === null) continue;
    if (!/^(?:\d+\.\d+|\+Inf)$/u.test(seuil[2] ?? '')) throw new Error(`Seuil mal écrit : ${cle}`);
    const serie = (seuil[1] ?? '').replace(/,$/u, '');
    series.set(serie, [...(series.get(serie) ?? []), { seuil: seuil[2] === '+Inf' ? Infinity : Number(seuil[2]), nombre }]);
  }
  for (const [serie, seuils] of series) {
    for (const [rang, { seuil, nombre }] of seuils.entries()) {
      const avant = seuils[rang - 1];
      if (avant !== undefined && (avant.seuil >= seuil || avant.nombre > nombre)) throw new Error(`Seuils qui ne se cumulent pas : ${nom}{${serie}}`);
    }
    if (seuils.at(-1)?.seuil !== Infinity || echantillons.get(`${nom}_count{${serie}}`) !== seuils.at(-1)?.nombre) throw new Error(`Total d’histogramme faux : ${nom}{${serie}}`);
  }
};

export const lireOpenmetrics = (texte: string): ReadonlyMap<string, Mesure> => {
  if (!texte.endsWith('\n# EOF\n')) throw new Error('Le texte ne finit pas par « # EOF ».');
  const familles = new Map<string, { type: string; aide: string; echantillons: Map<string, number> }>();
  let courante = '';
  for (const ligne of texte.slice(0, -'# EOF\n'.length).trimEnd().split('\n')) {
    const meta = /^# (TYPE|HELP) (\S+) (.+)$/u.exec(ligne);
    if (meta !== null) {
      const [, genre = '', nom = '', valeur = ''] = meta;
      if (genre === 'TYPE') {
        if (familles.has(nom) || !SUFFIXES.has(valeur)) throw new Error(`Famille répétée ou de type inconnu : ${ligne}`);
        familles.set(nom, { type: valeur, aide: '', echantillons: new Map() });
        courante = nom;
      } else Object.assign(familles.get(nom) ?? {}, { aide: valeur });
      if (nom !== courante) throw new Error(`Ligne hors de sa famille : ${ligne}`);
      continue;
    }
    const lue = LIGNE.exec(ligne);
    const famille = familles.get(courante);
    if (lue === null || famille === undefined) throw new Error(`Ligne illisible : ${ligne}`);
    const [, nom = '', etiquettes = '', valeur = ''] = lue;
    if (!nom.startsWith(courante) || SUFFIXES.get(famille.type)?.includes(nom.slice(courante.length)) !== true) throw new Error(`Suffixe refusé pour ${famille.type} : ${ligne}`);
    const noms = [...etiquettes.matchAll(ETIQUETTE)].map(([, etiquette]) => etiquette);
    if (new Set(noms).size !== noms.length || famille.echantillons.has(nom + etiquettes)) throw new Error(`Série ou étiquette répétée : ${ligne}`);
    if (famille.type !== 'gauge' && Number(valeur) < 0) throw new Error(`Compteur négatif : ${ligne}`);
    famille.echantillons.set(nom + etiquettes, Number(valeur));
  }
  for (const [nom, { type, aide, echantillons }] of familles) {
    if (aide === '') throw new Error(`Famille sans aide : ${nom}`);
    if (type === 'histogram') verifierHistogramme(nom, echantillons);
  }
  return familles;
};
