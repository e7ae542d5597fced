import type { RefObject } from 'react';
import { messageErreur } from '../poste/client.ts';
import { compte } from '../ui/formats.ts';
import { estSaisie, useRaccourcis } from '../ui/raccourcis.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';
import { blocDe } from './bloc.ts';
import { bornes } from './plage.ts';
import type { PoigneeGrille } from './Socle.tsx';
import { ecrireTsv } from './tsv.ts';

/** Lignes qu’un presse-papiers prend d’un coup ; au-delà, l’export est fait pour cela. */
const COPIE_MAXIMUM = 50_000;

/** Ctrl+C : la plage, en texte à coller dans Excel ou LibreOffice, les lignes non affichées comprises. Ctrl+Maj+C : avec les titres des colonnes. */
export const useCopie = <L,>(poignee: RefObject<PoigneeGrille<L> | null>, cadre: RefObject<HTMLElement | null>, maximum = COPIE_MAXIMUM): void => {
  const annoncer = useAnnoncer();
  const copier = async (titres: boolean): Promise<void> => {
    const grille = poignee.current;
    const plage = grille?.plage() ?? null;
    if (grille === null || plage === null) return;
    const { rangDebut, rangFin, colDebut, colFin } = bornes(plage);
    if (rangFin - rangDebut + 1 > maximum) { annoncer(`La copie prend ${maximum.toLocaleString('fr-FR')} lignes au plus : restreindre la sélection, ou exporter.`, { genre: 'info' }); return; }
    const colonnes = grille.colonnes().slice(colDebut, colFin + 1);
    const lignes = await grille.lignes(rangDebut, rangFin + 1);
    await navigator.clipboard.writeText(ecrireTsv(blocDe(colonnes, lignes, titres)));
    annoncer(`${compte(lignes.length, 'ligne copiée', 'lignes copiées')} × ${compte(colonnes.length, 'colonne', 'colonnes')}.`, { genre: 'info' });
  };
  const lancer = (titres: boolean) => ({ target }: KeyboardEvent): boolean => {
    // un texte choisi dans un champ, ou à la souris hors de la grille (une fiche à côté), se copie lui-même
    if (estSaisie(target)) return false;
    const dansGrille = target instanceof Node && cadre.current?.contains(target) === true;
    if (!dansGrille && getSelection()?.isCollapsed === false) return false;
    if (poignee.current?.plage() == null) return false;
    copier(titres).catch((panne: unknown) => { annoncer(messageErreur(panne), { genre: 'erreur' }); });
    return true;
  };
  useRaccourcis({ 'Ctrl+c': lancer(false), 'Ctrl+Maj+c': lancer(true) });
};
