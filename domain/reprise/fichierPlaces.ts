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

/** Les groupes où des places peuvent aller : ceux de l’offre, puis ceux du lot. */
const indexerGroupes = ({ existant, groupesDuLot = [] }: Contexte): { readonly trouver: (ligne: LignePlace) => GroupeConnu | null; readonly structureConnue: (structure: string) => boolean } => {
  const parStructure = new Map<string, Map<string, GroupeConnu>>();
  for (const groupe of [...existant.groupes, ...groupesDuLot]) {
    const siens = parStructure.get(groupe.structure) ?? new Map<string, GroupeConnu>();
    parStructure.set(groupe.structure, siens);
    // un groupe du lot déjà dans l’offre garde son identifiant
    if (!siens.has(groupe.identifiant)) siens.set(groupe.identifiant, groupe);
  }
  const parCle = new Map([...parStructure].map(([structure, siens]) => {
    const cles = new Map<string, GroupeConnu[]>();
    for (const groupe of siens.values()) for (const cle of new Set([groupe.groupe, cleDeTri(groupe.libelle)])) cles.set(cle, [...(cles.get(cle) ?? []), groupe]);
    return [structure, cles] as const;
  }));
  return {
    structureConnue: (structure) => parStructure.has(structure),
    trouver: ({ structure, groupe }) => {
      const siens = parStructure.get(structure);
      if (siens === undefined) return null;
      const vises = parCle.get(structure)?.get(groupe) ?? [];
      if (vises.length === 1) return vises[0] ?? null;
      return groupe === '' && siens.size === 1 ? ([...siens.values()][0] ?? null) : null;
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
    anomalies.push(faireAnomalie('P03', ligne, champ, champ === null ? null : entetes.nom(champ), null, connue ? 'La structure n’a pas de groupe de ce nom, ou en a plusieurs : préciser le groupe.' : 'La structure n’est ni dans le lot ni dans l’offre : reprendre d’abord le fichier des structures.', { reparation: { genre: 'a_saisir', valeurs: [], phrase: connue ? 'À saisir : le groupe' : 'À saisir : la structure' } }));
    decider(ligne, 'rejetee', 'P03');
  }
  placees.sort((une, autre) => comparerLignes(une.ligne, autre.ligne));
  const dejaLa = new Map(contexte.existant.places.map(({ id, identifiant }) => [identifiant, id]));
  const parIdentifiant = new Map<string, LignePlace>();
  const parNumero = new Map<string, LignePlace>();
  const fiches: FichePlace[] = [];
  const comptes = new Map<GroupeConnu, { total: number; occupees: number; premiere: LignePlace }>();
  for (const { ligne, groupe } of placees) {
    if (finEtape()) yield;
    const parGroupe = `${groupe.identifiant}/${ligne.cleNumero}`;
    const double = (ligne.identifiee ? parIdentifiant.get(ligne.cle) : undefined) ?? parNumero.get(parGroupe);
    if (double !== undefined) {
      const identique = comparerCellules(double.cellules, ligne.cellules) === 0;
      const decidee = ligne.fusion?.portee === 'ligne';
      if (!decidee) anomalies.push(faireAnomalie('P01', ligne, 'numero', entetes.nom('numero'), ligne.place, `Même place que la ligne ${double.numero}${identique ? ', mot pour mot' : ', avec d’autres valeurs'}.`, { effet: identique ? 'signalee' : 'ligne_rejetee', reparation: { genre: 'choix', geste: 'fusion', ligne: double.numero, valeurs: [double.cle], phrase: `Fusionner avec la ${double.numero}` } }));
      if (identique || decidee) decider(ligne, 'fusionnee', 'même place qu’une autre ligne du fichier');
      else decider(ligne, 'rejetee', 'P01');
      continue;
    }
    if (ligne.identifiee) parIdentifiant.set(ligne.cle, ligne);
    parNumero.set(parGroupe, ligne);
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
