import type { BaseLecture } from '../../db/connexion.ts';
import { lireNomenclatureCache } from '../../db/nomenclature.ts';
import { lireCorrespondances } from '../../db/reprise/correspondances.ts';
import type { Dossier } from '../../db/reprise/dossiers.ts';
import { lireCorrections, lireOctets } from '../../db/reprise/dossiers.ts';
import { lireOffreAComparer } from '../../db/reprise/existant.ts';
import { anciennesCommunes, toutesCommunes } from '../../domain/geographie/cog.ts';
import { construireNomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { associer } from '../../domain/reprise/association.ts';
import type { FichierAControler, ResultatControle } from '../../domain/reprise/controle.ts';
import { ouvrirControle } from '../../domain/reprise/controle.ts';
import type { IndexCommunes } from '../../domain/reprise/controles/communes.ts';
import { indexerCommunes } from '../../domain/reprise/controles/communes.ts';
import type { Contexte } from '../../domain/reprise/controles/contexte.ts';
import { CORRESPONDANCES_EXTRAIT, associerExtrait } from '../../domain/reprise/extraitFiness.ts';
import type { LigneSource } from '../../domain/reprise/source.ts';
import { construireTraducteur } from '../../domain/reprise/valeurs/valeurs.ts';
import { lireEnOuvrier } from '../lecture/lireEnOuvrier.ts';
import type { BilanSource, DescriptionSource } from '../lecture/modele.ts';
import type { Avancer } from './atelier.ts';
import { decrire, exigerStructures, mettreEnLignes } from './extrait.ts';
import { identifierCompte } from './identifiants.ts';
import { partagerTextes } from './textes.ts';
import { parTranches } from './tranches.ts';

/** Un fichier lu. `cle` : ses octets et ses réglages de lecture ; les mêmes, il n’est pas à relire. */
export interface SourceLue { readonly id: string; readonly cle: string; readonly description: DescriptionSource; readonly bilan: BilanSource; readonly lignes: readonly LigneSource[] }
type Respirer = () => Promise<void>;
/** Ce que d’autres fichiers du même département apprennent au contrôle de celui-ci. */
export type ContexteCompagnons = Pick<Contexte, 'groupesDuLot' | 'placesDuLot'>;

const PAS = 500;
const ECHANTILLON = 200;
let index: IndexCommunes | undefined;

/** Lit le fichier d’un dossier dans son fil, sauf s’il est parmi les `lus`. Erreur `ErreurLecture` : fichier illisible. */
export const lireSource = async (base: BaseLecture, dossier: Dossier, lus: readonly SourceLue[], { avancer, signal, respirer }: { readonly avancer: Avancer; readonly signal: AbortSignal; readonly respirer: Respirer }): Promise<SourceLue> => {
  const cle = `${dossier.empreinte}/${dossier.feuille ?? ''}/${dossier.entete ?? ''}`;
  const lue = lus.find((une) => une.id === dossier.id && une.cle === cle);
  if (lue !== undefined) return lue;
  const { description, bilan, resultat } = await lireEnOuvrier(lireOctets(base, dossier.id), { nom: dossier.nom, ...(dossier.feuille === null ? {} : { feuille: dossier.feuille }), ...(dossier.entete === null ? {} : { entete: dossier.entete }) }, { avancement: (faites) => { void avancer(faites, null).catch(() => undefined); }, signal });
  if (description.format === 'finess') exigerStructures(dossier.genre);
  const lignes = await parTranches(partagerTextes(resultat as readonly LigneSource[]), respirer);
  return { id: dossier.id, cle, description: decrire(description), bilan, lignes: mettreEnLignes(description, lignes, dossier.departement) };
};

/** De quoi contrôler un dossier avec l’offre, la table de l’équipe et les corrections du moment ; `mener` le fait, par morceaux. */
export const preparerControle = (base: BaseLecture, jour: string, dossier: Dossier, source: SourceLue, compagnons: ContexteCompagnons) => {
  const correspondances = lireCorrespondances(base, dossier.departement);
  const nomenclature = construireNomenclature(lireNomenclatureCache(base), jour);
  const extrait = source.description.format === 'finess';
  const traducteur = construireTraducteur(nomenclature, jour, extrait ? [...CORRESPONDANCES_EXTRAIT, ...correspondances] : correspondances);
  index ??= indexerCommunes(toutesCommunes(), anciennesCommunes());
  const communes = index;
  const { existant, comptes } = lireOffreAComparer(base, dossier.genre, dossier.departement, jour, dossier.lotId);
  const corrections = lireCorrections(base, dossier.id);
  const entree: FichierAControler = {
    genre: dossier.genre, entetes: source.description.colonnes, extrait, corrections, contexte: { aujourdhui: jour, departement: dossier.departement, communes, nomenclature, traducteur, existant, ...compagnons,
      // un compte préparé d’ici n’est pas « déjà un compte » : la ligne garde son sort
      comptes: comptes.filter(({ id, email }) => id !== identifierCompte(email)) },
    association: extrait ? associerExtrait() : associer(dossier.genre, source.description.colonnes, source.lignes.slice(0, ECHANTILLON), new Map(dossier.choix), { traducteur, estCommune: (valeur) => communes.trouver(valeur) !== undefined || communes.nommees(valeur, dossier.departement).length > 0 }),
  };
  return {
    correspondances, nomenclature, traducteur, communes, corrections,
    mener: async (avecFiches: boolean, avancer: Avancer, respirer: Respirer): Promise<ResultatControle> => {
      const controle = ouvrirControle({ ...entree, avecFiches });
      for (let debut = 0; debut < source.lignes.length; debut += PAS) {
        controle.ajouter(source.lignes.slice(debut, debut + PAS));
        await avancer(Math.min(debut + PAS, source.lignes.length), source.lignes.length);
      }
      return parTranches(controle.finirParEtapes(), respirer);
    },
  };
};
