import { FILE_MAXIMUM } from '../contract/methodesValidation.ts';
import type { ONGLETS_VALIDATION } from '../contract/methodesValidation.ts';
import type { LigneValidation } from '../contract/poste.ts';
import type { GesteCycle, Statut } from '../domain/cycleDeVie.ts';
import { gestesPossibles } from '../domain/cycleDeVie.ts';
import { jugerGeste } from '../domain/commandes/circuit.ts';
import type { Contexte } from '../domain/commandes/commande.ts';
import type { FicheProposee } from '../domain/commandes/propositions.ts';
import { contexteDroit, estRefus } from '../domain/commandes/regles.ts';
import { autoriser } from '../domain/droits.ts';
import type { Dispositif } from '../domain/objets/dispositif.ts';
import { estFinanceP177 } from '../domain/objets/dispositif.ts';
import type { Entite } from '../domain/objets/entite.ts';
import type { Groupe } from '../domain/objets/groupe.ts';
import { dernierPas, pasEnVigueur } from '../domain/parcours.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseEcriture, BaseLecture, ValeurSql } from './base.ts';
import { attentesParFiche } from './file.ts';
import { gardee, marqueDeGarde } from './gardes.ts';
import { decoder, lireLigneCache } from './lignes.ts';
import { lireProposition, propositionsOuvertesOuA } from './propositions.ts';

export type Onglet = (typeof ONGLETS_VALIDATION)[number];
const JOUR = 86_400_000;

/** Jours entiers entre deux instants ISO (domain.md §4, âge d’une fiche qui attend). */
const joursEntre = (depuis: string, jusqua: string): number => Math.max(0, Math.floor((Date.parse(jusqua) - Date.parse(depuis)) / JOUR));

/** Une ligne de la file, moins ce que l’heure et la file d’envoi y changent, et les onglets où elle se montre. */
interface Retenue { readonly ligne: Omit<LigneValidation, 'jours' | 'attente'>; readonly onglets: readonly Onglet[] }

type Fiche = { objet: 'entite'; fiche: Entite } | { objet: 'dispositif'; fiche: Dispositif };

/** La prochaine décision attendue sur une fiche soumise, ou `null`. */
const prochaineDecision = ({ objet, fiche }: Fiche, date: string): 'prevalider' | 'valider' | null => {
  const p177 = objet === 'dispositif' && estFinanceP177(fiche.financements, date);
  const transition = gestesPossibles(fiche.statut as Statut, p177).find(({ geste }) => geste === 'prevalider' || geste === 'valider');
  return (transition?.geste ?? null) as 'prevalider' | 'valider' | null;
};

/** Vrai quand l’acteur a le droit de la prochaine décision (il peut encore lui manquer un champ : la fiche l’attend quand même). */
const attendCettePersonne = (element: Fiche, decision: GesteCycle, acteur: Acteur, entite: Entite | undefined, contexte: Contexte): boolean => {
  const droits = contexteDroit(element.objet, element.fiche, contexte.aujourdhui);
  if (!autoriser(acteur, decision === 'valider' ? 'valider' : 'prevalider', element.objet, droits).accordee) return false;
  const jugement = jugerGeste(decision, element.objet, element.fiche, entite, acteur, contexte, 'suppléance');
  return !estRefus(jugement) || jugement.code !== 'meme_personne';
};

/** Les propositions que cette personne décide, a décidées ou a faites, en lignes de la file, avec les onglets où chacune se montre. L’âge court depuis la demande. */
const lignesPropositions = (base: BaseLecture, acteur: Acteur, contexte: Contexte, entiteDe: (id: string) => Entite | undefined, nomCommune: (code: string) => string | undefined): Retenue[] =>
  propositionsOuvertesOuA(base, acteur.utilisateurId).flatMap((proposition) => {
    const lue = lireProposition(base, proposition, acteur, contexte);
    if (lue === undefined) return [];
    const { objet, ficheId } = proposition;
    const fiche = lireLigneCache(base, objet, ficheId) as FicheProposee;
    const dispositif = objet === 'entite' ? undefined : objet === 'groupe' ? lireLigneCache(base, 'dispositif', (fiche as Groupe).dispositifId) : (fiche as Dispositif);
    // un groupe sans adresse à lui est là où est son dispositif
    const commune = fiche.commune ?? dispositif?.commune ?? null;
    const onglets: Onglet[] = [
      ...(lue.champs.some(({ decidable }) => decidable) ? ['pour_moi' as const] : []), ...(lue.mienne ? ['mes_propositions' as const] : []),
      ...(proposition.champs.some(({ par }) => par === acteur.utilisateurId) ? ['decidees' as const] : []),
    ];
    if (onglets.length === 0) return [];
    const ligne: Retenue['ligne'] = {
      id: proposition.id, ficheId, champs: lue.champs.map(({ libelle }) => libelle), objet, code: fiche.code, nom: objet === 'groupe' ? `${dispositif?.nom ?? ''} – ${lue.fiche}` : lue.fiche, changement: 'proposition', entite: objet === 'entite' ? '' : (entiteDe(proposition.entiteId)?.raisonSociale ?? ''),
      commune: commune === null ? null : (nomCommune(commune) ?? commune), departement: fiche.departement, statut: proposition.statut, p177: dispositif?.financeP177 === true,
      depuis: proposition.creeLe, soumisPar: proposition.auteur, prevalidePar: null, prevalideLe: null, prochainGeste: 'deciderProposition',
    };
    return [{ ligne, onglets }];
  });

