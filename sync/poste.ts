import { mkdirSync } from 'node:fs';
import type { EtatSession, EtatSync, Traitements } from '../contract/poste.ts';
import type { CompteDemonstration, Utilisateur } from '../contract/service.ts';
import type { PortDuplex, Serveur } from '../contract/transport.ts';
import { ErreurPoste, servirPort } from '../contract/transport.ts';
import type { Base } from '../db/base.ts';
import { estAbime, refusDuDisque } from '../db/connexion.ts';
import { rejouerFile } from '../db/execution.ts';
import { retirerComprises } from '../db/file.ts';
import { basculerAuJour } from '../db/lignes.ts';
import type { Catalogue } from '../domain/commandes/catalogue.ts';
import { CATALOGUE } from '../domain/commandes/catalogue.ts';
import { ErreurService, creerClientService } from './client.ts';
import { creerCoffre } from './coffre.ts';
import { ecrireDernierEmail, effacerCompte, lireDernierEmail, listerComptes, mettreComptesDeCote, nomDuCompte, ouvrirCompte, ouvrirHorsLigne, retenirCompte, retenirIdentite } from './comptes.ts';
import { creerEntretien } from './entretien.ts';
import type { SecretStore } from './secrets.ts';
import type { SessionPoste } from './session.ts';
import { aujourdhuiAParis, cadreDe, ecritureDuPoste } from './session.ts';
import { creerSynchroniseur } from './synchroniseur.ts';
import { creerTraitements } from './traitements.ts';

export interface OptionsPoste {
  /** Dossier des données du poste (comptes, coffre, réglages). */
  readonly dossier: string;
  /** Adresse du service, `http://…`. */
  readonly service: string;
  readonly versionClient: string;
  /** Trousseau du système, ou ce qui en tient lieu. */
  readonly secrets: SecretStore;
  /** Où écrire les fichiers que la personne demande (export du travail non envoyé). */
  readonly dossierExport: string;
  /** Liaison native de SQLite de rechange ; développement et essais seulement. */
  readonly sqliteNatif?: string | undefined;
  readonly demonstration?: readonly CompteDemonstration[];
  /** Commandes que connaît ce poste ; celles du produit, sauf dans un essai de versions. */
  readonly catalogue?: Catalogue;
}
export interface Poste { servir(port: PortDuplex): void; fermer(): Promise<void> }

const SAUVEGARDE_MS = 60_000;

