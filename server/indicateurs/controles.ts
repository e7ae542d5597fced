import { INDICATEUR_CONTROLES } from '../../contract/methodesControles.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { naturesEnPlaces } from '../../domain/nomenclature/nomenclature.ts';
import { completude } from '../../domain/objets/champ.ts';
import { capaciteAu } from '../../domain/objets/groupe.ts';
import { CHAMPS } from '../../domain/objets/objets.ts';
import { CONTROLES } from '../../domain/qualite/controles.ts';
import type { ObjetControle } from '../../domain/qualite/controles.ts';
import type { Constat, OffreControlee } from '../../domain/qualite/constats.ts';
import { compterConstats, relever } from '../../domain/qualite/constats.ts';
import type { Requetes, TableInstantane } from '../base/schema.ts';

const champs = (objet: ObjetControle, ligne: object): { readonly attendus: number; readonly remplis: number } => { const { attendus, remplis } = completude(CHAMPS[objet], ligne as Readonly<Record<string, unknown>>); return { attendus, remplis }; };

/** L’offre entière, réduite à ce que les contrôles lisent : les mêmes lignes que celles que les postes tiennent. */
const lireOffre = async (db: Requetes, aujourdhui: string): Promise<OffreControlee> => {
  const entites = await db.selectFrom('entite').selectAll().execute();
  const dispositifs = await db.selectFrom('dispositif').selectAll().execute();
  const groupes = await db.selectFrom('groupe').selectAll().execute();
  return {
    entites: entites.map((ligne) => ({ ...ligne, nom: ligne.raisonSociale, ...champs('entite', ligne) })),
    dispositifs: dispositifs.map((ligne) => ({ ...ligne, ...champs('dispositif', ligne) })),
    groupes: groupes.map((ligne) => ({ ...ligne, nom: ligne.libelle, capacite: capaciteAu(ligne, aujourdhui), ...champs('groupe', ligne) })),
  };
};

/** Les contrôles de l’offre à figer : un nombre par contrôle et par département, zéro compris. Un jour passé ne se reconstitue pas : une fiche ne dit pas ce qu’elle disait avant. */
export const figerControles = async (db: Requetes, aujourdhui: string, nomenclature: Nomenclature): Promise<Omit<TableInstantane, 'mois'>[]> => {
  const offre = await lireOffre(db, aujourdhui);
  const constats = relever(offre, { aujourdhui, compteesEnPlaces: naturesEnPlaces(nomenclature) });
  const parDepartement = new Map([...offre.entites, ...offre.dispositifs].map(({ departement }) => [departement, [] as Constat[]]));
  for (const constat of constats) parDepartement.get(constat.departement)?.push(constat);
  return [...parDepartement].flatMap(([departement, siens]) => {
    const comptes = compterConstats(siens);
    return CONTROLES.map(({ code }) => { const nombre = comptes.get(code) ?? 0; return { departement, indicateur: INDICATEUR_CONTROLES, axe: '', cle: code, numerateur: nombre, denominateur: null, valeur: nombre, inconnus: 0 }; });
  });
};
