import { PROFILS } from '../profils.ts';
import type { Profil } from '../profils.ts';
import { cleDeTri } from '../texte.ts';
import type { AncienProfil } from './anciensProfils.ts';
import { reduireProfils, trouverAncienProfil } from './anciensProfils.ts';
import type { Anomalie } from './anomalies.ts';
import { comparerLignes } from './cles.ts';
import type { Contexte } from './controles/contexte.ts';
import type { Entetes } from './controles/lecteur.ts';
import { faireAnomalie } from './controles/lecteur.ts';
import type { LigneUtilisateur } from './controles/utilisateur.ts';
import type { Correction } from './corrections.ts';
import type { CompteDecide, FicheCompte, RaisonArbitrage } from './fiches.ts';
import { AUCUNE_FICHE, provenance } from './fiches.ts';
import type { BilanFichier, SortLigne } from './fichierStructures.ts';
import type { Sort } from './grandLivre.ts';

const libelles = (lignes: readonly LigneUtilisateur[]): readonly string[] => [...new Set(lignes.flatMap(({ ancien }) => ancien?.libelle ?? []))].sort();

type Ecarter = (correction: Correction, explication: string) => void;
/** La dernière décision prise pour une personne, quelle que soit la ligne qui la porte ; prise au vu d’autres anciens profils, elle est écartée et dite. */
const decisionDe = (siennes: readonly LigneUtilisateur[], anciens: readonly AncienProfil[], choix: readonly Profil[], ecarter: Ecarter): CompteDecide | null => {
  const prises = siennes.flatMap(({ decision }) => decision ?? []).sort((une, autre) => (une.le === autre.le ? 0 : une.le < autre.le ? 1 : -1));
  const vus = (codes: readonly string[]): string => [...codes].sort().map((code) => trouverAncienProfil(code)?.libelle ?? code).join(', ');
  const [derniere] = prises;
  if (derniere === undefined) return null;
  const courants = vus(anciens.map(({ code }) => code));
  if (vus(derniere.anciens) !== courants) { ecarter(derniere, `Décidé au vu de « ${vus(derniere.anciens)} », la personne a maintenant « ${courants} » : à revoir.`); return null; }
  if (!choix.includes(derniere.profil)) { ecarter(derniere, `« ${PROFILS[derniere.profil].libelle} » ne remplace aucun de ses anciens profils.`); return null; }
  return { profil: derniere.profil, perimetre: derniere.perimetre, par: derniere.par, le: derniere.le };
};
const A_L_ETAPE = { genre: 'a_saisir' as const, valeurs: [], phrase: 'À l’étape Arbitrer' };

