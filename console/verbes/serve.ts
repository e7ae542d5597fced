import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { CompteDemonstration } from '../../contract/service.ts';
import type { Base } from '../../server/base/base.ts';
import { lireOptionsAgents } from '../../server/comptes/agents.ts';
import { EXPEDITEUR } from '../../server/courriel/facteur.ts';
import { estAdresse } from '../../server/courriel/message.ts';
import { creerService } from '../../server/service.ts';
import type { BaseOuverte } from '../base.ts';
import { dossierParDefaut, estVide, ouvrirBaseDemandee, ouvrirDossier, toutSupprimer } from '../base.ts';
import { MOT_DE_PASSE_DEMONSTRATION, chargerSemis, lireEtatSemis } from '../seed/chargement.ts';
import { DEPARTEMENT_DE_DEMONSTRATION } from '../seed/plan.ts';
import type { ContexteVerbe, Sortie, Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES, lireDate, lireEntier } from '../verbe.ts';

const PORT = 4175;
const GRAINE = 1;

const ouvrir = (contexte: ContexteVerbe): Promise<BaseOuverte> =>
  (contexte.oui('embarque') ? ouvrirDossier(contexte.texte('dossier') ?? dossierParDefaut(contexte.env)) : ouvrirBaseDemandee(contexte));

/** Sème le département de démonstration si la base est vide, ou si un semis a été interrompu. Rend la base, rouverte dans ce second cas. */
const preparerDemonstration = async (contexte: ContexteVerbe, ouverte: BaseOuverte): Promise<BaseOuverte> => {
  const etat = await lireEtatSemis(ouverte.base);
  let courante = ouverte;
  if (etat?.etat === 'en_cours') {
    contexte.dire('Le semis précédent a été interrompu : il est repris du début.');
    await toutSupprimer(ouverte.base);
    await ouverte.fermer();
    courante = await ouvrir(contexte);
  }
  if (await estVide(courante.base)) {
    contexte.dire(`Base vide : semis du département de démonstration (${DEPARTEMENT_DE_DEMONSTRATION}).`);
    await chargerSemis(courante.base, { graine: GRAINE, au: lireDate(contexte, 'au'), departements: [DEPARTEMENT_DE_DEMONSTRATION] }, contexte.dire);
  }
  return courante;
};

/** Un compte de démonstration par profil, du premier département semé. Aucun si la base ne vient pas d’un semis : des comptes réels ne se montrent pas. */
const comptesDemonstration = async (base: Base): Promise<CompteDemonstration[]> => {
  const etat = await lireEtatSemis(base);
  if (etat === undefined) return [];
  const departement = etat.departements.includes(DEPARTEMENT_DE_DEMONSTRATION) ? DEPARTEMENT_DE_DEMONSTRATION : (etat.departements[0] ?? '');
  const lignes = await base.db.selectFrom('utilisateur').select(['email', 'profil', 'nom', 'perimetreLibelle'])
    .where((ou) => ou.or([ou('email', 'like', `%.${departement.toLowerCase()}@demo.siao.example`), ou('email', '=', 'national@demo.siao.example')])).where('statut', '=', 'actif').orderBy('id').execute();
  return lignes.map(({ email, profil, nom, perimetreLibelle }) => ({ email, motDePasse: MOT_DE_PASSE_DEMONSTRATION, profil, nom, perimetre: perimetreLibelle }));
};

/** Attend un ordre d’arrêt : SIGTERM, SIGINT, ou la fin de l’entrée quand un parent la tient (il a pu mourir sans prévenir). */
const attendreArret = (surveillerEntree: boolean): Promise<string> => new Promise((resoudre) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => { resoudre(signal); });
  if (!surveillerEntree) return;
  process.stdin.on('end', () => { resoudre('fin de l’entrée'); }).on('close', () => { resoudre('fin de l’entrée'); }).on('error', () => { resoudre('fin de l’entrée'); });
  process.stdin.resume();
});

