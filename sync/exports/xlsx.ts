import { ouvrirClasseur } from '../../contract/classeur/classeur.ts';
import type { ColonneExport, Provenance, Tableau } from './cellules.ts';

/** Un classeur de deux feuilles : les lignes (titres en gras, figés, filtrables), et « Lisez-moi », d’où elles viennent et combien il y en a. Erreur : plus de lignes qu’une feuille n’en tient. */
export const tableauXlsx = (nom: string, colonnes: readonly ColonneExport[], provenance: Provenance, ecrire: (octets: Uint8Array) => void): Tableau => {
  const classeur = ouvrirClasseur(ecrire);
  const { ajouter, finir } = classeur.feuille({ nom, colonnes: colonnes.map(({ largeur }) => ({ largeur })), titres: colonnes.map(({ titre }) => ({ texte: titre })), filtre: true });
  return {
    ajouter,
    finir: () => {
      const lignes = finir() - 1;
      const lisezMoi = classeur.feuille({ nom: 'Lisez-moi', colonnes: [{ largeur: 20, style: 'titre' }, { largeur: 80 }] });
      lisezMoi.ajouter([...provenance, ['Lignes', String(lignes)] as const].map(([quoi, valeur]) => [{ texte: quoi }, { texte: valeur }]));
      lisezMoi.finir();
      classeur.finir();
    },
  };
};
