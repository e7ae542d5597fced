import type { Cellule } from '../../contract/classeur/cellules.ts';
import { octetsDuClasseur } from '../../contract/classeur/classeur.ts';
import type { Style } from '../../contract/classeur/styles.ts';
import type { DefinitionIndicateur } from '../../contract/methodesIndicateurs.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { momentEcrit } from '../../domain/rapports/moments.ts';
import type { RapportCompose, SectionComposee } from './composer.ts';
import { ENSEMBLE } from './composer.ts';
import { RETARD, definitionDe, nombreDe, nombresDe, provenanceDe, reglageDe, titreAvant, titreValeur } from './presenter.ts';

type Unite = DefinitionIndicateur['unite'];
const NON_CONNU = 'n. c.';
const texte = (valeur: string, style?: Style): Cellule => ({ texte: valeur, ...(style === undefined ? {} : { style }) });
/** Un compte est rond ou ne l’est pas : une moyenne de places sur une période garde une décimale à l’affichage, toutes dans la cellule. */
const compter = (valeur: number | null, fort: boolean): Cellule => (valeur === null ? texte(NON_CONNU, fort ? 'titre' : 'normal') : { nombre: valeur, style: `${Number.isInteger(valeur) ? 'places' : 'moyenne'}${fort ? 'Fort' : ''}` });
const FORMATS = { taux: 'taux', pour_mille: 'pourMille', jours: 'duree' } as const;
const ECARTS = { taux: 'ecartTaux', pour_mille: 'ecartPourMille', jours: 'ecartDuree' } as const;
const valeurDe = (valeur: number | null, unite: Unite, fort: boolean): Cellule => {
  if (valeur === null || unite === 'places' || unite === 'fiches') return compter(valeur, fort);
  return { nombre: valeur, style: `${FORMATS[unite]}${fort ? 'Fort' : ''}` };
};
/** L’écart de deux taux est en points : le nombre de la cellule l’est aussi. */
const ecartDe = (ecart: number | null | undefined, unite: Unite, fort: boolean): Cellule => {
  if (ecart === null || ecart === undefined) return texte(NON_CONNU, fort ? 'titre' : 'normal');
  if (unite === 'places' || unite === 'fiches') return { nombre: ecart, style: `${Number.isInteger(ecart) ? 'ecartPlaces' : 'ecartMoyenne'}${fort ? 'Fort' : ''}` };
  return { nombre: unite === 'taux' ? 100 * ecart : ecart, style: `${ECARTS[unite]}${fort ? 'Fort' : ''}` };
};

/** Un nom de feuille qu’un tableur accepte (31 caractères, sans `: \ / ? * [ ]`), que le rang rend unique. */
const nomDeFeuille = (rang: number, titre: string): string => `${rang} ${titre.replace(/[:\\/?*[\]']/gu, ' ').replace(/\s+/gu, ' ').trim()}`.slice(0, 31).trim();

const feuilleDe = (section: SectionComposee): { readonly titres: readonly string[]; readonly lignes: readonly (readonly Cellule[])[] } => {
  const { axes, definition, comparaison, lignes } = section;
  const nombres = nombresDe(section);
  const noms = axes.length === 0 ? ['Ensemble'] : axes.map((axe) => AXES[axe]);
  return {
    titres: [...noms, ...nombres.map(({ titre }) => titre), titreValeur(section), ...(comparaison === null ? [] : [titreAvant(section), definition.unite === 'taux' ? 'Écart (points)' : 'Écart'])],
    lignes: lignes.map((ligne) => {
      const fort = ligne.sousTotal || ligne.niveau === ENSEMBLE;
      const nom = (rang: number): Cellule => (ligne.niveau === ENSEMBLE ? (rang === 0 ? texte('Ensemble', 'titre') : null) : rang < ligne.libelles.length ? texte(ligne.libelles[rang] ?? '', fort ? 'titre' : 'normal') : texte('Total', 'titre'));
      return [...noms.map((_, rang) => nom(rang)), ...nombres.map(({ cle }) => compter(nombreDe(ligne, cle), fort)), valeurDe(ligne.valeur, definition.unite, fort), ...(comparaison === null ? [] : [valeurDe(ligne.avant?.valeur ?? null, definition.unite, fort), ecartDe(ligne.avant?.ecart, definition.unite, fort)])];
    }),
  };
};

/** Un classeur : les chiffres clés, une feuille par section à vrais nombres, sous-totaux et ensemble compris, puis les définitions et la provenance. */
export const classeurDuRapport = (rapport: RapportCompose): Uint8Array => octetsDuClasseur((classeur) => {
  const cles = classeur.feuille({ nom: 'Chiffres clés', colonnes: [{ largeur: 34 }, { largeur: 34 }, { largeur: 26 }, { largeur: 14 }, { largeur: 26 }, { largeur: 14 }, { largeur: 14 }, { largeur: 90, style: 'long' }], titres: ['Section', 'Indicateur', 'Moment', 'Valeur', 'Comparé à', 'Valeur d’avant', 'Écart', 'En mots'].map((titre) => texte(titre)), renvois: true, paysage: true });
  cles.ajouter(rapport.sections.map(({ titre, definition: { libelle, unite }, moment, comparaison, resultat: { total }, phrase }) => [
    texte(titre), texte(libelle), texte(momentEcrit(moment)), valeurDe(total.valeur, unite, true), texte(comparaison === null ? '' : momentEcrit(comparaison)), comparaison === null ? null : valeurDe(total.avant?.valeur ?? null, unite, false), comparaison === null ? null : ecartDe(total.avant?.ecart, unite, false), texte(phrase, 'long'),
  ]));
  cles.finir();
  for (const [rang, section] of rapport.sections.entries()) {
    const { titres, lignes } = feuilleDe(section);
    const noms = Math.max(1, section.axes.length);
    const feuille = classeur.feuille({ nom: nomDeFeuille(rang + 1, section.titre), colonnes: titres.map((titre, colonne) => ({ largeur: colonne < noms ? 34 : Math.min(44, Math.max(14, titre.length + 2)) })), titres: titres.map((titre) => texte(titre, 'colonne')), filtre: true, paysage: true });
    feuille.ajouter(lignes);
    feuille.finir();
  }
  const definitions = classeur.feuille({ nom: 'Définitions et provenance', colonnes: [{ largeur: 30, style: 'fort' }, { largeur: 110, style: 'long' }], renvois: true, paysage: true });
  const paires = (lignes: readonly (readonly [string, string])[]): void => { definitions.ajouter(lignes.map(([quoi, valeur]) => [texte(quoi, 'fort'), texte(valeur, 'long')])); };
  definitions.ajouter([[texte(rapport.titre, 'intitule')]]);
  if (rapport.retard) paires([['Retard', RETARD(rapport)]]);
  if (rapport.introduction !== '') paires([['Introduction', rapport.introduction]]);
  paires(provenanceDe(rapport));
  for (const [rang, section] of rapport.sections.entries()) {
    definitions.ajouter([[null], [texte(`${rang + 1}. ${section.titre}`, 'intitule')]]);
    paires([['Indicateur', section.definition.libelle], ...reglageDe(section), ...definitionDe(section)]);
  }
  if (rapport.ecartees.length > 0) {
    definitions.ajouter([[null], [texte('Sections qui n’ont pas pu se calculer', 'intitule')]]);
    paires(rapport.ecartees.map(({ titre, raison }) => [titre, raison]));
  }
  definitions.finir();
});
