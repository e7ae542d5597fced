import { STATUTS } from '../domain/cycleDeVie.ts';
import { STATUTS_PROPOSITION } from '../domain/objets/proposition.ts';
import type { LigneValidation } from './poste.ts';

// les mots de la file : les mêmes à l’écran, dans ce qui se copie et dans ce qui s’exporte
const CHANGEMENTS = { creation: 'Création', reprise: 'Reprise', proposition: 'Proposition' } as const satisfies Record<LigneValidation['changement'], string>;
const MOTS_STATUT: ReadonlyMap<string, string> = new Map(Object.entries({ ...STATUTS, ...STATUTS_PROPOSITION }));

export const texteStatutFile = (statut: string): string => MOTS_STATUT.get(statut) ?? statut;
export const texteChangement = ({ changement }: Pick<LigneValidation, 'changement'>): string => CHANGEMENTS[changement];
export const textePrevalidation = ({ p177, prevalidePar, changement }: Pick<LigneValidation, 'p177' | 'prevalidePar' | 'changement'>): string => (changement === 'proposition' ? '—' : p177 ? 'Sans objet (P177)' : (prevalidePar ?? '—'));
/** L’entité d’une ligne ; celle qu’une fiche d’entité crée n’existe pas encore. */
export const texteEntiteFile = ({ objet, changement, nom, entite }: Pick<LigneValidation, 'objet' | 'changement' | 'nom' | 'entite'>): string => (objet !== 'entite' ? entite : changement === 'proposition' ? nom : '(nouvelle entité)');
