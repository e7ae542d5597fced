import { anciennesCommunes, toutesCommunes } from '../../domain/geographie/cog.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { CodeNomenclature } from '../../domain/objets/nomenclature.ts';
import { associer } from '../../domain/reprise/association.ts';
import type { Accumulateur, FichierAControler, ResultatControle } from '../../domain/reprise/controle.ts';
import { ouvrirControle } from '../../domain/reprise/controle.ts';
import { indexerCommunes } from '../../domain/reprise/controles/communes.ts';
import type { Contexte } from '../../domain/reprise/controles/contexte.ts';
import type { Correction } from '../../domain/reprise/corrections.ts';
import type { Fiches } from '../../domain/reprise/fiches.ts';
import { CORRESPONDANCES_EXTRAIT, ENTETES_EXTRAIT, associerExtrait, enLigneDeStructures } from '../../domain/reprise/extraitFiness.ts';
import type { LigneSource } from '../../domain/reprise/source.ts';
import type { Correspondances } from '../../domain/reprise/valeurs/valeurs.ts';
import { construireTraducteur } from '../../domain/reprise/valeurs/valeurs.ts';
import type { NouveauConsommateur } from '../lecture/consommateurs.ts';
import { exigerStructures } from './extrait.ts';

/** Ce qu’il faut pour contrôler un fichier dans son fil : des valeurs seulement, qui traversent d’un fil à l’autre. */
export interface ReglagesControle {
  readonly genre: FichierAControler['genre'];
  /** Date du jour à Paris, `AAAA-MM-JJ`. */
  readonly aujourdhui: string;
  readonly departement: string | null;
  /** Extrait FINESS : départements que l’on en garde ; sans eux, celui du fichier, sinon tous. */
  readonly departements?: readonly string[];
  /** En-têtes associés à la main, ou par une association nommée ; `null` : à rien. */
  readonly choix: readonly (readonly [entete: string, cle: string | null])[];
  readonly corrections: readonly Correction[];
  readonly correspondances: Correspondances;
  /** Codes de la nomenclature que l’administrateur national a ajoutés ou changés. */
  readonly codes: readonly CodeNomenclature[];
  readonly existant: Contexte['existant'];
  /** Rendre aussi les fiches proposées : pour simuler et charger. */
  readonly avecFiches?: true;
  /** Rendre aussi les places listées : pour contrôler les structures avec elles. */
  readonly avecPlaces?: true;
  /** Ce que l’autre fichier du même département a appris : les groupes de ses structures, ou ses places. */
  readonly groupesDuLot?: Contexte['groupesDuLot'];
  readonly placesDuLot?: Contexte['placesDuLot'];
  /** Comptes déjà là, et « clé d’entité/département » qui ont un gestionnaire (E03) : seulement si l’on compare à l’offre. */
  readonly comptes?: Contexte['comptes'];
  readonly gestionnaires?: readonly string[] | undefined;
}
/** Les fiches proposées et les places listées pèsent, et un contrôle n’en a pas besoin : elles ne viennent que demandées. */
export type BilanControle = Omit<ResultatControle, 'fiches' | 'placesListees'> & { readonly fiches?: Fiches; readonly placesListees?: ResultatControle['placesListees'] };

const ECHANTILLON = 200;

/**
 * Contrôle les lignes à mesure qu’elles se lisent, dans le fil de lecture. L’association se décide sur les premières ; celle d’un extrait FINESS est fixe. Rend un `BilanControle`.
 */
export const consommateurControle: NouveauConsommateur = ({ format, colonnes }, reglages) => {
  const { genre, aujourdhui, departement, departements, choix, corrections, correspondances, codes, existant, comptes, gestionnaires, avecFiches, avecPlaces, groupesDuLot, placesDuLot } = reglages as ReglagesControle;
  const extrait = format === 'finess';
  if (extrait) exigerStructures(genre);
  const entetes = extrait ? ENTETES_EXTRAIT : colonnes;
  const gardes = new Set(departements ?? (departement === null ? [] : [departement]));
  const nomenclature = construireNomenclature(codes, aujourdhui);
  const traducteur = construireTraducteur(nomenclature, aujourdhui, extrait ? [...CORRESPONDANCES_EXTRAIT, ...correspondances] : correspondances);
  const communes = indexerCommunes(toutesCommunes(), anciennesCommunes());
  let controle: Accumulateur | undefined;
  const ouvrir = (premieres: readonly LigneSource[]): Accumulateur => ouvrirControle({
    genre, entetes, extrait, corrections, avecFiches: avecFiches === true, contexte: { aujourdhui, departement, communes, nomenclature, traducteur, existant, ...(comptes === undefined ? {} : { comptes }), ...(gestionnaires === undefined ? {} : { gestionnaires: new Set(gestionnaires) }), ...(groupesDuLot === undefined ? {} : { groupesDuLot }), ...(placesDuLot === undefined ? {} : { placesDuLot }) },
    association: extrait ? associerExtrait() : associer(genre, entetes, premieres.slice(0, ECHANTILLON), new Map(choix), { traducteur, estCommune: (valeur) => communes.trouver(valeur) !== undefined || communes.nommees(valeur, departement).length > 0 }),
  });
  return {
    consommer: (lot) => { controle ??= ouvrir(lot); controle.ajouter(extrait ? lot.map((ligne) => enLigneDeStructures(ligne, gardes)) : lot); },
    finir: (): BilanControle => {
      const { fiches, placesListees, ...bilan } = (controle ?? ouvrir([])).finir();
      const listees = placesListees.map(({ cle, structure, groupe, identifiee, cleNumero, etat }) => ({ cle, structure, groupe, identifiee, cleNumero, etat }));
      return { ...bilan, ...(avecFiches === true ? { fiches } : {}), ...(avecPlaces === true ? { placesListees: listees } : {}) };
    },
  };
};
