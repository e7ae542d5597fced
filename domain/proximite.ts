import { cleDeTri } from './texte.ts';

/** Mots qui ne distinguent pas une structure d’une autre. */
const VIDES = new Set(['association', 'asso', 'l', 'le', 'la', 'les', 'd', 'de', 'du', 'des', 'et', 'en', 'au', 'aux', 'a', 'pour', 'un', 'une']);

/** Un mot et les lettres qu’il contient, une par bit : deux mots dont trop de lettres diffèrent s’écartent sans être comparés. */
export interface Mot { readonly texte: string; readonly lettres: number }
export const enMot = (texte: string): Mot => ({ texte, lettres: [...texte].reduce((masque, lettre) => masque | (1 << (lettre.charCodeAt(0) & 31)), 0) });
/** Un nom prêt à être comparé : ses mots utiles, sans accent ni mots vides, et ces mêmes mots collés dans leur ordre. */
export interface NomDecoupe { readonly mots: readonly Mot[]; readonly suite: Mot }
/** « Association L’Étape d’Anzin » et « L’étape, Anzin » ont les mêmes mots. Un nom fait de mots vides garde les siens. */
export const decouperNom = (nom: string): NomDecoupe => {
  const tous = cleDeTri(nom.toLowerCase()).split(' ').filter((mot) => mot !== '');
  const utiles = tous.filter((mot) => !VIDES.has(mot));
  const mots = utiles.length === 0 ? tous : utiles;
  return { mots: mots.map(enMot), suite: enMot(mots.join('')) };
};

const nombreDeBits = (masque: number): number => { let reste = masque; let bits = 0; while (reste !== 0) { reste &= reste - 1; bits += 1; } return bits; };

/** Nombre de fautes de frappe entre deux mots (lettre ajoutée, ôtée, changée, ou deux voisines inversées), arrêté au-delà de `maximum`. */
export const fautesEntre = (mot: string, autre: string, maximum: number): number => {
  if (mot === autre) return 0;
  if (Math.abs(mot.length - autre.length) > maximum) return maximum + 1;
  let avantDerniere: number[] = [];
  let derniere = Array.from({ length: autre.length + 1 }, (_vide, rang) => rang);
  for (let i = 1; i <= mot.length; i += 1) {
    const ligne = [i];
    let meilleur = i;
    for (let j = 1; j <= autre.length; j += 1) {
      const change = (derniere[j - 1] ?? 0) + (mot[i - 1] === autre[j - 1] ? 0 : 1);
      let valeur = Math.min(change, (derniere[j] ?? 0) + 1, (ligne[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && mot[i - 1] === autre[j - 2] && mot[i - 2] === autre[j - 1]) valeur = Math.min(valeur, (avantDerniere[j - 2] ?? 0) + 1);
      ligne.push(valeur);
      if (valeur < meilleur) meilleur = valeur;
    }
    if (meilleur > maximum) return maximum + 1;
    avantDerniere = derniere;
    derniere = ligne;
  }
  return derniere[autre.length] ?? maximum + 1;
};
/** Vrai quand les lettres de deux mots suffisent à les écarter : une faute en ôte une et en met une autre, deux bits au plus. */
export const tropDifferents = (un: Mot, autre: Mot, fautes: number): boolean => nombreDeBits(un.lettres ^ autre.lettres) > 2 * fautes;
/** Une faute à partir de cinq lettres, deux à partir de neuf ; un mot plus court doit être le même : « 115 » n’est pas « 112 ». */
const memeMot = (un: Mot, autre: Mot): boolean => {
  if (un.texte === autre.texte) return true;
  const longueur = Math.max(un.texte.length, autre.texte.length);
  const admises = longueur >= 9 ? 2 : longueur >= 5 ? 1 : 0;
  if (admises === 0 || tropDifferents(un, autre, admises)) return false;
  return fautesEntre(un.texte, autre.texte, admises) <= admises;
};

/** Longueur à partir de laquelle deux noms collés se comparent. */
const COLLES = 8;
/**
 * Vrai quand deux noms désignent sans doute la même structure : les mêmes mots dans un ordre quelconque, à une ou deux lettres près ; un mot de plus d’un côté est admis
 * quand il en reste deux qui concordent. Deux noms collés (« Hainautaccueil ») se comparent aussi d’un seul tenant.
 */
export const nomsProches = (un: NomDecoupe, autre: NomDecoupe): boolean => {
  const [court, long] = un.mots.length <= autre.mots.length ? [un.mots, autre.mots] : [autre.mots, un.mots];
  if (court.length === 0) return false;
  if (long.length === court.length || (long.length === court.length + 1 && court.length >= 2)) {
    const libres = [...long];
    const prendre = (mot: Mot): boolean => {
      const exact = libres.findIndex(({ texte }) => texte === mot.texte);
      const rang = exact >= 0 ? exact : libres.findIndex((candidat) => memeMot(mot, candidat));
      if (rang >= 0) libres.splice(rang, 1);
      return rang >= 0;
    };
    if (court.every(prendre)) return true;
  }
  return court.length !== long.length && Math.min(un.suite.texte.length, autre.suite.texte.length) >= COLLES && memeMot(un.suite, autre.suite);
};
