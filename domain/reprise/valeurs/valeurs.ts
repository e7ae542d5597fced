import { z } from 'zod';
import type { Nomenclature } from '../../nomenclature/nomenclature.ts';
import { cleDeTerme } from '../../objets/correspondance.ts';
import type { Vocabulaire } from '../gabarit/colonne.ts';
import { VOCABULAIRES } from '../gabarit/colonne.ts';
import { codesDuVocabulaire } from '../gabarit/gabarit.ts';
import { TERMES } from './termes.ts';

/** La table partagée des correspondances d’un département : elle recouvre celle de départ, terme par terme. `cibles` vide : le terme reste à arbitrer. */
export const schemaCorrespondances = z.array(z.object({ vocabulaire: z.enum(VOCABULAIRES), terme: z.string().trim().min(1).max(120), cibles: z.array(z.string().max(56)).max(10) })).max(5_000);
export type Correspondances = z.infer<typeof schemaCorrespondances>;

const AUCUNE: readonly string[] = [];
/** Traduit un terme en codes en vigueur : aucun, un, ou plusieurs (le premier est pris). La casse, les accents et la ponctuation ne comptent pas. */
export interface Traducteur {
  readonly traduire: (vocabulaire: Vocabulaire, terme: string) => readonly string[];
  /** Le libellé d’un code, pour une phrase ; le code lui-même quand il est inconnu. */
  readonly libelle: (vocabulaire: Vocabulaire, code: string) => string;
}

/** Un code retiré de la nomenclature n’est jamais une cible : il ne peut plus être choisi. */
export const construireTraducteur = (nomenclature: Nomenclature, date: string, partagees: Correspondances = []): Traducteur => {
  const parVocabulaire = new Map<Vocabulaire, { readonly cibles: Map<string, readonly string[]>; readonly libelles: Map<string, string>; readonly lus: Map<string, readonly string[]> }>();
  for (const vocabulaire of VOCABULAIRES) {
    const codes = codesDuVocabulaire(vocabulaire, nomenclature, date);
    const libelles = new Map(codes.map(({ code, libelle }) => [code, libelle]));
    const cibles = new Map<string, readonly string[]>();
    const poser = (terme: string, visees: readonly string[]): void => { cibles.set(cleDeTerme(terme), visees.filter((code) => libelles.has(code))); };
    // du moins sûr au plus sûr : la table de départ, la nomenclature elle-même, puis ce que le département a décidé
    for (const { vocabulaire: sien, terme, cibles: visees } of TERMES) if (sien === vocabulaire) poser(terme, visees);
    for (const { code, libelle } of codes) { poser(code, [code]); poser(libelle, [code]); }
    for (const { vocabulaire: sien, terme, cibles: visees } of partagees) if (sien === vocabulaire) poser(terme, visees);
    parVocabulaire.set(vocabulaire, { cibles, libelles, lus: new Map() });
  }
  return {
    traduire: (vocabulaire, terme) => {
      const table = parVocabulaire.get(vocabulaire);
      if (table === undefined) return AUCUNE;
      const deja = table.lus.get(terme);
      if (deja !== undefined) return deja;
      const lu = table.cibles.get(cleDeTerme(terme)) ?? AUCUNE;
      // un fichier hostile ne fait pas grossir la mémoire
      if (table.lus.size < 10_000) table.lus.set(terme, lu);
      return lu;
    },
    libelle: (vocabulaire, code) => parVocabulaire.get(vocabulaire)?.libelles.get(code) ?? code,
  };
};
