import { useEffect, useMemo, useRef, useState } from 'react';
import type { MethodesVue } from '../poste/sourceVue.ts';

interface Definition { readonly tri: readonly { readonly colonne: string; readonly sens: 'asc' | 'desc' }[]; readonly version: number }
interface VueEnMemoire<L> { readonly methodes: MethodesVue<Definition, { vue: number; total: number }, { readonly lignes: readonly L[]; readonly total: number }>; readonly definition: Definition }

/** Les lignes d’un arbre que la page tient, montrées par `GrilleVue` : elle ne les trie pas, c’est à l’appelant de rendre les frères dans l’ordre sans les sortir de leur parent. */
export const useVueEnMemoire = <L extends { readonly id: string }>(lignes: readonly L[]): VueEnMemoire<L> => {
  const courantes = useRef(lignes);
  const [version, relire] = useState(0);
  useEffect(() => { courantes.current = lignes; relire((avant) => avant + 1); }, [lignes]);
  const methodes = useMemo(() => ({
    ouvrir: () => Promise.resolve({ vue: 0, total: courantes.current.length }),
    lignes: ({ debut, fin }: { vue: number; debut: number; fin: number }) => Promise.resolve({ lignes: courantes.current.slice(debut, fin), total: courantes.current.length }),
    rang: ({ id }: { vue: number; id: string }) => Promise.resolve({ rang: courantes.current.findIndex((ligne) => ligne.id === id) }),
  }), []);
  const definition = useMemo<Definition>(() => ({ tri: [], version }), [version]);
  return { methodes, definition };
};
