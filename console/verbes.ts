import type { Verbe } from './verbe.ts';

/** Les fichiers de verbes et ce qu’ils portent, dans l’ordre de l’aide. Un fichier ne se charge que si l’un de ses verbes est demandé : le service entier pèse plus d’une seconde. En ajouter un : voir `console/README.md`. */
const FICHIERS: readonly { readonly noms: readonly string[]; readonly charger: () => Promise<object> }[] = [
  { noms: ['serve'], charger: () => import('./verbes/serve.ts') },
  { noms: ['seed'], charger: () => import('./verbes/seed.ts') },
  { noms: ['compte create', 'compte assist'], charger: () => import('./verbes/compte.ts') },
  { noms: ['cle creer', 'cle lister', 'cle retirer'], charger: () => import('./verbes/cle.ts') },
  { noms: ['reprise gabarit'], charger: () => import('./verbes/gabarit.ts') },
  { noms: ['reprise check', 'reprise load'], charger: () => import('./verbes/reprise.ts') },
  { noms: ['reprise undo', 'reprise rapport', 'reprise mandat'], charger: () => import('./verbes/repriseLots.ts') },
  { noms: ['travail check', 'travail send'], charger: () => import('./verbes/travail.ts') },
  { noms: ['journal verify', 'journal ancre', 'journal sign'], charger: () => import('./verbes/journal.ts') },
  { noms: ['indicateurs liste', 'indicateurs'], charger: () => import('./verbes/indicateurs.ts') },
  { noms: ['rgpd purge'], charger: () => import('./verbes/rgpd.ts') },
];
/** Le nom de chaque verbe, dans l’ordre de l’aide. */
export const NOMS_VERBES: readonly string[] = FICHIERS.flatMap(({ noms }) => noms);

const estVerbe = (valeur: unknown): valeur is Verbe => typeof valeur === 'object' && valeur !== null && 'executer' in valeur && 'nom' in valeur;
const verbesDe = async ({ noms, charger }: (typeof FICHIERS)[number]): Promise<readonly Verbe[]> => {
  const exportes = Object.values(await charger() as Readonly<Record<string, unknown>>).filter(estVerbe);
  return noms.map((nom) => {
    const verbe = exportes.find((candidat) => candidat.nom === nom);
    if (verbe === undefined) throw new Error(`Le verbe « ${nom} » n’est pas dans son fichier.`);
    return verbe;
  });
};
/** Tous les verbes, pour l’aide générale. */
export const tousLesVerbes = async (): Promise<readonly Verbe[]> => (await Promise.all(FICHIERS.map(verbesDe))).flat();

/** Cherche le verbe, d’abord en deux mots ; `reste` : les arguments qui le suivent. */
export const trouverVerbe = async (args: readonly string[]): Promise<{ readonly verbe: Verbe; readonly reste: readonly string[] } | undefined> => {
  for (const mots of [2, 1]) {
    const nom = args.slice(0, mots).join(' ');
    const fichier = FICHIERS.find(({ noms }) => noms.includes(nom));
    const verbe = fichier === undefined ? undefined : (await verbesDe(fichier)).find((candidat) => candidat.nom === nom);
    if (verbe !== undefined) return { verbe, reste: args.slice(mots) };
  }
  return undefined;
};
