import type { ReactElement } from 'react';
import { nombre } from './formats.ts';

interface Props { readonly recues: number; readonly total: number | null; readonly nom: string; readonly arretee?: boolean; /** Ce qui se dit à la place des lignes. */ readonly phrase?: string }

/** Part reçue, en pour cent entiers ; `null` tant que le total n’est pas connu. Le total annoncé peut être dépassé : jamais plus de 100. */
export const partRecue = (recues: number, total: number | null): number | null => (total === null || total <= 0 ? null : Math.min(100, Math.floor((100 * recues) / total)));

/** Barre d’avancement avec ses nombres. Sans total connu, elle dit seulement les lignes reçues. */
export const Progression = ({ recues, total, nom, arretee = false, phrase }: Props): ReactElement => {
  const part = partRecue(recues, total);
  const texte = phrase ?? (total === null ? `${nombre(recues)} ${recues < 2 ? 'ligne reçue' : 'lignes reçues'}` : `${nombre(recues)} lignes sur ${nombre(total)}`);
  // un lecteur d’écran n’entend que les quarts : annoncer chaque ligne reçue couvrirait tout le reste
  const annonce = part === null ? (phrase ?? '') : `${nom} : ${Math.floor(part / 25) * 25} %`;
  return (
    <div className="progression">
      <div className={`barre${part === null && !arretee ? ' sans-total' : ''}`} role="progressbar" aria-label={nom} aria-valuemin={0} aria-valuemax={100} aria-valuenow={part ?? undefined} aria-valuetext={texte}><i style={{ width: `${part ?? (arretee ? 0 : 30)}%` }} /></div>
      <div className="rang num"><span className="discret">{texte}</span><span className="ressort" />{part === null ? null : <b>{part} %</b>}</div>
      <span className="invisible" role="status">{annonce}</span>
    </div>
  );
};
