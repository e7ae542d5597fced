import type { ReactElement } from 'react';
import { useCallback, useState } from 'react';
import type { GestePossible } from '../../../contract/poste.ts';
import { useEtatSync } from '../../poste/session.ts';
import { usePourquoi } from '../../droits/Pourquoi.tsx';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import type { FicheLue } from '../fiche/lecture.ts';
import { actionAnnuler, decisionAnnulable } from './annulation.ts';
import { DialogueCommentaire } from './DialogueCommentaire.tsx';
import { DialogueGeste } from './DialogueGeste.tsx';
import { COMMANDES, GESTES, demandeSaisie, executerCommande } from './gestes.ts';
import { pourquoiFiche } from './pourquoi.ts';

interface Demande { readonly geste: GestePossible; readonly fiche: FicheLue }

/**
 * Lance les gestes du circuit sur une fiche : immédiats, ou par un dialogue quand il faut un motif. `surFait` est appelée une fois la commande acceptée ici.
 * Rend le lanceur et le dialogue à poser dans la page.
 */
export const useGestes = (surFait?: (fiche: FicheLue, geste: string) => void): { readonly lancer: (geste: GestePossible, fiche: FicheLue) => void; readonly dialogue: ReactElement | null } => {
  const [demande, demander] = useState<Demande | null>(null);
  const annoncer = useAnnoncer();
  const expliquer = usePourquoi();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const conclure = useCallback((fiche: FicheLue, geste: string) => {
    const decision = fiche.objet === 'groupe' ? null : decisionAnnulable(fiche.objet, fiche.id, fiche.nom, geste);
    annoncer(`« ${fiche.nom} » : fiche ${GESTES[geste]?.fait ?? geste}${horsLigne ? ', en attente d’envoi' : ''}.`, decision === null ? {} : { action: actionAnnuler([decision], annoncer) });
    surFait?.(fiche, geste);
  }, [annoncer, horsLigne, surFait]);
  const lancer = useCallback((geste: GestePossible, fiche: FicheLue) => {
    const ferme = pourquoiFiche(geste, fiche);
    if (ferme !== null) { annoncer(ferme.raison, { genre: 'erreur', action: { libelle: 'Pourquoi ?', agir: () => { expliquer(ferme, document.getElementById('travail') ?? document.body); } } }); return; }
    if (demandeSaisie(geste.geste, geste.suppleance)) { demander({ geste, fiche }); return; }
    void executerCommande(COMMANDES[geste.geste] ?? geste.geste, { objet: fiche.objet, id: fiche.id }).then((refus) => {
      if (refus === null) conclure(fiche, geste.geste);
      else {
        const pourquoi = pourquoiFiche({ ...geste, possible: false, raison: refus.message }, fiche);
        annoncer(refus.message, { genre: 'erreur', ...(pourquoi === null ? {} : { action: { libelle: 'Pourquoi ?', agir: () => { expliquer(pourquoi, document.getElementById('travail') ?? document.body); } } }) });
      }
    });
  }, [annoncer, conclure, expliquer]);
  return {
    lancer,
    dialogue: demande === null ? null : demande.geste.geste === 'commenter' ? <DialogueCommentaire fiche={demande.fiche} fermer={() => { demander(null); }} fait={() => { conclure(demande.fiche, 'commenter'); }} /> : <DialogueGeste geste={demande.geste.geste} suppleance={demande.geste.suppleance} fiche={demande.fiche} fermer={() => { demander(null); }} fait={(geste) => { conclure(demande.fiche, geste); }} />,
  };
};
