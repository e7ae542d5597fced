import { randomUUID } from 'node:crypto';
import { trouverDepartement } from '../../domain/geographie/departements.ts';
import { choixDe, schemaAssociationNommee } from '../../domain/reprise/association.ts';
import { schemaCorrections } from '../../domain/reprise/corrections.ts';
import { ErreurLecture } from '../../sync/lecture/erreurs.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { BaseOuverte } from '../base.ts';
import { VERDICTS, bloquantes, ecrireJson, equation } from '../reprise/document.ts';
import { lireJson, rendreIllisible } from '../reprise/fichier.ts';
import { chargerLot, exiger, lireLot, lireMandat, lirePersonne, rapporter } from '../reprise/lots.ts';
import type { BilanDeChargement } from '../reprise/lots.ts';
import type { ContexteVerbe, OptionVerbe, Sortie, Verbe } from '../verbe.ts';
import { ErreurConsole, OPTIONS_BASE, SORTIES, lireChoix, lireDate } from '../verbe.ts';

/** Ce qui se charge en console ; les comptes s’arbitrent à l’écran, un par un. */
export const GENRES_CHARGES = ['structures', 'places'] as const;
const COMPTE = { compte: { type: 'string', valeur: 'COURRIEL', aide: 'la personne au nom de qui le faire ; son mandat est exigé' } } as const satisfies Record<string, OptionVerbe>;
const exigerTexte = (contexte: ContexteVerbe, option: string, pourquoi: string): string => {
  const valeur = contexte.texte(option)?.trim() ?? '';
  if (valeur === '') throw new ErreurConsole(SORTIES.usage, `--${option} est obligatoire : ${pourquoi}.`);
  return valeur;
};
const avecBase = async (contexte: ContexteVerbe, faire: (ouverte: BaseOuverte) => Promise<Sortie>): Promise<Sortie> => {
  const ouverte = await ouvrirBaseDemandee(contexte);
  try { return await faire(ouverte); } finally { await ouverte.fermer(); }
};
const exigerDepartement = (code: string, option: string): string => {
  if (trouverDepartement(code) === undefined) throw new ErreurConsole(SORTIES.usage, `--${option} : « ${code} » n’existe pas.`);
  return code;
};

const documentDe = (genre: string, { lot, charge, raison, aCreer, refus, controle }: BilanDeChargement, tout: boolean): object => ({
  lot, genre, charge, raison, fiches: aCreer, lignes: controle.grandLivre.lignes, places: controle.grandLivre.places, corrigees: controle.corrigees, correctionsEcartees: controle.ecartees,
  anomalies: { total: controle.anomalies.length, bloquantes: bloquantes(controle.anomalies), liste: tout ? controle.anomalies : controle.anomalies.slice(0, 100) }, refus: tout ? refus : refus.slice(0, 100), ...(tout ? { sorts: controle.sorts } : {}),
});

/** Charge un fichier de structures ou de places : simulé, puis par commandes ordinaires sous le mandat de la personne. */
export const chargerFichierDeReprise = (contexte: ContexteVerbe): Promise<Sortie> => {
  const [chemin = ''] = contexte.positionnels;
  const genre = lireChoix(contexte, 'genre', GENRES_CHARGES);
  const departement = exigerDepartement(exigerTexte(contexte, 'departement', 'un lot est d’un département').toUpperCase(), 'departement');
  const email = exigerTexte(contexte, 'compte', 'un chargement se fait au nom d’une personne');
  const association = lireJson(contexte, 'mapping', schemaAssociationNommee);
  const corrections = lireJson(contexte, 'corrections', schemaCorrections) ?? [];
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

export const repriseUndo: Verbe = {
  nom: 'reprise undo',
  resume: 'Retire de l’offre toutes les fiches d’un lot, ou aucune : une seule fiche travaillée depuis l’empêche.',
  positionnels: [{ nom: 'LOT', aide: 'numéro du lot (LOT-59-0007)' }],
  options: { ...COMPTE, motif: { type: 'string', valeur: 'TEXTE', aide: 'pourquoi (obligatoire, gardé au journal)' }, ...OPTIONS_BASE },
  executer: (contexte) => {
    const motif = exigerTexte(contexte, 'motif', 'le journal garde pourquoi un lot est annulé');
    const email = exigerTexte(contexte, 'compte', 'une annulation se fait au nom d’une personne');
    return avecBase(contexte, async ({ base }) => {
      const [acteur, lot] = [await lirePersonne(base, email), await lireLot(base, contexte.positionnels[0] ?? '')];
      const { presentes } = await rapporter(base, lot);
      await exiger(base, acteur, 'annulerLot', { lotId: lot.id, mandatId: (await lireMandat(base, acteur, lot.departement)).id, motif });
      contexte.ecrire({ lot: { id: lot.id, code: lot.code, statut: 'annule' }, retirees: presentes });
      contexte.dire(`Lot ${lot.code ?? lot.id} annulé.`);
      return SORTIES.reussi;
    });
  },
};

export const repriseRapport: Verbe = {
  nom: 'reprise rapport',
  resume: 'Dit où en est un lot : simulations, bilan signé, fiches présentes, travaillées, validées.',
  positionnels: [{ nom: 'LOT', aide: 'numéro du lot (LOT-59-0007)' }],
  options: { ...OPTIONS_BASE },
  executer: (contexte) => avecBase(contexte, async ({ base }) => {
    contexte.ecrire(await rapporter(base, await lireLot(base, contexte.positionnels[0] ?? '')));
    return SORTIES.reussi;
  }),
};

export const repriseMandat: Verbe = {
  nom: 'reprise mandat',
  resume: 'Donne à un compte le mandat daté d’opérateur de reprise.',
  positionnels: [{ nom: 'COURRIEL', aide: 'le compte qui reçoit le mandat' }],
  options: {
    compte: { type: 'string', valeur: 'COURRIEL', aide: 'l’administrateur national qui le donne' }, departement: { type: 'string', valeur: 'CODE,CODE', aide: 'départements du mandat' }, fin: { type: 'string', valeur: 'AAAA-MM-JJ', aide: 'dernier jour du mandat' }, ...OPTIONS_BASE,
  },
  executer: (contexte) => {
    const departements = exigerTexte(contexte, 'departement', 'un mandat nomme ses départements').split(',').map((code) => exigerDepartement(code.trim().toUpperCase(), 'departement'));
    const email = exigerTexte(contexte, 'compte', 'un mandat se donne au nom d’un administrateur national');
    exigerTexte(contexte, 'fin', 'un mandat a une fin');
    const fin = lireDate(contexte, 'fin');
    return avecBase(contexte, async ({ base }) => {
      const [donneur, recu] = [await lirePersonne(base, email), await lirePersonne(base, contexte.positionnels[0] ?? '')];
      const id = randomUUID();
      await exiger(base, donneur, 'mandaterReprise', { id, utilisateurId: recu.utilisateurId, departements, fin });
      contexte.ecrire({ mandat: id, nom: recu.nom, departements, fin });
      contexte.dire(`${recu.nom} est opérateur de reprise jusqu’au ${fin} : ${departements.join(', ')}.`);
      return SORTIES.reussi;
    });
  },
};