/** Ouvre le poste : rien n’est lu ni envoyé avant une connexion. Un seul poste par dossier. */
export const ouvrirPoste = (options: OptionsPoste): Poste => {
  mkdirSync(options.dossier, { recursive: true, mode: 0o700 });
  const catalogue = options.catalogue ?? CATALOGUE;
  const connexion = { sqliteNatif: options.sqliteNatif };
  const serveurs = new Set<Serveur>();
  const client = creerClientService(options.service, options.versionClient);
  const coffre = creerCoffre({ dossier: options.dossier, secrets: options.secrets });
  const coffrePret = coffre.ouvrir();
  let session: SessionPoste | undefined;
  let horsLigne = false;
  let jetonValide = false;
  let reprise: { email: string; motDePasse: string } | undefined;

  const maintenant = (): string => new Date().toISOString();
  const etatSession = (): EtatSession => ({
    utilisateur: session?.utilisateur ?? null, horsLigne, service: options.service, dernierEmail: lireDernierEmail(options.dossier), demonstration: [...(options.demonstration ?? [])], coffre: coffre.etat(),
  });
  const emettreSession = (): void => { for (const serveur of serveurs) serveur.emettre('session.etat', etatSession()); };
  const emettreSync = (etat: EtatSync): void => {
    for (const serveur of serveurs) serveur.emettre('sync.etat', etat);
    // la boucle a retrouvé le service, ou vient de le perdre
    const coupe = etat.etat === 'hors_ligne' || etat.etat === 'session';
    if ((etat.etat === 'a_jour' || coupe) && horsLigne !== coupe) {
      horsLigne = coupe;
      emettreSession();
    }
  };
  const emettreDonnees = (origine: 'commande' | 'service'): void => { for (const serveur of serveurs) serveur.emettre('donnees', { origine }); };

  const ouvrirFichiers = (email: string, verifier = false): Base => ouvrirCompte(options.dossier, email, coffre.cles(nomDuCompte(email)), connexion, maintenant(), verifier);

  const entretien = creerEntretien({
    dossier: options.dossier, dossierExport: options.dossierExport, connexion, coffre, catalogue, session: () => exigerSession(), maintenant, rouvrir: (ouverte, entre) => rouvrir(ouverte, entre),
    oublier: async (ouverte) => {
      const { email } = ouverte;
      ouverte.base.fermer();
      reprise = undefined;
      await client.fermerSession();
      effacerCompte(options.dossier, email);
      ecrireDernierEmail(options.dossier, null);
      if (listerComptes(options.dossier).length > 0) return;
      await coffre.detruire();
      await coffre.ouvrir();
    },
    suspendre: async () => {
      const suspendue = exigerSession();
      // plus aucun geste n’est accepté à partir d’ici : ce qui est compté ensuite ne bougera plus
      session = undefined;
      await suspendue.synchroniseur.arreter();
      return suspendue;
    },
    reinstaller: (suspendue) => { installer(suspendue.base, suspendue.email, suspendue.utilisateur); },
    etatSession,
  });

  const fermerSession = async (): Promise<void> => {
    const fermee = session;
    session = undefined;
    jetonValide = false;
    if (fermee === undefined) return;
    await fermee.synchroniseur.arreter();
    await client.fermerSession();
    entretien.sauvegarderSiBesoin(fermee);
    fermee.base.fermer();
  };

  /** Le service annonce un changement de compte : les droits affichés suivent ; le périmètre suit à la prochaine réception. */
  const relireDroits = async (ouverte: SessionPoste): Promise<void> => {
    const utilisateur = await client.relireUtilisateur().catch(() => undefined);
    if (utilisateur === undefined || session !== ouverte) return;
    ouverte.utilisateur = utilisateur;
    retenirIdentite(ouverte.base, utilisateur);
    // ce qui attend est rejugé avec les droits nouveaux
    rejouerFile(ouverte.base, cadreDe(utilisateur, catalogue));
    emettreSession();
    emettreDonnees('service');
  };

  const synchroniseurDe = (ouverte: SessionPoste) => creerSynchroniseur({
    base: ouverte.base, client, connexion, cadre: () => cadreDe(ouverte.utilisateur, catalogue), surEtat: emettreSync, surDonnees: () => { emettreDonnees('service'); },
    surRemplacement: () => { ouverte.vues.clear(); emettreDonnees('service'); },
    surSession: () => { void relireDroits(ouverte); }, surAbime: () => { void rouvrir(ouverte); }, jeton: () => (jetonValide ? 'ouvert' : reprise === undefined ? 'expire' : 'hors_ligne'),
  });

  const mettreEnRoute = (ouverte: SessionPoste): void => {
    const { base } = ouverte;
    retirerComprises(base);
    rejouerFile(base, cadreDe(ouverte.utilisateur, catalogue));
    basculerAuJour(base, ecritureDuPoste());
    ouverte.synchroniseur = synchroniseurDe(ouverte);
    ouverte.synchroniseur.demarrer();
  };

  const installer = (base: Base, email: string, utilisateur: Utilisateur): void => {
    const nouvelle = { email, base, utilisateur, vues: new Map(), jour: aujourdhuiAParis(), aSauvegarder: true } as unknown as SessionPoste;
    mettreEnRoute(nouvelle);
    session = nouvelle;
  };

  /** Ferme et rouvre les fichiers du compte, avec ce qu’il faut faire entre les deux. Sans `entre`, les fichiers sont vérifiés : un abîmé est réparé. */
  const rouvrir = async (ouverte: SessionPoste, entre?: () => void): Promise<void> => {
    await ouverte.synchroniseur.arreter();
    if (session !== ouverte) return;
    try { ouverte.base.fermer(); } catch (erreur) { console.error('Fermeture d’un fichier abîmé :', erreur); }
    try { entre?.(); } finally {
      ouverte.base = ouvrirFichiers(ouverte.email, entre === undefined);
      ouverte.vues.clear();
      mettreEnRoute(ouverte);
      emettreDonnees('service');
    }
  };

  const ouvrirSession = async (emailSaisi: string, motDePasse: string): Promise<EtatSession> => {
    const email = emailSaisi.trim().toLowerCase();
    await coffrePret;
    const { etat, message } = coffre.etat();
    if (etat !== 'ouvert') throw new ErreurPoste('coffre.ferme', message ?? 'Le coffre de ce poste est fermé.');
    await fermerSession();
    let utilisateur: Utilisateur | undefined;
    try {
      utilisateur = await client.ouvrirSession(email, motDePasse);
    } catch (erreur) {
      if (!(erreur instanceof ErreurService)) throw erreur;
      if (erreur.code !== 'hors_ligne') throw new ErreurPoste(erreur.statut === 401 ? 'session.identifiants' : erreur.statut === 429 || erreur.statut === 423 ? 'session.bloque' : 'service', erreur.message);
    }
    const connu = listerComptes(options.dossier).includes(nomDuCompte(email));
    const base = ouvrirFichiers(email);
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
      ecrireDernierEmail(options.dossier, email);
      // ouvert hors ligne : le mot de passe reste en mémoire le temps de rouvrir la session dès que le service répond
      reprise = jetonValide ? undefined : { email, motDePasse };
      installer(base, email, utilisateur);
    } catch (erreur) {
      base.fermer();
      // une adresse jamais ouverte ici ne laisse pas de fichiers vides
      if (!connu && utilisateur === undefined) effacerCompte(options.dossier, email);
      throw erreur;
    }
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
  const minuteries = [
    setInterval(() => { void essayerReprise(); }, 3000),
    setInterval(() => {
      if (session === undefined || session.jour === aujourdhuiAParis()) return;
      session.jour = aujourdhuiAParis();
      if (basculerAuJour(session.base, ecritureDuPoste()) > 0) emettreDonnees('service');
    }, 60_000),
    setInterval(() => { if (session !== undefined) entretien.sauvegarderSiBesoin(session); }, SAUVEGARDE_MS),
  ];

  const exigerSession = (): SessionPoste => {
    if (session === undefined) throw new ErreurPoste('session.fermee', 'Aucun compte n’est ouvert.');
    return session;
  };
  const apresCoffre = (): EtatSession => { const etat = etatSession(); emettreSession(); return etat; };
  const traitements: Traitements = {
    'session.etat': async () => { await coffrePret; return etatSession(); },
    'session.ouvrir': ({ email, motDePasse }) => ouvrirSession(email, motDePasse),
    'session.fermer': async () => { reprise = undefined; await fermerSession(); return etatSession(); },
    'coffre.choisirPhrase': async ({ phrase }) => { await coffre.choisirPhrase(phrase); return apresCoffre(); },
    'coffre.ouvrir': async ({ phrase }) => { await coffre.ouvrirParPhrase(phrase); return apresCoffre(); },
    'coffre.reessayer': async () => { await coffre.ouvrir(); return apresCoffre(); },
    'coffre.repartir': async () => {
      await fermerSession();
      await coffre.repartir((rangement) => { mettreComptesDeCote(options.dossier, rangement); });
      return apresCoffre();
    },
    ...entretien.traitements,
    ...creerTraitements({
      session: exigerSession, cadre: () => cadreDe(exigerSession().utilisateur, catalogue), emettreSync, reprendre: essayerReprise,
      apresCommande: () => { exigerSession().aSauvegarder = true; emettreDonnees('commande'); },
    }),
  };
  /** Panne reconnue, dite à la personne. Un fichier abîmé se répare aussitôt ; le geste est à refaire. */
  const traduire = (erreur: unknown): ErreurPoste | undefined => {
    const disque = refusDuDisque(erreur);
    if (disque !== undefined) return new ErreurPoste(disque.code, disque.message);
    if (!estAbime(erreur) || session === undefined) return undefined;
    console.error('Fichier abîmé, réparation :', erreur);
    void rouvrir(session);
    return new ErreurPoste('cache.abime', 'Un fichier de ce poste était abîmé : il est en cours de réparation, rien de ce qui attendait n’est perdu. Recommencer ce geste dans un instant.');
  };
  return {
    servir: (port) => { serveurs.add(servirPort(port, traitements, (texte, erreur) => { console.error(texte, erreur ?? ''); }, traduire)); },
    fermer: async () => {
      for (const minuterie of minuteries) clearInterval(minuterie);
      await coffrePret.catch(() => undefined);
      await fermerSession();
    },
  };
};
