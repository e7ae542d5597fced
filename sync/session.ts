import type { Utilisateur } from '../contract/service.ts';
import type { Contexte } from '../domain/commandes/commande.ts';
import { referentielCommunes, trouverCommune } from '../domain/geographie/cog.ts';
import type { Acteur, Profil } from '../domain/profils.ts';
import type { BaseEcriture } from '../db/base.ts';
import type { ContexteEcriture } from '../db/lignes.ts';
import type { Vue } from '../db/vues.ts';
import type { Synchroniseur } from './synchroniseur.ts';

/** Un compte ouvert : son cache, sa boucle, ses vues. `utilisateur` suit le service (profil, périmètre). `jour` : date à laquelle les états du jour ont été calculés. */
export interface SessionPoste { readonly base: BaseEcriture; utilisateur: Utilisateur; readonly synchroniseur: Synchroniseur; readonly vues: Map<number, Vue>; jour: string }

const PARIS = new Intl.DateTimeFormat('fr-CA', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit' });

export const nomCommune = (code: string): string | undefined => trouverCommune(code)?.nom;
export const aujourdhuiAParis = (): string => PARIS.format(new Date());
/** Le contexte des commandes selon l’horloge du poste : provisoire, celle du service fera foi. */
export const contexteDuPoste = (): Contexte => ({ maintenant: new Date().toISOString(), aujourdhui: aujourdhuiAParis(), communes: referentielCommunes });
export const ecritureDuPoste = (): ContexteEcriture => ({ aujourdhui: aujourdhuiAParis(), nomCommune });
export const acteurDe = (utilisateur: Utilisateur): Acteur => ({ utilisateurId: utilisateur.id, nom: utilisateur.nom, profil: utilisateur.profil as Profil, perimetre: utilisateur.perimetre });
