import { AG_GRID_LOCALE_FR } from '@ag-grid-community/locale';
import type { GridOptions } from 'ag-grid-community';
import { AllCommunityModule, ModuleRegistry, themeQuartz } from 'ag-grid-community';

// AG Grid Community seulement (MIT) : aucun module Enterprise
ModuleRegistry.registerModules([AllCommunityModule]);

/** Un seul thème pour le clair et le sombre : ses paramètres sont des variables du DSFR. */
const theme = themeQuartz.withParams({
  spacing: 4, fontFamily: 'Marianne, arial, sans-serif', fontSize: 13, headerFontSize: 12, headerFontWeight: 700, rowHeight: 28, headerHeight: 32, borderRadius: 0, wrapperBorderRadius: 0, wrapperBorder: false,
  accentColor: 'var(--background-action-high-blue-france)', backgroundColor: 'var(--background-default-grey)', headerBackgroundColor: 'var(--background-contrast-grey)', headerTextColor: 'var(--text-title-grey)', oddRowBackgroundColor: 'var(--background-default-grey)',
  foregroundColor: 'var(--text-default-grey)', borderColor: 'var(--border-default-grey)', rowBorder: { color: 'var(--background-contrast-grey)' }, columnBorder: { color: 'var(--background-contrast-grey)' }, headerColumnBorder: true, headerColumnResizeHandleColor: 'transparent',
  cellHorizontalPadding: 8, selectedRowBackgroundColor: 'var(--background-open-blue-france)', rowHoverColor: 'var(--background-default-grey-hover)',
});

// La ligne courante est la ligne choisie : dire à chaque flèche comment la désélectionner couvrirait ce qu’elle contient.
const LOCALE = { ...AG_GRID_LOCALE_FR, ariaRowSelect: '', ariaRowDeselect: '' };

/** Réglages communs aux grilles : densité, langue, en-têtes sans menu, clavier. */
export const OPTIONS_GRILLE = {
  theme, localeText: LOCALE, headerHeight: 32, floatingFiltersHeight: 32, scrollbarWidth: 10, animateRows: false, suppressDragLeaveHidesColumns: true, suppressColumnMoveAnimation: true,
  defaultColDef: { floatingFilter: true, suppressHeaderMenuButton: true, suppressHeaderFilterButton: true, resizable: true, sortable: true },
} as const satisfies GridOptions;

export type Densite = 'compacte' | 'normale' | 'confort';
export const HAUTEURS: Record<Densite, number> = { compacte: 24, normale: 28, confort: 36 };
export const LIBELLES_DENSITE: Record<Densite, string> = { compacte: 'Compacte', normale: 'Normale', confort: 'Confortable' };
