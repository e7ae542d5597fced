import { randomUUID } from 'node:crypto';
import type { Issue, LigneChangement, Mutation, Session } from '../../../contract/service.ts';
import { CHEMINS } from '../../../contract/service.ts';
import type { Catalogue } from '../../../domain/commandes/catalogue.ts';
import type { Profil } from '../../../domain/profils.ts';
import type { Base } from '../../../server/base/base.ts';
import { ARGON2_TESTS, hacherMotDePasse } from '../../../server/comptes/motsDePasse.ts';
import { creerUtilisateur } from '../../../server/comptes/utilisateurs.ts';
import type { OptionsService, Service } from '../../../server/service.ts';
import { creerService } from '../../../server/service.ts';
import type { GenreBase } from '../../outils/base.ts';
import { baseDeTest } from '../../outils/base.ts';
import { acteur } from '../../outils/fabrique.ts';

export const MOT_DE_PASSE = 'un mot de passe assez long';
export const MIDI = new Date('2026-11-24T11:00:00.000Z');

interface Reponse<T> { readonly statut: number; readonly corps: T; readonly entetes: Readonly<Record<string, unknown>> }
/** Un poste d’essai : son compte connecté, son `clientId` et son prochain numéro d’ordre. */
export interface Poste {
  readonly email: string;
  readonly utilisateurId: string;
  readonly clientId: string;
  readonly jeton: string;
  /** Prépare la mutation suivante ; `vue` : révision que l’auteur voyait de la cible. */
  mutation(nom: string, args: unknown, vue?: number, seq?: number): Mutation;
  envoyer(...mutations: readonly Mutation[]): Promise<Reponse<{ issues: Issue[]; erreur?: { code: string } }>>;
  /** Envoie une commande nouvelle et rend son issue. */
  faire(nom: string, args: unknown, vue?: number): Promise<Issue>;
  page(curseur: string, limite?: number): Promise<Page>;
  /** Tire jusqu’au bout et rend tout ce qui a été livré. */
  toutTirer(curseur?: string, limite?: number): Promise<Page & { readonly pages: number }>;
}
export interface Page { readonly statut: number; readonly lignes: readonly LigneChangement[]; readonly fin: Extract<LigneChangement, { genre: 'fin' }> }

export interface Montage {
  readonly base: Base;
  readonly url: string | undefined;
  readonly service: Service;
  /** Avance l’horloge du service. */
  avancer(millisecondes: number): void;
  requete<T>(methode: 'GET' | 'POST' | 'DELETE', chemin: string, options?: { readonly corps?: unknown; readonly jeton?: string; readonly entetes?: Record<string, string> }): Promise<Reponse<T>>;
  ouvrirSession(email: string, motDePasse?: string): Promise<Reponse<Session & { erreur: { code: string } }>>;
  /** Crée un compte de ce profil (périmètre : le Nord par défaut) et le connecte. */
  poste(profil: Profil, departement?: string): Promise<Poste>;
  fermer(): Promise<void>;
}

const lireNdjson = (texte: string): LigneChangement[] => texte.split('\n').filter((ligne) => ligne !== '').map((ligne) => JSON.parse(ligne) as LigneChangement);

