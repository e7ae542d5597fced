import type { Lecteur } from './lecteur.ts';

const CAPACITE_MAXIMALE = 10_000;
const ENTIER = /^\d{1,6}(?:[.,]0+)?$/u;
/** Des lettres que l’on tape pour un chiffre. */
const SOSIES: readonly (readonly [RegExp, string])[] = [[/[oO]/gu, '0'], [/[lI|]/gu, '1']];

/** Un nombre de places ; `null` quand la cellule est vide ou illisible (G03). `effet` : ce que devient la ligne. */
export const lireNombre = (lecteur: Lecteur, champ: string, effet: 'ligne_rejetee' | 'signalee' = 'signalee'): number | null => {
  const ecrit = lecteur.texte(champ);
  if (ecrit === '') return null;
  if (ENTIER.test(ecrit)) {
    const nombre = Math.trunc(Number(ecrit.replace(',', '.')));
    if (nombre <= CAPACITE_MAXIMALE) return nombre;
    lecteur.signaler('G03', champ, `Plus de ${CAPACITE_MAXIMALE} places : vérifier le nombre.`, { effet, reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : le nombre de places' } });
    return null;
  }
  const positif = /^-\s?(\d{1,4})$/u.exec(ecrit)?.[1];
  const propre = SOSIES.reduce((texte, [lettre, chiffre]) => texte.replace(lettre, chiffre), ecrit);
  const annonce = /^(\d{1,4}) ?(?:places?|pl\.?|lits?)$/iu.exec(ecrit)?.[1];
  const explication = positif === undefined ? 'Ce n’est pas un nombre de places.' : 'Un nombre de places ne peut pas être négatif.';
  if (positif !== undefined) lecteur.signaler('G03', champ, explication, { effet, reparation: { genre: 'choix', valeurs: [positif], phrase: positif } });
  else if (/^\d{1,4}$/u.test(propre) && /\d/u.test(ecrit)) lecteur.signaler('G03', champ, explication, { effet, reparation: { genre: 'sure', valeurs: [propre], phrase: propre } });
  else if (annonce !== undefined) lecteur.signaler('G03', champ, explication, { effet, reparation: { genre: 'sure', valeurs: [annonce], phrase: annonce } });
  else lecteur.signaler('G03', champ, explication, { effet, reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : le nombre de places' } });
  return null;
};
