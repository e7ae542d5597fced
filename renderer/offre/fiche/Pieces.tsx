import type { DragEvent, ReactElement } from 'react';
import { useId, useRef, useState } from 'react';
import type { PieceAffichee } from '../../../contract/pieces.ts';
import { objetsLisibles, quiPeut } from '../../../domain/droits.ts';
import { GENRES_PIECE } from '../../../domain/objets/piece.ts';
import { usePourquoi } from '../../droits/Pourquoi.tsx';
import type { DemandePourquoi } from '../../droits/Pourquoi.tsx';
import { client, messageErreur } from '../../poste/client.ts';
import { useAppel } from '../../poste/requetes.ts';
import { useEtatSync, useSession } from '../../poste/session.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Attente, Echec, Note, Vide } from '../../ui/Etats.tsx';
import { dateFr, octets } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { executerCommande } from '../gestes/gestes.ts';
import type { Choix } from './JoindrePiece.tsx';
import { JoindrePiece, retenir } from './JoindrePiece.tsx';
import type { FicheAPieces } from './piece.ts';
import { pourquoiPiece } from './piece.ts';
import { PIECES_ECHANGES as T } from './textes.ts';

const Retrait = ({ piece, fermer }: { readonly piece: PieceAffichee; readonly fermer: () => void }): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const [motif, changer] = useState('');
  const [erreur, montrer] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const retirer = async (): Promise<void> => {
    if (occupe) return;
    if (motif.trim() === '') { montrer(T.motifVide); document.getElementById(id)?.focus(); return; }
    occuper(true);
    const refus = await executerCommande('retirerPiece', { id: piece.id, motif: motif.trim() });
    occuper(false);
    if (refus !== null) { montrer(refus.message); return; }
    annoncer(`${T.retiree} : « ${piece.nom} ».`);
    fermer();
  };
  useRaccourcis({ 'Ctrl+Enter': () => { void retirer(); } }, { sousModale: true });
  return (
    <Dialogue ouvert titre={`${T.retirerTitre} « ${piece.nom} »`} icone="delete-bin-line" largeur={480} fermer={fermer} testid="retrait-piece" pied={<><Bouton onClick={fermer}>{T.annuler}</Bouton><Bouton genre="d" icone="delete-bin-line" touche="Ctrl+Entrée" occupe={occupe} onClick={() => { void retirer(); }}>{T.retirer}</Bouton></>}>
      <div className="pile" style={{ gap: 12 }}>
        <p>{T.retirerAide}</p>
        <div className={`champ${erreur === null ? '' : ' faux'}`}>
          <label htmlFor={id}>{T.motif} <span className="aide">obligatoire</span></label>
          <textarea id={id} autoFocus rows={2} maxLength={4000} value={motif} aria-invalid={erreur !== null} aria-describedby={`${id}e`} onChange={({ target }) => { changer(target.value); montrer(null); }} />
          <span id={`${id}e`}>{erreur === null ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{erreur}</span>}</span>
        </div>
      </div>
    </Dialogue>
  );
};

interface PropsLigne { readonly piece: PieceAffichee; readonly pourquoi: DemandePourquoi | null | 'absent'; readonly retirer: () => void; readonly ouverte: (issue: { chemin: string } | { erreur: string }) => void }
const LignePiece = ({ piece, pourquoi, retirer, ouverte }: PropsLigne): ReactElement => {
  const demander = usePourquoi();
  const [occupe, occuper] = useState(false);
  const enAttente = piece.attente === 'en_attente';
  const ouvrir = (): void => {
    if (occupe) return;
    occuper(true);
    client.appeler('pieces.ouvrir', { id: piece.id }).then(({ chemin }) => { ouverte({ chemin }); }, (erreur: unknown) => { ouverte({ erreur: messageErreur(erreur) }); }).finally(() => { occuper(false); });
  };
  const raison = pourquoi === null || pourquoi === 'absent' ? null : pourquoi.raison;
  return (
    <li className="piece" data-testid="piece">
      <Icone nom={piece.type === 'application/pdf' ? 'file-text-fill' : 'file-text-line'} taille={16} />
      <div>
        <b className="mi coupe" title={piece.nom}><bdi>{piece.nom}</bdi></b>
        <span className="discret">{Object.hasOwn(GENRES_PIECE, piece.genre) ? GENRES_PIECE[piece.genre as keyof typeof GENRES_PIECE] : piece.genre} · <span className="num">{octets(piece.taille)}</span> · {piece.auteur}, {dateFr(piece.creeLe)}{enAttente ? ' · en attente d’envoi' : ''}</span>
      </div>
      <Bouton petit icone="download-line" nom={`${T.ouvrir} « ${piece.nom} »`} occupe={occupe} onClick={ouvrir} testid="piece-ouvrir" />
      {pourquoi === 'absent' ? null : <Bouton petit genre="t" icone="delete-bin-line" nom={`${T.retirer} « ${piece.nom} »`} raison={raison} {...(pourquoi === null ? {} : { pourquoi: (ancre: HTMLElement) => { demander(pourquoi, ancre); } })} onClick={retirer} testid="piece-retirer" />}
    </li>
  );
};

