import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Issue } from '../../contract/service.ts';
import { CHEMINS, PROTOCOLE } from '../../contract/service.ts';
import type { Base } from '../base/base.ts';
import type { Serveur } from '../contexte.ts';
import type { Echantillon, Famille } from './format.ts';
import { TYPE_OPENMETRICS, creerCompteur, creerHistogramme, ecrireOpenmetrics } from './format.ts';

export const CHEMIN_MESURES = '/metriques';

const SEUILS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ISSUES: readonly Issue['issue'][] = ['appliquee', 'rejetee', 'conflit', 'trou', 'suspendue'];
const METHODES = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);
/** Au-delà, la base est dite injoignable : la surveillance n’attend pas avec les postes. */
const ATTENTE_BASE = 2_000;
const RESOLUTION_BOUCLE = 10;

/** Ce que le service compte de lui-même. Ni nom, ni adresse, ni identifiant : des routes, des statuts, des nombres. */
export interface Mesures {
  compterIssue(issue: Issue['issue']): void;
  /** Le texte OpenMetrics du moment. */
  lire(): Promise<string>;
  fermer(): void;
}

interface EtatBase { readonly journal: number; readonly courriels: number; readonly mois: string | null }
const lireBase = async ({ db }: Base): Promise<EtatBase | undefined> => {
  let minuterie: NodeJS.Timeout | undefined;
  const lecture = sql<EtatBase>`select coalesce((select max(no) from journal), 0) as journal, (select count(*) from courriel_a_envoyer) as courriels, (select max(mois) from instantane_mois where complet) as mois`
    .execute(db).then(({ rows }) => rows[0], () => undefined);
  const trop = new Promise<undefined>((resoudre) => { minuterie = setTimeout(() => { resoudre(undefined); }, ATTENTE_BASE); });
  try { return await Promise.race([lecture, trop]); } finally { clearTimeout(minuterie); }
};

const jauge = (nom: string, aide: string, ...echantillons: readonly Echantillon[]): Famille => ({ nom, type: 'gauge', aide, echantillons });
const compteur = (nom: string, aide: string, echantillons: readonly Echantillon[]): Famille => ({ nom, type: 'counter', aide, echantillons });

const familleBase = (etat: EtatBase | undefined, base: Base): Famille[] => {
  const { ouvertes, libres, attente } = base.connexions?.() ?? { ouvertes: 1, libres: 0, attente: 0 };
  return [
    jauge('siao_base_joignable', `1 quand la base a répondu en moins de ${ATTENTE_BASE / 1_000} s ; à 0, ce qui se lit d’elle manque.`, { valeur: etat === undefined ? 0 : 1 }),
    jauge('siao_base_connexions', 'Connexions à la base, occupées ou libres.', { etiquettes: { etat: 'occupees' }, valeur: ouvertes - libres }, { etiquettes: { etat: 'libres' }, valeur: libres }),
    jauge('siao_base_attente', 'Demandes qui attendent une connexion à la base.', { valeur: attente }),
    ...(etat === undefined ? [] : [
      jauge('siao_journal_lignes', 'Numéro de la dernière ligne du journal.', { valeur: etat.journal }),
      jauge('siao_courriels_en_attente', 'Courriels inscrits, pas encore expédiés.', { valeur: etat.courriels }),
      ...(etat.mois === null ? [] : [jauge('siao_dernier_mois_fige_secondes', 'Premier jour du dernier mois figé, en secondes Unix.', { valeur: Date.parse(`${etat.mois}-01T00:00:00Z`) / 1_000 })]),
    ]),
  ];
};

