import { z } from 'zod';
import { erreurFiness, erreurSiren, erreurSiret } from '../identifiants.ts';
import { fautesEntre } from '../proximite.ts';
import { schemaPaires } from '../objets/correspondance.ts';
import { trouverDepartement } from '../geographie/departements.ts';
import { lireDate } from './controles/dates.ts';
import type { ColonneGabarit, GenreFichier } from './gabarit/colonne.ts';
import { GENRES_FICHIER, cleEntete } from './gabarit/colonne.ts';
import { GABARITS } from './gabarit/gabarit.ts';
import type { Traducteur } from './valeurs/valeurs.ts';

/** Un en-tête du fichier associé à une colonne du gabarit. `confiance` de 0 à 1 ; `main` : choisi par une personne. */
export interface Lien { readonly cle: string; readonly rang: number; readonly entete: string; readonly confiance: number; readonly origine: 'main' | 'nom' | 'synonyme' | 'proche' | 'contenu'; readonly raison: string }
export interface Association {
  readonly genre: GenreFichier;
  readonly liens: readonly Lien[];
  /** Rangs des en-têtes que rien n’associe : leurs valeurs ne sont pas reprises, et c’est dit. */
  readonly libres: readonly number[];
  /** Colonnes obligatoires que rien n’associe. */
  readonly manquantes: readonly string[];
  /** En-têtes écrits plusieurs fois dans le fichier. */
  readonly doubles: readonly string[];
}
/** Ce qu’une personne a choisi : la colonne d’un en-tête ; `null` : cet en-tête n’est associé à rien. */
export type Choix = ReadonlyMap<string, string | null>;
export interface Aides { readonly traducteur?: Traducteur; readonly estCommune?: (valeur: string) => boolean }

const ECHANTILLON = 200;
const SEUIL_CONTENU = 0.8;

const juge = ({ sorte, vocabulaire }: ColonneGabarit, { traducteur, estCommune }: Aides): ((valeur: string) => boolean) | null => {
  switch (sorte) {
    case 'siret': return (valeur) => erreurSiret(valeur) === null;
    case 'siren': return (valeur) => erreurSiren(valeur) === null;
    case 'finess': return (valeur) => erreurFiness(valeur) === null && erreurSiren(valeur) !== null;
    case 'courriel': return (valeur) => /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/iu.test(valeur);
    case 'insee': return (valeur) => /^(?:\d{2}|2[AB])\d{3}$/u.test(valeur) && estCommune?.(valeur) === true;
    case 'departement': return (valeur) => trouverDepartement(valeur) !== undefined;
    case 'commune': return estCommune === undefined ? null : (valeur) => estCommune(valeur);
    case 'date': return (valeur) => lireDate(valeur).genre === 'lue';
    case 'code': return traducteur === undefined || vocabulaire === undefined ? null : (valeur) => traducteur.traduire(vocabulaire, valeur).length > 0;
    // un texte ou un nombre se ressemblent tous : le contenu ne dit rien
    default: return null;
  }
};

/**
 * Associe les en-têtes d’un fichier aux colonnes du gabarit : ce que la main a choisi, puis le même nom, un synonyme, un nom à une lettre près, enfin le contenu.
 * Jamais deux en-têtes pour une colonne. Une colonne que deux en-têtes se disputent par leur seul contenu reste à choisir.
 */
