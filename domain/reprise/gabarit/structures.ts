import { champsDispositif } from '../../objets/dispositif.ts';
import { champsEntite } from '../../objets/entite.ts';
import { champsGroupe } from '../../objets/groupe.ts';
import { colonne } from './colonne.ts';

const OBLIGATOIRE = { obligatoire: true } as const;
const A_PART = { aPart: true } as const;

/** Une ligne = un groupe de places d’une structure (décision 028). */
export const COLONNES_STRUCTURES = [
  colonne('identifiant', 'Identifiant d’origine', 'texte', ['id', 'id structure', 'identifiant', 'code structure', 'num structure', 'ref structure', 'id dispositif'], 'SI-59-00073', 'Le numéro de la structure dans l’ancien outil : il réunit les lignes d’une même structure et permet de rejouer le fichier.'),
  colonne('raisonSociale', champsEntite.raisonSociale.libelle, 'texte', ['rs gestionnaire', 'gestionnaire', 'raison sociale gestionnaire', 'organisme gestionnaire', 'entite', 'entite gestionnaire', 'nom gestionnaire', 'association'], 'Accueil du Hainaut', 'Le nom de la personne morale qui gère la structure.'),
  colonne('siren', champsEntite.siren.libelle, 'siren', ['siren gestionnaire', 'num siren', 'siren entite', 'n siren'], '438201675', '9 chiffres. Vide, il se lit dans le siret.'),
  colonne('finessEj', champsEntite.finessEj.libelle, 'finess', ['finess ej', 'no finess ej', 'num finess ej', 'finess juridique', 'finess gestionnaire'], '590000014', '9 caractères : l’entité juridique au répertoire FINESS.'),
  colonne('statutJuridique', champsEntite.statutJuridique.libelle, 'code', ['statut', 'statut juridique', 'forme juridique'], 'Association', 'Celui de l’entité.', { vocabulaire: 'statut_juridique' }),
  colonne('nom', champsDispositif.nom.libelle, 'texte', ['nom structure', 'structure', 'nom dispositif', 'nom etablissement', 'libelle structure', 'dispositif', 'etablissement'], 'Résidence Faidherbe', 'Le nom de la structure.', OBLIGATOIRE),
  colonne('siret', champsDispositif.siret.libelle, 'siret', ['num siret', 'siret structure', 'n siret', 'siret etablissement'], '43820167500032', '14 chiffres, en texte : un tableur abîme les nombres longs.'),
  colonne('finessEt', champsDispositif.finessEt.libelle, 'finess', ['finess', 'finess et', 'no finess', 'num finess', 'no finess et', 'finess etablissement', 'finess geographique'], '590000022', '9 caractères : l’établissement au répertoire FINESS.'),
  colonne('type', champsDispositif.type.libelle, 'code', ['type structure', 'type dispositif', 'categorie', 'nature', 'dispositif type', 'cat structure', 'type etablissement'], 'Pension de famille', 'Le type de la structure, dans les mots de l’ancien outil ou de la nomenclature.', { vocabulaire: 'type', obligatoire: true }),
  colonne('departement', champsDispositif.departement.libelle, 'departement', ['dep', 'dept', 'code dep', 'code departement', 'num dep'], '59', 'Le code du département. Vide, il se lit dans la commune ou c’est celui du lot.'),
  colonne('commune', champsDispositif.commune.libelle, 'commune', ['ville', 'nom commune', 'localite', 'lib commune'], 'Valenciennes', 'Le nom de la commune, ou son code Insee.', OBLIGATOIRE),
  colonne('codeInsee', 'Code Insee', 'insee', ['insee', 'code commune', 'cog', 'code insee commune', 'codgeo'], '59606', '5 caractères. Rempli, il l’emporte sur le nom.'),
  colonne('adresse', champsDispositif.adresse.libelle, 'texte', ['adr', 'adresse 1', 'adresse structure', 'rue', 'voie', 'adresse postale'], '12 rue de Famars', 'Celle de la structure.'),
  colonne('telephone', 'Téléphone', 'texte', ['tel', 'num tel', 'telephone structure', 'tel structure'], '03 27 00 00 00', 'Celui du standard, jamais celui d’une personne hébergée.'),
  colonne('financements', champsDispositif.financements.libelle, 'code', ['financement', 'financeur', 'bop', 'programme', 'code financement', 'source financement'], 'P177', 'Un ou plusieurs, séparés par une virgule.', { vocabulaire: 'financement', plusieurs: true }),
  colonne('placesFinancees', 'Places financées', 'entier', ['nb pl fin', 'nb places financees', 'capacite financee', 'pl financees'], '30', 'Le nombre de places financées de cette ligne.'),
  colonne('identifiantGroupe', 'Identifiant du groupe', 'texte', ['id groupe', 'code groupe', 'num groupe', 'id groupe places'], 'G-2', 'Le numéro du groupe de places dans l’ancien outil.'),
  colonne('libelle', champsGroupe.libelle.libelle, 'texte', ['groupe', 'lib groupe', 'libelle groupe', 'nom groupe', 'groupe de places', 'libelle du groupe'], 'Bâtiment A', 'Vide, la ligne porte sur toute la structure.'),
  colonne('modalite', champsGroupe.modalite.libelle, 'code', ['modalite orientation', 'orientation', 'regulation', 'mode orientation', 'urgence insertion'], 'Insertion', '115, insertion ou autre régulateur.', { vocabulaire: 'modalite' }),
  colonne('forme', champsGroupe.forme.libelle, 'code', ['forme hebergement', 'diffus collectif', 'type bati', 'implantation'], 'Diffus', 'Diffus, collectif ou mixte.', { vocabulaire: 'forme' }),
  colonne('typeUnite', champsGroupe.typeUnite.libelle, 'code', ['type logement', 'type chambre', 'unite', 'typologie'], 'Chambre individuelle', 'Chambre, dortoir, T1…', { vocabulaire: 'type_unite' }),
  colonne('permanence', champsGroupe.permanence.libelle, 'code', ['periode', 'periodicite', 'perennite', 'saison', 'type place'], 'Pérenne', 'Pérenne, hivernale ou exceptionnelle.', { vocabulaire: 'permanence' }),
  colonne('capacite', champsGroupe.capacites.libelle, 'entier', ['nb pl', 'nb places', 'nombre de places', 'nbre places', 'capacite totale', 'places', 'capa', 'nb lits'], '30', 'Le nombre de places du groupe.', OBLIGATOIRE),
  colonne('capacite115', 'Dont places 115', 'entier', ['nb pl 115', 'nb places 115', 'places 115', 'nb pl urg', 'places urgence', 'nb places urgence'], '18', 'Sert à scinder un groupe qui mêle 115 et insertion.', A_PART),
  colonne('capaciteInsertion', 'Dont places insertion', 'entier', ['nb pl ins', 'nb places insertion', 'places insertion', 'nb pl insertion'], '12', 'Sert à scinder un groupe qui mêle 115 et insertion.', A_PART),
  colonne('occupees', 'Places occupées', 'entier', ['nb occ', 'nb occupees', 'occupees', 'places occupees', 'nb places occupees'], '28', 'Pour contrôle seulement : l’occupation se déclare place par place.'),
  colonne('ouverture', champsGroupe.ouverture.libelle, 'date', ['dt ouv', 'date ouverture', 'date d ouverture', 'date ouv', 'ouvert le'], '01/09/2011', 'jj/mm/aaaa.'),
  colonne('fermeture', champsGroupe.fermeture.libelle, 'date', ['dt ferm', 'date fermeture', 'date de fermeture', 'date ferm', 'ferme le'], '31/08/2024', 'Vide tant que le groupe est ouvert.', A_PART),
  colonne('pmr', champsGroupe.pmr.libelle, 'entier', ['pmr', 'nb pmr', 'pl pmr', 'nb pl pmr', 'places accessibles'], '2', 'Nombre de places accessibles.'),
  colonne('publics', champsGroupe.publics.libelle, 'code', ['public', 'public accueilli', 'publics accueillis', 'public specifique'], 'Tout public', 'Un ou plusieurs, séparés par une virgule.', { vocabulaire: 'public', plusieurs: true }),
  colonne('compositions', champsGroupe.compositions.libelle, 'code', ['composition', 'composition familiale', 'menages accueillis', 'compo familiale'], 'Familles', 'Un ou plusieurs, séparés par une virgule.', { vocabulaire: 'composition', plusieurs: true }),
] as const;
export type CleStructure = (typeof COLONNES_STRUCTURES)[number]['cle'];
