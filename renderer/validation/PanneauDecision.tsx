import { libelleCode } from '../../contract/nomenclatureAffichee.ts';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { GestePossible, LigneValidation } from '../../contract/poste.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import { dernierPas } from '../../domain/parcours.ts';
import { useMaintenant } from '../cadre/EtatSync.tsx';
import { ListeChamps, lignesFiche } from '../offre/fiche/champsFiche.tsx';
import { Frise, pistesFinancements } from '../offre/fiche/Frise.tsx';
import { Historique } from '../offre/fiche/Historique.tsx';
import type { FicheLue } from '../offre/fiche/lecture.ts';
import { commentairesDuRenvoi, lireFiche } from '../offre/fiche/lecture.ts';
import { VUE_INITIALE } from '../offre/grille/definition.ts';
import { BoutonGeste } from '../droits/Pourquoi.tsx';
import { GESTES } from '../offre/gestes/gestes.ts';
import { pourquoiFiche } from '../offre/gestes/pourquoi.ts';
import { useAppel } from '../poste/requetes.ts';
import { NotesRetours } from '../synchronisation/Retour.tsx';
import { useRetours } from '../synchronisation/useRetours.tsx';
import { BadgeAge, BadgeStatut } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec, Note, Vide } from '../ui/Etats.tsx';
import { compte, dateCourte, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Controles } from './Controles.tsx';
import { Etapes } from './Etapes.tsx';
import { texteChangement } from '../../contract/validationTextes.ts';
import { TEXTES } from './textes.ts';

interface Props {
  readonly ligne: LigneValidation;
  readonly rang: number;
  readonly total: number;
  readonly pourMoi: boolean;
  readonly aller: (sens: 1 | -1) => void;
  readonly lancer: (geste: GestePossible, fiche: FicheLue) => void;
}

/** Champs commentés au dernier renvoi, quand la fiche a été soumise à nouveau depuis. */
const ChampsCommentes = ({ fiche }: { readonly fiche: FicheLue }): ReactElement | null => {
  const renvoi = dernierPas(fiche.parcours, 'renvoyer');
  if (renvoi === undefined) return null;
  const commentaires = Object.entries(commentairesDuRenvoi(fiche.parcours));
  const valeurs = new Map(lignesFiche(fiche, true).map(({ champ, valeur }) => [champ, valeur]));
  return (
    <>
      <div className="titre3"><h3 style={{ flex: 1 }}>{fiche.statut === 'a_corriger' ? 'Renvoyée à corriger' : 'Corrigée depuis le renvoi'}</h3><span className="discret" style={{ fontWeight: 400, fontSize: 12 }}>{renvoi.nom} · {dateCourte(renvoi.le)}</span></div>
      <p><span className="discret">Motif du renvoi : </span>{renvoi.motif}</p>
      {commentaires.map(([champ, texte]) => (
        <div key={champ} className="a-revoir"><b className="mi">{CHAMPS[fiche.objet][champ]?.libelle ?? champ}</b><div>{valeurs.get(champ) ?? <span className="discret">Vide</span>}</div><span className="message commentaire"><Icone nom="discuss-line" />{texte}</span></div>
      ))}
      <hr className="filet" />
    </>
  );
};

/** Effet d’une validation sur la capacité ouverte. Dit seulement ce que le cache permet de compter : ce dispositif n’y est pas encore. */
const Effet = ({ fiche, ligne }: { readonly fiche: FicheLue; readonly ligne: LigneValidation }): ReactElement | null => {
  const compter = fiche.objet === 'dispositif' && ligne.prochainGeste === 'valider' && fiche.places.capacite > 0;
  const { data } = useAppel('offre.ouvrir', { ...VUE_INITIALE, deplie: 'rien' }, { actif: compter });
  if (!compter || data === undefined) return null;
  return <Note genre="i">Valider portera la capacité ouverte du périmètre de <b className="num">{nombre(data.totaux.capacite)} à {nombre(data.totaux.capacite + fiche.places.capacite)}</b> places.</Note>;
};

const Contenu = ({ fiche, ligne }: { readonly fiche: FicheLue; readonly ligne: LigneValidation }): ReactElement => (
  <>
    <ChampsCommentes fiche={fiche} />
    <ListeChamps fiche={fiche} tout />
    {fiche.objet === 'dispositif' && fiche.ligne.financements.length > 0 ? <><hr className="filet" /><h3 className="titre3">Financements</h3><Frise nom="Financements" pistes={pistesFinancements(fiche.ligne.financements)} /></> : null}
    {fiche.groupes.length > 0 ? <p className="discret">{compte(fiche.groupes.length, 'groupe', 'groupes')} · {compte(fiche.places.capacite, 'place', 'places')}</p> : null}
    <Controles fiche={fiche} />
    {fiche.parcours.length > 0 ? <><hr className="filet" /><h3 className="titre3">Historique</h3><Historique objet={fiche.objet} parcours={fiche.parcours} detail /></> : null}
    <Effet fiche={fiche} ligne={ligne} />
  </>
);

