import type { ReactElement } from 'react';
import { useCallback, useId, useState } from 'react';
import type { CompteOffre } from '../../domain/objets/utilisateur.ts';
import { executerCommande } from '../offre/gestes/gestes.ts';
import { useEtatSync } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import type { NomGeste } from './gestes.ts';
import { GESTES_COMPTE } from './gestes.ts';
import { TEXTES } from './textes.ts';

interface PropsMotif { readonly geste: NomGeste; readonly compte: CompteOffre; readonly fermer: () => void; readonly executer: (geste: NomGeste, compte: CompteOffre, motif: string) => Promise<string | null> }

/** Motif d’une suspension, d’un rétablissement ou d’un retrait de second facteur. */
const DialogueMotif = ({ geste, compte, fermer, executer }: PropsMotif): ReactElement => {
  const id = useId();
  const [motif, changer] = useState('');
  const [defaut, signaler] = useState<string | null>(null);
  const [refus, refuser] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const { libelle, icone, aide } = GESTES_COMPTE[geste];
  const envoyer = async (): Promise<void> => {
    if (occupe) return;
    if (motif.trim().length < 3) { signaler(TEXTES.motifManque); document.getElementById(id)?.focus(); return; }
    occuper(true);
    const message = await executer(geste, compte, motif.trim());
    occuper(false);
    if (message === null) fermer();
    else refuser(message);
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void envoyer(); } }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={`${libelle} : ${compte.nom}`} icone={icone} fermer={fermer} alerte={refus} testid="dialogue-motif"
      pied={<><Bouton onClick={fermer}>{TEXTES.annuler}</Bouton><Bouton genre="p" icone={icone} touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void envoyer(); }}>{libelle}</Bouton></>}
    >
      {aide === undefined ? null : <Note genre="i">{aide}</Note>}
      <div className={`champ${defaut === null ? '' : ' faux'}`}>
        <label htmlFor={id}>{TEXTES.motif} <span className="aide">{TEXTES.motifAide}</span></label>
        <textarea id={id} autoFocus rows={3} maxLength={4000} value={motif} aria-invalid={defaut !== null} aria-describedby={`${id}m`} onChange={({ target }) => { changer(target.value); signaler(null); }} />
        <span id={`${id}m`} className="place-message" role="alert">{defaut === null ? null : <span className="message erreur">{defaut}</span>}</span>
      </div>
    </Dialogue>
  );
};

/** Lance les gestes d’un compte, par un dialogue quand il faut un motif. Suspendre s’annule depuis le message. */
export const useGestesCompte = (): { readonly lancer: (geste: NomGeste, compte: CompteOffre) => void; readonly dialogue: ReactElement | null } => {
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const [demande, demander] = useState<{ readonly geste: NomGeste; readonly compte: CompteOffre } | null>(null);
  const executer = useCallback(async (geste: NomGeste, compte: CompteOffre, motif?: string): Promise<string | null> => {
    const { commande = '', args, fait } = GESTES_COMPTE[geste];
    const refus = await executerCommande(commande, { id: compte.id, ...args, ...(motif === undefined ? {} : { motif }) });
    if (refus !== null) return refus.message;
    const retablir = geste !== 'suspendre' ? {} : { action: { libelle: 'Annuler', agir: () => { void executerCommande('retablirUtilisateur', { id: compte.id, motif: 'Suspension annulée aussitôt' }).then((autre) => { annoncer(autre?.message ?? `« ${compte.nom} » : compte rétabli.`, autre === null ? {} : { genre: 'erreur' }); }); } } };
    annoncer(`« ${compte.nom} » : ${fait}${horsLigne ? ', en attente d’envoi' : ''}.`, retablir);
    return null;
  }, [annoncer, horsLigne]);
  const lancer = useCallback((geste: NomGeste, compte: CompteOffre) => {
    if (GESTES_COMPTE[geste].motif === true) { demander({ geste, compte }); return; }
    void executer(geste, compte).then((message) => { if (message !== null) annoncer(message, { genre: 'erreur' }); });
  }, [annoncer, executer]);
  return { lancer, dialogue: demande === null ? null : <DialogueMotif geste={demande.geste} compte={demande.compte} fermer={() => { demander(null); }} executer={executer} /> };
};
