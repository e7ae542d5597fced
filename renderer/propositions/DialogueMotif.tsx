import type { FormEvent, ReactElement } from 'react';
import { useId, useState } from 'react';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';

interface Props { readonly titre: string; readonly bouton: string; readonly fermer: () => void; /** Rend la raison d’un refus, `null` quand c’est fait. */ readonly envoyer: (motif: string) => Promise<string | null> }

/** Le motif d’un refus : obligatoire, montré à l’auteur. */
export const DialogueMotif = ({ titre, bouton, fermer, envoyer }: Props): ReactElement => {
  const id = useId();
  const [motif, changer] = useState('');
  const [erreur, montrer] = useState<string | null>(null);
  const [raison, refuser] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const partir = async (): Promise<void> => {
    if (occupe) return;
    if (motif.trim() === '') { montrer('Le motif est obligatoire.'); document.getElementById(id)?.focus(); return; }
    occuper(true);
    const refus = await envoyer(motif.trim());
    occuper(false);
    if (refus === null) fermer(); else refuser(refus);
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void partir(); } }, { sousModale: true });
  return (
    <Dialogue ouvert titre={titre} icone="close-line" largeur={560} fermer={fermer} alerte={raison} testid="dialogue-motif" pied={<><Bouton onClick={fermer}>Annuler</Bouton><Bouton genre="d" icone="close-line" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void partir(); }} testid="motif-valider">{bouton}</Bouton></>}>
      <form onSubmit={(evenement: FormEvent) => { evenement.preventDefault(); void partir(); }}>
        <div className={`champ${erreur === null ? '' : ' faux'}`}>
          <label htmlFor={id}>Motif<span className="oblig" aria-hidden="true">*</span> <span className="aide">montré à l’auteur de la proposition</span></label>
          <textarea id={id} rows={3} maxLength={2000} autoFocus value={motif} aria-required aria-invalid={erreur !== null} aria-describedby={`${id}m`} onChange={({ target }) => { changer(target.value); montrer(null); }} />
          <div id={`${id}m`}>{erreur === null ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{erreur}</span>}</div>
        </div>
      </form>
    </Dialogue>
  );
};
