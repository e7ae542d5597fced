import { app } from 'electron';
import { join } from 'node:path';
import type { CompteDemonstration } from '../contract/service.ts';
import { serviceSur } from './adresses.ts';
import type { Ouvrables } from './adresses.ts';
import { type OrganisationLue, cheminsOrganisation, lireOrganisation } from './organisation.ts';

/** Dossier des fichiers assemblés (out/) ; ce fichier tourne depuis out/main/. */
export const dossierAssemble = join(__dirname, '..');

/** Variable d’environnement de développement : sans effet dans l’application installée, que son environnement ne doit pas détourner. */
function variableDeDeveloppement(nom: string): string | undefined {
  const valeur = app.isPackaged ? undefined : process.env[nom];
  return valeur === '' ? undefined : valeur;
}

/** Dossier des données de la personne, s’il est imposé (tests, démonstration). */
export const dossierImpose = (): string | undefined => variableDeDeveloppement('SIAO_DONNEES');

/** Module natif de SQLite pour un Electron ancien. */
export const sqliteNatif = (): string | undefined => variableDeDeveloppement('SIAO_SQLITE_NATIF');

/** Dossier où le poste écrit ses exports : les téléchargements de la personne, ou celui qu’un test impose. */
export const dossierExport = (): string => variableDeDeveloppement('SIAO_EXPORTS') ?? app.getPath('downloads');

/** Dossier que la boîte du système rendrait, si un essai l’impose : un pilote n’a pas de main sur elle. */
export const dossierChoisiImpose = (): string | undefined => variableDeDeveloppement('SIAO_DOSSIER_CHOISI');

let lue: OrganisationLue | undefined;
/** Le fichier d’organisation, lu une fois ; hors de l’application installée, seulement celui qu’un essai impose. */
export function organisation(): OrganisationLue {
  const impose = variableDeDeveloppement('SIAO_ORGANISATION');
  lue ??= lireOrganisation(app.isPackaged ? cheminsOrganisation(process.platform, process.env['ProgramData'], process.resourcesPath) : impose === undefined ? [] : [impose]);
  return lue;
}

/**
 * Adresse du service : celle de l’organisation, sinon de l’environnement. Vide quand le poste n’en connaît pas encore, que celle qu’on lui donne laisserait passer
 * un mot de passe en clair, ou que le fichier d’organisation ne se lit pas : deviner serait confier un mot de passe à un autre.
 */
export function adresseService(): string {
  const { reglages, erreur } = organisation();
  if (erreur !== null) return '';
  return reglages.service ?? serviceSur(process.env['SIAO_SERVICE'] ?? '', !app.isPackaged) ?? '';
}

/** Ce que le poste peut ouvrir dans le navigateur : le domaine de l’État et l’hôte de son service ; un fournisseur d’identité local, en développement. */
export function adressesOuvrables(): Ouvrables {
  let hotes: string[] = [];
  try {
    hotes = [new URL(adresseService()).hostname];
  } catch { /* pas encore de service */ }
  return { hotes, boucle: !app.isPackaged };
}

function nombreImpose(variable: string): number | undefined {
  const nombre = Number(variableDeDeveloppement(variable));
  return Number.isFinite(nombre) && nombre > 0 ? nombre : undefined;
}
/** Secondes avant le verrouillage, si un essai les impose. */
export const verrouImpose = (): number | undefined => nombreImpose('SIAO_VERROU');
/** Mémoire d’argon2id (Kio) pour le mot de passe hors ligne, si un essai l’impose. */
export const coutMotDePasseImpose = (): number | undefined => nombreImpose('SIAO_COUT_MOT_DE_PASSE');
/** Places d’une commande d’un geste en nombre, si un essai les impose. */
export const placesParCommandeImposees = (): number | undefined => nombreImpose('SIAO_PLACES_PAR_COMMANDE');

/** Taille imposée de la page, en pixels (« 1440x900 »), pour des captures identiques d’une machine à l’autre. */
export function tailleImposee(): { largeur: number; hauteur: number } | undefined {
  const [, largeur, hauteur] = /^(\d{3,5})x(\d{3,5})$/.exec(variableDeDeveloppement('SIAO_TAILLE') ?? '') ?? [];
  return largeur === undefined || hauteur === undefined ? undefined : { largeur: Number(largeur), hauteur: Number(hauteur) };
}

/** Comptes proposés à l’ouverture de session d’une démonstration ; illisibles, ils sont ignorés. */
export function comptesDemonstration(): CompteDemonstration[] | undefined {
  const texte = variableDeDeveloppement('SIAO_DEMONSTRATION');
  if (texte === undefined) return undefined;
  try {
    const comptes: unknown = JSON.parse(texte);
    return Array.isArray(comptes) ? (comptes as CompteDemonstration[]) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Où ranger la clé du poste : toujours au trousseau du système dans l’application installée. En développement, `SIAO_TROUSSEAU` en décide : `systeme`,
 * `aucun` (machine sans trousseau) ou `memoire` (fichier en clair). Sans elle, une démonstration, qui n’a que des données inventées, prend le fichier en clair :
 * elle ne touche pas au trousseau de la personne et s’ouvre sur une machine qui n’en a pas. Un vrai service (aucun compte proposé) garde le trousseau.
 */
export function genreTrousseau(): 'systeme' | 'aucun' | 'memoire' {
  const voulu = variableDeDeveloppement('SIAO_TROUSSEAU');
  if (voulu === 'systeme' || voulu === 'aucun' || voulu === 'memoire') return voulu;
  return (comptesDemonstration() ?? []).length > 0 ? 'memoire' : 'systeme';
}
