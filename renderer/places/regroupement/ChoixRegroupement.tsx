import type { ReactElement } from 'react';
import type { Regroupement } from '../../../contract/methodesPlaces.ts';
import { NIVEAUX_MAXIMUM, REGROUPEMENTS } from '../../../contract/methodesPlaces.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Volet, useAncre } from '../../ui/Menu.tsx';
import { REGROUPER, TITRES } from '../textes.ts';

const CODES = Object.keys(REGROUPEMENTS) as Regroupement[];
export const titreRegroupement = (code: Regroupement): string => TITRES[code]?.[1] ?? code;

/** Choisit par quoi les places se comptent, du plus large au plus fin. */
export const ChoixRegroupement = ({ par, changer }: { readonly par: readonly Regroupement[]; readonly changer: (par: readonly Regroupement[]) => void }): ReactElement => {
  const { ancre, ouvrir, fermer } = useAncre();
  const poser = (rang: number, valeur: string): void => {
    const suite = valeur === '' ? par.slice(0, rang) : [...par.slice(0, rang), valeur as Regroupement, ...par.slice(rang + 1)];
    changer([...new Set(suite)]);
  };
  return (
    <>
      <Bouton genre="t" petit icone="stack-line" onClick={ouvrir} testid="regrouper">{REGROUPER.bouton}</Bouton>
      <Volet ancre={ancre} fermer={fermer} nom={REGROUPER.bouton}>
        <div className="filtre-pop">
          <div className="menu-titre" style={{ padding: 0 }}>{REGROUPER.bouton}</div>
          {Array.from({ length: Math.min(par.length + 1, NIVEAUX_MAXIMUM) }, (_, rang) => (
            <div className="champ" key={rang}>
              <label htmlFor={`regrouper-${rang}`}>{rang === 0 ? REGROUPER.par : REGROUPER.puis}</label>
              <select id={`regrouper-${rang}`} value={par[rang] ?? ''} onChange={({ target }) => { poser(rang, target.value); }}>
                <option value="">{rang === 0 ? REGROUPER.aucun : REGROUPER.rien}</option>
                {CODES.filter((code) => code === par[rang] || !par.includes(code)).map((code) => <option key={code} value={code}>{titreRegroupement(code)}</option>)}
              </select>
            </div>
          ))}
        </div>
      </Volet>
    </>
  );
};
