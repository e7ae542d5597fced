import type { ReactElement, ReactNode } from 'react';
import { useState } from 'react';
import { cleDeTri } from '../../domain/texte.ts';
import { Bouton } from './Bouton.tsx';
import { nombre } from './formats.ts';
import { Icone } from './Icone.tsx';
import { Volet, useAncre } from './Menu.tsx';
import { useSaisieDifferee } from './useSaisieDifferee.ts';

/** Filtre de texte sous l’en-tête d’une grille : posé 200 ms après la dernière frappe. `applique` : celui de la vue ; `poser` : `null` l’ôte. */
export const ChampFiltre = ({ titre, applique, poser }: { readonly titre: string; readonly applique: string; readonly poser: (texte: string | null) => void }): ReactElement => {
  const [texte, changer] = useSaisieDifferee(applique, (saisi) => { poser(saisi.trim() === '' ? null : saisi); });
  return <input className={`ff${applique === '' ? '' : ' actif'}`} type="text" value={texte} aria-label={`Filtrer ${titre}`} onChange={(evenement) => { changer(evenement.target.value); }} />;
};

interface ValeurComptee { readonly valeur: string; readonly libelle: string; readonly nombre: number }
interface PropsCases {
  readonly valeurs: readonly ValeurComptee[];
  /** `null` : aucun filtre, tout est coché. */
  readonly cochees: ReadonlySet<string> | null;
  readonly poser: (valeurs: string[] | null) => void;
  readonly textes: { readonly chercher: string; readonly tout: string; readonly aucun: string };
}

/** Filtre à cocher : chaque valeur et son nombre, une recherche, tout et aucun. */
export const CasesFiltre = ({ valeurs, cochees, poser, textes }: PropsCases): ReactElement => {
  const [cherche, chercher] = useState('');
  // tout coché équivaut à aucun filtre : les valeurs à venir ne seront pas écartées
  const garder = (choisies: readonly string[]): void => { poser(valeurs.every(({ valeur }) => choisies.includes(valeur)) ? null : [...choisies]); };
  const basculer = (valeur: string): void => {
    const base = cochees ?? new Set(valeurs.map((ligne) => ligne.valeur));
    garder(base.has(valeur) ? [...base].filter((autre) => autre !== valeur) : [...base, valeur]);
  };
  const cle = cleDeTri(cherche);
  return (
    <>
      <div className="saisie s"><Icone nom="search-line" taille={14} /><input autoFocus value={cherche} placeholder={textes.chercher} aria-label={textes.chercher} onChange={(evenement) => { chercher(evenement.target.value); }} /></div>
      <div className="rang"><Bouton petit genre="t" onClick={() => { poser(null); }}>{textes.tout}</Bouton><Bouton petit genre="t" onClick={() => { garder([]); }}>{textes.aucun}</Bouton></div>
      <ul>
        {valeurs.filter(({ libelle }) => cle === '' || cleDeTri(libelle).includes(cle)).map(({ valeur, libelle, nombre: effectif }) => (
          <li key={valeur}><label><input type="checkbox" className="coche" checked={cochees === null || cochees.has(valeur)} onChange={() => { basculer(valeur); }} /><span className="coupe" title={libelle}>{libelle === '' ? '(vide)' : libelle}</span><span className="num">{nombre(effectif)}</span></label></li>
        ))}
      </ul>
    </>
  );
};

/** L’en-tête d’un filtre à cocher : combien de valeurs sont retenues (`null` : toutes), et le volet qui les montre. */
export const VoletFiltre = ({ titre, retenues, children }: { readonly titre: string; readonly retenues: number | null; readonly children: ReactNode }): ReactElement => {
  const { ancre, ouvrir, fermer } = useAncre();
  const texte = retenues === null ? 'Tous' : `${retenues} ${retenues < 2 ? 'choisi' : 'choisis'}`;
  return (
    <>
      <button type="button" className={`ff${retenues === null ? '' : ' actif'}`} onClick={ouvrir} aria-haspopup="dialog" aria-expanded={ancre !== null} aria-label={`Filtrer ${titre} : ${texte}`}><span className="coupe">{texte}</span><Icone nom={retenues === null ? 'arrow-down-s-line' : 'filter-fill'} taille={12} /></button>
      <Volet ancre={ancre} fermer={fermer} nom={`Filtre : ${titre}`}><div className="filtre-pop">{children}</div></Volet>
    </>
  );
};
