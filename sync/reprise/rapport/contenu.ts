import { PROFILS } from '../../../domain/profils.ts';
import { trouverAncienProfil } from '../../../domain/reprise/anciensProfils.ts';
import type { DefinitionAnomalie } from '../../../domain/reprise/anomalies.ts';
import { ANOMALIES } from '../../../domain/reprise/anomalies.ts';
import type { Correction } from '../../../domain/reprise/corrections.ts';
import type { GenreFichier } from '../../../domain/reprise/gabarit/colonne.ts';
import type { GrandLivre, Sort } from '../../../domain/reprise/grandLivre.ts';
import type { BilanSource, DescriptionSource } from '../../lecture/modele.ts';
import type { BilanControle } from '../consommateurControle.ts';
import type { ComptesRapportes } from './comptes.ts';

/** Ce qu’un chargement a fait, si l’on en rend compte. `issues` : « Entités créées », 12 ; `refus` : ce que le service a refusé, ligne par ligne. */
interface ChargementRapporte { readonly le: string; readonly par: string; readonly issues: readonly { readonly quoi: string; readonly nombre: number }[]; readonly refus: readonly { readonly ligne: number; readonly motif: string }[] }
/** Tout ce dont un rapport de reprise est fait. `operateur` : la personne qui en répond ; `le` : instant du contrôle ; `empreinte` : sha-256 du fichier, en hexadécimal. */
export interface EntreeRapport {
  readonly fichier: { readonly nom: string; readonly empreinte: string; readonly octets: number };
  readonly genre: GenreFichier;
  readonly departement: string | null;
  readonly lot: string | null;
  readonly operateur: string;
  readonly le: string;
  /** Comparé à une base : fiches déjà là, E03. */
  readonly compare: boolean;
  readonly description: DescriptionSource;
  readonly bilan: BilanSource;
  readonly controle: BilanControle;
  readonly corrections: readonly Correction[];
  readonly chargement: ChargementRapporte | null;
  /** D’un fichier de comptes arbitré : les personnes, pour le registre RGPD. */
  readonly comptes?: ComptesRapportes;
}

export const TITRES: Readonly<Record<GenreFichier, string>> = { structures: 'Reprise des structures', places: 'Reprise des places', utilisateurs: 'Reprise des comptes' };
export const SORTS: Readonly<Record<Sort, string>> = { creee: 'Créée', fusionnee: 'Fusionnée', scindee: 'Scindée', rejetee: 'Rejetée', exclue: 'Exclue' };
export const GRAVITES: Readonly<Record<DefinitionAnomalie['gravite'], string>> = { bloquante: 'Bloquante', avertissement: 'Avertissement' };
export const EFFETS: Readonly<Record<DefinitionAnomalie['effet'], string>> = { ligne_rejetee: 'Ligne rejetée', fiche_incomplete: 'Fiche à compléter', signalee: 'À vérifier' };
const instant = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'long', timeStyle: 'short' });
const nombres = new Intl.NumberFormat('fr-FR');
export const enNombre = (valeur: number): string => nombres.format(valeur);

/** « F01 : valeur abîmée » pour un code, le motif lui-même quand une personne l’a écrit. */
export const motifEnTexte = (motif: string): string => (Object.hasOwn(ANOMALIES, motif) ? `${motif} : ${ANOMALIES[motif as keyof typeof ANOMALIES].libelle}` : motif);

/** Un grand livre en une ligne : « 50 = 41 créées + 2 fusionnées + … », et s’il s’équilibre. */
export const equation = ({ source, creees, fusionnees, scindees, rejetees, exclues }: GrandLivre): string => `${enNombre(source)} = ${enNombre(creees)} créées + ${enNombre(fusionnees)} fusionnées + ${enNombre(scindees)} scindées + ${enNombre(rejetees)} rejetées + ${enNombre(exclues)} exclues`;
export const sommeDe = ({ creees, fusionnees, scindees, rejetees, exclues }: GrandLivre): number => creees + fusionnees + scindees + rejetees + exclues;
export const verdictDe = (livre: GrandLivre): string => (livre.equilibre ? 'Équilibré' : `ÉCART de ${enNombre(livre.source - sommeDe(livre))}`);

export interface MotifCompte { readonly sort: string; readonly motif: string; readonly lignes: number; readonly places: number }
/** Pourquoi des lignes n’ont rien créé, du plus fréquent au plus rare. */
export const motifsDe = ({ grandLivre: { lignes, places } }: BilanControle): readonly MotifCompte[] => (['rejetees', 'fusionnees', 'exclues'] as const).flatMap((sort) => Object.entries(lignes.motifs[sort])
  .map(([motif, nombre]) => ({ sort: { rejetees: 'Rejetées', fusionnees: 'Fusionnées', exclues: 'Exclues' }[sort], motif: motifEnTexte(motif), lignes: nombre, places: Object.hasOwn(places.motifs[sort], motif) ? (places.motifs[sort][motif] ?? 0) : 0 }))
  .sort((un, autre) => autre.lignes - un.lignes || (un.motif < autre.motif ? -1 : 1)));

