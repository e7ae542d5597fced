import { Dialog } from '@mui/material';
import type { KeyboardEvent, ReactElement } from 'react';
import { Fragment, useDeferredValue, useEffect, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import type { ResultatRecherche } from '../../contract/poste.ts';
import { preparerVue } from '../offre/vues.ts';
import { messageErreur } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Bouton, Touche } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { Icone } from '../ui/Icone.tsx';
import type { NomIcone } from '../ui/nomsIcones.ts';
import { choisis, retenirChoix } from './choisis.ts';
import { morceaux, repond } from './recherche.ts';
import { RECHERCHE, TEXTES } from './textes.ts';
import { useActions } from './useActions.ts';

/** Une ligne de la palette. `agir` : ce que la choisir fait, palette fermée. */
export interface Choix { readonly cle: string; readonly groupe: keyof typeof RECHERCHE.groupes; readonly libelle: string; readonly complement: string; readonly icone: NomIcone; readonly touche?: string; readonly agir: () => void }

const GROUPES = { entite: 'entites', dispositif: 'dispositifs', groupe: 'groupes', utilisateur: 'comptes', commune: 'communes' } as const;
const ICONES = { entite: 'building-4-line', dispositif: 'home-4-line', groupe: 'group-line', utilisateur: 'user-line', commune: 'map-pin-2-line' } as const satisfies Record<ResultatRecherche['objet'], NomIcone>;
const ORDRE = Object.keys(RECHERCHE.groupes) as readonly Choix['groupe'][];

