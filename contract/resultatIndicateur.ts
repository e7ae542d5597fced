import type { LigneIndicateur, ResultatIndicateur } from './methodesIndicateurs.ts';
import type { Calcul, Chiffre, LigneCalculee } from '../domain/indicateurs/calcul.ts';
import { joursDans } from '../domain/indicateurs/faits.ts';
import type { Axe, Periode } from '../domain/indicateurs/modele.ts';

const ORDRE = new Intl.Collator('fr', { numeric: true });
const adresse = (cles: readonly string[]): string => cles.join('\u0000');
const chiffre = ({ numerateur, denominateur, valeur, inconnus, composantes }: Chiffre) => ({ numerateur, denominateur, valeur, inconnus, composantes: { ...composantes } });
const ecart = (une: Chiffre, autre: Chiffre | undefined) => (autre === undefined ? null : { ...chiffre(autre), ecart: une.valeur === null || autre.valeur === null ? null : une.valeur - autre.valeur });

interface Compare { readonly axes: readonly Axe[]; readonly periode: Periode; readonly comparaison: Periode | null }
/** Un calcul tel qu’il se rend : nommé, comparé à celui d’avant s’il y en a un, dans l’ordre des libellés. */
export const composerResultat = (calcul: Calcul, avant: Calcul | null, { axes, periode, comparaison }: Compare, nommer: (axe: Axe, cle: string) => string): ResultatIndicateur => {
  // les mois vont dans l’ordre du temps, le reste dans celui des noms
  const comparer = (une: LigneIndicateur, autre: LigneIndicateur, rang: number): number => (axes[rang] === 'mois' ? ORDRE.compare(une.cles[rang] ?? '', autre.cles[rang] ?? '') : ORDRE.compare(une.libelles[rang] ?? '', autre.libelles[rang] ?? ''));
  const lignes = (apres: readonly LigneCalculee[], anciennes: readonly LigneCalculee[] | undefined): LigneIndicateur[] => {
    const connues = new Map((anciennes ?? []).map((ligne) => [adresse(ligne.cles), ligne]));
    const presentes = new Set(apres.map(({ cles }) => adresse(cles)));
    // ce qui n’existe qu’avant reste montré : une ligne disparue est un écart
    const disparues = (anciennes ?? []).filter(({ cles }) => !presentes.has(adresse(cles))).map(({ cles }): LigneCalculee => ({ cles, numerateur: null, denominateur: null, valeur: null, inconnus: 0, faits: 0, composantes: {} }));
    return [...apres, ...disparues].map((ligne) => ({ cles: [...ligne.cles], libelles: ligne.cles.map((cle, rang) => nommer(axes[rang] as Axe, cle)), ...chiffre(ligne), avant: ecart(ligne, connues.get(adresse(ligne.cles))) }))
      .sort((une, autre) => axes.reduce((ordre, _axe, rang) => ordre || comparer(une, autre, rang), 0));
  };
  return {
    lignes: lignes(calcul.lignes, avant?.lignes), sousTotaux: lignes(calcul.sousTotaux, avant?.sousTotaux), total: { ...chiffre(calcul.total), avant: ecart(calcul.total, avant?.total) },
    periode: { ...periode }, comparaison: comparaison === null ? null : { ...comparaison }, jours: joursDans(periode),
  };
};
