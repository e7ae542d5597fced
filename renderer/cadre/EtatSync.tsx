import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import type { EtatSync } from '../../contract/poste.ts';
import { useEtatSync } from '../poste/session.ts';
import { compte, duree, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import type { NomIcone } from '../ui/nomsIcones.ts';
import { partRecue } from '../ui/Progression.tsx';

interface Apparence { readonly icone: NomIcone; readonly classe: string; readonly mot: string; readonly suite: string }

const suiteAttente = (etat: EtatSync): string => (etat.enAttente === 0 ? '' : ` · ${nombre(etat.enAttente)} en attente`);

const suiteChargement = ({ lignesRecues, lignesTotal }: EtatSync): string => {
  const part = partRecue(lignesRecues, lignesTotal);
  return part !== null ? ` · ${part} %` : lignesRecues > 0 ? ` · ${nombre(lignesRecues)} lignes` : '';
};

/** Les formes de l’état de synchronisation. Un conflit ou un refus l’emporte : il demande une personne. */
export const apparenceSync = (etat: EtatSync | undefined, maintenant: number): Apparence => {
  if (etat === undefined) return { icone: 'refresh-line', classe: 'discret', mot: 'Synchronisation…', suite: '' };
  const reste = suiteAttente(etat);
  if (etat.conflits > 0) return { icone: 'error-warning-fill', classe: 'erreur', mot: compte(etat.conflits, 'conflit', 'conflits'), suite: reste };
  if (etat.refus > 0) return { icone: 'error-warning-fill', classe: 'erreur', mot: compte(etat.refus, 'refus', 'refus'), suite: reste };
  switch (etat.etat) {
    case 'envoi': return { icone: 'arrow-up-line', classe: 'discret', mot: etat.enAttente > 0 ? `Envoi… ${nombre(etat.enAttente)}` : 'Envoi…', suite: '' };
    case 'chargement': return { icone: 'refresh-line', classe: 'discret', mot: 'Chargement', suite: suiteChargement(etat) };
    case 'annule': return { icone: 'pause-circle-fill', classe: 'alerte', mot: 'Chargement interrompu', suite: reste };
    case 'suspendu': return { icone: 'error-warning-fill', classe: 'alerte', mot: 'Mise à jour requise', suite: reste };
    case 'hors_ligne': return { icone: 'cloud-off-fill', classe: 'alerte', mot: 'Hors ligne', suite: reste };
    case 'session': return { icone: 'lock-fill', classe: 'alerte', mot: 'Session à rouvrir', suite: reste };
    case 'erreur': return { icone: 'error-warning-fill', classe: 'erreur', mot: 'Échec de l’échange', suite: reste };
    case 'arret': return { icone: 'refresh-line', classe: 'discret', mot: 'Synchronisation…', suite: reste };
    // entre un geste et son envoi, il n’est pas encore vrai que tout est au service
    case 'a_jour': return etat.enAttente > 0 ? { icone: 'arrow-up-line', classe: 'discret', mot: `Envoi… ${nombre(etat.enAttente)}`, suite: '' } : { icone: 'checkbox-circle-fill', classe: 'succes', mot: 'À jour', suite: etat.derniere === null ? '' : ` · il y a ${duree(etat.derniere, maintenant)}` };
  }
};

/** L’heure courante, relue chaque seconde tant que l’âge affiché se compte en secondes. */
export const useMaintenant = (pas = 1000): number => {
  const [maintenant, changer] = useState(() => Date.now());
  useEffect(() => {
    const horloge = setInterval(() => { changer(Date.now()); }, pas);
    return () => { clearInterval(horloge); };
  }, [pas]);
  return maintenant;
};

export const BoutonSync = ({ ouvrir }: { readonly ouvrir: () => void }): ReactElement => {
  const etat = useEtatSync();
  const { icone, classe, mot, suite } = apparenceSync(etat, useMaintenant());
  // l’âge change chaque seconde : seul le mot est annoncé, et seulement quand il change
  return (
    <>
      <button type="button" className="bandeau-btn sync" onClick={ouvrir} aria-label={`Synchronisation : ${mot}${suite}`} aria-keyshortcuts="Control+Shift+S" title="Ouvrir la synchronisation (Ctrl+Maj+S)" data-testid="etat-sync" data-etat={etat?.etat}>
        <Icone nom={icone} taille={icone === 'cloud-off-fill' ? 16 : 14} className={classe} />
        <span className={classe === 'succes' || classe === 'discret' ? '' : 'mi'}>{mot}<span className="discret num" style={{ fontWeight: 400 }}>{suite}</span></span>
      </button>
      <span className="invisible" role="status" aria-live="polite">{mot}</span>
    </>
  );
};
