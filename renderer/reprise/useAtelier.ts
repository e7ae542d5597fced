import { useCallback, useEffect, useState } from 'react';
import type { Atelier, Fait } from '../../contract/methodesReprise.ts';
import { REPRISE_ARRETEE } from '../../contract/methodesReprise.ts';
import type { ResultatDe } from '../../contract/poste.ts';
import { client, messageErreur } from '../poste/client.ts';
import { requetes, useEvenement } from '../poste/requetes.ts';
import { compte, insecables } from '../ui/formats.ts';
import { useAnnoncer } from '../ui/Toasts.tsx';

type Avancement = ResultatDe<'reprise.avancement'>['avancement'];
const PERIODE_MS = 250;
/** Au-delà, ce qui dure se montre, et s’arrête. */
const VISIBLE_MS = 400;
/** Une réception en émet plusieurs : une seule question suffit. */
const RELECTURE_MS = 300;

export const OCCUPE = 'Un travail est en cours sur ce fichier : l’arrêter, ou attendre sa fin.';
/** Mène un geste à la fois. Celui qui arrive pendant un autre n’est ni fait, ni tu : sans la phrase, l’appelant le dirait réussi. */
export const unGesteALaFois = () => {
  let pris = false;
  return {
    pris: (): boolean => pris,
    tenter: async (geste: () => Promise<string | null>): Promise<string | null> => {
      if (pris) return OCCUPE;
      pris = true;
      try { return await geste(); } finally { pris = false; }
    },
  };
};
/** Comment se dit un refus : arrêter soi-même n’est pas une erreur. */
export const genreDuRefus = (refus: string): 'info' | 'erreur' => (refus === REPRISE_ARRETEE ? 'info' : 'erreur');

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
  const [gestes] = useState(unGesteALaFois);
  const faire = useCallback((appel: () => Promise<Fait>): Promise<string | null> => gestes.tenter(async () => {
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
      occuper(false);
    }
  }), [gestes]);
  const relire = useCallback(() => { void faire(() => client.appeler('reprise.ouvrir', { id })); }, [faire, id]);
  useEffect(relire, [relire]);
  // un collègue change la table pendant que l’atelier est ouvert : le fichier se recontrôle, et c’est dit
  const annoncer = useAnnoncer();
  const [signal, signaler] = useState(0);
  useEvenement('donnees', useCallback(() => { signaler((rang) => rang + 1); }, []));
  const ouvert = etat.atelier !== null;
  useEffect(() => {
    if (signal === 0 || occupe || !ouvert) return undefined;
    const attente = setTimeout(() => {
      client.appeler('reprise.nouveautes', { id }).then(async ({ nombre, phrases }) => {
        if (nombre === 0 || gestes.pris()) return;
        const refus = await faire(() => client.appeler('reprise.ouvrir', { id }));
        if (refus === null) annoncer(insecables(`L’équipe a changé ${compte(nombre, 'correspondance', 'correspondances')} : ${phrases.join(' ; ')}${nombre > phrases.length ? '…' : '.'} Le fichier a été recontrôlé.`), { genre: 'info' });
      }, () => undefined);
    }, RELECTURE_MS);
    return () => { clearTimeout(attente); };
  }, [signal, occupe, ouvert, id, faire, gestes, annoncer]);
  return { ...etat, occupe, faire, relire };
};
