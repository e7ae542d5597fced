import type { Anomalie } from './anomalies.ts';
import { estConfirmable } from './anomalies.ts';
import type { Association } from './association.ts';
import { associer } from './association.ts';
import { cleDeLignePlace, cleDeLigneStructure, cleDeLigneUtilisateur } from './cles.ts';
import type { Contexte, PlaceListee } from './controles/contexte.ts';
import { faireAnomalie, ouvrirLecteur } from './controles/lecteur.ts';
import type { LignePlace } from './controles/place.ts';
import { lirePlace } from './controles/place.ts';
import type { LigneStructure } from './controles/structure.ts';
import { lireStructure } from './controles/structure.ts';
import type { LigneUtilisateur } from './controles/utilisateur.ts';
import { lireUtilisateur } from './controles/utilisateur.ts';
import type { Confirmation, Correction, CorrectionEcartee } from './corrections.ts';
import { appliquerCorrections, estDecidee } from './corrections.ts';
import type { Fiches } from './fiches.ts';
import { bouclerPlaces } from './fichierPlaces.ts';
import type { SortLigne } from './fichierStructures.ts';
import { bouclerStructures } from './fichierStructures.ts';
import { bouclerUtilisateurs } from './fichierUtilisateurs.ts';
import type { GenreFichier } from './gabarit/colonne.ts';
import { MOTIF_EXEMPLE, reconnaitreExemple } from './gabarit/exemple.ts';
import { GABARITS } from './gabarit/gabarit.ts';
import type { GrandLivre } from './grandLivre.ts';
import { ouvrirRegistre } from './grandLivre.ts';
import type { Etapes } from './etapes.ts';
import { duneTraite } from './etapes.ts';
import type { LigneSource } from './source.ts';

export interface FichierAControler {
  readonly genre: GenreFichier;
  readonly entetes: readonly string[];
  /** Un extrait FINESS, mis en lignes par `extraitFiness.ts` : ses numéros FINESS sont exigés, ce qu’il ne peut pas dire n’empêche pas de charger. */
  readonly extrait?: boolean;
  /** Absente : celle que les en-têtes donnent seuls. */
  readonly association?: Association;
  readonly corrections?: readonly Correction[];
  readonly contexte: Contexte;
  /** Faux : personne ne demande les fiches proposées d’un fichier de structures, elles ne se construisent pas (`fiches` est vide). */
  readonly avecFiches?: boolean;
}
export interface ResultatControle {
  readonly association: Association;
  /** Dans l’ordre des lignes. */
  readonly anomalies: readonly Anomalie[];
  /** Le sort de chaque ligne, dans l’ordre du fichier. */
  readonly sorts: readonly SortLigne[];
  readonly grandLivre: { readonly lignes: GrandLivre; readonly places: GrandLivre };
  readonly fiches: Fiches;
  /** D’un fichier de places : celles qu’il liste, ni rejetées ni exclues ; vide sinon. */
  readonly placesListees: readonly PlaceListee[];
  readonly ecartees: readonly CorrectionEcartee[];
  /** Lignes qu’une correction a changées, exclues, réunies ou scindées. */
  readonly corrigees: number;
}
/** Un contrôle en cours : on lui donne les lignes par lots, puis on lui demande le résultat, d’une traite ou par étapes. */
export interface Accumulateur { ajouter(lot: Iterable<LigneSource>): void; finir(): ResultatControle; finirParEtapes(): Etapes<ResultatControle> }

