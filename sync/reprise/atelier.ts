import { setImmediate as rendreLaMain } from 'node:timers/promises';
import { REPRISE_ARRETEE } from '../../contract/methodesReprise.ts';
import { ErreurPoste } from '../../contract/transport.ts';
import type { BaseEcriture } from '../../db/connexion.ts';
import type { Dossier } from '../../db/reprise/dossiers.ts';
import { lireCorrespondances } from '../../db/reprise/correspondances.ts';
import { lireCorrections, lireDossier, lireOctets, reglerDossier } from '../../db/reprise/dossiers.ts';
import { lireOffreAComparer } from '../../db/reprise/existant.ts';
import { lireNomenclatureCache } from '../../db/nomenclature.ts';
import { anciennesCommunes, toutesCommunes } from '../../domain/geographie/cog.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { associer } from '../../domain/reprise/association.ts';
import type { FichierAControler, ResultatControle } from '../../domain/reprise/controle.ts';
import { ouvrirControle } from '../../domain/reprise/controle.ts';
import type { IndexCommunes } from '../../domain/reprise/controles/communes.ts';
import { indexerCommunes } from '../../domain/reprise/controles/communes.ts';
import type { Correction } from '../../domain/reprise/corrections.ts';
import { CORRESPONDANCES_EXTRAIT, associerExtrait } from '../../domain/reprise/extraitFiness.ts';
import type { Fiches } from '../../domain/reprise/fiches.ts';
import type { RefusPrevu } from '../../domain/reprise/simulation.ts';
import type { FichesChargees } from '../../domain/objets/lot.ts';
import type { LigneSource } from '../../domain/reprise/source.ts';
import type { Correspondances, Traducteur } from '../../domain/reprise/valeurs/valeurs.ts';
import { construireTraducteur } from '../../domain/reprise/valeurs/valeurs.ts';
import { lireEnOuvrier } from '../lecture/lireEnOuvrier.ts';
import type { BilanSource, DescriptionSource } from '../lecture/modele.ts';
import { anomaliesDeLecture } from './controlerSource.ts';
import { decrire, exigerStructures, mettreEnLignes } from './extrait.ts';
import { identifierCompte } from './identifiants.ts';
import { partagerTextes } from './textes.ts';
import { parTranches } from './tranches.ts';

/** Le dernier essai du chargement. `corrections` : combien il y en avait ; une de plus le périme. */
export interface EssaiGarde { readonly le: string; readonly refus: readonly RefusPrevu[]; readonly aCreer: FichesChargees; /** Propositions que le chargement déposerait sur des fiches déjà là. */ readonly propositions: number; readonly corrections: number; readonly anomalies: ResultatControle['anomalies'] }
/** Un dossier ouvert : son fichier lu, son contrôle, ses corrections. En mémoire ; tout ce qui compte est au fichier de travail. */
export interface Ouvert {
  readonly dossier: Dossier; readonly description: DescriptionSource; readonly bilan: BilanSource; readonly lignes: readonly LigneSource[]; readonly corrections: readonly Correction[];
  /** Sans les fiches d’un fichier de structures : elles pèsent, et seul un chargement les demande (`fiches`). */ readonly resultat: ResultatControle; readonly traducteur: Traducteur; readonly nomenclature: Nomenclature; readonly communes: IndexCommunes; readonly essai: EssaiGarde | null;
  /** Les fiches que ce contrôle propose, refaites à la demande. */
  readonly fiches: (respirer: () => Promise<void>) => Promise<Fiches>;
  /** La table des termes avec laquelle le fichier a été lu : un collègue peut la changer pendant ce temps. */
  readonly correspondances: Correspondances;
}
export type EtapeAtelier = 'lecture' | 'controle' | 'simulation' | 'chargement';
type Avancer = (faites: number, sur: number | null) => Promise<void>;
export interface Suivi { readonly etape: EtapeAtelier; readonly faites: number; readonly sur: number | null }

