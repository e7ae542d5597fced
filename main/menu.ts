import { app, dialog, Menu, nativeTheme, type MenuItemConstructorOptions } from 'electron';
import { ecrireReglages, lireReglages, type Theme } from './reglages.ts';

const THEMES: { theme: Theme; label: string }[] = [
  { theme: 'system', label: 'Comme le système' },
  { theme: 'light', label: 'Clair' },
  { theme: 'dark', label: 'Sombre' },
];

function choisirTheme(theme: Theme): void {
  nativeTheme.themeSource = theme;
  ecrireReglages({ theme });
}

function menuFichier(verrouiller: () => void): MenuItemConstructorOptions {
  return { label: 'Fichier', submenu: [{ label: 'Verrouiller la session', accelerator: 'CmdOrCtrl+L', click: verrouiller }, { type: 'separator' }, { role: 'quit', label: 'Quitter', accelerator: 'CmdOrCtrl+Q' }] };
}

function menuEdition(): MenuItemConstructorOptions {
  return {
    label: 'Édition',
    submenu: [
      { role: 'undo', label: 'Annuler la saisie' },
      { role: 'redo', label: 'Rétablir la saisie' },
      { type: 'separator' },
      { role: 'cut', label: 'Couper' },
      { role: 'copy', label: 'Copier' },
      { role: 'paste', label: 'Coller' },
      { role: 'selectAll', label: 'Tout sélectionner' },
    ],
  };
}

function menuAffichage(): MenuItemConstructorOptions {
  const choisi = lireReglages().theme;
  return {
    label: 'Affichage',
    submenu: [
      { role: 'zoomIn', label: 'Agrandir', accelerator: 'CmdOrCtrl+Plus' },
      // La touche « = » donne « + » avec Maj sur les claviers français.
      { role: 'zoomIn', label: 'Agrandir', accelerator: 'CmdOrCtrl+=', visible: false, acceleratorWorksWhenHidden: true },
      { role: 'zoomOut', label: 'Réduire', accelerator: 'CmdOrCtrl+-' },
      { role: 'resetZoom', label: 'Taille réelle', accelerator: 'CmdOrCtrl+0' },
      { type: 'separator' },
      {
        label: 'Thème',
        submenu: THEMES.map(({ theme, label }) => ({ label, type: 'radio' as const, checked: theme === choisi, click: () => choisirTheme(theme) })),
      },
      { role: 'togglefullscreen', label: 'Plein écran', accelerator: 'F11' },
      { type: 'separator' },
      { role: 'reload', label: 'Recharger l’écran', accelerator: 'CmdOrCtrl+R' },
      ...(app.isPackaged ? [] : [{ role: 'toggleDevTools' as const, label: 'Outils de développement', accelerator: 'CmdOrCtrl+Shift+I' }]),
    ],
  };
}

function menuAide(): MenuItemConstructorOptions {
  const montrerVersion = (): void => {
    void dialog.showMessageBox({
      type: 'info',
      title: 'À propos',
      message: 'SIAO Offre',
      detail: `Version ${app.getVersion()}\nElectron ${process.versions.electron}, Chrome ${process.versions['chrome'] ?? '?'}`,
      buttons: ['Fermer'],
    });
  };
  return { label: 'Aide', submenu: [{ label: 'À propos de SIAO Offre', click: montrerVersion }] };
}

/** Pose le menu de l’application. */
export function poserMenu(verrouiller: () => void): void {
  const menus = [menuFichier(verrouiller), menuEdition(), menuAffichage(), menuAide()];
  Menu.setApplicationMenu(Menu.buildFromTemplate(process.platform === 'darwin' ? [{ role: 'appMenu' }, ...menus] : menus));
}