/** Ouvre le contrôle d’un fichier. Ni la source ni l’offre ne sont touchées : tout est dans le résultat. */
export const ouvrirControle = ({ genre, entetes, extrait = false, association = associer(genre, entetes), corrections: demandees = [], contexte, avecFiches = true }: FichierAControler): Accumulateur => {
  const anomalies: Anomalie[] = [];
  const { liens } = association;
  const lecteur = ouvrirLecteur(liens, anomalies);
  const corrections = appliquerCorrections(demandees, liens);
  const structures: LigneStructure[] = [];
  const places: LignePlace[] = [];
  const utilisateurs: LigneUtilisateur[] = [];
  const confirmees = new Map<number, readonly Confirmation[]>();
  let corrigees = 0;
  const cleDe = { structures: cleDeLigneStructure, places: cleDeLignePlace, utilisateurs: cleDeLigneUtilisateur }[genre];
  const fichier = { numero: 0, cle: '' };
  const titre = new Map(GABARITS[genre].map((colonne) => [colonne.cle, colonne.titre]));
  for (const cle of association.manquantes) anomalies.push(faireAnomalie('F03', fichier, cle, titre.get(cle) ?? cle, null, `La colonne « ${titre.get(cle) ?? cle} » manque : l’associer à un en-tête du fichier.`));
  for (const entete of association.doubles) anomalies.push(faireAnomalie('F03', fichier, null, entete, null, `L’en-tête « ${entete} » est écrit plusieurs fois : n’en garder qu’un.`, { effet: 'signalee' }));
  const estExemple = reconnaitreExemple(GABARITS[genre]);
  let cellulesCourantes: readonly string[] = [];
  const rangs = new Map(liens.map(({ cle, rang }) => [cle, rang]));
  const source = { texte: (champ: string): string => { const rang = rangs.get(champ); return rang === undefined ? '' : (cellulesCourantes[rang] ?? '').trim(); } };

  const lire = ({ numero, cellules, marques, jugee }: LigneSource): void => {
    cellulesCourantes = cellules;
    // la clé se lit dans la source : une correction du nom ne change pas à qui les autres s’adressent
    const cle = cleDe(source);
    const demandee = corrections.appliquer(cle, cellules);
    if (estDecidee(demandee)) corrigees += 1;
    if (demandee.confirmations.length > 0) confirmees.set(numero, demandee.confirmations);
    const avant = anomalies.length;
    lecteur.poser(numero, demandee.cellules, demandee.corrigee ? marques?.filter(({ colonne }) => demandee.cellules[colonne] === cellules[colonne]) : marques, cle);
    const exemple = estExemple(lecteur);
    const exclusion = demandee.exclusion ?? (exemple === 'intacte' ? MOTIF_EXEMPLE : jugee !== undefined && 'exclusion' in jugee ? jugee.exclusion : null);
    const corrigee = exclusion === demandee.exclusion ? demandee : { ...demandee, exclusion };
    const illisible = jugee !== undefined && 'illisible' in jugee;
    if (illisible) lecteur.signaler('F03', null, jugee.illisible, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À exclure, ou à corriger dans le fichier' } });
    if (exemple === 'remplie') lecteur.signaler('F01', GABARITS[genre][0]?.cle ?? null, 'La ligne d’exemple du gabarit a été remplie, mais elle dit encore « EXEMPLE » : y écrire le vrai identifiant, ou effacer la ligne.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À saisir : l’identifiant' } });
    if (association.manquantes.length > 0) lecteur.signaler('F03', null, 'Une colonne obligatoire manque au fichier.');
    if (cellules.length > entetes.length && cellules.slice(entetes.length).some((cellule) => cellule.trim() !== '')) lecteur.signaler('F03', null, `${cellules.length} cellules pour ${entetes.length} colonnes : les valeurs sont peut-être décalées.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À vérifier dans le fichier' } });
    const ligne = { numero, cle, extrait, corrigee };
    if (genre === 'structures') {
      const { scission } = corrigee;
      structures.push(lireStructure(lecteur, contexte, { ...ligne, refuserScission: () => { if (scission !== null) corrections.ecarter(scission.correction, 'La scission ne fait pas la capacité de la ligne, ou la ligne ne mêle plus 115 et insertion.'); } }));
    } else if (genre === 'places') places.push(lirePlace(lecteur, contexte, ligne));
    else utilisateurs.push(lireUtilisateur(lecteur, contexte, ligne));
    // une ligne exclue n’a plus rien à réparer, une ligne illisible n’a que cela
    if (corrigee.exclusion !== null) anomalies.length = avant;
    else if (illisible) anomalies.splice(avant, anomalies.length, ...anomalies.slice(avant).filter(({ code, champ }) => code === 'F03' && champ === undefined).slice(0, 1));
  };
  /** Ce qu’une personne a lu et confirmé n’est plus à dire. Une confirmation dont l’anomalie dit maintenant autre chose est écartée : l’anomalie revient. */
  const aDire = (): readonly Anomalie[] => {
    if (confirmees.size === 0) return anomalies;
    const suivies = new Set<Confirmation>();
    const restent = anomalies.filter((faute) => {
      const confirmation = !estConfirmable(faute) ? undefined : confirmees.get(faute.ligne)?.find(({ code, champ, valeur, dit }) => code === faute.code && champ === (faute.champ ?? null) && valeur === faute.valeur && dit === faute.explication);
      if (confirmation !== undefined) suivies.add(confirmation);
      return confirmation === undefined;
    });
    const redites = new Set(restent.map(({ ligne, code }) => `${ligne}/${code}`));
    for (const [ligne, siennes] of confirmees) for (const confirmation of siennes) if (!suivies.has(confirmation) && redites.has(`${ligne}/${confirmation.code}`)) corrections.ecarter(confirmation, 'L’anomalie dit autre chose que ce qui a été confirmé : à relire.');
    return restent;
  };
  function* finirParEtapes(): Etapes<ResultatControle> {
    const { sorts, fiches } = genre === 'structures' ? yield* bouclerStructures(structures, contexte, lecteur, anomalies, avecFiches) : genre === 'places' ? yield* bouclerPlaces(places, contexte, lecteur, anomalies) : bouclerUtilisateurs(utilisateurs, contexte, lecteur, anomalies, corrections.ecarter);
    yield;
    const dites = aDire();
    const [livre, livrePlaces] = [ouvrirRegistre(), ouvrirRegistre()];
    // la lecture et les sorts se comptent à part : une ligne perdue en chemin se verrait
    for (const { capacite } of structures) { livre.lire(); livrePlaces.lire(capacite ?? 0); }
    for (const _place of places) { livre.lire(); livrePlaces.lire(); }
    for (const _utilisateur of utilisateurs) { livre.lire(); livrePlaces.lire(0); }
    for (const { sort, motif, places: poids } of sorts) { livre.decider(sort, motif ?? undefined); livrePlaces.decider(sort, motif ?? undefined, poids); }
    return {
      association, fiches, placesListees: places.filter(({ exclusion, rejet }) => exclusion === null && rejet === null), corrigees, ecartees: corrections.ecartees(), sorts: [...sorts].sort((un, autre) => un.numero - autre.numero), grandLivre: { lignes: livre.bilan(), places: livrePlaces.bilan() },
      anomalies: [...dites].sort((une, autre) => une.ligne - autre.ligne || (une.code < autre.code ? -1 : une.code > autre.code ? 1 : 0)),
    };
  }
  return { ajouter: (lot) => { for (const ligne of lot) lire(ligne); }, finirParEtapes, finir: () => duneTraite(finirParEtapes()) };
};

/** Contrôle un fichier d’un seul tenant. */
export const controlerFichier = ({ lignes, ...fichier }: FichierAControler & { readonly lignes: Iterable<LigneSource> }): ResultatControle => {
  const controle = ouvrirControle(fichier);
  controle.ajouter(lignes);
  return controle.finir();
};
