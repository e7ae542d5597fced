import { app, BrowserWindow, nativeTheme, screen } from 'electron';
import { join } from 'node:path';
import { ADRESSE_PAGE, estNotrePage } from './adresses.ts';
import { dossierAssemble, tailleImposee } from './environnement.ts';
import { ecrireReglages, lireReglages, type Reglages } from './reglages.ts';

// Les fonds du Système de design de l’État, clair et sombre : la fenêtre ne clignote pas avant que la page soit peinte.
const couleurFond = (): string => (nativeTheme.shouldUseDarkColors ? '#161616' : '#ffffff');

const LARGEUR_MINIMALE = 1024;
const HAUTEUR_MINIMALE = 640;
const RECHARGEMENTS_PERMIS = 3;

/** Place de la fenêtre : celle d’avant si un écran la montre encore, sinon au centre, jamais plus grande que l’écran. */
function placer(reglages: Reglages): { x?: number; y?: number; width: number; height: number } {
  const { x, y } = reglages;
  const visible = x !== undefined && y !== undefined && screen.getAllDisplays().some(({ workArea }) =>
    x < workArea.x + workArea.width - 80 && x + reglages.largeur > workArea.x + 80 && y >= workArea.y - 8 && y < workArea.y + workArea.height - 40);
  const { workArea } = visible ? screen.getDisplayNearestPoint({ x, y }) : screen.getPrimaryDisplay();
  const taille = { width: Math.min(reglages.largeur, workArea.width), height: Math.min(reglages.hauteur, workArea.height) };
  return visible ? { x, y, ...taille } : taille;
}

function retenirPlace(fenetre: BrowserWindow): void {
  const { x, y, width, height } = fenetre.getNormalBounds();
  ecrireReglages({ x, y, largeur: width, hauteur: height, agrandie: fenetre.isMaximized() });
}

/** Recharge la page si son processus tombe, sans boucler sur une page qui tombe toujours. */
function releverPage(fenetre: BrowserWindow): void {
  let rechargements = 0;
  fenetre.webContents.on('render-process-gone', (_evenement, { reason }) => {
    if (reason === 'clean-exit' || fenetre.isDestroyed() || ++rechargements > RECHARGEMENTS_PERMIS) return;
    fenetre.webContents.reload();
  });
}

/** `about:blank` échappe à `will-navigate` (securite.ts) : la page y serait perdue sans retour, l’écran blanc. Elle revient aussitôt. */
function ramenerPage(fenetre: BrowserWindow): void {
  fenetre.webContents.on('did-navigate', (_evenement, adresse) => { if (!estNotrePage(adresse)) chargerPage(fenetre); });
}

function chargerPage(fenetre: BrowserWindow): void {
  // Un échec de chargement se voit dans la fenêtre ; il ne doit pas arrêter le processus principal.
  fenetre.loadURL(ADRESSE_PAGE).catch((erreur: unknown) => console.error('Chargement de la page :', erreur));
}

/** Ouvre la fenêtre du poste et charge la page ; `surPrete` est appelée à la première peinture. */
export function ouvrirFenetre(surPrete: () => void): BrowserWindow {
  const reglages = lireReglages();
  nativeTheme.themeSource = reglages.theme;
  const presentation = {
    versionApplication: app.getVersion(),
    plateforme: process.platform,
    theme: nativeTheme.shouldUseDarkColors ? 'sombre' : 'clair',
  };
  const fenetre = new BrowserWindow({
    ...placer(reglages),
    minWidth: LARGEUR_MINIMALE,
    minHeight: HAUTEUR_MINIMALE,
    title: 'SIAO Offre',
    backgroundColor: couleurFond(),
    show: false,
    webPreferences: {
      preload: join(dossierAssemble, 'preload', 'index.cjs'),
      // Écrits même quand c’est le défaut d’Electron : docs/securite-electron.md les compte, et un défaut peut changer.
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      plugins: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      // Le clic du milieu ouvrirait une fenêtre ; la page n’en a aucun usage.
      disableBlinkFeatures: 'Auxclick',
      devTools: !app.isPackaged,
      additionalArguments: [`--siao=${encodeURIComponent(JSON.stringify(presentation))}`],
    },
  });
  const taille = tailleImposee();
  if (taille !== undefined) fenetre.setContentSize(taille.largeur, taille.hauteur);
  else if (reglages.agrandie) fenetre.maximize();

  const suivreTheme = (): void => fenetre.setBackgroundColor(couleurFond());
  nativeTheme.on('updated', suivreTheme);
  fenetre.once('ready-to-show', () => {
    fenetre.show();
    surPrete();
  });
  // Une taille imposée est celle d’un test : elle ne remplace pas celle de la personne.
  fenetre.on('close', () => { if (taille === undefined) retenirPlace(fenetre); });
  fenetre.on('closed', () => nativeTheme.off('updated', suivreTheme));
  releverPage(fenetre);
  ramenerPage(fenetre);
  chargerPage(fenetre);
  return fenetre;
}
