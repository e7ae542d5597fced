import { useCallback, useEffect, useState } from 'react';
import type { FiltreLignes, LigneReprise } from '../../contract/methodesReprise.ts';
import { LIGNES_MONTREES } from '../../contract/methodesReprise.ts';
import { client, messageErreur } from '../poste/client.ts';

interface Lues { readonly total: number; readonly lignes: readonly LigneReprise[] }
/** Les lignes d’un filtre, page après page. `tour` : un contrôle de plus les relit toutes, autant de pages qu’il y en avait ; un autre filtre repart de la première. */
export const useLignes = (id: string, filtre: FiltreLignes, tour: number): { readonly lues: Lues | null; readonly panne: string | null; readonly suite: () => void } => {
  const [lues, noter] = useState<Lues | null>(null);
  const [panne, signaler] = useState<string | null>(null);
  const [demande, demander] = useState<{ readonly filtre: FiltreLignes; readonly pages: number }>({ filtre, pages: 1 });
  const pages = demande.filtre === filtre ? demande.pages : 1;
  useEffect(() => {
    let perime = false;
    const lire = async (): Promise<void> => {
      const lignes: LigneReprise[] = [];
      for (let page = 0; ; page += 1) {
        const recues = await client.appeler('reprise.lignes', { id, filtre, debut: page * LIGNES_MONTREES });
        if (perime) return;
        lignes.push(...recues.lignes);
        if (page + 1 >= pages || lignes.length >= recues.total) { noter({ total: recues.total, lignes }); signaler(null); return; }
      }
    };
    lire().catch((erreur: unknown) => { if (!perime) signaler(messageErreur(erreur)); });
    return () => { perime = true; };
  }, [id, filtre, tour, pages]);
  const suite = useCallback(() => { demander({ filtre, pages: pages + 1 }); }, [filtre, pages]);
  return { lues, panne, suite };
};

/** La ligne à laquelle une autre se compare, qu’elle soit ou non dans le filtre ; `null` tant qu’elle n’est pas lue. */
export const useAutre = (id: string, numero: number | null, tour: number): LigneReprise | null => {
  const [lue, noter] = useState<LigneReprise | null>(null);
  useEffect(() => {
    let perime = false;
    if (numero !== null) client.appeler('reprise.ligne', { id, numero }).then(({ ligne }) => { if (!perime) noter(ligne); }, () => { if (!perime) noter(null); });
    return () => { perime = true; };
  }, [id, numero, tour]);
  return lue?.numero === numero ? lue : null;
};
