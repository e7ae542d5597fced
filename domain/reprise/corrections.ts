import { z } from 'zod';
import { schemaProfilConnu, schemaSaisiePerimetre } from '../objets/utilisateur.ts';
import type { Lien } from './association.ts';
import { empreinteDe } from './cles.ts';

const cible = { cle: z.string().max(1_100), /** Empreinte de la ligne, quand plusieurs lignes du fichier ont cette clé. */ contenu: z.string().max(16).optional() };
const places = z.number().int().min(0).max(10_000);
/**
 * Une correction, gardée à part de la source. `colonne` : la clé de la colonne du gabarit ; `avant` : la valeur que la personne a vue. Elle s’adresse à une clé de ligne, jamais à un rang.
 * `fusion` : la ligne est la même que `avec`, `portee` « entite » : seule leur entité est la même.
 * `confirmation` : la ligne est bien ainsi, quoi que l’anomalie `code` dise de cette valeur de cette colonne ; `dit` : ses mots, tels que la personne les a lus.
 * `compte` : le profil décidé pour la personne de la ligne, au vu de ses `anciens` profils ; `perimetre` nul : celui que le fichier donne.
 */
export const schemaCorrection = z.discriminatedUnion('genre', [
  z.object({ genre: z.literal('valeur'), ...cible, colonne: z.string().max(40), avant: z.string().max(500), apres: z.string().trim().max(500) }),
  z.object({ genre: z.literal('exclusion'), ...cible, motif: z.string().trim().min(1, 'Dire pourquoi la ligne est exclue.').max(500) }),
  z.object({ genre: z.literal('fusion'), ...cible, avec: z.string().max(1_100), portee: z.enum(['ligne', 'entite']) }),
  z.object({ genre: z.literal('scission'), ...cible, urgence: places, insertion: places }),
  z.object({ genre: z.literal('confirmation'), ...cible, code: z.string().max(4), champ: z.string().max(40).nullable(), valeur: z.string().max(40_000).nullable(), dit: z.string().max(4_000) }),
  z.object({ genre: z.literal('compte'), ...cible, profil: schemaProfilConnu, perimetre: schemaSaisiePerimetre.nullable(), anciens: z.array(z.string().max(40)).max(14), par: z.string().max(200), le: z.string().max(40) }),
]);
export type Correction = z.infer<typeof schemaCorrection>;
export type Confirmation = Extract<Correction, { genre: 'confirmation' }>;
export type DecisionCompte = Extract<Correction, { genre: 'compte' }>;
export const schemaCorrections = z.array(schemaCorrection).max(100_000);

/** Une correction qui n’a pas été appliquée, et pourquoi. Elle n’est jamais appliquée à l’aveugle. */
export interface CorrectionEcartee { readonly correction: Correction; readonly raison: 'cellule_changee' | 'ligne_absente' | 'colonne_absente' | 'sans_objet'; readonly explication: string }

export interface LigneCorrigee { readonly cellules: readonly string[]; readonly corrigee: boolean; readonly exclusion: string | null; readonly fusion: { readonly avec: string; readonly portee: 'ligne' | 'entite' } | null; readonly scission: { readonly urgence: number; readonly insertion: number; readonly correction: Correction } | null; readonly decision: DecisionCompte | null; readonly confirmations: readonly Confirmation[] }
/** Vrai quand une décision d’une personne change cette ligne, ou ce qu’on en dit. */
export const estDecidee = ({ corrigee, exclusion, fusion, scission, decision, confirmations }: LigneCorrigee): boolean => corrigee || exclusion !== null || fusion !== null || scission !== null || decision !== null || confirmations.length > 0;
const AUCUNE_CONFIRMATION: readonly Confirmation[] = [];
export interface Corrections {
  appliquer(cle: string, cellules: readonly string[]): LigneCorrigee;
  /** Une correction appliquée à la ligne, mais que la suite n’a pas pu suivre. */
  ecarter(correction: Correction, explication: string): void;
  /** Ce qui n’a pas été appliqué ; à demander à la fin du fichier. */
  ecartees(): readonly CorrectionEcartee[];
}

/** Les corrections, prêtes à être rejouées sur un fichier, peut-être dans une version plus récente. */
export const appliquerCorrections = (corrections: readonly Correction[], liens: readonly Lien[]): Corrections => {
  const rangs = new Map(liens.map(({ cle, rang }) => [cle, rang]));
  const parCle = new Map<string, Correction[]>();
  for (const correction of corrections) { const liste = parCle.get(correction.cle); if (liste === undefined) parCle.set(correction.cle, [correction]); else liste.push(correction); }
  const vues = new Set<Correction>();
  const changees = new Map<Correction, CorrectionEcartee>();
  const faites = new Set<Correction>();
  return {
    appliquer: (cle, source) => {
      const siennes = parCle.get(cle);
      if (siennes === undefined) return { cellules: source, corrigee: false, exclusion: null, fusion: null, scission: null, decision: null, confirmations: AUCUNE_CONFIRMATION };
      const empreinte = siennes.some(({ contenu }) => contenu !== undefined) ? empreinteDe(source) : '';
      const cellules = [...source];
      let [corrigee, exclusion, fusion, scission, decision]: [boolean, string | null, LigneCorrigee['fusion'], LigneCorrigee['scission'], LigneCorrigee['decision']] = [false, null, null, null, null];
      const confirmations: Confirmation[] = [];
      for (const correction of siennes) {
        if (correction.contenu !== undefined && correction.contenu !== empreinte) continue;
        vues.add(correction);
        if (correction.genre === 'exclusion') exclusion = correction.motif;
        else if (correction.genre === 'fusion') fusion = { avec: correction.avec, portee: correction.portee };
        else if (correction.genre === 'scission') scission = { urgence: correction.urgence, insertion: correction.insertion, correction };
        else if (correction.genre === 'compte') decision = correction;
        else if (correction.genre === 'confirmation') confirmations.push(correction);
        else {
          const rang = rangs.get(correction.colonne);
          const valeur = rang === undefined ? '' : (cellules[rang] ?? '').trim();
          if (rang === undefined) { changees.set(correction, { correction, raison: 'colonne_absente', explication: 'La colonne n’est plus associée.' }); continue; }
          if (valeur === correction.avant.trim()) { while (cellules.length <= rang) cellules.push(''); cellules[rang] = correction.apres; corrigee = true; faites.add(correction); }
          // le fichier a été corrigé à la source : il n’y a plus rien à faire
          else if (valeur === correction.apres) faites.add(correction);
          else changees.set(correction, { correction, raison: 'cellule_changee', explication: `La cellule valait « ${correction.avant} », elle vaut « ${valeur} » : à revoir.` });
        }
      }
      return { cellules: corrigee ? cellules : source, corrigee, exclusion, fusion, scission, decision, confirmations };
    },
    ecarter: (correction, explication) => { changees.set(correction, { correction, raison: 'sans_objet', explication }); },
    ecartees: () => corrections.flatMap((correction): CorrectionEcartee[] => {
      if (!vues.has(correction)) return [{ correction, raison: 'ligne_absente', explication: 'Aucune ligne de ce fichier n’a cette clé.' }];
      const changee = changees.get(correction);
      return changee === undefined || faites.has(correction) ? [] : [changee];
    }),
  };
};
