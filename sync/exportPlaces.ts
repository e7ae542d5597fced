import type { ColonneExportee, ColonneRegroupee, LignePlace, Regroupement } from '../contract/methodesPlaces.ts';
import { GROUPES_AFFICHES_MAXIMUM } from '../contract/methodesPlaces.ts';
import type { Traitements } from '../contract/poste.ts';
import { lignesVisibles, valeurDe } from '../contract/regroupementPlaces.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { paquets } from '../db/apercuPlaces.ts';
import { lireLignesCache } from '../db/lignes.ts';
import type { VuePlaces } from '../db/places.ts';
import { lireFenetrePlaces } from '../db/places.ts';
import { regrouperPlaces } from '../db/regroupement.ts';
import type { LigneRefusee } from '../domain/commandes/commande.ts';
import type { Cellule } from './exports/cellules.ts';
import { dateEnTexte } from './exports/cellules.ts';
import type { Exports } from './exports/exports.ts';
import type { SessionPoste } from './session.ts';
import { contexteDuPoste, nomCommune } from './session.ts';

const MORCEAU = 1_000;

interface Hote { readonly session: () => SessionPoste; readonly vueDe: (numero: number) => VuePlaces; readonly libelleValeur: (colonne: string, valeur: string) => string; readonly exports: Exports }
type Methodes = 'places.exporter' | 'places.exporterRegroupement' | 'places.exporterResultat' | 'places.regrouper';
/** Ce qu’un geste en nombre a fait de chaque place. */
export interface ResultatGeste { readonly geste: string; readonly le: string; readonly changees: readonly string[]; readonly differees: ReadonlySet<string>; readonly refusees: readonly LigneRefusee[] }
const derniers = new WeakMap<SessionPoste, ResultatGeste>();
/** Retient le dernier geste, pour sa feuille de résultat. */
export const retenirResultat = (session: SessionPoste, resultat: ResultatGeste): void => { derniers.set(session, resultat); };

const texte = (valeur: string | null): Cellule => (valeur === null || valeur === '' ? null : { texte: valeur });
const date = (valeur: string | null): Cellule => (valeur === null ? null : { date: valeur });
const LARGEURS: Readonly<Record<ColonneExportee, number>> = { numero: 14, groupe: 28, dispositif: 34, entite: 30, commune: 20, departement: 22, nature: 26, type: 26, modalite: 16, etat: 13, motif: 22, depuis: 12, jusquau: 12 };
const LARGEURS_REGROUPEES: Readonly<Record<ColonneRegroupee, number>> = { places: 9, libre: 9, reservee: 11, occupee: 10, indisponible: 13, fermee: 9, tauxIndisponibilite: 18, tauxOccupation: 14 };
const SOUS_TOTAL = 'Sous-total';

