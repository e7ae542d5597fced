import { readFileSync } from 'node:fs';
import { trouverDepartement } from '../../domain/geographie/departements.ts';
import { choixDe, schemaAssociationNommee } from '../../domain/reprise/association.ts';
import type { AssociationNommee } from '../../domain/reprise/association.ts';
import { schemaCorrections } from '../../domain/reprise/corrections.ts';
import { AUCUNE_FICHE } from '../../domain/reprise/fiches.ts';
import { groupesDuLot } from '../../domain/reprise/fichierPlaces.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import { COMPAGNON, GENRES_FICHIER } from '../../domain/reprise/gabarit/colonne.ts';
import { FORMATS_SOURCE } from '../../domain/reprise/source.ts';
import { ErreurLecture } from '../../sync/lecture/erreurs.ts';
import type { ReglagesControle } from '../../sync/reprise/consommateurControle.ts';
import { controlerSource } from '../../sync/reprise/controlerSource.ts';
import type { SourceControlee } from '../../sync/reprise/controlerSource.ts';
import type { ContexteVerbe, Sortie } from '../verbe.ts';
import { ErreurConsole, SORTIES, aujourdhuiAParis, lireChoix, lireEntier } from '../verbe.ts';
import { comparaisonDemandee } from './demande.ts';
import type { FichierControle, Verdict } from './document.ts';
import { VERDICTS, bloquantes, documentDe, ecrireClasseur, ecrireJson, phraseDe, rapportDemande, rendreIllisible } from './document.ts';

const FORMATS = ['auto', ...FORMATS_SOURCE] as const;
export const PAS_UN_EXTRAIT = 'ce n’est pas un extrait FINESS « établissements » (cs1100502) : sa première ligne est « finess;etalab;<lot>;<date> ».';
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

/** Les réglages demandés ; la base, s’il le faut, se lit et se referme avant le fichier. */
const reglagesDe = async (contexte: ContexteVerbe, compare: boolean, genre: GenreFichier, departements: readonly string[] | null): Promise<ReglagesControle> => {
  // plusieurs départements, ou tous : aucun n’est celui du fichier
  const departement = departements === null ? lireDepartement(contexte) : departements.length === 1 ? (departements[0] ?? null) : null;
  const aujourdhui = aujourdhuiAParis();
  const association: AssociationNommee | undefined = lireJson(contexte, 'mapping', schemaAssociationNommee);
  if (association !== undefined && association.genre !== genre) throw new ErreurConsole(SORTIES.usage, `--mapping : cette association est pour des ${association.genre}, pas des ${genre}.`);
  const corrections = lireJson(contexte, 'corrections', schemaCorrections) ?? [];
  const nommee = contexte.texte('association');
  if (nommee !== undefined && (!compare || departement === null)) throw new ErreurConsole(SORTIES.usage, '--association : elle se lit dans la base de l’équipe ; ajouter --departement, et --comparer ou --dossier.');
  if (nommee !== undefined && association !== undefined) throw new ErreurConsole(SORTIES.usage, '--mapping ou --association : une seule des deux.');
  const commun = { genre, aujourdhui, departement, ...(departements === null ? {} : { departements }), choix: association === undefined ? [] : [...choixDe(association)], corrections, correspondances: [] };
  if (!compare) return { ...commun, codes: [], existant: AUCUN };
  const [{ lireDansLaBase }, { lireAssociation, lireOffre }] = await Promise.all([import('./base.ts'), import('./offre.ts')]);
  return lireDansLaBase(contexte, async (base) => ({
    ...commun, ...await lireOffre(base, genre, departement, aujourdhui, { sansCorrespondances: contexte.oui('sans-correspondances') }),
    ...(nommee === undefined || departement === null ? {} : { choix: [...choixDe(await lireAssociation(base, departement, genre, nommee))] }),
  }));
};

