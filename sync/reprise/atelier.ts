import { setImmediate as rendreLaMain } from 'node:timers/promises';
import { REPRISE_ARRETEE } from '../../contract/methodesReprise.ts';
import { ErreurPoste } from '../../contract/transport.ts';
import type { BaseEcriture } from '../../db/connexion.ts';
import type { Dossier } from '../../db/reprise/dossiers.ts';
import { lireDossier, reglerDossier } from '../../db/reprise/dossiers.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { ResultatControle } from '../../domain/reprise/controle.ts';
import type { IndexCommunes } from '../../domain/reprise/controles/communes.ts';
import type { Correction } from '../../domain/reprise/corrections.ts';
import type { Fiches } from '../../domain/reprise/fiches.ts';
import type { RefusPrevu } from '../../domain/reprise/simulation.ts';
import type { FichesChargees } from '../../domain/objets/lot.ts';
import type { Correspondances, Traducteur } from '../../domain/reprise/valeurs/valeurs.ts';
import type { Compagnon } from './compagnons.ts';
import { controlerCompagnons, dossiersCompagnons } from './compagnons.ts';
import type { SourceLue } from './controleDossier.ts';
import { lireSource, preparerControle } from './controleDossier.ts';
import { anomaliesDeLecture } from './controlerSource.ts';

/** Le dernier essai du chargement. `corrections` : combien il y en avait ; une de plus le périme. */
export interface EssaiGarde { readonly le: string; readonly refus: readonly RefusPrevu[]; readonly aCreer: FichesChargees; /** Propositions que le chargement déposerait sur des fiches déjà là. */ readonly propositions: number; readonly corrections: number; /** Le contrôle, une fois rejetées les lignes que l’offre refuserait. */ readonly juge: Juge }
/** Ce que chaque ligne devient, et pourquoi. */
export type Juge = Pick<ResultatControle, 'anomalies' | 'sorts' | 'grandLivre'>;
/** Un dossier ouvert : son fichier lu, son contrôle, ses corrections. En mémoire ; tout ce qui compte est au fichier de travail. */
export interface Ouvert extends Pick<SourceLue, 'description' | 'bilan' | 'lignes'> {
  readonly dossier: Dossier; readonly corrections: readonly Correction[];
  /** Sans les fiches d’un fichier de structures : elles pèsent, et seul un chargement les demande (`fiches`). */ readonly resultat: ResultatControle; readonly traducteur: Traducteur; readonly nomenclature: Nomenclature; readonly communes: IndexCommunes; readonly essai: EssaiGarde | null;
  /** Les fiches que ce contrôle propose, refaites à la demande. */
  readonly fiches: (respirer: () => Promise<void>) => Promise<Fiches>;
  /** La table des termes avec laquelle le fichier a été lu : un collègue peut la changer pendant ce temps. */
  readonly correspondances: Correspondances;
  /** Les fichiers du même département contrôlés avec celui-ci. */
  readonly compagnons: readonly Compagnon[];
}
export type EtapeAtelier = 'lecture' | 'compagnons' | 'controle' | 'simulation' | 'chargement';
export type Avancer = (faites: number, sur: number | null) => Promise<void>;
export interface Suivi { readonly etape: EtapeAtelier; readonly faites: number; readonly sur: number | null }

/** Aucun dossier n’a ce nombre de corrections. */
const PERIME = -1;
/** Essais gardés : on passe d’un fichier à l’autre d’un département sans les refaire. */
const ESSAIS = 4;
/** De quoi un essai dépend, hors des corrections : le fichier, son association, la table de l’équipe, les compagnons. */
const luPar = ({ empreinte, feuille, entete, choix }: Dossier, correspondances: Correspondances, compagnons: readonly Compagnon[]): string => JSON.stringify([empreinte, feuille, entete, choix, correspondances, compagnons.map(({ marque }) => marque)]);

