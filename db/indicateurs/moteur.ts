import type { ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import { composerResultat } from '../../contract/resultatIndicateur.ts';
import type { Calcul } from '../../domain/indicateurs/calcul.ts';
import { faitsDuTerritoire } from '../../domain/indicateurs/faits.ts';
import { libelleur } from '../../domain/indicateurs/libelles.ts';
import type { Axe, Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { mesuresDe, niveauxDe } from '../../domain/indicateurs/modele.ts';
import type { Ventilation } from '../../domain/indicateurs/ventilation.ts';
import { calculerVentile } from '../../domain/indicateurs/ventilation.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { BaseLecture } from '../base.ts';
import { lireDispositifs, lireFaitsDispositifs, lireFiches, lireGroupes } from './lecture.ts';

/** Ce que le calcul demande au poste. `departements` : ceux du périmètre de la personne ; aucun quand son périmètre n’est pas un territoire (une entité, des dispositifs). `maintenant` : instant ISO, pour l’âge de ce qui attend. */
export interface CadreIndicateurs { readonly base: BaseLecture; readonly aujourdhui: string; readonly maintenant: string; readonly nomenclature: Nomenclature; readonly departements: readonly string[] }
export interface DemandeIndicateur extends Ventilation { readonly periode: Periode; readonly comparaison: Periode | null }

/** Les derniers faits lus : un tableau de bord pose dix questions à la même lecture. Ils valent tant que rien n’a été écrit. */
interface Reserve { readonly ecritures: number; readonly nomenclature: string; readonly faits: Map<string, unknown> }
const reserves = new WeakMap<BaseLecture, Reserve>();
const RESERVE_MAXIMUM = 8;
const reserveDe = ({ base, aujourdhui, nomenclature }: CadreIndicateurs): Map<string, unknown> => {
  const ecritures = base.un<{ n: number }>('select total_changes() as n')?.n ?? 0;
  const marque = `${aujourdhui}|${nomenclature.codes('nature').filter(({ compteeEnPlaces }) => compteeEnPlaces).map(({ code }) => code).join()}`;
  const connue = reserves.get(base);
  if (connue !== undefined && connue.ecritures === ecritures && connue.nomenclature === marque) return connue.faits;
  const neuve = { ecritures, nomenclature: marque, faits: new Map<string, unknown>() };
  reserves.set(base, neuve);
  return neuve.faits;
};

/** Les faits d’un indicateur à un moment. */
export const lireFaits = (cadre: CadreIndicateurs, indicateur: Indicateur, periode: Periode): readonly Fait[] => {
  const { base, aujourdhui, nomenclature, maintenant, departements } = cadre;
  const reserve = reserveDe(cadre);
  const quand = `${periode.du}|${periode.au}`;
  const moment = { periode, aujourdhui, nomenclature };
  const lire = <T>(cle: string, lecture: () => T): T => {
    const adresse = `${cle}|${quand}`;
    if (reserve.has(adresse)) return reserve.get(adresse) as T;
    const lus = lecture();
    if (reserve.size >= RESERVE_MAXIMUM) reserve.delete(reserve.keys().next().value as string);
    reserve.set(adresse, lus);
    return lus;
  };
  const dispositifs = () => lire('dispositifs', () => lireDispositifs(base, moment));
  const besoins = new Set(mesuresDe(indicateur).map(({ lit }) => lit));
  const groupes = (): readonly Fait[] => {
    if (besoins.has('pont')) return lire('pont', () => lireGroupes(base, dispositifs(), moment, 'pont'));
    // avec les places, tout est là : la même lecture sert aux deux
    return besoins.has('places') || reserve.has(`places|${quand}`) ? lire('places', () => lireGroupes(base, dispositifs(), moment, 'places')) : lire('capacite', () => lireGroupes(base, dispositifs(), moment, 'capacite'));
  };
  return niveauxDe(indicateur).flatMap((niveau): readonly Fait[] => {
    switch (niveau) {
      case 'groupe': return groupes();
      case 'dispositif': return lireFaitsDispositifs(base, dispositifs(), groupes(), moment);
      case 'fiche': return lire('fiches', () => lireFiches(base, moment, maintenant));
      case 'territoire': return faitsDuTerritoire(departements);
    }
  });
};

/** Calcule un indicateur sur ce que le cache tient, et le compare à un autre moment s’il est demandé. */
export const calculerIndicateur = (cadre: CadreIndicateurs, indicateur: Indicateur, demande: DemandeIndicateur): ResultatIndicateur => {
  const au = (periode: Periode): Calcul => calculerVentile(indicateur, demande, periode, (sienne) => lireFaits(cadre, indicateur, sienne));
  const noms = (axe: Axe, sql: string): ReadonlyMap<string, string> => (demande.axes.includes(axe) ? new Map(cadre.base.tous<{ id: string; nom: string }>(sql).map(({ id, nom }) => [id, nom])) : new Map());
  const nommer = libelleur(cadre.nomenclature, { entite: noms('entite', 'select id, "raisonSociale" as nom from entite'), dispositif: noms('dispositif', 'select id, nom from dispositif') });
  return composerResultat(au(demande.periode), demande.comparaison === null ? null : au(demande.comparaison), demande, nommer);
};
