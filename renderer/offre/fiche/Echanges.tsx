import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import { refusCommentaire } from '../../../domain/commandes/commentaire.ts';
import { contexteDroit } from '../../../domain/commandes/regles.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { BoutonGeste } from '../../droits/Pourquoi.tsx';
import type { DemandePourquoi } from '../../droits/Pourquoi.tsx';
import { useEtatSync, useSession } from '../../poste/session.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Note, Vide } from '../../ui/Etats.tsx';
import { aujourdhui, dateHeure } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { libelleProfil, verbeDuPas } from '../../ui/valeurs.ts';
import { executerCommande } from '../gestes/gestes.ts';
import { echangesDe } from './echanges.ts';
import type { FicheLue } from './lecture.ts';
import { PIECES_ECHANGES as T } from './textes.ts';

type FicheCircuit = Extract<FicheLue, { objet: 'entite' | 'dispositif' }>;
interface Props { readonly fiche: FicheCircuit; readonly allerChamp: (champ: string) => void }

/** Commentaires commencés et pas envoyés, par fiche : changer d’onglet ou de fiche ne les perd pas. En mémoire seulement. */
const commences = new Map<string, { readonly champ: string; readonly texte: string }>();

const communes = { trouver: () => undefined };
const pourquoiCommenter = (fiche: FicheCircuit, acteur: Parameters<typeof refusCommentaire>[2]): DemandePourquoi | null => {
  const refus = refusCommentaire(fiche.objet, fiche.ligne, acteur, { maintenant: new Date().toISOString(), aujourdhui: aujourdhui(), communes });
  return refus === null ? null : { geste: T.commenter, raison: refus.message, droit: { objet: fiche.objet, geste: 'modifier', cible: contexteDroit(fiche.objet, fiche.ligne, aujourdhui()) } };
};

const Ajout = ({ fiche }: { readonly fiche: FicheCircuit }): ReactElement => {
  const id = useId();
  const { acteur } = useSession();
  const annoncer = useAnnoncer();
  const horsLigne = useEtatSync()?.etat === 'hors_ligne';
  const [saisie, changer] = useState(commences.get(fiche.id) ?? { champ: '', texte: '' });
  const [erreur, montrer] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const noter = (partie: Partial<typeof saisie>): void => {
    const apres = { ...saisie, ...partie };
    changer(apres);
    montrer(null);
    if (apres.texte === '') commences.delete(fiche.id);
    else commences.set(fiche.id, apres);
  };
  const pourquoi = pourquoiCommenter(fiche, acteur);
  const envoyer = async (): Promise<void> => {
    if (occupe || pourquoi !== null) return;
    if (saisie.texte.trim() === '') { montrer(T.vide); document.getElementById(`${id}t`)?.focus(); return; }
    occuper(true);
    const refus = await executerCommande('commenter', { objet: fiche.objet, id: fiche.id, texte: saisie.texte.trim(), ...(saisie.champ === '' ? {} : { champ: saisie.champ }) });
    occuper(false);
    if (refus !== null) { montrer(refus.message); return; }
    commences.delete(fiche.id);
    changer({ champ: '', texte: '' });
    annoncer(`${T.ajoute}${horsLigne ? ', en attente d’envoi' : ''}.`);
  };
  const ferme = pourquoi !== null;
  return (
    <form className="pile echange-ajout" aria-label={T.ajouter} onSubmit={(evenement) => { evenement.preventDefault(); void envoyer(); }} onKeyDown={(evenement) => { if (evenement.key === 'Enter' && evenement.ctrlKey) { evenement.preventDefault(); evenement.stopPropagation(); void envoyer(); } if (evenement.key === 'Escape') evenement.stopPropagation(); }}>
      {ferme ? null : (
        <>
          <div className="champ"><label htmlFor={`${id}c`}>{T.sur}</label><select id={`${id}c`} value={saisie.champ} onChange={(evenement) => { noter({ champ: evenement.target.value }); }}><option value="">{T.touteLaFiche}</option>{Object.entries(CHAMPS[fiche.objet]).map(([champ, { libelle }]) => <option key={champ} value={champ}>{libelle}</option>)}</select></div>
          <div className={`champ${erreur === null ? '' : ' faux'}`}>
            <label htmlFor={`${id}t`}>{T.commentaire}</label>
            <textarea id={`${id}t`} rows={2} maxLength={4000} value={saisie.texte} aria-invalid={erreur !== null} aria-describedby={`${id}e`} onChange={(evenement) => { noter({ texte: evenement.target.value }); }} />
            <span id={`${id}e`}>{erreur === null ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{erreur}</span>}</span>
          </div>
        </>
      )}
      <div><BoutonGeste icone="discuss-line" touche={ferme ? undefined : 'Ctrl+Entrée'} occupe={occupe} pourquoi={pourquoi} onClick={() => { void envoyer(); }} testid="commenter">{T.ajouter}</BoutonGeste></div>
    </form>
  );
};

/** Onglet « Échanges » : motifs et commentaires dans l’ordre, chacun avec le champ qu’il vise, puis de quoi en ajouter un. */
export const Echanges = ({ fiche, allerChamp }: Props): ReactElement => {
  const echanges = echangesDe(fiche.parcours);
  return (
    <>
      {fiche.attente.some(({ nom }) => nom === 'commenter') ? <Note genre="i">{T.enAttente}</Note> : null}
      {echanges.length === 0 ? <Vide titre={T.aucun} icone="discuss-line"><span>{T.aucunAide}</span></Vide> : (
        <ul className="echanges" data-testid="echanges">{echanges.map(({ cle, geste, nom, profil, le, suppleance, mots }) => (
          <li key={cle}>
            <p className="echange-tete"><b className="mi">{nom}</b> <span className="discret">({libelleProfil(profil)})</span> {verbeDuPas(geste)}{suppleance ? <> <Badge couleur="yellow-tournesol" icone="alarm-warning-fill">Suppléance</Badge></> : null} <time className="discret num" dateTime={le}>{dateHeure(le)}</time></p>
            {mots.map(({ champ, texte }) => (
              <div key={`${champ ?? ''}${texte}`} className="echange-mot">{champ === null ? null : <><button type="button" className="lien" onClick={() => { allerChamp(champ); }}>{CHAMPS[fiche.objet][champ]?.libelle ?? champ}</button> : </>}{texte}</div>
            ))}
          </li>
        ))}</ul>
      )}
      <Ajout key={fiche.id} fiche={fiche} />
    </>
  );
};
