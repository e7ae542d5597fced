// Le fichier d’organisation : ce qu’une administration règle une fois pour tous ses postes. Sans Electron, pour s’éprouver.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Node, type ParseError, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import { serviceSur } from './adresses.ts';

/** `systeme` : ce que dit le système (adresse fixe, script PAC, découverte) ; `aucun` : jamais ; sinon l’origine d’un mandataire (« http://hote:3128 »). */
export type Mandataire = string;
/** `recherche` : « automatique » cherche à l’ouverture puis plusieurs fois par jour ; « demande », quand la personne le demande ; « jamais », le poste est mis à jour autrement. */
export type ReglagesMisesAJour = { readonly adresse: string; readonly canal: 'stable' | 'essai'; readonly recherche: 'automatique' | 'demande' | 'jamais' };
export type Organisation = { readonly service?: string; readonly mandataire: Mandataire; readonly misesAJour?: ReglagesMisesAJour };
/** `chemin` : le fichier lu, `null` quand il n’y en a pas. `erreur` : pourquoi rien n’en est appliqué, avec sa ligne. */
export type OrganisationLue = { readonly chemin: string | null; readonly reglages: Organisation; readonly erreur: string | null };

const PAR_DEFAUT: Organisation = { mandataire: 'systeme' };
const TAILLE_MAXIMALE = 64 * 1024;

/**
 * Où chercher, dans l’ordre : d’abord là où seul l’administrateur de la machine écrit, puis à côté de l’application, pour une installation déjà réglée.
 * Le dossier de la personne n’y est pas : ce fichier décide à qui le poste confie un mot de passe et de qui il prend ses mises à jour.
 */
export function cheminsOrganisation(plateforme: NodeJS.Platform, programData: string | undefined, ressources: string): string[] {
  const machine = { win32: join(programData ?? 'C:\\ProgramData', 'SIAO Offre'), darwin: '/Library/Application Support/SIAO Offre' }[plateforme as 'win32' | 'darwin'] ?? '/etc/siao-offre';
  return [machine, ressources].map((dossier) => join(dossier, 'organisation.json'));
}

class ReglageFaux extends Error {
  readonly ou: number;
  constructor(ou: number, message: string) {
    super(message);
    this.ou = ou;
  }
}

const citer = (noeud: Node): string => { const valeur: unknown = getNodeValue(noeud); return typeof valeur === 'string' ? `« ${valeur} »` : JSON.stringify(valeur); };
const texteDe = (noeud: Node): string => { if (noeud.type !== 'string') throw new ReglageFaux(noeud.offset, `un texte est attendu, pas ${citer(noeud)}.`); return noeud.value as string; };
const parmi = <T extends string>(noeud: Node, admis: readonly T[]): T => {
  const lu = admis.find((un) => un === texteDe(noeud));
  if (lu === undefined) throw new ReglageFaux(noeud.offset, `${citer(noeud)} n’est pas admis ; écrire ${admis.map((un) => `« ${un} »`).join(', ').replace(/, ([^,]*)$/u, ' ou $1')}.`);
  return lu;
};
const adresseSure = (noeud: Node): string => {
  const sure = serviceSur(texteDe(noeud), false);
  if (sure === undefined) throw new ReglageFaux(noeud.offset, `${citer(noeud)} n’est pas une adresse https sans identifiants.`);
  return sure;
};
const mandataire = (noeud: Node): Mandataire => {
  const lu = texteDe(noeud);
  if (lu === 'systeme' || lu === 'aucun') return lu;
  try {
    const { protocol, username, password, pathname, search, origin } = new URL(lu);
    if (/^https?:$/u.test(protocol) && username === '' && password === '' && pathname === '/' && search === '') return origin;
  } catch { /* dit plus bas */ }
  throw new ReglageFaux(noeud.offset, `${citer(noeud)} n’est ni « systeme », ni « aucun », ni l’adresse d’un mandataire sans identifiants (http://hote:3128).`);
};

/** Lit les clés d’un objet ; une clé inconnue ou écrite deux fois est une faute de frappe à dire, pas à ignorer. */
function clesDe<C extends string>(objet: Node, admises: readonly C[]): Partial<Record<C, Node>> {
  if (objet.type !== 'object') throw new ReglageFaux(objet.offset, `un objet { … } est attendu, pas ${citer(objet)}.`);
  const lues: Partial<Record<C, Node>> = {};
  for (const propriete of objet.children ?? []) {
    const [cle, valeur] = propriete.children ?? [];
    if (cle === undefined || valeur === undefined) throw new ReglageFaux(propriete.offset, 'cette ligne n’a pas de valeur.');
    const nom = admises.find((admise) => admise === cle.value);
    if (nom === undefined) throw new ReglageFaux(cle.offset, `${citer(cle)} n’est pas un réglage connu ; il y a ${admises.map((un) => `« ${un} »`).join(', ')}.`);
    if (lues[nom] !== undefined) throw new ReglageFaux(cle.offset, `${citer(cle)} est écrit deux fois.`);
    lues[nom] = valeur;
  }
  return lues;
}

