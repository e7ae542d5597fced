import type { ReactElement } from 'react';
import { useAppel } from '../../poste/requetes.ts';
import { BadgeStatut } from '../../ui/Badge.tsx';
import { texteValeur } from '../../ui/valeurs.ts';
import { CONFLIT } from '../textes.ts';

const Commune = ({ code }: { readonly code: string }): ReactElement => {
  const { data } = useAppel('geographie.commune', { code });
  return <>{data?.commune?.nom ?? code}</>;
};

/** Listes dont chaque élément fait une phrase : une ligne par élément. */
const COMPOSEES = new Set(['contacts', 'financements', 'capacites']);

/** Valeur d’un champ telle qu’elle se lit sur une fiche. */
export const Valeur = ({ champ, valeur }: { readonly champ: string; readonly valeur: unknown }): ReactElement => {
  if (champ === 'statut' && typeof valeur === 'string') return <BadgeStatut statut={valeur} />;
  if (champ === 'commune' && typeof valeur === 'string' && valeur !== '') return <Commune code={valeur} />;
  if (COMPOSEES.has(champ) && Array.isArray(valeur) && valeur.length > 1) return <span className="pile">{(valeur as unknown[]).map((element) => { const texte = texteValeur(champ, [element]); return <span key={texte}>{texte}</span>; })}</span>;
  const texte = texteValeur(champ, valeur);
  return texte === '' ? <span className="discret">{CONFLIT.vide}</span> : <>{texte}</>;
};
