import type { ReactElement } from 'react';
import { useState } from 'react';
import type { ArgsDe } from '../../../contract/poste.ts';
import { useAppel } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Attente, Echec } from '../../ui/Etats.tsx';
import { CasesFiltre, ChampFiltre, VoletFiltre } from '../../ui/filtres.tsx';
import { Icone } from '../../ui/Icone.tsx';
import { Volet, useAncre } from '../../ui/Menu.tsx';
import { TEXTES } from '../textes.ts';
import { TITRES, texteBornes, useVue } from './definition.ts';

interface Props { readonly colonne: string }
const titreDe = (colonne: string): string => TITRES[colonne]?.[1] ?? colonne;

export const FiltreTexte = ({ colonne }: Props): ReactElement => {
  const { definition, filtrer } = useVue();
  const actuel = definition.filtres[colonne];
  return <ChampFiltre titre={titreDe(colonne)} applique={actuel?.genre === 'contient' ? actuel.texte : ''} poser={(texte) => { filtrer(colonne, texte === null ? null : { genre: 'contient', texte }); }} />;
};

type ColonneEnsemble = ArgsDe<'offre.valeurs'>['colonne'];

const Valeurs = ({ colonne }: { readonly colonne: ColonneEnsemble }): ReactElement => {
  const { definition, filtrer } = useVue();
  const { data, error, refetch } = useAppel('offre.valeurs', { colonne, definition }, { garder: true });
  if (error !== null) return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
  if (data === undefined) return <Attente lignes={5} nom="Lecture des valeurs" />;
  const actuel = definition.filtres[colonne];
  return (
    <CasesFiltre
      valeurs={data.valeurs} cochees={actuel?.genre === 'parmi' ? new Set(actuel.valeurs) : null} poser={(valeurs) => { filtrer(colonne, valeurs === null ? null : { genre: 'parmi', valeurs }); }}
      textes={{ chercher: TEXTES.chercherValeur, tout: TEXTES.toutCocher, aucun: TEXTES.toutDecocher }}
    />
  );
};

/** Filtre à cocher, valeurs comptées sous les autres filtres. */
export const FiltreEnsemble = ({ colonne }: { readonly colonne: ColonneEnsemble }): ReactElement => {
  const { definition } = useVue();
  const filtre = definition.filtres[colonne];
  return <VoletFiltre titre={titreDe(colonne)} retenues={filtre?.genre === 'parmi' ? filtre.valeurs.length : null}><Valeurs colonne={colonne} /></VoletFiltre>;
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
