import { randomUUID } from 'node:crypto';
import type { Issue, Mutation } from '../contract/service.ts';
import type { CommandeEnFile } from '../contract/poste.ts';
import { trouverCommande } from '../domain/commandes/catalogue.ts';
import { nombrer } from '../domain/commandes/noms.ts';
import type { Objet } from '../domain/droits.ts';
import type { Ligne } from '../domain/objets/objets.ts';
import type { BaseEcriture, BaseLecture } from './base.ts';
import { ecrireReglage, lireEtat, lireReglage } from './base.ts';
import { ligneDuService } from './lignes.ts';

/**
 * Une commande en file. `numero` : son ordre sur ce poste ; (`clientId`, `seq`) : son ordre pour le service. `avant` : la fiche telle que l’auteur la voyait,
 * celle du service. `issue` : réponse du service, `null` tant qu’il n’a pas répondu. `fiche` : nom de la fiche, pour l’écran.
 */
export interface EnFile {
  readonly numero: number; readonly clientId: string; readonly seq: number; readonly nom: string; readonly version: number; readonly args: unknown; readonly base: Mutation['base'];
  readonly avant: Ligne | null; readonly objet: Objet; readonly id: string; readonly fiche: string; readonly creeLe: string; readonly issue: Issue | null;
}
type LigneFile = Omit<EnFile, 'args' | 'base' | 'avant' | 'issue'> & { readonly args: string; readonly base: string; readonly avant: string | null; readonly issue: string | null };
/** Issue qui met fin à une commande. */
export type IssueDefinitive = Exclude<Issue, { issue: 'trou' | 'suspendue' }>;
export const estDefinitive = (issue: Issue): issue is IssueDefinitive => issue.issue !== 'trou' && issue.issue !== 'suspendue';

const COLONNES = '"clientId", seq, nom, version, args, base, avant, objet, id, fiche, "creeLe"';
const ARCHIVE_MAXIMALE = 2000;

const lire = (ligne: LigneFile): EnFile => ({
  ...ligne, args: JSON.parse(ligne.args) as unknown, base: JSON.parse(ligne.base) as Mutation['base'], avant: ligne.avant === null ? null : (JSON.parse(ligne.avant) as Ligne), issue: ligne.issue === null ? null : (JSON.parse(ligne.issue) as Issue),
});

/** L’identifiant de ce poste auprès du service, fait à la première demande. */
export const clientCourant = (base: BaseEcriture): string => {
  const connu = lireReglage(base, 'clientId');
  if (connu !== null) return connu;
  const neuf = randomUUID();
  ecrireReglage(base, 'clientId', neuf);
  return neuf;
};
const prendreSeq = (base: BaseEcriture): number => {
  const seq = Number(lireReglage(base, 'prochainSeq') ?? '1');
  ecrireReglage(base, 'prochainSeq', String(seq + 1));
  return seq;
};

