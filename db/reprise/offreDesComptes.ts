import { SOURCE_REPRISE } from '../../domain/reprise/controles/contexte.ts';
import type { OffreDesComptes } from '../../domain/reprise/perimetreDesComptes.ts';
import type { BaseLecture } from '../base.ts';

const OUVERTES = 'statut not in (\'ferme\', \'archive\', \'refuse\')';
const IDENTIFIANT = `case when json_extract(provenance, '$.source') = '${SOURCE_REPRISE}' then json_extract(provenance, '$.identifiant') end as identifiant`;
type Entite = OffreDesComptes['entites'][number];

/** Ce que ce poste sait de l’offre pour trouver où une personne travaille : les entités ouvertes, les dispositifs ouverts du département. */
export const lireOffreDesComptes = (base: BaseLecture, departement: string): OffreDesComptes => ({
  entites: base.tous<Omit<Entite, 'departements'> & { readonly departements: string }>(`select id, ${IDENTIFIANT}, "raisonSociale" as nom, siren, "finessEj" as finess, departements from entite where ${OUVERTES} order by id`)
    .map(({ departements, ...entite }) => ({ ...entite, departements: JSON.parse(departements) as string[] })),
  dispositifs: base.tous<OffreDesComptes['dispositifs'][number]>(`select id, ${IDENTIFIANT}, nom, "finessEt" as finess, siret, type, "entiteId", departement from dispositif where departement = ? and ${OUVERTES} order by id`, departement),
});

/** Un compte que ce poste connaît, par son identifiant. */
export interface ComptePresent { readonly statut: 'invite' | 'actif' | 'suspendu' | 'supprime'; readonly inviteLe: string | null; /** Le lot de reprise d’où il vient. */ readonly lot: string | null }
export const lireComptesPresents = (base: BaseLecture): ReadonlyMap<string, ComptePresent> =>
  new Map(base.tous<ComptePresent & { readonly id: string }>('select id, statut, "inviteLe", json_extract(provenance, \'$.lot\') as lot from utilisateur').map(({ id, ...compte }) => [id, compte]));