/** Onglet « Pièces » : la liste, de quoi en joindre une (choisie, ou lâchée sur l’onglet), l’ouvrir, la retirer avec un motif. */
export const Pieces = ({ fiche }: { readonly fiche: FicheAPieces }): ReactElement => {
  const { acteur } = useSession();
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const lisible = objetsLisibles(acteur.profil).includes('piece');
  const { data, error, refetch } = useAppel('pieces.lister', { ficheId: fiche.id }, { actif: lisible });
  const [choix, changer] = useState<Choix | null>(null);
  const [erreur, montrer] = useState<string | null>(null);
  const [issue, noter] = useState<{ chemin: string } | { erreur: string } | null>(null);
  const [aRetirer, demander] = useState<PieceAffichee | null>(null);
  const [survol, survoler] = useState(false);
  const entree = useRef<HTMLInputElement>(null);
  if (!lisible) return <Vide titre={T.refuse} icone="lock-line"><span>{quiPeut('lire', 'piece')}</span></Vide>;
  if (error !== null && data === undefined) return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
  if (data === undefined) return <Attente nom={T.lecture} lignes={4} />;
  const joindre = pourquoiPiece('creer', T.joindrePiece, fiche, acteur);
  const retirer = pourquoiPiece('fermer', T.retirerTitre, fiche, acteur);
  const ouvert = joindre === null;
  const lacher = (evenement: DragEvent): void => {
    evenement.preventDefault();
    survoler(false);
    const retenu = ouvert ? retenir(evenement.dataTransfer.files) : null;
    if (retenu === null) return;
    montrer('erreur' in retenu ? retenu.erreur : null);
    if ('choix' in retenu) changer(retenu.choix);
  };
  const copier = (chemin: string): void => { navigator.clipboard.writeText(chemin).then(() => { annoncer(T.copie); }, () => { annoncer(T.copieRefusee, { genre: 'erreur' }); }); };
  return (
    <div className={`pieces${survol ? ' survol' : ''}`} data-testid="pieces" onDragOver={(evenement) => { evenement.preventDefault(); if (ouvert) survoler(true); }} onDragLeave={(evenement) => { if (!evenement.currentTarget.contains(evenement.relatedTarget as Node | null)) survoler(false); }} onDrop={lacher}>
      {horsLigne ? <Note genre="w">{T.horsLigne}</Note> : null}
      {joindre === 'absent' ? null : <JoindrePiece fiche={fiche} pourquoi={joindre} choix={choix} changer={changer} erreur={erreur} montrer={montrer} entree={entree} />}
      {survol ? <p className="piece-lacher">{T.lacher}</p> : null}
      {issue === null ? null : 'erreur' in issue ? <Note genre="e" annoncer>{issue.erreur}</Note> : <Note genre="ok" annoncer><span style={{ overflowWrap: 'anywhere' }} data-testid="piece-chemin">{T.ouverte} {issue.chemin}</span> <button type="button" className="lien" onClick={() => { copier(issue.chemin); }}>{T.copier}</button></Note>}
      {data.pieces.length === 0 ? <Vide titre={T.aucunePiece} icone="file-text-line"><span>{T.aucuneAide}</span></Vide>
        : <ul className="liste-pieces" aria-label="Pièces">{data.pieces.map((piece) => <LignePiece key={piece.id} piece={piece} pourquoi={retirer} retirer={() => { demander(piece); }} ouverte={noter} />)}</ul>}
      {aRetirer === null ? null : <Retrait piece={aRetirer} fermer={() => { demander(null); }} />}
    </div>
  );
};
