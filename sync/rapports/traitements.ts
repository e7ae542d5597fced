import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { ChargeDe, Traitements } from '../../contract/poste.ts';
import { ErreurPoste } from '../../contract/transport.ts';
import { vuesPartagees } from '../../db/vuesPartagees.ts';
import type { Rapport } from '../../domain/rapports/rapport.ts';
import { ECRAN_RAPPORTS, lireRapport, nomDeFichier } from '../../domain/rapports/rapport.ts';
import type { ClientService } from '../client.ts';
import type { Exports } from '../exports/exports.ts';
import { ExportAnnule } from '../exports/fichier.ts';
import type { Imprimante } from '../exports/pdf.ts';
import { acteurDe, aujourdhuiAParis } from '../session.ts';
import { vuesSiennes } from '../vues.ts';
import { classeurDuRapport } from './classeur.ts';
import type { OutilsComposition, RapportCompose } from './composer.ts';
import { composerRapport } from './composer.ts';
import { creerDesignations } from './designation.ts';
import { documentDuRapport } from './document.ts';
import { ecrireSansEcraser } from './fichiers.ts';
import { creerProgrammes } from './programmes.ts';
import { texteDuRapport } from './texte.ts';

const PASSAGE_MS = 15_000;

export interface OptionsRapports extends OutilsComposition {
  readonly client: ClientService;
  readonly exports: Exports; readonly dossierExport: string; readonly imprimer: Imprimante | undefined;
  /** Ouvre la boîte du système où choisir un dossier ; `null` : la personne a renoncé. */
  readonly choisirDossier: () => Promise<string | null>;
  readonly annoncer: (nouvelle: ChargeDe<'rapports'>) => void;
}

