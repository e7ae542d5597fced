import type { DispositifOccupe, PlaceOccupee } from '../contract/methodesOccupation.ts';
import { droitSurPlaces } from '../domain/commandes/places.ts';
import type { Nomenclature } from '../domain/nomenclature/nomenclature.ts';
import type { OccupationDeclaree } from '../domain/objets/dispositif.ts';
import type { Occupation } from '../domain/objets/place.ts';
import { STATUTS_DECLARANTS, etatDeclaration } from '../domain/places/occupation.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseLecture } from './base.ts';
import { attentesParFiche } from './file.ts';
import { decoder, lireLigneCache } from './lignes.ts';

interface Brute {
  readonly id: string; readonly code: string | null; readonly nom: string; readonly nature: string; readonly entite: string; readonly commune: string | null; readonly departement: string; readonly occupationDeclaree: string | null; readonly par: string | null;
  readonly entiteId: string; readonly statut: string; readonly creeParProfil: string; readonly delegationSiao: string | null;
  readonly ouvertes: number; readonly libres: number; readonly reservees: number; readonly occupees: number; readonly indisponibles: number;
}
const URGENCE = { jamais: 0, retard: 1, a_jour: 2 } as const;

/** Les dispositifs qui déclarent leur occupation, d’après les comptes que le cache tient par groupe : aucune place n’est lue. En retard d’abord. */
export const listerOccupation = (base: BaseLecture, acteur: Acteur, nomenclature: Nomenclature, aujourdhui: string, nomCommune: (code: string) => string | undefined): DispositifOccupe[] => {
  const attentes = attentesParFiche(base);
  // le P177 ne change rien au droit sur les places : les financements ne se lisent pas
  const brutes = base.tous<Brute>(`select d.id, d.code, d.nom, d.nature, d."entiteId", d.departement, d.statut, d."creeParProfil", d."delegationSiao", d.commune, d."occupationDeclaree", e."raisonSociale" as entite, u.nom as par,
      c.ouvertes, c.libres, c.reservees, c.occupees, c.indisponibles
    from (select g."dispositifId" as id, sum(a.ouvertes) as ouvertes, sum(a.libres) as libres, sum(a.reservees) as reservees, sum(a.occupees) as occupees, sum(a.indisponibles) as indisponibles
      from agregat a join groupe g on g.id = a."groupeId" group by g."dispositifId" having sum(a.ouvertes) > 0) c
    join dispositif d on d.id = c.id join entite e on e.id = d."entiteId" left join utilisateur u on u.id = json_extract(d."occupationDeclaree", '$.par')
    where d.statut in (select value from json_each(?)) order by d."cleTri", d.id`, JSON.stringify(STATUTS_DECLARANTS));
  const lignes = brutes.flatMap((brute): DispositifOccupe[] => {
    const { nature, commune, occupationDeclaree, par, entiteId, statut, creeParProfil, delegationSiao, ...ligne } = brute;
    if (nomenclature.trouver('nature', nature)?.compteeEnPlaces === false) return [];
    const declaree = occupationDeclaree === null ? null : (JSON.parse(occupationDeclaree) as OccupationDeclaree);
    const etat = etatDeclaration(declaree, aujourdhui);
    const droit = droitSurPlaces(acteur, 'etat_places', decoder('dispositif', { id: ligne.id, nom: ligne.nom, departement: ligne.departement, entiteId, statut, creeParProfil, delegationSiao, financements: '[]' }), aujourdhui);
    return [{
      ...ligne, commune: commune === null ? '' : (nomCommune(commune) ?? commune), declaration: declaree === null ? null : { le: declaree.le, par, deMoi: declaree.par === acteur.utilisateurId, source: declaree.source },
      etat: etat.genre, jours: etat.genre === 'retard' ? etat.jours : etat.genre === 'a_jour' ? etat.reste : 0, attente: attentes.get(ligne.id) ?? 'aucune', peut: droit.accordee,
    }];
  });
  // à jour : la prochaine à faire d’abord ; en retard : la plus ancienne. À égalité, l’ordre des noms (le tri est stable).
  return lignes.sort((une, autre) => URGENCE[une.etat] - URGENCE[autre.etat] || (une.etat === 'retard' ? autre.jours - une.jours : une.jours - autre.jours));
};

interface PlaceBrute { readonly id: string; readonly numero: string; readonly groupeId: string; readonly groupe: string; readonly occupation: Occupation; readonly depuis: string | null; readonly etat: string; readonly motif: string | null; readonly differe: number }
export interface PlacesOccupees { readonly places: PlaceOccupee[] | null; readonly raison: string | null; readonly pourLeCompteDe: string | null }
/** Les places d’un dispositif qui ne sont pas fermées aujourd’hui, dans l’ordre des groupes et des numéros. */
export const lirePlacesOccupees = (base: BaseLecture, dispositifId: string, acteur: Acteur, nomenclature: Nomenclature, aujourdhui: string): PlacesOccupees => {
  const dispositif = lireLigneCache(base, 'dispositif', dispositifId);
  if (dispositif === undefined) return { places: null, raison: null, pourLeCompteDe: null };
  const droit = droitSurPlaces(acteur, 'etat_places', dispositif, aujourdhui);
  const places = base.tous<PlaceBrute>(`select p.id, p.numero, p."groupeId", g.libelle as groupe, p.occupation, p."occupationLe" as depuis, p."etatJour" as etat, p."motifJour" as motif, p.differe is not null as differe
    from groupe g join place p on p."groupeId" = g.id where g."dispositifId" = ? and p."etatJour" <> 'fermee' order by g."cleTri", g.id, p."cleTri", p.id`, dispositifId);
  const pour = droit.accordee && droit.pourLeCompteDe !== undefined ? (lireLigneCache(base, 'entite', droit.pourLeCompteDe)?.raisonSociale ?? null) : null;
  return {
    places: places.map(({ etat, motif, differe, ...place }) => ({ ...place, differe: differe === 1, motif: etat === 'indisponible' ? (nomenclature.trouver('motif', motif ?? '')?.libelle ?? 'Indisponible') : null })),
    raison: droit.accordee ? null : droit.message, pourLeCompteDe: pour,
  };
};
