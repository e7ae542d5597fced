import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Designation } from '../../contract/programmes.ts';
import { CHEMINS_PROGRAMMES, schemaDesignations } from '../../contract/programmes.ts';
import type { BaseEcriture } from '../../db/base.ts';
import { ecrireReglage, lireReglage } from '../../db/base.ts';
import type { ClientService } from '../client.ts';
import { ErreurService } from '../client.ts';

/** Ce que l’on a su il y a moins de temps ne se redemande pas. */
const FRAICHEUR_MS = 5_000;
const NOM_MAXIMUM = 80;
/** Ce compte sur cette machine : son fichier de travail le dit. */
const posteDe = (base: BaseEcriture): string => {
  const connu = lireReglage(base, 'posteId');
  if (connu !== null) return connu;
  const neuf = randomUUID();
  ecrireReglage(base, 'posteId', neuf);
  return neuf;
};

/** Ailleurs : le poste que la personne a désigné, quand ce n’est pas celui-ci. */
export interface Ailleurs { readonly poste: string; readonly depuis: string }
export interface Designations {
  /** Redemande au service, si l’on n’a rien su depuis peu ; vrai quand ce que l’on sait vient de lui. Ne rejette pas. */
  relire(base: BaseEcriture): Promise<boolean>;
  /** Rapports que la personne laisse par un autre poste, d’après la dernière réponse du service. */
  ailleurs(base: BaseEcriture): ReadonlyMap<string, Ailleurs>;
  /** Désigne ce poste-ci, depuis un instant ; vrai quand le service l’a su. */
  prendre(base: BaseEcriture, rapportId: string, depuis: string): Promise<boolean>;
  rendre(rapportId: string): Promise<void>;
}

/** Quel poste laisse chaque rapport de la personne : le service le garde, un poste hors ligne suit ce qu’il en a su. Un service d’avant n’en sait rien : chaque poste laisse alors les siens. */
export const creerDesignations = ({ client, maintenant }: { readonly client: Pick<ClientService, 'interroger' | 'demander'>; readonly maintenant: () => string }): Designations => {
  const sues = new WeakMap<BaseEcriture, { readonly le: number; readonly programmes: readonly Designation[] }>();
  const noter = (base: BaseEcriture, { programmes }: { readonly programmes: readonly Designation[] }): void => { sues.set(base, { le: Date.parse(maintenant()), programmes }); };
  const chemin = (rapportId: string): string => CHEMINS_PROGRAMMES.un.replace(':rapportId', rapportId);
  const sansRejet = async (travail: () => Promise<void>): Promise<boolean> => { try { await travail(); return true; } catch (erreur) { if (erreur instanceof ErreurService) return false; throw erreur; } };
  return {
    relire: (base) => {
      const su = sues.get(base);
      return su !== undefined && Date.parse(maintenant()) - su.le < FRAICHEUR_MS ? Promise.resolve(true) : sansRejet(async () => { noter(base, await client.interroger(CHEMINS_PROGRAMMES.liste, schemaDesignations)); });
    },
    ailleurs: (base) => { const ici = posteDe(base); return new Map((sues.get(base)?.programmes ?? []).filter(({ posteId }) => posteId !== ici).map(({ rapportId, poste, depuis }) => [rapportId, { poste, depuis }])); },
    prendre: (base, rapportId, depuis) => sansRejet(async () => {
      const recu = await client.demander('POST', chemin(rapportId), { posteId: posteDe(base), poste: (hostname() || 'sans nom').slice(0, NOM_MAXIMUM), depuis }, schemaDesignations);
      if (recu !== undefined) noter(base, recu);
    }),
    rendre: async (rapportId) => { await sansRejet(async () => { await client.demander('DELETE', chemin(rapportId), undefined, null); }); },
  };
};
