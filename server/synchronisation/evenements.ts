import type { ServerResponse } from 'node:http';
import { sql } from 'kysely';
import { CODES_PROFILS } from '../../domain/profils.ts';
import { objetsLisibles } from '../../domain/droits.ts';
import { estDansLePerimetre } from '../../domain/profils.ts';
import type { Notification } from '../base/notifications.ts';
import type { CompteConnecte, ContexteService } from '../contexte.ts';
import { ErreurService } from '../erreurs.ts';

const PAR_UTILISATEUR = 5;
const BATTEMENT = 20_000;
/** Les changements rapprochés ne font qu’un événement. */
const REGROUPEMENT = 150;
/** Au-delà, prévenir quand même : le poste tirera ce qui est déjà livrable. */
const ATTENTE_MAXIMALE = 30_000;

interface Flux { readonly compte: CompteConnecte; readonly sortie: ServerResponse; aPrevenir: boolean }
/** Diffuse les événements aux postes branchés sur ce service. */
export interface Diffusion {
  /** Ouvre un flux SSE sur une réponse détournée de fastify. Refus : `evenements.nombre` (429) au-delà de 5 flux par compte. */
  brancher(compte: CompteConnecte, sortie: ServerResponse): void;
  /** Flux ouverts. */
  nombre(): number;
  fermer(): void;
}

/** Qui lit des fiches. Tous lisent la nomenclature : son changement s’annonce à tous (`tout`). */
const LECTEURS = new Set(CODES_PROFILS.filter((profil) => objetsLisibles(profil).some((objet) => objet !== 'nomenclature')));
const concerne = (compte: CompteConnecte, notification: Notification): boolean =>
  notification.genre === 'tout' || (LECTEURS.has(compte.acteur.profil) && notification.genre === 'changement' && estDansLePerimetre(compte.acteur.perimetre, notification));

export const creerDiffusion = (contexte: ContexteService): Diffusion => {
  const flux = new Set<Flux>();
  let minuterie: NodeJS.Timeout | undefined;
  let attendu = 0n;
  let depuis = 0;

  const envoyer = ({ sortie }: Flux, texte: string): void => { if (!sortie.writableEnded && !sortie.destroyed) sortie.write(texte); };
  const terminer = (un: Flux): void => {
    flux.delete(un);
    un.sortie.end();
  };
  const planifier = (): void => {
    minuterie ??= setTimeout(() => { minuterie = undefined; void distribuer(); }, REGROUPEMENT);
  };
  /** Un tirage ne voit un changement qu’une fois terminées les transactions plus anciennes : prévenir avant ferait tirer pour rien. */
  const livrable = async (): Promise<boolean> => {
    if (Date.now() - depuis > ATTENTE_MAXIMALE) return true;
    try {
      const { rows } = await sql<{ borne: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as borne`.execute(contexte.base.db);
      return BigInt(rows[0]?.borne ?? '0') > attendu;
    } catch {
      return true;
    }
  };
  const distribuer = async (): Promise<void> => {
    if (!await livrable()) { planifier(); return; }
    for (const un of flux) {
      if (!un.aPrevenir) continue;
      un.aPrevenir = false;
      envoyer(un, 'event: changement\ndata: {}\n\n');
    }
  };
  const arreter = contexte.base.ecouter((notification) => {
    if (notification.genre === 'session') {
      for (const un of [...flux]) if (un.compte.utilisateur.id === notification.utilisateurId) { envoyer(un, 'event: session\ndata: {}\n\n'); terminer(un); }
      return;
    }
    let quelquun = false;
    for (const un of flux) if (concerne(un.compte, notification)) { un.aPrevenir = true; quelquun = true; }
    if (!quelquun) return;
    if (minuterie === undefined) depuis = Date.now();
    const txid = /^\d+$/u.test(notification.txid) ? BigInt(notification.txid) : 0n;
    if (txid > attendu) attendu = txid;
    planifier();
  });
  const battement = setInterval(() => { for (const un of flux) envoyer(un, ': battement\n\n'); }, BATTEMENT);
  battement.unref();

  return {
    brancher: (compte, sortie) => {
      if ([...flux].filter((un) => un.compte.utilisateur.id === compte.utilisateur.id).length >= PAR_UTILISATEUR) {
        throw new ErreurService(429, 'evenements.nombre', 'Trop de flux ouverts pour ce compte.', { attendre: 30 });
      }
      const un: Flux = { compte, sortie, aPrevenir: false };
      flux.add(un);
      // le flux ne survit pas au jeton : le poste se rebranche avec un jeton neuf
      const fin = setTimeout(() => { terminer(un); }, Math.max(0, compte.expireLe.getTime() - contexte.horloge().getTime()));
      sortie.on('close', () => { clearTimeout(fin); flux.delete(un); });
      sortie.on('error', () => { flux.delete(un); });
      sortie.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'close', 'x-accel-buffering': 'no', 'x-content-type-options': 'nosniff' });
      envoyer(un, 'retry: 5000\n\n');
    },
    nombre: () => flux.size,
    fermer: () => {
      arreter();
      clearInterval(battement);
      clearTimeout(minuterie);
      for (const un of [...flux]) terminer(un);
    },
  };
};
