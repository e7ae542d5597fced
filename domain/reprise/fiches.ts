import type { SaisieDispositif } from '../objets/dispositif.ts';
import type { SaisieEntite } from '../objets/entite.ts';
import type { SaisieGroupe } from '../objets/groupe.ts';
import type { EtatPlace, Occupation } from '../objets/place.ts';
import type { Perimetre, Profil } from '../profils.ts';
import { cleDeTri } from '../texte.ts';
import type { Contexte } from './controles/contexte.ts';
import { SOURCE_REPRISE } from './controles/contexte.ts';
import type { Etapes } from './etapes.ts';
import { cadencer } from './etapes.ts';
import type { EntitesDuFichier } from './controles/entites.ts';
import type { LigneStructure } from './controles/structure.ts';

interface Fiche { readonly cle: string; readonly existante: string | null; readonly provenance: { readonly source: string; readonly identifiant: string }; readonly lignes: readonly number[] }
/** Une fiche proposée. `existante` : elle est déjà dans l’offre, rien d’elle n’est réécrit. `lignes` : les lignes du fichier d’où elle vient. `deduits` : ce que le fichier ne dit pas et qu’un groupe doit porter. */
export interface FicheEntite extends Fiche { readonly statut: 'a_prevalider'; /** Les champs que le fichier dit ; les autres sont posés par défaut. */ readonly dits: readonly string[]; readonly saisie: SaisieEntite }
export interface FicheDispositif extends Fiche { readonly statut: 'a_prevalider'; readonly dits: readonly string[]; readonly entite: string; readonly saisie: Omit<SaisieDispositif, 'entiteId'> }
export interface FicheGroupe extends Fiche { readonly dispositif: string; readonly groupe: string; readonly deduits: readonly string[]; readonly saisie: Omit<SaisieGroupe, 'dispositifId'> }
export interface FichePlace extends Fiche { readonly groupe: string; /** Le groupe dans l’offre ; `null` : il n’est encore que dans le fichier des structures du même lot. */ readonly groupeId: string | null; readonly numero: string; readonly etats: readonly EtatPlace[]; readonly occupation: Occupation; readonly occupationLe: string | null }
/** Ce qui a été décidé d’un compte, par qui et quand. `perimetre` nul : celui que le fichier donne. */
export interface CompteDecide { readonly profil: Profil; readonly perimetre: Perimetre | null; readonly par: string; readonly le: string }
/** Pourquoi un compte ne se prépare pas sans qu’une personne ait décidé. `partie` ne se voit qu’avec l’offre (`comptes.ts`) : les structures citées ne sont pas toute l’entité. */
export type RaisonArbitrage = 'cumul' | 'accru' | 'toujours' | 'partie';
/** Une personne et son compte à venir. `propose` : le profil le plus étroit de ceux qui remplacent les siens ; `choix` : tous ceux entre lesquels une personne peut décider. `aArbitrer` : une raison au moins, et rien de décidé. */
export interface FicheCompte extends Fiche { readonly nom: string; readonly email: string; readonly telephone: string | null; readonly fonction: string | null; readonly anciens: readonly string[]; readonly propose: Profil | null; readonly choix: readonly Profil[]; readonly raisons: readonly RaisonArbitrage[]; readonly decision: CompteDecide | null; readonly aArbitrer: boolean; readonly questions: readonly string[]; readonly structures: readonly string[] }
export interface Fiches { readonly entites: readonly FicheEntite[]; readonly dispositifs: readonly FicheDispositif[]; readonly groupes: readonly FicheGroupe[]; readonly places: readonly FichePlace[]; readonly comptes: readonly FicheCompte[] }
export const AUCUNE_FICHE: Fiches = { entites: [], dispositifs: [], groupes: [], places: [], comptes: [] };

