import { randomUUID } from 'node:crypto';
import type { GenreCourriel } from '../base/schemaComptes.ts';
import type { Requetes } from '../base/schema.ts';

/** Un courriel à faire. `adresse` : seulement pour `adresse_changee` (l’ancienne adresse) ; autrement celle du compte au moment de l’envoi. */
export interface DemandeCourriel { readonly genre: Exclude<GenreCourriel, 'demande'>; readonly utilisateurId: string; readonly adresse?: string }

/**
 * Inscrit un courriel dans la transaction de l’appelant : il part si, et seulement si, elle est validée. Le code éventuel n’existe pas encore :
 * il est tiré au moment de l’envoi (`expedition.ts`), jamais gardé en clair.
 */
export const demanderCourriel = async (trx: Requetes, { genre, utilisateurId, adresse }: DemandeCourriel, maintenant: Date = new Date()): Promise<void> => {
  await trx.insertInto('courriel_a_envoyer').values({ id: randomUUID(), genre, utilisateurId, adresse: adresse ?? null, creeLe: maintenant, prochainEssaiLe: maintenant, abandonneLe: null }).execute();
};

/** Un jour : au-delà, une demande de code n’intéresse plus personne, et l’adresse tapée n’a pas à rester. */
const DUREE_DEMANDE = 86_400_000;

/**
 * Inscrit « quelqu’un demande un code pour cette adresse », sans chercher si un compte la porte : la même écriture, donc le même temps, dans les deux cas.
 * Une seule demande en attente par adresse.
 */
export const demanderCodePourAdresse = async (requetes: Requetes, adresse: string, maintenant: Date): Promise<void> => {
  await requetes.deleteFrom('courriel_a_envoyer').where('genre', '=', 'demande').where('creeLe', '<', new Date(maintenant.getTime() - DUREE_DEMANDE)).execute();
  await requetes.insertInto('courriel_a_envoyer').values({ id: randomUUID(), genre: 'demande', utilisateurId: null, adresse, creeLe: maintenant, prochainEssaiLe: maintenant, abandonneLe: null })
    .onConflict((conflit) => conflit.doNothing()).execute();
};
