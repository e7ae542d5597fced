import type { Perimetre, Profil } from '../profils.ts';
import type { FicheCompte, RaisonArbitrage } from './fiches.ts';
import type { SortLigne } from './fichierStructures.ts';
import type { GrandLivre } from './grandLivre.ts';
import { ouvrirRegistre } from './grandLivre.ts';
import type { Annuaire, PerimetreTrouve, StructureCherchee } from './perimetreDesComptes.ts';
import { resoudrePerimetre } from './perimetreDesComptes.ts';

/** Où en est un compte : `arbitrer` attend une décision ; `perimetre` attend de savoir où ; `pret` se prépare ; `cree` l’a été d’ici ; `connu` avait déjà un compte, que rien ne touche. */
export type EtatCompte = 'arbitrer' | 'perimetre' | 'pret' | 'cree' | 'connu';
/** Un compte du fichier, arbitré. `profil`, `perimetre` : ce qui serait créé ; `manque` : ce qui reste à savoir du périmètre ; `nouvelId` : l’identifiant qu’il aura. */
export interface CompteArbitre {
  readonly fiche: FicheCompte; readonly raisons: readonly RaisonArbitrage[]; readonly nouvelId: string; readonly etat: EtatCompte; readonly profil: Profil | null; readonly perimetre: Perimetre | null; readonly manque: string | null; readonly structures: readonly StructureCherchee[];
}
export const RAISONS: Readonly<Record<RaisonArbitrage, string>> = { cumul: 'profils cumulés', accru: 'droits accrus', toujours: 'toujours à décider', partie: 'une partie de l’entité' };
/** Pourquoi un compte attend une personne, ou pourquoi il n’en a pas besoin. */
export const pourquoi = ({ raisons, manque }: Pick<CompteArbitre, 'raisons' | 'manque'>): string => [...raisons.map((raison) => RAISONS[raison]), ...(manque === null ? [] : ['périmètre à préciser'])].join(', ') || 'remplacement d’office';

interface Arbitrage { readonly fiches: readonly FicheCompte[]; readonly departement: string; readonly annuaire: Annuaire; readonly identifier: (email: string) => string; /** Comptes que ce poste connaît déjà. */ readonly presents: ReadonlySet<string> }
/** Un gestionnaire dont les structures ne sont pas toutes celles de l’entité : lui donner l’entière est une décision (domain.md §6). */
const nEnAQuUnePartie = ({ anciens, propose }: FicheCompte, structures: readonly StructureCherchee[], annuaire: Annuaire): boolean => {
  if (!anciens.includes('115_gestionnaire') || propose !== 'gestionnaire_entite') return false;
  const fiches = structures.flatMap((structure) => structure.fiches);
  const [premiere] = fiches;
  return premiere !== undefined && structures.every((structure) => structure.fiches.length === 1) && fiches.every(({ objet, entiteId }) => objet === 'dispositif' && entiteId === premiere.entiteId) && new Set(fiches.map(({ id }) => id)).size < annuaire.dispositifs(premiere.entiteId);
};
/** Une maraude s’affecte à un dispositif « Maraude » (domain.md §6) : sans en trouver, on ne sait pas où. */
const SANS_MARAUDE: PerimetreTrouve = { perimetre: null, manque: 'Aucune de ses structures n’est une maraude : dire à laquelle l’affecter.' };

/**
 * Arbitre les comptes d’un fichier : pour chaque personne, un profil et un seul (celui décidé, sinon celui qui remplace d’office le sien), et où. Un compte qui attend une décision n’en a pas :
 * rien ne se crée de lui.
 */
