import type { ReactElement } from 'react';
import { useState } from 'react';
import { client, messageErreur } from '../poste/client.ts';
import { useSession } from '../poste/session.ts';
import { Bouton } from '../ui/Bouton.tsx';
import { Note } from '../ui/Etats.tsx';
import { TEXTES } from './textes.ts';

/** « Mes données » : un fichier de tout ce que le service garde de la personne (RGPD), écrit là où vont les exports. */
export const MesDonnees = (): ReactElement => {
  const { session } = useSession();
  const [occupe, changerOccupe] = useState(false);
  const [issue, changer] = useState<{ readonly genre: 'ok' | 'e'; readonly texte: string } | null>(null);
  const demander = async (): Promise<void> => {
    changerOccupe(true);
    try {
      const { chemin } = await client.appeler('moi.donnees', {});
      changer({ genre: 'ok', texte: `${TEXTES.donneesEcrites} ${chemin}` });
    } catch (erreur) {
      changer({ genre: 'e', texte: messageErreur(erreur) });
    } finally {
      changerOccupe(false);
    }
  };
  return (
    <section className="pan" aria-labelledby="compte-donnees">
      <div className="pan-titre"><h2 id="compte-donnees">{TEXTES.donnees}</h2></div>
      <div className="compte-corps">
        <p className="discret">{TEXTES.donneesAide}</p>
        <div><Bouton icone="download-line" occupe={occupe} raison={session.horsLigne ? TEXTES.horsLigne : null} onClick={() => { void demander(); }} testid="mes-donnees">{TEXTES.donneesDemander}</Bouton></div>
        {issue === null ? null : <Note genre={issue.genre} annoncer><span style={{ overflowWrap: 'anywhere' }} data-testid="mes-donnees-issue">{issue.texte}</span></Note>}
      </div>
    </section>
  );
};