/** Palette Ctrl+K : ce que le cache tient, les écrans et les actions permis au profil. Vide, elle redonne les derniers choix. */
export const Palette = ({ fermer }: { readonly fermer: () => void }): ReactElement => {
  const { utilisateur } = useSession();
  const naviguer = useNavigate();
  const id = useId();
  const actions = useActions();
  const [texte, changerTexte] = useState('');
  const [actif, changerActif] = useState(0);
  const cherche = useDeferredValue(texte.trim());
  const assez = cherche.length > 1;
  const { data, error, refetch, isPlaceholderData } = useAppel('recherche.globale', { texte: cherche }, { actif: assez, garder: true });
  // les résultats d’avant restent à l’écran le temps que les nouveaux arrivent : Entrée les attend, elle n’ouvre pas la réponse d’une autre question
  const aJour = cherche === texte.trim() && (!assez || !isPlaceholderData) && (!assez || data !== undefined || error !== null);
  const [presse, presser] = useState(false);

  const aller = ({ objet, id: cible, nom }: ResultatRecherche): void => {
    if (objet === 'commune') { preparerVue(utilisateur.id, 'commune', { genre: 'contient', texte: nom }); void naviguer('/offre', { state: { vue: Date.now() } }); }
    else void naviguer(objet === 'utilisateur' ? `/utilisateurs/${cible}` : `/offre/${objet}/${cible}`);
  };
  const enChoix = (resultat: ResultatRecherche): Choix => ({
    cle: `${resultat.objet}:${resultat.id}`, groupe: GROUPES[resultat.objet], libelle: resultat.nom, complement: [resultat.code, resultat.complement].filter((partie) => partie !== null && partie !== '').join(' · '), icone: ICONES[resultat.objet],
    agir: () => { retenirChoix(utilisateur.id, resultat); aller(resultat); },
  });
  const fiches = assez ? (data?.resultats ?? []).map(enChoix) : [];
  const recents = cherche === '' ? choisis(utilisateur.id).map((resultat): Choix => ({ ...enChoix(resultat), groupe: 'recents' })) : [];
  const toutes = [...recents, ...fiches, ...actions.filter(({ libelle, complement }) => cherche === '' || repond(`${libelle} ${complement}`, cherche))];
  const choix = ORDRE.flatMap((groupe) => toutes.filter((candidat) => candidat.groupe === groupe));
  const courant = Math.min(actif, Math.max(0, choix.length - 1));

  const choisir = (cible: Choix | undefined): void => {
    if (cible === undefined) return;
    fermer();
    cible.agir();
  };
  const clavier = (evenement: KeyboardEvent): void => {
    const vers: Record<string, number> = { ArrowDown: courant + 1, ArrowUp: courant - 1, PageDown: Math.min(courant + 8, choix.length - 1), PageUp: Math.max(courant - 8, 0) };
    if (Object.hasOwn(vers, evenement.key)) {
      evenement.preventDefault();
      const suivant = ((vers[evenement.key] ?? 0) + choix.length) % Math.max(1, choix.length);
      changerActif(suivant);
      document.getElementById(`${id}-${suivant}`)?.scrollIntoView({ block: 'nearest' });
    } else if (evenement.key === 'Enter') {
      evenement.preventDefault();
      if (aJour) choisir(choix[courant]);
      else presser(true);
    }
  };
  useEffect(() => {
    if (!presse || !aJour) return;
    presser(false);
    choisir(choix[courant]);
  });
  const vide = assez && data !== undefined && choix.length === 0;
  return (
    <Dialog open onClose={fermer} aria-label={TEXTES.rechercher} transitionDuration={0} slotProps={{ paper: { className: 'flottant dialogue palette', elevation: 0 }, container: { style: { alignItems: 'flex-start', paddingTop: 48 } }, root: { 'data-modale': '' } as object }}>
      <div className="saisie">
        <Icone nom="search-line" />
        <input
          autoFocus value={texte} placeholder={TEXTES.rechercheAide} role="combobox" aria-expanded={choix.length > 0} aria-controls={`${id}-liste`} aria-activedescendant={choix.length === 0 ? undefined : `${id}-${courant}`} aria-label={TEXTES.rechercher} autoComplete="off" maxLength={100}
          onChange={(evenement) => { changerTexte(evenement.target.value); changerActif(0); presser(false); }} onKeyDown={clavier} data-testid="palette-saisie"
        />
        <Touche>Échap</Touche>
      </div>
      {data?.corrige === null || data?.corrige === undefined || !assez ? null : <p className="palette-note">{RECHERCHE.corrige} «&nbsp;<b>{data.corrige}</b>&nbsp;»</p>}
      <ul className="palette-liste" id={`${id}-liste`} role="listbox" aria-label={RECHERCHE.resultats}>
        {choix.map((ligne, rang) => (
          <Fragment key={`${ligne.groupe}${ligne.cle}`}>
            {choix[rang - 1]?.groupe === ligne.groupe ? null : <li className="palette-titre" role="presentation">{RECHERCHE.groupes[ligne.groupe]}</li>}
            <li id={`${id}-${rang}`} role="option" aria-selected={rang === courant} className="menu-ligne" data-actif={rang === courant} onMouseMove={() => { changerActif(rang); }} onClick={() => { choisir(ligne); }}>
              <Icone nom={ligne.icone} /><span className="mi coupe" title={ligne.libelle}>{morceaux(ligne.libelle, data?.corrige ?? cherche).map((morceau, place) => (morceau.marque ? <mark key={place}>{morceau.texte}</mark> : morceau.texte))}</span><span className="discret coupe">{ligne.complement}</span>{ligne.touche === undefined ? null : <Touche>{ligne.touche}</Touche>}
            </li>
          </Fragment>
        ))}
      </ul>
      <p className="invisible" role="status">{choix.length === 0 ? RECHERCHE.aucun : `${choix.length} ${choix.length > 1 ? 'résultats' : 'résultat'}`}</p>
      {vide ? <p className="palette-note">{RECHERCHE.aucun} «&nbsp;{cherche}&nbsp;». {RECHERCHE.conseil}</p> : null}
      {error === null || !assez ? null : <div style={{ padding: '0 16px 12px' }}><Note genre="e" annoncer>{messageErreur(error)} <Bouton onClick={() => { void refetch(); }}>Réessayer</Bouton></Note></div>}
    </Dialog>
  );
};
