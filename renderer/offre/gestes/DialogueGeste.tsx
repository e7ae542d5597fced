import type { FormEvent, ReactElement } from 'react';
import { useId, useRef, useState } from 'react';
import type { RefusPoste } from '../../../contract/poste.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Note } from '../../ui/Etats.tsx';
import { aujourdhui, dateFr, lireDateFr } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { texteValeur } from '../../ui/valeurs.ts';
import type { FicheLue } from '../fiche/lecture.ts';
import { useApercuFermeture } from './ApercuFermeture.tsx';
import { COMMANDES, GESTES, executerCommande } from './gestes.ts';

interface Props {
  readonly geste: string;
  readonly suppleance: boolean;
  readonly fiche: Pick<FicheLue, 'objet' | 'id' | 'nom' | 'valeurs' | 'communeNom'>;
  readonly fermer: () => void;
  readonly fait: (geste: string) => void;
}

const AIDES: Record<string, string> = {
  renvoyer: 'La fiche retourne à son auteur. Le motif et les commentaires lui sont montrés.',
  refuser: 'Un refus est définitif : la fiche ne pourra plus être soumise.',
  suspendre: 'La fiche porte le statut « Suspendu » jusqu’à ce qu’on la rétablisse. Le motif est montré à son gestionnaire.',
  fermer: 'Une fiche fermée ne se modifie plus et ne se rouvre pas. Ce qu’elle contient ferme avec elle, à la même date.',
  fermerGroupe: 'Un groupe fermé ne se modifie plus. La fermeture est refusée tant que des places restent ouvertes.',
  archiver: 'Une fiche archivée ne se modifie plus, ne se commente plus et ne se rouvre pas.',
  valider: 'Décision prise à la place de l’administrateur départemental : le motif est enregistré et la décision marquée « suppléance ».',
};

