import { readFileSync } from 'node:fs';
import { LOT_MAXIMAL } from '../../contract/service.ts';
import type { Issue, Mutation } from '../../contract/service.ts';
import { ErreurService, creerClientService } from '../../sync/client.ts';
import type { ExportTravail } from '../../sync/export.ts';
import { schemaExport } from '../../sync/export.ts';
import type { ContexteVerbe, Sortie, Verbe } from '../verbe.ts';
import { ErreurConsole, SORTIES } from '../verbe.ts';

const FICHIER = [{ nom: 'FICHIER', aide: 'fichier écrit par « Exporter ce qui n’est pas envoyé » ou « Oublier ce poste »' }] as const;

const lireFichier = (chemin: string | undefined): ExportTravail => {
  if (chemin === undefined) throw new ErreurConsole(SORTIES.usage, 'Donner le fichier à lire.');
  let texte: string;
  try { texte = readFileSync(chemin, 'utf8'); } catch { throw new ErreurConsole(SORTIES.fichier, `${chemin} ne se lit pas : vérifier le chemin et les droits.`); }
  let json: unknown;
  try { json = JSON.parse(texte); } catch (erreur) { throw new ErreurConsole(SORTIES.fichier, `${chemin} n’est pas du JSON : ${erreur instanceof Error ? erreur.message : ''}`); }
  const lu = schemaExport.safeParse(json);
  if (lu.success) return lu.data;
  const defaut = lu.error.issues[0];
  throw new ErreurConsole(SORTIES.fichier, `${chemin} n’est pas un export de travail : ${defaut?.path.join('.') ?? ''} ${defaut?.message ?? ''}`);
};

export const travailCheck: Verbe = {
  nom: 'travail check',
  resume: 'Montre ce que contient un export de travail non envoyé, sans rien envoyer.',
  positionnels: FICHIER,
  options: {},
  executer: async (contexte) => {
    const { compte, exporteLe, commandes, retours } = lireFichier(contexte.positionnels[0]);
    contexte.ecrire({ compte, exporteLe, commandes: commandes.map(({ seq, nom, fiche, creeLe }) => ({ seq, nom, fiche, creeLe })), retours });
    return SORTIES.reussi;
  },
};

const motDePasse = async (contexte: ContexteVerbe): Promise<string> => {
  const donne = contexte.env['SIAO_MOT_DE_PASSE'];
  if (donne !== undefined && donne !== '') return donne;
  // sur l’entrée plutôt qu’en argument : la liste des processus est lisible de tous
  const morceaux: Buffer[] = [];
  for await (const morceau of process.stdin) morceaux.push(morceau as Buffer);
  const lu = Buffer.concat(morceaux).toString('utf8').replace(/\r?\n$/u, '');
  if (lu === '') throw new ErreurConsole(SORTIES.usage, 'Donner le mot de passe du compte sur l’entrée standard, ou par SIAO_MOT_DE_PASSE.');
  return lu;
};

const envoyer = async (contexte: ContexteVerbe, adresse: string, contenu: ExportTravail): Promise<Sortie> => {
  const client = creerClientService(adresse, 'console');
  try {
    await client.ouvrirSession(contexte.texte('email') ?? contenu.compte, await motDePasse(contexte));
    const issues: Issue[] = [];
    const mutations = contenu.commandes.map(({ fiche: _fiche, creeLe: _creeLe, ...mutation }): Mutation => mutation);
    for (let debut = 0; debut < mutations.length; debut += LOT_MAXIMAL) {
      const lot = mutations.slice(debut, debut + LOT_MAXIMAL);
      const recues = (await client.envoyer(lot, contenu.catalogue, [])).issues;
      issues.push(...recues);
      // un trou ou une suspension : la suite attendrait la même chose
      if (recues.length < lot.length || recues.some(({ issue }) => issue === 'trou' || issue === 'suspendue')) break;
    }
    await client.fermerSession();
    const compter = (genre: Issue['issue']): number => issues.filter(({ issue }) => issue === genre).length;
    const bilan = { commandes: mutations.length, appliquees: compter('appliquee'), rejetees: compter('rejetee'), conflits: compter('conflit'), nonJugees: mutations.length - issues.filter(({ issue }) => issue !== 'trou' && issue !== 'suspendue').length };
    contexte.ecrire({ ...bilan, issues: issues.filter(({ issue }) => issue !== 'appliquee') });
    if (bilan.nonJugees > 0) contexte.dire(`${bilan.nonJugees} commandes n’ont pas été jugées : garder le fichier et recommencer. ${issues.flatMap((issue) => (issue.issue === 'suspendue' ? [issue.message] : [])).join(' ')}`);
    return bilan.appliquees === mutations.length ? SORTIES.reussi : SORTIES.anomalies;
  } catch (erreur) {
    if (erreur instanceof ErreurService) throw new ErreurConsole(SORTIES.fichier, erreur.message);
    throw erreur;
  }
};

export const travailSend: Verbe = {
  nom: 'travail send',
  resume: 'Envoie au service les commandes d’un export ; ce que le poste aurait déjà envoyé ne s’applique pas deux fois.',
  positionnels: FICHIER,
  options: {
    service: { type: 'string', valeur: 'ADRESSE', aide: 'adresse du service (http://…)' },
    email: { type: 'string', valeur: 'ADRESSE', aide: 'compte qui envoie ; par défaut celui de l’export, et ce doit être le sien' },
  },
  executer: async (contexte) => {
    const adresse = contexte.texte('service');
    if (adresse === undefined || !URL.canParse(adresse)) throw new ErreurConsole(SORTIES.usage, '--service attend l’adresse du service, par exemple http://127.0.0.1:4175.');
    return envoyer(contexte, adresse, lireFichier(contexte.positionnels[0]));
  },
};
