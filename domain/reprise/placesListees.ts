import { nombrer } from '../commandes/noms.ts';
import { cleDeTri } from '../texte.ts';
import type { Anomalie } from './anomalies.ts';
import type { PlaceListee } from './controles/contexte.ts';
import type { Entetes } from './controles/lecteur.ts';
import { faireAnomalie } from './controles/lecteur.ts';
import type { LigneStructure } from './controles/structure.ts';
import { libelleDePart } from './fiches.ts';

interface Rangee<L, G> { readonly ligne: L; readonly groupe: G }
/**
 * Retient une fois chaque place : par son identifiant d’origine, sinon par son numéro dans son groupe. L’ordre donné décide de celle qui reste ; `double` est appelée pour chaque autre.
 * `cleDe` : ce qui distingue un groupe d’un autre.
 */
export const dedoubler = <L extends Pick<PlaceListee, 'cle' | 'identifiee' | 'cleNumero'>, G>(rangees: readonly Rangee<L, G>[], cleDe: (groupe: G) => string, double: (rangee: Rangee<L, G>, premiere: L) => void): Rangee<L, G>[] => {
  const parIdentifiant = new Map<string, L>();
  const parNumero = new Map<string, L>();
  return rangees.filter((rangee) => {
    const { ligne, groupe } = rangee;
    const numero = `${cleDe(groupe)}/${ligne.cleNumero}`;
    const premiere = (ligne.identifiee ? parIdentifiant.get(ligne.cle) : undefined) ?? parNumero.get(numero);
    if (premiere !== undefined) { double(rangee, premiere); return false; }
    if (ligne.identifiee) parIdentifiant.set(ligne.cle, ligne);
    parNumero.set(numero, ligne);
    return true;
  });
};

/** À quels noms de groupe une ligne de structures répond dans le fichier des places : sa clé, son libellé, ceux de ses parts. */
const nomsDe = (ligne: LigneStructure): readonly string[] => [...new Set([ligne.groupe, cleDeTri(ligne.libelle), ...ligne.parts.map(({ modalite }) => cleDeTri(libelleDePart(ligne, modalite)))])].filter((nom) => nom !== '');

/** Les places listées de chaque ligne de structures ; une place que deux lignes pourraient recevoir n’est comptée à aucune. */
const compterListees = (lignes: readonly LigneStructure[], places: readonly PlaceListee[]): ReadonlyMap<LigneStructure, { total: number; ouvertes: number }> => {
  const structures = new Map<string, { readonly lignes: LigneStructure[]; readonly parNom: Map<string, Set<LigneStructure>> }>();
  for (const ligne of lignes) {
    const sienne = structures.get(ligne.structure) ?? { lignes: [], parNom: new Map<string, Set<LigneStructure>>() };
    structures.set(ligne.structure, sienne);
    sienne.lignes.push(ligne);
    for (const nom of nomsDe(ligne)) sienne.parNom.set(nom, (sienne.parNom.get(nom) ?? new Set()).add(ligne));
  }
  const rangees = places.flatMap((place) => {
    const structure = structures.get(place.structure);
    const vises = place.groupe === '' ? (structure?.lignes ?? []) : [...(structure?.parNom.get(place.groupe) ?? [])];
    const [groupe] = vises;
    return vises.length === 1 && groupe !== undefined ? [{ ligne: place, groupe }] : [];
  });
  const comptes = new Map<LigneStructure, { total: number; ouvertes: number }>();
  for (const { ligne: { etat }, groupe } of dedoubler(rangees, ({ cle }) => cle, () => undefined)) {
    const compte = comptes.get(groupe) ?? { total: 0, ouvertes: 0 };
    comptes.set(groupe, compte);
    compte.total += etat === 'fermee' ? 0 : 1;
    compte.ouvertes += etat === 'ouverte' ? 1 : 0;
  }
  return comptes;
};

/** Compare les capacités annoncées aux places que le fichier des places liste (G02), et les fermetures à celles qui restent ouvertes (D06). Rend les lignes que D06 rejette. */
export const comparerAuxPlaces = (lignes: readonly LigneStructure[], places: readonly PlaceListee[], aujourdhui: string, entetes: Entetes, anomalies: Anomalie[]): ReadonlySet<LigneStructure> => {
  const rejetees = new Set<LigneStructure>();
  for (const [ligne, { total, ouvertes }] of compterListees(lignes.filter(({ exclusion }) => exclusion === null), places)) {
    const { fermeture, capacite } = ligne;
    if (fermeture !== null && fermeture <= aujourdhui && ouvertes > 0) {
      anomalies.push(faireAnomalie('D06', ligne, 'fermeture', entetes.nom('fermeture'), fermeture, `Fermé à la source, ${nombrer(ouvertes, 'place encore ouverte', 'places encore ouvertes')} dans le fichier des places.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À vérifier : la date de fermeture' } }));
      rejetees.add(ligne);
    }
    if (capacite !== null && total !== capacite) anomalies.push(faireAnomalie('G02', ligne, 'capacite', entetes.nom('capacite'), String(capacite), `${nombrer(capacite, 'place annoncée', 'places annoncées')}, ${nombrer(total, 'listée', 'listées')}.`, { reparation: { genre: 'choix', valeurs: [String(total)], phrase: `${total} (places listées)` } }));
  }
  return rejetees;
};
