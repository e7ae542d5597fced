import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import type { ColonneACocher } from '../../contract/methodesUtilisateurs.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { useAppel } from '../poste/requetes.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Attente, Echec } from '../ui/Etats.tsx';
import { nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Volet, useAncre } from '../ui/Menu.tsx';
import { libelleValeur, useVue } from './definition.ts';
import { TEXTES, TITRES } from './textes.ts';

const titreDe = (colonne: string): string => TITRES[colonne]?.[1] ?? colonne;

/** Filtre de texte sous l’en-tête : appliqué 200 ms après la dernière frappe. */
export const FiltreTexte = ({ colonne }: { readonly colonne: string }): ReactElement => {
  const { definition, filtrer } = useVue();
  const actuel = definition.filtres[colonne];
  const applique = actuel?.genre === 'contient' ? actuel.texte : '';
  const [texte, changer] = useState(applique);
  useEffect(() => { changer(applique); }, [applique]);
  useEffect(() => {
    if (texte === applique) return undefined;
    const attente = setTimeout(() => { filtrer(colonne, texte.trim() === '' ? null : { genre: 'contient', texte }); }, 200);
    return () => { clearTimeout(attente); };
    // « applique » change quand le filtre est posé : il ne doit pas relancer l’attente
  }, [texte]);
  return <input className={`ff${applique === '' ? '' : ' actif'}`} type="text" value={texte} aria-label={`Filtrer ${titreDe(colonne)}`} onChange={(evenement) => { changer(evenement.target.value); }} />;
};

const Valeurs = ({ colonne }: { readonly colonne: ColonneACocher }): ReactElement => {
  const { definition, filtrer } = useVue();
  const [cherche, chercher] = useState('');
  const { data, error, refetch } = useAppel('utilisateurs.valeurs', { colonne, definition }, { garder: true });
  if (error !== null) return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
  if (data === undefined) return <Attente lignes={5} nom="Lecture des valeurs" />;
  const actuel = definition.filtres[colonne];
  const cochees = actuel?.genre === 'parmi' ? new Set(actuel.valeurs) : null;
  const poser = (valeurs: readonly string[]): void => {
    // tout coché équivaut à aucun filtre : les valeurs à venir ne seront pas écartées
    filtrer(colonne, data.valeurs.every(({ valeur }) => valeurs.includes(valeur)) ? null : { genre: 'parmi', valeurs: [...valeurs] });
  };
  const basculer = (valeur: string): void => {
    const base = cochees ?? new Set(data.valeurs.map((ligne) => ligne.valeur));
    poser(base.has(valeur) ? [...base].filter((autre) => autre !== valeur) : [...base, valeur]);
  };
  const cle = cleDeTri(cherche);
  const visibles = data.valeurs.map((ligne) => ({ ...ligne, libelle: libelleValeur(colonne, ligne.valeur) })).filter(({ libelle }) => cle === '' || cleDeTri(libelle).includes(cle));
  return (
    <>
      <div className="saisie s"><Icone nom="search-line" taille={14} /><input autoFocus value={cherche} placeholder={TEXTES.chercherValeur} aria-label={TEXTES.chercherValeur} onChange={(evenement) => { chercher(evenement.target.value); }} /></div>
      <div className="rang"><Bouton petit genre="t" onClick={() => { filtrer(colonne, null); }}>{TEXTES.tout}</Bouton><Bouton petit genre="t" onClick={() => { poser([]); }}>{TEXTES.aucun}</Bouton></div>
      <ul>
        {visibles.map(({ valeur, libelle, nombre: effectif }) => (
          <li key={valeur}><label><input type="checkbox" className="coche" checked={cochees === null || cochees.has(valeur)} onChange={() => { basculer(valeur); }} /><span className="coupe" title={libelle}>{libelle}</span><span className="num">{nombre(effectif)}</span></label></li>
        ))}
      </ul>
    </>
  );
};

/** Filtre à cocher, valeurs comptées sous les autres filtres. */
export const FiltreEnsemble = ({ colonne }: { readonly colonne: ColonneACocher }): ReactElement => {
  const { definition } = useVue();
  const { ancre, ouvrir, fermer } = useAncre();
  const filtre = definition.filtres[colonne];
  const texte = filtre?.genre !== 'parmi' ? 'Tous' : `${filtre.valeurs.length} ${filtre.valeurs.length < 2 ? 'choisi' : 'choisis'}`;
  return (
    <>
      <button type="button" className={`ff${filtre === undefined ? '' : ' actif'}`} onClick={ouvrir} aria-haspopup="dialog" aria-expanded={ancre !== null} aria-label={`Filtrer ${titreDe(colonne)} : ${texte}`}><span className="coupe">{texte}</span><Icone nom={filtre === undefined ? 'arrow-down-s-line' : 'filter-fill'} taille={12} /></button>
      <Volet ancre={ancre} fermer={fermer} nom={`Filtre : ${titreDe(colonne)}`}><div className="filtre-pop"><Valeurs colonne={colonne} /></div></Volet>
    </>
  );
};
