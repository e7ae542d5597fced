import type { Vocabulaire } from '../gabarit/colonne.ts';

/** Ce qu’un terme des anciens outils devient : aucun code (à arbitrer), un, ou plusieurs (le premier est pris, à confirmer). */
export interface Terme { readonly vocabulaire: Vocabulaire; readonly terme: string; readonly cibles: readonly string[] }

const termes = (vocabulaire: Vocabulaire, prefixe: string, lignes: readonly (readonly [termes: string, ...cibles: readonly string[]])[]): readonly Terme[] =>
  lignes.flatMap(([noms, ...cibles]) => noms.split('|').map((terme) => ({ vocabulaire, terme: terme.trim(), cibles: cibles.map((cible) => `${prefixe}${cible}`) })));

/**
 * La table de départ (D). Les termes se lisent sans accent ni ponctuation ; le libellé de la nomenclature se lit sans être ici.
 * Ajouter un terme : une ligne, et un cas dans `association.test.ts`.
 */
export const TERMES: readonly Terme[] = [
  ...termes('type', '', [
    ['CHRS', 'hebergement_chrs.mixte', 'hebergement_chrs.insertion', 'hebergement_chrs.115'],
    ['CHRS insertion | CHRS ins | CHRS stabilisation | CHRS stab', 'hebergement_chrs.insertion'],
    ['CHRS urgence | CHRS urg | CHRS 115', 'hebergement_chrs.115'],
    ['CHRS urg/ins | CHRS ins/urg | CHRS mixte | CHRS urgence insertion', 'hebergement_chrs.mixte'],
    ['CHRS hors les murs | CHRS HLM', 'mesures_accompagnement.hlm'],
    ['CHU | HU | Hébergement d’urgence | Centre d’hébergement d’urgence | Hébergement urgence', 'hebergement_hors_chrs.115'],
    ['Stabilisation | Centre de stabilisation | CHS | Hébergement d’insertion | Hébergement insertion | ALT | ALT insertion', 'hebergement_hors_chrs.insertion'],
    ['Hébergement | Centre d’hébergement | Hors CHRS', 'hebergement_hors_chrs.mixte', 'hebergement_hors_chrs.insertion', 'hebergement_hors_chrs.115'],
    ['ALT urgence', 'hebergement_hors_chrs.115'],
    ['PF', 'logement_residence_sociale.pension_famille', 'logement_residence_sociale.residence_accueil'],
    ['Maison relais | MR | Pensions de famille', 'logement_residence_sociale.pension_famille'],
    ['Résidence accueil | RA', 'logement_residence_sociale.residence_accueil'],
    ['Foyer de jeunes travailleurs | Foyer jeunes travailleurs | Résidence habitat jeunes', 'logement_residence_sociale.fjt'],
    ['Foyer de travailleurs migrants | Foyer travailleurs migrants', 'logement_residence_sociale.ftm'],
    ['Résidence sociale | RS | Résidence sociale généraliste', 'logement_residence_sociale.generaliste'],
    ['Sous-loc | IML', 'logement_iml.sous_location', 'logement_iml.mandat'],
    ['Sous-location | Location sous-location | Solibail', 'logement_iml.sous_location'],
    ['Mandat | IML mandat de gestion', 'logement_iml.mandat'],
    ['Nuitées hôtelières | Nuitées | Hôtels', 'hebergement_hotel.hotel'],
    ['Résidence hôtelière à vocation sociale', 'hebergement_hotel.rhvs'],
    ['Abri de nuit | Halte nuit', 'veille_sociale.halte_nuit'],
    ['AJ | Accueils de jour', 'veille_sociale.accueil_jour'],
    ['Maraudes | Samu social | Équipe mobile', 'veille_sociale.maraude'],
    ['Service d’accueil et d’orientation', 'veille_sociale.sao'],
    ['LDA', 'veille_sociale.autre_lda'],
    ['ASLL | FSL', 'mesures_accompagnement.fsl_asll'],
    ['CADA | HUDA | CPH | CAES', 'premier_accueil.dna'],
    ['LHSS | LAM | ACT', 'premier_accueil.sante'],
  ]),
  ...termes('modalite', '', [
    ['urgence | urg | u | DHU | régulé 115', '115'], ['ins | i | DHL | SIAO insertion | stabilisation', 'insertion'], ['autre | autres | hors SIAO | autre régulateur', 'autre'],
    ['mixte | 115 insertion | insertion 115 | urg/ins | ins/urg | urgence insertion | 115 + insertion', '115', 'insertion'],
  ]),
  ...termes('forme', '', [['éclaté | dispersé | logements diffus', 'diffus'], ['regroupé | semi-collectif | foyer', 'collectif'], ['diffus et collectif', 'mixte']]),
  ...termes('permanence', '', [['permanent | permanente | toute l’année | annuel | annuelle', 'perenne'], ['hiver | hivernal | grand froid | plan hivernal', 'hivernale'], ['temporaire | exceptionnel | renfort', 'exceptionnelle']]),
  ...termes('financement', '', [
    ['177 | BOP 177 | programme 177 | État', 'P177'], ['303 | BOP 303', 'P303'], ['104 | BOP 104', 'P104'], ['107 | BOP 107', 'P107'], ['135 | BOP 135', 'P135'], ['FSL | Conseil départemental | CD | département', 'FSL'],
    ['ALT', 'ALT1', 'ALT2'], ['Commune | CCAS | mairie', 'COMMUNE'], ['ARS | assurance maladie', 'ARS'], ['fonds propre', 'FONDS_PROPRES'],
  ]),
  ...termes('etat', '', [['ouvert | active | actif | en service | O | disponible | oui', 'ouverte'], ['indispo | hors service | HS | bloquée | neutralisée | I | en travaux', 'indisponible'], ['fermé | supprimée | F | close', 'fermee']]),
  ...termes('occupation', '', [['vide | vacante | L | disponible | non | 0', 'libre'], ['réservé | option | R | en attente', 'reservee'], ['occupé | pleine | O | oui | 1', 'occupee']]),
  ...termes('motif', '', [['travaux en cours | rénovation | réhabilitation', 'travaux'], ['ménage | nettoyage', 'remise_en_etat'], ['punaises | punaises de lit | nuisibles | désinfection', 'desinsectisation'], ['dégât des eaux | incendie', 'sinistre'], ['manque de personnel | sous-effectif', 'personnel']]),
  ...termes('type_unite', '', [['chambre simple | ch indiv | individuelle | studio individuel', 'chambre_individuelle'], ['chambre double | ch coll | chambre partagée', 'chambre_collective'], ['studio | F1', 'T1'], ['F2', 'T2'], ['F3', 'T3'], ['F4', 'T4'], ['F5', 'T5']]),
  ...termes('composition', '', [['homme | hommes | H | homme isolé', 'homme_seul'], ['femme | femmes | F | femme isolée', 'femme_seule'], ['couples', 'couple'], ['famille', 'famille'], ['femme avec enfant', 'femme_enfants'], ['homme avec enfant', 'homme_enfants']]),
  ...termes('public', '', [['tous publics | tous | tout', 'tout_public'], ['FVV | violences conjugales', 'vif'], ['jeunes 18-25 | jeune', 'jeunes'], ['ASE', 'sortants_ase'], ['sortants de prison', 'sortants_detention'], ['réfugié | BPI', 'refugies']]),
  ...termes('profil', '', [
    ['administrateur 115 | admin fonctionnel 115 | 115 admin fonctionnel', '115_fonctionnel'], ['coordinateur 115', '115_coordinateur'], ['écoutant | écoutant 115 | 115 écoutante', '115_ecoutant'], ['maraude | 115 équipe mobile', '115_maraude'],
    ['statisticien insertion | statisticien 115 | statisticien insertion ou 115', 'statisticien'], ['gestionnaire structure | gestionnaire de structure', '115_gestionnaire'], ['gestionnaire structure lecture seule | 115 gestionnaire lecture seule', '115_gestionnaire_lecture'], ['lecture seule', '115_lecture'],
    ['opérateur SIAO | opérateur SIAO insertion', 'insertion_operateur'], ['premier accueil | insertion 1er accueil', 'insertion_accueil'], ['utilisateur hébergement logement | insertion utilisateur hébergement', 'insertion_hebergement'], ['gestionnaire local', 'insertion_local'],
    ['admin national', 'national'], ['admin territorial | DDETS', 'territorial'],
  ]),
  ...termes('statut_juridique', '', [['asso | association loi 1901 | asso loi 1901', 'association'], ['CCAS | CIAS', 'ccas'], ['commune | département', 'collectivite'], ['EPA', 'etablissement_public'], ['SA | SARL | SAS', 'societe'], ['OPH', 'bailleur']]),
];
