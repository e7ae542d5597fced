import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EtatCoffre } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { CleDecrite, Descriptif } from './descriptifCoffre.ts';
import {
  cheminDescriptif, cleDuCompte, codeSysteme, deriver, developper, ecrireDescriptif, effacerDescriptif, envelopper, lireDescriptif, nouvelleDerivation, rangerDescriptif, temoinDe,
} from './descriptifCoffre.ts';
import type { SecretStore } from './secrets.ts';
import { ErreurSecret } from './secrets.ts';

export interface OptionsCoffre {
  /** Dossier du poste : `coffre.json` y vit. */
  readonly dossier: string;
  readonly secrets: SecretStore;
}
/** Les clés d’un compte pendant un changement : de quoi relire un fichier, et celle avec laquelle le récrire. 32 octets chacune. */
type ClesDeChangement = (compte: string) => { readonly anciennes: readonly Buffer[]; readonly nouvelle: Buffer };

/**
 * La clé qui chiffre tout ce que ce poste garde. Les gestes passent un par un, dans l’ordre où ils sont demandés : aucun ne doit en attendre un autre de l’intérieur
 * d’une fonction qu’il appelle (`rechiffrer`, `ranger`). Un disque qui refuse d’écrire rejette par l’erreur du système, sans rien laisser à moitié.
 */
export interface Coffre {
  /**
   * `trousseau_muet` veut dire « réessayer » : trousseau sans réponse, mais aussi, avec `genre: null`, `coffre.json` que le système ne laisse pas lire, ou d’une version plus récente.
   * `cle_perdue` avec `genre: null` : `coffre.json` est abîmé. `message` le dit chaque fois.
   */
  etat(): EtatCoffre;
  /** Au démarrage, et pour réessayer. Ne rejette pas ; ouvert, il le reste. */
  ouvrir(): Promise<EtatCoffre>;
  /** `phrase_a_choisir` seulement. Erreurs : `phrase.courte`, `coffre.etat`. */
  choisirPhrase(phrase: string): Promise<EtatCoffre>;
  /** `phrase_a_donner` seulement. Erreurs : `phrase.refusee`, `coffre.etat`. */
  ouvrirParPhrase(phrase: string): Promise<EtatCoffre>;
  /**
   * Clé perdue ou phrase oubliée : met de côté ce qui ne se lit plus et repart d’une clé neuve, dont l’état est rendu. `ranger` reçoit un dossier qui existe, et y déplace tous les fichiers
   * chiffrés ; le descriptif les y rejoint après, si bien qu’un arrêt en chemin laisse le coffre comme il était, et recommencer finit dans le même dossier. Erreur : `coffre.etat`.
   */
  repartir(ranger: (rangement: string) => void | Promise<void>): Promise<EtatCoffre>;
  /** Clés de 32 octets à essayer pour les fichiers d’un compte, la courante d’abord. Plus d’une : un changement a été interrompu, `changerCle` le finit. Erreur si le coffre n’est pas ouvert : `coffre.etat`. */
  cles(compte: string): readonly Buffer[];
  /**
   * Nouvelle clé : rangée avant tout, puis `rechiffrer` récrit **tous** les fichiers, enfin l’ancienne est effacée. Un arrêt à n’importe quel moment laisse des fichiers lisibles par une des `cles()`.
   * Après un changement interrompu, reprend celui-là au lieu d’en commencer un autre. Erreurs : `coffre.etat`, `secret.indisponible` (rien n’a changé), celles de `rechiffrer`.
   */
  changerCle(rechiffrer: (cles: ClesDeChangement) => Promise<void>): Promise<EtatCoffre>;
  /** Seule l’enveloppe change. Erreurs : `phrase.refusee` (l’ancienne), `phrase.courte`, `coffre.etat`. */
  changerPhrase(ancienne: string, nouvelle: string): Promise<EtatCoffre>;
  /** Efface les clés : ce qui resterait chiffré est illisible à jamais. Interrompu, se rappelle. Erreurs : `secret.indisponible` (il en reste), `coffre.etat` (descriptif illisible). */
  detruire(): Promise<void>;
}

interface Cle { readonly numero: number; readonly valeur: Buffer }
/** `cles` : la courante d’abord. `enveloppe` : clé tirée de la phrase, gardée pour que changer de clé ne la redemande pas. */
interface Ouverture { readonly descriptif: Descriptif; readonly cles: readonly [Cle, ...Cle[]]; readonly enveloppe: Buffer | undefined }
type Blocage = Exclude<EtatCoffre['etat'], 'ouvert'>;

