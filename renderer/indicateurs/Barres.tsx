import type { ReactElement } from 'react';
import { useId } from 'react';
import type { DefinitionIndicateur } from '../../contract/methodesIndicateurs.ts';
import { ecartFr, valeurFr } from './chiffres.ts';
import type { LigneMontree } from './lignes.ts';
import { BARRES } from './textes.ts';

interface Props { readonly titre: string; readonly definition: DefinitionIndicateur; readonly lignes: readonly LigneMontree[]; readonly repere: number | null; readonly courant: string | null; readonly choisir: (id: string) => void }

/** Les valeurs du premier axe, de la plus grande à la plus petite ; le repère est la valeur de l’ensemble. Mêmes chiffres que la grille : l’image ne s’adresse qu’à l’œil et à la souris. */
export const Barres = ({ titre, definition: { unite }, lignes, repere, courant, choisir }: Props): ReactElement => {
  const id = useId();
  const connues = lignes.filter((ligne): ligne is LigneMontree & { readonly valeur: number } => ligne.valeur !== null).sort((une, autre) => autre.valeur - une.valeur);
  // l’ensemble d’un compte est la somme des barres : ce n’est pas un repère
  const avecRepere = repere !== null && (unite === 'taux' || unite === 'pour_mille' || unite === 'jours') && connues.length > 1;
  const maximum = Math.max(Number.EPSILON, ...connues.map(({ valeur }) => Math.abs(valeur)), avecRepere ? repere : 0);
  return (
    <section className="pan ind-barres" aria-labelledby={`${id}t`} data-testid="barres">
      <div className="pan-titre"><h2 id={`${id}t`} className="coupe">{titre}</h2>{avecRepere ? <span className="suite discret">{BARRES.repere} {valeurFr(repere, unite)}</span> : null}</div>
      <div className="defile ind-pistes" aria-hidden="true">
        {avecRepere ? <i className="ind-repere" style={{ '--part': repere / maximum } as object} /> : null}
        {connues.length === 0 ? <p className="discret">{BARRES.aucune}</p> : null}
        {connues.map((ligne) => (
          <div key={ligne.id} className={`ind-barre${ligne.id === courant ? ' choisie' : ''}`} title={`${ligne.libelle} : ${valeurFr(ligne.valeur, unite)}${ligne.avant === null ? '' : ` (${ecartFr(ligne.avant.ecart, unite)})`}`} onClick={() => { choisir(ligne.id); }}>
            <span className="coupe">{ligne.libelle}</span><span className="piste"><i style={{ width: `${(100 * Math.abs(ligne.valeur)) / maximum}%` }} /></span><span className="num droite">{valeurFr(ligne.valeur, unite)}</span>
          </div>
        ))}
      </div>
      <p className="invisible">{BARRES.equivalent}</p>
    </section>
  );
};
