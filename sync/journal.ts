import { createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import type { z } from 'zod';
import type { Ancre, EtatExport, FiltreJournal, PageJournal, PagePoste } from '../contract/journal.ts';
import { CHEMINS_JOURNAL, parametresDeFiltre, schemaAncre, schemaPageJournal, schemaTeteJournal } from '../contract/journal.ts';
import { referencesDe } from '../contract/journalTextes.ts';
import type { Traitements } from '../contract/poste.ts';
import { ErreurPoste } from '../contract/transport.ts';
import type { Base } from '../db/base.ts';
import { ecrireReglage, lireReglage } from '../db/base.ts';
import type { ClientService } from './client.ts';
import { ErreurService } from './client.ts';
import type { SessionPoste } from './session.ts';
import { nomCommune } from './session.ts';

/** Ce que le journal demande au poste. */
export interface HoteJournal {
  readonly client: ClientService;
  readonly dossierExport: string;
  readonly session: () => SessionPoste;
  readonly maintenant: () => string;
}
type TraitementsJournal = Pick<Traitements, Extract<keyof Traitements, `journal.${string}`>>;

const REGLAGE_TETE = 'journal.tete';
const HORS_LIGNE = 'Le journal se lit en ligne : le service ne répond pas pour l’instant.';

/** Les échecs du service, dits à la fenêtre : sans réponse, ou session à rouvrir, le journal attend ; un refus garde son code. */
const traduire = (erreur: unknown): unknown => {
  if (!(erreur instanceof ErreurService)) return erreur;
  return erreur.code === 'hors_ligne' || erreur.code === 'session' || erreur.statut === 401 ? new ErreurPoste('journal.hors_ligne', HORS_LIGNE) : new ErreurPoste(erreur.code, erreur.message);
};

const TABLES = { entite: ['entite', 'raisonSociale'], dispositif: ['dispositif', 'nom'], groupe: ['groupe', 'libelle'] } as const;
/** Noms de ce que les valeurs citent, lus sur ce poste : il ne tient que ce que la personne peut lire. */
const lireNoms = (base: Base, lignes: PageJournal['lignes']): Record<string, string> => {
  const references = referencesDe(lignes);
  const noms: Record<string, string> = {};
  for (const code of references.communes) {
    const nom = nomCommune(code);
    if (nom !== undefined) noms[code] = nom;
  }
  for (const [objet, [table, colonne]] of Object.entries(TABLES) as [keyof typeof TABLES, (typeof TABLES)[keyof typeof TABLES]][]) {
    for (const id of references[objet]) {
      const nom = base.un<{ nom: string }>(`select "${colonne}" as nom from ${table} where id = ?`, id)?.nom;
      if (nom !== undefined) noms[id] = nom;
    }
  }
  return noms;
};

const lireTeteVue = (base: Base): Ancre | null => {
  const texte = lireReglage(base, REGLAGE_TETE);
  if (texte === null) return null;
  const lue = schemaAncre.safeParse(JSON.parse(texte));
  return lue.success ? lue.data : null;
};

/** Lecture du journal au service, export dans un fichier, et mémoire de la dernière tête vue : ce que ce poste sait, la base du service ne peut pas le récrire. */
export const creerJournal = ({ client, dossierExport, session, maintenant }: HoteJournal): TraitementsJournal => {
  let exportEnCours: { readonly arret: AbortController; etat: EtatExport } | undefined;

  const interroger = async <T>(chemin: string, schema: z.ZodType<T>): Promise<T> => client.interroger(chemin, schema).catch((erreur: unknown) => { throw traduire(erreur); });
  const pageDe = async (chemin: string, parametres: URLSearchParams, avant: number | null): Promise<PagePoste> => {
    if (avant !== null) parametres.set('avant', String(avant));
    const page = await interroger(`${chemin}?${parametres.toString()}`, schemaPageJournal);
    return { ...page, noms: lireNoms(session().base, page.lignes) };
  };

  /** Écrit à côté, puis donne son nom au fichier : un export interrompu ne laisse rien qui ressemble à un export. */
  const exporter = async (filtre: FiltreJournal): Promise<{ readonly chemin: string; readonly lignes: number }> => {
    if (exportEnCours !== undefined) throw new ErreurPoste('journal.export_en_cours', 'Un export du journal est déjà en cours : l’attendre, ou l’annuler.');
    session();
    const arret = new AbortController();
    const suivi: { readonly arret: AbortController; etat: EtatExport } = { arret, etat: { enCours: true, lignes: 0, total: null } };
    exportEnCours = suivi;
    mkdirSync(dossierExport, { recursive: true });
    const chemin = join(dossierExport, `SIAO-journal-${maintenant().replace(/[:.]/gu, '-')}.csv`);
    const provisoire = `${chemin}.part`;
    const fichier = createWriteStream(provisoire, { mode: 0o600, flags: 'wx' });
    const ouvert = once(fichier, 'open');
    try {
      await ouvert;
      let panne: unknown;
      fichier.on('error', (erreur) => { panne = erreur; arret.abort(); });
      let dernier = '';
      await client.lireFlux(`${CHEMINS_JOURNAL.export}?${parametresDeFiltre(filtre).toString()}`, {
        signal: arret.signal, accepte: 'text/csv',
        surEntetes: (entetes) => { suivi.etat = { ...suivi.etat, total: Number(entetes.get('x-siao-lignes') ?? '0') }; },
        surTexte: async (texte) => {
          // une ligne de journal fait une ligne de tableur par champ : compter les numéros qui changent
          let lignes = suivi.etat.lignes;
          for (const [, no] of texte.matchAll(/(?:^|\n)(\d+);/gu)) if (no !== dernier) { dernier = no ?? ''; lignes += 1; }
          suivi.etat = { ...suivi.etat, lignes: Math.min(lignes, suivi.etat.total ?? lignes) };
          if (!fichier.write(texte)) await Promise.race([once(fichier, 'drain'), once(arret.signal, 'abort')]);
        },
      }).catch((erreur: unknown) => { throw panne ?? (arret.signal.aborted ? new ErreurPoste('journal.annule', 'L’export a été annulé : aucun fichier n’a été gardé.') : traduire(erreur)); });
      await new Promise<void>((resoudre, rejeter) => { fichier.end((erreur?: Error | null) => { if (erreur === undefined || erreur === null) resoudre(); else rejeter(erreur); }); });
      renameSync(provisoire, chemin);
      return { chemin, lignes: suivi.etat.total ?? suivi.etat.lignes };
    } catch (erreur) {
      fichier.destroy();
      rmSync(provisoire, { force: true });
      throw erreur;
    } finally {
      exportEnCours = undefined;
    }
  };

  const lireTete = (vue: Ancre | null) => interroger(`${CHEMINS_JOURNAL.tete}${vue === null || vue.no === 0 ? '' : `?vue=${vue.no}`}`, schemaTeteJournal);
  const retenir = (tete: Ancre): void => { ecrireReglage(session().base, REGLAGE_TETE, JSON.stringify(tete)); };

  return {
    'journal.page': ({ filtre, avant }) => pageDe(CHEMINS_JOURNAL.page, parametresDeFiltre(filtre), avant),
    'journal.fiche': ({ objet, id, avant }) => pageDe(`${CHEMINS_JOURNAL.page}/${objet}/${encodeURIComponent(id)}`, new URLSearchParams(), avant),
    'journal.exporter': ({ filtre }) => exporter(filtre),
    'journal.etatExport': () => exportEnCours?.etat ?? { enCours: false, lignes: 0, total: null },
    'journal.annulerExport': () => { exportEnCours?.arret.abort(); return { fait: true }; },
    'journal.continuite': async () => {
      const vue = lireTeteVue(session().base);
      const { tete, vue: actuelle } = await lireTete(vue);
      if (vue === null || vue.no === 0 || actuelle?.empreinte === vue.empreinte) {
        retenir(tete);
        return { tete, alerte: null };
      }
      // la tête d’alors reste gardée : c’est la preuve, jusqu’à ce que la personne en prenne acte
      return { tete, alerte: `Le journal du service ne prolonge plus celui que ce poste avait vu (ligne ${vue.no}) : la base a été restaurée, ou le journal modifié. Prévenir l’administration du service.` };
    },
    'journal.prendreActe': async () => { retenir((await lireTete(null)).tete); return { fait: true }; },
  };
};