/** Le numéro de la dernière commande en file. */
export const dernierNumero = (base: BaseLecture): number => base.un<{ n: number | null }>('select max(numero) as n from file')?.n ?? 0;
/** Ajoute une commande à la file et rend son numéro. À appeler dans la transaction qui en écrit l’effet. */
export const mettreEnFile = (base: BaseEcriture, commande: Omit<EnFile, 'numero' | 'clientId' | 'seq' | 'issue'>): number => {
  const clientId = clientCourant(base);
  base.ecrire(`insert into file (${COLONNES}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, clientId, prendreSeq(base),
    commande.nom, commande.version, JSON.stringify(commande.args), JSON.stringify(commande.base), commande.avant === null ? null : JSON.stringify(commande.avant), commande.objet, commande.id, commande.fiche, commande.creeLe);
  return dernierNumero(base);
};

/** Les commandes dont l’effet n’est pas encore dans ce que le service a livré, dans l’ordre. */
export const lireFile = (base: BaseLecture): EnFile[] => base.tous<LigneFile>('select * from file order by numero').map(lire);
/** Celles que le service n’a pas encore jugées. */
export const lireNonJugees = (base: BaseLecture, limite = -1): EnFile[] => base.tous<LigneFile>('select * from file where issue is null order by numero limit ?', limite).map(lire);
/** Celles à lui envoyer : aucune tant qu’un geste se met en file (`retenirLot`). */
export const lireAEnvoyer = (base: BaseLecture, limite: number): EnFile[] => (lotRetenu(base) === null ? lireNonJugees(base, limite) : []);

const LOT_RETENU = 'lotRetenu';
/** Le geste en plusieurs commandes qui se met en file, ou `null`. */
export const lotRetenu = (base: BaseLecture): string | null => lireReglage(base, LOT_RETENU);
/** Retient la file : rien ne part avant `lacherLot`, et un arrêt entre les deux ne laisse rien de ce lot. */
export const retenirLot = (base: BaseEcriture, lot: string): void => { ecrireReglage(base, LOT_RETENU, lot); };
export const lacherLot = (base: BaseEcriture): void => { ecrireReglage(base, LOT_RETENU, null); };
/**
 * Retire de la file les commandes du lot retenu, et le lâche : le geste n’aura pas eu lieu. Aucune n’est partie ; celles qui les suivent avancent, pour que le service ne voie
 * pas de trou dans leurs numéros. Les effets locaux sont à retirer ensuite. Rend le nombre de commandes retirées.
 */
export const retirerLotRetenu = (base: BaseEcriture): number => base.transaction(() => {
  const lot = lotRetenu(base);
  if (lot === null) return 0;
  lacherLot(base);
  const client = clientCourant(base);
  const siennes = base.tous<{ numero: number; seq: number }>(`select numero, seq from file where issue is null and "clientId" = ? and coalesce(json_extract(args, '$.nouveauLot'), json_extract(args, '$.lot')) = ? order by numero`, client, lot);
  const [premiere] = siennes;
  if (premiere === undefined) return 0;
  for (const { numero } of siennes) base.ecrire('delete from file where numero = ?', numero);
  let { seq } = premiere;
  for (const { numero } of base.tous<{ numero: number }>('select numero from file where "clientId" = ? and seq > ? order by seq', client, seq)) {
    base.ecrire('update file set seq = ? where numero = ?', seq, numero);
    seq += 1;
  }
  ecrireReglage(base, 'prochainSeq', String(seq));
  return siennes.length;
});
/** Les identifiants sous lesquels ce poste suit le service : le courant d’abord, puis ceux dont il reste des commandes. */
export const clientsSuivis = (base: BaseEcriture): string[] => {
  const courant = clientCourant(base);
  return [courant, ...base.tous<{ clientId: string }>('select distinct "clientId" from file where "clientId" <> ? order by "clientId"', courant).map(({ clientId }) => clientId)];
};

/** Par client, la dernière mutation dont l’effet est compris dans l’offre reçue. */
export const derniersCompris = (base: BaseLecture): Readonly<Record<string, number>> => JSON.parse(lireEtat(base, 'derniers') ?? '{}') as Record<string, number>;
/** Vrai quand l’effet de la commande est déjà dans les lignes reçues et que le service l’a jugée : elle ne se rejoue plus. */
export const estComprise = ({ clientId, seq, issue }: EnFile, derniers: Readonly<Record<string, number>>): boolean => issue !== null && seq <= (derniers[clientId] ?? 0);

/** Range l’issue définitive d’une commande. Un refus ou un conflit entre aussi dans `retour`, où il attend d’être lu. */
export const noterIssue = (base: BaseEcriture, clientId: string, issue: Issue): void => {
  if (!estDefinitive(issue)) return;
  base.transaction(() => {
    const touchees = base.ecrire('update file set issue = ? where "clientId" = ? and seq = ? and issue is null', JSON.stringify(issue), clientId, issue.seq);
    // faite, mais pas partout : les lignes laissées par le service sont à lire, comme un refus
    if (touchees === 0 || (issue.issue === 'appliquee' && (issue.refusees ?? []).length === 0)) return;
    base.ecrire(`insert or ignore into retour (numero, ${COLONNES}, issue) select numero, ${COLONNES}, issue from file where "clientId" = ? and seq = ?`, clientId, issue.seq);
  });
};

/** Retire de la file ce que le service a jugé et dont l’effet est compris dans l’offre reçue. Les appliquées vont à l’archive, qui garde les dernières. */
export const retirerComprises = (base: BaseEcriture): void => {
  const derniers = Object.entries(derniersCompris(base));
  if (derniers.length === 0 || base.un('select 1 from file where issue is not null limit 1') === undefined) return;
  base.transaction(() => {
    for (const [clientId, seq] of derniers) {
      base.ecrire(`insert or ignore into archive (numero, ${COLONNES}, issue) select numero, ${COLONNES}, issue from file where "clientId" = ? and seq <= ? and json_extract(issue, '$.issue') = 'appliquee'`, clientId, seq);
      base.ecrire('delete from file where "clientId" = ? and seq <= ? and issue is not null', clientId, seq);
    }
    base.ecrire('delete from archive where numero <= (select max(numero) from archive) - ?', ARCHIVE_MAXIMALE);
  });
};

/**
 * Le service attend, pour ce client, un numéro plus ancien que tout ce que le poste a encore en file : il a été restauré d’une sauvegarde, ou des lignes de la file ont été
 * perdues. Aucune commande en attente de ce client ne lui est donc connue : elles prennent un nouvel identifiant, précédées de celles qu’il avait appliquées puis
 * oubliées. Rend le nombre de commandes remises en file depuis l’archive.
 */
export const repartirDe = (base: BaseEcriture, clientId: string, attendue: number): number => base.transaction(() => {
  const oubliees = base.tous<LigneFile>('select * from archive where "clientId" = ? and seq >= ? order by numero', clientId, attendue);
  // appliquées, mais pas encore comprises dans l’offre : le service les a oubliées aussi
  const restantes = base.tous<LigneFile>(`select * from file where "clientId" = ? and (issue is null or (json_extract(issue, '$.issue') = 'appliquee' and seq >= ?)) order by numero`, clientId, attendue);
  const suite = base.tous<LigneFile>('select * from file where "clientId" <> ? and issue is null order by numero', clientId);
  const neuf = randomUUID();
  ecrireReglage(base, 'clientId', neuf);
  ecrireReglage(base, 'prochainSeq', '1');
  for (const { numero } of oubliees) base.ecrire('delete from archive where numero = ?', numero);
  // refusées ou en conflit : leur auteur a déjà la réponse dans ses retours
  base.ecrire(`delete from file where "clientId" = ? and json_extract(issue, '$.issue') in ('rejetee', 'conflit')`, clientId);
  for (const { numero } of [...restantes, ...suite]) base.ecrire('delete from file where numero = ?', numero);
  const remettre = (ligne: LigneFile, seq: number, sous: string): void => {
    base.ecrire(`insert into file (${COLONNES}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, sous, seq, ligne.nom, ligne.version, ligne.args, ligne.base, ligne.avant, ligne.objet, ligne.id, ligne.fiche, ligne.creeLe);
  };
  for (const ligne of [...oubliees, ...restantes]) remettre(ligne, prendreSeq(base), neuf);
  // celles d’un autre client gardent leur numéro de service, et passent après
  for (const ligne of suite) remettre(ligne, ligne.seq, ligne.clientId);
  return oubliees.length;
});