/** Ce qu’apprend l’autre fichier du département (`--avec`) : les groupes de ses structures, ou ses places. Erreur (code 3) : il ne se lit pas. */
const apportDe = async (contexte: ContexteVerbe, { genre, ...reglages }: ReglagesControle): Promise<Pick<ReglagesControle, 'groupesDuLot' | 'placesDuLot'>> => {
  const chemin = contexte.texte('avec');
  if (chemin === undefined) {
    if (contexte.texte('avec-mapping') !== undefined) throw new ErreurConsole(SORTIES.usage, '--avec-mapping : pour quel fichier ? Ajouter --avec.');
    return {};
  }
  const autre = COMPAGNON[genre];
  if (autre === null) throw new ErreurConsole(SORTIES.usage, '--avec : un fichier de comptes se contrôle seul.');
  const association = lireJson(contexte, 'avec-mapping', schemaAssociationNommee);
  if (association !== undefined && association.genre !== autre) throw new ErreurConsole(SORTIES.usage, `--avec-mapping : cette association est pour des ${association.genre}, pas des ${autre}.`);
  try {
    const { controle: { fiches, placesListees, association: { manquantes } } } = await controlerSource(chemin, { ...reglages, genre: autre, choix: association === undefined ? [] : [...choixDe(association)], corrections: [], ...(autre === 'structures' ? { avecFiches: true } : { avecPlaces: true }) });
    if (manquantes.length > 0) throw new ErreurConsole(SORTIES.fichier, `--avec : « ${chemin} » n’a pas de colonne pour ${manquantes.join(', ')} : donner --avec-mapping.`);
    return autre === 'structures' ? { groupesDuLot: groupesDuLot(fiches ?? AUCUNE_FICHE) } : { placesDuLot: placesListees ?? [] };
  } catch (erreur) {
    if (erreur instanceof ErreurLecture) throw new ErreurConsole(SORTIES.fichier, `--avec : « ${chemin} » : ${erreur.message}`);
    throw erreur;
  }
};

/** Les départements qu’un contrôle garde d’un extrait : ceux de l’option, tous sans elle. */
const departementsGardes = (contexte: ContexteVerbe): readonly string[] => {
  const codes = (contexte.texte('departement') ?? '').split(',').map((code) => code.trim().toUpperCase()).filter((code) => code !== '');
  const inconnu = codes.find((code) => trouverDepartement(code) === undefined);
  if (inconnu !== undefined) throw new ErreurConsole(SORTIES.usage, `--departement : « ${inconnu} » n’existe pas.`);
  return codes;
};

/**
 * Contrôle un fichier de reprise : csv, xlsx, ods ou extrait FINESS. Le grand livre et les premières anomalies vont sur la sortie, tout dans `--rapport`.
 * Sans `--genre`, c’est un extrait (`--format finess`) : 0 sans anomalie, 1 avec, 3 quand ce n’en est pas un.
 */
export const controlerFichierDeReprise = async (contexte: ContexteVerbe, fichier: string): Promise<Sortie> => {
  const debut = performance.now();
  const seul = contexte.texte('genre') === undefined;
  const format = seul ? lireChoix(contexte, 'format', ['finess'] as const) : lireChoix(contexte, 'format', FORMATS, 'auto');
  const genre = seul ? 'structures' : lireChoix(contexte, 'genre', GENRES_FICHIER);
  const departements = seul ? departementsGardes(contexte) : null;
  const illisible = (raison: string, message: string): Promise<Sortie> => { if (seul) throw new ErreurConsole(SORTIES.fichier, `${fichier} : ${message}`); return rendreIllisible(contexte, fichier, raison, message); };
  const montrees = lireEntier(contexte, 'anomalies', 10_000, 0, 1_000_000);
  const compare = comparaisonDemandee(contexte);
  const rapport = rapportDemande(contexte);
  const seuls = await reglagesDe(contexte, compare, genre, departements);
  const reglages = { ...seuls, ...(await apportDe(contexte, seuls)) };
  const feuille = contexte.texte('feuille');
  let source: SourceControlee;
  try {
    source = await controlerSource(fichier, reglages, feuille === undefined ? {} : { feuille });
  } catch (erreur) {
    if (erreur instanceof ErreurLecture) return await illisible(erreur.code, erreur.message);
    throw erreur;
  }
  const { description, controle } = source;
  if (format !== 'auto' && format !== description.format) return illisible('genre', seul ? PAS_UN_EXTRAIT : `Ce fichier est du ${description.format}, pas du ${format} : retirer --format, ou choisir l’autre fichier.`);
  const verdict: Verdict = bloquantes(controle.anomalies) > 0 || !controle.grandLivre.lignes.equilibre || !controle.grandLivre.places.equilibre ? 'bloquantes' : 'propre';
  const resultat: FichierControle = { fichier, genre: reglages.genre, verdict, source, controle, reglages, compare, secondes: Math.round((performance.now() - debut) / 100) / 10 };
  contexte.ecrire(documentDe(resultat, { montrees }));
  if (rapport?.classeur === true) await ecrireClasseur(rapport.chemin, resultat, contexte.texte('operateur') ?? 'non nommé (console)');
  else if (rapport !== null) ecrireJson(rapport.chemin, documentDe(resultat, 'tout'));
  contexte.dire(phraseDe(resultat));
  if (seul) return controle.anomalies.length > 0 || verdict !== 'propre' ? SORTIES.anomalies : SORTIES.reussi;
  return VERDICTS[verdict];
};
