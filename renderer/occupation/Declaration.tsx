import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import { useEffect, useId, useState } from 'react';
import { Link } from 'react-router';
import type { DispositifOccupe, PlaceOccupee } from '../../contract/methodesOccupation.ts';
import type { Occupation } from '../../domain/objets/place.ts';
import { usePourquoi } from '../droits/Pourquoi.tsx';
import { ETATS } from '../places/textes.ts';
import { useAppel } from '../poste/requetes.ts';
import { Badge } from '../ui/Badge.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { aujourdhui, compte, dateFr, lireDateFr, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { Liste } from '../ui/Liste.tsx';
import type { Saisie } from './saisies.ts';
import { SAISIE_VIDE, changementsDe, combien, estSaisie, occupationMontree, saisir, suivante } from './saisies.ts';
import { OCCUPATIONS, TEXTES, phraseDeclaration } from './textes.ts';

const HAUTEUR = 32;
const CODES = Object.keys(OCCUPATIONS) as Occupation[];
const PAR_TOUCHE: Readonly<Record<string, Occupation>> = { l: 'libre', r: 'reservee', o: 'occupee' };

/** Ce que l’écran fait d’une déclaration ; rend le refus, ou `null` quand elle est faite. */
export type Declarer = (dispositif: DispositifOccupe, le: string, changements: readonly { readonly occupation: Occupation; readonly ids: readonly string[] }[]) => Promise<string | null>;

interface Props {
  readonly dispositif: DispositifOccupe;
  readonly saisie: Saisie;
  readonly poser: (saisie: Saisie) => void;
  readonly nonGardee: boolean;
  readonly declarer: Declarer;
  readonly retour: () => void;
  readonly quitter: () => void;
  readonly cadre: RefObject<HTMLDivElement | null>;
}

