import type { z } from 'zod';
import { normaliserChiffres } from '../../../domain/identifiants.ts';
import { schemaSaisieDispositif } from '../../../domain/objets/dispositif.ts';
import { schemaSaisieEntite } from '../../../domain/objets/entite.ts';
import { erreurGroupe, schemaSaisieGroupe } from '../../../domain/objets/groupe.ts';
import { lireDateFr } from '../../ui/formats.ts';
import type { ObjetOffre } from '../creations.ts';
import type { SaisieContact, Valeurs } from './valeurs.ts';

export interface Lecture { readonly saisie: Readonly<Record<string, unknown>>; readonly erreurs: Readonly<Record<string, string>> }

/** Champ du formulaire où montrer une erreur du champ de la fiche. */
const CHEMINS: Readonly<Record<string, string>> = {
  'conventionP177': 'conventionDebut', 'conventionP177.debut': 'conventionDebut', 'conventionP177.fin': 'conventionFin', 'delegationSiao': 'delegationDebut', 'delegationSiao.debut': 'delegationDebut', 'delegationSiao.fin': 'delegationFin',
  'placesFinancees': 'placesUrgence', 'placesFinancees.urgence': 'placesUrgence', 'placesFinancees.insertion': 'placesInsertion', 'placesFinancees.autres': 'placesAutres',
};
export const cheminDe = (champ: string): string => CHEMINS[champ] ?? champ;

const DATE_FAUSSE = 'La date s’écrit jj/mm/aaaa.';
const NOMBRE_FAUX = 'Un nombre entier est attendu.';

/** Lit la saisie en notant ses défauts au passage, chacun à son champ. */
const creerLecteur = () => {
  const erreurs: Record<string, string> = {};
  return {
    erreurs,
    date: (chemin: string, saisie: string): string | null => {
      if (saisie.trim() === '') return null;
      const lue = lireDateFr(saisie);
      if (lue === null) erreurs[chemin] = DATE_FAUSSE;
      return lue;
    },
    entier: (chemin: string, saisie: string): number | null => {
      const net = saisie.replace(/\s/gu, '');
      if (net === '') return null;
      if (!/^\d+$/u.test(net)) { erreurs[chemin] = NOMBRE_FAUX; return null; }
      return Number(net);
    },
  };
};
type Lecteur = ReturnType<typeof creerLecteur>;

const texte = (saisie: string): string | null => (saisie.trim() === '' ? null : saisie.trim());
const chiffres = (saisie: string): string | null => (saisie.trim() === '' ? null : normaliserChiffres(saisie));
const contacts = (lignes: readonly SaisieContact[]): object[] => lignes.filter(({ nom, telephone, courriel }) => `${nom}${telephone}${courriel}`.trim() !== '').map(({ fonction, nom, telephone, courriel }) => ({ fonction, nom, telephone, courriel: courriel.trim() }));

const periode = (lecteur: Lecteur, debut: [string, string], fin: [string, string]): object | null => {
  const du = lecteur.date(...debut);
  const au = lecteur.date(...fin);
  if (du === null && au !== null) lecteur.erreurs[debut[0]] ??= 'Le début est nécessaire.';
  return du === null ? null : { debut: du, fin: au };
};

const REQUIS = 'À choisir.';
const exiger = (erreurs: Record<string, string>, valeurs: Valeurs, champs: readonly (keyof Valeurs)[]): void => {
  for (const champ of champs) if (valeurs[champ] === '') erreurs[champ] ??= REQUIS;
};

/** Défauts du schéma, pour les champs qui n’en ont pas déjà un. */
const completer = (erreurs: Record<string, string>, schema: z.ZodType, saisie: unknown): void => {
  const lu = schema.safeParse(saisie);
  if (lu.success) return;
  for (const { path, message } of lu.error.issues) {
    const chemin = cheminDe(path.map(String).join('.'));
    if (Object.keys(erreurs).some((deja) => deja === chemin || deja.startsWith(`${chemin}.`))) continue;
    erreurs[chemin] = message;
  }
};

const lireEntite = (valeurs: Valeurs): Lecture => {
  const lecteur = creerLecteur();
  const { erreurs } = lecteur;
  const saisie = {
    raisonSociale: valeurs.raisonSociale.trim(), statutJuridique: texte(valeurs.statutJuridique), siren: chiffres(valeurs.siren), finessEj: chiffres(valeurs.finessEj), adresse: texte(valeurs.adresse), commune: texte(valeurs.commune),
    departements: valeurs.departements, conventionP177: periode(lecteur, ['conventionDebut', valeurs.conventionDebut], ['conventionFin', valeurs.conventionFin]), contacts: contacts(valeurs.contacts),
  };
  completer(erreurs, schemaSaisieEntite, saisie);
  return { saisie, erreurs };
};

