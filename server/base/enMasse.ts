import type { Transaction } from 'kysely';
import { sql } from 'kysely';
import type { Objet } from '../../domain/droits.ts';
import { COLONNES } from '../../domain/objets/objets.ts';
import type { Ligne, SorteColonne } from '../../domain/objets/objets.ts';
import { ecrireJournal } from '../journal/journal.ts';
import type { Base } from './base.ts';
import { verrouillerEcriture } from './base.ts';
import { empreinteSha256 } from './canonique.ts';
import { reserverCodes, retenirCodes } from './numerotation.ts';
import type { Schema } from './schema.ts';

/** Lignes d’un même objet, prêtes à ranger. `code` vide : donné ici. `version` 0 : devient 1. Les parents viennent avant les enfants. */
export interface LotEnMasse { readonly objet: Objet; readonly lignes: readonly Ligne[] }
export interface AuteurEnMasse { readonly utilisateurId: string; readonly nom: string; readonly profil: string; readonly commande: string; readonly motif?: string }

const TAILLE_LOT = 5_000;
const TYPES: Record<SorteColonne, string> = { texte: 'text', entier: 'integer', booleen: 'boolean', json: 'jsonb' };
const AUTEUR: AuteurEnMasse = { utilisateurId: 'systeme', nom: 'Chargement en masse', profil: 'systeme', commande: 'chargement' };

const DEPARTEMENTS: Record<Objet, string> = {
  entite: 'array(select jsonb_array_elements_text(departements))', dispositif: 'array[departement]', groupe: 'array[departement]', place: 'array[departement]',
  utilisateur: 'array(select jsonb_array_elements_text(departements))', nomenclature: 'array[]::text[]',
  proposition: 'array(select jsonb_array_elements_text(departements))', piece: 'array(select jsonb_array_elements_text(departements))', demande: 'array[departement]', vue: 'array(select jsonb_array_elements_text(departements))', mandat: 'array(select jsonb_array_elements_text(departements))', lot: 'array[departement]', correspondance: 'array[departement]',
};
const CIBLES: Record<Objet, string> = { entite: 'id, null', dispositif: '"entiteId", id', groupe: '"entiteId", "dispositifId"', place: '"entiteId", "dispositifId"', utilisateur: '"entiteId", null', nomenclature: 'null, null', proposition: '"entiteId", "dispositifId"', piece: '"entiteId", "dispositifId"', demande: '"entiteId", "dispositifId"', vue: '"entiteId", null', mandat: 'null, null', lot: 'null, null', correspondance: 'null, null' };
const AFFECTATIONS = `array(select jsonb_array_elements_text(coalesce(perimetre->'dispositifs', '[]'::jsonb)))`;

/** Range un lot et son suivi en une instruction : le JSON n’est envoyé et lu qu’une fois. */
const ordre = (objet: Objet): string => {
  const colonnes = Object.entries(COLONNES[objet]);
  const noms = colonnes.map(([nom]) => `"${nom}"`).join(', ');
  return `with lot as materialized (select ${noms} from json_to_recordset($1::json) as t(${colonnes.map(([nom, sorte]) => `"${nom}" ${TYPES[sorte]}`).join(', ')})),
    rangees as (insert into ${objet} (${noms}) select ${noms} from lot)
    insert into changement (objet, id, "entiteId", "dispositifId", departements, "departementsAvant"${objet === 'utilisateur' ? ', affectations, "affectationsAvant", "entitesAvant"' : ''})
    select '${objet}', id, ${CIBLES[objet]}, ${DEPARTEMENTS[objet]}, ${DEPARTEMENTS[objet]}${objet === 'utilisateur' ? `, ${AFFECTATIONS}, ${AFFECTATIONS}, array_remove(array["entiteId"], null)` : ''} from lot`;
};

const numeroter = async (transaction: Transaction<Schema>, objet: Objet, lignes: readonly Ligne[]): Promise<readonly Ligne[]> => {
  await retenirCodes(transaction, objet, lignes.map(({ code }) => code));
  const parDepartement = new Map<string, number>();
  for (const { code, departement } of lignes) if (code === null) parDepartement.set(departement, (parDepartement.get(departement) ?? 0) + 1);
  const codes = new Map<string, (string | null)[]>();
  for (const [departement, nombre] of parDepartement) codes.set(departement, [...await reserverCodes(transaction, objet, departement, nombre)].reverse());
  return lignes.map((ligne) => ({ ...ligne, version: Math.max(ligne.version, 1), code: ligne.code ?? codes.get(ligne.departement)?.pop() ?? null }) as Ligne);
};

/**
 * Range des lignes en masse (reprise, démonstration) sans passer par les commandes : à l’appelant de les avoir jugées. Une transaction par
 * paquet de 5 000, avec le suivi des changements et **une ligne de journal par paquet** (nombre, premier et dernier identifiants, sha-256 du
 * contenu), pas une par fiche. Rend le nombre de lignes rangées. Une ligne en double ou orpheline fait échouer son paquet, et lui seul ;
 * les paquets d’avant restent.
 */
export const chargerEnMasse = async (base: Base, lots: readonly LotEnMasse[], auteur: AuteurEnMasse = AUTEUR): Promise<number> => {
  let rangees = 0;
  for (const { objet, lignes } of lots) {
    const requete = ordre(objet);
    for (let debut = 0; debut < lignes.length; debut += TAILLE_LOT) {
      const paquet = lignes.slice(debut, debut + TAILLE_LOT);
      await base.db.transaction().execute(async (transaction) => {
        await verrouillerEcriture(transaction);
        const numerotees = await numeroter(transaction, objet, paquet);
        const json = JSON.stringify(numerotees);
        const [avant, apres] = requete.split('$1');
        await sql`${sql.raw(avant ?? '')}${json}${sql.raw(apres ?? '')}`.execute(transaction);
        await ecrireJournal(transaction, [{
          moment: new Date(), utilisateurId: auteur.utilisateurId, nom: auteur.nom, profil: auteur.profil, commande: auteur.commande, objet, objetId: null, version: null,
          changements: { nombre: paquet.length, premier: paquet[0]?.id, dernier: paquet.at(-1)?.id, sha256: empreinteSha256(json) },
          motif: auteur.motif ?? null, suppleance: false, pourLeCompteDe: null, clientId: null, seq: null, versionClient: null,
        }]);
        const { rows } = await sql<{ txid: string }>`select pg_current_xact_id()::text as txid`.execute(transaction);
        await base.notifier(transaction, { genre: 'tout', txid: rows[0]?.txid ?? '0' });
      });
      rangees += paquet.length;
    }
  }
  // sans statistiques, le planificateur parcourt tout à la première lecture
  if (rangees > TAILLE_LOT) await sql`analyze entite, dispositif, groupe, place, utilisateur, changement`.execute(base.db);
  return rangees;
};
