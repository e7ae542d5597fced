import { sql } from 'kysely';
import type { Lecture } from '../../domain/commandes/commande.ts';
import type { Objet } from '../../domain/droits.ts';
import type { Ligne, Lignes } from '../../domain/objets/objets.ts';
import { cibleDe } from '../../domain/objets/objets.ts';
import type { Acteur } from '../../domain/profils.ts';
import type { Requetes } from '../base/schema.ts';
import { lireFichesDuLot, lirePropositionsDuLot } from '../reprise/fichesDuLot.ts';
import { estVisible } from './perimetre.ts';

/** Une ligne telle qu’elle est en base, sans regard pour le périmètre. */
export const lireBrute = async (requetes: Requetes, objet: Objet, id: string): Promise<Ligne | undefined> => {
  const { rows } = await sql<Ligne>`select * from ${sql.table(objet)} where id = ${id}`.execute(requetes);
  return rows[0];
};

const filtrer = <O extends Objet>(acteur: Acteur, objet: O, lignes: readonly Lignes[O][]): readonly Lignes[O][] => lignes.filter((ligne) => estVisible(acteur, objet, cibleDe(objet, ligne)));

/**
 * Répond aux lectures d’une commande, bornées au périmètre de l’acteur : une fiche hors périmètre n’existe pas pour lui. Cinq lectures voient tout,
 * parce que la règle qu’elles servent vaut pour tout le pays ; la commande ne montre rien de ce qui est hors périmètre :
 * `entitesParSiren` (siren unique, parmi les entités non closes), `dispositifsDe` (une entité ne ferme pas avec des dispositifs ouverts ailleurs), `fichesDuLot` et `propositionsDuLot` (un lot s’annule en entier) et `placesNonFermees` (un nombre).
 */
export const repondre = (requetes: Requetes, acteur: Acteur) => async (demande: Lecture): Promise<unknown> => {
  switch (demande.lire) {
    case 'ligne': {
      const ligne = await lireBrute(requetes, demande.objet, demande.id);
      return ligne !== undefined && estVisible(acteur, demande.objet, cibleDe(demande.objet, ligne as never)) ? ligne : undefined;
    }
    case 'entitesParSiren': return requetes.selectFrom('entite').selectAll().where('siren', '=', demande.siren).where('statut', 'not in', ['ferme', 'archive', 'refuse']).orderBy('id').execute();
    case 'dispositifsDe': return requetes.selectFrom('dispositif').selectAll().where('entiteId', '=', demande.entiteId).orderBy('id').execute();
    case 'groupesDe': return filtrer(acteur, 'groupe', await requetes.selectFrom('groupe').selectAll().where('dispositifId', '=', demande.dispositifId).orderBy('id').execute());
    // l’unicité d’une adresse et le dernier administrateur valent pour tout le pays, comme le siren
    case 'comptesParCourriel': return requetes.selectFrom('utilisateur').selectAll().where(sql<string>`lower(email)`, '=', demande.email.toLowerCase()).where('statut', '<>', 'supprime').execute();
    case 'administrateursActifs': return (await requetes.selectFrom('utilisateur').select(({ fn }) => fn.countAll<number>().as('nombre')).where('profil', '=', 'admin_national').where('statut', '=', 'actif').where('id', '<>', demande.sauf).executeTakeFirst())?.nombre ?? 0;
    case 'nomenclature': return requetes.selectFrom('nomenclature').selectAll().orderBy('id').execute();
    case 'propositionsDe': return filtrer(acteur, 'proposition', await requetes.selectFrom('proposition').selectAll().where('ficheId', '=', demande.ficheId).where('statut', '=', 'ouverte').orderBy('id').execute());
    case 'piecesDe': return filtrer(acteur, 'piece', await requetes.selectFrom('piece').selectAll().where('ficheId', '=', demande.ficheId).where('statut', '=', 'presente').orderBy('id').execute());
    // connaître l’empreinte d’un contenu ne donne pas le droit de le lire : seul qui l’a déposé peut le joindre
    case 'contenuPresent': return (await requetes.selectFrom('piece_contenu').select('empreinte').where('empreinte', '=', demande.empreinte).where('taille', '=', demande.taille).where('type', '=', demande.type).where('deposePar', '=', acteur.utilisateurId).executeTakeFirst()) !== undefined;
    case 'lignes': {
      const { rows } = await sql<Ligne>`select * from ${sql.table(demande.objet)} where id = any(${[...demande.ids]}::text[])`.execute(requetes);
      return filtrer(acteur, demande.objet, rows as never);
    }
    case 'fichesDuLot': return lireFichesDuLot(requetes, demande.lotId);
    case 'propositionsDuLot': return lirePropositionsDuLot(requetes, demande.lotId, demande.parmi);
    case 'placesDe': return filtrer(acteur, 'place', await requetes.selectFrom('place').selectAll().where('groupeId', '=', demande.groupeId).orderBy('id').execute());
    case 'placesNonFermees': {
      // état du jour : la dernière ligne commencée qui court encore (domain, `etatAu`) ; sans ligne, la place est fermée
      const { rows } = await sql<{ nombre: number }>`
        select count(*) as nombre from place where "groupeId" = ${demande.groupeId} and coalesce((
          select etat.ligne->>'etat' from jsonb_array_elements(place.etats) with ordinality as etat(ligne, rang)
          where etat.ligne->>'debut' <= ${demande.date} and (etat.ligne->>'fin' is null or etat.ligne->>'fin' >= ${demande.date}) order by etat.rang desc limit 1), 'fermee') <> 'fermee'`.execute(requetes);
      return rows[0]?.nombre ?? 0;
    }
  }
};
