import type { KeyboardEvent, ReactElement } from 'react';
import { Fragment, useEffect, useId, useState } from 'react';
import type { DefinitionIndicateur } from '../../contract/methodesIndicateurs.ts';
import { cleDeTri } from '../../domain/texte.ts';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Icone } from '../ui/Icone.tsx';
import { FAMILLES, TEXTES } from './textes.ts';

interface Props { readonly indicateurs: readonly DefinitionIndicateur[]; readonly courant: string; readonly choisir: (definition: DefinitionIndicateur) => void; readonly fermer: () => void }

const ORDRE = Object.keys(FAMILLES);

/** Les indicateurs par famille, avec leur formule : flèches, Entrée, ou quelques lettres. */
export const ChoixIndicateur = ({ indicateurs, courant, choisir, fermer }: Props): ReactElement => {
  const id = useId();
  const [texte, changer] = useState('');
  const cherche = cleDeTri(texte);
  const ranges = [...indicateurs].sort((un, autre) => ORDRE.indexOf(un.famille) - ORDRE.indexOf(autre.famille));
  const parNom = ranges.filter(({ libelle }) => cleDeTri(libelle).includes(cherche));
  // à défaut de nom, ce que dit la formule
  const trouves = parNom.length > 0 ? parNom : ranges.filter(({ formule, famille }) => cleDeTri(`${formule.numerateur} ${formule.denominateur ?? ''} ${FAMILLES[famille]}`).includes(cherche));
  const [rang, aller] = useState(Math.max(0, trouves.findIndex((un) => un.id === courant)));
  const ici = Math.min(rang, Math.max(0, trouves.length - 1));
  useEffect(() => { document.getElementById(`${id}-${ici}`)?.scrollIntoView({ block: 'nearest' }); }, [id, ici]);
  const prendre = (definition: DefinitionIndicateur | undefined): void => { if (definition === undefined) return; fermer(); choisir(definition); };
  const clavier = (evenement: KeyboardEvent): void => {
    const vers = new Map([['ArrowDown', ici + 1], ['ArrowUp', ici - 1], ['PageDown', Math.min(ici + 6, trouves.length - 1)], ['PageUp', Math.max(0, ici - 6)]]).get(evenement.key);
    if (vers !== undefined) { evenement.preventDefault(); aller((vers + trouves.length) % Math.max(1, trouves.length)); }
    else if (evenement.key === 'Enter') { evenement.preventDefault(); prendre(trouves[ici]); }
  };
  return (
    <Dialogue ouvert titre={TEXTES.choisir} icone="bar-chart-box-line" largeur={640} fermer={fermer} testid="choix-indicateur">
      <div className="saisie">
        <Icone nom="search-line" />
        <input autoFocus value={texte} placeholder={TEXTES.chercher} aria-label={TEXTES.chercher} role="combobox" aria-expanded aria-controls={`${id}-liste`} aria-activedescendant={trouves.length === 0 ? undefined : `${id}-${ici}`} autoComplete="off" onChange={({ target }) => { changer(target.value); aller(0); }} onKeyDown={clavier} />
      </div>
      <ul className="palette-liste ind-choix" id={`${id}-liste`} role="listbox" aria-label={TEXTES.titre}>
        {trouves.map((un, place) => (
          <Fragment key={un.id}>
            {trouves[place - 1]?.famille === un.famille ? null : <li className="palette-titre" role="presentation">{FAMILLES[un.famille]}</li>}
            <li id={`${id}-${place}`} role="option" aria-selected={place === ici} className="menu-ligne" data-actif={place === ici} onMouseMove={() => { aller(place); }} onClick={() => { prendre(un); }}>
              <span className="mi">{un.libelle}</span><span className="discret coupe">{un.formule.numerateur}{un.formule.denominateur === null ? '' : ` / ${un.formule.denominateur}`}</span>{un.id === courant ? <Icone nom="check-line" /> : null}
            </li>
          </Fragment>
        ))}
      </ul>
      {trouves.length === 0 ? <p className="palette-note" role="status">{TEXTES.aucun}. {TEXTES.conseil}</p> : null}
    </Dialogue>
  );
};
