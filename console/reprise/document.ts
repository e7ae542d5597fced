import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Anomalie, CodeAnomalie } from '../../domain/reprise/anomalies.ts';
import { ANOMALIES } from '../../domain/reprise/anomalies.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import type { BilanControle, ReglagesControle } from '../../sync/reprise/consommateurControle.ts';
import type { SourceControlee } from '../../sync/reprise/controlerSource.ts';
import type { ContexteVerbe, Sortie } from '../verbe.ts';
import { ErreurConsole, SORTIES } from '../verbe.ts';

/** Codes de sortie d’un contrôle de fichier : propre (des avertissements, au plus), anomalies bloquantes, illisible. */
export const VERDICTS = { propre: 0, bloquantes: 2, illisible: 1 } as const satisfies Record<string, Sortie>;
export type Verdict = keyof typeof VERDICTS;
export const bloquantes = (anomalies: readonly Anomalie[]): number => anomalies.filter(({ gravite }) => gravite === 'bloquante').length;

const ecrire = (chemin: string, contenu: string | Uint8Array): void => {
  try { writeFileSync(chemin, contenu, { mode: 0o600 }); } catch { throw new ErreurConsole(SORTIES.fichier, `--rapport : « ${chemin} » ne s’écrit pas.`); }
};
/** Le rapport demandé : son extension dit sa forme. Refuse (code 2) une autre, avant tout travail. */
export interface RapportDemande { readonly chemin: string; readonly classeur: boolean }
export const rapportDemande = (contexte: ContexteVerbe, formes: readonly ('json' | 'xlsx')[] = ['json', 'xlsx']): RapportDemande | null => {
  const chemin = contexte.texte('rapport');
  if (chemin === undefined) return null;
  const forme = formes.find((candidate) => chemin.toLowerCase().endsWith(`.${candidate}`));
  if (forme === undefined) throw new ErreurConsole(SORTIES.usage, `--rapport : « ${chemin} » doit finir par ${formes.map((candidate) => `.${candidate}`).join(' ou ')}.`);
  return { chemin, classeur: forme === 'xlsx' };
};
export const ecrireJson = (chemin: string, rapport: object): void => { ecrire(chemin, `${JSON.stringify(rapport, null, 2)}\n`); };
/** Le rapport en classeur, à signer : le bilan, chaque anomalie, le sort de chaque ligne. */
export const ecrireClasseur = async (chemin: string, { fichier, genre, source: { description, bilan }, controle, compare, reglages: { departement, corrections } }: FichierControle, operateur: string): Promise<void> => {
  const { classeurDuRapport } = await import('../../sync/reprise/rapport/classeur.ts');
  const octets = readFileSync(fichier);
  ecrire(chemin, classeurDuRapport({
    fichier: { nom: basename(fichier), empreinte: createHash('sha256').update(octets).digest('hex'), octets: octets.length }, genre, departement, lot: null, operateur, le: new Date().toISOString(), compare, description, bilan, controle, corrections, chargement: null,
  }));
};

/** Nombre d’anomalies par code. */
const compterAnomalies = (anomalies: readonly Anomalie[]): Partial<Record<CodeAnomalie, number>> => {
  const comptes: Partial<Record<CodeAnomalie, number>> = {};
  for (const { code } of anomalies) comptes[code] = (comptes[code] ?? 0) + 1;
  return comptes;
};
/** Les anomalies d’un document : les premières, ou toutes ; elles sont toujours toutes comptées. */
const detailAnomalies = (anomalies: readonly Anomalie[], montrees: number): object => {
  const parCode = compterAnomalies(anomalies);
  return {
    total: anomalies.length, bloquantes: bloquantes(anomalies), parCode, libelles: Object.fromEntries(Object.keys(parCode).map((code) => [code, ANOMALIES[code as keyof typeof ANOMALIES].libelle])),
    omises: Math.max(anomalies.length - montrees, 0), liste: anomalies.slice(0, montrees),
  };
};

