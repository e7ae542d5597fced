import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { DemandeFinancement, DispositifFinance } from '../../../contract/methodesGroupes.ts';
import { codesDe, libelleCode } from '../../../contract/nomenclatureAffichee.ts';
import { codesEnVigueur } from '../../../domain/nomenclature/code.ts';
import { client, messageErreur } from '../../poste/client.ts';
import { useAppel } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec, Note } from '../../ui/Etats.tsx';
import { aujourdhui, compte, dateFr, lireDateFr, nombre } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { FINANCEMENT, TEXTES } from '../textes.ts';
import { useApercuVu } from './useApercuVu.ts';
import type { Choix } from './useChoix.ts';

const MONTRES = 50;
type Ligne = DispositifFinance['avant'][number];
const ecrire = ({ code, places, debut, fin }: Ligne): string => `${libelleCode('financement', code)} (${places === null ? FINANCEMENT.forfait : compte(places, 'place', 'places')}, ${fin === null ? `depuis le ${dateFr(debut)}` : `du ${dateFr(debut)} au ${dateFr(fin)}`})`;
/** Les lignes qui naissent ou s’arrêtent : ce que l’aperçu montre. */
const neuves = ({ avant, apres }: DispositifFinance): readonly Ligne[] => (apres ?? []).filter((ligne) => !avant.some((autre) => autre.code === ligne.code && autre.debut === ligne.debut && autre.fin === ligne.fin));

const Effet = ({ dispositifs }: { readonly dispositifs: readonly DispositifFinance[] }): ReactElement => {
  const faits = dispositifs.filter(({ refus }) => refus === null);
  const proposes = faits.filter(({ propose }) => propose).length;
  return (
    <div className="apercu" data-testid="apercu-financement">
      <h3>{FINANCEMENT.apercu}</h3>
      <p role="status"><b className="oui">{proposes > 0 ? compte(proposes, 'dispositif : changement proposé à la DDETS', 'dispositifs : changement proposé à la DDETS') : compte(faits.length, 'dispositif change', 'dispositifs changent')}</b>{dispositifs.length === faits.length ? null : <> · <b className="erreur">{compte(dispositifs.length - faits.length, 'reste tel quel', 'restent tels quels')}</b></>}</p>
      <table className="tableau-apercu visees">
        <caption className="invisible">{FINANCEMENT.apercu}</caption>
        <thead><tr><th scope="col">{FINANCEMENT.dispositif}</th><th scope="col">{FINANCEMENT.choisies}</th><th scope="col">{FINANCEMENT.sort}</th></tr></thead>
        <tbody>{dispositifs.slice(0, MONTRES).map((un) => (
          <tr key={un.id}><th scope="row"><span className="coupe" title={un.nom}>{un.nom}</span></th><td>{nombre(un.choisies)} / {nombre(un.places)}</td><td>{un.refus === null ? neuves(un).map((ligne) => <span key={`${ligne.code}${ligne.debut}`} style={{ display: 'block' }}>{ecrire(ligne)}</span>) : <span className={un.refus.code === 'sans_effet' ? 'discret' : 'erreur'}>{un.refus.message}</span>}</td></tr>
        ))}</tbody>
      </table>
      {dispositifs.length > MONTRES ? <p className="discret">et {compte(dispositifs.length - MONTRES, 'autre dispositif', 'autres dispositifs')}</p> : null}
    </div>
  );
};

interface Props { readonly choisies: Choix; readonly fermer: () => void; readonly fait: (phrase: string, lot: string | null) => void }

