import { randomUUID } from 'node:crypto';
import type { EtatSync } from '../contract/poste.ts';
import { LOT_MAXIMAL, TAILLE_ENVOI } from '../contract/service.ts';
import type { Contexte } from '../domain/commandes/commande.ts';
import type { Acteur } from '../domain/profils.ts';
import type { BaseEcriture } from '../db/base.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';
import type { EnFile } from '../db/file.ts';
import { compterFile, lireAEnvoyer, noterIssue } from '../db/file.ts';
import type { ContexteEcriture } from '../db/lignes.ts';
import { viderOffre } from '../db/lignes.ts';
import { appliquerPage, rejouerFile } from '../db/rejeu.ts';
import type { ClientService } from './client.ts';
import { ErreurService } from './client.ts';

export interface Synchroniseur {
  /** Lance la boucle et l’écoute du service. */
  demarrer(): void;
  arreter(): Promise<void>;
  /** Demande un cycle ; se résout quand un cycle commencé après l’appel est fini. */
  maintenant(): Promise<void>;
  etat(): EtatSync;
}

export interface OptionsSynchroniseur {
  readonly base: BaseEcriture;
  readonly client: ClientService;
  readonly acteur: () => Acteur;
  readonly contexte: () => Contexte;
  readonly ecriture: () => ContexteEcriture;
  readonly surEtat: (etat: EtatSync) => void;
  readonly surDonnees: () => void;
  /** Les droits du compte ont pu changer. */
  readonly surSession: () => void;
  /** `hors_ligne` : compte ouvert sans réseau, la session se rouvrira d’elle-même ; `expire` : mot de passe à redonner. */
  readonly jeton: () => 'ouvert' | 'hors_ligne' | 'expire';
}

const PAGE = 2000;
const REPRISE_MS = [2000, 4000, 8000, 15_000, 30_000] as const;
const RONDE_MS = 60_000;
const FLUX_ETABLI_MS = 1000;

/** Le début d’un lot qui tient dans un envoi ; toujours au moins une commande, pour que la file avance. */
export const couperLot = (lot: readonly EnFile[]): readonly EnFile[] => {
  let taille = 0;
  const fin = lot.findIndex(({ args, base }) => { taille += JSON.stringify(args).length + 60 * base.length + 200; return taille > TAILLE_ENVOI; });
  return fin === -1 ? lot : lot.slice(0, Math.max(1, fin));
};

/**
 * Repart d’un cache vide. Si rien n’attend, le poste se présente aussi sous un nouveau `clientId` : une base refaite à neuf ne connaît pas
 * ses numéros. S’il reste du travail à envoyer, il garde les siens : les renuméroter pourrait le faire appliquer deux fois.
 */
const oublierCurseur = (base: BaseEcriture): void => {
  base.transaction(() => {
    viderOffre(base);
    ecrireReglage(base, 'curseur', null);
    if (lireAEnvoyer(base, 1).length > 0) return;
    base.ecrire('delete from file');
    ecrireReglage(base, 'clientId', randomUUID());
    ecrireReglage(base, 'prochainSeq', '1');
  });
};

/**
 * La boucle de synchronisation d’un compte : envoie la file, reçoit les changements, attend un signe du service (SSE), l’heure de la ronde ou une commande.
 * Un seul cycle à la fois. Une coupure met hors ligne et reprend d’elle-même, de plus en plus espacée.
 */
