import type { Cellule } from '../../../contract/classeur/cellules.ts';
import type { Classeur } from '../../../contract/classeur/classeur.ts';
import { octetsDuClasseur } from '../../../contract/classeur/classeur.ts';
import type { Style } from '../../../contract/classeur/styles.ts';
import type { GrandLivre } from '../../../domain/reprise/grandLivre.ts';
import type { ComptesRapportes } from './comptes.ts';
import { COLONNES_PERSONNES, TRAITEMENT_COMPTES, comptesParProfil, personneEnCellules } from './comptes.ts';
import type { EntreeRapport } from './contenu.ts';
import { EFFETS, GRAVITES, SORTS, TITRES, comptesDe, correctionEnTextes, equation, horsDuLivre, instantEnTexte, motifEnTexte, motifsDe, provenanceDe, sommeDe, verdictDe } from './contenu.ts';
import { ANOMALIES } from '../../../domain/reprise/anomalies.ts';

const texte = (valeur: string, style?: Style): Cellule => (style === undefined ? { texte: valeur } : { texte: valeur, style });
const nombre = (valeur: number): Cellule => ({ nombre: valeur });
const entetes = (...noms: readonly string[]): Cellule[] => noms.map((nom) => texte(nom, 'colonne'));
const LOT = 2_000;
/** Une liste : ses titres figés et filtrables, ses lignes par lots. */
const liste = <T>(classeur: Classeur, nom: string, colonnes: readonly (readonly [titre: string, largeur: number])[], elements: readonly T[], ligne: (element: T) => readonly Cellule[]): void => {
  const feuille = classeur.feuille({ nom, colonnes: colonnes.map(([, largeur]) => ({ largeur })), titres: colonnes.map(([titre]) => texte(titre)), filtre: true });
  for (let debut = 0; debut < elements.length; debut += LOT) feuille.ajouter(elements.slice(debut, debut + LOT).map(ligne));
  feuille.finir();
};

const livreEnLigne = (quoi: string, livre: GrandLivre): Cellule[] => [texte(quoi, 'titre'), nombre(livre.source), nombre(livre.creees), nombre(livre.fusionnees), nombre(livre.scindees), nombre(livre.rejetees), nombre(livre.exclues), nombre(livre.source - sommeDe(livre)), texte(verdictDe(livre), livre.equilibre ? 'normal' : 'titre')];
const feuilleBilan = (classeur: Classeur, entree: EntreeRapport): void => {
  const { controle, chargement, genre, operateur } = entree;
  const feuille = classeur.feuille({ nom: 'Bilan', colonnes: [{ largeur: 42 }, { largeur: 14 }, { largeur: 14 }, { largeur: 14 }, { largeur: 14 }, { largeur: 14 }, { largeur: 14 }, { largeur: 12 }, { largeur: 20 }], paysage: true });
  feuille.ajouter([
    [texte(`${TITRES[genre]} : rapport`, 'intitule')], ...provenanceDe(entree).map(([quoi, valeur]) => [texte(quoi, 'titre'), texte(valeur)]), [],
    entetes('Grand livre', 'Source', 'Créées', 'Fusionnées', 'Scindées', 'Rejetées', 'Exclues', 'Écart', 'Équilibre'), livreEnLigne('Lignes', controle.grandLivre.lignes), livreEnLigne('Places', controle.grandLivre.places),
    [texte(`Lignes : ${equation(controle.grandLivre.lignes)}`)], [texte(`Places : ${equation(controle.grandLivre.places)}`)], [],
    entetes('Motif', 'Sort', 'Lignes', 'Places'), ...motifsDe(controle).map(({ sort, motif, lignes, places }) => [texte(motif), texte(sort), nombre(lignes), nombre(places)]), [],
    entetes('Anomalie', 'Code', 'Gravité', 'Nombre'), ...comptesDe(controle).map(({ code, libelle, gravite, nombre: compte }) => [texte(libelle), texte(code), texte(gravite), nombre(compte)]), [],
    entetes('Hors du livre', ''), ...horsDuLivre(entree).map(([quoi, valeur]) => [texte(quoi), texte(valeur)]), [],
    ...(chargement === null ? [] : [entetes('Chargement', ''), [texte('Chargé par'), texte(chargement.par)], [texte('Chargé le'), texte(instantEnTexte(chargement.le))], ...chargement.issues.map(({ quoi, nombre: compte }) => [texte(quoi), nombre(compte)]), [texte('Refus du service'), nombre(chargement.refus.length)], []]),
    entetes('Signature', ''), [texte('Opérateur'), texte(operateur)], [texte('Date'), texte('')], [texte('Signature'), texte('')],
  ]);
  feuille.finir();
};

