import type { ReactElement } from 'react';
import { useId } from 'react';
import { partieFr } from './chiffres.ts';
import type { LigneMontree } from './lignes.ts';
import { idDe } from './lignes.ts';
import { BARRES } from './textes.ts';

interface Props { readonly titre: string; readonly toutes: readonly LigneMontree[]; readonly courant: string | null; readonly choisir: (id: string) => void }
/** Au-delà, les plus petites se réunissent : six motifs se distinguent, douze non. */
const MONTREES = 5;

/** Les valeurs du second axe empilées dans celles du premier : des nombres qui s’additionnent. Motif et couleur vont ensemble, et la grille dit les mêmes chiffres. */
export const Empilees = ({ titre, toutes, courant, choisir }: Props): ReactElement => {
  const id = useId();
  const premiers = toutes.filter(({ niveau, valeur }) => niveau === 0 && (valeur ?? 0) > 0);
  const enfants = toutes.filter(({ niveau, valeur }) => niveau === 1 && (valeur ?? 0) > 0);
  const totaux = new Map<string, number>();
  // « 115 » d’une nature et d’une autre ont deux codes et un même nom : c’est le nom qui se lit dans la légende
  for (const { libelle, valeur } of enfants) totaux.set(libelle, (totaux.get(libelle) ?? 0) + (valeur ?? 0));
  const rangees = [...totaux.entries()].sort(([, un], [, autre]) => autre - un);
  const rangs = new Map(rangees.slice(0, MONTREES).map(([libelle], rang) => [libelle, rang]));
  const maximum = Math.max(Number.EPSILON, ...premiers.map(({ valeur }) => valeur ?? 0));
  const legende = [...rangees.slice(0, MONTREES).map(([libelle]) => libelle), ...(rangees.length > MONTREES ? [`${rangees.length - MONTREES} autres`] : [])];
  return (
    <section className="pan ind-barres" aria-labelledby={`${id}t`} data-testid="empilees">
      <div className="pan-titre"><h2 id={`${id}t`} className="coupe">{titre}</h2></div>
      <div className="defile ind-pistes" aria-hidden="true">
        {premiers.map((premier) => {
          const siens = enfants.filter(({ cles }) => idDe(cles.slice(0, 1)) === premier.id);
          const morceaux = [...rangs.entries()].map(([nom, rang]) => ({ rang, libelle: nom, somme: siens.filter(({ libelle }) => libelle === nom).reduce((somme, { valeur }) => somme + (valeur ?? 0), 0) }));
          const autres = siens.filter(({ libelle }) => !rangs.has(libelle)).reduce((somme, { valeur }) => somme + (valeur ?? 0), 0);
          return (
            <div key={premier.id} className={`ind-barre${premier.id === courant ? ' choisie' : ''}`} onClick={() => { choisir(premier.id); }}>
              <span className="coupe" title={premier.libelle}>{premier.libelle}</span>
              <span className="piste"><span className="ind-empile">{[...morceaux, { rang: MONTREES, libelle: legende[MONTREES] ?? '', somme: autres }].filter(({ somme }) => somme > 0).map(({ rang, libelle, somme }) => <i key={rang} className={`teinte${rang}`} style={{ width: `${(100 * somme) / maximum}%` }} title={`${premier.libelle}, ${libelle} : ${partieFr(somme)}`} />)}</span></span>
              <span className="num droite">{partieFr(premier.valeur)}</span>
            </div>
          );
        })}
      </div>
      <ul className="ind-couleurs" aria-hidden="true">{legende.map((libelle, rang) => <li key={libelle}><i className={`teinte${rang}`} />{libelle}</li>)}</ul>
      <p className="invisible">{BARRES.equivalent}</p>
    </section>
  );
};
