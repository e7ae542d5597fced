import { z } from 'zod';
import { CODES_AXES } from '../indicateurs/modele.ts';
import { schemaComparaisonRapport, schemaMomentRapport } from './moments.ts';

export const SECTIONS_MAXIMUM = 20;
/** Autant que l’explorateur. Un poste d’avant, qui s’arrêtait à deux, laisse de côté un rapport qui en a trois. */
const AXES_RAPPORT = 3;
export const INTRODUCTION_MAXIMUM = 2_000;
const axe = z.enum(CODES_AXES as ['region', ...(typeof CODES_AXES)[number][]]);

/** Une section : un réglage de l’explorateur. `titre` vide : le nom de l’indicateur. Les noms des valeurs filtrées n’y sont pas : chacun les lit dans son périmètre. */
const schemaSection = z.object({
  titre: z.string().max(120), indicateur: z.string().min(1).max(60), axes: z.array(axe).max(AXES_RAPPORT), filtres: z.partialRecord(axe, z.array(z.string().max(400)).max(500)), moment: schemaMomentRapport, comparaison: schemaComparaisonRapport,
});
export type Section = z.infer<typeof schemaSection>;
/** Un rapport : des réglages nommés, dans l’ordre, et ce que l’auteur en dit. Son titre est le nom sous lequel il s’enregistre et se partage. */
export const schemaRapport = z.object({ id: z.uuid(), introduction: z.string().max(INTRODUCTION_MAXIMUM), sections: z.array(schemaSection).max(SECTIONS_MAXIMUM) });
export type Rapport = z.infer<typeof schemaRapport>;
export const TITRE_MAXIMUM = 80;
export const schemaTitreRapport = z.string().trim().min(1).max(TITRE_MAXIMUM);

/** L’écran sous lequel un rapport s’enregistre parmi les vues nommées. */
export const ECRAN_RAPPORTS = 'rapports';
/**
 * Un rapport tel qu’il s’enregistre et voyage : le contenu d’une vue nommée. Il tient dans la forme qu’un poste d’avant sait recevoir (`filtres`), sans quoi ce poste ne recevrait plus rien ;
 * il n’en montre rien, n’ayant pas d’écran de ce nom (décision 034).
 */
export const ecrireRapport = (rapport: Rapport): string => JSON.stringify({ filtres: { rapport: schemaRapport.parse(rapport) } });
/** Relit un rapport ; `null` : ce n’en est pas un, ou il vient d’une version qui en sait plus. */
export const lireRapport = (contenu: string): Rapport | null => {
  try {
    const lu = z.object({ filtres: z.object({ rapport: schemaRapport }) }).safeParse(JSON.parse(contenu) as unknown);
    return lu.success ? lu.data.filtres.rapport : null;
  } catch {
    return null;
  }
};
/** Vrai quand ce contenu est un rapport et rien d’autre : ni clé de plus, ni autre écriture. C’est ce que le service exige de ce qui se partage. */
export const estRapportExact = (contenu: string): boolean => { const lu = lireRapport(contenu); return lu !== null && ecrireRapport(lu) === contenu; };

/** Un nom que `pris` n’a pas : « Suivi », puis « Suivi (2) ». */
export const nomLibre = (voulu: string, pris: readonly string[]): string => {
  if (!pris.includes(voulu)) return voulu;
  for (let rang = 2; ; rang += 1) {
    const suite = ` (${rang})`;
    const nom = `${voulu.slice(0, TITRE_MAXIMUM - suite.length)}${suite}`;
    if (!pris.includes(nom)) return nom;
  }
};
/** Le titre dans un nom de fichier : sans accent, ni rien qu’un système refuse. */
export const nomDeFichier = (titre: string): string => titre.normalize('NFD').replace(/[\u0300-\u036f]/gu, '').replace(/[^A-Za-z0-9]+/gu, '-').replace(/^-+|-+$/gu, '').slice(0, 60) || 'sans-titre';