/** Passe les dispositifs des places choisies d’une ligne de financement à une autre, à compter d’un jour ; qui n’en décide pas le propose. */
export const Financement = ({ choisies: { choix, echec, enCours }, fermer, fait }: Props): ReactElement => {
  const id = useId();
  const [saisie, changer] = useState({ de: '', vers: '', le: dateFr(aujourdhui()), motif: '' });
  const [entiers, prendreEntiers] = useState(false);
  const [faux, montrer] = useState<'motif' | null>(null);
  const [envoi, envoyer] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  const le = lireDateFr(saisie.le);
  const pret = choix !== null && saisie.de !== '' && saisie.vers !== '' && le !== null;
  const demande: DemandeFinancement = { choix: choix ?? 0, entiers, changement: { de: saisie.de, vers: saisie.vers === 'fin' ? null : saisie.vers, le: le ?? aujourdhui() }, motif: '' };
  const { data, error, refetch, isPlaceholderData } = useAppel('places.apercuFinancement', demande, { actif: pret, garder: true });
  const montre = pret ? data : undefined;
  const changent = montre?.dispositifs.filter((un) => un.refus === null) ?? [];
  const propose = changent.some((un) => un.propose);
  const poser = (partie: Partial<typeof saisie>): void => { refuser(null); montrer(null); changer({ ...saisie, ...partie }); };
  const appliquer = (): void => {
    if (!pret) { document.getElementById(`${id}${saisie.de === '' ? 'de' : saisie.vers === '' ? 'vers' : 'le'}`)?.focus(); return; }
    if (envoi || changent.length === 0) return;
    if (propose && saisie.motif.trim() === '') { montrer('motif'); document.getElementById(`${id}motif`)?.focus(); return; }
    envoyer(true);
    client.appeler('places.changerFinancement', { ...demande, motif: saisie.motif.trim() }).then(({ dispositifs, lot }) => {
      envoyer(false);
      const faits = dispositifs.filter((un) => un.refus === null);
      if (lot === null) { refuser(FINANCEMENT.rien); return; }
      fait(`${propose ? compte(faits.length, 'changement de financement proposé', 'changements de financement proposés') : compte(faits.length, 'dispositif changé de financement', 'dispositifs changés de financement')}${faits.length === dispositifs.length ? '.' : ` ; ${compte(dispositifs.length - faits.length, 'laissé tel quel', 'laissés tels quels')}.`}`, lot);
    }, (panne: unknown) => { envoyer(false); refuser(messageErreur(panne)); });
  };
  const demander = useApercuVu({ perime: enCours || isPlaceholderData, annonce: montre === undefined ? undefined : changent.length, agir: appliquer, change: () => { refuser(TEXTES.apercuChange); } });
  useRaccourcis({ 'Ctrl+Enter': demander });
  const partiels = montre?.dispositifs.some((un) => un.refus?.code === 'partiel') === true;
  return (
    <>
      <div className="fiche-corps">
        <p className="discret">{FINANCEMENT.aide}</p>
        <div className="deux-champs">
          <div className="champ"><label htmlFor={`${id}de`}>{FINANCEMENT.de}</label><select id={`${id}de`} value={saisie.de} onChange={({ target }) => { poser({ de: target.value }); }} data-testid="financement-de"><option value="">Choisir…</option>{codesDe('financement').map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}</select></div>
          <div className="champ"><label htmlFor={`${id}vers`}>{FINANCEMENT.vers}</label><select id={`${id}vers`} value={saisie.vers} onChange={({ target }) => { poser({ vers: target.value }); }} data-testid="financement-vers"><option value="">Choisir…</option>{codesEnVigueur(codesDe('financement'), aujourdhui()).filter(({ code }) => code !== saisie.de).map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}<option value="fin">{FINANCEMENT.finit}</option></select></div>
        </div>
        <div className={`champ${le === null ? ' faux' : ''}`}>
          <label htmlFor={`${id}le`}>{FINANCEMENT.le}</label>
          <input id={`${id}le`} type="text" inputMode="numeric" placeholder="jj/mm/aaaa" autoComplete="off" value={saisie.le} aria-invalid={le === null} aria-describedby={`${id}lem`} onChange={({ target }) => { poser({ le: target.value }); }} />
          <span id={`${id}lem`} className="place-message">{le === null ? <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />« {saisie.le} » n’est pas une date : écrire jj/mm/aaaa.</span> : null}</span>
        </div>
        <div className={`champ${faux === 'motif' ? ' faux' : ''}`}>
          <label htmlFor={`${id}motif`}>{propose ? <>{FINANCEMENT.motif}<span className="oblig" aria-hidden="true">*</span> <span className="aide">{FINANCEMENT.motifAide}</span></> : FINANCEMENT.motifFacultatif}</label>
          <input id={`${id}motif`} type="text" maxLength={500} autoComplete="off" value={saisie.motif} aria-invalid={faux === 'motif'} aria-describedby={`${id}motifm`} onChange={({ target }) => { poser({ motif: target.value }); }} />
          <span id={`${id}motifm`} className="place-message">{faux === 'motif' ? <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{FINANCEMENT.motifManque}</span> : null}</span>
        </div>
        {partiels || entiers ? <label className="rang"><input type="checkbox" className="coche" checked={entiers} onChange={({ target }) => { prendreEntiers(target.checked); }} data-testid="entiers" /><span>{FINANCEMENT.entiers}</span></label> : null}
        {echec !== null ? <Note genre="e" annoncer>{messageErreur(echec)}</Note> : !pret ? <p className="discret">{FINANCEMENT.choisir}</p>
          : error !== null && montre === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : montre === undefined ? <Attente lignes={4} nom={TEXTES.apercuEnCours} /> : <Effet dispositifs={montre.dispositifs} />}
        {refus === null ? null : <Note genre="e" annoncer>{refus}</Note>}
      </div>
      <footer className="pied">
        <Bouton genre="p" touche="Ctrl+Entrée" occupe={envoi} horsDroit raison={montre !== undefined && changent.length === 0 ? FINANCEMENT.rien : null} onClick={demander} testid="appliquer-financement">{changent.length === 0 ? TEXTES.appliquer : propose ? `Proposer pour ${compte(changent.length, 'dispositif', 'dispositifs')}` : `Appliquer à ${compte(changent.length, 'dispositif', 'dispositifs')}`}</Bouton>
        <Bouton touche="Échap" onClick={fermer}>Annuler</Bouton>
      </footer>
    </>
  );
};
