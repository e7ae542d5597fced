import type { ReactElement } from 'react';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { ColonneExportee, ColonneRegroupee, DefinitionPlaces, Regroupement } from '../../contract/methodesPlaces.ts';
import { COLONNES_EXPORTEES, COLONNES_REGROUPEES } from '../../contract/methodesPlaces.ts';
import type { ChoixExport } from '../poste/DialogueExport.tsx';
import { DialogueExport } from '../poste/DialogueExport.tsx';
import { client } from '../poste/client.ts';
import { useAppel } from '../poste/requetes.ts';
import { compte } from '../ui/formats.ts';
import { texteFiltre } from './definition.ts';
import { titreRegroupement } from './regroupement/ChoixRegroupement.tsx';
import { COMPTES_REGROUPES, EXPORTER, TITRES } from './textes.ts';

const FORMATS: readonly FormatExport[] = ['xlsx', 'csv', 'pdf'];
const RESULTAT: ChoixExport<'resultat'> = { code: 'resultat', libelle: EXPORTER.resultat, lignes: null };
/** Les filtres d’une vue, en clair et en entier. */
const filtresDe = ({ filtres, recherche }: DefinitionPlaces): string[] => [...Object.entries(filtres).map(([colonne, filtre]) => texteFiltre(colonne, filtre, true)), ...(recherche === '' ? [] : [`contient « ${recherche} »`])].map((texte) => texte.slice(0, 500));

interface Commun {
  readonly definition: DefinitionPlaces;
  /** Colonnes affichées, dans leur ordre. */
  readonly colonnes: readonly string[];
  readonly formatDepart: FormatExport;
  readonly fermer: () => void;
}
interface Props extends Commun {
  readonly vue: number;
  readonly total: number;
  /** Lignes [debut, fin[ choisies ; `null` sans sélection. */
  readonly selection: { readonly debut: number; readonly fin: number } | null;
  /** Plusieurs lignes sont choisies : c’est d’elles qu’il s’agit sans doute. */
  readonly choisies: boolean;
}

/** Export de la vue, de la sélection ou du résultat du dernier geste : classeur, csv ou document à imprimer. */
export const Exporter = ({ vue, total, selection, choisies, definition, colonnes, formatDepart, fermer }: Props): ReactElement => {
  const exportees = colonnes.filter((colonne): colonne is ColonneExportee => COLONNES_EXPORTEES.some((connue) => connue === colonne)).map((colonne) => ({ colonne, titre: TITRES[colonne]?.[1] ?? colonne }));
  const titres = exportees.map(({ titre }) => titre);
  const choix: [ChoixExport<'vue' | 'selection' | 'resultat'>, ...ChoixExport<'vue' | 'selection' | 'resultat'>[]] = [
    { code: 'vue', libelle: `${EXPORTER.vue} (${compte(total, 'place', 'places')})`, lignes: total, colonnes: titres },
    ...(selection === null ? [] : [{ code: 'selection' as const, libelle: `${EXPORTER.selection} (${compte(selection.fin - selection.debut, 'place', 'places')})`, lignes: selection.fin - selection.debut, colonnes: titres }]),
    RESULTAT,
  ];
  return (
    <DialogueExport
      titre={EXPORTER.titre} testid="export-places" choix={choix} depart={selection !== null && choisies ? 'selection' : 'vue'} formats={FORMATS} formatDepart={formatDepart} aide={EXPORTER.garder} fermer={fermer}
      lancer={(quoi, format) => (quoi === 'resultat' ? client.appeler('places.exporterResultat', { format }) : client.appeler('places.exporter', { vue, format, colonnes: exportees, plage: quoi === 'selection' ? selection : null, filtres: filtresDe(definition) }))}
    />
  );
};

interface PropsRegroupement extends Commun { readonly par: readonly Regroupement[]; readonly tri: DefinitionPlaces['tri'] }
/** Export du regroupement, tous groupes dépliés, ou du résultat du dernier geste. */
export const ExporterRegroupement = ({ par, tri, definition, colonnes, formatDepart, fermer }: PropsRegroupement): ReactElement => {
  // la grille vient de le demander : c’est la même réponse
  const { data } = useAppel('places.regrouper', { definition: { ...definition, tri: [] }, par: [...par] }, { garder: true });
  const exportees = colonnes.filter((colonne): colonne is ColonneRegroupee => COLONNES_REGROUPEES.some((connue) => connue === colonne)).map((colonne) => ({ colonne, titre: COMPTES_REGROUPES[colonne] ?? colonne }));
  const niveaux = par.map(titreRegroupement);
  const lignes = data?.lignes.length ?? null;
  const groupes: ChoixExport<'regroupement' | 'resultat'> = { code: 'regroupement', libelle: `${EXPORTER.regroupement}${lignes === null ? '' : ` (${compte(lignes, 'ligne', 'lignes')})`}`, lignes, colonnes: exportees.length === 0 ? [] : [...niveaux, ...exportees.map(({ titre }) => titre)] };
  return (
    <DialogueExport
      titre={EXPORTER.titre} testid="export-places" choix={[groupes, RESULTAT]} formats={FORMATS} formatDepart={formatDepart} aide={par.length > 1 ? `${EXPORTER.garderGroupes} ${EXPORTER.detail}` : EXPORTER.garderGroupes} fermer={fermer}
      lancer={(quoi, format) => (quoi === 'resultat' ? client.appeler('places.exporterResultat', { format }) : client.appeler('places.exporterRegroupement', { definition: { ...definition, tri: [] }, par: [...par], niveaux, tri: [...tri], format, colonnes: exportees, filtres: filtresDe(definition) }))}
    />
  );
};
