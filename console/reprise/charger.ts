import { choixDe, schemaAssociationNommee } from '../../domain/reprise/association.ts';
import { schemaCorrections } from '../../domain/reprise/corrections.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import { GENRES_CHARGES } from '../../domain/reprise/gabarit/colonne.ts';
import { ErreurLecture } from '../../sync/lecture/erreurs.ts';
import { lireEnOuvrier } from '../../sync/lecture/lireEnOuvrier.ts';
import type { ContexteVerbe, Sortie } from '../verbe.ts';
import { ErreurConsole, SORTIES, lireChoix } from '../verbe.ts';
import { avecBase, exigerDepartement, exigerTexte } from './demandes.ts';
import { VERDICTS, bloquantes, ecrireJson, equation, rendreIllisible } from './document.ts';
import { PAS_UN_EXTRAIT, lireJson } from './fichier.ts';
import { chargerLot, lirePersonne } from './lots.ts';
import type { BilanDeChargement } from './lots.ts';

const documentDe = (genre: string, { lot, charge, raison, aCreer, refus, controle }: BilanDeChargement, tout: boolean): object => ({
  lot, genre, charge, raison, fiches: aCreer, lignes: controle.grandLivre.lignes, places: controle.grandLivre.places, corrigees: controle.corrigees, correctionsEcartees: controle.ecartees,
  anomalies: { total: controle.anomalies.length, bloquantes: bloquantes(controle.anomalies), liste: tout ? controle.anomalies : controle.anomalies.slice(0, 100) }, refus: tout ? refus : refus.slice(0, 100), ...(tout ? { sorts: controle.sorts } : {}),
});

/** Le fichier d’abord : ce qui n’est pas un extrait FINESS n’ouvre ni ne crée aucune base (code 3). */
const exigerExtrait = async (chemin: string): Promise<void> => {
  try {
    if ((await lireEnOuvrier(chemin, {}, { traitement: 'apercu' })).description.format === 'finess') return;
  } catch (erreur) {
    if (erreur instanceof ErreurLecture) throw new ErreurConsole(SORTIES.fichier, `${chemin} : ${erreur.message}`);
    throw erreur;
  }
  throw new ErreurConsole(SORTIES.fichier, `${chemin} : ${PAS_UN_EXTRAIT}`);
};

/** Charge un fichier de structures ou de places, ou un extrait FINESS : simulé, puis par commandes ordinaires sous le mandat de la personne. */
export const chargerFichierDeReprise = async (contexte: ContexteVerbe): Promise<Sortie> => {
  const [chemin = ''] = contexte.positionnels;
  const seul = contexte.texte('genre') === undefined;
  if (seul) lireChoix(contexte, 'format', ['finess'] as const);
  const genre: GenreFichier = seul ? 'structures' : lireChoix(contexte, 'genre', GENRES_CHARGES);
  const departement = exigerDepartement(exigerTexte(contexte, 'departement', 'un lot est d’un département').toUpperCase(), 'departement');
  const email = exigerTexte(contexte, 'compte', 'un chargement se fait au nom d’une personne');
  const association = lireJson(contexte, 'mapping', schemaAssociationNommee);
  const corrections = lireJson(contexte, 'corrections', schemaCorrections) ?? [];
  if (seul) await exigerExtrait(chemin);
  return avecBase(contexte, async ({ base }) => {
    const acteur = await lirePersonne(base, email);
    try {
      const bilan = await chargerLot({ base, acteur, departement, genre, chemin, feuille: contexte.texte('feuille'), choix: association === undefined ? [] : [...choixDe(association)], corrections, simuler: contexte.oui('simuler'), dire: contexte.dire });
      contexte.ecrire(documentDe(genre, bilan, false));
      const rapport = contexte.texte('rapport');
      if (rapport !== undefined) ecrireJson(rapport, documentDe(genre, bilan, true));
      contexte.dire(`${equation(bilan.controle.grandLivre.lignes, 'Lignes')}. ${equation(bilan.controle.grandLivre.places, 'Places')}. ${bilan.charge ? `Lot ${bilan.lot.code ?? ''} chargé et signé.` : (bilan.raison ?? 'Simulation seulement : rien n’est chargé.')}`);
      return bilan.raison === null ? VERDICTS.propre : VERDICTS.bloquantes;
    } catch (erreur) {
      if (!(erreur instanceof ErreurLecture)) throw erreur;
      return rendreIllisible(contexte, chemin, erreur.code, erreur.message);
    }
  });
};
