// Vérifie le sens des imports (règles dans .dependency-cruiser.cjs) sur les pièces présentes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { executer, racine } from './processus.mjs';
import { environnementNode, programmeDuPaquet } from './paquets.mjs';

const PIECES = ['domain', 'contract', 'db', 'sync', 'main', 'preload', 'renderer', 'server', 'console'];

const presentes = PIECES.filter((piece) => existsSync(join(racine, piece)));
const { code } = await executer(process.execPath,
  [programmeDuPaquet('dependency-cruiser', 'depcruise'), '--config', '.dependency-cruiser.cjs', ...presentes], { env: environnementNode() });
process.exitCode = code;
