import type { ReactElement, ReactNode } from 'react';
import { useMemo, useRef, useState } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { Aide } from '../aide/Aide.tsx';
import { SuiviMiseAJour } from '../aide/SuiviMiseAJour.tsx';
import type { PageAide } from '../aide/useAide.ts';
import { ContexteAide } from '../aide/useAide.ts';
import { Visite } from '../aide/Visite.tsx';
import { ecransDe } from '../app/ecrans.ts';
import { FournisseurPourquoi } from '../droits/Pourquoi.tsx';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { SuiviRapports } from '../indicateurs/rapports/SuiviRapports.tsx';
import { SuiviAvis, useNouvelles } from '../propositions/AvisDecisions.tsx';
import { Touche } from '../ui/Bouton.tsx';
import { compte } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { allerZone, useRaccourcis, useSequence } from '../ui/raccourcis.ts';
import { BlocMarque } from './BlocMarque.tsx';
import { BoutonSync } from './EtatSync.tsx';
import { MenuUtilisateur } from './MenuUtilisateur.tsx';
import { Palette } from './Palette.tsx';
import { Raccourcis } from './Raccourcis.tsx';
import { NAVIGATION, TEXTES } from './textes.ts';

/** Bandeau, navigation et zone de travail, communs à tous les écrans. */
export const Cadre = ({ children }: { readonly children: ReactNode }): ReactElement => {
  const { utilisateur, acteur } = useSession();
  const { pathname } = useLocation();
  const naviguer = useNavigate();
  const [palette, montrerPalette] = useState(false);
  const [feuille, montrerFeuille] = useState(false);
  const [aide, ouvrirAide] = useState<'ecran' | PageAide | null>(null);
  const [visite, visiter] = useState(false);
  const aider = useMemo(() => ({ ouvrir: (page?: PageAide) => { ouvrirAide(page ?? 'ecran'); }, visiter: () => { ouvrirAide(null); visiter(true); } }), []);
  const ecrans = ecransDe(acteur.profil);
  const file = useAppel('validation.file', { onglet: 'pour_moi' }, { actif: ecrans.includes('validation'), garder: true });
  const nouvelles = useNouvelles(ecrans.includes('validation')).length;
  const aDecider = file.data?.compteurs.pour_moi ?? 0;
  const attente = aDecider + nouvelles;

  const apresG = useRef(0);
  const synchronisation = (): void => { void naviguer('/synchronisation'); };
  useRaccourcis({ 'Ctrl+k': () => { montrerPalette(true); }, 'Ctrl+Maj+s': synchronisation, F6: () => { allerZone(1); }, 'Maj+F6': () => { allerZone(-1); }, '?': () => { montrerFeuille(true); }, F1: () => { ouvrirAide('ecran'); }, g: () => { apresG.current = Date.now(); } });
  useSequence(apresG, Object.fromEntries(ecrans.map((ecran) => [NAVIGATION[ecran].lettre, () => { void naviguer(`/${ecran}`); }])));

  return (
    <ContexteAide.Provider value={aider}><div className="app">
      <a className="evite" href="#travail" onClick={(evenement) => { evenement.preventDefault(); document.getElementById('travail')?.focus(); }}>{TEXTES.evitement}</a>
      <header className="bandeau" role="banner" data-zone="bandeau">
        <div className="marque"><BlocMarque /><span className="nom">{TEXTES.produit}</span></div>
        <button type="button" className="recherche" data-visite="recherche" onClick={() => { montrerPalette(true); }} aria-keyshortcuts="Control+K" data-testid="recherche"><Icone nom="search-line" /><span>{TEXTES.rechercher}</span><span className="ressort" /><Touche>Ctrl+K</Touche></button>
        <span className="ressort" />
        <span data-visite="etat-sync" style={{ display: 'inline-flex' }}><BoutonSync ouvrir={synchronisation} /></span>
        <span className="perimetre" title={TEXTES.perimetre} data-testid="perimetre" data-visite="perimetre"><Icone nom="map-pin-2-line" /><span className="invisible">{TEXTES.perimetre} : </span><span className="coupe">{utilisateur.perimetreLibelle}</span></span>
        <MenuUtilisateur />
      </header>
      <nav className="nav" aria-label="Écrans" data-zone="nav" data-visite="navigation">
        {ecrans.map((ecran) => {
          // l’occupation et les demandes se traitent depuis les places, les contrôles depuis l’accueil
          const actif = pathname.startsWith(`/${ecran}`) || (ecran === 'places' && (pathname === '/occupation' || pathname === '/demandes')) || (ecran === 'accueil' && pathname.startsWith('/controles'));
          const { libelle, icone, pleine, serre } = NAVIGATION[ecran];
          return (
            <Link key={ecran} to={`/${ecran}`} className={`nav-lien${serre === true ? ' serre' : ''}`} aria-current={actif ? 'page' : undefined}>
              <Icone nom={actif ? pleine : icone} taille={20} />{libelle}
              {ecran === 'validation' && attente > 0 ? <span className="nav-compte num">{attente}<span className="invisible"> en attente{nouvelles === 0 ? '' : `, dont ${compte(nouvelles, 'décision', 'décisions')} à lire`}</span></span> : null}
            </Link>
          );
        })}
        <span className="ressort" />
        <button type="button" className="nav-lien" onClick={() => { montrerFeuille(true); }} aria-keyshortcuts="?"><Icone nom="keyboard-line" taille={20} />{TEXTES.raccourcis}</button>
        <button type="button" className="nav-lien" onClick={() => { ouvrirAide('ecran'); }} aria-keyshortcuts="F1" data-visite="bouton-aide" data-testid="ouvrir-aide"><Icone nom="question-line" taille={20} />{TEXTES.aide}</button>
      </nav>
      <main id="travail" tabIndex={-1} style={{ minWidth: 0, minHeight: 0, outline: 'none' }}><FournisseurPourquoi>{children}</FournisseurPourquoi></main>
      <SuiviMiseAJour />
      {ecrans.includes('validation') ? <SuiviAvis /> : null}
      {ecrans.includes('indicateurs') ? <SuiviRapports /> : null}
      {palette ? <Palette fermer={() => { montrerPalette(false); }} /> : null}
      {aide === null ? null : <Aide key={aide} {...(aide === 'ecran' ? {} : { depart: aide })} fermer={() => { ouvrirAide(null); }} visiter={aider.visiter} />}
      {visite ? <Visite fermer={() => { visiter(false); }} /> : null}
      {feuille ? <Raccourcis fermer={() => { montrerFeuille(false); }} /> : null}
    </div></ContexteAide.Provider>
  );
};