/** Ce que devient chaque ligne d’un fichier de comptes : une personne, une adresse, un profil (S0). L’ordre des lignes ne compte pas. */
export const bouclerUtilisateurs = (toutes: readonly LigneUtilisateur[], { comptes = [] }: Contexte, entetes: Entetes, anomalies: Anomalie[], ecarter: Ecarter): BilanFichier => {
  const sorts: SortLigne[] = [];
  const decider = ({ numero }: LigneUtilisateur, sort: Sort, motif: string | null): void => { sorts.push({ numero, sort, motif, places: 0 }); };
  const signaler = (code: 'U03' | 'U04' | 'U05', ligne: LigneUtilisateur, champ: 'email' | 'nom' | 'profil', valeur: string, explication: string, precisions: Parameters<typeof faireAnomalie>[6] = {}): void => { anomalies.push(faireAnomalie(code, ligne, champ, entetes.nom(champ), valeur, explication, precisions)); };
  const lisibles: LigneUtilisateur[] = [];
  for (const ligne of toutes) {
    if (ligne.exclusion !== null) decider(ligne, 'exclue', ligne.exclusion);
    else if (ligne.rejet !== null) decider(ligne, 'rejetee', ligne.rejet);
    else lisibles.push(ligne);
  }
  lisibles.sort(comparerLignes);
  const parAdresse = new Map<string, LigneUtilisateur[]>();
  for (const ligne of lisibles) { const siennes = parAdresse.get(ligne.email); if (siennes === undefined) parAdresse.set(ligne.email, [ligne]); else siennes.push(ligne); }

  // deux personnes sur une adresse : aucune des deux n’est la bonne tant qu’on ne l’a pas dit
  const gardees: LigneUtilisateur[][] = [];
  for (const siennes of parAdresse.values()) {
    const [premiere] = siennes;
    const autre = siennes.find(({ personne }) => personne !== premiere?.personne);
    if (premiere === undefined) continue;
    if (autre === undefined) { gardees.push(siennes); continue; }
    for (const ligne of siennes) {
      signaler('U03', ligne, 'email', ligne.email, `Deux personnes ont cette adresse : ${premiere.nom} (ligne ${premiere.numero}) et ${autre.nom} (ligne ${autre.numero}). Un compte est celui d’une seule.`, { reparation: { genre: 'a_saisir', valeurs: [], ligne: (ligne.personne === premiere.personne ? autre : premiere).numero, phrase: 'À saisir : l’adresse de chacune, ou le même nom' } });
      decider(ligne, 'rejetee', 'U03');
    }
  }

  // une personne, deux adresses : dans la même structure, c’est un double ; ailleurs, peut-être un homonyme
  const parPersonne = new Map<string, LigneUtilisateur>();
  const fiches: FicheCompte[] = [];
  const connus = new Map(comptes.map(({ email, id }) => [email, id]));
  for (const siennes of gardees) {
    const [tete] = siennes;
    if (tete === undefined) continue;
    const ici = `${tete.personne}/${cleDeTri(tete.structure)}`;
    const double = parPersonne.get(ici);
    if (double !== undefined) {
      const decidee = siennes.some(({ fusion }) => fusion?.portee === 'ligne');
      if (!decidee) signaler('U03', tete, 'nom', tete.nom, `${double.nom} a déjà un compte dans cette structure, à l’adresse ${double.email} (ligne ${double.numero}).`, { reparation: { genre: 'choix', geste: 'fusion', ligne: double.numero, valeurs: [double.cle], phrase: `Garder ${double.email}` } });
      for (const ligne of siennes) if (decidee) decider(ligne, 'fusionnee', 'même personne qu’une autre ligne du fichier'); else decider(ligne, 'rejetee', 'U03');
      continue;
    }
    parPersonne.set(ici, tete);
    const anciens = [...new Map(siennes.flatMap(({ ancien }) => (ancien === null ? [] : [[ancien.code, ancien] as const]))).values()];
    const { propose, choix } = reduireProfils(anciens);
    const decision = decisionDe(siennes, anciens, choix, ecarter);
    const raisons: RaisonArbitrage[] = [...(anciens.length > 1 ? ['cumul' as const] : []), ...(anciens.some(({ accru, nouveau }) => accru && nouveau === propose) ? ['accru' as const] : []), ...(anciens.some(({ toujours }) => toujours) ? ['toujours' as const] : [])];
    if (decision === null && anciens.length > 1) signaler('U04', tete, 'profil', libelles(siennes).join(', '), `${tete.nom} cumulait ${libelles(siennes).join(', ')} : un seul profil reste, « ${propose === null ? '' : PROFILS[propose].libelle} » est proposé.`, { reparation: A_L_ETAPE });
    if (decision === null) for (const { libelle, nouveau, question, accru } of anciens) if (accru && nouveau === propose) signaler('U05', tete, 'profil', libelle, `« ${PROFILS[nouveau].libelle} » donne plus de droits que « ${libelle} ». ${question ?? ''}`.trim(), { reparation: A_L_ETAPE });
    const existant = connus.get(tete.email) ?? null;
    fiches.push({
      cle: tete.email, existante: existant, provenance: provenance(tete.cle), lignes: siennes.map(({ numero }) => numero).sort((a, b) => a - b), nom: tete.nom, email: tete.email,
      telephone: siennes.find(({ telephone }) => telephone !== '')?.telephone ?? null, fonction: siennes.find(({ fonction }) => fonction !== '')?.fonction ?? null,
      anciens: anciens.map(({ code }) => code).sort(), propose, choix, raisons, decision, aArbitrer: raisons.length > 0 && decision === null, questions: anciens.flatMap(({ question }) => question ?? []).sort(),
      structures: [...new Set(siennes.flatMap(({ structure }) => (structure === '' ? [] : [structure])))].sort(),
    });
    for (const [rang, ligne] of siennes.entries()) {
      if (existant !== null) decider(ligne, 'fusionnee', 'déjà un compte');
      else if (rang === 0) decider(ligne, 'creee', null);
      else decider(ligne, 'fusionnee', 'même personne qu’une autre ligne du fichier');
    }
  }
  return { sorts, fiches: { ...AUCUNE_FICHE, comptes: fiches } };
};
