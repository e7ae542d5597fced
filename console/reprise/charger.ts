import { choixDe, schemaAssociationNommee } from '../../domain/reprise/association.ts';
import { schemaCorrections } from '../../domain/reprise/corrections.ts';
import type { GenreFichier } from '../../domain/reprise/gabarit/colonne.ts';
import { GENRES_FICHIER } from '../../domain/reprise/gabarit/colonne.ts';
import { ErreurLecture } from '../../sync/lecture/erreurs.ts';
import { lireEnOuvrier } from '../../sync/lecture/lireEnOuvrier.ts';
import type { ContexteVerbe, Sortie } from '../verbe.ts';
import { ErreurConsole, SORTIES, lireChoix } from '../verbe.ts';
import { avecBase, exigerDepartement, exigerTexte } from './demandes.ts';
import { VERDICTS, bloquantes, ecrireJson, equation, rendreIllisible } from './document.ts';
import { PAS_UN_EXTRAIT, lireJson } from './fichier.ts';
import type { BilanDesComptes } from './comptes.ts';
import { chargerComptes } from './comptes.ts';
import { chargerLot, lirePersonne } from './lots.ts';
import { lireAssociation } from './offre.ts';
import type { BilanDeChargement } from './lots.ts';

const documentDe = (genre: string, { lot, charge, raison, aCreer, refus, controle }: BilanDeChargement, tout: boolean): object => ({
  lot, genre, charge, raison, fiches: aCreer, lignes: controle.grandLivre.lignes, places: controle.grandLivre.places, corrigees: controle.corrigees, correctionsEcartees: controle.ecartees,
  anomalies: { total: controle.anomalies.length, bloquantes: bloquantes(controle.anomalies), liste: tout ? controle.anomalies : controle.anomalies.slice(0, 100) }, refus: tout ? refus : refus.slice(0, 100), ...(tout ? { sorts: controle.sorts } : {}),
});

/** 0 : tous les comptes du fichier y sont ; 1 : un compte refusé ; 2 : un compte, ou une ligne, attend une décision. */
const rendreComptes = (contexte: ContexteVerbe, { controle, ...bilan }: BilanDesComptes): Sortie => {
  const { enAttente, refus, crees, lot, charge } = bilan;
  const document = (tout: boolean): object => ({ genre: 'utilisateurs', ...bilan, lignes: controle.grandLivre.lignes, corrigees: controle.corrigees, correctionsEcartees: controle.ecartees, anomalies: { total: controle.anomalies.length, bloquantes: bloquantes(controle.anomalies), liste: tout ? controle.anomalies : controle.anomalies.slice(0, 100) }, ...(tout ? { sorts: controle.sorts } : {}) });
  contexte.ecrire(document(false));
  const rapport = contexte.texte('rapport');
  if (rapport !== undefined) ecrireJson(rapport, document(true));
  const attente = enAttente.length === 0 ? [] : [`${enAttente.length} personne(s) attendent une décision : la prendre à l’écran Reprise, ou par --corrections`];
  contexte.dire([equation(controle.grandLivre.lignes, 'Lignes'), ...attente, ...(refus.length === 0 ? [] : [`${refus.length} compte(s) refusé(s)`]), charge ? `Lot ${lot?.code ?? ''} : ${crees} compte(s) créé(s), aucune invitation envoyée, bilan signé` : contexte.oui('simuler') ? 'Simulation seulement : aucun compte n’est créé' : 'Rien à créer'].map((phrase) => `${phrase}.`).join(' '));
  return refus.length > 0 ? SORTIES.anomalies : controle.grandLivre.lignes.rejetees > 0 ? VERDICTS.bloquantes : VERDICTS.propre;
};

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

/** Charge un fichier de structures, de places ou de comptes, ou un extrait FINESS : simulé, puis par commandes ordinaires sous le mandat de la personne. */
export const chargerFichierDeReprise = async (contexte: ContexteVerbe): Promise<Sortie> => {
  const [chemin = ''] = contexte.positionnels;
  const seul = contexte.texte('genre') === undefined;
  if (seul) lireChoix(contexte, 'format', ['finess'] as const);
  const genre: GenreFichier = seul ? 'structures' : lireChoix(contexte, 'genre', GENRES_FICHIER);
  const departement = exigerDepartement(exigerTexte(contexte, 'departement', 'un lot est d’un département').toUpperCase(), 'departement');
  const email = exigerTexte(contexte, 'compte', 'un chargement se fait au nom d’une personne');
  const association = lireJson(contexte, 'mapping', schemaAssociationNommee);
  const corrections = lireJson(contexte, 'corrections', schemaCorrections) ?? [];
  if (seul) await exigerExtrait(chemin);
  return avecBase(contexte, async ({ base }) => {
    const acteur = await lirePersonne(base, email);
    try {
      const nom = contexte.texte('association');
      if (nom !== undefined && association !== undefined) throw new ErreurConsole(SORTIES.usage, '--mapping ou --association : une seule des deux.');
      const choisie = nom === undefined ? association : await lireAssociation(base, departement, genre, nom);
      const demande = { base, acteur, departement, genre, chemin, feuille: contexte.texte('feuille'), choix: choisie === undefined ? [] : [...choixDe(choisie)], corrections, sansCorrespondances: contexte.oui('sans-correspondances'), simuler: contexte.oui('simuler'), dire: contexte.dire };
      if (genre === 'utilisateurs') return rendreComptes(contexte, await chargerComptes(demande));
      const bilan = await chargerLot(demande);
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
