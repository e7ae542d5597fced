import { dateEcrite, decalerDate, moisAvant, veille } from '../dates.ts';
import { SEUIL_INCOMPLETE, MOIS_FRAICHEUR, STATUTS_TENUS, jourAParis } from '../indicateurs/fiches.ts';
import { STATUTS_DU_PARC, financeesSur } from '../indicateurs/faits.ts';
import { siretDuSiren } from '../identifiants.ts';
import type { Periode } from '../objets/commun.ts';
import type { Financement, OccupationDeclaree } from '../objets/dispositif.ts';
import { estFinanceP177 } from '../objets/dispositif.ts';
import { STATUTS_DECLARANTS, estEnRetard, etatDeclaration } from '../places/occupation.ts';
import type { NomDecoupe } from '../proximite.ts';
import { decouperNom, nomsProches } from '../proximite.ts';
import type { CodeControle, ObjetControle } from './controles.ts';
import { JOURS_DELEGATION, JOURS_ECHEANCE } from './controles.ts';

interface FicheControlee { readonly id: string; readonly departement: string; readonly nom: string; readonly statut: string; readonly modifieLe: string; readonly attendus: number; readonly remplis: number }
export interface EntiteControlee extends FicheControlee { readonly siren: string | null; readonly departements: readonly string[]; readonly conventionP177: Periode | null }
export interface DispositifControle extends FicheControlee {
  readonly entiteId: string; readonly nature: string; readonly siret: string | null; readonly financements: readonly Financement[]; readonly delegationSiao: Periode | null; readonly occupationDeclaree: OccupationDeclaree | null;
}
/** `capacite` : celle du jour. */
export interface GroupeControle extends Omit<FicheControlee, 'statut'> { readonly dispositifId: string; readonly ouverture: string; readonly fermeture: string | null; readonly capacite: number }
/** Une offre réduite à ce que les contrôles lisent ; d’un périmètre, ou d’un département. */
export interface OffreControlee { readonly entites: readonly EntiteControlee[]; readonly dispositifs: readonly DispositifControle[]; readonly groupes: readonly GroupeControle[] }

/** Ce qu’un contrôle relève sur une fiche. `texte` : ce qui ne va pas, en clair. `depuis` : depuis quand, s’il y a une date. `autre` : l’autre entité d’un doublon. */
export interface Constat { readonly controle: CodeControle; readonly objet: ObjetControle; readonly id: string; readonly departement: string; readonly texte: string; readonly depuis: string | null; readonly autre: string | null }
/** `compteesEnPlaces` : les codes des natures qui se comptent en places. */
export interface ContexteControles { readonly aujourdhui: string; readonly compteesEnPlaces: ReadonlySet<string> }

const tenue = (statut: string): boolean => STATUTS_TENUS.includes(statut);

const RIEN: readonly Constat[] = [];
const deLaFiche = (objet: ObjetControle, fiche: Omit<FicheControlee, 'statut'>, statut: string, limite: string): readonly Constat[] => {
  if (!tenue(statut)) return RIEN;
  const { id, departement, attendus, remplis } = fiche;
  const modifiee = jourAParis(fiche.modifieLe);
  const commun = { objet, id, departement, autre: null };
  return [
    ...(100 * remplis < SEUIL_INCOMPLETE * attendus ? [{ ...commun, controle: 'incompletes' as const, texte: `${remplis} champs obligatoires remplis sur ${attendus}`, depuis: null }] : []),
    ...(modifiee <= limite ? [{ ...commun, controle: 'anciennes' as const, texte: 'Aucune mise à jour', depuis: modifiee }] : []),
  ];
};

const echeance = (fin: string, aujourdhui: string, quoi: string): string => (fin < aujourdhui ? `${quoi} depuis le ${dateEcrite(fin)}` : `Échéance le ${dateEcrite(fin)}`);

