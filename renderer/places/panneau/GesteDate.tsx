import type { ReactElement } from 'react';
import { useId, useMemo, useState } from 'react';
import type { ApercuPlaces, IssuePlaces } from '../../../contract/methodesPlaces.ts';
import { codesDe } from '../../../contract/nomenclatureAffichee.ts';
import { codesEnVigueur } from '../../../domain/nomenclature/code.ts';
import type { GestePlaces } from '../../../domain/places/gestes.ts';
import { client, messageErreur } from '../../poste/client.ts';
import { useAppel } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec, Note } from '../../ui/Etats.tsx';
import { aujourdhui, compte, dateFr, lireDateFr, nombre } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { Progression } from '../../ui/Progression.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { interrompre, mener, useAvancement } from '../gesteEnCours.ts';
import type { GenreGeste } from '../textes.ts';
import { EN_COURS, OCCUPATIONS, TEXTES } from '../textes.ts';
import { Apercu } from './Apercu.tsx';
import { Demander } from './Demander.tsx';
import { useApercuVu } from './useApercuVu.ts';
import type { Choix } from './useChoix.ts';

interface Saisie { readonly motif: string; readonly debut: string; readonly fin: string; readonly occupation: keyof typeof OCCUPATIONS; readonly pourquoi: string }

/** Au-delà, un aperçu se voit avancer. */
const LONG = 10_000;
const initiale = (): Saisie => ({ motif: '', debut: dateFr(aujourdhui()), fin: '', occupation: 'libre', pourquoi: '' });

/** Le geste que la saisie dit ; sinon le champ qui manque, et la phrase. */
const gesteDe = (genre: GenreGeste, { motif, debut, fin, occupation }: Saisie): { readonly geste: GestePlaces } | { readonly champ: 'motif' | 'debut' | 'fin'; readonly message: string } => {
  const [du, au] = [lireDateFr(debut), fin.trim() === '' ? null : lireDateFr(fin)];
  if (genre === 'indisponible' && motif === '') return { champ: 'motif', message: 'Choisir un motif pour voir l’aperçu.' };
  if (du === null) return { champ: 'debut', message: debut.trim() === '' ? 'Écrire une date (jj/mm/aaaa).' : `« ${debut} » n’est pas une date : écrire jj/mm/aaaa.` };
  if (fin.trim() !== '' && au === null) return { champ: 'fin', message: `« ${fin} » n’est pas une date : écrire jj/mm/aaaa.` };
  switch (genre) {
    case 'indisponible': return { geste: { genre, motif, debut: du, fin: au } };
    case 'ouvrir': return { geste: { genre, le: du, fin: au } };
    case 'disponible': case 'fermer': return { geste: { genre, le: du } };
    case 'occupation': return { geste: { genre, occupation, le: du } };
  }
};

interface Props {
  readonly genre: GenreGeste;
  readonly choisies: Choix;
  readonly aLEcran: () => readonly string[];
  readonly fermer: () => void;
  readonly fait: (lot: string, issue: IssuePlaces, geste: GestePlaces) => void;
  readonly demande: (phrase: string) => void;
}

/** L’aperçu se calcule : où il en est quand il porte sur beaucoup de places, et de quoi l’arrêter. */
const AttenteApercu = (): ReactElement => {
  const avancement = useAvancement(true);
  if (avancement?.phase !== 'apercu') return <Attente lignes={5} nom={TEXTES.apercuEnCours} />;
  return <div className="pile" style={{ gap: 8, alignItems: 'flex-start' }}><Progression nom={EN_COURS.apercu} recues={avancement.faites} total={avancement.total} phrase={`${nombre(avancement.faites)} places sur ${nombre(avancement.total)}`} /><Bouton petit onClick={interrompre} testid="arreter-apercu">{EN_COURS.arreterApercu}</Bouton></div>;
};

