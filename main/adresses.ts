// Les adresses que la page peut avoir ou demander : des fonctions pures, qui s’éprouvent sans Electron (tests/security).
import { extname, join, resolve, sep } from 'node:path';

/** Adresse de la page : le seul document que la fenêtre charge. */
export const ADRESSE_PAGE = 'app://siao/';

/** Vrai pour une adresse de notre page ; `new URL().origin` rend « null » pour app://, d’où la comparaison par préfixe. */
export const estNotrePage = (adresse: string): boolean => adresse.startsWith(ADRESSE_PAGE);

/**
 * Fichier de `base` que désigne une adresse app://, ou undefined si elle sort du dossier, vise un autre hôte ou ne se lit pas.
 * Une adresse sans extension est un écran de l’application : elle donne index.html.
 */
export function trouverFichier(base: string, adresse: string): string | undefined {
  let chemin: string;
  try {
    const { protocol, host, pathname } = new URL(adresse);
    if (protocol !== 'app:' || host !== 'siao') return undefined;
    // Une seule fois : ce qui reste codé est un nom de fichier comme un autre, qui n’existe pas.
    chemin = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  // La barre oblique inverse et le deux-points n’ont de sens que pour Windows : ils y feraient sortir du dossier.
  if (/[\0\\:]/.test(chemin)) return undefined;
  const fichier = resolve(base, `.${chemin}`);
  if (fichier !== base && !fichier.startsWith(base + sep)) return undefined;
  return extname(fichier) === '' ? join(base, 'index.html') : fichier;
}

/**
 * L’adresse du service si le poste peut lui confier un mot de passe : https, ou http vers cette machine seulement. `libre` (poste non installé) : une démonstration
 * et un essai prennent l’adresse qu’on leur donne. `undefined` sinon : mieux vaut un poste sans service qu’un mot de passe en clair sur le réseau.
 */
export function serviceSur(adresse: string, libre: boolean): string | undefined {
  if (libre) return adresse;
  let lue: URL;
  try { lue = new URL(adresse); } catch { return undefined; }
  const { protocol, hostname, username, password } = lue;
  if (username !== '' || password !== '') return undefined;
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)) ? adresse : undefined;
}

/** Ce qui peut s’ouvrir dans le navigateur de la personne. `hotes` : noms exacts ; `boucle` : aussi http://127.0.0.1, pour un fournisseur d’identité d’essai. */
export type Ouvrables = { readonly hotes: readonly string[]; readonly boucle: boolean };

/** Le domaine de l’État : le fournisseur d’identité des agents y est, et nul autre n’y publie. */
const DOMAINE_PERMIS = '.gouv.fr';
const LONGUEUR_MAXIMALE = 4_096;

/**
 * L’adresse à remettre au système, récrite par l’analyseur qui l’a jugée, ou undefined si elle n’est pas de la liste : https, port ordinaire, sans identifiants,
 * sous .gouv.fr ou sur un hôte nommé. Tout autre protocole lancerait un programme de la machine avec ce que l’adresse contient.
 */
export function estOuvrable(adresse: string, { hotes, boucle }: Ouvrables): string | undefined {
  // L’analyseur efface sans le dire les blancs et les sauts de ligne : une adresse qui en porte n’est pas celle qu’on croit.
  if (adresse.length > LONGUEUR_MAXIMALE || !/^[\x21-\x7e]+$/.test(adresse) || adresse.includes('\\')) return undefined;
  let lue: URL;
  try {
    lue = new URL(adresse);
  } catch {
    return undefined;
  }
  if (lue.username !== '' || lue.password !== '') return undefined;
  if (boucle && lue.protocol === 'http:' && lue.hostname === '127.0.0.1') return lue.href;
  if (lue.protocol !== 'https:' || lue.port !== '') return undefined;
  return lue.hostname.endsWith(DOMAINE_PERMIS) || hotes.includes(lue.hostname) ? lue.href : undefined;
}
