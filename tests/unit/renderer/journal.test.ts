import { describe, expect, it, test } from 'vitest';
import type { LigneJournal, ObjetJournal } from '../../../contract/journal.ts';
import { OBJETS_JOURNAL } from '../../../contract/journal.ts';
import { CHAMPS_TUS, EVENEMENTS_JOURNAL, champJournal, champsJournal, dateEnClair, libelleGeste, referencesDe, texteValeur, textesFiltres, textesValeur } from '../../../contract/journalTextes.ts';
import { COMMANDES } from '../../../domain/commandes/catalogue.ts';
import { CHAMPS, COLONNES } from '../../../domain/objets/objets.ts';
import { champsChanges, estGesteConnu, phraseChamp, phraseDuPas, phrasesDe, resumeDe } from '../../../renderer/journal/phrases.ts';
import type { EvenementSecurite } from '../../../server/comptes/acces.ts';

const NOMS = { 59350: 'Lille', 59606: 'Valenciennes', 'id-entite': 'Hainaut Accueil', 'id-dispositif': 'Les Remparts', 'id-groupe': 'Urgence', 'id-compte': 'Léa Marchand' };
const contacts = [{ fonction: 'gestion', nom: 'Jean Petit', telephone: '01 99 00 00 00', courriel: 'jean@petit.example' }];
const contactsLus = 'Jean Petit (gestion), 01 99 00 00 00, jean@petit.example';
const parcours = [{ geste: 'valider', vers: 'valide', par: 'id-auteur', nom: 'Amélie Mabille', profil: 'admin_departemental', le: '2026-03-12T09:00:00.000Z', motif: 'Complet' }];
const parcoursLu = 'Validation par Amélie Mabille le 12 mars 2026 : Complet';
const periode = { debut: '2026-03-01', fin: '2027-02-28' };
const periodeLue = 'du 1er mars 2026 au 28 février 2027';
const provenance = [{ source: 'finess', identifiant: '590000123', lot: 'L1' }, 'FINESS 590000123, lot L1'] as const;