export interface FichierControle { readonly fichier: string; readonly genre: GenreFichier; readonly verdict: Verdict; readonly source: SourceControlee; readonly controle: BilanControle; readonly reglages: Pick<ReglagesControle, 'departement' | 'corrections'>; readonly compare: boolean; readonly secondes: number }
/** Le contrôle d’un fichier : sa lecture, son association, son grand livre et ses anomalies. `tout` : chaque anomalie et le sort de chaque ligne. */
export const documentDe = ({ fichier, genre, verdict, source: { description, bilan }, controle, compare, secondes }: FichierControle, detail: { readonly montrees: number } | 'tout'): object => {
  const { anomalies, association, grandLivre, ecartees, corrigees, sorts } = controle;
  return {
    fichier: basename(fichier), genre, verdict, comparee: compare, secondes,
    lecture: {
      format: description.format, encodage: description.encodage, separateur: description.separateur, feuille: description.feuille, feuilles: description.feuilles, ligneEntete: description.entete?.numero ?? null,
      preambule: description.preambule.map(({ numero, cellules }) => ({ numero, cellules })), extensionTrompeuse: description.extensionTrompeuse, ...bilan,
    },
    association: { liens: association.liens, libres: association.libres.map((rang) => description.colonnes[rang] ?? ''), manquantes: association.manquantes, doubles: association.doubles },
    lignes: grandLivre.lignes, places: grandLivre.places, corrigees, correctionsEcartees: ecartees,
    anomalies: detailAnomalies(anomalies, detail === 'tout' ? anomalies.length : detail.montrees),
    ...(detail === 'tout' ? { sorts } : {}),
  };
};

/** « Lignes : 3 lue(s) = 2 créée(s) + … », et ce qui manque au compte. */
export const equation = ({ source, creees, fusionnees, scindees, rejetees, exclues, equilibre }: BilanControle['grandLivre']['lignes'], quoi: string): string =>
  `${quoi} : ${source} lue(s) = ${creees} créée(s) + ${fusionnees} fusionnée(s) + ${scindees} scindée(s) + ${rejetees} rejetée(s) + ${exclues} exclue(s)${equilibre ? '' : ' : LE COMPTE N’Y EST PAS'}`;
const CITES = 8;
const citer = (noms: readonly string[]): string => `${noms.slice(0, CITES).join(', ')}${noms.length > CITES ? '…' : ''}`;
/** Ce que le fichier contient et que le grand livre ne compte pas : rien ne se tait. */
const horsDuLivre = ({ description: { preambule, feuilles, feuille, colonnes } }: SourceControlee, { association: { libres } }: BilanControle): readonly string[] => {
  const autres = feuilles.filter(({ nom }) => nom !== feuille).map(({ nom }) => `« ${nom} »`);
  const sansPlace = libres.map((rang) => colonnes[rang] ?? '').filter((nom) => nom !== '').map((nom) => `« ${nom} »`);
  return [
    ...(preambule.length === 0 ? [] : [`${preambule.length} ligne(s) au-dessus de l’en-tête, non reprises : ${citer(preambule.map(({ numero }) => String(numero)))}`]),
    ...(sansPlace.length === 0 ? [] : [`${sansPlace.length} colonne(s) associées à rien, non reprises : ${citer(sansPlace)}`]),
    ...(autres.length === 0 ? [] : [`${autres.length} autre(s) feuille(s), non lues : ${citer(autres)}`]),
  ];
};
/** Le contrôle en une phrase ou deux. */
export const phraseDe = ({ source, controle, compare, genre }: FichierControle): string => [
  equation(controle.grandLivre.lignes, 'Lignes'), equation(controle.grandLivre.places, 'Places'), ...horsDuLivre(source, controle),
  `${controle.anomalies.length} anomalie(s), dont ${bloquantes(controle.anomalies)} bloquante(s)`, ...(compare || genre !== 'structures' ? [] : ['E03 (département sans gestionnaire) ne se contrôle qu’en comparant à une base : --dossier ou --comparer']),
].map((phrase) => `${phrase}.`).join(' ');

/** Rend l’arrêt d’un fichier illisible : un seul message, F04, code 1. */
export const rendreIllisible = async (contexte: ContexteVerbe, fichier: string, raison: string, message: string): Promise<Sortie> => {
  const document = { fichier: basename(fichier), genre: contexte.texte('genre'), verdict: 'illisible', illisible: { code: 'F04', raison, message } };
  const rapport = rapportDemande(contexte);
  contexte.ecrire(document);
  if (rapport?.classeur === true) ecrire(rapport.chemin, (await import('../../sync/reprise/rapport/classeur.ts')).classeurIllisible([['Fichier', document.fichier], ['Contrôlé le', new Date().toISOString()], ['Anomalie', `F04 : ${message}`]]));
  else if (rapport !== null) ecrireJson(rapport.chemin, document);
  contexte.dire(message);
  return VERDICTS.illisible;
};
