import { cleDeTri } from '../texte.ts';
import type { GroupeConnu } from './controles/contexte.ts';

/**
 * Un groupe de l’offre, tel qu’un fichier peut le désigner : par la structure d’origine de son dispositif et son identifiant dans elle, sinon par son libellé.
 * `null` : son dispositif ne vient pas d’une reprise, aucun fichier ne peut le nommer.
 */
export const groupeConnu = ({ id, identifiant, libelle, capacite, ouverture }: { readonly id: string; readonly identifiant: string | null; readonly libelle: string; readonly capacite: number; readonly ouverture: string }, structure: string | null): GroupeConnu | null => {
  if (structure === null) return null;
  const origine = identifiant ?? id;
  // la clé d’un groupe repris est « structure/groupe » (cles.ts), et sa modalité quand la ligne s’est scindée : celui-là se désigne par son libellé
  const groupe = origine.startsWith(`${structure}/`) && !origine.includes('|', structure.length) ? origine.slice(structure.length + 1) : cleDeTri(libelle);
  return { id, identifiant: origine, structure, groupe, libelle, capacite, ouverture };
};
