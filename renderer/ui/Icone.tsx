import type { CSSProperties, ReactElement } from 'react';
import type { NomIcone } from './nomsIcones.ts';

interface Props { readonly nom: NomIcone; readonly taille?: number; readonly couleur?: string; readonly libelle?: string; readonly className?: string }

/** Icône DSFR : muette à côté d’un mot, nommée quand elle est seule. 16 px dans un bouton, 14 en cellule, 20 en navigation. */
export const Icone = ({ nom, taille = 16, couleur, libelle, className }: Props): ReactElement => {
  const style = { '--t': `${taille}px`, color: couleur } as CSSProperties;
  const classe = `ic ic-${nom}${className === undefined ? '' : ` ${className}`}`;
  return libelle === undefined ? <span className={classe} style={style} aria-hidden="true" /> : <span className={classe} style={style} role="img" aria-label={libelle} title={libelle} />;
};
