import { nomDepartement } from '../../domain/geographie/departements.ts';
import { cleDeTri } from '../../domain/texte.ts';
import type { Alea } from './alea.ts';
import { LIEUX } from './lieux.ts';

/**
 * Noms fictifs. Ils combinent des mots courants et des lieux ; une ressemblance avec une association ou une personne serait fortuite.
 * Les premiers du Nord sont ceux des écrans de référence.
 */
export const PREMIERES_ENTITES: Readonly<Record<string, readonly string[]>> = {
  59: ['Hainaut Accueil', 'L’Escale de la Deûle', 'Flandre Habitat', 'Les Toits du Nord', 'Cap Sambre', 'Cambrésis Solidarité', 'Accueil de la Scarpe', 'Toit et Lien'],
};
export interface DispositifNomme { readonly nom: string; readonly type: string; readonly commune: string }
export const PREMIERS_DISPOSITIFS: Readonly<Record<string, readonly DispositifNomme[]>> = {
  59: [
    { nom: 'Les Remparts', type: 'hebergement_hors_chrs.mixte', commune: '59606' }, { nom: 'Résidence du Hainaut', type: 'logement_residence_sociale.pension_famille', commune: '59606' },
    { nom: 'Maison Sainte-Barbe', type: 'hebergement_chrs.insertion', commune: '59172' }, { nom: 'L’Étape d’Anzin', type: 'hebergement_hors_chrs.115', commune: '59014' },
    { nom: 'Logement Escaut', type: 'logement_iml.sous_location', commune: '59526' },
  ],
};

const ASSOCIATIONS = [
  'L’Escale', 'L’Accueil', 'Les Toits', 'Le Relais', 'La Passerelle', 'L’Étape', 'Le Seuil', 'Les Amarres', 'L’Embellie', 'Le Gîte', 'La Halte', 'Les Rives', 'Le Pont', 'La Clairière', 'Le Fanal',
  'L’Abri', 'Les Marches', 'Le Foyer', 'La Traverse', 'Les Ancrages', 'Le Chemin', 'La Lisière', 'Les Sources', 'Le Préau', 'L’Atrium', 'La Margelle', 'Les Tilleuls', 'Le Refuge', 'L’Horizon', 'La Charnière',
];
const FONDATIONS = ['Fondation des Clochers', 'Fondation des Passerelles', 'Fondation des Quatre Vents', 'Fondation du Grand Pré', 'Fondation des Tisserands', 'Fondation des Lanternes'];
const COLLECTIFS = ['Habitat', 'Solidarité', 'Insertion', 'Logement', 'Entraide', 'Hébergement'];
const MAISONS = ['Rives', 'Vallons', 'Clochers', 'Moulins', 'Sources', 'Coteaux', 'Tilleuls', 'Bruyères'];

