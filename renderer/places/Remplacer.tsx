import type { ReactElement } from 'react';
import { useId, useState } from 'react';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { compte } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { useRaccourcis } from '../ui/raccourcis.ts';
import { REMPLACER } from './textes.ts';

export interface DemandeRemplacement { readonly colonne: string; readonly cherche: string; readonly par: string; readonly casse: boolean }
interface Props {
  /** Colonnes affichées où l’on remplace : identifiant et titre. */
  readonly colonnes: readonly (readonly [string, string])[];
  readonly depart: string;
  /** Lignes où l’on cherche : la sélection, ou toute la vue. */
  readonly lignes: number;
  readonly fermer: () => void;
  readonly valider: (demande: DemandeRemplacement) => void;
}

/** Cherche un texte dans une colonne et le remplace ; ce qui changerait se lit ensuite, comme un collage, avant d’être appliqué. */
export const Remplacer = ({ colonnes, depart, lignes, fermer, valider }: Props): ReactElement => {
  const id = useId();
  const [demande, changer] = useState<DemandeRemplacement>({ colonne: depart, cherche: '', par: '', casse: false });
  const [tente, tenter] = useState(false);
  const faux = tente && demande.cherche === '';
  const partir = (): void => {
    tenter(true);
    if (demande.cherche === '') { document.getElementById(`${id}c`)?.focus(); return; }
    valider(demande);
  };
  // sur un bouton, Entrée est la sienne
  useRaccourcis({ 'Ctrl+Enter': partir, Enter: ({ target }) => { if (target instanceof HTMLButtonElement) return false; partir(); return true; } }, { sousModale: true });
  return (
    <Dialogue ouvert titre={REMPLACER.titre} icone="search-line" largeur={480} fermer={fermer} testid="remplacer" pied={<><Bouton onClick={fermer}>{REMPLACER.annuler}</Bouton><Bouton genre="p" touche="Entrée" onClick={partir} testid="lancer-remplacement">{REMPLACER.lancer}</Bouton></>}>
      <p>{REMPLACER.ou} <b>{compte(lignes, 'ligne', 'lignes')}</b>. {REMPLACER.apres}</p>
      <div className="champ"><label htmlFor={`${id}k`}>{REMPLACER.colonne}</label><select id={`${id}k`} value={demande.colonne} onChange={({ target }) => { changer({ ...demande, colonne: target.value }); }}>{colonnes.map(([colonne, titre]) => <option key={colonne} value={colonne}>{titre}</option>)}</select></div>
      <div className={`champ${faux ? ' faux' : ''}`}>
        <label htmlFor={`${id}c`}>{REMPLACER.cherche}</label>
        <input id={`${id}c`} type="text" autoFocus autoComplete="off" maxLength={200} value={demande.cherche} aria-invalid={faux} aria-describedby={`${id}m`} onChange={({ target }) => { changer({ ...demande, cherche: target.value }); }} />
        <span id={`${id}m`} className="place-message">{faux ? <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{REMPLACER.manque}</span> : null}</span>
      </div>
      <div className="champ"><label htmlFor={`${id}p`}>{REMPLACER.par}</label><input id={`${id}p`} type="text" autoComplete="off" maxLength={200} value={demande.par} onChange={({ target }) => { changer({ ...demande, par: target.value }); }} /></div>
      <label className="rang"><input type="checkbox" className="coche" checked={demande.casse} onChange={({ target }) => { changer({ ...demande, casse: target.checked }); }} /><span>{REMPLACER.casse}</span></label>
    </Dialogue>
  );
};