/** Fin du dernier jour financé ; `null` : une ligne court sans fin. Sans aucune ligne commencée : `''`. */
const finDuFinancement = (lignes: readonly Financement[]): string | null => {
  let fin = '';
  for (const ligne of lignes) {
    if (ligne.fin === null) return null;
    if (ligne.fin > fin) fin = ligne.fin;
  }
  return fin;
};

/** Les jours auxquels se comparent des échéances : le même calcul pour dix mille dispositifs. */
interface Bornes { readonly bientot: string; readonly finDuMois: string; readonly oubliee: string }
const bornesDe = (aujourdhui: string): Bornes => ({ bientot: decalerDate(aujourdhui, JOURS_ECHEANCE), finDuMois: veille(moisAvant(`${aujourdhui.slice(0, 7)}-01`, -1)), oubliee: decalerDate(aujourdhui, -JOURS_DELEGATION) });

/** `auParc` : un de ses groupes est ouvert, ou le sera de nouveau après une interruption. */
const duDispositif = (dispositif: DispositifControle, siren: string | null, { capacite, auParc }: { readonly capacite: number; readonly auParc: boolean }, { aujourdhui, compteesEnPlaces }: ContexteControles, { bientot, finDuMois, oubliee }: Bornes): readonly Constat[] => {
  const { id, departement, siret, statut, financements, delegationSiao, nature } = dispositif;
  const constats: Constat[] = [];
  const relever = (controle: CodeControle, texte: string, depuis: string | null = null): void => { constats.push({ controle, objet: 'dispositif', id, departement, texte, depuis, autre: null }); };
  const enPlaces = compteesEnPlaces.has(nature);
  if (enPlaces && capacite > 0 && STATUTS_DECLARANTS.includes(statut)) {
    const etat = etatDeclaration(dispositif.occupationDeclaree, aujourdhui);
    if (estEnRetard(etat)) relever('occupation', dispositif.occupationDeclaree === null ? 'Jamais déclarée' : 'Dernière déclaration', dispositif.occupationDeclaree?.le ?? null);
  }
  if (enPlaces && STATUTS_DU_PARC.includes(statut)) {
    const financees = auParc ? financeesSur(financements, { du: aujourdhui, au: aujourdhui }) : null;
    if (financees !== null && financees !== capacite) relever('ecart', `${capacite} déclarées, ${financees} financées (${capacite > financees ? '+' : '−'}\u00a0${Math.abs(capacite - financees)})`);
  }
  if (!tenue(statut)) return constats;
  if (siret !== null && siren !== null && !siretDuSiren(siret, siren)) relever('siret', `Siret ${siret}, siren de l’entité ${siren}`);
  const fin = finDuFinancement(financements);
  if (enPlaces && financements.length > 0 && fin !== null && fin <= bientot) relever('financement', echeance(fin, aujourdhui, 'Plus de financement'), fin);
  const finDelegation = delegationSiao?.fin ?? null;
  if (finDelegation !== null && finDelegation <= finDuMois && finDelegation > oubliee) relever('delegation', echeance(finDelegation, aujourdhui, 'Échue'), finDelegation);
  return constats;
};

/**
 * Entités qui se ressemblent. L’autre doit intervenir dans le département de celle-ci : le poste de ce département, qui la lit, et le service en disent alors autant.
 */