/** Les exports de l’écran Places : la vue ou une sélection, le regroupement, la feuille de résultat du dernier geste. */
export const traitementsExportPlaces = ({ session, vueDe, libelleValeur, exports }: Hote): Pick<Traitements, Methodes> => {
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
  const regrouper = (definition: Parameters<typeof regrouperPlaces>[1], par: readonly Regroupement[]) => {
    const lignes = regrouperPlaces(session().base, definition, par, libelleValeur);
    if (lignes === null) throw new ErreurPoste('regroupement.trop', `Ce regroupement donne plus de ${GROUPES_AFFICHES_MAXIMUM.toLocaleString('fr-FR')} lignes : filtrer davantage, ou regrouper moins finement.`);
    return lignes;
  };
  return {
    'places.regrouper': ({ definition, par }) => ({ lignes: regrouper(definition, par) }),
    'places.exporter': ({ vue, format, colonnes, plage, filtres }) => {
      // la vue elle-même, pas son numéro : une synchronisation peut la remplacer pendant l’export
      const ouverte = vueDe(vue);
      const { base } = session();
      const verifier = exports.garder();
      const [debut, fin] = [plage?.debut ?? 0, Math.min(plage?.fin ?? ouverte.total, ouverte.total)];
      const libelle = libelles();
      const aujourdhui = contexteDuPoste().aujourdhui;
      const morceaux = function* (): Generator<Cellule[][]> {
        for (let rang = debut; rang < fin; rang += MORCEAU) {
          verifier();
          yield lireFenetrePlaces(base, ouverte, rang, Math.min(fin, rang + MORCEAU), aujourdhui, nomCommune).map((ligne) => colonnes.map(({ colonne }) => celluleDe(ligne, colonne, libelle)));
        }
      };
      return exports.exporter({ sujet: 'places', nom: 'Places', titre: 'Places', total: Math.max(0, fin - debut), format, filtres, colonnes: colonnes.map(({ colonne, titre }) => ({ titre, largeur: LARGEURS[colonne] })), precisions: plage === null ? [] : [['Lignes choisies', `une sélection de la vue, qui en a ${ouverte.total.toLocaleString('fr-FR')}`]], morceaux: morceaux() });
    },
    'places.exporterRegroupement': ({ definition, par, niveaux, tri, format, colonnes, filtres }) => {
      const toutes = regrouper({ ...definition, tri: [] }, par);
      const noms = new Map(toutes.map(({ id, libelle }) => [id, libelle]));
      const lignes = lignesVisibles(toutes, new Set(noms.keys()), tri);
      // chaque ligne porte les groupes qui la contiennent, et dit si elle en totalise d’autres : filtrer sur « Détail » ne compte rien deux fois
      const plusieurs = par.length > 1;
      const rangee = ({ cles, sousGroupes }: (typeof lignes)[number]): Cellule[] => [...par.map((_niveau, rang) => (rang < cles.length ? texte(noms.get(JSON.stringify(cles.slice(0, rang + 1))) ?? '') : null)), ...(plusieurs ? [{ texte: sousGroupes > 0 ? SOUS_TOTAL : 'Détail' }] : [])];
      const chiffre = (valeur: number | string | null): Cellule => (typeof valeur === 'number' ? { nombre: Math.round(valeur * 10) / 10 } : null);
      const morceaux = function* (): Generator<Cellule[][]> {
        for (const paquet of paquets(lignes, MORCEAU)) yield paquet.map((ligne) => [...rangee(ligne), ...colonnes.map(({ colonne }) => chiffre(valeurDe(ligne, colonne)))]);
      };
      const places = lignes.reduce((somme, ligne) => somme + (ligne.cles.length === 1 ? ligne.places : 0), 0);
      return exports.exporter({
        sujet: 'places-regroupees', nom: 'Places regroupées', titre: `Places par ${niveaux.join(', ').toLocaleLowerCase('fr-FR')}`, total: lignes.length, format, filtres, forte: (ligne) => ligne.some((cellule) => cellule !== null && 'texte' in cellule && cellule.texte === SOUS_TOTAL),
        colonnes: [...par.map((niveau, rang) => ({ titre: niveaux[rang] ?? niveau, largeur: 30 })), ...(plusieurs ? [{ titre: 'Ligne', largeur: 11 }] : []), ...colonnes.map(({ colonne, titre }) => ({ titre: colonne.startsWith('taux') ? `${titre} (%)` : titre, largeur: LARGEURS_REGROUPEES[colonne], nombres: true }))],
        precisions: [['Places', places.toLocaleString('fr-FR')]], morceaux: morceaux(),
      });
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
      return exports.exporter({ sujet: 'resultat-places', nom: 'Places', titre: 'Résultat d’un geste sur les places', total: ids.length, format, filtres: [], colonnes: colonnes.map(([titre, largeur]) => ({ titre, largeur })), precisions: [['Geste', `${resultat.geste}, le ${dateEnTexte(resultat.le.slice(0, 10))}`]], morceaux: morceaux() });
    },
  };
};
