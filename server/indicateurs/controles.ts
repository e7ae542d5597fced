import { sql } from 'kysely';
import { INDICATEUR_CONTROLES } from '../../contract/methodesControles.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { naturesEnPlaces } from '../../domain/nomenclature/nomenclature.ts';
import { completude } from '../../domain/objets/champ.ts';
import { capaciteAu } from '../../domain/objets/groupe.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import { CONTROLES } from '../../domain/qualite/controles.ts';
import type { ObjetControle } from '../../domain/qualite/controles.ts';
import type { OffreControlee } from '../../domain/qualite/constats.ts';
import { compterConstats, relever } from '../../domain/qualite/constats.ts';
import type { Requetes, TableInstantane } from '../base/schema.ts';

const champs = (objet: ObjetControle, ligne: object): { readonly attendus: number; readonly remplis: number } => { const { attendus, remplis } = completude(CHAMPS[objet], ligne as Readonly<Record<string, unknown>>); return { attendus, remplis }; };

/** L’offre d’un département, réduite à ce que les contrôles lisent : les mêmes lignes que celles que ses postes tiennent. Une entité d’ailleurs qui y intervient se compare, sans être comptée. */
const lireOffre = async (db: Requetes, departement: string, aujourdhui: string): Promise<OffreControlee> => {
  const entites = await db.selectFrom('entite').selectAll().where((e) => e.or([e('departement', '=', departement), sql<boolean>`departements ? ${departement}`, e('id', 'in', e.selectFrom('dispositif').select('entiteId').where('departement', '=', departement))])).execute();
  const dispositifs = await db.selectFrom('dispositif').selectAll().where('departement', '=', departement).execute();
  const groupes = await db.selectFrom('groupe').selectAll().where('departement', '=', departement).execute();
  return {
    entites: entites.map((ligne) => ({ ...ligne, nom: ligne.raisonSociale, ...champs('entite', ligne) })),
    dispositifs: dispositifs.map((ligne) => ({ ...ligne, ...champs('dispositif', ligne) })),
    groupes: groupes.map((ligne) => ({ ...ligne, nom: ligne.libelle, capacite: capaciteAu(ligne, aujourdhui), ...champs('groupe', ligne) })),
  };
};

/** Les contrôles d’un département à figer : un nombre par contrôle, zéro compris ; aucun là où il n’y a pas d’offre. Un jour passé ne se reconstitue pas : une fiche ne dit pas ce qu’elle disait avant. */
export const figerControles = async (db: Requetes, departement: string, aujourdhui: string, nomenclature: Nomenclature): Promise<Omit<TableInstantane, 'mois'>[]> => {
  const offre = await lireOffre(db, departement, aujourdhui);
  if (![...offre.entites, ...offre.dispositifs].some((fiche) => fiche.departement === departement)) return [];
  const comptes = compterConstats(relever(offre, { aujourdhui, compteesEnPlaces: naturesEnPlaces(nomenclature) }), new Set([departement]));
  return CONTROLES.map(({ code }) => { const nombre = comptes.get(code) ?? 0; return { departement, indicateur: INDICATEUR_CONTROLES, axe: '', cle: code, numerateur: nombre, denominateur: null, valeur: nombre, inconnus: 0 }; });
};
