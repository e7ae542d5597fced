import { lendemain, moisAvant, numeroDuJour, veille } from '../dates.ts';
import type { Capacite, Groupe } from '../objets/groupe.ts';
import { capaciteAu } from '../objets/groupe.ts';
import type { EtatPlace, Occupation, Place } from '../objets/place.ts';
import { ecartJours } from '../places/calendrier.ts';
import { lireConstats } from '../places/constats.ts';
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

/** Places-jours de capacité d’un groupe sur une période : chaque ligne vaut de sa date à la suivante (elles se suivent dans le temps). */
export const capaciteSur = (groupe: Dates & { readonly capacites: readonly Capacite[] }, periode: Periode): number => {
  const ouverts = joursOuverts(groupe, periode);
  if (ouverts === null) return 0;
  const { capacites } = groupe;
  if (ouverts.du === ouverts.au) return capaciteAu(groupe, ouverts.du);
  const fin = numeroDuJour(ouverts.au) + 1;
  let debut = numeroDuJour(ouverts.du);
  let courante = capaciteAu(groupe, ouverts.du);
  let total = 0;
  for (const { depuis, capacite } of capacites) {
    if (depuis <= ouverts.du) continue;
    if (depuis > ouverts.au) break;
    const jour = numeroDuJour(depuis);
    total += courante * (jour - debut);
    [debut, courante] = [jour, capacite];
  }
  return total + courante * (fin - debut);
};

export interface Troncon { readonly etat: EtatPlace; readonly du: number; readonly apres: number }
/** Toute l’histoire d’une place, en tronçons où elle a un état et un seul : la dernière ligne qui couvre le jour. En rangs de jours ; `apres` : le premier jour qui n’en est plus. */
export const histoireDe = (etats: readonly EtatPlace[]): readonly Troncon[] => {
  const lignes = etats.map((etat) => ({ etat, du: numeroDuJour(etat.debut), apres: etat.fin === null ? Number.POSITIVE_INFINITY : numeroDuJour(etat.fin) + 1 }));
  const [seule] = lignes;
  if (lignes.length === 1 && seule !== undefined) return seule.du < seule.apres ? lignes : [];
  const bornes = [...new Set(lignes.flatMap(({ du, apres }) => [du, apres]))].sort((une, autre) => une - autre);
  return bornes.slice(0, -1).flatMap((borne, rang): Troncon[] => {
    const couvre = lignes.filter(({ du, apres }) => du <= borne && borne < apres).at(-1);
    return couvre === undefined ? [] : [{ etat: couvre.etat, du: borne, apres: bornes[rang + 1] as number }];
  });
};

/** Places-jours d’une place : ce qu’elle a été, jour après jour. `occupationInconnue` : ouverte, sans que l’on sache si elle était prise. */
export interface JoursDePlace { indisponibles: number; occupees: number; reservees: number; libres: number; occupationInconnue: number }
export const RIEN: Readonly<JoursDePlace> = { indisponibles: 0, occupees: 0, reservees: 0, libres: 0, occupationInconnue: 0 };
const CHAMP_OCCUPATION = { libre: 'libres', reservee: 'reservees', occupee: 'occupees' } as const satisfies Record<Occupation, keyof JoursDePlace>;

