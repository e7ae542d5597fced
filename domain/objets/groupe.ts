import { z } from 'zod';
import type { Champs } from './champ.ts';
import { schemaCode, schemaCodeLibre, schemaCommune, schemaDate, schemaId, schemaLigneCommune, schemaTexte } from './commun.ts';
import { FORMES, MODALITES, PERMANENCES } from '../nomenclature/referentiels.ts';

export const champsGroupe = {
  dispositifId: { libelle: 'Dispositif', sorte: 'texte', exigence: 'obligatoire' },
  libelle: { libelle: 'Libellé', sorte: 'texte', exigence: 'obligatoire' },
  modalite: { libelle: 'Modalité', sorte: 'texte', exigence: 'obligatoire' },
  forme: { libelle: 'Forme', sorte: 'texte', exigence: 'obligatoire' },
  typeUnite: { libelle: 'Type d’unité', sorte: 'texte', exigence: 'obligatoire' },
  permanence: { libelle: 'Permanence', sorte: 'texte', exigence: 'obligatoire' },
  capacites: { libelle: 'Capacité', sorte: 'liste', exigence: 'obligatoire' },
  ouverture: { libelle: 'Ouverture', sorte: 'date', exigence: 'obligatoire' },
  fermeture: { libelle: 'Fermeture', sorte: 'date' },
  compositions: { libelle: 'Compositions acceptées', sorte: 'liste', exigence: 'conseille' },
  ageMin: { libelle: 'Âge minimal', sorte: 'entier' },
  ageMax: { libelle: 'Âge maximal', sorte: 'entier' },
  pmr: { libelle: 'Places PMR', sorte: 'entier' },
  publics: { libelle: 'Publics spécifiques', sorte: 'liste' },
  commune: { libelle: 'Commune', sorte: 'texte' },
} as const satisfies Champs;
export type ChampGroupe = keyof typeof champsGroupe;

/** Capacité à partir d’une date (incluse), jusqu’à la ligne suivante. */
const schemaCapacite = z.object({ depuis: schemaDate, capacite: z.number().int('La capacité est un nombre entier.').min(0, 'La capacité ne peut pas être négative.').max(10_000) });
export type Capacite = z.infer<typeof schemaCapacite>;

const age = z.number().int().min(0).max(120).nullable();
const base = z.object({
  dispositifId: schemaId,
  libelle: schemaTexte.min(1, 'Le libellé est obligatoire.'),
  modalite: schemaCode(MODALITES),
  forme: schemaCode(FORMES),
  typeUnite: schemaCodeLibre,
  permanence: schemaCode(PERMANENCES),
  capacites: z.array(schemaCapacite).min(1, 'Au moins une capacité datée.').max(500)
    .refine((lignes) => lignes.every((ligne, rang) => rang === 0 || (lignes[rang - 1] as Capacite).depuis < ligne.depuis), 'Les capacités sont rangées par date, une par date.'),
  ouverture: schemaDate,
  fermeture: schemaDate.nullable(),
  compositions: z.array(schemaCodeLibre).max(20),
  ageMin: age,
  ageMax: age,
  pmr: z.number().int().min(0).max(10_000),
  publics: z.array(schemaCodeLibre).max(20),
  commune: schemaCommune.nullable(),
});
export const schemaSaisieGroupe = base;
export type SaisieGroupe = z.infer<typeof schemaSaisieGroupe>;

/** `entiteId` et `departement` sont recopiés du dispositif : ils disent le périmètre de la ligne. */
export const schemaGroupe = schemaLigneCommune.extend(base.shape).extend({ entiteId: schemaId });
export type Groupe = z.infer<typeof schemaGroupe>;

/** Capacité d’un groupe à une date ; 0 avant l’ouverture et à partir de la fermeture. Une fermeture est le premier jour sans place. */
export const capaciteAu = (groupe: Pick<Groupe, 'ouverture' | 'fermeture'> & { readonly capacites: readonly Capacite[] }, date: string): number => {
  if (date < groupe.ouverture || (groupe.fermeture !== null && groupe.fermeture <= date)) return 0;
  return groupe.capacites.reduce((courante, ligne) => (ligne.depuis <= date ? ligne.capacite : courante), 0);
};

/** Le jour d’où une capacité nouvelle peut compter : aujourd’hui, ou l’ouverture d’un groupe qui n’est pas encore ouvert. */
const jourDeCapacite = ({ ouverture }: Pick<Groupe, 'ouverture'>, aujourdhui: string): string => (ouverture > aujourdhui ? ouverture : aujourdhui);
/** La capacité dont un groupe dispose, ou dont il disposera à son ouverture. */
export const capaciteActuelle = (groupe: Groupe, aujourdhui: string): number => capaciteAu(groupe, jourDeCapacite(groupe, aujourdhui));
/** Les capacités d’un groupe quand il en a une autre à compter d’aujourd’hui : ni le passé, ni ce qui est prévu plus tard ne se réécrit. */
export const capacitesAvec = (groupe: Groupe, capacite: number, aujourdhui: string): Capacite[] => {
  const depuis = jourDeCapacite(groupe, aujourdhui);
  return [...groupe.capacites.filter((ligne) => ligne.depuis < depuis), { depuis, capacite }, ...groupe.capacites.filter((ligne) => ligne.depuis > depuis)];
};

/** Erreurs entre champs d’un groupe : `[champ, message]`, ou `null`. */
export const erreurGroupe = (groupe: SaisieGroupe): readonly [ChampGroupe, string] | null => {
  const maximum = Math.max(...groupe.capacites.map(({ capacite }) => capacite));
  if (groupe.fermeture !== null && groupe.fermeture < groupe.ouverture) return ['fermeture', 'La fermeture précède l’ouverture.'];
  if (groupe.pmr > maximum) return ['pmr', `Les places PMR (${groupe.pmr}) dépassent la capacité (${maximum}).`];
  if (groupe.ageMin !== null && groupe.ageMax !== null && groupe.ageMin > groupe.ageMax) return ['ageMax', 'L’âge maximal est inférieur à l’âge minimal.'];
  return null;
};
