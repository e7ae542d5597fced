// Ce que le processus de données demande d’imprimer d’un rapport se vérifie avant d’entrer dans une fenêtre, comme un tableau (impressionDonnees.ts).
import type { RapportImprime } from '../contract/impression.ts';
import { COLONNES_IMPRIMEES_MAXIMUM, LIGNES_IMPRIMEES_MAXIMUM, SECTIONS_IMPRIMEES_MAXIMUM } from '../contract/impression.ts';
import { estListe, estPart, estTexte, objetDe, sontPaires } from './formesImprimees.ts';

const IMAGE_MAXIMUM = 400;
const sontTextes = (objet: Record<string, unknown>, cles: readonly string[]): boolean => cles.every((cle) => estTexte(objet[cle]));
const estImage = (valeur: unknown): boolean => {
  if (valeur === null) return true;
  const image = objetDe(valeur);
  if (!estTexte(image['nom'])) return false;
  if (image['genre'] === 'courbe') return sontTextes(image, ['haut', 'bas']) && estListe(image['points'], IMAGE_MAXIMUM) && image['points'].every((point) => { const { libelle, part } = objetDe(point); return estTexte(libelle) && (part === null || estPart(part)); });
  if (image['genre'] !== 'barres' || !estTexte(image['suite'])) return false;
  const repere = image['repere'];
  return estListe(image['barres'], IMAGE_MAXIMUM) && image['barres'].every((barre) => { const lue = objetDe(barre); return sontTextes(lue, ['libelle', 'valeur']) && estPart(lue['part']); }) && (repere === null || (estTexte(objetDe(repere)['libelle']) && estPart(objetDe(repere)['part'])));
};
const estSection = (valeur: unknown): boolean => {
  const section = objetDe(valeur);
  const { image, colonnes, lignes, notes } = section;
  if (!sontTextes(section, ['titre', 'sousTitre', 'phrase']) || !estImage(image) || !estListe(colonnes, COLONNES_IMPRIMEES_MAXIMUM) || colonnes.length === 0 || !estListe(lignes, LIGNES_IMPRIMEES_MAXIMUM) || !estListe(notes, 20) || !notes.every(estTexte)) return false;
  return colonnes.every((colonne) => { const { titre, largeur, aDroite } = objetDe(colonne); return estTexte(titre) && typeof largeur === 'number' && largeur > 0 && largeur <= 1_000 && typeof aDroite === 'boolean'; })
    && lignes.every((ligne) => { const { cellules, niveau, forte } = objetDe(ligne); return (niveau === 0 || niveau === 1 || niveau === 2 || niveau === 3) && typeof forte === 'boolean' && estListe(cellules, colonnes.length) && cellules.length === colonnes.length && cellules.every(estTexte); });
};

/** Vrai quand ce message est un rapport que la page sait montrer. */
export function estRapport(valeur: unknown): valeur is RapportImprime {
  const rapport = objetDe(valeur);
  const { meta, introduction, cles, sections, definitions } = rapport;
  return sontTextes(rapport, ['titre', 'sousTitre', 'alerte', 'pied']) && sontPaires(meta) && estListe(introduction, 200) && introduction.every(estTexte)
    && estListe(cles, SECTIONS_IMPRIMEES_MAXIMUM) && cles.every((cle) => sontTextes(objetDe(cle), ['titre', 'valeur', 'quand', 'variation', 'phrase']))
    && estListe(sections, SECTIONS_IMPRIMEES_MAXIMUM) && sections.every(estSection) && estListe(definitions, SECTIONS_IMPRIMEES_MAXIMUM + 5) && definitions.every((une) => { const { titre, paires } = objetDe(une); return estTexte(titre) && sontPaires(paires); });
}
