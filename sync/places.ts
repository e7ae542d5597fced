import { randomUUID } from 'node:crypto';
import type { METHODES_DEMANDES } from '../contract/methodesDemandes.ts';
import type { METHODES_GROUPES } from '../contract/methodesGroupes.ts';
import type { IssuePlaces, METHODES_PLACES } from '../contract/methodesPlaces.ts';
import { PLACES_CHOISIES_MAXIMUM } from '../contract/methodesPlaces.ts';
import type { EtatSync, ResultatDe, Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import { compterDifferes } from '../db/apercuPlaces.ts';
import type { Cadre } from '../db/execution.ts';
import { executerEnsemble, juger } from '../db/execution.ts';
import type { LotDePlaces } from '../db/lotsDePlaces.ts';
import { lotsDePlaces, pileDeLots } from '../db/lotsDePlaces.ts';
import { lireNomenclatureCache } from '../db/nomenclature.ts';
import type { VuePlaces } from '../db/places.ts';
import { idsDesPlages, lireFenetrePlaces, ouvrirVuePlaces, rangPlace, valeursPlaces } from '../db/places.ts';
import type { GestePlaces } from '../domain/places/gestes.ts';
import { nomDepartement } from '../domain/geographie/departements.ts';
import { libelleDe } from '../domain/nomenclature/code.ts';
import { construireNomenclature } from '../domain/nomenclature/nomenclature.ts';
import { MODALITES } from '../domain/nomenclature/referentiels.ts';
import { garderChoix, lireChoix } from './choixPlaces.ts';
import { traitementsDemandes } from './demandes.ts';
import { retenirResultat, traitementsExportPlaces } from './exportPlaces.ts';
import { creerEcranPlaces } from './ecranPlaces.ts';
import type { Exports } from './exports/exports.ts';
import type { GesteFait } from './gesteEnNombre.ts';
import { creerGestesEnNombre, effetDe, issueDe } from './gesteEnNombre.ts';
import { dernierInverse, traitementsGroupes } from './groupes.ts';
import type { SessionPoste } from './session.ts';
import { contexteDuPoste, nomCommune } from './session.ts';

interface Hote {
  readonly session: () => SessionPoste;
  readonly cadre: () => Cadre;
  readonly apresCommande: () => void;
  readonly montrer: () => void;
  readonly emettreSync: (etat: EtatSync) => void;
  readonly exports: Exports;
  readonly maintenant: () => string;
  readonly placesParCommande: number | undefined;
}

const VUES_GARDEES = 4;
/** Ce qui ne se refait pas ne s’annule par Ctrl+Z que dans la journée. */
const SANS_RETOUR_MS = 24 * 3_600_000;
const REFUS_CITES = 500;
/** Les vues des grilles sont rangées ensemble (vidées quand l’offre est remplacée) : leurs numéros ne se croisent pas. */
let numeroVue = 2_000_000;

/** Le nom d’un geste, dans sa feuille de résultat. */
const INTITULES: Readonly<Record<GestePlaces['genre'], string>> = { indisponible: 'Rendre indisponible', disponible: 'Rendre disponible', ouvrir: 'Ouvrir', fermer: 'Fermer', occupation: 'Déclarer l’occupation' };
const ETATS: Readonly<Record<string, string>> = { libre: 'Libre', reservee: 'Réservée', occupee: 'Occupée', indisponible: 'Indisponible', fermee: 'Fermée' };

/** Les traitements de l’écran Places. Chacun lit le cache ou exécute des commandes ; aucune règle ici. */
export const traitementsPlaces = ({ session, cadre, apresCommande, montrer, emettreSync, exports, maintenant, placesParCommande }: Hote): Pick<Traitements, keyof typeof METHODES_PLACES | keyof typeof METHODES_GROUPES | keyof typeof METHODES_DEMANDES> => {
  const vueDe = (numero: number): VuePlaces => {
    const vue = session().vues.get(numero);
    if (vue === undefined || !('genre' in vue)) throw new ErreurPoste('vue.perimee', 'Cette vue n’est plus à jour.');
    return vue;
  };
  const choisies = (numero: number): readonly string[] => lireChoix(session(), numero, PLACES_CHOISIES_MAXIMUM);
  const prevenir = (): void => {
    const { synchroniseur } = session();
    emettreSync(synchroniseur.etat());
    apresCommande();
    void synchroniseur.maintenant();
  };
  const libelleValeur = (colonne: string, valeur: string): string => {
    const nomenclature = construireNomenclature(lireNomenclatureCache(session().base), contexteDuPoste().aujourdhui);
    switch (colonne) {
      case 'etat': return ETATS[valeur] ?? valeur;
      case 'modalite': return libelleDe(MODALITES, valeur);
      case 'departement': return `${valeur} – ${nomDepartement(valeur)}`;
      case 'nature': case 'type': case 'motif': return valeur === '' ? (colonne === 'motif' ? 'Sans motif' : 'Sans objet') : (nomenclature.trouver(colonne, valeur)?.libelle ?? valeur);
      default: return nomCommune(valeur) ?? valeur;
    }
  };

  const retenir = (geste: string, { changees, differees, refusees }: Pick<GesteFait, 'changees' | 'differees' | 'refusees'>): void => { retenirResultat(session(), { geste, le: maintenant(), changees, differees, refusees }); };

  const ecran = creerEcranPlaces();
  const gestes = creerGestesEnNombre({ session, cadre, ecran, montrer, parCommande: placesParCommande });

  return {
    ...traitementsGroupes({ session, cadre, prevenir }),
    ...traitementsDemandes({ session, cadre, prevenir }),
    ...traitementsExportPlaces({ session, vueDe, libelleValeur, exports }),
    'places.ouvrir': (definition) => {
      const { base, vues } = session();
      const vue = ouvrirVuePlaces(base, definition);
      numeroVue += 1;
      vues.set(numeroVue, vue);
      for (const ancienne of [...vues.keys()].slice(0, -VUES_GARDEES)) vues.delete(ancienne);
      return { vue: numeroVue, total: vue.total, totaux: vue.totaux, filtres: vue.filtres };
    },
    'places.lignes': ({ vue, debut, fin }) => {
      const ouverte = vueDe(vue);
      const lignes = lireFenetrePlaces(session().base, ouverte, debut, Math.min(fin, debut + 1000), contexteDuPoste().aujourdhui, nomCommune);
      ecran.noter(lignes.map(({ id }) => id));
      return { lignes, total: ouverte.total };
    },
    'places.rang': ({ vue, id }) => ({ rang: rangPlace(session().base, vueDe(vue), id) }),
    'places.valeurs': ({ colonne, definition }) => ({ valeurs: valeursPlaces(session().base, colonne, definition).map(({ valeur, nombre }) => ({ valeur, libelle: libelleValeur(colonne, valeur), nombre })) }),
    'places.choisir': ({ vue, plages }) => {
      const ids = idsDesPlages(session().base, vueDe(vue), plages);
      return { choix: garderChoix(session(), ids), nombre: ids.length };
    },
    'places.apercu': ({ choix, geste }) => gestes.apercu(choisies(choix), geste),
    'places.appliquer': async ({ choix, geste, motif, devant }): Promise<IssuePlaces> => {
      const fait = await gestes.appliquer(choisies(choix), geste, motif, devant);
      if (fait.changees.length > 0) {
        retenir(INTITULES[geste.genre], fait);
        prevenir();
      }
      return issueDe(fait);
    },
    'places.coller': ({ essai, blocs, numeros }) => {
      const { base } = session();
      const courant = cadre();
      const lot = randomUUID();
      const visees = new Set([...blocs.flatMap(({ ids }) => ids), ...numeros.map(({ id }) => id)]);
      const commandesDe = (gestes: typeof blocs) => [
        ...(gestes.length === 0 ? [] : [{ nom: 'changerPlaces', args: { lot, blocs: gestes } }]),
        ...(numeros.length === 0 ? [] : [{ nom: 'modifierPlaces', args: { lot, lignes: numeros } }]),
      ];
      const jugees = (gestes: typeof blocs) => commandesDe(gestes).map((commande) => ({ commande, decision: juger(base, commande.nom, commande.args, courant) }));
      const premiers = jugees(blocs);
      const refusees = premiers.flatMap(({ decision }) => decision.refusees ?? []);
      // une place refusée reste telle quelle, tous ses gestes avec elle : ce qui ne changera pas n’est pas envoyé, pour ne pas revenir en refus
      const ecartees = new Set(refusees.map(({ id }) => id));
      const decisions = ecartees.size === 0 ? premiers : jugees(blocs.flatMap(({ geste, ids }) => { const restent = ids.filter((id) => !ecartees.has(id)); return restent.length === 0 ? [] : [{ geste, ids: restent }]; }));
      // un refus sans lignes (un numéro pris, un motif inconnu) vaut pour tout le collage
      const global = premiers.find(({ decision }) => !decision.accepte && decision.refusees === undefined)?.decision;
      const refus = global === undefined || global.accepte ? null : { code: global.code, message: global.message };
      const acceptees = decisions.flatMap(({ commande, decision }) => (decision.accepte ? [{ commande, changements: decision.changements }] : []));
      const changements = acceptees.flatMap((acceptee) => acceptee.changements);
      const changees = new Set(changements.map((changement) => (changement.genre === 'creer' ? changement.ligne.id : changement.id))).size;
      const lignes = refusees.slice(0, REFUS_CITES).map(({ id, message }) => ({ id, message }));
      const bilan = { changees: refus === null ? changees : 0, differees: refus === null ? compterDifferes(changements) : 0, refusees: refus === null ? visees.size - changees : visees.size, refus, lignes };
      if (essai || refus !== null || changees === 0) return { lot: null, ...bilan };
      const execution = executerEnsemble(base, acceptees.map(({ commande }) => commande), courant);
      if (!execution.accepte) return { lot: null, changees: 0, differees: 0, refusees: visees.size, refus: { code: execution.refus.code, message: execution.refus.message }, lignes };
      const effets = changements.flatMap(effetDe);
      retenir('Collage', { changees: [...new Set(effets.map(({ id }) => id))], differees: new Set(effets.filter(({ differe }) => differe).map(({ id }) => id)), refusees });
      prevenir();
      return { lot, ...bilan };
    },
    'places.annulable': () => {
      const { annuler, refaire } = pileDeLots(lotsDePlaces(session().base), new Date(Date.parse(maintenant()) - SANS_RETOUR_MS).toISOString());
      const montrer = (lot: LotDePlaces | undefined) => (lot === undefined ? null : { lot: lot.lot, genre: 'places' as const, intitule: lot.ids.length === 0 ? lot.intitule : `${lot.intitule} (${lot.ids.length})` });
      // un geste sur des groupes fait après celui sur des places s’annule d’abord
      const groupes = dernierInverse(session());
      if (groupes !== undefined && groupes.numero > (annuler?.numero ?? 0)) return { annuler: { lot: groupes.lot, genre: 'groupes', intitule: groupes.intitule }, refaire: null };
      return { annuler: montrer(annuler), refaire: montrer(refaire) };
    },
    'places.annuler': async ({ lot, devant }): Promise<ResultatDe<'places.annuler'>> => {
      // un import fait une commande par dispositif
      const { ids, cree, declares } = lotsDePlaces(session().base, 2_000).find((connu) => connu.lot === lot) ?? { ids: [], cree: false, declares: [] };
      if (ids.length + declares.length === 0) return { cree, declarations: 0, lot: null, changees: 0, differees: 0, refusees: 0, refus: { code: 'lot.inconnu', message: 'Ce changement n’est plus en mémoire sur ce poste : modifier les places directement.' } };
      const issue = await gestes.annuler(lot, ids, devant, declares);
      if (issue.lot !== null) prevenir();
      return { cree, ...issue };
    },
    ...gestes.traitements,
  };
};