/** Depuis quel jour, en rang, la dernière occupation d’une place est connue. Jamais constatée, une place libre l’est depuis qu’elle est là ; une autre n’est sue qu’aujourd’hui. */
const rangConnu = (occupation: Occupation, occupationLe: string | null): number => (occupationLe !== null ? numeroDuJour(occupationLe) : occupation === 'libre' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
/** Une occupation, et les jours où elle est connue (`apres` : le premier qui n’en est plus). */
export interface Occupee { readonly occupation: Occupation; readonly du: number; readonly apres: number }
/** Ce que l’on sait de l’occupation d’une place : chaque constat vaut jusqu’au suivant, le dernier jusqu’à aujourd’hui, et aujourd’hui quoi qu’il arrive. Aucune tranche n’en recouvre une autre. */
export const occupationsDe = ({ occupation, occupationLe, constatsPasses }: Pick<Place, 'occupation' | 'occupationLe' | 'constatsPasses'>, ceJour: number): readonly Occupee[] => {
  const connue = rangConnu(occupation, occupationLe);
  const derniere = { occupation, du: Math.min(connue, ceJour), apres: ceJour + 1 };
  if (constatsPasses === null || occupationLe === null) return [derniere];
  const passes = lireConstats(constatsPasses);
  const rangs = passes.map(({ le }) => numeroDuJour(le));
  return [...passes.map((constat, rang): Occupee => ({ occupation: constat.occupation, du: rangs[rang] as number, apres: Math.min(rangs[rang + 1] ?? connue, derniere.du) })), derniere];
};

/** Verse les places-jours de `n` places semblables, du jour de rang `premier` à la veille de `fin` : ce que leur occupation ne couvre pas est inconnu. */
export const verserPlace = (somme: JoursDePlace, histoire: readonly Troncon[], occupations: readonly Occupee[], [premier, fin]: readonly [number, number], n: number): void => {
  for (const troncon of histoire) {
    const du = Math.max(premier, troncon.du);
    const apres = Math.min(fin, troncon.apres);
    if (du >= apres) continue;
    const { etat } = troncon.etat;
    if (etat === 'indisponible') somme.indisponibles += n * (apres - du);
    if (etat !== 'ouverte') continue;
    let inconnus = apres - du;
    for (const { occupation, du: depuis, apres: jusqua } of occupations) {
      const sus = Math.min(apres, jusqua) - Math.max(du, depuis);
      if (sus <= 0) continue;
      somme[CHAMP_OCCUPATION[occupation]] += n * sus;
      inconnus -= sus;
    }
    somme.occupationInconnue += n * inconnus;
  }
};
/** Plusieurs codes font une valeur à part (« P177 et ALT1 ») : chaque groupe est dans une seule, les sommes tombent juste. Vide : aucun. */
export const combiner = (codes: readonly string[]): string => [...new Set(codes)].sort().join('+');
export const decombiner = (cle: string): readonly string[] => (cle === '' ? [] : cle.split('+'));

/** Le pont d’un groupe : capacité la veille, ce qui s’ouvre et se ferme jour après jour, capacité au dernier jour. */
export const pontDuGroupe = (groupe: Dates & { readonly capacites: readonly Capacite[] }, { du, au }: Periode): { readonly auDebut: number; readonly placesOuvertes: number; readonly placesFermees: number; readonly aLaFin: number } => {
  const capacite = (date: string): number => capaciteAu(groupe, date);
  const dates = [groupe.ouverture, groupe.fermeture, ...groupe.capacites.map(({ depuis }) => depuis)].filter((date): date is string => date !== null && date >= du && date <= au);
  // rien ne change de toute la période : elle commence comme elle finit
  if (dates.length === 0) { const tenue = capacite(au); return { auDebut: tenue, placesOuvertes: 0, placesFermees: 0, aLaFin: tenue }; }
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

/** Ce que les groupes d’un dispositif ont de places-jours. */
export interface SommeDesGroupes { readonly capacite: number; readonly occupees: number; readonly inconnues: number }
export const AUCUN_GROUPE: SommeDesGroupes = { capacite: 0, occupees: 0, inconnues: 0 };
/** Les nombres d’un dispositif du parc, de l’ouverture de son premier groupe à la fermeture du dernier. */
export const nombresDuDispositif = ({ financements, placesFinancees, groupes }: Pick<DispositifACompter, 'financements' | 'placesFinancees' | 'groupes'>, { capacite, occupees, inconnues }: SommeDesGroupes, periode: Periode) => {
  const auParc = groupes === null ? null : joursOuverts(groupes, periode);
  const financees = auParc === null ? null : financeesSur(financements, auParc);
  const regulees = auParc === null ? null : placesFinancees;
  // d’après toutes ses lignes, et non celles de la période : le compte des mois ferait sinon autre chose que celui de l’année
  const compte = financements.some(({ places: dites }) => (dites ?? 0) > 0);
  return {
    financees: financees ?? 0, capaciteFinancee: financees === null ? 0 : capacite, enEcart: financees !== null && financees !== capacite ? 1 : 0, occupeesFinancees: compte ? occupees : 0, occupationFinanceeInconnue: compte ? inconnues : 0,
    urgence: regulees?.urgence ?? 0, insertion: regulees?.insertion ?? 0, autres: regulees?.autres ?? 0,
  };
};
/** Un dispositif réduit à ce qui se compte. `groupes` : de l’ouverture de son premier groupe à la fermeture du dernier ; il n’est au parc que ces jours-là. `null` : aucun groupe. */
export interface DispositifACompter { readonly id: string; readonly cles: Fait['cles']; readonly financements: readonly Financee[]; readonly placesFinancees: { readonly urgence: number; readonly insertion: number; readonly autres: number } | null; readonly groupes: Dates | null }
export const faitsDesDispositifs = (dispositifs: readonly DispositifACompter[], groupes: readonly Fait[], periode: Periode): Fait[] => {
  const sommes = new Map<string, SommeDesGroupes>();
  for (const { cles, nombres } of groupes) {
    const id = cles.dispositif ?? '';
    const { capacite, occupees, inconnues } = sommes.get(id) ?? AUCUN_GROUPE;
    sommes.set(id, { capacite: capacite + (nombres['capacite'] ?? 0), occupees: occupees + (nombres['occupees'] ?? 0), inconnues: inconnues + (nombres['occupationInconnue'] ?? 0) });
  }
  return dispositifs.map((un) => ({ niveau: 'dispositif', id: un.id, cles: un.cles, nombres: nombresDuDispositif(un, sommes.get(un.id) ?? AUCUN_GROUPE, periode) }));
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
