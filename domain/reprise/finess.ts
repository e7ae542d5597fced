import { erreurFiness } from '../identifiants.ts';
import type { Anomalie } from './anomalies.ts';
import { anomalie } from './anomalies.ts';

/** Champs de l’extrait FINESS « établissements » (cs1100502), dans l’ordre : 31, puis un champ vide dû au `;` final. */
export const CHAMPS_ETABLISSEMENT = [
  'type', 'nofinesset', 'nofinessej', 'rs', 'rslongue', 'complrs', 'compldistrib', 'numvoie', 'typvoie', 'voie', 'compvoie', 'lieuditbp', 'commune', 'departement', 'libdepartement', 'ligneacheminement', 'telephone',
  'telecopie', 'categetab', 'libcategetab', 'categagretab', 'libcategagretab', 'siret', 'codeape', 'codemft', 'libmft', 'codesph', 'libsph', 'dateouv', 'dateautor', 'datemaj',
] as const;
export type ChampEtablissement = typeof CHAMPS_ETABLISSEMENT[number];
export type EnregistrementFiness = Readonly<Record<ChampEtablissement, string>>;

/** `structureet` : un établissement. Les autres enregistrements connus du répertoire sont exclus, un inconnu est rejeté. */
export const TYPE_ETABLISSEMENT = 'structureet';
export const AUTRES_TYPES: ReadonlySet<string> = new Set(['structureej', 'geolocalisation', 'equipementsocial', 'activitesoin', 'equipementlourd', 'autorisation']);
export const LONGUEUR_CHAMP_MAXIMALE = 500;

/**
 * Découpe une ligne en champs : `;`, guillemets doublés dans un champ entre guillemets. Une ligne du répertoire est un enregistrement : un guillemet
 * qui ne se ferme pas n’abîme donc qu’elle. `null` quand les guillemets ne se ferment pas, ou sont suivis d’autre chose que `;`.
 */
export const decouper = (ligne: string): string[] | null => {
  const champs: string[] = [];
  let rang = 0;
  for (;;) {
    if (ligne[rang] === '"') {
      let champ = '';
      rang += 1;
      for (;;) {
        const fin = ligne.indexOf('"', rang);
        if (fin === -1) return null;
        champ += ligne.slice(rang, fin);
        rang = fin + 1;
        if (ligne[rang] !== '"') break;
        champ += '"';
        rang += 1;
      }
      if (rang < ligne.length && ligne[rang] !== ';') return null;
      champs.push(champ);
    } else {
      const fin = ligne.indexOf(';', rang);
      champs.push(ligne.slice(rang, fin === -1 ? ligne.length : fin));
      rang = fin === -1 ? ligne.length : fin;
    }
    if (rang >= ligne.length) return champs;
    rang += 1;
  }
};

/** Première ligne : `finess;etalab;<lot>;<date>`. `null` quand ce n’en est pas une. */
export const lireEntete = (ligne: string): { readonly lot: string; readonly date: string } | null => {
  const [marque, source, lot, date] = ligne.split(';');
  return marque === 'finess' && source === 'etalab' && lot !== undefined && /^\w{1,40}$/u.test(lot) && date !== undefined && /^\d{4}-\d{2}-\d{2}$/u.test(date) ? { lot: `${lot}/${date}`, date } : null;
};

/** Préfixe Insee des départements d’outre-mer de FINESS. 9E n’est pas dans domain.md ; Saint-Pierre-et-Miquelon suit la même règle (D). */
const OUTRE_MER: Readonly<Record<string, string>> = { '9A': '97', '9B': '97', '9C': '97', '9D': '97', '9E': '97', '9F': '97', '9J': '98' };
/** Communes devenues collectivités : le répertoire garde leur ancien code guadeloupéen. */
const DEVENUES: Readonly<Record<string, string>> = { '9A/123': '97701', '9A/127': '97801' };

/** Code Insee d’une commune FINESS (département + 3 chiffres). `null` quand la forme ne convient pas ; son existence se vérifie ailleurs. */
export const communeInsee = (departement: string, commune: string): string | null => {
  if (!/^\d{3}$/u.test(commune)) return null;
  const devenue = DEVENUES[`${departement}/${commune}`];
  if (devenue !== undefined) return devenue;
  const prefixe = OUTRE_MER[departement] ?? (/^(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])$/u.test(departement) ? departement : null);
  return prefixe === null ? null : `${prefixe}${commune}`;
};

