import { cleDeTri } from '../../texte.ts';
import type { Anomalie, CodeAnomalie } from '../anomalies.ts';
import type { Etapes } from '../etapes.ts';
import { cadencer } from '../etapes.ts';
import type { Contexte, EntiteConnue } from './contexte.ts';
import { pairesProches } from './doublons.ts';
import type { Entetes, Precisions } from './lecteur.ts';
import { faireAnomalie } from './lecteur.ts';
import type { LigneStructure } from './structure.ts';

/** L’entité d’une ligne : son siren, sinon son FINESS juridique, sinon son nom dans le département, sinon la structure seule. */
const cleDEntite = ({ extrait, siren, finessEj, raisonSociale, departement, structure }: LigneStructure): string => {
  // le siret manque à beaucoup de lignes d’un extrait : par lui, une entité s’y couperait en deux
  if (extrait && finessEj !== null) return `ej:${finessEj}`;
  if (siren !== null) return siren;
  if (finessEj !== null) return `ej:${finessEj}`;
  return raisonSociale === '' ? `structure:${structure}` : `nom:${departement ?? ''}/${cleDeTri(raisonSociale)}`;
};

/** L’entité de chaque ligne après les fusions décidées, et celle de l’offre quand elle y est déjà. */
export interface EntitesDuFichier { de(ligne: LigneStructure): string; connue(cle: string, lignes: readonly LigneStructure[]): EntiteConnue | undefined }
export const rapprocherEntites = (lignes: readonly LigneStructure[], { existant: { entites } }: Contexte): EntitesDuFichier => {
  const fondues = lignes.filter(({ cle, fusion }) => fusion !== null && fusion.avec !== cle);
  const visees = new Set(fondues.map(({ fusion }) => fusion?.avec));
  const parCleDeLigne = new Map<string, LigneStructure>();
  if (fondues.length > 0) for (const ligne of lignes) if (visees.has(ligne.cle) && !parCleDeLigne.has(ligne.cle)) parCleDeLigne.set(ligne.cle, ligne);
  const vers = new Map<string, string>();
  for (const ligne of fondues) {
    const autre = ligne.fusion === null ? undefined : parCleDeLigne.get(ligne.fusion.avec);
    if (autre !== undefined && cleDEntite(autre) !== cleDEntite(ligne)) vers.set(cleDEntite(ligne), cleDEntite(autre));
  }
  const suivre = (depart: string): string => {
    if (vers.size === 0) return depart;
    const vues = new Set<string>();
    let cle = depart;
    // deux fusions en rond : la plus petite clé l’emporte, dans tous les sens de lecture
    for (let suivante = vers.get(cle); suivante !== undefined; suivante = vers.get(cle)) { if (vues.has(cle)) return [...vues].sort()[0] ?? cle; vues.add(cle); cle = suivante; }
    return cle;
  };
  const parSiren = new Map(entites.flatMap((entite) => (entite.siren === null ? [] : [[entite.siren, entite]])));
  const parEj = new Map(entites.flatMap((entite) => (entite.finessEj === null ? [] : [[entite.finessEj, entite]])));
  const parIdentifiant = new Map(entites.flatMap((entite) => (entite.identifiant === null ? [] : [[entite.identifiant, entite]])));
  return {
    de: (ligne) => suivre(cleDEntite(ligne)),
    connue: (cle, siennes) => (entites.length === 0 ? undefined : parIdentifiant.get(cle) ?? parSiren.get(cle) ?? siennes.map(({ finessEj }) => (finessEj === null ? undefined : parEj.get(finessEj))).find((entite) => entite !== undefined)
      ?? siennes.map(({ siren }) => (siren === null ? undefined : parSiren.get(siren))).find((entite) => entite !== undefined)),
  };
};

