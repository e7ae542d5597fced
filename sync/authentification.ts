import type { EtatSession, Traitements } from '../contract/poste.ts';
import { CHEMINS_COMPTES, schemaFournisseurAgents } from '../contract/comptes.ts';
import type { EtapeConnexion } from '../contract/methodesComptes.ts';
import { FREIN } from '../contract/methodesComptes.ts';
import type { Utilisateur } from '../contract/service.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { Base } from '../db/base.ts';
import { creerAgent } from './agent.ts';
import type { ClientService, DefiConnexion, GardienSession } from './client.ts';
import { ErreurService } from './client.ts';
import type { RetenirCompte } from './comptes.ts';
import { listerComptes, nomDuCompte, peutOuvrirHorsLigne, reprendreAutresAdresses, retenirIdentite } from './comptes.ts';
import type { Jetons, Porteur } from './jetons.ts';
import type { SessionPoste } from './session.ts';
import { creerEssais } from './essais.ts';
import type { Verrou } from './verrou.ts';

/** Ce que l’authentification demande au poste. */
export interface HoteAuthentification {
  readonly dossier: string;
  /** Libellé de ce poste dans la liste des sessions. */
  readonly libelle: string;
  readonly client: ClientService;
  readonly jetons: Jetons;
  readonly verrou: Verrou;
  /** Rejette `coffre.ferme`. */
  readonly exigerCoffre: () => Promise<void>;
  readonly session: () => SessionPoste | undefined;
  readonly ouvrirFichiers: (email: string) => Base;
  /** Fichiers d’un compte, par le nom de son dossier. */
  readonly ouvrirParNom: (nom: string) => Base;
  readonly retenirCompte: RetenirCompte;
  /** Met le compte en route. */
  readonly installer: (base: Base, email: string, utilisateur: Utilisateur) => void;
  /** Arrête le compte ouvert et ferme ses fichiers ; `avant` : pendant qu’ils sont encore ouverts. */
  readonly retirer: (avant: (retiree: SessionPoste) => Promise<void>) => Promise<void>;
  readonly noterHorsLigne: (horsLigne: boolean) => void;
  /** Ouvre une adresse dans le navigateur de la personne ; faux quand ce n’est pas possible. */
  readonly ouvrirNavigateur: (adresse: string) => Promise<boolean>;
  readonly etatSession: () => EtatSession;
  readonly emettre: () => void;
}

/** De quoi rouvrir la session d’un compte ouvert hors ligne. Le mot de passe n’est gardé, en mémoire, que faute de jeton. */
type Reprise = { readonly genre: 'jeton' } | { readonly genre: 'mot_de_passe'; readonly motDePasse: string };
type EtapeEnCours = { readonly email: string | null; readonly motDePasse: string | null; readonly defi: DefiConnexion };
type NomsTraites = Exclude<Extract<keyof Traitements, `session.${string}`>, 'session.etat'>;

export interface Authentification {
  readonly traitements: Pick<Traitements, NomsTraites>;
  readonly gardien: GardienSession;
  etat(): Pick<EtatSession, 'etape' | 'verrou' | 'avis'>;
  jeton(): 'ouvert' | 'hors_ligne' | 'expire';
  /** Rouvre la session auprès du service, si le compte a été ouvert hors ligne. */
  reprendre(): Promise<void>;
  /** `deconnecter` : ferme aussi la session au service et oublie son jeton ; sinon elle se reprendra. */
  fermer(deconnecter: boolean): Promise<void>;
  /** Le compte est effacé de cette machine. */
  oublier(session: SessionPoste): Promise<void>;
  /** Range de nouveau le jeton : la clé du poste ou le fichier du compte a changé. */
  rangerJeton(session: SessionPoste): Promise<void>;
  /** Derniers codes de secours montrés ; `null` les oublie. */
  retenirCodes(codes: readonly string[] | null): void;
  codes(): readonly string[];
}

const fait = { fait: true } as const;

