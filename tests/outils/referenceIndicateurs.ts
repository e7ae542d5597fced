import fc from 'fast-check';
import type { Dispositif } from '../../domain/objets/dispositif.ts';
import type { Groupe } from '../../domain/objets/groupe.ts';
import type { Place } from '../../domain/objets/place.ts';
import { dispositif, groupe, place } from './fabrique.ts';

/** Une offre tirée au hasard, et la lecture lente, jour par jour et place par place, de ce que les formules de domain.md §8 en disent. Rien ici ne vient du moteur. */
export interface OffreTiree { readonly dispositifs: readonly Dispositif[]; readonly groupes: readonly Groupe[]; readonly places: readonly Place[] }
const uuid = (genre: string, rang: number): string => `${genre}0000000-0000-4000-8000-${String(rang).padStart(12, '0')}`;
export const ENTITES = ['59', '02', '2A'].map((_, rang) => uuid('a', rang));
const jour = (rang: number): string => new Date(Date.UTC(2026, 8, 1) + rang * 86_400_000).toISOString().slice(0, 10);
/** De septembre à décembre 2026 : la date du jour des essais, le 24 novembre, est dedans. */
export const dates = fc.integer({ min: 0, max: 115 }).map(jour);
export const periodes = fc.tuple(dates, fc.integer({ min: 0, max: 45 })).map(([du, jours]) => ({ du, au: new Date(Date.parse(`${du}T00:00:00Z`) + jours * 86_400_000).toISOString().slice(0, 10) }));
const TYPES = ['hebergement_chrs.insertion', 'hebergement_chrs.115', 'hebergement_hors_chrs.mixte', 'hebergement_hotel.hotel', 'logement_iml.mandat', 'veille_sociale.maraude', 'premier_accueil.spip'];

const finOuNon = (debut: string): fc.Arbitrary<string | null> => fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 60 }).map((jours) => new Date(Date.parse(`${debut}T00:00:00Z`) + jours * 86_400_000).toISOString().slice(0, 10)));
const histoires: fc.Arbitrary<Place['etats']> = fc.array(dates.chain((debut) => fc.record({ etat: fc.constantFrom('ouverte' as const, 'indisponible' as const, 'fermee' as const), debut: fc.constant(debut), fin: finOuNon(debut), motif: fc.constantFrom('travaux', 'sinistre', 'autre') })), { minLength: 1, maxLength: 4 })
  .map((lignes) => [...lignes].sort((une, autre) => (une.debut < autre.debut ? -1 : 1)).map(({ motif, ...ligne }) => (ligne.etat === 'indisponible' ? { ...ligne, motif } : ligne)));
/** Une place sur deux n’a qu’une ouverture, sans fin : celles que le cache compte par l’index. */
const etats: fc.Arbitrary<Place['etats']> = fc.oneof(histoires, dates.map((debut): Place['etats'] => [{ etat: 'ouverte', debut, fin: null }]));
const financements = fc.array(dates.chain((debut) => fc.record({ code: fc.constantFrom('P177', 'ALT1', 'FSL'), places: fc.oneof(fc.constantFrom(null, 0), fc.integer({ min: 0, max: 40 })), debut: fc.constant(debut), fin: finOuNon(debut) })), { maxLength: 3 });

/** Des constats, tous à leur date ; le dernier est celui de la place, les autres ce qu’elle garde d’avant. Certaines n’ont jamais été constatées. */
const constats: fc.Arbitrary<Pick<Place, 'occupation' | 'occupationLe' | 'constatsPasses'>> = fc.tuple(fc.constantFrom('libre' as const, 'reservee' as const, 'occupee' as const), fc.array(fc.tuple(fc.constantFrom('l', 'r', 'o'), dates.filter((date) => date <= '2026-11-24')), { maxLength: 4 }))
  .map(([occupation, tires]) => {
    const ranges = [...new Map(tires.map(([lettre, le]) => [le, lettre] as const))].sort(([un], [autre]) => (un < autre ? -1 : 1));
    const passes = ranges.slice(0, -1).map(([le, lettre]) => `${lettre}${le}`).join('');
    return { occupation, occupationLe: ranges.at(-1)?.[0] ?? null, constatsPasses: passes === '' ? null : passes };
  });

