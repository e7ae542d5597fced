import { schemaErreur } from '../../contract/service.ts';

/** Octets d’un corps de ces routes : de quoi porter deux mots de passe, ou un défi et une adresse de retour. */
export const CORPS_MAXIMAL = 24_576;

type Statut = 400 | 401 | 403 | 404 | 409 | 426 | 429 | 503;
/** Réponses d’erreur d’une route, pour l’OpenAPI. */
export const erreurs = <S extends Statut>(...statuts: readonly S[]): Record<S, typeof schemaErreur> => Object.fromEntries(statuts.map((statut) => [statut, schemaErreur])) as Record<S, typeof schemaErreur>;
