import { mkdirSync } from 'node:fs';
import type { EtatSession, EtatSync, Traitements } from '../contract/poste.ts';
import type { CompteDemonstration, Utilisateur } from '../contract/service.ts';
import type { PortDuplex, Serveur } from '../contract/transport.ts';
import { ErreurPoste, servirPort } from '../contract/transport.ts';
import type { BaseEcriture } from '../db/base.ts';
import { basculerAuJour } from '../db/lignes.ts';
import { ErreurService, creerClientService } from './client.ts';
import { ecrireDernierEmail, lireDernierEmail, ouvrirCacheDuCompte, ouvrirHorsLigne, retenirCompte, retenirIdentite } from './comptes.ts';
import { creerTraitements } from './traitements.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe, aujourdhuiAParis, contexteDuPoste, ecritureDuPoste } from './session.ts';
import { creerSynchroniseur } from './synchroniseur.ts';

export interface OptionsPoste {
  /** Dossier des données du poste (caches, réglages). */
  readonly dossier: string;
  /** Adresse du service, `http://…`. */
  readonly service: string;
  readonly versionClient: string;
  /** Liaison native de SQLite de rechange ; développement et essais seulement. */
  readonly sqliteNatif?: string | undefined;
  readonly demonstration?: readonly CompteDemonstration[];
}
export interface Poste { servir(port: PortDuplex): void; fermer(): Promise<void> }

