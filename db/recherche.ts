import type { ResultatRecherche } from '../contract/poste.ts';
import type { Mot } from '../domain/proximite.ts';
import { enMot, fautesEntre, tropDifferents } from '../domain/proximite.ts';
import { cleDeTri } from '../domain/texte.ts';
import type { BaseLecture } from './base.ts';

type Objet = 'entite' | 'dispositif' | 'groupe' | 'utilisateur';
const PAR_OBJET = 8;
/** En deçà, la recherche essaie aussi les mots voisins : une faute de frappe ne se distingue pas d’un nom rare. */
const PEU = 3;

/** « St », « Ste » et « Saint », « Sainte » se cherchent l’un pour l’autre. */
const VARIANTES: Readonly<Record<string, string>> = { st: 'saint', ste: 'sainte', saint: 'st', sainte: 'ste' };

const CODE_SEPARE = /^(?:(ent|dis|grp)[\s._-]*)?(97\d|\d{2}|2[ab])[\s._-]+(\d{1,6})$/u;
const CODE_COLLE = /^(ent|dis|grp)[\s._-]*(97\d|\d{2}|2[ab])(\d{4,6})$/u;
const FORMES = { ent: ['ENT', 4], dis: ['DIS', 4], grp: ['GRP', 5] } as const;
/** Les codes que peut désigner une saisie : « ent59 12 », « 59-0012 », « DIS 59 413 » ; zéros et tirets facultatifs. */
export const codesPossibles = (texte: string): readonly string[] => {
  const saisie = texte.trim().toLowerCase();
  const [, prefixe, departement, numero] = CODE_SEPARE.exec(saisie) ?? CODE_COLLE.exec(saisie) ?? [];
  if (departement === undefined || numero === undefined) return [];
  const formes = prefixe === undefined ? Object.values(FORMES) : [FORMES[prefixe as keyof typeof FORMES]];
  return formes.map(([debut, chiffres]) => `${debut}-${departement.toUpperCase()}-${String(Number(numero)).padStart(chiffres, '0')}`);
};

/** Mots à chercher. Un identifiant écrit avec ses espaces (siren, siret, FINESS) n’en fait qu’un. */
export const motsCherches = (texte: string): readonly string[] => {
  const colle = texte.replace(/[\s.\u00a0\u202f]/gu, '');
  if (/^(?:\d{6,14}|(?:2[ab]|9[a-j])\d{7})$/iu.test(colle)) return [colle.toLowerCase()];
  return cleDeTri(texte).split(' ').filter((mot) => mot !== '');
};

interface LigneLue { readonly objet: Objet; readonly id: string; readonly nom: string; readonly code: string | null; readonly commune: string | null; readonly parent: string | null }
const SOURCES: Readonly<Record<Objet, string>> = {
  entite: `select 'entite' as objet, t.id, t."raisonSociale" as nom, t.code, t.commune, null as parent from entite t`,
  dispositif: `select 'dispositif' as objet, t.id, t.nom, t.code, t.commune, e."raisonSociale" as parent from dispositif t left join entite e on e.id = t."entiteId"`,
  groupe: `select 'groupe' as objet, t.id, t.libelle as nom, t.code, t.commune, d.nom as parent from groupe t left join dispositif d on d.id = t."dispositifId"`,
  utilisateur: `select 'utilisateur' as objet, t.id, t.nom, null as code, null as commune, t."perimetreLibelle" as parent from utilisateur t`,
};
const OBJETS = Object.keys(SOURCES) as readonly Objet[];
const VISIBLES: Partial<Record<Objet, string>> = { utilisateur: `statut <> 'supprime'` };

/** Ce qui se cherche d’une ligne : son identifiant, son nom (clé de tri), et tout ce par quoi elle se trouve. */
interface Cherchable { readonly id: string; readonly cle: string; readonly recherche: string }
interface Pile { readonly lignes: readonly Cherchable[]; readonly dernierRang: number }
/** Les clés de recherche du cache en mémoire, et les mots distincts de ses noms, par longueur. Le cache change ensuite : ce qui s’y ajoute se lit à part, ce qui en part est revérifié. */
export interface IndexRecherche { readonly piles: Readonly<Record<Objet, Pile>>; readonly parLongueur: ReadonlyMap<number, readonly Mot[]>; readonly frequences: ReadonlyMap<string, number> }

