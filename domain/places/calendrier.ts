import { decalerDate, lendemain, numeroDuJour, veille } from '../dates.ts';
import type { EtatPlace, Occupation, Place } from '../objets/place.ts';
import { etatAu } from '../objets/place.ts';
import { lireConstats } from './constats.ts';
import type { EtatMontre } from './gestes.ts';
import { etatMontre } from './gestes.ts';

/** Des jours, bornes comprises. */
export interface Fenetre { readonly du: string; readonly au: string }

/** Part des places ouvertes au-delà de laquelle une journée d’indisponibilités alerte (D). */
export const SEUIL_INDISPONIBLES = 0.4;

/**
 * Une indisponibilité dans la fenêtre. `debut`, `fin` : ce qui a été décidé ; `du`, `au` : les jours de la fenêtre où elle l’emporte ; `avant`, `apres` : elle continue hors de la fenêtre.
 * `differee` : elle attend la libération de la place et ne compte pas encore. `enAttente` : décidée sur ce poste, le service ne l’a pas encore.
 */
interface Barre extends Fenetre {
  readonly motif: string; readonly debut: string; readonly fin: string | null; readonly avant: boolean; readonly apres: boolean; readonly differee: boolean; readonly enAttente: boolean;
}
/** `fermetures` : les jours où la place n’est pas ouverte. `etat` : celui d’aujourd’hui. */
interface PlaceDuCalendrier { readonly id: string; readonly numero: string; readonly etat: EtatMontre; readonly barres: readonly Barre[]; readonly fermetures: readonly Fenetre[] }
/** `occupees` : `null` quand on ne le sait pas, parce que le jour est à venir ou que l’occupation d’une place ouverte a été constatée depuis. */
interface TotauxDuJour { readonly jour: string; readonly ouvertes: number; readonly indisponibles: number; readonly disponibles: number; readonly occupees: number | null }
/** `placesJours` : la somme des jours. `fermees` : places qui ne sont ouvertes aucun jour de la fenêtre ; elles ne sont pas rendues. */
export interface Calendrier {
  readonly places: readonly PlaceDuCalendrier[]; readonly fermees: number; readonly jours: readonly TotauxDuJour[];
  readonly placesJours: { readonly ouvertes: number; readonly indisponibles: number; readonly disponibles: number };
}
type Etats = Pick<Place, 'etats' | 'differe'>;
/** `service` : la place telle que le service l’a livrée, quand ce poste l’a changée depuis ; `null` sinon. */
export interface PlaceACompter extends Etats, Pick<Place, 'id' | 'numero' | 'occupation' | 'occupationLe' | 'constatsPasses'> { readonly service: Etats | null }

/** Nombre de jours entre deux dates. */
export const ecartJours = (de: string, a: string): number => numeroDuJour(a) - numeroDuJour(de);
/** Les jours d’une fenêtre. */
export const joursDe = ({ du, au }: Fenetre): string[] => Array.from({ length: Math.max(0, ecartJours(du, au) + 1) }, (_, rang) => decalerDate(du, rang));

interface Troncon extends Fenetre { readonly ligne: EtatPlace | undefined }
/** La fenêtre coupée là où l’état change ; sur chaque tronçon `etatAu` rend la même ligne. */
const troncons = (etats: readonly EtatPlace[], { du, au }: Fenetre): Troncon[] => {
  const bornes = [...new Set([du, ...etats.flatMap(({ debut, fin }) => (fin === null ? [debut] : [debut, lendemain(fin)]))])].filter((borne) => borne >= du && borne <= au).sort();
  const coupes: { du: string; au: string; ligne: EtatPlace | undefined }[] = [];
  for (const [rang, borne] of bornes.entries()) {
    const ligne = etatAu(etats, borne);
    const suivante = bornes[rang + 1];
    const fin = suivante === undefined ? au : veille(suivante);
    const dernier = coupes.at(-1);
    if (dernier !== undefined && dernier.ligne === ligne) dernier.au = fin;
    else coupes.push({ du: borne, au: fin, ligne });
  }
  return coupes;
};

const memeLigne = (une: EtatPlace, autre: EtatPlace): boolean => une.etat === autre.etat && (une.motif ?? null) === (autre.motif ?? null) && une.debut === autre.debut && une.fin === autre.fin;
const ouvert = (ligne: EtatPlace | undefined): boolean => ligne !== undefined && ligne.etat !== 'fermee';

