// Le processus de données ne sait pas ouvrir le navigateur de la personne : il le demande au principal, qui juge l’adresse. La page n’a pas accès à ce canal.
import { estOuvrable, type Ouvrables } from './adresses.ts';
import { demandeDe, demandesNumerotees } from './demandes.ts';
import type { DemandeOuverture, ReponseOuverture } from './messagesDonnees.ts';

export type NavigateurParMessages = {
  /** Faux : l’adresse est refusée, ou rien ne s’est ouvert. Ne rejette pas. */
  ouvrir(adresse: string): Promise<boolean>;
  /** À appeler pour chaque réponse du processus principal ; une réponse inattendue est sans effet. */
  recevoir(reponse: ReponseOuverture): void;
};

/** Côté données : chaque ouverture est un message. */
export function navigateurParMessages(envoyer: (demande: DemandeOuverture) => void): NavigateurParMessages {
  const demandes = demandesNumerotees<boolean>();
  return {
    ouvrir: (adresse) => demandes.poser((id) => envoyer({ type: 'adresse', id, adresse })),
    recevoir: ({ id, ouverte }) => demandes.repondre(id, ouverte),
  };
}

/** Côté principal : ouvre, par `ouvrir`, une adresse de la liste permise. Un message qui n’est pas une demande bien formée rend `undefined`. Ne rejette pas. */
export async function repondreOuverture(message: unknown, ouvrables: Ouvrables, ouvrir: (adresse: string) => Promise<void>): Promise<ReponseOuverture | undefined> {
  const demande = demandeDe(message, 'adresse');
  const adresse = demande?.champs['adresse'];
  if (demande === undefined || typeof adresse !== 'string') return undefined;
  const { id } = demande;
  const permise = estOuvrable(adresse, ouvrables);
  if (permise === undefined) return { type: 'adresse', id, ouverte: false };
  return { type: 'adresse', id, ouverte: await ouvrir(permise).then(() => true, () => false) };
}
