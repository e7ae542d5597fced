import type { Anomalie } from './anomalies.ts';
import { reconnaitreGroupes } from './groupesConnus.ts';
import { dispositifsProches } from './dispositifsProches.ts';
import { AUCUNE_FICHE, cleDePart, indexerPresents, projeterStructures, regrouper } from './fiches.ts';
import { comparerCellules, comparerLignes } from './cles.ts';
import type { Etapes } from './etapes.ts';
import { cadencer } from './etapes.ts';
import type { Fiches } from './fiches.ts';
import type { Contexte } from './controles/contexte.ts';
import { controlerEntites, rapprocherEntites } from './controles/entites.ts';
import { departagerSirens } from './controles/entitesFiness.ts';
import type { Entetes } from './controles/lecteur.ts';
import { faireAnomalie } from './controles/lecteur.ts';
import type { LigneStructure } from './controles/structure.ts';
import type { Sort } from './grandLivre.ts';
import { comparerAuxPlaces } from './placesListees.ts';

/** Le sort d’une ligne, et un seul. `places` : ce qu’elle compte au livre des places. */
export interface SortLigne { readonly numero: number; readonly sort: Sort; readonly motif: string | null; readonly places: number }
export interface BilanFichier { readonly sorts: readonly SortLigne[]; readonly fiches: Fiches }

const DEUX_FOIS = 'établissement déjà à une autre ligne de l’extrait';
/**
 * Ce que devient chaque ligne d’un fichier de structures. L’ordre des lignes ne compte pas : de deux lignes du même groupe, celle retenue se choisit par son contenu.
 * `avecFiches` faux : les sorts seuls, sans construire les fiches proposées.
 */
