import { cleDeTri } from '../texte.ts';
import type { Contexte, GroupeConnu } from './controles/contexte.ts';
import type { LigneStructure } from './controles/structure.ts';
import type { Presents } from './fiches.ts';
import { cleDePart } from './fiches.ts';

/** `ambigues` : des lignes dont on ne sait pas si elles sont un groupe déjà saisi à la main ou un groupe de plus, et ceux qu’elles peuvent être. */
export interface GroupesReconnus { readonly presents: Presents; readonly ambigues: ReadonlyMap<LigneStructure, readonly GroupeConnu[]> }

interface Part { readonly ligne: LigneStructure; readonly cle: string; readonly modalite: string }
/** Apparie d’après une clé, quand elle ne désigne qu’une part et qu’un groupe. */
const apparier = (parts: Part[], groupes: GroupeConnu[], deLaPart: (part: Part) => string, duGroupe: (groupe: GroupeConnu) => string, retenir: (cle: string, groupe: GroupeConnu) => void): void => {
  for (const part of [...parts]) {
    const cle = deLaPart(part);
    if (cle === '') continue;
    const [semblables, possibles] = [parts.filter((autre) => deLaPart(autre) === cle), groupes.filter((groupe) => duGroupe(groupe) === cle)];
    const [groupe] = possibles;
    if (semblables.length !== 1 || possibles.length !== 1 || groupe === undefined) continue;
    retenir(part.cle, groupe);
    parts.splice(parts.indexOf(part), 1);
    groupes.splice(groupes.indexOf(groupe), 1);
  }
};

/**
 * Reconnaît les groupes d’un dispositif saisi à la main : par leur libellé, sinon par leur modalité quand elle est seule des deux côtés. Le fichier n’a aucun identifiant à eux ;
 * créer sans reconnaître doublerait des places. Ce qui reste des deux côtés est ambigu, une personne tranche ; un dispositif sans autre groupe reçoit les siens.
 */
export const reconnaitreGroupes = (parStructure: ReadonlyMap<string, readonly LigneStructure[]>, tetes: ReadonlySet<LigneStructure>, presents: Presents, { existant }: Contexte): GroupesReconnus => {
  const saisis = new Map<string, GroupeConnu[]>();
  for (const groupe of existant.groupes) {
    if (groupe.saisi === undefined) continue;
    const siens = saisis.get(groupe.saisi.dispositif);
    if (siens === undefined) saisis.set(groupe.saisi.dispositif, [groupe]); else siens.push(groupe);
  }
  const ambigues = new Map<LigneStructure, readonly GroupeConnu[]>();
  if (saisis.size === 0) return { presents, ambigues };
  const reconnus = new Map<string, string>();
  for (const [structure, siennes] of parStructure) {
    const dispositif = presents.dispositif(structure, siennes);
    const restants = [...((dispositif === null ? undefined : saisis.get(dispositif)) ?? [])];
    if (restants.length === 0) continue;
    const parts: Part[] = siennes.filter((ligne) => tetes.has(ligne)).flatMap((ligne) => ligne.parts.map(({ modalite }) => ({ ligne, cle: cleDePart(ligne, modalite), modalite }))).filter(({ cle }) => presents.groupe(cle) === null);
    const retenir = (cle: string, { id }: GroupeConnu): void => { if (id !== null) reconnus.set(cle, id); };
    apparier(parts, restants, ({ ligne }) => cleDeTri(ligne.libelle), ({ libelle }) => cleDeTri(libelle), retenir);
    apparier(parts, restants, ({ modalite }) => modalite, ({ saisi }) => saisi?.modalite ?? '', retenir);
    if (restants.length > 0) for (const { ligne } of parts) ambigues.set(ligne, restants);
  }
  return { presents: { dispositif: (structure, siennes) => presents.dispositif(structure, siennes), groupe: (cle) => reconnus.get(cle) ?? presents.groupe(cle) }, ambigues };
};
