import type { Dispositif } from '../objets/dispositif.ts';
import type { Entite } from '../objets/entite.ts';
import type { Groupe } from '../objets/groupe.ts';
import { capaciteAu } from '../objets/groupe.ts';
import type { Place } from '../objets/place.ts';
import type { Acteur } from '../profils.ts';
import { cleDeTri } from '../texte.ts';
import { cleDeGroupe, cleDeStructure } from './cles.ts';
import type { Contexte } from './controles/contexte.ts';
import { SOURCE_REPRISE } from './controles/contexte.ts';

/** Ce qu’il faut lire de l’offre pour la comparer à un fichier : toutes les entités non closes, le reste du département du lot. */
export interface OffreLue {
  readonly entites: readonly Pick<Entite, 'id' | 'provenance' | 'siren' | 'finessEj' | 'raisonSociale' | 'departements'>[];
  readonly dispositifs: readonly Pick<Dispositif, 'id' | 'provenance' | 'finessEt' | 'siret' | 'nom' | 'nature' | 'adresse' | 'commune' | 'entiteId'>[];
  readonly groupes: readonly Pick<Groupe, 'id' | 'provenance' | 'dispositifId' | 'modalite' | 'libelle' | 'capacites' | 'ouverture' | 'fermeture'>[];
  readonly places: readonly Pick<Place, 'id' | 'provenance'>[];
  readonly comptes: readonly { readonly id: string; readonly email: string; readonly profil: Acteur['profil']; readonly perimetre: Acteur['perimetre']; readonly statut: 'invite' | 'actif' | 'suspendu' | 'supprime' }[];
}
export interface Comparaison { readonly existant: Contexte['existant']; readonly comptes: NonNullable<Contexte['comptes']>; /** « clé d’entité/département », pour E03. */ readonly gestionnaires: readonly string[] }

const identifiantDe = ({ provenance }: { readonly provenance: Entite['provenance'] }): string | null => (provenance?.source === SOURCE_REPRISE ? provenance.identifiant : null);

/** L’offre telle que les contrôles la comparent à un fichier. `lot` : celui que l’on recharge. Une fiche qui ne vient pas d’une reprise se reconnaît par son siren, son FINESS, ou son siret et son nom. */
export const comparerALOffre = ({ comptes, ...lue }: OffreLue, aujourdhui: string, lot: string | null = null): Comparaison => {
  // les fiches d’un lot que l’on reprend après une coupure ne sont pas « déjà dans l’offre » : elles sont de lui
  const deja = <L extends { readonly provenance: Entite['provenance'] }>(lignes: readonly L[]): readonly L[] => (lot === null ? lignes : lignes.filter(({ provenance }) => provenance?.lot !== lot));
  const [entites, dispositifs, groupes, places] = [deja(lue.entites), deja(lue.dispositifs), deja(lue.groupes), deja(lue.places)];
  const structures = new Map(dispositifs.map((dispositif) => [dispositif.id, identifiantDe(dispositif) ?? cleDeStructure({ texte: (champ) => (champ === 'siret' ? (dispositif.siret ?? '') : champ === 'nom' ? dispositif.nom : '') })]));
  const parId = new Map(entites.map((entite) => [entite.id, entite]));
  const gestionnaires = new Set<string>();
  for (const { profil, perimetre, statut } of comptes) {
    if (profil !== 'gestionnaire_entite' || perimetre.genre !== 'entite' || (statut !== 'actif' && statut !== 'invite')) continue;
    const entite = parId.get(perimetre.entiteId);
    if (entite === undefined) continue;
    for (const departement of perimetre.departements) {
      // une ligne nomme son entité par son siren, sinon son FINESS, sinon son nom (`cleDEntite`)
      const cles = [identifiantDe(entite), entite.siren, entite.finessEj === null ? null : `ej:${entite.finessEj}`, `nom:${departement}/${cleDeTri(entite.raisonSociale)}`];
      for (const cle of cles) if (cle !== null) gestionnaires.add(`${cle}/${departement}`);
    }
  }
  return {
    existant: {
      entites: entites.map((entite) => ({ id: entite.id, identifiant: identifiantDe(entite), siren: entite.siren, finessEj: entite.finessEj, raisonSociale: entite.raisonSociale, departements: entite.departements })),
      dispositifs: dispositifs.map((dispositif) => ({ id: dispositif.id, identifiant: identifiantDe(dispositif), finessEt: dispositif.finessEt, siret: dispositif.siret, nom: dispositif.nom, nature: dispositif.nature, adresse: dispositif.adresse, commune: dispositif.commune, entite: dispositif.entiteId })),
      groupes: groupes.flatMap((groupe) => {
        const structure = structures.get(groupe.dispositifId);
        if (structure === undefined) return [];
        const identifiant = identifiantDe(groupe);
        const parCle = identifiant !== null && identifiant.startsWith(`${structure}/`) && !/\|(?:115|insertion|autre)$/u.test(identifiant) ? identifiant.slice(structure.length + 1) : null;
        return [{ id: groupe.id, identifiant: identifiant ?? groupe.id, structure, groupe: parCle ?? cleDeGroupe({ texte: (champ) => (champ === 'libelle' ? groupe.libelle : '') }), libelle: groupe.libelle, capacite: capaciteAu(groupe, aujourdhui), ouverture: groupe.ouverture, ...(identifiant === null && (groupe.fermeture === null || groupe.fermeture > aujourdhui) ? { saisi: { dispositif: groupe.dispositifId, modalite: groupe.modalite } } : {}) }];
      }),
      places: places.flatMap((place) => { const identifiant = identifiantDe(place); return identifiant === null ? [] : [{ id: place.id, identifiant }]; }),
    },
    comptes: comptes.filter(({ statut }) => statut !== 'supprime').map(({ id, email }) => ({ id, email })), gestionnaires: [...gestionnaires],
  };
};
