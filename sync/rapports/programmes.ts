import { z } from 'zod';
import { FORMATS_EXPORT, schemaFormatExport } from '../../contract/methodesExports.ts';
import type { FormatExport } from '../../contract/methodesExports.ts';
import type { Programme, ProgrammeSuivi } from '../../contract/methodesRapports.ts';
import { schemaAilleurs, schemaProgramme } from '../../contract/methodesRapports.ts';
import { ErreurPoste } from '../../contract/transport.ts';
import type { BaseEcriture, BaseLecture } from '../../db/base.ts';
import { ecrireReglage, lireReglage } from '../../db/base.ts';
import { dateEcrite, veille } from '../../domain/dates.ts';
import { echeancesDues, prochaineEcheance } from '../../domain/rapports/echeances.ts';
import type { Rapport } from '../../domain/rapports/rapport.ts';
import { nomDeFichier } from '../../domain/rapports/rapport.ts';
import type { DemandeRapport, Suivi } from './composer.ts';
import type { Designations } from './designation.ts';
import { ecrireSansEcraser, refusDuDossier } from './fichiers.ts';
import { existsSync, statSync } from 'node:fs';

/**
 * Un programme gardé avec le travail du compte. `faitJusqua` : la dernière date faite. `prise` : la date qu’un poste est en train de faire, jusqu’à quand elle est à lui, et les fichiers qu’il en a nommés avant de les écrire :
 * repris après un arrêt, un fichier qui est là ne se récrit pas. `arrete` : gardé pour ne pas refaire ce qui l’a été.
 */
const schemaGarde = schemaProgramme.extend({
  titre: z.string(), arrete: z.boolean(), faitJusqua: z.iso.date(), prise: z.object({ echeance: z.iso.date(), par: z.string(), jusqua: z.string(), chemins: z.partialRecord(schemaFormatExport, z.string()) }).nullable(),
  dernier: z.object({ echeance: z.iso.date(), le: z.string(), retard: z.boolean(), fichiers: z.array(z.string()) }).nullable(), echec: z.object({ echeance: z.iso.date(), le: z.string(), message: z.string(), essais: z.number(), prochainEssai: z.string() }).nullable(),
  /** Le poste désigné, quand ce n’est pas celui-ci ; et l’instant d’un choix que le service n’a pas encore su. */
  ailleurs: schemaAilleurs.nullable().default(null), aDesigner: z.string().nullable().default(null),
});
type Garde = z.infer<typeof schemaGarde>;

/** Une prise se perd si celui qui l’a n’en dit plus rien : le poste s’est arrêté au milieu. */
const BAIL_MS = 5 * 60_000;
/** Attente avant de réessayer, en minutes ; la dernière vaut pour la suite. */
const ATTENTES = [1, 5, 15, 60] as const;
/** Des pannes qui n’en sont pas : le compte s’est fermé, ou l’offre vient d’être rechargée. On reprendra sans le dire. */
const PASSAGERES = new Set(['export.remplacee', 'session.fermee', 'export.annule']);
class PriseperdueError extends Error {}

const PREFIXE = 'programme:';
const relire = (brut: string | null): Garde | undefined => {
  try {
    const lu = brut === null ? undefined : schemaGarde.safeParse(JSON.parse(brut) as unknown);
    return lu?.success === true ? lu.data : undefined;
  } catch {
    return undefined;
  }
};
const lireGarde = (base: BaseLecture, id: string): Garde | undefined => relire(lireReglage(base, `${PREFIXE}${id}`));
const ecrire = (base: BaseEcriture, garde: Garde): void => { ecrireReglage(base, `${PREFIXE}${garde.rapportId}`, JSON.stringify(garde)); };
const lireGardes = (base: BaseLecture): Garde[] => base.tous<{ valeur: string }>(`select valeur from reglage where cle like '${PREFIXE}%' order by cle`).flatMap(({ valeur }) => { const garde = relire(valeur); return garde === undefined ? [] : [garde]; });

