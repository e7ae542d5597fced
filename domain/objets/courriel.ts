/** Parties locales qui désignent une boîte, pas une personne (domain.md §6, « Refused: generic mailboxes »). */
const GENERIQUES = new Set([
  'contact', 'contacts', 'accueil', 'info', 'infos', 'information', 'direction', 'secretariat', 'siege', 'admin', 'administration', 'administrateur', 'gestion', 'gestionnaire', 'comptabilite', 'compta',
  '115', 'siao', 'siao115', 'urgence', 'urgences', 'insertion', 'veille', 'maraude', 'maraudes', 'hebergement', 'logement', 'chrs', 'cada', 'chu', 'ddets', 'ddcs', 'ddcspp', 'deets', 'dreets', 'drihl',
  'mairie', 'ccas', 'cias', 'prefecture', 'association', 'asso', 'bureau', 'equipe', 'service', 'services', 'support', 'rh', 'ressourceshumaines', 'noreply', 'nepasrepondre', 'postmaster', 'webmaster', 'standard', 'courrier', 'educateurs', 'coordination', 'pole', 'poleurgence', 'poleinsertion',
]);
const FORME = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/u;

/** Vrai pour une boîte partagée : « contact@ », « siao59@ », « direction.chrs@ ». Une adresse qui porte un nom de personne passe. */
export const estBoiteGenerique = (email: string): boolean => {
  const locale = email.slice(0, Math.max(0, email.lastIndexOf('@'))).toLowerCase();
  // « siao.59 », « accueil-lille », « 115_nord » : le premier mot dit déjà que ce n’est pas une personne
  const [premier = ''] = locale.split(/[._+-]/u);
  return GENERIQUES.has(premier.replace(/\d+$/u, '') || premier) || GENERIQUES.has(premier) || GENERIQUES.has(locale.replaceAll(/[._+-]/gu, ''));
};

/** Message d’une adresse refusée, `null` quand elle convient : bien formée, et celle d’une seule personne. */
export const erreurCourriel = (email: string): string | null => {
  if (!FORME.test(email) || email.includes('..') || email.startsWith('.') || email.includes('.@')) return 'Cette adresse est mal formée : l’écrire comme « prenom.nom@organisme.fr ».';
  return estBoiteGenerique(email) ? 'Cette adresse est celle d’une boîte partagée : un compte demande l’adresse professionnelle d’une seule personne.' : null;
};