function reglagesDe(racine: Node): Organisation {
  const { service, mandataire: parOu, misesAJour } = clesDe(racine, ['service', 'mandataire', 'misesAJour']);
  let mises: ReglagesMisesAJour | undefined;
  if (misesAJour !== undefined) {
    const { adresse, canal, recherche } = clesDe(misesAJour, ['adresse', 'canal', 'recherche']);
    if (adresse === undefined) throw new ReglageFaux(misesAJour.offset, '« adresse » manque : le dossier où les mises à jour sont publiées.');
    mises = { adresse: adresseSure(adresse), canal: canal === undefined ? 'stable' : parmi(canal, ['stable', 'essai']), recherche: recherche === undefined ? 'automatique' : parmi(recherche, ['automatique', 'demande', 'jamais']) };
  }
  return { ...(service === undefined ? {} : { service: adresseSure(service) }), mandataire: parOu === undefined ? PAR_DEFAUT.mandataire : mandataire(parOu), ...(mises === undefined ? {} : { misesAJour: mises }) };
}

const FAUTES: Partial<Record<string, string>> = {
  PropertyNameExpected: 'un nom de réglage entre guillemets est attendu ici.', ValueExpected: 'une valeur est attendue ici.', ColonExpected: '« : » est attendu ici.', CommaExpected: 'une virgule est attendue ici.',
  CloseBraceExpected: '« } » manque.', EndOfFileExpected: 'rien n’est attendu après la fin.', UnexpectedEndOfString: 'un guillemet n’est pas fermé.', InvalidEscapeCharacter: 'une barre oblique inverse s’écrit deux fois (\\\\).',
};

/** Les réglages d’un texte JSON, commentaires et virgule finale admis. Rejette avec « ligne, colonne : pourquoi » : un réglage faux n’en laisse appliquer aucun. */
export function lireReglagesOrganisation(texte: string): Organisation {
  // Les éditeurs de Windows mettent une marque d’ordre des octets, que JSON n’admet pas.
  const corps = texte.replace(/^\uFEFF/u, '');
  const fautes: ParseError[] = [];
  const racine = parseTree(corps, fautes, { allowTrailingComma: true });
  try {
    const [faute] = fautes;
    if (faute !== undefined) throw new ReglageFaux(faute.offset, FAUTES[printParseErrorCode(faute.error)] ?? 'ceci ne se lit pas comme du JSON.');
    if (racine === undefined) throw new ReglageFaux(0, 'le fichier est vide.');
    return reglagesDe(racine);
  } catch (erreur) {
    if (!(erreur instanceof ReglageFaux)) throw erreur;
    const avant = corps.slice(0, erreur.ou).split('\n');
    throw new Error(`ligne ${avant.length}, colonne ${(avant[avant.length - 1] ?? '').length + 1} : ${erreur.message}`, { cause: erreur });
  }
}

/** Le premier fichier présent parmi `chemins`. Illisible ou faux, il dit pourquoi et rien ne le remplace : un autre réglage que celui de l’organisation n’est pas le sien. Ne rejette pas. */
export function lireOrganisation(chemins: readonly string[]): OrganisationLue {
  for (const chemin of chemins) {
    let octets: Buffer;
    try {
      octets = readFileSync(chemin);
    } catch (erreur) {
      const { code } = erreur as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') continue;
      return { chemin, reglages: PAR_DEFAUT, erreur: code === 'EACCES' || code === 'EPERM' ? 'ce poste n’a pas le droit de le lire.' : `il ne se lit pas (${code ?? 'erreur inconnue'}).` };
    }
    try {
      if (octets.length > TAILLE_MAXIMALE) throw new Error(`il fait ${octets.length} octets ; ${TAILLE_MAXIMALE} au plus.`);
      return { chemin, reglages: lireReglagesOrganisation(octets.toString('utf8')), erreur: null };
    } catch (erreur) {
      return { chemin, reglages: PAR_DEFAUT, erreur: (erreur as Error).message };
    }
  }
  return { chemin: null, reglages: PAR_DEFAUT, erreur: null };
}
