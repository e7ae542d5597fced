import { client } from './client.ts';

/**
 * Les premières versions gardaient les brouillons dans le stockage de la page, que Chromium écrit en clair : ceux du compte qui s’ouvre passent dans son fichier chiffré.
 * Un brouillon n’est retiré d’ici qu’une fois rangé ; un échec recommencera à la prochaine connexion.
 */
export const reprendreAnciensBrouillons = async (utilisateurId: string): Promise<void> => {
  const prefixe = `siao.brouillon.${utilisateurId}.`;
  for (const ancienne of Object.keys(localStorage).filter((cle) => cle.startsWith(prefixe))) {
    const valeur = localStorage.getItem(ancienne);
    const cle = ancienne.slice(prefixe.length);
    const dejaLa = (await client.appeler('brouillons.lire', { cle })).valeur;
    if (dejaLa === null && valeur !== null) await client.appeler('brouillons.ecrire', { cle, valeur });
    localStorage.removeItem(ancienne);
  }
};
