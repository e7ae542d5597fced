import { setImmediate as rendreLaMain } from 'node:timers/promises';
import type { Atelier, DossierListe, FiltreLignes, LigneReprise, LotSuivi } from '../../contract/methodesReprise.ts';
import { LIGNES_MONTREES } from '../../contract/methodesReprise.ts';
import type { BaseLecture } from '../../db/connexion.ts';
import type { Cadre } from '../../db/execution.ts';
import type { Dossier } from '../../db/reprise/dossiers.ts';
import { lireVersions, numeroDerniere } from '../../db/reprise/dossiers.ts';
import { listerAssociations } from '../../db/reprise/correspondances.ts';
import { compterValides, lireFichesDuLotCache, lirePropositionsDuLotCache } from '../../db/reprise/fichesDuLot.ts';
import { lireLigneCache } from '../../db/lignes.ts';
import { refusDeCharger } from '../../domain/commandes/lots.ts';
import type { Lot } from '../../domain/objets/lot.ts';
import { compterFiches } from '../../domain/objets/lot.ts';
import type { Proposition } from '../../domain/objets/proposition.ts';
import type { Anomalie, CodeAnomalie } from '../../domain/reprise/anomalies.ts';
import { ANOMALIES, estConfirmable } from '../../domain/reprise/anomalies.ts';
import { cleDeLignePlace, cleDeLigneStructure, cleDeLigneUtilisateur, empreinteDe } from '../../domain/reprise/cles.ts';
import type { Correction } from '../../domain/reprise/corrections.ts';
import { appliquerCorrections, estDecidee } from '../../domain/reprise/corrections.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import { GABARITS, codesDuVocabulaire } from '../../domain/reprise/gabarit/gabarit.ts';
import type { LigneSource } from '../../domain/reprise/source.ts';
import { cleDeTri } from '../../domain/texte.ts';
import type { EntreeRapport } from './rapport/contenu.ts';
import type { Juge, Ouvert } from './atelier.ts';
import { attenteDesStructures } from './chargement.ts';
import { jugerComptes, rapporterComptes, totauxComptes } from './comptes.ts';
import { termesDecides } from './correspondances.ts';

const PREFIXES: Readonly<Record<GenreFichier, readonly string[]>> = { structures: ['F', 'E', 'D', 'G', 'P02', 'R'], places: ['F', 'G04', 'G02', 'P', 'R'], utilisateurs: ['F', 'U'] };
/** Les codes qu’un fichier de ce genre peut porter, bloquants d’abord : ceux à zéro disent ce qui a été vérifié. */
const codesDuGenre = (genre: GenreFichier): CodeAnomalie[] => (Object.keys(ANOMALIES) as CodeAnomalie[]).filter((code) => PREFIXES[genre].some((prefixe) => code.startsWith(prefixe)));

export const dossierListe = (base: BaseLecture, { id, genre, departement, nom, taille, lotId, bilan, modifieLe }: Dossier): DossierListe =>
  ({ id, genre, departement, nom, taille, lot: lotId === null ? null : (lireLigneCache(base, 'lot', lotId)?.code ?? null), bilan, modifieLe });

const compterPropositions = (propositions: readonly Proposition[]): LotSuivi['propositions'] => ({ deposees: propositions.filter(({ statut }) => statut !== 'retiree').length, ouvertes: propositions.filter(({ statut }) => statut === 'ouverte').length });
/** Un lot et ce que ses fiches sont devenues, d’après ce que ce poste a reçu. `dossiers` : ceux de ce poste. */
export const suivreLot = (base: BaseLecture, lot: Lot, dossiers: readonly Dossier[]): LotSuivi => {
  const fiches = lireFichesDuLotCache(base, lot.id);
  const presentes = compterFiches(fiches);
  const suivies = presentes.entite + presentes.dispositif;
  const valides = compterValides(base, lot.id);
  const raison = lot.statut === 'ouvert' ? (refusDeCharger(lot)?.message ?? null) : null;
  return {
    id: lot.id, code: lot.code, departement: lot.departement, genre: lot.genre, fichier: lot.fichier.nom, statut: lot.statut, auteur: lot.auteur, modifieLe: lot.modifieLe, attente: base.un('select 1 from serveur where objet = \'lot\' and id = ?', lot.id) !== undefined,
    simulations: lot.simulations, chargement: lot.chargement, pret: lot.statut === 'ouvert' && raison === null, raison, presentes, touchees: fiches.filter(({ touchee }) => touchee).length, validees: valides, partValidee: suivies === 0 ? null : Math.round((100 * valides) / suivies),
    propositions: compterPropositions(lirePropositionsDuLotCache(base, lot.id)), mien: dossiers.some(({ lotId }) => lotId === lot.id),
  };
};

