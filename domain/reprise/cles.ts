import { cleDeTri } from '../texte.ts';

interface Valeurs { texte(champ: string): string }

/** La structure d’une ligne : son identifiant d’origine, sinon son siret et son nom. Elle ne dépend jamais du rang de la ligne. */
export const cleDeStructure = (ligne: Valeurs): string => {
  const identifiant = ligne.texte('identifiant');
  return identifiant === '' ? `${ligne.texte('siret')}|${cleDeTri(ligne.texte('nom'))}` : identifiant;
};
const TRAITS = ['modalite', 'forme', 'permanence', 'typeUnite'] as const;
/** Le groupe dans sa structure : son identifiant, son libellé, sinon ce qui le distingue. */
export const cleDeGroupe = (ligne: Valeurs): string => {
  const identifiant = ligne.texte('identifiantGroupe');
  if (identifiant !== '') return `#${identifiant}`;
  const libelle = ligne.texte('libelle');
  if (libelle !== '') return cleDeTri(libelle);
  const traits = TRAITS.map((trait) => cleDeTri(ligne.texte(trait))).filter((trait) => trait !== '').join(',');
  return traits === '' ? '' : `=${traits}`;
};
/** La clé d’une ligne de structures : à elle s’adressent les corrections, d’un fichier à sa version suivante. */
export const cleDeLigneStructure = (ligne: Valeurs): string => `${cleDeStructure(ligne)}/${cleDeGroupe(ligne)}`;
export const cleDeLignePlace = (ligne: Valeurs): string => {
  const identifiant = ligne.texte('identifiantPlace');
  return identifiant === '' ? `${cleDeLigneStructure(ligne)}/${cleDeTri(ligne.texte('numero'))}` : identifiant;
};

/** Une ligne de comptes : la personne dans un ancien profil et une structure. */
export const cleDeLigneUtilisateur = (ligne: Valeurs): string => `${ligne.texte('identifiant')}|${ligne.texte('email').toLowerCase()}|${cleDeTri(ligne.texte('nom'))}|${cleDeTri(ligne.texte('profil'))}|${cleDeTri(ligne.texte('structure'))}`;

/** Compare deux lignes par leur contenu : un ordre total, sans rapport avec leur rang dans le fichier ; 0 quand elles sont les mêmes mot pour mot. */
export const comparerCellules = (une: readonly string[], autre: readonly string[]): number => {
  for (let rang = 0; rang < Math.max(une.length, autre.length); rang += 1) {
    const [a, b] = [une[rang] ?? '', autre[rang] ?? ''];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
};
interface LigneComparee { readonly cle: string; readonly cellules: readonly string[]; readonly numero: number }
/** Range les lignes par clé, puis par contenu : le résultat d’un fichier ne dépend pas de l’ordre de ses lignes. */
export const comparerLignes = (une: LigneComparee, autre: LigneComparee): number => (une.cle === autre.cle ? comparerCellules(une.cellules, autre.cellules) || une.numero - autre.numero : une.cle < autre.cle ? -1 : 1);

/** Empreinte courte et stable d’un contenu : distingue deux lignes de même clé. Ce n’est pas un secret. */
export const empreinteDe = (cellules: readonly string[]): string => {
  let [haut, bas] = [0x811c9dc5, 0x9e3779b9];
  for (const cellule of cellules) {
    for (let rang = 0; rang < cellule.length; rang += 1) {
      const code = cellule.charCodeAt(rang);
      haut = Math.imul(haut ^ code, 0x01000193);
      bas = Math.imul(bas ^ code, 0x85ebca6b);
    }
    haut = Math.imul(haut ^ 0x1f, 0x01000193);
    bas = Math.imul(bas ^ 0x1e, 0x85ebca6b);
  }
  return (haut >>> 0).toString(16).padStart(8, '0') + (bas >>> 0).toString(16).padStart(8, '0');
};
