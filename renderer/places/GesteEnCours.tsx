import type { ReactElement } from 'react';
import { Bouton } from '../ui/Bouton.tsx';
import { Dialogue } from '../ui/Dialogue.tsx';
import { nombre } from '../ui/formats.ts';
import { Progression } from '../ui/Progression.tsx';
import { interrompre, useAvancement, useGesteMene } from './gesteEnCours.ts';
import { EN_COURS } from './textes.ts';

/** Un geste en nombre qui dure : combien de places sont faites, et de quoi l’interrompre. Un geste court ne montre rien. */
export const GesteEnCours = (): ReactElement | null => {
  const avancement = useAvancement(useGesteMene());
  if (avancement === null || avancement.phase === 'apercu') return null;
  const retour = avancement.phase === 'retour';
  return (
    <Dialogue
      ouvert titre={retour ? EN_COURS.retour : EN_COURS.titre} icone="edit-line" largeur={520} fermer={interrompre} enTete={<></>} testid="geste-en-cours"
      pied={<Bouton touche="Échap" raison={retour ? EN_COURS.dejaArrete : null} horsDroit onClick={interrompre} testid="interrompre-geste">{EN_COURS.interrompre}</Bouton>}
    >
      <Progression nom={retour ? EN_COURS.retour : EN_COURS.titre} recues={avancement.faites} total={avancement.total} phrase={`${nombre(avancement.faites)} places sur ${nombre(avancement.total)}`} />
      <p className="discret">{retour ? EN_COURS.aideRetour : EN_COURS.aide}</p>
    </Dialogue>
  );
};
