import type { ReactElement } from 'react';
import type { Pas } from '../../../domain/objets/commun.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { dateCourte, heureFr } from '../../ui/formats.ts';
import { libelleProfil, verbeDuPas } from '../../ui/valeurs.ts';

interface Props { readonly parcours: readonly Pas[]; readonly objet: 'entite' | 'dispositif' | 'groupe'; readonly maximum?: number; readonly detail?: boolean }

/** Pas du parcours, le plus récent d’abord. En détail : profil, motif et commentaires par champ. */
export const Historique = ({ parcours, objet, maximum, detail = false }: Props): ReactElement => {
  const pas = [...parcours].reverse().slice(0, maximum);
  return (
    <ul className="historique">
      {pas.map((etape) => (
        <li key={`${etape.le}${etape.geste}`}>
          <time className="discret num" dateTime={etape.le}>{dateCourte(etape.le)} {heureFr(etape.le)}</time>
          <span className={detail ? undefined : 'coupe'} title={etape.motif}><b className="mi">{etape.nom}</b> {verbeDuPas(etape.geste)}{etape.suppleance === true ? ' (suppléance)' : ''}{etape.motif === undefined || detail ? '' : ` : ${etape.motif}`}{detail ? <span className="discret"> · {libelleProfil(etape.profil)}</span> : null}</span>
          {detail && etape.motif !== undefined ? <span className="motif">{etape.geste === 'commenter' ? '' : 'Motif : '}{etape.motif}</span> : null}
          {detail ? Object.entries(etape.commentaires ?? {}).map(([champ, texte]) => <span key={champ} className="motif">{CHAMPS[objet][champ]?.libelle ?? champ} : {texte}</span>) : null}
        </li>
      ))}
    </ul>
  );
};
