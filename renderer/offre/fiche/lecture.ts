import type { Fiche } from '../../../contract/poste.ts';
import type { Pas } from '../../../domain/objets/commun.ts';
import type { Completude } from '../../../domain/objets/champ.ts';
import { completude } from '../../../domain/objets/champ.ts';
import type { Dispositif } from '../../../domain/objets/dispositif.ts';
import type { Entite } from '../../../domain/objets/entite.ts';
import type { Groupe } from '../../../domain/objets/groupe.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import { dernierPas } from '../../../domain/parcours.ts';

type Commune = Omit<Fiche, 'objet' | 'ligne' | 'entite' | 'dispositif' | 'groupes' | 'dispositifs'> & {
  readonly id: string; readonly nom: string; readonly code: string | null; readonly statut: string | null; readonly parcours: readonly Pas[]; readonly valeurs: Readonly<Record<string, unknown>>;
  readonly entite: Entite | null; readonly dispositif: Dispositif | null; readonly groupes: readonly Groupe[]; readonly dispositifs: readonly Dispositif[]; readonly completude: Completude;
};
/** Une fiche lue, dont la ligne est typée par son objet. */
export type FicheLue = Commune & ({ readonly objet: 'entite'; readonly ligne: Entite } | { readonly objet: 'dispositif'; readonly ligne: Dispositif } | { readonly objet: 'groupe'; readonly ligne: Groupe });

/** Un dispositif dont le responsable a un compte n’a pas besoin qu’on l’écrive encore en toutes lettres. */
const completudeDe = (objet: Fiche['objet'], valeurs: Readonly<Record<string, unknown>>): Completude => {
  const calculee = completude(CHAMPS[objet], valeurs);
  return typeof valeurs['responsableId'] === 'string' ? { ...calculee, conseilles: calculee.conseilles.filter((champ) => champ !== 'responsable') } : calculee;
};

/** Donne leur type aux lignes d’une fiche. Le processus de données les a déjà validées : ce sont celles du cache. */
export const lireFiche = (fiche: Fiche): FicheLue => {
  const valeurs = fiche.ligne;
  const entite = fiche.entite as unknown as Entite | null;
  const commune = {
    communeNom: fiche.communeNom, responsableNom: fiche.responsableNom, gestes: fiche.gestes, places: fiche.places, serveur: fiche.serveur, attente: fiche.attente, propositions: fiche.propositions, valeurs, entite,
    dispositif: fiche.dispositif as unknown as Dispositif | null, groupes: fiche.groupes as unknown as Groupe[], dispositifs: fiche.dispositifs as unknown as Dispositif[], completude: completudeDe(fiche.objet, valeurs),
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

/** Commentaires du dernier renvoi en vigueur, tant que la fiche est à corriger : champ → phrase. */
export const commentairesDuRenvoi = (parcours: readonly Pas[]): Readonly<Record<string, string>> => {
  return dernierPas(parcours, 'renvoyer')?.commentaires ?? {};
};
