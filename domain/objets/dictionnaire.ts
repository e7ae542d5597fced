import { z } from 'zod';
import type { Referentiel } from './nomenclature.ts';
import { LIGNES_INITIALES, REFERENTIEL_DU_CHAMP } from '../nomenclature/nomenclature.ts';
import { FORMES, MODALITES, PERMANENCES } from '../nomenclature/referentiels.ts';
import type { Champ } from './champ.ts';
import type { champsDispositif } from './dispositif.ts';
import type { champsEntite } from './entite.ts';
import type { champsGroupe } from './groupe.ts';
import { CHAMPS, SCHEMAS } from './objets.ts';
import type { champsPlace } from './place.ts';

/** D’où vient un champ : le système d’information d’aujourd’hui (S0), une décision du projet (D), ou un référentiel tenu ailleurs. */
type SourceChamp = 'S0' | 'D' | 'Insee' | 'FINESS';
type Definition = readonly [definition: string, source: SourceChamp];
type ChampEntite = keyof typeof champsEntite;
type ChampDispositif = keyof typeof champsDispositif;
type ChampGroupe = keyof typeof champsGroupe;
type ChampPlace = keyof typeof champsPlace;
export const OBJETS_DECRITS = { entite: 'Entité', dispositif: 'Dispositif', groupe: 'Groupe de places', place: 'Place' } as const;
type ObjetDecrit = keyof typeof OBJETS_DECRITS;

/** Ce que chaque champ de l’offre veut dire. Le compilateur refuse un champ sans définition, ou une définition sans champ. */
const DEFINITIONS: { readonly entite: Readonly<Record<ChampEntite, Definition>>; readonly dispositif: Readonly<Record<ChampDispositif, Definition>>; readonly groupe: Readonly<Record<ChampGroupe, Definition>>; readonly place: Readonly<Record<ChampPlace, Definition>> } = {
  entite: {
    raisonSociale: ['Nom de la personne morale qui gère des dispositifs.', 'D'], statutJuridique: ['Forme de cette personne morale.', 'D'], siren: ['Numéro de la personne morale au répertoire Sirene ; 9 chiffres, clé de Luhn.', 'Insee'], finessEj: ['Numéro d’entité juridique au répertoire FINESS, quand elle en a un.', 'FINESS'],
    adresse: ['Numéro et voie du siège.', 'D'], commune: ['Commune du siège, par son code du Code officiel géographique.', 'Insee'], departements: ['Départements où l’entité intervient ; le premier est celui de son dossier.', 'D'], conventionP177: ['Période de la convention qui porte ses financements du programme 177.', 'D'],
    contacts: ['Personnes à joindre, par fonction. Donnée personnelle.', 'D'],
  },
  dispositif: {
    entiteId: ['Entité qui le gère.', 'D'], nom: ['Nom d’usage de la structure.', 'D'], nature: ['Ce qu’offre le dispositif, au premier niveau.', 'S0'], type: ['Ce qu’offre le dispositif, au second niveau ; dépend de la nature.', 'S0'], departement: ['Département du dispositif : celui qui en décide.', 'D'], commune: ['Commune du lieu, par son code du Code officiel géographique.', 'Insee'],
    adresse: ['Numéro et voie du lieu ; ne se publie pas d’un lieu qui accueille des personnes victimes de violences.', 'D'], siret: ['Numéro de l’établissement au répertoire Sirene ; 14 chiffres, ceux du siren d’abord.', 'Insee'], finessEt: ['Numéro d’établissement au répertoire FINESS, quand il en a un.', 'FINESS'], financements: ['Lignes datées : qui finance, combien de places, du, au. Un forfait ne dit pas de places.', 'S0'],
    placesFinancees: ['Places financées et régulées, par modalité : 115, insertion, autre régulateur.', 'D'], compositions: ['Compositions de ménage accueillies.', 'D'], publics: ['Publics spécifiques accueillis ; aucun : tout public.', 'D'], horaires: ['Heures d’accueil, en clair.', 'D'], contacts: ['Personnes à joindre, par fonction. Donnée personnelle.', 'D'],
    responsable: ['Nom de la personne qui répond du dispositif. Donnée personnelle.', 'D'], responsableId: ['Compte de cette personne, quand elle en a un.', 'D'], delegationSiao: ['Période où l’entité délègue au SIAO la gestion des places.', 'D'],
  },
  groupe: {
    dispositifId: ['Dispositif dont il fait partie.', 'D'], libelle: ['Nom d’usage du groupe dans son dispositif.', 'D'], modalite: ['Par qui les places sont régulées.', 'S0'], forme: ['Logements dispersés, lieu collectif, ou les deux.', 'D'], typeUnite: ['Ce qu’est une unité du groupe : chambre, dortoir, logement.', 'D'], permanence: ['Toute l’année, l’hiver, ou pour un besoin exceptionnel.', 'D'],
    capacites: ['Nombre de places, à partir d’une date, jusqu’à la suivante.', 'D'], ouverture: ['Premier jour où le groupe a des places.', 'D'], fermeture: ['Premier jour où il n’en a plus.', 'D'], compositions: ['Compositions de ménage que ces places acceptent.', 'D'], ageMin: ['Âge au-dessous duquel on n’accueille pas, en années.', 'D'], ageMax: ['Âge au-dessus duquel on n’accueille pas, en années.', 'D'],
    pmr: ['Places accessibles aux personnes à mobilité réduite.', 'D'], publics: ['Publics spécifiques de ces places.', 'D'], commune: ['Commune du groupe, quand ce n’est pas celle du dispositif.', 'Insee'],
  },
  place: {
    groupeId: ['Groupe dont elle fait partie.', 'D'], numero: ['Numéro ou nom de la place dans son dispositif.', 'D'], etats: ['États datés : ouverte, indisponible (et son motif), fermée.', 'D'], occupation: ['Dernière occupation constatée. Aucune donnée sur la personne.', 'D'], occupationLe: ['Jour de ce constat.', 'D'],
    constatsPasses: ['Constats d’occupation d’avant le dernier : une lettre (libre, réservée, occupée) et une date chacun, sur vingt-cinq mois au plus.', 'D'],
    differe: ['État qui commencera quand la place se libérera.', 'D'], dernierLot: ['Ce que le dernier geste en nombre a remplacé, tant qu’il peut s’annuler.', 'D'],
  },
};