export const AVIS = {
  copie: 'Cette session a été fermée par le service parce que son jeton a été utilisé ailleurs. Se reconnecter, puis vérifier « Mes sessions » et changer le mot de passe. En cas de doute, prévenir l’administrateur.',
  fermee: 'Cette session a été fermée par le service : elle a expiré, elle a été fermée depuis un autre poste, ou son jeton a été utilisé ailleurs. Se reconnecter ; le travail en attente est gardé.',
  suspendu: 'Ce compte est suspendu : s’adresser à l’administrateur. Le travail en attente est gardé sur ce poste.',
  secondFacteur: 'Ce compte se connecte avec un second facteur : se reconnecter pour le donner. Le travail en attente est gardé.',
} as const;
/** Ce qu’il faut dire d’une session que le service refuse de poursuivre. */
const avisDePerte = (code: string): string => (code === 'session.copiee' ? AVIS.copie : code === 'session.suspendu' ? AVIS.suspendu : AVIS.fermee);

export const horsLigne = (): ErreurPoste => new ErreurPoste('hors_ligne', 'Le service ne répond pas, et cette opération demande le réseau : vérifier la connexion, puis réessayer.');
/** Une erreur du service, telle que la fenêtre la reçoit. */
export const enErreurPoste = (erreur: unknown): unknown => {
  if (!(erreur instanceof ErreurService)) return erreur;
  return erreur.code === 'hors_ligne' ? horsLigne() : new ErreurPoste(erreur.code, erreur.message, erreur.champ);
};
const deConnexion = (erreur: ErreurService): ErreurPoste => {
  const connu = erreur.code === 'session.suspendu' || erreur.code === 'protocole';
  return new ErreurPoste(connu ? erreur.code : erreur.statut === 401 ? 'session.identifiants' : erreur.statut === 429 || erreur.statut === 423 ? 'session.bloque' : 'service', erreur.message);
};