/** Ouvre le poste : rien n’est lu ni envoyé avant une connexion. Un seul poste par dossier. */
export const ouvrirPoste = (options: OptionsPoste): Poste => {
  mkdirSync(options.dossier, { recursive: true, mode: 0o700 });
  const serveurs = new Set<Serveur>();
  const client = creerClientService(options.service, options.versionClient);
  let session: SessionPoste | undefined;
  let horsLigne = false;
  let jetonValide = false;
  let reprise: { email: string; motDePasse: string } | undefined;

  const etatSession = (): EtatSession => ({
    utilisateur: session?.utilisateur ?? null, horsLigne, service: options.service, dernierEmail: lireDernierEmail(options.dossier), demonstration: [...(options.demonstration ?? [])],
  });
  const emettreSync = (etat: EtatSync): void => {
    for (const serveur of serveurs) serveur.emettre('sync.etat', etat);
    // la boucle a retrouvé le service, ou vient de le perdre
    const coupe = etat.etat === 'hors_ligne' || etat.etat === 'session';
    if ((etat.etat === 'a_jour' || coupe) && horsLigne !== coupe) {
      horsLigne = coupe;
      for (const serveur of serveurs) serveur.emettre('session.etat', etatSession());
    }
  };
  const emettreDonnees = (origine: 'commande' | 'service'): void => { for (const serveur of serveurs) serveur.emettre('donnees', { origine }); };

  const fermerSession = async (): Promise<void> => {
    const fermee = session;
    session = undefined;
    jetonValide = false;
    if (fermee === undefined) return;
    await fermee.synchroniseur.arreter();
    await client.fermerSession();
    fermee.base.fermer();
  };

  /** Le service annonce un changement de compte : les droits affichés suivent, le cache aussi (le curseur, périmé, vaut remise à zéro). */
  const relireDroits = async (ouverte: SessionPoste): Promise<void> => {
    const utilisateur = await client.relireUtilisateur().catch(() => undefined);
    if (utilisateur === undefined || session !== ouverte) return;
    ouverte.utilisateur = utilisateur;
    retenirIdentite(ouverte.base, utilisateur);
    for (const serveur of serveurs) serveur.emettre('session.etat', etatSession());
    emettreDonnees('service');
  };

  const installer = (base: BaseEcriture, utilisateur: Utilisateur): void => {
    const nouvelle: SessionPoste = {
      base, utilisateur, vues: new Map(), jour: aujourdhuiAParis(),
      synchroniseur: creerSynchroniseur({
        base, client, acteur: () => acteurDe(nouvelle.utilisateur), contexte: contexteDuPoste, ecriture: ecritureDuPoste, surEtat: emettreSync, surDonnees: () => { emettreDonnees('service'); }, surSession: () => { void relireDroits(nouvelle); }, jeton: () => (jetonValide ? 'ouvert' : reprise === undefined ? 'expire' : 'hors_ligne'),
      }),
    };
    basculerAuJour(base, ecritureDuPoste());
    session = nouvelle;
    nouvelle.synchroniseur.demarrer();
  };

  const ouvrirSession = async (emailSaisi: string, motDePasse: string): Promise<EtatSession> => {
    const email = emailSaisi.trim().toLowerCase();
    await fermerSession();
    let utilisateur: Utilisateur | undefined;
    try {
      utilisateur = await client.ouvrirSession(email, motDePasse);
    } catch (erreur) {
      if (!(erreur instanceof ErreurService)) throw erreur;
      if (erreur.code !== 'hors_ligne') throw new ErreurPoste(erreur.statut === 401 ? 'session.identifiants' : erreur.statut === 429 || erreur.statut === 423 ? 'session.bloque' : 'service', erreur.message);
    }
    const base = ouvrirCacheDuCompte(options.dossier, email, options.sqliteNatif);
    try {
      if (utilisateur === undefined) {
        const locale = await ouvrirHorsLigne(base, motDePasse);
        if (locale === 'jamais') throw new ErreurPoste('session.hors_ligne', 'Le service ne répond pas, et ce compte n’a jamais été ouvert sur ce poste : vérifier le réseau, puis réessayer.');
        if (locale === 'refuse') throw new ErreurPoste('session.identifiants', 'Le service ne répond pas, et ce mot de passe n’est pas celui de la dernière connexion sur ce poste.');
        utilisateur = locale;
        horsLigne = true;
        jetonValide = false;
      } else {
        await retenirCompte(base, utilisateur, motDePasse);
        horsLigne = false;
        jetonValide = true;
      }
    } catch (erreur) {
      base.fermer();
      throw erreur;
    }
    ecrireDernierEmail(options.dossier, email);
    // ouvert hors ligne : le mot de passe reste en mémoire le temps de rouvrir la session dès que le service répond
    reprise = jetonValide ? undefined : { email, motDePasse };
    installer(base, utilisateur);
    return etatSession();
  };

  const essayerReprise = async (): Promise<void> => {
    if (reprise === undefined || session === undefined) return;
    const { email, motDePasse } = reprise;
    try {
      const utilisateur = await client.ouvrirSession(email, motDePasse);
      if (session === undefined || utilisateur.id !== session.utilisateur.id) return;
      reprise = undefined;
      jetonValide = true;
      void session.synchroniseur.maintenant();
    } catch (erreur) {
      // un mot de passe changé entre-temps : l’écran le redemande, la file est gardée
      if (erreur instanceof ErreurService && erreur.code !== 'hors_ligne') reprise = undefined;
    }
  };
  const minuterieReprise = setInterval(() => { void essayerReprise(); }, 3000);

  const veillerAuJour = setInterval(() => {
    if (session === undefined || session.jour === aujourdhuiAParis()) return;
    session.jour = aujourdhuiAParis();
    if (basculerAuJour(session.base, ecritureDuPoste()) > 0) emettreDonnees('service');
  }, 60_000);

  const exigerSession = (): SessionPoste => {
    if (session === undefined) throw new ErreurPoste('session.fermee', 'Aucun compte n’est ouvert.');
    return session;
  };
  const traitements: Traitements = {
    'session.etat': () => etatSession(),
    'session.ouvrir': ({ email, motDePasse }) => ouvrirSession(email, motDePasse),
    'session.fermer': async () => { reprise = undefined; await fermerSession(); return etatSession(); },
    ...creerTraitements(exigerSession, () => { emettreDonnees('commande'); }, emettreSync, () => essayerReprise()),
  };
  return {
    servir: (port) => { serveurs.add(servirPort(port, traitements, (texte, erreur) => { console.error(texte, erreur ?? ''); })); },
    fermer: async () => {
      clearInterval(minuterieReprise);
      clearInterval(veillerAuJour);
      await fermerSession();
    },
  };
};
