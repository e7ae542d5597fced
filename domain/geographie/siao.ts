import { DEPARTEMENTS } from './departements.ts';

/** Un SIAO et les départements qu’il couvre : un par département, sauf quelques-uns qui en couvrent plusieurs (domain.md §1 ; liste D). */
export interface Siao { readonly siao: string; readonly departements: readonly string[]; readonly libelle: string }
const PLURIDEPARTEMENTAUX: readonly Siao[] = [{ siao: '20', departements: ['2A', '2B'], libelle: 'SIAO de Corse' }];

/** Le SIAO compétent dans un département. */
export const siaoDe = (departement: string): Siao =>
  PLURIDEPARTEMENTAUX.find(({ departements }) => departements.includes(departement)) ?? { siao: departement, departements: [departement], libelle: `SIAO ${departement}` };

/** Tous les SIAO, dans l’ordre des départements. */
export const SIAOS: readonly Siao[] = DEPARTEMENTS.map(({ code }) => siaoDe(code)).filter((siao, rang, tous) => tous.findIndex((autre) => autre.siao === siao.siao) === rang);
