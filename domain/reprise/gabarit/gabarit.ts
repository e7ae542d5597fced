import { codesEnVigueur } from '../../nomenclature/code.ts';
import type { Nomenclature } from '../../nomenclature/nomenclature.ts';
import { FORMES, MODALITES, PERMANENCES } from '../../nomenclature/referentiels.ts';
import { ANCIENS_PROFILS } from '../anciensProfils.ts';
import type { ColonneGabarit, GenreFichier, Vocabulaire } from './colonne.ts';
import { ligneDExemple } from './exemple.ts';
import { COLONNES_PLACES } from './places.ts';
import { COLONNES_STRUCTURES } from './structures.ts';
import { COLONNES_UTILISATEURS } from './utilisateurs.ts';

/** Les colonnes attendues, par genre de fichier : le gabarit que l’on remet, l’association et les contrôles lisent la même table. */
export const GABARITS: Readonly<Record<GenreFichier, readonly ColonneGabarit[]>> = { structures: COLONNES_STRUCTURES, places: COLONNES_PLACES, utilisateurs: COLONNES_UTILISATEURS };

/** Une valeur qu’un code porte, et comment elle s’écrit. */
export interface CodeVocabulaire { readonly code: string; readonly libelle: string }
const ETATS: readonly CodeVocabulaire[] = [{ code: 'ouverte', libelle: 'Ouverte' }, { code: 'indisponible', libelle: 'Indisponible' }, { code: 'fermee', libelle: 'Fermée' }];
const OCCUPATIONS: readonly CodeVocabulaire[] = [{ code: 'libre', libelle: 'Libre' }, { code: 'reservee', libelle: 'Réservée' }, { code: 'occupee', libelle: 'Occupée' }];

/**
 * Les codes que l’on peut choisir dans une liste, à la date de la nomenclature. Le libellé d’un type est précédé de celui de sa nature quand il ne suffit pas à le nommer (« Hébergement en CHRS : Insertion »).
 * Les profils sont ceux de l’ancien outil : c’est eux qu’un fichier de comptes porte.
 */
export const codesDuVocabulaire = (vocabulaire: Vocabulaire, nomenclature: Nomenclature, date: string): readonly CodeVocabulaire[] => {
  switch (vocabulaire) {
    case 'modalite': return codesEnVigueur(MODALITES, date);
    case 'forme': return codesEnVigueur(FORMES, date);
    case 'permanence': return codesEnVigueur(PERMANENCES, date);
    case 'etat': return ETATS;
    case 'occupation': return OCCUPATIONS;
    case 'profil': return ANCIENS_PROFILS;
    case 'type': {
      const types = codesEnVigueur(nomenclature.codes('type'), date);
      const compte = new Map<string, number>();
      for (const { libelle } of types) compte.set(libelle, (compte.get(libelle) ?? 0) + 1);
      return types.map(({ code, libelle, nature }) => ({ code, libelle: compte.get(libelle) === 1 ? libelle : `${nomenclature.trouver('nature', nature)?.libelle ?? nature} : ${libelle}` }));
    }
    default: return codesEnVigueur(nomenclature.codes(vocabulaire), date);
  }
};

/** Le gabarit à remettre : en-têtes, une ligne d’exemple (`exemple.ts`), et les valeurs permises de chaque colonne qui en a. */
export const gabaritARemettre = (genre: GenreFichier, nomenclature: Nomenclature, date: string): { readonly entetes: readonly string[]; readonly exemple: readonly string[]; readonly aides: readonly string[]; readonly listes: readonly (readonly string[])[] } => {
  const colonnes = GABARITS[genre];
  return {
    entetes: colonnes.map(({ titre }) => titre), exemple: ligneDExemple(colonnes), aides: colonnes.map(({ aide, obligatoire }) => (obligatoire ? `Obligatoire. ${aide}` : aide)),
    listes: colonnes.map(({ vocabulaire }) => (vocabulaire === undefined ? [] : codesDuVocabulaire(vocabulaire, nomenclature, date).map(({ libelle }) => libelle))),
  };
};
