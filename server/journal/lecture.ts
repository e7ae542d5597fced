import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { FiltreJournal, LigneJournal, PageJournal } from '../../contract/journal.ts';
import { LECTEURS_DU_JOURNAL, TOTAL_MAXIMAL } from '../../contract/journal.ts';
import { champJournal, libelleGeste } from '../../contract/journalTextes.ts';
import { canonique } from '../base/canonique.ts';
import type { Objet } from '../../domain/droits.ts';
import { objetsLisibles } from '../../domain/droits.ts';
import type { Acteur, Profil } from '../../domain/profils.ts';
import type { Requetes } from '../base/schema.ts';
import { ErreurService } from '../erreurs.ts';
import { visibleEnSql } from '../synchronisation/perimetre.ts';
import { conditions } from './filtres.ts';

/** 403 quand ce profil ne lit pas le journal ainsi. */
export const exigerLecture = ({ profil }: Acteur, quoi: 'ecran' | 'historique'): void => {
  if (LECTEURS_DU_JOURNAL[profil][quoi]) return;
  throw new ErreurService(403, 'droit.profil', quoi === 'ecran' ? 'Votre profil n’ouvre pas le journal. L’historique d’une fiche se lit sur la fiche.' : 'Votre profil ne lit pas l’historique des fiches.');
};

/**
 * Vrai quand ce profil peut recevoir la valeur de ce champ : l’objet lui est lisible, et le journal montre ce champ (une liste de ce qui est permis, pas de ce qui
 * est caché : une colonne nouvelle, ou un secret mis là par erreur, ne sort pas d’elle-même).
 */
export const champLisible = (profil: Profil, objet: string, champ: string): boolean => objetsLisibles(profil).includes(objet as Objet) && champJournal(objet, champ) !== undefined;

const enPaire = (valeur: unknown): [unknown, unknown] => (Array.isArray(valeur) && valeur.length === 2 ? [valeur[0] ?? null, valeur[1] ?? null] : [null, valeur ?? null]);
/** Du parcours, qui ne fait que s’allonger, seulement les pas ajoutés. */
const pasAjoutes = ([avant, apres]: [unknown, unknown]): [unknown, unknown] => (Array.isArray(apres) ? [[], apres.slice(Array.isArray(avant) ? avant.length : 0)] : [avant, apres]);

/** Les champs changés que ce profil peut lire. */
export const changementsLisibles = (profil: Profil, objet: string, changements: Readonly<Record<string, unknown>>): LigneJournal['changements'] =>
  Object.fromEntries(Object.entries(changements).filter(([champ]) => champLisible(profil, objet, champ)).flatMap(([champ, valeur]) => {
    const paire = champ === 'parcours' ? pasAjoutes(enPaire(valeur)) : enPaire(valeur);
    return canonique(paire[0]) === canonique(paire[1]) ? [] : [[champ, paire] as const];
  }));

interface LigneLue extends Omit<LigneJournal, 'moment' | 'geste' | 'fiche' | 'changements' | 'lot'> { readonly moment: Date; readonly changements: Record<string, unknown>; readonly ficheNom: string | null; readonly ficheCode: string | null; readonly rapport: boolean; readonly suivie: boolean }

const enLigne = (profil: Profil, { moment, ficheNom, ficheCode, suivie, changements, rapport, ...ligne }: LigneLue): LigneJournal => {
  // un lot n’a pas de fiche : son résumé (nombre, empreinte) n’est pas un champ
  const lot = ligne.objetId === null && typeof changements['nombre'] === 'number' ? changements['nombre'] : null;
  return {
    ...ligne, moment: moment.toISOString(), geste: libelleGeste(ligne.commande, rapport === true), ...(rapport === true ? { rapport } : {}), lot, fiche: suivie && ficheNom !== null ? { nom: ficheNom, code: ficheCode } : null,
    changements: lot === null ? changementsLisibles(profil, ligne.objet, changements) : {},
  };
};

const DEPUIS = sql`from journal j left join changement c on c.objet = j.objet and c.id = j."objetId"`;