export const associer = (genre: GenreFichier, entetes: readonly string[], lignes: readonly { readonly cellules: readonly string[] }[] = [], choix: Choix = new Map(), aides: Aides = {}): Association => {
  const colonnes = GABARITS[genre];
  const cles = entetes.map(cleEntete);
  const pris = new Map<string, Lien>();
  const ranges = new Set<number>();
  const lier = (colonne: ColonneGabarit, rang: number, confiance: number, origine: Lien['origine'], raison: string): void => {
    if (pris.has(colonne.cle) || ranges.has(rang)) return;
    pris.set(colonne.cle, { cle: colonne.cle, rang, entete: entetes[rang] ?? '', confiance, origine, raison });
    ranges.add(rang);
  };
  const rejetes = new Set<number>();
  for (const [entete, cle] of choix) {
    const rang = cles.indexOf(cleEntete(entete));
    const colonne = colonnes.find((candidate) => candidate.cle === cle);
    if (rang < 0) continue;
    if (cle === null) rejetes.add(rang);
    else if (colonne !== undefined) lier(colonne, rang, 1, 'main', 'Choisi à la main.');
  }
  for (const rang of rejetes) ranges.add(rang);
  const parNom = (noms: (colonne: ColonneGabarit) => readonly string[], confiance: number, origine: Lien['origine'], raison: string): void => {
    for (const colonne of colonnes) for (const nom of noms(colonne)) { const rang = cles.findIndex((cle, place) => cle === nom && !ranges.has(place)); if (rang >= 0) { lier(colonne, rang, confiance, origine, raison); break; } }
  };
  parNom(({ titre }) => [cleEntete(titre)], 1, 'nom', 'Même nom que la colonne du gabarit.');
  parNom(({ cle }) => [cleEntete(cle)], 0.98, 'nom', 'Même nom que la colonne du gabarit.');
  parNom(({ synonymes }) => synonymes.map(cleEntete), 0.95, 'synonyme', 'Nom connu des anciens outils.');
  for (const colonne of colonnes) {
    if (pris.has(colonne.cle)) continue;
    const noms = [colonne.titre, ...colonne.synonymes].map(cleEntete).filter((nom) => nom.length >= 5);
    const rang = cles.findIndex((cle, place) => !ranges.has(place) && cle.length >= 5 && noms.some((nom) => fautesEntre(cle, nom, 1) <= 1));
    if (rang >= 0) lier(colonne, rang, 0.8, 'proche', `À une lettre près de « ${colonne.titre} ».`);
  }
  associerParContenu({ colonnes, entetes, lignes, aides, pris, ranges, lier });
  return {
    genre, liens: colonnes.flatMap(({ cle }) => pris.get(cle) ?? []),
    libres: entetes.flatMap((_entete, rang) => ([...pris.values()].some((lien) => lien.rang === rang) ? [] : [rang])),
    manquantes: colonnes.filter(({ cle, obligatoire }) => obligatoire && !pris.has(cle)).map(({ cle }) => cle),
    doubles: [...new Set(entetes.filter((_entete, rang) => cles[rang] !== '' && cles.indexOf(cles[rang] ?? '') !== rang))],
  };
};

interface EtatContenu {
  readonly colonnes: readonly ColonneGabarit[]; readonly entetes: readonly string[]; readonly lignes: readonly { readonly cellules: readonly string[] }[]; readonly aides: Aides;
  readonly pris: ReadonlyMap<string, Lien>; readonly ranges: ReadonlySet<number>; readonly lier: (colonne: ColonneGabarit, rang: number, confiance: number, origine: Lien['origine'], raison: string) => void;
}
const associerParContenu = ({ colonnes, entetes, lignes, aides, pris, ranges, lier }: EtatContenu): void => {
  const libres = entetes.flatMap((_entete, rang) => (ranges.has(rang) ? [] : [rang]));
  if (libres.length === 0 || lignes.length === 0) return;
  const valeurs = new Map(libres.map((rang) => [rang, lignes.slice(0, ECHANTILLON).map(({ cellules }) => (cellules[rang] ?? '').trim()).filter((valeur) => valeur !== '')]));
  const scores = colonnes.filter(({ cle }) => !pris.has(cle)).flatMap((colonne) => {
    const convient = juge(colonne, aides);
    if (convient === null) return [];
    return libres.flatMap((rang) => {
      const siennes = valeurs.get(rang) ?? [];
      const part = siennes.length === 0 ? 0 : siennes.filter(convient).length / siennes.length;
      return part < SEUIL_CONTENU ? [] : [{ colonne, rang, part }];
    });
  });
  for (const { colonne, rang, part } of scores) {
    // disputé (deux dates, deux colonnes de « oui/non ») : seule une personne peut choisir
    const seul = scores.filter((autre) => autre.rang === rang).length === 1 && scores.filter((autre) => autre.colonne === colonne).length === 1;
    if (seul) lier(colonne, rang, Math.round(60 * part) / 100, 'contenu', `${Math.round(100 * part)} % des valeurs lues conviennent à « ${colonne.titre} ».`);
  }
};

/** Une association nommée, gardée pour un autre fichier de la même origine : elle suit les en-têtes, pas leur rang. */
export const schemaAssociationNommee = z.object({
  nom: z.string().trim().min(1, 'Donner un nom à cette association.').max(120), genre: z.enum(GENRES_FICHIER),
  paires: schemaPaires,
});
export type AssociationNommee = z.infer<typeof schemaAssociationNommee>;
export const nommer = ({ genre, liens }: Association, nom: string): AssociationNommee => ({ nom, genre, paires: liens.map(({ cle, entete }) => ({ cle, entete })) });
/** Les choix d’une association nommée, à redonner à `associer`. */
export const choixDe = ({ paires }: AssociationNommee): Choix => new Map(paires.map(({ cle, entete }) => [entete, cle]));
