import type { EtatSync } from '../contract/poste.ts';
import type { Base } from '../db/base.ts';
import { ecrireReglage, lireEtat, lireReglage } from '../db/base.ts';
import type { OptionsConnexion } from '../db/connexion.ts';
import { estAbime, refusDuDisque } from '../db/connexion.ts';
import type { Cadre } from '../db/execution.ts';
import { compterFile } from '../db/file.ts';
import type { ClientService } from './client.ts';
import { ErreurService } from './client.ts';
import { ChargementAnnule, creerEchanges } from './echanges.ts';

export interface Synchroniseur {
  /** Lance la boucle et l’écoute du service. */
  demarrer(): void;
  arreter(): Promise<void>;
  /** Demande un cycle ; se résout quand un cycle commencé après l’appel est fini. `reprendre` : la personne relance un chargement qu’elle avait interrompu. */
  maintenant(reprendre?: boolean): Promise<void>;
  /** Interrompt le chargement en cours, qui garde ce qu’il a reçu. */
  annuler(): void;
  etat(): EtatSync;
}

export interface OptionsSynchroniseur {
  readonly base: Base;
  readonly client: ClientService;
  readonly cadre: () => Cadre;
  readonly connexion: OptionsConnexion;
  readonly surEtat: (etat: EtatSync) => void;
  readonly surDonnees: () => void;
  /** L’offre a été remplacée en entier : oublier les vues. */
  readonly surRemplacement: () => void;
  /** Les droits du compte ont pu changer. */
  readonly surSession: () => void;
  /** Un fichier du compte est abîmé : le rouvrir, ce qui le répare. */
  readonly surAbime: () => void;
  /** `hors_ligne` : compte ouvert sans réseau, la session se rouvrira d’elle-même ; `expire` : mot de passe à redonner. */
  readonly jeton: () => 'ouvert' | 'hors_ligne' | 'expire';
}

const REPRISE_MS = [2000, 4000, 8000, 15_000, 30_000] as const;
const RONDE_MS = 60_000;
const FLUX_ETABLI_MS = 1000;

/**
 * La boucle de synchronisation d’un compte : envoie la file, reçoit les changements, attend un signe du service (SSE), l’heure de la ronde ou une commande.
 * Un seul cycle à la fois. Une coupure met hors ligne et reprend d’elle-même, de plus en plus espacée.
 */
