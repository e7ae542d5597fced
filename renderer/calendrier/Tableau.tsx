import type { CSSProperties, ReactElement, RefObject } from 'react';
import { memo, useEffect, useLayoutEffect, useState } from 'react';
import type { CalendrierLu, PlaceCalendrier } from '../../contract/methodesCalendrier.ts';
import type { Fenetre } from '../../domain/places/calendrier.ts';
import { SEUIL_INDISPONIBLES, ecartJours } from '../../domain/places/calendrier.ts';
import { MarqueAttente } from '../offre/grille/cellules.tsx';
import { ETATS } from '../places/textes.ts';
import { Badge } from '../ui/Badge.tsx';
import { nombre } from '../ui/formats.ts';
import { definirFocusDeZone } from '../ui/raccourcis.ts';
import { Barre } from './Barre.tsx';
import type { Curseur } from './curseur.ts';
import { rectangleDe } from './curseur.ts';
import type { Fantome } from './demandes.ts';
import { barreAu, memeBarre } from './demandes.ts';
import { dateAbregee, estWeekEnd, lettreDuJour, semainesDe } from './periode.ts';
import { TEXTES } from './textes.ts';
import type { Gestes } from './useGestes.ts';

export const HAUTEUR_LIGNE = 27;
const GAUCHE = 202;
const COLONNE_MINIMUM = 20;
/** Largeurs en pixels : les deux colonnes fixes, et un jour. */
export interface Mesures { readonly gauche: number; readonly colonne: number }

/** Des jours de largeur entière, pour des traits nets ; le reste va aux colonnes fixes. */
const mesurer = (largeur: number, jours: number): Mesures => {
  const colonne = Math.max(COLONNE_MINIMUM, Math.floor((largeur - GAUCHE) / Math.max(1, jours)));
  return { colonne, gauche: Math.max(GAUCHE, largeur - colonne * jours) };
};
const useMesures = (cadre: RefObject<HTMLDivElement | null>, jours: number): Mesures => {
  const [largeur, changer] = useState(0);
  useLayoutEffect(() => {
    const element = cadre.current;
    if (element === null) return undefined;
    const lire = (): void => { changer(element.clientWidth); };
    lire();
    const observateur = new ResizeObserver(lire);
    observateur.observe(element);
    return () => { observateur.disconnect(); };
  }, [cadre]);
  return mesurer(largeur, jours);
};

interface PropsLigne { readonly place: PlaceCalendrier; readonly premierJour: string; readonly colonne: number; readonly modifiable: boolean; readonly courante: boolean; readonly jourChoisi: string | null; readonly tiree: Fantome | null; readonly fausse: boolean; readonly dernierJour: string }
const Ligne = memo(({ place, premierJour, dernierJour, colonne, modifiable, courante, jourChoisi, tiree, fausse }: PropsLigne): ReactElement => {
  const { mot, couleur, icone } = ETATS[place.etat];
  return (
    <div className={`cal-ligne${courante ? ' courante' : ''}`} data-testid="cal-ligne" data-place={place.numero}>
      <div className="cal-gauche" data-gauche="">
        <span className="cal-place"><span className="coupe" title={place.numero}>{place.numero}</span><MarqueAttente attente={place.attente} /></span>
        <Badge couleur={couleur} icone={icone}>{mot}</Badge>
      </div>
      <div className="cal-piste">
        {place.fermetures.map(({ du, au }) => <span key={du} className="cal-ferme" title={TEXTES.fermee} style={{ left: ecartJours(premierJour, du) * colonne, width: colonne * (ecartJours(du, au) + 1) }} />)}
        {place.barres.map((barre) => (tiree !== null && (memeBarre(tiree.barre, barre) || memeBarre(tiree.montree, barre)) ? null : <Barre key={`${barre.du}${barre.differee ? 'd' : 'p'}`} barre={barre} premierJour={premierJour} colonne={colonne} modifiable={modifiable} choisie={jourChoisi !== null && barre.du <= jourChoisi && jourChoisi <= barre.au} />))}
        {tiree === null || tiree.debut > dernierJour || (tiree.fin !== null && tiree.fin < premierJour) ? null : (
          <Barre premierJour={premierJour} colonne={colonne} etiree={fausse ? 'fausse' : 'bonne'} barre={{
            ...tiree.barre, debut: tiree.debut, fin: tiree.fin, du: tiree.debut < premierJour ? premierJour : tiree.debut, au: tiree.fin === null || tiree.fin > dernierJour ? dernierJour : tiree.fin,
            avant: tiree.debut < premierJour, apres: tiree.fin === null || tiree.fin > dernierJour,
          }} />
        )}
      </div>
    </div>
  );
});
Ligne.displayName = 'Ligne';

const TOTAUX = ['ouvertes', 'indisponibles', 'disponibles', 'occupees'] as const;
/** Une journée où l’indisponible pèse trop. */
const enAlerte = ({ ouvertes, indisponibles }: CalendrierLu['jours'][number]): boolean => indisponibles > 0 && indisponibles >= SEUIL_INDISPONIBLES * ouvertes;

interface Props {
  readonly calendrier: CalendrierLu; readonly aujourdhui: string; readonly modifiable: boolean; readonly curseur: Curseur; readonly fantome: Fantome | null; readonly fausse: boolean;
  readonly cadre: RefObject<HTMLDivElement | null>; readonly corps: RefObject<HTMLDivElement | null>; readonly mesures: RefObject<Mesures>; readonly gestes: Gestes; readonly decritPar: string;
}

