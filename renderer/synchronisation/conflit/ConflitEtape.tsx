import type { ReactElement } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import type { CommandeEnFile } from '../../../contract/poste.ts';
import { texteValeur } from '../../../contract/journalTextes.ts';
import type { GesteCycle, Statut } from '../../../domain/cycleDeVie.ts';
import { STATUTS, trouverTransition } from '../../../domain/cycleDeVie.ts';
import { pasEnVigueur } from '../../../domain/parcours.ts';
import { Historique } from '../../offre/fiche/Historique.tsx';
import { resoudreCommande } from '../../offre/gestes/gestes.ts';
import { useAppel } from '../../poste/requetes.ts';
import { BadgeStatut } from '../../ui/Badge.tsx';
import { Bouton } from '../../ui/Bouton.tsx';
import { dateFr } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { useRaccourcis } from '../../ui/raccourcis.ts';
import { CONFLIT } from '../textes.ts';
import type { Ligne } from './analyse.ts';
import { argsDe, parcoursDe } from './analyse.ts';
import type { PropsConflit } from './CadreConflit.tsx';
import { CadreConflit, usePremierFocus } from './CadreConflit.tsx';
import type { Cote } from './LigneChamp.tsx';
import { TetesColonnes } from './TetesColonnes.tsx';

const GESTES: Readonly<Record<string, GesteCycle>> = { soumettre: 'soumettre', prevalider: 'prevalider', valider: 'valider', renvoyerACorriger: 'renvoyer', refuser: 'refuser', suspendre: 'suspendre', retablir: 'retablir', fermer: 'fermer', archiver: 'archiver' };
const estStatut = (valeur: unknown): valeur is Statut => typeof valeur === 'string' && Object.hasOwn(STATUTS, valeur);

/** Statut que le geste visait, depuis la fiche telle que l’auteur la voyait. */
const vise = (commande: CommandeEnFile): Statut | null => {
  const geste = GESTES[commande.nom];
  const de = commande.base?.['statut'];
  if (commande.nom === 'annulerDecision') {
    // la décision que l’on annulait, si le service l’avait déjà ; sinon elle attendait encore, et la fiche du service est celle d’avant
    const passes = pasEnVigueur(parcoursDe(commande.base));
    const avant = passes.at(-1)?.geste === argsDe(commande)['geste'] ? passes.at(-2)?.vers : de;
    return estStatut(avant) ? avant : null;
  }
  if (geste === undefined || !estStatut(de)) return null;
  const p177 = commande.base?.['financeP177'] === true;
  return trouverTransition(geste, de, p177)?.vers ?? null;
};

/** Sur quoi porte le conflit d’une commande qui n’est pas une modification de champs. */
type Genre = 'etape' | 'fermeture' | 'occupation';
const genreDe = ({ nom, objet }: CommandeEnFile): Genre => (nom === 'declarerOccupation' ? 'occupation' : objet === 'groupe' ? 'fermeture' : 'etape');

const Etat = ({ ligne, genre }: { readonly ligne: Ligne | null; readonly genre: Genre }): ReactElement => {
  if (ligne === null) return <>—</>;
  if (genre === 'occupation') return <>{texteValeur('dispositif', 'occupationDeclaree', ligne['occupationDeclaree']) || 'Jamais déclarée'}</>;
  if (genre === 'fermeture') return <>{typeof ligne['fermeture'] === 'string' ? `Fermé au ${dateFr(ligne['fermeture'])}` : 'Ouvert'}</>;
  return <BadgeStatut statut={typeof ligne['statut'] === 'string' ? ligne['statut'] : null} />;
};

