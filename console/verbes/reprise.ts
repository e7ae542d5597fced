import { GENRES_FICHIER } from '../../domain/reprise/gabarit/colonne.ts';
import type { ContexteVerbe, OptionVerbe, Sortie, Verbe } from '../verbe.ts';
import { OPTIONS_BASE } from '../verbe.ts';

const OPTIONS = {
  format: { type: 'string', valeur: 'finess', aide: 'format du fichier (obligatoire)' },
  anomalies: { type: 'string', valeur: 'N', aide: 'nombre d’anomalies détaillées ; toutes restent comptées (10000)' },
} as const satisfies Record<string, OptionVerbe>;
const EQUIPE = {
  association: { type: 'string', valeur: 'NOM', aide: 'association que l’équipe du département a partagée sous ce nom' }, 'sans-correspondances': { type: 'boolean', aide: 'sans les termes que l’équipe a rattachés' },
} as const satisfies Record<string, OptionVerbe>;
const FICHIER = [{ nom: 'FICHIER', aide: 'csv, xlsx, ods (avec --genre), ou extrait FINESS « établissements » (cs1100502)' }];

const check = async (contexte: ContexteVerbe): Promise<Sortie> => (await import('../reprise/fichier.ts')).controlerFichierDeReprise(contexte, contexte.positionnels[0] ?? '');
const load = async (contexte: ContexteVerbe): Promise<Sortie> => (await import('../reprise/charger.ts')).chargerFichierDeReprise(contexte);

export const repriseCheck: Verbe = {
  nom: 'reprise check',
  resume: 'Contrôle un fichier à reprendre et rend son grand livre et ses anomalies ; n’écrit rien. Avec --genre : 0 propre, 2 anomalies bloquantes, 1 illisible. Un extrait FINESS sans --genre : 0 sans anomalie, 1 avec, 3 illisible.',
  positionnels: [{ nom: 'FICHIER', aide: 'csv, xlsx, ods (avec --genre), ou extrait FINESS « établissements »' }],
  options: {
    ...OPTIONS, departement: { type: 'string', valeur: 'CODE,CODE', aide: 'département du fichier ; extrait FINESS sans --genre : ceux que l’on garde, les autres lignes sont exclues' }, format: { type: 'string', valeur: 'auto|csv|xlsx|ods|finess', aide: 'format du fichier ; avec --genre, reconnu seul ; sans, finess est obligatoire' },
    genre: { type: 'string', valeur: GENRES_FICHIER.join('|'), aide: 'ce que le fichier décrit' }, feuille: { type: 'string', valeur: 'NOM', aide: 'feuille du classeur, sinon la première visible' },
    mapping: { type: 'string', valeur: 'M.json', aide: 'association nommée des en-têtes' }, ...EQUIPE, corrections: { type: 'string', valeur: 'C.json', aide: 'corrections à rejouer' },
    avec: { type: 'string', valeur: 'FICHIER', aide: 'l’autre fichier du département, contrôlé avec celui-ci : les structures d’un fichier de places, ou les places d’un fichier de structures' }, 'avec-mapping': { type: 'string', valeur: 'M.json', aide: 'association nommée des en-têtes de cet autre fichier' },
    rapport: { type: 'string', valeur: 'R.json|R.xlsx', aide: 'écrit aussi tout le contrôle : chaque anomalie, le sort de chaque ligne ; en .xlsx, le rapport à signer' },
    operateur: { type: 'string', valeur: 'NOM', aide: 'personne qui en répond, dans un rapport .xlsx' }, comparer: { type: 'boolean', aide: 'compare aussi à la base de DATABASE_URL (--dossier suffit pour PGlite)' }, ...OPTIONS_BASE,
  },
  executer: check,
};

export const repriseLoad: Verbe = {
  nom: 'reprise load',
  resume: 'Crée les fiches du fichier, à prévalider : simulé, chargé par commandes sous mandat, signé ; 2 quand une anomalie bloquante l’empêche. Des comptes : ceux qui sont décidés, sans inviter personne ; 1 un compte refusé, 2 un compte attend une décision. Un second chargement ne crée rien de plus.',
  positionnels: FICHIER,
  options: {
    ...OPTIONS, departement: { type: 'string', valeur: 'CODE', aide: 'département du lot (obligatoire) ; d’un extrait FINESS, les lignes des autres sont exclues' }, format: { type: 'string', valeur: 'finess', aide: 'format du fichier (obligatoire sans --genre)' }, genre: { type: 'string', valeur: GENRES_FICHIER.join('|'), aide: 'ce que décrit un fichier csv, xlsx ou ods' },
    feuille: { type: 'string', valeur: 'NOM', aide: 'feuille du classeur, sinon la première visible' }, mapping: { type: 'string', valeur: 'M.json', aide: 'association nommée des en-têtes' }, ...EQUIPE, corrections: { type: 'string', valeur: 'C.json', aide: 'corrections à rejouer, et ce qui est décidé des comptes' },
    simuler: { type: 'boolean', aide: 'simule seulement : le lot garde le résultat' }, rapport: { type: 'string', valeur: 'R.json', aide: 'écrit aussi tout le bilan' },
    compte: { type: 'string', valeur: 'COURRIEL', aide: 'l’opérateur mandaté qui en répond (obligatoire)' }, ...OPTIONS_BASE,
  },
  executer: load,
};
