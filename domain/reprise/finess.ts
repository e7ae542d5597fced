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

/** Préfixe Insee des départements d’outre-mer de FINESS. 9E n’est pas dans domain.md ; Saint-Pierre-et-Miquelon suit la même règle (D). */
const OUTRE_MER = new Map([...['9A', '9B', '9C', '9D', '9E', '9F'].map((code) => [code, '97'] as const), ['9J', '98']]);
/** Communes devenues collectivités : le répertoire garde leur ancien code guadeloupéen. */
const DEVENUES = new Map([['9A/123', '97701'], ['9A/127', '97801']]);

/** Code Insee d’une commune FINESS (département + 3 chiffres). `null` quand la forme ne convient pas ; son existence se vérifie ailleurs. */
export const communeInsee = (departement: string, commune: string): string | null => {
  if (!/^\d{3}$/u.test(commune)) return null;
  const devenue = DEVENUES.get(`${departement}/${commune}`);
  if (devenue !== undefined) return devenue;
  const prefixe = OUTRE_MER.get(departement) ?? (/^(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])$/u.test(departement) ? departement : null);
  return prefixe === null ? null : `${prefixe}${commune}`;
};

/** Les champs d’une ligne par leur nom, ou `null` quand leur nombre n’est pas celui d’un établissement. */
export const nommerChamps = (champs: readonly string[]): EnregistrementFiness | null => {
  const complet = champs.length === CHAMPS_ETABLISSEMENT.length + 1 && champs.at(-1) === '';
  if (!complet && champs.length !== CHAMPS_ETABLISSEMENT.length) return null;
  return Object.fromEntries(CHAMPS_ETABLISSEMENT.map((champ, rang) => [champ, (champs[rang] ?? '').trim()])) as Record<ChampEtablissement, string>;
};

const VOIES = new Map(Object.entries({ R: 'rue', AV: 'avenue', BD: 'boulevard', RTE: 'route', PL: 'place', CHE: 'chemin', IMP: 'impasse', ALL: 'allée', QU: 'quai', SQ: 'square', CRS: 'cours', PAS: 'passage', FG: 'faubourg', LOT: 'lotissement', RES: 'résidence', QUA: 'quartier', ZI: 'ZI', ZAC: 'ZAC', ZA: 'ZA' }));
/** Adresse postale en une ligne ; vide quand le répertoire n’en donne pas. */
export const adresseDe = ({ numvoie, compvoie, typvoie, voie, lieuditbp, ligneacheminement }: EnregistrementFiness): string => {
  const rue = [`${numvoie}${compvoie === '' ? '' : ` ${compvoie}`}`.trim(), VOIES.get(typvoie) ?? typvoie, voie].filter((morceau) => morceau !== '').join(' ');
  return rue === '' && lieuditbp === '' ? '' : [rue, lieuditbp, ligneacheminement].filter((morceau) => morceau !== '').join(', ');
};
