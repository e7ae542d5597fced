// Le processus de données n’a pas de fenêtre : il demande au principal la boîte du système où choisir un dossier. La page n’a pas accès à ce canal, et ne donne donc jamais un chemin.
import { demandeDe, demandesNumerotees } from './demandes.ts';
import type { DemandeDossier, ReponseDossier } from './messagesDonnees.ts';

export type DossierParMessages = {
  /** `null` : la personne a renoncé, ou rien ne s’est ouvert. Ne rejette pas. */
  choisir(): Promise<string | null>;
  /** À appeler pour chaque réponse du processus principal ; une réponse inattendue est sans effet. */
  recevoir(reponse: ReponseDossier): void;
};

/** Côté données : chaque choix est un message. */
export function dossierParMessages(envoyer: (demande: DemandeDossier) => void): DossierParMessages {
  const demandes = demandesNumerotees<string | null>();
  return {
    choisir: () => demandes.poser((id) => envoyer({ type: 'dossier', id })),
    recevoir: ({ id, dossier }) => demandes.repondre(id, dossier),
  };
}

/** Côté principal : ouvre la boîte par `choisir`. Un message qui n’est pas une demande bien formée rend `undefined`. Ne rejette pas. */
export async function repondreDossier(message: unknown, choisir: () => Promise<string | null>): Promise<ReponseDossier | undefined> {
  const demande = demandeDe(message, 'dossier');
  if (demande === undefined) return undefined;
  return { type: 'dossier', id: demande.id, dossier: await choisir().catch(() => null) };
}
