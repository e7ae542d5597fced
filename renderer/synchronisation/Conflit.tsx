import type { ReactElement } from 'react';
import { useEffect } from 'react';
import { useAppel } from '../poste/requetes.ts';
import { mesChamps } from './conflit/analyse.ts';
import { ConflitChamps } from './conflit/ConflitChamps.tsx';
import { ConflitEtape } from './conflit/ConflitEtape.tsx';

interface Props { readonly seq: number; readonly fermer: () => void; readonly fait: (message: string) => void }

/**
 * Fenêtre d’un conflit, ouverte par son numéro. La file est relue à chaque changement : la colonne « La leur » suit le service, et la fenêtre
 * se ferme si le conflit a été classé ailleurs.
 */
export const Conflit = ({ seq, fermer, fait }: Props): ReactElement | null => {
  const { data } = useAppel('sync.file', {});
  const conflits = (data?.commandes ?? []).filter(({ etat }) => etat === 'conflit');
  const commande = conflits.find((candidate) => candidate.seq === seq);
  const disparu = data !== undefined && commande === undefined;
  useEffect(() => { if (disparu) fermer(); }, [disparu, fermer]);
  if (commande === undefined) return null;
  const props = { commande, rang: conflits.indexOf(commande) + 1, total: conflits.length, fermer, fait };
  // un geste du circuit n’a pas de champ : le conflit porte sur l’étape entière
  return Object.keys(mesChamps(commande)).length === 0 ? <ConflitEtape key={seq} {...props} /> : <ConflitChamps key={seq} {...props} />;
};
