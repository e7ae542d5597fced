/**
 * Contrôle des identifiants de structures. Chaque fonction rend `null` quand la valeur est bonne,
 * sinon la phrase à montrer sous le champ. Les valeurs attendues sont sans espace : `normaliserChiffres` d’abord.
 */

/** Retire les espaces (y compris insécables) et les points d’une saisie de siren, siret ou FINESS. */
export const normaliserChiffres = (saisie: string): string => saisie.replace(/[\s\u00a0\u202f.]/gu, '').toUpperCase();

/** Somme de Luhn d’une suite de chiffres ; multiple de 10 quand elle est juste. */
const sommeLuhn = (chiffres: string): number => {
  let somme = 0;
  for (let rang = 0; rang < chiffres.length; rang += 1) {
    const chiffre = Number(chiffres[chiffres.length - 1 - rang]);
    const double = rang % 2 === 1 ? chiffre * 2 : chiffre;
    somme += double > 9 ? double - 9 : double;
  }
  return somme;
};

const SIREN_LA_POSTE = '356000000';

/** Siren : 9 chiffres, clé de Luhn ; 356000000 (La Poste) en est exempt par décision (domain.md §3). */
export const erreurSiren = (siren: string): string | null => {
  if (!/^\d{9}$/u.test(siren)) return 'Le siren compte 9 chiffres.';
  if (siren === SIREN_LA_POSTE) return null;
  if (siren === '000000000') return 'Ce siren n’est attribué à personne.';
  return sommeLuhn(siren) % 10 === 0 ? null : 'La clé de ce siren est fausse : vérifier les chiffres.';
};

/**
 * Siret : 14 chiffres, clé de Luhn. Les établissements de La Poste (siren 356000000) suivent une autre règle :
 * la somme simple de leurs chiffres est un multiple de 5 (Insee), sauf le siège, qui suit Luhn.
 */
export const erreurSiret = (siret: string): string | null => {
  if (!/^\d{14}$/u.test(siret)) return 'Le siret compte 14 chiffres.';
  if (sommeLuhn(siret) % 10 === 0 && !siret.startsWith('000000000')) return null;
  if (siret.startsWith(SIREN_LA_POSTE)) {
    const somme = [...siret].reduce((total, chiffre) => total + Number(chiffre), 0);
    if (somme % 5 === 0) return null;
  }
  return 'La clé de ce siret est fausse : vérifier les chiffres.';
};

/** Vrai quand le siret porte le siren de l’entité (sinon : avertissement, jamais un blocage). */
export const siretDuSiren = (siret: string, siren: string): boolean => siret.slice(0, 9) === siren;

/**
 * FINESS (EJ ou ET) : 9 caractères ; 2 de département (`01`…`95`, `2A`, `2B`, `97`, `98`, `9A`…`9J`), puis 7 chiffres.
 * La clé du répertoire n’est pas contrôlée : des numéros en service ne la respectent pas.
 */
export const erreurFiness = (finess: string): string | null =>
  /^(?:0[1-9]|[1-8]\d|9[0-58]|97|2[AB]|9[A-J])\d{7}$/u.test(finess) ? null : 'Le numéro FINESS compte 9 caractères et commence par le département.';
