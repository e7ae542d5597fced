import type { ReactElement } from 'react';
import { useState } from 'react';
import { client, messageErreur } from '../poste/client.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { CheminFichier } from '../ui/CheminFichier.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { Note } from '../ui/Etats.tsx';
import { TEXTES } from './textes.ts';

/** Écrit le rapport d’un dossier : tout en classeur, ou l’essentiel à imprimer et à signer. */
export const Rapport = ({ id, fermer }: { readonly id: string; readonly fermer: () => void }): ReactElement => {
  const [chemin, noter] = useState<string | null>(null);
  const [alerte, alerter] = useState<string | null>(null);
  const [occupe, occuper] = useState(false);
  const ecrire = async (format: 'xlsx' | 'pdf'): Promise<void> => {
    alerter(null);
    occuper(true);
    try { noter((await client.appeler('reprise.rapport', { id, format })).chemin); } catch (panne) { alerter(messageErreur(panne)); }
    occuper(false);
  };
  return (
    <Dialogue ouvert titre={TEXTES.rapport} icone="file-text-line" fermer={fermer} alerte={alerte} testid="rep-dialogue-rapport" pied={<><Bouton onClick={fermer}>{TEXTES.fermer}</Bouton><Bouton occupe={occupe} onClick={() => { void ecrire('pdf'); }} testid="rep-rapport-pdf">{TEXTES.pdf}</Bouton><Bouton genre="p" occupe={occupe} onClick={() => { void ecrire('xlsx'); }} testid="rep-rapport-xlsx">{TEXTES.classeur}</Bouton></>}>
      <p>Les deux livres, leurs motifs, chaque anomalie, le sort de chaque ligne et les corrections ; d’un fichier de comptes, le registre RGPD : chaque personne, ce qu’elle gagne et perd, qui l’a décidé. Le classeur porte tout ; les pages à imprimer, l’essentiel et la place d’une signature.</p>
      {chemin === null ? null : <Note genre="ok" annoncer><CheminFichier chemin={chemin} /></Note>}
    </Dialogue>
  );
};
