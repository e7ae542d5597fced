import type { KeyboardEvent, ReactElement } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { Icone } from '../../ui/Icone.tsx';

interface Option { readonly valeur: string; readonly libelle: string; readonly complement?: string }

interface Props {
  readonly id: string;
  readonly texte: string;
  readonly options: readonly Option[];
  readonly chercher: (texte: string) => void;
  readonly choisir: (option: Option | null) => void;
  readonly attributs: Readonly<Record<string, unknown>>;
  readonly ferme: boolean;
  readonly aucune: string;
}

/** Champ de choix avec recherche : flèches, Entrée, Échap ; la liste se lit au fil de la frappe. Vider le champ retire le choix. */
export const Recherche = ({ id, texte, options, chercher, choisir, attributs, ferme, aucune }: Props): ReactElement => {
  const liste = useId();
  const [saisie, changer] = useState(texte);
  const [ouverte, ouvrir] = useState(false);
  const [actif, changerActif] = useState(0);
  const enFrappe = useRef(false);
  // ce qui a été tapé sans être choisi : dit sous le champ, plutôt qu’effacé sans un mot
  const [perdue, perdre] = useState('');
  useEffect(() => { if (!enFrappe.current) changer(texte); }, [texte]);
  const courant = Math.min(actif, Math.max(0, options.length - 1));
  const prendre = (option: Option | undefined): void => {
    if (option === undefined) return;
    enFrappe.current = false;
    perdre('');
    changer(option.libelle);
    ouvrir(false);
    choisir(option);
  };
  const clavier = (evenement: KeyboardEvent<HTMLInputElement>): void => {
    if (evenement.key === 'ArrowDown' || evenement.key === 'ArrowUp') {
      evenement.preventDefault();
      if (!ouverte) { chercher(saisie); ouvrir(true); return; }
      changerActif((courant + (evenement.key === 'ArrowDown' ? 1 : -1) + options.length) % Math.max(1, options.length));
    } else if (evenement.key === 'Enter' && ouverte && !evenement.ctrlKey) {
      evenement.preventDefault();
      prendre(options[courant]);
    } else if (evenement.key === 'Escape' && ouverte) {
      evenement.preventDefault();
      evenement.stopPropagation();
      ouvrir(false);
    }
  };
  return (
    <div className="combo">
      <input
        {...attributs} id={id} type="text" role="combobox" autoComplete="off" aria-autocomplete="list" aria-expanded={ouverte} aria-controls={liste} aria-activedescendant={ouverte && options.length > 0 ? `${liste}-${courant}` : undefined} readOnly={ferme} value={saisie}
        onChange={(evenement) => { enFrappe.current = true; perdre(''); changer(evenement.target.value); changerActif(0); chercher(evenement.target.value); ouvrir(true); if (evenement.target.value === '') choisir(null); }}
        onKeyDown={clavier}
        onBlur={() => {
          const seule = options.length === 1 ? options[0] : undefined;
          const tapee = enFrappe.current && saisie.trim() !== '' && saisie !== texte;
          enFrappe.current = false;
          ouvrir(false);
          if (tapee && ouverte && seule !== undefined) { prendre(seule); return; }
          if (tapee) perdre(saisie.trim());
          changer(texte);
        }}
      />
      {ouverte && !ferme ? (
        <ul className="combo-liste flottant" id={liste} role="listbox">
          {options.map((option, rang) => (
            // mousedown : le choix précède la perte du focus, qui fermerait la liste
            <li key={option.valeur} id={`${liste}-${rang}`} role="option" aria-selected={rang === courant} className={rang === courant ? 'Mui-focused' : ''} onMouseDown={(evenement) => { evenement.preventDefault(); prendre(option); }}>
              <span>{option.libelle}</span>{option.complement === undefined ? null : <span className="discret">{option.complement}</span>}
            </li>
          ))}
          {options.length === 0 ? <li aria-disabled="true"><Icone nom="search-line" taille={14} /><span className="discret" style={{ margin: 0 }}>{aucune}</span></li> : null}
        </ul>
      ) : null}
      {perdue === '' ? null : <span className="message erreur" role="alert"><Icone nom="error-warning-fill" />{`« ${perdue} » n’a pas été choisi dans la liste : ${texte === '' ? 'le champ reste vide' : `« ${texte} » est gardé`}.`}</span>}
    </div>
  );
};