/** Ce que la simulation a vu de plus (R01 rejette des lignes, R02 en signale) vaut tant que rien n’a été corrigé depuis. */
const jugeDe = ({ essai, resultat, corrections }: Ouvert): Juge => (essai !== null && essai.corrections === corrections.length ? essai.juge : resultat);

const TERMES_MONTRES = 200;
/** Les termes du fichier que rien ne traduit (D01) : les rattacher une fois vaut pour toutes les lignes. */
const termesInconnus = ({ resultat, dossier, nomenclature }: Ouvert, aujourdhui: string): Atelier['termes'] => {
  const colonnes = new Map(GABARITS[dossier.genre].map((colonne) => [colonne.cle, colonne.vocabulaire]));
  const termes = new Map<string, { readonly vocabulaire: Atelier['termes'][number]['vocabulaire']; readonly terme: string; nombre: number }>();
  for (const { code, champ, valeur, reparation } of resultat.anomalies) {
    const vocabulaire = champ === undefined ? undefined : colonnes.get(champ);
    // un terme traduit qui ne va pas à cette ligne se corrige dans la ligne : le rattacher autrement fausserait les autres
    if (code !== 'D01' || vocabulaire === undefined || valeur === null || valeur === '' || (reparation?.valeurs.length ?? 0) > 0) continue;
    const cle = `${vocabulaire}/${cleDeTri(valeur)}`;
    const connu = termes.get(cle);
    if (connu === undefined) termes.set(cle, { vocabulaire, terme: valeur, nombre: 1 }); else connu.nombre += 1;
  }
  return [...termes.values()].sort((un, autre) => autre.nombre - un.nombre).slice(0, TERMES_MONTRES).map((terme) => ({ ...terme, choix: codesDuVocabulaire(terme.vocabulaire, nomenclature, aujourdhui).map(({ code, libelle }) => ({ code, libelle })), decision: null }));
};

