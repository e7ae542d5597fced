import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import { lendemain, moisAvant, veille } from '../../domain/dates.ts';
import { calculer } from '../../domain/indicateurs/calcul.ts';
import { joursDans } from '../../domain/indicateurs/faits.ts';
import type { Axe, Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { INDICATEURS } from '../../domain/indicateurs/registre.ts';
import { AXES_INSTANTANES, MOIS_INSTANTANES } from '../../contract/instantanes.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { Base } from '../base/base.ts';
import type { TableInstantane } from '../base/schema.ts';
import { dateAParis } from '../synchronisation/envoi.ts';
import { figerControles } from './controles.ts';
import { lireFaitsService } from './lecture.ts';

const HEURE = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit', hourCycle: 'h23' });
/** Le dernier jour du mois, à partir de cette heure à Paris, le mois se fige ; manqué, il se reconstitue plus tard, et le dit. */
const HEURE_DU_GEL = 20;
const PAR_ENVOI = 500;

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
/** Les lignes d’un indicateur : par département, puis par nature dans chacun ; une médiane aussi pour tout le pays, car elle ne s’additionne pas. */
const lignesDe = (indicateur: Indicateur, faits: readonly Fait[], jours: number): Ligne[] => AXES_INSTANTANES.flatMap((axe): Ligne[] => {
  if (axe !== '' && !indicateur.axes.includes(axe)) return [];
  const axes: Axe[] = axe === '' ? ['departement'] : ['departement', axe];
  const calcul = calculer(indicateur, faits, { axes, filtres: {}, jours });
  const pays = indicateur.quantile !== undefined && axe === '' ? [{ cles: [''], ...calcul.total }] : [];
  return [...calcul.lignes, ...pays].map(({ cles, numerateur, denominateur, valeur, inconnus }) => ({ departement: cles[0] ?? '', indicateur: indicateur.id, axe, cle: cles[1] ?? '', numerateur, denominateur, valeur, inconnus }));
});

/**
 * Fige un mois, une fois pour toutes. Les chiffres se lisent d’un même instant de la base, puis s’écrivent si personne ne l’a fait entre-temps : deux services qui se lancent ensemble n’en gardent qu’un. Rend vrai si c’est celui-ci.
 */
export const figerMois = async (base: Base, du: MoisDu, maintenant: Date): Promise<boolean> => {
  const { mois, date, origine } = du;
  const lignes = await base.db.transaction().setIsolationLevel('repeatable read').execute(async (trx) => {
    const aujourdhui = dateAParis(maintenant);
    const cadre = { db: trx, aujourdhui, maintenant: maintenant.toISOString(), nomenclature: construireNomenclature(await trx.selectFrom('nomenclature').selectAll().execute(), date), departements: null, territoire: DEPARTEMENTS.map(({ code }) => code) };
    const calculees: Ligne[] = [];
    for (const moment of ['date', 'periode'] as const) {
      const siens = INDICATEURS.filter((indicateur) => (indicateur.moment === 'periode') === (moment === 'periode'));
      const [premier] = siens;
      if (premier === undefined) continue;
      const periode = periodeDe(premier, du);
      const faits = await lireFaitsService(cadre, siens, periode);
      for (const indicateur of siens) calculees.push(...lignesDe(indicateur, faits, joursDans(periode)));
    }
    // ce qui est à corriger ne se lit que du jour même
    if (origine === 'fige') calculees.push(...await figerControles(trx, aujourdhui, cadre.nomenclature));
    return calculees;
  });
  return base.db.transaction().execute(async (trx) => {
    const inscrit = await trx.insertInto('instantane_mois').values({ mois, date, origine, figeLe: maintenant }).onConflict((conflit) => conflit.column('mois').doNothing()).returning('mois').executeTakeFirst();
    if (inscrit === undefined) return false;
    for (let rang = 0; rang < lignes.length; rang += PAR_ENVOI) await trx.insertInto('instantane').values(lignes.slice(rang, rang + PAR_ENVOI).map((ligne) => ({ mois, ...ligne }))).execute();
    return true;
  });
};

/** Fige le premier mois dû qui ne l’est pas ; rend ce qu’il reste à faire. Une base sans offre n’a rien à figer. */
export const passerInstantanes = async (base: Base, maintenant: Date): Promise<{ readonly fige: string | null; readonly reste: number }> => {
  if (await base.db.selectFrom('dispositif').select('id').limit(1).executeTakeFirst() === undefined) return { fige: null, reste: 0 };
  const connus = new Set((await base.db.selectFrom('instantane_mois').select('mois').execute()).map(({ mois }) => mois));
  const dus = moisDus(maintenant).filter(({ mois }) => !connus.has(mois));
  const [premier] = dus;
  if (premier === undefined) return { fige: null, reste: 0 };
  await figerMois(base, premier, maintenant);
  return { fige: premier.mois, reste: dus.length - 1 };
};

/** Démarrage tranquille, puis une heure entre deux passages, et du temps laissé aux postes entre deux mois à reconstituer : chacun occupe le service une à deux secondes pour un grand département. */
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
