import type { ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import { composerResultat } from '../../contract/resultatIndicateur.ts';
import type { Calcul } from '../../domain/indicateurs/calcul.ts';
import { faitsDuTerritoire } from '../../domain/indicateurs/faits.ts';
import { libelleur } from '../../domain/indicateurs/libelles.ts';
import type { Axe, Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { mesuresDe, niveauxDe } from '../../domain/indicateurs/modele.ts';
import type { Ventilation } from '../../domain/indicateurs/ventilation.ts';
import { calculerVentile, periodesALire } from '../../domain/indicateurs/ventilation.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import { naturesEnPlaces } from '../../domain/nomenclature/nomenclature.ts';
import type { BaseEcriture } from '../base.ts';
import type { Separes as SeparesFiches } from './fiches.ts';
import { lireCircuit, lireQualite } from './fiches.ts';
import type { Lecture } from './lecture.ts';
import { lireEnsemble, lireFinancees, lireRegulees, lireUnParUn } from './lecture.ts';
import { marqueDuJour, memoireDe } from './memoire.ts';
import type { Separes } from './parc.ts';
import { estLourd, lireDispositifs, nomDesSepares, separeDesGroupes, separesPar } from './parc.ts';

/** Ce que le calcul demande au poste. `departements` : ceux du périmètre de la personne ; aucun quand son périmètre n’est pas un territoire (une entité, des dispositifs). `maintenant` : instant ISO, pour l’âge de ce qui attend. `programme` : l’empreinte de celui qui calcule, sans laquelle rien ne se garde d’un lancement à l’autre. */
export interface CadreIndicateurs { readonly base: BaseEcriture; readonly aujourdhui: string; readonly maintenant: string; readonly nomenclature: Nomenclature; readonly departements: readonly string[]; readonly programme?: string | undefined }
export interface DemandeIndicateur extends Ventilation { readonly periode: Periode; readonly comparaison: Periode | null }

/** Ce que ce poste a déjà lu, tant que rien n’a été écrit. */
export const memoireDuCadre = (cadre: CadreIndicateurs): ReturnType<typeof memoireDe> => memoireDe(cadre.base, marqueDuJour(cadre.aujourdhui, naturesEnPlaces(cadre.nomenclature)));

/** Les faits d’un indicateur à un moment. `axes` : ceux que l’on va regarder ou filtrer, et eux seuls (le département s’y ajoute toujours) ; un fait rassemble alors tout ce qu’ils ne séparent pas. Sans eux : groupe par groupe, avec leurs identifiants. `suite` : les périodes que l’on va lire l’une après l’autre, dont celle-ci (les mois d’une année) : elles se lisent d’un trait. */
export const lireFaits = (cadre: CadreIndicateurs, indicateur: Indicateur, periode: Periode, axes?: readonly Axe[], suite: readonly Periode[] = [periode]): readonly Fait[] => {
  const { base, aujourdhui, nomenclature, maintenant, departements } = cadre;
  const memoire = memoireDuCadre(cadre);
  const quand = `${periode.du}|${periode.au}`;
  const moment = { periode, aujourdhui, nomenclature };
  // ce qu’une de ses mesures regarde se sépare aussi
  const demandes = separesPar(axes === undefined ? indicateur.axes : [...axes, ...mesuresDe(indicateur).flatMap(({ ou }) => Object.keys(ou ?? {}) as Axe[])]);
  const dispositifs = (avecFinancement: boolean) => (avecFinancement ? memoire(`dispositifs|${quand}`, () => lireDispositifs(base, moment)) : memoire('dispositifs', () => lireDispositifs(base, moment, false)));
  const besoins = new Set(mesuresDe(indicateur).map(({ lit }) => lit));
  const cejour = periode.du === periode.au && periode.du === aujourdhui;
  // aujourd’hui, l’état des places et leur occupation se lisent ensemble
  const lecture: Lecture = besoins.has('pont') ? 'pont' : besoins.has('places') || (cejour && besoins.has('etats')) ? 'places' : besoins.has('etats') ? 'etats' : 'capacite';
  // des mesures qui ne regardent toutes que quelques natures : les groupes des autres ne se lisent pas
  const deGroupe = mesuresDe(indicateur).filter((mesure) => mesure.niveau === 'groupe');
  const comptees = lecture === 'capacite' && deGroupe.length > 0 && deGroupe.every(({ ou }) => ou?.nature !== undefined) ? [...new Set(deGroupe.flatMap(({ ou }) => ou?.nature ?? []))] : undefined;
  const deCapacite = mesuresDe(indicateur).some(({ champ }) => champ === 'capaciteFinancee' || champ === 'enEcart');
  const groupes = (separes: Separes | null): readonly Fait[] => {
    // qui sait plus sait moins : des faits plus fins, ou avec les places, servent à qui n’en demande pas tant
    const deja = lecture === 'pont' ? ['pont'] : ['places', 'etats', 'capacite'].slice(0, ['places', 'etats', 'capacite'].indexOf(lecture) + 1);
    const connu = deja.map((une) => `${une}|${quand}|groupe`).find((cle) => memoire.a(cle));
    if (separes === null || connu !== undefined) return memoire(connu ?? `${lecture}|${quand}|groupe`, () => lireUnParUn(base, dispositifs(true), moment, lecture, memoire), true);
    const natures = separeDesGroupes(separes) ? undefined : comptees;
    return memoire(`${lecture}|${quand}|${nomDesSepares(separes)}|${natures?.join() ?? ''}`, () => lireEnsemble(base, lecture, { moment, separes, dispositifs: () => dispositifs(separes.financement), natures, memoire, suite }), estLourd(separes));
  };
  const desFiches: SeparesFiches = new Set((['entite', 'nature', 'type'] as const).filter((axe) => axes?.includes(axe) !== false));
  return niveauxDe(indicateur).flatMap((niveau): readonly Fait[] => {
    switch (niveau) {
      case 'groupe': return groupes(axes === undefined ? null : demandes);
      // un dispositif n’a ni modalité, ni public : ses groupes se lisent ensemble ; et pas du tout quand il dit lui-même ce qu’il a
      case 'dispositif': return besoins.has('regulation') ? memoire(`regulees|${quand}|${nomDesSepares(demandes)}`, () => lireRegulees(base, { moment, separes: demandes, dispositifs: () => dispositifs(demandes.financement) }), estLourd(demandes))
        : memoire(`financees|${lecture}|${String(deCapacite)}|${quand}|${nomDesSepares(demandes)}`, () => lireFinancees(base, lecture, deCapacite, { moment, separes: demandes, dispositifs: () => dispositifs(demandes.financement), memoire, suite }), estLourd(demandes));
      case 'fiche': return besoins.has('qualite') ? memoire(`qualite|${quand}|${[...desFiches].join()}`, () => lireQualite(base, periode, aujourdhui, desFiches))
        : memoire(`circuit|${quand}|${maintenant}|${[...desFiches].join()}|${besoins.has('circuit') ? '' : 'attente'}`, () => lireCircuit(base, periode, aujourdhui, maintenant, desFiches, !besoins.has('circuit'), memoire));
      case 'territoire': return faitsDuTerritoire(departements);
    }
  });
};

/** Calcule un indicateur sur ce que le cache tient, et le compare à un autre moment s’il est demandé. */
export const calculerIndicateur = (cadre: CadreIndicateurs, indicateur: Indicateur, demande: DemandeIndicateur): ResultatIndicateur => {
  const au = (periode: Periode): Calcul => {
    const suite = periodesALire(indicateur, demande, periode);
    // le pont de toute la période, qui n’est pas un de ses mois, se lit à part
    const mois = suite.filter(({ du, au: dernier }) => suite.length === 1 || du !== periode.du || dernier !== periode.au);
    return calculerVentile(indicateur, demande, periode, (sienne) => lireFaits(cadre, indicateur, sienne, [...demande.axes, ...Object.keys(demande.filtres) as Axe[]], mois.some(({ du, au: dernier }) => du === sienne.du && dernier === sienne.au) ? mois : [sienne]));
  };
  const noms = (axe: Axe, sql: string): ReadonlyMap<string, string> => (demande.axes.includes(axe) ? new Map(cadre.base.tous<{ id: string; nom: string }>(sql).map(({ id, nom }) => [id, nom])) : new Map());
  const nommer = libelleur(cadre.nomenclature, { entite: noms('entite', 'select id, "raisonSociale" as nom from entite'), dispositif: noms('dispositif', 'select id, nom from dispositif') });
  return composerResultat(au(demande.periode), demande.comparaison === null ? null : au(demande.comparaison), demande, nommer);
};