export interface OptionsProgrammes<T> {
  /** Le fichier du compte ouvert ; lève quand il n’y en a pas. */
  readonly base: () => BaseEcriture;
  /** Qui fait : un nom par processus. */
  readonly nom: string;
  readonly horloge: { readonly maintenant: () => string; readonly aujourdhui: () => string };
  /** Vrai quand ce que le poste tient peut se compter : rien ne se charge. */
  readonly pret: () => boolean;
  readonly trouver: (rapportId: string) => { readonly titre: string; readonly rapport: Rapport } | undefined;
  readonly composer: (demande: DemandeRapport, suivi: Suivi) => Promise<T>;
  readonly octets: (rapport: T, format: FormatExport, arret: AbortSignal) => Promise<Uint8Array>;
  /** Quel poste de la personne laisse chaque rapport. */
  readonly designations: Designations;
  readonly annoncer: (nouvelle: { readonly titre: string; readonly echeance: string; readonly fait: boolean; readonly message: string }) => void;
}
export interface Programmes {
  lire(): Promise<ProgrammeSuivi[]>;
  programmer(programme: Programme): void;
  arreter(rapportId: string): void;
  reessayer(rapportId: string): void;
  /** Fait tout ce qui est dû, date après date. Sans effet s’il passe déjà ; ne rejette pas. */
  passer(): Promise<void>;
  /** Abandonne ce qui est en cours ; il se reprendra à la prochaine ouverture. */
  fermer(): void;
}

