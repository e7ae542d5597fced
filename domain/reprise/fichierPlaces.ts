import type { EtatPlace } from '../objets/place.ts';
import { cleDeTri } from '../texte.ts';
import { comparerCellules, comparerLignes } from './cles.ts';
import type { Etapes } from './etapes.ts';
import { cadencer } from './etapes.ts';
import type { Anomalie } from './anomalies.ts';
import type { Contexte, GroupeConnu } from './controles/contexte.ts';
import type { Entetes } from './controles/lecteur.ts';
import { faireAnomalie } from './controles/lecteur.ts';
import type { LignePlace } from './controles/place.ts';
import type { FichePlace, Fiches } from './fiches.ts';
import { AUCUNE_FICHE, provenance } from './fiches.ts';
import type { BilanFichier, SortLigne } from './fichierStructures.ts';
import type { Sort } from './grandLivre.ts';
import { dedoubler } from './placesListees.ts';

interface GroupesVus { readonly siens: Map<string, GroupeConnu>; readonly cles: Map<string, Set<GroupeConnu>> }
/** Les groupes où des places peuvent aller : ceux de l’offre, puis ceux du lot. */
const indexerGroupes = ({ existant, groupesDuLot = [] }: Contexte): { readonly trouver: (ligne: LignePlace) => GroupeConnu | null; readonly structureConnue: (structure: string) => boolean } => {
  const parStructure = new Map<string, GroupesVus>();
  for (const groupe of [...existant.groupes, ...groupesDuLot]) {
    const { siens, cles } = parStructure.get(groupe.structure) ?? { siens: new Map<string, GroupeConnu>(), cles: new Map<string, Set<GroupeConnu>>() };
    parStructure.set(groupe.structure, { siens, cles });
    // un groupe du lot déjà dans l’offre est celui de l’offre, sous un nom de plus
    const connu = siens.get(groupe.id ?? groupe.identifiant) ?? siens.get(groupe.identifiant) ?? groupe;
    for (const nom of [groupe.identifiant, ...(groupe.id === null ? [] : [groupe.id])]) siens.set(nom, connu);
    for (const cle of [groupe.groupe, cleDeTri(groupe.libelle)]) cles.set(cle, (cles.get(cle) ?? new Set()).add(connu));
  }
  return {
    structureConnue: (structure) => parStructure.has(structure),
    trouver: ({ structure, groupe }) => {
      const vus = parStructure.get(structure);
      if (vus === undefined) return null;
      const [premier, second] = vus.cles.get(groupe) ?? [];
      if (premier !== undefined && second === undefined) return premier;
      const tous = new Set(vus.siens.values());
      return groupe === '' && tous.size === 1 ? ([...tous][0] ?? null) : null;
    },
  };
};

/** Les états d’une place : ouverte avec son groupe, puis ce que le fichier en dit. */
const etatsDe = ({ etat, motif, debut, fin }: LignePlace, { ouverture }: GroupeConnu, aujourdhui: string): EtatPlace[] => {
  const depuis = debut ?? (etat === 'ouverte' && ouverture <= aujourdhui ? ouverture : aujourdhui);
  const sien: EtatPlace = { etat, ...(etat === 'indisponible' && motif !== null ? { motif } : {}), debut: depuis, fin: etat === 'fermee' ? null : fin };
  return etat === 'ouverte' || ouverture >= depuis ? [sien] : [{ etat: 'ouverte', debut: ouverture, fin: null }, sien];
};

