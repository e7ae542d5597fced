import type { BarreLue, PlaceCalendrier } from '../../contract/methodesCalendrier.ts';
import { decalerDate } from '../../domain/dates.ts';
import { ecartJours } from '../../domain/places/calendrier.ts';
import type { GestePlaces } from '../../domain/places/gestes.ts';
import type { Indisponibilite } from '../../domain/places/indisponibilite.ts';
import { gestesPourChanger } from '../../domain/places/indisponibilite.ts';

/*
 * Ce qu’un geste du calendrier demande aux places, sans React. Rien n’est jugé ici : le poste dit ce qui passe.
 */

export type Blocs = readonly { readonly geste: GestePlaces; readonly ids: readonly string[] }[];
/** Une indisponibilité que l’on déplace ou que l’on étire. `lache` : elle s’enregistre, ou la relecture ne la montre pas encore. `montree` : la barre de l’écran qu’elle remplace. */
export interface Fantome { readonly placeId: string; readonly barre: BarreLue; readonly debut: string; readonly fin: string | null; readonly lache: boolean; readonly montree: BarreLue }
export type Prise = 'corps' | 'debut' | 'fin';

export const barreAu = (place: PlaceCalendrier | undefined, jour: string): BarreLue | undefined => {
  const siennes = (place?.barres ?? []).filter(({ du, au }) => du <= jour && jour <= au);
  return siennes.find(({ differee }) => !differee) ?? siennes[0];
};
/** La même barre après une relecture : celle qui commence le même jour. */
export const memeBarre = (une: BarreLue, autre: BarreLue): boolean => une.debut === autre.debut && une.differee === autre.differee;

/** Tire une barre de `jours` : par son corps elle se déplace, par un bout elle s’étire, sans jamais faire moins d’un jour. */
export const tirer = (fantome: Fantome, prise: Prise, jours: number): Fantome => {
  const { barre, debut, fin } = fantome;
  switch (prise) {
    case 'corps': return { ...fantome, debut: decalerDate(debut, jours), fin: fin === null ? null : decalerDate(fin, jours) };
    case 'debut': { const vers = decalerDate(debut, jours); return { ...fantome, debut: fin !== null && vers > fin ? fin : vers }; }
    case 'fin': { const vers = decalerDate(fin ?? barre.au, jours); return { ...fantome, fin: vers < debut ? debut : vers }; }
  }
};
export const fantomeDe = (placeId: string, barre: BarreLue): Fantome => ({ placeId, barre, debut: barre.debut, fin: barre.fin, lache: false, montree: barre });
/** Reprise après avoir été lâchée : ce qu’elle est devenue est son départ, que l’écran l’ait relue ou non. */
export const reprendre = (fantome: Fantome): Fantome => (fantome.lache ? { ...fantome, barre: { ...fantome.barre, debut: fantome.debut, fin: fantome.fin }, lache: false } : fantome);
export const aBouge = ({ barre, debut, fin }: Fantome): boolean => debut !== barre.debut || fin !== barre.fin;

const seRecoupent = (debut: string, fin: string | null, autreDebut: string, autreFin: string | null): boolean => (autreFin === null || debut <= autreFin) && (fin === null || autreDebut <= fin);
/** Vrai quand la barre tirée passe sur une autre, ou commence un jour fermé : le contour rougit avant même de lâcher. */
export const passeSur = ({ barre, montree, debut, fin }: Fantome, place: PlaceCalendrier | undefined): boolean =>
  (place?.barres ?? []).some((autre) => !autre.differee && !memeBarre(autre, barre) && !memeBarre(autre, montree) && seRecoupent(debut, fin, autre.debut, autre.fin)) || (place?.fermetures ?? []).some(({ du, au }) => du <= debut && debut <= au);

/** Les blocs d’un changement d’indisponibilité ; vide quand rien ne change ; ou ce qui ne va pas. */
export const blocsPourChanger = (placeId: string, barre: BarreLue, apres: Indisponibilite, aujourdhui: string): Blocs | string => {
  const gestes = gestesPourChanger(barre, apres, aujourdhui);
  return typeof gestes === 'string' ? gestes : gestes.map((geste) => ({ geste, ids: [placeId] }));
};

/** Pourquoi des places refusent, en une phrase qui les nomme quand il y en a plusieurs ; `null` quand aucune ne refuse. */
export const raisonDe = (lignes: readonly { readonly id: string; readonly message: string }[], numero: (id: string) => string, visees: number): string | null => {
  const [premiere] = lignes;
  if (premiere === undefined) return null;
  if (visees === 1) return premiere.message;
  const noms = [...new Set(lignes.map(({ id }) => numero(id)))];
  return `${noms.slice(0, 3).join(', ')}${noms.length > 3 ? ` et ${noms.length - 3} autres` : ''} : ${premiere.message.charAt(0).toLowerCase()}${premiere.message.slice(1)}`;
};

/** Nombre de jours d’une indisponibilité, `null` sans fin. */
export const joursDuree = (debut: string, fin: string | null): number | null => (fin === null ? null : ecartJours(debut, fin) + 1);
