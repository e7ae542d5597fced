import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { METHODES_SOUS_VERROU, VERROU } from '../contract/methodesComptes.ts';
import type { MiseAJour } from '../contract/methodesApplication.ts';
import type { ChargeDe, EtatSession, EtatSync, Traitements } from '../contract/poste.ts';
import type { CompteDemonstration, Utilisateur } from '../contract/service.ts';
import type { PortDuplex, Serveur } from '../contract/transport.ts';
import { ErreurPoste, servirPort } from '../contract/transport.ts';
import type { Base } from '../db/base.ts';
import { ouvrirBase } from '../db/base.ts';
import { estAbime, refusDuDisque } from '../db/connexion.ts';
import { rejouerFile } from '../db/execution.ts';
import { retirerComprises, retirerLotRetenu } from '../db/file.ts';
import { basculerAuJour } from '../db/lignes.ts';
import { noterPassage } from '../db/visite.ts';
import type { Catalogue } from '../domain/commandes/catalogue.ts';
import { CATALOGUE } from '../domain/commandes/catalogue.ts';
import { traitementsBrouillons } from './brouillons.ts';
import { creerAuthentification } from './authentification.ts';
import type { RelaisApplication } from './application.ts';
import { creerApplication } from './application.ts';
import type { Transport } from './client.ts';
import { creerClientService } from './client.ts';
import { creerCoffre } from './coffre.ts';
import type { RetenirCompte } from './comptes.ts';
import { effacerCompte, listerComptes, mettreComptesDeCote, nomDuCompte, ouvrirCompte, retenirCompte, retenirIdentite } from './comptes.ts';
import { NOM_CLE_EMAIL, ecrireDernierEmail, lireDernierEmail } from './dernierEmail.ts';
import { creerEntretien } from './entretien.ts';
import { creerExports } from './exports/exports.ts';
import type { Imprimante } from './exports/pdf.ts';
import { creerAvance } from './avance.ts';
import { creerAgregats } from './agregats.ts';
import { creerControles } from './controles.ts';
import { creerInstantanes } from './instantanes.ts';
import type { ErreurRelevee } from './diagnostic.ts';
import { traitementsAide } from './diagnostic.ts';
import { creerMesDonnees } from './mesDonnees.ts';
import { creerJetons } from './jetons.ts';
import { creerJournal } from './journal.ts';
import { creerNomenclature } from './nomenclature.ts';
import { creerRapports } from './rapports/traitements.ts';
import { creerPieces } from './pieces.ts';
import { traitementsMonCompte } from './monCompte.ts';
import type { SecretStore } from './secrets.ts';
import type { SessionPoste } from './session.ts';
import { aujourdhuiAParis, cadreDe, ecritureDuPoste } from './session.ts';
import { creerSynchroniseur } from './synchroniseur.ts';
import { creerTraitements } from './traitements.ts';
import { creerVerrou } from './verrou.ts';

export interface OptionsPoste {
  /** Dossier des données du poste (comptes, coffre, réglages). */
  readonly dossier: string;
  /** Adresse du service, `http://…`. */
  readonly service: string;
  readonly versionClient: string;
  /** Empreinte du programme : un chiffre gardé par un autre ne se sert pas. Sans elle, rien ne se garde d’un lancement à l’autre. */
  readonly programme?: string | undefined;
  /** Trousseau du système, ou ce qui en tient lieu. */
  readonly secrets: SecretStore;
  /** Où écrire les fichiers que la personne demande (export du travail non envoyé). */
  readonly dossierExport: string;
  /** Liaison native de SQLite de rechange ; développement et essais seulement. */
  readonly sqliteNatif?: string | undefined;
  readonly demonstration?: readonly CompteDemonstration[];
  /** Commandes que connaît ce poste ; celles du produit, sauf dans un essai de versions. */
  readonly catalogue?: Catalogue;
  /** Libellé de ce poste dans la liste des sessions du compte : « Windows, SIAO Offre 0.1.0 ». */
  readonly libelle?: string;
  /** Ouvre une adresse dans le navigateur de la personne. Faux : rien ne s’est ouvert. */
  readonly ouvrirNavigateur?: (adresse: string) => Promise<boolean>;
  /** Imprime un tableau en pdf ; sans elle, ce poste n’imprime pas. */
  readonly imprimer?: Imprimante;
  /** Par où joindre le service ; sinon, droit. */
  readonly transport?: Transport;
  /** Ce que le processus principal fait de l’application ; sans lui, rien ne se met à jour. */
  readonly application?: RelaisApplication;
  /** Les dernières erreurs de ce processus, déjà expurgées, pour qui signale un problème. */
  readonly erreurs?: () => readonly ErreurRelevee[];
  /** Ouvre la boîte du système où choisir un dossier ; `null` : la personne a renoncé. Sans elle, ce poste n’en propose pas. */
  readonly choisirDossier?: () => Promise<string | null>;
  /** Places qu’une commande d’un geste en nombre porte ; essais seulement, sinon `PLACES_PAR_COMMANDE`. */
  readonly placesParCommande?: number | undefined;
  /** Mémoire d’argon2id (Kio) pour le mot de passe hors ligne ; développement et essais seulement, sinon celle de la décision 041. */
  readonly coutMotDePasse?: number | undefined;
  /** Secondes avant le verrouillage ; développement et essais seulement, sinon `VERROU.delai`. */
  readonly verrouApres?: number | undefined;
}
/** `verrouiller` : l’écran de la machine se verrouille, ou elle s’endort. `mettreAJour` : où en est la mise à jour de l’application. */
export interface Poste { servir(port: PortDuplex): void; mettreAJour(etat: MiseAJour): void; verrouiller(): void; fermer(): Promise<void> }

