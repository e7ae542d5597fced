import type { ReactElement } from 'react';
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { BarreLue, CalendrierLu } from '../../contract/methodesCalendrier.ts';
import { libelleCode } from '../../contract/nomenclatureAffichee.ts';
import { decalerDate } from '../../domain/dates.ts';
import { libelleDe } from '../../domain/nomenclature/code.ts';
import { MODALITES } from '../../domain/nomenclature/referentiels.ts';
import type { Fenetre } from '../../domain/places/calendrier.ts';
import { ecartJours } from '../../domain/places/calendrier.ts';
import type { Indisponibilite } from '../../domain/places/indisponibilite.ts';
import { gestePourOter } from '../../domain/places/indisponibilite.ts';
import { usePourquoi } from '../droits/Pourquoi.tsx';
import { ETATS } from '../places/textes.ts';
import { useAnnulation } from '../places/useAnnulation.ts';
import { requetes, useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Vide } from '../ui/Etats.tsx';
import { aujourdhui, compte, dateFr, minuscule } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { ecrireStockage, lireStockage } from '../ui/stockage.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import type { Ancre, ContenuBulle } from './Bulle.tsx';
import { Bulle } from './Bulle.tsx';
import { Commutateur } from './Commutateur.tsx';
import type { Curseur } from './curseur.ts';
import { estUnJour, poser, rectangleDe, suivre } from './curseur.ts';
import type { Fantome } from './demandes.ts';
import { aBouge, barreAu, blocsPourChanger, passeSur } from './demandes.ts';
import { Legende } from './Legende.tsx';
import type { Periode } from './periode.ts';
import { PERIODES, fenetreDe, fenetreDuJour, jourEnLettres, periodeEnLettres, titreFenetre } from './periode.ts';
import { HAUTEUR_LIGNE, Tableau } from './Tableau.tsx';
import type { Mesures } from './Tableau.tsx';
import { TableLecture } from './TableLecture.tsx';
import { FAIT, TEXTES, ditCreation } from './textes.ts';
import { useChangement } from './useChangement.ts';
import { useGestes } from './useGestes.ts';

type BulleOuverte = { readonly ancre: Ancre; readonly contenu: ContenuBulle };

