import type { Issue, Mutation } from '../contract/service.ts';
import type { CommandeEnFile } from '../contract/poste.ts';
import { trouverCommande } from '../domain/commandes/catalogue.ts';
import type { Objet } from '../domain/droits.ts';
import type { BaseEcriture, BaseLecture } from './base.ts';
import { ecrireReglage, lireReglage } from './base.ts';

/** Une commande en file. `issue` : réponse du service, `null` tant qu’il n’a pas répondu. `fiche` : nom de la fiche, pour l’écran. */
export interface EnFile { readonly seq: number; readonly nom: string; readonly version: number; readonly args: unknown; readonly base: Mutation['base']; readonly objet: Objet; readonly id: string; readonly fiche: string; readonly creeLe: string; readonly issue: Issue | null }
interface LigneFile { seq: number; nom: string; version: number; args: string; base: string; objet: Objet; id: string; fiche: string; creeLe: string; issue: string | null }

const lire = (ligne: LigneFile): EnFile => ({ ...ligne, args: JSON.parse(ligne.args) as unknown, base: JSON.parse(ligne.base) as Mutation['base'], issue: ligne.issue === null ? null : (JSON.parse(ligne.issue) as Issue) });

/** Ajoute une commande à la file et rend son numéro. À appeler dans la transaction qui en écrit l’effet. */
export const mettreEnFile = (base: BaseEcriture, commande: Omit<EnFile, 'seq' | 'issue'>): number => {
  const seq = Number(lireReglage(base, 'prochainSeq') ?? '1');
  ecrireReglage(base, 'prochainSeq', String(seq + 1));
  base.ecrire('insert into file (seq, nom, version, args, base, objet, id, fiche, "creeLe") values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
    seq, commande.nom, commande.version, JSON.stringify(commande.args), JSON.stringify(commande.base), commande.objet, commande.id, commande.fiche, commande.creeLe);
  return seq;
};

/** Les commandes dont l’effet n’est pas encore dans ce que le service a livré, dans l’ordre. */
export const lireFile = (base: BaseLecture): EnFile[] => base.tous<LigneFile>('select * from file order by seq').map(lire);
/** Celles que le service n’a pas encore jugées. */
export const lireAEnvoyer = (base: BaseLecture, limite: number): EnFile[] => base.tous<LigneFile>('select * from file where issue is null order by seq limit ?', limite).map(lire);

/** Range l’issue d’une commande. Un refus ou un conflit entre aussi dans `retour`, où il attend d’être lu. */
export const noterIssue = (base: BaseEcriture, issue: Issue): void => base.transaction(() => {
  if (issue.issue === 'trou') return;
  const touchees = base.ecrire('update file set issue = ? where seq = ? and issue is null', JSON.stringify(issue), issue.seq);
  if (touchees === 0 || issue.issue === 'appliquee') return;
  base.ecrire(`insert or ignore into retour (seq, nom, version, args, base, objet, id, fiche, "creeLe", issue)
    select seq, nom, version, args, base, objet, id, fiche, "creeLe", issue from file where seq = ?`, issue.seq);
});

/** Retire de la file ce que le service a jugé et dont l’effet est compris dans les lignes reçues (`dernierSeq`). */
export const retirerAcquittees = (base: BaseEcriture, dernierSeq: number): number => base.ecrire('delete from file where seq <= ? and issue is not null', dernierSeq);

export interface CompteFile { readonly enAttente: number; readonly plusAncienne: string | null; readonly conflits: number; readonly refus: number }
export const compterFile = (base: BaseLecture): CompteFile => {
  const attente = base.un<{ n: number; ancienne: string | null }>('select count(*) as n, min("creeLe") as ancienne from file where issue is null');
  const retours = base.tous<{ genre: string; n: number }>(`select json_extract(issue, '$.issue') as genre, count(*) as n from retour where classe = 0 group by 1`);
  const nombre = (genre: string): number => retours.find((ligne) => ligne.genre === genre)?.n ?? 0;
  return { enAttente: attente?.n ?? 0, plusAncienne: attente?.ancienne ?? null, conflits: nombre('conflit'), refus: nombre('rejetee') };
};

const versEcran = (commande: EnFile): CommandeEnFile => {
  const { issue } = commande;
  const rejet = issue?.issue === 'rejetee' || issue?.issue === 'conflit' ? issue : null;
  return {
    seq: commande.seq, nom: commande.nom, libelle: trouverCommande(commande.nom)?.libelle ?? commande.nom, objet: commande.objet, id: commande.id, fiche: commande.fiche, creeLe: commande.creeLe,
    etat: issue === null ? 'en_attente' : issue.issue === 'rejetee' ? 'refusee' : issue.issue === 'conflit' ? 'conflit' : 'envoyee',
    refus: rejet === null ? null : { code: rejet.issue === 'rejetee' ? rejet.code : 'conflit', message: rejet.message, ...(rejet.issue === 'rejetee' && rejet.champ !== undefined ? { champ: rejet.champ } : {}) },
    args: commande.args, serveur: issue?.issue === 'conflit' ? issue.ligne : null, champs: issue?.issue === 'conflit' ? issue.champs : [],
  };
};

/** Ce que l’écran Synchronisation montre : les retours non classés, puis la file. */
export const listerFile = (base: BaseLecture): CommandeEnFile[] => [
  ...base.tous<LigneFile>('select * from retour where classe = 0 order by seq').map(lire).map(versEcran),
  ...base.tous<LigneFile>(`select * from file where issue is null or json_extract(issue, '$.issue') = 'appliquee' order by seq`).map(lire).map(versEcran),
];
/** Les commandes d’une fiche encore en file ou en retour, pour la marque d’attente. */
export const commandesDe = (base: BaseLecture, id: string): CommandeEnFile[] => listerFile(base).filter((commande) => commande.id === id);

/** Classe un retour lu. Sans effet sur une commande non jugée. */
export const classerRetour = (base: BaseEcriture, seq: number): boolean => base.ecrire('update retour set classe = 1 where seq = ?', seq) > 0;

/** Marque d’attente par fiche, pour les grilles. Un conflit l’emporte sur un refus, un refus sur une attente. */
export const attentesParFiche = (base: BaseLecture): ReadonlyMap<string, 'en_attente' | 'refusee' | 'conflit'> => {
  const marques = new Map<string, 'en_attente' | 'refusee' | 'conflit'>();
  for (const { id } of base.tous<{ id: string }>('select id from file where issue is null')) marques.set(id, 'en_attente');
  for (const { id } of base.tous<{ id: string }>(`select id from retour where classe = 0 and json_extract(issue, '$.issue') = 'rejetee'`)) marques.set(id, 'refusee');
  for (const { id } of base.tous<{ id: string }>(`select id from retour where classe = 0 and json_extract(issue, '$.issue') = 'conflit'`)) marques.set(id, 'conflit');
  return marques;
};
