import type { ReactElement } from 'react';
import { useId, useMemo, useState } from 'react';
import { lireNumeros } from '../../domain/places/numeros.ts';
import { client, messageErreur } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { aujourdhui, compte, dateFr, lireDateFr } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';

export interface GroupeChoisi { readonly id: string; readonly libelle: string; readonly dispositif: string }

/** Crée les places d’un groupe par motif : « Ch. 101 à 148 », « A1 à A12 ; B1 à B4 ». Les numéros se voient avant de créer ; toutes se créent, ou aucune. */
export const CreerPlaces = ({ groupe, fermer, fait }: { readonly groupe: GroupeChoisi; readonly fermer: () => void; readonly fait: (nombre: number, lot: string) => void }): ReactElement => {
  const id = useId();
  const [motif, ecrire] = useState('');
  const [date, dater] = useState(dateFr(aujourdhui()));
  const [tente, tenter] = useState(false);
  const [envoi, envoyer] = useState(false);
  const [alerte, alerter] = useState<string | null>(null);
  const numeros = useMemo(() => lireNumeros(motif), [motif]);
  const ouverture = lireDateFr(date);
  const fauteMotif = !numeros.ok && (tente || motif.trim() !== '') ? numeros.message : null;
  const fauteDate = ouverture === null && tente ? 'Écrire une date (jj/mm/aaaa).' : null;
  const creer = (): void => {
    tenter(true);
    if (!numeros.ok) { document.getElementById(`${id}m`)?.focus(); return; }
    if (ouverture === null) { document.getElementById(`${id}d`)?.focus(); return; }
    if (envoi) return;
    envoyer(true);
    alerter(null);
    const places = numeros.numeros.map((numero) => ({ id: crypto.randomUUID(), numero }));
    const lot = crypto.randomUUID();
    client.appeler('commandes.executer', { nom: 'creerPlaces', args: { lot, groupeId: groupe.id, ouverture, places } }).then((issue) => {
      envoyer(false);
      if (issue.accepte) fait(places.length, lot);
      else alerter(issue.refus.message);
    }, (panne: unknown) => { envoyer(false); alerter(messageErreur(panne)); });
  };
  useRaccourcis({ 'Ctrl+Enter': creer }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre="Créer des places" icone="add-line" fermer={fermer} alerte={alerte} testid="creer-places"
      pied={<><Bouton onClick={fermer}>Annuler</Bouton><Bouton genre="p" touche="Ctrl+Entrée" occupe={envoi} onClick={creer} testid="confirmer-creation">{numeros.ok ? `Créer ${compte(numeros.numeros.length, 'place', 'places')}` : 'Créer'}</Bouton></>}
    >
      <p>Dans le groupe <b>{groupe.libelle}</b>, {groupe.dispositif}. Les places naissent ouvertes et libres.</p>
      <div className={`champ${fauteMotif === null ? '' : ' faux'}`}>
        <label htmlFor={`${id}m`}>Numéros <span className="aide">« Ch. 101 à 148 », « A1 à A12 ; B1 », « Ch. 5 A à D »</span></label>
        <input id={`${id}m`} type="text" autoComplete="off" autoFocus value={motif} aria-invalid={fauteMotif !== null} aria-describedby={`${id}mm`} onChange={({ target }) => { ecrire(target.value); alerter(null); }} />
        <span id={`${id}mm`} className="place-message">{fauteMotif === null ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{fauteMotif}</span>}</span>
      </div>
      <div className={`champ${fauteDate === null ? '' : ' faux'}`}>
        <label htmlFor={`${id}d`}>Ouvertes à partir du <span className="aide">jj/mm/aaaa</span></label>
        <input id={`${id}d`} type="text" inputMode="numeric" autoComplete="off" style={{ maxWidth: 140 }} value={date} aria-invalid={fauteDate !== null} aria-describedby={`${id}dm`} onChange={({ target }) => { dater(target.value); }} onBlur={({ target }) => { const lue = lireDateFr(target.value); if (lue !== null) dater(dateFr(lue)); }} />
        <span id={`${id}dm`} className="place-message">{fauteDate === null ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{fauteDate}</span>}</span>
      </div>
      <div className="numeros-apercu" role="status" data-testid="numeros">{numeros.ok ? `${compte(numeros.numeros.length, 'place', 'places')} : ${numeros.numeros.slice(0, 60).join(', ')}${numeros.numeros.length > 60 ? `… ${numeros.numeros.at(-1) ?? ''}` : ''}` : 'Les numéros s’affichent ici avant la création.'}</div>
    </Dialogue>
  );
};