/** Un exemple de valeur et sa lecture pour chaque colonne que le journal montre. Une colonne nouvelle du domaine fait échouer cet essai jusqu’à ce qu’on lui donne un rendu. */
const EXEMPLES: Readonly<Record<ObjetJournal, Readonly<Record<string, readonly [unknown, string]>>>> = {
  entite: {
    code: ['ENT-59-0001', 'ENT-59-0001'], departement: ['59', 'Nord (59)'], provenance, raisonSociale: ['Hainaut Accueil', 'Hainaut Accueil'], statutJuridique: ['association', 'Association'], siren: ['438201675', '438 201 675'],
    finessEj: ['590000123', '590000123'], adresse: ['1 rue Neuve', '1 rue Neuve'], commune: ['59350', 'Lille'], departements: [['59', '2A'], 'Nord (59) ; Corse-du-Sud (2A)'], conventionP177: [periode, periodeLue], contacts: [contacts, contactsLus],
    statut: ['a_prevalider', 'À prévalider'], parcours: [parcours, parcoursLu],
  },
  dispositif: {
    code: ['DIS-59-0001', 'DIS-59-0001'], departement: ['59', 'Nord (59)'], provenance, entiteId: ['id-entite', 'Hainaut Accueil'], nom: ['Les Remparts', 'Les Remparts'], nature: ['hebergement_chrs', 'Hébergement en CHRS'], type: ['hebergement_chrs.115', '115'],
    commune: ['59606', 'Valenciennes'], adresse: ['2 place Verte', '2 place Verte'], siret: ['43820167500032', '438 201 675 00032'], finessEt: ['590000124', '590000124'],
    financements: [[{ code: 'P177', places: 1240, debut: '2026-01-01', fin: '2026-12-31' }, { code: 'CAF', places: null, debut: '2026-05-02', fin: null }], 'P177 : 1 240 places du 1er janvier 2026 au 31 décembre 2026 ; CAF : forfait à partir du 2 mai 2026'],
    placesFinancees: [{ urgence: 10, insertion: 20, autres: 0 }, '115 : 10, insertion : 20, autres : 0'], compositions: [['famille', 'couple'], 'Familles ; Couples sans enfant'], publics: [['vif'], 'Femmes victimes de violences'], horaires: ['8 h – 20 h', '8 h – 20 h'],
    contacts: [contacts, contactsLus], responsable: ['Nadia Kaczmarek', 'Nadia Kaczmarek'], responsableId: ['id-compte', 'Léa Marchand'], delegationSiao: [{ debut: '2026-03-01', fin: null }, 'à partir du 1er mars 2026'], statut: ['valide', 'Validé'], parcours: [parcours, parcoursLu], financeP177: [true, 'Oui'], occupationDeclaree: [{ le: '2026-11-26', par: 'x', source: 'import' }, 'au 26 novembre 2026, par un fichier'],
  },
  groupe: {
    code: ['GRP-59-00001', 'GRP-59-00001'], departement: ['974', 'La Réunion (974)'], provenance, dispositifId: ['id-dispositif', 'Les Remparts'], libelle: ['Urgence', 'Urgence'], modalite: ['115', '115'], forme: ['diffus', 'Diffus'],
    typeUnite: ['chambre_hotel', 'Chambre d’hôtel'], permanence: ['hivernale', 'Hivernale'], capacites: [[{ depuis: '2026-03-01', capacite: 45 }, { depuis: '2026-09-15', capacite: 1 }], '45 places à partir du 1er mars 2026 ; 1 place à partir du 15 septembre 2026'],
    ouverture: ['2026-01-05', '5 janvier 2026'], fermeture: ['2026-08-31', '31 août 2026'], compositions: [['homme_seul'], 'Hommes seuls'], ageMin: [18, '18 ans'], ageMax: [25, '25 ans'], pmr: [2, '2 places'], publics: [['jeunes'], 'Jeunes de 18 à 25 ans'],
    commune: ['59350', 'Lille'], entiteId: ['id-entite', 'Hainaut Accueil'],
  },
  place: {
    code: ['PLA-59-000001', 'PLA-59-000001'], departement: ['59', 'Nord (59)'], provenance, groupeId: ['id-groupe', 'Urgence'], numero: ['101', '101'],
    etats: [[{ etat: 'indisponible', motif: 'travaux', debut: '2026-02-01', fin: '2026-02-28' }, { etat: 'ouverte', debut: '2026-03-01', fin: null }], 'Indisponible (travaux) du 1er février 2026 au 28 février 2026 ; Ouverte à partir du 1er mars 2026'],
    occupation: ['reservee', 'Réservée'], occupationLe: ['2026-11-23', '23 novembre 2026'],
    constatsPasses: ['l2026-01-05o2026-02-11', '2 gardés'], differe: [{ etat: 'fermee', debut: '2026-12-01', fin: null }, 'Fermée à partir du 1er décembre 2026'], dernierLot: [{ lot: 'x', par: 'y', avant: {} }, 'peut s’annuler'], dispositifId: ['id-dispositif', 'Les Remparts'], entiteId: ['id-entite', 'Hainaut Accueil'],
  },
  utilisateur: {
    code: [null, ''], departement: ['59', 'Nord (59)'], provenance, nom: ['Jean Petit', 'Jean Petit'], email: ['jean.petit@exemple.fr', 'jean.petit@exemple.fr'], telephone: ['01 99 00 00 00', '01 99 00 00 00'], fonction: ['Chef de service', 'Chef de service'],
    profil: ['ecoutant_115', 'Écoutant 115'], perimetre: [{ genre: 'dispositifs', entiteId: 'id-entite', dispositifs: ['id-dispositif'] }, 'Hainaut Accueil : Les Remparts'], perimetreLibelle: ['Les Remparts', 'Les Remparts'],
    departements: [['59'], 'Nord (59)'], entiteId: ['id-entite', 'Hainaut Accueil'], statut: ['suspendu', 'Suspendu'], secondFacteur: [false, 'Inactif'], inviteLe: ['2026-11-24T09:00:00.000Z', '24 novembre 2026'], derniereConnexion: ['2026-03', 'mars 2026'],
    filtres: ['aucun', 'aucun'], lignes: [1250, '1 250 lignes'], perimetreExport: ['DDETS 59', 'DDETS 59'], tete: ['12:ab', '12:ab'], raison: ['x', 'x'],
  },
  nomenclature: {
    code: ['colocation', 'colocation'], departement: ['', ''], provenance: [null, ''], referentiel: ['type', 'Types'], parent: ['logement_iml', 'Logement IML (intermédiation locative)'],
    versions: [[{ depuis: '2026-03-01', libelle: 'Colocation', court: null, ordre: 10, compteeEnPlaces: null, unite: null, modalites: ['115', 'insertion'] }, { depuis: '2026-04-01', libelle: 'Maraudes', court: 'Maraudes', ordre: 20, compteeEnPlaces: false, unite: 'passages', modalites: null }], 'Colocation, 115, Insertion, à partir du 1er mars 2026 ; Maraudes, comptée en passages, à partir du 1er avril 2026'],
    debut: ['2026-03-01', '1er mars 2026'], fin: ['2026-12-31', '31 décembre 2026'], remplacePar: ['colocation', 'colocation'],
  },
  proposition: {
    code: [null, ''], departement: ['59', 'Nord (59)'], provenance: [null, ''], objet: ['dispositif', 'Dispositif'], ficheId: ['id-dispositif', 'Les Remparts'], motif: ['Nouvelle convention', 'Nouvelle convention'], statut: ['ouverte', 'Ouverte'],
    champs: [[{ champ: 'type', avant: 'hebergement_chrs.insertion', apres: 'hebergement_chrs.115', decision: null, par: null, nom: null, le: null, motif: null }, { champ: 'siren', avant: null, apres: '438201675', decision: null, par: null, nom: null, le: null, motif: null }], 'Type : Insertion → 115 ; Siren : vide → 438 201 675'],
    auteur: ['Léa Marchand', 'Léa Marchand'], departements: [['59'], 'Nord (59)'], entiteId: ['id-entite', 'Hainaut Accueil'], dispositifId: ['id-dispositif', 'Les Remparts'],
  },
  demande: {
    code: [null, ''], departement: ['59', 'Nord (59)'], provenance: [null, ''], dispositifId: ['id-dispositif', 'Les Remparts'], geste: [{ genre: 'indisponible', motif: 'travaux', debut: '2026-06-01', fin: '2026-06-15' }, 'rendre indisponible à partir du 1er juin 2026 jusqu’au 15 juin 2026 (Travaux)'],
    lignes: [[{ id: 'p1', nom: '101', avant: 'libre', decision: null, par: null, nomPar: null, le: null, motif: null }, { id: 'p2', nom: '102', avant: 'libre', decision: 'refusee', par: 'u', nomPar: 'Léa Marchand', le: '2026-06-01T10:00:00.000Z', motif: 'Place promise' }], '101 ; 102 (refusée par Léa Marchand : Place promise)'],
    motif: ['Désinsectisation', 'Désinsectisation'], statut: ['ouverte', 'Ouverte'], auteur: ['Amélie Mabille', 'Amélie Mabille'], entiteId: ['id-entite', 'Hainaut Accueil'],
  },
  vue: {
    code: [null, ''], departement: ['59', 'Nord (59)'], provenance: [null, ''], nom: ['Libres de Lille', 'Libres de Lille'], ecran: ['places', 'Places'], contenu: ['{"filtres":{"etat":{"genre":"parmi","valeurs":["libre"]}},"recherche":"lille","par":["commune"]}', '1 filtre, une recherche, 1 niveau de regroupement'], statut: ['retiree', 'Retirée'], auteur: ['Amélie Mabille', 'Amélie Mabille'], departements: [['59'], 'Nord (59)'], entiteId: ['id-entite', 'Hainaut Accueil'],
  },
  mandat: {
    code: [null, ''], departement: ['59', 'Nord (59)'], provenance: [null, ''], utilisateurId: ['id-compte', 'Léa Marchand'], nom: ['Élodie Lefebvre', 'Élodie Lefebvre'], departements: [['59'], 'Nord (59)'], debut: ['2026-06-01', '1er juin 2026'], fin: ['2026-12-31', '31 décembre 2026'],
    statut: ['retire', 'Retiré'], auteur: ['Amélie Mabille', 'Amélie Mabille'],
  },
  lot: {
    code: ['LOT-59-0007', 'LOT-59-0007'], departement: ['59', 'Nord (59)'], provenance: [null, ''], genre: ['structures', 'Structures'], fichier: [{ nom: 'structures.xlsx', empreinte: 'a', taille: 1, lignes: 1284 }, 'structures.xlsx, 1 284 lignes'], mandatId: ['id-compte', 'Léa Marchand'], statut: ['charge', 'Chargé'],
    simulations: [[{ le: '2026-06-01T10:00:00.000Z', par: 'Élodie Lefebvre', bloquantes: 1, avertissements: 3 }], '1er juin 2026 par Élodie Lefebvre : 1 anomalie bloquante, 3 à vérifier'],
    chargement: [{ le: '2026-06-01T10:00:00.000Z', par: 'Élodie Lefebvre', fiches: { entite: 1, dispositif: 2, groupe: 3, place: 0 } }, 'signé le 1er juin 2026 par Élodie Lefebvre : 1 entité, 2 dispositifs, 3 groupes, 0 place'], auteur: ['Élodie Lefebvre', 'Élodie Lefebvre'],
  },
  correspondance: {
    code: [null, ''], departement: ['59', 'Nord (59)'], provenance: [null, ''], genre: ['terme', 'Terme'], portee: ['type', 'Type'], nom: ['Foyer relais', 'Foyer relais'], cle: ['foyer relais', 'foyer relais'], cible: ['hebergement_hotel.rhvs', 'RHVS'],
    paires: [[{ cle: 'siret', entete: 'No siret' }], '« No siret » devient Siret'], statut: ['retiree', 'Retirée'], auteur: ['Élodie Lefebvre', 'Élodie Lefebvre'],
  },
  piece: {
    code: [null, ''], departement: ['59', 'Nord (59)'], provenance: [null, ''], objet: ['dispositif', 'Dispositif'], ficheId: ['id-dispositif', 'Les Remparts'], nom: ['arrete.pdf', 'arrete.pdf'], genre: ['arrete', 'Arrêté'], type: ['application/pdf', 'pdf'],
    taille: [1200, '2 Ko'], empreinte: ['ab12', 'ab12'], statut: ['retiree', 'Retirée'], auteur: ['Léa Marchand', 'Léa Marchand'], departements: [['59'], 'Nord (59)'], entiteId: ['id-entite', 'Hainaut Accueil'], dispositifId: ['id-dispositif', 'Les Remparts'],
  },
};
const sansInsecables = (texte: string): string => texte.replaceAll('\u00a0', ' ');