/** Les places d’un dispositif, ce qui en est saisi, et la déclaration. */
export const Declaration = ({ dispositif, saisie, poser, nonGardee, declarer, retour, quitter, cadre }: Props): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const expliquer = usePourquoi();
  const { data, error, refetch } = useAppel('occupation.places', { dispositifId: dispositif.id });
  const [rangGarde, aller] = useState(0);
  const [envoi, envoyer] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  const places = data?.places ?? [];
  const peut = data !== undefined && data.raison === null && places.length > 0;
  const rang = Math.min(rangGarde, places.length - 1);
  const place = places[rang];
  const ecrite = saisie.le ?? dateFr(aujourdhui());
  const le = lireDateFr(ecrite);
  const changements = changementsDe(saisie, places);
  const changees = combien(changements);
  useEffect(() => { refuser(null); }, [saisie]);

  const poserOccupation = (visee: PlaceOccupee, occupation: Occupation): void => {
    if (visee.motif !== null && occupation !== 'libre') { annoncer(TEXTES.indisponible, { genre: 'info' }); return; }
    poser(saisir(saisie, visee, occupation));
  };
  const effacer = (): void => { const avant = saisie; poser(SAISIE_VIDE); annoncer(TEXTES.effacee, { genre: 'info', action: { libelle: TEXTES.remettre, annule: true, agir: () => { poser(avant); } } }); cadre.current?.focus(); };
  const envoyerDeclaration = async (quoi: typeof changements): Promise<void> => {
    if (envoi) return;
    if (le === null) { refuser(TEXTES.dateFausse); document.getElementById(`${id}le`)?.focus(); return; }
    envoyer(true);
    const faute = await declarer(dispositif, le, quoi);
    envoyer(false);
    refuser(faute);
  };
  const rienNaChange = (): void => {
    if (changees > 0) { annoncer(TEXTES.saisies, { genre: 'info' }); return; }
    void envoyerDeclaration([]);
  };
  const declarerSaisie = (): void => {
    if (changees === 0) { annoncer(TEXTES.rienSaisi, { genre: 'info' }); return; }
    void envoyerDeclaration(changements);
  };
  useRaccourcis({ '=': rienNaChange, 'Ctrl+Enter': declarerSaisie }, { actif: peut });
  const surTouche = ({ key, ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): boolean => {
    if (key === 'ArrowLeft') { retour(); return true; }
    if (key === 'Escape') { quitter(); return true; }
    if (!peut || place === undefined || ctrlKey || altKey || metaKey) return false;
    if (key === ' ') { poserOccupation(place, place.motif !== null ? 'libre' : suivante(occupationMontree(saisie, place))); return true; }
    const occupation = shiftKey ? undefined : PAR_TOUCHE[key.toLowerCase()];
    if (occupation === undefined) return false;
    poserOccupation(place, occupation);
    return true;
  };
  const dire = (une: PlaceOccupee): string => {
    const montree = occupationMontree(saisie, une);
    return [une.numero, une.groupe, une.motif === null ? '' : `indisponible, ${une.motif}`, OCCUPATIONS[montree].mot, montree === une.occupation ? '' : `saisie, était ${OCCUPATIONS[une.occupation].mot.toLowerCase()}`].filter((partie) => partie !== '').join(', ');
  };
  const raison = data?.raison ?? null;
  return (
    <section className="pan occ-places" aria-label={dispositif.nom}>
      <div className="occ-tete">
        <div className="pile" style={{ flex: 1 }}>
          <h2 className="coupe" data-testid="occ-nom">{dispositif.nom}</h2>
          <span className="occ-sous coupe">{[dispositif.code, dispositif.entite, phraseDeclaration(dispositif)].filter((partie) => partie !== null && partie !== '').join(' · ')}</span>
        </div>
        {raison !== null ? <span className="rang"><span className="etiquette g"><Icone nom="eye-line" taille={14} />{TEXTES.lectureSeule}</span><button type="button" className="lien" onClick={({ currentTarget }) => { expliquer({ geste: TEXTES.declarer, raison, droit: { objet: 'place', geste: 'etat_places', cible: null } }, currentTarget); }}>{TEXTES.pourquoi}</button></span> : null}
        {peut ? (
          <>
            <label className="occ-date" htmlFor={`${id}le`}>{TEXTES.declaree}</label>
            <input id={`${id}le`} className="occ-champ" type="text" inputMode="numeric" autoComplete="off" placeholder="jj/mm/aaaa" value={ecrite} aria-invalid={le === null} aria-describedby={le === null ? `${id}m` : undefined} data-testid="occ-date" onChange={({ target }) => { poser({ ...saisie, le: target.value === dateFr(aujourdhui()) ? null : target.value }); }} onKeyDown={(evenement) => { if (evenement.key === 'Escape') { evenement.preventDefault(); evenement.stopPropagation(); cadre.current?.focus(); } }} />
          </>
        ) : null}
      </div>
      {le === null && peut ? <p className="message erreur occ-message" id={`${id}m`}><Icone nom="error-warning-line" taille={14} />{TEXTES.dateFausse}</p> : null}
      {refus === null ? null : <div className="occ-note" data-testid="occ-refus"><Note genre="e" annoncer>{refus}</Note></div>}
      {dispositif.attente === 'refusee' || dispositif.attente === 'conflit' ? <div className="occ-note"><Note genre="w">{dispositif.attente === 'conflit' ? 'Une déclaration de ce poste est en conflit avec une autre. ' : 'Le service a refusé une déclaration de ce poste. '}<Link to="/synchronisation">{TEXTES.sync}</Link></Note></div> : null}
      {nonGardee ? <div className="occ-note"><Note genre="w" annoncer>{TEXTES.nonGarde}</Note></div> : null}
      {data?.pourLeCompteDe === null || data === undefined ? null : <p className="occ-compte">{TEXTES.pourLeCompteDe} <b>{data.pourLeCompteDe}</b></p>}
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} />
        : data === undefined ? <Attente lignes={14} nom={TEXTES.lecture} />
          : places.length === 0 ? <Vide titre={data.places === null ? TEXTES.absent : TEXTES.sansPlace} icone="grid-line" />
            : (
              <div className="liste-zone" data-zone="places">
                <Liste
                  lignes={places} cle={(une) => une.id} hauteur={HAUTEUR} rang={rang} aller={aller} nom={`${TEXTES.places}, ${dispositif.nom}`} decritPar={`${id}aide`} id={`${id}p`} testid="occ-places" cadre={cadre} dire={dire} surTouche={surTouche}
                  classe={(une, ici) => `${occupationMontree(saisie, une) === une.occupation ? '' : 'saisie-neuve'}${places[ici - 1]?.groupeId === une.groupeId ? '' : ' debut-groupe'}`}
                  rendre={(une) => {
                    const montree = occupationMontree(saisie, une);
                    return (
                      <span className="occ-place">
                        <b className="num coupe">{une.numero}{montree === une.occupation ? null : <> <Icone nom="edit-line" taille={12} /></>}</b>
                        <span className="discret coupe">{une.groupe}</span>
                        <span className="discret coupe">{une.motif === null ? (une.depuis === null ? '' : `${montree === une.occupation ? '' : `${OCCUPATIONS[une.occupation].mot} `}au ${dateFr(une.depuis)}`) : `Indisponible : ${une.motif.toLowerCase()}`}</span>
                        {/* la souris seulement : au clavier et pour un lecteur d’écran, la ligne entière est l’option */}
                        <span className="occ-choix" aria-hidden="true">
                          {peut ? CODES.map((code) => <span key={code} className={`occ-mot${montree === code ? ' choisi' : ''}${une.motif !== null && code !== 'libre' ? ' ferme' : ''}`} onClick={() => { poserOccupation(une, code); }}><Icone nom={ETATS[code].icone} taille={12} />{OCCUPATIONS[code].mot}</span>)
                            : <Badge couleur={ETATS[une.motif === null ? montree : 'indisponible'].couleur} icone={ETATS[une.motif === null ? montree : 'indisponible'].icone}>{une.motif === null ? OCCUPATIONS[montree].mot : 'Indisponible'}</Badge>}
                        </span>
                      </span>
                    );
                  }}
                />
              </div>
            )}
      <p className="invisible" id={`${id}aide`}>{TEXTES.aide}</p>
      <p className="invisible" role="status" data-testid="occ-dit">{place === undefined ? '' : dire(place)}</p>
      {peut ? (
        <div className="pied occ-pied">
          <span className="num" role="status" data-testid="occ-compte">{changees === 0 ? 'Aucune saisie' : `${compte(changees, 'place saisie', 'places saisies')} : ${changements.map(({ occupation, ids }) => `${nombre(ids.length)} ${OCCUPATIONS[occupation].mot.toLowerCase()}${ids.length < 2 ? '' : 's'}`).join(', ')}`}</span>
          {estSaisie(saisie) ? <Bouton genre="t" icone="close-line" onClick={effacer} testid="occ-effacer">{TEXTES.effacer}</Bouton> : null}
          <span className="ressort" />
          {estSaisie(saisie) ? null : <span className="occ-touches discret"><Touche>L</Touche> <Touche>R</Touche> <Touche>O</Touche> ou <Touche>Espace</Touche></span>}
          <Bouton genre={changees === 0 ? 'p' : ''} icone="check-line" touche="=" raison={changees > 0 ? TEXTES.saisies : null} horsDroit occupe={envoi} onClick={rienNaChange} testid="occ-rien">{TEXTES.rienNaChange}</Bouton>
          <Bouton genre={changees === 0 ? '' : 'p'} icone="send-plane-line" touche="Ctrl+Entrée" raison={changees === 0 ? TEXTES.rienSaisi : null} horsDroit occupe={envoi} onClick={declarerSaisie} testid="occ-declarer">{TEXTES.declarer}</Bouton>
        </div>
      ) : null}
    </section>
  );
};