/** Laisse les rapports programmés à leur date, ou dès que le poste s’ouvre après elle : chaque date une fois et une seule, même à deux processus, même arrêté au milieu. */
export const creerProgrammes = <T>({ base: baseDe, nom, horloge, pret, trouver, composer, octets, designations, annoncer }: OptionsProgrammes<T>): Programmes => {
  let passage: Promise<void> | undefined;
  const arret = new AbortController();
  const plusTard = (ms: number): string => new Date(Date.parse(horloge.maintenant()) + ms).toISOString();

  /** Prend la première date due, si personne ne la fait. */
  const prendre = (base: BaseEcriture, id: string): Garde & { readonly prise: NonNullable<Garde['prise']> } | undefined => base.transaction(() => {
    const garde = lireGarde(base, id);
    const maintenant = horloge.maintenant();
    if (garde === undefined || garde.arrete || garde.ailleurs !== null || (garde.echec !== null && garde.echec.prochainEssai > maintenant)) return undefined;
    const [echeance] = echeancesDues(garde.cadence, garde.faitJusqua, horloge.aujourdhui());
    if (echeance === undefined || (garde.prise !== null && garde.prise.par !== nom && garde.prise.jusqua > maintenant)) return undefined;
    const prise = { echeance, par: nom, jusqua: plusTard(BAIL_MS), chemins: garde.prise?.echeance === echeance ? garde.prise.chemins : {} };
    const pris = { ...garde, prise };
    ecrire(base, pris);
    return pris;
  });
  /** Change ce qui est gardé, tant que la prise est encore la nôtre. */
  const changer = (base: BaseEcriture, id: string, echeance: string, suite: (garde: Garde & { readonly prise: NonNullable<Garde['prise']> }) => Garde): void => base.transaction(() => {
    const garde = lireGarde(base, id);
    if (garde?.prise?.par !== nom || garde.prise.echeance !== echeance) throw new PriseperdueError('Cette date est faite ailleurs.');
    ecrire(base, suite({ ...garde, prise: garde.prise }));
  });

  const faireUne = async (base: BaseEcriture, pris: NonNullable<ReturnType<typeof prendre>>): Promise<boolean> => {
    const { rapportId, dossier, formats, prise: { echeance } } = pris;
    const garder = (): void => { changer(base, rapportId, echeance, (garde) => ({ ...garde, prise: { ...garde.prise, jusqua: plusTard(BAIL_MS) } })); };
    const nommer = (format: FormatExport, chemin: string | undefined): void => { changer(base, rapportId, echeance, (garde) => { const { [format]: _ancien, ...autres } = garde.prise.chemins; return { ...garde, prise: { ...garde.prise, jusqua: plusTard(BAIL_MS), chemins: chemin === undefined ? autres : { ...autres, [format]: chemin } } }; }); };
    const retard = echeance < horloge.aujourdhui();
    let titre = pris.titre;
    try {
      const trouve = trouver(rapportId);
      if (trouve === undefined) throw new ErreurPoste('rapports.absent', `Le rapport « ${titre} » n’est plus parmi les vôtres ni parmi ceux que l’on partage avec vous : arrêter sa programmation, ou le remettre.`);
      titre = trouve.titre;
      if (trouve.rapport.sections.length === 0) throw new ErreurPoste('rapports.vide', `Le rapport « ${titre} » n’a aucune section : lui en ajouter une depuis l’explorateur, ou arrêter sa programmation.`);
      // un dossier absent se dit avant de calculer
      if (!statSync(dossier).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
      const fichiers: string[] = [];
      let compose: T | undefined;
      for (const format of FORMATS_EXPORT.filter((un) => formats.includes(un))) {
        const deja = lireGarde(base, rapportId)?.prise?.chemins[format];
        if (deja !== undefined && existsSync(deja)) { fichiers.push(deja); continue; }
        compose ??= await composer({ titre, rapport: trouve.rapport, jour: echeance, retard }, { avancer: garder, arret: arret.signal });
        garder();
        const contenu = await octets(compose, format, arret.signal);
        try {
          fichiers.push(ecrireSansEcraser(dossier, `${nomDeFichier(titre)}-${echeance}`, format, contenu, { reserver: (chemin) => { nommer(format, chemin); } }));
        } catch (erreur) {
          if (!(erreur instanceof PriseperdueError)) nommer(format, undefined);
          throw erreur;
        }
      }
      changer(base, rapportId, echeance, (garde) => ({ ...garde, titre, faitJusqua: echeance, prise: null, echec: null, dernier: { echeance, le: horloge.maintenant(), retard, fichiers } }));
      annoncer({ titre, echeance, fait: true, message: `Rapport « ${titre} » du ${dateEcrite(echeance)} laissé dans « ${dossier} »${retard ? ' (en retard : le poste n’était pas ouvert ce jour-là)' : ''}.` });
      return true;
    } catch (erreur) {
      if (erreur instanceof PriseperdueError || arret.signal.aborted) return false;
      const passagere = erreur instanceof ErreurPoste && PASSAGERES.has(erreur.code);
      const message = erreur instanceof ErreurPoste ? erreur.message : refusDuDossier(erreur, dossier);
      const essais = (pris.echec?.echeance === echeance ? pris.echec.essais : 0) + 1;
      const attente = 60_000 * (ATTENTES[Math.min(essais, ATTENTES.length) - 1] ?? 60);
      changer(base, rapportId, echeance, (garde) => ({ ...garde, prise: { ...garde.prise, jusqua: horloge.maintenant() }, ...(passagere ? {} : { echec: { echeance, le: horloge.maintenant(), message, essais, prochainEssai: plusTard(attente) } }) }));
      if (!passagere) console.error('Rapport programmé :', erreur);
      // dit une fois : les essais suivants se lisent dans la page
      if (!passagere && essais === 1) annoncer({ titre, echeance, fait: false, message: `Rapport « ${titre} » du ${dateEcrite(echeance)} : ${message}` });
      return false;
    }
  };
  /** Dit au service les choix qu’il n’a pas sus, puis suit ce qu’il sait : un rapport désigné sur un autre poste ne se fait plus ici. Hors ligne, ce que l’on en a su vaut encore. */
  const suivreDesignations = async (base: BaseEcriture): Promise<void> => {
    for (const { rapportId, aDesigner, arrete } of lireGardes(base)) {
      if (aDesigner === null || arrete || !await designations.prendre(base, rapportId, aDesigner)) continue;
      base.transaction(() => { const garde = lireGarde(base, rapportId); if (garde?.aDesigner === aDesigner) ecrire(base, { ...garde, aDesigner: null }); });
    }
    if (!await designations.relire(base)) return;
    const autres = designations.ailleurs(base);
    base.transaction(() => {
      for (const garde of lireGardes(base)) {
        const ailleurs = garde.aDesigner === null ? (autres.get(garde.rapportId) ?? null) : garde.ailleurs;
        if (JSON.stringify(ailleurs) !== JSON.stringify(garde.ailleurs)) ecrire(base, { ...garde, ailleurs });
      }
    });
  };
  const toutFaire = async (): Promise<void> => {
    const base = baseDe();
    // rien à faire aujourd’hui : le service n’a pas à le savoir toutes les quinze secondes
    if (lireGardes(base).some(({ arrete, aDesigner, cadence, faitJusqua }) => !arrete && (aDesigner !== null || echeancesDues(cadence, faitJusqua, horloge.aujourdhui()).length > 0))) await suivreDesignations(base);
    if (baseDe() !== base) return;
    for (const { rapportId, arrete } of lireGardes(base)) {
      if (arrete) continue;
      for (;;) {
        if (arret.signal.aborted || !pret() || baseDe() !== base) return;
        const pris = prendre(base, rapportId);
        if (pris === undefined || !await faireUne(base, pris)) break;
      }
    }
  };
  return {
    lire: async () => {
      const base = baseDe();
      await suivreDesignations(base);
      return lireGardes(base).filter(({ arrete }) => !arrete).map(({ arrete: _arrete, aDesigner: _choix, faitJusqua, prise, titre, ...garde }) => {
      const trouve = trouver(garde.rapportId);
      return { ...garde, titre: trouve?.titre ?? titre, absent: trouve === undefined, prochaine: prochaineEcheance(garde.cadence, faitJusqua, horloge.aujourdhui()), enCours: prise !== null && prise.jusqua > horloge.maintenant() };
      });
    },
    programmer: (programme) => {
      const trouve = trouver(programme.rapportId);
      if (trouve === undefined) throw new ErreurPoste('rapports.absent', 'Ce rapport n’est plus là : l’enregistrer d’abord.');
      const base = baseDe();
      base.transaction(() => {
        const avant = lireGarde(base, programme.rapportId);
        const hier = veille(horloge.aujourdhui());
        const memeCadence = avant !== undefined && !avant.arrete && JSON.stringify(avant.cadence) === JSON.stringify(programme.cadence);
        // un autre jour, ou repris après un arrêt : rien du passé ne se rattrape, et rien de fait ne se refait
        const faitJusqua = avant === undefined ? hier : memeCadence || avant.faitJusqua > hier ? avant.faitJusqua : hier;
        ecrire(base, { ...programme, titre: trouve.titre, arrete: false, faitJusqua, prise: avant?.prise ?? null, dernier: avant?.dernier ?? null, echec: null, ailleurs: null, aDesigner: horloge.maintenant() });
      });
    },
    arreter: (rapportId) => { const base = baseDe(); base.transaction(() => { const garde = lireGarde(base, rapportId); if (garde !== undefined) ecrire(base, { ...garde, arrete: true, echec: null, aDesigner: null }); if (garde?.ailleurs === null) void designations.rendre(rapportId); }); },
    reessayer: (rapportId) => { const base = baseDe(); base.transaction(() => { const garde = lireGarde(base, rapportId); if (garde?.echec != null) ecrire(base, { ...garde, echec: { ...garde.echec, prochainEssai: horloge.maintenant() } }); }); },
    passer: () => {
      passage ??= toutFaire().catch((erreur: unknown) => { if (!(erreur instanceof ErreurPoste)) console.error('Rapports programmés :', erreur); }).finally(() => { passage = undefined; });
      return passage;
    },
    fermer: () => { arret.abort(); },
  };
};
