import { join } from 'node:path';
import type { ColonneExportee, LignePlace } from '../contract/methodesPlaces.ts';
import type { Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { paquets } from '../db/apercuPlaces.ts';
import { lireLignesCache } from '../db/lignes.ts';
import type { VuePlaces } from '../db/places.ts';
import { lireFenetrePlaces } from '../db/places.ts';
import type { LigneRefusee } from '../domain/commandes/commande.ts';
import { PROFILS } from '../domain/profils.ts';
import type { Cellule, Provenance } from './exports/cellules.ts';
import { dateEnTexte } from './exports/cellules.ts';
import type { DemandeFichier, FormatExport } from './exports/fichier.ts';
import { ExportAnnule, ecrireTableau } from './exports/fichier.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste, nomCommune } from './session.ts';

const MORCEAU = 1_000;
const instant = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'long', timeStyle: 'short' });

interface Hote { readonly session: () => SessionPoste; readonly vueDe: (numero: number) => VuePlaces; readonly libelleValeur: (colonne: string, valeur: string) => string; readonly dossierExport: string; readonly maintenant: () => string }
type Methodes = 'places.exporter' | 'places.exporterResultat' | 'places.exportEtat' | 'places.annulerExport';
/** Ce qu’un geste en nombre a fait de chaque place. */
export interface ResultatGeste { readonly geste: string; readonly le: string; readonly changees: readonly string[]; readonly differees: ReadonlySet<string>; readonly refusees: readonly LigneRefusee[] }
const derniers = new WeakMap<SessionPoste, ResultatGeste>();
/** Retient le dernier geste, pour sa feuille de résultat. */
export const retenirResultat = (session: SessionPoste, resultat: ResultatGeste): void => { derniers.set(session, resultat); };

const texte = (valeur: string | null): Cellule => (valeur === null || valeur === '' ? null : { texte: valeur });
const date = (valeur: string | null): Cellule => (valeur === null ? null : { date: valeur });
const LARGEURS: Readonly<Record<ColonneExportee, number>> = { numero: 14, groupe: 28, dispositif: 34, entite: 30, commune: 20, departement: 22, nature: 26, type: 26, modalite: 16, etat: 13, motif: 22, depuis: 12, jusquau: 12 };

