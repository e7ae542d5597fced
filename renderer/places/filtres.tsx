import type { ReactElement } from 'react';
import type { ColonnePlaceACocher } from '../../contract/methodesPlaces.ts';
import { useAppel } from '../poste/requetes.ts';
import { Attente, Echec } from '../ui/Etats.tsx';
import { CasesFiltre, ChampFiltre, VoletFiltre } from '../ui/filtres.tsx';
import { dateFr, lireDateFr } from '../ui/formats.ts';
import { communesVues, useVue } from './definition.ts';
import { TEXTES, TITRES } from './textes.ts';

const titreDe = (colonne: string): string => TITRES[colonne]?.[1] ?? colonne;

export const FiltreTexte = ({ colonne }: { readonly colonne: string }): ReactElement => {
  const { definition, filtrer } = useVue();
  const actuel = definition.filtres[colonne];
  return <ChampFiltre titre={titreDe(colonne)} applique={actuel?.genre === 'contient' ? actuel.texte : ''} poser={(texte) => { filtrer(colonne, texte === null ? null : { genre: 'contient', texte }); }} />;
};

/** Une date (« 01/12/2026 »), ou une période (« 01/12/2026 – 15/12/2026 ») ; une saisie que l’on ne sait pas lire ne filtre rien. */
export const FiltreDate = ({ colonne }: { readonly colonne: string }): ReactElement => {
  const { definition, filtrer } = useVue();
  const actuel = definition.filtres[colonne];
  const texte = actuel?.genre === 'periode' ? [actuel.du, actuel.au].flatMap((date) => (date === null ? [] : [dateFr(date)])).join(' – ') : '';
  return (
    <ChampFiltre titre={`${titreDe(colonne)}, date ou période « du – au »`} applique={texte} poser={(saisie) => {
      const [du, au] = (saisie ?? '').split(/\s+(?:–|-|au)\s+/u).map((part) => lireDateFr(part));
      if (saisie === null) filtrer(colonne, null);
      else if (du !== undefined && du !== null) filtrer(colonne, { genre: 'periode', du, au: au ?? (saisie.includes(' ') ? null : du) });
    }} />
  );
};

const Valeurs = ({ colonne }: { readonly colonne: ColonnePlaceACocher }): ReactElement => {
  const { definition, filtrer } = useVue();
  const { data, error, refetch } = useAppel('places.valeurs', { colonne, definition }, { garder: true });
  if (error !== null) return <Echec erreur={error} reessayer={() => { void refetch(); }} />;
  if (data === undefined) return <Attente lignes={5} nom="Lecture des valeurs" />;
  if (colonne === 'commune') for (const { valeur, libelle } of data.valeurs) communesVues.set(valeur, libelle);
  const actuel = definition.filtres[colonne];
  return (
    <CasesFiltre
      valeurs={data.valeurs} cochees={actuel?.genre === 'parmi' ? new Set(actuel.valeurs) : null}
      poser={(valeurs) => { filtrer(colonne, valeurs === null ? null : { genre: 'parmi', valeurs }); }} textes={{ chercher: TEXTES.chercherValeur, tout: TEXTES.tout, aucun: TEXTES.aucun }}
    />
  );
};

/** Filtre à cocher, valeurs comptées en SQL sous les autres filtres. */
export const FiltreEnsemble = ({ colonne }: { readonly colonne: ColonnePlaceACocher }): ReactElement => {
  const { definition } = useVue();
  const filtre = definition.filtres[colonne];
  return <VoletFiltre titre={titreDe(colonne)} retenues={filtre?.genre === 'parmi' ? filtre.valeurs.length : null}><Valeurs colonne={colonne} /></VoletFiltre>;
};
