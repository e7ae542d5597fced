import type { ReactElement } from 'react';
import { Fragment } from 'react';
import type { Atelier } from '../../contract/methodesReprise.ts';
import { compte, nombre } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { TEXTES } from './textes.ts';

type UnLivre = Atelier['livres']['lignes'];
const TERMES = ['creees', 'fusionnees', 'scindees', 'rejetees', 'exclues'] as const;
const motifsDe = (livre: UnLivre): string => Object.values(livre.motifs).flatMap((motifs) => Object.entries(motifs).map(([motif, combien]) => `${motif} : ${nombre(combien)}`)).join(' ; ');

const Ligne = ({ nom, livre }: { readonly nom: string; readonly livre: UnLivre }): ReactElement => {
  const ecart = livre.source - TERMES.reduce((somme, terme) => somme + livre[terme], 0);
  return (
    <div className="rep-livre-ligne" role="group" aria-label={nom}>
      <b>{nom}</b><span className="rep-terme"><b className="num">{nombre(livre.source)}</b> {TEXTES.lues}</span><span aria-hidden="true">=</span>
      {TERMES.map((terme, rang) => <Fragment key={terme}>{rang === 0 ? null : <span aria-hidden="true">+</span>}<span className="rep-terme"><b className="num">{nombre(livre[terme])}</b> {TEXTES[terme]}</span></Fragment>)}
      <span className="ressort" />
      {ecart === 0 ? <span className="rep-juste"><Icone nom="checkbox-circle-fill" taille={14} /> {TEXTES.equilibre}</span> : <b className="rep-faux" role="alert"><Icone nom="error-warning-fill" taille={14} /> {`Écart de ${nombre(Math.abs(ecart))}`}</b>}
    </div>
  );
};

/** Le bilan, toujours visible : source = créées + fusionnées + scindées + rejetées + exclues. */
export const Livre = ({ atelier: { livres, corrections, hors, arbitrage, simulation } }: { readonly atelier: Atelier }): ReactElement => {
  const motifs = motifsDe(livres.lignes);
  const propositions = simulation?.aJour === true ? simulation.propositions : 0;
  return (
    <section className="pan rep-livre" aria-label={TEXTES.livre} data-testid="rep-livre">
      <div className="rang"><h2>{TEXTES.livre}</h2><span className="discret coupe" title={motifs}>{motifs === '' ? compte(corrections, 'correction, gardée à part de la source', 'corrections, gardées à part de la source') : motifs}</span><span className="ressort" />{propositions === 0 ? null : <span className="discret insecable">{`${compte(propositions, 'fiche déjà là ferait', 'fiches déjà là feraient')} l’objet d’une proposition`}</span>}{hors.length === 0 ? null : <span className="discret insecable">{`${compte(hors.length, 'ligne', 'lignes')} au-dessus de l’en-tête, hors du compte`}</span>}</div>
      <Ligne nom={TEXTES.lignesSource} livre={livres.lignes} />
      {arbitrage === null ? <Ligne nom={TEXTES.places} livre={livres.places} /> : null}
    </section>
  );
};
