import { basename } from 'node:path';
import { trouverDepartement } from '../../domain/geographie/departements.ts';
import { ANOMALIES } from '../../domain/reprise/anomalies.ts';
import { GENRES_FICHIER } from '../../domain/reprise/gabarit/colonne.ts';
import type { AuteurEnMasse } from '../../server/base/enMasse.ts';
import type { Base } from '../../server/base/base.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import { baseDesignee, lireDansLaBase } from '../reprise/base.ts';
import type { BilanChargement } from '../reprise/chargement.ts';
import { chargerFiness, lireDejaLa } from '../reprise/chargement.ts';
import type { Controle } from '../reprise/controle.ts';
import { RIEN, compterAnomalies, controlerFiness } from '../reprise/controle.ts';
import { controlerFichierDeReprise } from '../reprise/fichier.ts';
import type { ContexteVerbe, OptionVerbe, Sortie, Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES, lireChoix, lireEntier } from '../verbe.ts';

const FORMATS = ['finess'] as const;
const OPTIONS = {
  format: { type: 'string', valeur: FORMATS.join('|'), aide: 'format du fichier (obligatoire)' },
  departement: { type: 'string', valeur: 'CODE,CODE', aide: 'ne garde que ces départements ; les autres lignes sont exclues' },
  anomalies: { type: 'string', valeur: 'N', aide: 'nombre d’anomalies détaillées ; toutes restent comptées (10000)' },
} as const satisfies Record<string, OptionVerbe>;
const FICHIER = [{ nom: 'FICHIER', aide: 'extrait FINESS « établissements » (cs1100502), UTF-8 ou latin-1' }];

const departementsDemandes = (contexte: ContexteVerbe): ReadonlySet<string> => {
  const codes = (contexte.texte('departement') ?? '').split(',').map((code) => code.trim().toUpperCase()).filter((code) => code !== '');
  const inconnu = codes.find((code) => trouverDepartement(code) === undefined);
  if (inconnu !== undefined) throw new ErreurConsole(SORTIES.usage, `--departement : « ${inconnu} » n’existe pas.`);
  return new Set(codes);
};

const rendre = (contexte: ContexteVerbe, fichier: string, controle: Controle, debut: number, chargement: BilanChargement | null): Sortie => {
  const montrees = lireEntier(contexte, 'anomalies', 10_000, 0, 1_000_000);
  const { anomalies, entites, lignes } = controle;
  contexte.ecrire({
    format: 'finess', fichier: basename(fichier), lot: controle.lot, encodage: controle.encodage, ecrit: chargement !== null, secondes: Math.round((performance.now() - debut) / 100) / 10,
    lignes,
    entites: { aCreer: entites.filter(({ connue }) => connue === null).length, dejaConnues: entites.filter(({ connue }) => connue !== null).length },
    ...(chargement === null ? {} : { chargement }),
    anomalies: {
      total: anomalies.length, parCode: compterAnomalies(anomalies), libelles: Object.fromEntries(Object.keys(compterAnomalies(anomalies)).map((code) => [code, ANOMALIES[code as keyof typeof ANOMALIES].libelle])),
      omises: Math.max(anomalies.length - montrees, 0), liste: anomalies.slice(0, montrees),
    },
  });
  contexte.dire(`${lignes.source} ligne(s) source = ${lignes.creees} créée(s) + ${lignes.fusionnees} fusionnée(s) + ${lignes.scindees} scindée(s) + ${lignes.rejetees} rejetée(s) + ${lignes.exclues} exclue(s)${lignes.equilibre ? '' : ' : LE COMPTE N’Y EST PAS'}. ${anomalies.length} anomalie(s).`);
  return anomalies.length > 0 || !lignes.equilibre ? SORTIES.anomalies : SORTIES.reussi;
};

const check = async (contexte: ContexteVerbe): Promise<Sortie> => {
  const debut = performance.now();
  const [fichier = ''] = contexte.positionnels;
  if (contexte.texte('genre') !== undefined) {
    const sortie = await controlerFichierDeReprise(contexte, fichier);
    if (sortie !== null) return sortie;
    // un extrait FINESS a ses règles ; ses fiches naissent incomplètes, ce n’est jamais « propre »
    return (await checkFiness(contexte, fichier, debut)) === SORTIES.reussi ? SORTIES.reussi : SORTIES.usage;
  }
  lireChoix(contexte, 'format', FORMATS);
  return checkFiness(contexte, fichier, debut);
};

