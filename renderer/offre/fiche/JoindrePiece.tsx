import type { ReactElement, RefObject } from 'react';
import { useEffect, useId, useState } from 'react';
import { GENRES_PIECE } from '../../../domain/objets/piece.ts';
import type { GenrePiece } from '../../../domain/objets/piece.ts';
import { BoutonGeste } from '../../droits/Pourquoi.tsx';
import type { DemandePourquoi } from '../../droits/Pourquoi.tsx';
import { client, codeErreur, messageErreur } from '../../poste/client.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Note } from '../../ui/Etats.tsx';
import { octets } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import type { FicheAPieces } from './piece.ts';
import { ACCEPTES, genreDevine, refusFichier } from './piece.ts';
import { PIECES_ECHANGES as T } from './textes.ts';

/** Avant ce délai, un envoi est presque toujours fini : montrer sa progression ne ferait que clignoter. */
const PATIENCE_MS = 1000;

export interface Choix { readonly fichier: File; readonly genre: GenrePiece }
interface Props {
  readonly fiche: FicheAPieces;
  readonly pourquoi: DemandePourquoi | null;
  readonly choix: Choix | null;
  readonly changer: (choix: Choix | null) => void;
  readonly erreur: string | null;
  readonly montrer: (erreur: string | null) => void;
  readonly entree: RefObject<HTMLInputElement | null>;
}

/** Le fichier qu’une personne vient de choisir ou de lâcher ici, s’il peut partir ; sinon la phrase à montrer. */
export const retenir = (fichiers: FileList | null): { readonly choix: Choix } | { readonly erreur: string } | null => {
  const fichier = fichiers?.[0];
  if (fichier === undefined) return null;
  if ((fichiers?.length ?? 0) > 1) return { erreur: T.unSeul };
  const refus = refusFichier(fichier);
  return refus === null ? { choix: { fichier, genre: genreDevine(fichier.name) } } : { erreur: refus };
};

const Envoi = ({ taille }: { readonly taille: number }): ReactElement | null => {
  const [visible, montrer] = useState(false);
  useEffect(() => { const attente = setTimeout(() => { montrer(true); }, PATIENCE_MS); return () => { clearTimeout(attente); }; }, []);
  if (!visible) return null;
  return (
    <div className="progression" data-testid="piece-envoi">
      <div className="barre sans-total" role="progressbar" aria-label={T.envoi} aria-valuetext={octets(taille)}><i style={{ width: '30%' }} /></div>
      <div className="rang"><span className="discret num" role="status">{T.envoi} · {octets(taille)}</span><span className="ressort" /><Bouton petit onClick={() => { void client.appeler('pieces.annuler', {}); }}>{T.annuler}</Bouton></div>
    </div>
  );
};

/** Choisir un fichier, dire ce que c’est, l’envoyer. Un refus garde le choix : rien n’est à refaire. */
export const JoindrePiece = ({ fiche, pourquoi, choix, changer, erreur, montrer, entree }: Props): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const [occupe, occuper] = useState(false);
  const joindre = async (): Promise<void> => {
    if (choix === null || occupe) return;
    occuper(true);
    montrer(null);
    try {
      const contenu = new Uint8Array(await choix.fichier.arrayBuffer());
      const resultat = await client.appeler('pieces.joindre', { objet: fiche.objet, ficheId: fiche.id, nom: choix.fichier.name, genre: choix.genre, octets: contenu });
      if (!resultat.accepte) { montrer(resultat.refus.message); return; }
      changer(null);
      annoncer(`${T.jointe} : « ${choix.fichier.name} ».`);
    } catch (panne) {
      if (codeErreur(panne) !== 'pieces.annule') montrer(messageErreur(panne));
    } finally {
      occuper(false);
    }
  };
  return (
    <form className="pile piece-ajout" aria-label={T.joindrePiece} onSubmit={(evenement) => { evenement.preventDefault(); void joindre(); }} onKeyDown={(evenement) => { if (evenement.key !== 'Escape' || choix === null) return; evenement.stopPropagation(); if (!occupe) { changer(null); montrer(null); } }}>
      <input ref={entree} id={`${id}f`} type="file" className="invisible" accept={ACCEPTES} aria-label={T.fichier} tabIndex={-1} onChange={({ target }) => {
        const retenu = retenir(target.files);
        target.value = '';
        if (retenu === null) return;
        montrer('erreur' in retenu ? retenu.erreur : null);
        if ('choix' in retenu) changer(retenu.choix);
      }} />
      {choix === null ? (
        <div className="rang" style={{ flexWrap: 'wrap' }}><BoutonGeste icone="upload-2-line" pourquoi={pourquoi} onClick={() => { entree.current?.click(); }} testid="joindre">{T.choisir}</BoutonGeste><span className="discret" style={{ fontSize: 12 }}>{pourquoi === null ? `${T.depose} · ${T.formats}` : null}</span></div>
      ) : (
        <>
          <div className="rang"><Icone nom="file-text-line" taille={14} /><b className="mi coupe" style={{ flex: 1 }} title={choix.fichier.name}>{choix.fichier.name}</b><span className="discret num">{octets(choix.fichier.size)}</span></div>
          <div className="champ"><label htmlFor={`${id}g`}>{T.genre}</label><select id={`${id}g`} autoFocus disabled={occupe} value={choix.genre} onChange={({ target }) => { changer({ ...choix, genre: target.value as GenrePiece }); }}>{Object.entries(GENRES_PIECE).map(([genre, libelle]) => <option key={genre} value={genre}>{libelle}</option>)}</select></div>
          {occupe ? <Envoi taille={choix.fichier.size} /> : null}
          <div className="rang"><Bouton genre="p" icone="upload-2-line" type="submit" occupe={occupe} testid="piece-envoyer">{T.joindre}</Bouton><Bouton genre="t" raison={occupe ? T.envoi : null} horsDroit onClick={() => { changer(null); montrer(null); }}>{T.annuler}</Bouton></div>
        </>
      )}
      {erreur === null ? null : <Note genre="e" annoncer>{erreur}</Note>}
    </form>
  );
};
