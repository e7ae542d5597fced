import type { FocusEvent, KeyboardEvent, PointerEvent, RefObject } from 'react';
import { useRef } from 'react';
import type { BarreLue, PlaceCalendrier } from '../../contract/methodesCalendrier.ts';
import { decalerDate } from '../../domain/dates.ts';
import type { Fenetre } from '../../domain/places/calendrier.ts';
import { ecartJours } from '../../domain/places/calendrier.ts';
import type { Curseur } from './curseur.ts';
import { estUnJour, etendre, frapper, poser } from './curseur.ts';
import type { Fantome, Prise } from './demandes.ts';
import { barreAu, fantomeDe, reprendre, tirer } from './demandes.ts';
import type { Mesures } from './Tableau.tsx';
import { HAUTEUR_LIGNE } from './Tableau.tsx';

interface Options {
  readonly corps: RefObject<HTMLDivElement | null>; readonly mesures: RefObject<Mesures>;
  readonly places: readonly PlaceCalendrier[]; readonly fenetre: Fenetre; readonly modifiable: boolean;
  readonly curseur: Curseur; readonly aller: (curseur: Curseur) => void;
  readonly fantome: Fantome | null; readonly changerFantome: (fantome: Fantome | null) => void;
  readonly valider: (fantome: Fantome, rang: number) => void; readonly creer: (curseur: Curseur) => void; readonly ouvrir: (curseur: Curseur, barre: BarreLue) => void; readonly rienIci: () => void;
}
/** Une souris tenue : sur des jours vides elle choisit, sur une barre elle tire. */
type Tir = { readonly genre: 'choisir'; dernier: Curseur } | { readonly genre: 'tirer'; readonly prise: Prise; readonly barre: BarreLue; readonly depart: Fantome; readonly curseur: Curseur; dernier: Fantome | null };

