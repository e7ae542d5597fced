import { dateEcrite, decalerDate, lendemain, periodeEcrite, veille } from '../dates.ts';
import type { Groupe } from '../objets/groupe.ts';
import type { EtatPlace, Occupation, Place } from '../objets/place.ts';
import { etatAu } from '../objets/place.ts';
import { constatsApres } from './constats.ts';

/**
 * Un geste sur des places, le même sur une seule ou sur dix mille. Les dates sont incluses ; `fin` nulle : sans fin prévue.
 * `disponible` : met fin à l’indisponibilité qui court ce jour-là. `ouvrir` avec une fin : ouverture hivernale ou exceptionnelle.
 */
export type GestePlaces =
  | { readonly genre: 'indisponible'; readonly motif: string; readonly debut: string; readonly fin: string | null }
  | { readonly genre: 'disponible'; readonly le: string }
  | { readonly genre: 'ouvrir'; readonly le: string; readonly fin: string | null }
  | { readonly genre: 'fermer'; readonly le: string }
  | { readonly genre: 'occupation'; readonly occupation: Occupation; readonly le: string };

/** Un constat ou une décision se saisit au plus tard ce nombre de jours après (D) : au-delà, les indicateurs du mois sont arrêtés. */
export const JOURS_DE_RETARD = 31;

type ChampsEtat = Partial<Pick<Place, 'etats' | 'occupation' | 'occupationLe' | 'constatsPasses' | 'differe'>>;
/** `change` : ce qui s’écrit ; `differe` : vrai quand l’effet attend la libération de la place. */
export type Effet = { readonly fait: true; readonly champs: ChampsEtat; readonly differe: boolean } | { readonly fait: false; readonly code: string; readonly message: string };
type Motifs = (code: string) => string;

const non = (code: string, message: string): Effet => ({ fait: false, code, message });
const oui = (champs: ChampsEtat, differe = false): Effet => ({ fait: true, champs, differe });
/** La ligne qui commence le plus tard l’emporte ; à dates égales, la dernière posée. */
const ranger = (etats: readonly EtatPlace[]): EtatPlace[] => [...etats].sort((un, autre) => (un.debut < autre.debut ? -1 : un.debut > autre.debut ? 1 : 0));
const seRecoupent = (une: EtatPlace, debut: string, fin: string | null): boolean => (fin === null || une.debut <= fin) && (une.fin === null || debut <= une.fin);
const OCCUPATIONS: Record<Occupation, string> = { libre: 'libre', reservee: 'réservée', occupee: 'occupée' };

/** La date à laquelle un geste commence à compter. */
export const dateDuGeste = (geste: GestePlaces): string => (geste.genre === 'indisponible' ? geste.debut : geste.le);

/** Défaut d’un geste lui-même, quelles que soient les places : `[champ, message]`, ou `null`. */
export const defautGeste = (geste: GestePlaces, aujourdhui: string): readonly [string, string] | null => {
  const date = dateDuGeste(geste);
  const champ = geste.genre === 'indisponible' ? 'debut' : 'le';
  if (date < decalerDate(aujourdhui, -JOURS_DE_RETARD)) return [champ, `Cette date remonte à plus de ${JOURS_DE_RETARD} jours : les chiffres de ce mois-là sont arrêtés. Choisir une date à partir du ${dateEcrite(decalerDate(aujourdhui, -JOURS_DE_RETARD))}.`];
  if (geste.genre === 'occupation' && date > aujourdhui) return [champ, 'Une occupation se constate : choisir la date d’aujourd’hui ou une date passée.'];
  if ((geste.genre === 'indisponible' || geste.genre === 'ouvrir') && geste.fin !== null && geste.fin < date) return ['fin', 'La fin précède le début.'];
  return null;
};

const rendreIndisponible = (place: Place, motif: string, debut: string, fin: string | null, aujourdhui: string, libelleMotif: Motifs): Effet => {
  const courant = etatAu(place.etats, debut);
  if (courant === undefined || courant.etat === 'fermee') return non('fermee', `La place n’est pas ouverte au ${dateEcrite(debut)}.`);
  const autre = place.etats.find((ligne) => ligne.etat === 'indisponible' && seRecoupent(ligne, debut, fin));
  if (autre !== undefined) return non('chevauchement', `Déjà indisponible ${periodeEcrite(autre.debut, autre.fin)} (${libelleMotif(autre.motif ?? '')}).`);
  if (place.differe !== null) return non('differe', 'Un autre changement attend déjà la libération de cette place.');
  const ligne: EtatPlace = { etat: 'indisponible', motif, debut, fin };
  if (place.occupation === 'libre') return oui({ etats: ranger([...place.etats, ligne]) });
  return fin !== null && fin < aujourdhui ? non('occupee', `La place est ${OCCUPATIONS[place.occupation]} : elle n’a pas pu être indisponible ${periodeEcrite(debut, fin)}.`) : oui({ differe: ligne }, true);
};

const rendreDisponible = (place: Place, le: string): Effet => {
  const courante = etatAu(place.etats, le);
  if (courante?.etat !== 'indisponible') return place.differe?.etat === 'indisponible' ? oui({ differe: null }) : non('sans_effet', `La place n’est pas indisponible au ${dateEcrite(le)}.`);
  const etats = place.etats.flatMap((ligne) => (ligne !== courante ? [ligne] : ligne.debut === le ? [] : [{ ...ligne, fin: veille(le) }]));
  return oui({ etats });
};

