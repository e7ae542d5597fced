import type { LotSuivi } from '../../contract/methodesReprise.ts';
import type { FichesChargees } from '../../domain/objets/lot.ts';

/** Où en est la reprise d’un département. `pret` : chaque fichier attendu est simulé sans bloquante, ou déjà chargé. */
export type EtatDepartement = 'a_corriger' | 'pret' | 'charge' | 'annule';
export interface DepartementSuivi {
  readonly code: string; readonly lots: readonly LotSuivi[]; readonly fichiers: number; readonly derniere: string | null; readonly bloquantes: number; readonly etat: EtatDepartement; readonly presentes: FichesChargees;
  /** Pour cent des entités et dispositifs de ses lots ; `null` sans fiche. */
  readonly partValidee: number | null;
}

const AUCUNE: FichesChargees = { entite: 0, dispositif: 0, groupe: 0, place: 0, utilisateur: 0 };
const reunir = (une: FichesChargees, autre: FichesChargees): FichesChargees => ({ entite: une.entite + autre.entite, dispositif: une.dispositif + autre.dispositif, groupe: une.groupe + autre.groupe, place: une.place + autre.place, utilisateur: (une.utilisateur ?? 0) + (autre.utilisateur ?? 0) });

const suivre = (code: string, lots: readonly LotSuivi[]): DepartementSuivi => {
  // un lot annulé reste au tableau, il ne compte plus
  const vivants = lots.filter(({ statut }) => statut !== 'annule');
  const ouverts = vivants.filter(({ statut }) => statut === 'ouvert');
  const presentes = vivants.reduce((somme, lot) => reunir(somme, lot.presentes), AUCUNE);
  const suivies = presentes.entite + presentes.dispositif;
  const validees = vivants.reduce((somme, lot) => somme + lot.validees, 0);
  return {
    code, lots, presentes, fichiers: new Set(vivants.map(({ genre, fichier }) => `${genre}/${fichier}`)).size,
    derniere: vivants.flatMap(({ simulations }) => simulations.at(-1)?.le ?? []).sort().at(-1) ?? null,
    bloquantes: ouverts.reduce((somme, { simulations }) => somme + (simulations.at(-1)?.bloquantes ?? 0), 0),
    etat: vivants.length === 0 ? 'annule' : ouverts.length === 0 ? 'charge' : ouverts.every(({ pret }) => pret) ? 'pret' : 'a_corriger',
    partValidee: suivies === 0 ? null : Math.round((100 * validees) / suivies),
  };
};

/** Les lots rangés par département, dans l’ordre des codes ; ceux d’un département gardent le leur. */
export const parDepartement = (lots: readonly LotSuivi[]): readonly DepartementSuivi[] => {
  const groupes = new Map<string, LotSuivi[]>();
  for (const lot of lots) { const siens = groupes.get(lot.departement); if (siens === undefined) groupes.set(lot.departement, [lot]); else siens.push(lot); }
  return [...groupes].sort(([un], [autre]) => (un < autre ? -1 : 1)).map(([code, siens]) => suivre(code, siens));
};
