import type { ReactElement } from 'react';
import { useEffect, useState } from 'react';
import type { ArgsDe, Filtre } from '../../../contract/poste.ts';
import { cleDeTri } from '../../../domain/texte.ts';
import { useAppel } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec } from '../../ui/Etats.tsx';
import { nombre } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { Volet, useAncre } from '../../ui/Menu.tsx';
import { TEXTES } from '../textes.ts';
import { TITRES, texteBornes, useVue } from './definition.ts';

interface Props { readonly colonne: string }
const titreDe = (colonne: string): string => TITRES[colonne]?.[1] ?? colonne;

/** Filtre de texte sous l’en-tête : appliqué 200 ms après la dernière frappe. */
export const FiltreTexte = ({ colonne }: Props): ReactElement => {
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

type ColonneEnsemble = ArgsDe<'offre.valeurs'>['colonne'];

const Valeurs = ({ colonne }: { readonly colonne: ColonneEnsemble }): ReactElement => {
  const { definition, filtrer } = useVue();
  const [cherche, chercher] = useState('');
  const { data, error, refetch } = useAppel('offre.valeurs', { colonne, definition }, { garder: true });
  if (error !== null) return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
  if (data === undefined) return <Attente lignes={5} nom="Lecture des valeurs" />;
  const actuel = definition.filtres[colonne];
  const cochees = actuel?.genre === 'parmi' ? new Set(actuel.valeurs) : null;
  const poser = (valeurs: readonly string[]): void => {
    // tout coché équivaut à aucun filtre : les valeurs à venir ne seront pas écartées
    const toutes = data.valeurs.every(({ valeur }) => valeurs.includes(valeur));
    filtrer(colonne, toutes ? null : { genre: 'parmi', valeurs: [...valeurs] });
  };
  const basculer = (valeur: string): void => {
    const base = cochees ?? new Set(data.valeurs.map((ligne) => ligne.valeur));
    poser(base.has(valeur) ? [...base].filter((autre) => autre !== valeur) : [...base, valeur]);
  };
  const cle = cleDeTri(cherche);
  const visibles = data.valeurs.filter(({ libelle }) => cle === '' || cleDeTri(libelle).includes(cle));
  return (
    <>
      <div className="saisie s"><Icone nom="search-line" taille={14} /><input autoFocus value={cherche} placeholder={TEXTES.chercherValeur} aria-label={TEXTES.chercherValeur} onChange={(evenement) => { chercher(evenement.target.value); }} /></div>
      <div className="rang"><Bouton petit genre="t" onClick={() => { filtrer(colonne, null); }}>{TEXTES.toutCocher}</Bouton><Bouton petit genre="t" onClick={() => { poser([]); }}>{TEXTES.toutDecocher}</Bouton></div>
      <ul>
        {visibles.map(({ valeur, libelle, nombre: effectif }) => (
          <li key={valeur}><label><input type="checkbox" className="coche" checked={cochees === null || cochees.has(valeur)} onChange={() => { basculer(valeur); }} /><span className="coupe" title={libelle}>{libelle === '' ? '(vide)' : libelle}</span><span className="num">{nombre(effectif)}</span></label></li>
        ))}
      </ul>
    </>
  );
};

const resume = (filtre: Filtre | undefined): string => {
  if (filtre?.genre !== 'parmi') return 'Tous';
  return filtre.valeurs.length < 2 ? `${filtre.valeurs.length} choisi` : `${filtre.valeurs.length} choisis`;
};

/** Filtre à cocher, valeurs comptées sous les autres filtres. */
export const FiltreEnsemble = ({ colonne }: { readonly colonne: ColonneEnsemble }): ReactElement => {
  const { definition } = useVue();
  const { ancre, ouvrir, fermer } = useAncre();
  const actif = definition.filtres[colonne] !== undefined;
  const texte = resume(definition.filtres[colonne]);
  return (
    <>
      <button type="button" className={`ff${actif ? ' actif' : ''}`} onClick={ouvrir} aria-haspopup="dialog" aria-expanded={ancre !== null} aria-label={`Filtrer ${titreDe(colonne)} : ${texte}`}><span className="coupe">{texte}</span><Icone nom={actif ? 'filter-fill' : 'arrow-down-s-line'} taille={12} /></button>
      <Volet ancre={ancre} fermer={fermer} nom={`Filtre : ${titreDe(colonne)}`}><div className="filtre-pop"><Valeurs colonne={colonne} /></div></Volet>
    </>
  );
};

const lireNombre = (texte: string): number | null => {
  const valeur = Number(texte.replace(',', '.').replace(/\s/gu, ''));
  return texte.trim() === '' || Number.isNaN(valeur) ? null : valeur;
};

/** Filtre minimum et maximum d’une colonne de nombres. */
export const FiltreBornes = ({ colonne }: Props): ReactElement => {
  const { definition, filtrer } = useVue();
  const { ancre, ouvrir, fermer } = useAncre();
  const filtre = definition.filtres[colonne];
  const bornes = filtre?.genre === 'entre' ? filtre : null;
  const [saisie, changer] = useState({ min: '', max: '' });
  const appliquer = (): void => {
    const min = lireNombre(saisie.min);
    const max = lireNombre(saisie.max);
    filtrer(colonne, min === null && max === null ? null : { genre: 'entre', min, max });
    fermer();
  };
  const texte = bornes === null ? '' : texteBornes(bornes.min, bornes.max);
  return (
    <>
      <button
        type="button" className={`ff${bornes === null ? '' : ' actif'}`} aria-haspopup="dialog" aria-expanded={ancre !== null} aria-label={`Filtrer ${titreDe(colonne)}${texte === '' ? '' : ` : ${texte}`}`} title={texte === '' ? undefined : texte}
        onClick={(evenement) => { changer({ min: bornes?.min?.toString() ?? '', max: bornes?.max?.toString() ?? '' }); ouvrir(evenement); }}
      >
        <span className="coupe num">{bornes === null ? '' : `${bornes.min ?? ''}–${bornes.max ?? ''}`}</span>{bornes === null ? null : <Icone nom="filter-fill" taille={12} />}
      </button>
      <Volet ancre={ancre} fermer={fermer} nom={`Filtre : ${titreDe(colonne)}`}>
        <form className="filtre-pop" style={{ width: 220 }} onSubmit={(evenement) => { evenement.preventDefault(); appliquer(); }}>
          <div className="deux" style={{ gap: 8 }}>
            <div className="champ"><label htmlFor={`${colonne}-min`}>{TEXTES.minimum}</label><input id={`${colonne}-min`} type="text" inputMode="numeric" autoFocus value={saisie.min} onChange={(evenement) => { changer({ ...saisie, min: evenement.target.value }); }} /></div>
            <div className="champ"><label htmlFor={`${colonne}-max`}>{TEXTES.maximum}</label><input id={`${colonne}-max`} type="text" inputMode="numeric" value={saisie.max} onChange={(evenement) => { changer({ ...saisie, max: evenement.target.value }); }} /></div>
          </div>
          <div className="rang"><Bouton petit genre="p" type="submit">{TEXTES.appliquer}</Bouton><Bouton petit genre="t" onClick={() => { filtrer(colonne, null); fermer(); }}>{TEXTES.effacer}</Bouton></div>
        </form>
      </Volet>
    </>
  );
};
