import type { EtatSync } from '../contract/poste.ts';
import { LOT_MAXIMAL, TAILLE_ENVOI } from '../contract/service.ts';
import type { Base } from '../db/base.ts';
import { ecrireReglage, lireEtat, lireReglage } from '../db/base.ts';
import type { Chargement } from '../db/chargement.ts';
import { abandonnerChargement, ouvrirChargement } from '../db/chargement.ts';
import type { OptionsConnexion } from '../db/connexion.ts';
import type { Cadre } from '../db/execution.ts';
import { rejouerFile } from '../db/execution.ts';
import type { EnFile } from '../db/file.ts';
import { clientsSuivis, estDefinitive, lireAEnvoyer, noterIssue, repartirDe, retirerComprises } from '../db/file.ts';
import { appliquerPage } from '../db/reception.ts';
import type { ClientService } from './client.ts';
import { ErreurService } from './client.ts';

const PAGE_DELTA = 2000;
export const PAGE_CHARGEMENT = 5000;

/** Un cycle entre le poste et le service, sans minuterie : ce que la boucle enchaîne, et ce que la simulation fait pas à pas. */
export interface Echanges {
  /** Envoie tout ce qui attend. Vrai quand le service a refusé quelque chose, ou repris des commandes : les effets locaux ont changé. */
  envoyer(): Promise<boolean>;
  /** Reçoit tout ce qui est nouveau, par un chargement complet quand il le faut. Vrai quand l’offre a changé. */
  recevoir(): Promise<boolean>;
}

export interface OptionsEchanges {
  readonly base: Base;
  readonly client: ClientService;
  readonly cadre: () => Cadre;
  readonly connexion: OptionsConnexion;
  /** Faux dès que la boucle s’arrête : rien ne s’écrit plus après. */
  readonly actif: () => boolean;
  readonly surPhase: (phase: Extract<EtatSync['etat'], 'envoi' | 'chargement'>, recues: number, total: number | null) => void;
  /** Appelé entre deux pages d’un chargement ; vrai : s’interrompre. */
  readonly annule: () => boolean;
  /** L’offre vient d’être remplacée en entier : les vues ouvertes ne valent plus. */
  readonly surRemplacement: () => void;
  readonly pages?: { readonly delta: number; readonly chargement: number };
}

/** La personne a interrompu le chargement. */
export class ChargementAnnule extends Error {}

/** Le début d’un lot qui tient dans un envoi et ne concerne qu’un client ; toujours au moins une commande, pour que la file avance. */
export const couperLot = (lot: readonly EnFile[]): readonly EnFile[] => {
  const premier = lot[0]?.clientId;
  let taille = 0;
  const fin = lot.findIndex(({ args, base, clientId }) => { taille += JSON.stringify(args).length + 60 * base.length + 200; return taille > TAILLE_ENVOI || clientId !== premier; });
  return fin === -1 ? lot : lot.slice(0, Math.max(1, fin));
};

/** Dernière mutation que ce poste croit appliquée sous cet identifiant, ou 0. */
const derniereAppliquee = (base: Base, clientId: string): number => base.un<{ seq: number | null }>(
  `select max(seq) as seq from (select seq from archive where "clientId" = ? union all select seq from file where "clientId" = ? and json_extract(issue, '$.issue') = 'appliquee')`, clientId, clientId)?.seq ?? 0;

/** Une page demandée avant qu’on en ait besoin. */
interface Avance { readonly curseur: string; readonly recue: Promise<Awaited<ReturnType<ClientService['recevoir']>> & { readonly remise: boolean }>; oublier(): void }