const SAUVEGARDE_MS = 60_000;

/** Ouvre le poste : rien n’est lu ni envoyé avant une connexion. Un seul poste par dossier. */
export const ouvrirPoste = (options: OptionsPoste): Poste => {
  mkdirSync(options.dossier, { recursive: true, mode: 0o700 });
  const catalogue = options.catalogue ?? CATALOGUE;
  const connexion = { sqliteNatif: options.sqliteNatif };
  const serveurs = new Set<Serveur>();
  const client = creerClientService(options.service, options.versionClient, options.transport ?? fetch, { garder: (jeton) => authentification.gardien.garder(jeton), perdre: (refus) => authentification.gardien.perdre(refus) });
  const coffre = creerCoffre({ dossier: options.dossier, secrets: options.secrets });
  const coffrePret = coffre.ouvrir();
  let session: SessionPoste | undefined;
  let horsLigne = false;
  let donneesRetenues = false;

  const maintenant = (): string => new Date().toISOString();
  const clesEmail = (): readonly Buffer[] => (coffre.etat().etat === 'ouvert' ? coffre.cles(NOM_CLE_EMAIL) : []);
  const retenirEmail = (email: string | null): void => { ecrireDernierEmail(options.dossier, email, clesEmail()[0]); };
  const etatSession = (): EtatSession => ({
    utilisateur: session?.utilisateur ?? null, horsLigne, service: options.service, dernierEmail: lireDernierEmail(options.dossier, clesEmail()), demonstration: [...(options.demonstration ?? [])], coffre: coffre.etat(),
    ...authentification.etat(),
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
  const avance = creerAvance(() => session, (erreur) => { console.error('Calcul d’avance :', erreur); });
  const emettreDonnees = (origine: ChargeDe<'donnees'>['origine']): void => {
    avance.prevoir();
    // sous le verrou, la page n’a rien le droit de relire : elle relira en une fois
    if (verrou.ferme()) { donneesRetenues = true; return; }
    for (const serveur of serveurs) serveur.emettre('donnees', { origine });
  };
  const delaiVerrou = options.verrouApres ?? VERROU.delai;
  const verrou = creerVerrou({
    delaiMs: 1000 * delaiVerrou, avertissementMs: 1000 * Math.min(VERROU.avertissement, delaiVerrou / 2),
    surChangement: () => {
      emettreSession();
      if (!donneesRetenues || verrou.ferme()) return;
      donneesRetenues = false;
      emettreDonnees('service');
    },
  });

  const ouvrirFichiers = (email: string, verifier = false): Base => ouvrirCompte(options.dossier, email, coffre.cles(nomDuCompte(email)), connexion, maintenant(), verifier);

  const entretien = creerEntretien({
    dossier: options.dossier, dossierExport: options.dossierExport, connexion, coffre, catalogue, session: () => exigerSession(), maintenant, rouvrir: (ouverte, entre) => rouvrir(ouverte, entre),
    oublier: async (ouverte) => {
      const { email } = ouverte;
      ouverte.base.fermer();
      await authentification.oublier(ouverte);
      effacerCompte(options.dossier, email);
      retenirEmail(null);
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

  const retirer = async (avant: (retiree: SessionPoste) => Promise<void>): Promise<void> => {
    const fermee = session;
    session = undefined;
    if (fermee === undefined) return;
    await fermee.synchroniseur.arreter();
    await avant(fermee);
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
    surRemplacement: () => { ouverte.vues.clear(); ouverte.remplacements += 1; emettreDonnees('service'); },
    surSession: () => { void relireDroits(ouverte); }, surAbime: () => { void rouvrir(ouverte); }, jeton: authentification.jeton,
  });

  const mettreEnRoute = (ouverte: SessionPoste): void => {
    const { base } = ouverte;
    // un arrêt au milieu d’un grand geste : il n’a pas eu lieu
    retirerLotRetenu(base);
    retirerComprises(base);
    rejouerFile(base, cadreDe(ouverte.utilisateur, catalogue));
    basculerAuJour(base, ecritureDuPoste());
    ouverte.synchroniseur = synchroniseurDe(ouverte);
    noterPassage(base, maintenant());
    ouverte.synchroniseur.demarrer();
    avance.prevoir();
  };

  const installer = (base: Base, email: string, utilisateur: Utilisateur): void => {
    const nouvelle = { email, base, utilisateur, vues: new Map(), remplacements: 0, jour: aujourdhuiAParis(), aSauvegarder: true, programme: options.programme } as unknown as SessionPoste;
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
      // la clé du poste a pu changer entre-temps
      retenirEmail(ouverte.email);
      void authentification.rangerJeton(ouverte);
      ouverte.vues.clear();
      mettreEnRoute(ouverte);
      emettreDonnees('service');
    }
  };

  const retenir: RetenirCompte = (base, utilisateur, motDePasse) => retenirCompte(base, utilisateur, motDePasse, options.coutMotDePasse);
  const authentification = creerAuthentification({
    retenirCompte: retenir,
    dossier: options.dossier, libelle: options.libelle ?? options.versionClient, client, jetons: creerJetons({ dossier: options.dossier, secrets: options.secrets, maintenant }), verrou,
    exigerCoffre: async () => {
      await coffrePret;
      const { etat, message } = coffre.etat();
      if (etat !== 'ouvert') throw new ErreurPoste('coffre.ferme', message ?? 'Le coffre de ce poste est fermé.');
    },
    session: () => session, ouvrirFichiers, ouvrirParNom: (nom) => ouvrirBase(join(options.dossier, 'comptes', nom), coffre.cles(nom), { ...connexion, maintenant: maintenant() }), retirer, etatSession, emettre: emettreSession, noterHorsLigne: (valeur) => { horsLigne = valeur; }, ouvrirNavigateur: options.ouvrirNavigateur ?? (() => Promise.resolve(false)),
    installer: (base, email, utilisateur) => { retenirEmail(email); installer(base, email, utilisateur); },
  });

  const minuteries = [
    setInterval(() => { void authentification.reprendre(); }, 3000),
    setInterval(() => {
      if (session === undefined || session.jour === aujourdhuiAParis()) return;
      session.jour = aujourdhuiAParis();
      if (basculerAuJour(session.base, ecritureDuPoste()) > 0) emettreDonnees('service');
      else avance.prevoir();
    }, 60_000),
    setInterval(() => {
      if (session === undefined) return;
      // sous le verrou, personne n’est là : la visite s’arrête au dernier passage noté
      if (!verrou.ferme()) noterPassage(session.base, maintenant());
      entretien.sauvegarderSiBesoin(session);
    }, SAUVEGARDE_MS),
  ];

  const exigerSession = (): SessionPoste => {
    if (session === undefined) throw new ErreurPoste('session.fermee', 'Aucun compte n’est ouvert.');
    return session;
  };
  const exports = creerExports({ session: exigerSession, dossierExport: options.dossierExport, maintenant, imprimer: options.imprimer });
  const instantanes = creerInstantanes({ client, session: exigerSession });
  const rapports = creerRapports({
    client, session: exigerSession, instantanes: instantanes['indicateurs.instantanes'], maintenant, exports, dossierExport: options.dossierExport, imprimer: options.imprimer, choisirDossier: options.choisirDossier ?? (() => Promise.resolve(null)),
    // sous le verrou, rien ne se dit : la page le lira
    annoncer: (nouvelle) => { if (verrou.ferme()) return; for (const serveur of serveurs) serveur.emettre('rapports', nouvelle); },
  });
  let enCours = 0;
  const application = creerApplication({
    version: options.versionClient, service: options.service, relais: options.application, enCours: () => enCours,
    emettre: (etat) => { for (const serveur of serveurs) serveur.emettre('application', etat); },
  });
  const apresCoffre = (): EtatSession => { const etat = etatSession(); emettreSession(); return etat; };
  const traitements: Traitements = {
    'session.etat': async () => { await coffrePret; return etatSession(); },
    ...authentification.traitements,
    'coffre.choisirPhrase': async ({ phrase }) => { await coffre.choisirPhrase(phrase); return apresCoffre(); },
    'coffre.ouvrir': async ({ phrase }) => { await coffre.ouvrirParPhrase(phrase); return apresCoffre(); },
    'coffre.reessayer': async () => { await coffre.ouvrir(); return apresCoffre(); },
    'coffre.repartir': async () => {
      await authentification.fermer(false);
      await coffre.repartir((rangement) => { mettreComptesDeCote(options.dossier, rangement); });
      return apresCoffre();
    },
    ...entretien.traitements,
    ...traitementsBrouillons(() => exigerSession().base),
    ...traitementsMonCompte({ client, session: exigerSession, authentification, retenirCompte: retenir, dossierExport: options.dossierExport, maintenant }),
    ...creerMesDonnees({ client, dossierExport: options.dossierExport, maintenant }),
    ...creerAgregats({ client, session: exigerSession, exports }),
    ...traitementsAide({ session: () => session, service: options.service, dossierExport: options.dossierExport, maintenant, erreurs: options.erreurs ?? (() => []) }),
    ...application.traitements,
    ...instantanes,
    ...rapports.traitements,
    ...creerControles({ client, session: exigerSession, exports }),
    ...creerJournal({ client, dossierExport: options.dossierExport, session: exigerSession, maintenant }),
    ...creerNomenclature({
      dossierExport: options.dossierExport, session: exigerSession, cadre: () => cadreDe(exigerSession().utilisateur, catalogue), maintenant, emettreSync,
      apresCommande: () => { exigerSession().aSauvegarder = true; emettreDonnees('commande'); },
    }),
    ...creerPieces({
      client, dossierExport: options.dossierExport, session: exigerSession, cadre: () => cadreDe(exigerSession().utilisateur, catalogue), horsLigne: () => authentification.jeton() === 'hors_ligne', emettreSync,
      apresCommande: () => { exigerSession().aSauvegarder = true; emettreDonnees('commande'); },
    }),
    ...creerTraitements({
      session: exigerSession, cadre: () => cadreDe(exigerSession().utilisateur, catalogue), emettreSync, reprendre: authentification.reprendre, maintenant, placesParCommande: options.placesParCommande,
      exports,
      apresCommande: () => { exigerSession().aSauvegarder = true; emettreDonnees('commande'); }, montrer: () => { emettreDonnees('geste'); },
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
  const sousVerrou = (methode: string): void => {
    if (verrou.ferme() && !METHODES_SOUS_VERROU.has(methode)) throw new ErreurPoste('session.verrouillee', 'Cette session est verrouillée : donner le mot de passe pour continuer.');
  };
  // ici, et non dans chaque traitement : une méthode ajoutée est fermée sans que personne y pense
  const gardes = Object.fromEntries(Object.entries(traitements).map(([methode, traiter]) => [methode, (args: never) => {
    sousVerrou(methode);
    avance.ceder();
    const resultat = (traiter as (valeur: never) => unknown)(args);
    // une réponse immédiate le reste : l’ordre des réponses est celui des demandes
    if (!(resultat instanceof Promise)) return resultat;
    enCours += 1;
    return resultat.finally(() => { enCours -= 1; });
  }])) as unknown as Traitements;
  return {
    verrouiller: () => { verrou.fermer(); },
    mettreAJour: application.recevoir,
    servir: (port) => { serveurs.add(servirPort(port, gardes, (texte, erreur) => { console.error(texte, erreur ?? ''); }, traduire)); },
    fermer: async () => {
      for (const minuterie of minuteries) clearInterval(minuterie);
      verrou.arreter();
      avance.arreter();
      rapports.fermer();
      await coffrePret.catch(() => undefined);
      // quitter n’est pas se déconnecter : la session se reprendra par son jeton
      await authentification.fermer(false);
    },
  };
};
