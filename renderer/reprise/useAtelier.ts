import { useCallback, useEffect, useRef, useState } from 'react';
import type { Atelier, Fait } from '../../contract/methodesReprise.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import { client, messageErreur } from '../poste/client.ts';
import { requetes } from '../poste/requetes.ts';

type Avancement = ResultatDe<'reprise.avancement'>['avancement'];
const PERIODE_MS = 250;
/** Au-delà, ce qui dure se montre, et s’arrête. */
const VISIBLE_MS = 400;

/** Où en est ce qui dure, quand cela dure assez pour se voir. */
export const useAvancement = (occupe: boolean): Avancement => {
  const [avancement, noter] = useState<Avancement>(null);
  useEffect(() => {
    if (!occupe) { noter(null); return undefined; }
    let fini = false;
    const lire = async (): Promise<void> => { const lu = await client.appeler('reprise.avancement', {}).catch(() => null); if (!fini) noter(lu?.avancement ?? null); };
    const depart = setTimeout(() => { void lire(); }, VISIBLE_MS);
    const suite = setInterval(() => { void lire(); }, PERIODE_MS + VISIBLE_MS);
    return () => { fini = true; clearTimeout(depart); clearInterval(suite); };
  }, [occupe]);
  return avancement;
};

export interface Conduite {
  readonly atelier: Atelier | null;
  /** Le fichier ne se lit pas : une phrase, rien d’autre. */
  readonly illisible: string | null;
  readonly panne: unknown;
  readonly occupe: boolean;
  /** Change à chaque contrôle : les lignes sont à relire. */
  readonly tour: number;
  /** Fait un geste ; rend la phrase qui l’empêche, ou `null`. Un geste à la fois. */
  readonly faire: (appel: () => Promise<Fait>) => Promise<string | null>;
  readonly relire: () => void;
}

/** L’état d’un dossier ouvert : chaque geste rend le dossier recontrôlé. */
export const useAtelier = (id: string): Conduite => {
  const [etat, poser] = useState<{ readonly atelier: Atelier | null; readonly illisible: string | null; readonly panne: unknown; readonly tour: number }>({ atelier: null, illisible: null, panne: null, tour: 0 });
  const [occupe, occuper] = useState(false);
  const enCours = useRef(false);
  const faire = useCallback(async (appel: () => Promise<Fait>): Promise<string | null> => {
    if (enCours.current) return null;
    enCours.current = true;
    occuper(true);
    try {
      const fait = await appel();
      if (fait.refus !== null) {
        const { code, message } = fait.refus;
        if (code === 'F04') poser((avant) => ({ ...avant, illisible: message }));
        return message;
      }
      poser((avant) => ({ atelier: fait.atelier, illisible: null, panne: null, tour: avant.tour + 1 }));
      void requetes.invalidateQueries({ queryKey: ['reprise.lister'] });
      return null;
    } catch (panne) {
      poser((avant) => (avant.atelier === null ? { ...avant, panne } : avant));
      return messageErreur(panne);
    } finally {
      enCours.current = false;
      occuper(false);
    }
  }, []);
  const relire = useCallback(() => { void faire(() => client.appeler('reprise.ouvrir', { id })); }, [faire, id]);
  useEffect(relire, [relire]);
  return { ...etat, occupe, faire, relire };
};