const PHRASE_MINIMALE = 12;
const MESSAGES = {
  ferme: 'Le coffre de ce poste n’est pas encore ouvert.',
  detruit: 'Les clés de ce poste ont été effacées.',
  aChoisir: 'Pas de trousseau sur cette machine : les données de ce poste seront chiffrées par une phrase secrète, demandée à chaque démarrage. Si elle est perdue, ce qui n’a pas été envoyé est perdu. Si la session a un trousseau verrouillé, le déverrouiller et réessayer.',
  aDonner: 'Les données de ce poste sont chiffrées : la phrase secrète est demandée.',
  muet: 'Le trousseau de la session ne répond pas, et la clé de ce poste y est rangée : le déverrouiller, puis réessayer. Rien n’est perdu.',
  perdue: 'Le trousseau de la session n’a plus la clé de ce poste. Ce qui n’a pas été envoyé ne peut plus être lu ici ; rien n’est effacé. Rétablir le trousseau de la session et réessayer, ou repartir avec une clé neuve.',
  abime: (chemin: string) => `Le fichier qui décrit la clé de ce poste est abîmé (${chemin}). Ce qui n’a pas été envoyé ne peut plus être lu ici ; rien n’est effacé. Remettre une copie saine de ce fichier et réessayer, ou repartir avec une clé neuve.`,
  recent: 'Ce poste a été ouvert avec une version plus récente de SIAO Offre : mettre l’application à jour. Rien n’a été touché.',
  illisible: (chemin: string, cause: string) => `Le fichier qui décrit la clé de ce poste ne peut pas être lu ou écrit (${chemin}, ${cause}) : vérifier le disque et les droits sur ce dossier, puis réessayer. Rien n’a été touché.`,
} as const;

const nomSecret = (poste: string, numero: number): string => `${poste}.${numero}`;
/** Le trousseau fait partie de ce que la fenêtre doit pouvoir expliquer : son erreur traverse le port avec son code. */
const traduire = (erreur: unknown): unknown => (erreur instanceof ErreurSecret ? new ErreurPoste(erreur.code, erreur.message) : erreur);
const exigerPhrase = (phrase: string): void => {
  if ([...phrase.normalize('NFKC')].length < PHRASE_MINIMALE) throw new ErreurPoste('phrase.courte', `La phrase secrète compte au moins ${PHRASE_MINIMALE} caractères.`, 'phrase');
};
const refuserPhrase = (): ErreurPoste => new ErreurPoste('phrase.refusee', 'Cette phrase secrète n’est pas celle de ce poste.', 'phrase');

/** La clé qu’une entrée du trousseau contient, ou `undefined` si ce n’est pas celle que le descriptif connaît. */
const decoder = (texte: string | null, temoin: string): Buffer | undefined => {
  const valeur = Buffer.from(texte ?? '', 'base64');
  return valeur.length === 32 && temoinDe(valeur) === temoin ? valeur : undefined;
};

const decrire = (numero: number, valeur: Buffer): CleDecrite => ({ numero, creeLe: new Date().toISOString(), temoin: temoinDe(valeur) });

/** La courante d’abord ; `undefined` si une clé du descriptif manque. */
const ordonner = (descriptif: Descriptif, valeurs: readonly (Buffer | undefined)[]): readonly [Cle, ...Cle[]] | undefined => {
  const cles = descriptif.cles.flatMap(({ numero }, rang) => {
    const valeur = valeurs[rang];
    return valeur === undefined ? [] : [{ numero, valeur }];
  });
  const courante = cles.find(({ numero }) => numero === descriptif.courante);
  if (courante === undefined || cles.length !== descriptif.cles.length) return undefined;
  return [courante, ...cles.filter((cle) => cle !== courante)];
};

/** Dossier où mettre de côté : le premier qui n’a pas encore reçu son descriptif, donc celui d’un rangement interrompu s’il y en a un. */
const trouverRangement = (dossier: string): string => {
  for (let rang = 1; ; rang += 1) {
    const rangement = join(dossier, `illisible-${rang}`);
    if (!existsSync(cheminDescriptif(rangement))) return rangement;
  }
};

