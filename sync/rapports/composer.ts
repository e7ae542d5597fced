import { setImmediate as rendreLaMain } from 'node:timers/promises';
import { ecartFr, manqueDe, partieFr, valeurFr } from '../../contract/chiffres.ts';
import type { DefinitionIndicateur, LigneIndicateur, ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import type { Traitements } from '../../contract/poste.ts';
import { ErreurPoste } from '../../contract/transport.ts';
import type { CadreIndicateurs } from '../../db/indicateurs/moteur.ts';
import { lireProvenance } from '../../db/indicateurs/provenance.ts';
import { libelleur } from '../../domain/indicateurs/libelles.ts';
import type { Axe } from '../../domain/indicateurs/modele.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { tauxOccupation } from '../../domain/indicateurs/occupation.ts';
import { departementsFiges } from '../../domain/indicateurs/tendance.ts';
import { PROFILS } from '../../domain/profils.ts';
import type { Moment } from '../../domain/rapports/moments.ts';
import { comparaisonDite, momentDit, momentEcrit, resoudreComparaison, resoudreMoment } from '../../domain/rapports/moments.ts';
import type { Rapport, Section } from '../../domain/rapports/rapport.ts';
import { ExportAnnule } from '../exports/fichier.ts';
import { cadreIndicateurs, calculerDemande, definir, indicateurDe } from '../indicateurs.ts';
import type { SessionPoste } from '../session.ts';
import { acteurDe } from '../session.ts';

/** `niveau` : 0 une valeur du premier axe (`sousTotal` quand elle en réunit d’autres), 1 du second, 2 du troisième, `ENSEMBLE` le total. */
export interface LigneComposee extends LigneIndicateur { readonly niveau: 0 | 1 | 2 | 3; readonly sousTotal: boolean }
export const ENSEMBLE = 3;
export interface SectionComposee {
  readonly titre: string; readonly definition: DefinitionIndicateur; readonly axes: readonly Axe[]; readonly moment: Moment; readonly comparaison: Moment | null; /** Comment le moment se dit dans le rapport : « à la fin du mois dernier, comparée à un an plus tôt ». */ readonly regle: string;
  readonly filtres: readonly string[]; /** Le nom de chaque valeur filtrée, par « axe clé ». */ readonly libelles: Readonly<Record<string, string>>; readonly resultat: ResultatIndicateur; readonly lignes: readonly LigneComposee[]; readonly phrase: string; readonly variation: string; /** Ce qui empêche de connaître le chiffre ; vide quand il l’est, ou qu’il n’y a rien à compter. */ readonly manque: string; /** Ce que le service a figé de ce mois, et si cela a changé depuis ; vide : rien de figé à dire. */ readonly fige: string;
}
/** `jour` : celui dont partent les dates relatives. `retard` : ce rapport était prévu ce jour-là, et s’est fait plus tard. `ecartees` : ce qui n’a pas pu se calculer, et pourquoi. */
export interface RapportCompose {
  readonly titre: string; readonly introduction: string; readonly par: string; readonly perimetre: string; readonly jour: string; readonly calculeLe: string; readonly retard: boolean; readonly recuLe: string | null; readonly fraicheur: string;
  readonly sections: readonly SectionComposee[]; readonly ecartees: readonly { readonly rang: number; readonly titre: string; readonly raison: string }[];
}
export interface DemandeRapport { readonly titre: string; readonly rapport: Rapport; readonly jour: string; readonly retard: boolean }
export interface Suivi { readonly avancer: (faites: number) => void; readonly arret: AbortSignal }
export interface OutilsComposition { readonly session: () => SessionPoste; /** `null` : ne pas chercher ce que le service a figé. */ readonly instantanes: Traitements['indicateurs.instantanes'] | null; readonly maintenant: () => string }

const INSTANT = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'long', timeStyle: 'short' });
/** « 28 novembre 2026 à 09:12 ». */
export const instantEcrit = (instant: string): string => INSTANT.format(new Date(instant));
/** « en hausse de 0,4 pt par rapport au 31/10/2025 (86,3 %) » ; vide sans comparaison. */
const variationDe = ({ unite }: DefinitionIndicateur, { total }: ResultatIndicateur, comparaison: Moment | null): string => {
  if (comparaison === null || total.avant === null) return '';
  const reference = `par rapport ${'date' in comparaison ? `au ${momentEcrit(comparaison).replace(/^le /u, '')}` : `à la période ${momentEcrit(comparaison)}`}`;
  if (total.avant.ecart === null) return `évolution non connue ${reference}`;
  const ecart = ecartFr(total.avant.ecart, unite);
  return `${ecart === '=' ? 'stable' : `en ${ecart.startsWith('+') ? 'hausse' : 'baisse'} de ${ecart.replace(/^[+−]\u00a0/u, '')}`} ${reference} (${valeurFr(total.avant.valeur, unite)})`;
};
const phraseDe = (definition: DefinitionIndicateur, resultat: ResultatIndicateur, moment: Moment, variation: string): string => {
  const { libelle, unite, formule } = definition;
  const { total } = resultat;
  const manque = manqueDe(definition, resultat);
  if (total.valeur === null) return `${libelle}\u00a0: non connu (n. c.) ${momentEcrit(moment)}${manque === '' ? '' : `\u00a0: ${manque}`}.`;
  const fraction = formule.denominateur === null || total.denominateur === null || (definition.parJour && resultat.jours === 1) ? '' : `, soit ${partieFr(total.numerateur)} sur ${partieFr(total.denominateur)}`;
  return `${libelle}\u00a0: ${valeurFr(total.valeur, unite)} ${momentEcrit(moment)}${fraction}${variation === '' ? '' : `\u00a0; ${variation}`}.`;
};