export function* bouclerStructures(toutes: readonly LigneStructure[], contexte: Contexte, entetes: Entetes, anomalies: Anomalie[], avecFiches: boolean): Etapes<BilanFichier> {
  const finEtape = cadencer();
  const sorts: SortLigne[] = [];
  const decider = (ligne: LigneStructure, sort: Sort, motif: string | null): void => { sorts.push({ numero: ligne.numero, sort, motif, places: ligne.capacite ?? 0 }); };
  const candidates: LigneStructure[] = [];
  const fermees = contexte.placesDuLot === undefined ? null : comparerAuxPlaces(toutes, contexte.placesDuLot, contexte.aujourdhui, entetes, anomalies);
  for (const ligne of toutes) {
    if (ligne.exclusion !== null) decider(ligne, 'exclue', ligne.exclusion);
    else if (ligne.rejet !== null || fermees?.has(ligne) === true) decider(ligne, 'rejetee', ligne.rejet ?? 'D06');
    else candidates.push(ligne);
  }
  const rapprochees = rapprocherEntites(candidates, contexte);
  const parEntite = contexte.existant.entites.length === 0 ? null : regrouper(candidates, rapprochees.de);
  const connues = new Map([...(parEntite ?? [])].map(([cle, siennes]) => [cle, rapprochees.connue(cle, siennes)]));
  const lisibles: LigneStructure[] = [];
  for (const ligne of candidates) {
    if (finEtape()) yield;
    const connue = connues.get(rapprochees.de(ligne));
    if (connue !== undefined && ligne.departement !== null && !connue.departements.includes(ligne.departement)) {
      anomalies.push(faireAnomalie('E04', ligne, 'departement', entetes.nom('departement'), ligne.departement, `« ${connue.raisonSociale} » est dans l’offre, mais pas dans ce département : l’y étendre d’abord.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À faire : étendre l’entité au département' } }));
      decider(ligne, 'rejetee', 'E04');
    } else lisibles.push(ligne);
  }
  const lignes = lisibles.sort(comparerLignes);
  yield;
  yield* controlerEntites(lignes, rapprochees, contexte, entetes, anomalies);

  const cles = new Set(lignes.map(({ cle }) => cle));
  const fusions = new Map(lignes.filter(({ fusion }) => fusion !== null).flatMap(({ cle, fusion }) => (fusion?.portee === 'ligne' && fusion.avec !== cle && cles.has(fusion.avec) ? [[cle, fusion.avec]] : [])));
  // deux lignes qui se fondent l’une dans l’autre : la plus petite clé reste
  const fondue = (cle: string): string | null => { const vers = fusions.get(cle); return vers === undefined || (fusions.get(vers) === cle && cle < vers) ? null : vers; };
  const premieres = new Map<string, LigneStructure>();
  const structures = new Map<string, LigneStructure>();
  const tetes = new Set<LigneStructure>();
  const gardees: LigneStructure[] = [];
  const destins: { readonly ligne: LigneStructure; readonly motif: string | null }[] = [];
  for (const ligne of lignes) {
    if (finEtape()) yield;
    if (fondue(ligne.cle) !== null) { destins.push({ ligne, motif: 'réunie à une autre ligne par décision' }); continue; }
    const premiere = premieres.get(ligne.cle);
    const memeStructure = structures.get(ligne.structure);
    if (memeStructure !== undefined && memeStructure.type !== ligne.type) anomalies.push(faireAnomalie('D02', ligne, 'type', entetes.nom('type'), ligne.type === null ? null : contexte.traducteur.libelle('type', ligne.type), `La structure a aussi le type « ${contexte.traducteur.libelle('type', memeStructure.type ?? '')} » (ligne ${memeStructure.numero}), qui est pris.`));
    if (memeStructure === undefined) structures.set(ligne.structure, ligne);
    // un numéro corrigé peut rejoindre un établissement d’une autre clé de ligne
    if (ligne.extrait && memeStructure !== undefined && memeStructure.finessEj !== ligne.finessEj) {
      anomalies.push(faireAnomalie('D04', ligne, 'finessEj', entetes.nom('finessEj'), ligne.finessEj, `La ligne ${memeStructure.numero} rattache cet établissement à l’entité ${memeStructure.finessEj ?? ''} : c’est elle qui est prise.`));
      destins.push({ ligne, motif: DEUX_FOIS });
      continue;
    }
    gardees.push(ligne);
    if (premiere === undefined) { premieres.set(ligne.cle, ligne); tetes.add(ligne); destins.push({ ligne, motif: null }); continue; }
    // accepté : la ligne est bien la même que celle qui est retenue, il n’y a plus rien à dire
    if (ligne.fusion?.portee !== 'ligne' || ligne.fusion.avec !== ligne.cle) {
      anomalies.push(faireAnomalie('D07', ligne, null, null, null, comparerCellules(premiere.cellules, ligne.cellules) === 0 ? `Même ligne que la ${premiere.numero}.` : `Même ${ligne.extrait ? 'établissement' : 'groupe'} que la ligne ${premiere.numero}, avec d’autres valeurs : ce sont celles de la ${premiere.numero} qui sont reprises.`,
        { reparation: { genre: 'choix', geste: 'fusion', ligne: premiere.numero, valeurs: [premiere.cle], phrase: `Fusionner avec la ${premiere.numero}` } }));
    }
    destins.push({ ligne, motif: ligne.extrait ? DEUX_FOIS : 'même groupe qu’une autre ligne du fichier' });
  }
  // un dispositif se reconnaît aux numéros d’une quelconque de ses lignes
  const parStructure = contexte.existant.dispositifs.length === 0 ? null : regrouper(gardees, ({ structure }) => structure);
  const entiteDe = (siennes: readonly LigneStructure[]): string | null => { const [tete] = siennes; return tete === undefined ? null : (rapprochees.connue(rapprochees.de(tete), siennes)?.id ?? null); };
  yield;
  const { presents, ambigues } = reconnaitreGroupes(parStructure ?? new Map(), tetes, indexerPresents(contexte, entiteDe), contexte);
  for (const { ligne, connus } of dispositifsProches(parStructure ?? new Map(), presents, entiteDe, contexte)) {
    const noms = connus.flatMap(({ nom }) => nom ?? []);
    const [premier] = connus;
    anomalies.push(faireAnomalie('D08', ligne, 'nom', entetes.nom('nom'), ligne.nom, `${connus.map(({ nom }) => `« ${nom ?? ''} »`).join(', ')}, de la même entité et de la même commune, est sans doute ce dispositif. Prendre son nom les réunit ; dire que ce n’est pas le même en crée un de plus.`, { reparation: {
      genre: 'choix', valeurs: noms, phrase: `C’est « ${noms[0] ?? ''} »`,
      offre: { nom: premier?.nom ?? '', adresse: premier?.adresse ?? '', siret: premier?.siret ?? '', finessEt: premier?.finessEt ?? '' },
    } }));
  }
  const dispositifsFaits = new Set<string>();
  for (const { ligne, motif } of destins) {
    if (finEtape()) yield;
    if (motif !== null) { decider(ligne, 'fusionnee', motif); continue; }
    const peutEtre = ambigues.get(ligne);
    if (peutEtre !== undefined) {
      const libelles = peutEtre.map(({ libelle }) => libelle);
      const nommable = entetes.nom('libelle') !== null;
      anomalies.push(faireAnomalie('G06', ligne, 'libelle', entetes.nom('libelle'), ligne.libelle, `Le dispositif est déjà dans l’offre, avec ${peutEtre.map(({ libelle, capacite }) => `« ${libelle} » (${capacite})`).join(', ')} : cette ligne en est un, ou ses places s’ajouteraient.`, { reparation: nommable ? { genre: 'choix', valeurs: libelles, phrase: `C’est « ${libelles[0] ?? ''} » ; un groupe de plus s’exclut et se crée à la main` } : { genre: 'a_saisir', valeurs: [], phrase: 'À exclure ; un groupe de plus se crée à la main' } }));
      decider(ligne, 'rejetee', 'G06');
      continue;
    }
    if (ligne.parts.length === 0) {
      // une maraude, une mesure : la ligne est le dispositif lui-même
      const deja = presents.dispositif(ligne.structure, parStructure?.get(ligne.structure) ?? []) !== null;
      if (deja || dispositifsFaits.has(ligne.structure)) decider(ligne, 'fusionnee', deja ? 'déjà dans l’offre' : 'même structure qu’une autre ligne du fichier');
      else decider(ligne, 'creee', null);
      dispositifsFaits.add(ligne.structure);
      continue;
    }
    const connus = ligne.parts.filter(({ modalite }) => presents.groupe(cleDePart(ligne, modalite)) !== null).length;
    if (connus === ligne.parts.length) decider(ligne, 'fusionnee', 'déjà dans l’offre');
    else decider(ligne, ligne.parts.length > 1 ? 'scindee' : 'creee', null);
  }
  const sansSiren = departagerSirens(gardees, rapprochees, entetes, anomalies);
  return { sorts, fiches: avecFiches ? { ...AUCUNE_FICHE, ...(yield* projeterStructures(gardees, new Set([...tetes].filter((ligne) => !ambigues.has(ligne))), rapprochees, presents, contexte, sansSiren)) } : AUCUNE_FICHE };
}