export const arbitrerComptes = ({ fiches, departement, annuaire, identifier, presents }: Arbitrage): readonly CompteArbitre[] => fiches.map((fiche) => {
  const nouvelId = identifier(fiche.email);
  const structures = fiche.structures.map(annuaire.chercher);
  const raisons: RaisonArbitrage[] = [...fiche.raisons, ...(nEnAQuUnePartie(fiche, structures, annuaire) ? ['partie' as const] : [])];
  const profil = raisons.length > 0 && fiche.decision === null ? null : (fiche.decision?.profil ?? fiche.propose);
  // on sait où, dès que l’on sait avec quel profil ; en attendant, celui qui est proposé
  const vise = profil ?? fiche.propose;
  const cherche = vise === null ? { perimetre: null, manque: null } : resoudrePerimetre(vise, structures, departement, annuaire);
  const maraude = vise === 'travailleur_social' && fiche.anciens.includes('115_maraude') && cherche.perimetre !== null && !structures.some(({ fiches: citees }) => citees.some((citee) => citee.maraude));
  const trouve = fiche.decision?.perimetre == null ? (maraude ? SANS_MARAUDE : cherche) : { perimetre: fiche.decision.perimetre, manque: null };
  const etat: EtatCompte = fiche.existante !== null ? 'connu' : presents.has(nouvelId) ? 'cree' : profil === null ? 'arbitrer' : trouve.perimetre === null ? 'perimetre' : 'pret';
  return { fiche, raisons, nouvelId, etat, profil, structures, ...trouve };
});

/** Les arguments de `creerUtilisateur` ; `null` tant que le compte n’est pas prêt. L’invitation est préparée, jamais envoyée : elle partira de l’écran Utilisateurs. */
export const creationDe = ({ fiche, nouvelId, etat, profil, perimetre }: CompteArbitre): { readonly id: string; readonly saisie: { readonly nom: string; readonly email: string; readonly telephone: string | null; readonly fonction: string | null; readonly profil: Profil; readonly perimetre: Perimetre }; readonly inviter: false } | null => {
  const { nom, email, telephone, fonction } = fiche;
  return etat === 'pret' && profil !== null && perimetre !== null ? { id: nouvelId, saisie: { nom, email, telephone, fonction, profil, perimetre }, inviter: false } : null;
};

export const MOTIFS_EN_ATTENTE: Readonly<Partial<Record<EtatCompte, string>>> = { arbitrer: 'profil à arbitrer', perimetre: 'périmètre à préciser' };
const MOTIF_REFUS = 'création refusée';
const MOTIF_PREPARE = 'compte déjà préparé';
interface Adresses { readonly has: (email: string) => boolean }
/** Le livre des lignes une fois les comptes arbitrés et jugés : ce qui ne serait pas créé est rejeté, avec sa raison. `refus` : les adresses dont l’offre refuserait le compte ; `ailleurs` : celles dont le compte est d’un autre lot, ou d’aucun. */
export const livreDesComptes = (sorts: readonly SortLigne[], comptes: readonly CompteArbitre[], refus: Adresses, ailleurs: Adresses): { readonly sorts: readonly SortLigne[]; readonly lignes: GrandLivre } => {
  const raisons = new Map<number, string>();
  const prepares = new Set<number>();
  for (const { fiche, etat } of comptes) {
    // la phrase du refus va à la personne ; au livre, un motif court
    const raison = MOTIFS_EN_ATTENTE[etat] ?? (refus.has(fiche.email) ? MOTIF_REFUS : undefined);
    if (raison !== undefined) for (const ligne of fiche.lignes) raisons.set(ligne, raison);
    if (etat === 'cree' && ailleurs.has(fiche.email)) for (const ligne of fiche.lignes) prepares.add(ligne);
  }
  const refaits = sorts.map((sort): SortLigne => { const motif = raisons.get(sort.numero); return motif !== undefined && sort.sort === 'creee' ? { ...sort, sort: 'rejetee', motif } : sort.sort === 'creee' && prepares.has(sort.numero) ? { ...sort, sort: 'fusionnee', motif: MOTIF_PREPARE } : sort; });
  const livre = ouvrirRegistre();
  livre.lire(sorts.length);
  for (const { sort, motif } of refaits) livre.decider(sort, motif ?? undefined);
  return { sorts: refaits, lignes: livre.bilan() };
};
