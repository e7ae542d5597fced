/** Le journal vu du reste du service : écrire (`ecriture.ts`), vérifier (`verification.ts`). La lecture par les routes est dans `lecture.ts`. */
export type { EcritureJournal } from './ecriture.ts';
export { ErreurJournal, ORIGINE, ecrireJournal, reprendreJournal } from './ecriture.ts';
export type { OptionsVerification, VerificationJournal } from './verification.ts';
export { lireDerniere, verifierJournal } from './verification.ts';
