import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import type { Base } from '../../db/base.ts';
import { ouvrirBase } from '../../db/base.ts';
import type { Cadre } from '../../db/execution.ts';
import { executerCommande, rejouerFile } from '../../db/execution.ts';
import { lireFile, retirerComprises } from '../../db/file.ts';
import { basculerAuJour } from '../../db/lignes.ts';
import { sauvegarder } from '../../db/sauvegardes.ts';
import type { Catalogue } from '../../domain/commandes/catalogue.ts';
import { referentielCommunes } from '../../domain/geographie/cog.ts';
import type { Acteur } from '../../domain/profils.ts';
import type { ClientService, Transport } from '../../sync/client.ts';
import { ErreurService, creerClientService } from '../../sync/client.ts';
import type { Echanges } from '../../sync/echanges.ts';
import { ChargementAnnule, creerEchanges } from '../../sync/echanges.ts';
import { acteurDe, nomCommune } from '../../sync/session.ts';
import { CLE } from '../outils/cache.ts';
import { MOT_DE_PASSE } from '../outils/service.ts';
import type { ServiceSimule } from './service.ts';
import { MAINTENANT_SERVICE } from './service.ts';

/** Ce que le réseau fait d’une demande. `retarder` : elle arrive au service bien après que le poste a renoncé. `mourir…` : le poste s’arrête pendant l’attente. */
export type Panne = 'rien' | 'perdre_demande' | 'perdre_reponse' | 'repeter' | 'couper' | 'retarder' | 'mourir_avant' | 'mourir_apres';
/** Le processus du poste s’arrête net. */
export class Mort extends Error {}

/** Une commande que le poste a dit acceptée à la personne. */
interface Acceptee { readonly marque: string; readonly clientId: string; readonly seq: number; readonly nom: string }

export interface PosteSimule {
  readonly email: string;
  readonly dossier: string;
  readonly acceptees: Acceptee[];
  base: Base;
  acteur: Acteur | undefined;
  catalogue: Catalogue;
  pannes: Panne[];
  /** Nombre d’instructions SQL avant l’arrêt net ; `null` : aucun arrêt prévu. */
  sursis: number | null;
  annule: boolean;
  /** Le service a annoncé que les droits de ce compte ont pu changer. */
  droitsAnnonces: boolean;
  decalage: number;
  pages: { delta: number; chargement: number };
  /** Demandes retardées, que la simulation livre quand elle veut. */
  readonly enRoute: (() => Promise<void>)[];
  cadre(): Cadre;
  connecter(): Promise<boolean>;
  executer(nom: string, args: unknown, marque: string): boolean;
  echanger(quoi: keyof Echanges): Promise<'fait' | 'coupe' | 'suspendu' | 'annule'>;
  sauvegarder(): void;
  /** Arrêt net, puis réouverture des fichiers tels qu’ils étaient sur le disque. */
  tuer(): void;
  /** Fermeture propre et réouverture. */
  redemarrer(catalogue?: Catalogue): void;
  /** Photographie les fichiers, pour une validation qui n’atteint qu’un des deux. */
  photographier(): void;
  dechirer(perdu: 'travail' | 'offre'): void;
  fermer(): void;
}

const versInject = (adresse: URL, options: RequestInit): InjectOptions => ({
  method: (options.method ?? 'GET') as 'GET', url: `${adresse.pathname}${adresse.search}`, headers: options.headers as Record<string, string>, ...(typeof options.body === 'string' ? { payload: options.body } : {}),
});