const ouvrir = (place: Place, le: string, fin: string | null, groupe: Pick<Groupe, 'ouverture' | 'fermeture'>): Effet => {
  const courante = etatAu(place.etats, le);
  if (courante !== undefined && courante.etat !== 'fermee') return place.differe?.etat === 'fermee' ? oui({ differe: null }) : non('sans_effet', `La place est déjà ouverte au ${dateEcrite(le)}.`);
  if (le < groupe.ouverture) return non('groupe_ferme', `Le groupe n’ouvre que le ${dateEcrite(groupe.ouverture)}.`);
  if (groupe.fermeture !== null && groupe.fermeture <= (fin ?? le)) return non('groupe_ferme', `Le groupe est fermé au ${dateEcrite(groupe.fermeture)}.`);
  // une place qui n’a jamais été fermée le redevient au bout d’une ouverture saisonnière
  const ferme: EtatPlace[] = fin !== null && courante === undefined ? [{ etat: 'fermee', debut: lendemain(fin), fin: null }] : [];
  return oui({ etats: ranger([...place.etats, { etat: 'ouverte', debut: le, fin }, ...ferme]) });
};

/** Ferme des états : ce qui était prévu d’indisponibilité après la fermeture n’a plus lieu, ce qui courait s’arrête la veille. Une réouverture prévue plus tard demeure. */
const etatsFermes = (etats: readonly EtatPlace[], le: string): EtatPlace[] => ranger([
  ...etats.flatMap((ligne): EtatPlace[] => (ligne.etat !== 'indisponible' || (ligne.fin !== null && ligne.fin < le) ? [ligne] : ligne.debut >= le ? [] : [{ ...ligne, fin: veille(le) }])),
  { etat: 'fermee', debut: le, fin: null },
]);
const fermer = (place: Place, le: string): Effet => {
  const courante = etatAu(place.etats, le);
  if (courante === undefined || courante.etat === 'fermee') return non('sans_effet', `La place n’est pas ouverte au ${dateEcrite(le)}.`);
  if (place.occupation === 'libre') return oui({ etats: etatsFermes(place.etats, le) });
  return place.differe === null ? oui({ differe: { etat: 'fermee', debut: le, fin: null } }, true) : non('differe', 'Un autre changement attend déjà la libération de cette place.');
};

/** La place se libère : ce qui l’attendait commence, au plus tôt ce jour-là. Une indisponibilité finie entre-temps n’a pas lieu. */
const appliquerDiffere = (etats: readonly EtatPlace[], differe: EtatPlace, le: string): readonly EtatPlace[] => {
  const debut = differe.debut < le ? le : differe.debut;
  if (differe.fin !== null && differe.fin < debut) return etats;
  return differe.etat === 'fermee' ? etatsFermes(etats, debut) : ranger([...etats, { ...differe, debut }]);
};

const occuper = (place: Place, occupation: Occupation, le: string, libelleMotif: Motifs): Effet => {
  const courante = etatAu(place.etats, le);
  if (courante === undefined || courante.etat === 'fermee') return non('fermee', `La place n’est pas ouverte au ${dateEcrite(le)}.`);
  if (courante.etat === 'indisponible' && occupation !== 'libre') return non('indisponible', `La place est indisponible ${periodeEcrite(courante.debut, courante.fin)} (${libelleMotif(courante.motif ?? '')}) : la rendre disponible d’abord.`);
  if (place.occupationLe !== null && le < place.occupationLe) return non('anterieure', `L’occupation a déjà été constatée le ${dateEcrite(place.occupationLe)} : choisir cette date ou une date plus récente.`);
  if (place.occupation === occupation && place.occupationLe === le) return non('sans_effet', `La place est déjà ${OCCUPATIONS[occupation]} au ${dateEcrite(le)}.`);
  const constat = { occupation, occupationLe: le, constatsPasses: constatsApres(place, le) };
  if (occupation !== 'libre' || place.differe === null) return oui(constat);
  return oui({ ...constat, differe: null, etats: [...appliquerDiffere(place.etats, place.differe, le)] });
};

/**
 * L’effet d’un geste sur une place. Refus, par place : `fermee`, `chevauchement`, `occupee`, `indisponible`, `anterieure`, `differe` (un effet attend déjà), `groupe_ferme`,
 * `sans_effet` (elle y est déjà). Le geste lui-même a été contrôlé avant (`defautGeste`). `libelleMotif` : nom d’un motif, pour le message.
 */
export const effetSurPlace = (place: Place, geste: GestePlaces, groupe: Pick<Groupe, 'ouverture' | 'fermeture'>, aujourdhui: string, libelleMotif: Motifs): Effet => {
  switch (geste.genre) {
    case 'indisponible': return rendreIndisponible(place, geste.motif, geste.debut, geste.fin, aujourdhui, libelleMotif);
    case 'disponible': return rendreDisponible(place, geste.le);
    case 'ouvrir': return ouvrir(place, geste.le, geste.fin, groupe);
    case 'fermer': return fermer(place, geste.le);
    case 'occupation': return occuper(place, geste.occupation, geste.le, libelleMotif);
  }
};

export type EtatMontre = Occupation | 'indisponible' | 'fermee';
/** L’état d’une place en un mot, à une date : celui du jour, et son occupation déclarée quand elle est ouverte. */
export const etatMontre = (place: Pick<Place, 'etats' | 'occupation'>, date: string): EtatMontre => {
  const etat = etatAu(place.etats, date)?.etat ?? 'fermee';
  return etat === 'ouverte' ? place.occupation : etat;
};
