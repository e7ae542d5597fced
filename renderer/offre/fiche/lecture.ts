import type { Fiche } from '../../../contract/poste.ts';
import type { Pas } from '../../../domain/objets/commun.ts';
import type { Completude } from '../../../domain/objets/champ.ts';
import { completude } from '../../../domain/objets/champ.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Entite } from '../../../domain/objets/entite.ts';
import type { Groupe } from '../../../domain/objets/groupe.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';

type Commune = Omit<Fiche, 'objet' | 'ligne' | 'entite' | 'dispositif' | 'groupes' | 'dispositifs'> & {
  readonly id: string; readonly nom: string; readonly code: string | null; readonly statut: string | null; readonly parcours: readonly Pas[]; readonly valeurs: Readonly<Record<string, unknown>>;
  readonly entite: Entite | null; readonly dispositif: Dispositif | null; readonly groupes: readonly Groupe[]; readonly dispositifs: readonly Dispositif[]; readonly completude: Completude;
};
/** Une fiche lue, dont la ligne est typée par son objet. */
export type FicheLue = Commune & ({ readonly objet: 'entite'; readonly ligne: Entite } | { readonly objet: 'dispositif'; readonly ligne: Dispositif } | { readonly objet: 'groupe'; readonly ligne: Groupe });

/** Donne leur type aux lignes d’une fiche. Le processus de données les a déjà validées : ce sont celles du cache. */
export const lireFiche = (fiche: Fiche): FicheLue => {
  const valeurs = fiche.ligne;
  const entite = fiche.entite as unknown as Entite | null;
  const commune = {
    communeNom: fiche.communeNom, gestes: fiche.gestes, places: fiche.places, serveur: fiche.serveur, attente: fiche.attente, valeurs, entite,
    dispositif: fiche.dispositif as unknown as Dispositif | null, groupes: fiche.groupes as unknown as Groupe[], dispositifs: fiche.dispositifs as unknown as Dispositif[], completude: completude(CHAMPS[fiche.objet], valeurs),
  };
  switch (fiche.objet) {
    case 'entite': {
      const ligne = valeurs as unknown as Entite;
      return { ...commune, objet: 'entite', ligne, id: ligne.id, nom: ligne.raisonSociale, code: ligne.code, statut: ligne.statut, parcours: ligne.parcours };
    }
    case 'dispositif': {
      const ligne = valeurs as unknown as Dispositif;
      return { ...commune, objet: 'dispositif', ligne, id: ligne.id, nom: ligne.nom, code: ligne.code, statut: ligne.statut, parcours: ligne.parcours };
    }
    case 'groupe': {
      const ligne = valeurs as unknown as Groupe;
      return { ...commune, objet: 'groupe', ligne, id: ligne.id, nom: ligne.libelle, code: ligne.code, statut: null, parcours: [] };
    }
  }
};

/** Commentaires du dernier renvoi, tant que la fiche est à corriger : champ → phrase. */
export const commentairesDuRenvoi = (parcours: readonly Pas[]): Readonly<Record<string, string>> => {
  const dernier = [...parcours].reverse().find(({ geste }) => geste === 'renvoyer');
  return dernier?.commentaires ?? {};
};