export const creerMesures = (serveur: Serveur, base: Base, version: string, flux: () => number): Mesures => {
  const requetes = creerCompteur();
  const durees = creerHistogramme(SEUILS);
  const issues = creerCompteur(ISSUES.map((issue) => ({ issue })));
  const demarrage = Date.now() / 1_000;
  const boucle = monitorEventLoopDelay({ resolution: RESOLUTION_BOUCLE });
  boucle.enable();
  /** Le modèle de la route, pas l’adresse demandée : ni identifiant de fiche, ni série par adresse inventée. */
  const situer = ({ routeOptions, method }: FastifyRequest) => ({ route: routeOptions.url ?? 'inconnue', methode: METHODES.has(method) ? method : 'AUTRE' });
  // un poste parti avant la fin de sa réponse : fastify n’appelle pas onResponse
  serveur.addHook('onRequestAbort', async (requete) => { requetes.ajouter({ ...situer(requete), statut: 'abandon' }); });
  serveur.addHook('onResponse', async (requete, reponse) => {
    const { route, methode } = situer(requete);
    requetes.ajouter({ route, methode, statut: String(reponse.raw.statusCode) });
    // un flux d’événements dure autant que le poste est ouvert
    if (route !== CHEMINS.evenements) durees.observer({ route, methode }, reponse.elapsedTime / 1_000);
  });
  /** Le moniteur compte aussi son propre pas. */
  const retard = (nanosecondes: number): number => (Number.isFinite(nanosecondes) ? Math.max(0, nanosecondes / 1e9 - RESOLUTION_BOUCLE / 1_000) : 0);
  return {
    compterIssue: (issue) => { issues.ajouter({ issue }); },
    lire: async () => {
      const etat = await lireBase(base);
      const { rss, heapUsed, external } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      const [moyen, p99, maximum] = [retard(boucle.mean), retard(boucle.percentile(99)), retard(boucle.max)];
      boucle.reset();
      return ecrireOpenmetrics([
        { nom: 'siao_service', type: 'info', aide: 'Version du service et du protocole.', echantillons: [{ suffixe: '_info', etiquettes: { version, protocole: String(PROTOCOLE), base: base.genre }, valeur: 1 }] },
        jauge('siao_demarrage_secondes', 'Démarrage de ce service, en secondes Unix.', { valeur: demarrage }),
        compteur('siao_requetes', 'Requêtes finies, par route, méthode et statut (« abandon » : le poste est parti avant la fin).', requetes.echantillons()),
        { nom: 'siao_requete_duree_secondes', type: 'histogram', aide: 'Durée des requêtes, hors flux d’événements.', echantillons: durees.echantillons() },
        jauge('siao_flux_ouverts', 'Flux d’événements ouverts : à peu près les postes branchés sur ce service.', { valeur: flux() }),
        compteur('siao_commandes', 'Commandes jugées par ce service, par issue ; une commande renvoyée compte de nouveau.', issues.echantillons()),
        ...familleBase(etat, base),
        jauge('siao_memoire_octets', 'Mémoire du processus.', { etiquettes: { genre: 'residente' }, valeur: rss }, { etiquettes: { genre: 'tas' }, valeur: heapUsed }, { etiquettes: { genre: 'hors_tas' }, valeur: external }),
        compteur('siao_processeur_secondes', 'Temps de processeur du processus.', [{ suffixe: '_total', valeur: (user + system) / 1e6 }]),
        jauge('siao_boucle_retard_secondes', 'Retard de la boucle d’événements depuis la lecture précédente.', { etiquettes: { mesure: 'moyen' }, valeur: moyen }, { etiquettes: { mesure: 'p99' }, valeur: p99 }, { etiquettes: { mesure: 'maximum' }, valeur: maximum }),
      ]);
    },
    fermer: () => { boucle.disable(); },
  };
};

/** Sert les mesures sur un port à elles, pour qu’aucun répartiteur ne les publie avec le reste. */
export const servirMesures = async (mesures: Pick<Mesures, 'lire'>, { port, hote = '127.0.0.1' }: { readonly port: number; readonly hote?: string }): Promise<{ readonly url: string; fermer(): Promise<void> }> => {
  const ecoute: Server = createServer((requete, reponse) => {
    const repondre = (statut: number, type: string, corps: string): void => { reponse.writeHead(statut, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }).end(corps); };
    if (requete.url !== CHEMIN_MESURES) { repondre(404, 'text/plain; charset=utf-8', `Les mesures sont à ${CHEMIN_MESURES}.\n`); return; }
    if (requete.method !== 'GET') { repondre(405, 'text/plain; charset=utf-8', 'GET seulement.\n'); return; }
    mesures.lire().then((texte) => { repondre(200, TYPE_OPENMETRICS, texte); }, () => { repondre(500, 'text/plain; charset=utf-8', 'Les mesures ne se lisent pas.\n'); });
  });
  ecoute.listen(port, hote);
  await once(ecoute, 'listening');
  const { port: ouvert } = ecoute.address() as AddressInfo;
  return {
    url: `http://${hote.includes(':') ? `[${hote}]` : hote}:${ouvert}${CHEMIN_MESURES}`,
    fermer: () => new Promise((resoudre) => { ecoute.close(() => { resoudre(); }); ecoute.closeAllConnections(); }),
  };
};
