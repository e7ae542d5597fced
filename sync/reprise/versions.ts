import type { ComparaisonReprise, LigneChangee } from '../../contract/methodesReprise.ts';
import { octetsDuClasseur } from '../../contract/classeur/classeur.ts';
import type { BaseLecture } from '../../db/connexion.ts';
import { lireOctetsDeVersion, lireVersions } from '../../db/reprise/dossiers.ts';
import { associer } from '../../domain/reprise/association.ts';
import type { Comparaison, LigneComparee, VersionLue } from '../../domain/reprise/comparaison.ts';
import { comparerVersions } from '../../domain/reprise/comparaison.ts';
import { associerExtrait } from '../../domain/reprise/extraitFiness.ts';
import type { LigneSource } from '../../domain/reprise/source.ts';
import { ErreurPoste } from '../../contract/transport.ts';
import { ErreurLecture } from '../lecture/erreurs.ts';
import { lireEnOuvrier } from '../lecture/lireEnOuvrier.ts';
import type { Ouvert } from './atelier.ts';
import { decrire, mettreEnLignes } from './extrait.ts';
import { parTranches } from './tranches.ts';

const ECHANTILLON = 200;
/** Une version précédente, lue avec les réglages du dossier ; sa feuille peut n’y être pas encore : alors telle que le fichier se présente. */
const lireVersion = async (base: BaseLecture, { dossier }: Ouvert, numero: number, nom: string, signal: AbortSignal): Promise<VersionLue> => {
  const octets = lireOctetsDeVersion(base, dossier.id, numero);
  const reglages = { ...(dossier.feuille === null ? {} : { feuille: dossier.feuille }), ...(dossier.entete === null ? {} : { entete: dossier.entete }) };
  const lue = await lireEnOuvrier(octets, { nom, ...reglages }, { signal }).catch((erreur: unknown) => {
    if (erreur instanceof ErreurLecture && Object.keys(reglages).length > 0) return lireEnOuvrier(octets, { nom }, { signal });
    throw erreur;
  });
  const description = decrire(lue.description);
  const lignes = mettreEnLignes(lue.description, lue.resultat as readonly LigneSource[], dossier.departement);
  const { liens } = lue.description.format === 'finess' ? associerExtrait() : associer(dossier.genre, description.colonnes, lignes.slice(0, ECHANTILLON), new Map(dossier.choix));
  return { entetes: description.colonnes, liens, lignes };
};

export interface VersionComparee { readonly numero: number; readonly nom: string; readonly comparaison: Comparaison }
/** Compare le fichier ouvert à l’une de ses versions précédentes. Erreurs : `reprise.version` (elle n’est plus gardée), `ErreurLecture`. */
export const comparer = async (base: BaseLecture, ouvert: Ouvert, numero: number, signal: AbortSignal, respirer: () => Promise<void>): Promise<VersionComparee> => {
  const version = lireVersions(base, ouvert.dossier.id).find((une) => une.numero === numero);
  if (version === undefined) throw new ErreurPoste('reprise.version', 'Cette version du fichier n’est plus gardée sur ce poste.');
  const avant = await lireVersion(base, ouvert, numero, version.nom, signal);
  const apres = { entetes: ouvert.description.colonnes, liens: ouvert.resultat.association.liens, lignes: ouvert.lignes };
  return { numero, nom: version.nom, comparaison: await parTranches(comparerVersions(ouvert.dossier.genre, avant, apres), respirer) };
};

/** Ce que les corrections deviennent, par clé de ligne : rejouées sur cette version, ou écartées. */
const sortsDesCorrections = ({ corrections, resultat }: Ouvert): ((cle: string) => LigneChangee['correction']) => {
  const ecartees = new Set(resultat.ecartees.map(({ correction }) => correction.cle));
  const toutes = new Set(corrections.map(({ cle }) => cle));
  return (cle) => (ecartees.has(cle) ? 'ecartee' : toutes.has(cle) ? 'rejouee' : null);
};
const MONTREES = 500;
export const montrerComparaison = (ouvert: Ouvert, { numero, nom, comparaison }: VersionComparee, sorte: LigneComparee['sorte'] | null): ComparaisonReprise => {
  const sort = sortsDesCorrections(ouvert);
  const { lignes, inchangees, colonnesAjoutees, colonnesRetirees } = comparaison;
  const compter = (voulue: LigneComparee['sorte']): number => lignes.filter((ligne) => ligne.sorte === voulue).length;
  return {
    numero, nom, inchangees, ajoutees: compter('ajoutee'), retirees: compter('retiree'), changees: compter('changee'), colonnesAjoutees: [...colonnesAjoutees], colonnesRetirees: [...colonnesRetirees],
    rejouees: ouvert.corrections.length - ouvert.resultat.ecartees.length, ecartees: ouvert.resultat.ecartees.length,
    lignes: lignes.filter((ligne) => sorte === null || ligne.sorte === sorte).slice(0, MONTREES).map(({ champs, ...ligne }) => ({ ...ligne, champs: [...champs], correction: sort(ligne.cle) })),
  };
};

const SORTES = { ajoutee: 'Ajoutée', retiree: 'Retirée', changee: 'Modifiée' } as const;
const CORRECTIONS = { rejouee: 'rejouée', ecartee: 'écartée' } as const;
/** Toute la comparaison en classeur : une ligne par cellule changée, ou par cellule d’une ligne ajoutée ou retirée. */
export const classeurDeComparaison = (ouvert: Ouvert, { comparaison, nom }: VersionComparee): Uint8Array => octetsDuClasseur((classeur) => {
  const sort = sortsDesCorrections(ouvert);
  const feuille = classeur.feuille({ nom: 'Comparaison', colonnes: [8, 12, 34, 24, 34, 34, 14].map((largeur) => ({ largeur })), titres: ['Ligne', 'Sorte', 'Clé de la ligne', 'Colonne', nom.slice(0, 200), ouvert.dossier.nom.slice(0, 200), 'Correction'].map((texte) => ({ texte })) });
  feuille.ajouter(comparaison.lignes.flatMap(({ sorte, cle, numero, champs }) => {
    const correction = sort(cle);
    return champs.map(({ colonne, avant, apres }) => [{ nombre: numero }, { texte: SORTES[sorte] }, { texte: cle }, { texte: colonne }, { texte: avant }, { texte: apres }, { texte: correction === null ? '' : CORRECTIONS[correction] }]);
  }));
  feuille.finir();
});