interface PropsContenu { readonly calendrier: CalendrierLu; readonly demandee: Fenetre; readonly allerFenetre: (fenetre: Fenetre) => void; readonly periode: Periode; readonly changerPeriode: (periode: Periode) => void }
/** Le calendrier lu : son curseur, ses gestes et sa bulle. */
const Contenu = ({ calendrier, demandee, allerFenetre, periode, changerPeriode }: PropsContenu): ReactElement => {
  const { places, groupe, raison, jours } = calendrier;
  const modifiable = raison === null;
  const jourCourant = aujourdhui();
  const annoncer = useAnnoncer();
  const expliquer = usePourquoi();
  const annulation = useAnnulation();
  const id = useId();
  const fenetre = useMemo<Fenetre>(() => ({ du: jours[0]?.jour ?? demandee.du, au: jours.at(-1)?.jour ?? demandee.au }), [jours, demandee]);
  const [curseurGarde, changerCurseur] = useState<Curseur>(() => poser(0, jourCourant));
  const curseur = useMemo<Curseur>(() => { const dernier = Math.max(0, places.length - 1); return { ...curseurGarde, rang: Math.min(curseurGarde.rang, dernier), ancreRang: Math.min(curseurGarde.ancreRang, dernier) }; }, [curseurGarde, places.length]);
  const [fantome, changerFantome] = useState<Fantome | null>(null);
  const [bulle, changerBulle] = useState<BulleOuverte | null>(null);
  const [cadre, corps, mesures] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null), useRef<Mesures>({ gauche: 0, colonne: 1 })];
  useEffect(() => { cadre.current?.focus({ preventScroll: true }); }, []);
  const numero = useCallback((placeId: string): string => places.find((place) => place.id === placeId)?.numero ?? '', [places]);
  const changer = useChangement(annulation, numero);

  const aller = (suivant: Curseur): void => { changerCurseur(suivant); const suite = suivre(demandee, suivant.jour); if (suite.du !== demandee.du) allerFenetre(suite); };
  const decaler = (sens: 1 | -1): void => {
    const pas = 7 * PERIODES[periode].semaines * sens;
    allerFenetre({ du: decalerDate(demandee.du, pas), au: decalerDate(demandee.au, pas) });
    changerCurseur(({ rang, jour }) => poser(rang, decalerDate(jour, pas)));
  };
  const choisirPeriode = (choisie: Periode): void => {
    const ici = curseur.jour >= demandee.du && curseur.jour <= demandee.au ? curseur.jour : demandee.du;
    changerPeriode(choisie);
    // la période s’allonge ou se resserre autour du curseur
    const suite = fenetreDe(demandee.du, choisie);
    allerFenetre(ici > suite.au ? fenetreDe(ici, choisie) : suite);
    changerCurseur(poser(curseur.rang, ici));
  };
  const revenirAujourdhui = (): void => { allerFenetre(fenetreDuJour(jourCourant, periode)); changerCurseur(poser(curseur.rang, jourCourant)); };

  const ancreDe = (rang: number, du: string): Ancre => {
    const { left = 0, top = 0 } = corps.current?.getBoundingClientRect() ?? {};
    const ici = Math.max(0, ecartJours(fenetre.du, du < fenetre.du ? fenetre.du : du));
    const haut = top + rang * HAUTEUR_LIGNE;
    const versLeHaut = haut > window.innerHeight * 0.55;
    return { left: left + mesures.current.gauche + ici * mesures.current.colonne, top: versLeHaut ? haut - 4 : haut + HAUTEUR_LIGNE + 4, versLeHaut };
  };
  const fermer = (): void => { changerBulle(null); changerFantome(null); };
  const nomDe = (ids: readonly string[]): string => (ids.length === 1 ? numero(ids[0] ?? '') : compte(ids.length, 'place', 'places'));
  const ouvrirSaisie = (rang: number, placeIds: readonly string[], barre: BarreLue | null, depart: Indisponibilite, refus: string | null = null): void => {
    changerBulle({ ancre: ancreDe(rang, depart.debut), contenu: { genre: 'saisie', placeIds, nom: nomDe(placeIds), barre, depart, refus, attendent: barre !== null ? 0 : places.filter(({ id, etat }) => placeIds.includes(id) && (etat === 'occupee' || etat === 'reservee')).length } });
  };
  const creer = (depuis: Curseur): void => {
    const { rangDebut, rangFin, du, au } = rectangleDe(depuis);
    const ids = places.slice(rangDebut, rangFin + 1).map((place) => place.id);
    if (ids.length > 0) ouvrirSaisie(rangFin, ids, null, { motif: '', debut: du, fin: au });
  };
  const ouvrir = ({ rang, jour }: Curseur, barre: BarreLue): void => {
    const place = places[rang];
    if (place !== undefined) changerBulle({ ancre: ancreDe(rang, barre.du), contenu: { genre: 'fiche', placeId: place.id, nom: place.numero, barre, jour } });
  };
  const rienIci = (): void => { annoncer(TEXTES.rienIci, { genre: 'info' }); };
  const conclure = (faute: string | null): string | null => { if (faute === null) { fermer(); } return faute; };
  const valider = (tire: Fantome, rang: number): void => {
    if (!aBouge(tire)) { changerFantome(null); return; }
    const apres = { motif: tire.barre.motif, debut: tire.debut, fin: tire.fin };
    const lachee = { ...tire, lache: true };
    changerFantome(lachee);
    const refuser = (faute: string): void => { ouvrirSaisie(rang, [tire.placeId], tire.barre, apres, faute); };
    const blocs = blocsPourChanger(tire.placeId, tire.barre, apres, jourCourant);
    if (typeof blocs === 'string') { refuser(blocs); return; }
    void changer(blocs, `${FAIT.modifie} ${periodeEnLettres(apres.debut, apres.fin)}.`).then(async (faute) => {
      if (faute !== null) { refuser(faute); return; }
      // relue avant que le fantôme ne parte : la barre ne revient pas un instant à sa place
      await requetes.invalidateQueries({ queryKey: ['places.calendrier'] });
      changerFantome((courant) => (courant === lachee ? null : courant));
    });
  };
  const oterBarres = (barres: readonly { readonly placeId: string; readonly barre: BarreLue }[]): Promise<string | null> =>
    changer(barres.map(({ placeId, barre }) => ({ geste: gestePourOter(barre, jourCourant), ids: [placeId] })), barres.length === 1 ? FAIT.ote : `${compte(barres.length, 'indisponibilité ôtée', 'indisponibilités ôtées')}.`);
  const enregistrer = async (contenu: Extract<ContenuBulle, { genre: 'saisie' }>, saisie: Indisponibilite): Promise<string | null> => {
    const { barre, placeIds } = contenu;
    const blocs = barre === null ? [{ geste: { genre: 'indisponible' as const, ...saisie }, ids: placeIds }] : blocsPourChanger(placeIds[0] ?? '', barre, saisie, jourCourant);
    if (typeof blocs === 'string') return blocs;
    if (blocs.length === 0) { fermer(); return null; }
    const quand = periodeEnLettres(saisie.debut, saisie.fin);
    const attendent = places.filter(({ id: sienne, etat }) => placeIds.includes(sienne) && (etat === 'occupee' || etat === 'reservee')).length;
    return conclure(await changer(blocs, barre === null ? ditCreation(placeIds.length, attendent, quand) : `${FAIT.modifie} ${quand}.`));
  };

  const place = places[curseur.rang];
  const barre = barreAu(place, curseur.jour);
  const gestes = useGestes({ corps, mesures, places, fenetre, modifiable, curseur, aller, fantome, changerFantome: (suivant) => { if (suivant !== null || bulle === null) changerFantome(suivant); }, valider, creer, ouvrir, rienIci });
  const oterIci = (): void => {
    const { rangDebut, rangFin, du, au } = rectangleDe(curseur);
    const visees = places.slice(rangDebut, rangFin + 1).flatMap((une) => une.barres.filter((sienne) => sienne.du <= au && du <= sienne.au).map((sienne) => ({ placeId: une.id, barre: sienne })));
    if (visees.length === 0) { rienIci(); return; }
    void oterBarres(visees).then((faute) => { if (faute !== null) annoncer(faute, { genre: 'erreur' }); });
  };
  const modifierBarre = (placeId: string, visee: BarreLue): void => { ouvrirSaisie(Math.max(0, places.findIndex((une) => une.id === placeId)), [placeId], visee, { motif: visee.motif, debut: visee.debut, fin: visee.fin }); };
  useRaccourcis({ PageDown: () => { decaler(1); }, PageUp: () => { decaler(-1); } });
  useRaccourcis({ i: () => { creer(curseur); }, F2: () => { if (place === undefined || barre === undefined) rienIci(); else modifierBarre(place.id, barre); }, Delete: oterIci }, { actif: modifiable && places.length > 0 });

  const fausse = fantome !== null && ((bulle?.contenu.genre === 'saisie' && bulle.contenu.refus !== null) || passeSur(fantome, places.find(({ id: sienne }) => sienne === fantome.placeId)));
  const { rangDebut, rangFin, du, au } = rectangleDe(curseur);
  const choisi = estUnJour(curseur) ? null : `${compte(rangFin - rangDebut + 1, 'place', 'places')} × ${compte(ecartJours(du, au) + 1, 'jour', 'jours')}`;
  const dit = place === undefined ? '' : [choisi ?? place.numero, jourEnLettres(curseur.jour), barre === undefined ? (curseur.jour === jourCourant ? ETATS[place.etat].mot : '') : `${libelleCode('motif', barre.motif)} ${periodeEnLettres(barre.debut, barre.fin)}`].filter((partie) => partie !== '').join(', ');
  return (
    <>
      <div className="tete">
        <nav aria-label="Fil d’Ariane" className="rang" style={{ gap: 6 }}><Link to="/places">{TEXTES.places}</Link><Icone nom="arrow-right-s-line" taille={14} couleur="var(--discret)" /></nav>
        <h1 className="coupe">{groupe.libelle}</h1>
        <span className="sous num coupe">{[groupe.code, groupe.dispositif, groupe.commune, `${compte(places.length, 'place', 'places')} en ${minuscule(libelleDe(MODALITES, groupe.modalite))}`].filter((partie) => partie !== null && partie !== '').join(' · ')}</span>
        <span className="ressort" />
        <Commutateur groupeId={groupe.id} vue="calendrier" />
        {modifiable ? <Bouton genre="p" icone="add-line" touche="I" onClick={() => { creer(curseur); }} testid="rendre-indisponible">{TEXTES.rendreIndisponible}</Bouton> : <span className="rang"><span className="etiquette g"><Icone nom="eye-line" taille={14} />{TEXTES.lectureSeule}</span><button type="button" className="lien" onClick={({ currentTarget }) => { expliquer({ geste: TEXTES.rendreIndisponible, raison, droit: { objet: 'place', geste: 'etat_places', cible: null } }, currentTarget); }}>{TEXTES.pourquoi}</button></span>}
      </div>
      <section className="pan cal" aria-label={TEXTES.nomTableau}>
        <div className="outils cal-outils" role="toolbar" aria-label={TEXTES.outils} data-zone="outils">
          <Bouton icone="arrow-left-s-line" nom={TEXTES.avant} onClick={() => { decaler(-1); }} testid="periode-avant" />
          <Bouton onClick={revenirAujourdhui} testid="periode-aujourdhui">{TEXTES.aujourdhui}</Bouton>
          <Bouton icone="arrow-right-s-line" nom={TEXTES.apres} onClick={() => { decaler(1); }} testid="periode-apres" />
          <h2 className="cal-titre" data-testid="periode-titre">{titreFenetre(fenetre)}</h2>
          <span className="discret coupe">{choisi}</span>
          <span className="ressort" />
          <div className="segments" role="group" aria-label={TEXTES.periode}>
            {(Object.keys(PERIODES) as Periode[]).map((cle) => <button key={cle} type="button" aria-pressed={cle === periode} onClick={() => { choisirPeriode(cle); }}>{PERIODES[cle].libelle}</button>)}
          </div>
        </div>
        <div className="cal-zone">
          {places.length === 0 ? <Vide titre={TEXTES.sansPlace} icone="calendar-line"><span>{TEXTES.sansPlaceAide}</span></Vide> : <Tableau calendrier={calendrier} aujourdhui={jourCourant} modifiable={modifiable} curseur={curseur} fantome={fantome} fausse={fausse} cadre={cadre} corps={corps} mesures={mesures} gestes={gestes} decritPar={`${id}aide`} />}
          {places.length > 0 && places.every(({ barres }) => barres.length === 0) && fantome === null ? <p className="cal-vide" role="status">{TEXTES.vide}{modifiable ? `. ${TEXTES.videAide}` : ''}</p> : null}
        </div>
        <p className="invisible" id={`${id}aide`}>{TEXTES.aide}</p>
        <p className="invisible" role="status" data-testid="curseur">{dit}</p>
        <TableLecture calendrier={calendrier} />
        <Legende modifiable={modifiable} fermees={calendrier.fermees} />
      </section>
      {bulle === null ? null : (
        <Bulle
          ancre={bulle.ancre} contenu={bulle.contenu} modifiable={modifiable} fermer={fermer}
          modifier={() => { if (bulle.contenu.genre === 'fiche') modifierBarre(bulle.contenu.placeId, bulle.contenu.barre); }}
          oter={async () => (bulle.contenu.genre === 'fiche' ? conclure(await oterBarres([bulle.contenu])) : null)}
          rendreDisponible={async (le) => (bulle.contenu.genre === 'fiche' ? conclure(await changer([{ geste: { genre: 'disponible', le }, ids: [bulle.contenu.placeId] }], `${FAIT.disponible} ${dateFr(le)}.`)) : null)}
          enregistrer={async (saisie) => (bulle.contenu.genre === 'saisie' ? enregistrer(bulle.contenu, saisie) : null)}
        />
      )}
    </>
  );
};

