import type { Utilisateur } from '../contract/service.ts';
import type { Contexte } from '../domain/commandes/commande.ts';
import { referentielCommunes, trouverCommune } from '../domain/geographie/cog.ts';
import type { Acteur, Profil } from '../domain/profils.ts';
import type { Base } from '../db/base.ts';
import type { Cadre } from '../db/execution.ts';
import type { Catalogue } from '../domain/commandes/catalogue.ts';
import type { ContexteEcriture } from '../db/lignes.ts';
import type { VuePlaces } from '../db/places.ts';
import type { VueUtilisateurs } from '../db/utilisateurs.ts';
import type { Vue } from '../db/vues.ts';
import type { Synchroniseur } from './synchroniseur.ts';

/**
 * Un compte ouvert : ses fichiers, sa boucle, ses vues. `base` et `synchroniseur` changent quand les fichiers sont rouverts (réparation, changement de clé) ;
 * `utilisateur` suit le service (profil, périmètre). `jour` : date à laquelle les états du jour ont été calculés. `aSauvegarder` : du travail est plus récent que la dernière sauvegarde.
 * `remplacements` : combien de fois l’offre a été rechargée en entier ; ce qu’une vue désignait n’a plus de sens après.
 * `programme` : l’empreinte de ce qui calcule ; sans elle, aucun chiffre ne se garde d’un lancement à l’autre.
 */
export interface SessionPoste { readonly email: string; base: Base; utilisateur: Utilisateur; synchroniseur: Synchroniseur; readonly vues: Map<number, Vue | VuePlaces | VueUtilisateurs>; jour: string; aSauvegarder: boolean; remplacements: number; readonly programme?: string | undefined }

const PARIS = new Intl.DateTimeFormat('fr-CA', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit' });

export const nomCommune = (code: string): string | undefined => trouverCommune(code)?.nom;
export const aujourdhuiAParis = (): string => PARIS.format(new Date());
/** Le contexte des commandes selon l’horloge du poste : provisoire, celle du service fera foi. */
export const contexteDuPoste = (): Contexte => ({ maintenant: new Date().toISOString(), aujourdhui: aujourdhuiAParis(), communes: referentielCommunes });
export const ecritureDuPoste = (): ContexteEcriture => ({ aujourdhui: aujourdhuiAParis(), nomCommune });
export const acteurDe = (utilisateur: Utilisateur): Acteur => ({ utilisateurId: utilisateur.id, nom: utilisateur.nom, profil: utilisateur.profil as Profil, perimetre: utilisateur.perimetre });
export const cadreDe = (utilisateur: Utilisateur, catalogue: Catalogue): Cadre => ({ acteur: acteurDe(utilisateur), contexte: contexteDuPoste(), ecriture: ecritureDuPoste(), catalogue });
