import { useEffect, useRef } from 'react';
import { useAppel } from '../poste/requetes.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { APROPOS } from './textes.ts';
import { useAide } from './useAide.ts';

/** Annonce, une fois par version, qu’une mise à jour est prête ; « À propos » le garde. */
export const SuiviMiseAJour = (): null => {
  const { data } = useAppel('application.etat', {});
  const annoncer = useAnnoncer();
  const aide = useAide();
  const annoncee = useRef('');
  const prete = data?.miseAJour.etat === 'prete' ? (data.miseAJour.version ?? '') : '';
  useEffect(() => {
    if (prete === '' || annoncee.current === prete) return;
    annoncee.current = prete;
    annoncer(`${APROPOS.version} ${prete} ${APROPOS.annonce}`, { genre: 'info', action: { libelle: APROPOS.voir, agir: () => { aide.ouvrir('apropos'); } } });
  }, [prete, annoncer, aide]);
  return null;
};