export const provenance = (identifiant: string): Fiche['provenance'] => ({ source: SOURCE_REPRISE, identifiant });
const ouNul = (texte: string): string | null => (texte === '' ? null : texte);
const premier = <T>(lignes: readonly LigneStructure[], lire: (ligne: LigneStructure) => T | null): T | null => { for (const ligne of lignes) { const valeur = lire(ligne); if (valeur !== null) return valeur; } return null; };
/** Les codes de toutes les lignes, chacun une fois. */
const reunir = (lignes: readonly LigneStructure[], lire: (ligne: LigneStructure) => readonly string[]): string[] => {
  const [seule] = lignes;
  return lignes.length === 1 && seule !== undefined ? [...lire(seule)].sort() : [...new Set(lignes.flatMap(lire))].sort();
};
export const regrouper = (lignes: readonly LigneStructure[], cle: (ligne: LigneStructure) => string): Map<string, LigneStructure[]> => {
  const groupes = new Map<string, LigneStructure[]>();
  for (const ligne of lignes) { const sienne = cle(ligne); const liste = groupes.get(sienne); if (liste === undefined) groupes.set(sienne, [ligne]); else liste.push(ligne); }
  return groupes;
};

/** La clé d’un groupe proposé : celle de sa ligne, et sa modalité quand la ligne s’est scindée. */
export const cleDePart = (ligne: LigneStructure, modalite: string): string => (ligne.parts.length > 1 ? `${ligne.cle}|${modalite}` : ligne.cle);

const saisieEntite = (lignes: readonly LigneStructure[], nom: string, sansSiren: boolean): SaisieEntite => ({
  raisonSociale: premier(lignes, ({ raisonSociale }) => ouNul(raisonSociale)) ?? (lignes[0]?.extrait === true ? `Entité FINESS ${lignes[0].finessEj ?? ''} (raison sociale à compléter)` : `Gestionnaire de ${nom} (raison sociale à compléter)`), statutJuridique: premier(lignes, ({ statutJuridique }) => statutJuridique), siren: sansSiren ? null : premier(lignes, ({ siren }) => siren),
  finessEj: premier(lignes, ({ finessEj }) => finessEj), adresse: null, commune: null, departements: [...new Set(lignes.flatMap(({ departement }) => departement ?? []))].sort(), conventionP177: null, contacts: [],
});

/** Les financements d’une structure : une ligne par code, datée de sa première ouverture. Le fichier ne dit les places par code que s’il n’y en a qu’un. */
const financementsDe = (lignes: readonly LigneStructure[], debut: string): SaisieDispositif['financements'] => {
  const codes = reunir(lignes, ({ financements }) => financements);
  return codes.map((code) => {
    const siennes = lignes.filter(({ financements }) => financements.includes(code));
    const places = siennes.every(({ financements, placesFinancees }) => financements.length === 1 && placesFinancees !== null) ? siennes.reduce((total, ligne) => total + (ligne.placesFinancees ?? 0), 0) : null;
    return { code, places, debut, fin: null };
  });
};
const ouvertureDe = (lignes: readonly LigneStructure[], aujourdhui: string): string => lignes.flatMap(({ ouverture }) => ouverture ?? []).sort()[0] ?? aujourdhui;

const saisieDispositif = (lignes: readonly LigneStructure[], tete: LigneStructure, aujourdhui: string): FicheDispositif['saisie'] => ({
  nom: tete.nom, nature: tete.nature, type: tete.type ?? '', departement: tete.departement ?? '', commune: tete.commune, adresse: premier(lignes, ({ adresse }) => ouNul(adresse)), siret: premier(lignes, ({ siret }) => siret), finessEt: premier(lignes, ({ finessEt }) => finessEt),
  financements: financementsDe(lignes, ouvertureDe(lignes, aujourdhui)), placesFinancees: null, compositions: reunir(lignes, ({ compositions }) => compositions), publics: reunir(lignes, ({ publics }) => publics), horaires: null,
  contacts: lignes.flatMap(({ telephone }) => (telephone === '' ? [] : [{ fonction: 'administratif', nom: 'Standard', telephone: telephone.slice(0, 30) }])).slice(0, 1), responsable: null, delegationSiao: null,
});