/** Les exports de l’écran Places. Un seul à la fois ; il rend la main entre deux morceaux, et s’interrompt. */
export const traitementsExports = ({ session, vueDe, libelleValeur, dossierExport, maintenant }: Hote): Pick<Traitements, Methodes> => {
  let enCours: { lignes: number; readonly total: number; annule: boolean } | undefined;

  const ecrire = async (sujet: string, total: number, demande: Pick<DemandeFichier, 'format' | 'colonnes' | 'provenance' | 'morceaux'>): Promise<{ readonly chemin: string; readonly lignes: number; readonly octets: number }> => {
    if (enCours !== undefined) throw new ErreurPoste('export.en_cours', 'Un export est déjà en cours : l’attendre, ou l’annuler.');
    const suivi = { lignes: 0, total, annule: false };
    enCours = suivi;
    const chemin = join(dossierExport, `SIAO-${sujet}-${maintenant().replace(/[:.]/gu, '-')}.${demande.format}`);
    try {
      return { chemin, ...await ecrireTableau({ ...demande, chemin, nom: 'Places', avancer: (lignes) => { suivi.lignes = lignes; }, annule: () => suivi.annule }) };
    } catch (erreur) {
      if (erreur instanceof ExportAnnule) throw new ErreurPoste('export.annule', 'L’export a été annulé : aucun fichier n’a été gardé.');
      throw erreur;
    } finally {
      enCours = undefined;
    }
  };
  const provenanceDe = (filtres: readonly string[]): Provenance => {
    const { utilisateur } = session();
    const acteur = acteurDe(utilisateur);
    return [['Contenu', 'Places de SIAO Offre'], ['Exporté par', `${acteur.nom} (${PROFILS[acteur.profil].libelle})`], ['Exporté le', instant.format(new Date(maintenant()))], ['Périmètre', utilisateur.perimetreLibelle], ['Filtres', filtres.length === 0 ? 'aucun' : filtres.join(' ; ')]];
  };
  /** Le libellé de chaque code, lu une fois par export. */
  const libelles = () => {
    const connus = new Map<string, string>();
    return (colonne: string, valeur: string): string => {
      const cle = `${colonne}\u0000${valeur}`;
      const connu = connus.get(cle) ?? libelleValeur(colonne, valeur);
      connus.set(cle, connu);
      return connu;
    };
  };
  const celluleDe = (ligne: LignePlace, colonne: ColonneExportee, libelle: (colonne: string, valeur: string) => string): Cellule => {
    switch (colonne) {
      case 'depuis': case 'jusquau': return date(ligne[colonne]);
      case 'motif': return ligne.motif === null ? null : texte(libelle('motif', ligne.motif));
      case 'etat': case 'modalite': case 'nature': case 'type': case 'departement': return texte(libelle(colonne, ligne[colonne]));
      default: return texte(ligne[colonne]);
    }
  };
  return {
    'places.exporter': ({ vue, format, colonnes, plage, filtres }) => {
      // la vue elle-même, pas son numéro : une synchronisation peut la remplacer pendant l’export
      const ouverte = vueDe(vue);
      const depart = session();
      const { base, remplacements } = depart;
      // les rangs d’une vue désignent les lignes d’un fichier : l’offre remplacée au milieu, ils en désigneraient d’autres
      const verifier = (): void => { if (session() !== depart || depart.base !== base || depart.remplacements !== remplacements) throw new ErreurPoste('export.remplacee', 'L’offre vient d’être rechargée sur ce poste : relancer l’export. Aucun fichier n’a été gardé.'); };
      const [debut, fin] = [plage?.debut ?? 0, Math.min(plage?.fin ?? ouverte.total, ouverte.total)];
      const libelle = libelles();
      const aujourdhui = contexteDuPoste().aujourdhui;
      const morceaux = function* (): Generator<Cellule[][]> {
        for (let rang = debut; rang < fin; rang += MORCEAU) {
          verifier();
          yield lireFenetrePlaces(base, ouverte, rang, Math.min(fin, rang + MORCEAU), aujourdhui, nomCommune).map((ligne) => colonnes.map(({ colonne }) => celluleDe(ligne, colonne, libelle)));
        }
      };
      return ecrire('places', fin - debut, { format, colonnes: colonnes.map(({ colonne, titre }) => ({ titre, largeur: LARGEURS[colonne] })), provenance: provenanceDe(filtres), morceaux: morceaux() });
    },
    'places.exporterResultat': ({ format }) => {
      const resultat = derniers.get(session());
      if (resultat === undefined) throw new ErreurPoste('resultat.absent', 'Aucun geste en nombre depuis l’ouverture de ce compte : sa feuille de résultat s’écrit après lui.');
      const { base } = session();
      const raisons = new Map(resultat.refusees.map(({ id, message }) => [id, message]));
      const ids = [...resultat.changees, ...raisons.keys()];
      const morceaux = function* (): Generator<Cellule[][]> {
        for (const paquet of paquets(ids, MORCEAU)) {
          const places = new Map(lireLignesCache(base, 'place', paquet).map((place) => [place.id, place]));
          const groupes = new Map(lireLignesCache(base, 'groupe', [...new Set([...places.values()].map(({ groupeId }) => groupeId))]).map(({ id, libelle }) => [id, libelle]));
          const dispositifs = new Map(lireLignesCache(base, 'dispositif', [...new Set([...places.values()].map(({ dispositifId }) => dispositifId))]).map(({ id, nom }) => [id, nom]));
          yield paquet.map((id): Cellule[] => {
            const place = places.get(id);
            const raison = raisons.get(id);
            return [texte(place?.numero ?? ''), texte(groupes.get(place?.groupeId ?? '') ?? ''), texte(dispositifs.get(place?.dispositifId ?? '') ?? ''), texte(resultat.geste), texte(raison !== undefined ? 'Laissée telle quelle' : resultat.differees.has(id) ? 'Attend la libération' : 'Changée'), texte(raison ?? null)];
          });
        }
      };
      const colonnes = [['Place', 14], ['Groupe', 28], ['Dispositif', 34], ['Geste', 30], ['Résultat', 20], ['Raison', 60]] as const;
      return ecrire('resultat-places', ids.length, { format, colonnes: colonnes.map(([titre, largeur]) => ({ titre, largeur })), provenance: [...provenanceDe([]), ['Geste', `${resultat.geste}, le ${dateEnTexte(resultat.le.slice(0, 10))}`]], morceaux: morceaux() });
    },
    'places.exportEtat': () => (enCours === undefined ? { enCours: false, lignes: 0, total: 0 } : { enCours: true, lignes: enCours.lignes, total: enCours.total }),
    'places.annulerExport': () => { if (enCours !== undefined) enCours.annule = true; return { fait: true }; },
  };
};
export type { FormatExport };
