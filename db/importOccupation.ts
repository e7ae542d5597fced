import type { ApercuImport } from '../contract/methodesOccupation.ts';
import type { ArgumentsDeclarer } from '../domain/commandes/occupation.ts';
import { declarerOccupation } from '../domain/commandes/occupation.ts';
import type { Occupation } from '../domain/objets/place.ts';
import { cleDePlace } from '../domain/objets/place.ts';
import type { DefautFichier, FichierLu, LigneOccupation } from '../domain/places/fichierOccupation.ts';
import { cleDeTri } from '../domain/texte.ts';
import type { BaseLecture } from './base.ts';
import type { Cadre } from './execution.ts';
import { juger } from './execution.ts';

/** Défauts montrés à la fois : les premiers suffisent à corriger le fichier, le nombre dit le reste. */
const DEFAUTS_MONTRES = 200;
interface Connue { readonly id: string; readonly numero: string; readonly groupeId: string; readonly groupe: string; readonly codeGroupe: string | null; readonly occupation: Occupation }
interface Fiche { readonly id: string; readonly code: string; readonly nom: string; readonly places: readonly Connue[]; readonly parCle: ReadonlyMap<string, readonly Connue[]> }

const lireFiche = (base: BaseLecture, code: string): Fiche | undefined => {
  const fiche = base.un<{ id: string; code: string; nom: string }>('select id, code, nom from dispositif where code = ? collate nocase', code);
  if (fiche === undefined) return undefined;
  const places = base.tous<Connue>(`select p.id, p.numero, p."groupeId", g.libelle as groupe, g.code as "codeGroupe", p.occupation from groupe g join place p on p."groupeId" = g.id where g."dispositifId" = ? and p."etatJour" <> 'fermee'`, fiche.id);
  const parCle = new Map<string, Connue[]>();
  for (const place of places) { const cle = cleDePlace(place.numero); parCle.set(cle, [...(parCle.get(cle) ?? []), place]); }
  return { ...fiche, places, parCle };
};
const duGroupe = ({ groupe, codeGroupe }: Connue, cherche: string): boolean => cleDeTri(groupe) === cleDeTri(cherche) || codeGroupe?.toLowerCase() === cherche.toLowerCase();

/** Ce qu’un fichier ferait : une déclaration par dispositif, ou ce qui ne va pas. `commandes` est vide tant qu’il reste un défaut. */
export interface ImportPrepare { readonly apercu: ApercuImport; readonly commandes: readonly ArgumentsDeclarer[] }
/** Rapproche les lignes de l’offre et juge chaque déclaration, sans rien écrire. `lot` : celui de toutes. */
export const preparerImport = (base: BaseLecture, { lignes, defauts: lus }: FichierLu, lot: string, cadre: Cadre): ImportPrepare => {
  const defauts: DefautFichier[] = [...lus];
  const fiches = new Map<string, Fiche | undefined>();
  const parFiche = new Map<string, { readonly fiche: Fiche; readonly premiere: LigneOccupation; readonly le: string; readonly voulues: Map<string, { readonly place: Connue; readonly occupation: Occupation; readonly ligne: number }> }>();
  for (const ligne of lignes) {
    const noter = (colonne: string, valeur: string, message: string): void => { defauts.push({ ligne: ligne.ligne, colonne, valeur, message }); };
    const cle = ligne.dispositif.toLowerCase();
    if (!fiches.has(cle)) fiches.set(cle, lireFiche(base, ligne.dispositif));
    const fiche = fiches.get(cle);
    if (fiche === undefined) { noter('dispositif', ligne.dispositif, 'Aucun dispositif de votre périmètre n’a ce code.'); continue; }
    const candidates = (fiche.parCle.get(cleDePlace(ligne.place)) ?? []).filter((place) => ligne.groupe === null || duGroupe(place, ligne.groupe));
    const [place, autre] = candidates;
    if (place === undefined) { noter(ligne.groupe === null ? 'place' : 'groupe', ligne.groupe ?? ligne.place, ligne.groupe === null ? `« ${fiche.nom} » n’a pas de place ouverte de ce numéro.` : `Aucune place ouverte « ${ligne.place} » dans ce groupe.`); continue; }
    if (autre !== undefined) { noter('groupe', ligne.groupe ?? '', `« ${ligne.place} » est dans plusieurs groupes de « ${fiche.nom} » (${candidates.slice(0, 3).map(({ groupe }) => groupe).join(', ')}) : écrire lequel.`); continue; }
    const le = ligne.le ?? cadre.contexte.aujourdhui;
    const declaration = parFiche.get(fiche.id) ?? { fiche, premiere: ligne, le, voulues: new Map() };
    parFiche.set(fiche.id, declaration);
    if (declaration.le !== le) { noter('date', ligne.le ?? '', `Une seule date par dispositif : la ligne ${declaration.premiere.ligne} en dit une autre.`); continue; }
    const deja = declaration.voulues.get(place.id);
    if (deja !== undefined) { noter('place', ligne.place, `Cette place est déjà à la ligne ${deja.ligne}.`); continue; }
    declaration.voulues.set(place.id, { place, occupation: ligne.occupation, ligne: ligne.ligne });
  }
  const commandes: ArgumentsDeclarer[] = [];
  const declarations: ApercuImport['declarations'] = [];
  for (const { fiche, premiere, le, voulues } of parFiche.values()) {
    const changees = [...voulues.values()].filter(({ place, occupation }) => place.occupation !== occupation);
    const changements = (['libre', 'reservee', 'occupee'] as const).map((occupation) => ({ occupation, ids: changees.filter((une) => une.occupation === occupation).map(({ place }) => place.id) })).filter(({ ids }) => ids.length > 0);
    const args: ArgumentsDeclarer = { lot, dispositifId: fiche.id, le, changements, source: 'import' };
    const decision = juger(base, declarerOccupation.nom, args, cadre);
    if (!decision.accepte) {
      const fautive = [...voulues.values()].find(({ place }) => decision.message.startsWith(`Place « ${place.numero} »`));
      defauts.push({ ligne: (fautive ?? premiere).ligne, colonne: decision.champ === 'le' ? 'date' : fautive === undefined ? 'dispositif' : 'occupation', valeur: decision.champ === 'le' ? le : fautive?.occupation ?? fiche.code, message: decision.message });
    }
    commandes.push(args);
    declarations.push({ dispositifId: fiche.id, code: fiche.code, nom: fiche.nom, le, lues: voulues.size, ouvertes: fiche.places.length, changees: changees.length });
  }
  defauts.sort((un, deux) => un.ligne - deux.ligne);
  return { apercu: { lignes: lignes.length, defauts: defauts.slice(0, DEFAUTS_MONTRES), nombreDefauts: defauts.length, declarations }, commandes: defauts.length > 0 ? [] : commandes };
};
