import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import type { Base } from '../../db/base.ts';
import type { Cle } from '../../db/connexion.ts';
import { connecter } from '../../db/connexion.ts';
import type { CadreIndicateurs } from '../../db/indicateurs/moteur.ts';
import { calculerIndicateur } from '../../db/indicateurs/moteur.ts';
import { lireTableauDeBord } from '../../db/indicateurs/tableauDeBord.ts';
import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import { veille } from '../../domain/dates.ts';
import { trouverIndicateur } from '../../domain/indicateurs/registre.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { contexteDuPoste } from '../../sync/session.ts';
import type { Mesure } from './mesures.ts';
import { chronometrer, meilleure, mesurer } from './mesures.ts';

const PARC = `d.statut in ('valide', 'suspendu', 'ferme', 'archive') and d.nature in ('logement_iml', 'logement_residence_sociale', 'hebergement_chrs', 'hebergement_hors_chrs', 'hebergement_hotel')`;
const DU_JOUR = `select d.departement, d.nature, sum(g."capaciteJour") as ouvertes, sum(a.indisponibles) as indisponibles, 1.0 * sum(a.indisponibles) / nullif(sum(g."capaciteJour"), 0) as taux
  from groupe g join dispositif d on d.id = g."dispositifId" left join agregat a on a."groupeId" = g.id where ${PARC} group by 1, 2`;
/** À une date passée, sans les index ni les colonnes du poste : chaque place lit ses états. */
const datee = (date: string): string => `select d.departement, d.nature, count(*) as ouvertes, sum(e.etat = 'indisponible') as indisponibles
  from (select p."groupeId", (select json_extract(value, '$.etat') from json_each(p.etats) where json_extract(value, '$.debut') <= '${date}' and coalesce(json_extract(value, '$.fin'), '9') >= '${date}' order by key desc limit 1) as etat from place p) e
  join groupe g on g.id = e."groupeId" join dispositif d on d.id = g."dispositifId" where e.etat in ('ouverte', 'indisponible') and ${PARC} group by 1, 2`;

/** Le temps d’une requête dans l’interpréteur sqlite3, le meilleur de cinq ; `null` quand il n’est pas installé. */
const dansLeShell = (chemin: string, sql: string, fois = 5): number | null => {
  const { status, stdout } = spawnSync('sqlite3', [chemin], { input: `.output /dev/null\n.timer on\n${`${sql.replaceAll('\n', ' ')};\n`.repeat(fois)}`, encoding: 'utf8' });
  const temps = [...stdout.matchAll(/real (\d+\.\d+)/gu)].map(([, secondes]) => Number(secondes) * 1000);
  return status !== 0 || temps.length === 0 ? null : Math.max(0.1, Math.min(...temps));
};

/** Un indicateur par deux axes et le tableau de bord, à côté du même chiffre écrit à la main en SQL sur le même fichier déchiffré. « premier » : rien en mémoire ; « suivant » : les faits du moment déjà lus. */
export const mesurerIndicateurs = (base: Base, cle: Cle): readonly Mesure[] => {
  const { aujourdhui, maintenant } = contexteDuPoste();
  const cadre: CadreIndicateurs = { base, aujourdhui, maintenant, nomenclature: construireNomenclature([], aujourdhui), departements: DEPARTEMENTS.map(({ code }) => code) };
  const indicateur = trouverIndicateur('taux_indisponibilite');
  if (indicateur === undefined) throw new Error('taux_indisponibilite');
  const calcul = (date: string): void => { calculerIndicateur(cadre, indicateur, { axes: ['departement', 'nature'], filtres: {}, periode: { du: date, au: date }, comparaison: null }); };
  // une écriture, si petite soit-elle, fait relire : c’est le premier calcul
  const oublier = (): void => { base.executer('create temp table if not exists banc (n integer); insert into temp.banc values (1)'); };
  const premiere = (travail: () => void): number => Math.min(...Array.from({ length: 5 }, () => { oublier(); return chronometrer(travail); }));

  const clair = `${base.chemins.offre}.clair`;
  base.executer('pragma offre.wal_checkpoint(truncate)');
  copyFileSync(base.chemins.offre, clair);
  const { sqlite } = connecter(clair, [cle]);
  sqlite.pragma('journal_mode = DELETE');
  sqlite.pragma(`rekey = ''`);
  const ailleurs = (sql: string): readonly [string, number] => {
    const shell = dansLeShell(clair, sql);
    return shell === null ? ['SQL à la main, même fichier déchiffré, sqlite3 absent : dans ce processus', meilleure(() => { sqlite.prepare(sql).all(); })] : ['SQL à la main dans sqlite3, même fichier déchiffré', shell];
  };
  const passe = veille(`${aujourdhui.slice(0, 7)}-01`);
  const [parQuoi, jour] = ailleurs(DU_JOUR);
  const [, date] = ailleurs(datee(passe));
  const mesures = [
    mesurer('indicateur par département et nature, aujourd’hui, premier calcul', premiere(() => { calcul(aujourdhui); }), parQuoi, jour),
    mesurer('le même, suivant', meilleure(() => { calcul(aujourdhui); }), parQuoi, jour),
    mesurer('le même, au dernier jour du mois passé, premier calcul', premiere(() => { calcul(passe); }), parQuoi, date),
    mesurer('tableau de bord complet, premier calcul', premiere(() => { lireTableauDeBord(cadre); }), 'un indicateur en SQL à la main', jour),
    mesurer('tableau de bord complet, suivant', meilleure(() => { lireTableauDeBord(cadre); }), 'un indicateur en SQL à la main', jour),
  ];
  sqlite.close();
  rmSync(clair);
  return mesures;
};
