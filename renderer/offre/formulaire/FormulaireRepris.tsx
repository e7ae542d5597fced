import type { ReactElement } from 'react';
import { useCallback, useEffect, useState } from 'react';
import { Attente, Echec } from '../../ui/Etats.tsx';
import type { Brouillon } from './brouillon.ts';
import { cleBrouillon, lireBrouillon } from './brouillon.ts';
import type { PropsFormulaire } from './Formulaire.tsx';
import { Formulaire } from './Formulaire.tsx';

type Lecture = { readonly brouillon: Brouillon | null } | { readonly erreur: unknown };

/** Le formulaire, une fois lu le brouillon de sa fiche : ouvert sans l’attendre, il l’écraserait à la première frappe. */
export const FormulaireRepris = (props: Omit<PropsFormulaire, 'brouillon'>): ReactElement => {
  const cle = cleBrouillon(props.objet, props.cle);
  // une saisie refusée par le service, reprise pour être corrigée, l’emporte sur un brouillon
  const utile = props.reprises === null;
  const [lecture, noter] = useState<Lecture | null>(utile ? null : { brouillon: null });
  const lire = useCallback(() => {
    lireBrouillon(cle).then((brouillon) => { noter({ brouillon }); }).catch((erreur: unknown) => { noter({ erreur }); });
  }, [cle]);
  useEffect(() => { if (utile) lire(); }, [utile, lire]);
  if (lecture === null) return <Attente nom="Lecture du brouillon" lignes={14} />;
  return 'erreur' in lecture ? <Echec erreur={lecture.erreur} reessayer={lire} /> : <Formulaire {...props} brouillon={lecture.brouillon} />;
};
