import type { BaseLecture } from '../../db/connexion.ts';
import { lireLignesPar } from '../../db/lignes.ts';
import { refusMandat } from '../../domain/commandes/mandats.ts';
import type { Mandat } from '../../domain/objets/mandat.ts';
import type { Acteur } from '../../domain/profils.ts';

export interface DroitsReprise { readonly departements: readonly string[]; readonly raison: string | null; readonly jusquau: string | null; readonly mandat: (departement: string) => Mandat | undefined }

/** Ce que cette personne peut reprendre, d’après les mandats que ce poste connaît. Le service relit le sien à chaque commande. */
export const droitsReprise = (base: BaseLecture, acteur: Acteur, aujourdhui: string): DroitsReprise => {
  const siens = lireLignesPar(base, 'mandat', 'utilisateurId', acteur.utilisateurId);
  const ouvrant = (departement: string): Mandat | undefined => siens.find((mandat) => refusMandat(mandat, departement, acteur, aujourdhui) === null);
  const departements = [...new Set(siens.flatMap((mandat) => mandat.departements))].filter((departement) => ouvrant(departement) !== undefined).sort();
  const fins = departements.flatMap((departement) => ouvrant(departement)?.fin ?? []).sort();
  const [premier] = siens;
  return { departements, mandat: ouvrant, jusquau: fins[0] ?? null, raison: departements.length > 0 ? null : (refusMandat(premier, premier?.departements[0] ?? '', acteur, aujourdhui)?.message ?? null) };
};
