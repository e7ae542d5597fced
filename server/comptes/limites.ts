import { sql } from 'kysely';
import type { ContexteService } from '../contexte.ts';
import { empreinteDeCode } from './secrets.ts';

/** Ce que l’on freine. Une même clé (une adresse réseau) a un compteur par frein. */
export type Frein = 'echecs' | 'rafraichissements' | 'inconnues' | 'demandes_courriel' | 'demandes_adresse' | 'cles_fausses' | 'cle_occupations' | 'cle_offre';

/** Compte des essais par clé, sur une fenêtre qui s’ouvre au premier. */
export interface Limiteur {
  /** Millisecondes à attendre avant un nouvel essai ; 0 quand il est permis. */
  attente(cle: string): Promise<number>;
  /** Compte un essai, et rend ce qu’il devrait attendre : 0 quand il est permis. */
  compter(cle: string): Promise<number>;
}

interface Compteur { readonly nombre: number; readonly depuis: Date }

/**
 * `maximum` essais par `fenetre` millisecondes, comptés en base : la borne est la même quel que soit le nombre d’instances, et un redémarrage ne la remet pas à zéro. Des essais
 * simultanés se comptent tous (une seule instruction). Ni l’adresse réseau ni le courriel ne sont gardés : leur empreinte, par la clé du service, le temps de la fenêtre. À appeler hors d’une transaction.
 */
export const creerLimiteur = ({ base, cle: cleDuService, horloge }: Pick<ContexteService, 'base' | 'cle' | 'horloge'>, frein: Frein, maximum: number, fenetre: number): Limiteur => {
  const empreinte = (cle: string): string => empreinteDeCode(cleDuService, 'frein', frein, cle);
  return {
    attente: async (cle) => {
      const instant = horloge();
      const compteur = await base.db.selectFrom('frein').select(['nombre', 'depuis']).where('empreinte', '=', empreinte(cle)).where('expireLe', '>', instant).executeTakeFirst();
      return compteur !== undefined && compteur.nombre >= maximum ? compteur.depuis.getTime() + fenetre - instant.getTime() : 0;
    },
    compter: async (cle) => {
      const instant = horloge();
      const expireLe = new Date(instant.getTime() + fenetre);
      const { rows: [compteur] } = await sql<Compteur>`
        insert into frein (empreinte, nombre, depuis, "expireLe") values (${empreinte(cle)}, 1, ${instant}::timestamptz, ${expireLe}::timestamptz)
        on conflict (empreinte) do update set nombre = case when frein."expireLe" <= excluded.depuis then 1 else frein.nombre + 1 end,
          depuis = case when frein."expireLe" <= excluded.depuis then excluded.depuis else frein.depuis end,
          "expireLe" = case when frein."expireLe" <= excluded.depuis then excluded."expireLe" else frein."expireLe" end
        returning nombre, depuis`.execute(base.db);
      const { nombre, depuis } = compteur as Compteur;
      // une fenêtre s’ouvre : celles qui sont closes s’oublient
      if (nombre === 1) await base.db.deleteFrom('frein').where('expireLe', '<', instant).execute();
      return nombre > maximum ? depuis.getTime() + fenetre - instant.getTime() : 0;
    },
  };
};