/** Un geste daté en nombre : depuis quand, pourquoi ; l’aperçu suit la saisie, et le bouton répète le nombre qu’il changera. */
export const GesteDate = ({ genre, aLEcran, choisies: { choix, nombre: combien, echec, enCours }, fermer, fait, demande }: Props): ReactElement => {
  const id = useId();
  const [saisie, changer] = useState<Saisie>(initiale);
  const [tente, tenter] = useState<GenreGeste | null>(null);
  const [envoi, envoyer] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  const lu = useMemo(() => gesteDe(genre, saisie), [genre, saisie]);
  const apercu = useAppel('places.apercu', { choix: choix ?? 0, geste: 'geste' in lu ? lu.geste : { genre: 'disponible', le: aujourdhui() } }, { actif: choix !== null && 'geste' in lu, garder: true });
  // l’aperçu d’avant reste le temps d’un clin d’œil, pas celui d’un long calcul
  const depasse = apercu.isPlaceholderData && combien > LONG;
  const montre: ApercuPlaces | undefined = choix !== null && 'geste' in lu && !depasse ? apercu.data : undefined;
  const poser = (partie: Partial<Saisie>): void => { refuser(null); changer((avant) => ({ ...avant, ...partie })); };
  const faux = (champ: string): string | null => ('geste' in lu ? (montre?.defaut?.champ === champ || (champ === 'debut' && montre?.defaut?.champ === 'le') ? montre.defaut.message : null) : tente === genre && lu.champ === champ ? lu.message : null);
  const appliquer = (): void => {
    tenter(genre);
    if (!('geste' in lu)) { document.getElementById(`${id}${lu.champ}`)?.focus(); return; }
    if (choix === null || envoi || montre === undefined || montre.changees === 0) return;
    envoyer(true);
    mener(client.appeler('places.appliquer', { choix, geste: lu.geste, motif: saisie.pourquoi.trim() === '' ? null : saisie.pourquoi.trim(), devant: [...aLEcran()] })).then((issue) => {
      envoyer(false);
      if (issue.lot === null) refuser(issue.refus?.message ?? TEXTES.rienAChanger);
      else fait(issue.lot, issue, lu.geste);
    }, (panne: unknown) => { envoyer(false); refuser(messageErreur(panne)); });
  };
  const aDemander = montre !== undefined && montre.defaut === null && montre.refus.some(({ code }) => code === 'sans_delegation');
  const seuleDemande = aDemander && montre.changees === 0;
  const perime = enCours || apercu.isPlaceholderData;
  const demander = useApercuVu({ perime, annonce: montre?.changees, agir: appliquer, change: () => { refuser(TEXTES.apercuChange); } });
  useRaccourcis({ 'Ctrl+Enter': demander }, { actif: !seuleDemande });

  const avecFin = genre === 'indisponible' || genre === 'ouvrir';
  const champDate = (champ: 'debut' | 'fin', libelle: string): ReactElement => (
    <div className={`champ${faux(champ) === null ? '' : ' faux'}`}>
      <label htmlFor={`${id}${champ}`}>{libelle}</label>
      <input id={`${id}${champ}`} type="text" inputMode="numeric" placeholder="jj/mm/aaaa" autoComplete="off" value={saisie[champ]} aria-invalid={faux(champ) !== null} aria-describedby={`${id}${champ}m`} onChange={({ target }) => { poser({ [champ]: target.value }); }} onBlur={({ target }) => { const lue = lireDateFr(target.value); if (lue !== null) poser({ [champ]: dateFr(lue) }); }} />
      <span id={`${id}${champ}m`} className="place-message">{faux(champ) === null ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{faux(champ)}</span>}</span>
    </div>
  );
  return (
    <>
      <div className="fiche-corps">
        {genre !== 'indisponible' ? null : (
          <div className={`champ${faux('motif') === null ? '' : ' faux'}`}>
            <label htmlFor={`${id}motif`}>{TEXTES.motif}</label>
            <select id={`${id}motif`} value={saisie.motif} aria-invalid={faux('motif') !== null} aria-describedby={`${id}motifm`} onChange={({ target }) => { poser({ motif: target.value }); }} data-testid="choix-motif"><option value="">Choisir…</option>{codesEnVigueur(codesDe('motif'), aujourdhui()).map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}</select>
            <span id={`${id}motifm`} className="place-message">{faux('motif') === null ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{faux('motif')}</span>}</span>
          </div>
        )}
        {genre !== 'occupation' ? null : (
          <div className="champ"><label htmlFor={`${id}o`}>{TEXTES.occupation}</label><select id={`${id}o`} value={saisie.occupation} onChange={({ target }) => { poser({ occupation: target.value as Saisie['occupation'] }); }} data-testid="choix-occupation">{Object.entries(OCCUPATIONS).map(([cle, mot]) => <option key={cle} value={cle}>{mot}</option>)}</select></div>
        )}
        <div className="deux-champs">{champDate('debut', avecFin ? TEXTES.du : TEXTES.le)}{avecFin ? champDate('fin', TEXTES.au) : null}</div>
        <div className="champ"><label htmlFor={`${id}p`}>{TEXTES.pourquoi}</label><input id={`${id}p`} type="text" maxLength={500} autoComplete="off" value={saisie.pourquoi} onChange={({ target }) => { poser({ pourquoi: target.value }); }} /></div>
        <Demander demande={montre === undefined || perime ? undefined : aDemander && 'geste' in lu && choix !== null ? { choix, geste: lu.geste, entiers: false } : null} seul={seuleDemande} fait={demande} />
        {echec !== null ? <Note genre="e" annoncer>{messageErreur(echec)}</Note> : apercu.error !== null && montre === undefined ? <Echec erreur={apercu.error} reessayer={() => { void apercu.refetch(); }} />
          : !('geste' in lu) ? <p className="discret">{lu.message}</p> : montre === undefined ? <AttenteApercu /> : <Apercu apercu={montre} />}
        {refus === null ? null : <Note genre="e" annoncer>{refus}</Note>}
      </div>
      <footer className="pied">
        <Bouton genre="p" touche={seuleDemande ? undefined : 'Ctrl+Entrée'} occupe={envoi} horsDroit raison={montre !== undefined && montre.defaut === null && montre.changees === 0 ? (montre.refus[0]?.message ?? TEXTES.rienAChanger) : null} onClick={demander} testid="appliquer-geste">{montre === undefined || montre.changees === 0 ? TEXTES.appliquer : `Appliquer à ${compte(montre.changees, 'place', 'places')}`}</Bouton>
        <Bouton touche="Échap" onClick={fermer}>Annuler</Bouton>
      </footer>
    </>
  );
};
