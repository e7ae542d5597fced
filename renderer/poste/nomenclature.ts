import { useMemo } from 'react';
import { montrerNomenclature } from '../../contract/nomenclatureAffichee.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { aujourdhui } from '../ui/formats.ts';
import { useAppel } from './requetes.ts';

/**
 * Tient à jour la nomenclature que la page montre. À appeler au-dessus de tous les écrans : un changement les redessine.
 * `actif` : faux sans compte ouvert, ou sous le verrou.
 */
export const useNomenclatureMontree = (actif: boolean): void => {
  const { data } = useAppel('nomenclature.lire', {}, { actif });
  // pendant le rendu, pas après : les libellés dessinés par cette passe doivent déjà être les bons
  useMemo(() => { if (data !== undefined) montrerNomenclature(construireNomenclature(data.lignes, aujourdhui())); }, [data]);
};