/** Tout ce que l’écran montre d’un dossier, hors de ses lignes. */
export const lireAtelier = (base: BaseLecture, ouvert: Ouvert, dossiers: readonly Dossier[], aujourdhui: string, cadre: Cadre): Atelier => {
  const { dossier, description, bilan, lignes, resultat, corrections, essai, compagnons } = ouvert;
  const { anomalies, grandLivre } = jugeDe(ouvert);
  const parCode = new Map<string, { nombre: number; sures: number; confirmables: number; gravite: Anomalie['gravite'] }>();
  const enAnomalie = new Set<number>();
  for (const faute of anomalies) {
    const { code, ligne, reparation, gravite } = faute;
    const compte = parCode.get(code) ?? { nombre: 0, sures: 0, confirmables: 0, gravite };
    // un code est bloquant dès qu’une de ses anomalies l’est
    if (gravite === 'bloquante') compte.gravite = gravite;
    compte.nombre += 1;
    if (reparation?.genre === 'sure') compte.sures += 1;
    if (estConfirmable(faute)) compte.confirmables += 1;
    parCode.set(code, compte);
    if (ligne > 0) enAnomalie.add(ligne);
  }
  const lot = dossier.lotId === null ? undefined : lireLigneCache(base, 'lot', dossier.lotId);
  const bloquantes = anomalies.filter(({ gravite }) => gravite === 'bloquante').length;
  const comptes = dossier.genre === 'utilisateurs' ? jugerComptes(base, ouvert, cadre) : null;
  return {
    dossier: dossierListe(base, dossier), format: description.format, encodage: description.encodage, feuille: description.feuille, feuilles: description.feuilles.map(({ nom, masquee }) => ({ nom, masquee })), ligneEntete: description.entete?.numero ?? null,
    extensionTrompeuse: description.extensionTrompeuse, entetes: [...description.colonnes], exemples: description.colonnes.map((_nom, rang) => [...new Set(lignes.slice(0, 200).map(({ cellules }) => (cellules[rang] ?? '').trim()).filter((valeur) => valeur !== ''))].slice(0, 3)),
    lignes: bilan.lignes, hors: description.preambule.map(({ numero, cellules }) => ({ numero, texte: cellules.filter((cellule) => cellule !== '').join(' · ').slice(0, 200) })), masquees: bilan.lignesMasquees, formules: bilan.formules,
    colonnes: GABARITS[dossier.genre].map(({ cle, titre, obligatoire, aide }) => ({ cle, titre, obligatoire, aide })), liens: [...resultat.association.liens], libres: [...resultat.association.libres],
    manquantes: [...resultat.association.manquantes], associations: listerAssociations(base, dossier.genre, dossier.departement).map(({ paires: _paires, ...connue }) => connue),
    anomalies: codesDuGenre(dossier.genre).map((code) => ({ code, libelle: ANOMALIES[code].libelle, gravite: ANOMALIES[code].gravite, nombre: 0, sures: 0, confirmables: 0, ...parCode.get(code) })), lignesEnAnomalie: enAnomalie.size, bloquantes, avertissements: anomalies.length - bloquantes,
    livres: { ...grandLivre, ...(comptes === null ? {} : { lignes: comptes.livre.lignes }) }, corrections: corrections.length, derniere: numeroDerniere(base, dossier.id), corrigees: resultat.corrigees,
    ecartees: resultat.ecartees.map(({ correction, explication }) => ({ explication, quoi: correction.genre === 'valeur' ? `${correction.colonne} : « ${correction.avant} » → « ${correction.apres} »` : correction.cle })).slice(0, 500),
    versions: lireVersions(base, dossier.id), lot: lot === undefined ? null : suivreLot(base, lot, dossiers), simulation: essai === null ? null : { le: essai.le, refus: essai.refus.length, aCreer: essai.aCreer, propositions: essai.propositions, aJour: essai.corrections === corrections.length }, attend: attenteDesStructures(base, ouvert), compagnons: compagnons.map(({ dossier: { nom, genre }, apport, raison }) => ({ nom, genre, apport, raison })), comptes: resultat.fiches.comptes.length, arbitrage: comptes === null ? null : totauxComptes(base, ouvert, cadre), termes: [...termesInconnus(ouvert, aujourdhui), ...termesDecides(base, ouvert, aujourdhui)],
  };
};

