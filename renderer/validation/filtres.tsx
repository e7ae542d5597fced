import type { ReactElement } from 'react';
import { createContext, useContext } from 'react';
import type { LigneValidation } from '../../contract/poste.ts';
import { texteChangement, textePrevalidation, texteStatutFile } from '../../contract/validationTextes.ts';
import type { NiveauAge } from '../../domain/cycleDeVie.ts';
import { niveauAge } from '../../domain/cycleDeVie.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { NIVEAUX_AGE } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Icone } from '../ui/Icone.tsx';
import { Volet, useAncre } from '../ui/Menu.tsx';
import { TITRES } from './textes.ts';

export type ColonneEnsemble = 'age' | 'changement' | 'prevalide' | 'statut';
export type ColonneTexte = 'nom' | 'entite' | 'commune';
export interface Filtres { readonly textes: Readonly<Partial<Record<ColonneTexte, string>>>; readonly ensembles: Readonly<Partial<Record<ColonneEnsemble, readonly string[]>>> }
export const SANS_FILTRE: Filtres = { textes: {}, ensembles: {} };

const VALEURS: Record<ColonneEnsemble, (ligne: LigneValidation) => string> = { age: ({ jours }) => niveauAge(jours), changement: texteChangement, prevalide: textePrevalidation, statut: ({ statut }) => statut };
const libelleValeur = (colonne: ColonneEnsemble, valeur: string): string => (colonne === 'age' ? `${NIVEAUX_AGE[valeur as NiveauAge].mot} (${NIVEAUX_AGE[valeur as NiveauAge].bornes.toLowerCase()})` : colonne === 'statut' ? texteStatutFile(valeur) : valeur);

export const passeFiltres = (ligne: LigneValidation, { textes, ensembles }: Filtres): boolean =>
  (Object.entries(textes) as [ColonneTexte, string][]).every(([colonne, texte]) => cleDeTri(ligne[colonne] ?? '').includes(cleDeTri(texte)))
  && (Object.entries(ensembles) as [ColonneEnsemble, readonly string[]][]).every(([colonne, valeurs]) => valeurs.includes(VALEURS[colonne](ligne)));
export const estFiltree = ({ textes, ensembles }: Filtres): boolean => Object.values(textes).some((texte) => texte !== '') || Object.keys(ensembles).length > 0;

/** Les filtres actifs en toutes lettres, pour ce qui s’exporte. */
export const textesFiltres = ({ textes, ensembles }: Filtres): string[] => [
  ...(Object.entries(textes) as [ColonneTexte, string][]).filter(([, texte]) => texte !== '').map(([colonne, texte]) => `${TITRES[colonne]} : « ${texte} »`),
  ...(Object.entries(ensembles) as [ColonneEnsemble, readonly string[]][]).map(([colonne, valeurs]) => `${TITRES[colonne]} : ${valeurs.length === 0 ? 'aucune valeur' : valeurs.map((valeur) => libelleValeur(colonne, valeur)).join(', ')}`),
];

export const ContexteFile = createContext<{ readonly filtres: Filtres; readonly changer: (filtres: Filtres) => void; readonly lignes: readonly LigneValidation[] }>({ filtres: SANS_FILTRE, changer: () => undefined, lignes: [] });

export const FiltreTexteFile = ({ colonne, nom }: { readonly colonne: ColonneTexte; readonly nom: string }): ReactElement => {
  const { filtres, changer } = useContext(ContexteFile);
  const texte = filtres.textes[colonne] ?? '';
  return <input className={`ff${texte === '' ? '' : ' actif'}`} type="text" value={texte} aria-label={`Filtrer ${nom}`} onChange={(evenement) => { changer({ ...filtres, textes: { ...filtres.textes, [colonne]: evenement.target.value } }); }} />;
};

/** Pose ou retire l’ensemble coché d’une colonne. */
export const avecEnsemble = (filtres: Filtres, colonne: ColonneEnsemble, valeurs: readonly string[] | null): Filtres => {
  const { [colonne]: _ancien, ...reste } = filtres.ensembles;
  return { ...filtres, ensembles: valeurs === null ? reste : { ...reste, [colonne]: valeurs } };
};

export const FiltreEnsembleFile = ({ colonne }: { readonly colonne: ColonneEnsemble }): ReactElement => {
  const { filtres, changer, lignes } = useContext(ContexteFile);
  const { ancre, ouvrir, fermer } = useAncre();
  const choisies = filtres.ensembles[colonne];
  const comptes = new Map<string, number>();
  for (const ligne of lignes) comptes.set(VALEURS[colonne](ligne), (comptes.get(VALEURS[colonne](ligne)) ?? 0) + 1);
  const valeurs = [...comptes.keys()].sort();
  const basculer = (valeur: string): void => {
    const base = choisies ?? valeurs;
    const apres = base.includes(valeur) ? base.filter((autre) => autre !== valeur) : [...base, valeur];
    changer(avecEnsemble(filtres, colonne, valeurs.every((autre) => apres.includes(autre)) ? null : apres));
  };
  const resume = choisies === undefined ? 'Tous' : `${choisies.length} sur ${valeurs.length}`;
  return (
    <>
      <button type="button" className={`ff${choisies === undefined ? '' : ' actif'}`} onClick={ouvrir} aria-haspopup="dialog" aria-expanded={ancre !== null} aria-label={`Filtrer ${TITRES[colonne]} : ${resume}`}><span className="coupe">{resume}</span><Icone nom={choisies === undefined ? 'arrow-down-s-line' : 'filter-fill'} taille={12} /></button>
      <Volet ancre={ancre} fermer={fermer} nom={`Filtre : ${TITRES[colonne]}`}>
        <div className="filtre-pop">
          <div className="rang"><Bouton petit genre="t" onClick={() => { changer(avecEnsemble(filtres, colonne, null)); }}>Tout</Bouton><Bouton petit genre="t" onClick={() => { changer(avecEnsemble(filtres, colonne, [])); }}>Aucun</Bouton></div>
          <ul>{valeurs.map((valeur) => <li key={valeur}><label><input type="checkbox" className="coche" checked={choisies === undefined || choisies.includes(valeur)} onChange={() => { basculer(valeur); }} /><span className="coupe">{libelleValeur(colonne, valeur)}</span><span className="num">{comptes.get(valeur)}</span></label></li>)}</ul>
        </div>
      </Volet>
    </>
  );
};
