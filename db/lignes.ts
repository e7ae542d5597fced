import { lendemain, numeroDuJour } from '../domain/dates.ts';
import type { Objet } from '../domain/droits.ts';
import { completude, tauxCompletude } from '../domain/objets/champ.ts';
import { capaciteAu } from '../domain/objets/groupe.ts';
import type { Ligne, Lignes } from '../domain/objets/objets.ts';
import { CHAMPS, COLONNES, nomDe } from '../domain/objets/objets.ts';
import { cleDePlace, etatAu } from '../domain/objets/place.ts';
import { cleDeTri } from '../domain/texte.ts';
import type { BaseEcriture, BaseLecture, ValeurSql } from './connexion.ts';

type LigneSql = Record<string, ValeurSql>;

/** Ligne telle que le domaine la voit, à partir de la ligne SQLite. */
export const decoder = <O extends Objet>(objet: O, sql: LigneSql): Lignes[O] => {
  const ligne: Record<string, unknown> = {};
  for (const [nom, sorte] of Object.entries(COLONNES[objet])) {
    const valeur = sql[nom] ?? null;
    ligne[nom] = valeur === null ? null : sorte === 'json' ? JSON.parse(valeur as string) : sorte === 'booleen' ? valeur === 1 : valeur;
  }
  return ligne as unknown as Lignes[O];
};

const encoder = (sorte: string, valeur: unknown): ValeurSql => {
  if (valeur === null || valeur === undefined) return null;
  if (sorte === 'json') return JSON.stringify(valeur);
  if (sorte === 'booleen') return valeur === true ? 1 : 0;
  return valeur as ValeurSql;
};

/** Ce que l’écriture doit savoir pour les colonnes dérivées. `nomCommune` rend le nom d’une commune du COG, pour la recherche. */
export interface ContexteEcriture { readonly aujourdhui: string; readonly nomCommune: (code: string) => string | undefined }

const premiereApres = (dates: readonly (string | null | undefined)[], date: string): string | null => {
  const futures = dates.filter((candidate): candidate is string => typeof candidate === 'string' && candidate > date).sort();
  return futures[0] ?? null;
};
/** Rangs de jours hors du temps : jamais constatée, une place libre l’est depuis toujours ; une autre n’est sue qu’aujourd’hui. */
const CONNUE_TOUJOURS = -1_000_000;
const CONNUE_JAMAIS = 1_000_000;
const derniereAu = (dates: readonly string[], date: string): string | null => dates.filter((candidate) => candidate <= date).sort().at(-1) ?? null;

const CLES = [['cleTri', 'text not null'], ['recherche', 'text not null'], ['completude', 'integer not null']] as const;
/**
 * Colonnes que le cache ajoute, par objet, avec leur type : clés de tri et de recherche, complétude, état et capacité du jour, la date où ils basculeront d’eux-mêmes, et celle où la capacité d’un groupe a changé pour la dernière fois.
 * Pour compter les places sans les lire, en rangs de jours (`numeroDuJour`) : `ouverteDepuis`, quand elle est ouverte depuis un jour et sans fin (`null` : son histoire est plus longue) ; `constat`, depuis quand son occupation est connue
 * (`CONNUE_TOUJOURS`, `CONNUE_JAMAIS`) ; `majJour`, quand elle a été changée ou constatée. */
export const DERIVEES: Readonly<Record<Objet, readonly (readonly [string, string])[]>> = {
  entite: CLES,
  dispositif: CLES,
  groupe: [...CLES, ['capaciteJour', 'integer not null'], ['prochaineBascule', 'text'], ['derniereBascule', 'text']],
  place: [['cleTri', 'text not null'], ['etatJour', 'text not null'], ['motifJour', 'text'], ['depuisJour', 'text'], ['jusquauJour', 'text'], ['prochaineBascule', 'text'], ['ouverteDepuis', 'integer'], ['constat', 'integer not null'], ['majJour', 'integer not null']],
  utilisateur: CLES,
  nomenclature: CLES,
  proposition: CLES,
  piece: CLES,
  demande: CLES,
  vue: CLES,
  mandat: CLES,
  lot: CLES,
  correspondance: CLES,
};

