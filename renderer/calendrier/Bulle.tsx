import { Popover } from '@mui/material';
import type { FormEvent, KeyboardEvent, ReactElement } from 'react';
import { useId, useState } from 'react';
import type { BarreLue } from '../../contract/methodesCalendrier.ts';
import { codesDe, libelleCode } from '../../contract/nomenclatureAffichee.ts';
import { codesEnVigueur } from '../../domain/nomenclature/code.ts';
import type { Indisponibilite } from '../../domain/places/indisponibilite.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { aujourdhui, compte, dateCourte, dateFr, lireDateFr } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { LettreMotif } from './Barre.tsx';
import { joursDuree } from './demandes.ts';
import { periodeEnLettres } from './periode.ts';
import { TEXTES, ditAttente } from './textes.ts';

/** Où la bulle s’accroche, en pixels de la fenêtre ; elle s’ouvre vers le haut quand la place manque dessous. */
export interface Ancre { readonly left: number; readonly top: number; readonly versLeHaut: boolean }
/** `refus` : ce qui vient d’être refusé, quand un glissement a ouvert la bulle. `attendent` : parmi les places d’une indisponibilité nouvelle, celles dont l’effet attend la libération. */
export type ContenuBulle =
  | { readonly genre: 'fiche'; readonly placeId: string; readonly nom: string; readonly barre: BarreLue; readonly jour: string }
  | { readonly genre: 'saisie'; readonly placeIds: readonly string[]; readonly nom: string; readonly barre: BarreLue | null; readonly depart: Indisponibilite; readonly refus: string | null; readonly attendent: number };

interface Props {
  readonly ancre: Ancre; readonly contenu: ContenuBulle; readonly modifiable: boolean;
  readonly fermer: () => void; readonly modifier: () => void; readonly oter: () => Promise<string | null>; readonly rendreDisponible: (le: string) => Promise<string | null>;
  readonly enregistrer: (saisie: Indisponibilite) => Promise<string | null>;
}

const Saisie = ({ contenu, fermer, enregistrer }: { readonly contenu: Extract<ContenuBulle, { genre: 'saisie' }> } & Pick<Props, 'fermer' | 'enregistrer'>): ReactElement => {
  const id = useId();
  const [saisie, changer] = useState({ motif: contenu.depart.motif, debut: dateFr(contenu.depart.debut), fin: dateFr(contenu.depart.fin) });
  const [tente, tenter] = useState(false);
  const [envoi, envoyer] = useState(false);
  const [refus, refuser] = useState<string | null>(contenu.refus);
  const [debut, fin] = [lireDateFr(saisie.debut), saisie.fin.trim() === '' ? null : lireDateFr(saisie.fin)];
  const fautes = {
    motif: saisie.motif === '' ? TEXTES.choisirMotif : null, debut: debut === null ? TEXTES.ecrireDate : null,
    fin: saisie.fin.trim() === '' ? null : fin === null ? TEXTES.ecrireDate : debut !== null && fin < debut ? TEXTES.finAvant : null,
  };
  const faux = (champ: keyof typeof fautes): string | null => (tente ? fautes[champ] : null);
  const poser = (partie: Partial<typeof saisie>): void => { refuser(null); changer((avant) => ({ ...avant, ...partie })); };
  const valider = (evenement?: FormEvent): void => {
    evenement?.preventDefault();
    tenter(true);
    const champ = (['motif', 'debut', 'fin'] as const).find((cle) => fautes[cle] !== null);
    if (champ !== undefined || debut === null) { document.getElementById(`${id}${champ ?? 'debut'}`)?.focus(); return; }
    if (envoi) return;
    envoyer(true);
    void enregistrer({ motif: saisie.motif, debut, fin }).then((faute) => { envoyer(false); refuser(faute); });
  };
  const message = (champ: keyof typeof fautes): ReactElement => <span id={`${id}${champ}m`} className="place-message">{faux(champ) === null ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{faux(champ)}</span>}</span>;
  const champDate = (champ: 'debut' | 'fin', libelle: string): ReactElement => (
    <div className={`champ${faux(champ) === null ? '' : ' faux'}`}>
      <label htmlFor={`${id}${champ}`}>{libelle}</label>
      <input id={`${id}${champ}`} type="text" inputMode="numeric" placeholder="jj/mm/aaaa" autoComplete="off" value={saisie[champ]} aria-invalid={faux(champ) !== null} aria-describedby={`${id}${champ}m`} onChange={({ target }) => { poser({ [champ]: target.value }); }} onBlur={({ target }) => { const lue = lireDateFr(target.value); if (lue !== null) poser({ [champ]: dateFr(lue) }); }} />
      {message(champ)}
    </div>
  );
  const motifs = codesEnVigueur(codesDe('motif'), aujourdhui());
  return (
    <form onSubmit={valider} noValidate onKeyDown={(evenement) => { if (evenement.key === 'Enter' && evenement.ctrlKey) { evenement.preventDefault(); valider(); } }}>
      <div className="rang"><h2 id={`${id}t`} style={{ flex: 1 }}>{contenu.barre === null ? TEXTES.nouvelle : TEXTES.modification}</h2><Bouton genre="t" petit icone="close-line" nom={TEXTES.fermer} onClick={fermer} /></div>
      <p className="discret">{contenu.nom}</p>
      <div className={`champ${faux('motif') === null ? '' : ' faux'}`}>
        <label htmlFor={`${id}motif`}>{TEXTES.motif}</label>
        <select id={`${id}motif`} autoFocus value={saisie.motif} aria-invalid={faux('motif') !== null} aria-describedby={`${id}motifm`} onChange={({ target }) => { poser({ motif: target.value }); }} data-testid="bulle-motif">
          <option value="">{TEXTES.choisir}</option>
          {motifs.map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}
          {saisie.motif === '' || motifs.some(({ code }) => code === saisie.motif) ? null : <option value={saisie.motif}>{libelleCode('motif', saisie.motif)}</option>}
        </select>
        {message('motif')}
      </div>
      <div className="cal-dates">{champDate('debut', TEXTES.du)}{champDate('fin', TEXTES.au)}</div>
      {contenu.attendent === 0 ? null : <p className="rang discret" data-testid="bulle-attente"><Icone nom="time-line" taille={14} /><span>{ditAttente(contenu.placeIds.length, contenu.attendent)}</span></p>}
      {refus === null ? null : <Note genre="e" annoncer>{refus}</Note>}
      <div className="rang cal-pied"><Bouton genre="p" type="submit" touche="Ctrl+Entrée" occupe={envoi} testid="bulle-enregistrer">{TEXTES.enregistrer}</Bouton><Bouton touche="Échap" onClick={fermer}>{TEXTES.annuler}</Bouton></div>
    </form>
  );
};

