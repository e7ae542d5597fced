import { createContext, useContext, useSyncExternalStore } from 'react';
import type { EtatSession, EtatSync } from '../../contract/poste.ts';
import type { Utilisateur } from '../../contract/service.ts';
import type { Acteur, Profil } from '../../domain/profils.ts';
import { reprendreAnciensBrouillons } from './anciensBrouillons.ts';
import { client } from './client.ts';
import { oublierStockage } from '../ui/stockage.ts';
import { requetes, useAppel } from './requetes.ts';

export const useEtatSession = () => useAppel('session.etat', {});

/** État de la synchronisation, tenu à jour par ses événements ; `undefined` tant qu’il n’est pas connu. */
export const useEtatSync = (): EtatSync | undefined => useAppel('sync.etat', {}).data;

export interface SessionOuverte { readonly utilisateur: Utilisateur; readonly acteur: Acteur; readonly session: EtatSession }
export const ContexteSession = createContext<SessionOuverte | null>(null);

/** La personne connectée. Ne s’emploie que sous l’écran de connexion franchi. */
export const useSession = (): SessionOuverte => {
  const session = useContext(ContexteSession);
  if (session === null) throw new Error('useSession hors d’une session ouverte');
  return session;
};

/** La même personne, telle que les règles du domaine la voient. */
export const enActeur = ({ id, nom, profil, perimetre }: Utilisateur): Acteur => ({ utilisateurId: id, nom, profil: profil as Profil, perimetre });

/** Remplace l’état de session et oublie tout le reste. `clear()` détacherait l’observateur de la session, qui ne verrait plus rien. */
const changerDeSession = (etat: EtatSession): void => {
  requetes.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session.etat' });
  requetes.setQueryData(['session.etat', {}], etat);
};

export const ouvrirSession = async (email: string, motDePasse: string): Promise<void> => {
  const etat = await client.appeler('session.ouvrir', { email, motDePasse });
  noterOubli(null);
  chute = false;
  changerDeSession(etat);
  if (etat.utilisateur !== null) reprendreAnciensBrouillons(etat.utilisateur.id).catch(() => undefined);
};

/** Après une étape de connexion : l’état de session est déjà venu par son événement. */
export const conclureConnexion = async (): Promise<void> => {
  noterOubli(null);
  chute = false;
  const { utilisateur } = await client.appeler('session.etat', {});
  if (utilisateur !== null) reprendreAnciensBrouillons(utilisateur.id).catch(() => undefined);
};

/** Ferme la session et oublie tout ce que la page avait lu pour elle. */
export const fermerSession = async (): Promise<void> => {
  const etat = await client.appeler('session.fermer', {});
  chute = false;
  changerDeSession(etat);
};

/** Gestes du coffre ; chacun rend l’état de session, où le coffre est ouvert ou non. */
const gesteCoffre = async (appel: Promise<EtatSession>): Promise<void> => { changerDeSession(await appel); };
export const choisirPhrase = (phrase: string): Promise<void> => gesteCoffre(client.appeler('coffre.choisirPhrase', { phrase }));
export const ouvrirCoffre = (phrase: string): Promise<void> => gesteCoffre(client.appeler('coffre.ouvrir', { phrase }));
export const reessayerCoffre = (): Promise<void> => gesteCoffre(client.appeler('coffre.reessayer', {}));
export const repartirANeuf = (): Promise<void> => gesteCoffre(client.appeler('coffre.repartir', {}));

/** Vrai quand le processus de données est tombé sous une session ouverte, jusqu’à la connexion suivante : l’écran de connexion dit pourquoi il est revenu. */
let chute = false;
export const aChute = (): boolean => chute;
/** Un nouveau processus de données répond : la session de l’ancien, s’il y en avait une, est à rouvrir. */
export const noterReprise = (): void => {
  chute ||= (requetes.getQueryData<EtatSession>(['session.etat', {}])?.utilisateur ?? null) !== null;
  void requetes.invalidateQueries();
};

/** Ce que l’écran de connexion dit après « Oublier ce poste » : le compte effacé, et où sont parties ses modifications. */
export interface Oubli { readonly email: string; readonly chemin: string | null; readonly nombre: number }
let oubli: Oubli | null = null;
const abonnes = new Set<() => void>();
const noterOubli = (nouveau: Oubli | null): void => {
  oubli = nouveau;
  for (const abonne of abonnes) abonne();
};
const abonner = (rappel: () => void): (() => void) => {
  abonnes.add(rappel);
  return () => { abonnes.delete(rappel); };
};
/** Le dernier oubli de cette fenêtre ; il s’efface à la connexion suivante. L’événement de session peut arriver avant lui : d’où l’abonnement. */
export const useOubli = (): Oubli | null => useSyncExternalStore(abonner, () => oubli);

/** La machine ne garde plus rien du compte : la page non plus. */
export const conclureOubli = (session: EtatSession, { id, email }: Utilisateur, chemin: string | null, nombre: number): void => {
  oublierStockage(id);
  noterOubli({ email, chemin, nombre });
  changerDeSession(session);
};