/** Un coffre par dossier et par processus. Rien n’est lu ni écrit avant `ouvrir()`. */
export const creerCoffre = ({ dossier, secrets }: OptionsCoffre): Coffre => {
  let ouverture: Ouverture | undefined;
  let blocage: EtatCoffre = { etat: 'trousseau_muet', genre: null, cle: 0, depuis: null, message: MESSAGES.ferme };
  let candidate: { readonly poste: string; readonly valeur: Buffer } | undefined;
  let file: Promise<unknown> = Promise.resolve();

  const enSerie = <T>(geste: () => Promise<T>): Promise<T> => {
    const tour = file.then(geste).catch((erreur: unknown) => { throw traduire(erreur); });
    file = tour.catch(() => undefined);
    return tour;
  };

  const etat = (): EtatCoffre => {
    if (ouverture === undefined) return blocage;
    const { genre, courante, cles } = ouverture.descriptif;
    const depuis = cles.find(({ numero }) => numero === courante)?.creeLe ?? null;
    return { etat: 'ouvert', genre, cle: courante, depuis, message: (genre === 'trousseau' ? secrets.mention : undefined) ?? null };
  };
  const bloquer = (nom: Blocage, message: string, descriptif?: Descriptif): EtatCoffre => {
    blocage = { etat: nom, genre: descriptif?.genre ?? null, cle: descriptif?.courante ?? 0, depuis: descriptif?.cles.find(({ numero }) => numero === descriptif.courante)?.creeLe ?? null, message };
    return blocage;
  };
  const refuserGeste = (): ErreurPoste => new ErreurPoste('coffre.etat', etat().message ?? 'Le coffre de ce poste est déjà ouvert.');
  const exigerOuverture = (): Ouverture => {
    if (ouverture === undefined) throw refuserGeste();
    return ouverture;
  };
  /** Le disque d’abord, la mémoire ensuite : ce que le poste croit est toujours écrit. */
  const adopter = (nouvelle: Ouverture): void => {
    ecrireDescriptif(dossier, nouvelle.descriptif);
    ouverture = nouvelle;
  };

  /** Range une clé au trousseau et s’assure qu’il la rendra : un trousseau qui accepte tout sans rien garder existe. */
  const confier = async (nom: string, valeur: Buffer): Promise<void> => {
    await secrets.ecrire(nom, valeur.toString('base64'));
    if (await secrets.lire(nom) !== valeur.toString('base64')) throw new ErreurSecret('Le trousseau n’a pas rendu la clé qui lui a été confiée.');
  };

  /** Fait oublier au trousseau les clés qui ne chiffrent plus rien. Un trousseau muet n’y perd rien : le prochain démarrage recommencera. */
  const oublierAnciennes = async (): Promise<void> => {
    if (ouverture === undefined || ouverture.descriptif.aEffacer.length === 0) return;
    try {
      for (const numero of ouverture.descriptif.aEffacer) await secrets.effacer(nomSecret(ouverture.descriptif.poste, numero));
      adopter({ ...ouverture, descriptif: { ...ouverture.descriptif, aEffacer: [] } });
    } catch (erreur) {
      if (!(erreur instanceof ErreurSecret) && codeSysteme(erreur) === undefined) throw erreur;
    }
  };

  const demarrerParTrousseau = async (): Promise<EtatCoffre> => {
    // Gardée d’un essai à l’autre : une réponse tardive du trousseau range alors la même clé, pas une entrée orpheline de plus.
    candidate ??= { poste: randomUUID(), valeur: randomBytes(32) };
    const { poste, valeur } = candidate;
    try {
      await confier(nomSecret(poste, 1), valeur);
    } catch (erreur) {
      if (!(erreur instanceof ErreurSecret)) throw erreur;
      return bloquer('phrase_a_choisir', MESSAGES.aChoisir);
    }
    adopter({ descriptif: { version: 1, poste, genre: 'trousseau', courante: 1, cles: [decrire(1, valeur)], aEffacer: [] }, cles: [{ numero: 1, valeur }], enveloppe: undefined });
    candidate = undefined;
    return etat();
  };

  const ouvrirParTrousseau = async (descriptif: Descriptif): Promise<EtatCoffre> => {
    const valeurs: (Buffer | undefined)[] = [];
    try {
      for (const { numero, temoin } of descriptif.cles) valeurs.push(decoder(await secrets.lire(nomSecret(descriptif.poste, numero)), temoin));
    } catch (erreur) {
      if (!(erreur instanceof ErreurSecret)) throw erreur;
      return bloquer('trousseau_muet', MESSAGES.muet, descriptif);
    }
    const cles = ordonner(descriptif, valeurs);
    // Une ancienne clé qui manque est une clé perdue comme une autre : des fichiers peuvent n’être lisibles que par elle.
    if (cles === undefined) return bloquer('cle_perdue', MESSAGES.perdue, descriptif);
    ouverture = { descriptif, cles, enveloppe: undefined };
    await oublierAnciennes();
    return etat();
  };

  const ouvrirSelonDescriptif = async (): Promise<EtatCoffre> => {
    const lecture = lireDescriptif(dossier);
    switch (lecture.issue) {
      case 'absent': return demarrerParTrousseau();
      case 'abime': return bloquer('cle_perdue', MESSAGES.abime(cheminDescriptif(dossier)));
      case 'recent': return bloquer('trousseau_muet', MESSAGES.recent);
      case 'illisible': return bloquer('trousseau_muet', MESSAGES.illisible(cheminDescriptif(dossier), lecture.cause));
      case 'lu': return lecture.descriptif.genre === 'phrase' ? bloquer('phrase_a_donner', MESSAGES.aDonner, lecture.descriptif) : ouvrirParTrousseau(lecture.descriptif);
    }
  };
  const ouvrir = async (): Promise<EtatCoffre> => {
    if (ouverture !== undefined) return etat();
    try {
      return await ouvrirSelonDescriptif();
    } catch (erreur) {
      const cause = codeSysteme(erreur);
      if (cause === undefined) throw erreur;
      return bloquer('trousseau_muet', MESSAGES.illisible(cheminDescriptif(dossier), cause));
    }
  };

  const choisirPhrase = async (phrase: string): Promise<EtatCoffre> => {
    if (ouverture !== undefined || blocage.etat !== 'phrase_a_choisir' || lireDescriptif(dossier).issue !== 'absent') throw refuserGeste();
    exigerPhrase(phrase);
    const poste = randomUUID();
    const valeur = randomBytes(32);
    const derivation = nouvelleDerivation();
    const enveloppe = await deriver(phrase, derivation);
    const cle = { ...decrire(1, valeur), enveloppe: envelopper(valeur, enveloppe, poste, 1) };
    adopter({ descriptif: { version: 1, poste, genre: 'phrase', courante: 1, cles: [cle], derivation, aEffacer: [] }, cles: [{ numero: 1, valeur }], enveloppe });
    candidate = undefined;
    return etat();
  };

  const ouvrirParPhrase = async (phrase: string): Promise<EtatCoffre> => {
    const lecture = lireDescriptif(dossier);
    if (ouverture !== undefined || blocage.etat !== 'phrase_a_donner' || lecture.issue !== 'lu' || lecture.descriptif.derivation === undefined) throw refuserGeste();
    const { descriptif } = lecture;
    const enveloppe = await deriver(phrase, lecture.descriptif.derivation);
    const valeurs = descriptif.cles.map((cle) => (cle.enveloppe === undefined ? undefined : developper(cle.enveloppe, enveloppe, descriptif.poste, cle.numero)));
    if (valeurs.every((valeur) => valeur === undefined)) throw refuserPhrase();
    const cles = ordonner(descriptif, valeurs);
    // La phrase ouvre une enveloppe et pas l’autre : ce n’est pas elle qui est en cause.
    if (cles === undefined) return bloquer('cle_perdue', MESSAGES.abime(cheminDescriptif(dossier)));
    ouverture = { descriptif, cles, enveloppe };
    return etat();
  };

  const changerPhrase = async (ancienne: string, nouvelle: string): Promise<EtatCoffre> => {
    const actuelle = exigerOuverture();
    const { descriptif, cles } = actuelle;
    if (actuelle.enveloppe === undefined || descriptif.derivation === undefined) throw new ErreurPoste('coffre.etat', 'La clé de ce poste est dans le trousseau de la session : il n’a pas de phrase secrète.');
    if (!timingSafeEqual(await deriver(ancienne, descriptif.derivation), actuelle.enveloppe)) throw refuserPhrase();
    exigerPhrase(nouvelle);
    const derivation = nouvelleDerivation();
    const enveloppe = await deriver(nouvelle, derivation);
    const decrites = descriptif.cles.map((decrite) => {
      const cle = cles.find(({ numero }) => numero === decrite.numero);
      if (cle === undefined) throw new Error(`Clé ${decrite.numero} absente d’un coffre ouvert.`);
      return { ...decrite, enveloppe: envelopper(cle.valeur, enveloppe, descriptif.poste, cle.numero) };
    });
    adopter({ descriptif: { ...descriptif, derivation, cles: decrites }, cles, enveloppe });
    return etat();
  };

  /** Après cet appel, le descriptif a deux clés, la neuve étant la courante, et rien n’est encore chiffré par elle. */
  const ajouterCle = async ({ descriptif, cles, enveloppe }: Ouverture): Promise<void> => {
    // Le disque peut en savoir plus que la mémoire (une écriture passée, puis dite en échec) : un numéro qu’il connaît ne change jamais de clé.
    const lecture = lireDescriptif(dossier);
    const numero = Math.max(descriptif.courante, ...(lecture.issue === 'lu' ? lecture.descriptif.cles.map((cle) => cle.numero) : [])) + 1;
    const valeur = randomBytes(32);
    if (enveloppe === undefined) await confier(nomSecret(descriptif.poste, numero), valeur);
    const decrite = { ...decrire(numero, valeur), ...(enveloppe === undefined ? {} : { enveloppe: envelopper(valeur, enveloppe, descriptif.poste, numero) }) };
    adopter({ descriptif: { ...descriptif, courante: numero, cles: [...descriptif.cles, decrite] }, cles: [{ numero, valeur }, ...cles], enveloppe });
  };

  const changerCle = async (rechiffrer: (cles: ClesDeChangement) => Promise<void>): Promise<EtatCoffre> => {
    if (exigerOuverture().cles.length === 1) await ajouterCle(exigerOuverture());
    const { descriptif, cles: [courante, ...anciennes], enveloppe } = exigerOuverture();
    await rechiffrer((compte) => ({ anciennes: anciennes.map(({ valeur }) => cleDuCompte(valeur, compte)), nouvelle: cleDuCompte(courante.valeur, compte) }));
    const aEffacer = enveloppe === undefined ? [...descriptif.aEffacer, ...anciennes.map(({ numero }) => numero)] : [];
    adopter({ descriptif: { ...descriptif, cles: descriptif.cles.filter(({ numero }) => numero === courante.numero), aEffacer }, cles: [courante], enveloppe });
    for (const { valeur } of anciennes) valeur.fill(0);
    await oublierAnciennes();
    return etat();
  };

  const refermer = (message: string): void => {
    for (const { valeur } of ouverture?.cles ?? []) valeur.fill(0);
    ouverture?.enveloppe?.fill(0);
    ouverture = undefined;
    bloquer('trousseau_muet', message);
  };

  const repartir = async (ranger: (rangement: string) => void | Promise<void>): Promise<EtatCoffre> => {
    if (ouverture !== undefined || (blocage.etat !== 'cle_perdue' && blocage.etat !== 'phrase_a_donner')) throw refuserGeste();
    const rangement = trouverRangement(dossier);
    mkdirSync(rangement, { recursive: true, mode: 0o700 });
    await ranger(rangement);
    rangerDescriptif(dossier, rangement);
    return ouvrir();
  };

  const detruire = async (): Promise<void> => {
    const lecture = lireDescriptif(dossier);
    if (lecture.issue === 'absent') return;
    if (lecture.issue !== 'lu') throw refuserGeste();
    const { poste, genre, cles, aEffacer } = lecture.descriptif;
    // Les clés avant le descriptif, qui est seul à savoir leurs noms : interrompu, l’appel suivant les retrouve.
    if (genre === 'trousseau') for (const numero of [...aEffacer, ...cles.map((cle) => cle.numero)]) await secrets.effacer(nomSecret(poste, numero));
    effacerDescriptif(dossier);
    refermer(MESSAGES.detruit);
  };

  return {
    etat,
    ouvrir: () => enSerie(ouvrir),
    choisirPhrase: (phrase) => enSerie(() => choisirPhrase(phrase)),
    ouvrirParPhrase: (phrase) => enSerie(() => ouvrirParPhrase(phrase)),
    repartir: (ranger) => enSerie(() => repartir(ranger)),
    cles: (compte) => exigerOuverture().cles.map(({ valeur }) => cleDuCompte(valeur, compte)),
    changerCle: (rechiffrer) => enSerie(() => changerCle(rechiffrer)),
    changerPhrase: (ancienne, nouvelle) => enSerie(() => changerPhrase(ancienne, nouvelle)),
    detruire: () => enSerie(detruire),
  };
};
