import type { ReactElement, Ref } from 'react';
import type { ChampProposeLu, PropositionLue } from '../../contract/methodesPropositions.ts';
import { droitDuChamp } from '../../domain/commandes/propositions.ts';
import { BoutonGeste } from '../droits/Pourquoi.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { dateHeure } from '../ui/formats.ts';
import { Icone } from '../ui/Icone.tsx';
import { Difference, texteDuChamp } from './Difference.tsx';

interface Props {
  readonly proposition: PropositionLue;
  readonly champ: ChampProposeLu;
  readonly choisi: boolean;
  readonly occupe: boolean;
  readonly lieu: Ref<HTMLLIElement>;
  readonly choisir: () => void;
  readonly accepter: () => void;
  readonly refuser: () => void;
}

const Issue = ({ champ: { decision } }: { readonly champ: ChampProposeLu }): ReactElement => (
  <span className={`message ${decision === 'acceptee' ? 'succes' : 'erreur'}`}><Icone nom={decision === 'acceptee' ? 'check-line' : 'close-line'} />{decision === 'acceptee' ? 'Accepté' : 'Refusé'}</span>
);

/** Un champ demandé : avant, après, ce que la fiche porte aujourd’hui quand elle a changé depuis, et la décision. Seul le champ choisi est dans l’ordre de tabulation ; ↑ ↓ en changent. */
export const ChampPropose = ({ proposition, champ, choisi, occupe, lieu, choisir, accepter, refuser }: Props): ReactElement => {
  const { libelle, sensible, change, decidable, decision, raison } = champ;
  const ouvert = proposition.statut === 'ouverte' && decision === null;
  const droit = droitDuChamp(proposition.objet, champ.champ, proposition.statutFiche);
  return (
    <li ref={lieu} className={`champ-propose${decidable ? '' : ' ferme'}${choisi ? ' choisi' : ''}`} tabIndex={choisi ? 0 : -1} onFocus={choisir} aria-current={choisi ? 'true' : undefined} data-champ={champ.champ} data-testid="champ-propose">
      <span className="pile" style={{ gap: 2, alignItems: 'flex-start' }}><b className="mi">{libelle}</b>{sensible ? <span className="etiquette sensible">Sensible</span> : null}</span>
      <Difference proposition={proposition} champ={champ} />
      {decision !== null ? <Issue champ={champ} /> : !ouvert ? <span className="discret">—</span> : decidable ? (
        <span className="gestes-champ">
          <BoutonGeste petit icone="check-line" nom={`Accepter ${libelle} (A)`} occupe={occupe} pourquoi={proposition.modifiable ? null : { geste: `Accepter « ${libelle} »`, raison: 'La fiche ne se modifie plus : la proposition peut seulement être refusée.' }} onClick={accepter} testid="accepter-champ" />
          <Bouton petit icone="close-line" nom={`Refuser ${libelle} (Z)`} occupe={occupe} onClick={refuser} testid="refuser-champ" />
        </span>
      ) : proposition.mienne ? <span className="discret">En attente</span> : <BoutonGeste petit icone="lock-line" pourquoi={{ geste: `Décider de « ${libelle} »`, raison: raison ?? 'Ce champ se décide ailleurs.', droit: { objet: proposition.objet, geste: droit, cible: null } }} onClick={() => undefined}>Décider</BoutonGeste>}
      {decision === null ? null : <span className="aujourdhui discret" style={{ fontSize: 12 }}>Par {champ.nom ?? 'quelqu’un d’autre'}{champ.le === null ? '' : `, ${dateHeure(champ.le)}`}{champ.motif === null ? null : <> : <span className="motif-decision">{champ.motif}</span></>}</span>}
      {change && ouvert ? <span className="aujourdhui message alerte"><Icone nom="warning-fill" /><span><b>Aujourd’hui : {texteDuChamp(proposition, champ.champ, champ.aujourdhui)}.</b> La fiche a changé depuis la demande ; accepter remplacera cette valeur.</span></span> : null}
    </li>
  );
};
