import { z } from 'zod';
import type { Profil } from '../profils.ts';
import type { Champs } from './champ.ts';
import { schemaDate, schemaDepartement, schemaId, schemaLigneCommune } from './commun.ts';

export const champsMandat = {
  utilisateurId: { libelle: 'Compte', sorte: 'texte', exigence: 'obligatoire' },
  nom: { libelle: 'Opérateur de reprise', sorte: 'texte', exigence: 'obligatoire' },
  departements: { libelle: 'Départements', sorte: 'liste', exigence: 'obligatoire' },
  debut: { libelle: 'Du', sorte: 'date', exigence: 'obligatoire' },
  fin: { libelle: 'Au', sorte: 'date', exigence: 'obligatoire' },
  statut: { libelle: 'Statut', sorte: 'texte' },
} as const satisfies Champs;

export const STATUTS_MANDAT = { donne: 'Donné', retire: 'Retiré' } as const;
/** Les profils de l’État et des SIAO à qui un mandat se donne (domain.md §5). */
export const PROFILS_MANDATABLES: readonly Profil[] = ['admin_national', 'admin_departemental', 'admin_siao', 'operateur_siao'];
/** Jours qu’un mandat dure au plus (D) : une reprise est une campagne, pas un métier. */
export const DUREE_MANDAT = 366;

export const schemaDepartementsMandat = z.array(schemaDepartement).min(1, 'Choisir au moins un département.').max(110).refine((codes) => new Set(codes).size === codes.length, 'Un département est cité deux fois.');
/** Le mandat daté d’un opérateur de reprise : il ouvre la reprise de ces départements à un compte, rien de plus. `debut` et `fin` inclus. `auteur` : nom de qui l’a donné. */
export const schemaMandat = schemaLigneCommune.extend({
  utilisateurId: schemaId, nom: z.string(), departements: schemaDepartementsMandat, debut: schemaDate, fin: schemaDate, statut: z.enum(['donne', 'retire']), auteur: z.string(),
});
export type Mandat = z.infer<typeof schemaMandat>;

/** Vrai quand ce mandat ouvre la reprise de ce département à ce compte, ce jour-là. */
export const mandatCouvre = ({ utilisateurId, departements, debut, fin, statut }: Mandat, compte: string, departement: string, aujourdhui: string): boolean =>
  statut === 'donne' && utilisateurId === compte && debut <= aujourdhui && aujourdhui <= fin && departements.includes(departement);
