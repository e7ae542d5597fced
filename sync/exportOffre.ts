import type { ColonneOffreExportee } from '../contract/methodesOffre.ts';
import type { LigneOffre, Traitements } from '../contract/poste.ts';
import { lireNomenclatureCache } from '../db/nomenclature.ts';
import type { Vue } from '../db/vues.ts';
import { lireFenetre } from '../db/vues.ts';
import { STATUTS } from '../domain/cycleDeVie.ts';
import { OBJETS } from '../domain/droits.ts';
import { libelleDe } from '../domain/nomenclature/code.ts';
import type { Nomenclature } from '../domain/nomenclature/nomenclature.ts';
import { construireNomenclature } from '../domain/nomenclature/nomenclature.ts';
import { MODALITES } from '../domain/nomenclature/referentiels.ts';
import type { Cellule } from './exports/cellules.ts';
import type { Exports } from './exports/exports.ts';
import type { SessionPoste } from './session.ts';
import { contexteDuPoste, nomCommune } from './session.ts';

const MORCEAU = 1_000;
const LARGEURS: Readonly<Record<ColonneOffreExportee, number>> = { niveau: 12, nom: 40, entite: 32, code: 16, nature: 24, type: 30, commune: 20, departement: 8, capacite: 9, occupees: 10, indisponibles: 13, libres: 8, statut: 14, completude: 11, modifieLe: 12 };

const texte = (valeur: string | null | undefined): Cellule => (valeur === null || valeur === undefined || valeur === '' ? null : { texte: valeur });
const chiffre = (valeur: number | null): Cellule => (valeur === null ? null : { nombre: valeur });
/** La cellule telle que la grille la montre : un groupe dit sa modalité et son unité là où un dispositif dit son type. */
const celluleDe = (ligne: LigneOffre, colonne: ColonneOffreExportee, nomenclature: Nomenclature): Cellule => {
  const libelle = (referentiel: 'nature' | 'type' | 'type_unite', code: string | null): string => (code === null ? '' : (nomenclature.trouver(referentiel, code)?.libelle ?? code));
  switch (colonne) {
    case 'niveau': return { texte: OBJETS[ligne.objet] };
    case 'nature': return ligne.objet === 'dispositif' ? texte(libelle('nature', ligne.nature)) : null;
    case 'type': return ligne.objet === 'entite' ? null : texte(ligne.objet === 'dispositif' ? libelle('type', ligne.type) : [libelleDe(MODALITES, ligne.nature ?? ''), libelle('type_unite', ligne.type).toLowerCase()].filter((partie) => partie !== '').join(' · '));
    case 'commune': return ligne.objet === 'entite' ? null : texte(ligne.commune);
    case 'statut': return texte(ligne.statut === null ? null : (STATUTS as Readonly<Record<string, string>>)[ligne.statut] ?? ligne.statut);
    case 'modifieLe': return { date: ligne.modifieLe.slice(0, 10) };
    case 'capacite': case 'occupees': case 'indisponibles': case 'libres': case 'completude': return chiffre(ligne[colonne]);
    default: return texte(ligne[colonne]);
  }
};

/** L’export de l’offre : les lignes de la vue, comme elles y sont dépliées ; l’arborescence se lit par sa colonne « Niveau ». */
export const traitementsExportOffre = ({ session, vueDe, exports }: { readonly session: () => SessionPoste; readonly vueDe: (numero: number) => Vue; readonly exports: Exports }): Pick<Traitements, 'offre.exporter'> => ({
  'offre.exporter': ({ vue, format, colonnes, filtres }) => {
    const ouverte = vueDe(vue);
    const { base } = session();
    const verifier = exports.garder();
    const { aujourdhui } = contexteDuPoste();
    const nomenclature = construireNomenclature(lireNomenclatureCache(base), aujourdhui);
    const morceaux = function* (): Generator<Cellule[][]> {
      for (let rang = 0; rang < ouverte.total; rang += MORCEAU) {
        verifier();
        yield lireFenetre(base, ouverte, rang, rang + MORCEAU, aujourdhui, nomCommune).map((ligne) => colonnes.map(({ colonne }) => celluleDe(ligne, colonne, nomenclature)));
      }
    };
    return exports.exporter({
      sujet: 'offre', nom: 'Offre', titre: 'Offre', total: ouverte.total, format, filtres, colonnes: colonnes.map(({ colonne, titre }) => ({ titre, largeur: LARGEURS[colonne] })), morceaux: morceaux(),
      forte: ([niveau]) => niveau !== null && niveau !== undefined && 'texte' in niveau && niveau.texte === OBJETS.entite,
    });
  },
});