const saisieGroupe = (ligne: LigneStructure, { modalite, capacite }: LigneStructure['parts'][number], libelle: string, aujourdhui: string): { saisie: FicheGroupe['saisie']; deduits: readonly string[] } => {
  const ouverture = ligne.ouverture ?? (ligne.fermeture !== null && ligne.fermeture < aujourdhui ? ligne.fermeture : aujourdhui);
  const manque = { libelle: ligne.libelle === '', modalite: ligne.modaliteDeduite, forme: ligne.forme === null, typeUnite: ligne.typeUnite === null, permanence: ligne.permanence === null, ouverture: ligne.ouverture === null };
  return {
    deduits: Object.entries(manque).flatMap(([champ, deduit]) => (deduit ? [champ] : [])),
    saisie: {
      libelle, modalite, forme: ligne.forme ?? (ligne.nature === 'logement_iml' ? 'diffus' : 'collectif'), typeUnite: ligne.typeUnite ?? 'autre', permanence: ligne.permanence ?? 'perenne', capacites: [{ depuis: ouverture, capacite }],
      ouverture, fermeture: ligne.fermeture, compositions: [...ligne.compositions], ageMin: null, ageMax: null, pmr: Math.min(ligne.pmr, capacite), publics: [...ligne.publics], commune: ligne.commune,
    },
  };
};
const LIBELLES = new Map([['115', 'Places 115'], ['insertion', 'Places insertion'], ['autre', 'Places']]);
/** Le libellé d’une part de ligne, avant qu’un homonyme de la même structure ne le fasse numéroter. */
export const libelleDePart = ({ libelle, parts }: Pick<LigneStructure, 'libelle' | 'parts'>, modalite: string): string => (libelle === '' ? (LIBELLES.get(modalite) ?? 'Places') : parts.length > 1 ? `${libelle} – ${modalite}` : libelle);

/** Les champs d’une saisie que ces lignes disent : ni vides, ni déduits, ni choisis parmi plusieurs. */
const ditsDe = (saisie: Readonly<Record<string, unknown>>, champs: readonly string[], sauf: Readonly<Record<string, boolean>> = {}): readonly string[] => champs.filter((champ) => {
  const valeur = saisie[champ];
  return sauf[champ] !== true && valeur !== null && valeur !== '' && !(Array.isArray(valeur) && valeur.length === 0);
});

/** Ce que l’offre a déjà d’un fichier de structures : le dispositif d’une structure, le groupe d’une part de ligne. */
export interface Presents { dispositif(structure: string, siennes: readonly LigneStructure[]): string | null; groupe(cle: string): string | null }
const indexer = (dispositifs: Contexte['existant']['dispositifs'], cle: (dispositif: Contexte['existant']['dispositifs'][number]) => string | null): ReadonlyMap<string, string> => new Map(dispositifs.flatMap((dispositif) => { const sienne = cle(dispositif); return sienne === null ? [] : [[sienne, dispositif.id]]; }));
/**
 * Un dispositif se reconnaît à son identifiant d’origine, à son FINESS, à son siret et son nom, sinon à son entité, son nom et sa commune : saisi à la main, il n’est pas créé une seconde fois.
 * `entiteDe` : l’entité de l’offre à laquelle ces lignes se rattachent.
 */
export const indexerPresents = ({ existant }: Contexte, entiteDe: (siennes: readonly LigneStructure[]) => string | null): Presents => {
  const connus = existant.dispositifs;
  const parIdentifiant = indexer(connus, ({ identifiant }) => identifiant);
  const parFiness = indexer(connus, ({ finessEt }) => finessEt);
  const parSiret = indexer(connus, ({ siret, nom }) => (siret === undefined || siret === null || nom === undefined ? null : `${siret}|${cleDeTri(nom)}`));
  const parLieu = indexer(connus, ({ entite, nom, commune }) => (entite === undefined || nom === undefined || commune === undefined || commune === null ? null : `${entite}|${cleDeTri(nom)}|${commune}`));
  const groupes = new Map(existant.groupes.flatMap(({ id, identifiant }) => (id === null ? [] : [[identifiant, id]])));
  return {
    dispositif: (structure, siennes) => {
      const repris = parIdentifiant.get(structure);
      const tete = siennes[0];
      if (repris !== undefined || connus.length === 0 || tete === undefined) return repris ?? null;
      const [finess, siret, entite] = [premier(siennes, ({ finessEt }) => finessEt), premier(siennes, (ligne) => ligne.siret), entiteDe(siennes)];
      const nom = cleDeTri(tete.nom);
      return (finess === null ? undefined : parFiness.get(finess)) ?? (siret === null ? undefined : parSiret.get(`${siret}|${nom}`)) ?? (entite === null ? undefined : parLieu.get(`${entite}|${nom}|${tete.commune ?? ''}`)) ?? null;
    },
    groupe: (cle) => groupes.get(cle) ?? null,
  };
};

