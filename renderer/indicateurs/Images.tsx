import type { ReactElement } from 'react';
import { useMemo } from 'react';
import type { DefinitionIndicateur } from '../../contract/methodesIndicateurs.ts';
import type { Axe } from '../../domain/indicateurs/modele.ts';
import { AXES } from '../../domain/indicateurs/modele.ts';
import { Barres } from './Barres.tsx';
import { Carte } from './Carte.tsx';
import { UNITES, estAdditif, valeurFr } from './chiffres.ts';
import { Courbe } from './Courbe.tsx';
import { Empilees } from './Empilees.tsx';
import type { LigneMontree } from './lignes.ts';
import { TEXTES } from './textes.ts';

interface Props { readonly definition: DefinitionIndicateur; readonly axes: readonly Axe[]; readonly toutes: readonly LigneMontree[]; readonly total: number | null; readonly courant: string | null; readonly choisir: (id: string) => void }

/** Les images d’une ventilation : des barres, ou une courbe par mois, et la carte dès qu’un axe est le département. */
export const Images = ({ definition, axes, toutes, total, courant, choisir }: Props): ReactElement => {
  const [premier, second] = axes;
  const court = definition.unite === 'taux' ? 'Taux' : definition.libelle;
  const parPremier = useMemo(() => toutes.filter(({ niveau }) => niveau === 0), [toutes]);
  // un seul premier : ce qui se compare est dessous
  const barres = parPremier.length === 1 && second !== undefined && second !== 'mois' ? toutes.filter(({ niveau }) => niveau === 1) : parPremier;
  const axeBarres = barres === parPremier ? premier : second;
  const rangDepartement = axes.indexOf('departement');
  const departements = useMemo(() => (rangDepartement < 0 ? [] : toutes.filter(({ cles, niveau }) => niveau === rangDepartement && cles.length === rangDepartement + 1)), [toutes, rangDepartement]);
  // le département au second axe d’un autre que la région : la même case y serait plusieurs fois
  const unique = new Set(departements.map(({ cles }) => cles[rangDepartement])).size === departements.length;
  const carte = departements.length > 1 && unique;
  const valeurs = useMemo(() => new Map(departements.map(({ cles, valeur }) => [cles[rangDepartement] ?? '', valeur])), [departements, rangDepartement]);
  const choisie = toutes.find(({ id }) => id === courant);
  const titre = (axe: Axe | undefined): string => `${court} par ${(AXES[axe ?? 'nature']).toLowerCase()}`;
  // sous les barres, sans carte : les valeurs du second axe, empilées quand elles s’additionnent, sinon celles de la ligne choisie
  const parent = second === undefined || barres !== parPremier || premier === 'mois' ? undefined : (choisie === undefined ? parPremier[0] : parPremier.find(({ cles }) => cles[0] === choisie.cles[0]));
  const dessous = carte || parent === undefined || second === undefined || second === 'mois' ? null : estAdditif(definition)
    ? <Empilees titre={`${titre(premier)} et ${AXES[second].toLowerCase()}`} toutes={toutes} courant={courant} choisir={choisir} />
    : <Barres titre={`${titre(second)} · ${parent.libelle}`} definition={definition} lignes={toutes.filter(({ niveau, cles }) => niveau === 1 && cles[0] === parent.cles[0])} repere={parent.valeur} courant={courant} choisir={choisir} />;
  return (
    <div className={`ind-images${carte ? '' : dessous === null ? ' seule' : ' sans-carte'}`}>
      {premier === 'mois' ? (
        <section className="pan" aria-label={TEXTES.courbe} data-testid="courbe"><div className="pan-titre"><h2 className="coupe">{titre('mois')}</h2></div><div className="ind-trace"><Courbe nom={definition.libelle} points={parPremier.map(({ id, libelle, valeur }) => ({ cle: id, libelle, valeur }))} ecrire={(valeur) => valeurFr(valeur, definition.unite)} {...(courant === null ? {} : { courant })} graduee largeur={380} hauteur={240} /></div></section>
      ) : <Barres titre={titre(axeBarres)} definition={definition} lignes={barres} repere={total} courant={courant} choisir={choisir} />}
      {carte ? <Carte titre={`${court} par département${definition.unite === 'taux' ? ', en %' : definition.unite === 'pour_mille' ? `, ${UNITES.pour_mille}` : ''}`} unite={definition.unite} valeurs={valeurs} courant={choisie?.cles[rangDepartement] ?? null} choisir={(code) => { const ligne = departements.find(({ cles }) => cles[rangDepartement] === code); if (ligne !== undefined) choisir(ligne.id); }} /> : null}
      {dessous}
    </div>
  );
};
