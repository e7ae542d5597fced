import type { KeyboardEvent, ReactElement, RefObject } from 'react';
import { useId, useState } from 'react';
import { Link } from 'react-router';
import type { DemandeLue, LigneDemandeeLue } from '../../contract/methodesDemandes.ts';
import { useAnnulation } from '../places/useAnnulation.ts';
import { client, messageErreur } from '../poste/client.ts';
import { DialogueMotif } from '../propositions/DialogueMotif.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { compte, dateHeure } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Liste } from '../ui/Liste.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { TEXTES, motDe, phraseGeste, surQuoi } from './textes.ts';

const HAUTEUR = 36;
interface Props { readonly demande: DemandeLue; readonly cadre: RefObject<HTMLDivElement | null>; readonly retour: () => void; readonly fait: () => void }

const phraseLigne = ({ nom, groupe, avant, actuel, change, empeche, decision, nomPar, motif }: LigneDemandeeLue): string => [
  nom, groupe, motDe(avant), change ? (actuel === null ? TEXTES.partie : `${TEXTES.change} : ${motDe(actuel)}`) : '', empeche ?? '', decision === null ? '' : `${decision === 'acceptee' ? 'acceptée' : 'refusée'} par ${nomPar ?? ''}${motif === null ? '' : ` : ${motif}`}`,
].filter((partie) => partie !== '').join(', ');

