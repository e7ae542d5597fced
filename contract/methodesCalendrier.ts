import { z } from 'zod';

const nombre = z.number().int().min(0);
const fenetre = { du: z.iso.date(), au: z.iso.date() };
const schemaBarre = z.object({ ...fenetre, motif: z.string(), debut: z.string(), fin: z.string().nullable(), avant: z.boolean(), apres: z.boolean(), differee: z.boolean(), enAttente: z.boolean() });
export type BarreLue = z.infer<typeof schemaBarre>;
/** `attente` : un changement de ce poste n’est pas encore parti, ou le service l’a refusé. */
const schemaPlaceCalendrier = z.object({
  id: z.string(), numero: z.string(), etat: z.enum(['libre', 'reservee', 'occupee', 'indisponible', 'fermee']), attente: z.enum(['aucune', 'en_attente', 'refusee']),
  barres: z.array(schemaBarre), fermetures: z.array(z.object(fenetre)),
});
export type PlaceCalendrier = z.infer<typeof schemaPlaceCalendrier>;
/** Les champs ont le sens que dit `domain/places/calendrier.ts`. `raison` : pourquoi cette personne n’y change rien ; `null` quand elle le peut. */
export const schemaCalendrier = z.object({
  groupe: z.object({ id: z.string(), code: z.string().nullable(), libelle: z.string(), modalite: z.string(), dispositif: z.string(), commune: z.string() }), raison: z.string().nullable(),
  places: z.array(schemaPlaceCalendrier), fermees: nombre, jours: z.array(z.object({ jour: z.string(), ouvertes: nombre, indisponibles: nombre, disponibles: nombre, occupees: nombre.nullable() })),
  placesJours: z.object({ ouvertes: nombre, indisponibles: nombre, disponibles: nombre }),
});
export type CalendrierLu = z.infer<typeof schemaCalendrier>;

/** Jours qu’un calendrier montre à la fois. */
const JOURS_MAXIMUM = 400;
export const METHODES_CALENDRIER = {
  /** Les indisponibilités des places d’un groupe, du jour `du` au jour `au` compris, et les totaux de chaque jour. `null` : groupe absent du périmètre. */
  'places.calendrier': {
    args: z.object({ groupeId: z.string().max(80), ...fenetre }).refine(({ du, au }) => du <= au && Date.parse(au) - Date.parse(du) < JOURS_MAXIMUM * 86_400_000, `Une période va de 1 à ${JOURS_MAXIMUM} jours.`),
    resultat: z.object({ calendrier: schemaCalendrier.nullable() }),
  },
} as const satisfies Record<string, { args: z.ZodType; resultat: z.ZodType }>;
