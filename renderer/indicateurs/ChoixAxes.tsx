import type { ReactElement } from 'react';
import type { Axe } from '../../domain/indicateurs/modele.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { Icone } from '../ui/Icone.tsx';
import { Volet, useAncre } from '../ui/Menu.tsx';
import { TEXTES } from './textes.ts';

/** Par quoi l’indicateur se ventile : un axe, puis un second dans chaque valeur du premier, puis un troisième. */
export const ChoixAxes = ({ axes, admis, changer }: { readonly axes: readonly Axe[]; readonly admis: readonly Axe[]; readonly changer: (axes: readonly Axe[]) => void }): ReactElement => {
  const { ancre, ouvrir, fermer } = useAncre();
  /** L’axe de ce rang ; le même, plus loin, s’en va. Le retirer retire ceux qui le suivent. */
  const poser = (rang: number, axe: Axe | null): readonly Axe[] => (axe === null ? axes.slice(0, rang) : [...axes.slice(0, rang), axe, ...axes.slice(rang + 1).filter((autre) => autre !== axe)]);
  const choix = (rang: number, libelle: string): ReactElement => (
    <div className="champ" key={rang}>
      <label htmlFor={`axe-${rang}`}>{libelle}</label>
      <select id={`axe-${rang}`} value={axes[rang] ?? ''} onChange={({ target }) => { changer(poser(rang, target.value === '' ? null : target.value as Axe)); }}>
        {rang === 0 ? null : <option value="">{TEXTES.rien}</option>}
        {admis.filter((axe) => !axes.slice(0, rang).includes(axe)).map((axe) => <option key={axe} value={axe}>{AXES[axe]}</option>)}
      </select>
    </div>
  );
  return (
    <>
      <button type="button" className="saisie ind-bouton" onClick={ouvrir} aria-haspopup="dialog" data-testid="axes"><Icone nom="list-unordered" /><span>{axes.map((axe, rang) => (rang === 0 ? AXES[axe] : AXES[axe].toLowerCase())).join(', ')}</span><Icone nom="arrow-down-s-line" /></button>
      <Volet ancre={ancre} fermer={fermer} nom={TEXTES.ventilation}><div className="filtre-pop">{choix(0, TEXTES.par)}{choix(1, TEXTES.puis)}{axes.length < 2 ? null : choix(2, TEXTES.enfin)}</div></Volet>
    </>
  );
};
