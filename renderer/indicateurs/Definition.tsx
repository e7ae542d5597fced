import type { ReactElement } from 'react';
import type { DefinitionIndicateur, ResultatIndicateur } from '../../contract/methodesIndicateurs.ts';
import { dateCourte } from '../ui/formats.ts';
import { UNITES, ecartFr, estFraction, formuleDe, manqueDe, nomQuantile, partieFr, teinteEcart, valeurFr } from './chiffres.ts';
import { TEXTES } from './textes.ts';

interface Props { readonly definition: DefinitionIndicateur; readonly resultat: ResultatIndicateur | undefined; readonly lieu: string; readonly repere: string | null }

/** Des phrases se suivent ; des mots s’énumèrent. */
const enPhrase = (morceaux: readonly string[]): string => morceaux.join(morceaux.some((morceau) => morceau.endsWith('.')) ? ' ' : ' ; ');

/** La figure de l’ensemble, sa formule avec ses deux nombres, ce qu’elle laisse de côté, sa source et ce dont il faut se garder. */
export const Definition = ({ definition, resultat, lieu, repere }: Props): ReactElement => {
  const total = resultat?.total;
  const formule = formuleDe(definition, resultat?.jours ?? 1);
  const fraction = estFraction(definition, resultat?.jours ?? 1);
  const manque = resultat === undefined ? '' : manqueDe(definition, resultat);
  const lignes = [[TEXTES.exclus, enPhrase(definition.exclusions)], [TEXTES.source, definition.source], [definition.precautions.length > 1 ? TEXTES.precautions : TEXTES.precaution, enPhrase(definition.precautions)]].filter(([, texte]) => texte !== '');
  return (
    <section className="pan ind-definition" aria-label={definition.libelle} data-testid="definition">
      <div className="ind-total">
        <span className="discret coupe" title={lieu}>{lieu}</span>
        <span className="valeur num" data-testid="valeur-totale">{total === undefined ? '…' : valeurFr(total.valeur, definition.unite)}{definition.unite === 'taux' || definition.unite === 'jours' ? null : <small> {UNITES[definition.unite]}</small>}</span>
        {manque === '' ? null : <span className="discret" data-testid="manque">{manque.slice(0, 1).toUpperCase() + manque.slice(1)}</span>}
        {total?.avant === null || total === undefined || repere === null ? null : <span className="coupe">{total.avant.ecart === null ? <span className="discret">{TEXTES.ecartInconnu} {repere.length === 10 && repere.includes('-') ? dateCourte(repere) : repere}</span> : <><b className={teinteEcart(total.avant.ecart, definition)}>{ecartFr(total.avant.ecart, definition.unite)}</b> <span className="discret">depuis le {repere.length === 10 && repere.includes('-') ? dateCourte(repere) : repere}</span></>}</span>}
      </div>
      <div className="ind-formule">
        {fraction ? (
          <>
            <b>{definition.libelle.startsWith('Taux') ? 'Taux' : 'Valeur'} =</b>
            <span className="fraction"><span>{formule.numerateur}</span><span>{formule.denominateur}</span></span>
            {definition.facteur === 1 ? null : <b>× {definition.facteur.toLocaleString('fr-FR')}</b>}
            <b>=</b>
            <span className="fraction num"><span>{partieFr(total?.numerateur)}</span><span>{partieFr(total?.denominateur)}</span></span>
          </>
        ) : definition.quantile === null ? <span><b>{TEXTES.total} =</b> {definition.formule.numerateur}</span> : <span><b>{TEXTES.total} =</b> {nomQuantile(definition.quantile)} {TEXTES.desJours} <b className="num">{partieFr(total?.numerateur)}</b> {definition.formule.numerateur}</span>}
      </div>
      <dl className="ind-notes">{lignes.map(([titre, texte]) => <div key={titre}><dt className="discret">{titre}</dt><dd title={texte}>{texte}</dd></div>)}</dl>
    </section>
  );
};
