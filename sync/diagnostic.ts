import { homedir, release } from 'node:os';
import { join } from 'node:path';
import type { Traitements } from '../contract/poste.ts';
import { PROTOCOLE } from '../contract/service.ts';
import { tailleBase } from '../db/fichiers.ts';
import { CATALOGUE } from '../domain/commandes/catalogue.ts';
import { PROFILS } from '../domain/profils.ts';
import { ecrireOctets } from './exports/pdf.ts';
import type { SessionPoste } from './session.ts';
import { acteurDe } from './session.ts';

const ERREURS_GARDEES = 40;
const LONGUEUR = 600;

/**
 * Ôte d’un texte ce qui désignerait quelqu’un ou ouvrirait quelque chose : adresses électroniques, numéros de téléphone, textes entre guillemets (noms saisis), dossier personnel, jetons et clés.
 * Un identifiant de fiche reste : sans l’offre, il ne désigne personne.
 */
export const expurger = (texte: string, maison: string = homedir()): string => (maison.length > 1 ? texte.replaceAll(maison, '~') : texte)
  .replace(/(\/\/)[^/\s@]+@/gu, '$1')
  .replace(/[^\s@<>()«»"“”,;:]+@[\p{L}\d.-]+\.\p{L}{2,}/gu, '[adresse]')
  .replace(/«[^»]*»|"[^"\n]*"|“[^”]*”/gu, '[texte]')
  .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]+/gu, '[jeton]')
  .replace(/(?<![\w/+-])(?![\da-f]{8}-[\da-f]{4}-)[\w+=-]{32,}(?![\w+=-])/gu, '[clé]')
  .replace(/(?<!\d)(?:\+33|0)[\s.]?[1-9](?:[\s.]?\d{2}){4}(?!\d)/gu, '[téléphone]');

export interface ErreurRelevee { readonly quand: string; readonly texte: string }
export interface Releveur { readonly erreurs: () => readonly ErreurRelevee[]; readonly arreter: () => void }
/** Garde les dernières erreurs que ce processus écrit, expurgées. Elles s’écrivent toujours où elles s’écrivaient. */
export const releverErreurs = (maintenant: () => string): Releveur => {
  const gardees: ErreurRelevee[] = [];
  const dOrigine = console.error.bind(console);
  const relever = (...morceaux: unknown[]): void => {
    const texte = morceaux.map((un) => (un instanceof Error ? (un.stack ?? un.message) : typeof un === 'string' ? un : JSON.stringify(un) ?? String(un))).join(' ');
    gardees.push({ quand: maintenant(), texte: expurger(texte).slice(0, LONGUEUR) });
    if (gardees.length > ERREURS_GARDEES) gardees.shift();
    dOrigine(...morceaux);
  };
  console.error = relever;
  return { erreurs: () => gardees, arreter: () => { if (console.error === relever) console.error = dOrigine; } };
};

interface Options { readonly session: () => SessionPoste | undefined; readonly service: string; readonly dossierExport: string; readonly maintenant: () => string; readonly erreurs: () => readonly ErreurRelevee[] }
/** Adresse d’un service, sans ce qui y serait glissé d’autre. */
const origine = (adresse: string): string => { try { return new URL(adresse).origin; } catch { return 'illisible'; } };
const enMo = (octets: number): string => `${(octets / 1_048_576).toFixed(1).replace('.', ',')} Mo`;

const duCompte = ({ utilisateur, synchroniseur, base }: SessionPoste): readonly (readonly [string, string])[] => {
  const { profil, perimetre } = acteurDe(utilisateur);
  const { etat, enAttente, conflits, refus, derniere } = synchroniseur.etat();
  return [
    ['Profil', `${PROFILS[profil].libelle}, périmètre « ${perimetre.genre} »`], ['Synchronisation', `${etat}, ${enAttente} en attente, ${conflits} en conflit, ${refus} refusés, dernier échange ${derniere ?? 'jamais'}`],
    ['Fichiers', `travail ${enMo(tailleBase(base.chemins.travail))}, offre ${enMo(tailleBase(base.chemins.offre))}`],
  ];
};

/** « Signaler un problème » : un texte que la personne lit avant d’en faire quoi que ce soit. */
export const traitementsAide = ({ session, service, dossierExport, maintenant, erreurs }: Options): Pick<Traitements, 'aide.diagnostic' | 'aide.enregistrer'> => ({
  'aide.diagnostic': ({ application, navigateur, ecran, taille, theme }) => {
    const ouverte = session();
    const lignes: readonly (readonly [string, string])[] = [
      ['Date', maintenant()], ['Application', application], ['Système', `${process.platform} ${release()} ${process.arch}`], ['Moteur', `Node ${process.versions.node}, ${navigateur}`], ['Écran', `${ecran}, ${taille}, ${theme}`],
      ['Service', origine(service)], ['Protocole, catalogue', `${PROTOCOLE}, ${CATALOGUE.version}`], ...(ouverte === undefined ? [['Compte', 'aucun n’est ouvert'] as const] : duCompte(ouverte)),
    ];
    const relevees = erreurs();
    return { texte: [...lignes.map(([nom, valeur]) => `${nom} : ${valeur}`), '', relevees.length === 0 ? 'Aucune erreur depuis l’ouverture du poste.' : `Dernières erreurs (${relevees.length}) :`, ...relevees.map(({ quand, texte }) => `- ${quand} ${texte}`)].join('\n') };
  },
  'aide.enregistrer': ({ texte }) => {
    const chemin = join(dossierExport, `SIAO-probleme-${maintenant().replace(/[:.]/gu, '-')}.txt`);
    ecrireOctets(chemin, Buffer.from(`\uFEFF${texte.replace(/\r?\n/gu, '\r\n')}\r\n`));
    return { chemin };
  },
});
