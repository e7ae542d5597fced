import type { ReactElement } from 'react';
import { useState } from 'react';
import { HISTORIQUE, TEXTES } from './textes.ts';
import type { ChampChange, Element } from './phrases.ts';

const LONGUEUR = 220;
/** Un long texte se replie ; le bouton le montre en entier. */
export const Repliable = ({ texte }: { readonly texte: string }): ReactElement => {
  const [ouvert, basculer] = useState(false);
  if (texte.length <= LONGUEUR) return <>{texte}</>;
  return <>{ouvert ? texte : `${texte.slice(0, LONGUEUR).trimEnd()}…`} <button type="button" className="lien" aria-expanded={ouvert} onClick={() => { basculer(!ouvert); }}>{ouvert ? HISTORIQUE.moins : HISTORIQUE.plus}</button></>;
};

const MOTS = { garde: '', ote: 'Retiré : ', ajoute: 'Ajouté : ' } as const;
/** La marque ne tient pas à la couleur seule : un élément ôté est barré, un élément ajouté est gras, et un lecteur d’écran l’entend. */
const Valeur = ({ elements, liste }: { readonly elements: readonly Element[]; readonly liste: boolean }): ReactElement => {
  if (elements.length === 0) return <span className="discret">—</span>;
  return (
    <ul className={liste ? 'valeurs liste' : 'valeurs'}>{elements.map(({ texte, sort }, rang) => (
      <li key={`${rang}${texte}`}>{sort === 'garde' ? texte : <>{liste ? <span className="invisible">{MOTS[sort]}</span> : null}{sort === 'ote' ? <del><Repliable texte={texte} /></del> : <ins><Repliable texte={texte} /></ins>}</>}</li>
    ))}</ul>
  );
};

/** Champ, avant, après. */
export const Changements = ({ champs }: { readonly champs: readonly ChampChange[] }): ReactElement => (
  <table className="changements">
    <thead><tr><th scope="col">{TEXTES.champ}</th><th scope="col">{TEXTES.avant}</th><th scope="col">{TEXTES.apres}</th></tr></thead>
    <tbody>{champs.map(({ champ, libelle, avant, apres }) => {
      const liste = avant.length > 1 || apres.length > 1;
      return <tr key={champ}><th scope="row">{libelle}</th><td><Valeur elements={avant} liste={liste} /></td><td><Valeur elements={apres} liste={liste} /></td></tr>;
    })}</tbody>
  </table>
);