const RESIDENCES = [
  'des Remparts', 'des Tisserands', 'du Beffroi', 'des Glacis', 'Vauban', 'Fénelon', 'du Quai', 'des Moëres', 'Sainte-Barbe', 'Saint-Roch', 'des Lilas', 'du Canal', 'des Tanneurs', 'du Vieux Pont', 'de la Gare', 'des Charmes', 'du Lavoir',
  'des Verriers', 'de la Citadelle', 'du Port', 'des Capucins', 'des Récollets', 'du Moulin', 'des Augustins', 'de l’Écluse', 'des Acacias', 'Jean-Bart', 'des Mineurs', 'du Parc', 'de la Tour', 'des Platanes', 'du Clos', 'des Fontaines',
  'Saint-Éloi', 'Sainte-Anne', 'du Marché', 'des Forges', 'du Belvédère', 'des Genêts', 'de l’Horloge',
];
const VOIES = ['rue', 'rue', 'rue', 'rue', 'avenue', 'boulevard', 'place', 'impasse', 'allée', 'chemin'];
const NOMS_VOIES = [
  'des Récollets', 'de la Gare', 'du Moulin', 'des Écoles', 'du Marché', 'de la République', 'des Tanneurs', 'Pasteur', 'Victor-Hugo', 'de l’Église', 'des Jardins', 'du Canal', 'des Lilas', 'Jean-Jaurès', 'du Port', 'de la Fontaine', 'des Forges',
  'du Beffroi', 'de la Paix', 'du Général-Leclerc', 'des Acacias', 'de Verdun', 'des Capucins', 'de la Liberté', 'du Château', 'des Vignes', 'du Stade', 'des Remparts', 'de l’Hôpital', 'Marie-Curie',
];
const PRENOMS = ['Claire', 'Karim', 'Nadia', 'Sophie', 'Hugo', 'Inès', 'Mathieu', 'Fatou', 'Julien', 'Aïcha', 'Thomas', 'Camille', 'Yanis', 'Élodie', 'Samir', 'Pauline', 'Antoine', 'Leïla', 'Bastien', 'Mariama', 'Rémi', 'Noémie', 'Idriss', 'Gaëlle', 'Victor', 'Anissa', 'Loïc', 'Sandrine', 'Mehdi', 'Hélène'];
const PATRONYMES = ['Vasseur', 'Benhaddou', 'Kaczmarek', 'Verhaeghe', 'Delcambre', 'Mabille', 'Roussel', 'Diallo', 'Lemaire', 'Carpentier', 'Haddad', 'Lefebvre', 'Nowak', 'Guérin', 'Traoré', 'Morel', 'Picard', 'Bouzid', 'Marchand', 'Deschamps', 'Ferrand', 'Gauthier', 'Leclercq', 'Ndiaye', 'Perrin', 'Caron', 'Rolland', 'Sanchez', 'Texier', 'Wallaert'];

const lieuxDe = (departement: string): readonly string[] => LIEUX[departement] ?? [`de ${nomDepartement(departement)}`];

/** « d’Anzin », « du Quesnoy », « des Abymes », « de La Bassée », « de Lille ». */
const deCommune = (nom: string): string => {
  if (/^Le /u.test(nom)) return `du ${nom.slice(3)}`;
  if (/^Les /u.test(nom)) return `des ${nom.slice(4)}`;
  return /^[AEÉÈÊIÎOŒUYaeiou]/u.test(nom) ? `d’${nom}` : `de ${nom}`;
};
/** Nom de commune à l’apostrophe typographique. */
const communeAffichee = (nom: string): string => nom.replaceAll('\'', '’');

/** Rend des noms distincts à la casse, aux accents et à la ponctuation près ; au dernier recours, un rang en chiffres romains. */
export const creerUnicite = (): ((proposer: () => string) => string) => {
  const pris = new Set<string>();
  const romains = ['II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'];
  const prendre = (nom: string): boolean => {
    const cle = cleDeTri(nom);
    if (pris.has(cle)) return false;
    pris.add(cle);
    return true;
  };
  return (proposer) => {
    let nom = proposer();
    for (let essai = 0; essai < 12 && !prendre(nom); essai += 1) {
      nom = proposer();
      if (essai === 11) {
        const base = nom;
        for (let rang = 0; !prendre(nom); rang += 1) nom = `${base} ${romains[rang] ?? rang + 2}`;
      }
    }
    return nom;
  };
};

export const personneAuHasard = (alea: Alea): string => `${alea.choisir(PRENOMS)} ${alea.choisir(PATRONYMES)}`;

export const nomEntite = (alea: Alea, departement: string, statut: string): string => {
  const lieu = alea.choisir(lieuxDe(departement));
  const nu = lieu.replace(/^(?:de la |de l’|du |des |de )/u, '');
  switch (statut) {
    // « CIAS des Vallons de la Scarpe » : un nom de forme vraie qu’aucune intercommunalité ne porte
    case 'ccas': return `CIAS des ${alea.choisir(MAISONS)} ${lieu}`;
    case 'fondation': return `${alea.choisir(FONDATIONS)} ${lieu}`;
    case 'bailleur': return `Foyers ${alea.choisir(RESIDENCES)} ${lieu}`;
    case 'societe': return `Hôtelière ${lieu}`;
    default: return alea.chance(0.25) ? `${nu.charAt(0).toUpperCase()}${nu.slice(1)} ${alea.choisir(COLLECTIFS)}` : `${alea.choisir(ASSOCIATIONS)} ${alea.chance(0.8) ? lieu : `des ${alea.choisir(MAISONS)}`}`;
  }
};

