import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { DemandeAFaire } from '../../../contract/methodesDemandes.ts';
import { client, messageErreur } from '../../poste/client.ts';
import { useAppel } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Note } from '../../ui/Etats.tsx';
import { compte } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { DEMANDER, TEXTES } from '../textes.ts';
import { useApercuVu } from './useApercuVu.ts';

interface Props {
  /** Ce qui se demanderait ; `null` : rien, `undefined` : pas encore su (l’aperçu se recalcule à chaque arrivée de lignes). */
  readonly demande: DemandeAFaire | null | undefined;
  /** Rien d’autre à appliquer : Ctrl+Entrée demande. */
  readonly seul: boolean;
  readonly fait: (phrase: string) => void;
}

const RIEN: DemandeAFaire = { choix: 0, geste: { genre: 'modalite', modalite: 'autre' }, entiers: false };

/** Sans délégation de gestion, le même geste se demande à qui tient les places : pourquoi, et combien. */
export const Demander = ({ demande: demandee, seul, fait }: Props): ReactElement | null => {
  const id = useId();
  const [motif, changer] = useState('');
  const [faux, montrer] = useState(false);
  const [envoi, envoyer] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  // un motif en cours d’écriture ne disparaît pas sous les doigts : le dernier connu reste
  const [connue, connaitre] = useState<DemandeAFaire | null>(null);
  if (demandee !== undefined && JSON.stringify(demandee) !== JSON.stringify(connue)) connaitre(demandee);
  const demande = connue ?? RIEN;
  const { data: lue, isPlaceholderData } = useAppel('demandes.apercu', demande, { garder: true, actif: connue !== null && demandee !== undefined });
  const data = connue === null ? undefined : lue;
  const quoi = (combien: number): string => (demande.geste.genre === 'modalite' ? compte(combien, 'groupe', 'groupes') : compte(combien, 'place', 'places'));
  const partir = (): void => {
    if (envoi || demandee === null || demandee === undefined || data === undefined || data.lignes === 0) return;
    if (motif.trim() === '') { montrer(true); document.getElementById(id)?.focus(); return; }
    envoyer(true);
    client.appeler('demandes.envoyer', { ...demandee, motif: motif.trim() }).then((issue) => {
      envoyer(false);
      if (issue.refus !== null) refuser(issue.refus.message);
      else fait(`${quoi(issue.lignes)} : changement demandé ${issue.dispositifs < 2 ? 'au gestionnaire' : `aux gestionnaires de ${compte(issue.dispositifs, 'dispositif', 'dispositifs')}`}.`);
    }, (panne: unknown) => { envoyer(false); refuser(messageErreur(panne)); });
  };
  const demander = useApercuVu({ perime: isPlaceholderData, annonce: data?.lignes, agir: partir, change: () => { refuser(TEXTES.apercuChange); } });
  useRaccourcis({ 'Ctrl+Enter': demander }, { actif: seul && data !== undefined });
  if (data === undefined || data.lignes === 0) return null;
  return (
    <section className="demander" aria-label={DEMANDER.titre} data-testid="demander">
      <h3>{DEMANDER.titre} ({quoi(data.lignes)})</h3>
      <p>{quoi(data.lignes)} sur {compte(data.dispositifs, 'dispositif', 'dispositifs')} sans délégation de gestion : {DEMANDER.aide}</p>
      <div className={`champ${faux ? ' faux' : ''}`}>
        <label htmlFor={id}>{DEMANDER.motif}<span className="oblig" aria-hidden="true">*</span></label>
        <textarea id={id} rows={2} maxLength={2000} value={motif} aria-required aria-invalid={faux} aria-describedby={`${id}m`} onChange={({ target }) => { changer(target.value); montrer(false); refuser(null); }} />
        <span id={`${id}m`} className="place-message">{faux ? <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{DEMANDER.manque}</span> : null}</span>
      </div>
      {refus === null ? null : <Note genre="e" annoncer>{refus}</Note>}
      <Bouton icone="send-plane-line" touche={seul ? 'Ctrl+Entrée' : undefined} occupe={envoi} onClick={demander} testid="envoyer-demande">{DEMANDER.bouton} {quoi(data.lignes)}</Bouton>
    </section>
  );
};
