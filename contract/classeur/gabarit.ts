import { DEPARTEMENTS } from '../../domain/geographie/departements.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { ColonneGabarit, GenreFichier, SorteColonne } from '../../domain/reprise/gabarit/colonne.ts';
import { MARQUE_EXEMPLE } from '../../domain/reprise/gabarit/exemple.ts';
import { GABARITS, gabaritARemettre } from '../../domain/reprise/gabarit/gabarit.ts';
import { lireDate } from '../../domain/reprise/controles/dates.ts';
import type { Cellule } from './cellules.ts';
import { dateEnTexte } from './cellules.ts';
import { octetsDuClasseur, plageDe } from './classeur.ts';
import type { Style } from './styles.ts';
import type { Validation } from './validations.ts';

/** Le nom de la feuille à remplir, et ce qu’est une de ses lignes. */
export const FEUILLES_GABARIT: Readonly<Record<GenreFichier, { readonly nom: string; readonly ligne: string }>> = {
  structures: { nom: 'Structures', ligne: 'Une ligne par groupe de places ; une structure qui en a plusieurs revient sur plusieurs lignes, avec le même identifiant.' },
  places: { nom: 'Places', ligne: 'Une ligne par place. La structure et le groupe sont ceux du fichier des structures.' },
  utilisateurs: { nom: 'Comptes', ligne: 'Une ligne par personne et par ancien profil.' },
};
const LISTES = 'Listes';
const MODE_EMPLOI = 'Mode d’emploi';
const LONGUEURS: Readonly<Partial<Record<SorteColonne, number>>> = { siren: 9, siret: 14, finess: 9, insee: 5 };
const SORTES: Readonly<Record<SorteColonne, string>> = {
  texte: 'Texte', entier: 'Nombre entier, 0 ou plus', date: 'Date jj/mm/aaaa', siren: '9 chiffres, en texte', siret: '14 chiffres, en texte', finess: '9 caractères, en texte', commune: 'Nom d’une commune, ou code Insee',
  insee: '5 caractères, en texte', departement: 'Code d’un département', courriel: 'Adresse électronique', code: 'Une valeur de la liste',
};
const styleDe = ({ sorte }: ColonneGabarit): Style => (sorte === 'date' ? 'jour' : sorte === 'entier' ? 'entier' : 'identifiant');
const exempleDe = ({ sorte }: ColonneGabarit, valeur: string): Cellule => {
  if (valeur === '') return { texte: '', style: 'exemple' };
  if (sorte === 'entier') return { nombre: Number(valeur), style: 'exempleEntier' };
  const date = sorte === 'date' ? lireDate(valeur) : null;
  return date?.genre === 'lue' ? { date: date.date, style: 'exempleJour' } : { texte: valeur, style: 'exemple' };
};
const titreDe = ({ titre, obligatoire }: ColonneGabarit): string => (obligatoire ? `${titre} *` : titre);
/** Une liste de la feuille « Listes » : son titre, et ce qu’une cellule peut porter. */
interface Liste { readonly titre: string; readonly valeurs: readonly string[] }

const admet = ({ sorte, plusieurs }: ColonneGabarit, liste: Liste | undefined, rangListe: number): Validation['admet'] => {
  if (liste !== undefined) return { genre: 'liste', plage: plageDe(LISTES, rangListe, 2, liste.valeurs.length + 1), plusieurs: plusieurs === true };
  const longueur = LONGUEURS[sorte];
  if (longueur !== undefined) return { genre: 'longueur', caracteres: longueur };
  return sorte === 'date' ? { genre: 'date' } : sorte === 'entier' ? { genre: 'entier' } : { genre: 'tout' };
};
const refus = (colonne: ColonneGabarit, liste: Liste | undefined): string => {
  if (liste !== undefined) return 'Cette valeur n’est pas dans la liste. Les mots de l’ancien outil sont admis : les garder, ou choisir dans la liste ?';
  if (colonne.sorte === 'date') return 'Écrire une date : jj/mm/aaaa.';
  if (colonne.sorte === 'entier') return 'Écrire un nombre entier, 0 ou plus.';
  return `${SORTES[colonne.sorte]} : vérifier, un tableur a pu ôter un zéro.`;
};

/**
 * Le classeur que l’on remet pour une reprise : la feuille à remplir (listes, formats, une ligne d’exemple qui ne se reprend pas), un mode d’emploi, les listes. Fait des colonnes que
 * l’association et les contrôles lisent : un fichier qui en vient s’associe seul. `date` : celle de la nomenclature, `AAAA-MM-JJ`.
 */
