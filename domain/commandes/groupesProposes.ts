import { z } from 'zod';
import type { Geste } from '../droits.ts';
import { schemaDate } from '../objets/commun.ts';
import type { Dispositif } from '../objets/dispositif.ts';
import type { Groupe, SaisieGroupe } from '../objets/groupe.ts';
import { capaciteActuelle, capacitesAvec, schemaSaisieGroupe } from '../objets/groupe.ts';
import type { CodeNomenclature } from '../objets/nomenclature.ts';
import type { Contexte, Lire, Refus } from './commande.ts';
import { lireGroupesDe, lireLigne, lireNomenclature, lirePlacesNonFermees } from './commande.ts';
import { refusDeFermer, refusModification } from './groupes.ts';
import { INTROUVABLE } from './regles.ts';

/** Ce qui se propose d’un groupe : les champs qu’une reprise sait lire. La capacité est un nombre, celle du jour où la proposition s’accepte. */
export const schemaChampsGroupe = schemaSaisieGroupe.pick({ libelle: true, modalite: true, forme: true, typeUnite: true, permanence: true, compositions: true, publics: true })
  .extend({ capacites: z.number().int('La capacité est un nombre entier.').min(0).max(10_000), fermeture: schemaDate }).partial();
type ChampsProposes = z.infer<typeof schemaChampsGroupe>;

/** Ce qu’il faut savoir pour juger le changement proposé d’un groupe. */
export interface EtatModifierGroupe { readonly groupe: Groupe | undefined; readonly dispositif: Dispositif | undefined; readonly freres: readonly Groupe[]; readonly codes: readonly CodeNomenclature[]; readonly placesNonFermees: number }
/** `fermer` : les places encore ouvertes comptent, on décide. On peut proposer de fermer un groupe qui en a, pas l’accepter. */
export function* lireGroupeAModifier(id: string, { fermeture }: ChampsProposes, fermer: boolean): Lire<EtatModifierGroupe> {
  const groupe = yield* lireLigne('groupe', id);
  if (groupe === undefined) return { groupe, dispositif: undefined, freres: [], codes: [], placesNonFermees: 0 };
  return {
    groupe, dispositif: yield* lireLigne('dispositif', groupe.dispositifId), freres: yield* lireGroupesDe(groupe.dispositifId), codes: yield* lireNomenclature(),
    placesNonFermees: fermer && typeof fermeture === 'string' ? yield* lirePlacesNonFermees(id, fermeture) : 0,
  };
}

/** Les colonnes que la proposition changerait, ou le refus de ses valeurs. Ne juge pas les droits. */
export const modificationGroupe = ({ dispositif, freres, codes, placesNonFermees }: EtatModifierGroupe, groupe: Groupe, { capacites, fermeture, ...autres }: ChampsProposes, contexte: Contexte): Refus | { readonly champs: Readonly<Record<string, unknown>> } => {
  if (dispositif === undefined) return INTROUVABLE('Groupe de places');
  const champs = { ...autres, ...(capacites === undefined ? {} : { capacites: capacitesAvec(groupe, capacites, contexte.aujourdhui) }) } as Partial<Omit<SaisieGroupe, 'dispositifId' | 'fermeture'>>;
  return refusModification(groupe, champs, dispositif, freres, codes, contexte)
    ?? (fermeture === undefined ? null : refusDeFermer(groupe, fermeture, placesNonFermees))
    ?? { champs: { ...champs, ...(fermeture === undefined ? {} : { fermeture }) } };
};

/** Le droit d’écrire un champ de groupe est celui d’en décider. Changer la modalité, ou fermer, sont des droits à part. */
export const droitDuChampDeGroupe = (champ: string): Geste => (champ === 'modalite' ? 'modalite' : champ === 'fermeture' ? 'fermer' : 'modifier');
/** La valeur qu’une personne lit d’un champ de groupe : d’une suite de capacités, celle du jour. */
export const valeurDeGroupe = (groupe: Groupe, champ: string, aujourdhui: string): unknown =>
  (champ === 'capacites' ? capaciteActuelle(groupe, aujourdhui) : ((groupe as unknown as Readonly<Record<string, unknown>>)[champ] ?? null));
