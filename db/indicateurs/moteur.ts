import type { LigneIndicateur, ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import type { Calcul, Chiffre, Filtres, LigneCalculee } from '../../domain/indicateurs/calcul.ts';
import { calculer } from '../../domain/indicateurs/calcul.ts';
import { joursDans } from '../../domain/indicateurs/faits.ts';
import type { Axe, Fait, Indicateur, Periode } from '../../domain/indicateurs/modele.ts';
import { mesuresDe, niveauxDe } from '../../domain/indicateurs/modele.ts';
import type { Nomenclature } from '../../domain/nomenclature/nomenclature.ts';
import type { BaseLecture } from '../base.ts';
import { lireDispositifs, lireGroupes } from './lecture.ts';
import { libelleur } from './libelles.ts';

/** Ce que le calcul demande au poste. */
export interface CadreIndicateurs { readonly base: BaseLecture; readonly aujourdhui: string; readonly nomenclature: Nomenclature }
export interface DemandeIndicateur { readonly axes: readonly Axe[]; readonly filtres: Filtres; readonly periode: Periode; readonly comparaison: Periode | null }

/** Les derniers faits lus : un tableau de bord pose dix questions à la même lecture. Ils valent tant que rien n’a été écrit. */
interface Reserve { readonly ecritures: number; readonly nomenclature: string; readonly faits: Map<string, readonly Fait[]> }
const reserves = new WeakMap<BaseLecture, Reserve>();
const RESERVE_MAXIMUM = 6;
const reserveDe = ({ base, aujourdhui, nomenclature }: CadreIndicateurs): Map<string, readonly Fait[]> => {
  const ecritures = base.un<{ n: number }>('select total_changes() as n')?.n ?? 0;
  const marque = `${aujourdhui}|${nomenclature.codes('nature').filter(({ compteeEnPlaces }) => compteeEnPlaces).map(({ code }) => code).join()}`;
  const connue = reserves.get(base);
  if (connue !== undefined && connue.ecritures === ecritures && connue.nomenclature === marque) return connue.faits;
  const neuve = { ecritures, nomenclature: marque, faits: new Map<string, readonly Fait[]>() };
  reserves.set(base, neuve);
  return neuve.faits;
};

const lireFaits = (cadre: CadreIndicateurs, indicateur: Indicateur, periode: Periode): readonly Fait[] => {
  const places = mesuresDe(indicateur).some((mesure) => mesure.places === true);
  const reserve = reserveDe(cadre);
  const lire = (cle: string, lecture: () => readonly Fait[]): readonly Fait[] => {
    const connus = reserve.get(cle);
    if (connus !== undefined) return connus;
    const lus = lecture();
    if (reserve.size >= RESERVE_MAXIMUM) reserve.delete(reserve.keys().next().value as string);
    reserve.set(cle, lus);
    return lus;
  };
  const moment = { periode, aujourdhui: cadre.aujourdhui, nomenclature: cadre.nomenclature };
  const quand = `${periode.du}|${periode.au}`;
  // avec les places, tout est là : la même lecture sert aux deux
  return niveauxDe(indicateur).flatMap((niveau) => (niveau === 'groupe' ? reserve.get(`groupe|places|${quand}`) ?? lire(`groupe|${places ? 'places' : 'seul'}|${quand}`, () => lireGroupes(cadre.base, lireDispositifs(cadre.base, moment), moment, places)) : []));
};

const calculerAu = (cadre: CadreIndicateurs, indicateur: Indicateur, { axes, filtres }: DemandeIndicateur, periode: Periode): Calcul => calculer(indicateur, lireFaits(cadre, indicateur, periode), { axes, filtres, jours: joursDans(periode) });

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
