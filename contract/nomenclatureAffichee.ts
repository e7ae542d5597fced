import type { CodeLu, Nomenclature } from '../domain/nomenclature/nomenclature.ts';
import { construireNomenclature } from '../domain/nomenclature/nomenclature.ts';
import type { Referentiel } from '../domain/objets/nomenclature.ts';

/*
 * La nomenclature que ce programme montre (la fenêtre, un export) : ce qui s’affiche en dépend, jamais ce qui se décide. Une commande lit la sienne (`lireNomenclature`).
 */
let courante: Nomenclature = construireNomenclature([], '9999-12-31');

/** Pose la nomenclature à montrer. */
export const montrerNomenclature = (nomenclature: Nomenclature): void => { courante = nomenclature; };
export const nomenclatureMontree = (): Nomenclature => courante;
/** Tous les codes d’un référentiel, retirés compris, dans l’ordre. */
export const codesDe = (referentiel: Referentiel): readonly CodeLu[] => courante.codes(referentiel);
export const codeDe = (referentiel: Referentiel, code: string | null | undefined): CodeLu | undefined => (code === null || code === undefined ? undefined : courante.trouver(referentiel, code));
/** Libellé d’un code, même retiré ; le code lui-même quand il est inconnu, pour ne jamais afficher un blanc. */
export const libelleCode = (referentiel: Referentiel, code: string | null | undefined): string => (code === null || code === undefined || code === '' ? '' : (courante.trouver(referentiel, code)?.libelle ?? code));