export const offres: fc.Arbitrary<OffreTiree> = fc.array(fc.record({
  departement: fc.constantFrom('59', '62', '02', '75', '2A', '2B', '974'), entite: fc.constantFrom(...ENTITES), type: fc.constantFrom(...TYPES), statut: fc.constantFrom('valide', 'valide', 'suspendu', 'ferme', 'brouillon', 'a_prevalider', 'archive'), financements,
  placesFinancees: fc.option(fc.record({ urgence: fc.integer({ min: 0, max: 30 }), insertion: fc.integer({ min: 0, max: 30 }), autres: fc.integer({ min: 0, max: 30 }) })),
  groupes: fc.array(fc.record({
    modalite: fc.constantFrom('115', 'insertion', 'autre'), permanence: fc.constantFrom('perenne', 'hivernale', 'exceptionnelle'), publics: fc.subarray(['tout_public', 'vif', 'jeunes']).chain((codes) => fc.shuffledSubarray(codes, { minLength: codes.length })),
    ouverture: dates, fermeture: fc.option(fc.integer({ min: 0, max: 90 })), capacites: fc.uniqueArray(fc.record({ depuis: dates, capacite: fc.integer({ min: 0, max: 12 }) }), { minLength: 1, maxLength: 3, selector: ({ depuis }) => depuis }),
    places: fc.array(constats.chain((champs) => etats.map((siens) => ({ ...champs, etats: siens }))), { maxLength: 5 }),
  }), { maxLength: 3 }),
}), { maxLength: 7 }).map((tires) => {
  const dispositifs: Dispositif[] = [];
  const groupes: Groupe[] = [];
  const places: Place[] = [];
  for (const { groupes: siens, entite, type, ...reste } of tires) {
    const id = uuid('b', dispositifs.length);
    dispositifs.push(dispositif({ ...reste, id, nom: `Dispositif ${dispositifs.length}`, entiteId: entite, type, nature: type.slice(0, type.indexOf('.')) }));
    for (const { places: siennes, fermeture, ...champs } of siens) {
      const groupeId = uuid('c', groupes.length);
      groupes.push(groupe({
        ...champs, id: groupeId, dispositifId: id, entiteId: entite, departement: reste.departement, capacites: [...champs.capacites].sort((une, autre) => (une.depuis < autre.depuis ? -1 : 1)),
        fermeture: fermeture === null ? null : new Date(Date.parse(`${champs.ouverture}T00:00:00Z`) + fermeture * 86_400_000).toISOString().slice(0, 10),
      }));
      for (const une of siennes) places.push(place({ ...une, id: uuid('d', places.length), numero: String(places.length), groupeId, dispositifId: id, entiteId: entite, departement: reste.departement }));
    }
  }
  return { dispositifs, groupes, places };
});

const REGION: Readonly<Record<string, string>> = { 59: '32', 62: '32', 80: '32', '02': '32', 75: '11', '2A': '94', '2B': '94', 974: '04' };
const SIAO: Readonly<Record<string, string>> = { '2A': '20', '2B': '20' };
const COMPTEES = new Set(['hebergement_chrs', 'hebergement_hors_chrs', 'hebergement_hotel', 'logement_iml', 'logement_residence_sociale']);

