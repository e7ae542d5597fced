import type { ReactElement } from 'react';
import type { LigneReprise } from '../../contract/methodesReprise.ts';
import { compte, nombre } from '../ui/formats.ts';
import { TEXTES } from './textes.ts';

/** De quoi comparer une ligne : une autre ligne, ou une fiche de l’offre, dont seules les colonnes `dits` se comparent. */
export interface Comparee { readonly titre: string; readonly cellules: readonly string[]; readonly dits: readonly number[] | null }
interface Props { readonly ligne: LigneReprise; readonly autre: Comparee; readonly entetes: readonly string[] }
/** Deux lignes l’une sous l’autre, sous les en-têtes du fichier : ce qui les distingue d’abord, marqué ; le reste ensuite. `autre` : celle qui resterait. */
export const CoteACote = ({ ligne, autre, entetes }: Props): ReactElement => {
  const differe = (rang: number): boolean => (autre.cellules[rang] ?? '').trim() !== (ligne.cellules[rang] ?? '').trim();
  const rangs = [...(autre.dits ?? entetes.keys())].filter((rang) => (autre.cellules[rang] ?? '') !== '' || (ligne.cellules[rang] ?? '') !== '').sort((un, second) => Number(differe(second)) - Number(differe(un)) || un - second);
  const combien = rangs.filter(differe).length;
  const nom = `${TEXTES.autreLigne} : ${autre.titre.toLowerCase()} et ligne ${nombre(ligne.numero)}`;
  return (
    <div className="rep-cote" role="region" aria-label={nom} tabIndex={0} data-testid="rep-cote">
      <table>
        <thead><tr><th scope="col">{combien === 0 ? TEXTES.identiques : compte(combien, 'différence', 'différences')}</th>{rangs.map((rang) => <th key={rang} scope="col" className={differe(rang) ? 'rep-differe' : undefined}>{entetes[rang] ?? ''}</th>)}</tr></thead>
        <tbody>
          {[autre, { titre: `${TEXTES.ligne} ${nombre(ligne.numero)}`, cellules: ligne.cellules }].map(({ titre, cellules }) => (
            <tr key={titre}><th scope="row">{titre}</th>{rangs.map((rang) => <td key={rang} className={differe(rang) ? 'rep-differe' : 'discret'}>{differe(rang) ? <mark>{(cellules[rang] ?? '').trim() === '' ? '(vide)' : cellules[rang]}</mark> : (cellules[rang] ?? '')}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
