import { Dialog } from '@mui/material';
import type { KeyboardEvent, ReactElement } from 'react';
import { useDeferredValue, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { ecransDe } from '../app/ecrans.ts';
import { creationsPossibles } from '../offre/creations.ts';
import { useAppel } from '../poste/requetes.ts';
import { useSession } from '../poste/session.ts';
import { Touche } from '../ui/Bouton.tsx';
import { Icone } from '../ui/Icone.tsx';
import type { NomIcone } from '../ui/nomsIcones.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { NAVIGATION, TEXTES } from './textes.ts';

interface Choix { readonly cle: string; readonly libelle: string; readonly complement: string; readonly icone: NomIcone; readonly chemin: string; readonly touche?: string }
const ICONES = { entite: 'building-4-line', dispositif: 'home-4-line', groupe: 'group-line' } as const satisfies Record<string, NomIcone>;

/** Palette Ctrl+K : fiches du cache, écrans et actions permises au profil. */
export const Palette = ({ fermer }: { readonly fermer: () => void }): ReactElement => {
  const { acteur } = useSession();
  const naviguer = useNavigate();
  const id = useId();
  const [texte, changerTexte] = useState('');
  const [actif, changerActif] = useState(0);
  const cherche = useDeferredValue(texte.trim());
  const { data, error } = useAppel('recherche.globale', { texte: cherche }, { actif: cherche.length > 1, garder: true });
  const actions: Choix[] = [
    ...ecransDe(acteur.profil).map((ecran) => ({ cle: ecran, libelle: NAVIGATION[ecran].libelle, complement: 'Écran', icone: NAVIGATION[ecran].icone, chemin: `/${ecran}`, touche: `G ${NAVIGATION[ecran].lettre.toUpperCase()}` })),
    ...creationsPossibles(acteur.profil).map(({ objet, libelle }) => ({ cle: `creer-${objet}`, libelle, complement: 'Action', icone: 'add-line' as const, chemin: `/offre/nouveau/${objet}` })),
    { cle: 'droits', libelle: TEXTES.matrice, complement: 'Écran', icone: 'shield-line', chemin: '/droits' },
    { cle: 'sync', libelle: TEXTES.synchronisation, complement: 'Écran', icone: 'refresh-line', chemin: '/synchronisation', touche: 'Ctrl+Maj+S' },
  ];
  const cle = cleDeTri(cherche);
  const fiches: Choix[] = cherche.length > 1 ? (data?.resultats ?? []).map((resultat) => ({ cle: resultat.id, libelle: resultat.nom, complement: [resultat.code, resultat.complement].filter((partie) => partie !== null && partie !== '').join(' · '), icone: ICONES[resultat.objet], chemin: `/offre/${resultat.objet}/${resultat.id}` })) : [];
  const choix = [...fiches, ...actions.filter(({ libelle }) => cle === '' || cleDeTri(libelle).includes(cle))];
  const courant = Math.min(actif, Math.max(0, choix.length - 1));
  const aller = (cible: Choix | undefined): void => {
    if (cible === undefined) return;
    fermer();
    void naviguer(cible.chemin);
  };
  const clavier = (evenement: KeyboardEvent): void => {
    if (evenement.key === 'ArrowDown' || evenement.key === 'ArrowUp') {
      evenement.preventDefault();
      const suivant = (courant + (evenement.key === 'ArrowDown' ? 1 : -1) + choix.length) % Math.max(1, choix.length);
      changerActif(suivant);
      document.getElementById(`${id}-${suivant}`)?.scrollIntoView({ block: 'nearest' });
    } else if (evenement.key === 'Enter') {
      evenement.preventDefault();
      aller(choix[courant]);
    }
  };
  return (
    <Dialog open onClose={fermer} aria-label={TEXTES.rechercher} transitionDuration={0} slotProps={{ paper: { className: 'flottant dialogue palette', elevation: 0 }, container: { style: { alignItems: 'flex-start', paddingTop: 48 } }, root: { 'data-modale': '' } as object }}>
      <div className="saisie">
        <Icone nom="search-line" />
        <input
          autoFocus value={texte} placeholder={TEXTES.rechercheAide} role="combobox" aria-expanded aria-controls={`${id}-liste`} aria-activedescendant={choix.length === 0 ? undefined : `${id}-${courant}`} aria-label={TEXTES.rechercher}
          onChange={(evenement) => { changerTexte(evenement.target.value); changerActif(0); }} onKeyDown={clavier} data-testid="palette-saisie"
        />
        <Touche>Échap</Touche>
      </div>
      <ul className="palette-liste" id={`${id}-liste`} role="listbox" aria-label="Résultats">
        {choix.map((ligne, rang) => (
          <li key={ligne.cle} id={`${id}-${rang}`} role="option" aria-selected={rang === courant} className="menu-ligne" data-actif={rang === courant} onMouseMove={() => { changerActif(rang); }} onClick={() => { aller(ligne); }}>
            <Icone nom={ligne.icone} /><span className="mi coupe">{ligne.libelle}</span><span className="discret coupe">{ligne.complement}</span>{ligne.touche === undefined ? null : <Touche>{ligne.touche}</Touche>}
          </li>
        ))}
      </ul>
      <p className="invisible" role="status">{`${choix.length} résultats`}</p>
      {cherche.length > 1 && fiches.length === 0 && data !== undefined ? <p className="discret" style={{ padding: '0 16px 12px' }}>{TEXTES.rechercheVide}</p> : null}
      {error === null ? null : <p className="erreur" role="alert" style={{ padding: '0 16px 12px' }}>{error.message}</p>}
    </Dialog>
  );
};