export const classeurGabarit = (genre: GenreFichier, nomenclature: Nomenclature, date: string): Uint8Array => {
  const colonnes = GABARITS[genre];
  const { nom, ligne } = FEUILLES_GABARIT[genre];
  const { exemple, listes: codes } = gabaritARemettre(genre, nomenclature, date);
  const listes: Liste[] = [];
  const listeDe = colonnes.map((colonne, rang): number => {
    const valeurs = colonne.sorte === 'departement' ? DEPARTEMENTS.map(({ code }) => code) : (codes[rang] ?? []);
    return valeurs.length === 0 ? -1 : listes.push({ titre: colonne.titre, valeurs }) - 1;
  });
  const libelleAdmis = (colonne: ColonneGabarit, rang: number): string => {
    if (colonne.sorte !== 'code') return SORTES[colonne.sorte];
    return `${colonne.plusieurs === true ? 'Une ou plusieurs valeurs, séparées par une virgule' : 'Une valeur'} : ${(codes[rang] ?? []).join(' ; ')}`;
  };
  return octetsDuClasseur((classeur) => {
    const saisie = classeur.feuille({
      nom, colonnes: colonnes.map((colonne) => ({ largeur: Math.min(32, Math.max(12, titreDe(colonne).length, colonne.exemple.length)), style: styleDe(colonne) })),
      titres: colonnes.map((colonne) => ({ texte: titreDe(colonne), style: colonne.obligatoire ? 'colonneObligatoire' : 'colonne' })), filtre: true,
      identifiants: colonnes.flatMap((colonne, rang) => (styleDe(colonne) === 'identifiant' ? [rang] : [])),
      validations: colonnes.map((colonne, rang) => { const liste = listes[listeDe[rang] ?? -1]; return { colonne: rang, admet: admet(colonne, liste, listeDe[rang] ?? 0), souple: colonne.sorte !== 'entier', titre: colonne.titre, aide: `${colonne.obligatoire ? 'Obligatoire. ' : ''}${colonne.aide}`, refus: refus(colonne, liste) }; }),
    });
    saisie.ajouter([colonnes.map((colonne, rang) => exempleDe(colonne, exemple[rang] ?? ''))]);
    saisie.finir();

    const emploi = classeur.feuille({ nom: MODE_EMPLOI, colonnes: [{ largeur: 30, style: 'long' }, { largeur: 12, style: 'long' }, { largeur: 50, style: 'long' }, { largeur: 60, style: 'long' }, { largeur: 26, style: 'long' }], renvois: true, paysage: true });
    const phrases = [
      `Remplir la feuille « ${nom} ». ${ligne}`,
      `La ligne jaune est un exemple : la remplacer ou l’effacer. Tant que sa première cellule dit « ${MARQUE_EXEMPLE} », elle n’est pas reprise.`,
      'Les colonnes suivies d’une étoile (*) sont obligatoires. Ne pas changer les titres : le fichier s’associe par eux.',
      'Les numéros (siren, siret, FINESS, codes) sont des textes : leurs zéros de tête restent. Les coller sans mise en forme.',
      'Les mots de l’ancien outil sont admis dans les colonnes à liste ; ce qui n’a pas de correspondance se choisit une fois, au contrôle.',
      'N’écrire aucune donnée sur les personnes hébergées.',
      `Enregistrer en .xlsx, .ods ou .csv, puis contrôler le fichier. Listes au ${dateEnTexte(date)}.`,
    ];
    emploi.ajouter([
      [{ texte: `Reprise des données : ${nom.toLowerCase()}`, style: 'intitule' }], ...phrases.map((texte): Cellule[] => [{ texte, style: 'normal' }]), [],
      ['Colonne', 'Obligatoire', 'Ce qu’on y écrit', 'Valeurs admises', 'Exemple'].map((texte): Cellule => ({ texte, style: 'colonne' })),
      ...colonnes.map((colonne, rang): Cellule[] => [colonne.titre, colonne.obligatoire ? 'Oui' : 'Non', colonne.aide, libelleAdmis(colonne, rang), colonne.exemple].map((texte, place) => (place === 0 ? { texte, style: 'fort' } : { texte }))),
    ]);
    emploi.finir();

    const hauteur = Math.max(...listes.map(({ valeurs }) => valeurs.length));
    const feuilleListes = classeur.feuille({ nom: LISTES, colonnes: listes.map(({ valeurs }) => ({ largeur: Math.min(48, Math.max(14, ...valeurs.map(({ length }) => length))), style: 'identifiant' })), titres: listes.map(({ titre }) => ({ texte: titre, style: 'colonne' })) });
    feuilleListes.ajouter(Array.from({ length: hauteur }, (_vide, rang) => listes.map(({ valeurs }): Cellule => { const valeur = valeurs[rang]; return valeur === undefined ? null : { texte: valeur }; })));
    feuilleListes.finir();
  });
};
