/** Une mesure : toujours un rapport à une référence prise dans le même passage ; les durées ne valent que pour la machine. */
export interface Mesure { readonly nom: string; readonly ms: number; readonly reference: string; readonly referenceMs: number; readonly rapport: number; readonly parSeconde?: number }
/** De même pour la mémoire, en Mo. */
export interface Memoire { readonly nom: string; readonly mo: number; readonly reference: string; readonly referenceMo: number; readonly rapport: number }

const dixieme = (valeur: number): number => Math.round(valeur * 10) / 10;
export const mesurer = (nom: string, ms: number, reference: string, referenceMs: number, quantite?: number): Mesure => ({
  nom, ms: dixieme(ms), reference, referenceMs: dixieme(referenceMs), rapport: Math.round((ms / referenceMs) * 100) / 100, ...(quantite === undefined ? {} : { parSeconde: Math.round((quantite / ms) * 1000) }),
});
export const peser = (nom: string, mo: number, reference: string, referenceMo: number): Memoire => ({ nom, mo: Math.round(mo), reference, referenceMo: Math.round(referenceMo), rapport: Math.round((mo / referenceMo) * 100) / 100 });
export const chronometrer = (travail: () => void): number => { const debut = performance.now(); travail(); return performance.now() - debut; };
export const chronometrerAsync = async (travail: () => Promise<void>): Promise<number> => { const debut = performance.now(); await travail(); return performance.now() - debut; };
/** La plus courte de cinq : le bruit de la machine n’ajoute que du temps. */
export const meilleure = (travail: () => void): number => Math.min(...Array.from({ length: 5 }, () => chronometrer(travail)));
export const centile95 = (durees: readonly number[]): number => [...durees].sort((une, autre) => une - autre)[Math.floor(durees.length * 0.95)] ?? 0;