export const creerSynchroniseur = (options: OptionsSynchroniseur): Synchroniseur => {
  const { base, client } = options;
  let courant: EtatSync['etat'] = 'arret';
  let message: string | null = null;
  let avancement: { recues: number; total: number | null } = { recues: 0, total: null };
  let echecs = 0;
  /** L’essai en cours est celui de la minuterie : lui seul espace les suivants. Cinq saisies pendant une coupure ne font pas attendre trente secondes le retour du réseau. */
  let deLaMinuterie = false;
  const compterEchec = (): void => { if (deLaMinuterie || echecs === 0) echecs += 1; };
  let actif = false;
  let annule = false;
  let demande = false;
  let enCours: Promise<void> | undefined;
  let minuterie: NodeJS.Timeout | undefined;
  let ecoute: AbortController | undefined;

  const etat = (): EtatSync => ({
    etat: courant, ...compterFile(base), derniere: lireReglage(base, 'derniereSynchro'), lignesRecues: avancement.recues, lignesTotal: avancement.total, offreChargee: lireEtat(base, 'curseur') !== null, message,
  });
  const passer = (nouveau: EtatSync['etat'], detail: string | null = null): void => {
    courant = nouveau;
    message = detail;
    options.surEtat(etat());
  };
  const echanges = creerEchanges({
    base, client, cadre: options.cadre, connexion: options.connexion, actif: () => actif, annule: () => annule, surRemplacement: options.surRemplacement,
    surPhase: (phase, recues, total) => { avancement = { recues, total }; passer(phase); },
  });

  /** Ce qu’un échec devient à l’écran. Rien n’est perdu dans aucun cas. */
  const passerEchec = (erreur: unknown): void => {
    if (erreur instanceof ChargementAnnule) { passer('annule', 'Le chargement est interrompu : il reprendra où il en est.'); return; }
    compterEchec();
    if (erreur instanceof ErreurService) {
      if (erreur.code === 'hors_ligne') passer('hors_ligne', erreur.message);
      else if (erreur.code === 'suspendue' || erreur.code === 'protocole') passer('suspendu', erreur.message);
      else if (erreur.code === 'session' || erreur.statut === 401) passer('session', erreur.message);
      else passer('erreur', erreur.message);
      return;
    }
    const disque = refusDuDisque(erreur);
    passer('erreur', disque?.message ?? 'La synchronisation a échoué. Le travail est gardé ; nouvel essai automatique.');
    if (estAbime(erreur)) options.surAbime();
    else if (disque === undefined) throw erreur;
  };

  const cycle = async (): Promise<void> => {
    const jeton = options.jeton();
    if (jeton === 'hors_ligne') { compterEchec(); passer('hors_ligne', 'Le service ne répond pas : le travail continue hors ligne.'); return; }
    if (jeton === 'expire') { passer('session', 'Se reconnecter pour synchroniser. Le travail en attente est gardé.'); return; }
    try {
      let suspension: ErreurService | undefined;
      let rejets = false;
      try {
        rejets = await echanges.envoyer();
      } catch (erreur) {
        // l’envoi attend une mise à jour ; la réception, elle, peut continuer
        if (!(erreur instanceof ErreurService) || erreur.code !== 'suspendue') throw erreur;
        suspension = erreur;
        // un refus a pu précéder la suspension
        rejets = true;
      }
      if (rejets) options.surDonnees();
      const change = await echanges.recevoir();
      if (!actif) return;
      ecrireReglage(base, 'derniereSynchro', options.cadre().contexte.maintenant);
      if (change) options.surDonnees();
      if (suspension !== undefined) throw suspension;
      echecs = 0;
      passer('a_jour');
    } catch (erreur) {
      if (actif) passerEchec(erreur);
    }
  };

  const programmer = (): void => {
    clearTimeout(minuterie);
    if (!actif) return;
    // interrompu par la personne : c’est elle qui le reprend
    if (courant === 'annule') return;
    const attente = courant === 'a_jour' || courant === 'suspendu' ? RONDE_MS : (REPRISE_MS[Math.min(echecs, REPRISE_MS.length) - 1] ?? REPRISE_MS[0]);
    minuterie = setTimeout(() => { deLaMinuterie = true; void maintenant(); }, attente);
  };

  const maintenant = (reprendre = false): Promise<void> => {
    if (!actif) return Promise.resolve();
    if (reprendre) annule = false;
    demande = true;
    enCours ??= (async () => {
      while (demande && actif) {
        demande = false;
        await cycle().catch((erreur: unknown) => { console.error('synchronisation', erreur); });
      }
    })().finally(() => { enCours = undefined; deLaMinuterie = false; programmer(); });
    return enCours;
  };

  const ecouter = async (): Promise<void> => {
    while (actif) {
      ecoute = new AbortController();
      const debut = Date.now();
      if (courant !== 'hors_ligne' && options.jeton() === 'ouvert') {
        let coupe = false;
        await client.ecouter(ecoute.signal, (nom) => {
          if (nom === 'session') options.surSession();
          void maintenant();
        }).catch((erreur: unknown) => { coupe = erreur instanceof ErreurService && erreur.code === 'hors_ligne'; });
        // un flux qui se rompt annonce souvent une coupure : le vérifier tout de suite, plutôt qu’à la prochaine ronde.
        // Un flux refusé d’emblée par une réponse (relais qui ne les admet pas) n’en dit rien : la ronde suffit.
        if (coupe || Date.now() - debut > FLUX_ETABLI_MS) void maintenant();
      }
      if (actif) await new Promise((resoudre) => { setTimeout(resoudre, 2000); });
    }
  };

  return {
    demarrer: () => {
      actif = true;
      void maintenant();
      void ecouter();
    },
    arreter: async () => {
      actif = false;
      clearTimeout(minuterie);
      ecoute?.abort();
      client.interrompre();
      await enCours;
      courant = 'arret';
    },
    maintenant,
    annuler: () => { if (courant === 'chargement') annule = true; },
    etat,
  };
};
