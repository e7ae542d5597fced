import { departementDeCommune, trouverDepartement } from '../geographie/departements.ts';
import type { Association, Lien } from './association.ts';
import { CATEGORIES, termeDeCategorie, trouverCategorie } from './categories.ts';
import type { EnregistrementFiness } from './finess.ts';
import { AUTRES_TYPES, TYPE_ETABLISSEMENT, adresseDe, communeInsee, nommerChamps } from './finess.ts';
import { GABARITS } from './gabarit/gabarit.ts';
import type { CleStructure } from './gabarit/structures.ts';
import type { LigneSource } from './source.ts';
import type { Correspondances } from './valeurs/valeurs.ts';

/** Le code Insee que disent le département et la commune du répertoire ; ce qui y est écrit quand ils ne le disent pas : le contrôle en jugera (G05). */
const communeDe = ({ departement, commune }: EnregistrementFiness): string => communeInsee(departement, commune) ?? commune;
const departementDe = ({ departement, commune }: EnregistrementFiness): string => { const insee = communeInsee(departement, commune); return insee === null ? departement : departementDeCommune(insee); };
const typeDe = ({ categetab, rs, rslongue }: EnregistrementFiness): string => { const categorie = trouverCategorie(categetab); return categorie === undefined ? categetab : termeDeCategorie(categorie, `${rs} ${rslongue}`); };

interface ColonneExtrait { readonly entete: string; readonly cles: readonly CleStructure[]; readonly raison: string; readonly lire: (enregistrement: EnregistrementFiness) => string }
const champ = (entete: keyof EnregistrementFiness, cles: readonly CleStructure[], lire: ColonneExtrait['lire'] = (enregistrement) => enregistrement[entete]): ColonneExtrait => ({ entete, cles, raison: 'Champ de l’extrait FINESS.', lire });
/** L’extrait ne dit aucun financement (D05) : une colonne vide, qu’une personne peut remplir. */
const FINANCEMENTS: ColonneExtrait = { entete: 'financements', cles: ['financements'], raison: 'L’extrait ne le dit pas : à compléter.', lire: () => '' };

/** Les colonnes d’une ligne de structures tirée de l’extrait ; chacune garde le nom de son champ, que les anomalies citent. Le numéro de l’établissement est aussi son identifiant d’origine. */
const COLONNES: readonly ColonneExtrait[] = [
  champ('nofinesset', ['identifiant', 'finessEt']), champ('nofinessej', ['finessEj']), champ('rslongue', ['nom'], ({ rs, rslongue }) => (rslongue === '' ? rs : rslongue)),
  champ('categetab', ['type'], typeDe), champ('departement', ['departement'], departementDe), champ('commune', ['commune'], communeDe), champ('voie', ['adresse'], adresseDe), champ('telephone', ['telephone']), champ('siret', ['siret']),
  champ('dateouv', ['ouverture']), FINANCEMENTS,
];
export const ENTETES_EXTRAIT: readonly string[] = COLONNES.map(({ entete }) => entete);

/** L’association d’un extrait ne se choisit pas : ses champs sont fixes. Il n’a ni capacité ni groupe de places, ils ne lui manquent donc pas. */
export const associerExtrait = (): Association => {
  const liens = COLONNES.flatMap(({ entete, cles, raison }, rang) => cles.map((cle): Lien => ({ cle, rang, entete, confiance: 1, origine: 'nom', raison })));
  return { genre: 'structures', liens: GABARITS.structures.flatMap(({ cle }) => liens.find((lien) => lien.cle === cle) ?? []), libres: [], manquantes: [], doubles: [] };
};

/** Les catégories du répertoire et leurs types (D02 quand il y en a plusieurs) : la table d’un département, posée après, les recouvre. */
export const CORRESPONDANCES_EXTRAIT: Correspondances = CATEGORIES.filter(({ exclue }) => exclue === undefined).flatMap((categorie) => {
  const [usuel, autre] = [termeDeCategorie(categorie, ''), termeDeCategorie(categorie, 'résidence accueil')];
  return [{ vocabulaire: 'type' as const, terme: usuel, cibles: [...categorie.types] }, ...(autre === usuel ? [] : [{ vocabulaire: 'type' as const, terme: autre, cibles: [...categorie.types].reverse() }])];
});

const CITEE = 200;
/** Pourquoi une ligne bien formée n’est pas à reprendre ; `null` quand elle l’est. `departements` : ceux demandés, tous quand il est vide. */
const exclusionDe = (enregistrement: EnregistrementFiness, departements: ReadonlySet<string>): string | null => {
  if (AUTRES_TYPES.has(enregistrement.type)) return `enregistrement « ${enregistrement.type} »`;
  const categorie = trouverCategorie(enregistrement.categetab);
  if (categorie?.exclue !== undefined) return `catégorie ${categorie.code}, ${categorie.exclue}`;
  if (categorie === undefined && /^\d{3}$/u.test(enregistrement.categetab)) return `catégorie ${enregistrement.categetab} hors de l’hébergement et du logement adapté`;
  const departement = departementDe(enregistrement);
  return departements.size > 0 && trouverDepartement(departement) !== undefined && !departements.has(departement) ? 'hors des départements demandés' : null;
};

/**
 * Une ligne de l’extrait « établissements », telle que le contrôle d’un fichier de structures la lit. Une ligne malformée garde son texte à la place du nom : on voit ce qu’elle est.
 * `departements` : ceux que l’on reprend, tous quand il est vide ; une ligne d’un autre est exclue.
 */
export const enLigneDeStructures = ({ numero, cellules, jugee }: LigneSource, departements: ReadonlySet<string>): LigneSource => {
  const lue = jugee === undefined ? nommerChamps(cellules) : null;
  const illisible = lue === null ? (jugee !== undefined && 'illisible' in jugee ? jugee.illisible : `32 champs attendus, le dernier vide ; ${cellules.length} trouvés.`)
    : lue.type !== TYPE_ETABLISSEMENT && !AUTRES_TYPES.has(lue.type) ? `Type d’enregistrement inconnu (« ${lue.type.slice(0, 40)} ») : « structureet » est attendu.` : null;
  if (lue === null || illisible !== null) return { numero, cellules: COLONNES.map(({ cles }) => (cles[0] === 'identifiant' ? (cellules[1] ?? '').slice(0, 40) : cles[0] === 'nom' ? cellules.join(';').slice(0, CITEE) : '')), jugee: { illisible: illisible ?? '' } };
  const exclusion = exclusionDe(lue, departements);
  return { numero, cellules: COLONNES.map(({ lire }) => lire(lue)), ...(exclusion === null ? {} : { jugee: { exclusion } }) };
};