const doublons = (entites: readonly EntiteControlee[]): Constat[] => {
  const candidates = entites.filter(({ statut }) => statut !== 'archive' && statut !== 'refuse').map((entite) => ({ entite, nom: decouperNom(entite.nom) }));
  const parDepartement = new Map<string, { readonly entite: EntiteControlee; readonly nom: NomDecoupe }[]>();
  for (const candidate of candidates) for (const departement of new Set([candidate.entite.departement, ...candidate.entite.departements])) {
    const siennes = parDepartement.get(departement) ?? [];
    siennes.push(candidate);
    parDepartement.set(departement, siennes);
  }
  return candidates.flatMap(({ entite, nom }): Constat[] => {
    const { id, departement, siren } = entite;
    const voisines = (parDepartement.get(departement) ?? []).filter(({ entite: autre }) => autre.id !== id);
    const memeSiren = siren === null ? undefined : voisines.find(({ entite: autre }) => autre.siren === siren);
    const autre = memeSiren ?? voisines.find((voisine) => nomsProches(nom, voisine.nom));
    if (autre === undefined) return [];
    return [{ controle: 'doublons', objet: 'entite', id, departement, texte: `${memeSiren === undefined ? 'Nom proche de' : 'Même siren que'} « ${autre.entite.nom} »`, depuis: null, autre: autre.entite.id }];
  });
};

/** Tout ce que les contrôles relèvent sur une offre, à ce jour. Le poste et le service appliquent les mêmes règles aux mêmes lignes. */
export const relever = ({ entites, dispositifs, groupes }: OffreControlee, contexte: ContexteControles): Constat[] => {
  const { aujourdhui } = contexte;
  const limite = moisAvant(aujourdhui, MOIS_FRAICHEUR);
  const bornes = bornesDe(aujourdhui);
  const parEntite = new Map(entites.map((entite) => [entite.id, entite]));
  const statuts = new Map(dispositifs.map(({ id, statut }) => [id, statut]));
  const parcs = new Map<string, { capacite: number; commence: boolean; dure: boolean }>();
  for (const { dispositifId, capacite, ouverture, fermeture } of groupes) {
    const parc = parcs.get(dispositifId) ?? { capacite: 0, commence: false, dure: false };
    parcs.set(dispositifId, parc);
    parc.capacite += capacite;
    parc.commence ||= ouverture <= aujourdhui;
    parc.dure ||= fermeture === null || fermeture > aujourdhui;
  }
  const parcDe = (id: string): { readonly capacite: number; readonly auParc: boolean } => { const { capacite, commence, dure } = parcs.get(id) ?? { capacite: 0, commence: false, dure: false }; return { capacite, auParc: commence && dure }; };
  const finances = new Set(dispositifs.filter(({ statut, financements }) => tenue(statut) && estFinanceP177(financements, aujourdhui)).map(({ entiteId }) => entiteId));
  const conventions = entites.flatMap(({ id, departement, statut, conventionP177 }): Constat[] => {
    const fin = conventionP177?.fin ?? null;
    return tenue(statut) && finances.has(id) && fin !== null && fin <= bornes.bientot ? [{ controle: 'convention', objet: 'entite', id, departement, texte: echeance(fin, aujourdhui, 'Échue'), depuis: fin, autre: null }] : [];
  });
  return [
    ...entites.flatMap((entite) => deLaFiche('entite', entite, entite.statut, limite)), ...conventions, ...doublons(entites),
    ...dispositifs.flatMap((dispositif) => [...deLaFiche('dispositif', dispositif, dispositif.statut, limite), ...duDispositif(dispositif, parEntite.get(dispositif.entiteId)?.siren ?? null, parcDe(dispositif.id), contexte, bornes)]),
    // un groupe fermé n’est plus tenu ; les autres suivent le statut de leur dispositif
    ...groupes.flatMap((groupe) => deLaFiche('groupe', groupe, groupe.fermeture !== null && groupe.fermeture <= aujourdhui ? 'ferme' : (statuts.get(groupe.dispositifId) ?? 'ferme'), limite)),
  ];
};

/** Les constats par contrôle, et parmi eux ceux d’un territoire. */
export const compterConstats = (constats: readonly Constat[], departements: ReadonlySet<string> | null = null): ReadonlyMap<CodeControle, number> => {
  const comptes = new Map<CodeControle, number>();
  for (const { controle, departement } of constats) if (departements === null || departements.has(departement)) comptes.set(controle, (comptes.get(controle) ?? 0) + 1);
  return comptes;
};
