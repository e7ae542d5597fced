import type { Objet } from '../../domain/droits.ts';
import type { Lignes } from '../../domain/objets/objets.ts';
import { SOURCE_REPRISE } from '../../domain/reprise/controles/contexte.ts';
import type { Comparaison } from '../../domain/reprise/existant.ts';
import { comparerALOffre } from '../../domain/reprise/existant.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import type { BaseLecture, ValeurSql } from '../connexion.ts';
import { decoder } from '../lignes.ts';

const CLOSES = 'statut in (\'ferme\', \'archive\', \'refuse\')';

/** Ce que ce poste sait de l’offre d’un département, pour y comparer un fichier. `lot` : celui que l’on recharge. Les places ne se lisent que pour un fichier de places. */
export const lireOffreAComparer = (base: BaseLecture, genre: GenreFichier, departement: string, aujourdhui: string, lot: string | null): Comparaison => {
  const lire = <O extends Objet>(objet: O, condition: string, ...valeurs: readonly ValeurSql[]): Lignes[O][] => base.tous<Record<string, ValeurSql>>(`select * from "${objet}" where ${condition} order by id`, ...valeurs).map((brut) => decoder(objet, brut));
  return comparerALOffre({
    entites: lire('entite', `not ${CLOSES}`), dispositifs: lire('dispositif', 'departement = ?', departement), groupes: lire('groupe', 'departement = ?', departement),
    places: genre === 'places' ? lire('place', `departement = ? and provenance is not null and json_extract(provenance, '$.source') = '${SOURCE_REPRISE}'`, departement) : [], comptes: lire('utilisateur', 'true'),
  }, aujourdhui, lot);
};
