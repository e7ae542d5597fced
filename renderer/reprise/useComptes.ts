import { useCallback, useEffect, useState } from 'react';
import type { FiltreComptes } from '../../contract/methodesReprise.ts';
import { LIGNES_MONTREES } from '../../contract/methodesReprise.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import { client } from '../poste/client.ts';

type Lus = ResultatDe<'reprise.comptes'>;
/** Les personnes d’un filtre, page après page, comme les lignes (`useLignes`). `tour` : une décision de plus les relit toutes ; un autre filtre repart de la première page. */
export const useComptes = (id: string, filtre: FiltreComptes, tour: number): { readonly lus: Lus | null; readonly panne: unknown; readonly suite: () => void; readonly reessayer: () => void } => {
  const [lus, noter] = useState<Lus | null>(null);
  const [panne, signaler] = useState<unknown>(null);
  const [essai, essayer] = useState(0);
  const [demande, demander] = useState<{ readonly filtre: FiltreComptes; readonly pages: number }>({ filtre, pages: 1 });
  const pages = demande.filtre === filtre ? demande.pages : 1;
  useEffect(() => {
    let perime = false;
    const lire = async (): Promise<void> => {
      const comptes: Lus['comptes'] = [];
      for (let page = 0; ; page += 1) {
        const recus = await client.appeler('reprise.comptes', { id, filtre, debut: page * LIGNES_MONTREES });
        if (perime) return;
        comptes.push(...recus.comptes);
        if (page + 1 >= pages || comptes.length >= recus.total) { noter({ ...recus, comptes }); signaler(null); return; }
      }
    };
    lire().catch((erreur: unknown) => { if (!perime) signaler(erreur); });
    return () => { perime = true; };
  }, [id, filtre, tour, essai, pages]);
  const suite = useCallback(() => { demander({ filtre, pages: pages + 1 }); }, [filtre, pages]);
  const reessayer = useCallback(() => { signaler(null); essayer((avant) => avant + 1); }, []);
  return { lus, panne, suite, reessayer };
};
