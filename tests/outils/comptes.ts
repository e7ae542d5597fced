import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import type { ReponseConnexion } from '../../contract/comptes.ts';
import { CHEMINS_COMPTES } from '../../contract/comptes.ts';
import type { Session } from '../../contract/service.ts';
import { CHEMINS } from '../../contract/service.ts';
import type { StatutCompte } from '../../domain/objets/utilisateur.ts';
import type { Profil } from '../../domain/profils.ts';
import type { Base } from '../../server/base/base.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../server/comptes/motsDePasse.ts';
import { creerUtilisateur } from '../../server/comptes/utilisateurs.ts';
import type { OptionsService, Service } from '../../server/service.ts';
import { creerService } from '../../server/service.ts';
import type { GenreBase } from './base.ts';
import { baseDeTest } from './base.ts';
import { acteur } from './fabrique.ts';

export const MOT_DE_PASSE = 'girafe violon terrain';
export const NOUVEAU = 'lanterne cactus wagon';
export const MIDI = new Date('2026-11-24T11:00:00.000Z');

export interface ReponseEssai<T> { readonly statut: number; readonly corps: T & { readonly erreur: { readonly code: string; readonly message: string; readonly champ?: string } }; readonly entetes: Readonly<Record<string, unknown>>; readonly texte: string }
export interface CompteEssai { readonly id: string; readonly email: string; readonly nom: string; readonly profil: Profil }
interface OptionsRequete { readonly corps?: unknown; readonly jeton?: string | undefined; readonly entetes?: Record<string, string>; readonly ip?: string }
/** Un courriel déposé, relu comme le ferait une messagerie. */
export interface CourrielLu { readonly fichier: string; readonly brut: string; readonly entetes: Readonly<Record<string, string>>; readonly objet: string; readonly corps: string; readonly adresse: string; readonly code: string | undefined }

/** Un service dont les courriels vont dans un vrai dossier, et dont le test avance l’horloge. */
export interface MontageComptes {
  readonly base: Base;
  readonly service: Service;
  readonly dossier: string;
  maintenant(): Date;
  avancer(millisecondes: number): void;
  requete<T>(methode: 'GET' | 'POST' | 'DELETE', chemin: string, options?: OptionsRequete): Promise<ReponseEssai<T>>;
  /** Un compte actif au mot de passe d’essai, ou `invite` (sans mot de passe), ou sans mot de passe (`agent`). */
  creer(profil: Profil, options?: { readonly statut?: StatutCompte; readonly nom?: string; readonly email?: string; readonly sansMotDePasse?: boolean }): Promise<CompteEssai>;
  connecter(email: string, motDePasse?: string, options?: OptionsRequete & { readonly poste?: string }): Promise<ReponseEssai<ReponseConnexion>>;
  /** Ouvre une session d’un compte sans second facteur à demander. */
  session(email: string, poste?: string): Promise<Session>;
  /** Pose le second facteur d’un profil obligatoire à la connexion. */
  enroler(email: string): Promise<{ readonly secret: string; readonly session: Session; readonly codesDeSecours: string[] }>;
  /** Premier facteur d’un compte qui en a un second : le défi. */
  defi(email: string): Promise<string>;
  totp(secret: string, decalage?: number): string;
  /** Envoie ce qui est dû et rend les courriels nouveaux. */
  relever(): Promise<CourrielLu[]>;
  evenements(id: string): Promise<string[]>;
  /** Vrai quand le jeton d’accès vaut encore. */
  vaut(jeton: string): Promise<boolean>;
  fermer(): Promise<void>;
}

const decoderMots = (texte: string): string => texte.replace(/\?=\s+=\?/gu, '?==?').replace(/=\?UTF-8\?B\?([^?]*)\?=/gu, (_tout, contenu: string) => Buffer.from(contenu, 'base64').toString('utf8'));
const decoderQuoted = (texte: string): string => {
  const octets: number[] = [];
  const continu = texte.replace(/=\r\n/gu, '');
  for (let rang = 0; rang < continu.length; rang += 1) {
    if (continu[rang] === '=') { octets.push(Number.parseInt(continu.slice(rang + 1, rang + 3), 16)); rang += 2; } else octets.push(continu.charCodeAt(rang));
  }
  return Buffer.from(octets).toString('utf8').replaceAll('\r\n', '\n');
};
export const lireCourriel = async (dossier: string, fichier: string): Promise<CourrielLu> => {
  const brut = await readFile(join(dossier, fichier), 'latin1');
  const [tete = '', ...suite] = brut.split('\r\n\r\n');
  const entetes = Object.fromEntries(tete.replace(/\r\n[ \t]/gu, ' ').split('\r\n').map((ligne) => [ligne.slice(0, ligne.indexOf(':')).toLowerCase(), ligne.slice(ligne.indexOf(':') + 2)]));
  const corps = decoderQuoted(suite.join('\r\n\r\n'));
  return { fichier, brut, entetes, objet: decoderMots(entetes['subject'] ?? ''), corps, adresse: /<([^>]*)>$/u.exec(entetes['to'] ?? '')?.[1] ?? '', code: /^ {4}([2-9A-Z]{5}-[2-9A-Z]{5})$/mu.exec(corps)?.[1] };
};