export const joursDe = ({ du, au }: { readonly du: string; readonly au: string }): string[] => {
  const jours: string[] = [];
  for (let instant = Date.parse(`${du}T00:00:00Z`); instant <= Date.parse(`${au}T00:00:00Z`); instant += 86_400_000) jours.push(new Date(instant).toISOString().slice(0, 10));
  return jours;
};
const dispositifsDuParc = ({ dispositifs }: OffreTiree): Dispositif[] => dispositifs.filter(({ statut, nature }) => ['valide', 'suspendu', 'ferme', 'archive'].includes(statut) && COMPTEES.has(nature));
const ouvert = ({ ouverture, fermeture }: Groupe, date: string): boolean => ouverture <= date && (fermeture === null || date < fermeture);
const capacite = (un: Groupe, date: string): number => {
  if (!ouvert(un, date)) return 0;
  let courante = 0;
  for (const ligne of un.capacites) if (ligne.depuis <= date) courante = ligne.capacite;
  return courante;
};
/** Ce qu’est une place ce jour-là ; `inconnue` : ouverte, sans qu’on sache si elle était prise. */
const situation = (une: Place, un: Groupe, date: string, aujourdhui: string): 'hors' | 'indisponible' | 'inconnue' | Place['occupation'] => {
  if (!ouvert(un, date)) return 'hors';
  let courant: Place['etats'][number] | undefined;
  for (const ligne of une.etats) if (ligne.debut <= date && (ligne.fin === null || ligne.fin >= date)) courant = ligne;
  if (courant === undefined || courant.etat === 'fermee') return 'hors';
  if (courant.etat === 'indisponible') return 'indisponible';
  if (date === aujourdhui) return une.occupation;
  if (date > aujourdhui) return 'inconnue';
  if (une.occupationLe === null) return une.occupation === 'libre' ? 'libre' : 'inconnue';
  if (une.occupationLe <= date) return une.occupation;
  // avant le dernier constat, celui qui courait alors
  const passes = (une.constatsPasses ?? '').match(/.{11}/gu) ?? [];
  const celui = passes.filter((constat) => constat.slice(1) <= date).sort((un, autre) => (un.slice(1) < autre.slice(1) ? -1 : 1)).at(-1);
  return celui === undefined ? 'inconnue' : celui.startsWith('l') ? 'libre' : celui.startsWith('r') ? 'reservee' : 'occupee';
};
export const cleReference = (axe: string, un: Dispositif, le: Groupe | null, dernierJour: string): string => {
  switch (axe) {
    case 'region': return REGION[un.departement] ?? '';
    case 'siao': return SIAO[un.departement] ?? un.departement;
    case 'departement': return un.departement;
    case 'entite': return un.entiteId;
    case 'dispositif': return un.id;
    case 'nature': return un.nature;
    case 'type': return un.type;
    case 'modalite': return le?.modalite ?? '';
    case 'permanence': return le?.permanence ?? '';
    case 'public': return [...(le?.publics ?? [])].sort().join('+');
    default: return [...new Set(un.financements.filter(({ debut, fin }) => debut <= dernierJour && (fin === null || dernierJour <= fin)).map(({ code }) => code))].sort().join('+');
  }
};
export interface Compte { capacite: number; indisponible: number; libre: number; reservee: number; occupee: number; inconnue: number }
/** Les places-jours de chaque groupe du parc, comptés un par un. */
export const compterParGroupe = (offre: OffreTiree, periode: { readonly du: string; readonly au: string }, aujourdhui: string): { readonly groupe: Groupe; readonly dispositif: Dispositif; readonly compte: Compte }[] => {
  const jours = joursDe(periode);
  return dispositifsDuParc(offre).flatMap((un) => offre.groupes.filter(({ dispositifId }) => dispositifId === un.id).map((le) => {
    const compte: Compte = { capacite: 0, indisponible: 0, libre: 0, reservee: 0, occupee: 0, inconnue: 0 };
    for (const date of jours) {
      compte.capacite += capacite(le, date);
      for (const une of offre.places) {
        if (une.groupeId !== le.id) continue;
        const quoi = situation(une, le, date, aujourdhui);
        if (quoi !== 'hors') compte[quoi] += 1;
      }
    }
    return { groupe: le, dispositif: un, compte };
  }));
};

