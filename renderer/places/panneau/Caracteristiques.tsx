import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { DemandeCaracteristiques, GroupeVise } from '../../../contract/methodesGroupes.ts';
import { codesDe } from '../../../contract/nomenclatureAffichee.ts';
import type { CodeReferentiel } from '../../../domain/nomenclature/code.ts';
import { codesEnVigueur } from '../../../domain/nomenclature/code.ts';
import { MODALITES, PERMANENCES } from '../../../domain/nomenclature/referentiels.ts';
import type { Caracteristiques as Changement } from '../../../domain/places/caracteristiques.ts';
import { estVide } from '../../../domain/places/caracteristiques.ts';
import { client, messageErreur } from '../../poste/client.ts';
import { useAppel } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec, Note } from '../../ui/Etats.tsx';
import { aujourdhui, compte, nombre } from '../../ui/formats.ts';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { CARACTERISTIQUES, TEXTES } from '../textes.ts';
import { Demander } from './Demander.tsx';
import { useApercuVu } from './useApercuVu.ts';
import type { Choix } from './useChoix.ts';

const RIEN: Changement = { modalite: null, permanence: null, publicsAjoutes: [], publicsOtes: [] };
const MONTRES = 50;

const Publics = ({ legende, codes, choisis, changer }: { readonly legende: string; readonly codes: readonly CodeReferentiel[]; readonly choisis: readonly string[]; readonly changer: (choisis: readonly string[]) => void }): ReactElement => (
  <details className="publics">
    <summary>{legende}{choisis.length === 0 ? '' : ` (${choisis.length})`}</summary>
    <fieldset aria-label={legende}>{codes.map(({ code, libelle }) => <label key={code} className="rang"><input type="checkbox" className="coche" checked={choisis.includes(code)} onChange={({ target }) => { changer(target.checked ? [...choisis, code] : choisis.filter((autre) => autre !== code)); }} /><span>{libelle}</span></label>)}</fieldset>
  </details>
);

const Effet = ({ groupes }: { readonly groupes: readonly GroupeVise[] }): ReactElement => {
  const faits = groupes.filter(({ refus }) => refus === null);
  const places = faits.reduce((somme, groupe) => somme + groupe.places, 0);
  return (
    <div className="apercu" data-testid="apercu-caracteristiques">
      <h3>{CARACTERISTIQUES.apercu}</h3>
      <p role="status"><b className="oui">{compte(faits.length, 'groupe change', 'groupes changent')}</b> ({compte(places, 'place', 'places')}){groupes.length === faits.length ? null : <> · <b className="erreur">{compte(groupes.length - faits.length, 'reste tel quel', 'restent tels quels')}</b></>}</p>
      <table className="tableau-apercu visees">
        <caption className="invisible">{TEXTES.parGroupe}</caption>
        <thead><tr><th scope="col">{TEXTES.parGroupe}</th><th scope="col">{CARACTERISTIQUES.choisies}</th><th scope="col">{CARACTERISTIQUES.sort}</th></tr></thead>
        <tbody>{groupes.slice(0, MONTRES).map(({ id, libelle, dispositif, choisies, places: siennes, refus }) => (
          <tr key={id}><th scope="row"><span className="coupe" title={`${dispositif} – ${libelle}`}>{libelle}</span></th><td>{nombre(choisies)} / {nombre(siennes)}</td><td>{refus === null ? <span className="oui">{CARACTERISTIQUES.change}</span> : <span className={refus.code === 'sans_effet' ? 'discret' : 'erreur'}>{refus.message}</span>}</td></tr>
        ))}</tbody>
      </table>
      {groupes.length > MONTRES ? <p className="discret">et {compte(groupes.length - MONTRES, 'autre groupe', 'autres groupes')}</p> : null}
    </div>
  );
};

interface Props { readonly modaliteSeule: boolean; readonly choisies: Choix; readonly fermer: () => void; readonly fait: (phrase: string, lot: string | null) => void; readonly demande: (phrase: string) => void }

