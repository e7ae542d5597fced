import type { CSSProperties, ReactElement } from 'react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { TableauDeBord } from '../../contract/methodesIndicateurs.ts';
import type { DemandeExplorateur } from '../indicateurs/Indicateurs.tsx';
import { ecartFr, valeurFr } from '../indicateurs/chiffres.ts';
import { nombre } from '../ui/formats.ts';
import { COMPARAISON } from './textes.ts';

type Departement = TableauDeBord['departements'][number];
type Critere = keyof typeof CRITERES;
/** `ordre` : ce qui demande qu’on s’y arrête d’abord. */
const CRITERES = {
  occupation: { indicateur: 'taux_occupation', de: ({ occupees }: Departement) => occupees, ordre: 1 },
  indisponibles: { indicateur: 'taux_indisponibilite', de: ({ indisponibles }: Departement) => indisponibles, ordre: -1 },
  libres: { indicateur: 'taux_disponibilite', de: ({ libres }: Departement) => libres, ordre: 1 },
} as const;

/** Les départements du périmètre côte à côte, rangés par le taux choisi, avec leur écart à l’ensemble : le trait du milieu est l’ensemble. */
export const Comparaison = ({ departements }: { readonly departements: readonly Departement[] }): ReactElement => {
  const naviguer = useNavigate();
  const [critere, choisir] = useState<Critere>('occupation');
  const { indicateur, de, ordre } = CRITERES[critere];
  // la disponibilité se prend sur ce qui n’est pas indisponible, comme son indicateur
  const sur = ({ capacite, indisponibles }: Departement): number => (critere === 'libres' ? capacite - indisponibles : capacite);
  const bas = departements.reduce((somme, un) => somme + sur(un), 0);
  const ensemble = bas === 0 ? null : departements.reduce((somme, un) => somme + de(un), 0) / bas;
  const lignes = departements.map((un) => ({ un, taux: sur(un) === 0 ? null : de(un) / sur(un) })).sort((une, autre) => ordre * ((une.taux ?? 2 * ordre) - (autre.taux ?? 2 * ordre)) || (une.un.cle < autre.un.cle ? -1 : 1));
  // des taux proches feraient des barres pareilles : elles montrent l’écart à l’ensemble, de part et d’autre du trait
  const maximum = Math.max(Number.EPSILON, ...lignes.map(({ taux }) => Math.abs((taux ?? 0) - (ensemble ?? taux ?? 0))));
  const barre = (ecart: number): CSSProperties => ({ position: 'absolute', width: `${(50 * Math.abs(ecart)) / maximum}%`, ...(ecart < 0 ? { right: '50%' } : { left: '50%' }) });
  const ouvrir = ({ cle, libelle }: Departement): void => { void naviguer('/indicateurs', { state: { indicateur, suite: { filtres: { departement: [cle] }, libelles: { [`departement ${cle}`]: libelle }, axes: ['nature', 'type'] } } satisfies DemandeExplorateur }); };
  return (
    <>
      <h3 className="titre3">{COMPARAISON.titre}</h3>
      <div className="rang comparaison-tete"><div className="segments" role="group" aria-label={COMPARAISON.ranger}>{(Object.keys(CRITERES) as Critere[]).map((un) => <button key={un} type="button" aria-pressed={critere === un} onClick={() => { choisir(un); }}>{COMPARAISON.criteres[un]}</button>)}</div><span className="discret comparaison-ensemble">{COMPARAISON.ensemble} <b className="num">{valeurFr(ensemble, 'taux')}</b></span></div>
      <ol className="comparaison" aria-label={`${COMPARAISON.titre}, ${COMPARAISON.criteres[critere]}`}>{lignes.map(({ un, taux }) => (
        <li key={un.cle}><button type="button" className="barre-ligne comparaison-ligne" onClick={() => { ouvrir(un); }} title={`${un.libelle} : ${nombre(un.capacite)} places ouvertes`}>
          <span className="coupe"><span className="num discret">{un.cle}</span> {un.libelle}</span>
          <span className="piste" aria-hidden="true" style={{ position: 'relative' }}>{taux === null || ensemble === null ? null : <i style={barre(taux - ensemble)} />}<em style={{ left: '50%' }} /></span>
          <b className="num droite">{valeurFr(taux, 'taux')}</b><span className="num droite discret">{taux === null || ensemble === null ? '' : ecartFr(taux - ensemble, 'taux', true)}</span>
        </button></li>
      ))}</ol>
      <p className="parc-legende discret comparaison-pied"><span>{COMPARAISON.ecart}</span></p>
    </>
  );
};