/** Connexion, reprise, verrou : tout ce qui décide si un compte est ouvert sur ce poste, et à qui. Les gestes passent un par un. */
export const creerAuthentification = (hote: HoteAuthentification): Authentification => {
  const { client, jetons, verrou } = hote;
  const agent = creerAgent(hote);
  let etape: EtapeEnCours | undefined;
  let codes: readonly string[] = [];
  let codesAConserver = false;
  let avis: string | null = null;
  let reprise: Reprise | undefined;
  let repriseEnCours: Promise<void> | undefined;
  let jetonValide = false;
  let parAgent = false;
  let porteur: Porteur | undefined;
  let file: Promise<unknown> = Promise.resolve();
  const enSerie = <T>(geste: () => Promise<T>): Promise<T> => {
    const tour = file.then(geste);
    file = tour.catch(() => undefined);
    return tour;
  };
  const demander = async <T>(geste: () => Promise<T>): Promise<T> => { try { return await geste(); } catch (erreur) { throw enErreurPoste(erreur); } };

  const essais = creerEssais();

  const fermerMaintenant = async (deconnecter: boolean): Promise<void> => {
    reprise = undefined;
    jetonValide = false;
    etape = undefined;
    codes = [];
    codesAConserver = false;
    parAgent = false;
    verrou.desarmer();
    agent.annuler();
    // un échange de jetons encore en cours ne doit plus rien garder d’une session qu’on ferme, mais tout d’une session qu’on reprendra
    if (deconnecter) porteur = undefined;
    await hote.retirer(async ({ email, base }) => { await (deconnecter ? jetons.effacer(email, base) : client.oublier()); });
    await (deconnecter ? client.fermerSession() : client.oublier());
    porteur = undefined;
  };
  const entrer = (base: Base, email: string, utilisateur: Utilisateur, suite: Reprise | undefined): void => {
    reprise = suite;
    jetonValide = suite === undefined;
    etape = undefined;
    if (avis !== AVIS.copie) avis = null;
    porteur = { email, base };
    hote.noterHorsLigne(!jetonValide);
    hote.installer(base, email, utilisateur);
    verrou.armer();
  };
  /** Le service vient d’ouvrir la session : de quoi la reprendre et rouvrir le compte hors ligne, puis le compte. `ouverte` : ses fichiers, s’ils le sont déjà. */
  const connecte = async (utilisateur: Utilisateur, saisi: string | null, motDePasse: string | null, ouverte?: Base): Promise<void> => {
    // chez le fournisseur d’identité, l’adresse ne se saisit pas
    const email = saisi ?? utilisateur.email.trim().toLowerCase();
    const base = ouverte ?? hote.ouvrirFichiers(email);
    try {
      await reprendreAutresAdresses(base, { id: utilisateur.id, email }, hote.dossier, hote.ouvrirParNom, jetons.effacer);
      if (motDePasse === null) retenirIdentite(base, utilisateur);
      else await hote.retenirCompte(base, utilisateur, motDePasse);
      essais.absoudre(base, email);
      const jeton = client.jeton();
      if (jeton !== undefined) await jetons.garder({ email, base }, jeton);
      entrer(base, email, utilisateur, undefined);
      parAgent = motDePasse === null;
    } catch (erreur) {
      if (ouverte === undefined) base.fermer();
      await client.fermerSession();
      throw erreur;
    }
  };
  /** Rend la session au compte par le jeton gardé. `refuse` : le service n’en veut plus, le jeton est effacé ; `hors_ligne` : à réessayer. */
  const reprendreParJeton = async (pour: Porteur, jeton: string, utilisateurId: string): Promise<Utilisateur | 'refuse' | 'hors_ligne'> => {
    porteur = pour;
    try {
      const utilisateur = await client.reprendre(jeton);
      if (utilisateur.id === utilisateurId) return utilisateur;
      await client.fermerSession();
      await jetons.effacer(pour.email, pour.base);
      return 'refuse';
    } catch (erreur) {
      if (!(erreur instanceof ErreurService)) throw erreur;
      return erreur.code === 'session' ? 'refuse' : 'hors_ligne';
    }
  };

  const ouvrir = async (emailSaisi: string, motDePasse: string): Promise<void> => {
    const email = emailSaisi.trim().toLowerCase();
    await hote.exigerCoffre();
    const avant = hote.session();
    await fermerMaintenant(avant !== undefined && avant.email !== email);
    avis = null;
    const base = listerComptes(hote.dossier).includes(nomDuCompte(email)) ? hote.ouvrirFichiers(email) : undefined;
    try {
      const locale = base === undefined ? 'jamais' : await essais.essayer(base, email, motDePasse);
      if (base !== undefined && typeof locale === 'object') {
        const jeton = await jetons.lire({ email, base });
        const reprise = jeton === null ? 'refuse' : await reprendreParJeton({ email, base }, jeton, locale.id);
        if (typeof reprise === 'object') { retenirIdentite(base, reprise); entrer(base, email, reprise, undefined); return; }
        if (reprise === 'hors_ligne') { entrer(base, email, locale, { genre: 'jeton' }); return; }
      }
      const issue = await client.connecter(email, motDePasse, hote.libelle).catch((erreur: unknown) => {
        if (!(erreur instanceof ErreurService)) throw erreur;
        if (erreur.code !== 'hors_ligne') throw deConnexion(erreur);
        return undefined;
      });
      if (issue !== undefined) {
        if ('ouverte' in issue) await connecte(issue.ouverte, email, motDePasse, base);
        else etape = { email, motDePasse, defi: issue.defi };
        return;
      }
      if (base === undefined || locale === 'jamais') throw new ErreurPoste('session.hors_ligne', 'Le service ne répond pas, et ce compte n’a jamais été ouvert sur ce poste : vérifier le réseau, puis réessayer.');
      if (locale === 'freine') throw essais.refus(base, email);
      if (locale === 'refuse') throw new ErreurPoste('session.identifiants', 'Le service ne répond pas, et ce mot de passe n’est pas celui de la dernière connexion sur ce poste.');
      // le compte s’ouvre hors ligne par le mot de passe seul : décision 014
      entrer(base, email, locale, { genre: 'mot_de_passe', motDePasse });
    } finally {
      if (base !== undefined && hote.session()?.base !== base && base.ouverte()) base.fermer();
    }
  };

  const exigerEtape = <G extends DefiConnexion['etape']>(genre: G): EtapeEnCours & { readonly defi: Extract<DefiConnexion, { etape: G }> } => {
    if (etape?.defi.etape !== genre) throw new ErreurPoste('session.etape', 'Cette étape de connexion est finie ou abandonnée : recommencer la connexion.');
    return etape as EtapeEnCours & { readonly defi: Extract<DefiConnexion, { etape: G }> };
  };
  /** Joue une étape ; un défi périmé ramène au mot de passe. */
  const jouer = async <T>(geste: () => Promise<T>): Promise<T> => {
    try { return await geste(); } catch (erreur) {
      if (erreur instanceof ErreurService && erreur.code === 'session.defi') { etape = undefined; hote.emettre(); }
      throw enErreurPoste(erreur);
    }
  };

  const essayerReprise = async (): Promise<void> => {
    const ouverte = hote.session();
    const courante = reprise;
    if (courante === undefined || ouverte === undefined) return;
    const { email, base, utilisateur } = ouverte;
    const arreter = (raison: string | null): void => { reprise = undefined; avis = raison ?? avis; hote.emettre(); void ouverte.synchroniseur.maintenant(); };
    if (courante.genre === 'jeton') {
      const jeton = await jetons.lire({ email, base });
      const issue = jeton === null ? 'refuse' : await reprendreParJeton({ email, base }, jeton, utilisateur.id);
      if (issue === 'hors_ligne') return;
      if (issue === 'refuse') { arreter(avis ?? AVIS.fermee); return; }
    } else {
      try {
        const issue = await client.connecter(email, courante.motDePasse, hote.libelle);
        if ('defi' in issue) { arreter(AVIS.secondFacteur); return; }
        if (issue.ouverte.id !== utilisateur.id) { await client.fermerSession(); arreter(null); return; }
        await jetons.garder({ email, base }, client.jeton() ?? '');
      } catch (erreur) {
        if (!(erreur instanceof ErreurService)) throw erreur;
        // un mot de passe changé entre-temps : l’écran le redemande, la file est gardée
        if (erreur.code !== 'hors_ligne') arreter(erreur.message);
        return;
      }
    }
    if (hote.session() !== ouverte) return;
    reprise = undefined;
    jetonValide = true;
    void ouverte.synchroniseur.maintenant();
  };

  const deverrouille = (ouverte: SessionPoste): void => { if (hote.session() === ouverte) verrou.ouvrir(); };

  return {
    gardien: {
      garder: async (jeton) => { if (porteur !== undefined) await jetons.garder(porteur, jeton); },
      perdre: async ({ code }) => {
        jetonValide = false;
        reprise = undefined;
        avis = avisDePerte(code);
        if (porteur !== undefined) await jetons.effacer(porteur.email, porteur.base);
        hote.emettre();
      },
    },
    etat: () => {
      const ouverte = hote.session();
      const ferme = verrou.ferme();
      const frein = ouverte === undefined ? undefined : essais.frein(ouverte.base, ouverte.email);
      return {
        // les codes ne se lisent pas sous le verrou
        etape: ferme ? null : enEtape(etape, codesAConserver ? codes : null), avis,
        verrou: {
          ferme, avertir: verrou.avertir(), attente: frein?.attente() ?? 0, essais: frein?.restants() ?? FREIN.essais,
          moyens: ouverte === undefined ? [] : [...(peutOuvrirHorsLigne(ouverte.base) ? ['mot_de_passe' as const] : []), ...(parAgent ? ['agent' as const] : [])],
        },
      };
    },
    jeton: () => (jetonValide ? 'ouvert' : reprise === undefined ? 'expire' : 'hors_ligne'),
    reprendre: () => {
      if (reprise === undefined) return Promise.resolve();
      repriseEnCours ??= enSerie(essayerReprise).finally(() => { repriseEnCours = undefined; });
      return repriseEnCours;
    },
    fermer: (deconnecter) => {
      client.interrompre();
      return enSerie(() => fermerMaintenant(deconnecter));
    },
    oublier: async ({ email }) => {
      reprise = undefined;
      jetonValide = false;
      codes = [];
      verrou.desarmer();
      essais.oublier(email);
      porteur = undefined;
      await client.fermerSession();
      await jetons.effacer(email);
    },
    rangerJeton: async ({ email, base }) => {
      porteur = { email, base };
      const jeton = client.jeton();
      if (jeton !== undefined) await jetons.garder({ email, base }, jeton);
    },
    retenirCodes: (nouveaux) => { codes = nouveaux ?? []; },
    codes: () => codes,
    traitements: {
      'session.ouvrir': ({ email, motDePasse }) => enSerie(async () => { await ouvrir(email, motDePasse); return hote.etatSession(); }),
      'session.fermer': async () => {
        avis = null;
        client.interrompre();
        await enSerie(() => fermerMaintenant(true));
        return hote.etatSession();
      },
      'session.repondre': ({ code }) => enSerie(async () => {
        const { email, motDePasse, defi } = exigerEtape('second_facteur');
        const utilisateur = await jouer(() => client.repondre(defi.defi, code));
        await connecte(utilisateur, email, motDePasse);
        hote.emettre();
        return fait;
      }),
      'session.enroler': ({ code }) => enSerie(async () => {
        const { email, motDePasse, defi } = exigerEtape('enrolement');
        const { utilisateur, codes: neufs } = await jouer(() => client.enroler(defi.defi, code));
        // avant tout le reste : le service ne les redonnera pas
        codes = neufs;
        codesAConserver = true;
        await connecte(utilisateur, email, motDePasse);
        hote.emettre();
        return fait;
      }),
      'session.abandonner': () => { etape = undefined; agent.annuler(); hote.emettre(); return fait; },
      'session.codesConserves': () => { codes = []; codesAConserver = false; hote.emettre(); return fait; },
      'session.demanderCode': async ({ email }) => { await demander(() => client.demanderSansSession(CHEMINS_COMPTES.reinitialisation, { email })); return fait; },
      'session.activer': async (demande) => { await demander(() => client.demanderSansSession(CHEMINS_COMPTES.activation, demande)); return fait; },
      'session.fournisseur': () => client.consulter(CHEMINS_COMPTES.agent, schemaFournisseurAgents).catch(() => ({ disponible: false, libelle: null })),
      'session.parAgent': async () => {
        await hote.exigerCoffre();
        const finir = await demander(() => agent.aller());
        return enSerie(async () => {
          await fermerMaintenant(hote.session() !== undefined);
          avis = null;
          const issue = await demander(finir);
          if ('defi' in issue) etape = { email: null, motDePasse: null, defi: issue.defi };
          else await connecte(issue.ouverte, null, null);
          hote.emettre();
          return fait;
        });
      },
      'session.annulerAgent': () => { agent.annuler(); return fait; },
      'session.activite': () => { verrou.activite(); return fait; },
      'session.verrouiller': () => { verrou.fermer(); return fait; },
      'session.deverrouiller': ({ motDePasse }) => enSerie(async () => {
        const ouverte = hote.session();
        if (ouverte === undefined) throw new ErreurPoste('session.fermee', 'Aucun compte n’est ouvert.');
        if (!verrou.ferme()) return fait;
        const issue = await essais.essayer(ouverte.base, ouverte.email, motDePasse);
        if (issue === 'jamais') throw new ErreurPoste('session.identifiants', 'Ce compte n’a pas de mot de passe sur ce poste : le déverrouiller par le fournisseur d’identité, ou changer de compte.');
        if (issue === 'freine') throw essais.refus(ouverte.base, ouverte.email);
        if (issue === 'refuse') { hote.emettre(); throw new ErreurPoste('session.identifiants', 'Ce mot de passe n’est pas celui de la dernière connexion sur ce poste.', 'motDePasse'); }
        deverrouille(ouverte);
        return fait;
      }),
      'session.deverrouillerParAgent': async () => {
        const ouverte = hote.session();
        if (ouverte === undefined) throw new ErreurPoste('session.fermee', 'Aucun compte n’est ouvert.');
        const finir = await demander(() => agent.aller(ouverte.utilisateur.id));
        return enSerie(async () => {
          const issue = await demander(finir);
          if ('defi' in issue) throw new ErreurPoste('agent.second_facteur', 'Ce fournisseur ne suffit pas à reconnaître la personne : changer de compte, puis se reconnecter. Le travail en attente est gardé.');
          reprise = undefined;
          jetonValide = true;
          await jetons.garder({ email: ouverte.email, base: ouverte.base }, client.jeton() ?? '');
          deverrouille(ouverte);
          return fait;
        });
      },
    },
  };
};

const enEtape = (etape: EtapeEnCours | undefined, codes: readonly string[] | null): EtapeConnexion | null => {
  if (codes !== null) return { genre: 'codes', codes: [...codes] };
  if (etape === undefined) return null;
  const { email, defi } = etape;
  return defi.etape === 'enrolement' ? { genre: 'enrolement', email, secret: defi.secret, uri: defi.uri } : { genre: 'second_facteur', email, methodes: defi.methodes };
};