/** Valeurs des colonnes dérivées d’une ligne à une date, dans l’ordre de `DERIVEES`. */
const deriver = (objet: Objet, ligne: Ligne, { aujourdhui, nomCommune }: ContexteEcriture): ValeurSql[] => {
  if (objet === 'place') {
    const { etats, numero, occupation, occupationLe, modifieLe } = ligne as Lignes['place'];
    const courant = etatAu(etats, aujourdhui);
    const bornes = etats.flatMap(({ debut, fin }) => (fin === null ? [debut] : [debut, lendemain(fin)]));
    return [cleDePlace(numero), courant?.etat ?? 'fermee', courant?.motif ?? null, courant?.debut ?? null, courant?.fin ?? null, premiereApres(bornes, aujourdhui),
      etats.length === 1 && etats[0]?.etat === 'ouverte' && etats[0].fin === null ? numeroDuJour(etats[0].debut) : null, occupationLe === null ? (occupation === 'libre' ? CONNUE_TOUJOURS : CONNUE_JAMAIS) : numeroDuJour(occupationLe),
      Math.max(numeroDuJour(modifieLe.slice(0, 10)), occupationLe === null ? 0 : numeroDuJour(occupationLe))];
  }
  const cle = cleDeTri(nomDe(objet, ligne));
  const brute = ligne as unknown as Record<string, unknown>;
  const commune = typeof brute['commune'] === 'string' ? (nomCommune(brute['commune']) ?? brute['commune']) : '';
  const recherche = cleDeTri([cle, ligne.code ?? '', brute['siren'] ?? '', brute['siret'] ?? '', brute['finessEj'] ?? '', brute['finessEt'] ?? '', brute['email'] ?? '', brute['fonction'] ?? '', brute['perimetreLibelle'] ?? '', commune].join(' '));
  const communes = [cle, recherche, tauxCompletude(completude(CHAMPS[objet], brute))];
  if (objet !== 'groupe') return communes;
  const groupe = ligne as Lignes['groupe'];
  const bornes = [groupe.ouverture, groupe.fermeture, ...groupe.capacites.map(({ depuis }) => depuis)].filter((borne): borne is string => typeof borne === 'string');
  return [...communes, capaciteAu(groupe, aujourdhui), premiereApres(bornes, aujourdhui), derniereAu(bornes, aujourdhui)];
};

const INSERTIONS = Object.fromEntries((Object.keys(COLONNES) as Objet[]).map((objet) => {
  const noms = [...Object.keys(COLONNES[objet]), ...DERIVEES[objet].map(([nom]) => nom)].map((nom) => `"${nom}"`);
  return [objet, { sql: `insert into "${objet}" (${noms.join(', ')}) values (${noms.map(() => '?').join(', ')})`, mises: noms.filter((nom) => nom !== '"id"').map((nom) => `${nom} = excluded.${nom}`) }];
})) as unknown as Record<Objet, { readonly sql: string; readonly mises: readonly string[] }>;
const REMPLACEMENTS = Object.fromEntries(Object.entries(INSERTIONS).map(([objet, { sql, mises }]) => [objet, `${sql} on conflict (id) do update set ${mises.join(', ')}`])) as Record<Objet, string>;
const SORTES = Object.fromEntries((Object.keys(COLONNES) as Objet[]).map((objet) => [objet, Object.entries(COLONNES[objet])])) as Record<Objet, [string, string][]>;

const valeurs = (objet: Objet, ligne: Ligne, contexte: ContexteEcriture): ValeurSql[] => {
  const brute = ligne as unknown as Record<string, unknown>;
  return [...SORTES[objet].map(([nom, sorte]) => encoder(sorte, brute[nom])), ...deriver(objet, ligne, contexte)];
};
/** Écrit une ligne (insertion ou remplacement), colonnes dérivées comprises. Les agrégats sont à rafraîchir ensuite. */
export const ecrireLigne = <O extends Objet>(base: BaseEcriture, objet: O, ligne: Lignes[O], contexte: ContexteEcriture): void => {
  base.ecrire(REMPLACEMENTS[objet], ...valeurs(objet, ligne, contexte));
};
/** Les champs dont vient chaque colonne dérivée d’une place ; celles des autres objets se récrivent toutes. */
const SOURCES_PLACE: ReadonlyMap<string, readonly string[]> = new Map([['cleTri', ['numero']], ['constat', ['occupation', 'occupationLe']], ['majJour', ['modifieLe', 'occupationLe']], ...['etatJour', 'motifJour', 'depuisJour', 'jusquauJour', 'prochaineBascule', 'ouverteDepuis'].map((nom): [string, string[]] => [nom, ['etats']])]);
/**
 * Récrit d’une ligne présente les seuls `champs` qui changent, et ce qui en dérive : un geste sur dix mille places ne touche que les index concernés.
 * Les agrégats sont à rafraîchir ensuite.
 */