/** Ce que devient chaque ligne d’un fichier de places. L’ordre des lignes ne compte pas. */
export function* bouclerPlaces(toutes: readonly LignePlace[], contexte: Contexte, entetes: Entetes, anomalies: Anomalie[]): Etapes<BilanFichier> {
  const finEtape = cadencer();
  const sorts: SortLigne[] = [];
  const decider = ({ numero }: LignePlace, sort: Sort, motif: string | null): void => { sorts.push({ numero, sort, motif, places: 1 }); };
  const groupes = indexerGroupes(contexte);
  const placees: { readonly ligne: LignePlace; readonly groupe: GroupeConnu }[] = [];
  for (const ligne of toutes) {
    if (finEtape()) yield;
    if (ligne.exclusion !== null) { decider(ligne, 'exclue', ligne.exclusion); continue; }
    if (ligne.rejet !== null) { decider(ligne, 'rejetee', ligne.rejet); continue; }
    const groupe = groupes.trouver(ligne);
    if (groupe !== null) { placees.push({ ligne, groupe }); continue; }
    const connue = groupes.structureConnue(ligne.structure);
    const champ = !connue ? (['identifiant', 'siret', 'nom'].find((candidat) => entetes.nom(candidat) !== null) ?? null) : entetes.nom('identifiantGroupe') === null ? 'libelle' : 'identifiantGroupe';
    anomalies.push(faireAnomalie('P03', ligne, champ, champ === null ? null : entetes.nom(champ), null, connue ? 'La structure n’a pas de groupe de ce nom, ou en a plusieurs : préciser le groupe.' : 'La structure n’est ni dans l’offre, ni dans un fichier de structures donné avec celui-ci : donner aussi ce fichier, ou reprendre d’abord les structures.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: connue ? 'À saisir : le groupe' : 'À saisir : la structure' } }));
    decider(ligne, 'rejetee', 'P03');
  }
  placees.sort((une, autre) => comparerLignes(une.ligne, autre.ligne));
  const dejaLa = new Map(contexte.existant.places.map(({ id, identifiant }) => [identifiant, id]));
  const fiches: FichePlace[] = [];
  const comptes = new Map<GroupeConnu, { total: number; occupees: number; premiere: LignePlace }>();
  const retenues = dedoubler(placees, ({ identifiant }) => identifiant, ({ ligne }, premiere) => {
    const identique = comparerCellules(premiere.cellules, ligne.cellules) === 0;
    const decidee = ligne.fusion?.portee === 'ligne';
    if (!decidee) anomalies.push(faireAnomalie('P01', ligne, 'numero', entetes.nom('numero'), ligne.place, `Même place que la ligne ${premiere.numero}${identique ? ', mot pour mot' : ', avec d’autres valeurs'}.`, { effet: identique ? 'signalee' : 'ligne_rejetee', reparation: { genre: 'choix', geste: 'fusion', ligne: premiere.numero, valeurs: [premiere.cle], phrase: `Fusionner avec la ${premiere.numero}` } }));
    if (identique || decidee) decider(ligne, 'fusionnee', 'même place qu’une autre ligne du fichier');
    else decider(ligne, 'rejetee', 'P01');
  });
  for (const { ligne, groupe } of retenues) {
    if (finEtape()) yield;
    const compte = comptes.get(groupe) ?? { total: 0, occupees: 0, premiere: ligne };
    compte.total += ligne.etat === 'fermee' ? 0 : 1;
    compte.occupees += ligne.occupation === 'occupee' ? 1 : 0;
    comptes.set(groupe, compte);
    const existante = dejaLa.get(ligne.cle) ?? null;
    fiches.push({ cle: ligne.cle, existante, provenance: provenance(ligne.cle), lignes: [ligne.numero], groupe: groupe.identifiant, groupeId: groupe.id, numero: ligne.place, etats: etatsDe(ligne, groupe, contexte.aujourdhui), occupation: ligne.occupation, occupationLe: ligne.occupationLe ?? (ligne.occupation === 'libre' ? null : contexte.aujourdhui) });
    if (existante === null) decider(ligne, 'creee', null); else decider(ligne, 'fusionnee', 'déjà dans l’offre');
  }
  for (const [{ capacite, libelle }, { total, occupees, premiere }] of comptes) {
    if (total !== capacite) anomalies.push(faireAnomalie('G02', premiere, null, null, null, `Le groupe « ${libelle} » annonce ${capacite} places, le fichier en liste ${total}.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: `${total} (places listées)` } }));
    if (occupees > capacite) anomalies.push(faireAnomalie('P02', premiere, 'occupation', entetes.nom('occupation'), null, `Le groupe « ${libelle} » a ${occupees} places occupées pour ${capacite} places.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À vérifier : occupation ou capacité' } }));
  }
  return { sorts, fiches: { ...AUCUNE_FICHE, places: fiches } };
}

/** Les groupes qu’un fichier de structures propose, pour y ranger les places du même lot. */
export const groupesDuLot = ({ groupes }: Fiches): readonly GroupeConnu[] => groupes.map(({ cle, existante, dispositif, groupe, saisie }) => ({ id: existante, identifiant: cle, structure: dispositif, groupe: cle.endsWith(`|${saisie.modalite}`) ? cleDeTri(saisie.libelle) : groupe, libelle: saisie.libelle, capacite: saisie.capacites[0]?.capacite ?? 0, ouverture: saisie.ouverture }));
