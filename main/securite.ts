import { app, ipcMain, session, type IpcMainEvent, type Session, type WebContents } from 'electron';
import { estNotrePage } from './adresses.ts';

function enfermer(contenu: WebContents): void {
  const refuser = (evenement: { preventDefault: () => void; url: string }): void => {
    if (!estNotrePage(evenement.url)) evenement.preventDefault();
  };
  contenu.on('will-navigate', refuser);
  contenu.on('will-redirect', refuser);
  contenu.on('will-frame-navigate', refuser);
  contenu.on('will-attach-webview', (evenement) => evenement.preventDefault());
  contenu.setWindowOpenHandler(() => ({ action: 'deny' }));
  // Hors de la politique de sécurité comme du filtre des requêtes : sans ceci, WebRTC enverrait des paquets à qui la page veut.
  contenu.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}

/** Une seule permission : copier un texte sur un geste de la personne (code d’une fiche). Lire le presse-papiers reste refusé. */
const estPermise = (permission: string, adresse: string): boolean => permission === 'clipboard-sanitized-write' && estNotrePage(adresse);

/** Allumé, ce qu’il est par défaut, le correcteur d’orthographe irait chercher son dictionnaire chez Google, quoi qu’en dise la page. Pour toute session : le poste ne parle qu’à son service. */
export function eteindreCorrecteur(session: Session): void {
  session.setSpellCheckerEnabled(false);
  session.setSpellCheckerLanguages([]);
}

/** Ferme, pour toute page d’une session, réseau, permissions, appareils et téléchargements. `permise` : les permissions accordées. */
export function fermerSession(close: Session, permise: (permission: string, adresse: string) => boolean = () => false): void {
  close.setPermissionRequestHandler((contenu, permission, repondre) => repondre(permise(permission, contenu.getURL())));
  close.setPermissionCheckHandler((contenu, permission) => permise(permission, contenu?.getURL() ?? ''));
  close.setDevicePermissionHandler(() => false);
  eteindreCorrecteur(close);
  close.on('will-download', (evenement) => evenement.preventDefault());
  // La page ne parle qu’au processus de données ; la politique de sécurité le dit déjà, ceci tient si elle venait à manquer.
  close.webRequest.onBeforeRequest(
    { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*', 'ftp://*/*'] },
    (_details, repondre) => repondre({ cancel: true }),
  );
}

/** Ferme tout ce dont la page n’a pas besoin : autre adresse, autre fenêtre, réseau, permissions, téléchargements. */
export function appliquerSecurite(): void {
  app.on('web-contents-created', (_evenement, contenu) => enfermer(contenu));
  fermerSession(session.defaultSession, estPermise);
}

/**
 * Écoute un canal venu de la page. Seule façon d’entendre la page : un message d’un cadre imbriqué ou d’une autre adresse est ignoré.
 */
export function ecouterPage(canal: string, traiter: (evenement: IpcMainEvent) => void): void {
  ipcMain.on(canal, (evenement) => {
    const cadre = evenement.senderFrame;
    if (cadre === null || cadre !== evenement.sender.mainFrame || !estNotrePage(cadre.url)) return;
    traiter(evenement);
  });
}