/** Valeurs fermées d’un champ, qui ne sont pas de la nomenclature : codes et libellés. */
const FERMEES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'groupe.modalite': MODALITES.map(({ code, libelle }) => [code, libelle]), 'groupe.forme': FORMES.map(({ code, libelle }) => [code, libelle]), 'groupe.permanence': PERMANENCES.map(({ code, libelle }) => [code, libelle]),
  'place.occupation': [['libre', 'Libre'], ['reservee', 'Réservée'], ['occupee', 'Occupée']],
};
const EXIGENCES = { obligatoire: 'obligatoire', conseille: 'conseillé', facultatif: 'facultatif' } as const;
const TYPES: Readonly<Record<Champ['sorte'], string>> = { texte: 'texte', entier: 'nombre entier', booleen: 'oui ou non', date: 'date (AAAA-MM-JJ)', liste: 'liste', objet: 'structure' };
/** Ce qu’un schéma accepte, en clair : longueurs, bornes, nombre d’éléments. */
const contraintes = (schema: z.ZodType): string => {
  const lu = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Readonly<Record<string, unknown>>;
  const [forme] = [lu, ...((lu['anyOf'] as Readonly<Record<string, unknown>>[] | undefined) ?? [])].filter((une) => une['type'] !== undefined && une['type'] !== 'null');
  const borne = (nom: string, phrase: (valeur: number) => string, sauf = Number.MAX_SAFE_INTEGER): string[] => { const valeur = forme?.[nom]; return typeof valeur === 'number' && Math.abs(valeur) < sauf ? [phrase(valeur)] : []; };
  return [...borne('minLength', (n) => `${n} caractère${n > 1 ? 's' : ''} au moins`), ...borne('maxLength', (n) => `${n} caractères au plus`), ...borne('minimum', (n) => `${n} au moins`), ...borne('maximum', (n) => `${n} au plus`), ...borne('minItems', (n) => `${n} élément${n > 1 ? 's' : ''} au moins`), ...borne('maxItems', (n) => `${n} élément${n > 1 ? 's' : ''} au plus`)].join(', ');
};

/** Une ligne du dictionnaire. `valeurs` : les codes admis et leur libellé. */
interface LigneDictionnaire { readonly objet: ObjetDecrit; readonly champ: string; readonly libelle: string; readonly definition: string; readonly type: string; readonly contraintes: string; readonly exigence: string; readonly sensible: boolean; readonly source: SourceChamp; readonly referentiel: Referentiel | null; readonly valeurs: readonly (readonly [string, string])[] }
const codesDe = (referentiel: Referentiel): readonly (readonly [string, string])[] => LIGNES_INITIALES.filter((ligne) => ligne.referentiel === referentiel).map(({ code, versions }) => [code, versions.at(-1)?.libelle ?? code]);

/** Le dictionnaire des données de l’offre, tiré des champs, des schémas et de la nomenclature livrée. */
export const dictionnaire = (): readonly LigneDictionnaire[] => (Object.keys(OBJETS_DECRITS) as ObjetDecrit[]).flatMap((objet) => {
  const formes = (SCHEMAS[objet] as unknown as z.ZodObject).shape as Readonly<Record<string, z.ZodType | undefined>>;
  const referentiels = REFERENTIEL_DU_CHAMP[objet] as Readonly<Record<string, Referentiel>>;
  return Object.entries(CHAMPS[objet]).map(([champ, { libelle, sorte, exigence, sensible }]): LigneDictionnaire => {
    const [definition, source] = (DEFINITIONS[objet] as Readonly<Record<string, Definition>>)[champ] as Definition;
    const forme = formes[champ];
    const referentiel = referentiels[champ] ?? null;
    return { objet, champ, libelle, definition, type: TYPES[sorte], contraintes: forme === undefined ? '' : contraintes(forme), exigence: EXIGENCES[exigence ?? 'facultatif'], sensible: sensible === true, source, referentiel, valeurs: FERMEES[`${objet}.${champ}`] ?? (referentiel === null ? [] : codesDe(referentiel)) };
  });
});