/** Débuts de noms par type ; le reste vient d’un lieu, d’une résidence ou de la commune. */
const DEBUTS: Readonly<Record<string, readonly string[]>> = {
  'logement_iml.sous_location': ['Sous-location', 'IML', 'Logement'], 'logement_iml.mandat': ['Mandat de gestion', 'IML mandat'],
  'logement_residence_sociale.pension_famille': ['Pension de famille', 'Maison', 'Pension'], 'logement_residence_sociale.residence_accueil': ['Résidence accueil'],
  'logement_residence_sociale.fjt': ['FJT', 'Résidence jeunes'], 'logement_residence_sociale.ftm': ['Foyer', 'FTM'], 'logement_residence_sociale.generaliste': ['Résidence'],
  hebergement_chrs: ['CHRS', 'Maison', 'Centre', 'Foyer'], hebergement_hors_chrs: ['Maison', 'Résidence', 'Centre d’hébergement', 'Accueil', 'L’Étape'],
  'hebergement_hotel.rhvs': ['RHVS'], 'hebergement_hotel.hotel': ['Hôtel', 'Nuitées'],
  'veille_sociale.maraude': ['Maraude'], 'veille_sociale.accueil_jour': ['Accueil de jour'], 'veille_sociale.halte_nuit': ['Halte de nuit'], 'veille_sociale.sao': ['SAO'], 'veille_sociale.autre_lda': ['Point d’accueil'],
  'mesures_accompagnement.avdl': ['AVDL'], 'mesures_accompagnement.pex': ['PEX'], 'mesures_accompagnement.fsl_asll': ['ASLL'], 'mesures_accompagnement.pash': ['PASH'], 'mesures_accompagnement.hlm': ['CHRS hors les murs'],
  'premier_accueil.dna': ['CADA', 'CPH'], 'premier_accueil.secteur': ['Accueil social'], 'premier_accueil.sante': ['LHSS', 'ACT'], 'premier_accueil.spip': ['Antenne SPIP'], 'premier_accueil.autre': ['Permanence'],
};
export const nomDispositif = (alea: Alea, departement: string, nature: string, type: string, commune: string): string => {
  const debut = alea.choisir(DEBUTS[type] ?? DEBUTS[nature] ?? ['Dispositif']);
  return `${debut} ${alea.peser([[alea.choisir(RESIDENCES), 5], [alea.choisir(lieuxDe(departement)), 2], [deCommune(communeAffichee(commune)), 2]])}`;
};

/** « 14 rue des Récollets, 59300 Valenciennes ». */
export const adresse = (alea: Alea, commune: { readonly nom: string; readonly codesPostaux: readonly string[] }): string =>
  `${alea.entier(1, 180)} ${alea.choisir(VOIES)} ${alea.choisir(NOMS_VOIES)}, ${commune.codesPostaux[0] ?? ''} ${communeAffichee(commune.nom)}`;

/** Tranches réservées aux œuvres de fiction (plan de numérotation de l’Arcep) : aucun abonné n’y répond. */
const PREFIXES_FICTIFS = ['01 99 00', '02 61 91', '03 53 01', '04 65 71', '05 36 49'];
export const telephone = (alea: Alea): string => `${alea.choisir(PREFIXES_FICTIFS)} ${String(alea.entier(0, 99)).padStart(2, '0')} ${String(alea.entier(0, 99)).padStart(2, '0')}`;
/** Nom de domaine en `.example` (RFC 2606) : un message n’arrive nulle part. */
export const courriel = (debut: string, organisme: string): string => `${cleDeTri(debut).replaceAll(' ', '.')}@${cleDeTri(organisme).replaceAll(' ', '-').slice(0, 50).replace(/-+$/u, '')}.example`;
