import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { trouverDepartement } from '../../domain/geographie/departements.ts';
import type { Anomalie } from '../../domain/reprise/anomalies.ts';
import { ANOMALIES } from '../../domain/reprise/anomalies.ts';
import { choixDe, schemaAssociationNommee } from '../../domain/reprise/association.ts';
import type { AssociationNommee } from '../../domain/reprise/association.ts';
import type { Correction } from '../../domain/reprise/corrections.ts';
import { schemaCorrections } from '../../domain/reprise/corrections.ts';
import { GENRES_FICHIER } from '../../domain/reprise/gabarit/colonne.ts';
import { FORMATS_SOURCE } from '../../domain/reprise/source.ts';
import { ErreurLecture } from '../../sync/lecture/erreurs.ts';
import type { BilanControle } from '../../sync/reprise/consommateurControle.ts';
import { controlerSource } from '../../sync/reprise/controlerSource.ts';
import type { SourceControlee } from '../../sync/reprise/controlerSource.ts';
import { aujourdhuiAParis } from '../../sync/session.ts';
import type { ContexteVerbe, Sortie } from '../verbe.ts';
import { ErreurConsole, SORTIES, lireChoix, lireEntier } from '../verbe.ts';
import { compterAnomalies } from './controle.ts';

/** Codes de sortie d’un contrôle de fichier : propre (des avertissements, au plus), anomalies bloquantes, illisible. */
export const VERDICTS = { propre: 0, bloquantes: 2, illisible: 1 } as const satisfies Record<string, Sortie>;
type Verdict = keyof typeof VERDICTS;
/** Ce qui se charge en console ; les comptes s’arbitrent à l’écran, un par un. */
export const GENRES_CHARGES = ['structures', 'places'] as const;
const FORMATS = ['auto', ...FORMATS_SOURCE] as const;
const AUCUN = { entites: [], dispositifs: [], groupes: [], places: [] };

interface Schema<T> { safeParse(valeur: unknown): { readonly success: true; readonly data: T } | { readonly success: false; readonly error: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] } } }
/** Un fichier JSON donné en option ; refuse (code 3) ce qui n’en est pas un, et nomme l’endroit fautif. */
export const lireJson = <T>(contexte: ContexteVerbe, option: string, schema: Schema<T>): T | undefined => {
  const chemin = contexte.texte(option);
  if (chemin === undefined) return undefined;
  let lu: unknown;
  try { lu = JSON.parse(readFileSync(chemin, 'utf8')); } catch { throw new ErreurConsole(SORTIES.fichier, `--${option} : « ${chemin} » ne se lit pas, ou n’est pas du JSON.`); }
  const verifie = schema.safeParse(lu);
  if (verifie.success) return verifie.data;
  const [faute] = verifie.error.issues;
  throw new ErreurConsole(SORTIES.fichier, `--${option} : « ${chemin} », ${faute?.path.map(String).join('.') ?? ''} : ${faute?.message ?? 'forme inattendue.'}`);
};

const lireDepartement = (contexte: ContexteVerbe): string | null => {
  const code = contexte.texte('departement')?.trim().toUpperCase() ?? null;
  if (code !== null && trouverDepartement(code) === undefined) throw new ErreurConsole(SORTIES.usage, `--departement : « ${code} » n’existe pas, ou n’est pas un seul code : un fichier de reprise est d’un département.`);
  return code;
};

export const bloquantes = (anomalies: readonly Anomalie[]): number => anomalies.filter(({ gravite }) => gravite === 'bloquante').length;
export const ecrireRapport = (chemin: string, rapport: object): void => {
  try { writeFileSync(chemin, `${JSON.stringify(rapport, null, 2)}\n`, { mode: 0o600 }); } catch { throw new ErreurConsole(SORTIES.fichier, `--rapport : « ${chemin} » ne s’écrit pas.`); }
};
export const phrase = ({ source, creees, fusionnees, scindees, rejetees, exclues, equilibre }: BilanControle['grandLivre']['lignes'], quoi: string): string =>
  `${quoi} : ${source} lue(s) = ${creees} créée(s) + ${fusionnees} fusionnée(s) + ${scindees} scindée(s) + ${rejetees} rejetée(s) + ${exclues} exclue(s)${equilibre ? '' : ' : LE COMPTE N’Y EST PAS'}`;

