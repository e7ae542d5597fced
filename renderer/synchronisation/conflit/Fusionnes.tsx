import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import type { CommandeEnFile } from '../../../contract/poste.ts';
import { compte, minuscule } from '../../ui/formats.ts';
import { Icone } from '../../ui/Icone.tsx';
import { CONFLIT } from '../textes.ts';
import type { ChampFusionne } from './analyse.ts';
import { libelleChamp } from './analyse.ts';
import { Valeur } from './Valeur.tsx';

const COTES = { mienne: 'la mienne', leur: 'la leur', deux: 'les deux, même valeur' } as const;

/** Pli des champs changés d’un seul côté : leurs noms fermés, base → nouvelle valeur ouvert. */
export const Fusionnes = ({ commande, fusionnes }: { readonly commande: CommandeEnFile; readonly fusionnes: readonly ChampFusionne[] }): ReactElement | null => {
  const [ouvert, ouvrir] = useState(false);
  const id = useId();
  if (fusionnes.length === 0) return null;
  return (
    <div className="fusionnes" data-testid="conflit-fusionnes">
      <button type="button" className="fusionnes-tete" aria-expanded={ouvert} aria-controls={id} onClick={() => { ouvrir(!ouvert); }}>
        <Icone nom="checkbox-circle-fill" taille={14} couleur="var(--text-default-success)" />
        <span className="coupe"><b>{compte(fusionnes.length, 'champ fusionné', 'champs fusionnés')} sans conflit</b> <span className="discret">{fusionnes.some(({ cote }) => cote === 'deux') ? CONFLIT.fusionMeme : fusionnes.length === 1 ? 'un seul côté l’a changé' : 'un seul côté les a changés'} : {fusionnes.map(({ champ, cote }) => `${minuscule(libelleChamp(commande, champ))} (${cote === 'deux' ? CONFLIT.deux : COTES[cote]})`).join(', ')}</span></span>
        <span className="ressort" /><span className="lien-pli">{ouvert ? CONFLIT.cacherFusion : CONFLIT.voirFusion}<Icone nom={ouvert ? 'arrow-up-s-line' : 'arrow-down-s-line'} /></span>
      </button>
      <div id={id} hidden={!ouvert}>
        <table className="tb fusion">
          <thead><tr><th scope="col">Champ</th><th scope="col">Base commune</th><th scope="col">Nouvelle valeur</th><th scope="col">Changé par</th></tr></thead>
          <tbody>{fusionnes.map(({ champ, cote, avant, apres }) => (
            <tr key={champ}><td>{libelleChamp(commande, champ)}</td><td className="discret"><Valeur champ={champ} valeur={avant} /></td><td><b className="mi"><Valeur champ={champ} valeur={apres} /></b></td><td>{COTES[cote]}</td></tr>
          ))}</tbody>
        </table>
      </div>
    </div>
  );
};