export interface CompteFile { readonly enAttente: number; readonly plusAncienne: string | null; readonly conflits: number; readonly refus: number }
export const compterFile = (base: BaseLecture): CompteFile => {
  const attente = base.un<{ n: number; ancienne: string | null }>('select count(*) as n, min("creeLe") as ancienne from file where issue is null');
  const retours = base.tous<{ genre: string; n: number }>(`select json_extract(issue, '$.issue') as genre, count(*) as n from retour where classe = 0 group by 1`);
  const nombre = (genre: string): number => retours.find((ligne) => ligne.genre === genre)?.n ?? 0;
  return { enAttente: attente?.n ?? 0, plusAncienne: attente?.ancienne ?? null, conflits: nombre('conflit'), refus: nombre('rejetee') + nombre('appliquee') };
};

/** « La leur » : la fiche jointe au conflit, ou celle reçue depuis quand elle est plus récente. */
const leur = (base: BaseLecture, { objet, id, issue }: EnFile): Record<string, unknown> | null => {
  if (issue?.issue !== 'conflit') return null;
  const recue = ligneDuService(base, objet, id);
  return recue !== undefined && recue.version > Number(issue.ligne['version'] ?? 0) ? { ...recue } : issue.ligne;
};

/** « 138 places changées, 3 refusées par le service : … ». */
const phrasePartielle = (faites: number, refusees: readonly { readonly message: string }[]): string => {
  const raisons = [...new Set(refusees.map(({ message }) => message))];
  return `${nombrer(faites, 'place changée', 'places changées')}, ${nombrer(refusees.length, 'refusée', 'refusées')} par le service. ${raisons.slice(0, 3).join(' ')}${raisons.length > 3 ? ` Et ${nombrer(raisons.length - 3, 'autre raison', 'autres raisons')}.` : ''}`;
};

