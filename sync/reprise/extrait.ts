import { ENTETES_EXTRAIT, enLigneDeStructures } from '../../domain/reprise/extraitFiness.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import { LIBELLES_FICHIERS } from '../../domain/reprise/gabarit/colonne.ts';
import type { LigneSource } from '../../domain/reprise/source.ts';
import { ErreurLecture } from '../lecture/erreurs.ts';
import type { DescriptionSource } from '../lecture/modele.ts';

/** Lève `ErreurLecture` : un extrait FINESS ne décrit que des structures. */
export const exigerStructures = (genre: GenreFichier): void => {
  if (genre !== 'structures') throw new ErreurLecture('genre', `C’est un extrait FINESS : il décrit des structures. Le déposer comme « ${LIBELLES_FICHIERS.structures} », pas comme « ${LIBELLES_FICHIERS[genre]} ».`);
};
/** Un extrait se montre par les colonnes que la reprise en garde ; un autre fichier, par les siennes. */
export const decrire = (description: DescriptionSource): DescriptionSource => (description.format === 'finess' ? { ...description, colonnes: ENTETES_EXTRAIT } : description);
/** Les lignes à contrôler : celles du fichier ou, d’un extrait, les lignes de structures qu’il donne. */
export const mettreEnLignes = ({ format }: DescriptionSource, lignes: readonly LigneSource[], departement: string): readonly LigneSource[] => {
  if (format !== 'finess') return lignes;
  const gardes = new Set([departement]);
  return lignes.map((ligne) => enLigneDeStructures(ligne, gardes));
};
