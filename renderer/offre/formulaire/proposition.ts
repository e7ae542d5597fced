import { peutDeciderChamp } from '../../../domain/commandes/propositions.ts';
import { contexteDroit } from '../../../domain/commandes/regles.ts';
import { autoriser } from '../../../domain/droits.ts';
import { CHAMPS } from '../../../domain/objets/objets.ts';
import type { Acteur } from '../../../domain/profils.ts';
import { aujourdhui } from '../../ui/formats.ts';
import type { FicheLue } from '../fiche/lecture.ts';
import type { Valeurs } from './valeurs.ts';

/** Sort d’un champ qui ne se change pas d’emblée : proposé parce que sensible, proposé parce que la fiche est validée, ou fermé. */
export type Proposable = 'sensible' | 'ordinaire';
export interface Ouverture { readonly fermes: Readonly<Record<string, string>>; readonly proposes: Readonly<Record<string, Proposable>> }

const SENSIBLE = 'Champ sensible d’une fiche validée : l’administrateur départemental en décide.';
const DEJA = 'Proposé, en attente';
/** Champs du formulaire qui montrent la fin d’une période sous un autre nom que le champ de la fiche. */
const DOUBLES: Readonly<Record<string, string>> = { conventionP177: 'conventionP177Fin' };
const doubler = <T>(table: Readonly<Record<string, T>>): Readonly<Record<string, T>> => ({ ...table, ...Object.fromEntries(Object.entries(DOUBLES).flatMap(([champ, double]) => (table[champ] === undefined ? [] : [[double, table[champ]]]))) });
const RIEN: Ouverture = { fermes: {}, proposes: {} };

/** Ce que cette personne change elle-même, propose, ou laisse, champ par champ. Un champ qu’elle a déjà proposé attend sa décision. */
export const ouvertureDe = (fiche: FicheLue, acteur: Acteur): Ouverture => {
  if (fiche.objet === 'groupe' || (fiche.statut !== 'valide' && fiche.statut !== 'suspendu')) return RIEN;
  const { objet } = fiche;
  const date = aujourdhui();
  const propose = autoriser(acteur, 'proposer_changement', objet, contexteDroit(objet, fiche.ligne, date)).accordee;
  const deja = new Set(fiche.propositions.filter(({ mienne, statut }) => mienne && statut === 'ouverte').flatMap(({ champs }) => champs.flatMap(({ champ, decision }) => (decision === null ? [champ] : []))));
  const fermes: Record<string, string> = {};
  const proposes: Record<string, Proposable> = {};
  for (const [champ, { sensible }] of Object.entries(CHAMPS[objet])) {
    if (peutDeciderChamp(objet, fiche.ligne, champ, acteur, date)) continue;
    if (deja.has(champ)) fermes[champ] = DEJA;
    else if (propose) proposes[champ] = sensible === true ? 'sensible' : 'ordinaire';
    else if (sensible === true) fermes[champ] = SENSIBLE;
  }
  return { fermes: doubler(fermes), proposes: doubler(proposes) };
};

/** Sépare les champs changés : ceux qui s’enregistrent, ceux qui se proposent. */
export const repartir = (champs: Readonly<Record<string, unknown>>, proposes: Ouverture['proposes']): { readonly directs: Record<string, unknown>; readonly demandes: Record<string, unknown> } => ({
  directs: Object.fromEntries(Object.entries(champs).filter(([champ]) => proposes[champ] === undefined)),
  demandes: Object.fromEntries(Object.entries(champs).filter(([champ]) => proposes[champ] !== undefined)),
});

/** Valeurs du formulaire qui n’en redisent pas la note : la première de leur champ la porte. */
export const SANS_NOTE: ReadonlySet<string> = new Set<keyof Valeurs>(['placesInsertion', 'placesAutres', 'conventionFin', 'delegationFin']);