/** Les rapports : leur aperçu, leurs fichiers, et ce qui se laisse à une date. `fermer` : à appeler avant de fermer les fichiers du compte. */
export const creerRapports = ({ client, session, instantanes, maintenant, exports, dossierExport, imprimer, choisirDossier, annoncer }: OptionsRapports): { readonly traitements: Pick<Traitements, `rapports.${string}` & keyof Traitements>; readonly fermer: () => void } => {
  const outils: OutilsComposition = { session, instantanes, maintenant };
  const octets = async (rapport: RapportCompose, format: FormatExport, arret: AbortSignal): Promise<Uint8Array> => {
    if (format === 'xlsx') return classeurDuRapport(rapport);
    if (format === 'csv') return texteDuRapport(rapport);
    if (imprimer === undefined) throw new ErreurPoste('impression.absente', 'Ce poste ne sait pas imprimer.');
    return imprimer(documentDuRapport(rapport), arret).catch(() => { throw arret.aborted ? new ExportAnnule() : new ErreurPoste('impression.echec', 'La mise en page du rapport a échoué : réessayer, ou prendre le classeur (.xlsx).'); });
  };
  const trouver = (id: string): { readonly titre: string; readonly rapport: Rapport } | undefined => {
    const { base, utilisateur } = session();
    for (const { nom, contenu } of [...vuesSiennes(base, ECRAN_RAPPORTS), ...vuesPartagees(base, ECRAN_RAPPORTS, acteurDe(utilisateur))]) {
      const rapport = lireRapport(contenu);
      if (rapport?.id === id) return { titre: nom, rapport };
    }
    return undefined;
  };
  const designations = creerDesignations({ client, maintenant });
  const programmes = creerProgrammes<RapportCompose>({
    designations,
    base: () => session().base, nom: randomUUID(), horloge: { maintenant, aujourdhui: aujourdhuiAParis }, trouver, annoncer, octets, composer: (demande, suivi) => composerRapport(outils, demande, suivi),
    // ce qui se charge n’est pas à compter ; hors ligne, le rapport se fait sur ce que le poste tient, et il le dit
    pret: () => { const { etat, offreChargee } = session().synchroniseur.etat(); return offreChargee && etat !== 'chargement' && etat !== 'arret' && etat !== 'envoi'; },
  });
  const minuterie = setInterval(() => { void programmes.passer(); }, PASSAGE_MS);
  // les dossiers que la personne a montrés elle-même : la page ne fait écrire nulle part ailleurs
  const choisis = new Set<string>([dossierExport]);
  return {
    fermer: () => { clearInterval(minuterie); programmes.fermer(); },
    traitements: {
      'rapports.apercu': async ({ titre, rapport }) => {
        const { perimetre, sections, ecartees } = await composerRapport({ ...outils, instantanes: null }, { titre, rapport, jour: aujourdhuiAParis(), retard: false }, { avancer: () => undefined, arret: new AbortController().signal });
        const calculees = [...sections];
        return {
          perimetre,
          sections: rapport.sections.map(({ titre: nom, indicateur }, rang) => {
            const ecartee = ecartees.find((une) => une.rang === rang);
            const section = ecartee === undefined ? calculees.shift() : undefined;
            return section === undefined ? { titre: nom === '' ? indicateur : nom, phrase: '', regle: '', filtres: [], libelles: {}, absente: ecartee?.raison ?? '' } : { titre: section.titre, phrase: section.phrase, regle: section.regle, filtres: [...section.filtres], libelles: { ...section.libelles }, absente: null };
          }),
        };
      },
      'rapports.produire': ({ titre, rapport, formats }) => {
        if (rapport.sections.length === 0) throw new ErreurPoste('rapports.vide', 'Ce rapport n’a aucune section : en ajouter une depuis l’explorateur.');
        return exports.suivre(rapport.sections.length + formats.length, async ({ avancer, arret }) => {
          const compose = await composerRapport(outils, { titre, rapport, jour: aujourdhuiAParis(), retard: false }, { avancer: (faites) => { avancer(faites, 'lignes'); }, arret });
          const contenus: { readonly format: FormatExport; readonly contenu: Uint8Array }[] = [];
          for (const format of formats) {
            avancer(rapport.sections.length + contenus.length, format === 'pdf' ? 'pages' : 'lignes');
            const contenu = await octets(compose, format, arret);
            if (arret.aborted) throw new ExportAnnule();
            contenus.push({ format, contenu });
          }
          // tout est fait avant que rien ne s’écrive : annulé, il ne reste pas la moitié d’un rapport
          const fichiers = contenus.map(({ format, contenu }) => { const chemin = ecrireSansEcraser(dossierExport, `SIAO-rapport-${nomDeFichier(titre)}-${compose.jour}`, format, contenu, { mode: 0o600 }); return { format, chemin, octets: statSync(chemin).size }; });
          return { fichiers, lignes: compose.sections.reduce((somme, { lignes }) => somme + lignes.length, 0) };
        });
      },
      'rapports.choisirDossier': async () => {
        const dossier = await choisirDossier();
        if (dossier !== null) choisis.add(dossier);
        return { dossier };
      },
      'rapports.programmes': async () => {
        const { base } = session();
        const lus = await programmes.lire();
        return { programmes: lus, ailleurs: [...designations.ailleurs(base)].map(([rapportId, { poste, depuis }]) => ({ rapportId, poste, depuis })), dossierParDefaut: dossierExport };
      },
      'rapports.programmer': async (programme) => {
        if (!choisis.has(programme.dossier) && !(await programmes.lire()).some(({ dossier }) => dossier === programme.dossier)) throw new ErreurPoste('rapports.dossier', 'Choisir le dossier par « Choisir un dossier… ».');
        programmes.programmer(programme);
        choisis.add(programme.dossier);
        void programmes.passer();
        return { fait: true };
      },
      'rapports.arreter': async ({ rapportId }) => {
        // remis par « Annuler », il garde son dossier
        for (const { rapportId: un, dossier } of await programmes.lire()) if (un === rapportId) choisis.add(dossier);
        programmes.arreter(rapportId);
        return { fait: true };
      },
      'rapports.reessayer': ({ rapportId }) => { programmes.reessayer(rapportId); void programmes.passer(); return { fait: true }; },
    },
  };
};