const lireDispositif = (valeurs: Valeurs): Lecture => {
  const lecteur = creerLecteur();
  const { erreurs } = lecteur;
  exiger(erreurs, valeurs, ['entiteId', 'nature', 'type', 'departement']);
  const urgence = lecteur.entier('placesUrgence', valeurs.placesUrgence);
  const insertion = lecteur.entier('placesInsertion', valeurs.placesInsertion);
  const autres = lecteur.entier('placesAutres', valeurs.placesAutres);
  const saisie = {
    entiteId: valeurs.entiteId, nom: valeurs.nom.trim(), nature: valeurs.nature, type: valeurs.type, departement: valeurs.departement, commune: texte(valeurs.commune), adresse: texte(valeurs.adresse), siret: chiffres(valeurs.siret), finessEt: chiffres(valeurs.finessEt),
    financements: valeurs.financements.map(({ code, places, debut, fin }, rang) => {
      const du = lecteur.date(`financements.${rang}.debut`, debut);
      if (du === null) erreurs[`financements.${rang}.debut`] ??= 'Le début est nécessaire.';
      return { code, places: lecteur.entier(`financements.${rang}.places`, places), debut: du ?? '', fin: lecteur.date(`financements.${rang}.fin`, fin) };
    }),
    placesFinancees: urgence === null && insertion === null && autres === null ? null : { urgence: urgence ?? 0, insertion: insertion ?? 0, autres: autres ?? 0 },
    compositions: valeurs.compositions, publics: valeurs.publics, horaires: texte(valeurs.horaires), contacts: contacts(valeurs.contacts), responsable: texte(valeurs.responsable), responsableId: texte(valeurs.responsableId),
    delegationSiao: periode(lecteur, ['delegationDebut', valeurs.delegationDebut], ['delegationFin', valeurs.delegationFin]),
  };
  completer(erreurs, schemaSaisieDispositif, saisie);
  return { saisie, erreurs };
};

const lireGroupe = (valeurs: Valeurs): Lecture => {
  const lecteur = creerLecteur();
  const { erreurs } = lecteur;
  exiger(erreurs, valeurs, ['dispositifId', 'modalite', 'forme', 'typeUnite', 'permanence']);
  const ouverture = lecteur.date('ouverture', valeurs.ouverture);
  if (ouverture === null) erreurs['ouverture'] ??= 'La date d’ouverture est nécessaire.';
  const capacites = valeurs.capacites.map(({ depuis, capacite }, rang) => {
    const date = lecteur.date(`capacites.${rang}.depuis`, depuis);
    const places = lecteur.entier(`capacites.${rang}.capacite`, capacite);
    if (date === null) erreurs[`capacites.${rang}.depuis`] ??= 'La date est nécessaire.';
    if (places === null) erreurs[`capacites.${rang}.capacite`] ??= 'La capacité est nécessaire.';
    return { depuis: date ?? '', capacite: places ?? 0 };
  }).sort((gauche, droite) => gauche.depuis.localeCompare(droite.depuis));
  const saisie = {
    dispositifId: valeurs.dispositifId, libelle: valeurs.libelle.trim(), modalite: valeurs.modalite, forme: valeurs.forme, typeUnite: valeurs.typeUnite, permanence: valeurs.permanence, capacites, ouverture: ouverture ?? '', fermeture: null,
    compositions: valeurs.compositions, ageMin: lecteur.entier('ageMin', valeurs.ageMin), ageMax: lecteur.entier('ageMax', valeurs.ageMax), pmr: lecteur.entier('pmr', valeurs.pmr) ?? 0, publics: valeurs.publics, commune: texte(valeurs.commune),
  };
  completer(erreurs, schemaSaisieGroupe, saisie);
  if (Object.keys(erreurs).length === 0) {
    const defaut = erreurGroupe(saisie);
    if (defaut !== null) erreurs[defaut[0]] = defaut[1];
  }
  return { saisie, erreurs };
};

const LECTURES: Record<ObjetOffre, (valeurs: Valeurs) => Lecture> = { entite: lireEntite, dispositif: lireDispositif, groupe: lireGroupe };

/** Lit un formulaire : la saisie dans la forme du domaine, et les défauts par champ du formulaire (« financements.0.debut »). */
export const lireFormulaire = (objet: ObjetOffre, valeurs: Valeurs): Lecture => LECTURES[objet](valeurs);

/** Champs que la commande de modification n’accepte pas : ils font l’identité de l’objet. */
const FIGES: Record<ObjetOffre, ReadonlySet<string>> = { entite: new Set(), dispositif: new Set(['entiteId', 'departement']), groupe: new Set(['dispositifId', 'fermeture']) };
/** Forme canonique d’une valeur : l’ordre des propriétés et les propriétés vides ne comptent pas. */
export const forme = (valeur: unknown): string => JSON.stringify(valeur, (_cle, interne: unknown) => (typeof interne === 'object' && interne !== null && !Array.isArray(interne) ? Object.fromEntries(Object.entries(interne).filter(([, v]) => v !== undefined && v !== '').sort(([a], [b]) => a.localeCompare(b))) : interne));

/** Les seuls champs changés entre deux saisies : ce qu’une modification envoie. */
export const champsChanges = (objet: ObjetOffre, avant: Readonly<Record<string, unknown>>, apres: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(apres).filter(([champ, valeur]) => !FIGES[objet].has(champ) && forme(valeur) !== forme(avant[champ])));
