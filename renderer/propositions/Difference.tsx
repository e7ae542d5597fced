import type { ReactElement } from 'react';
import type { ChampProposeLu, PropositionLue } from '../../contract/methodesPropositions.ts';
import { Repliable } from '../journal/Changements.tsx';
import type { Element } from '../journal/phrases.ts';
import { champsChanges } from '../journal/phrases.ts';
import { Icone } from '../ui/Icone.tsx';

const Valeur = ({ elements, mot }: { readonly elements: readonly Element[]; readonly mot: string }): ReactElement => (
  <span className="valeur-proposee">
    <span className="invisible">{mot} : </span>
    {elements.length === 0 ? <span className="discret">Vide</span> : elements.map(({ texte, sort }, rang) => (
      <span key={`${rang}${texte}`} className="element">{sort === 'garde' ? <Repliable texte={texte} /> : sort === 'ote' ? <del><Repliable texte={texte} /></del> : <ins><Repliable texte={texte} /></ins>}</span>
    ))}
  </span>
);

/** Ce qu’un champ devient, élément par élément : ancienne valeur barrée sur fond rouge, nouvelle en gras sur fond vert. La couleur ne dit rien que la forme et les mots ne disent. */
export const Difference = ({ proposition, champ: { champ, avant, apres } }: { readonly proposition: Pick<PropositionLue, 'objet' | 'noms'>; readonly champ: Pick<ChampProposeLu, 'champ' | 'avant' | 'apres'> }): ReactElement | null => {
  const [change] = champsChanges({ objet: proposition.objet, changements: { [champ]: [avant, apres] } }, proposition.noms);
  if (change === undefined) return null;
  return (
    <div className="difference">
      <Valeur elements={change.avant} mot="Avant" />
      <Icone nom="arrow-right-line" taille={14} />
      <Valeur elements={change.apres} mot="Après" />
    </div>
  );
};

/** La valeur d’un champ seule, en texte. */
export const texteDuChamp = ({ objet, noms }: Pick<PropositionLue, 'objet' | 'noms'>, champ: string, valeur: unknown): string => {
  const [change] = champsChanges({ objet, changements: { [champ]: [null, valeur] } }, noms);
  return change === undefined || change.apres.length === 0 ? 'vide' : change.apres.map(({ texte }) => texte).join(' ; ');
};