const barresPosees = ({ etats, service }: PlaceACompter, coupes: readonly Troncon[], fenetre: Fenetre): Barre[] => coupes.flatMap(({ ligne, du, au }) => (ligne?.etat !== 'indisponible' ? [] : [{
  motif: ligne.motif ?? 'autre', debut: ligne.debut, fin: ligne.fin, du, au, differee: false,
  avant: du === fenetre.du && etatAu(etats, veille(du)) === ligne, apres: au === fenetre.au && etatAu(etats, lendemain(au)) === ligne,
  enAttente: service !== null && !service.etats.some((connue) => memeLigne(connue, ligne)),
}]));
/** Elle commencera à la libération : au plus tôt aujourd’hui, puisqu’elle attend encore. */
const barreDifferee = ({ differe, service }: PlaceACompter, fenetre: Fenetre, aujourdhui: string): Barre[] => {
  if (differe?.etat !== 'indisponible') return [];
  const debut = differe.debut < aujourdhui ? aujourdhui : differe.debut;
  const [du, au] = [debut < fenetre.du ? fenetre.du : debut, differe.fin === null || differe.fin > fenetre.au ? fenetre.au : differe.fin];
  if (au < du || (differe.fin !== null && differe.fin < debut)) return [];
  return [{ motif: differe.motif ?? 'autre', debut: differe.debut, fin: differe.fin, du, au, avant: debut < fenetre.du, apres: differe.fin === null || differe.fin > fenetre.au, differee: true, enAttente: service !== null && (service.differe === null || !memeLigne(service.differe, differe)) }];
};

/** Ce qu’une place ouverte était un jour passé, d’après le constat qui courait alors ; `null` : rien n’avait été constaté. Jamais constatée, une place libre l’est depuis qu’elle est là. */
const occupationAu = ({ occupation, occupationLe, constatsPasses }: PlaceACompter, jour: string, aujourdhui: string): Occupation | null =>
  (jour === aujourdhui || (occupationLe === null ? occupation === 'libre' : occupationLe <= jour) ? occupation : occupationLe === null ? null : lireConstats(constatsPasses).filter(({ le }) => le <= jour).at(-1)?.occupation ?? null);

/** Les barres des places et les totaux de chaque jour. L’état d’une place un jour donné est celui que dit `etatAu`. */
export const calendrierDe = (places: readonly PlaceACompter[], fenetre: Fenetre, aujourdhui: string): Calendrier => {
  const comptes = joursDe(fenetre).map((jour) => ({ jour, ouvertes: 0, indisponibles: 0, occupees: jour > aujourdhui ? null : 0 as number | null }));
  const rendues: PlaceDuCalendrier[] = [];
  for (const place of places) {
    const coupes = troncons(place.etats, fenetre);
    if (!coupes.some(({ ligne }) => ouvert(ligne))) continue;
    const etatDuJour = (jour: string): EtatMontre => etatMontre(place, jour);
    for (const { ligne, du, au } of coupes) {
      if (!ouvert(ligne)) continue;
      for (const compte of comptes.slice(ecartJours(fenetre.du, du), ecartJours(fenetre.du, au) + 1)) {
        compte.ouvertes += 1;
        if (ligne?.etat === 'indisponible') compte.indisponibles += 1;
        else if (compte.occupees !== null) {
          const occupation = occupationAu(place, compte.jour, aujourdhui);
          compte.occupees = occupation === null ? null : compte.occupees + (occupation === 'occupee' ? 1 : 0);
        }
      }
    }
    rendues.push({
      id: place.id, numero: place.numero, etat: etatDuJour(aujourdhui), barres: [...barresPosees(place, coupes, fenetre), ...barreDifferee(place, fenetre, aujourdhui)],
      fermetures: coupes.filter(({ ligne }) => !ouvert(ligne)).map(({ du, au }) => ({ du, au })),
    });
  }
  const jours = comptes.map(({ occupees, ...compte }) => ({ ...compte, disponibles: compte.ouvertes - compte.indisponibles, occupees }));
  const somme = (cle: 'ouvertes' | 'indisponibles' | 'disponibles'): number => jours.reduce((total, jour) => total + jour[cle], 0);
  return { places: rendues, fermees: places.length - rendues.length, jours, placesJours: { ouvertes: somme('ouvertes'), indisponibles: somme('indisponibles'), disponibles: somme('disponibles') } };
};
