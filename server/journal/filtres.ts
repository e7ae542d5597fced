import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { FiltreJournal } from '../../contract/journal.ts';
import { LECTEURS_DU_JOURNAL } from '../../contract/journal.ts';
import { cleDeTri } from '../../domain/texte.ts';
import type { Acteur } from '../../domain/profils.ts';
import { visibleEnSql } from '../synchronisation/perimetre.ts';

const jourParis = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris' });
/** Premier instant d’un jour de Paris (`AAAA-MM-JJ`) : minuit y est à 22 h ou 23 h UTC, selon la saison. */
export const debutDuJour = (jour: string): Date => {
  const minuit = Date.parse(`${jour}T00:00:00Z`);
  const candidats = [2, 1].map((heures) => new Date(minuit - heures * 3_600_000));
  return candidats.find((instant) => jourParis.format(instant) === jour) ?? new Date(minuit);
};
/** Premier instant du lendemain : les bornes d’un jour de 23, 24 ou 25 heures. */
export const finDuJour = (jour: string): Date => debutDuJour(new Date(Date.parse(`${jour}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10));

// majuscules comprises : selon la locale de la base, `lower` ne connaît que l’ASCII
const MINUSCULES = 'àâäáãåéèêëíìîïóòôöõúùûüçñÿ';
const ACCENTS = MINUSCULES + MINUSCULES.toUpperCase();
const SANS = 'aaaaaaeeeeiiiiooooouuuucny'.repeat(2);
/** Ce que `cleDeTri` fait d’un texte, en SQL : l’extension « unaccent » n’est pas partout (PGlite), une table de lettres suffit au français. */
const cle = (texte: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`regexp_replace(regexp_replace(regexp_replace(lower(translate(coalesce(${texte}, ''), ${sql.lit(ACCENTS)}, ${sql.lit(SANS)})), '[œŒ]', 'oe', 'g'), '[æÆ]', 'ae', 'g'), '[’''\`–—.,;:()«»"/-]+', ' ', 'g')`;
const contient = (texte: RawBuilder<unknown>, cherche: string): RawBuilder<boolean> => {
  const mots = cleDeTri(cherche).split(' ').filter((mot) => mot !== '');
  if (mots.length === 0) return sql<boolean>`true`;
  return sql<boolean>`(${sql.join(mots.map((mot) => sql`strpos(${cle(texte)}, ${mot}) > 0`), sql` and `)})`;
};
const parmi = (colonne: string, valeurs: readonly string[] | undefined): RawBuilder<boolean>[] => (valeurs === undefined ? [] : [sql<boolean>`${sql.ref(colonne)} = any(${[...valeurs]}::text[])`]);

/** Fiches dont le nom ou le code contient le texte ; lues une fois, pas à chaque ligne du journal. */
const fichesNommees = (texte: string): RawBuilder<boolean> => {
  const de = (objet: string, nom: string) => sql`select ${sql.lit(objet)}, id from ${sql.table(objet)} where ${contient(sql`${sql.ref(nom)} || ' ' || coalesce(code, '')`, texte)}`;
  return sql<boolean>`(j.objet, j."objetId") in (${sql.join([de('entite', 'raisonSociale'), de('dispositif', 'nom'), de('groupe', 'libelle'), de('place', 'numero'), de('utilisateur', 'nom'), de('proposition', 'auteur'), de('piece', 'nom'), de('demande', 'auteur'), de('vue', 'nom'), de('mandat', 'nom'), de('lot', 'departement'), de('correspondance', 'nom')], sql` union all `)})`;
};

/**
 * La ligne se lit quand sa fiche se lit maintenant, par la même règle que le tirage (`visibleEnSql`) ; une ligne sans fiche suivie (chargement en masse),
 * seulement par les profils qui lisent ces lignes-là.
 */
export const lisible = (acteur: Acteur): RawBuilder<boolean> => {
  const parLaFiche = sql<boolean>`(c.id is not null and ${visibleEnSql(acteur, 'departements')})`;
  return LECTEURS_DU_JOURNAL[acteur.profil].sansFiche ? sql<boolean>`(${parLaFiche} or c.id is null)` : parLaFiche;
};

/** Ce que les filtres demandent, sur `journal j left join changement c`. */
export const conditions = (acteur: Acteur, filtre: FiltreJournal): RawBuilder<boolean> => sql<boolean>`${sql.join([
  lisible(acteur),
  ...(filtre.du === undefined ? [] : [sql`j.moment >= ${debutDuJour(filtre.du)}`]),
  ...(filtre.au === undefined ? [] : [sql`j.moment < ${finDuJour(filtre.au)}`]),
  ...(filtre.acteur === undefined ? [] : [contient(sql`j.nom`, filtre.acteur)]),
  ...parmi('j.profil', filtre.profils), ...parmi('j.commande', filtre.commandes), ...parmi('j.objet', filtre.objets),
  ...(filtre.departement === undefined ? [] : [sql`${filtre.departement} = any(c.departements)`]),
  ...(filtre.texte === undefined || filtre.texte === '' ? [] : [fichesNommees(filtre.texte)]),
  ...(filtre.id === undefined ? [] : [sql`j."objetId" = ${filtre.id}`]),
  ...(filtre.suppleance === undefined ? [] : [sql`j.suppleance = ${filtre.suppleance}`]),
  ...(filtre.pourLeCompteDe === undefined ? [] : [sql`(j."pourLeCompteDe" is not null) = ${filtre.pourLeCompteDe}`]),
], sql` and `)}`;
