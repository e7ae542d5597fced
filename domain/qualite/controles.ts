import { SEUIL_INCOMPLETE, MOIS_FRAICHEUR } from '../indicateurs/fiches.ts';
import { JOURS_DECLARATION } from '../places/occupation.ts';

/** Une fiche à corriger : la structure, un de ses dispositifs ou un de ses groupes. */
export type ObjetControle = 'entite' | 'dispositif' | 'groupe';
export type CodeControle = 'occupation' | 'incompletes' | 'ecart' | 'anciennes' | 'doublons' | 'siret' | 'convention' | 'financement' | 'delegation';

/** Jours avant son échéance où une convention ou un financement est à préparer. */
export const JOURS_ECHEANCE = 60;
/** Une délégation échue se renouvelle ; passé ce nombre de jours, elle est tenue pour arrêtée. */
export const JOURS_DELEGATION = 31;

/** Un contrôle de l’offre. `verbe` : ce qu’y fait qui en a le droit. `aide` : la règle, en clair. `quoi` : ce qu’il compte. */
export interface Controle { readonly code: CodeControle; readonly libelle: string; readonly verbe: string; readonly aide: string; readonly quoi: readonly [string, string] }
const FICHES = ['fiche', 'fiches'] as const;
const DISPOSITIFS = ['dispositif', 'dispositifs'] as const;
const ENTITES = ['entité', 'entités'] as const;

export const OBJETS_CONTROLES = { entite: 'Entité', dispositif: 'Dispositif', groupe: 'Groupe' } as const satisfies Record<ObjetControle, string>;

/** Les contrôles, dans l’ordre où ils se proposent. En ajouter un : une ligne ici, sa règle dans `constats.ts`, son essai. */
export const CONTROLES: readonly Controle[] = [
  { code: 'occupation', libelle: `Occupation non déclarée depuis ${JOURS_DECLARATION}\u00a0jours`, verbe: 'Déclarer', quoi: DISPOSITIFS, aide: `Dispositifs validés ou suspendus qui ont des places ouvertes, et dont l’occupation n’a pas été déclarée depuis ${JOURS_DECLARATION}\u00a0jours.` },
  { code: 'incompletes', libelle: `Fiches incomplètes (complétude <\u00a0${SEUIL_INCOMPLETE}\u00a0%)`, verbe: 'Compléter', quoi: FICHES, aide: `Fiches validées dont moins de ${SEUIL_INCOMPLETE}\u00a0% des champs obligatoires sont remplis.` },
  { code: 'ecart', libelle: 'Capacité déclarée ≠ capacité financée', verbe: 'Comparer', quoi: DISPOSITIFS, aide: 'Dispositifs dont les groupes ouverts n’ont pas autant de places que les lignes de financement en cours en disent.' },
  { code: 'anciennes', libelle: `Fiches non mises à jour depuis ${MOIS_FRAICHEUR}\u00a0mois`, verbe: 'Vérifier', quoi: FICHES, aide: `Fiches validées que personne n’a modifiées depuis ${MOIS_FRAICHEUR}\u00a0mois.` },
  { code: 'doublons', libelle: 'Doublons probables d’entités', verbe: 'Comparer', quoi: ENTITES, aide: 'Entités d’un même département qui ont le même siren, ou des noms à une ou deux lettres près.' },
  { code: 'siret', libelle: 'Siret n’appartenant pas au siren', verbe: 'Vérifier', quoi: DISPOSITIFS, aide: 'Dispositifs dont le siret ne commence pas par le siren de leur entité.' },
  { code: 'convention', libelle: `Conventions P177 échues sous ${JOURS_ECHEANCE}\u00a0jours`, verbe: 'Préparer', quoi: ENTITES, aide: `Entités qui ont un dispositif financé par le P177, et dont la convention est échue ou le sera sous ${JOURS_ECHEANCE}\u00a0jours.` },
  { code: 'financement', libelle: `Financements échus sous ${JOURS_ECHEANCE}\u00a0jours`, verbe: 'Préparer', quoi: DISPOSITIFS, aide: `Dispositifs validés dont plus aucune ligne de financement ne court, ou n’en aura plus sous ${JOURS_ECHEANCE}\u00a0jours.` },
  { code: 'delegation', libelle: 'Délégations SIAO échues ce mois', verbe: 'Renouveler', quoi: DISPOSITIFS, aide: `Dispositifs dont la délégation de gestion au SIAO finit ce mois-ci, ou a fini depuis moins de ${JOURS_DELEGATION}\u00a0jours.` },
];
