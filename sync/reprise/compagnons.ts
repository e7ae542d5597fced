import type { BaseLecture } from '../../db/connexion.ts';
import { lireLigneCache } from '../../db/lignes.ts';
import type { Dossier } from '../../db/reprise/dossiers.ts';
import { listerDossiers, numeroDerniere } from '../../db/reprise/dossiers.ts';
import type { PlaceListee } from '../../domain/reprise/controles/contexte.ts';
import type { Fiches } from '../../domain/reprise/fiches.ts';
import { AUCUNE_FICHE } from '../../domain/reprise/fiches.ts';
import { groupesDuLot } from '../../domain/reprise/fichierPlaces.ts';
import { COMPAGNON } from '../../domain/reprise/gabarit/colonne.ts';
import { ErreurLecture } from '../lecture/erreurs.ts';
import type { BilanSource } from '../lecture/modele.ts';
import type { Avancer } from './atelier.ts';
import type { ContexteCompagnons, SourceLue } from './controleDossier.ts';
import { preparerControle } from './controleDossier.ts';

/**
 * Un fichier contrôlé avec celui qui est ouvert. `apport` : groupes qu’il crée, ou places qu’il liste ; `raison` : pourquoi il n’a pas servi. `marque` : ce qui, changé, fait lire autre chose.
 * `fiches` : celles d’un fichier de structures, que la simulation des places joue avant elles.
 */
export interface Compagnon { readonly dossier: Dossier; readonly bilan: BilanSource | null; readonly apport: number; readonly raison: string | null; readonly marque: string; readonly fiches: Fiches }

/** Les dossiers de ce poste qui accompagnent celui-ci : même département, l’autre genre. Un lot signé est dans l’offre : son fichier n’a plus rien à apprendre. */
export const dossiersCompagnons = (base: BaseLecture, { genre, departement }: Pick<Dossier, 'genre' | 'departement'>): Dossier[] =>
  listerDossiers(base).filter((autre) => autre.genre === COMPAGNON[genre] && autre.departement === departement && (autre.lotId === null || lireLigneCache(base, 'lot', autre.lotId)?.statut !== 'charge'));

/** Contrôle les compagnons, et rend ce qu’ils apprennent. Illisible, un compagnon est laissé, et la raison dite. */
export const controlerCompagnons = async (base: BaseLecture, jour: string, dossiers: readonly Dossier[], lire: (dossier: Dossier) => Promise<SourceLue>, avancer: Avancer, respirer: () => Promise<void>): Promise<{ readonly compagnons: readonly Compagnon[]; readonly contexte: ContexteCompagnons }> => {
  const compagnons: Compagnon[] = [];
  const groupes: NonNullable<ContexteCompagnons['groupesDuLot']>[number][] = [];
  const places: PlaceListee[] = [];
  for (const dossier of dossiers) {
    const marque = `${dossier.id}/${dossier.empreinte}/${dossier.feuille ?? ''}/${dossier.entete ?? ''}/${JSON.stringify(dossier.choix)}/${numeroDerniere(base, dossier.id)}`;
    try {
      const source = await lire(dossier);
      const { fiches, placesListees } = await preparerControle(base, jour, dossier, source, {}).mener(dossier.genre === 'structures', avancer, respirer);
      const siens = groupesDuLot(fiches);
      for (const groupe of siens) groupes.push(groupe);
      for (const place of placesListees) places.push(place);
      compagnons.push({ dossier, bilan: source.bilan, apport: siens.length + placesListees.length, raison: null, marque, fiches: dossier.genre === 'structures' ? fiches : AUCUNE_FICHE });
    } catch (erreur) {
      if (!(erreur instanceof ErreurLecture)) throw erreur;
      compagnons.push({ dossier, bilan: null, apport: 0, raison: erreur.message, marque, fiches: AUCUNE_FICHE });
    }
  }
  return { compagnons, contexte: { ...(groupes.length > 0 ? { groupesDuLot: groupes } : {}), ...(places.length > 0 ? { placesDuLot: places } : {}) } };
};