const sousTitre = (fiche: FicheLue, ligne: LigneValidation): string => [
  ligne.changement === 'reprise' ? `${texteChangement(ligne)} · ${fiche.objet === 'entite' ? 'entité' : 'dispositif'}` : fiche.objet === 'entite' ? 'Création d’une entité' : 'Création d’un dispositif',
  ...(fiche.objet === 'dispositif' ? [libelleCode('nature', fiche.ligne.nature), libelleCode('type', fiche.ligne.type)] : []), fiche.communeNom,
].filter((partie) => partie !== null && partie !== '').join(' · ');

/** Fiche à décider, à droite de la file. */
export const PanneauDecision = ({ ligne, rang, total, pourMoi, aller, lancer }: Props): ReactElement => {
  const { data, error, refetch } = useAppel('offre.fiche', { objet: ligne.objet, id: ligne.id }, { garder: true });
  const maintenant = useMaintenant(30_000);
  const retours = useRetours();
  const fiche = data?.fiche === undefined || data.fiche === null ? null : lireFiche(data.fiche);
  const lue = fiche !== null && fiche.id === ligne.id ? fiche : null;
  const geste = (nom: string): GestePossible | undefined => lue?.gestes.find((candidat) => candidat.geste === nom);
  const commenter = geste('commenter');
  const principal = geste('valider') ?? geste('prevalider');
  const bouton = (possible: GestePossible | undefined, genre: 'p' | 'd' | ''): ReactElement | null => {
    if (possible === undefined || lue === null) return null;
    const { libelle, icone, touche } = GESTES[possible.geste] ?? { libelle: possible.geste, icone: 'check-line' as const };
    return <BoutonGeste genre={genre} icone={icone} touche={possible.possible ? touche : undefined} pourquoi={pourquoiFiche(possible, lue)} onClick={() => { lancer(possible, lue); }} testid={`geste-${possible.geste}`}>{libelle}</BoutonGeste>;
  };
  return (
    <section className="pan panneau-decision" aria-label="Fiche à décider" data-zone="panneau" data-testid="decision" aria-busy={lue === null}>
      {error !== null && data === undefined ? <Echec erreur={error} reessayer={() => { void refetch(); }} /> : null}
      {data?.fiche === null ? <Vide titre="Fiche absente" icone="file-text-line"><span>Elle a été retirée, ou n’est plus dans le périmètre.</span></Vide> : null}
      {fiche === null ? (data === undefined && error === null ? <Attente nom="Lecture de la fiche" lignes={14} /> : null) : (
        <>
          <div className="fiche-tete" style={{ paddingBottom: 12, borderBottom: '1px solid var(--trait)' }}>
            <div className="code">
              <span>{fiche.code ?? 'Code à venir'}</span>{fiche.objet === 'dispositif' && fiche.entite !== null ? <>·<Link to={`/offre/entite/${fiche.entite.id}`} className="lien coupe">{fiche.entite.raisonSociale}</Link></> : null}
              <span className="ressort" /><span className="num">{rang} sur {total}</span>
              {lue !== null && commenter?.possible === true ? <Bouton genre="t" petit icone="discuss-line" nom="Commenter la fiche" testid="geste-commenter" onClick={() => { lancer(commenter, lue); }} /> : null}
              <Bouton genre="t" petit icone="arrow-up-line" nom="Fiche précédente" onClick={() => { aller(-1); }} /><Bouton genre="t" petit icone="arrow-down-line" nom="Fiche suivante" onClick={() => { aller(1); }} />
            </div>
            <div className="rang"><h2 id="decision-titre" tabIndex={-1} className="coupe" style={{ outline: 'none' }} title={fiche.nom}>{fiche.nom}</h2><BadgeStatut statut={fiche.statut} /><span className="ressort" /><BadgeAge jours={ligne.jours} suite={fiche.statut === 'a_corriger' ? ' depuis le renvoi' : ' depuis le dépôt'} /></div>
            <p className="ligne2 coupe" title={sousTitre(fiche, ligne)}>{sousTitre(fiche, ligne)}</p>
            <Etapes parcours={fiche.parcours} prochain={ligne.prochainGeste} depuis={ligne.depuis} pourMoi={pourMoi} maintenant={maintenant} />
          </div>
          <div className="fiche-corps" tabIndex={0} role="region" aria-label="Champs de la fiche" style={{ outlineOffset: -2 }}>
            <NotesRetours attente={fiche.attente} retours={retours} />
            <Contenu fiche={fiche} ligne={ligne} />
          </div>
          <footer className="pied pied-compte">
            {bouton(principal, 'p')}{bouton(geste('renvoyer'), '')}{bouton(geste('refuser'), 'd')}
            <span className="ressort" />
            <Bouton genre="t" touche="↓" onClick={() => { aller(1); }}>{TEXTES.passer}</Bouton>
          </footer>
          {retours.dialogue}
        </>
      )}
    </section>
  );
};
