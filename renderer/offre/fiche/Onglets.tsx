import type { KeyboardEvent, ReactElement } from 'react';
import { useRef } from 'react';

export type Onglet = 'fiche' | 'enfants' | 'pieces' | 'echanges' | 'historique';
export interface DescriptionOnglet { readonly cle: Onglet; readonly libelle: string; readonly nombre?: number }
export const idOnglet = (cle: Onglet): string => `onglet-${cle}`;
export const ID_PANNEAU_ONGLET = 'fiche-panneau';

/** Onglets de la fiche : un seul arrêt de tabulation, les flèches passent de l’un à l’autre, Ctrl+1 à Ctrl+5 vont droit au bon. */
export const Onglets = ({ onglets, courant, changer }: { readonly onglets: readonly DescriptionOnglet[]; readonly courant: Onglet; readonly changer: (cle: Onglet) => void }): ReactElement => {
  const barre = useRef<HTMLDivElement>(null);
  const clavier = (evenement: KeyboardEvent): void => {
    if (evenement.ctrlKey || evenement.altKey || evenement.metaKey) return;
    const ici = onglets.findIndex(({ cle }) => cle === courant);
    const vers = { ArrowLeft: ici - 1, ArrowRight: ici + 1, Home: 0, End: onglets.length - 1 }[evenement.key];
    const suivant = vers === undefined ? undefined : onglets[(vers + onglets.length) % onglets.length];
    if (suivant === undefined) return;
    evenement.preventDefault();
    changer(suivant.cle);
    barre.current?.querySelector<HTMLElement>(`#${idOnglet(suivant.cle)}`)?.focus();
  };
  return (
    <div ref={barre} className="onglets onglets-fiche" role="tablist" aria-label="Fiche" onKeyDown={clavier}>
      {onglets.map(({ cle, libelle, nombre }, rang) => (
        <button key={cle} id={idOnglet(cle)} type="button" role="tab" aria-selected={cle === courant} aria-controls={ID_PANNEAU_ONGLET} tabIndex={cle === courant ? 0 : -1} aria-keyshortcuts={`Control+${rang + 1}`} title={`${libelle} (Ctrl+${rang + 1})`} onClick={() => { changer(cle); }}>{libelle}{nombre === undefined ? null : <span className="bulle">{nombre}</span>}</button>
      ))}
    </div>
  );
};
