import type { Geste } from '../droits.ts';
import type { CompteOffre } from '../objets/utilisateur.ts';
import { dispositifsDuPerimetre, entiteDuPerimetre } from '../objets/utilisateur.ts';
import type { Acteur, Perimetre, Profil } from '../profils.ts';
import type { Refus } from './commande.ts';
import { refus } from './commande.ts';
import { estRefus, exigerDroit } from './regles.ts';

const cibleCompte = (profil: Profil, perimetre: Perimetre, departements: readonly string[]) =>
  ({ departements, entiteId: entiteDuPerimetre(perimetre), dispositifId: null, affectations: dispositifsDuPerimetre(perimetre), vise: { profil, perimetre } });

/** Refus si l’acteur n’encadre pas ce compte par ce geste ; sinon `null`. Sert aussi à griser les boutons avec leur raison. */
export const refusEncadrement = (acteur: Acteur, geste: Geste, compte: Pick<CompteOffre, 'profil' | 'perimetre' | 'departements'> & { readonly id?: string }): Refus | null => {
  const droit = exigerDroit(acteur, geste, 'utilisateur', cibleCompte(compte.profil, compte.perimetre, compte.departements), undefined);
  if (estRefus(droit)) return droit;
  return compte.id === acteur.utilisateurId ? refus('soi_meme', 'Personne ne gère son propre compte : le demander à un autre administrateur. Le téléphone, le mot de passe et le second facteur se changent dans « Mon compte ».') : null;
};
