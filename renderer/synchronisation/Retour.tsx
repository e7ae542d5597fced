import type { ReactElement } from 'react';
import { useState } from 'react';
import type { CommandeEnFile } from '../../contract/poste.ts';
import { BoutonGeste } from '../droits/Pourquoi.tsx';
import { useAppel } from '../poste/requetes.ts';
import { Badge } from '../ui/Badge.tsx';
import { Bouton } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { dateHeure } from '../ui/formats.ts';
import { ETATS_COMMANDE, TEXTES, phraseCommande } from './textes.ts';
import type { Retours } from './useRetours.tsx';
import { aUnFormulaire } from './useRetours.tsx';

const APPARENCES = { en_attente: ['blue-cumulus', 'time-line'], envoyee: ['success', 'checkbox-circle-fill'], refusee: ['error', 'close-circle-fill'], conflit: ['error', 'git-merge-line'] } as const;
export const BadgeCommande = ({ etat }: { readonly etat: CommandeEnFile['etat'] }): ReactElement => <Badge couleur={APPARENCES[etat][0]} icone={APPARENCES[etat][1]}>{ETATS_COMMANDE[etat]}</Badge>;

interface Props { readonly commande: CommandeEnFile; readonly retours: Retours }

/** Refaire un geste refusé : ouvert seulement si les règles l’acceptent maintenant, sinon la raison du jour. */
const Refaire = ({ commande, retours }: Props): ReactElement => {
  const { data } = useAppel('commandes.juger', { nom: commande.nom, args: commande.args });
  const [occupe, occuper] = useState(false);
  const agir = (): void => { occuper(true); void retours.refaire(commande).finally(() => { occuper(false); }); };
  if (data === undefined) return <Bouton petit icone="restart-line" raison={TEXTES.refaireEnCours} testid="refaire">{TEXTES.refaire}</Bouton>;
  return <BoutonGeste petit icone="restart-line" occupe={occupe} pourquoi={data.refus === null ? null : { geste: commande.libelle, raison: data.refus.message }} onClick={agir} testid="refaire">{TEXTES.refaire}</BoutonGeste>;
};

/** Gestes d’un retour : décider d’un conflit, corriger une saisie refusée, refaire un geste refusé. */
const GestesRetour = ({ commande, retours }: Props): ReactElement => {
  if (commande.etat === 'conflit') return <Bouton petit genre="p" icone="git-merge-line" onClick={() => { retours.decider(commande); }} testid="decider">{TEXTES.decider}</Bouton>;
  if (aUnFormulaire(commande)) return <Bouton petit icone="edit-line" onClick={() => { retours.corriger(commande); }} testid="corriger">{TEXTES.corriger}</Bouton>;
  return <Refaire commande={commande} retours={retours} />;
};

/** Un refus ou un conflit dans la liste « À traiter ». */
export const Retour = ({ commande, retours }: Props): ReactElement => (
  <li className="retour" data-testid="retour" data-seq={commande.seq}>
    <BadgeCommande etat={commande.etat} />
    <div><p><b>{commande.fiche}</b> · {phraseCommande(commande)} <span className="discret num insecable">· {dateHeure(commande.creeLe)}</span></p><p className="erreur">{commande.refus?.message}</p></div>
    <div className="rang gestes">
      <GestesRetour commande={commande} retours={retours} />
      {commande.etat === 'refusee' && commande.nom.startsWith('creer') ? null : <Bouton petit genre="t" icone="file-text-line" onClick={() => { retours.voir(commande); }}>{TEXTES.voir}</Bouton>}
      <span title={TEXTES.classerAide}><Bouton petit genre="t" icone="check-line" onClick={() => { retours.classer(commande); }}>{TEXTES.classer}</Bouton></span>
    </div>
  </li>
);

/** Les retours et attentes d’une fiche, en tête de son panneau, avec le geste qui les règle. */
export const NotesRetours = ({ attente, retours }: { readonly attente: readonly CommandeEnFile[]; readonly retours: Retours }): ReactElement => (
  <>{attente.filter(({ etat }) => etat !== 'envoyee').map((commande) => (commande.etat === 'en_attente'
    ? <Note key={commande.seq} genre="i">{commande.libelle} : en attente d’envoi.</Note>
    : <Note key={commande.seq} genre="e"><span className="rang" style={{ alignItems: 'flex-start' }}><span style={{ flex: 1 }}>{commande.libelle} : {commande.refus?.message}</span><GestesRetour commande={commande} retours={retours} /></span></Note>))}</>
);
