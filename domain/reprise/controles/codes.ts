import type { Vocabulaire } from '../gabarit/colonne.ts';
import type { Traducteur } from '../valeurs/valeurs.ts';
import type { Lecteur } from './lecteur.ts';

export const PLUSIEURS = /\s*[,;+|]\s*/u;
const AUCUN: readonly string[] = [];

const arbitrer = (lecteur: Lecteur, traducteur: Traducteur, champ: string, vocabulaire: Vocabulaire, terme: string, codes: readonly string[]): void => {
  const libelles = codes.map((code) => traducteur.libelle(vocabulaire, code));
  lecteur.signaler('D02', champ, `« ${terme} » peut devenir ${libelles.join(', ')} : ${libelles[0] ?? ''} est pris, à confirmer.`, { reparation: { genre: 'choix', valeurs: libelles, phrase: libelles[0] ?? '' } });
};
const inconnu = (lecteur: Lecteur, champ: string, terme: string, effet: 'ligne_rejetee' | 'fiche_incomplete'): void =>
  lecteur.signaler('D01', champ, terme === '' ? 'La valeur manque.' : `« ${terme} » n’a pas de correspondance : la choisir une fois vaut pour toutes les lignes.`, { effet, reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À choisir dans la nomenclature' } });

/** Le code d’un terme : D01 sans correspondance, D02 (le premier est pris) quand il y en a plusieurs. Une cellule vide : `null`, sans anomalie. */
export const lireCode = (lecteur: Lecteur, traducteur: Traducteur, champ: string, vocabulaire: Vocabulaire, effet: 'ligne_rejetee' | 'fiche_incomplete' = 'fiche_incomplete'): string | null => {
  const terme = lecteur.texte(champ);
  if (terme === '') return null;
  const codes = traducteur.traduire(vocabulaire, terme);
  if (codes.length === 0) inconnu(lecteur, champ, terme, effet);
  if (codes.length > 1) arbitrer(lecteur, traducteur, champ, vocabulaire, terme, codes);
  return codes[0] ?? null;
};

/** Les codes d’une cellule qui en porte plusieurs. */
export const lireCodes = (lecteur: Lecteur, traducteur: Traducteur, champ: string, vocabulaire: Vocabulaire): readonly string[] => {
  const ecrit = lecteur.texte(champ);
  if (ecrit === '') return AUCUN;
  // « FSL / Conseil départemental » ou « ALT, CCAS » : le tout d’abord, sinon morceau par morceau
  const entier = traducteur.traduire(vocabulaire, ecrit);
  if (entier.length === 1) return entier;
  const codes = new Set<string>();
  for (const terme of ecrit.split(PLUSIEURS)) {
    if (terme === '') continue;
    const lus = traducteur.traduire(vocabulaire, terme);
    if (lus.length === 0) inconnu(lecteur, champ, terme, 'fiche_incomplete');
    if (lus.length > 1) arbitrer(lecteur, traducteur, champ, vocabulaire, terme, lus);
    if (lus[0] !== undefined) codes.add(lus[0]);
  }
  return [...codes];
};

/** Le type d’une structure : sans lui, rien ne se crée. */
export const lireType = (lecteur: Lecteur, traducteur: Traducteur): string | null => {
  if (lecteur.texte('type') === '') inconnu(lecteur, 'type', '', 'ligne_rejetee');
  return lireCode(lecteur, traducteur, 'type', 'type', 'ligne_rejetee');
};