const lirePile = (base: BaseLecture, objet: Objet, apres: number): Pile => {
  const lues = base.tous<{ id: string; cle: string; recherche: string; rang: number }>(`select id, "cleTri" as cle, recherche, rang from "${objet}" where rang > ?${VISIBLES[objet] === undefined ? '' : ` and ${VISIBLES[objet]}`} order by rang`, apres);
  return { lignes: lues, dernierRang: lues[lues.length - 1]?.rang ?? apres };
};
/** Lit l’index (0,2 s pour la France entière, 20 Mo) : à garder, et à relire quand le cache a changé. */
export const lireIndex = (base: BaseLecture): IndexRecherche => {
  const piles = Object.fromEntries(OBJETS.map((objet) => [objet, lirePile(base, objet, 0)])) as Record<Objet, Pile>;
  const frequences = new Map<string, number>();
  for (const { lignes } of Object.values(piles)) for (const { cle } of lignes) for (const mot of cle.split(' ')) if (mot.length > 2) frequences.set(mot, (frequences.get(mot) ?? 0) + 1);
  const parLongueur = new Map<number, Mot[]>();
  for (const mot of frequences.keys()) {
    const voisins = parLongueur.get(mot.length);
    if (voisins === undefined) parLongueur.set(mot.length, [enMot(mot)]);
    else voisins.push(enMot(mot));
  }
  return { piles, parLongueur, frequences };
};

const porte = (recherche: string, mot: string): boolean => {
  if (recherche.includes(mot)) return true;
  const variante = VARIANTES[mot];
  return variante !== undefined && ` ${recherche} `.includes(` ${variante} `);
};
/** 0 : le nom même ; 1 : il commence ainsi ; 2 : un de ses mots commence ainsi ; 3 : ailleurs. */
const rangDe = ({ cle }: Cherchable, cherche: string): number => (cle === cherche ? 0 : cle.startsWith(cherche) ? 1 : cle.includes(` ${cherche}`) ? 2 : 3);
const avant = (une: Cherchable, autre: Cherchable, cherche: string): boolean => {
  const ecart = rangDe(une, cherche) - rangDe(autre, cherche) || une.cle.length - autre.cle.length;
  return ecart !== 0 ? ecart < 0 : une.cle < autre.cle || (une.cle === autre.cle && une.id < autre.id);
};
/** Les huit lignes qui répondent le mieux : tous les mots s’y trouvent. */
const meilleures = (lignes: readonly Cherchable[], mots: readonly string[], retenues: Cherchable[]): void => {
  const cherche = mots.join(' ');
  for (const ligne of lignes) {
    if (!mots.every((mot) => porte(ligne.recherche, mot))) continue;
    let place = retenues.length;
    while (place > 0 && avant(ligne, retenues[place - 1] as Cherchable, cherche)) place -= 1;
    if (place >= PAR_OBJET) continue;
    retenues.splice(place, 0, ligne);
    if (retenues.length > PAR_OBJET) retenues.pop();
  }
};
/** Un objet : l’index, puis ce qui s’est ajouté depuis ; les lignes elles-mêmes sont relues, dans l’ordre trouvé. */
const chercherObjet = (base: BaseLecture, { piles }: IndexRecherche, objet: Objet, mots: readonly string[]): readonly LigneLue[] => {
  const retenues: Cherchable[] = [];
  meilleures(piles[objet].lignes, mots, retenues);
  meilleures(lirePile(base, objet, piles[objet].dernierRang).lignes, mots, retenues);
  if (retenues.length === 0) return [];
  const lues = new Map(base.tous<LigneLue>(`${SOURCES[objet]} where t.id in (${retenues.map(() => '?').join(', ')})${VISIBLES[objet] === undefined ? '' : ` and t.${VISIBLES[objet]}`}`, ...retenues.map(({ id }) => id)).map((ligne) => [ligne.id, ligne]));
  return retenues.flatMap(({ id }) => { const lue = lues.get(id); return lue === undefined ? [] : [lue]; });
};
const chercherCodes = (base: BaseLecture, codes: readonly string[]): readonly LigneLue[] => (codes.length === 0 ? [] : (['entite', 'dispositif', 'groupe'] as const).flatMap((objet) => base.tous<LigneLue>(`${SOURCES[objet]} where t.code in (${codes.map(() => '?').join(', ')})`, ...codes)));