const PAS = 500;
const ECHANTILLON = 200;
/** Aucun dossier n’a ce nombre de corrections. */
const PERIME = -1;
const memeTable = (une: Correspondances, autre: Correspondances): boolean => JSON.stringify(une) === JSON.stringify(autre);
let index: IndexCommunes | undefined;

/** L’atelier d’un compte : un dossier ouvert à la fois, un travail à la fois, que la personne peut arrêter. */
export const creerAtelier = ({ base, aujourdhui }: { readonly base: () => BaseEcriture; readonly aujourdhui: () => string }) => {
  let ouvert: Ouvert | null = null;
  let lu: { readonly id: string; readonly cle: string; readonly description: DescriptionSource; readonly bilan: BilanSource; readonly lignes: readonly LigneSource[] } | null = null;
  let suivi: Suivi | null = null;
  let arret: AbortController | null = null;

  const exiger = (id: string): Dossier => {
    const dossier = lireDossier(base(), id);
    if (dossier === undefined) throw new ErreurPoste('reprise.absent', 'Ce dossier n’est plus sur ce poste.');
    return dossier;
  };
  /** Mène un travail à la fois ; erreurs `reprise.occupe`, `reprise.arrete`. */
  const mener = async <T>(etape: EtapeAtelier, travail: (avancer: Avancer, signal: AbortSignal, respirer: () => Promise<void>) => Promise<T>): Promise<T> => {
    if (arret !== null) throw new ErreurPoste('reprise.occupe', 'Un travail est en cours sur un fichier de reprise : l’arrêter, ou attendre sa fin.');
    arret = new AbortController();
    const { signal } = arret;
    suivi = { etape, faites: 0, sur: null };
    const respirer = async (): Promise<void> => {
      await rendreLaMain();
      if (signal.aborted) throw new ErreurPoste('reprise.arrete', REPRISE_ARRETEE);
    };
    try {
      return await travail(async (faites, sur) => {
        // un dossier se lit puis se contrôle en un seul travail : l’étape dite est celle du moment
        suivi = { etape: suivi?.etape ?? etape, faites, sur };
        await respirer();
      }, signal, respirer);
    } finally {
      arret = null;
      suivi = null;
    }
  };

  const lireFichier = async (dossier: Dossier, avancer: Avancer, signal: AbortSignal, respirer: () => Promise<void>): Promise<NonNullable<typeof lu>> => {
    const cle = `${dossier.empreinte}/${dossier.feuille ?? ''}/${dossier.entete ?? ''}`;
    if (lu?.id === dossier.id && lu.cle === cle) return lu;
    const { description, bilan, resultat } = await lireEnOuvrier(lireOctets(base(), dossier.id), { nom: dossier.nom, ...(dossier.feuille === null ? {} : { feuille: dossier.feuille }), ...(dossier.entete === null ? {} : { entete: dossier.entete }) }, { avancement: (faites) => { void avancer(faites, null).catch(() => undefined); }, signal });
    if (description.format === 'finess') exigerStructures(dossier.genre);
    const lignes = await parTranches(partagerTextes(resultat as readonly LigneSource[]), respirer);
    return { id: dossier.id, cle, description: decrire(description), bilan, lignes: mettreEnLignes(description, lignes, dossier.departement) };
  };

  /** Contrôle le dossier avec ses corrections du moment, par morceaux. */
  const controler = async (dossier: Dossier, source: NonNullable<typeof lu>, avancer: Avancer, respirer: () => Promise<void>): Promise<Ouvert> => {
    const jour = aujourdhui();
    const correspondances = lireCorrespondances(base(), dossier.departement);
    const nomenclature = construireNomenclature(lireNomenclatureCache(base()), jour);
    const extrait = source.description.format === 'finess';
    const traducteur = construireTraducteur(nomenclature, jour, extrait ? [...CORRESPONDANCES_EXTRAIT, ...correspondances] : correspondances);
    index ??= indexerCommunes(toutesCommunes(), anciennesCommunes());
    const communes = index;
    const { existant, comptes } = lireOffreAComparer(base(), dossier.genre, dossier.departement, jour, dossier.lotId);
    const corrections = lireCorrections(base(), dossier.id);
    const entree: FichierAControler = {
      genre: dossier.genre, entetes: source.description.colonnes, extrait, corrections, contexte: { aujourdhui: jour, departement: dossier.departement, communes, nomenclature, traducteur, existant,
        // un compte préparé d’ici n’est pas « déjà un compte » : la ligne garde son sort
        comptes: comptes.filter(({ id, email }) => id !== identifierCompte(email)) },
      association: extrait ? associerExtrait() : associer(dossier.genre, source.description.colonnes, source.lignes.slice(0, ECHANTILLON), new Map(dossier.choix), { traducteur, estCommune: (valeur) => communes.trouver(valeur) !== undefined || communes.nommees(valeur, dossier.departement).length > 0 }),
    };
    const mener = async (avecFiches: boolean, avancerDe: Avancer, souffler: () => Promise<void>): Promise<ResultatControle> => {
      const controle = ouvrirControle({ ...entree, avecFiches });
      for (let debut = 0; debut < source.lignes.length; debut += PAS) {
        controle.ajouter(source.lignes.slice(debut, debut + PAS));
        await avancerDe(Math.min(debut + PAS, source.lignes.length), source.lignes.length);
      }
      return parTranches(controle.finirParEtapes(), souffler);
    };
    const fini = await mener(false, avancer, respirer);
    const resultat = { ...fini, anomalies: [...fini.anomalies, ...anomaliesDeLecture(source.description)].sort((une, autre) => une.ligne - autre.ligne) };
    const bloquantes = resultat.anomalies.filter(({ gravite }) => gravite === 'bloquante').length;
    reglerDossier(base(), dossier.id, { bilan: { le: new Date().toISOString(), lignes: source.bilan.lignes, bloquantes, avertissements: resultat.anomalies.length - bloquantes } }, dossier.modifieLe);
    const essai = ouvert?.dossier.id === dossier.id ? ouvert.essai : null;
    // une autre table lit autre chose : l’essai d’avant est périmé, comme après une correction
    const garde = essai === null || (ouvert !== null && memeTable(ouvert.correspondances, correspondances)) ? essai : { ...essai, corrections: PERIME };
    return { dossier: exiger(dossier.id), description: source.description, bilan: source.bilan, lignes: source.lignes, corrections, resultat, traducteur, nomenclature, communes, essai: garde, correspondances,
      fiches: async (souffler) => (dossier.genre === 'structures' ? (await mener(true, souffler, souffler)).fiches : resultat.fiches) };
  };

  return {
    exiger, mener,
    avancement: (): Suivi | null => suivi,
    interrompre: (): void => { arret?.abort(); },
    /** Lit (si ce n’est fait) et contrôle un dossier. Erreur `ErreurLecture` : fichier illisible. */
    ouvrir: (id: string): Promise<Ouvert> => {
      const dossier = exiger(id);
      return mener(lu?.id === id ? 'controle' : 'lecture', async (avancer, signal, respirer) => {
        lu = await lireFichier(dossier, avancer, signal, respirer);
        suivi = { etape: 'controle', faites: 0, sur: lu.lignes.length };
        ouvert = await controler(dossier, lu, avancer, respirer);
        return ouvert;
      });
    },
    /** Le dossier déjà ouvert ; sinon, il s’ouvre. */
    async courant(id: string): Promise<Ouvert> { return ouvert?.dossier.id === id ? ouvert : this.ouvrir(id); },
    /** Le dossier ouvert, s’il l’est déjà : rien ne s’ouvre. */
    deja: (id: string): Ouvert | null => (ouvert?.dossier.id === id ? ouvert : null),
    garderEssai: (essai: EssaiGarde): void => { if (ouvert !== null) ouvert = { ...ouvert, essai }; },
    oublier: (id: string): void => { if (ouvert?.dossier.id === id) ouvert = null; if (lu?.id === id) lu = null; },
  };
};
export type AtelierOuvert = ReturnType<typeof creerAtelier>;
