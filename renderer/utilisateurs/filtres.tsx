import type { ReactElement } from 'react';
import type { ColonneACocher } from '../../contract/methodesUtilisateurs.ts';
import { useAppel } from '../poste/requetes.ts';
import { Attente, Echec } from '../ui/Etats.tsx';
import { CasesFiltre, ChampFiltre, VoletFiltre } from '../ui/filtres.tsx';
import { libelleValeur, useVue } from './definition.ts';
import { TEXTES, TITRES } from './textes.ts';

const titreDe = (colonne: string): string => TITRES[colonne]?.[1] ?? colonne;

export const FiltreTexte = ({ colonne }: { readonly colonne: string }): ReactElement => {
  const { definition, filtrer } = useVue();
  const actuel = definition.filtres[colonne];
  return <ChampFiltre titre={titreDe(colonne)} applique={actuel?.genre === 'contient' ? actuel.texte : ''} poser={(texte) => { filtrer(colonne, texte === null ? null : { genre: 'contient', texte }); }} />;
};

const Valeurs = ({ colonne }: { readonly colonne: ColonneACocher }): ReactElement => {
  const { definition, filtrer } = useVue();
  const { data, error, refetch } = useAppel('utilisateurs.valeurs', { colonne, definition }, { garder: true });
  if (error !== null) return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
  if (data === undefined) return <Attente lignes={5} nom="Lecture des valeurs" />;
  const actuel = definition.filtres[colonne];
  return (
    <CasesFiltre
      valeurs={data.valeurs.map((ligne) => ({ ...ligne, libelle: libelleValeur(colonne, ligne.valeur) }))} cochees={actuel?.genre === 'parmi' ? new Set(actuel.valeurs) : null}
      poser={(valeurs) => { filtrer(colonne, valeurs === null ? null : { genre: 'parmi', valeurs }); }} textes={{ chercher: TEXTES.chercherValeur, tout: TEXTES.tout, aucun: TEXTES.aucun }}
    />
  );
};

/** Filtre à cocher, valeurs comptées sous les autres filtres. */
export const FiltreEnsemble = ({ colonne }: { readonly colonne: ColonneACocher }): ReactElement => {
  const { definition } = useVue();
  const filtre = definition.filtres[colonne];
  return <VoletFiltre titre={titreDe(colonne)} retenues={filtre?.genre === 'parmi' ? filtre.valeurs.length : null}><Valeurs colonne={colonne} /></VoletFiltre>;
};