interface Ecoutes { readonly ou: Ecoute; readonly metriques: Ecoute | undefined }
interface Reglages {
  readonly secondFacteur: 'obligatoire' | 'facultatif' | undefined;
  readonly courriels: string | undefined;
  readonly expediteur: { readonly nom: string; readonly adresse: string };
  readonly agents: ReturnType<typeof lireOptionsAgents>;
}
/** Réglages de l’authentification, option d’abord, environnement ensuite. Lus avant d’ouvrir la base : un réglage faux se dit tout de suite (code 2). */
const lireReglages = (contexte: ContexteVerbe): Reglages => {
  const lire = (option: string, variable: string): string | undefined => {
    const valeur = contexte.texte(option) ?? contexte.env[variable];
    return valeur === '' ? undefined : valeur;
  };
  const secondFacteur = lire('second-facteur', 'SIAO_SECOND_FACTEUR');
  if (secondFacteur !== undefined && secondFacteur !== 'obligatoire' && secondFacteur !== 'facultatif') throw new ErreurConsole(SORTIES.usage, `Second facteur : « obligatoire » ou « facultatif », pas « ${secondFacteur} ».`);
  const adresse = contexte.env['SIAO_COURRIELS_EXPEDITEUR'] ?? '';
  if (adresse !== '' && !estAdresse(adresse)) throw new ErreurConsole(SORTIES.usage, 'SIAO_COURRIELS_EXPEDITEUR : une adresse de courriel est attendue.');
  const courriels = lire('courriels', 'SIAO_COURRIELS');
  try {
    return { secondFacteur, courriels: courriels === undefined ? undefined : resolve(courriels), expediteur: adresse === '' ? EXPEDITEUR : { nom: EXPEDITEUR.nom, adresse }, agents: lireOptionsAgents(contexte.env) };
  } catch (erreur) {
    throw new ErreurConsole(SORTIES.usage, (erreur as Error).message);
  }
};

interface Ecoute { readonly port: number; readonly hote: string; readonly option?: 'metriques' }
const NON_ECOUTE = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'];
/** L’erreur d’une adresse où l’on ne peut pas écouter, avec de quoi la corriger ; toute autre erreur telle quelle. */
const expliquer = (erreur: unknown, { port, hote, option }: Ecoute): unknown => {
  const { code = '' } = erreur as NodeJS.ErrnoException;
  return NON_ECOUTE.includes(code) ? new ErreurConsole(SORTIES.fichier, `Le service ne peut pas écouter sur ${hote}:${port} (${code}) : choisir un autre ${option === undefined ? '--port ou --hote' : '--metriques ou --metriques-hote'}.`) : erreur;
};
/** Essaie l’adresse avant d’ouvrir la base : un port déjà pris se dit tout de suite, pas après un semis. */
const essayerEcoute = async (ou: Ecoute): Promise<void> => {
  const prise = createServer();
  try {
    prise.listen(ou.port, ou.hote);
    await once(prise, 'listening');
  } catch (erreur) {
    throw expliquer(erreur, ou);
  }
  prise.close();
  await once(prise, 'close');
};

/** Écoute jusqu’à l’ordre d’arrêt. */
const servir = async (contexte: ContexteVerbe, reglages: Reglages, ouverte: BaseOuverte, { ou, metriques }: Ecoutes, arret: Promise<string>): Promise<void> => {
  const comptes = contexte.oui('demonstration') ? await comptesDemonstration(ouverte.base) : undefined;
  // des comptes de démonstration, au mot de passe connu de tous, n’ont pas de second facteur à protéger
  const secondFacteur = reglages.secondFacteur ?? ((comptes ?? []).length > 0 ? 'facultatif' : 'obligatoire');
  const dossier = reglages.courriels ?? (comptes !== undefined && ouverte.base.genre === 'pglite' ? join(ouverte.ou, 'courriels') : undefined);
  const service = await creerService({
    base: ouverte.base, secondFacteur, mesures: metriques !== undefined, derriereUnMandataire: contexte.oui('derriere-mandataire'),
    ...(contexte.oui('journal') ? { journal: { write: (ligne: string) => { process.stderr.write(ligne); } } } : {}),
    instantanes: contexte.env['SIAO_INSTANTANES'] !== 'non', agents: reglages.agents, ...(dossier === undefined ? {} : { courriels: { dossier, expediteur: reglages.expediteur } }),
  });
  try {
    // avant le service lui-même : un port de mesures pris ne laisse pas un service prêt un instant
    if (metriques !== undefined) contexte.dire(`Mesures sur ${(await service.ecouterMesures(metriques).catch((erreur: unknown) => { throw expliquer(erreur, metriques); })).url}.`);
    const { url } = await service.ecouter(ou);
    contexte.dire(`Service prêt sur ${url}, données dans ${ouverte.ou}.`);
    contexte.dire(dossier === undefined ? 'Aucun dossier de courriels (--courriels ou SIAO_COURRIELS) : les messages attendent.' : `Courriels déposés dans ${dossier}.`);
    if (secondFacteur === 'facultatif') contexte.dire('Second facteur facultatif : pour une démonstration seulement.');
    contexte.ecrire({ pret: true, url, ...(comptes === undefined ? {} : { comptes }) }, 'ligne');
    contexte.dire(`Arrêt (${await arret}).`);
  } catch (erreur) {
    throw expliquer(erreur, ou);
  } finally {
    await service.fermer();
  }
};

