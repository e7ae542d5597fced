import { anciennesCommunes, toutesCommunes } from '../../../../domain/geographie/cog.ts';
import { construireNomenclature } from '../../../../domain/nomenclature/nomenclature.ts';
import type { ResultatControle } from '../../../../domain/reprise/controle.ts';
import { controlerFichier } from '../../../../domain/reprise/controle.ts';
import { indexerCommunes } from '../../../../domain/reprise/controles/communes.ts';
import type { Contexte } from '../../../../domain/reprise/controles/contexte.ts';
import type { Correction } from '../../../../domain/reprise/corrections.ts';
import { GABARITS } from '../../../../domain/reprise/gabarit/gabarit.ts';
import type { LigneSource } from '../../../../domain/reprise/source.ts';
import { construireTraducteur } from '../../../../domain/reprise/valeurs/valeurs.ts';

export const AUJOURDHUI = '2026-11-27';
const nomenclature = construireNomenclature([], AUJOURDHUI);
const communes = indexerCommunes(toutesCommunes(), anciennesCommunes());
const traducteur = construireTraducteur(nomenclature, AUJOURDHUI);
export const contexte = (reste: Partial<Contexte> = {}): Contexte => ({ aujourdhui: AUJOURDHUI, departement: '59', communes, nomenclature, traducteur, existant: { entites: [], dispositifs: [], groupes: [], places: [] }, ...reste });

export type Cellules = Readonly<Record<string, string>>;
/** Une structure sans défaut. */
export const SAINE: Cellules = { identifiant: 'SI-1', raisonSociale: 'Accueil du Hainaut', siret: '43820167500032', nom: 'Résidence Faidherbe', type: 'FJT', commune: 'Lille', financements: 'P177', capacite: '48', ouverture: '01/09/2011' };
export const PLACE_SAINE: Cellules = { identifiantPlace: 'PL-1', identifiant: 'SI-1', numero: 'Ch. 1', etat: 'Ouverte', occupation: 'Libre' };
export const enLignes = (genre: 'structures' | 'places', lignes: readonly Cellules[]): { readonly entetes: readonly string[]; readonly lignes: readonly LigneSource[] } => ({
  entetes: GABARITS[genre].map(({ titre }) => titre), lignes: lignes.map((ligne, rang) => ({ numero: rang + 2, cellules: GABARITS[genre].map(({ cle }) => ligne[cle] ?? '') })),
});
export const controler = (genre: 'structures' | 'places', lignes: readonly Cellules[], reste: Partial<Contexte> = {}, corrections: readonly Correction[] = []): ResultatControle => controlerFichier({ genre, ...enLignes(genre, lignes), corrections, contexte: contexte(reste) });
