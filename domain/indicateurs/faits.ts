import { lendemain, moisAvant, veille } from '../dates.ts';
import type { Capacite, Groupe } from '../objets/groupe.ts';
import { capaciteAu } from '../objets/groupe.ts';
import type { EtatPlace, Occupation } from '../objets/place.ts';
import { etatAu } from '../objets/place.ts';
import { ecartJours } from '../places/calendrier.ts';
import { periodeCouvre } from '../objets/commun.ts';
import type { Financement } from '../objets/dispositif.ts';
import type { Fait, Periode } from './modele.ts';
import { adultesDe } from './populations.ts';

/** Les dispositifs dont les places sont, ou ont été, au parc. Un dispositif fermé n’a plus de groupe ouvert ; avant sa fermeture, ses places comptaient. */
export const STATUTS_DU_PARC: readonly string[] = ['valide', 'suspendu', 'ferme', 'archive'];

export const joursDans = ({ du, au }: Periode): number => Math.max(0, ecartJours(du, au) + 1);
type Dates = Pick<Groupe, 'ouverture' | 'fermeture'>;
/** Les jours de la période où le groupe est ouvert ; `null` : aucun. La fermeture est le premier jour sans place. */
export const joursOuverts = ({ ouverture, fermeture }: Dates, { du, au }: Periode): Periode | null => {
  const debut = ouverture > du ? ouverture : du;
  const fin = fermeture !== null && fermeture <= au ? veille(fermeture) : au;
  return debut > fin ? null : { du: debut, au: fin };
};

/** Coupe une période aux dates données : des tronçons qui la couvrent, sur chacun rien ne change. */
const decouper = ({ du, au }: Periode, dates: readonly string[]): Periode[] => {
  const bornes = [...new Set([du, ...dates.filter((date) => date > du && date <= au)])].sort();
  return bornes.map((borne, rang) => ({ du: borne, au: rang + 1 < bornes.length ? veille(bornes[rang + 1] as string) : au }));
};

/** Places-jours de capacité d’un groupe sur une période. */
export const capaciteSur = (groupe: Dates & { readonly capacites: readonly Capacite[] }, periode: Periode): number => {
  const ouverts = joursOuverts(groupe, periode);
  if (ouverts === null) return 0;
  if (ouverts.du === ouverts.au) return capaciteAu(groupe, ouverts.du);
  return decouper(ouverts, groupe.capacites.map(({ depuis }) => depuis)).reduce((total, troncon) => total + capaciteAu(groupe, troncon.du) * joursDans(troncon), 0);
};

/** Places-jours d’une place : ce qu’elle a été, jour après jour. `occupationInconnue` : ouverte, sans que l’on sache si elle était prise. */
export interface JoursDePlace { indisponibles: number; occupees: number; reservees: number; libres: number; occupationInconnue: number }
export const RIEN: Readonly<JoursDePlace> = { indisponibles: 0, occupees: 0, reservees: 0, libres: 0, occupationInconnue: 0 };
const CHAMP_OCCUPATION = { libre: 'libres', reservee: 'reservees', occupee: 'occupees' } as const satisfies Record<Occupation, keyof JoursDePlace>;

/**
 * L’occupation d’une place n’est connue que depuis son dernier constat, et pas au-delà d’aujourd’hui ; aujourd’hui, elle l’est toujours. Jamais constatée, une place est libre depuis qu’elle est là.
 * `connueDepuis` : le jour du constat ; `''` : depuis toujours ; `null` : jamais avant aujourd’hui.
 */