export const creerEchanges = (options: OptionsEchanges): Echanges => {
  const { base, client, connexion } = options;
  const pages = options.pages ?? { delta: PAGE_DELTA, chargement: PAGE_CHARGEMENT };

  /** Le service a perdu la mémoire de commandes (sauvegarde restaurée), ou la file celle d’une partie des siennes : tout repart sous un nouvel identifiant. */
  const repartir = (clientId: string, attendue: number): void => { repartirDe(base, clientId, attendue); };

  const envoyer = async (): Promise<boolean> => {
    const bilan = { change: false };
    try {
      await envoyerLots(bilan);
      retirerComprises(base);
    } finally {
      // aussi quand un lot suivant est suspendu ou coupé : ce que le service a déjà refusé ne garde pas son effet
      if (bilan.change && options.actif()) rejouerFile(base, options.cadre());
    }
    return bilan.change;
  };

  const envoyerLots = async (bilan: { change: boolean }): Promise<void> => {
    for (;;) {
      const lot = couperLot(lireAEnvoyer(base, LOT_MAXIMAL));
      const [premiere] = lot;
      if (premiere === undefined) return;
      options.surPhase('envoi', 0, null);
      // une file d’avant citait toutes les fiches touchées, plus que le service n’en admet quand un gros lot s’annule : seule la fiche visée compte
      const { issues } = await client.envoyer(lot.map(({ clientId, seq, nom, version, args, id, base: revisions }) => ({ clientId, seq, nom, version, args, base: revisions.filter((revision) => revision.id === id) })), options.cadre().catalogue.version, []);
      if (!options.actif()) return;
      base.transaction(() => { for (const issue of issues) noterIssue(base, premiere.clientId, issue); });
      if (issues.some((issue) => estDefinitive(issue) && issue.issue !== 'appliquee')) bilan.change = true;
      const [issue] = issues;
      if (issue?.issue === 'trou' && issue.attendue < premiere.seq) { repartir(premiere.clientId, issue.attendue); bilan.change = true; continue; }
      const arret = issues.find(({ issue: genre }) => genre === 'suspendue');
      if (arret?.issue === 'suspendue') throw new ErreurService('suspendue', arret.message);
      if (!issues.some(estDefinitive)) throw new ErreurService('service', 'Le service n’a jugé aucune commande de l’envoi.');
    }
  };

  /** Après un changement de base du service : les commandes qu’il a oubliées repartent. */
  const verifierMemoire = async (): Promise<boolean> => {
    const clients = clientsSuivis(base);
    const { attendues } = await client.envoyer([], options.cadre().catalogue.version, clients);
    let reprises = false;
    for (const clientId of clients) {
      const attendue = attendues[clientId];
      if (attendue === undefined || attendue > derniereAppliquee(base, clientId)) continue;
      repartir(clientId, attendue);
      reprises = true;
    }
    return reprises;
  };

  const reprendreMemoire = async (): Promise<void> => {
    if (lireReglage(base, 'aVerifier') === null) return;
    const reprises = await verifierMemoire();
    ecrireReglage(base, 'aVerifier', null);
    if (reprises) await envoyer();
  };

  const page = async (curseur: string, limite: number, arret?: AbortSignal) => {
    const recue = await client.recevoir(curseur, clientsSuivis(base), limite, arret);
    return { ...recue, remise: recue.lignes.some(({ genre }) => genre === 'remise_a_zero') };
  };

  /** Rangé avant tout échange : un arrêt entre les deux ne fait oublier ni le rechargement, ni la vérification. */
  const demanderRechargement = (): void => { base.transaction(() => { for (const cle of ['aRecharger', 'aVerifier']) ecrireReglage(base, cle, '1'); }); };

  /** La page d’après se demande pendant que celle-ci se range : le service et le poste travaillent ensemble. Qui ne la prend pas l’oublie. */
  const demanderAvance = (curseur: string): Avance => {
    const arret = new AbortController();
    const recue = page(curseur, pages.chargement, arret.signal);
    // un échec se dit à qui l’attend ; abandonnée, personne ne l’attend
    recue.catch(() => undefined);
    return { curseur, recue, oublier: () => { arret.abort(); } };
  };

  const charger = async (): Promise<void> => {
    let chargement: Chargement | undefined;
    let avance: Avance | undefined;
    try {
      for (;;) {
        chargement ??= ouvrirChargement(base, options.cadre().ecriture, connexion);
        if (options.annule()) throw new ChargementAnnule();
        options.surPhase('chargement', chargement.recues, chargement.total);
        let recue: Awaited<ReturnType<typeof page>> | undefined;
        try {
          const prise = avance?.curseur === chargement.curseur ? avance : demanderAvance(chargement.curseur);
          avance = undefined;
          recue = await prise.recue;
        } catch (erreur) {
          if (!(erreur instanceof ErreurService) || erreur.code !== 'curseur' || chargement.curseur === '') throw erreur;
        }
        if (!options.actif()) return;
        if (recue === undefined || recue.remise) {
          chargement.suspendre();
          chargement = undefined;
          abandonnerChargement(base);
          demanderRechargement();
          await reprendreMemoire();
          continue;
        }
        if (recue.fin.encore && !options.annule()) avance = demanderAvance(recue.fin.curseur);
        chargement.appliquer(recue.lignes, recue.fin);
        if (recue.fin.encore) continue;
        const fini = chargement;
        chargement = undefined;
        fini.terminer();
        rejouerFile(base, options.cadre());
        retirerComprises(base);
        ecrireReglage(base, 'aRecharger', null);
        options.surRemplacement();
        return;
      }
    } finally {
      avance?.oublier();
      chargement?.suspendre();
    }
  };

  return {
    envoyer,
    recevoir: async () => {
      let change = false;
      for (;;) {
        await reprendreMemoire();
        const curseur = lireEtat(base, 'curseur');
        if (curseur === null || lireReglage(base, 'aRecharger') !== null) { await charger(); return true; }
        let recue: Awaited<ReturnType<typeof page>> | undefined;
        try {
          recue = await page(curseur, pages.delta);
        } catch (erreur) {
          // un curseur que le service ne reconnaît pas : l’offre est jetable, elle se recharge ; la file est gardée
          if (!(erreur instanceof ErreurService) || erreur.code !== 'curseur') throw erreur;
        }
        if (!options.actif()) return change;
        if (recue === undefined || recue.remise) {
          demanderRechargement();
          continue;
        }
        appliquerPage(base, recue.lignes, recue.fin, options.cadre());
        change ||= recue.lignes.length > 0;
        if (!recue.fin.encore) return change;
      }
    },
  };
};
