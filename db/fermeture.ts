import type { ApercuFermeture } from '../contract/poste.ts';
import type { Contexte } from '../domain/commandes/commande.ts';
import { executer } from '../domain/commandes/commande.ts';
import { fermer, preparerFermeture } from '../domain/commandes/fermeture.ts';
import { veille } from '../domain/dates.ts';
import type { Entite } from '../domain/objets/entite.ts';
import { capaciteAu } from '../domain/objets/groupe.ts';
import type { Acteur } from '../domain/profils.ts';
import { estDansLePerimetre } from '../domain/profils.ts';
import type { BaseLecture } from './base.ts';
import { repondreParCache } from './execution.ts';


/**
 * Ce que fermerait la commande `fermer` à cette date, d’après le cache, sans rien écrire : le calcul est celui de la commande. `horsPerimetre` : l’entité est aussi
 * dans un département que ce poste ne reçoit pas, le service seul en jugera.
 */
export const apercuFermeture = (base: BaseLecture, { objet, id, date }: { readonly objet: 'entite' | 'dispositif'; readonly id: string; readonly date: string }, acteur: Acteur, contexte: Contexte): ApercuFermeture => {
  // le motif se saisit dans le dialogue : ici on juge le reste
  const args = { objet, id, date, motif: 'aperçu' };
  const etat = executer(fermer.lire(args), repondreParCache(base));
  const { dispositifs, groupes, placesOuvertes, refus } = preparerFermeture(etat, args, acteur, contexte);
  return {
    dispositifs: dispositifs.map((dispositif) => ({ id: dispositif.id, nom: dispositif.nom, statut: dispositif.statut })),
    // la capacité que la fermeture retire : celle de la veille de son premier jour
    groupes: groupes.map(({ groupe, dispositif, placesOuvertes: ouvertes }) => ({ id: groupe.id, libelle: groupe.libelle, dispositifId: dispositif.id, dispositif: dispositif.nom, capacite: Math.max(capaciteAu(groupe, veille(date)), capaciteAu(groupe, date)), placesOuvertes: ouvertes })),
    placesOuvertes, refus: refus === null ? null : { code: refus.code, message: refus.message },
    horsPerimetre: objet === 'entite' && etat.fiche !== undefined && (etat.fiche as Entite).departements.some((departement) => !estDansLePerimetre(acteur.perimetre, { departements: [departement], entiteId: id, dispositifId: '' })),
  };
};
