import type { Correspondance, GenreCorrespondance } from '../../domain/objets/correspondance.ts';
import { cleDeTerme, estGenreFichier, estVocabulaire, schemaPaires } from '../../domain/objets/correspondance.ts';
import type { Correspondances } from '../../domain/reprise/valeurs/valeurs.ts';
import type { BaseEcriture, BaseLecture } from '../connexion.ts';
import { lireLignesPar } from '../lignes.ts';

/** Une correspondance gardée sur ce poste avant le partage. `departement` : vide pour une association. */
export interface Privee { readonly genre: GenreCorrespondance; readonly departement: string; readonly portee: string; readonly nom: string; readonly cible: string | null; readonly paires: Correspondance['paires'] }
export type ClePrivee = Pick<Privee, 'genre' | 'departement' | 'portee' | 'nom'>;

const lirePaires = (contenu: string): Correspondance['paires'] => { const lues = schemaPaires.safeParse(JSON.parse(contenu)); return lues.success ? lues.data : []; };
/** Celles que ce poste n’a pas encore partagées. */
export const listerPrivees = (base: BaseLecture): Privee[] =>
  base.tous<{ genre: GenreCorrespondance; departement: string; portee: string; nom: string; contenu: string }>('select genre, departement, portee, nom, contenu from reprise_privee order by genre, departement, portee, nom')
    .map(({ contenu, ...cle }) => ({ ...cle, cible: cle.genre === 'terme' ? contenu : null, paires: cle.genre === 'terme' ? [] : lirePaires(contenu) }));
export const oublierPrivee = (base: BaseEcriture, { genre, departement, portee, nom }: ClePrivee): void => { base.ecrire('delete from reprise_privee where genre = ? and departement = ? and portee = ? and nom = ?', genre, departement, portee, nom); };

/** Celles du département, retirées comprises. */
export const lireCorrespondancesDe = (base: BaseLecture, departement: string): Correspondance[] => lireLignesPar(base, 'correspondance', 'departement', departement);
/** Celle de ce nom, retirée ou non : un terme n’est qu’une fois dans la table d’un département. */
export const trouverCorrespondance = (base: BaseLecture, departement: string, genre: GenreCorrespondance, portee: string, nom: string): Correspondance | undefined =>
  lireLignesPar(base, 'correspondance', 'cle', cleDeTerme(nom)).find((une) => une.departement === departement && une.genre === genre && une.portee === portee);

/** Les termes d’un département, tels qu’un fichier se lit : la table de l’équipe, et sous elle ce que ce poste n’a pas encore partagé. */
export const lireCorrespondances = (base: BaseLecture, departement: string): Correspondances => [
  ...listerPrivees(base).filter((privee) => privee.departement === departement),
  ...lireCorrespondancesDe(base, departement).filter(({ statut }) => statut === 'partagee'),
].flatMap(({ genre, portee, nom, cible }) => (genre === 'terme' && cible !== null && estVocabulaire(portee) ? [{ vocabulaire: portee, terme: nom, cibles: [cible] }] : []));

/** Une association que l’on peut reprendre. `auteur` : `null`, elle n’est que sur ce poste. */
export interface AssociationConnue { readonly id: string; readonly nom: string; readonly departement: string | null; readonly auteur: string | null; readonly le: string | null; readonly paires: Correspondance['paires'] }
/** Les associations d’un genre de fichier : celles du département d’abord, puis les autres que ce compte voit, puis celles de ce poste. */
export const listerAssociations = (base: BaseLecture, genre: string, departement: string): AssociationConnue[] => {
  if (!estGenreFichier(genre)) return [];
  const partagees = lireLignesPar(base, 'correspondance', 'portee', genre).filter((une) => une.genre === 'association' && une.statut === 'partagee')
    .map(({ id, nom, departement: sien, auteur, modifieLe, paires }) => ({ id, nom, departement: sien, auteur, le: modifieLe, paires }));
  const ici = (une: AssociationConnue): number => (une.departement === departement ? 0 : 1);
  return [
    ...partagees.sort((une, autre) => ici(une) - ici(autre) || une.nom.localeCompare(autre.nom, 'fr')),
    ...listerPrivees(base).filter((privee) => privee.genre === 'association' && privee.portee === genre).map(({ nom, paires }) => ({ id: `poste/${nom}`, nom, departement: null, auteur: null, le: null, paires })),
  ];
};