/** Une demande : ce qui est demandé et pourquoi, ses lignes telles qu’elles étaient et telles qu’elles sont, et la réponse. */
export const Detail = ({ demande, cadre, retour, fait }: Props): ReactElement => {
  const id = useId();
  const annoncer = useAnnoncer();
  const annulation = useAnnulation();
  const { lignes, decidable, retirable, motif, auteur, creeLe, raison } = demande;
  const aDecider = lignes.filter(({ decision }) => decision === null);
  // au départ, tout ce qui peut encore s’accepter est choisi
  const [ecartees, ecarter] = useState<ReadonlySet<string>>(() => new Set(aDecider.filter(({ empeche }) => empeche !== null).map((ligne) => ligne.id)));
  const [rang, aller] = useState(0);
  const [envoi, envoyer] = useState(false);
  const [refus, refuser] = useState<string | null>(null);
  const [motive, demanderMotif] = useState(false);
  const choisies = aDecider.filter((ligne) => !ecartees.has(ligne.id));

  const decider = async (decision: 'acceptee' | 'refusee', pourquoi: string | null): Promise<string | null> => {
    if (envoi) return null;
    envoyer(true);
    try {
      const issue = await client.appeler('demandes.decider', { id: demande.id, decision, motif: pourquoi, lignes: choisies.map((ligne) => ({ id: ligne.id, vu: ligne.actuel ?? '' })) });
      if (issue.decidees === 0) return issue.refus?.message ?? TEXTES.rienChoisi;
      const { lot, refusees } = issue;
      const laissees = refusees.length === 0 ? '.' : ` ; ${compte(refusees.length, 'laissée', 'laissées')} : ${refusees[0]?.message ?? ''}`;
      annoncer(`${surQuoi(demande, issue.decidees)} : demande ${decision === 'acceptee' ? 'acceptée' : 'refusée'}${laissees}`, lot === null ? {} : { action: { libelle: 'Rendre leur état aux places', annule: true, agir: () => { annulation.defaire(lot); } } });
      fait();
      retour();
      return null;
    } catch (panne) {
      return messageErreur(panne);
    } finally {
      envoyer(false);
    }
  };
  const accepter = (): void => {
    if (choisies.length === 0) { annoncer(TEXTES.rienChoisi, { genre: 'info' }); return; }
    void decider('acceptee', null).then(refuser);
  };
  const ouvrirRefus = (): void => { if (choisies.length === 0) annoncer(TEXTES.rienChoisi, { genre: 'info' }); else demanderMotif(true); };
  const retirer = (): void => {
    client.appeler('commandes.executer', { nom: 'retirerDemande', args: { id: demande.id } }).then((issue) => { if (issue.accepte) { annoncer(TEXTES.retiree); fait(); } else refuser(issue.refus.message); }, (panne: unknown) => { refuser(messageErreur(panne)); });
  };
  useRaccourcis({ 'Ctrl+Enter': accepter, r: ouvrirRefus }, { actif: decidable && !motive });
  useRaccourcis({ Delete: retirer }, { actif: retirable });

  const basculer = (ligne: LigneDemandeeLue | undefined): void => {
    if (!decidable || ligne === undefined || ligne.decision !== null) return;
    ecarter((avant) => { const apres = new Set(avant); if (!apres.delete(ligne.id)) apres.add(ligne.id); return apres; });
  };
  const surTouche = ({ key, ctrlKey }: KeyboardEvent): boolean => {
    if (key === 'ArrowLeft' || key === 'Escape') { retour(); return true; }
    if (key === ' ') { basculer(lignes[rang]); return true; }
    if (ctrlKey && key.toLowerCase() === 'a') { ecarter(choisies.length === aDecider.length ? new Set(aDecider.map((ligne) => ligne.id)) : new Set()); return true; }
    return false;
  };
  const surGroupe = demande.geste.genre === 'modalite';
  return (
    <section className="pan demandes-detail" aria-label={phraseGeste(demande)} data-testid="demande">
      <div className="demandes-tete">
        <h2>{phraseGeste(demande)}</h2>
        <p className="discret">{surQuoi(demande)} · <Link to={`/offre/dispositif/${demande.dispositifId}`}>{demande.dispositif}</Link> · {demande.entite}</p>
        <p>{TEXTES.demande} <b>{auteur}</b>, {dateHeure(creeLe)} : « {motif} »</p>
      </div>
      {refus === null ? null : <div className="demandes-note" data-testid="demande-refus"><Note genre="e" annoncer>{refus}</Note></div>}
      {raison === null || decidable ? null : <div className="demandes-note"><Note genre="i">{TEXTES.sansDroit}</Note></div>}
      <div className="demandes-ligne demandes-colonnes" aria-hidden="true"><span /><span>{surGroupe ? TEXTES.groupe : TEXTES.place}</span><span>{surGroupe ? '' : TEXTES.groupe}</span><span>{TEXTES.avant}</span><span>{TEXTES.actuel}</span><span>{TEXTES.decision}</span></div>
      <div className="liste-zone" data-zone="panneau">
        <Liste
          lignes={lignes} cle={(une) => une.id} hauteur={HAUTEUR} rang={rang} aller={aller} nom={`${surGroupe ? TEXTES.groupe : TEXTES.place}, ${surQuoi(demande)}`} decritPar={`${id}a`} id={`${id}l`} testid="lignes-demande" cadre={cadre} surTouche={surTouche}
          dire={(une) => `${decidable && une.decision === null ? `${ecartees.has(une.id) ? 'non choisie' : 'choisie'}, ` : ''}${phraseLigne(une)}`}
          rendre={(une) => (
            <span className="demandes-ligne">
              {/* la souris seulement : au clavier et pour un lecteur d’écran, la ligne entière est l’option */}
              <span>{decidable && une.decision === null ? <span className={`demandes-case${ecartees.has(une.id) ? '' : ' oui'}`} aria-hidden="true" onClick={() => { basculer(une); }}>{ecartees.has(une.id) ? null : <Icone nom="check-line" taille={12} />}</span> : null}</span>
              <b className="num coupe">{une.nom}</b><span className="discret coupe">{surGroupe ? '' : une.groupe}</span><span>{motDe(une.avant)}</span>
              <span className={une.change ? 'erreur' : ''}>{une.actuel === null ? TEXTES.partie : motDe(une.actuel)}</span>
              <span className="coupe" title={une.empeche ?? une.motif ?? undefined}>{une.decision === 'acceptee' ? <Badge couleur="success" icone="checkbox-circle-fill">Acceptée</Badge> : une.decision === 'refusee' ? <Badge couleur="error" icone="close-circle-fill">Refusée</Badge> : une.empeche === null ? null : <span className="erreur"><Icone nom="error-warning-fill" taille={12} /> {une.empeche}</span>}{une.decision === null ? null : <span className="discret"> {une.nomPar}{une.motif === null ? '' : ` : ${une.motif}`}</span>}</span>
            </span>
          )}
        />
      </div>
      <p className="invisible" id={`${id}a`}>{TEXTES.aideLignes}</p>
      {decidable || retirable ? (
        <footer className="pied">
          {decidable ? <span className="num" role="status" data-testid="demande-choisies">{surQuoi(demande, choisies.length)} sur {aDecider.length}</span> : null}
          <span className="ressort" />
          {decidable ? <><span className="discret demandes-touches"><Touche>Espace</Touche> choisir</span><Bouton icone="close-line" touche="R" horsDroit occupe={envoi} raison={choisies.length === 0 ? TEXTES.rienChoisi : null} onClick={ouvrirRefus} testid="refuser-demande">{TEXTES.refuser}…</Bouton><Bouton genre="p" icone="check-line" touche="Ctrl+Entrée" horsDroit occupe={envoi} raison={choisies.length === 0 ? TEXTES.rienChoisi : null} onClick={accepter} testid="accepter-demande">{TEXTES.accepter} {surQuoi(demande, choisies.length)}</Bouton></> : null}
          {retirable ? <Bouton icone="arrow-go-back-line" touche="Suppr" onClick={retirer} testid="retirer-demande">{TEXTES.retirer}</Bouton> : null}
        </footer>
      ) : null}
      {motive ? <DialogueMotif titre={`Refuser : ${surQuoi(demande, choisies.length)}`} bouton={TEXTES.refuser} fermer={() => { demanderMotif(false); }} envoyer={(pourquoi) => decider('refusee', pourquoi)} /> : null}
    </section>
  );
};