/** L’atelier d’un compte : un dossier ouvert à la fois, un travail à la fois, que la personne peut arrêter. */
export const creerAtelier = ({ base, aujourdhui }: { readonly base: () => BaseEcriture; readonly aujourdhui: () => string }) => {
  let ouvert: Ouvert | null = null;
  /** Les fichiers lus : celui qui est ouvert, et ses compagnons. */
  let lus: readonly SourceLue[] = [];
  let suivi: Suivi | null = null;
  let arret: AbortController | null = null;
  const essais = new Map<string, { readonly essai: EssaiGarde; readonly lu: string }>();

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

  const lire = async (dossier: Dossier, avancer: Avancer, signal: AbortSignal, respirer: () => Promise<void>): Promise<SourceLue> => {
    const source = await lireSource(base(), dossier, lus, { avancer, signal, respirer });
    lus = [...lus.filter(({ id }) => id !== dossier.id), source];
    return source;
  };

  /** Contrôle le dossier avec ses corrections du moment et ceux qui l’accompagnent, par morceaux. */
  const controler = async (dossier: Dossier, avancer: Avancer, signal: AbortSignal, respirer: () => Promise<void>): Promise<Ouvert> => {
    const jour = aujourdhui();
    const voisins = dossiersCompagnons(base(), dossier);
    lus = lus.filter(({ id }) => id === dossier.id || voisins.some((voisin) => voisin.id === id));
    const source = await lire(dossier, avancer, signal, respirer);
    if (voisins.length > 0) suivi = { etape: 'compagnons', faites: 0, sur: null };
    const { compagnons, contexte } = await controlerCompagnons(base(), jour, voisins, (voisin) => lire(voisin, avancer, signal, respirer), avancer, respirer);
    suivi = { etape: 'controle', faites: 0, sur: source.lignes.length };
    const { mener: conduire, ...prepare } = preparerControle(base(), jour, dossier, source, contexte);
    const fini = await conduire(false, avancer, respirer);
    const resultat = { ...fini, anomalies: [...fini.anomalies, ...anomaliesDeLecture(source.description)].sort((une, autre) => une.ligne - autre.ligne) };
    const bloquantes = resultat.anomalies.filter(({ gravite }) => gravite === 'bloquante').length;
    reglerDossier(base(), dossier.id, { bilan: { le: new Date().toISOString(), lignes: source.bilan.lignes, bloquantes, avertissements: resultat.anomalies.length - bloquantes } }, dossier.modifieLe);
    const essai = essais.get(dossier.id) ?? null;
    // une autre version, une autre table ou un autre compagnon lit autre chose : l’essai d’avant est périmé, comme après une correction
    const garde = essai === null || essai.lu === luPar(dossier, prepare.correspondances, compagnons) ? (essai?.essai ?? null) : { ...essai.essai, corrections: PERIME };
    return { ...prepare, dossier: exiger(dossier.id), description: source.description, bilan: source.bilan, lignes: source.lignes, resultat, essai: garde, compagnons,
      fiches: async (souffler) => (dossier.genre === 'structures' ? (await conduire(true, souffler, souffler)).fiches : resultat.fiches) };
  };

  return {
    exiger, mener,
    avancement: (): Suivi | null => suivi,
    interrompre: (): void => { arret?.abort(); },
    /** Lit (si ce n’est fait) et contrôle un dossier. Erreur `ErreurLecture` : fichier illisible. */
    ouvrir: (id: string): Promise<Ouvert> => {
      const dossier = exiger(id);
      return mener(lus.some((lue) => lue.id === id) ? 'controle' : 'lecture', async (avancer, signal, respirer) => {
        ouvert = await controler(dossier, avancer, signal, respirer);
        return ouvert;
      });
    },
    /** Le dossier déjà ouvert ; sinon, il s’ouvre. */
    async courant(id: string): Promise<Ouvert> { return ouvert?.dossier.id === id ? ouvert : this.ouvrir(id); },
    /** Le dossier ouvert, s’il l’est déjà : rien ne s’ouvre. */
    deja: (id: string): Ouvert | null => (ouvert?.dossier.id === id ? ouvert : null),
    garderEssai: (essai: EssaiGarde): void => {
      if (ouvert === null) return;
      const { dossier, correspondances, compagnons } = ouvert;
      ouvert = { ...ouvert, essai };
      essais.delete(dossier.id);
      essais.set(dossier.id, { essai, lu: luPar(dossier, correspondances, compagnons) });
      for (const ancien of [...essais.keys()].slice(0, -ESSAIS)) essais.delete(ancien);
    },
    oublier: (id: string): void => { essais.delete(id); if (ouvert?.dossier.id === id) ouvert = null; lus = lus.filter((lue) => lue.id !== id); },
  };
};
export type AtelierOuvert = ReturnType<typeof creerAtelier>;
