import type { ReactElement } from 'react';
import type { Axe } from '../../domain/indicateurs/modele.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { Icone } from '../ui/Icone.tsx';
import { Volet, useAncre } from '../ui/Menu.tsx';
import { TEXTES } from './textes.ts';

/** Par quoi l’indicateur se ventile : un axe, puis un second dans chaque valeur du premier. */
export const ChoixAxes = ({ axes, admis, changer }: { readonly axes: readonly Axe[]; readonly admis: readonly Axe[]; readonly changer: (axes: readonly Axe[]) => void }): ReactElement => {
  const { ancre, ouvrir, fermer } = useAncre();
  const choix = (rang: 0 | 1, libelle: string): ReactElement => (
    <div className="champ">
      <label htmlFor={`axe-${rang}`}>{libelle}</label>
      <select id={`axe-${rang}`} value={axes[rang] ?? ''} onChange={({ target }) => { const axe = target.value as Axe; changer(rang === 0 ? [axe, ...axes.slice(1).filter((autre) => autre !== axe)] : target.value === '' ? axes.slice(0, 1) : [axes[0] ?? axe, axe]); }}>
        {rang === 0 ? null : <option value="">{TEXTES.rien}</option>}
        {admis.filter((axe) => rang === 0 || axe !== axes[0]).map((axe) => <option key={axe} value={axe}>{AXES[axe]}</option>)}
      </select>
    </div>
  );
  return (
    <>
      <button type="button" className="saisie ind-bouton" onClick={ouvrir} aria-haspopup="dialog" data-testid="axes"><Icone nom="list-unordered" /><span>{axes.map((axe, rang) => (rang === 0 ? AXES[axe] : AXES[axe].toLowerCase())).join(', ')}</span><Icone nom="arrow-down-s-line" /></button>
      <Volet ancre={ancre} fermer={fermer} nom={TEXTES.ventilation}><div className="filtre-pop">{choix(0, TEXTES.par)}{choix(1, TEXTES.puis)}</div></Volet>
    </>
  );
};
