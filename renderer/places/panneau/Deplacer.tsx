import type { ReactElement } from 'react';
import { useEffect, useId, useState } from 'react';
import type { ApercuReorganisation, DemandeReorganisation, LignePont } from '../../../contract/methodesGroupes.ts';
import { libelleDe } from '../../../domain/nomenclature/code.ts';
import { MODALITES, PERMANENCES } from '../../../domain/nomenclature/referentiels.ts';
import { client, messageErreur } from '../../poste/client.ts';
import { useAppel } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec, Note } from '../../ui/Etats.tsx';
import { compte, nombre } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { DEPLACER, TEXTES } from '../textes.ts';
import { useApercuVu } from './useApercuVu.ts';
import type { Choix } from './useChoix.ts';

const NOUVEAU = 'nouveau';
const SORTS: Readonly<Record<LignePont['sort'], string>> = { depart: '', arrivee: '', nouveau: 'nouveau', reuni: 'ferme' };
const AUCUNE: DemandeReorganisation = { choix: 0, reunir: false, pmr: 0, vers: { genre: 'groupe', id: '' } };

/** Le pont, groupe par groupe : ce qui part arrive, au nombre près. */
const Pont = ({ lignes }: { readonly lignes: readonly LignePont[] }): ReactElement => {
  const somme = (cle: 'placesAvant' | 'placesApres' | 'capaciteAvant' | 'capaciteApres'): number => lignes.reduce((total, ligne) => total + ligne[cle], 0);
  const deVers = (avant: number, apres: number): ReactElement => <><span className="avant">{nombre(avant)} →</span> <b>{nombre(apres)}</b></>;
  return (
    <table className="tableau-apercu pont" data-testid="pont">
      <caption className="invisible">{DEPLACER.pont}</caption>
      <thead><tr><th scope="col">{DEPLACER.groupe}</th><th scope="col">{DEPLACER.places}</th><th scope="col">{DEPLACER.capacite}</th></tr></thead>
      <tbody>{lignes.map((ligne) => <tr key={ligne.id}><th scope="row"><span className="coupe" title={`${ligne.libelle} (${libelleDe(MODALITES, ligne.modalite)})`}>{ligne.libelle} <span className="sort">{SORTS[ligne.sort]}</span></span></th><td>{deVers(ligne.placesAvant, ligne.placesApres)}</td><td>{deVers(ligne.capaciteAvant, ligne.capaciteApres)}</td></tr>)}</tbody>
      <tfoot><tr><th scope="row">{DEPLACER.total}</th><td>{deVers(somme('placesAvant'), somme('placesApres'))}</td><td>{deVers(somme('capaciteAvant'), somme('capaciteApres'))}</td></tr></tfoot>
    </table>
  );
};

const Effet = ({ apercu, modaliteVers }: { readonly apercu: ApercuReorganisation; readonly modaliteVers: string }): ReactElement => {
  if (apercu.refus !== null) return <Note genre="e" annoncer>{apercu.refus.message}</Note>;
  const autres = apercu.lignes.filter(({ sort, modalite, placesAvant, placesApres }) => (sort === 'depart' || sort === 'reuni') && modalite !== modaliteVers && placesAvant > placesApres);
  const changent = autres.reduce((somme, { placesAvant, placesApres }) => somme + placesAvant - placesApres, 0);
  const equilibre = apercu.lignes.reduce((ecart, { capaciteAvant, capaciteApres }) => ecart + capaciteApres - capaciteAvant, 0) === 0;
  return (
    <div className="apercu" data-testid="apercu-deplacer">
      <div className="rang"><h3 style={{ flex: 1 }}>{DEPLACER.pont}</h3>{equilibre ? <span className="rang oui"><Icone nom="check-line" taille={14} /> {DEPLACER.equilibre}</span> : null}</div>
      <p role="status"><b>{compte(apercu.deplacees, 'place change de groupe', 'places changent de groupe')}</b></p>
      <Pont lignes={apercu.lignes} />
      {changent === 0 ? null : <Note genre="w">{compte(changent, 'place passe', 'places passent')} de la modalité {[...new Set(autres.map(({ modalite }) => `« ${libelleDe(MODALITES, modalite)} »`))].join(', ')} à « {libelleDe(MODALITES, modaliteVers)} ».</Note>}
      {apercu.lignes.some(({ sort }) => sort === 'reuni') ? <Note genre="w">{DEPLACER.ferme}</Note> : null}
    </div>
  );
};