/** Chaque sous-total, puis les siennes, axe après axe ; l’ensemble à la fin. */
const ordonner = ({ lignes, sousTotaux, total }: ResultatIndicateur, axes: number): readonly LigneComposee[] => {
  const adresse = (cles: readonly string[]): string => JSON.stringify(cles);
  const filles = new Map<string, LigneIndicateur[]>();
  for (const ligne of [...sousTotaux, ...lignes]) {
    if (ligne.cles.length === 0) continue;
    const mere = adresse(ligne.cles.slice(0, -1));
    const siennes = filles.get(mere) ?? [];
    filles.set(mere, siennes);
    siennes.push(ligne);
  }
  const sous = (cles: readonly string[]): LigneComposee[] => (filles.get(adresse(cles)) ?? []).flatMap((ligne) => [{ ...ligne, niveau: Math.min(2, ligne.cles.length - 1) as 0 | 1 | 2, sousTotal: ligne.cles.length < axes }, ...(ligne.cles.length < axes ? sous(ligne.cles) : [])]);
  return [...sous([]), { ...total, cles: [], libelles: [], niveau: ENSEMBLE, sousTotal: false }];
};

/** Le nom d’une valeur filtrée ; ce que le lecteur n’a pas dans son périmètre se dit ainsi, jamais par un identifiant. */
const nommerFiltres = ({ base, nomenclature }: CadreIndicateurs, filtres: Section['filtres']): Pick<SectionComposee, 'filtres' | 'libelles'> => {
  const noms = (sql: string, cles: readonly string[]): ReadonlyMap<string, string> => new Map(cles.map((cle) => [cle, base.un<{ nom: string }>(sql, cle)?.nom ?? 'hors de ce périmètre']));
  const nommer = libelleur(nomenclature, { entite: noms('select "raisonSociale" as nom from entite where id = ?', filtres.entite ?? []), dispositif: noms('select nom from dispositif where id = ?', filtres.dispositif ?? []) });
  const entrees = Object.entries(filtres) as [Axe, readonly string[]][];
  return { filtres: entrees.map(([axe, cles]) => `${AXES[axe]}\u00a0: ${cles.map((cle) => nommer(axe, cle)).join(', ')}`), libelles: Object.fromEntries(entrees.flatMap(([axe, cles]) => cles.map((cle) => [`${axe} ${cle}`, nommer(axe, cle)]))) };
};
const fraicheurDe = (cadre: CadreIndicateurs): string => {
  const { fraicheur } = lireProvenance(cadre, tauxOccupation, {}, { du: cadre.aujourdhui, au: cadre.aujourdhui });
  if (fraicheur === null || fraicheur.places === 0) return 'Aucune place ouverte dans ce périmètre.';
  return `${valeurFr(fraicheur.aJour / fraicheur.places, 'taux')} des places mises à jour depuis moins de ${fraicheur.jours} jours${fraicheur.enRetard === 0 ? '' : `\u00a0; ${partieFr(fraicheur.enRetard)} ${fraicheur.enRetard < 2 ? 'dispositif dont l’occupation est à déclarer' : 'dispositifs dont l’occupation est à déclarer'}`}.`;
};

