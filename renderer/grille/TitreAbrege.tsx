import type { ColDef } from 'ag-grid-community';
import type { CustomInnerHeaderProps } from 'ag-grid-react';
import type { ReactElement } from 'react';

/** Une colonne dont l’en-tête s’abrège pour tenir : son infobulle en est le nom entier. */
export const estAbrege = ({ headerName, headerTooltip, headerComponent }: Pick<ColDef, 'headerName' | 'headerTooltip' | 'headerComponent'>): boolean => headerComponent === undefined && headerTooltip !== undefined && headerTooltip !== '' && headerTooltip !== headerName;

/** « Occ. » à l’œil, « Occupées » à l’oreille. */
export const TitreAbrege = ({ displayName, column }: CustomInnerHeaderProps): ReactElement => (
  <span className="coupe"><span aria-hidden="true">{displayName}</span><span className="invisible">{String(column.getColDef().headerTooltip ?? '')}</span></span>
);
