import type { ReactElement } from 'react';
import { useState } from 'react';
import type { EtatPoste } from '../../../contract/poste.ts';
import { client, messageErreur } from '../../poste/client.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Dialogue } from '../../ui/Dialogue.tsx';
import { Note } from '../../ui/Etats.tsx';
import { CLE } from './textes.ts';

interface Props { readonly poste: EtatPoste; readonly fermer: () => void; readonly surEtat: (etat: EtatPoste) => void }

/** Changement de clé : confirmation, attente, résultat. La fenêtre ne se ferme pas pendant l’opération. */
export const ChangerCle = ({ poste, fermer, surEtat }: Props): ReactElement => {
  const [etape, passer] = useState<'confirmer' | 'en_cours' | 'faite'>('confirmer');
  const [erreur, montrer] = useState<string | null>(null);
  const [depart] = useState(poste.coffre.cle);
  const changer = (): void => {
    passer('en_cours');
    montrer(null);
    client.appeler('poste.changerCle', {}).then((etat) => { surEtat(etat); passer('faite'); }).catch((panne: unknown) => { montrer(messageErreur(panne)); passer('confirmer'); });
  };
  return (
    <Dialogue
      ouvert titre={CLE.titre} icone="lock-line" largeur={560} fermer={() => { if (etape !== 'en_cours') fermer(); }} alerte={erreur} testid="changer-cle"
      pied={etape === 'faite' ? <Bouton genre="p" onClick={fermer}>{CLE.fermer}</Bouton>
        : <><Bouton raison={etape === 'en_cours' ? CLE.enCours : null} onClick={fermer}>{CLE.annuler}</Bouton><Bouton genre="p" icone="lock-line" occupe={etape === 'en_cours'} onClick={changer} testid="confirmer-cle">{CLE.confirmer}</Bouton></>}
    >
      <p>{CLE.pourquoi}</p>
      <p className="discret">{CLE.duree}{poste.coffre.genre === 'phrase' ? ` ${CLE.phrase}` : ''}</p>
      <div role="status" className="reserve-note">
        {etape === 'en_cours' ? <div className="progression"><div className="barre sans-total" role="progressbar" aria-label={CLE.enCours}><i style={{ width: '30%' }} /></div><span className="discret">{CLE.enCours}</span></div> : null}
        {etape === 'faite' ? <Note genre="ok">Clé n° {depart} remplacée par la clé n° {poste.coffre.cle}.</Note> : null}
      </div>
    </Dialogue>
  );
};
