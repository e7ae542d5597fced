import { z } from 'zod';
import type { Catalogue } from '../../domain/commandes/catalogue.ts';
import { CATALOGUE, trouverCommande } from '../../domain/commandes/catalogue.ts';
import type { CommandeQuelconque } from '../../domain/commandes/commande.ts';
import { refusDeSchema } from '../../domain/commandes/commande.ts';

const modifier = trouverCommande('modifierDispositif') as CommandeQuelconque;
const schemaSuivant = z.object({ id: z.string(), valeurs: z.record(z.string(), z.unknown()), motif: z.string().optional() });
const enArriere = (args: unknown): unknown => { const { valeurs, ...reste } = schemaSuivant.parse(args); return { ...reste, champs: valeurs }; };

/** La commande telle qu’une version suivante du produit l’écrirait : `champs` y est devenu `valeurs`. */
const modifierSuivant: CommandeQuelconque = {
  ...modifier, version: modifier.version + 1, schema: schemaSuivant, cible: (args) => modifier.cible(enArriere(args)), champsTouches: (args) => modifier.champsTouches(enArriere(args)),
  *juger(args, acteur, contexte) {
    const lu = schemaSuivant.safeParse(args);
    return lu.success ? yield* modifier.juger(enArriere(args), acteur, contexte) : refusDeSchema(lu.error);
  },
};
/** Une commande que seule la version suivante connaît. */
const nommerSuivant: CommandeQuelconque = {
  ...modifier, nom: 'nommerDispositif', version: 1, libelle: 'Nommer un dispositif', schema: z.object({ id: z.string(), nom: z.string() }),
  cible: (args) => ({ objet: 'dispositif', id: (args as { id: string }).id }), champsTouches: () => ['nom'],
  *juger(args, acteur, contexte) { const { id, nom } = args as { id: string; nom: string }; return yield* modifier.juger({ id, champs: { nom } }, acteur, contexte); },
};

/** Le catalogue d’une version suivante : une commande de plus, une autre dont les arguments ont changé, avec sa conversion. */
export const CATALOGUE_SUIVANT: Catalogue = {
  version: CATALOGUE.version + 1,
  commandes: { ...CATALOGUE.commandes, modifierDispositif: modifierSuivant, nommerDispositif: nommerSuivant },
  conversions: { ...CATALOGUE.conversions, modifierDispositif: { ...CATALOGUE.conversions['modifierDispositif'], [modifier.version]: { convertir: (args) => { const { champs, ...reste } = args as { champs: unknown }; return { ...reste, valeurs: champs }; } } } },
};
/** Le même, qui ne sait plus convertir les anciennes commandes : les postes restés en arrière doivent se mettre à jour. */
export const CATALOGUE_INTRANSIGEANT: Catalogue = { ...CATALOGUE_SUIVANT, conversions: {} };