const Ecran = ({ groupeId }: { readonly groupeId: string }): ReactElement => {
  const { utilisateur } = useSession();
  const cle = `siao.calendrier.periode.${utilisateur.id}`;
  const [periode, changerPeriode] = useState<Periode>(() => { const lue = lireStockage<string>(cle, 'cinq'); return Object.hasOwn(PERIODES, lue) ? (lue as Periode) : 'cinq'; });
  const [demandee, allerFenetre] = useState<Fenetre>(() => fenetreDuJour(aujourdhui(), periode));
  const { data, error, refetch } = useAppel('places.calendrier', { groupeId, ...demandee }, { garder: true });
  const tete = (titre: string): ReactElement => <div className="tete"><h1>{titre}</h1><span className="ressort" /></div>;
  return (
    <div className="travail">
      {error !== null && data === undefined ? <>{tete(TEXTES.calendrier)}<section className="pan cal"><Echec erreur={error} reessayer={() => { void refetch(); }} /></section></>
        : data === undefined ? <>{tete(TEXTES.calendrier)}<section className="pan cal"><Attente lignes={14} nom={TEXTES.lecture} /></section></>
          : data.calendrier === null ? <>{tete(TEXTES.calendrier)}<section className="pan cal"><Vide titre={TEXTES.introuvable} icone="calendar-line"><span>{TEXTES.introuvableAide}</span><Link to="/places">{TEXTES.revenir}</Link></Vide></section></>
            : <Contenu calendrier={data.calendrier} demandee={demandee} allerFenetre={allerFenetre} periode={periode} changerPeriode={(choisie) => { changerPeriode(choisie); ecrireStockage(cle, choisie); }} />}
    </div>
  );
};

/** Écran « Calendrier » des places d’un groupe (`/places/groupe/:id/calendrier`). */
export const Calendrier = (): ReactElement => { const { id = '' } = useParams(); return <Ecran key={id} groupeId={id} />; };
