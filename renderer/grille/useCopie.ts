import type { RefObject } from 'react';
import { messageErreur } from '../poste/client.ts';
import type { PoigneeVue } from './GrilleVue.tsx';
import { bornes } from './plage.ts';
import { ecrireTsv } from './tsv.ts';
import { compte } from '../ui/formats.ts';
import { estSaisie, useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';

/** Lignes qu’un presse-papiers prend d’un coup ; au-delà, l’export est fait pour cela. */
const COPIE_MAXIMUM = 50_000;

/** Ctrl+C : la plage, en texte à coller dans Excel ou LibreOffice, les lignes non affichées comprises. Ctrl+Maj+C : avec les titres des colonnes. */
export const useCopie = <L,>(poignee: RefObject<PoigneeVue<L> | null>): void => {
  const annoncer = useAnnoncer();
  const copier = async (titres: boolean): Promise<void> => {
    const grille = poignee.current;
    const plage = grille?.plage() ?? null;
    if (grille === null || plage === null) return;
    const { rangDebut, rangFin, colDebut, colFin } = bornes(plage);
    if (rangFin - rangDebut + 1 > COPIE_MAXIMUM) { annoncer(`La copie prend ${COPIE_MAXIMUM.toLocaleString('fr-FR')} lignes au plus : restreindre la sélection, ou exporter.`, { genre: 'info' }); return; }
    const colonnes = grille.colonnes().slice(colDebut, colFin + 1);
    const lignes = await grille.lignes(rangDebut, rangFin + 1);
    const cellules = lignes.map((ligne) => colonnes.map(({ texte }) => texte(ligne)));
    await navigator.clipboard.writeText(ecrireTsv(titres ? [colonnes.map(({ headerName }) => headerName ?? ''), ...cellules] : cellules));
    annoncer(`${compte(lignes.length, 'ligne copiée', 'lignes copiées')} × ${compte(colonnes.length, 'colonne', 'colonnes')}.`, { genre: 'info' });
  };
  const lancer = (titres: boolean) => ({ target }: KeyboardEvent): boolean => {
    // un texte choisi dans un champ se copie lui-même
    if (estSaisie(target)) return false;
    copier(titres).catch((panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); });
    return true;
  };
  useRaccourcis({ 'Ctrl+c': lancer(false), 'Ctrl+Maj+c': lancer(true) });
};
