import type { ChampProposeLu, PropositionLue } from '../contract/methodesPropositions.ts';
import type { Contexte } from '../domain/commandes/commande.ts';
import { droitDuChamp, memeValeur } from '../domain/commandes/propositions.ts';
import { contexteDroit } from '../domain/commandes/regles.ts';
import { autoriser } from '../domain/droits.ts';
import type { Dispositif } from '../domain/objets/dispositif.ts';
import type { Entite } from '../domain/objets/entite.ts';
import { CHAMPS, nomDe } from '../domain/objets/objets.ts';
import type { ChampPropose, Proposition } from '../domain/objets/proposition.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseLecture, ValeurSql } from './base.ts';
import { decoder, lireLigneCache } from './lignes.ts';

const DECIDEES_MONTREES = 10;
const MODIFIABLES = new Set(['valide', 'suspendu']);

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
  const fiche: Entite | Dispositif | undefined = lireLigneCache(base, objet, ficheId);
  if (fiche === undefined) return undefined;
  const brute = fiche as unknown as Readonly<Record<string, unknown>>;
  const ouverte = proposition.statut === 'ouverte';
  const lire = ({ champ, avant, apres, decision, nom, le, motif }: ChampPropose): ChampProposeLu => {
    const droit = autoriser(acteur, droitDuChamp(objet, champ), objet, contexteDroit(objet, fiche, contexte.aujourdhui));
    return {
      champ, libelle: CHAMPS[objet][champ]?.libelle ?? champ, sensible: CHAMPS[objet][champ]?.sensible === true, avant, apres, aujourdhui: brute[champ] ?? null, change: decision === null && !memeValeur(avant, brute[champ]),
      decidable: ouverte && decision === null && droit.accordee, raison: droit.accordee ? null : droit.message, decision, nom, le, motif,
    };
  };
  const champs = proposition.champs.map(lire);
  const mienne = proposition.creePar === acteur.utilisateurId;
  return {
    id: proposition.id, objet, ficheId, fiche: nomDe(objet, fiche), code: fiche.code, entite: objet === 'entite' ? '' : (lireLigneCache(base, 'entite', proposition.entiteId)?.raisonSociale ?? ''), statutFiche: fiche.statut,
    auteur: proposition.auteur, creeLe: proposition.creeLe, motif: proposition.motif, statut: proposition.statut, mienne, retirable: mienne && ouverte && champs.every(({ decision }) => decision === null),
    modifiable: MODIFIABLES.has(fiche.statut), champs, noms: nomsDe(base, champs, contexte),
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