export const creerSynchroniseur = (options: OptionsSynchroniseur): Synchroniseur => {
  const { base, client } = options;
  let courant: EtatSync['etat'] = 'arret';
  let message: string | null = null;
  let lignesRecues = 0;
  let echecs = 0;
  let actif = false;
  let demande = false;
  let enCours: Promise<void> | undefined;
  let minuterie: NodeJS.Timeout | undefined;
  let ecoute: AbortController | undefined;

  const etat = (): EtatSync => ({ etat: courant, ...compterFile(base), derniere: lireReglage(base, 'derniereSynchro'), lignesRecues, message });
  const passer = (nouveau: EtatSync['etat'], detail: string | null = null): void => {
    courant = nouveau;
    message = detail;
    options.surEtat(etat());
  };

  const envoyer = async (clientId: string): Promise<boolean> => {
    let rejets = false;
    for (;;) {
      const lot = couperLot(lireAEnvoyer(base, LOT_MAXIMAL));
      if (lot.length === 0) return rejets;
      passer('envoi');
      const issues = await client.envoyer(lot.map(({ seq, nom, version, args, base: revisions }) => ({ clientId, seq, nom, version, args, base: revisions })));
      const premiereIssue = issues[0];
      // le service a oublié des commandes que le poste croit jugées (sauvegarde restaurée) : on s’arrête et on le dit, rien n’est renuméroté
      if (premiereIssue?.issue === 'trou' && premiereIssue.attendue < (lot[0]?.seq ?? 0)) throw new ErreurService('trou', `Le service attend la commande ${premiereIssue.attendue}, ce poste n’a plus que la ${lot[0]?.seq ?? 0} : prévenir l’assistance, la file est gardée.`);
      let jugees = 0;
      base.transaction(() => {
        for (const issue of issues) {
          if (issue.issue === 'trou') break;
          noterIssue(base, issue);
          jugees += 1;
          if (issue.issue !== 'appliquee') rejets = true;
        }
      });
      if (jugees === 0) throw new ErreurService('service', 'Le service n’a jugé aucune commande de l’envoi.');
    }
  };

  const recevoir = async (clientId: string): Promise<boolean> => {
    let change = false;
    lignesRecues = 0;
    const premier = lireReglage(base, 'curseur') === null;
    for (;;) {
      if (premier) passer('chargement');
      const { lignes, fin } = await client.recevoir(lireReglage(base, 'curseur') ?? '', clientId, PAGE);
      if (!actif) return change;
      appliquerPage(base, lignes, fin, options.acteur(), options.contexte(), options.ecriture());
      lignesRecues += lignes.length;
      change ||= lignes.length > 0;
      if (!fin.encore) return change;
    }
  };

  const cycle = async (): Promise<void> => {
    const jeton = options.jeton();
    if (jeton === 'hors_ligne') { echecs += 1; passer('hors_ligne', 'Le service ne répond pas : le travail continue hors ligne.'); return; }
    if (jeton === 'expire') { passer('session', 'Se reconnecter pour synchroniser. Le travail en attente est gardé.'); return; }
    const clientId = lireReglage(base, 'clientId') ?? '';
    try {
      const rejets = await envoyer(clientId);
      if (rejets) rejouerFile(base, options.acteur(), options.contexte(), options.ecriture());
      let change: boolean;
      try {
        change = await recevoir(clientId);
      } catch (erreur) {
        if (!(erreur instanceof ErreurService) || erreur.code !== 'curseur') throw erreur;
        // le service ne connaît pas ce curseur (autre base, trop ancien) : le cache est jetable, la file est gardée
        oublierCurseur(base);
        change = await recevoir(lireReglage(base, 'clientId') ?? '');
      }
      ecrireReglage(base, 'derniereSynchro', options.contexte().maintenant);
      echecs = 0;
      passer('a_jour');
      if (change || rejets) options.surDonnees();
    } catch (erreur) {
      echecs += 1;
      if (!(erreur instanceof ErreurService)) { passer('erreur', 'La synchronisation a échoué. Le travail est gardé ; nouvel essai automatique.'); throw erreur; }
      if (erreur.code === 'hors_ligne') passer('hors_ligne', erreur.message);
      else if (erreur.code === 'session' || erreur.statut === 401) passer('session', erreur.message);
      else passer('erreur', erreur.message);
    }
  };

  const programmer = (): void => {
    clearTimeout(minuterie);
    if (!actif) return;
    const attente = courant === 'a_jour' ? RONDE_MS : (REPRISE_MS[Math.min(echecs, REPRISE_MS.length) - 1] ?? REPRISE_MS[0]);
    minuterie = setTimeout(() => { void maintenant(); }, attente);
  };

  const maintenant = (): Promise<void> => {
    if (!actif) return Promise.resolve();
    demande = true;
    enCours ??= (async () => {
      while (demande && actif) {
        demande = false;
        await cycle().catch((erreur: unknown) => { console.error('synchronisation', erreur); });
      }
    })().finally(() => { enCours = undefined; programmer(); });
    return enCours;
  };

  const ecouter = async (): Promise<void> => {
    while (actif) {
      ecoute = new AbortController();
      const debut = Date.now();
      if (courant !== 'hors_ligne' && options.jeton() === 'ouvert') {
        await client.ecouter(ecoute.signal, (nom) => {
          if (nom === 'session') options.surSession();
          void maintenant();
        }).catch(() => undefined);
        // un flux qui se rompt annonce souvent une coupure : le vérifier tout de suite, plutôt qu’à la prochaine ronde.
        // Un flux refusé d’emblée (relais qui ne les admet pas) n’en dit rien : la ronde suffit.
        if (Date.now() - debut > FLUX_ETABLI_MS) void maintenant();
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
      await enCours;
      courant = 'arret';
    },
    maintenant,
    etat,
  };
};