/** Tout ce que la file montre à cette personne, d’après les fiches et les propositions. */
const retenir = (base: BaseLecture, acteur: Acteur, contexte: Contexte, nomCommune: (code: string) => string | undefined): readonly Retenue[] => {
  const retenues: Retenue[] = [];
  const entites = new Map<string, Entite | undefined>();
  const entiteDe = (id: string): Entite | undefined => {
    if (!entites.has(id)) entites.set(id, lireLigneCache(base, 'entite', id));
    return entites.get(id);
  };
  const decidee = `instr(parcours, ?) > 0`;
  for (const objet of ['entite', 'dispositif'] as const) {
    const lignes = base.tous<Record<string, ValeurSql>>(`select * from "${objet}" where statut in ('a_prevalider', 'prevalide', 'a_corriger') or ${decidee}`, JSON.stringify(acteur.utilisateurId));
    for (const sql of lignes) {
      const element = { objet, fiche: decoder(objet, sql) } as Fiche;
      const { fiche } = element;
      const entite = element.objet === 'entite' ? element.fiche : entiteDe(element.fiche.entiteId);
      const decision = prochaineDecision(element, contexte.aujourdhui);
      const soumis = dernierPas(fiche.parcours, 'soumettre') ?? fiche.parcours[0];
      const prevalide = fiche.statut === 'a_prevalider' || fiche.statut === 'a_corriger' ? undefined : dernierPas(fiche.parcours, 'prevalider');
      const depuis = fiche.statut === 'a_corriger' ? (pasEnVigueur(fiche.parcours).at(-1)?.le ?? fiche.creeLe) : (soumis?.le ?? fiche.creeLe);
      const ligne: Retenue['ligne'] = {
        id: fiche.id, ficheId: fiche.id, champs: [], objet, code: fiche.code, nom: element.objet === 'entite' ? element.fiche.raisonSociale : element.fiche.nom, changement: fiche.provenance === null ? 'creation' : 'reprise',
        entite: element.objet === 'entite' ? '' : (entite?.raisonSociale ?? ''), commune: fiche.commune === null ? null : (nomCommune(fiche.commune) ?? fiche.commune), departement: fiche.departement, statut: fiche.statut,
        p177: element.objet === 'dispositif' && element.fiche.financeP177, depuis, soumisPar: soumis?.nom ?? null, prevalidePar: prevalide?.nom ?? null, prevalideLe: prevalide?.le ?? null,
        prochainGeste: decision,
      };
      const onglets: Onglet[] = [
        ...(decision !== null && attendCettePersonne(element, decision, acteur, entite, contexte) ? ['pour_moi' as const] : []), ...(decision === 'prevalider' ? ['chez_siao' as const] : []), ...(fiche.statut === 'a_corriger' ? ['renvoyees' as const] : []),
        ...(pasEnVigueur(fiche.parcours).some((pas) => pas.par === acteur.utilisateurId && ['prevalider', 'valider', 'refuser', 'renvoyer'].includes(pas.geste)) ? ['decidees' as const] : []),
      ];
      if (onglets.length > 0) retenues.push({ ligne, onglets });
    }
  }
  return [...retenues, ...lignesPropositions(base, acteur, contexte, entiteDe, nomCommune)];
};

/**
 * La file « À valider » d’une personne, par onglet, la plus ancienne d’abord, et le nombre de chaque onglet. L’âge court depuis la dernière soumission.
 * `pour_moi` : la décision suivante lui revient, sur une fiche ou sur un champ au moins d’une proposition ; `chez_siao` : attend une prévalidation ; `renvoyees` : à corriger ;
 * `decidees` : elle a décidé elle-même ; `mes_propositions` : celles qu’elle a faites, quel qu’en soit le sort.
 * Gardée tant que l’offre ne change pas, sous l’empreinte du programme ; l’âge et ce qui attend l’envoi se lisent à chaque fois.
 */
export const fileValidation = (base: BaseEcriture, acteur: Acteur, contexte: Contexte, onglet: Onglet, nomCommune: (code: string) => string | undefined, programme?: string): { lignes: LigneValidation[]; compteurs: Record<Onglet, number>; tronquee: boolean } => {
  const attentes = attentesParFiche(base);
  const retenues: Record<Onglet, LigneValidation[]> = { pour_moi: [], chez_siao: [], renvoyees: [], decidees: [], mes_propositions: [] };
  const marque = marqueDeGarde({ aujourdhui: contexte.aujourdhui, programme });
  for (const { ligne, onglets } of gardee(base, 'validation', marque === null ? null : `${marque}|${JSON.stringify(acteur)}`, () => retenir(base, acteur, contexte, nomCommune))) {
    for (const nom of onglets) retenues[nom].push({ ...ligne, jours: joursEntre(ligne.depuis, contexte.maintenant), attente: attentes.get(ligne.id) ?? 'aucune' });
  }
  const compteurs = {
    pour_moi: retenues.pour_moi.length, chez_siao: retenues.chez_siao.length, renvoyees: retenues.renvoyees.length, decidees: retenues.decidees.length,
    // celles qui attendent encore : le reste de l’onglet est un historique
    mes_propositions: retenues.mes_propositions.filter(({ statut }) => statut === 'ouverte').length,
  };
  const choisies = retenues[onglet].sort((gauche, droite) => (onglet === 'decidees' || onglet === 'mes_propositions' ? droite.depuis.localeCompare(gauche.depuis) : gauche.depuis.localeCompare(droite.depuis)) || gauche.id.localeCompare(droite.id));
  return { lignes: choisies.slice(0, FILE_MAXIMUM), compteurs, tronquee: choisies.length > FILE_MAXIMUM };
};