/** Conflit d’un geste du circuit : il porte sur l’étape entière. Refaire le mien n’est offert que si les règles le permettent encore. */
export const ConflitEtape = ({ commande, fermer, fait, ...cadre }: PropsConflit & { readonly commande: CommandeEnFile }): ReactElement => {
  const id = useId();
  const [choix, choisir] = useState<Cote | null>(null);
  const [erreur, montrer] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const corps = useRef<HTMLDivElement>(null);
  const poser = usePremierFocus(corps);
  const revision = useRef(commande.serveur?.['version']);
  const [change, noter] = useState(false);
  useEffect(() => {
    if (revision.current === commande.serveur?.['version']) return;
    revision.current = commande.serveur?.['version'];
    noter(true);
    choisir(null);
  }, [commande.serveur]);
  // juger la mienne sur la fiche du service : un geste devenu impossible se dit avant d’être tenté
  const { data: jugement } = useAppel('commandes.juger', { nom: commande.nom, args: commande.args });
  const refusMienne = jugement?.refus?.message ?? null;
  const genre = genreDe(commande);
  const args = argsDe(commande);
  const but = vise(commande);
  const depuis = parcoursDe(commande.serveur).slice(parcoursDe(commande.base).length);

  const prendre = (cote: Cote) => (): void => {
    if (cote === 'mienne' && refusMienne !== null) { corps.current?.querySelector<HTMLElement>('input[value="mienne"]')?.focus(); return; }
    choisir(cote);
    corps.current?.querySelector<HTMLElement>(`input[value="${cote}"]`)?.focus();
  };
  const appliquer = async (): Promise<void> => {
    if (choix === null || occupe) return;
    occuper(true);
    montrer(null);
    const refus = await resoudreCommande(commande.seq, choix === 'mienne' ? { nom: commande.nom, args: commande.args } : null);
    if (refus === null) { fait(choix === 'mienne' ? CONFLIT.faitEnvoi : CONFLIT.faitService); return; }
    occuper(false);
    montrer(refus.message);
  };
  const [un, deux] = [prendre('mienne'), prendre('leur')];
  useRaccourcis({ 1: un, '&': un, 'Maj+1': un, 2: deux, é: deux, 'Maj+2': deux, 'Alt+1': un, 'Alt+2': deux, 'Ctrl+Enter': () => { void appliquer(); } }, { sousModale: true });

  return (
    <CadreConflit
      titre={genre === 'occupation' ? CONFLIT.titreOccupation : CONFLIT.titreEtape} fermer={fermer} alerte={erreur} {...cadre}
      pied={<>
        <span className="ressort" /><span className="discret" role="status" data-testid="conflit-compte">{genre === 'occupation' ? (choix === null ? 'Déclaration à choisir' : 'Déclaration choisie') : choix === null ? 'Étape à décider' : 'Étape décidée'}</span>
        <Bouton genre="p" icone="check-line" touche="Ctrl+Entrée" occupe={occupe} raison={choix === null ? (genre === 'occupation' ? 'Choisir la déclaration à garder.' : 'Choisir l’étape à garder.') : null} onClick={() => { void appliquer(); }} testid="appliquer-choix">{CONFLIT.appliquer}</Bouton>
      </>}
    >
      {genre === 'occupation' ? <p>L’occupation de <b>{commande.fiche}</b> a été déclarée ailleurs entre-temps. Garder celle du service, ou refaire la vôtre sur les places telles qu’elles sont maintenant.</p> : <p><b>{commande.fiche}</b> a avancé sur le service entre-temps. Le conflit porte sur l’étape entière : garder celle du service, ou refaire le geste sur la fiche telle qu’elle est maintenant.</p>}
      <div className="conflit etape" ref={poser} role="radiogroup" aria-label={CONFLIT[genre]}>
        <TetesColonnes commande={commande} change={change} autre={false} />
        <span className="nom-champ"><span>{CONFLIT[genre]}</span></span>
        <span className="base"><Etat ligne={commande.base} genre={genre} /></span>
        <label className="choix-valeur">
          <input type="radio" className="coche" name={id} value="mienne" checked={choix === 'mienne'} aria-disabled={refusMienne !== null} aria-label={`${CONFLIT.mienne} : ${commande.libelle}`} aria-describedby={`${id}m`} onChange={() => { if (refusMienne === null) choisir('mienne'); }} />
          <span className="pile" style={{ gap: 4 }} id={`${id}m`}>
            <span className="rang" style={{ flexWrap: 'wrap' }}>{commande.libelle}{but === null ? null : <><Icone nom="arrow-right-line" taille={14} /><BadgeStatut statut={but} /></>}</span>
            {typeof args['le'] === 'string' ? <span>Au {dateFr(args['le'])}</span> : null}
            {typeof args['date'] === 'string' ? <span>À la date du {dateFr(args['date'])}</span> : null}
            {typeof args['motif'] === 'string' && args['motif'] !== '' ? <span className="discret" style={{ fontWeight: 400 }}>Motif : {args['motif']}</span> : null}
            {refusMienne === null ? null : <span className="message alerte" style={{ fontWeight: 400 }}><Icone nom="lock-line" /><span>{CONFLIT.impossible} : {refusMienne}</span></span>}
          </span>
        </label>
        <label className="choix-valeur">
          <input type="radio" className="coche" name={id} value="leur" checked={choix === 'leur'} aria-label={CONFLIT.leur} aria-describedby={`${id}l`} onChange={() => { choisir('leur'); }} />
          <span id={`${id}l`}><Etat ligne={commande.serveur} genre={genre} /></span>
        </label>
      </div>
      {depuis.length === 0 || genre !== 'etape' ? null : <section className="pile" style={{ gap: 6 }}><h3 className="titre3">{CONFLIT.depuis}</h3><Historique objet={commande.objet === 'entite' ? 'entite' : 'dispositif'} parcours={depuis} detail /></section>}
    </CadreConflit>
  );
};
