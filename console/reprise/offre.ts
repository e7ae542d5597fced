import { sql } from 'kysely';
import { cleDeTerme, estVocabulaire } from '../../domain/objets/correspondance.ts';
import type { AssociationNommee } from '../../domain/reprise/association.ts';
import type { CodeNomenclature } from '../../domain/objets/nomenclature.ts';
import { SOURCE_REPRISE } from '../../domain/reprise/controles/contexte.ts';
import type { Comparaison } from '../../domain/reprise/existant.ts';
import { comparerALOffre } from '../../domain/reprise/existant.ts';
import type { Correspondances } from '../../domain/reprise/valeurs/valeurs.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import type { Base } from '../../server/base/base.ts';
import { ErreurConsole, SORTIES } from '../verbe.ts';

export interface OffreComparee extends Comparaison { readonly codes: readonly CodeNomenclature[]; readonly correspondances: Correspondances }

/**
 * Ce que la base tient déjà et qu’un fichier peut rencontrer : toutes les entités (un siren se retrouve d’un département à l’autre), les dispositifs et les groupes du département, les comptes, la
 * nomenclature, les termes que l’équipe du département a rattachés. Les places ne se lisent que pour un fichier de places, et celles d’une reprise seulement : aucune autre ne se reconnaît.
 */
export const lireOffre = async ({ db }: Base, genre: GenreFichier, departement: string | null, aujourdhui: string, { lot = null, sansCorrespondances = false }: { readonly lot?: string | null; /** Sans les termes que l’équipe a rattachés : ce que le fichier dirait seul. */ readonly sansCorrespondances?: boolean } = {}): Promise<OffreComparee> => {
  const du = departement ?? undefined;
  const entites = await db.selectFrom('entite').select(['id', 'provenance', 'siren', 'finessEj', 'raisonSociale', 'departements']).where('statut', 'not in', ['ferme', 'archive', 'refuse']).execute();
  const dispositifs = await db.selectFrom('dispositif').select(['id', 'provenance', 'finessEt', 'siret', 'nom', 'nature', 'adresse', 'commune', 'entiteId']).$if(du !== undefined, (requete) => requete.where('departement', '=', du ?? '')).execute();
  const groupes = await db.selectFrom('groupe').select(['id', 'provenance', 'dispositifId', 'modalite', 'libelle', 'capacites', 'ouverture', 'fermeture']).$if(du !== undefined, (requete) => requete.where('departement', '=', du ?? '')).execute();
  const places = genre !== 'places' ? [] : await db.selectFrom('place').select(['id', 'provenance']).where(sql<boolean>`provenance->>'source' = ${SOURCE_REPRISE}`).$if(du !== undefined, (requete) => requete.where('departement', '=', du ?? '')).execute();
  const comptes = await db.selectFrom('utilisateur').select(['id', 'email', 'profil', 'perimetre', 'statut']).execute();
  const codes = await db.selectFrom('nomenclature').selectAll().execute();
  // la table de l’équipe (décision 031) : un fichier se lit à la console comme à l’atelier
  const termes = du === undefined || sansCorrespondances ? [] : await db.selectFrom('correspondance').select(['portee', 'nom', 'cible']).where('departement', '=', du).where('genre', '=', 'terme').where('statut', '=', 'partagee').orderBy('portee').orderBy('cle').execute();
  const correspondances = termes.flatMap(({ portee, nom, cible }) => (cible !== null && estVocabulaire(portee) ? [{ vocabulaire: portee, terme: nom, cibles: [cible] }] : []));
  return { ...comparerALOffre({ entites, dispositifs, groupes, places, comptes }, aujourdhui, lot), codes, correspondances };
};

/** Une association que l’équipe du département a partagée sous ce nom. Erreur (code 2) : elle n’y est pas ; celles qui y sont se nomment. */
export const lireAssociation = async ({ db }: Base, departement: string, genre: GenreFichier, nom: string): Promise<AssociationNommee> => {
  const partagees = await db.selectFrom('correspondance').select(['nom', 'paires']).where('departement', '=', departement).where('genre', '=', 'association').where('portee', '=', genre).where('statut', '=', 'partagee').orderBy('nom').execute();
  const trouvee = partagees.find((une) => cleDeTerme(une.nom) === cleDeTerme(nom));
  if (trouvee === undefined) throw new ErreurConsole(SORTIES.usage, `--association : l’équipe du ${departement} n’a pas partagé « ${nom} » pour des ${genre}${partagees.length === 0 ? '.' : ` ; elle a : ${partagees.map((une) => `« ${une.nom} »`).join(', ')}.`}`);
  return { nom: trouvee.nom, genre, paires: trouvee.paires };
};
