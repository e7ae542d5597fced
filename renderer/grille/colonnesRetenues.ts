/** Ce qu’il faut d’un état de colonne d’AG Grid (`ColumnState`, qui convient tel quel). */
export interface EtatColonne { readonly colId: string; readonly hide?: boolean | null; readonly width?: number | null; readonly flex?: number | null; readonly pinned?: boolean | 'left' | 'right' | null }

/** Ce qui se retient des colonnes d’une session à l’autre : ordre, visibilité, côté figé, et les largeurs changées. Une largeur que personne n’a changée n’est pas retenue : une version suivante peut l’améliorer. */
export const aRetenir = (etats: readonly EtatColonne[], colonnes: readonly { readonly colId: string; readonly width?: number | undefined }[]): EtatColonne[] => {
  const parDefaut = new Map(colonnes.map(({ colId, width }) => [colId, width]));
  return etats.map(({ colId, hide, width, flex, pinned }) => ({ colId, hide: hide ?? false, flex: flex ?? null, pinned: pinned ?? null, ...(width === undefined || width === null || width === parDefaut.get(colId) ? {} : { width }) }));
};