export const ouvrirPosteSimule = (service: ServiceSimule, email: string, dossier: string, pages: PosteSimule['pages'], catalogue: Catalogue): PosteSimule => {
  const fichiers = join(dossier, 'compte');
  const photo = join(dossier, 'photo');
  let client: ClientService;
  let echanges: Echanges;
  let mort = false;

  const avantInstruction = (): void => {
    if (mort) throw new Mort('Le poste est arrêté.');
    if (poste.sursis === null) return;
    poste.sursis -= 1;
    if (poste.sursis <= 0) { mort = true; throw new Mort('Arrêt net.'); }
  };
  const connexion = { avantInstruction };

  const transport: Transport = async (adresse, options) => {
    const panne = poste.pannes.shift() ?? 'rien';
    const demander = async (): Promise<Response> => {
      const recue = await service.service.serveur.inject(versInject(adresse, options));
      const corps = panne === 'couper' ? recue.rawPayload.subarray(0, Math.floor(recue.rawPayload.length / 2)) : recue.rawPayload;
      return new Response(recue.statusCode === 204 ? null : new Uint8Array(corps), { status: recue.statusCode, headers: { 'content-type': String(recue.headers['content-type'] ?? 'application/json') } });
    };
    if (panne === 'perdre_demande') throw new Error('Demande perdue.');
    if (panne === 'mourir_avant') { mort = true; throw new Mort('Arrêt avant la demande.'); }
    if (panne === 'retarder') { poste.enRoute.push(async () => { await demander(); }); throw new Error('Pas de réponse à temps.'); }
    if (panne === 'repeter') await demander();
    const reponse = await demander();
    if (panne === 'perdre_reponse') throw new Error('Réponse perdue.');
    if (panne === 'mourir_apres') { mort = true; throw new Mort('Arrêt avant la réponse.'); }
    return reponse;
  };

  const ouvrir = (): void => {
    mort = false;
    poste.sursis = null;
    poste.base = ouvrirBase(fichiers, [CLE], { maintenant: new Date(MAINTENANT_SERVICE).toISOString(), ...connexion });
    client = creerClientService('http://service.invalid', 'simulation', transport);
    echanges = creerEchanges({ base: poste.base, client, cadre: poste.cadre, connexion, actif: () => !mort, annule: () => poste.annule, surPhase: () => undefined, surRemplacement: () => undefined, pages: poste.pages });
    if (poste.acteur === undefined) return;
    retirerComprises(poste.base);
    rejouerFile(poste.base, poste.cadre());
    basculerAuJour(poste.base, poste.cadre().ecriture);
  };
  let connecte = false;

  const poste: PosteSimule = {
    email, dossier, acceptees: [], base: undefined as unknown as Base, acteur: undefined, catalogue, pannes: [], sursis: null, annule: false, droitsAnnonces: false, decalage: 0, pages, enRoute: [],
    cadre: () => {
      const instant = new Date(MAINTENANT_SERVICE + poste.decalage).toISOString();
      return { acteur: poste.acteur as Acteur, contexte: { maintenant: instant, aujourdhui: instant.slice(0, 10), communes: referentielCommunes }, ecriture: { aujourdhui: instant.slice(0, 10), nomCommune }, catalogue: poste.catalogue };
    },
    connecter: async () => {
      if (connecte) return true;
      try {
        poste.acteur = acteurDe(await client.ouvrirSession(email, MOT_DE_PASSE));
        connecte = true;
        rejouerFile(poste.base, poste.cadre());
      } catch (erreur) {
        if (!(erreur instanceof ErreurService)) throw erreur;
      }
      return connecte;
    },
    executer: (nom, args, marque) => {
      if (poste.acteur === undefined) return false;
      const execution = executerCommande(poste.base, nom, args, poste.cadre());
      if (!execution.accepte) return false;
      const rangee = lireFile(poste.base).find(({ numero }) => numero === execution.numero);
      if (rangee === undefined) throw new Error('Une commande acceptée n’est pas en file.');
      poste.acceptees.push({ marque, clientId: rangee.clientId, seq: rangee.seq, nom });
      return true;
    },
    echanger: async (quoi) => {
      try {
        if (!await poste.connecter()) return 'coupe';
        // les droits montrés suivent le service, comme à l’annonce qu’il en fait
        if (quoi === 'recevoir' && poste.droitsAnnonces) {
          poste.acteur = acteurDe(await client.relireUtilisateur());
          poste.droitsAnnonces = false;
          rejouerFile(poste.base, poste.cadre());
        }
        await echanges[quoi]();
        return 'fait';
      } catch (erreur) {
        if (erreur instanceof ChargementAnnule) return 'annule';
        if (!(erreur instanceof ErreurService)) throw erreur;
        if (erreur.code === 'session' || erreur.statut === 401) connecte = false;
        return erreur.code === 'suspendue' ? 'suspendu' : 'coupe';
      } finally {
        if (mort) throw new Mort('Arrêt pendant un échange.');
      }
    },
    sauvegarder: () => { sauvegarder(poste.base, new Date(MAINTENANT_SERVICE + poste.acceptees.length * 1000).toISOString(), connexion); },
    tuer: () => {
      mort = true;
      const disque = join(dossier, 'disque');
      rmSync(disque, { recursive: true, force: true });
      cpSync(fichiers, disque, { recursive: true, filter: (chemin) => !chemin.endsWith('-shm') });
      poste.base.fermer();
      rmSync(fichiers, { recursive: true });
      cpSync(disque, fichiers, { recursive: true });
      connecte = false;
      ouvrir();
    },
    redemarrer: (nouveau) => {
      poste.base.fermer();
      connecte = false;
      if (nouveau !== undefined) poste.catalogue = nouveau;
      ouvrir();
    },
    photographier: () => {
      poste.base.fermer();
      rmSync(photo, { recursive: true, force: true });
      cpSync(fichiers, photo, { recursive: true });
      const etait = connecte;
      const ancien = client;
      ouvrir();
      // une photographie n’est pas un redémarrage : la session reste
      connecte = etait;
      if (etait) { client = ancien; echanges = creerEchanges({ base: poste.base, client, cadre: poste.cadre, connexion, actif: () => !mort, annule: () => poste.annule, surPhase: () => undefined, surRemplacement: () => undefined, pages: poste.pages }); }
    },
    dechirer: (perdu) => {
      poste.base.fermer();
      const ancien = join(photo, `${perdu}.sqlite`);
      if (existsSync(ancien)) cpSync(ancien, join(fichiers, `${perdu}.sqlite`));
      connecte = false;
      ouvrir();
    },
    fermer: () => { if (poste.base.ouverte()) poste.base.fermer(); },
  };
  mkdirSync(dossier, { recursive: true });
  ouvrir();
  return poste;
};
