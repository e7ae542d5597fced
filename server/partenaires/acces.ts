import type { FastifyRequest } from 'fastify';
import { PREFIXE_CLE } from '../../contract/partenaires.ts';
import type { DroitCle } from '../base/schema.ts';
import type { Frein, Limiteur } from '../comptes/limites.ts';
import { creerLimiteur } from '../comptes/limites.ts';
import type { ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';
import type { Partenaire } from './cles.ts';
import { lirePartenaire } from './cles.ts';

const MINUTE = 60_000;
/** Clés fausses d’une adresse réseau avant d’attendre. */
const FAUSSES_PAR_ADRESSE = 100;
const FREINS = { occupations: 'cle_occupations', offre: 'cle_offre' } as const satisfies Readonly<Record<DroitCle, Frein>>;

export const cleDe = ({ headers }: FastifyRequest): string => {
  const [schema, cle] = (headers.authorization ?? '').split(' ');
  return schema?.toLowerCase() === 'bearer' && cle?.startsWith(PREFIXE_CLE) === true ? cle : '';
};
export const cleInvalide = (): ErreurService => new ErreurService(401, 'cle.invalide', 'Clé absente, inconnue, expirée ou retirée.');

const attendre = (millisecondes: number): void => { if (millisecondes > 0) throw new ErreurService(429, 'cle.frequence', 'Trop de requêtes : attendre avant de recommencer.', { attendre: Math.ceil(millisecondes / 1000) }); };
declare module 'fastify' {
  interface FastifyRequest { partenaire: Partenaire | null }
}

/** Les essais de clés fausses, communs à toutes les routes des partenaires. */
export const creerAccesPartenaires = (contexte: ContexteService): ((droit: DroitCle, parMinute: number) => (requete: FastifyRequest) => Promise<void>) => {
  const fausses = creerLimiteur(contexte, 'cles_fausses', FAUSSES_PAR_ADRESSE, 15 * MINUTE);
  const limiteurs = new Map<DroitCle, Limiteur>();
  return (droit, parMinute) => {
    const envois = limiteurs.get(droit) ?? creerLimiteur(contexte, FREINS[droit], parMinute, MINUTE);
    limiteurs.set(droit, envois);
    return async (requete) => {
      const maintenant = contexte.horloge();
      attendre(await fausses.attente(requete.ip));
      const partenaire = await lirePartenaire(contexte.base.db, cleDe(requete), maintenant);
      if (partenaire === undefined) { await fausses.compter(requete.ip); throw cleInvalide(); }
      attendre(await envois.compter(partenaire.cleId));
      if (!partenaire.droits.includes(droit)) throw new ErreurService(403, 'cle.droit', droit === 'offre' ? 'Cette clé ne permet pas de lire l’offre.' : 'Cette clé ne permet pas de déposer l’occupation.');
      await contexte.base.db.updateTable('cle_partenaire').set({ dernierUsage: maintenant }).where('id', '=', partenaire.cleId).execute();
      requete.partenaire = partenaire;
    };
  };
};
export const exigerPartenaire = (requete: FastifyRequest): Partenaire => {
  if (requete.partenaire === null) throw cleInvalide();
  return requete.partenaire;
};