/** Monte un vrai service sur une base neuve, avec une horloge que le test avance. `catalogue` : les commandes du produit par défaut. */
export const monter = async (genre: GenreBase, catalogue?: Catalogue, options: Partial<OptionsService> = {}): Promise<Montage> => {
  const { base, url, jeter } = await baseDeTest(genre);
  let maintenant = MIDI.getTime();
  const service = await creerService({ base, secondFacteur: 'facultatif', argon2: ARGON2_TESTS, horloge: () => new Date(maintenant), ...(catalogue === undefined ? {} : { catalogue }), ...options });
  const empreinteMotDePasse = await hacherMotDePasse(MOT_DE_PASSE, ARGON2_TESTS);
  const requete: Montage['requete'] = async <T>(methode: 'GET' | 'POST' | 'DELETE', chemin: string, { corps, jeton, entetes }: { corps?: unknown; jeton?: string; entetes?: Record<string, string> } = {}) => {
    const reponse = await service.serveur.inject({ method: methode, url: chemin, headers: { ...(jeton === undefined ? {} : { authorization: `Bearer ${jeton}` }), ...entetes }, ...(corps === undefined ? {} : { payload: corps as object }) });
    const type = String(reponse.headers['content-type'] ?? '');
    return { statut: reponse.statusCode, corps: (type.startsWith('application/json') ? reponse.json() : reponse.body) as T, entetes: reponse.headers };
  };
  const ouvrirSession: Montage['ouvrirSession'] = (email, motDePasse = MOT_DE_PASSE) => requete('POST', CHEMINS.session, { corps: { email, motDePasse } });
  return {
    base, url, service, requete, ouvrirSession,
    avancer: (millisecondes) => { maintenant += millisecondes; },
    poste: async (profil, departement = '59') => {
      const email = `${randomUUID()}@essai.example`;
      const utilisateurId = await creerUtilisateur(base, { email, nom: `Nom ${profil}`, profil, perimetre: acteur(profil, departement).perimetre, perimetreLibelle: profil, empreinteMotDePasse });
      const { corps: { jeton } } = await ouvrirSession(email);
      return brancher(requete, { email, utilisateurId, jeton });
    },
    fermer: async () => { await service.fermer(); await jeter(); },
  };
};

/** Un poste (un `clientId` neuf) sur un compte déjà connecté. */
export const brancher = (requete: Montage['requete'], { email, utilisateurId, jeton }: Pick<Poste, 'email' | 'utilisateurId' | 'jeton'>): Poste => {
  const clientId = randomUUID();
  let seq = 0;
  const mutation: Poste['mutation'] = (nom, args, vue = 0, numero) => {
    if (numero === undefined) seq += 1;
    const cible = typeof args === 'object' && args !== null && 'id' in args && typeof args.id === 'string' ? args.id.slice(0, 64) : '';
    return { clientId, seq: numero ?? seq, nom, version: 1, args, base: [{ id: cible, version: vue }] };
  };
  const envoyer: Poste['envoyer'] = (...mutations) => requete('POST', CHEMINS.commandes, { corps: { mutations }, jeton });
  const page: Poste['page'] = async (curseur, limite) => {
    const parametres = new URLSearchParams({ clientId, ...(curseur === '' ? {} : { curseur }), ...(limite === undefined ? {} : { limite: String(limite) }) });
    const { statut, corps } = await requete<string>('GET', `${CHEMINS.changements}?${parametres.toString()}`, { jeton });
    const lignes = statut === 200 ? lireNdjson(corps) : [];
    const fin = lignes.pop();
    return { statut, lignes, fin: fin?.genre === 'fin' ? fin : { genre: 'fin', curseur: '', encore: false, dernierSeq: -1, derniers: {} } };
  };
  return {
    email, utilisateurId, jeton, clientId, mutation, envoyer, page,
    faire: async (nom, args, vue) => {
      const { statut, corps } = await envoyer(mutation(nom, args, vue));
      if (statut !== 200) throw new Error(`Envoi refusé (${statut}) : ${JSON.stringify(corps)}`);
      return corps.issues[0] as Issue;
    },
    toutTirer: async (depart = '', limite = 500) => {
      let curseur = depart;
      let pages = 0;
      const lignes: LigneChangement[] = [];
      for (;;) {
        const une = await page(curseur, limite);
        if (une.statut !== 200) throw new Error(`Tirage refusé (${une.statut})`);
        pages += 1;
        lignes.push(...une.lignes);
        curseur = une.fin.curseur;
        if (!une.fin.encore) return { statut: 200, lignes, fin: une.fin, pages };
      }
    },
  };
};

/** Identifiants de l’offre livrés comme lignes ; les comptes ont les leurs (`comptes`). */
export const livres = (lignes: readonly LigneChangement[]): string[] => lignes.flatMap((ligne) => (ligne.genre === 'ligne' && ligne.objet !== 'utilisateur' ? [String(ligne.ligne.id)] : []));
export const comptes = (lignes: readonly LigneChangement[]): string[] => lignes.flatMap((ligne) => (ligne.genre === 'ligne' && ligne.objet === 'utilisateur' ? [String(ligne.ligne.id)] : []));
export const retires = (lignes: readonly LigneChangement[]): string[] => lignes.flatMap((ligne) => (ligne.genre === 'retrait' && ligne.objet !== 'utilisateur' ? [ligne.id] : []));
