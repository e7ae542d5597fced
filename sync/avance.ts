import { setTimeout as attendre } from 'node:timers/promises';
import { lireAvis } from '../db/avis.ts';
import { marqueDeGarde } from '../db/gardes.ts';
import { lireDisponibilite } from '../db/indicateurs/repartitions.ts';
import { etapesDuTableau } from '../db/indicateurs/tableauDeBord.ts';
import { compterCache } from '../db/qualite/controles.ts';
import { fileValidation } from '../db/validation.ts';
import { naturesEnPlaces } from '../domain/nomenclature/nomenclature.ts';
import { cadreIndicateurs } from './indicateurs.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, contexteDuPoste, nomCommune } from './session.ts';

/** `repos` : personne ne demande rien, et l’offre n’a pas changé, depuis ce temps. `entreDeux` : une offre qui change sans cesse ne fait pas recalculer sans cesse. */
const DELAIS = { repos: 2_000, entreDeux: 60_000 } as const;

export interface Avance { /** L’offre vient de changer, ou de s’ouvrir. */ prevoir(): void; /** Une demande arrive : elle passe d’abord. */ ceder(): void; arreter(): void }

/**
 * Calcule d’avance, au repos, ce que l’accueil montrera, pour que le lancement suivant le trouve gardé (décision 042). Une étape à la fois, de quelques dizaines de millisecondes au pays entier, jusqu’à trois cents pour les contrôles ; une demande qui arrive passe entre deux.
 * Rien ne s’en montre ici : si l’offre change en chemin, la base efface ce qui ne vaut plus, et l’on recommence au repos suivant.
 */
export const creerAvance = (session: () => SessionPoste | undefined, surPanne: (erreur: unknown) => void, { repos, entreDeux }: { readonly repos: number; readonly entreDeux: number } = DELAIS): Avance => {
  let minuterie: NodeJS.Timeout | undefined;
  let derniereDemande = 0;
  let dernierCalcul = Number.NEGATIVE_INFINITY;
  let enCours = false;
  let aRefaire = false;
  let arrete = false;

  const etapes = (ouverte: SessionPoste): readonly (() => unknown)[] => {
    // l’Analyste ne calcule rien ; sans empreinte, rien ne se garderait
    if (ouverte.utilisateur.profil === 'analyste' || ouverte.programme === undefined) return [];
    const cadre = cadreIndicateurs(() => ouverte);
    const contexte = { aujourdhui: cadre.aujourdhui, compteesEnPlaces: naturesEnPlaces(cadre.nomenclature) };
    return [...etapesDuTableau(cadre), () => compterCache(cadre.base, contexte, new Set(cadre.departements), marqueDeGarde(cadre)), () => lireDisponibilite(cadre),
      () => fileValidation(cadre.base, acteurDe(ouverte.utilisateur), contexteDuPoste(), 'pour_moi', nomCommune, ouverte.programme),
      () => lireAvis(cadre.base, ouverte.utilisateur.id, contexteDuPoste().maintenant, ouverte.programme)];
  };
  const calculer = async (): Promise<void> => {
    const ouverte = session();
    if (enCours) { aRefaire = true; return; }
    if (ouverte === undefined) return;
    enCours = true;
    try {
      const { base } = ouverte;
      for (const etape of etapes(ouverte)) {
        for (let reste = 1; reste > 0;) {
          await attendre(20, undefined, { ref: false });
          reste = derniereDemande + repos - performance.now();
          if (reste > 0) await attendre(reste, undefined, { ref: false });
        }
        if (arrete || session() !== ouverte || ouverte.base !== base || !base.ouverte()) return;
        etape();
      }
      dernierCalcul = performance.now();
    } catch (erreur) {
      surPanne(erreur);
    } finally {
      enCours = false;
      if (aRefaire) { aRefaire = false; prevoir(); }
    }
  };
  const prevoir = (): void => {
    clearTimeout(minuterie);
    if (arrete) return;
    minuterie = setTimeout(() => { void calculer(); }, Math.max(repos, dernierCalcul + entreDeux - performance.now()));
    minuterie.unref();
  };
  return {
    prevoir,
    ceder: () => { derniereDemande = performance.now(); },
    arreter: () => { arrete = true; clearTimeout(minuterie); },
  };
};
