import type { ChampProposeLu, PropositionLue } from '../contract/methodesPropositions.ts';
import type { Contexte } from '../domain/commandes/commande.ts';
import type { FicheProposee } from '../domain/commandes/propositions.ts';
import { autoriserChamp, memeValeur, valeurDuChamp } from '../domain/commandes/propositions.ts';
import { FIGES } from '../domain/commandes/modification.ts';
import type { Dispositif } from '../domain/objets/dispositif.ts';
import type { Entite } from '../domain/objets/entite.ts';
import type { Groupe } from '../domain/objets/groupe.ts';
import { CHAMPS, nomDe } from '../domain/objets/objets.ts';
import type { ChampPropose, Proposition } from '../domain/objets/proposition.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseLecture, ValeurSql } from './base.ts';
import { decoder, lireLigneCache } from './lignes.ts';

const DECIDEES_MONTREES = 10;

/** Les noms que les valeurs désignent par un code ou un identifiant, pour l’écran. */
const nomsDe = (base: BaseLecture, champs: readonly ChampProposeLu[], contexte: Contexte): Record<string, string> => {
  const noms: Record<string, string> = {};
  for (const { champ, avant, apres, aujourdhui } of champs) {
    for (const valeur of [avant, apres, aujourdhui]) {
      if (typeof valeur !== 'string') continue;
      const nom = champ === 'commune' ? contexte.communes.trouver(valeur)?.nom : champ === 'responsableId' ? base.un<{ nom: string }>('select nom from utilisateur where id = ?', valeur)?.nom : undefined;
      if (nom !== undefined) noms[valeur] = nom;
    }
  }
  return noms;
};

/** Une proposition telle que cette personne la lit, contre la fiche d’aujourd’hui ; `undefined` quand la fiche n’est pas dans le cache. */
export const lireProposition = (base: BaseLecture, proposition: Proposition, acteur: Acteur, contexte: Contexte): PropositionLue | undefined => {
  const { objet, ficheId } = proposition;
  const fiche: FicheProposee | undefined = lireLigneCache(base, objet, ficheId);
  const dispositif = objet === 'groupe' && fiche !== undefined ? lireLigneCache(base, 'dispositif', (fiche as Groupe).dispositifId) : undefined;
  const circuit: Entite | Dispositif | undefined = objet === 'groupe' ? dispositif : (fiche as Entite | Dispositif | undefined);
  if (fiche === undefined || circuit === undefined) return undefined;
  const ouverte = proposition.statut === 'ouverte';
  const lire = ({ champ, avant, apres, decision, nom, le, motif }: ChampPropose): ChampProposeLu => {
    const droit = autoriserChamp(objet, circuit, champ, acteur, contexte.aujourdhui);
    const aujourdhui = valeurDuChamp(objet, fiche, champ, contexte.aujourdhui);
    return {
      champ, libelle: CHAMPS[objet][champ]?.libelle ?? champ, sensible: CHAMPS[objet][champ]?.sensible === true, avant, apres, aujourdhui, change: decision === null && !memeValeur(avant, aujourdhui),
      decidable: ouverte && decision === null && droit.accordee, raison: droit.accordee ? null : droit.message, decision, nom, le, motif,
    };
  };
  const champs = proposition.champs.map(lire);
  const mienne = proposition.creePar === acteur.utilisateurId;
  return {
    id: proposition.id, objet, ficheId, fiche: nomDe(objet, fiche), code: fiche.code, entite: objet === 'entite' ? '' : [lireLigneCache(base, 'entite', proposition.entiteId)?.raisonSociale, dispositif?.nom].filter((nom) => nom !== undefined).join(' · '), statutFiche: circuit.statut,
    auteur: proposition.auteur, creeLe: proposition.creeLe, motif: proposition.motif, statut: proposition.statut, mienne, retirable: mienne && ouverte && champs.every(({ decision }) => decision === null),
    modifiable: !FIGES.has(circuit.statut), champs, noms: nomsDe(base, champs, contexte),
  };
};

/** Les propositions du cache, ouvertes d’abord, les plus récentes en tête. */
const lireToutes = (base: BaseLecture, ou: string, ...valeurs: readonly ValeurSql[]): Proposition[] =>
  base.tous<Record<string, ValeurSql>>(`select * from proposition where ${ou} order by statut <> 'ouverte', "modifieLe" desc, id`, ...valeurs).map((sql) => decoder('proposition', sql));
export const propositionsOuvertesOuA = (base: BaseLecture, utilisateurId: string): Proposition[] => lireToutes(base, `statut = 'ouverte' or "creePar" = ? or instr(champs, ?) > 0`, utilisateurId, JSON.stringify(utilisateurId));

/** Ce que la fiche montre : les ouvertes, et les dix dernières qui ne le sont plus. */
export const propositionsDeFiche = (base: BaseLecture, ficheId: string, acteur: Acteur, contexte: Contexte): PropositionLue[] => {
  const toutes = lireToutes(base, '"ficheId" = ?', ficheId);
  const ouvertes = toutes.filter(({ statut }) => statut === 'ouverte');
  return [...ouvertes, ...toutes.slice(ouvertes.length, ouvertes.length + DECIDEES_MONTREES)].flatMap((proposition) => lireProposition(base, proposition, acteur, contexte) ?? []);
};
