import type { KeyboardEvent as Frappe, ReactElement } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import type { LigneValidation } from '../../contract/poste.ts';
import type { ChampProposeLu, PropositionLue } from '../../contract/methodesPropositions.ts';
import { BoutonGeste } from '../droits/Pourquoi.tsx';
import { executerCommande } from '../offre/gestes/gestes.ts';
import { useAppel } from '../poste/requetes.ts';
import { BadgeAge, BadgeStatut } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { compte, dateHeure } from '../ui/formats.ts';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { BadgeProposition } from './BadgeProposition.tsx';
import { ChampPropose } from './ChampPropose.tsx';
import { DialogueMotif } from './DialogueMotif.tsx';
import type { DecisionChamp } from './gestes.ts';
import { MOTS_DECISION, argumentsDecision, champsADecider, retirer } from './gestes.ts';

interface Props {
  readonly ligne: LigneValidation;
  readonly rang: number;
  readonly total: number;
  readonly aller: (sens: 1 | -1) => void;
  /** Plus rien à décider ici pour cette personne : à la suivante. */
  readonly suivante: () => void;
}

const FERMEE = 'La fiche ne se modifie plus : la proposition peut seulement être refusée.';
/** Ce que l’acceptation fera, dit avant qu’elle ne soit prise. */
const effet = ({ champs, modifiable, mienne }: PropositionLue): string => {
  const ouverts = champs.filter(({ decidable }) => decidable);
  const autres = champs.filter(({ decision, decidable }) => decision === null && !decidable).length;
  if (mienne && ouverts.length === 0) return 'En attente d’une décision : vous en serez informé ici, champ par champ. D’ici là, la proposition peut se retirer.';
  const suite = autres === 0 ? '' : ` ${compte(autres, 'champ se décide', 'champs se décident')} ailleurs.`;
  if (ouverts.length === 0) return `Rien à décider ici.${suite}`;
  return `${modifiable ? `Accepter écrira ${compte(ouverts.length, 'champ', 'champs')} sur la fiche, sous votre nom.` : FERMEE} Refuser n’y change rien ; l’auteur en est informé.${suite}`;
};

const Corps = ({ proposition, aller, suivante }: { readonly proposition: PropositionLue; readonly aller: Props['aller']; readonly suivante: () => void }): ReactElement => {
  const annoncer = useAnnoncer();
  const aDecider = champsADecider(proposition);
  const [choisi, choisir] = useState<string | null>(null);
  const [refus, demanderMotif] = useState<readonly ChampProposeLu[] | null>(null);
  const [occupe, occuper] = useState(false);
  const lieux = useRef(new Map<string, HTMLLIElement>());
  const enVol = useRef(false);
  const courant = proposition.champs.find(({ champ }) => champ === choisi) ?? aDecider[0] ?? proposition.champs[0];
  const fermee = proposition.modifiable ? null : FERMEE;

  const decider = async (champs: readonly ChampProposeLu[], decision: DecisionChamp, motif: string | null): Promise<string | null> => {
    // deux frappes d’affilée ne décident pas deux fois
    if (enVol.current || champs.length === 0) return null;
    enVol.current = true;
    occuper(true);
    const refusee = await executerCommande('deciderProposition', argumentsDecision(proposition, [...champs], decision, motif));
    enVol.current = false;
    occuper(false);
    if (refusee !== null) return refusee.message;
    annoncer(`« ${proposition.fiche} » : ${champs.map(({ libelle }) => libelle).join(', ')} ${champs.length === 1 ? MOTS_DECISION[decision] : `${MOTS_DECISION[decision]}s`}.`);
    const reste = aDecider.filter((champ) => !champs.includes(champ));
    if (reste.length === 0) suivante();
    else { choisir(reste[0]?.champ ?? null); lieux.current.get(reste[0]?.champ ?? '')?.focus(); }
    return null;
  };
  const accepter = (champs: readonly ChampProposeLu[]): void => {
    if (champs.length === 0) { annoncer('Rien à décider sur cette proposition.', { genre: 'info' }); return; }
    if (fermee !== null) { annoncer(fermee, { genre: 'erreur' }); return; }
    void decider(champs, 'acceptee', null).then((raison) => { if (raison !== null) annoncer(raison, { genre: 'erreur' }); });
  };
  const refuser = (champs: readonly ChampProposeLu[]): void => {
    if (champs.length === 0) annoncer('Rien à décider sur cette proposition.', { genre: 'info' });
    else demanderMotif(champs);
  };
  const seul = (): readonly ChampProposeLu[] => (courant?.decidable === true ? [courant] : []);
  useRaccourcis({ a: () => { accepter(seul()); }, z: () => { refuser(seul()); }, v: () => { accepter(aDecider); }, x: () => { refuser(aDecider); } }, { actif: refus === null });

  const fleches = (evenement: Frappe): void => {
    if ((evenement.key !== 'ArrowDown' && evenement.key !== 'ArrowUp') || evenement.altKey || courant === undefined) return;
    evenement.preventDefault();
    const voisin = proposition.champs[proposition.champs.indexOf(courant) + (evenement.key === 'ArrowDown' ? 1 : -1)];
    if (voisin === undefined) return;
    choisir(voisin.champ);
    lieux.current.get(voisin.champ)?.focus();
  };
  return (
    <>
      <div className="fiche-corps" role="region" aria-label="Champs proposés" style={{ outlineOffset: -2 }} tabIndex={-1}>
        <p><span className="discret">Motif : </span>{proposition.motif}</p>
        <ul className="champs-proposes" onKeyDown={fleches} aria-label="Champs proposés">
          {proposition.champs.map((champ) => (
            <ChampPropose
              key={champ.champ} proposition={proposition} champ={champ} choisi={champ.champ === courant?.champ} occupe={occupe}
              lieu={(element) => { if (element === null) lieux.current.delete(champ.champ); else lieux.current.set(champ.champ, element); }}
              choisir={() => { choisir(champ.champ); }} accepter={() => { accepter([champ]); }} refuser={() => { refuser([champ]); }}
            />
          ))}
        </ul>
        {proposition.statut === 'ouverte' ? <Note genre={proposition.modifiable ? 'i' : 'w'}>{effet(proposition)}</Note> : null}
      </div>
      <footer className="pied pied-compte">
        {aDecider.length === 0 ? null : (
          <>
            <BoutonGeste genre="p" icone="check-line" touche={fermee === null ? 'V' : undefined} occupe={occupe} pourquoi={fermee === null ? null : { geste: 'Accepter', raison: fermee }} onClick={() => { accepter(aDecider); }} testid="tout-accepter">{aDecider.length === 1 ? 'Accepter' : 'Tout accepter'}</BoutonGeste>
            <Bouton genre="d" icone="close-line" touche="X" occupe={occupe} onClick={() => { refuser(aDecider); }} testid="tout-refuser">{aDecider.length === 1 ? 'Refuser' : 'Tout refuser'}</Bouton>
          </>
        )}
        {proposition.retirable ? <Bouton icone="delete-bin-line" onClick={() => { void retirer(proposition, annoncer); }} testid="retirer-proposition">Retirer ma proposition</Bouton> : null}
        <span className="ressort" />
        <Bouton genre="t" touche="Alt+↓" onClick={() => { aller(1); }}>Passer</Bouton>
      </footer>
      {refus === null ? null : <DialogueMotif titre={`Refuser ${refus.map(({ libelle }) => libelle).join(', ')}`} bouton={refus.length === 1 ? 'Refuser' : 'Tout refuser'} fermer={() => { demanderMotif(null); }} envoyer={(motif) => decider(refus, 'refusee', motif)} />}
    </>
  );
};

