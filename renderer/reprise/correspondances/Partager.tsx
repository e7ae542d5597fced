import type { ReactElement } from 'react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { client, messageErreur } from '../../poste/client.ts';
import { requetes } from '../../poste/requetes.ts';
import { Bouton } from '../../ui/Bouton.tsx';
import { Note } from '../../ui/Etats.tsx';
import { compte } from '../../ui/formats.ts';
import { useAnnoncer } from '../../ui/Toasts.tsx';
import { CORRESPONDANCES } from './textes.ts';

/** Le bandeau de ce que ce poste gardait avant le partage : d’un geste, toute l’équipe l’a. Rien quand tout est partagé, ou sans mandat. */
export const Partager = ({ privees }: { readonly privees: number }): ReactElement | null => {
  const annoncer = useAnnoncer();
  const naviguer = useNavigate();
  const [occupe, occuper] = useState(false);
  if (privees === 0) return null;
  const partager = async (): Promise<void> => {
    occuper(true);
    try {
      const { partagees, restantes } = await client.appeler('reprise.partagerPrivees', {});
      void requetes.invalidateQueries({ queryKey: ['reprise.lister'] });
      if (restantes === 0) annoncer(`${compte(partagees, 'correspondance partagée', 'correspondances partagées')} avec l’équipe.`);
      else annoncer(`${compte(partagees, 'correspondance partagée', 'correspondances partagées')} ; ${compte(restantes, 'reste à décider', 'restent à décider')} : l’équipe a choisi autrement, ou le code n’est plus dans la nomenclature.`, { genre: 'info', action: { libelle: 'Voir', agir: () => { void naviguer('/reprise/correspondances'); } } });
    } catch (panne) { annoncer(messageErreur(panne), { genre: 'erreur' }); }
    occuper(false);
  };
  return (
    <Note genre="w">
      <div className="rang" data-testid="rep-privees">
        <span>{privees === 1 ? '1 correspondance de ce poste n’est pas partagée.' : `${compte(privees, '', 'correspondances')} de ce poste ne sont pas partagées.`}</span><span className="ressort" />
        <Bouton petit onClick={() => { void naviguer('/reprise/correspondances'); }}>Voir</Bouton>
        <Bouton petit genre="p" occupe={occupe} onClick={() => { void partager(); }} testid="rep-partager-privees">{CORRESPONDANCES.partager}</Bouton>
      </div>
    </Note>
  );
};
