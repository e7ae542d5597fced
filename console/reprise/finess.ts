import { basename } from 'node:path';
import { trouverDepartement } from '../../domain/geographie/departements.ts';
import type { AuteurEnMasse } from '../../server/base/enMasse.ts';
import type { Base } from '../../server/base/base.ts';
import { ouvrirBaseDemandee } from '../base.ts';
import type { ContexteVerbe, Sortie } from '../verbe.ts';
import { ErreurConsole, SORTIES, lireChoix, lireEntier } from '../verbe.ts';
import { lireDansLaBase } from './base.ts';
import type { BilanChargement } from './chargement.ts';
import { chargerFiness, lireDejaLa } from './chargement.ts';
import type { Controle } from './controle.ts';
import { RIEN, controlerFiness } from './controle.ts';
import type { Verdict } from './document.ts';
import { comparaisonDemandee } from './demande.ts';
import { VERDICTS, bloquantes, detailAnomalies, ecrireJson, rapportDemande, rendreIllisible } from './document.ts';
import { ErreurExtrait } from './lecture.ts';

export const FORMATS = ['finess'] as const;

const departementsDemandes = (contexte: ContexteVerbe): ReadonlySet<string> => {
  const codes = (contexte.texte('departement') ?? '').split(',').map((code) => code.trim().toUpperCase()).filter((code) => code !== '');
  const inconnu = codes.find((code) => trouverDepartement(code) === undefined);
  if (inconnu !== undefined) throw new ErreurConsole(SORTIES.usage, `--departement : « ${inconnu} » n’existe pas.`);
  return new Set(codes);
};

/** Le document d’un extrait FINESS ; `montrees` : les anomalies détaillées, toutes comptées. */
const documentFiness = (fichier: string, { anomalies, entites, lignes, lot, encodage }: Controle, debut: number, chargement: BilanChargement | null, montrees: number): object => ({
  format: 'finess', fichier: basename(fichier), lot, encodage, ecrit: chargement !== null, secondes: Math.round((performance.now() - debut) / 100) / 10,
  lignes,
  entites: { aCreer: entites.filter(({ connue }) => connue === null).length, dejaConnues: entites.filter(({ connue }) => connue !== null).length },
  ...(chargement === null ? {} : { chargement }),
  anomalies: detailAnomalies(anomalies, montrees),
});
const phraseFiness = ({ anomalies, lignes }: Controle): string => `${lignes.source} ligne(s) source = ${lignes.creees} créée(s) + ${lignes.fusionnees} fusionnée(s) + ${lignes.scindees} scindée(s) + ${lignes.rejetees} rejetée(s) + ${lignes.exclues} exclue(s)${lignes.equilibre ? '' : ' : LE COMPTE N’Y EST PAS'}. ${anomalies.length} anomalie(s), dont ${bloquantes(anomalies)} bloquante(s).`;
const montreesDe = (contexte: ContexteVerbe): number => lireEntier(contexte, 'anomalies', 10_000, 0, 1_000_000);

const rendre = (contexte: ContexteVerbe, fichier: string, controle: Controle, debut: number, chargement: BilanChargement | null): Sortie => {
  contexte.ecrire(documentFiness(fichier, controle, debut, chargement, montreesDe(contexte)));
  contexte.dire(phraseFiness(controle));
  return controle.anomalies.length > 0 || !controle.lignes.equilibre ? SORTIES.anomalies : SORTIES.reussi;
};

const controler = async (contexte: ContexteVerbe, fichier: string): Promise<Controle> => controlerFiness(fichier, departementsDemandes(contexte), comparaisonDemandee(contexte) ? await lireDansLaBase(contexte, lireDejaLa) : RIEN);