const decale = (date: string, jours: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + jours * 86_400_000).toISOString().slice(0, 10);
/** Une part d’un chiffre : ce qu’un groupe, un dispositif ou un département y apporte. `haut` `null` : on ne sait pas. */
export interface Part { readonly cle: (axe: string) => string; readonly haut: number | null; readonly bas: number }
type Periode = { readonly du: string; readonly au: string };
/** Habitants de 20 ans ou plus (Insee, 2023), recopiés à la main : total moins les moins de 20 ans. */
export const ADULTES: Readonly<Record<string, number>> = { '02': 396_267, 59: 1_948_323, 60: 615_846, 62: 1_097_469, 80: 431_563 };
const parGroupe = (offre: OffreTiree, { au }: Periode, part: (le: Groupe, un: Dispositif) => readonly [number | null, number]): Part[] =>
  dispositifsDuParc(offre).flatMap((un) => offre.groupes.filter(({ dispositifId }) => dispositifId === un.id).map((le) => { const [haut, bas] = part(le, un); return { cle: (axe: string) => cleReference(axe, un, le, au), haut, bas }; }));
const parDispositif = (offre: OffreTiree, periode: Periode, part: (un: Dispositif, siens: readonly Groupe[], jours: readonly string[]) => readonly [number | null, number]): Part[] => dispositifsDuParc(offre).map((un) => {
  const siens = offre.groupes.filter(({ dispositifId }) => dispositifId === un.id);
  // au parc de l’ouverture de son premier groupe à la fermeture du dernier
  const jours = joursDe(periode).filter((date) => siens.some(({ ouverture }) => ouverture <= date) && siens.some(({ fermeture }) => fermeture === null || date < fermeture));
  const [haut, bas] = jours.length === 0 ? [0, 0] : part(un, siens, jours);
  return { cle: (axe: string) => cleReference(axe, un, null, periode.au), haut, bas };
});
const enForce = ({ debut, fin }: { readonly debut: string; readonly fin: string | null }, date: string): boolean => debut <= date && (fin === null || date <= fin);
const somme = (nombres: readonly number[]): number => nombres.reduce((total, nombre) => total + nombre, 0);

/** Les parts de chaque indicateur, écrites droit d’après domain.md §8 ; le dénominateur est leur somme, sauf les jours et les constantes. */
export const PARTS: Readonly<Record<string, (offre: OffreTiree, periode: Periode, aujourdhui: string) => Part[]>> = {
  ouvertures_fermetures: (offre, periode) => parGroupe(offre, periode, (le) => [somme(joursDe(periode).map((date) => capacite(le, date) - capacite(le, decale(date, -1)))), 0]),
  equivalent_places_hotel: (offre, periode) => parGroupe(offre, periode, (le, { nature }) => [nature === 'hebergement_hotel' ? somme(joursDe(periode).map((date) => capacite(le, date))) : 0, 0]),
  taux_occupation_flux: (offre, periode, aujourdhui) => parDispositif(offre, periode, (un, siens, jours) => {
    const financees = somme(jours.map((date) => somme(un.financements.filter((ligne) => enForce(ligne, date)).map(({ places }) => places ?? 0))));
    if (!un.financements.some(({ places }) => places !== null && places > 0)) return [0, 0];
    const etats = joursDe(periode).flatMap((date) => siens.flatMap((le) => offre.places.filter(({ groupeId }) => groupeId === le.id).map((une) => situation(une, le, date, aujourdhui))));
    return [etats.includes('inconnue') ? null : etats.filter((etat) => etat === 'occupee').length, financees];
  }),
  part_regulee: (offre, periode) => parDispositif(offre, periode, ({ placesFinancees }) => (placesFinancees === null ? [0, 0] : [placesFinancees.urgence + placesFinancees.insertion, placesFinancees.urgence + placesFinancees.insertion + placesFinancees.autres])),
  ecart_capacite: (offre, periode) => parDispositif(offre, periode, (un, siens) => {
    const lignes = un.financements.filter((ligne) => enForce(ligne, periode.au) && ligne.places !== null);
    return lignes.length === 0 ? [0, 0] : [somme(siens.map((le) => capacite(le, periode.au))) - somme(lignes.map(({ places }) => places ?? 0)), 0];
  }),
  taux_equipement: (offre, periode) => parGroupe(offre, periode, (le, { nature }) => [nature === 'hebergement_chrs' || nature === 'hebergement_hors_chrs' ? capacite(le, periode.au) : 0, 0]),
};
