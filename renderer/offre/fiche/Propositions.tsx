import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import type { PropositionLue } from '../../../contract/methodesPropositions.ts';
import { STATUTS_PROPOSITION } from '../../../domain/objets/proposition.ts';
import { Difference } from '../../propositions/Difference.tsx';
import { MOTS_DECISION, retirer } from '../../propositions/gestes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Note } from '../../ui/Etats.tsx';
import { compte, dateCourte } from '../../ui/formats.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import type { FicheLue } from './lecture.ts';

const Detail = ({ proposition, compter }: { readonly proposition: PropositionLue; readonly compter: boolean }): ReactElement => {
  const naviguer = useNavigate();
  const annoncer = useAnnoncer();
  const decidable = proposition.champs.some((champ) => champ.decidable);
  return (
    <li className="pile" style={{ gap: 4 }}>
      <div className="rang" style={{ gap: 8, flexWrap: 'wrap' }}>
        <span style={{ flex: 1, minWidth: 160 }}>{proposition.mienne ? 'Par vous' : `Par ${proposition.auteur}`}, le {dateCourte(proposition.creeLe)}{compter ? '' : ` · ${STATUTS_PROPOSITION[proposition.statut].toLowerCase()}`} <span className="discret">· {proposition.motif}</span></span>
        {decidable ? <Bouton petit icone="check-line" onClick={() => { void naviguer(`/validation/${proposition.objet}/${proposition.id}`, { state: { onglet: 'pour_moi' } }); }} testid="decider-proposition">Décider</Bouton> : null}
        {proposition.retirable ? <Bouton petit icone="delete-bin-line" onClick={() => { void retirer(proposition, annoncer); }} testid="retirer-proposition">Retirer</Bouton> : null}
      </div>
      <ul className="pile" style={{ gap: 4, listStyle: 'none', margin: 0, padding: 0 }}>{proposition.champs.map((champ) => (
        <li key={champ.champ}><b className="mi">{champ.libelle}</b>{champ.decision === null ? null : <span> · {MOTS_DECISION[champ.decision]} par {champ.nom ?? 'quelqu’un d’autre'}{champ.motif === null ? '' : ` : ${champ.motif}`}</span>}<Difference proposition={proposition} champ={champ} /></li>
      ))}</ul>
    </li>
  );
};

/** Ce qui est demandé de changer sur la fiche : les propositions qui attendent, et celles qui ne le sont plus, repliées. */
export const BandeauPropositions = ({ fiche: { propositions } }: { readonly fiche: FicheLue }): ReactElement | null => {
  const ouvertes = propositions.filter(({ statut }) => statut === 'ouverte');
  const closes = propositions.filter(({ statut }) => statut !== 'ouverte');
  if (propositions.length === 0) return null;
  const champs = [...new Set(ouvertes.flatMap((proposition) => proposition.champs.flatMap(({ decision, libelle }) => (decision === null ? [libelle] : []))))];
  const liste = { gap: 10, listStyle: 'none', margin: '8px 0 0', padding: 0 } as const;
  return (
    <section className="bandeau-propositions" aria-label="Propositions de changement" data-testid="propositions">
      {ouvertes.length === 0 ? null : (
        <Note genre="i">
          <details>
            <summary><b>{compte(ouvertes.length, 'proposition attend une décision', 'propositions attendent une décision')} :</b> {champs.join(', ')}</summary>
            <ul className="pile" style={liste}>{ouvertes.map((proposition) => <Detail key={proposition.id} proposition={proposition} compter />)}</ul>
          </details>
        </Note>
      )}
      {closes.length === 0 ? null : <details><summary className="discret">{compte(closes.length, 'proposition passée', 'propositions passées')}</summary><ul className="pile" style={liste}>{closes.map((proposition) => <Detail key={proposition.id} proposition={proposition} compter={false} />)}</ul></details>}
    </section>
  );
};