/** Lignes lisibles qui répondent aux conditions, avant un numéro, la plus récente d’abord. */
export const lireLignes = async (requetes: Requetes, { profil }: Acteur, ou: RawBuilder<boolean>, avant: number | null, limite: number): Promise<readonly LigneJournal[]> => {
  const { rows } = await sql<LigneLue>`
    with page as materialized (select j.*, c.id is not null as suivie ${DEPUIS} where ${ou} ${avant === null ? sql`` : sql`and j.no < ${avant}`} order by j.no desc limit ${limite})
    select p.no, p.moment, p.nom, p.profil, p.commande, p.objet, p."objetId", p.changements, p.motif, p.suppleance, p."pourLeCompteDe", p."versionClient", p.suivie, f.nom as "ficheNom", f.code as "ficheCode", p.objet = 'vue' and exists (select 1 from vue v where v.id = p."objetId" and v.ecran = 'rapports') as rapport
    from page p left join lateral (
      select "raisonSociale" as nom, code from entite where p.objet = 'entite' and id = p."objetId" union all select nom, code from dispositif where p.objet = 'dispositif' and id = p."objetId"
      union all select libelle, code from groupe where p.objet = 'groupe' and id = p."objetId" union all select numero, code from place where p.objet = 'place' and id = p."objetId"
      union all select nom, null from utilisateur where p.objet = 'utilisateur' and id = p."objetId" union all select versions->-1->>'libelle', code from nomenclature where p.objet = 'nomenclature' and id = p."objetId"
      union all select 'Proposition de ' || auteur, null from proposition where p.objet = 'proposition' and id = p."objetId" union all select nom, null from piece where p.objet = 'piece' and id = p."objetId"
      union all select 'Demande de ' || auteur, null from demande where p.objet = 'demande' and id = p."objetId" union all select nom, null from vue where p.objet = 'vue' and id = p."objetId"
      union all select 'Mandat de ' || nom, null from mandat where p.objet = 'mandat' and id = p."objetId" union all select fichier->>'nom', code from lot where p.objet = 'lot' and id = p."objetId" union all select nom, null from correspondance where p.objet = 'correspondance' and id = p."objetId") f on true
    order by p.no desc`.execute(requetes);
  return rows.map((ligne) => enLigne(profil, ligne));
};

/** Nombre de lignes lisibles qui répondent aux conditions, sans compter au-delà de `plafond`. */
export const compterLignes = async (requetes: Requetes, ou: RawBuilder<boolean>, plafond: number | null): Promise<number> => {
  const { rows } = plafond === null ? await sql<{ nombre: number }>`select count(*) as nombre ${DEPUIS} where ${ou}`.execute(requetes)
    : await sql<{ nombre: number }>`select count(*) as nombre from (select 1 ${DEPUIS} where ${ou} limit ${plafond}) bornee`.execute(requetes);
  return rows[0]?.nombre ?? 0;
};

const enPage = (lignes: readonly LigneJournal[], limite: number, total: number | null): PageJournal => {
  const page = lignes.slice(0, limite);
  return { lignes: page, suite: lignes.length > limite ? (page.at(-1)?.no ?? null) : null, total };
};

/** Une page du journal. Refus : `droit.profil` (403). */
export const lirePageJournal = async (requetes: Requetes, acteur: Acteur, filtre: FiltreJournal, avant: number | null, limite: number): Promise<PageJournal> => {
  exigerLecture(acteur, 'ecran');
  const ou = conditions(acteur, filtre);
  const lignes = await lireLignes(requetes, acteur, ou, avant, limite + 1);
  return enPage(lignes, limite, avant === null ? await compterLignes(requetes, ou, TOTAL_MAXIMAL + 1) : null);
};

/** L’historique d’une fiche. Refus : `droit.profil` (403), `introuvable` (404 : elle n’existe pas, ou ce compte ne la lit pas). */
export const lireHistorique = async (requetes: Requetes, acteur: Acteur, objet: string, id: string, avant: number | null, limite: number): Promise<PageJournal> => {
  exigerLecture(acteur, 'historique');
  const { rows } = await sql<{ visible: boolean }>`select ${visibleEnSql(acteur, 'departements')} as visible from changement c where c.objet = ${objet} and c.id = ${id}`.execute(requetes);
  if (rows[0]?.visible !== true) throw new ErreurService(404, 'introuvable', 'Cette fiche n’existe pas, ou elle n’est pas dans votre périmètre.');
  const ou = conditions(acteur, { id, objets: [objet as 'entite'] });
  return enPage(await lireLignes(requetes, acteur, ou, avant, limite + 1), limite, avant === null ? await compterLignes(requetes, ou, TOTAL_MAXIMAL + 1) : null);
};