/** Motif d’un geste du cycle de vie ; un renvoi se commente champ par champ, une fermeture montre ce qu’elle emporte. */
export const DialogueGeste = ({ geste, suppleance, fiche, fermer, fait }: Props): ReactElement => {
  const id = useId();
  const [motif, changerMotif] = useState('');
  const [date, changerDate] = useState(dateFr(aujourdhui()));
  const [commentaires, changerCommentaires] = useState<Readonly<Record<string, string>>>({});
  const [erreurs, changerErreurs] = useState<{ readonly motif?: string; readonly date?: string; readonly refus?: RefusPoste }>({});
  const [occupe, changerOccupe] = useState(false);
  const champMotif = useRef<HTMLTextAreaElement>(null);
  const champDate = useRef<HTMLInputElement>(null);
  const { libelle, icone } = GESTES[geste] ?? { libelle: geste, icone: 'check-line' as const };
  const avecDate = geste === 'fermer';
  const facultatif = geste === 'archiver' && !suppleance;
  const dateLue = lireDateFr(date);
  const apercu = useApercuFermeture(avecDate && fiche.objet !== 'groupe' ? { objet: fiche.objet, id: fiche.id, date: dateLue } : null);
  const aide = AIDES[avecDate && fiche.objet === 'groupe' ? 'fermerGroupe' : geste];

  const envoyer = async (): Promise<void> => {
    if (occupe) return;
    const defauts = { ...(motif.trim() === '' && !facultatif ? { motif: 'Le motif est obligatoire.' } : {}), ...(avecDate && dateLue === null ? { date: 'La date s’écrit jj/mm/aaaa.' } : {}) };
    changerErreurs(defauts);
    if ('date' in defauts) { champDate.current?.focus(); return; }
    if ('motif' in defauts) { champMotif.current?.focus(); return; }
    // fermé d’avance : rien ne part, la raison est sous les yeux et s’annonce
    if (apercu.refus !== null) { changerErreurs({ refus: apercu.refus }); return; }
    const notes = Object.fromEntries(Object.entries(commentaires).filter(([, texte]) => texte.trim() !== ''));
    const cible = fiche.objet === 'groupe' ? { id: fiche.id } : { objet: fiche.objet, id: fiche.id };
    const args = { ...cible, ...(motif.trim() === '' ? {} : { motif: motif.trim() }), ...(avecDate ? { date: dateLue } : {}), ...(geste === 'renvoyer' && Object.keys(notes).length > 0 ? { commentaires: notes } : {}) };
    changerOccupe(true);
    const refus = await executerCommande(fiche.objet === 'groupe' ? 'fermerGroupeDePlaces' : (COMMANDES[geste] ?? geste), args);
    changerOccupe(false);
    if (refus === null) { fermer(); fait(geste); return; }
    changerErreurs(refus.champ === 'motif' ? { motif: refus.message } : refus.champ === 'date' ? { date: refus.message } : { refus });
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void envoyer(); } }, { sousModale: true });

  return (
    <Dialogue
      ouvert titre={`${libelle} « ${fiche.nom} »`} icone={icone} largeur={geste === 'renvoyer' || geste === 'fermer' ? 680 : 560} fermer={fermer} testid="dialogue-geste"
      pied={<><Bouton onClick={fermer}>Annuler</Bouton><Bouton genre={geste === 'refuser' ? 'd' : 'p'} icone={icone} touche="Ctrl+Entrée" raison={apercu.refus?.message ?? null} horsDroit occupe={occupe} testid="dialogue-valider" onClick={() => { void envoyer(); }}>{geste === 'refuser' ? 'Refuser définitivement' : libelle}</Bouton></>}
    >
      <form className="pile" style={{ gap: 16 }} onSubmit={(evenement: FormEvent) => { evenement.preventDefault(); void envoyer(); }}>
        {aide === undefined ? null : <Note genre={geste === 'refuser' ? 'w' : 'i'}>{aide}</Note>}
        {suppleance && geste !== 'valider' ? <Note genre="i">{AIDES['valider']}</Note> : null}
        {erreurs.refus === undefined ? null : <Note genre="e" annoncer>{erreurs.refus.message}</Note>}
        {avecDate ? (
          <div className={`champ${erreurs.date === undefined ? '' : ' faux'}`} style={{ maxWidth: 240 }}>
            <label htmlFor={`${id}d`}>Date de fermeture <span className="aide">jj/mm/aaaa</span></label>
            <input ref={champDate} id={`${id}d`} type="text" value={date} autoComplete="off" aria-invalid={erreurs.date !== undefined} aria-describedby={`${id}de`} onChange={(evenement) => { changerDate(evenement.target.value); changerErreurs({}); }} />
            <span id={`${id}de`}>{erreurs.date === undefined ? null : <span className="message erreur"><Icone nom="error-warning-fill" />{erreurs.date}</span>}</span>
          </div>
        ) : null}
        {apercu.contenu}
        <div className={`champ${erreurs.motif === undefined ? '' : ' faux'}`}>
          <label htmlFor={`${id}m`}>Motif <span className="aide">{facultatif ? 'facultatif' : 'obligatoire'}</span></label>
          <textarea ref={champMotif} id={`${id}m`} autoFocus value={motif} rows={3} maxLength={4000} aria-invalid={erreurs.motif !== undefined} aria-describedby={`${id}me`} onChange={(evenement) => { changerMotif(evenement.target.value); }} />
          <span id={`${id}me`}>{erreurs.motif === undefined ? null : <span className="message erreur"><Icone nom="error-warning-fill" />{erreurs.motif}</span>}</span>
        </div>
        {geste === 'renvoyer' ? (
          <fieldset className="pile" style={{ gap: 8 }}>
            <legend className="titre3" style={{ marginBottom: 6 }}>Commentaires par champ <span className="discret" style={{ fontWeight: 400 }}>facultatifs</span></legend>
            {Object.entries(CHAMPS[fiche.objet]).filter(([champ]) => champ !== 'entiteId').map(([champ, { libelle: nomChamp }]) => (
              <div key={champ} className="champ" style={{ display: 'grid', gridTemplateColumns: '240px 1fr', alignItems: 'center', gap: 12 }}>
                <label htmlFor={`${id}${champ}`} style={{ display: 'block', minWidth: 0 }}>{nomChamp}<span className="aide coupe" style={{ display: 'block' }}>{champ === 'commune' ? (fiche.communeNom ?? '') : texteValeur(champ, fiche.valeurs[champ])}</span></label>
                <input id={`${id}${champ}`} type="text" maxLength={4000} value={commentaires[champ] ?? ''} onChange={(evenement) => { changerCommentaires({ ...commentaires, [champ]: evenement.target.value }); }} />
              </div>
            ))}
          </fieldset>
        ) : null}
        <button type="submit" hidden />
      </form>
    </Dialogue>
  );
};
