import { Popover } from '@mui/material';
import type { ReactElement, ReactNode } from 'react';
import { createContext, useCallback, useContext, useId, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { ContexteDroit, Geste, Objet } from '../../domain/droits.ts';
import { LIBELLES_DROITS, OBJETS, autoriser, objetsLisibles } from '../../domain/droits.ts';
import type { Profil } from '../../domain/profils.ts';
import { PROFILS } from '../../domain/profils.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import type { PropsBouton } from '../ui/Bouton.tsx';
import { insecables } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { caseDe, profilsQuiPeuvent, reglesDe } from './lecture.ts';
import { CONDITIONS_LONGUES, SOURCES, TEXTES, etAutres, sansRegle } from './textes.ts';

/** Ce que l’on demande d’un geste fermé. Sans `droit`, la raison ne tient pas aux droits (rien de coché, saisie en cours). `vise` : profil du compte visé. */
export interface DemandePourquoi {
  readonly geste: string;
  readonly raison: string;
  readonly droit?: { readonly objet: Objet; readonly geste: Geste; readonly cible: ContexteDroit | null; readonly vise?: Profil };
}
type Demander = (demande: DemandePourquoi, ancre: HTMLElement) => void;
const Contexte = createContext<Demander>(() => undefined);
/** Ouvre l’explication d’un geste fermé à côté de ce qui l’a demandée. */
export const usePourquoi = (): Demander => useContext(Contexte);

/** Le même appel au service que rien n’attend : la liste s’affiche quand elle arrive. */
const Personnes = ({ droit }: { readonly droit: NonNullable<DemandePourquoi['droit']> & { cible: ContexteDroit } }): ReactElement | null => {
  const { objet, geste, cible } = droit;
  const { departements, entiteId, dispositifId, affectations, p177, proposeeParSiaoAvantValidation, delegationEnCours, vise } = cible;
  const { data } = useAppel('utilisateurs.quiPeut', {
    objet, geste, cible: { departements: [...departements], entiteId, dispositifId, ...(affectations === undefined ? {} : { affectations: affectations === null ? null : [...affectations] }), ...(p177 === undefined ? {} : { p177 }), ...(proposeeParSiaoAvantValidation === undefined ? {} : { proposeeParSiaoAvantValidation }), ...(delegationEnCours === undefined ? {} : { delegationEnCours }), ...(vise === undefined ? {} : { vise: vise as never }) },
  });
  if (data === undefined) return <p className="discret">…</p>;
  if (data.total === 0) return <p className="discret">{TEXTES.aucuneConnue}</p>;
  return (
    <>
      <ul className="pourquoi-personnes" data-testid="pourquoi-personnes">{data.personnes.map(({ id, nom, profil, perimetreLibelle }) => <li key={id}><Icone nom="user-line" taille={14} /><b className="mi">{nom}</b><span className="discret coupe">{PROFILS[profil].libelle} · {perimetreLibelle}</span></li>)}</ul>
      {data.total > data.personnes.length ? <p className="discret">{etAutres(data.total - data.personnes.length)}</p> : null}
    </>
  );
};

const Regle = ({ droit }: { readonly droit: NonNullable<DemandePourquoi['droit']> }): ReactElement => {
  const { acteur } = useSession();
  const regles = reglesDe(acteur.profil, droit.objet, droit.geste);
  const permis = droit.cible !== null && autoriser(acteur, droit.geste, droit.objet, droit.cible).accordee;
  const { libelle } = PROFILS[acteur.profil];
  return (
    <>
      <p><b className="mi">{OBJETS[droit.objet]} · {LIBELLES_DROITS[droit.geste].toLowerCase()}</b></p>
      {regles.length === 0 ? <p>{sansRegle(libelle)}</p> : regles.map((regle, rang) => (
        <p key={rang}>{libelle} : {regle.condition === undefined ? 'oui' : CONDITIONS_LONGUES[regle.condition]}{regle.encadres === undefined ? '' : `, sur les comptes : ${regle.encadres.map((profil) => PROFILS[profil].libelle).join(', ')}`}. <span className="discret">Source : {SOURCES[regle.source]}.</span></p>
      ))}
      {permis ? <p>{TEXTES.droitsAccordes}</p> : null}
    </>
  );
};

const Explication = ({ demande, fermer, titre }: { readonly demande: DemandePourquoi; readonly fermer: () => void; readonly titre: string }): ReactElement => {
  const { acteur } = useSession();
  const naviguer = useNavigate();
  const { droit } = demande;
  const vise = droit?.vise ?? droit?.cible?.vise?.profil;
  const qui = droit === undefined ? [] : profilsQuiPeuvent(droit.objet, droit.geste, vise);
  const voir = droit?.objet === 'utilisateur' ? '/droits?onglet=comptes' : `/droits?objet=${droit?.objet ?? ''}&geste=${droit?.geste ?? ''}`;
  return (
    <div className="pourquoi-corps" data-testid="pourquoi">
      <div className="rang"><h2 id={titre} className="titre3" style={{ flex: 1 }}>{TEXTES.titrePourquoi}</h2><Bouton genre="t" petit icone="close-line" nom="Fermer" onClick={fermer} /></div>
      <p className="rang" style={{ alignItems: 'flex-start' }}><Icone nom="lock-line" taille={14} className="discret" /><span>{demande.raison.startsWith(demande.geste) ? null : <><b className="mi">{demande.geste} :</b> </>}{insecables(demande.raison)}</span></p>
      {droit === undefined ? null : (
        <>
          <hr className="filet" />
          <h3 className="titre3">{TEXTES.regle}</h3>
          <Regle droit={droit} />
          <h3 className="titre3">{TEXTES.qui}</h3>
          {qui.length === 0 ? <p className="discret">{TEXTES.personne}</p> : <ul className="pourquoi-profils">{qui.map(({ profil }) => { const { texte } = caseDe(profil, droit.objet, droit.geste); return <li key={profil}>{PROFILS[profil].libelle}{texte === '●' || texte === '' ? null : <span className="discret"> · {texte}</span>}</li>; })}</ul>}
          {droit.cible !== null && objetsLisibles(acteur.profil).includes('utilisateur') ? <><h3 className="titre3">{TEXTES.dansPerimetre}</h3><Personnes droit={{ ...droit, cible: droit.cible }} /></> : null}
          <button type="button" className="lien" style={{ alignSelf: 'flex-start' }} onClick={() => { fermer(); void naviguer(voir); }}>{TEXTES.voirMatrice}</button>
        </>
      )}
    </div>
  );
};

/** Tient l’explication ouverte, une à la fois. À poser sous la session, autour des écrans. */
export const FournisseurPourquoi = ({ children }: { readonly children: ReactNode }): ReactElement => {
  const [ouverte, changer] = useState<{ readonly demande: DemandePourquoi; readonly ancre: HTMLElement } | null>(null);
  const titre = useId();
  const demander = useCallback<Demander>((demande, ancre) => { changer({ demande, ancre }); }, []);
  const fermer = useCallback(() => { changer(null); }, []);
  const contenu = useMemo(() => children, [children]);
  return (
    <Contexte.Provider value={demander}>
      {contenu}
      <Popover
        open={ouverte !== null} anchorEl={ouverte?.ancre ?? null} onClose={fermer} transitionDuration={0} anchorOrigin={{ vertical: 'top', horizontal: 'left' }} transformOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        slotProps={{ paper: { className: 'flottant menu pourquoi', elevation: 0, role: 'dialog', 'aria-labelledby': titre } }}
      >
        {ouverte === null ? null : <Explication demande={ouverte.demande} fermer={fermer} titre={titre} />}
      </Popover>
    </Contexte.Provider>
  );
};

/** Bouton d’un geste : fermé, il reste atteignable et « Pourquoi ? » répond, par le bouton lui-même ou par le mot à côté. */
export const BoutonGeste = ({ pourquoi, ...props }: Omit<PropsBouton, 'raison' | 'pourquoi'> & { readonly pourquoi: DemandePourquoi | null }): ReactElement => {
  const demander = usePourquoi();
  if (pourquoi === null) return <Bouton {...props} />;
  return (
    <span className="geste-ferme">
      <Bouton {...props} raison={pourquoi.raison} pourquoi={(ancre) => { demander(pourquoi, ancre); }} />
      <button type="button" className="lien pourquoi-mot" aria-label={`${TEXTES.pourquoi} ${pourquoi.geste}`} onClick={({ currentTarget }) => { demander(pourquoi, currentTarget); }}>{TEXTES.pourquoi}</button>
    </span>
  );
};