const executer = async (contexte: ContexteVerbe): Promise<Sortie> => {
  const embarque = contexte.oui('embarque');
  const parent = embarque && contexte.oui('json-pret');
  const ou = { port: lireEntier(contexte, 'port', embarque ? 0 : PORT, 0, 65_535), hote: contexte.texte('hote') ?? '127.0.0.1' };
  const reglages = lireReglages(contexte);
  const metriques = contexte.texte('metriques') === undefined ? undefined : { port: lireEntier(contexte, 'metriques', 0, 0, 65_535), hote: contexte.texte('metriques-hote') ?? '127.0.0.1', option: 'metriques' as const };
  if (metriques === undefined && contexte.texte('metriques-hote') !== undefined) throw new ErreurConsole(SORTIES.usage, '--metriques-hote ne sert qu’avec --metriques PORT.');
  for (const ecoute of metriques === undefined ? [ou] : [ou, metriques]) if (ecoute.port !== 0) await essayerEcoute(ecoute);
  // écouter l’arrêt avant d’ouvrir : un parent mort pendant le premier semis ne laisse pas d’orphelin
  const arret = attendreArret(parent);
  try {
    let ouverte = await ouvrir(contexte);
    try {
      if (contexte.oui('demonstration')) ouverte = await preparerDemonstration(contexte, ouverte);
      await servir(contexte, reglages, ouverte, { ou, metriques }, arret);
      return SORTIES.reussi;
    } finally {
      await ouverte.fermer();
    }
  } finally {
    // une entrée encore ouverte garderait le processus en vie, même après un refus
    if (parent) process.stdin.destroy();
  }
};

export const serve: Verbe = {
  nom: 'serve',
  resume: 'Démarre le service de synchronisation ; écrit une ligne JSON quand il est prêt.',
  positionnels: [],
  options: {
    port: { type: 'string', valeur: 'PORT', aide: `port d’écoute, 0 pour un port libre (${PORT} ; 0 avec --embarque)` },
    hote: { type: 'string', valeur: 'HOTE', aide: 'adresse d’écoute (127.0.0.1)' },
    metriques: { type: 'string', valeur: 'PORT', aide: 'sert aussi les mesures (OpenMetrics, /metriques) sur ce port, 0 pour un port libre ; éteint par défaut' },
    'metriques-hote': { type: 'string', valeur: 'HOTE', aide: 'adresse d’écoute des mesures (127.0.0.1)' },
    'derriere-mandataire': { type: 'boolean', aide: 'derrière un répartiteur qui pose X-Forwarded-For : sans elle, toutes les connexions paraissent venir de lui' },
    journal: { type: 'boolean', aide: 'journal technique sur l’erreur standard, une ligne JSON par événement, sans donnée personnelle' },
    embarque: { type: 'boolean', aide: 'toujours PGlite, même si DATABASE_URL est défini' },
    demonstration: { type: 'boolean', aide: `sème le département ${DEPARTEMENT_DE_DEMONSTRATION} si la base est vide, et donne un compte par profil` },
    courriels: { type: 'string', valeur: 'DIR', aide: 'dossier où déposer les courriels à envoyer, un fichier .eml chacun (SIAO_COURRIELS ; avec --demonstration, un dossier à côté des données)' },
    'second-facteur': { type: 'string', valeur: 'MODE', aide: 'obligatoire pour les administrateurs, ou facultatif (SIAO_SECOND_FACTEUR ; obligatoire, facultatif avec --demonstration)' },
    'json-pret': { type: 'boolean', aide: 'lancé par un autre programme : avec --embarque, s’arrête à la fin de l’entrée standard' },
    au: { type: 'string', valeur: 'AAAA-MM-JJ', aide: 'date de référence du semis de démonstration (aujourd’hui)' },
    ...OPTIONS_BASE,
  },
  executer,
};
