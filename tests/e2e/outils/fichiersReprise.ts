import { controlerFichier } from '../../../domain/reprise/controle.ts';
import { groupesDuLot } from '../../../domain/reprise/fichierPlaces.ts';
import { ENTETES_COMPTES, fichierComptes } from '../../fixtures/reprise/comptes.ts';
import { exporterPlaces, exporterStructures } from '../../fixtures/reprise/generateur.ts';
import { tableXlsx } from '../../outils/fichiersTableur.ts';
import { contexte } from '../../unit/domain/reprise/outils.ts';

const LIGNES = 1_284;
const { entetes, lignes } = exporterStructures(59, LIGNES);
/** L’export sale, ses dernières lignes remplacées par celles de dispositifs déjà dans l’offre. */
export const fichierStructures = (nom: string, ...dejaLa: readonly Readonly<Record<string, string>>[]) => ({ name: nom, mimeType: 'application/octet-stream', buffer: Buffer.from(tableXlsx([entetes, ...lignes.slice(0, -dejaLa.length).map(({ cellules }) => cellules), ...dejaLa.map((ligne) => entetes.map((entete) => ligne[entete] ?? ''))])) });
/** Les comptes d’un département ; `corriges` : autant de fonctions changées, la première personne retirée. */
export const fichierDesComptes = (nom: string, corriges = 0) => ({ name: nom, mimeType: 'application/octet-stream', buffer: Buffer.from(tableXlsx([[...ENTETES_COMPTES], ...fichierComptes(48, ['Les Remparts', 'Résidence du Hainaut']).slice(corriges === 0 ? 0 : 1).map((ligne, rang) => ligne.map((cellule, colonne) => (rang < corriges && ENTETES_COMPTES[colonne] === 'FONCTION' ? 'Cheffe de service' : cellule)))])) });
/** Les places de quatre groupes que l’export crée, toutes saines. */
export const fichierPlaces = (nom: string) => {
  const groupes = groupesDuLot(controlerFichier({ genre: 'structures', entetes, lignes, contexte: contexte() }).fiches).slice(0, 4).map(({ structure, groupe, capacite }) => ({ structure, groupe: groupe.slice(1), capacite }));
  const { entetes: titres, lignes: siennes } = exporterPlaces(59, groupes, 0);
  return { name: nom, mimeType: 'application/octet-stream', buffer: Buffer.from(tableXlsx([titres, ...siennes.map(({ cellules }) => cellules)])) };
};