const SCIENTIFIQUE = /^\d+(?:[.,]\d+)?[eE][+-]?\d+$/u;
const DATE = /^\d{4}-\d{2}-\d{2}$/u;
const estDate = (texte: string): boolean => {
  const instant = DATE.test(texte) ? Date.parse(`${texte}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(instant) && new Date(instant).toISOString().slice(0, 10) === texte;
};

/** Nombre de chiffres attendus, pour reconnaître un zéro initial perdu. */
const LONGUEURS = { nofinesset: 9, nofinessej: 9, siret: 14, commune: 3, departement: 2, categetab: 3 } as const satisfies Partial<Record<ChampEtablissement, number>>;

/** Explication d’une valeur abîmée par un tableur, ou `null`. Les chiffres perdus ne se devinent pas. */
export const explicationAbimee = (champ: ChampEtablissement, valeur: string): string | null => {
  if (valeur === '') return null;
  const longueur: number | undefined = (LONGUEURS as Partial<Record<ChampEtablissement, number>>)[champ];
  if (longueur !== undefined) {
    if (SCIENTIFIQUE.test(valeur)) return 'Un tableur a écrit ce numéro en notation scientifique : des chiffres sont perdus. Repartir du fichier d’origine, ouvert en texte.';
    if (/^\d+$/u.test(valeur) && valeur.length === longueur - 1) return `${longueur} caractères attendus, ${valeur.length} trouvés : un zéro initial a sans doute été perdu par un tableur.`;
  }
  if (champ === 'dateouv' || champ === 'dateautor' || champ === 'datemaj') {
    if (/^\d{4,5}$/u.test(valeur)) return 'Un tableur a transformé cette date en nombre de jours.';
    if (!estDate(valeur)) return 'La date s’écrit AAAA-MM-JJ.';
  }
  return null;
};

export type LectureLigne = { readonly enregistrement: EnregistrementFiness } | { readonly rejet: Anomalie };

/** Découpe et contrôle la forme d’une ligne : nombre de champs, longueurs, valeurs abîmées. Ne juge pas le fond. */
export const lireLigneFiness = (texte: string, ligne: number): LectureLigne => {
  const champs = decouper(texte);
  if (champs === null) return { rejet: anomalie('F03', ligne, null, texte, 'Un guillemet ouvert n’est pas fermé, ou se ferme au milieu d’un champ.') };
  const complet = champs.length === CHAMPS_ETABLISSEMENT.length + 1 && champs.at(-1) === '';
  if (!complet && champs.length !== CHAMPS_ETABLISSEMENT.length) {
    return { rejet: anomalie('F03', ligne, null, texte, `${CHAMPS_ETABLISSEMENT.length + 1} champs attendus, le dernier vide ; ${champs.length} trouvés.`) };
  }
  const enregistrement = Object.fromEntries(CHAMPS_ETABLISSEMENT.map((champ, rang) => [champ, (champs[rang] ?? '').trim()])) as Record<ChampEtablissement, string>;
  for (const champ of CHAMPS_ETABLISSEMENT) {
    const valeur = enregistrement[champ];
    if (valeur.length > LONGUEUR_CHAMP_MAXIMALE) return { rejet: anomalie('F04', ligne, champ, valeur, `Champ de ${valeur.length} caractères ; ${LONGUEUR_CHAMP_MAXIMALE} au plus.`) };
    const abimee = explicationAbimee(champ, valeur);
    if (abimee !== null) return { rejet: anomalie('F01', ligne, champ, valeur, abimee) };
  }
  return { enregistrement };
};

/** Contrôle les deux numéros FINESS d’un établissement. */
export const rejetNumeros = ({ nofinesset, nofinessej }: EnregistrementFiness, ligne: number): Anomalie | null => {
  for (const [champ, valeur] of [['nofinesset', nofinesset], ['nofinessej', nofinessej]] as const) {
    const erreur = erreurFiness(valeur);
    if (erreur !== null) return anomalie('F01', ligne, champ, valeur, valeur === '' ? 'Le numéro FINESS manque.' : erreur);
  }
  return null;
};
