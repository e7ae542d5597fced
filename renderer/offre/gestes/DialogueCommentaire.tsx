import type { FormEvent, ReactElement } from 'react';
import { useId, useRef, useState } from 'react';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import type { FicheLue } from '../fiche/lecture.ts';
import { executerCommande } from './gestes.ts';

interface Props { readonly fiche: Pick<FicheLue, 'objet' | 'id' | 'nom'>; readonly fermer: () => void; readonly fait: () => void }

/** Commentaire sur une fiche ou sur un de ses champs : il s’ajoute à l’historique, le statut ne bouge pas. */
export const DialogueCommentaire = ({ fiche, fermer, fait }: Props): ReactElement => {
  const id = useId();
  const [champ, changerChamp] = useState('');
  const [texte, changerTexte] = useState('');
  const [defaut, signaler] = useState<string | null>(null);
  const [refus, refuser] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const zone = useRef<HTMLTextAreaElement>(null);
  const envoyer = async (): Promise<void> => {
    if (occupe) return;
    if (texte.trim() === '') { signaler('Écrire le commentaire.'); zone.current?.focus(); return; }
    occuper(true);
    const refusee = await executerCommande('commenter', { objet: fiche.objet, id: fiche.id, ...(champ === '' ? {} : { champ }), texte: texte.trim() });
    occuper(false);
    if (refusee === null) { fermer(); fait(); } else refuser(refusee.message);
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void envoyer(); } }, { sousModale: true });
  return (
    <Dialogue
      ouvert titre={`Commenter « ${fiche.nom} »`} icone="discuss-line" fermer={fermer} alerte={refus} testid="dialogue-commentaire"
      pied={<><Bouton onClick={fermer}>Annuler</Bouton><Bouton genre="p" icone="discuss-line" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void envoyer(); }}>Commenter</Bouton></>}
    >
      <form className="pile" style={{ gap: 16 }} onSubmit={(evenement: FormEvent) => { evenement.preventDefault(); void envoyer(); }}>
        <div className="champ">
          <label htmlFor={`${id}c`}>Champ <span className="aide">facultatif</span></label>
          <select id={`${id}c`} value={champ} onChange={({ target }) => { changerChamp(target.value); }}>
            <option value="">Toute la fiche</option>
            {Object.entries(CHAMPS[fiche.objet]).filter(([nom]) => nom !== 'entiteId').map(([nom, { libelle }]) => <option key={nom} value={nom}>{libelle}</option>)}
          </select>
        </div>
        <div className={`champ${defaut === null ? '' : ' faux'}`}>
          <label htmlFor={`${id}t`}>Commentaire <span className="aide">obligatoire, lu par tous ceux qui voient la fiche</span></label>
          <textarea ref={zone} id={`${id}t`} autoFocus rows={4} maxLength={4000} value={texte} aria-invalid={defaut !== null} aria-describedby={`${id}e`} onChange={({ target }) => { changerTexte(target.value); signaler(null); }} />
          <span id={`${id}e`} role="alert">{defaut === null ? null : <span className="message erreur"><Icone nom="error-warning-fill" />{defaut}</span>}</span>
        </div>
        <button type="submit" hidden />
      </form>
    </Dialogue>
  );
};
