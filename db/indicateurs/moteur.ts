import type { LigneIndicateur, ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import type { Calcul, Chiffre, Filtres, LigneCalculee } from '../../domain/indicateurs/calcul.ts';
import { calculer } from '../../domain/indicateurs/calcul.ts';
import { faitsDuTerritoire, joursDans, moisDe } from '../../domain/indicateurs/faits.ts';
import type { Axe, Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { mesuresDe, niveauxDe } from '../../domain/indicateurs/modele.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { BaseLecture } from '../base.ts';
import { lireDispositifs, lireFaitsDispositifs, lireFiches, lireGroupes } from './lecture.ts';
import { libelleur } from './libelles.ts';

/** Ce que le calcul demande au poste. */
/** `departements` : ceux du périmètre de la personne ; aucun quand son périmètre n’est pas un territoire (une entité, des dispositifs). `maintenant` : instant ISO, pour l’âge de ce qui attend. */
export interface CadreIndicateurs { readonly base: BaseLecture; readonly aujourdhui: string; readonly maintenant: string; readonly nomenclature: Nomenclature; readonly departements: readonly string[] }
export interface DemandeIndicateur { readonly axes: readonly Axe[]; readonly filtres: Filtres; readonly periode: Periode; readonly comparaison: Periode | null }

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
/** Les faits d’une période, ceux de chaque mois à part quand on les ventile ainsi. */
const lireFaitsVentiles = (cadre: CadreIndicateurs, indicateur: Indicateur, { axes, filtres }: DemandeIndicateur, periode: Periode): readonly Fait[] => {
  if (!axes.includes('mois') && filtres.mois === undefined) return lireFaits(cadre, indicateur, periode);
  return moisDe(periode).filter(({ mois }) => filtres.mois?.includes(mois) !== false).flatMap(({ mois, ...sien }) => lireFaits(cadre, indicateur, sien).map((fait) => ({ ...fait, cles: { ...fait.cles, mois } })));
};

const calculerAu = (cadre: CadreIndicateurs, indicateur: Indicateur, demande: DemandeIndicateur, periode: Periode): Calcul => {
  const { axes, filtres } = demande;
  const joursDuMois = new Map(moisDe(periode).map(({ mois, ...sien }) => [mois, joursDans(sien)]));
  const jours = filtres.mois === undefined ? joursDans(periode) : [...joursDuMois].reduce((total, [mois, nombre]) => total + (filtres.mois?.includes(mois) === true ? nombre : 0), 0);
  const calcul = calculer(indicateur, lireFaitsVentiles(cadre, indicateur, demande, periode), { axes, filtres, jours, joursDuMois });
  if (!axes.includes('mois') || filtres.mois !== undefined || !mesuresDe(indicateur).some(({ lit }) => lit === 'pont')) return calcul;
  // la capacité au début et à la fin ne s’additionne pas de mois en mois : le pont de toute la période se lit d’un trait
  const entier = calculer(indicateur, lireFaits(cadre, indicateur, periode), { axes: axes.filter((axe) => axe !== 'mois'), filtres, jours });
  return { ...calcul, total: entier.total, sousTotaux: axes[1] === 'mois' ? entier.lignes : calcul.sousTotaux };
};

const adresse = (cles: readonly string[]): string => cles.join('\u0000');
const chiffre = ({ numerateur, denominateur, valeur, inconnus, composantes }: Chiffre) => ({ numerateur, denominateur, valeur, inconnus, composantes: { ...composantes } });
const ecart = (une: Chiffre, autre: Chiffre | undefined) => (autre === undefined ? null : { ...chiffre(autre), ecart: une.valeur === null || autre.valeur === null ? null : une.valeur - autre.valeur });

/** Calcule un indicateur sur ce que le cache tient, et le compare à un autre moment s’il est demandé. Les lignes sont dans l’ordre des libellés. */
export const calculerIndicateur = (cadre: CadreIndicateurs, indicateur: Indicateur, demande: DemandeIndicateur): ResultatIndicateur => {
  const calcul = calculerAu(cadre, indicateur, demande, demande.periode);
  const avant = demande.comparaison === null ? null : calculerAu(cadre, indicateur, demande, demande.comparaison);
  const nommer = libelleur(cadre.base, cadre.nomenclature);
  const lignes = (apres: readonly LigneCalculee[], anciennes: readonly LigneCalculee[] | undefined): LigneIndicateur[] => {
    const connues = new Map((anciennes ?? []).map((ligne) => [adresse(ligne.cles), ligne]));
    const presentes = new Set(apres.map(({ cles }) => adresse(cles)));
    // ce qui n’existe qu’avant reste montré : une ligne disparue est un écart
    const disparues = (anciennes ?? []).filter(({ cles }) => !presentes.has(adresse(cles))).map(({ cles }): LigneCalculee => ({ cles, numerateur: null, denominateur: null, valeur: null, inconnus: 0, faits: 0, composantes: {} }));
    return [...apres, ...disparues].map((ligne) => ({ cles: [...ligne.cles], libelles: ligne.cles.map((cle, rang) => nommer(demande.axes[rang] as Axe, cle)), ...chiffre(ligne), avant: ecart(ligne, connues.get(adresse(ligne.cles))) }))
      .sort((une, autre) => ORDRE.compare(une.libelles[0] ?? '', autre.libelles[0] ?? '') || ORDRE.compare(une.libelles[1] ?? '', autre.libelles[1] ?? ''));
  };
  return { lignes: lignes(calcul.lignes, avant?.lignes), sousTotaux: lignes(calcul.sousTotaux, avant?.sousTotaux), total: { ...chiffre(calcul.total), avant: ecart(calcul.total, avant?.total) }, periode: { ...demande.periode }, comparaison: demande.comparaison === null ? null : { ...demande.comparaison }, jours: joursDans(demande.periode) };
};
const ORDRE = new Intl.Collator('fr', { numeric: true });