/** Fautes admises : une à partir de quatre lettres, deux à partir de huit ; un mot plus court doit être le même. */
const admises = (mot: string): number => (mot.length >= 8 ? 2 : mot.length >= 4 ? 1 : 0);
/** Les mots des noms les plus proches d’un mot qui n’y est pas : le moins de fautes d’abord, puis les plus fréquents ; trois au plus. */
export const motsVoisins = ({ parLongueur, frequences }: IndexRecherche, mot: string): readonly string[] => {
  const maximum = admises(mot);
  if (maximum === 0 || /\d/u.test(mot)) return [];
  const cherche = enMot(mot);
  const trouves: { readonly mot: string; readonly ecart: number }[] = [];
  for (let longueur = mot.length - maximum; longueur <= mot.length + maximum; longueur += 1) {
    for (const candidat of parLongueur.get(longueur) ?? []) {
      if (tropDifferents(cherche, candidat, maximum)) continue;
      const ecart = fautesEntre(mot, candidat.texte, maximum);
      if (ecart > 0 && ecart <= maximum) trouves.push({ mot: candidat.texte, ecart });
    }
  }
  return trouves.sort((un, autre) => un.ecart - autre.ecart || (frequences.get(autre.mot) ?? 0) - (frequences.get(un.mot) ?? 0) || (un.mot < autre.mot ? -1 : 1)).slice(0, 3).map((trouve) => trouve.mot);
};
/** Les saisies corrigées à essayer : chaque mot inconnu remplacé par un voisin. Un mot connu reste tel qu’il est. */
const corrections = (index: IndexRecherche, mots: readonly string[]): readonly (readonly string[])[] => {
  const voisins = mots.map((mot) => (index.frequences.has(mot) ? [] : motsVoisins(index, mot)));
  if (voisins.every((liste) => liste.length === 0)) return [];
  return [0, 1, 2].map((rang) => mots.map((mot, place) => { const liste = voisins[place] ?? []; return liste[Math.min(rang, liste.length - 1)] ?? mot; })).filter((essai, rang, tous) => tous.findIndex((autre) => autre.join(' ') === essai.join(' ')) === rang);
};

/**
 * Recherche dans tout ce que le cache tient : entités, dispositifs, groupes, comptes, huit de chaque au plus, les plus proches d’abord ; un code exact passe en tête.
 * Peu de résultats : les mots voisins (faute de frappe) sont essayés, et `corrige` dit ce qui a été cherché à la place.
 */
export const rechercherPartout = (base: BaseLecture, texte: string, nomCommune: (code: string) => string | undefined, index: IndexRecherche): { readonly resultats: readonly ResultatRecherche[]; readonly corrige: string | null } => {
  const mots = motsCherches(texte);
  if (mots.length === 0) return { resultats: [], corrige: null };
  const trouvees = new Map<string, LigneLue>();
  const ajouter = (lignes: readonly LigneLue[]): void => { for (const ligne of lignes) { const cle = `${ligne.objet}:${ligne.id}`; if (!trouvees.has(cle)) trouvees.set(cle, ligne); } };
  ajouter(chercherCodes(base, codesPossibles(texte)));
  for (const objet of OBJETS) ajouter(chercherObjet(base, index, objet, mots));
  let corrige: string | null = null;
  if (trouvees.size < PEU) {
    for (const essai of corrections(index, mots)) {
      const avant = trouvees.size;
      for (const objet of OBJETS) ajouter(chercherObjet(base, index, objet, essai));
      if (trouvees.size > avant) corrige ??= essai.join(' ');
    }
  }
  const lignes = [...trouvees.values()];
  const parObjet = OBJETS.flatMap((objet) => lignes.filter((ligne) => ligne.objet === objet).slice(0, PAR_OBJET));
  return {
    corrige,
    resultats: parObjet.map(({ objet, id, nom, code, commune, parent }) => ({ objet, id, nom, code, complement: [parent, commune === null ? null : (nomCommune(commune) ?? commune)].filter((partie) => partie !== null && partie !== '').join(' · ') })),
  };
};