/** Ce que le rapport à signer dit d’un dossier : le contrôle du moment et, s’il est chargé, le bilan du lot. */
export const entreeRapport = (base: BaseLecture, ouvert: Ouvert, operateur: string, le: string, cadre: Cadre): EntreeRapport => {
  const { dossier, description, bilan, resultat, corrections, essai } = ouvert;
  const { anomalies, sorts, grandLivre } = jugeDe(ouvert);
  const lot = dossier.lotId === null ? undefined : lireLigneCache(base, 'lot', dossier.lotId);
  const chargement = lot?.chargement ?? null;
  const juges = dossier.genre === 'utilisateurs' ? jugerComptes(base, ouvert, cadre) : null;
  return {
    fichier: { nom: dossier.nom, empreinte: dossier.empreinte, octets: dossier.taille }, genre: dossier.genre, departement: dossier.departement, lot: lot?.code ?? null, operateur, le, compare: true, description, bilan,
    controle: { ...resultat, anomalies: [...anomalies], ...(juges === null ? { sorts, grandLivre } : { sorts: juges.livre.sorts, grandLivre: { ...grandLivre, lignes: juges.livre.lignes } }) }, corrections,
    ...(juges === null ? {} : { comptes: { personnes: rapporterComptes(juges) } }),
    chargement: chargement === null ? null : {
      par: chargement.par, le: chargement.le, issues: [
        ...([['Entités', 'entite'], ['Dispositifs', 'dispositif'], ['Groupes de places', 'groupe'], ['Places', 'place'], ['Comptes', 'utilisateur']] as const).flatMap(([quoi, objet]) => ((objet === 'utilisateur') === (dossier.genre === 'utilisateurs') ? [{ quoi, nombre: chargement.fiches[objet] ?? 0 }] : [])),
        ...(dossier.genre === 'utilisateurs' || lot === undefined ? [] : [{ quoi: 'Propositions déposées sur des fiches déjà là', nombre: lirePropositionsDuLotCache(base, lot.id).length }]),
      ],
      refus: (essai?.refus ?? []).flatMap(({ lignes, message }) => lignes.slice(0, 1).map((ligne) => ({ ligne, motif: message }))),
    },
  };
};

interface Adresses { readonly cle: (numero: number) => string; readonly contenu: (ligne: LigneSource) => string | null }
/** À quelle clé répond chaque ligne du fichier, et si d’autres lignes ont la même. */
const adressesDe = ({ dossier, lignes, resultat }: Ouvert): Adresses => {
  const rangs = new Map(resultat.association.liens.map(({ cle, rang }) => [cle, rang]));
  const cleDe = { structures: cleDeLigneStructure, places: cleDeLignePlace, utilisateurs: cleDeLigneUtilisateur }[dossier.genre];
  let courantes: readonly string[] = [];
  const valeurs = { texte: (champ: string): string => { const rang = rangs.get(champ); return rang === undefined ? '' : (courantes[rang] ?? '').trim(); } };
  const cles = new Map<number, string>();
  const parCle = new Map<string, number>();
  for (const { numero, cellules } of lignes) {
    courantes = cellules;
    const cle = cleDe(valeurs);
    cles.set(numero, cle);
    parCle.set(cle, (parCle.get(cle) ?? 0) + 1);
  }
  return {
    cle: (numero) => cles.get(numero) ?? '',
    contenu: ({ numero, cellules }) => ((parCle.get(cles.get(numero) ?? '') ?? 0) > 1 ? empreinteDe(cellules) : null),
  };
};

type Rejeu = ReturnType<typeof appliquerCorrections>;
/** Un contrôle, rangé par ligne. Fait une fois : chaque page, chaque filtre et chaque ligne comparée y puisent. */
interface Rangement { readonly adresses: Adresses; readonly rejeu: Rejeu; readonly rangs: ReadonlyMap<string, number>; readonly fautes: ReadonlyMap<number, readonly Anomalie[]>; readonly sorts: ReadonlyMap<number, Ouvert['resultat']['sorts'][number]>; retenues: { readonly cle: string; readonly lignes: readonly LigneSource[] } | null }
const rangements = new WeakMap<Ouvert, Rangement>();
const ranger = (ouvert: Ouvert): Rangement => {
  const connu = rangements.get(ouvert);
  if (connu !== undefined) return connu;
  const { resultat, corrections } = ouvert;
  const { liens } = resultat.association;
  const juge = jugeDe(ouvert);
  const fautes = new Map<number, Anomalie[]>();
  for (const faute of juge.anomalies) { const liste = fautes.get(faute.ligne); if (liste === undefined) fautes.set(faute.ligne, [faute]); else liste.push(faute); }
  const range: Rangement = { adresses: adressesDe(ouvert), rejeu: appliquerCorrections(corrections, liens), rangs: new Map(liens.map(({ cle, rang }) => [cle, rang])), fautes, sorts: new Map(juge.sorts.map((sort) => [sort.numero, sort])), retenues: null };
  rangements.set(ouvert, range);
  return range;
};
const gardeesPar = ({ code, gravite }: Pick<FiltreLignes, 'code' | 'gravite'>) => (faute: Anomalie): boolean => (code === null || faute.code === code) && (gravite === null || faute.gravite === gravite);

