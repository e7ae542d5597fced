import type { ReactElement } from 'react';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { Axe } from '../../domain/indicateurs/modele.ts';
import { client } from '../poste/client.ts';
import { DialogueExport } from '../poste/DialogueExport.tsx';
import type { Reglage } from './reglages.ts';
import { libelleFiltre } from './reglages.ts';
import { EXPORT } from './textes.ts';

const FORMATS: readonly FormatExport[] = ['xlsx', 'csv', 'pdf'];

/** Écrit la ventilation affichée, entière : classeur à vrais nombres, texte ou document à imprimer. */
export const Exporter = ({ reglage, lignes, fermer }: { readonly reglage: Reglage; readonly lignes: number; readonly fermer: () => void }): ReactElement => {
  const { id, axes, moment, comparaison, filtres } = reglage;
  const filtresEcrits = (Object.entries(filtres) as [Axe, readonly string[]][]).flatMap(([axe, valeurs]) => valeurs.map((valeur) => libelleFiltre(reglage, axe, valeur).slice(0, 500))).slice(0, 40);
  return (
    <DialogueExport
      titre={EXPORT.titre} testid="export-indicateur" choix={[{ code: 'lignes', libelle: EXPORT.lignes, lignes }]} formats={FORMATS} aide={EXPORT.aide} fermer={fermer}
      lancer={(_quoi, format) => client.appeler('indicateurs.exporter', { id, axes: [...axes], moment, comparaison, filtres: filtres as Record<string, string[]>, format, filtresEcrits })}
    />
  );
};
