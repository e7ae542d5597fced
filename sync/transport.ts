import type { Dispatcher, RequestInit as RequeteUndici } from 'undici';
import { prendreAutoritesDuSysteme } from './autorites.ts';
import type { Transport } from './client.ts';

/** Après ce temps, ou un échec, la question se repose : un portable passe d’un réseau à l’autre. */
const VALABLE_MS = 60_000;

/** Ce qui a vraiment échoué : `fetch` l’enveloppe une ou deux fois. */
const premiereCause = (erreur: unknown): string => (erreur instanceof Error ? (erreur.cause === undefined ? erreur.message : premiereCause(erreur.cause)) : String(erreur));

/**
 * Un transport qui passe par le mandataire que `demander` désigne pour l’origine du service (`null` : aller droit, par le `fetch` du système). Le mandataire ouvre un tunnel (CONNECT) :
 * il ne lit ni jeton ni fiche. S’il demande une identification (407) ou ne répond pas, l’échange échoue comme une coupure, et `dire` reçoit une fois pourquoi.
 */
export const transportParMandataire = (demander: (adresse: string) => Promise<string | null>, dire: (texte: string) => void, maintenant: () => number = Date.now): Transport => {
  let connu: { readonly mandataire: string | null; readonly le: number } | undefined;
  let tunnel: { readonly mandataire: string; readonly par: Dispatcher } | undefined;
  let dit = '';
  let autorites = false;
  const choisir = async (adresse: URL): Promise<string | null> => {
    if (connu === undefined || maintenant() - connu.le > VALABLE_MS) connu = { mandataire: await demander(adresse.origin), le: maintenant() };
    return connu.mandataire;
  };
  return async (adresse, options) => {
    // au premier échange et non à l’ouverture : lire le magasin du système prend un instant
    if (!autorites && adresse.protocol === 'https:') { autorites = true; prendreAutoritesDuSysteme(); }
    const mandataire = await choisir(adresse);
    if (mandataire === null) {
      return fetch(adresse, options).catch((erreur: unknown) => { connu = undefined; throw erreur; });
    }
    const undici = await import('undici');
    if (tunnel?.mandataire !== mandataire) {
      void tunnel?.par.close().catch(() => undefined);
      tunnel = { mandataire, par: new undici.ProxyAgent(mandataire) };
    }
    try {
      // le `fetch` du système n’admet pas l’agent d’une autre version que la sienne
      const reponse = await undici.fetch(adresse, { ...(options as RequeteUndici), dispatcher: tunnel.par });
      dit = '';
      return reponse as unknown as Response;
    } catch (erreur) {
      connu = undefined;
      const raison = premiereCause(erreur);
      const texte = raison.includes('(407)') ? `Le mandataire ${mandataire} demande une identification, que ce poste ne sait pas donner.` : `Par le mandataire ${mandataire} : ${raison}`;
      if ((options.signal as AbortSignal | null | undefined)?.aborted !== true && texte !== dit) { dit = texte; dire(texte); }
      throw erreur;
    }
  };
};