/** Une proposition à décider ou à suivre, à droite de la file. */
export const PanneauProposition = ({ ligne, rang, total, aller, suivante }: Props): ReactElement => {
  const { data, error, refetch } = useAppel('propositions.lire', { id: ligne.id }, { garder: true });
  const lue = data?.proposition?.id === ligne.id ? data.proposition : null;
  const titre = useRef<HTMLHeadingElement>(null);
  useEffect(() => { titre.current?.scrollIntoView({ block: 'nearest' }); }, [ligne.id]);
  return (
    <section className="pan panneau-decision" aria-label="Proposition" data-zone="panneau" data-testid="decision" aria-busy={lue === null}>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : null}
      {data?.proposition === null ? <Vide titre="Proposition absente" icone="file-text-line"><span>Sa fiche a été retirée, ou n’est plus dans le périmètre.</span></Vide> : lue === null ? (error === null ? <Attente nom="Lecture de la proposition" lignes={10} /> : null) : (
        <>
          <div className="fiche-tete" style={{ paddingBottom: 12, borderBottom: '1px solid var(--trait)' }}>
            <div className="code">
              <span>{lue.code ?? 'Code à venir'}</span>{lue.entite === '' ? null : <>·<span className="coupe">{lue.entite}</span></>}
              <span className="ressort" /><span className="num">{rang} sur {total}</span>
              <Bouton genre="t" petit icone="arrow-up-line" nom="Ligne précédente" onClick={() => { aller(-1); }} /><Bouton genre="t" petit icone="arrow-down-line" nom="Ligne suivante" onClick={() => { aller(1); }} />
            </div>
            <div className="rang"><h2 ref={titre} id="decision-titre" tabIndex={-1} className="coupe" style={{ outline: 'none' }} title={lue.fiche}>{lue.fiche}</h2><BadgeProposition statut={lue.statut} /><BadgeStatut statut={lue.statutFiche} /><span className="ressort" />{lue.statut === 'ouverte' ? <BadgeAge jours={ligne.jours} suite=" depuis la demande" /> : null}</div>
            <p className="ligne2 coupe">{compte(lue.champs.length, 'changement proposé', 'changements proposés')} {lue.mienne ? 'par vous' : `par ${lue.auteur}`}, {dateHeure(lue.creeLe)} · <Link to={`/offre/${lue.objet}/${lue.ficheId}`} className="lien">Voir la fiche</Link></p>
          </div>
          <Corps key={lue.id} proposition={lue} aller={aller} suivante={suivante} />
        </>
      )}
    </section>
  );
};