/**
 * Les fiches d’un fichier de structures. `sansSiren` : entités dont le siren est déjà celui d’une autre. `lignes` : ni rejetées, ni exclues, dans l’ordre de leur contenu ; `tetes` : parmi elles, celles qui ne sont pas le double d’une autre.
 * Une fiche déjà dans l’offre est citée, jamais réécrite. Le résultat ne dépend pas de l’ordre du fichier.
 */
export function* projeterStructures(lignes: readonly LigneStructure[], tetes: ReadonlySet<LigneStructure>, rapprochees: EntitesDuFichier, presents: Presents, { aujourdhui }: Contexte, sansSiren: ReadonlySet<string>): Etapes<Omit<Fiches, 'places' | 'comptes'>> {
  const finEtape = cadencer();
  const numeros = (siennes: readonly LigneStructure[]): readonly number[] => siennes.map(({ numero }) => numero).sort((a, b) => a - b);
  const fichesGroupes: FicheGroupe[] = [];
  const fichesDispositifs: FicheDispositif[] = [];
  const parEntite = regrouper(lignes, rapprochees.de);
  for (const [structure, siennes] of regrouper(lignes, (ligne) => ligne.structure)) {
    const [tete] = siennes;
    if (tete === undefined) continue;
    if (finEtape()) yield;
    const saisie = saisieDispositif(siennes, tete, aujourdhui);
    fichesDispositifs.push({
      cle: structure, existante: presents.dispositif(structure, siennes), provenance: provenance(structure), lignes: numeros(siennes), statut: 'a_prevalider', entite: rapprochees.de(tete), saisie,
      dits: ditsDe(saisie, ['nom', 'nature', 'type', 'commune', 'adresse', 'siret', 'finessEt', 'compositions', 'publics'], { type: !tete.typeSur, nature: !tete.typeSur }),
    });
    const libelles = new Map<string, number>();
    for (const ligne of siennes) {
      if (!tetes.has(ligne)) continue;
      for (const part of ligne.parts) {
        const cle = cleDePart(ligne, part.modalite);
        const voulu = libelleDePart(ligne, part.modalite);
        const rang = (libelles.get(voulu) ?? 0) + 1;
        libelles.set(voulu, rang);
        fichesGroupes.push({ cle, existante: presents.groupe(cle), provenance: provenance(cle), lignes: [ligne.numero], dispositif: structure, groupe: ligne.groupe, ...saisieGroupe(ligne, part, rang === 1 ? voulu : `${voulu} (${rang})`, aujourdhui) });
      }
    }
  }
  const entites: FicheEntite[] = [];
  for (const [cle, siennes] of parEntite) {
    if (finEtape()) yield;
    const saisie = saisieEntite(siennes, siennes[0]?.nom ?? '', sansSiren.has(cle));
    const dits = ditsDe(saisie, ['raisonSociale', 'statutJuridique', 'siren', 'finessEj'], { raisonSociale: siennes.every(({ raisonSociale }) => raisonSociale === '') });
    entites.push({ cle, existante: rapprochees.connue(cle, siennes)?.id ?? null, provenance: provenance(cle), lignes: numeros(siennes), statut: 'a_prevalider', dits, saisie });
  }
  return { entites, dispositifs: fichesDispositifs, groupes: fichesGroupes };
}