const Fiche = ({ contenu, modifiable, fermer, modifier, oter, rendreDisponible }: { readonly contenu: Extract<ContenuBulle, { genre: 'fiche' }> } & Omit<Props, 'contenu' | 'ancre' | 'enregistrer'>): ReactElement => {
  const { barre, nom, jour } = contenu;
  const [refus, refuser] = useState<string | null>(null);
  const duree = joursDuree(barre.debut, barre.fin);
  const agir = (faire: () => Promise<string | null>): void => { void faire().then(refuser); };
  // rendue disponible de son premier jour, elle serait ôtée : c’est l’autre bouton
  const coupe = !barre.differee && jour > barre.debut ? jour : null;
  const frapper = (evenement: KeyboardEvent): void => {
    if (!modifiable || evenement.defaultPrevented) return;
    if (evenement.key === 'F2') { evenement.preventDefault(); modifier(); }
    if (evenement.key === 'Delete') { evenement.preventDefault(); agir(oter); }
  };
  return (
    <div onKeyDown={frapper} role="presentation">
      <div className="rang"><LettreMotif motif={barre.motif} /><h2 style={{ flex: 1 }}>{libelleCode('motif', barre.motif)}, {nom}</h2><Bouton genre="t" petit icone="close-line" nom={TEXTES.fermer} onClick={fermer} /></div>
      <p>{periodeEnLettres(barre.debut, barre.fin)}, {duree === null ? TEXTES.sansFin : compte(duree, 'jour', 'jours')}</p>
      {barre.differee ? <p className="discret">{TEXTES.attendLiberation}</p> : null}
      {barre.enAttente ? <p className="discret">{TEXTES.attendEnvoi}</p> : null}
      {refus === null ? null : <Note genre="e" annoncer>{refus}</Note>}
      {modifiable ? (
        <div className="rang cal-pied">
          <Bouton icone="edit-line" touche="F2" onClick={modifier} testid="bulle-modifier">{TEXTES.modifier}</Bouton>
          {coupe === null ? null : <Bouton icone="calendar-check-fill" onClick={() => { agir(() => rendreDisponible(coupe)); }} testid="bulle-disponible">{TEXTES.disponible} {dateCourte(coupe)}</Bouton>}
          <Bouton genre="d" icone="delete-bin-line" nom={`${TEXTES.oter} (Suppr)`} onClick={() => { agir(oter); }} testid="bulle-oter" />
        </div>
      ) : null}
    </div>
  );
};

/** La bulle d’une indisponibilité : ce qu’elle est et ce que l’on peut en faire, ou sa saisie. Échap la ferme ; le focus revient au calendrier. */
export const Bulle = ({ ancre, contenu, ...gestes }: Props): ReactElement => (
  <Popover
    open onClose={gestes.fermer} transitionDuration={0} anchorReference="anchorPosition" anchorPosition={ancre} transformOrigin={{ vertical: ancre.versLeHaut ? 'bottom' : 'top', horizontal: 'left' }}
    slotProps={{ paper: { className: 'flottant menu cal-bulle', elevation: 0, role: 'dialog', 'aria-label': contenu.genre === 'saisie' ? (contenu.barre === null ? TEXTES.nouvelle : TEXTES.modification) : `${libelleCode('motif', contenu.barre.motif)}, ${contenu.nom}`, 'data-testid': 'bulle' } as object }}
  >
    {contenu.genre === 'saisie' ? <Saisie key={contenu.depart.debut} contenu={contenu} {...gestes} /> : <Fiche contenu={contenu} {...gestes} />}
  </Popover>
);