const checkFiness = async (contexte: ContexteVerbe, fichier: string, debut: number): Promise<Sortie> => {
  const departements = departementsDemandes(contexte);
  const comparer = contexte.texte('dossier') !== undefined || contexte.oui('comparer');
  if (!comparer) return rendre(contexte, fichier, await controlerFiness(fichier, departements, RIEN), debut, null);
  if (!baseDesignee(contexte)) throw new ErreurConsole(SORTIES.usage, '--comparer demande une base : --dossier ou DATABASE_URL.');
  return rendre(contexte, fichier, await controlerFiness(fichier, departements, await lireDansLaBase(contexte, lireDejaLa)), debut, null);
};

/** Le compte nominatif qui répond de la reprise ; sans lui, le journal dit « reprise ». */
const lireAuteur = async (contexte: ContexteVerbe, base: Base, lot: string): Promise<AuteurEnMasse> => {
  const email = contexte.texte('compte');
  const commun = { commande: 'reprise', motif: `Reprise FINESS, lot ${lot}` };
  if (email === undefined) return { utilisateurId: 'reprise', nom: 'Reprise de données', profil: 'admin_national', ...commun };
  const compte = await base.db.selectFrom('utilisateur').select(['id', 'nom', 'profil']).where('email', '=', email.trim().toLowerCase()).where('statut', '=', 'actif').executeTakeFirst();
  if (compte === undefined) throw new ErreurConsole(SORTIES.usage, `--compte : aucun compte actif n’a l’adresse ${email}.`);
  // le mandat d’opérateur de reprise (domain.md §5) n’existe pas encore : seul l’administrateur national peut en répondre
  if (compte.profil !== 'admin_national') throw new ErreurConsole(SORTIES.anomalies, `--compte : ${compte.nom} n’est pas administrateur national et ne peut pas répondre d’une reprise.`);
  return { utilisateurId: compte.id, nom: compte.nom, profil: compte.profil, ...commun };
};

const load = async (contexte: ContexteVerbe): Promise<Sortie> => {
  const debut = performance.now();
  lireChoix(contexte, 'format', FORMATS);
  const departements = departementsDemandes(contexte);
  const [fichier = ''] = contexte.positionnels;
  // le fichier d’abord : un fichier refusé n’ouvre ni ne crée aucune base
  await controlerFiness(fichier, departements, RIEN);
  const ouverte = await ouvrirBaseDemandee(contexte);
  try {
    const controle = await controlerFiness(fichier, departements, await lireDejaLa(ouverte.base));
    if (!controle.lignes.equilibre) throw new ErreurConsole(SORTIES.anomalies, 'Le compte des lignes n’est pas équilibré : rien n’est chargé.');
    const chargement = await chargerFiness(ouverte.base, controle, await lireAuteur(contexte, ouverte.base, controle.lot), new Date().toISOString(), contexte.dire);
    return rendre(contexte, fichier, controle, debut, chargement);
  } finally {
    await ouverte.fermer();
  }
};

export const repriseCheck: Verbe = {
  nom: 'reprise check',
  resume: 'Contrôle un fichier à reprendre et rend son grand livre et ses anomalies ; n’écrit rien. Avec --genre : 0 propre, 2 anomalies bloquantes, 1 illisible.',
  positionnels: [{ nom: 'FICHIER', aide: 'csv, xlsx, ods (avec --genre), ou extrait FINESS « établissements »' }],
  options: {
    ...OPTIONS, format: { type: 'string', valeur: 'auto|csv|xlsx|ods|finess', aide: 'format du fichier ; avec --genre, reconnu seul ; sans, finess est obligatoire' },
    genre: { type: 'string', valeur: GENRES_FICHIER.join('|'), aide: 'ce que le fichier décrit' }, feuille: { type: 'string', valeur: 'NOM', aide: 'feuille du classeur, sinon la première visible' },
    mapping: { type: 'string', valeur: 'M.json', aide: 'association nommée des en-têtes' }, corrections: { type: 'string', valeur: 'C.json', aide: 'corrections à rejouer' },
    rapport: { type: 'string', valeur: 'R.json', aide: 'écrit aussi tout le contrôle : chaque anomalie, le sort de chaque ligne' }, comparer: { type: 'boolean', aide: 'compare aussi à la base de DATABASE_URL (--dossier suffit pour PGlite ; FINESS seulement)' }, ...OPTIONS_BASE,
  },
  executer: check,
};

export const repriseLoad: Verbe = {
  nom: 'reprise load',
  resume: 'Crée les fiches du fichier, à prévalider. Un second chargement ne crée rien de plus.',
  positionnels: FICHIER,
  options: { ...OPTIONS, compte: { type: 'string', valeur: 'COURRIEL', aide: 'compte de l’administrateur national qui en répond au journal' }, ...OPTIONS_BASE },
  executer: load,
};