/** Le contrôle d’un fichier : sa lecture, son association, son grand livre et ses anomalies. `tout` : chaque anomalie et le sort de chaque ligne. */
const documentDe = (fichier: string, genre: string, verdict: Verdict, { description, bilan }: SourceControlee, controle: BilanControle, secondes: number, montrees: number, tout: boolean): object => {
  const { anomalies, association, grandLivre, ecartees, corrigees, sorts } = controle;
  const parCode = compterAnomalies(anomalies);
  return {
    fichier: basename(fichier), genre, verdict, secondes,
    lecture: { format: description.format, encodage: description.encodage, separateur: description.separateur, feuille: description.feuille, feuilles: description.feuilles, ligneEntete: description.entete?.numero ?? null, extensionTrompeuse: description.extensionTrompeuse, ...bilan },
    association: { liens: association.liens, libres: association.libres.map((rang) => description.colonnes[rang] ?? ''), manquantes: association.manquantes, doubles: association.doubles },
    lignes: grandLivre.lignes, places: grandLivre.places, corrigees, correctionsEcartees: ecartees,
    anomalies: {
      total: anomalies.length, bloquantes: bloquantes(anomalies), parCode, libelles: Object.fromEntries(Object.keys(parCode).map((code) => [code, ANOMALIES[code as keyof typeof ANOMALIES].libelle])),
      omises: tout ? 0 : Math.max(anomalies.length - montrees, 0), liste: tout ? anomalies : anomalies.slice(0, montrees),
    },
    ...(tout ? { sorts } : {}),
  };
};

/**
 * Contrôle un fichier de reprise, csv, xlsx ou ods. Le grand livre et les premières anomalies vont sur la sortie, tout dans `--rapport`. `null` : c’est un extrait FINESS, à
 * contrôler par ses règles.
 */
export const controlerFichierDeReprise = async (contexte: ContexteVerbe, fichier: string): Promise<Sortie | null> => {
  const debut = performance.now();
  const genre = lireChoix(contexte, 'genre', GENRES_FICHIER);
  const format = lireChoix(contexte, 'format', FORMATS, 'auto');
  const montrees = lireEntier(contexte, 'anomalies', 10_000, 0, 1_000_000);
  const departement = lireDepartement(contexte);
  const association: AssociationNommee | undefined = lireJson(contexte, 'mapping', schemaAssociationNommee);
  if (association !== undefined && association.genre !== genre) throw new ErreurConsole(SORTIES.usage, `--mapping : cette association est pour des ${association.genre}, pas des ${genre}.`);
  const corrections: readonly Correction[] = lireJson(contexte, 'corrections', schemaCorrections) ?? [];
  const rapport = contexte.texte('rapport');
  const illisible = (code: string, message: string): Sortie => {
    const document = { fichier: basename(fichier), genre, verdict: 'illisible', illisible: { code: 'F04', raison: code, message } };
    contexte.ecrire(document);
    if (rapport !== undefined) ecrireRapport(rapport, document);
    contexte.dire(message);
    return VERDICTS.illisible;
  };
  let source: SourceControlee;
  try {
    source = await controlerSource(fichier, { genre, aujourdhui: aujourdhuiAParis(), departement, choix: association === undefined ? [] : [...choixDe(association)], corrections, correspondances: [], codes: [], existant: AUCUN }, contexte.texte('feuille') === undefined ? {} : { feuille: contexte.texte('feuille') as string });
  } catch (erreur) {
    if (erreur instanceof ErreurLecture) return illisible(erreur.code, erreur.message);
    throw erreur;
  }
  const { description, controle } = source;
  if (format !== 'auto' && format !== description.format) return illisible('genre', `Ce fichier est du ${description.format}, pas du ${format} : retirer --format, ou choisir l’autre fichier.`);
  if (controle === null) return null;
  const verdict: Verdict = bloquantes(controle.anomalies) > 0 || !controle.grandLivre.lignes.equilibre || !controle.grandLivre.places.equilibre ? 'bloquantes' : 'propre';
  const secondes = Math.round((performance.now() - debut) / 100) / 10;
  contexte.ecrire(documentDe(fichier, genre, verdict, source, controle, secondes, montrees, false));
  if (rapport !== undefined) ecrireRapport(rapport, documentDe(fichier, genre, verdict, source, controle, secondes, montrees, true));
  contexte.dire(`${phrase(controle.grandLivre.lignes, 'Lignes')}. ${phrase(controle.grandLivre.places, 'Places')}. ${controle.anomalies.length} anomalie(s), dont ${bloquantes(controle.anomalies)} bloquante(s).`);
  return VERDICTS[verdict];
};