/** Lignes cherchées d’un trait : au-delà, les autres écrans attendraient. */
const PAS_RECHERCHE = 500;
const retenir = async (ouvert: Ouvert, range: Rangement, filtre: FiltreLignes): Promise<readonly LigneSource[]> => {
  const { quoi, code, gravite, texte } = filtre;
  const [garder, cherche] = [gardeesPar(filtre), cleDeTri(texte)];
  const retenue = ({ numero, cellules }: LigneSource): boolean => {
    const enFaute = (range.fautes.get(numero) ?? []).some(garder);
    if (quoi !== 'corrigees' && !enFaute && (quoi === 'anomalie' || code !== null || gravite !== null)) return false;
    if (quoi !== 'corrigees' && cherche === '') return true;
    const corrigee = range.rejeu.appliquer(range.adresses.cle(numero), cellules);
    if (quoi === 'corrigees' && !estDecidee(corrigee)) return false;
    return cherche === '' || corrigee.cellules.some((cellule) => cleDeTri(cellule).includes(cherche)) || String(numero) === texte.trim();
  };
  const retenues: LigneSource[] = [];
  for (let debut = 0; debut < ouvert.lignes.length; debut += PAS_RECHERCHE) {
    retenues.push(...ouvert.lignes.slice(debut, debut + PAS_RECHERCHE).filter(retenue));
    await rendreLaMain();
  }
  return retenues;
};
const montrer = ({ adresses, rejeu, rangs, sorts }: Rangement, ligne: LigneSource, fautes: readonly Anomalie[]): LigneReprise => {
  const { numero, cellules, masquee } = ligne;
  const cle = adresses.cle(numero);
  const corrigee = rejeu.appliquer(cle, cellules);
  const sort = sorts.get(numero);
  return {
    id: String(numero), numero, cle, contenu: adresses.contenu(ligne), cellules: [...corrigee.cellules], source: corrigee.corrigee ? [...cellules] : null, sort: sort?.sort ?? 'rejetee', motif: sort?.motif ?? null, masquee: masquee === true,
    anomalies: fautes.map((faute) => {
      const { ligne: autre, offre, ...reparation } = faute.reparation ?? { ligne: undefined, offre: undefined };
      return {
        code: faute.code, gravite: faute.gravite, champ: faute.champ ?? null, colonne: faute.colonne, rang: faute.champ === undefined ? null : (rangs.get(faute.champ) ?? null), valeur: faute.valeur, explication: faute.explication, confirmable: estConfirmable(faute),
        reparation: 'valeurs' in reparation ? { ...reparation, valeurs: [...reparation.valeurs] } : null, autre: autre ?? null, offre: offre === undefined ? null : { ...offre },
      };
    }),
  };
};

/** Les lignes d’un filtre, dans l’ordre du fichier, corrections faites, à partir de `debut`. */
export const lireLignes = async (ouvert: Ouvert, filtre: FiltreLignes, debut = 0): Promise<{ readonly total: number; readonly lignes: LigneReprise[] }> => {
  const range = ranger(ouvert);
  const cle = JSON.stringify(filtre);
  const lignes = range.retenues?.cle === cle ? range.retenues.lignes : await retenir(ouvert, range, filtre);
  range.retenues = { cle, lignes };
  const garder = gardeesPar(filtre);
  return { total: lignes.length, lignes: lignes.slice(debut, debut + LIGNES_MONTREES).map((ligne) => { const siennes = range.fautes.get(ligne.numero) ?? []; return montrer(range, ligne, filtre.quoi === 'anomalie' ? siennes.filter(garder) : siennes); }) };
};
/** Une ligne du fichier par son numéro, avec toutes ses anomalies. */
export const lireLigne = (ouvert: Ouvert, numero: number): LigneReprise | null => {
  const ligne = ouvert.lignes.find((une) => une.numero === numero);
  const range = ranger(ouvert);
  return ligne === undefined ? null : montrer(range, ligne, range.fautes.get(numero) ?? []);
};