/** Les places et les jours. Ce qui ne bouge pas quand on change de curseur (les lignes) ne se redessine pas. */
export const Tableau = ({ calendrier, aujourdhui, modifiable, curseur, fantome, fausse, cadre, corps, mesures, gestes, decritPar }: Props): ReactElement => {
  const { places, jours, placesJours } = calendrier;
  const dates = jours.map(({ jour }) => jour);
  const [premierJour, dernierJour] = [dates[0] ?? aujourdhui, dates.at(-1) ?? aujourdhui];
  const prises = useMesures(cadre, dates.length);
  const { gauche, colonne } = prises;
  useLayoutEffect(() => { mesures.current = prises; });
  const { rangDebut, rangFin, du, au } = rectangleDe(curseur);
  const borner = ({ du: depuis, au: jusque }: Fenetre): Fenetre => ({ du: depuis < premierJour ? premierJour : depuis, au: jusque > dernierJour ? dernierJour : jusque });
  const dessous = du === au && rangDebut === rangFin ? barreAu(places[curseur.rang], curseur.jour) : undefined;
  // sur une barre, il l’entoure tout entière et souligne le jour
  const montre = borner(dessous ?? { du, au });
  const visible = montre.du <= montre.au && places.length > 0;
  useEffect(() => { cadre.current?.querySelector('.cal-tete-curseur')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }); }, [cadre, curseur, colonne]);
  // F6 : le tableau n’a rien de focalisable en lui, c’est lui qui prend le focus
  useEffect(() => { const zone = cadre.current; if (zone !== null) definirFocusDeZone(zone, () => { zone.focus(); }); }, [cadre]);
  const classeJour = (jour: string): string => `${estWeekEnd(jour) ? ' we' : ''}${jour === aujourdhui ? ' auj' : ''}`;
  const [serre, etroit] = [colonne < 28, colonne < 24];
  const sousTitre = (cle: (typeof TOTAUX)[number]): string => (cle === 'occupees' ? TEXTES.declarees : `${nombre(placesJours[cle])} ${TEXTES.placesJours}`);
  return (
    <div
      ref={cadre} className="cal-cadre defile" style={{ '--col': `${colonne}px`, '--gauche': `${gauche}px` } as CSSProperties} tabIndex={0} role="application" aria-label={TEXTES.nomTableau} aria-describedby={decritPar} data-zone="calendrier" data-testid="calendrier"
      onKeyDown={gestes.frappe} onKeyUp={gestes.relache} onBlur={gestes.quitter}
    >
      <div className="cal-table" style={{ width: gauche + colonne * dates.length }} aria-hidden="true">
        <div className="cal-tete">
          <div className="cal-gauche"><b>{TEXTES.place}</b><b>{TEXTES.etat}</b></div>
          <div>
            <div className="cal-semaines">{semainesDe(dates).map(({ lundi, numero, jours: siens }) => <span key={lundi} className="coupe" style={{ width: siens.length * colonne }}><b>Semaine {numero}</b> · {dateAbregee(lundi)}</span>)}</div>
            <div className={`cal-jours${serre ? ' serre' : ''}`}>{dates.map((jour) => <span key={jour} className={`cal-jour${classeJour(jour)}`}>{etroit ? null : <i>{lettreDuJour(jour)}</i>}{Number(jour.slice(8))}</span>)}</div>
          </div>
        </div>
        <div ref={corps} className="cal-corps" onPointerDown={gestes.appuyer} onPointerMove={gestes.bouger} onPointerUp={gestes.lacher} onPointerCancel={gestes.abandonner}>
          <div className="cal-fond">{dates.map((jour, rang) => (classeJour(jour) === '' ? null : <span key={jour} className={`cal-bande${classeJour(jour)}`} style={{ left: rang * colonne }} />))}</div>
          {places.map((place, rang) => (
            <Ligne
              key={place.id} place={place} premierJour={premierJour} dernierJour={dernierJour} colonne={colonne} modifiable={modifiable} courante={rang >= rangDebut && rang <= rangFin} jourChoisi={rang === curseur.rang ? curseur.jour : null}
              tiree={fantome?.placeId === place.id ? fantome : null} fausse={fausse}
            />
          ))}
          {visible ? <span className="cal-curseur" style={{ left: gauche + ecartJours(premierJour, montre.du) * colonne, width: colonne * (ecartJours(montre.du, montre.au) + 1), top: rangDebut * HAUTEUR_LIGNE, height: (rangFin - rangDebut + 1) * HAUTEUR_LIGNE }} /> : null}
          {visible && curseur.jour >= premierJour && curseur.jour <= dernierJour ? <span className={`cal-tete-curseur${dessous === undefined ? '' : ' sur-barre'}`} style={{ left: gauche + ecartJours(premierJour, curseur.jour) * colonne, top: curseur.rang * HAUTEUR_LIGNE }} /> : null}
        </div>
        <div className="cal-totaux">
          {TOTAUX.map((cle) => (
            <div key={cle} className={`cal-total ${cle}`} title={cle === 'occupees' ? TEXTES.occupeesAide : undefined} data-testid={`total-${cle}`}>
              <div className="cal-gauche"><span>{TEXTES[cle]}</span><span className="discret num">{sousTitre(cle)}</span></div>
              {jours.map((jour) => <span key={jour.jour} className={`cal-jour num${classeJour(jour.jour)}${cle === 'indisponibles' && enAlerte(jour) ? ' haut' : ''}`} title={cle === 'indisponibles' && enAlerte(jour) ? TEXTES.seuil : undefined}>{jour[cle] ?? '·'}</span>)}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
};
