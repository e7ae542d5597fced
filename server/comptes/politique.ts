import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { LONGUEUR_MOT_DE_PASSE } from '../../contract/comptes.ts';
import { ErreurService } from '../erreurs.ts';

/** Ce qu’on sait de la personne : ce que son mot de passe ne doit pas reprendre. */
export interface Personne { readonly nom: string; readonly email: string; readonly perimetreLibelle: string }

/** Mots du produit et de ses organisations : un attaquant les essaie d’abord. */
const MOTS_DE_LA_MAISON = [
  'siao', 'offre', 'sisiao', 'hebergement', 'logement', 'insertion', 'urgence', 'dispositif', 'entite', 'gestionnaire', 'administrateur', 'departemental', 'national', 'operateur', 'ecoutant', 'samu', 'social', 'maraude', 'ddets', 'deets',
  'drihl', 'dreets', 'dihal', 'dgcs', 'etat', 'prefecture', 'ministere', 'finess', 'proconnect', 'motdepasse', 'password', 'bonjour', 'bienvenue',
];
/** Mots de moins de trois lettres : trop courts pour trahir quoi que ce soit. */
const MOT_MINIMAL = 3;
/** Ce qui doit rester d’un mot de passe, en lettres et chiffres, une fois ôtés les mots connus de la personne. */
const RESTE_MINIMAL = 8;
/** Note de zxcvbn, de 0 à 4 ; 4 : plus de 10^10 essais. */
const NOTE_MINIMALE = 4;
/** L’estimation est plus que quadratique en longueur (5 s pour 1 024 caractères choisis exprès) : un début solide suffit. */
const LONGUEUR_JUGEE = 64;

const sansAccent = (texte: string): string => texte.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const enMots = (texte: string): string[] => sansAccent(texte).split(/[^a-z0-9]+/u).filter((mot) => mot.length >= MOT_MINIMAL);
/** Substitutions usuelles, défaites : « S1a0 » se lit « siao ». */
const SUBSTITUTIONS: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's', '!': 'i' };
const defaire = (texte: string): string => texte.replace(/[013457@$!]/gu, (signe) => SUBSTITUTIONS[signe] ?? signe);

const ote = (texte: string, mots: readonly string[]): string => mots.reduce((reste, mot) => reste.replaceAll(mot, ' '), texte).replace(/[^a-z0-9]/gu, '');

// chargés au premier choix de mot de passe : 100 Mo de dictionnaires que la plupart des services ne lisent jamais au démarrage
let estimateur: Promise<ZxcvbnFactory> | undefined;
const chargerEstimateur = (): Promise<ZxcvbnFactory> => {
  estimateur ??= Promise.all([import('@zxcvbn-ts/core'), import('@zxcvbn-ts/language-common'), import('@zxcvbn-ts/language-fr')])
    .then(([noyau, commun, francais]) => new noyau.ZxcvbnFactory({ dictionary: { ...commun.dictionary, ...francais.dictionary }, graphs: commun.adjacencyGraphs, translations: francais.translations }));
  return estimateur;
};

/**
 * Ce qu’il faut changer à un mot de passe choisi, en français, ou `null` quand il convient. Pas de règle de composition (ANSSI, NIST 800-63B) : de la longueur,
 * et rien de ce qu’un attaquant essaie d’abord (mots de passe répandus, suites du clavier, noms de la personne, mots du produit).
 */
export const critiquer = async (motDePasse: string, personne: Personne): Promise<string | null> => {
  const longueur = [...motDePasse].length;
  if (longueur < LONGUEUR_MOT_DE_PASSE.minimum) return `Le mot de passe compte ${longueur} caractère(s) : en mettre au moins ${LONGUEUR_MOT_DE_PASSE.minimum}. Trois ou quatre mots sans lien entre eux conviennent.`;
  if (longueur > LONGUEUR_MOT_DE_PASSE.maximum) return `Le mot de passe dépasse ${LONGUEUR_MOT_DE_PASSE.maximum} caractères : le raccourcir.`;
  const siens = [...new Set([...enMots(personne.nom), ...enMots(personne.email), ...enMots(personne.perimetreLibelle), ...MOTS_DE_LA_MAISON])].sort((a, b) => b.length - a.length);
  const plat = sansAccent(motDePasse);
  const tientAuxSiens = [plat, defaire(plat)].some((forme) => ote(forme, siens).length < RESTE_MINIMAL && ote(forme, siens).length < ote(forme, []).length);
  if (tientAuxSiens) {
    return 'Le mot de passe tient surtout à votre nom, à votre adresse ou aux mots du SIAO : choisir trois ou quatre mots sans lien avec vous ni avec votre travail.';
  }
  const { score, feedback } = (await chargerEstimateur()).check(motDePasse.slice(0, LONGUEUR_JUGEE), siens);
  if (score >= NOTE_MINIMALE) return null;
  const cause = feedback.warning === null || feedback.warning === '' ? 'Ce mot de passe se devine facilement.' : `${feedback.warning.replace(/[.\s]+$/u, '')}.`;
  return `${cause} Choisir trois ou quatre mots sans lien entre eux, ou une suite plus longue et moins connue.`;
};

/** Refus `champ.motDePasse` (400) quand le mot de passe ne convient pas. */
export const exigerSolide = async (motDePasse: string, personne: Personne, champ = 'motDePasse'): Promise<void> => {
  const defaut = await critiquer(motDePasse, personne);
  if (defaut !== null) throw new ErreurService(400, 'champ.motDePasse', defaut, { champ });
};