type Faute = Anomalie & { readonly champ?: string };
/** Les corrections qui acceptent toutes les réparations sûres d’un code. Une cellule n’est réparée qu’une fois. */
export const reparationsSures = (ouvert: Ouvert, code: string): Correction[] => {
  const { rejeu, rangs } = ranger(ouvert);
  return corrigerLignes(ouvert, (faute: Faute) => faute.code === code && faute.reparation?.genre === 'sure', ({ champ, reparation }, cible, ligne) => {
    const rang = rangs.get(champ ?? '');
    const [apres, autre] = reparation?.valeurs ?? [];
    if (reparation?.geste === 'scission' && apres !== undefined && autre !== undefined) return { genre: 'scission', ...cible, urgence: Number(apres), insertion: Number(autre) };
    if (rang === undefined || champ === undefined || apres === undefined || reparation?.geste !== undefined) return null;
    return { genre: 'valeur', ...cible, colonne: champ, avant: (rejeu.appliquer(cible.cle, ligne.cellules).cellules[rang] ?? '').trim(), apres };
  });
};
/** Les exclusions de toutes les lignes où ce code est bloquant. */
export const exclusionsDe = (ouvert: Ouvert, code: string, motif: string): Correction[] => corrigerLignes(ouvert, (faute) => faute.code === code && faute.gravite === 'bloquante', (_faute, cible) => ({ genre: 'exclusion', ...cible, motif }));

/** Les confirmations de toutes les anomalies de ce code ; un doute bloquant se lève une ligne à la fois. */
export const confirmationsDe = (ouvert: Ouvert, code: string): Correction[] => corrigerLignes(ouvert, (faute) => faute.code === code && faute.gravite === 'avertissement' && estConfirmable(faute), ({ champ = null, valeur, explication }, cible) => ({ genre: 'confirmation', ...cible, code, champ, valeur, dit: explication }));

/** Les exclusions de toutes les lignes d’une personne. */
export const exclusionsDuCompte = (ouvert: Ouvert, email: string, motif: string): Correction[] => {
  const siennes = new Set(ouvert.resultat.fiches.comptes.find((fiche) => fiche.email === email)?.lignes);
  const { adresses } = ranger(ouvert);
  return ouvert.lignes.filter(({ numero }) => siennes.has(numero)).map((ligne) => { const contenu = adresses.contenu(ligne); return { genre: 'exclusion', cle: adresses.cle(ligne.numero), ...(contenu === null ? {} : { contenu }), motif }; });
};

const corrigerLignes = (ouvert: Ouvert, garder: (faute: Faute) => boolean, faire: (faute: Faute, cible: { readonly cle: string; readonly contenu?: string }, ligne: LigneSource) => Correction | null): Correction[] => {
  const { adresses } = ranger(ouvert);
  const sources = new Map(ouvert.lignes.map((ligne) => [ligne.numero, ligne]));
  const faites = new Map<string, Correction>();
  for (const faute of jugeDe(ouvert).anomalies) {
    const ligne = sources.get(faute.ligne);
    if (ligne === undefined || !garder(faute)) continue;
    const contenu = adresses.contenu(ligne);
    const correction = faire(faute, { cle: adresses.cle(ligne.numero), ...(contenu === null ? {} : { contenu }) }, ligne);
    if (correction !== null) faites.set(`${ligne.numero}/${correction.genre === 'valeur' ? correction.colonne : correction.genre === 'confirmation' ? `${correction.champ ?? ''}/${correction.dit}` : ''}`, correction);
  }
  return [...faites.values()];
};