export const joursDePlace = (etats: readonly EtatPlace[], occupation: Occupation, connueDepuis: string | null, ouverts: Periode, aujourdhui: string): JoursDePlace => {
  const jours = { ...RIEN };
  const connue = (jour: string): boolean => jour === aujourdhui || (jour < aujourdhui && connueDepuis !== null && connueDepuis <= jour);
  const dates = etats.flatMap(({ debut, fin }) => (fin === null ? [debut] : [debut, lendemain(fin)]));
  for (const troncon of decouper(ouverts, [...dates, aujourdhui, lendemain(aujourdhui), ...(connueDepuis === null ? [] : [connueDepuis])])) {
    const etat = etatAu(etats, troncon.du)?.etat;
    if (etat === 'indisponible') jours.indisponibles += joursDans(troncon);
    else if (etat === 'ouverte') jours[connue(troncon.du) ? CHAMP_OCCUPATION[occupation] : 'occupationInconnue'] += joursDans(troncon);
  }
  return jours;
};
/** Places-jours d’indisponibilité d’une place, par motif. */
export const motifsDePlace = (etats: readonly EtatPlace[], ouverts: Periode): ReadonlyMap<string, number> => {
  const jours = new Map<string, number>();
  for (const troncon of decouper(ouverts, etats.flatMap(({ debut, fin }) => (fin === null ? [debut] : [debut, lendemain(fin)])))) {
    const etat = etatAu(etats, troncon.du);
    if (etat?.etat === 'indisponible') jours.set(etat.motif ?? 'autre', (jours.get(etat.motif ?? 'autre') ?? 0) + joursDans(troncon));
  }
  return jours;
};
/** Depuis quand l’occupation d’une place est connue, pour `joursDePlace`. */
export const occupationConnueDepuis = (occupation: Occupation, occupationLe: string | null): string | null => occupationLe ?? (occupation === 'libre' ? '' : null);

/** Plusieurs codes font une valeur à part (« P177 et ALT1 ») : chaque groupe est dans une seule, les sommes tombent juste. Vide : aucun. */
export const combiner = (codes: readonly string[]): string => [...new Set(codes)].sort().join('+');
export const decombiner = (cle: string): readonly string[] => (cle === '' ? [] : cle.split('+'));

/** Le pont d’un groupe : capacité la veille, ce qui s’ouvre et se ferme jour après jour, capacité au dernier jour. */
export const pontDuGroupe = (groupe: Dates & { readonly capacites: readonly Capacite[] }, { du, au }: Periode): { readonly auDebut: number; readonly placesOuvertes: number; readonly placesFermees: number; readonly aLaFin: number } => {
  const capacite = (date: string): number => capaciteAu(groupe, date);
  const dates = [groupe.ouverture, groupe.fermeture, ...groupe.capacites.map(({ depuis }) => depuis)].filter((date): date is string => date !== null && date >= du && date <= au);
  const auDebut = capacite(veille(du));
  let [courante, placesOuvertes, placesFermees] = [auDebut, 0, 0];
  for (const date of [...new Set(dates)].sort()) {
    const ensuite = capacite(date);
    if (ensuite > courante) placesOuvertes += ensuite - courante;
    else placesFermees += courante - ensuite;
    courante = ensuite;
  }
  return { auDebut, placesOuvertes, placesFermees, aLaFin: capacite(au) };
};

type Cles = Fait['cles'];
/** La valeur d’un dispositif sur les axes qui le concernent. Le financement est celui du dernier jour : tous ses codes, ensemble. */
export const financementAu = (lignes: readonly Financement[], date: string): string => combiner(lignes.filter((ligne) => periodeCouvre(ligne, date)).map(({ code }) => code));
export interface GroupeACompter extends Dates { readonly id: string; readonly modalite: string; readonly permanence: string }
/** Un groupe en faits. Champ par champ : quarante mille objets de la même forme, que le moteur lit d’autant plus vite. */
export const faitDeGroupe = ({ id, modalite, permanence, ouverture, fermeture }: GroupeACompter, du: Cles, publics: string, capacite: number, places: JoursDePlace | undefined, pont: ReturnType<typeof pontDuGroupe> | undefined, periode: Periode): Fait => {
  const ouvert = joursOuverts({ ouverture, fermeture }, periode) !== null;
  const { indisponibles, occupees, reservees, libres, occupationInconnue } = ouvert && places !== undefined ? places : RIEN;
  return {
    niveau: 'groupe', id, cles: { departement: du.departement ?? '', entite: du.entite ?? '', dispositif: du.dispositif ?? '', nature: du.nature ?? '', type: du.type ?? '', financement: du.financement ?? '', modalite, permanence, public: publics },
    nombres: {
      capacite, ouverts: ouvert ? 1 : 0, fermes: fermeture !== null && fermeture <= periode.du ? 1 : 0, aVenir: ouverture > periode.au ? 1 : 0, indisponibles, occupees, reservees, libres, occupationInconnue,
      ...(pont === undefined ? undefined : pont),
    },
  };
};

