import { z } from 'zod';
import type { ChargeDe, NomEvenement } from './evenements.ts';
import { EVENEMENTS } from './evenements.ts';
import type { ArgsDe, NomMethode, ResultatDe, Traitements } from './poste.ts';
import { METHODES } from './poste.ts';

/** Ce que les deux bouts du port ont en commun, côté Node (MessagePortMain, worker) et côté navigateur. */
export interface PortDuplex {
  postMessage(message: unknown): void;
  on(evenement: 'message', recevoir: (message: { data: unknown }) => void): void;
  start(): void;
}

/** Erreur voulue, qui traverse le port avec son code. Toute autre erreur devient `interne`, sans détail technique pour la fenêtre. */
export class ErreurPoste extends Error {
  readonly code: string;
  readonly champ: string | undefined;
  constructor(code: string, message: string, champ?: string) {
    super(message);
    this.name = 'ErreurPoste';
    this.code = code;
    this.champ = champ;
  }
}

const schemaAppel = z.object({ appel: z.number().int(), methode: z.string(), args: z.unknown() });
const schemaReponse = z.object({ reponse: z.number().int(), resultat: z.unknown().optional(), erreur: z.object({ code: z.string(), message: z.string(), champ: z.string().optional() }).optional() });
const schemaEvenement = z.object({ evenement: z.string(), charge: z.unknown() });

export interface Serveur { emettre<N extends NomEvenement>(nom: N, charge: ChargeDe<N>): void }

/**
 * Sert les méthodes sur un port. Un message mal formé est ignoré et signalé à `journal` ; des arguments faux donnent l’erreur `arguments`.
 * `traduire` : rend l’erreur à dire à la personne pour une panne reconnue (disque plein…), sinon `undefined`.
 */
export const servirPort = (port: PortDuplex, traitements: Traitements, journal: (message: string, erreur?: unknown) => void, traduire: (erreur: unknown) => ErreurPoste | undefined = () => undefined): Serveur => {
  port.on('message', ({ data }) => {
    const appel = schemaAppel.safeParse(data);
    if (!appel.success) { journal('Message ignoré : forme inattendue.'); return; }
    const { appel: numero, methode, args } = appel.data;
    void (async () => {
      try {
        if (!Object.hasOwn(METHODES, methode)) throw new ErreurPoste('methode', `Méthode inconnue : ${methode}.`);
        const nom = methode as NomMethode;
        const lus = METHODES[nom].args.safeParse(args);
        if (!lus.success) throw new ErreurPoste('arguments', `Arguments refusés (${methode}) : ${lus.error.issues[0]?.path.join('.') ?? ''} ${lus.error.issues[0]?.message ?? ''}`);
        const traiter = traitements[nom] as (valeur: unknown) => unknown;
        // un résultat déjà là part aussitôt : attendu, il partirait après un événement émis entre-temps, et la page finirait sur l’état le plus ancien
        const resultat = traiter(lus.data);
        port.postMessage({ reponse: numero, resultat: resultat instanceof Promise ? await resultat : resultat });
      } catch (panne) {
        const erreur = traduire(panne) ?? panne;
        if (erreur instanceof ErreurPoste) {
          port.postMessage({ reponse: numero, erreur: { code: erreur.code, message: erreur.message, ...(erreur.champ === undefined ? {} : { champ: erreur.champ }) } });
        } else {
          journal(`Échec de ${methode}`, erreur);
          port.postMessage({ reponse: numero, erreur: { code: 'interne', message: 'Une erreur inattendue est survenue. Rien n’a été enregistré par ce geste.' } });
        }
      }
    })();
  });
  port.start();
  return { emettre: (nom, charge) => { port.postMessage({ evenement: nom, charge }); } };
};

export interface Client {
  appeler<N extends NomMethode>(methode: N, args: ArgsDe<N>): Promise<ResultatDe<N>>;
  ecouter<N extends NomEvenement>(nom: N, recevoir: (charge: ChargeDe<N>) => void): () => void;
  /** Change de port après un redémarrage du processus de données ; les appels en cours échouent avec `coupure`. */
  brancher(port: PortDuplex): void;
}

/** Client d’un port. Les appels faits avant `brancher` attendent. */
export const creerClient = (): Client => {
  let port: PortDuplex | undefined;
  let suivant = 1;
  const enCours = new Map<number, { resoudre: (valeur: unknown) => void; rejeter: (erreur: Error) => void }>();
  const enAttente: unknown[] = [];
  const abonnes = new Map<string, Set<(charge: never) => void>>();
  const recevoir = (data: unknown): void => {
    const reponse = schemaReponse.safeParse(data);
    if (reponse.success) {
      const appel = enCours.get(reponse.data.reponse);
      enCours.delete(reponse.data.reponse);
      const { erreur } = reponse.data;
      if (erreur === undefined) appel?.resoudre(reponse.data.resultat);
      else appel?.rejeter(new ErreurPoste(erreur.code, erreur.message, erreur.champ));
      return;
    }
    const evenement = schemaEvenement.safeParse(data);
    if (!evenement.success || !Object.hasOwn(EVENEMENTS, evenement.data.evenement)) return;
    const charge = EVENEMENTS[evenement.data.evenement as NomEvenement].safeParse(evenement.data.charge);
    if (charge.success) for (const abonne of abonnes.get(evenement.data.evenement) ?? []) abonne(charge.data as never);
  };
  return {
    appeler: <N extends NomMethode>(methode: N, args: ArgsDe<N>) => new Promise<ResultatDe<N>>((resoudre, rejeter) => {
      const appel = suivant;
      suivant += 1;
      enCours.set(appel, { resoudre: resoudre as (valeur: unknown) => void, rejeter });
      const message = { appel, methode, args };
      if (port === undefined) enAttente.push(message);
      else port.postMessage(message);
    }),
    ecouter: (nom, recevoirCharge) => {
      const ensemble = abonnes.get(nom) ?? new Set();
      abonnes.set(nom, ensemble);
      ensemble.add(recevoirCharge as (charge: never) => void);
      return () => { ensemble.delete(recevoirCharge as (charge: never) => void); };
    },
    brancher: (nouveau) => {
      if (port !== undefined) {
        for (const appel of enCours.values()) appel.rejeter(new ErreurPoste('coupure', 'Le processus de données a redémarré : recommencer le geste.'));
        enCours.clear();
      }
      port = nouveau;
      nouveau.on('message', ({ data }) => { recevoir(data); });
      nouveau.start();
      for (const message of enAttente.splice(0)) nouveau.postMessage(message);
    },
  };
};