export interface AnomalieComptee { readonly code: string; readonly libelle: string; readonly gravite: string; readonly nombre: number }
/** Les anomalies par code, les bloquantes d’abord. */
export const comptesDe = ({ anomalies }: BilanControle): readonly AnomalieComptee[] => {
  const comptes = new Map<keyof typeof ANOMALIES, { nombre: number; gravite: DefinitionAnomalie['gravite'] }>();
  for (const { code, gravite } of anomalies) {
    const compte = comptes.get(code) ?? { nombre: 0, gravite };
    comptes.set(code, { nombre: compte.nombre + 1, gravite: gravite === 'bloquante' ? gravite : compte.gravite });
  }
  return [...comptes].map(([code, { nombre, gravite }]) => ({ code, libelle: ANOMALIES[code].libelle, gravite: GRAVITES[gravite], nombre }))
    .sort((une, autre) => (une.gravite === autre.gravite ? autre.nombre - une.nombre || (une.code < autre.code ? -1 : 1) : une.gravite === GRAVITES.bloquante ? -1 : 1));
};

/** D’où vient le rapport : des paires « quoi, valeur ». */
export const provenanceDe = ({ fichier, genre, departement, lot, operateur, le, compare, description, bilan }: EntreeRapport): readonly (readonly [string, string])[] => [
  ['Contenu', TITRES[genre]], ['Fichier', fichier.nom], ['Empreinte (sha-256)', fichier.empreinte], ['Taille', `${enNombre(fichier.octets)} octets`],
  ['Lecture', [description.format, description.feuille === null ? null : `feuille « ${description.feuille} »`, description.encodage].filter((partie) => partie !== null).join(', ')],
  ['Département', departement ?? 'celui de chaque ligne'], ['Lot', lot ?? 'aucun : contrôle seul, rien n’est chargé'], ['Contrôlé par', operateur], ['Contrôlé le', instant.format(new Date(le))],
  ['Comparé à l’offre', compare ? 'oui' : 'non : ni fiches déjà là, ni E03'],
  ['Lignes lues', `${enNombre(bilan.lignes)}${bilan.lignesMasquees === 0 ? '' : `, dont ${enNombre(bilan.lignesMasquees)} masquées dans le tableur`}`],
];
/** Ce que le fichier contient et que le livre ne compte pas. */
export const horsDuLivre = ({ description: { preambule, feuilles, feuille, colonnes }, controle: { association: { libres } } }: EntreeRapport): readonly (readonly [string, string])[] => {
  const sansPlace = libres.map((rang) => colonnes[rang] ?? '').filter((nom) => nom !== '');
  const autres = feuilles.filter(({ nom }) => nom !== feuille);
  return [
    ['Lignes au-dessus de l’en-tête, non reprises', preambule.length === 0 ? 'aucune' : `${enNombre(preambule.length)} (feuille « Préambule »)`],
    ['Colonnes associées à rien, non reprises', sansPlace.length === 0 ? 'aucune' : sansPlace.map((nom) => `« ${nom} »`).join(', ')],
    ['Autres feuilles, non lues', autres.length === 0 ? 'aucune' : autres.map(({ nom, masquee }) => `« ${nom} »${masquee ? ' (masquée)' : ''}`).join(', ')],
  ];
};

export const instantEnTexte = (le: string): string => instant.format(new Date(le));
const GENRES: Readonly<Record<Correction['genre'], string>> = { valeur: 'Valeur', exclusion: 'Exclusion', fusion: 'Fusion', scission: 'Scission', compte: 'Arbitrage', confirmation: 'Confirmation' };
/** Une correction en cinq textes : genre, clé, colonne, avant, après ou motif. */
export const correctionEnTextes = (correction: Correction): readonly [string, string, string, string, string] => {
  const genre = GENRES[correction.genre];
  switch (correction.genre) {
    case 'valeur': return [genre, correction.cle, correction.colonne, correction.avant, correction.apres];
    case 'exclusion': return [genre, correction.cle, '', '', correction.motif];
    case 'fusion': return [genre, correction.cle, '', '', `${correction.portee === 'ligne' ? 'la même ligne que' : 'la même entité que'} ${correction.avec}`];
    case 'scission': return [genre, correction.cle, '', '', `${correction.urgence} places 115, ${correction.insertion} places insertion`];
    case 'confirmation': return [genre, correction.cle, correction.code, correction.dit, 'bien ainsi'];
    case 'compte': return [genre, correction.cle, 'profil', correction.anciens.map((code) => trouverAncienProfil(code)?.libelle ?? code).join(', '), `${PROFILS[correction.profil].libelle}, par ${correction.par} le ${instantEnTexte(correction.le)}`];
  }
};