type Financee = Pick<Financement, 'places' | 'debut' | 'fin'>;
/** Places-jours que des lignes de financement datées donnent sur une période ; `null` : aucune ne dit de places. */
export const financeesSur = (lignes: readonly Financee[], { du, au }: Periode): number | null => {
  const chiffrees = lignes.filter(({ places, debut, fin }) => places !== null && debut <= au && (fin === null || fin >= du));
  if (chiffrees.length === 0) return null;
  return chiffrees.reduce((total, { places, debut, fin }) => total + (places ?? 0) * joursDans({ du: debut > du ? debut : du, au: fin !== null && fin < au ? fin : au }), 0);
};

/** Un dispositif réduit à ce qui se compte. `groupes` : de l’ouverture de son premier groupe à la fermeture du dernier ; il n’est au parc que ces jours-là. `null` : aucun groupe. */
export interface DispositifACompter { readonly id: string; readonly cles: Fait['cles']; readonly financements: readonly Financee[]; readonly placesFinancees: { readonly urgence: number; readonly insertion: number; readonly autres: number } | null; readonly groupes: Dates | null }
export const faitsDesDispositifs = (dispositifs: readonly DispositifACompter[], groupes: readonly Fait[], periode: Periode): Fait[] => {
  const sommes = new Map<string, { capacite: number; occupees: number; inconnues: number }>();
  for (const { cles, nombres } of groupes) {
    const id = cles.dispositif ?? '';
    const somme = sommes.get(id) ?? { capacite: 0, occupees: 0, inconnues: 0 };
    sommes.set(id, somme);
    somme.capacite += nombres['capacite'] ?? 0;
    somme.occupees += nombres['occupees'] ?? 0;
    somme.inconnues += nombres['occupationInconnue'] ?? 0;
  }
  return dispositifs.map(({ id, cles, financements, placesFinancees, groupes: siens }): Fait => {
    const { capacite, occupees, inconnues } = sommes.get(id) ?? { capacite: 0, occupees: 0, inconnues: 0 };
    const auParc = siens === null ? null : joursOuverts(siens, periode);
    const financees = auParc === null ? null : financeesSur(financements, auParc);
    const regulees = auParc === null ? null : placesFinancees;
    // d’après toutes ses lignes, et non celles de la période : le compte des mois ferait sinon autre chose que celui de l’année
    const compte = financements.some(({ places: dites }) => (dites ?? 0) > 0);
    return {
      niveau: 'dispositif', id, cles,
      nombres: {
        financees: financees ?? 0, capaciteFinancee: financees === null ? 0 : capacite, enEcart: financees !== null && financees !== capacite ? 1 : 0, occupeesFinancees: compte ? occupees : 0, occupationFinanceeInconnue: compte ? inconnues : 0,
        urgence: regulees?.urgence ?? 0, insertion: regulees?.insertion ?? 0, autres: regulees?.autres ?? 0,
      },
    };
  });
};

/** La population des départements d’un périmètre. */
export const faitsDuTerritoire = (departements: readonly string[]): Fait[] => departements.map((departement) => {
  const adultes = adultesDe(departement);
  return { niveau: 'territoire', id: departement, cles: { departement }, nombres: { adultes: adultes ?? 0, populationInconnue: adultes === undefined ? 1 : 0 } };
});

/** Les mois d’une période, le premier et le dernier tronqués à ses bornes. */
export const moisDe = ({ du, au }: Periode): readonly (Periode & { readonly mois: string })[] => {
  const mois: (Periode & { mois: string })[] = [];
  for (let debut = du; debut <= au;) {
    const dernier = veille(moisAvant(`${debut.slice(0, 7)}-01`, -1));
    mois.push({ mois: debut.slice(0, 7), du: debut, au: dernier < au ? dernier : au });
    debut = lendemain(dernier);
  }
  return mois;
};
