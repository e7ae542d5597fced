// Les mises à jour, par electron-updater, depuis un dossier statique que l’organisation publie. Rien ne s’installe tant que le processus de données tient ses fichiers.
import { app } from 'electron';
import type { AppUpdater } from 'electron-updater';
import type { MiseAJour } from '../contract/methodesApplication.ts';
import type { OrganisationLue } from './organisation.ts';
import { configurationMandataire } from './reseau.ts';
import { eteindreCorrecteur } from './securite.ts';

/** L’ouverture d’abord : la recherche attend que l’écran soit là. */
const PREMIERE_RECHERCHE_MS = 20_000;
const ENTRE_RECHERCHES_MS = 6 * 3600 * 1000;
/** Les canaux tels qu’electron-builder les publie : `latest.yml` et `beta.yml`, une version stable étant écrite dans les deux. */
const CANAUX = { stable: 'latest', essai: 'beta' } as const;

export type MisesAJour = {
  etat(): MiseAJour;
  chercher(): void;
  /** Ferme, installe, relance. Un échec relance la version en place. */
  installer(): Promise<void>;
};

type Options = { readonly organisation: OrganisationLue; readonly dire: (etat: MiseAJour) => void; readonly fermerDonnees: () => Promise<void> };

const RIEN: MiseAJour = { etat: 'inconnue', version: null, pourcentage: null, le: null, message: null };

/** Pourquoi cette installation ne se met pas à jour d’elle-même ; `undefined` : elle le fait. */
function empechement({ reglages, erreur }: OrganisationLue): string | undefined {
  if (!app.isPackaged) return 'Cette application n’est pas installée : elle se met à jour avec son dépôt.';
  if (erreur !== null) return 'Le fichier d’organisation ne se lit pas : aucune mise à jour n’est cherchée.';
  if (reglages.misesAJour === undefined) return 'Aucune adresse de mise à jour n’est réglée : demander la nouvelle version à votre administrateur.';
  if (reglages.misesAJour.recherche === 'jamais') return 'Votre organisation met ce poste à jour elle-même.';
  // Un paquet deb est à l’administrateur de la machine : le remplacer demanderait ses droits.
  if (process.platform === 'linux' && process.env['APPIMAGE'] === undefined) return 'Ce poste se met à jour avec les paquets du système.';
  return undefined;
}

/** Une phrase pour la personne ; le détail va au journal d’erreurs, que « Signaler un problème » joint. */
function phrase(erreur: unknown): string {
  const texte = String(erreur);
  if (/checksum mismatch|ERR_CHECKSUM/iu.test(texte)) return 'Le fichier téléchargé n’est pas celui qui est annoncé : il a été écarté, rien n’a changé. Prévenir votre administrateur.';
  if (/ENOSPC/u.test(texte)) return 'Le disque est plein : libérer de la place, puis chercher de nouveau.';
  if (/EACCES|EPERM|EROFS/u.test(texte)) return 'Ce compte n’a pas le droit de remplacer l’application : demander la nouvelle version à votre administrateur.';
  if (/HttpError: 404|ERR_UPDATER_CHANNEL_FILE_NOT_FOUND/u.test(texte)) return 'Aucune publication à l’adresse réglée. Prévenir votre administrateur.';
  return 'Le dossier des mises à jour ne répond pas : la recherche reprendra d’elle-même.';
}

/** Suit les mises à jour. `dire` reçoit chaque changement ; l’état de départ est à lire par `etat`. */
export function suivreMisesAJour({ organisation, dire, fermerDonnees }: Options): MisesAJour {
  const empeche = empechement(organisation);
  let actuel: MiseAJour = empeche === undefined ? RIEN : { ...RIEN, etat: 'indisponible', message: empeche };
  if (empeche !== undefined) return { etat: () => actuel, chercher: () => undefined, installer: () => Promise.resolve() };
  const reglages = organisation.reglages.misesAJour ?? { adresse: '', canal: 'stable', recherche: 'demande' };

  const changer = (partie: Partial<MiseAJour>): void => {
    actuel = { ...actuel, ...partie };
    dire(actuel);
  };
  // Prête, elle le reste : une recherche qui échoue ensuite n’y change rien.
  const estPrete = (): boolean => actuel.etat === 'prete' || actuel.etat === 'installation';
  const echouer = (erreur: unknown): void => {
    console.error('Mise à jour :', erreur);
    if (!estPrete()) changer({ etat: 'erreur', pourcentage: null, message: phrase(erreur) });
  };

  let charge: Promise<AppUpdater> | undefined;
  const charger = (): Promise<AppUpdater> => {
    // Le paquet ne se charge qu’au besoin : il n’a rien à faire dans l’ouverture.
    charge ??= import('electron-updater').then(async ({ autoUpdater }) => {
      autoUpdater.logger = { info: () => undefined, warn: console.error, error: console.error };
      eteindreCorrecteur(autoUpdater.netSession);
      await autoUpdater.netSession.setProxy(configurationMandataire(organisation.reglages.mandataire));
      autoUpdater.setFeedURL({ provider: 'generic', url: reglages.adresse, channel: CANAUX[reglages.canal] });
      autoUpdater.channel = CANAUX[reglages.canal];
      // Choisir un canal l’autorise : un poste ne revient pas à une version que son fichier local peut ne plus savoir lire.
      autoUpdater.allowDowngrade = false;
      autoUpdater.autoInstallOnAppQuit = true;
      autoUpdater.on('update-not-available', () => changer({ etat: 'a_jour', version: null, le: new Date().toISOString(), message: null }));
      autoUpdater.on('update-available', ({ version }) => { if (!estPrete()) changer({ etat: 'telechargement', version, pourcentage: 0, le: new Date().toISOString(), message: null }); });
      autoUpdater.on('download-progress', ({ percent }) => { const pourcentage = Math.floor(percent); if (!estPrete() && pourcentage !== actuel.pourcentage) changer({ pourcentage }); });
      autoUpdater.on('update-downloaded', ({ version }) => changer({ etat: 'prete', version, pourcentage: null, message: null }));
      autoUpdater.on('error', echouer);
      return autoUpdater;
    });
    return charge;
  };

  const chercher = (): void => {
    if (actuel.etat === 'recherche' || actuel.etat === 'telechargement' || actuel.etat === 'installation') return;
    if (!estPrete()) changer({ etat: 'recherche', message: null });
    // L’échec est dit par l’événement « error ».
    charger().then((maj) => maj.checkForUpdates(), echouer).catch(() => undefined);
  };

  if (reglages.recherche === 'automatique') {
    setTimeout(chercher, PREMIERE_RECHERCHE_MS).unref();
    setInterval(chercher, ENTRE_RECHERCHES_MS).unref();
  }

  return {
    etat: () => actuel,
    chercher,
    async installer() {
      if (actuel.etat !== 'prete') return;
      changer({ etat: 'installation' });
      const maj = await charger();
      // Quand ceci se résout, le processus de données n’existe plus : ses fichiers sont fermés, ce qui attend d’être envoyé y est écrit.
      await fermerDonnees();
      const relancer = (): void => {
        app.relaunch();
        app.quit();
      };
      maj.once('error', relancer);
      // La version neuve se lance avant que celle-ci ait fini de sortir.
      app.releaseSingleInstanceLock();
      maj.quitAndInstall(true, true);
    },
  };
}
