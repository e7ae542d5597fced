import type { ReactElement } from 'react';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { ColonneCompte, DefinitionUtilisateurs } from '../../contract/methodesUtilisateurs.ts';
import { COLONNES_COMPTES } from '../../contract/methodesUtilisateurs.ts';
import { client } from '../poste/client.ts';
import { DialogueExport } from '../poste/DialogueExport.tsx';
import { useSession } from '../poste/session.ts';
import { compte } from '../ui/formats.ts';
import { texteFiltre } from './definition.ts';
import { EXPORTER, TITRES } from './textes.ts';

interface Props { readonly vue: number; readonly total: number; readonly definition: DefinitionUtilisateurs; readonly colonnes: readonly string[]; readonly formatDepart: FormatExport; readonly fermer: () => void }

/** Export des comptes filtrés, tels que la grille les montre. */
export const Exporter = ({ vue, total, definition: { filtres, recherche }, colonnes, formatDepart, fermer }: Props): ReactElement => {
  const { utilisateur } = useSession();
  const exportees = colonnes.filter((colonne): colonne is ColonneCompte => COLONNES_COMPTES.some((connue) => connue === colonne)).map((colonne) => ({ colonne, titre: TITRES[colonne]?.[1] ?? colonne }));
  const dits = [...Object.entries(filtres).map(([colonne, filtre]) => texteFiltre(colonne, filtre, true)), ...(recherche === '' ? [] : [`contient « ${recherche} »`])].map((texte) => texte.slice(0, 500));
  return (
    <DialogueExport
      titre={EXPORTER.titre} testid="export-comptes" choix={[{ code: 'comptes', libelle: EXPORTER.titre, lignes: total, colonnes: exportees.map(({ titre }) => titre) }]} formats={['xlsx', 'csv', 'pdf']} formatDepart={formatDepart} aide={EXPORTER.garder} fermer={fermer}
      lancer={(_quoi, format) => client.appeler('utilisateurs.exporter', { vue, format, colonnes: exportees, filtres: dits })}
    >
      <dl className="def">
        <dt>{EXPORTER.comptes}</dt><dd className="num">{compte(total, 'compte', 'comptes')}</dd>
        <dt>{EXPORTER.perimetre}</dt><dd>{utilisateur.perimetreLibelle}</dd>
        <dt>{EXPORTER.filtres}</dt><dd>{dits.length === 0 ? EXPORTER.aucun : dits.join(' ; ')}</dd>
      </dl>
    </DialogueExport>
  );
};