/** Un extrait FINESS contrôlé comme les autres fichiers (`--genre`) : mêmes codes de sortie, même rapport. */
const rendreCommeUnFichier = (contexte: ContexteVerbe, fichier: string, controle: Controle, debut: number): Sortie => {
  const verdict: Verdict = bloquantes(controle.anomalies) > 0 || !controle.lignes.equilibre ? 'bloquantes' : 'propre';
  const document = (montrees: number): object => ({ genre: contexte.texte('genre'), verdict, ...documentFiness(fichier, controle, debut, null, montrees) });
  contexte.ecrire(document(montreesDe(contexte)));
  const rapport = rapportDemande(contexte, ['json']);
  if (rapport !== null) ecrireJson(rapport.chemin, document(controle.anomalies.length));
  contexte.dire(phraseFiness(controle));
  return VERDICTS[verdict];
};

/** Contrôle un extrait FINESS par ses règles. `commeUnFichier` (`--genre`) : les codes de sortie et le rapport des autres fichiers. */
export const controlerExtrait = async (contexte: ContexteVerbe, fichier: string, debut: number, commeUnFichier: boolean): Promise<Sortie> => {
  if (!commeUnFichier) {
    lireChoix(contexte, 'format', FORMATS);
    return rendre(contexte, fichier, await controler(contexte, fichier), debut, null);
  }
  try {
    return rendreCommeUnFichier(contexte, fichier, await controler(contexte, fichier), debut);
  } catch (erreur) {
    // lisible comme tableau, mais pas par les règles de l’extrait (une ligne démesurée)
    if (erreur instanceof ErreurExtrait) return rendreIllisible(contexte, fichier, 'abime', erreur.message);
    throw erreur;
  }
};

/** Le compte nominatif qui répond de la reprise ; sans lui, le journal dit « reprise ». */
const lireAuteur = async (contexte: ContexteVerbe, base: Base, lot: string): Promise<AuteurEnMasse> => {
  const email = contexte.texte('compte');
  const commun = { commande: 'reprise', motif: `Reprise FINESS, lot ${lot}` };
  if (email === undefined) return { utilisateurId: 'reprise', nom: 'Reprise de données', profil: 'admin_national', ...commun };
  const compte = await base.db.selectFrom('utilisateur').select(['id', 'nom', 'profil']).where('email', '=', email.trim().toLowerCase()).where('statut', '=', 'actif').executeTakeFirst();
  if (compte === undefined) throw new ErreurConsole(SORTIES.usage, `--compte : aucun compte actif n’a l’adresse ${email}.`);
  // le mandat d’opérateur de reprise (domain.md §5) n’existe pas encore : seul l’administrateur national peut en répondre
  if (compte.profil !== 'admin_national') throw new ErreurConsole(SORTIES.anomalies, `--compte : ${compte.nom} n’est pas administrateur national et ne peut pas répondre d’une reprise.`);
  return { utilisateurId: compte.id, nom: compte.nom, profil: compte.profil, ...commun };
};

/** Charge un extrait FINESS : crée ce qui manque, ne touche à rien de ce qui est là. */
export const chargerExtrait = async (contexte: ContexteVerbe): Promise<Sortie> => {
  const debut = performance.now();
  lireChoix(contexte, 'format', FORMATS);
  const departements = departementsDemandes(contexte);
  const [fichier = ''] = contexte.positionnels;
  // le fichier d’abord : un fichier refusé n’ouvre ni ne crée aucune base
  await controlerFiness(fichier, departements, RIEN);
  const ouverte = await ouvrirBaseDemandee(contexte);
  try {
    const controle = await controlerFiness(fichier, departements, await lireDejaLa(ouverte.base));
    if (!controle.lignes.equilibre) throw new ErreurConsole(SORTIES.anomalies, 'Le compte des lignes n’est pas équilibré : rien n’est chargé.');
    const chargement = await chargerFiness(ouverte.base, controle, await lireAuteur(contexte, ouverte.base, controle.lot), new Date().toISOString(), contexte.dire);
    return rendre(contexte, fichier, controle, debut, chargement);
  } finally {
    await ouverte.fermer();
  }
};
