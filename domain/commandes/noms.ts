import type { Dispositif } from '../objets/dispositif.ts';
import { cibleDe } from '../objets/objets.ts';
import type { Acteur } from '../profils.ts';
import { estDansLePerimetre } from '../profils.ts';

/** Noms des dispositifs que l’acteur peut voir ; des autres départements, rien que le département. */
export const nommables = (dispositifs: readonly Dispositif[], acteur: Acteur): readonly string[] =>
  dispositifs.map((dispositif) => (estDansLePerimetre(acteur.perimetre, cibleDe('dispositif', dispositif)) ? `« ${dispositif.nom} »` : `un dispositif du département ${dispositif.departement}`));
/** Trois noms au plus, puis combien il en reste : un refus se lit d’un coup d’œil. */
export const enumerer = (noms: readonly string[]): string => (noms.length <= 3 ? noms.join(', ') : `${noms.slice(0, 3).join(', ')} et ${noms.length - 3} autre${noms.length > 4 ? 's' : ''}`);
/** « 1 place », « 3 places ». */
const nombres = new Intl.NumberFormat('fr-FR');
export const nombrer = (nombre: number, un: string, plusieurs: string): string => `${nombres.format(nombre)} ${nombre < 2 ? un : plusieurs}`;
