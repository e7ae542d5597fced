import { erreurSiren, erreurSiret } from '../../domain/identifiants.ts';

const CHIFFRES = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const avecCle = (debut: string, erreur: (valeur: string) => string | null): string => {
  const cle = CHIFFRES.find((chiffre) => erreur(debut + chiffre) === null);
  if (cle === undefined) throw new Error(`Aucune clé pour ${debut}.`);
  return debut + cle;
};
const melange = (nombre: number): string => String((nombre * 7_919 + 104_729) % 1_000_000).padStart(6, '0');

/** Siren fictif : clé juste, mais il commence par « 09 », tranche que l’Insee n’attribue pas. Distinct pour chaque (département, rang) : rang < 1 000. */
export const sirenFictif = (rangDepartement: number, rang: number): string => avecCle(`09${melange(rangDepartement * 1_000 + rang)}`, erreurSiren);
/** Siret fictif d’un siren ; `etablissement` : 1 à 9 999. */
export const siretFictif = (siren: string, etablissement: number): string => avecCle(siren + String(etablissement).padStart(4, '0'), erreurSiret);
/** Numéro FINESS fictif du département, dans une tranche haute (9…) que le répertoire n’emploie pas. `rang` : moins de 100 000. */
export const finessFictif = (departement: string, sorte: 'ej' | 'et', rang: number): string =>
  (departement.length === 3 ? `97${departement.slice(2)}9` : `${departement}99`) + (sorte === 'ej' ? '0' : '1') + String(rang % 10_000).padStart(4, '0');