export const monterComptes = async (genre: GenreBase, options: Partial<OptionsService> = {}): Promise<MontageComptes> => {
  const { base, jeter } = await baseDeTest(genre);
  const dossier = await mkdtemp(join(tmpdir(), 'siao-courriels-'));
  let instant = MIDI.getTime();
  const maintenant = (): Date => new Date(instant);
  const service = await creerService({ base, argon2: ARGON2_TESTS, horloge: maintenant, courriels: dossier, ...options });
  const empreinteMotDePasse = await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS);
  const vus = new Set<string>();
  const requete: MontageComptes['requete'] = async <T>(methode: 'GET' | 'POST' | 'DELETE', chemin: string, { corps, jeton, entetes, ip }: OptionsRequete = {}) => {
    const reponse = await service.serveur.inject({
      method: methode, url: chemin, headers: { ...(jeton === undefined ? {} : { authorization: `Bearer ${jeton}` }), ...entetes }, ...(corps === undefined ? {} : { payload: corps as object }), ...(ip === undefined ? {} : { remoteAddress: ip }),
    });
    const json = String(reponse.headers['content-type'] ?? '').startsWith('application/json');
    return { statut: reponse.statusCode, corps: (json ? reponse.json() : {}) as ReponseEssai<T>['corps'], entetes: reponse.headers, texte: reponse.body };
  };
  const connecter: MontageComptes['connecter'] = (email, motDePasse = MOT_DE_PASSE, { poste, ...reste } = {}) => requete('POST', CHEMINS.session, { corps: { email, motDePasse, ...(poste === undefined ? {} : { poste }) }, ...reste });
  const totp = (secret: string, decalage = 0): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: instant + decalage });
  return {
    base, service, dossier, maintenant, requete, connecter, totp,
    avancer: (millisecondes) => { instant += millisecondes; },
    creer: async (profil, { statut = 'actif', nom = 'Prune Mirabelle', email = `prune.${randomUUID().slice(0, 8)}@essai.example`, sansMotDePasse = false } = {}) => {
      const id = await creerUtilisateur(base, { email, nom, profil, perimetre: acteur(profil).perimetre, perimetreLibelle: 'SIAO 59', statut, ...(statut === 'invite' ? {} : { empreinteMotDePasse }) });
      if (sansMotDePasse) await base.db.updateTable('acces').set({ motDePasse: null }).where('utilisateurId', '=', id).execute();
      return { id, email, nom, profil };
    },
    session: async (email, poste) => {
      const { statut, corps } = await connecter(email, MOT_DE_PASSE, poste === undefined ? {} : { poste });
      if (statut !== 200 || 'etape' in corps) throw new Error(`Pas de session : ${statut} ${JSON.stringify(corps)}`);
      return corps;
    },
    enroler: async (email) => {
      const { corps } = await connecter(email);
      if (!('secret' in corps)) throw new Error(`Pas d’enrôlement : ${JSON.stringify(corps)}`);
      const { statut, corps: fini } = await requete<{ session: Session; codesDeSecours: string[] }>('POST', CHEMINS_COMPTES.enrolement, { corps: { defi: corps.defi, code: totp(corps.secret) } });
      if (statut !== 200) throw new Error(`Enrôlement refusé : ${JSON.stringify(fini)}`);
      return { secret: corps.secret, ...fini };
    },
    defi: async (email) => {
      const { corps } = await connecter(email);
      if (!('etape' in corps) || corps.etape !== 'second_facteur') throw new Error(`Pas de défi : ${JSON.stringify(corps)}`);
      return corps.defi;
    },
    relever: async () => {
      await service.expedier();
      const nouveaux = (await readdir(dossier)).filter((fichier) => fichier.endsWith('.eml') && !vus.has(fichier)).sort();
      for (const fichier of nouveaux) vus.add(fichier);
      return Promise.all(nouveaux.map((fichier) => lireCourriel(dossier, fichier)));
    },
    evenements: async (id) => (await base.db.selectFrom('journal').select('commande').where('objetId', '=', id).orderBy('no').execute()).map(({ commande }) => commande),
    vaut: async (jeton) => (await requete('GET', CHEMINS_COMPTES.sessions, { jeton })).statut === 200,
    fermer: async () => {
      await service.fermer();
      await jeter();
      await rm(dossier, { recursive: true, force: true });
    },
  };
};
