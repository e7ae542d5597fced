import type { Base } from '../../db/base.ts';
import { lireIndex, rechercherPartout } from '../../db/recherche.ts';
import { ecrireLigne } from '../../db/lignes.ts';
import { ecritureDuPoste, nomCommune } from '../../sync/session.ts';
import { compte } from '../outils/fabrique.ts';
import type { Mesure } from './mesures.ts';
import { centile95, chronometrer, meilleure, mesurer } from './mesures.ts';

/** France entière (domain.md §9). */
const COMPTES = 30_000;
const PRENOMS = ['Léa', 'Amélie', 'Yanis', 'Nadia', 'Jean-Paul', 'Chloé', 'Malik', 'Inès', 'Hugo', 'Fatou'];
const FAMILLES = ['Marchand', 'Mabille', 'Kaczmarek', 'Petit', 'Lefebvre', 'Dubois', 'Benali', 'Vasseur', 'Delattre', 'Traoré', 'Leclercq'];

/** Une lettre changée au milieu du mot : ce qu’une frappe rapide fait. */
const fausser = (mot: string): string => `${mot.slice(0, Math.floor(mot.length / 2))}q${mot.slice(Math.floor(mot.length / 2) + 1)}`;

/** La recherche Ctrl+K sur le cache ouvert : saisies exactes, puis fautives, au 95e centile, rapportées à un simple parcours des mêmes clés. */
export const mesurerRecherche = (base: Base): readonly Mesure[] => {
  base.transaction(() => { for (let rang = 0; rang < COMPTES; rang += 1) ecrireLigne(base, 'utilisateur', compte({ nom: `${PRENOMS[rang % PRENOMS.length] ?? ''} ${FAMILLES[(rang * 7) % FAMILLES.length] ?? ''}`, email: `p${rang}@asso.example` }), ecritureDuPoste()); });
  const noms = base.tous<{ nom: string; code: string | null }>(`select nom, code from dispositif order by id limit 4000`).filter((_ligne, rang) => rang % 40 === 0);
  const mots = noms.flatMap(({ nom }) => nom.split(' ').filter((mot) => mot.length > 4).slice(0, 1));
  const exactes = [...noms.map(({ nom }) => nom), ...noms.flatMap(({ code }) => (code === null ? [] : [code])), ...mots, ...mots.map((mot) => mot.slice(0, 3))];
  const parcours = meilleure(() => { for (const objet of ['entite', 'dispositif', 'groupe', 'utilisateur']) base.un(`select count(*) as n from "${objet}" where recherche like '%zzz%'`); });
  let index = lireIndex(base);
  const lecture = chronometrer(() => { index = lireIndex(base); });
  const chercher = (texte: string): number => chronometrer(() => { rechercherPartout(base, texte, nomCommune, index); });
  for (const texte of exactes.slice(0, 10)) chercher(texte);
  const reference = 'un parcours des clés de recherche';
  return [
    mesurer(`recherche partout, ${exactes.length} saisies exactes, 95e centile`, centile95(exactes.map(chercher)), reference, parcours),
    mesurer(`recherche partout, ${mots.length} saisies fautives, 95e centile`, centile95(mots.map((mot) => chercher(fausser(mot)))), reference, parcours),
    mesurer('lecture de l’index, après un changement', lecture, reference, parcours),
  ];
};