describe('valeurs', () => {
  test.each(OBJETS_JOURNAL)('%s : chaque colonne du domaine a un libellé et une lecture humaine', (objet) => {
    const colonnes = Object.keys(COLONNES[objet]).filter((colonne) => !CHAMPS_TUS.has(colonne));
    for (const colonne of colonnes) expect(champJournal(objet, colonne), `${objet}.${colonne} n’a pas de rendu (contract/journalTextes.ts)`).toBeDefined();
    expect(Object.keys(EXEMPLES[objet]).sort(), 'un exemple par champ montré').toEqual([...champsJournal(objet)].sort());
    for (const [champ, [valeur, attendu]] of Object.entries(EXEMPLES[objet])) {
      expect(sansInsecables(texteValeur(objet, champ, valeur, NOMS)), `${objet}.${champ}`).toBe(attendu);
      expect(champJournal(objet, champ)?.libelle, `${objet}.${champ}`).toMatch(/^[\p{Lu}É]/u);
    }
    for (const [champ, { libelle, sorte }] of Object.entries(CHAMPS[objet])) {
      expect(champJournal(objet, champ)?.libelle).toBe(libelle);
      expect(champJournal(objet, champ)?.liste, `${objet}.${champ}`).toBe(sorte === 'liste');
    }
    for (const tu of CHAMPS_TUS) expect(champJournal(objet, tu)).toBeUndefined();
  });
  it('aucun rendu ne montre d’identifiant quand le nom est connu, ni de JSON', () => {
    for (const objet of OBJETS_JOURNAL) for (const [champ, [valeur]] of Object.entries(EXEMPLES[objet])) expect(texteValeur(objet, champ, valeur, NOMS)).not.toMatch(/id-|[{}[\]"_]/u);
  });
  it('tous les périmètres se lisent', () => {
    const lire = (perimetre: object): string => sansInsecables(texteValeur('utilisateur', 'perimetre', perimetre, NOMS));
    expect([lire({ genre: 'national' }), lire({ genre: 'departements', departements: ['59', '62'] }), lire({ genre: 'siao', siao: 'SIAO 59', departements: ['59'] }), lire({ genre: 'entite', entiteId: 'id-entite', departements: ['59'] })])
      .toEqual(['Tout le pays', 'Nord, Pas-de-Calais', 'SIAO 59 (Nord)', 'Hainaut Accueil (Nord)']);
  });
  it('une valeur d’une autre version, ou abîmée, se montre plutôt que de casser l’écran', () => {
    expect(textesValeur('groupe', 'capacites', [null, 12])).toHaveLength(2);
    expect(texteValeur('dispositif', 'nature', 'nature_disparue')).toBe('nature_disparue');
    expect(texteValeur('objet_inconnu', 'champ', { a: 1 })).toBe('{"a":1}');
    expect(texteValeur('utilisateur', 'perimetre', 'abimé')).toBe('abimé');
    expect(dateEnClair('pas une date')).toBe('pas une date');
  });
  it('cite les communes et les fiches dont il faut les noms', () => {
    const { communes, entite, dispositif, groupe } = referencesDe([{ changements: { commune: ['59350', null], entiteId: [null, 'e'], perimetre: [{ genre: 'dispositifs', entiteId: 'f', dispositifs: ['d'] }, null], groupeId: [null, 'g'] }, pourLeCompteDe: 'h' }]);
    expect([[...communes], [...entite].sort(), [...dispositif], [...groupe]]).toEqual([['59350'], ['e', 'f', 'h'], ['d'], ['g']]);
  });
  it('dit les filtres en toutes lettres', () => {
    expect(Object.values(textesFiltres({ du: '2026-03-01', profils: ['admin_siao'], commandes: ['valider', 'fermer', 'refuser'], objets: ['groupe'], departement: '59', suppleance: true })).map((texte) => sansInsecables(texte ?? '')))
      .toEqual(['Du 1er mars 2026', 'Profil : Administrateur SIAO', 'Geste : Valider, Fermer + 1', 'Objet : Groupe de places', 'Département : Nord', 'En suppléance']);
  });
});

const ligne = (commande: string, objet: string, changements: LigneJournal['changements'] = {}, lot: number | null = null) => ({ commande, objet, changements, lot });
const phrases = (...args: Parameters<typeof ligne>): string[] => phrasesDe(ligne(...args), NOMS).map(sansInsecables);

describe('phrases', () => {
  test.each(Object.keys(COMMANDES))('%s a une phrase et un libellé', (commande) => {
    expect(estGesteConnu(commande), `${commande} n’a pas de phrase (renderer/journal/phrases.ts)`).toBe(true);
    expect(libelleGeste(commande)).toBe(COMMANDES[commande]?.libelle);
    for (const phrase of phrases(commande, 'dispositif')) expect(phrase).toMatch(/^(?:a|s’est) [^{}]+$/u);
  });
  it('chaque événement de sécurité a une phrase et un libellé', () => {
    const evenements: Record<EvenementSecurite, true> = {
      'session.ouverte': true, 'session.echec_bloquant': true, 'session.revoquee': true, 'motDePasse.change': true, 'secondFacteur.active': true, 'secondFacteur.retire': true, 'secondFacteur.codeDeSecours': true, 'compte.active': true, 'compte.identiteLiee': true,
    };
    for (const evenement of [...Object.keys(evenements), ...Object.keys(EVENEMENTS_JOURNAL)]) {
      expect(estGesteConnu(evenement), evenement).toBe(true);
      expect(libelleGeste(evenement)).toMatch(/^\p{Lu}/u);
      expect(phrases(evenement, 'utilisateur')[0]).not.toContain(evenement);
    }
  });
  it('un geste du circuit ne répète pas le statut ni le parcours', () => {
    expect(phrases('valider', 'dispositif', { statut: ['prevalide', 'valide'], parcours: [[], parcours] })).toEqual(['a validé la fiche']);
    expect(phrases('renvoyerACorriger', 'entite', { statut: ['a_prevalider', 'a_corriger'], parcours: [[], parcours] })).toEqual(['a renvoyé la fiche à corriger']);
    expect(phrases('creerGroupeDePlaces', 'groupe', { libelle: [null, 'Urgence'], pmr: [null, 2] })).toEqual(['a créé le groupe']);
    expect(phrases('suspendreUtilisateur', 'utilisateur', { statut: ['actif', 'suspendu'] })).toEqual(['a suspendu le compte']);
  });
  it('une décision sur une proposition dit ce qui a été accepté, et refusé avec son motif', () => {
    const propose = { champ: 'type', avant: 'hebergement_chrs.insertion', apres: 'hebergement_chrs.115', decision: null, par: null, nom: null, le: null, motif: null };
    const siren = { ...propose, champ: 'siren', avant: null, apres: '438201675' };
    const apres = [{ ...propose, decision: 'acceptee', nom: 'A' }, { ...siren, decision: 'refusee', nom: 'A', motif: 'Faux' }];
    expect(phrases('deciderProposition', 'proposition', { champs: [[propose, siren], apres], statut: ['ouverte', 'decidee'] })).toEqual(['a décidé d’une proposition', 'a accepté Type : Insertion → 115 ; a refusé Siren : vide → 438 201 675 (Faux)']);
    const [libre, refusee] = EXEMPLES.demande['lignes']?.[0] as readonly object[];
    expect(phrases('deciderDemande', 'demande', { lignes: [[libre, { ...refusee, decision: null }], [{ ...libre, decision: 'acceptee', motif: null }, refusee]], statut: ['ouverte', 'decidee'] })).toEqual(['a décidé d’une demande', 'a accepté 101 ; a refusé 102 (Place promise)']);
    expect(phrases('deciderProposition', 'dispositif', { type: ['hebergement_chrs.insertion', 'hebergement_chrs.115'] })).toEqual(['a décidé d’une proposition', 'a changé Type : Insertion → 115']);
    expect(phrases('modifierCode', 'nomenclature', { fin: [null, '2026-12-31'] })).toEqual(['a renseigné Valable jusqu’au : 31 décembre 2026']);
  });
  it('une capacité datée se dit de quoi à quoi et à partir de quand', () => {
    const [avant, apres] = [[{ depuis: '2025-01-01', capacite: 30 }, { depuis: '2026-01-01', capacite: 40 }], [{ depuis: '2025-01-01', capacite: 30 }, { depuis: '2026-01-01', capacite: 40 }, { depuis: '2026-03-01', capacite: 45 }]];
    expect(phrases('modifierGroupeDePlaces', 'groupe', { capacites: [avant, apres] })).toEqual(['a changé Capacité : 40 → 45 places à partir du 1er mars 2026']);
    expect(phrases('modifierGroupeDePlaces', 'groupe', { capacites: [apres, avant] })).toEqual(['a changé Capacité : 45 places à partir du 1er mars 2026 n’est plus prévu']);
    expect(phrases('modifierGroupeDePlaces', 'groupe', { capacites: [[{ depuis: '2026-01-01', capacite: 1 }], [{ depuis: '2026-01-01', capacite: 0 }]] })).toEqual(['a changé Capacité : 1 → 0 place à partir du 1er janvier 2026']);
  });
  it('un champ : changé, renseigné, vidé ; une liste : ce qui arrive, ce qui part', () => {
    const dire = (champ: string, avant: unknown, apres: unknown): string => sansInsecables(phraseChamp('dispositif', champ, [avant, apres], NOMS));
    expect(dire('nom', 'Les Remparts', 'Les Tours')).toBe('a changé Nom : Les Remparts → Les Tours');
    expect(dire('horaires', null, '8 h')).toBe('a renseigné Horaires : 8 h');
    expect(dire('horaires', '8 h', '')).toBe('a vidé Horaires (8 h)');
    expect(dire('commune', '59606', '59350')).toBe('a changé Commune : Valenciennes → Lille');
    expect(dire('publics', ['vif', 'jeunes'], ['jeunes', 'sante'])).toBe('a ajouté à Publics spécifiques : Besoins de soins ; retiré : Femmes victimes de violences');
    expect(dire('publics', ['vif', 'jeunes'], ['jeunes'])).toBe('a retiré de Publics spécifiques : Femmes victimes de violences');
    expect(dire('publics', ['vif', 'jeunes'], ['jeunes', 'vif'])).toBe('a changé l’ordre de Publics spécifiques');
    const avant = { le: '2026-11-05', par: 'x', source: 'saisie' };
    expect(dire('occupationDeclaree', avant, { le: '2026-11-24', par: 'x', source: 'saisie', lot: 'l', avant })).toBe('a déclaré l’occupation au 24 novembre 2026');
    expect(dire('occupationDeclaree', { le: '2026-11-24', par: 'x', source: 'saisie', lot: 'l', avant }, avant)).toBe('a annulé la déclaration d’occupation au 24 novembre 2026');
    expect(dire('financements', [], [{ code: 'ALT1', places: 8, debut: '2026-01-01', fin: null }])).toBe('a renseigné Financements : ALT1 : 8 places à partir du 1er janvier 2026');
  });
  it('chaque champ de chaque objet, renseigné, changé ou vidé, donne une phrase sans code ni identifiant', () => {
    for (const objet of OBJETS_JOURNAL) {
      for (const [champ, [valeur]] of Object.entries(EXEMPLES[objet])) {
        if (valeur === null) continue;
        for (const paire of [[null, valeur], [valeur, null]] as const) {
          const phrase = phraseChamp(objet, champ, paire, NOMS);
          expect(phrase, `${objet}.${champ}`).toMatch(/^a (?:(?:renseigné|vidé|changé) \p{Lu}|déclaré l’occupation au )/u);
          expect(phrase).not.toMatch(/id-|[{}[\]"_]|undefined|null/u);
        }
      }
    }
  });
  it('plusieurs champs : autant de phrases, et une seule ligne pour la grille', () => {
    const deux = ligne('modifierDispositif', 'dispositif', { nom: ['A', 'B'], horaires: [null, '8 h'] });
    expect(phrasesDe(deux)).toHaveLength(2);
    expect(sansInsecables(resumeDe(deux))).toBe('A changé Nom : A → B ; a renseigné Horaires : 8 h');
  });
  it('une étape que la fiche porte se dit comme au journal', () => {
    expect(['creer', 'soumettre', 'prevalider', 'valider', 'renvoyer', 'refuser', 'fermer', 'suspendre', 'retablir', 'archiver', 'commenter', 'annuler', 'reprise', 'autre'].map(phraseDuPas))
      .toEqual(['a créé la fiche', 'a soumis la fiche', 'a prévalidé la fiche', 'a validé la fiche', 'a renvoyé la fiche à corriger', 'a refusé la fiche', 'a fermé la fiche', 'a suspendu la fiche', 'a rétabli la fiche', 'a archivé la fiche', 'a commenté la fiche', 'a annulé sa décision sur la fiche', 'a repris la fiche', null]);
  });
  it('un chargement dit combien ; un geste inconnu garde son nom', () => {
    expect(phrases('chargement', 'place', {}, 5000)).toEqual(['a chargé 5 000 fiches']);
    expect(phrases('gesteDemain', 'entite')).toEqual(['a fait « gesteDemain »']);
  });
  it('une capacité proposée, qui n’a pas encore de date, se lit en places ; le journal nomme le champ d’un groupe', () => {
    expect(champsChanges({ objet: 'groupe', changements: { capacites: [20, 24], fermeture: [null, '2027-06-30'] } }).map(({ libelle, avant, apres }) => [libelle, ...avant.map(({ texte }) => texte), ...apres.map(({ texte }) => texte)])).toEqual([['Capacité', '20\u00a0places', '24\u00a0places'], ['Fermeture', expect.stringContaining('2027')]]);
    expect(phraseChamp('proposition', 'champs', [[], [{ champ: 'capacites', avant: 20, apres: 24, decision: 'acceptee', par: 'd', nom: 'D', le: '2026-11-24T09:00:00.000Z', motif: null }]])).toBe('a accepté Capacité\u00a0: 20\u00a0places → 24\u00a0places');
  });
  it('le tableau marque ce qui reste, ce qui part, ce qui arrive, même répété', () => {
    expect(champsChanges(ligne('modifierDispositif', 'dispositif', { publics: [['vif', 'vif'], ['vif', 'sante']] }))).toEqual([{
      champ: 'publics', libelle: 'Publics spécifiques', avant: [{ texte: 'Femmes victimes de violences', sort: 'garde' }, { texte: 'Femmes victimes de violences', sort: 'ote' }],
      apres: [{ texte: 'Femmes victimes de violences', sort: 'garde' }, { texte: 'Besoins de soins', sort: 'ajoute' }],
    }]);
  });
});
