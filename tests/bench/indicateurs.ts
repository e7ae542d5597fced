import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import type { Base } from '../../db/base.ts';
import type { Cle } from '../../db/connexion.ts';
import { connecter } from '../../db/connexion.ts';
import type { CadreIndicateurs } from '../../db/indicateurs/moteur.ts';
import { calculerIndicateur } from '../../db/indicateurs/moteur.ts';
import { lireProvenance } from '../../db/indicateurs/provenance.ts';
import { lireTableauDeBord } from '../../db/indicateurs/tableauDeBord.ts';
import { releverCache } from '../../db/qualite/controles.ts';
import { changementsDepuis } from '../../db/visite.ts';
import { fileValidation } from '../../db/validation.ts';
import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import { moisAvant, veille } from '../../domain/dates.ts';
import { moisDe } from '../../domain/indicateurs/faits.ts';
import type { Axe, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { INDICATEURS, trouverIndicateur } from '../../domain/indicateurs/registre.ts';
import { construireNomenclature, naturesEnPlaces } from '../../domain/nomenclature/nomenclature.ts';
import type { Acteur } from '../../domain/profils.ts';
import { compterConstats } from '../../domain/qualite/constats.ts';
import { contexteDuPoste, nomCommune } from '../../sync/session.ts';
import { DUCKDB, SQLITE } from './dialectes.ts';
import { ouvrirDuckdb } from './duckdb.ts';
import type { Mesure } from './mesures.ts';
import { chronometrer, meilleure, mesurer } from './mesures.ts';
import { sqlALaMain } from './sqlIndicateurs.ts';

/**
 * Combien de fois recommencer ce qui a pris tant de ms : le bruit de la machine n’ajoute que du temps, et il se voit surtout sur ce qui est court. Des deux côtés pareillement.
 */
const encore = (ms: number): number => (ms >= 15_000 ? 0 : ms >= 2_000 ? 1 : ms >= 300 ? 3 : 9);
const laMeilleure = (une: () => number): number => { const debut = une(); return Math.min(debut, ...Array.from({ length: encore(debut) }, une)); };
/** Le temps d’une requête dans l’interpréteur sqlite3, le meilleur de quelques-uns ; `null` quand il n’est pas installé. Le premier essai, à part, chauffe le fichier et dit combien en faire. */
const dansLeShell = (chemin: string, sql: string): number | null => {
  const jouer = (fois: number): readonly number[] => {
    const { status, stdout } = spawnSync('sqlite3', [chemin], { input: `.output /dev/null\n.timer on\n${`${sql.replaceAll('\n', ' ')};\n`.repeat(fois)}`, encoding: 'utf8' });
    return status !== 0 ? [] : [...stdout.matchAll(/real (\d+\.\d+)/gu)].map(([, secondes]) => Number(secondes) * 1000);
  };
  const [premier] = jouer(1);
  return premier === undefined ? null : Math.max(0.1, Math.min(premier, ...jouer(encore(premier))));
};

type Case = readonly [un: string, deux: string, haut: number | null, bas: number | null];
/** Dit les cases où deux calculs diffèrent. Une case absente vaut une case vide : une médiane n’en fait pas, une case sans rien se divise comme les autres. */
const dire = (nom: string, autre: string, notre: readonly Case[], leur: readonly Case[]): void => {
  const [une, deux] = [notre, leur].map((cases) => new Map(cases.map(([un, second, haut, bas]) => [`${un} ${second}`, [haut, bas] as const])));
  const differentes = [...new Set([...une?.keys() ?? [], ...deux?.keys() ?? []])].filter((cle) => {
    const [nous, eux] = [une?.get(cle), deux?.get(cle)];
    return nous === undefined || eux === undefined ? ((nous ?? eux)?.[0] ?? 0) !== 0 : nous[0] !== eux[0] || nous[1] !== eux[1];
  });
  if (differentes.length > 0) console.error(`${nom} : ${differentes.length} cases sur ${notre.length} ne sont pas celles de ${autre} (${differentes.slice(0, 3).map((cle) => `${cle} : ${String(une?.get(cle))} ici, ${String(deux?.get(cle))}`).join(' ; ')}).`);
};

const arrondir = (ms: number | null): string => (ms === null ? '—' : ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

/**
 * Chaque indicateur par deux axes, à côté du même chiffre écrit à la main en SQL sur le même fichier déchiffré ; l’année, la provenance, le tableau de bord. « premier » : rien en mémoire, comme après toute écriture ; « suivant » : déjà lu.
 * `choisis` : les seuls à mesurer. DuckDB (pour référence) joue les mêmes requêtes, dans son dialecte, sur les mêmes tables en mémoire. Un chiffre plus rapide et faux ne compte pas : les trois se comparent case par case.
 */
export const mesurerIndicateurs = async (base: Base, cle: Cle, choisis?: readonly string[]): Promise<readonly Mesure[]> => {
  const { aujourdhui, maintenant } = contexteDuPoste();
  const cadre: CadreIndicateurs = { base, aujourdhui, maintenant, nomenclature: construireNomenclature([], aujourdhui), departements: DEPARTEMENTS.map(({ code }) => code) };
  const jour = { du: aujourdhui, au: aujourdhui };
  const annee = { du: moisAvant(aujourdhui, 12), au: aujourdhui };
  const ilYaTroisMois = moisAvant(aujourdhui, 3);
  const mois = moisDe(annee);
  const requetes = sqlALaMain(aujourdhui, annee, ilYaTroisMois, mois, SQLITE);
  const pourDuckdb = sqlALaMain(aujourdhui, annee, ilYaTroisMois, mois, DUCKDB);
  // une ligne écrite, fût-ce la même, fait tout relire : c’est le premier calcul
  const oublier = (): void => { base.ecrire('update entite set rang = rang where rang = (select min(rang) from entite)'); };
  const premiere = (travail: () => void): number => laMeilleure(() => { oublier(); return chronometrer(travail); });

  const clair = `${base.chemins.offre}.clair`;
  base.executer('pragma offre.wal_checkpoint(truncate)');
  copyFileSync(base.chemins.offre, clair);
  const { sqlite } = connecter(clair, [cle]);
  sqlite.pragma('journal_mode = DELETE');
  sqlite.pragma(`rekey = ''`);
  const duck = await ouvrirDuckdb(sqlite);
  const parQuoi = dansLeShell(clair, 'select 1') === null ? 'SQL à la main, même fichier déchiffré, sqlite3 absent : dans ce processus' : 'SQL à la main dans sqlite3, même fichier déchiffré';
  const ailleurs = (sql: string): number => dansLeShell(clair, sql) ?? meilleure(() => { sqlite.prepare(sql).all(); });
  const mesures: Mesure[] = [];
  const tableau: string[][] = [['indicateur, département × nature', 'premier', 'suivant', 'SQL', 'premier / SQL', 'DuckDB']];
  const comparer = async (nom: string, indicateur: Indicateur, periode: Periode, parAxes?: readonly Axe[]): Promise<void> => {
    if (choisis?.includes(nom) === false) return;
    const [ecrite, deDuckdb] = [requetes[nom], pourDuckdb[nom]];
    if (ecrite === undefined) throw new Error(`${nom} n’a pas de SQL écrit à la main.`);
    const axes: readonly Axe[] = parAxes ?? (indicateur.axes.includes('nature') ? ['departement', 'nature'] : ['region', 'departement']);
    const calcul = () => calculerIndicateur(cadre, indicateur, { axes, filtres: {}, periode, comparaison: null });
    const premier = premiere(calcul);
    const suivant = meilleure(calcul);
    const sql = ailleurs(ecrite);
    const autre = duck === null || deDuckdb === undefined ? null : await duck.chronometrer(deDuckdb, encore);
    const notre: readonly Case[] = calcul().lignes.map(({ cles, numerateur, denominateur, valeur }) => [cles[0] ?? '', cles[1] ?? '', numerateur, indicateur.quantile === undefined ? denominateur : valeur]);
    dire(nom, 'le SQL à la main', notre, sqlite.prepare(`select un, deux, haut, bas from (${ecrite})`).raw().all() as Case[]);
    if (duck !== null && deDuckdb !== undefined) dire(nom, 'DuckDB', notre, await duck.lignes(deDuckdb) as readonly Case[]);
    mesures.push(mesurer(`${nom} par ${axes.join(' et ')}, premier calcul`, premier, parQuoi, sql), mesurer(`${nom}, suivant`, suivant, parQuoi, sql));
    if (autre !== null) mesures.push(mesurer(`${nom}, premier calcul`, premier, 'le même SQL dans DuckDB, tables en mémoire', autre));
    tableau.push([nom, arrondir(premier), arrondir(suivant), arrondir(sql), (premier / sql).toFixed(2), arrondir(autre)]);
  };
  for (const indicateur of INDICATEURS) await comparer(indicateur.id, indicateur, indicateur.moment === 'periode' ? annee : jour);
  const indisponibilite = trouverIndicateur('taux_indisponibilite') as Indicateur;
  await comparer('taux_indisponibilite sur un an', indisponibilite, annee);
  await comparer('taux_occupation il y a trois mois', trouverIndicateur('taux_occupation') as Indicateur, { du: ilYaTroisMois, au: ilYaTroisMois });
  await comparer('taux_occupation_flux mois par mois', trouverIndicateur('taux_occupation_flux') as Indicateur, annee, ['departement', 'mois']);
  await comparer('taux_indisponibilite mois par mois', indisponibilite, annee, ['departement', 'mois']);
  const reference = ailleurs(requetes['taux_indisponibilite'] ?? '');
  // ce ne sont pas des indicateurs : plusieurs lectures chacun, sans SQL à la main ni ligne DuckDB qui dise la même chose
  const aussi = (nom: string, travail: () => void): void => {
    if (choisis?.includes(nom) === false) return;
    const [premier, suivant] = [premiere(travail), meilleure(travail)];
    mesures.push(mesurer(`${nom}, premier calcul`, premier, 'un indicateur du jour en SQL à la main', reference), mesurer(`${nom}, suivant`, suivant, 'un indicateur du jour en SQL à la main', reference));
    tableau.push([nom, arrondir(premier), arrondir(suivant), arrondir(reference), (premier / reference).toFixed(2), '—']);
  };
  aussi('tableau de bord complet', () => { lireTableauDeBord(cadre); });
  // ce que trouve le lancement suivant, quand rien n’a changé : seul ce qui attend se relit (décision 042)
  const garde: CadreIndicateurs = { ...cadre, programme: 'banc' };
  lireTableauDeBord(garde);
  const gardes = meilleure(() => { lireTableauDeBord({ ...garde, maintenant: contexteDuPoste().maintenant }); });
  mesures.push(mesurer('tableau de bord gardé', gardes, 'un indicateur du jour en SQL à la main', reference));
  tableau.push(['tableau de bord gardé', '—', arrondir(gardes), arrondir(reference), '—', '—']);
  const contexteControles = { aujourdhui, compteesEnPlaces: naturesEnPlaces(cadre.nomenclature) };
  aussi('contrôles de l’offre', () => { compterConstats(releverCache(base, contexteControles)); });
  const acteur: Acteur = { utilisateurId: 'banc', nom: 'Banc', profil: 'admin_national', perimetre: { genre: 'national' } };
  // ce que la fenêtre demande en s’ouvrant sur l’accueil, l’un après l’autre dans le même processus
  aussi('accueil entier', () => { lireTableauDeBord(cadre); compterConstats(releverCache(base, contexteControles)); fileValidation(base, acteur, contexteDuPoste(), 'pour_moi', nomCommune); changementsDepuis(base, `${veille(aujourdhui)}T10:00:00.000Z`, 'banc', 100); });
  aussi('provenance d’aujourd’hui', () => { lireProvenance(cadre, indisponibilite, {}, jour); });
  aussi('provenance d’une année', () => { lireProvenance(cadre, indisponibilite, {}, annee); });
  const largeurs = (tableau[0] ?? []).map((_titre, rang) => Math.max(...tableau.map((ligne) => ligne[rang]?.length ?? 0)));
  for (const ligne of tableau) console.error(ligne.map((texte, rang) => (rang === 0 ? texte.padEnd(largeurs[rang] ?? 0) : texte.padStart(largeurs[rang] ?? 0))).join('  '));
  sqlite.close();
  rmSync(clair);
  return mesures;
};
