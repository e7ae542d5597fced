import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useState } from 'react';
import type { NomMethode } from '../../contract/poste.ts';
import { client, codeErreur } from '../poste/client.ts';
import { conclureConnexion } from '../poste/session.ts';
import type { Echec } from './Messages.tsx';
import { lireEchec } from './Messages.tsx';
import { ETAPES } from './textes.ts';

interface Props {
  readonly verbe: string;
  readonly methode: Extract<NomMethode, 'session.parAgent' | 'session.deverrouillerParAgent'>;
  readonly surEchec: (echec: Echec | null) => void;
}
const FOURNISSEUR_MS = 30_000;

/** Le bouton du fournisseur d’identité, quand le service en annonce un. Pendant l’attente du navigateur : quoi faire, et comment renoncer. */
export const Agent = ({ verbe, methode, surEchec }: Props): ReactElement | null => {
  const { data } = useQuery({ queryKey: ['session.fournisseur'], queryFn: () => client.appeler('session.fournisseur', {}), staleTime: FOURNISSEUR_MS, refetchInterval: ({ state }) => (state.data?.disponible === true ? false : FOURNISSEUR_MS) });
  const [attente, attendre] = useState(false);
  if (data?.disponible !== true) return null;
  const aller = async (): Promise<void> => {
    surEchec(null);
    attendre(true);
    try {
      await client.appeler(methode, {});
      await conclureConnexion();
    } catch (panne) {
      if (codeErreur(panne) !== 'agent.annule') surEchec(lireEchec(panne));
    } finally {
      attendre(false);
    }
  };
  return (
    <div className="agent" data-testid="agent">
      <p className="agent-ou" aria-hidden="true">{ETAPES.ou}</p>
      {attente ? null : <button type="button" className="fr-btn fr-btn--secondary large" onClick={() => { void aller(); }} data-testid="par-agent">{verbe} {data.libelle ?? ''}</button>}
      <div role="status">{attente ? <div className="agent-attente"><p><strong>{ETAPES.agentEnCours}</strong><br />{ETAPES.agentAide}</p></div> : null}</div>
      {attente ? <button type="button" className="fr-btn fr-btn--secondary fr-btn--sm" ref={(bouton) => { bouton?.focus(); }} onClick={() => { void client.appeler('session.annulerAgent', {}); }} data-testid="annuler-agent">{ETAPES.annuler}</button> : null}
    </div>
  );
};