/** Calcule un rapport, section par section, sur ce que le poste tient. Entre deux sections, le processus sert le reste. Erreurs : `indicateurs.refuse`, `export.remplacee` (l’offre a été rechargée), `ExportAnnule`. */
export const composerRapport = async ({ session, instantanes, maintenant }: OutilsComposition, { titre, rapport, jour, retard }: DemandeRapport, { avancer, arret }: Suivi): Promise<RapportCompose> => {
  const depart = session();
  const { base, remplacements, utilisateur } = depart;
  const garder = (): void => {
    if (arret.aborted) throw new ExportAnnule();
    if (session() !== depart || depart.base !== base || depart.remplacements !== remplacements) throw new ErreurPoste('export.remplacee', 'L’offre vient d’être rechargée sur ce poste : relancer le rapport. Aucun fichier n’a été gardé.');
  };
  const cadre = cadreIndicateurs(session);
  const figeDe = async (section: Section, definition: DefinitionIndicateur, moment: Moment, valeur: number | null): Promise<string> => {
    const departements = departementsFiges(section.filtres);
    const fin = 'date' in moment ? moment.date : moment.periode.au;
    if (instantanes === null || departements === undefined || (definition.moment === 'periode') === ('date' in moment) || ('periode' in moment && moment.periode.du !== `${fin.slice(0, 7)}-01`)) return '';
    // hors ligne sans rien de gardé, ou un profil qui n’a pas d’instantané : il n’y a rien à en dire
    const lus = await Promise.resolve(instantanes({ id: definition.id, axe: '', departements: departements === null ? null : [...departements], recalculer: false })).catch(() => null);
    const mois = lus?.mois.find(({ date }) => date === fin);
    if (mois?.total == null) return '';
    const origine = mois.origine === 'fige' ? 'figé par le service ce jour-là' : 'reconstitué par le service d’après les états datés';
    const corrige = mois.total.valeur !== null && valeur !== null && Math.abs(mois.total.valeur - valeur) > 1e-9;
    return `${valeurFr(mois.total.valeur, definition.unite)}, ${origine}${corrige ? `\u00a0; corrigé depuis\u00a0: ${valeurFr(valeur, definition.unite)} aujourd’hui` : mois.total.valeur === null ? '' : '\u00a0; inchangé depuis'}.`;
  };
  const sections: SectionComposee[] = [];
  const ecartees: { rang: number; titre: string; raison: string }[] = [];
  for (const [rang, section] of rapport.sections.entries()) {
    await rendreLaMain();
    garder();
    try {
      const definition = definir(indicateurDe(section.indicateur));
      const moment = resoudreMoment(section.moment, jour);
      const comparaison = resoudreComparaison(section.comparaison, moment);
      const resultat = calculerDemande(cadre, { id: section.indicateur, axes: section.axes, filtres: section.filtres, moment, comparaison });
      const variation = variationDe(definition, resultat, comparaison);
      const fige = await figeDe(section, definition, moment, resultat.total.valeur);
      sections.push({
        titre: section.titre === '' ? definition.libelle : section.titre, definition, axes: section.axes, moment, comparaison, regle: `${momentDit(section.moment)}${section.comparaison === null ? '' : `, en comparant ${comparaisonDite(section.comparaison)}`}`, ...nommerFiltres(cadre, section.filtres),
        resultat, lignes: ordonner(resultat, section.axes.length), phrase: phraseDe(definition, resultat, moment, variation), variation, manque: manqueDe(definition, resultat), fige,
      });
    } catch (erreur) {
      if (!(erreur instanceof ErreurPoste) || !erreur.code.startsWith('indicateurs.') || erreur.code === 'indicateurs.refuse') throw erreur;
      ecartees.push({ rang, titre: section.titre === '' ? section.indicateur : section.titre, raison: erreur.message });
    }
    avancer(rang + 1);
  }
  garder();
  const acteur = acteurDe(utilisateur);
  return {
    titre, introduction: rapport.introduction, par: `${acteur.nom} (${PROFILS[acteur.profil].libelle})`, perimetre: utilisateur.perimetreLibelle, jour, calculeLe: maintenant(), retard, recuLe: depart.synchroniseur.etat().derniere, fraicheur: fraicheurDe(cadre), sections, ecartees,
  };
};