export const modifierLigne = <O extends Objet>(base: BaseEcriture, objet: O, ligne: Lignes[O], champs: ReadonlySet<string>, contexte: ContexteEcriture): void => {
  const brute = ligne as unknown as Record<string, unknown>;
  const derivees = DERIVEES[objet].map(([nom]) => objet !== 'place' || SOURCES_PLACE.get(nom)?.some((source) => champs.has(source)) === true);
  const deduites = derivees.includes(true) ? deriver(objet, ligne, contexte) : [];
  const ecrites: (readonly [string, ValeurSql])[] = [
    ...SORTES[objet].flatMap(([nom, sorte]) => (champs.has(nom) ? [[nom, encoder(sorte, brute[nom])] as const] : [])),
    ...DERIVEES[objet].flatMap(([nom], rang) => (derivees[rang] === true ? [[nom, deduites[rang] ?? null] as const] : [])),
  ];
  base.ecrire(`update "${objet}" set ${ecrites.map(([nom]) => `"${nom}" = ?`).join(', ')} where id = ?`, ...ecrites.map(([, valeur]) => valeur), ligne.id);
};
/** Ajoute une ligne sans regarder s’il y en a déjà une : pour un chargement, qui range les doublons à la fin. */
export const ajouterLigne = <O extends Objet>(base: BaseEcriture, objet: O, ligne: Lignes[O], contexte: ContexteEcriture): void => {
  base.ecrire(INSERTIONS[objet].sql, ...valeurs(objet, ligne, contexte));
};

export const lireLigneCache = <O extends Objet>(base: BaseLecture, objet: O, id: string): Lignes[O] | undefined => {
  const sql = base.un<LigneSql>(`select * from "${objet}" where id = ?`, id);
  return sql === undefined ? undefined : decoder(objet, sql);
};
/** Plusieurs lignes par leurs identifiants, en une requête ; celles qui manquent manquent. */
export const lireLignesCache = <O extends Objet>(base: BaseLecture, objet: O, ids: readonly string[]): Lignes[O][] =>
  base.tous<LigneSql>(`select * from "${objet}" where id in (select value from json_each(?))`, JSON.stringify(ids)).map((sql) => decoder(objet, sql));
export const lireLignesPar = <O extends Objet>(base: BaseLecture, objet: O, colonne: string, valeur: string): Lignes[O][] =>
  base.tous<LigneSql>(`select * from "${objet}" where "${colonne}" = ? order by "cleTri", id`, valeur).map((sql) => decoder(objet, sql));

/** La fiche telle que le service l’a livrée, que des effets locaux la couvrent ou non. */
export const ligneDuService = (base: BaseLecture, objet: Objet, id: string): Ligne | undefined => {
  const copie = base.un<{ ligne: string | null }>('select ligne from serveur where objet = ? and id = ?', objet, id);
  if (copie === undefined) return lireLigneCache(base, objet, id);
  return copie.ligne === null ? undefined : (JSON.parse(copie.ligne) as Ligne);
};

export const effacerLigne = (base: BaseEcriture, objet: Objet, id: string): void => { base.ecrire(`delete from "${objet}" where id = ?`, id); };

const CALCUL_AGREGAT = `select "groupeId", sum("etatJour" = 'ouverte' or "etatJour" = 'indisponible'), sum("etatJour" = 'ouverte' and occupation = 'occupee'),
  sum("etatJour" = 'ouverte' and occupation = 'reservee'), sum("etatJour" = 'ouverte' and occupation = 'libre'), sum("etatJour" = 'indisponible') from place`;

/** Recalcule les comptes de places de tous les groupes, en une passe. */
export const refaireAgregats = (base: BaseEcriture): void => {
  base.ecrire('delete from agregat');
  base.ecrire(`insert into agregat ${CALCUL_AGREGAT} group by "groupeId"`);
};
/** Recalcule les comptes de places des groupes touchés ; de tous quand ils sont nombreux (une passe coûte alors moins). */
export const rafraichirAgregats = (base: BaseEcriture, groupes: ReadonlySet<string>): void => {
  if (groupes.size > 2000) { refaireAgregats(base); return; }
  for (const groupe of groupes) {
    base.ecrire('delete from agregat where "groupeId" = ?', groupe);
    base.ecrire(`insert into agregat ${CALCUL_AGREGAT} where "groupeId" = ? group by "groupeId"`, groupe);
  }
};

/** Au changement de jour : réécrit les lignes dont l’état ou la capacité bascule. Rend le nombre de lignes touchées. */
export const basculerAuJour = (base: BaseEcriture, contexte: ContexteEcriture): number => base.transaction(() => {
  const groupes = new Set<string>();
  let touchees = 0;
  for (const objet of ['groupe', 'place'] as const) {
    const lignes = base.tous<LigneSql>(`select * from "${objet}" where "prochaineBascule" <= ?`, contexte.aujourdhui).map((sql) => decoder(objet, sql));
    for (const ligne of lignes) {
      ecrireLigne(base, objet, ligne, contexte);
      groupes.add(objet === 'groupe' ? ligne.id : (ligne as Lignes['place']).groupeId);
    }
    touchees += lignes.length;
  }
  rafraichirAgregats(base, groupes);
  return touchees;
});
