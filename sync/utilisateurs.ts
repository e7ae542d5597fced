import type { EtatSync, Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { Cadre } from '../db/execution.ts';
import { executerCommande, juger } from '../db/execution.ts';
import type { VueUtilisateurs } from '../db/utilisateurs.ts';
import { comptesProches, enNombre, idsDeVue, lireFicheUtilisateur, lireUtilisateurs, ouvrirVueUtilisateurs, personnesQuiPeuvent, rangUtilisateur, valeursUtilisateurs } from '../db/utilisateurs.ts';
import type { ContexteDroit } from '../domain/droits.ts';
import { traitementsExportComptes } from './exportComptes.ts';
import type { Exports } from './exports/exports.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste } from './session.ts';

interface Hote {
  readonly session: () => SessionPoste;
  readonly cadre: () => Cadre;
  readonly apresCommande: () => void;
  readonly emettreSync: (etat: EtatSync) => void;
  readonly exports: Exports;
}

const VUES_GARDEES = 4;
/** Les vues de cette grille et de l’offre sont rangées ensemble (vidées quand l’offre est remplacée) : leurs numéros ne se croisent pas. */
let numeroVue = 1_000_000;

/** Les traitements de l’écran Utilisateurs. Chacun lit le cache ou exécute des commandes ; aucune règle ici. */
export const traitementsUtilisateurs = ({ session, cadre, apresCommande, emettreSync, exports }: Hote): Pick<Traitements, Extract<keyof Traitements, `utilisateurs.${string}`>> => {
  const vueDe = (numero: number): VueUtilisateurs => {
    const vue = session().vues.get(numero);
    if (vue === undefined || !('proche' in vue)) throw new ErreurPoste('vue.perimee', 'Cette vue n’est plus à jour.');
    return vue;
  };
  return {
    ...traitementsExportComptes({ session, vueDe, exports }),
    'utilisateurs.ouvrir': (definition) => {
      const { base, vues } = session();
      const vue = ouvrirVueUtilisateurs(base, definition, contexteDuPoste());
      numeroVue += 1;
      vues.set(numeroVue, vue);
      for (const ancienne of [...vues.keys()].slice(0, -VUES_GARDEES)) vues.delete(ancienne);
      return { vue: numeroVue, total: vue.total, totaux: vue.totaux, filtres: vue.filtres, proche: vue.proche };
    },
    'utilisateurs.lignes': ({ vue, debut, fin }) => {
      const ouverte = vueDe(vue);
      return { lignes: lireUtilisateurs(session().base, ouverte, debut, Math.min(fin, debut + 1000), contexteDuPoste()), total: ouverte.total };
    },
    'utilisateurs.rang': ({ vue, id }) => ({ rang: rangUtilisateur(session().base, vueDe(vue), id) }),
    'utilisateurs.ids': ({ definition }) => {
      const vue = ouvrirVueUtilisateurs(session().base, definition, contexteDuPoste());
      return { ids: idsDeVue(session().base, vue), total: vue.total };
    },
    'utilisateurs.valeurs': ({ colonne, definition }) => ({ valeurs: valeursUtilisateurs(session().base, colonne, definition, contexteDuPoste()) }),
    'utilisateurs.fiche': ({ id }) => ({ fiche: lireFicheUtilisateur(session().base, id, cadre()) }),
    'utilisateurs.proches': (demande) => ({ proches: comptesProches(session().base, demande) }),
    'utilisateurs.quiPeut': ({ objet, geste, cible }) => personnesQuiPeuvent(session().base, geste, objet, cible as ContexteDroit, acteurDe(session().utilisateur)),
    'utilisateurs.apercu': ({ commande, args, ids }) => {
      const { base } = session();
      const courant = cadre();
      return { issues: enNombre(base, ids, (id) => juger(base, commande, { ...args, id }, courant)) };
    },
    'utilisateurs.enNombre': ({ commande, args, ids }) => {
      const { base, synchroniseur } = session();
      const courant = cadre();
      const issues = base.transaction(() => enNombre(base, ids, (id) => executerCommande(base, commande, { ...args, id }, courant)));
      emettreSync(synchroniseur.etat());
      apresCommande();
      void synchroniseur.maintenant();
      return { issues };
    },
  };
};