interface Props { readonly choisies: Choix; readonly fermer: () => void; readonly fait: (phrase: string, lot: string | null) => void }

/** Passe des places dans un autre groupe du dispositif, en fait un nouveau groupe, ou réunit des groupes ; la capacité suit. */
export const Deplacer = ({ choisies: { choix, echec, enCours }, fermer, fait }: Props): ReactElement => {
  const id = useId();
  const [vers, choisirVers] = useState('');
  const [neuf, changerNeuf] = useState<{ readonly id: string; readonly libelle: string; readonly modalite: string | null; readonly permanence: string | null }>(() => ({ id: crypto.randomUUID(), libelle: '', modalite: null, permanence: null }));
  const [pmr, changerPmr] = useState(0);
  const [reunir, changerReunir] = useState(false);
  const [tente, tenter] = useState(false);
  const [envoi, envoyer] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  const { data: lieux, error, refetch, isPlaceholderData: autresLieux } = useAppel('places.destinations', { choix: choix ?? 0 }, { actif: choix !== null, garder: true });
  useEffect(() => { refuser(null); }, [vers, neuf, pmr, reunir, choix]);
  const arrivee = lieux?.groupes.find((groupe) => groupe.id === vers);
  const modele = lieux?.modele ?? null;
  const entiers = lieux?.groupes.filter((groupe) => groupe.id !== vers && groupe.choisies > 0 && groupe.choisies === groupe.places) ?? [];
  const reunis = reunir && entiers.length > 0;
  const demande: DemandeReorganisation | null = choix === null || lieux === undefined ? null
    : vers === NOUVEAU && modele !== null && neuf.libelle.trim() !== '' ? { choix, reunir: reunis, pmr, vers: { genre: 'nouveau', id: neuf.id, saisie: { ...modele, libelle: neuf.libelle.trim(), modalite: (neuf.modalite ?? modele.modalite) as typeof modele.modalite, permanence: (neuf.permanence ?? modele.permanence) as typeof modele.permanence } } }
      : arrivee !== undefined ? { choix, reunir: reunis, pmr, vers: { genre: 'groupe', id: arrivee.id } } : null;
  const { data: apercu, error: panne, refetch: recalculer, isPlaceholderData } = useAppel('places.apercuReorganisation', demande ?? AUCUNE, { actif: demande !== null, garder: true });
  const montre = demande === null ? undefined : apercu;
  const manque = lieux === undefined || lieux.dispositif === null ? null : vers === '' ? DEPLACER.choisirVers : vers === NOUVEAU && neuf.libelle.trim() === '' ? DEPLACER.ecrireLibelle : null;
  const nomVers = vers === NOUVEAU ? neuf.libelle.trim() : (arrivee?.libelle ?? '');
  const appliquer = (): void => {
    tenter(true);
    if (manque !== null) { document.getElementById(vers === '' ? `${id}v` : `${id}l`)?.focus(); return; }
    if (demande === null || envoi || montre === undefined || montre.refus !== null) return;
    envoyer(true);
    client.appeler('places.reorganiser', demande).then((issue) => {
      envoyer(false);
      if (issue.refus !== null) refuser(issue.refus.message);
      else fait(`${compte(issue.deplacees, 'place passée', 'places passées')} dans « ${nomVers} », avec leur capacité.`, issue.lot);
    }, (faute: unknown) => { envoyer(false); refuser(messageErreur(faute)); });
  };
  const demander = useApercuVu({ perime: enCours || autresLieux || isPlaceholderData, annonce: montre?.deplacees, agir: appliquer, change: () => { refuser(TEXTES.apercuChange); } });
  useRaccourcis({ 'Ctrl+Enter': demander });
  const faux = (champ: 'v' | 'l'): boolean => tente && manque !== null && (champ === 'v') === (vers === '');
  const messageDe = (champ: 'v' | 'l'): ReactElement => <span id={`${id}${champ}m`} className="place-message">{faux(champ) ? <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{manque}</span> : null}</span>;
  const modaliteVers = vers === NOUVEAU ? (neuf.modalite ?? modele?.modalite ?? '') : (arrivee?.modalite ?? '');
  return (
    <>
      <div className="fiche-corps">
        {echec !== null ? <Note genre="e" annoncer>{messageErreur(echec)}</Note> : error !== null ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : lieux === undefined ? <Attente lignes={4} nom={TEXTES.lecture} />
          : lieux.dispositif === null ? <Note genre="w" annoncer>{DEPLACER.plusieurs}</Note> : (
            <>
              <div className={`champ${faux('v') ? ' faux' : ''}`}>
                <label htmlFor={`${id}v`}>{DEPLACER.vers} <span className="aide coupe">{lieux.dispositif.nom}</span></label>
                <select id={`${id}v`} value={vers} aria-invalid={faux('v')} aria-describedby={`${id}vm`} onChange={({ target }) => { choisirVers(target.value); }} data-testid="choix-vers">
                  <option value="">{DEPLACER.choisir}</option>
                  {lieux.groupes.map((groupe) => <option key={groupe.id} value={groupe.id}>{groupe.libelle} · {libelleDe(MODALITES, groupe.modalite)} · {compte(groupe.places, 'place', 'places')}</option>)}
                  <option value={NOUVEAU}>{DEPLACER.nouveau}</option>
                </select>
                {messageDe('v')}
              </div>
              {vers !== NOUVEAU || modele === null ? null : (
                <>
                  <div className={`champ${faux('l') ? ' faux' : ''}`}><label htmlFor={`${id}l`}>{DEPLACER.libelle}</label><input id={`${id}l`} type="text" autoComplete="off" maxLength={200} value={neuf.libelle} aria-invalid={faux('l')} aria-describedby={`${id}lm`} onChange={({ target }) => { changerNeuf({ ...neuf, libelle: target.value }); }} />{messageDe('l')}</div>
                  <div className="deux-champs">
                    <div className="champ"><label htmlFor={`${id}mo`}>{DEPLACER.modalite}</label><select id={`${id}mo`} value={neuf.modalite ?? modele.modalite} onChange={({ target }) => { changerNeuf({ ...neuf, modalite: target.value }); }}>{MODALITES.map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}</select></div>
                    <div className="champ"><label htmlFor={`${id}pe`}>{DEPLACER.permanence}</label><select id={`${id}pe`} value={neuf.permanence ?? modele.permanence} onChange={({ target }) => { changerNeuf({ ...neuf, permanence: target.value }); }}>{PERMANENCES.map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}</select></div>
                  </div>
                  <p className="discret">{DEPLACER.reste}</p>
                </>
              )}
              {lieux.pmr === 0 || vers === '' ? null : <div className="champ"><label htmlFor={`${id}p`}>{DEPLACER.pmr} <span className="aide">{nombre(lieux.pmr)} au plus</span></label><input id={`${id}p`} type="number" min={0} max={lieux.pmr} style={{ maxWidth: 96 }} value={pmr} onChange={({ target }) => { changerPmr(Math.max(0, Math.trunc(Number(target.value)) || 0)); }} /></div>}
              {vers === '' || entiers.length === 0 ? null : <label className="rang"><input type="checkbox" className="coche" checked={reunir} onChange={({ target }) => { changerReunir(target.checked); }} data-testid="reunir" /><span>{DEPLACER.reunir} ({entiers.map(({ libelle }) => libelle).join(', ')})</span></label>}
              {manque !== null ? <p className="discret">{manque}</p> : panne !== null && montre === undefined ? <Echec erreur={panne} reessayer={() => { void recalculer(); }} /> : montre === undefined ? <Attente lignes={4} nom={TEXTES.apercuEnCours} /> : <Effet apercu={montre} modaliteVers={modaliteVers} />}
            </>
          )}
        {refus === null ? null : <Note genre="e" annoncer>{refus}</Note>}
      </div>
      <footer className="pied">
        <Bouton genre="p" touche="Ctrl+Entrée" occupe={envoi} horsDroit raison={lieux?.dispositif === null ? DEPLACER.plusieurs : (montre?.refus?.message ?? null)} onClick={demander} testid="appliquer-deplacer">{montre === undefined || montre.deplacees === 0 ? TEXTES.appliquer : reunis ? `Réunir ${compte(entiers.length + 1, 'groupe', 'groupes')}` : `Déplacer ${compte(montre.deplacees, 'place', 'places')}`}</Bouton>
        <Bouton touche="Échap" onClick={fermer}>Annuler</Bouton>
      </footer>
    </>
  );
};
