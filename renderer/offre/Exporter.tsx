import type { ReactElement } from 'react';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { ColonneOffreExportee } from '../../contract/methodesOffre.ts';
import { COLONNES_OFFRE_EXPORTEES } from '../../contract/methodesOffre.ts';
import type { DefinitionVue } from '../../contract/poste.ts';
import { client } from '../poste/client.ts';
import { DialogueExport } from '../poste/DialogueExport.tsx';
import { TITRES, texteFiltre } from './grille/definition.ts';
import { EXPORTER } from './textes.ts';

interface Props { readonly vue: number; readonly total: number; readonly definition: DefinitionVue; /** Colonnes affichées, dans leur ordre. */ readonly colonnes: readonly string[]; readonly formatDepart: FormatExport; readonly fermer: () => void }

/** Export ou impression de l’offre filtrée, dépliée comme à l’écran. */
export const Exporter = ({ vue, total, definition: { filtres, recherche, mode }, colonnes, formatDepart, fermer }: Props): ReactElement => {
  const connues = colonnes.filter((colonne): colonne is ColonneOffreExportee => COLONNES_OFFRE_EXPORTEES.some((connue) => connue === colonne));
  // dans l’arbre, le niveau et l’entité se lisaient à l’indentation : un tableau les écrit
  const exportees = [{ colonne: 'niveau' as const, titre: EXPORTER.niveau }, ...[...new Set<ColonneOffreExportee>(mode === 'liste' ? connues : ['nom', 'entite', ...connues])].map((colonne) => ({ colonne, titre: TITRES[colonne]?.[1] ?? colonne }))];
  const dits = [...Object.entries(filtres).map(([colonne, filtre]) => texteFiltre(colonne, filtre)), ...(recherche === '' ? [] : [`contient « ${recherche} »`])].map((texte) => texte.slice(0, 500));
  return (
    <DialogueExport
      titre={EXPORTER.titre} testid="export-offre" choix={[{ code: 'vue', libelle: EXPORTER.vue, lignes: total, colonnes: exportees.map(({ titre }) => titre) }]} formats={['xlsx', 'csv', 'pdf']} formatDepart={formatDepart} aide={EXPORTER.garder} fermer={fermer}
      lancer={(_quoi, format) => client.appeler('offre.exporter', { vue, format, colonnes: exportees, filtres: dits })}
    />
  );
};