/** La souris et le clavier du tableau. Alt et flèches tirent la barre sous le curseur ; relâcher Alt l’enregistre. */
export const useGestes = ({ corps, mesures, places, fenetre, modifiable, curseur, aller, fantome, changerFantome, valider, creer, ouvrir, rienIci }: Options) => {
  const tir = useRef<Tir | null>(null);
  const situer = ({ clientX, clientY }: PointerEvent): { readonly rang: number; readonly jour: string; readonly aGauche: boolean } | null => {
    const cadre = corps.current?.getBoundingClientRect();
    if (cadre === undefined || places.length === 0) return null;
    const { gauche, colonne } = mesures.current;
    const pas = Math.floor((clientX - cadre.left - gauche) / colonne);
    const borne = Math.max(0, Math.min(ecartJours(fenetre.du, fenetre.au), pas));
    return { rang: Math.max(0, Math.min(places.length - 1, Math.floor((clientY - cadre.top) / HAUTEUR_LIGNE))), jour: decalerDate(fenetre.du, borne), aGauche: pas < 0 };
  };
  const appuyer = (evenement: PointerEvent<HTMLDivElement>): void => {
    const ou = evenement.button === 0 ? situer(evenement) : null;
    const visee = evenement.target instanceof Element ? evenement.target : null;
    if (ou === null || visee === null) return;
    const colle = visee.closest('[data-gauche]') !== null;
    const cle = visee.closest<HTMLElement>('[data-barre]')?.dataset['barre'];
    const place = places[ou.rang];
    const barre = cle === undefined ? undefined : place?.barres.find(({ debut, differee, du, au }) => `${debut} ${differee ? 'd' : 'p'}` === cle && du <= ou.jour && ou.jour <= au);
    const suivant = colle ? poser(ou.rang, curseur.jour) : barre === undefined && evenement.shiftKey ? etendre(curseur, ou.rang, ou.jour) : poser(ou.rang, ou.jour);
    aller(suivant);
    if (colle || place === undefined) return;
    if (barre !== undefined) {
      const prise = visee.closest<HTMLElement>('[data-poignee]')?.dataset['poignee'];
      tir.current = { genre: 'tirer', prise: prise === 'debut' || prise === 'fin' ? prise : 'corps', barre, depart: fantomeDe(place.id, barre), curseur: suivant, dernier: null };
    } else tir.current = { genre: 'choisir', dernier: suivant };
    evenement.currentTarget.setPointerCapture(evenement.pointerId);
  };
  const bouger = (evenement: PointerEvent): void => {
    const tenu = tir.current;
    const ou = tenu === null ? null : situer(evenement);
    if (tenu === null || ou === null) return;
    if (tenu.genre === 'choisir') {
      if (ou.rang === tenu.dernier.rang && ou.jour === tenu.dernier.jour) return;
      tenu.dernier = etendre(tenu.dernier, ou.rang, ou.jour);
      aller(tenu.dernier);
      return;
    }
    const jours = ecartJours(tenu.curseur.jour, ou.jour);
    if (!modifiable || (jours === 0 && tenu.dernier === null)) return;
    tenu.dernier = tirer(tenu.depart, tenu.prise, jours);
    changerFantome(tenu.dernier);
  };
  const lacher = (): void => {
    const tenu = tir.current;
    tir.current = null;
    if (tenu === null) return;
    if (tenu.genre === 'choisir') { if (modifiable && !estUnJour(tenu.dernier)) creer(tenu.dernier); return; }
    if (tenu.dernier === null) ouvrir(tenu.curseur, tenu.barre);
    else valider(tenu.dernier, tenu.curseur.rang);
  };
  const abandonner = (): void => { tir.current = null; changerFantome(null); };

  const tirerAuClavier = (prise: 'corps' | 'fin', jours: 1 | -1): void => {
    const place = places[curseur.rang];
    const barre = barreAu(place, curseur.jour);
    const base = fantome !== null ? reprendre(fantome) : place === undefined || barre === undefined ? null : fantomeDe(place.id, barre);
    if (base === null) { rienIci(); return; }
    const tire = tirer(base, prise, jours);
    changerFantome(tire);
    // le curseur reste sur la barre
    const [depart, arrivee] = [tire.debut, tire.fin ?? curseur.jour];
    const vers = prise === 'corps' && tire.debut !== base.debut ? decalerDate(curseur.jour, jours) : curseur.jour;
    aller(poser(curseur.rang, vers < depart ? depart : vers > arrivee ? arrivee : vers));
  };
  const frappe = (evenement: KeyboardEvent): void => {
    const { key, altKey, shiftKey, ctrlKey, metaKey } = evenement;
    if (ctrlKey || metaKey) return;
    if (altKey) {
      if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
      evenement.preventDefault();
      if (modifiable) tirerAuClavier(shiftKey ? 'fin' : 'corps', key === 'ArrowLeft' ? -1 : 1);
      return;
    }
    if (key === 'Escape') {
      if (fantome === null && tir.current === null && estUnJour(curseur)) return;
      evenement.preventDefault();
      abandonner();
      aller(poser(curseur.rang, curseur.jour));
      return;
    }
    if (key === 'Enter') {
      evenement.preventDefault();
      const barre = barreAu(places[curseur.rang], curseur.jour);
      if (fantome?.lache === false) valider(fantome, curseur.rang);
      else if (barre !== undefined) ouvrir(curseur, barre);
      else if (modifiable) creer(curseur);
      return;
    }
    const suivant = frapper(curseur, key, shiftKey, places.length, fenetre);
    if (suivant === null) return;
    evenement.preventDefault();
    aller(suivant);
  };
  const relache = (evenement: KeyboardEvent): void => {
    if (evenement.key !== 'Alt' || fantome === null || fantome.lache) return;
    evenement.preventDefault();
    valider(fantome, curseur.rang);
  };
  // partir ailleurs sans relâcher n’enregistre rien
  const quitter = (_evenement: FocusEvent): void => { if (fantome?.lache === false && tir.current === null) changerFantome(null); };
  return { appuyer, bouger, lacher, abandonner, frappe, relache, quitter };
};
export type Gestes = ReturnType<typeof useGestes>;
