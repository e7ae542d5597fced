import { useEffect, useRef, useState } from 'react';

/** Une saisie posée 200 ms après la dernière frappe, et qui suit la valeur posée d’ailleurs. */
export const useSaisieDifferee = (applique: string, poser: (texte: string) => void): readonly [string, (texte: string) => void] => {
  const [texte, changer] = useState(applique);
  // le dernier « poser », pas celui de la frappe : un autre filtre a pu se poser pendant l’attente
  const dernier = useRef(poser);
  useEffect(() => { dernier.current = poser; });
  useEffect(() => { changer(applique); }, [applique]);
  useEffect(() => {
    if (texte === applique) return undefined;
    const attente = setTimeout(() => { dernier.current(texte); }, 200);
    return () => { clearTimeout(attente); };
    // « applique » change quand la saisie est posée : il ne doit pas relancer l’attente
  }, [texte]);
  return [texte, changer];
};