/** Le registre RGPD d’une reprise de comptes : le traitement, les profils d’avant et d’après, puis chaque personne. */
const feuillesComptes = (classeur: Classeur, comptes: ComptesRapportes): void => {
  const { avant, apres, cumulees } = comptesParProfil(comptes);
  const feuille = classeur.feuille({ nom: 'Registre RGPD', colonnes: [{ largeur: 44 }, { largeur: 90 }] });
  feuille.ajouter([
    [texte('Registre RGPD : reprise des comptes', 'intitule')], ...TRAITEMENT_COMPTES.map(([quoi, valeur]) => [texte(quoi, 'titre'), texte(valeur)]), [],
    entetes('Ancien profil', 'Personnes avant'), ...avant.map(({ profil, nombre: combien }) => [texte(profil), nombre(combien)]), [texte('Personnes qui en cumulaient plusieurs'), nombre(cumulees)], [],
    entetes('Nouveau profil', 'Comptes après'), ...apres.map(({ profil, nombre: combien }) => [texte(profil), nombre(combien)]),
  ]);
  feuille.finir();
  liste(classeur, 'Personnes', COLONNES_PERSONNES, comptes.personnes, (personne) => personneEnCellules(personne, instantEnTexte));
};

/**
 * Le rapport d’une reprise, en classeur : le bilan à signer, chaque anomalie, le sort de chaque ligne, les corrections et celles qui n’ont pas pu s’appliquer, ce qui précède l’en-tête. Les textes du fichier
 * y restent des textes : aucun ne devient une formule.
 */
export const classeurDuRapport = (entree: EntreeRapport): Uint8Array => octetsDuClasseur((classeur) => {
  const { controle: { anomalies, sorts, ecartees }, corrections, chargement, description: { preambule } } = entree;
  feuilleBilan(classeur, entree);
  if (entree.comptes !== undefined) feuillesComptes(classeur, entree.comptes);
  liste(classeur, 'Anomalies', [['Gravité', 14], ['Code', 6], ['Anomalie', 34], ['Ligne', 8], ['Colonne', 22], ['Valeur', 28], ['Explication', 70], ['Effet', 18], ['Réparation proposée', 40], ['Clé de la ligne', 30]], anomalies, ({ gravite, code, ligne, colonne, valeur, explication, effet, reparation, cle }) => [
    texte(GRAVITES[gravite]), texte(code), texte(ANOMALIES[code].libelle), nombre(ligne), texte(colonne ?? ''), texte(valeur ?? ''), texte(explication), texte(EFFETS[effet]), texte(reparation?.phrase ?? ''), texte(cle ?? ''),
  ]);
  liste(classeur, 'Lignes', [['Ligne', 8], ['Sort', 12], ['Motif', 60], ['Places', 8]], sorts, ({ numero, sort, motif, places }) => [nombre(numero), texte(SORTS[sort]), texte(motif === null ? '' : motifEnTexte(motif)), nombre(places)]);
  const COLONNES = [['Genre', 12], ['Clé de la ligne', 34], ['Colonne', 20], ['Avant', 28], ['Après, ou motif', 50]] as const;
  liste(classeur, 'Corrections', COLONNES, corrections, (correction) => correctionEnTextes(correction).map((valeur) => texte(valeur)));
  liste(classeur, 'Écartées', [...COLONNES, ['Pourquoi', 60]], ecartees, ({ correction, explication }) => [...correctionEnTextes(correction).map((valeur) => texte(valeur)), texte(explication)]);
  liste(classeur, 'Préambule', [['Ligne', 8], ['Contenu', 120]], preambule, ({ numero, cellules }) => [nombre(numero), texte(cellules.filter((cellule) => cellule !== '').join(' | '))]);
  if (chargement !== null) liste(classeur, 'Refus', [['Ligne', 8], ['Motif', 100]], chargement.refus, ({ ligne, motif }) => [nombre(ligne), texte(motif)]);
});

/** Un fichier illisible a aussi son rapport : ce qu’il est, et pourquoi il ne se lit pas. */
export const classeurIllisible = (paires: readonly (readonly [string, string])[]): Uint8Array => octetsDuClasseur((classeur) => {
  const feuille = classeur.feuille({ nom: 'Bilan', colonnes: [{ largeur: 24 }, { largeur: 100 }] });
  feuille.ajouter([[texte('Reprise : fichier illisible', 'intitule')], ...paires.map(([quoi, valeur]) => [texte(quoi, 'titre'), texte(valeur)])]);
  feuille.finir();
});
