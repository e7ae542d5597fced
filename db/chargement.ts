import { existsSync } from 'node:fs';
import type { LigneChangement } from '../contract/service.ts';
import type { Objet } from '../domain/droits.ts';
import type { Ligne } from '../domain/objets/objets.ts';
import { ORDRE_OBJETS, SCHEMAS } from '../domain/objets/objets.ts';
import type { Base, BaseEcriture } from './base.ts';
import { ecrireEtat, lireEtat } from './base.ts';
import type { OptionsConnexion } from './connexion.ts';
import { ErreurCache, connecter, envelopper, estAbime, estSain, regler } from './connexion.ts';
import { effacerBase, fermeeNet } from './fichiers.ts';
import type { ContexteEcriture } from './lignes.ts';
import { ajouterLigne, refaireAgregats } from './lignes.ts';
import type { FinDePage } from './reception.ts';
import { noterFin } from './reception.ts';
import { VERSION_OFFRE, indexOffre, tablesOffre } from './schemaOffre.ts';

/**
 * Un chargement de l’offre dans un fichier à part, pendant lequel l’ancienne reste lisible. `recues` sur `total` (`null` tant qu’il n’est pas connu).
 * Interrompu, il reprend à la page suivante : le fichier garde son curseur.
 */
export interface Chargement {
  readonly curseur: string;
  readonly recues: number;
  readonly total: number | null;
  /** Une page : lignes et curseur en une transaction. Une ligne mal formée fait tout échouer. */
  appliquer(lignes: readonly LigneChangement[], fin: FinDePage): void;
  /** Pose les index, vérifie, ferme, met l’offre en place. La file est à rejouer ensuite. Erreur `cache.illisible` : le fichier ne se relit pas, tout est à recharger. */
  terminer(): void;
  /** Ferme sans rien perdre : le prochain chargement reprendra. */
  suspendre(): void;
}

const ouvrirFichier = (base: Base, options: OptionsConnexion): BaseEcriture => {
  const chemin = base.chemins.offreNouvelle;
  const net = fermeeNet(chemin);
  for (let essai = 0; ; essai += 1) {
    if (essai > 0) effacerBase(chemin);
    try {
      const neuf = !existsSync(chemin);
      const { sqlite } = connecter(chemin, [base.cle], options);
      const cache = envelopper(sqlite, options);
      // rien d’ici n’est précieux : une coupure de courant fait recommencer, un arrêt du programme non
      // un journal d’annulation plutôt que d’écriture : les pages neuves, presque toutes, ne s’écrivent qu’une fois
      sqlite.pragma('journal_mode = TRUNCATE');
      sqlite.pragma('synchronous = OFF');
      sqlite.pragma('locking_mode = EXCLUSIVE');
      regler(sqlite);
      if (neuf) {
        cache.transaction(() => {
          sqlite.exec(`${tablesOffre('main')} create table retrait (objet text not null, id text not null, rang integer not null);`);
          sqlite.pragma(`user_version = ${VERSION_OFFRE}`);
        });
        return cache;
      }
      if ((sqlite.pragma('user_version', { simple: true }) as number) === VERSION_OFFRE && (!net || estSain(cache)) && lireEtat(cache, 'termine') === null) return cache;
      cache.fermer();
    } catch (erreur) {
      if (!estAbime(erreur) || essai > 1) throw erreur;
    }
  }
};

/** Une fiche livrée deux fois (elle a changé pendant le chargement) ne garde que sa dernière forme ; un retrait emporte ce qui le précédait. Les deux sont rares. */
const ranger = (cache: BaseEcriture): void => {
  const retraits = cache.un('select 1 from retrait limit 1') !== undefined;
  for (const objet of ORDRE_OBJETS) {
    const doubles = cache.un(`select 1 from "${objet}" group by id having count(*) > 1 limit 1`) !== undefined;
    if (!retraits && !doubles) continue;
    cache.executer(`create index tri_id on "${objet}"(id)`);
    cache.ecrire(`delete from "${objet}" where rang in (select l.rang from retrait r join "${objet}" l on l.id = r.id where r.objet = ? and l.rang <= r.rang)`, objet);
    cache.ecrire(`delete from "${objet}" where rang in (select l.rang from "${objet}" l join (select id, max(rang) as garde from "${objet}" group by id having count(*) > 1) d on d.id = l.id where l.rang < d.garde)`);
    cache.executer('drop index tri_id');
  }
};

/** Commence un chargement, ou reprend celui qui a été interrompu. */
export const ouvrirChargement = (base: Base, ecriture: ContexteEcriture, options: OptionsConnexion = {}): Chargement => {
  const cache = ouvrirFichier(base, options);
  let recues = Number(lireEtat(cache, 'recues') ?? '0');
  let total = ((valeur) => (valeur === null ? null : Number(valeur)))(lireEtat(cache, 'total'));
  const rangs = Object.fromEntries(ORDRE_OBJETS.map((objet) => [objet, cache.un<{ rang: number | null }>(`select max(rang) as rang from "${objet}"`)?.rang ?? 0])) as Record<Objet, number>;
  return {
    get curseur() { return lireEtat(cache, 'curseur') ?? ''; },
    get recues() { return recues; },
    get total() { return total; },
    appliquer: (lignes, fin) => {
      let ajoutees = 0;
      cache.transaction(() => {
        for (const changement of lignes) {
          if (changement.genre === 'retrait') cache.ecrire('insert into retrait (objet, id, rang) values (?, ?, ?)', changement.objet, changement.id, rangs[changement.objet]);
          else if (changement.genre === 'ligne') {
            ajouterLigne(cache, changement.objet, SCHEMAS[changement.objet].parse(changement.ligne) as Ligne as never, ecriture);
            rangs[changement.objet] += 1;
            ajoutees += 1;
          }
        }
        if (fin.restantes !== undefined) ecrireEtat(cache, 'total', String(recues + ajoutees + fin.restantes));
        ecrireEtat(cache, 'recues', String(recues + ajoutees));
        noterFin(cache, fin);
      });
      recues += ajoutees;
      if (fin.restantes !== undefined) total = recues + fin.restantes;
    },
    terminer: () => {
      cache.transaction(() => {
        ranger(cache);
        cache.executer(`drop table retrait; ${indexOffre('main')}`);
        refaireAgregats(cache);
        ecrireEtat(cache, 'termine', '1');
      });
      if (!estSain(cache)) {
        cache.fermer();
        effacerBase(base.chemins.offreNouvelle);
        throw new ErreurCache('cache.illisible', 'L’offre chargée ne se relit pas : elle sera rechargée.');
      }
      cache.ecrire(`delete from etat where cle in ('termine', 'recues', 'total')`);
      cache.fermer();
      base.remplacerOffre(base.chemins.offreNouvelle);
    },
    suspendre: () => { cache.fermer(); },
  };
};

/** Oublie un chargement commencé : les droits, la base ou le compte ne sont plus ceux qu’il suivait. */
export const abandonnerChargement = (base: Base): void => { effacerBase(base.chemins.offreNouvelle); };
