import type { ReactElement } from 'react';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { ColonneValidation } from '../../contract/methodesValidation.ts';
import { COLONNES_VALIDATION } from '../../contract/methodesValidation.ts';
import { client } from '../poste/client.ts';
import { DialogueExport } from '../poste/DialogueExport.tsx';
import { nombre } from '../ui/formats.ts';
import type { Filtres } from './filtres.tsx';
import { textesFiltres } from './filtres.tsx';
import type { OngletValidation } from './textes.ts';
import { EXPORTER, TITRES } from './textes.ts';

const TITRES_EXPORTES: Readonly<Record<ColonneValidation, string>> = { ...TITRES, age: EXPORTER.age, depuis: EXPORTER.depuis };
/** `lignes` : les identifiants des lignes que la grille montre, dans leur ordre ; `colonnes` : celles qu’elle affiche, dans leur ordre. */
interface Props { readonly onglet: OngletValidation; readonly titreOnglet: string; readonly grouper: boolean; readonly lignes: readonly string[]; readonly colonnes: readonly string[]; readonly filtres: Filtres; readonly formatDepart: FormatExport; readonly fermer: () => void }

/** Export ou impression de la file, telle que la grille la montre. */
export const Exporter = ({ onglet, titreOnglet, grouper, lignes, colonnes, filtres, formatDepart, fermer }: Props): ReactElement => {
  const connues = colonnes.filter((colonne): colonne is ColonneValidation => COLONNES_VALIDATION.some((connue) => connue === colonne));
  // groupée, la file disait l’entité par ses titres : un tableau l’écrit
  const exportees = [...new Set<ColonneValidation>(grouper && connues.length > 0 ? [...connues, 'entite'] : connues)].map((colonne) => ({ colonne, titre: TITRES_EXPORTES[colonne] }));
  const dits = textesFiltres(filtres).map((texte) => texte.slice(0, 500));
  return (
    <DialogueExport
      titre={EXPORTER.titre} testid="export-validation" choix={[{ code: 'file', libelle: EXPORTER.file, lignes: lignes.length, colonnes: exportees.map(({ titre }) => titre) }]} formats={['xlsx', 'csv', 'pdf']} formatDepart={formatDepart} aide={EXPORTER.garder} fermer={fermer}
      lancer={(_quoi, format) => client.appeler('validation.exporter', { onglet, lignes: [...lignes], format, colonnes: exportees, filtres: dits })}
    >
      <dl className="def">
        <dt>{EXPORTER.onglet}</dt><dd>{titreOnglet}</dd>
        <dt>{EXPORTER.lignes}</dt><dd className="num">{nombre(lignes.length)}</dd>
        <dt>{EXPORTER.filtres}</dt><dd>{dits.length === 0 ? EXPORTER.aucun : dits.join(' ; ')}</dd>
      </dl>
    </DialogueExport>
  );
};