/** Change la modalité, la permanence ou les publics des groupes des places choisies : chaque groupe a son issue, un seul retour en arrière. */
export const Caracteristiques = ({ modaliteSeule, choisies: { choix, echec, enCours }, fermer, fait, demande: demandee }: Props): ReactElement => {
  const id = useId();
  const [saisie, changer] = useState<Changement>(RIEN);
  const [entiers, prendreEntiers] = useState(false);
  const [envoi, envoyer] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  const demande: DemandeCaracteristiques = { choix: choix ?? 0, entiers, caracteristiques: { ...saisie, publicsAjoutes: [...saisie.publicsAjoutes], publicsOtes: [...saisie.publicsOtes] } };
  const pret = choix !== null && !estVide(saisie);
  const { data, error, refetch, isPlaceholderData } = useAppel('places.apercuCaracteristiques', demande, { actif: pret, garder: true });
  const montre = pret ? data : undefined;
  const combien = montre?.groupes.filter((groupe) => groupe.refus === null).length ?? 0;
  const poser = (partie: Partial<Changement>): void => { refuser(null); changer({ ...saisie, ...partie }); };
  const appliquer = (): void => {
    if (!pret) { document.getElementById(`${id}mo`)?.focus(); return; }
    if (envoi || combien === 0) return;
    envoyer(true);
    client.appeler('places.changerCaracteristiques', demande).then(({ groupes, lot }) => {
      envoyer(false);
      const changes = groupes.filter((groupe) => groupe.refus === null);
      if (lot === null) { refuser(CARACTERISTIQUES.rien); return; }
      fait(`${compte(changes.length, 'groupe changé', 'groupes changés')} (${compte(changes.reduce((somme, { places }) => somme + places, 0), 'place', 'places')})${changes.length === groupes.length ? '.' : ` ; ${compte(groupes.length - changes.length, 'laissé tel quel', 'laissés tels quels')}.`}`, lot);
    }, (panne: unknown) => { envoyer(false); refuser(messageErreur(panne)); });
  };
  const aDemander = saisie.modalite !== null && montre?.groupes.some((groupe) => groupe.refus?.code === 'sans_delegation') === true;
  const seuleDemande = aDemander && combien === 0;
  const perime = enCours || isPlaceholderData;
  const demander = useApercuVu({ perime, annonce: montre === undefined ? undefined : combien, agir: appliquer, change: () => { refuser(TEXTES.apercuChange); } });
  useRaccourcis({ 'Ctrl+Enter': demander }, { actif: !seuleDemande });
  const publics = codesEnVigueur(codesDe('public'), aujourdhui());
  const partiels = montre?.groupes.some((groupe) => groupe.refus?.code === 'partiel') === true;
  return (
    <>
      <div className="fiche-corps">
        <p className="discret">{CARACTERISTIQUES.groupe}</p>
        <div className="deux-champs">
          <div className="champ"><label htmlFor={`${id}mo`}>{CARACTERISTIQUES.modalite}</label><select id={`${id}mo`} value={saisie.modalite ?? ''} onChange={({ target }) => { poser({ modalite: target.value === '' ? null : target.value as Changement['modalite'] }); }}><option value="">{CARACTERISTIQUES.inchange}</option>{MODALITES.map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}</select></div>
          {modaliteSeule ? null : <div className="champ"><label htmlFor={`${id}pe`}>{CARACTERISTIQUES.permanence}</label><select id={`${id}pe`} value={saisie.permanence ?? ''} onChange={({ target }) => { poser({ permanence: target.value === '' ? null : target.value as Changement['permanence'] }); }}><option value="">{CARACTERISTIQUES.inchange}</option>{PERMANENCES.map(({ code, libelle }) => <option key={code} value={code}>{libelle}</option>)}</select></div>}
        </div>
        {modaliteSeule ? null : <><Publics legende={CARACTERISTIQUES.ajouter} codes={publics} choisis={saisie.publicsAjoutes} changer={(publicsAjoutes) => { poser({ publicsAjoutes }); }} />
        <Publics legende={CARACTERISTIQUES.oter} codes={codesDe('public')} choisis={saisie.publicsOtes} changer={(publicsOtes) => { poser({ publicsOtes }); }} /></>}
        {partiels || entiers ? <label className="rang"><input type="checkbox" className="coche" checked={entiers} onChange={({ target }) => { prendreEntiers(target.checked); }} data-testid="entiers" /><span>{CARACTERISTIQUES.entiers}</span></label> : null}
        <Demander demande={montre === undefined || perime ? undefined : aDemander && saisie.modalite !== null && choix !== null ? { choix, geste: { genre: 'modalite', modalite: saisie.modalite }, entiers } : null} seul={seuleDemande} fait={demandee} />
        {echec !== null ? <Note genre="e" annoncer>{messageErreur(echec)}</Note> : !pret ? <p className="discret">{CARACTERISTIQUES.choisir}</p>
          : error !== null && montre === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : montre === undefined ? <Attente lignes={4} nom={TEXTES.apercuEnCours} /> : <Effet groupes={montre.groupes} />}
        {refus === null ? null : <Note genre="e" annoncer>{refus}</Note>}
      </div>
      <footer className="pied">
        <Bouton genre="p" touche={seuleDemande ? undefined : 'Ctrl+Entrée'} occupe={envoi} horsDroit raison={montre !== undefined && combien === 0 ? CARACTERISTIQUES.rien : null} onClick={demander} testid="appliquer-caracteristiques">{combien === 0 ? TEXTES.appliquer : `Appliquer à ${compte(combien, 'groupe', 'groupes')}`}</Bouton>
        <Bouton touche="Échap" onClick={fermer}>Annuler</Bouton>
      </footer>
    </>
  );
};
