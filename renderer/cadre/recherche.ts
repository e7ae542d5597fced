import { fautesEntre } from '../../domain/proximite.ts';
import { cleDeTri } from '../../domain/texte.ts';

/** Vrai quand chaque mot cherché commence un mot du libellé ou s’y trouve, à une faute près à partir de quatre lettres : même tolérance que pour les fiches. */
export const repond = (libelle: string, cherche: string): boolean => {
  const cle = cleDeTri(libelle);
  return cleDeTri(cherche).split(' ').filter((mot) => mot !== '').every((mot) => cle.includes(mot) || (mot.length > 3 && cle.split(' ').some((candidat) => fautesEntre(mot, candidat, mot.length > 7 ? 2 : 1) <= (mot.length > 7 ? 2 : 1))));
};

/** Un libellé en morceaux, ceux qui répondent à la recherche marqués. Les accents ne comptent pas ; une lettre liée (« œ ») décale trop pour être marquée. */
export const morceaux = (libelle: string, cherche: string): readonly { readonly texte: string; readonly marque: boolean }[] => {
  const plat = libelle.normalize('NFD').replace(/[\u0300-\u036f]/gu, '').toLowerCase();
  if (plat.length !== libelle.length) return [{ texte: libelle, marque: false }];
  const marques = Array.from({ length: libelle.length }, () => false);
  for (const mot of cleDeTri(cherche).split(' ').filter((candidat) => candidat !== '')) {
    const debut = plat.indexOf(mot);
    if (debut >= 0) marques.fill(true, debut, debut + mot.length);
  }
  const suite: { texte: string; marque: boolean }[] = [];
  for (const [rang, lettre] of [...libelle].entries()) {
    const dernier = suite[suite.length - 1];
    const marque = marques[rang] ?? false;
    if (dernier?.marque === marque) dernier.texte += lettre;
    else suite.push({ texte: lettre, marque });
  }
  return suite;
};
