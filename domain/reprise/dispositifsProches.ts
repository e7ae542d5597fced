import { decouperNom, nomsProches } from '../proximite.ts';
import { cleDeTri } from '../texte.ts';
import type { Contexte } from './controles/contexte.ts';
import type { LigneStructure } from './controles/structure.ts';
import type { Presents } from './fiches.ts';

type DispositifConnu = Contexte['existant']['dispositifs'][number];
/** Une structure du fichier que rien ne reconnaît dans l’offre, et les dispositifs saisis à la main qu’elle est sans doute sous un autre nom. */
export interface DoublonProbable { readonly ligne: LigneStructure; readonly connus: readonly DispositifConnu[] }

/**
 * Un dispositif retapé à la main sous un autre nom : même entité, même commune, même nature, et la même adresse ou un nom voisin. Un dispositif venu d’une reprise, ou déjà reconnu
 * par une autre ligne, n’est pas en cause : le fichier a son identifiant.
 */
export const dispositifsProches = (parStructure: ReadonlyMap<string, readonly LigneStructure[]>, presents: Presents, entiteDe: (siennes: readonly LigneStructure[]) => string | null, { existant }: Contexte): readonly DoublonProbable[] => {
  const parLieu = new Map<string, DispositifConnu[]>();
  for (const connu of existant.dispositifs) {
    if (connu.identifiant !== null || connu.entite === undefined || connu.nom === undefined || connu.commune === undefined || connu.commune === null) continue;
    const cle = `${connu.entite}|${connu.commune}`;
    const liste = parLieu.get(cle);
    if (liste === undefined) parLieu.set(cle, [connu]); else liste.push(connu);
  }
  if (parLieu.size === 0) return [];
  const structures = [...parStructure].map(([structure, siennes]) => ({ siennes, reconnu: presents.dispositif(structure, siennes) }));
  const reconnus = new Set(structures.map(({ reconnu }) => reconnu));
  return structures.flatMap(({ siennes, reconnu }) => {
    const [ligne] = siennes;
    const entite = reconnu === null ? entiteDe(siennes) : null;
    if (ligne === undefined || entite === null) return [];
    const [nom, adresse] = [decouperNom(ligne.nom), cleDeTri(ligne.adresse)];
    const connus = (parLieu.get(`${entite}|${ligne.commune ?? ''}`) ?? []).filter((connu) => !reconnus.has(connu.id) && (connu.nature === undefined || connu.nature === ligne.nature)
      && ((adresse !== '' && adresse === cleDeTri(connu.adresse ?? '')) || nomsProches(nom, decouperNom(connu.nom ?? ''))));
    return connus.length === 0 ? [] : [{ ligne, connus }];
  });
};
