import { join } from 'node:path';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { Traitements } from '../../contract/poste.ts';
import { ErreurPoste } from '../../contract/transport.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { SessionPoste } from '../session.ts';
import { acteurDe } from '../session.ts';
import type { Cellule, ColonneExport, Provenance } from './cellules.ts';
import { ExportAnnule, ecrireTableau } from './fichier.ts';
import type { DocumentImprime } from '../../contract/impression.ts';
import type { Imprimante } from './pdf.ts';
import { ecrireOctets, ecrirePdf, refuserTrop } from './pdf.ts';

export interface OptionsExports { readonly session: () => SessionPoste; readonly dossierExport: string; readonly maintenant: () => string; readonly imprimer: Imprimante | undefined }
/** `sujet` : dans le nom du fichier ; `nom` : celui de la feuille ; `titre` : celui du document imprimé. `forte` : les lignes en gras d’une impression. */
interface DemandeExport {
  readonly sujet: string; readonly nom: string; readonly titre: string; readonly format: FormatExport; readonly total: number; readonly colonnes: readonly ColonneExport[]; readonly filtres: readonly string[];
  readonly enTete?: boolean;
  /** Ce qui s’ajoute à qui, quand, quel périmètre et quels filtres. */
  readonly precisions?: Provenance;
  readonly morceaux: Iterable<readonly (readonly Cellule[])[]>;
  readonly forte?: (ligne: readonly Cellule[]) => boolean;
}
interface FichierExporte { readonly chemin: string; readonly lignes: number; readonly octets: number }
export interface Exports {
  exporter(demande: DemandeExport): Promise<FichierExporte>;
  /** Écrit un fichier déjà fait, ou imprime un document ; rend son chemin. Erreurs : `impression.absente`, `impression.echec`, disque. */
  deposer(sujet: string, contenu: { readonly format: 'xlsx'; readonly octets: Uint8Array } | { readonly format: 'pdf'; readonly document: DocumentImprime }): Promise<string>;
  /** Un travail qui prend la place d’un export : un seul à la fois, suivi et annulé comme eux. Erreurs : `export.en_cours`, `export.annule`, celles du travail. */
  suivre<T>(total: number, travail: (suivi: { readonly avancer: (lignes: number, phase: 'lignes' | 'pages') => void; readonly arret: AbortSignal }) => Promise<T>): Promise<T>;
  /** À appeler entre deux morceaux : lève `export.remplacee` si le compte ou l’offre a changé depuis. Les rangs d’une vue désignent les lignes d’un fichier : l’offre remplacée au milieu, ils en désigneraient d’autres. */
  garder(): () => void;
  readonly traitements: Pick<Traitements, 'exports.etat' | 'exports.annuler'>;
}

interface Suivi { lignes: number; phase: 'lignes' | 'pages'; readonly total: number; readonly arret: AbortController }

const instant = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'long', timeStyle: 'short' });

/** Les exports des grilles : un seul à la fois ; il rend la main entre deux morceaux, et s’interrompt. */
export const creerExports = ({ session, dossierExport, maintenant, imprimer }: OptionsExports): Exports => {
  let enCours: Suivi | undefined;
  const cheminDe = (sujet: string, format: string): string => join(dossierExport, `SIAO-${sujet}-${maintenant().replace(/[:.]/gu, '-')}.${format}`);

  const suivre: Exports['suivre'] = async (total, travail) => {
    if (enCours !== undefined) throw new ErreurPoste('export.en_cours', 'Un export est déjà en cours : l’attendre, ou l’annuler.');
    const suivi: Suivi = { lignes: 0, phase: 'lignes', total, arret: new AbortController() };
    enCours = suivi;
    try {
      return await travail({ avancer: (lignes, phase) => { suivi.lignes = lignes; suivi.phase = phase; }, arret: suivi.arret.signal });
    } catch (erreur) {
      if (erreur instanceof ExportAnnule) throw new ErreurPoste('export.annule', 'L’export a été annulé : aucun fichier n’a été gardé.');
      throw erreur;
    } finally {
      enCours = undefined;
    }
  };
  const exporter = async ({ sujet, nom, titre, format, total, colonnes, filtres, enTete = false, precisions = [], morceaux, forte = () => false }: DemandeExport): Promise<FichierExporte> => {
    if (format === 'pdf') refuserTrop(total);
    const { utilisateur } = session();
    const acteur = acteurDe(utilisateur);
    const [par, le] = [`${acteur.nom} (${PROFILS[acteur.profil].libelle})`, instant.format(new Date(maintenant()))];
    const provenance: Provenance = [
      ...(format === 'pdf' ? [['Imprimé par', par], ['Imprimé le', le]] as const : [['Contenu', `${titre} de SIAO Offre`], ['Exporté par', par], ['Exporté le', le]] as const),
      ['Périmètre', utilisateur.perimetreLibelle], ['Filtres', filtres.length === 0 ? 'aucun' : filtres.join(' ; ')], ...precisions,
    ];
    const chemin = cheminDe(sujet, format);
    return suivre(total, async ({ avancer, arret }) => {
      if (format !== 'pdf') return { chemin, ...await ecrireTableau({ chemin, format, nom, colonnes, provenance, enTete, morceaux, avancer: (lignes) => { avancer(lignes, 'lignes'); }, annule: () => arret.aborted }) };
      if (imprimer === undefined) throw new ErreurPoste('impression.absente', 'Ce poste ne sait pas imprimer.');
      return { chemin, ...await ecrirePdf({ chemin, titre, colonnes, provenance, pied: `${titre} – ${par}, ${le}`, morceaux, forte, avancer, arret }, imprimer) };
    });
  };
  return {
    exporter, suivre,
    deposer: async (sujet, contenu) => {
      const chemin = cheminDe(sujet, contenu.format);
      if (contenu.format === 'pdf' && imprimer === undefined) throw new ErreurPoste('impression.absente', 'Ce poste ne sait pas imprimer.');
      const octets = contenu.format === 'xlsx' ? contenu.octets : await imprimer?.(contenu.document, new AbortController().signal).catch(() => { throw new ErreurPoste('impression.echec', 'L’impression a échoué : réessayer, ou écrire le classeur.'); });
      ecrireOctets(chemin, octets ?? new Uint8Array());
      return chemin;
    },
    garder: () => {
      const depart = session();
      const { base, remplacements } = depart;
      return () => { if (session() !== depart || depart.base !== base || depart.remplacements !== remplacements) throw new ErreurPoste('export.remplacee', 'L’offre vient d’être rechargée sur ce poste : relancer l’export. Aucun fichier n’a été gardé.'); };
    },
    traitements: {
      'exports.etat': () => (enCours === undefined ? { enCours: false, lignes: 0, total: 0, phase: 'lignes' } : { enCours: true, lignes: enCours.lignes, total: enCours.total, phase: enCours.phase }),
      'exports.annuler': () => { enCours?.arret.abort(); return { fait: true }; },
    },
  };
};