/** Ce qui se voit entre les lignes : D04, E02 (le siren qui manque à une ligne est alors celui de l’autre), E03. `lignes` : celles qui ne sont ni rejetées ni exclues, rangées. */
export function* controlerEntites(lignes: readonly LigneStructure[], rapprochees: EntitesDuFichier, contexte: Contexte, entetes: Entetes, anomalies: Anomalie[]): Etapes<void> {
  const finEtape = cadencer();
  const parEntite = new Map<string, LigneStructure[]>();
  for (const ligne of lignes) { if (finEtape()) yield; const cle = rapprochees.de(ligne); const liste = parEntite.get(cle); if (liste === undefined) parEntite.set(cle, [ligne]); else liste.push(ligne); }
  const dire = (code: CodeAnomalie, ligne: LigneStructure, champ: string, valeur: string | null, explication: string, precisions?: Precisions): void => { anomalies.push(faireAnomalie(code, ligne, champ, entetes.nom(champ) ?? champ, valeur, explication, precisions)); };
  const nommes: { cle: string; nom: string; departement: string; ligne: LigneStructure | null }[] = [];
  for (const [cle, siennes] of parEntite) {
    const [premiere] = siennes;
    if (premiere === undefined) continue;
    if (finEtape()) yield;
    const connue = rapprochees.connue(cle, siennes);
    const finess = connue?.finessEj ?? siennes.find(({ finessEj }) => finessEj !== null)?.finessEj ?? null;
    for (const ligne of siennes) if (ligne.finessEj !== null && finess !== null && ligne.finessEj !== finess) dire('D04', ligne, 'finessEj', ligne.finessEj, `L’entité a le FINESS juridique ${finess} : vérifier le rattachement.`, { reparation: { genre: 'choix', valeurs: [finess], phrase: finess } });
    const vus = new Set<string>();
    for (const ligne of siennes) {
      const departement = ligne.departement ?? '';
      if (vus.has(departement)) continue;
      vus.add(departement);
      if (contexte.gestionnaires !== undefined && !contexte.gestionnaires.has(`${cle}/${departement}`)) dire('E03', ligne, 'raisonSociale', ligne.raisonSociale, `Aucun gestionnaire de l’entité dans le département ${departement}.`, { reparation: { genre: 'a_saisir', valeurs: [], phrase: 'À inviter : un gestionnaire' } });
      if (ligne.raisonSociale !== '') nommes.push({ cle, nom: ligne.raisonSociale, departement, ligne });
    }
  }
  const duFichier = new Set(nommes.map(({ cle }) => cle));
  for (const { id, siren, identifiant, raisonSociale, departements } of contexte.existant.entites) {
    const cle = siren ?? identifiant ?? id;
    if (!duFichier.has(cle) && !(identifiant !== null && duFichier.has(identifiant))) for (const departement of departements) nommes.push({ cle, nom: raisonSociale, departement, ligne: null });
  }
  const fiches = new Map(nommes.map((nomme) => [`${nomme.cle}/${nomme.departement}`, nomme]));
  for (const [un, autre] of yield* pairesProches(nommes)) {
    const [a, b] = [fiches.get(`${un.cle}/${un.departement}`), fiches.get(`${autre.cle}/${autre.departement}`)];
    if (a === undefined || b === undefined) continue;
    // la ligne signalée est celle qui en sait le moins : sans siren, sinon la seconde par la clé
    const garde = (nomme: typeof a): string => `${nomme.ligne === null ? 0 : nomme.ligne.siren === null ? 2 : 1}${nomme.cle}`;
    const [retenue, signalee] = garde(a) < garde(b) ? [a, b] : [b, a];
    if (signalee.ligne === null) continue;
    const ou = retenue.ligne === null ? 'dans l’offre' : `ligne ${retenue.ligne.numero}`;
    dire('E02', signalee.ligne, 'raisonSociale', signalee.nom, `« ${retenue.nom} », ${ou}, est sans doute la même entité.`, retenue.ligne === null ? { reparation: { genre: 'a_saisir', valeurs: [], phrase: `À vérifier : « ${retenue.nom} » est déjà dans l’offre` } } : { reparation: { genre: 'choix', geste: 'fusion', ligne: retenue.ligne.numero, valeurs: [retenue.ligne.cle], phrase: `Fusionner avec la ${retenue.ligne.numero}` } });
  }
}
