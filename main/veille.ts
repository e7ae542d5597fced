import { powerMonitor } from 'electron';

/** L’écran de la machine se verrouille, ou elle s’endort : le poste se verrouille aussi. À appeler une fois l’application prête. */
export function suivreVeille(verrouiller: () => void): void {
  powerMonitor.on('lock-screen', verrouiller);
  powerMonitor.on('suspend', verrouiller);
}