const versEcran = (base: BaseLecture) => (commande: EnFile): CommandeEnFile => {
  const { issue } = commande;
  const rejet = issue?.issue === 'rejetee' || issue?.issue === 'conflit' ? issue : null;
  const partielle = issue?.issue === 'appliquee' && (issue.refusees ?? []).length > 0 ? issue : null;
  return {
    seq: commande.numero, nom: commande.nom, libelle: trouverCommande(commande.nom)?.libelle ?? commande.nom, objet: commande.objet, id: commande.id, fiche: commande.fiche, creeLe: commande.creeLe,
    etat: issue === null ? 'en_attente' : issue.issue === 'rejetee' || partielle !== null ? 'refusee' : issue.issue === 'conflit' ? 'conflit' : 'envoyee',
    refus: partielle !== null ? { code: 'partielle', message: phrasePartielle(partielle.lignes.length, partielle.refusees ?? []) } : rejet === null ? null : { code: rejet.issue === 'rejetee' ? rejet.code : 'conflit', message: rejet.message, ...(rejet.issue === 'rejetee' && rejet.champ !== undefined ? { champ: rejet.champ } : {}) },
    args: commande.args, base: commande.avant === null ? null : { ...commande.avant }, serveur: leur(base, commande), champs: issue?.issue === 'conflit' ? issue.champs : [],
  };
};

/** Ce que l’écran Synchronisation montre : les retours non classés, puis la file. */
export const listerFile = (base: BaseLecture): CommandeEnFile[] => [
  ...base.tous<LigneFile>('select * from retour where classe = 0 order by numero').map(lire).map(versEcran(base)),
  // une commande faite en partie est déjà parmi les retours
  ...base.tous<LigneFile>(`select * from file where (issue is null or json_extract(issue, '$.issue') = 'appliquee') and numero not in (select numero from retour where classe = 0) order by numero`).map(lire).map(versEcran(base)),
];
/** Les commandes d’une fiche encore en file ou en retour, pour la marque d’attente. */
export const commandesDe = (base: BaseLecture, id: string): CommandeEnFile[] => listerFile(base).filter((commande) => commande.id === id);

/** Classe un retour lu. Sans effet sur une commande non jugée. */
export const classerRetour = (base: BaseEcriture, numero: number): boolean => base.ecrire('update retour set classe = 1 where numero = ? and classe = 0', numero) > 0;

/** Marque d’attente par fiche, pour les grilles. Un conflit l’emporte sur un refus, un refus sur une attente. */
export const attentesParFiche = (base: BaseLecture): ReadonlyMap<string, 'en_attente' | 'refusee' | 'conflit'> => {
  const marques = new Map<string, 'en_attente' | 'refusee' | 'conflit'>();
  for (const { id } of base.tous<{ id: string }>('select id from file where issue is null')) marques.set(id, 'en_attente');
  for (const { id } of base.tous<{ id: string }>(`select id from retour where classe = 0 and json_extract(issue, '$.issue') = 'rejetee'`)) marques.set(id, 'refusee');
  for (const { id } of base.tous<{ id: string }>(`select id from retour where classe = 0 and json_extract(issue, '$.issue') = 'conflit'`)) marques.set(id, 'conflit');
  return marques;
};
