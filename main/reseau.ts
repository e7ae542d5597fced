// Par où le poste atteint le réseau. Le processus de données n’a pas la pile de Chromium, qui sait lire le réglage du système (adresse, script PAC, découverte) : il demande.
import type { ProxyConfig, Session } from 'electron';
import { demandeDe, demandesNumerotees } from './demandes.ts';
import type { DemandeMandataire, ReponseMandataire } from './messagesDonnees.ts';
import type { Mandataire } from './organisation.ts';

/** Le réglage de l’organisation, tel que Chromium l’entend. */
export const configurationMandataire = (mandataire: Mandataire): ProxyConfig =>
  (mandataire === 'systeme' ? { mode: 'system' } : mandataire === 'aucun' ? { mode: 'direct' } : { mode: 'fixed_servers', proxyRules: mandataire, proxyBypassRules: '<local>' });

/**
 * L’origine du mandataire à prendre, d’une réponse de Chromium (« PROXY hote:3128; DIRECT ») ; `null` : aller droit. SOCKS n’est pas pris : le choix suivant de la liste sert,
 * et s’il n’y en a pas, aller droit dira au moins que le service ne répond pas.
 */
export function mandataireDe(reponse: string): string | null {
  for (const choix of reponse.split(';')) {
    const [genre, hote] = choix.trim().split(/\s+/u);
    if (genre === 'DIRECT') return null;
    if ((genre === 'PROXY' || genre === 'HTTPS') && hote !== undefined) return `${genre === 'PROXY' ? 'http' : 'https'}://${hote}`;
  }
  return null;
}

export type MandataireParMessages = {
  /** L’origine du mandataire pour cette adresse, `null` pour aller droit. Ne rejette pas. */
  demander(adresse: string): Promise<string | null>;
  /** À appeler pour chaque réponse du processus principal ; une réponse inattendue est sans effet. */
  recevoir(reponse: ReponseMandataire): void;
};

/** Côté données : chaque question est un message. */
export function mandataireParMessages(envoyer: (demande: DemandeMandataire) => void): MandataireParMessages {
  const demandes = demandesNumerotees<string | null>();
  return {
    demander: (adresse) => demandes.poser((id) => envoyer({ type: 'mandataire', id, adresse })),
    recevoir: ({ id, mandataire }) => demandes.repondre(id, mandataire),
  };
}

/** Côté principal : répond par `resoudre` (`session.resolveProxy`). Un message qui n’est pas une demande bien formée rend `undefined`. Ne rejette pas. */
export async function repondreMandataire(message: unknown, resoudre: Session['resolveProxy']): Promise<ReponseMandataire | undefined> {
  const demande = demandeDe(message, 'mandataire');
  const adresse = demande?.champs['adresse'];
  if (demande === undefined || typeof adresse !== 'string') return undefined;
  return { type: 'mandataire', id: demande.id, mandataire: mandataireDe(await resoudre(adresse).catch(() => 'DIRECT')) };
}
