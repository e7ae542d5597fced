import type { ReactElement } from 'react';
import type { FiltreJournal } from '../../contract/journal.ts';
import { TOTAL_MAXIMAL } from '../../contract/journal.ts';
import { textesFiltres } from '../../contract/journalTextes.ts';
import { client } from '../poste/client.ts';
import { DialogueExport } from '../poste/DialogueExport.tsx';
import { useSession } from '../poste/session.ts';
import { DU_JOURNAL } from '../poste/useExport.ts';
import { nombre } from '../ui/formats.ts';
import { EXPORT } from './textes.ts';

interface Props { readonly filtre: FiltreJournal; readonly total: number | null; readonly fermer: () => void }

/** Export du journal filtré : ce qui partira, puis le dialogue de tous les exports. C’est le service qui l’écrit, et qui le note. */
export const Export = ({ filtre, total, fermer }: Props): ReactElement => {
  const { utilisateur } = useSession();
  const filtres = Object.values(textesFiltres(filtre));
  return (
    <DialogueExport titre={EXPORT.titre} testid="export-journal" choix={[{ code: 'journal', libelle: EXPORT.titre, lignes: null }]} formatDepart="csv" famille={DU_JOURNAL} lancer={() => client.appeler('journal.exporter', { filtre })} aide={EXPORT.garder} fermer={fermer}>
      <p>{EXPORT.quoi} {EXPORT.trace}</p>
      <dl className="def">
        <dt>{EXPORT.perimetre}</dt><dd>{utilisateur.perimetreLibelle}</dd>
        <dt>{EXPORT.filtres}</dt><dd>{filtres.length === 0 ? EXPORT.aucun : filtres.join(' ; ')}</dd>
        <dt>{EXPORT.lignes}</dt><dd className="num">{total === null ? '—' : total > TOTAL_MAXIMAL ? EXPORT.plus : nombre(total)}</dd>
      </dl>
    </DialogueExport>
  );
};
