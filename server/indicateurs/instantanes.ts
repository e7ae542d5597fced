import { sql } from 'kysely';
import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import { lendemain, moisAvant, veille } from '../../domain/dates.ts';
import { calculer } from '../../domain/indicateurs/calcul.ts';
import { joursDans } from '../../domain/indicateurs/faits.ts';
import type { Axe, Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { INDICATEURS } from '../../domain/indicateurs/registre.ts';
import { AXES_INSTANTANES, MOIS_INSTANTANES } from '../../contract/instantanes.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Base } from '../base/base.ts';
import type { Requetes, TableInstantane } from '../base/schema.ts';
import { dateAParis } from '../synchronisation/envoi.ts';
import { figerControles } from './controles.ts';
import { ceder, lireFaitsService } from './lecture.ts';

const HEURE = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit', hourCycle: 'h23' });
/** Le dernier jour du mois, à partir de cette heure à Paris, le mois se fige ; manqué, il se reconstitue plus tard, et le dit. */
const HEURE_DU_GEL = 20;
const PAR_ENVOI = 100;

export interface MoisDu { readonly mois: string; readonly date: string; readonly origine: 'fige' | 'reconstitue' }
/** Les mois à figer à cet instant, du plus récent au plus ancien, sur deux ans : le mois en cours s’il finit ce soir, puis ceux d’avant. */
export const moisDus = (maintenant: Date): readonly MoisDu[] => {
  const jour = dateAParis(maintenant);
  const finit = lendemain(jour).slice(0, 7) !== jour.slice(0, 7) && Number(HEURE.format(maintenant)) >= HEURE_DU_GEL;
  const passes = Array.from({ length: MOIS_INSTANTANES }, (_, rang): MoisDu => { const date = veille(moisAvant(`${jour.slice(0, 7)}-01`, rang)); return { mois: date.slice(0, 7), date, origine: 'reconstitue' }; });
  return finit ? [{ mois: jour.slice(0, 7), date: jour, origine: 'fige' }, ...passes] : passes;
};

type Ligne = Omit<TableInstantane, 'mois'>;
const periodeDe = ({ moment }: Indicateur, { mois, date }: MoisDu): Periode => (moment === 'periode' ? { du: `${mois}-01`, au: date } : { du: date, au: date });
/** Les lignes d’un indicateur dans un département : en tout, puis par nature. */
const lignesDe = (indicateur: Indicateur, faits: readonly Fait[], jours: number): Ligne[] => AXES_INSTANTANES.flatMap((axe): Ligne[] => {
  if (axe !== '' && !indicateur.axes.includes(axe)) return [];
  const axes: Axe[] = axe === '' ? ['departement'] : ['departement', axe];
  return calculer(indicateur, faits, { axes, filtres: {}, jours }).lignes.map(({ cles, numerateur, denominateur, valeur, inconnus }) => ({ departement: cles[0] ?? '', indicateur: indicateur.id, axe, cle: cles[1] ?? '', numerateur, denominateur, valeur, inconnus }));
});

const inscrire = async (db: Requetes, { mois, date, origine }: MoisDu, maintenant: Date, complet: boolean): Promise<boolean> =>
  await db.insertInto('instantane_mois').values({ mois, date, origine, figeLe: maintenant, complet }).onConflict((conflit) => conflit.column('mois').doNothing()).returning('mois').executeTakeFirst() !== undefined;
const ecrire = async (db: Requetes, { mois }: MoisDu, lignes: readonly Ligne[]): Promise<void> => { await db.insertInto('instantane').values(lignes.map((ligne) => ({ mois, ...ligne }))).execute(); };

/** Ce qu’un service arrêté en chemin a laissé de ce mois. */
const effacerIncomplet = async (db: Requetes, { mois }: MoisDu): Promise<void> => {
  while ((await sql`delete from instantane where ctid = any(array(select i.ctid from instantane i join instantane_mois m on m.mois = i.mois where i.mois = ${mois} and not m.complet limit ${PAR_ENVOI})) returning mois`.execute(db)).rows.length > 0) await ceder();
  await db.deleteFrom('instantane_mois').where('mois', '=', mois).where('complet', '=', false).execute();
};

type Lire = <T>(travail: (requetes: Requetes) => Promise<T>) => Promise<T>;
/** Les lignes d’un mois, un département après l’autre : le pays entier tiendrait le service plusieurs secondes. */
const lireMois = async (lire: Lire, du: MoisDu, maintenant: Date): Promise<Ligne[]> => {
  const aujourdhui = dateAParis(maintenant);
  const nomenclature = construireNomenclature(await lire((requetes) => requetes.selectFrom('nomenclature').selectAll().execute()), du.date);
  const connus = DEPARTEMENTS.map(({ code }) => code);
  const presents = await lire((requetes) => requetes.selectFrom('dispositif').select('departement').union(requetes.selectFrom('entite').select('departement')).execute());
  const lignes: Ligne[] = [];
  const decidees: Fait[] = [];
  const parts = (['date', 'periode'] as const).map((moment) => INDICATEURS.filter((indicateur) => (indicateur.moment === 'periode') === (moment === 'periode')));
  for (const departement of [...new Set([...connus, ...presents.map((un) => un.departement)])]) {
    const dejaLues = {};
    for (const siens of parts) {
      const [premier] = siens;
      if (premier === undefined) continue;
      const periode = periodeDe(premier, du);
      const cadre = { aujourdhui, maintenant: maintenant.toISOString(), nomenclature, departements: [departement], territoire: connus.filter((code) => code === departement), dejaLues };
      const faits = await lire((db) => lireFaitsService({ ...cadre, db }, siens, periode));
      for (const indicateur of siens) {
        lignes.push(...lignesDe(indicateur, faits, joursDans(periode)));
        await ceder();
      }
      if (siens.some(({ quantile }) => quantile !== undefined)) for (const fait of faits) if (Object.values(fait.durees ?? {}).some((durees) => durees.length > 0)) decidees.push(fait);
    }
    // ce qui est à corriger ne se lit que du jour même
    if (du.origine === 'fige') lignes.push(...await lire((db) => figerControles(db, departement, aujourdhui, nomenclature)));
  }
  // une médiane ne s’additionne pas : celle du pays se prend sur toutes les durées
  for (const indicateur of INDICATEURS) {
    if (indicateur.quantile === undefined) continue;
    const { numerateur, denominateur, valeur, inconnus } = calculer(indicateur, decidees, { axes: [], filtres: {}, jours: 1 }).total;
    lignes.push({ departement: '', indicateur: indicateur.id, axe: '', cle: '', numerateur, denominateur, valeur, inconnus });
  }
  return lignes;
};

/** Sur PostgreSQL, tout se lit d’un même instant de la base et s’écrit d’un trait ; les postes ont leurs connexions. */
const figerDunTrait = async (base: Base, du: MoisDu, maintenant: Date): Promise<boolean> => {
  const lignes = await base.db.transaction().setIsolationLevel('repeatable read').execute((trx) => lireMois((travail) => travail(trx), du, maintenant));
  return base.db.transaction().execute(async (trx) => {
    await effacerIncomplet(trx, du);
    if (!await inscrire(trx, du, maintenant, true)) return false;
    for (let rang = 0; rang < lignes.length; rang += PAR_ENVOI) {
      await ecrire(trx, du, lignes.slice(rang, rang + PAR_ENVOI));
      await ceder();
    }
    return true;
  });
};

/** Les mois que ce processus fige en ce moment : PGlite n’en a qu’un. */
const enCours = new WeakMap<Base, Set<string>>();
/**
 * PGlite n’a qu’une connexion : la garder, le temps d’une lecture ou d’une écriture d’ensemble, ferait attendre tous les postes. Chaque lecture y est d’un même instant, pas leur ensemble ; le mois s’inscrit incomplet, ses lignes suivent
 * par paquets, et il se lit quand la dernière y est. Ce qu’un arrêt laisse incomplet s’efface d’abord.
 */
const figerParPaquets = async (base: Base, du: MoisDu, maintenant: Date): Promise<boolean> => {
  const { db } = base;
  const siens = enCours.get(base) ?? new Set<string>();
  enCours.set(base, siens);
  if (siens.has(du.mois)) return false;
  siens.add(du.mois);
  try {
    const lignes = await lireMois((travail) => travail(db), du, maintenant);
    await effacerIncomplet(db, du);
    if (!await inscrire(db, du, maintenant, false)) return false;
    for (let rang = 0; rang < lignes.length; rang += PAR_ENVOI) {
      await ecrire(db, du, lignes.slice(rang, rang + PAR_ENVOI));
      await ceder();
    }
    await db.updateTable('instantane_mois').set({ complet: true }).where('mois', '=', du.mois).execute();
    return true;
  } finally { siens.delete(du.mois); }
};
/** Fige un mois, une fois pour toutes, si personne ne l’a fait entre-temps : deux services qui se lancent ensemble n’en gardent qu’un. Rend vrai si c’est celui-ci. */
export const figerMois = (base: Base, du: MoisDu, maintenant: Date): Promise<boolean> => (base.genre === 'pglite' ? figerParPaquets(base, du, maintenant) : figerDunTrait(base, du, maintenant));

/** Fige le premier mois dû qui ne l’est pas ; rend ce qu’il reste à faire. Une base sans offre n’a rien à figer. */
export const passerInstantanes = async (base: Base, maintenant: Date): Promise<{ readonly fige: string | null; readonly reste: number }> => {
  if (await base.db.selectFrom('dispositif').select('id').limit(1).executeTakeFirst() === undefined) return { fige: null, reste: 0 };
  const connus = new Set((await base.db.selectFrom('instantane_mois').select('mois').where('complet', '=', true).execute()).map(({ mois }) => mois));
  const dus = moisDus(maintenant).filter(({ mois }) => !connus.has(mois));
  const [premier] = dus;
  if (premier === undefined) return { fige: null, reste: 0 };
  await figerMois(base, premier, maintenant);
  return { fige: premier.mois, reste: dus.length - 1 };
};

/** Démarrage tranquille, puis une heure entre deux passages, et du temps laissé aux postes entre deux mois à reconstituer. Un mois se lit par petits morceaux, entre lesquels les postes passent. */
const DELAIS = { premier: 60_000, entreDeux: 3_600_000, suite: 30_000 } as const;
/** L’ordonnanceur d’un service : il repasse de lui-même ; `arreter` attend le passage en cours. */
export const ordonnerInstantanes = (base: Base, horloge: () => Date, signaler: (erreur: unknown) => void): { arreter(): Promise<void> } => {
  let arrete = false;
  let enCours: Promise<void> = Promise.resolve();
  let minuterie: NodeJS.Timeout | undefined;
  const programmer = (delai: number): void => {
    if (arrete) return;
    minuterie = setTimeout(() => {
      enCours = passerInstantanes(base, horloge()).then(({ reste }) => { programmer(reste > 0 ? DELAIS.suite : DELAIS.entreDeux); }, (erreur: unknown) => {
        // la base peut manquer un moment : le passage suivant reprendra
        signaler(erreur);
        programmer(DELAIS.entreDeux);
      });
    }, delai);
    minuterie.unref();
  };
  programmer(DELAIS.premier);
  return { arreter: async () => { arrete = true; clearTimeout(minuterie); await enCours; } };
};
