import { useCallback } from 'react';
import { useNavigate } from 'react-router';
import type { ChargeDe } from '../../../contract/poste.ts';
import { useEvenement } from '../../poste/requetes.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';

/** Annonce, application ouverte, un rapport laissé à sa date, ou ce qui l’en empêche. La page Rapports le garde. */
export const SuiviRapports = (): null => {
  const annoncer = useAnnoncer();
  const naviguer = useNavigate();
  const recevoir = useCallback(({ fait, message }: ChargeDe<'rapports'>) => {
    annoncer(message, { genre: fait ? 'succes' : 'erreur', action: { libelle: 'Voir', agir: () => { void naviguer('/indicateurs', { state: { rapports: true } }); } } });
  }, [annoncer, naviguer]);
  useEvenement('rapports', recevoir);
  return null;
};
