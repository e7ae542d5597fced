import { useCallback, useEffect, useRef, useState } from 'react';
import { brouillonsDe } from '../poste/brouillons.ts';
import { client } from '../poste/client.ts';
import type { Saisie } from './saisies.ts';
import { SAISIE_VIDE, estSaisie, relire } from './saisies.ts';

const PREFIXE = 'occupation.';
const REPOS_MS = 400;
const { lireBrouillon, ecrireBrouillon, effacerBrouillon } = brouillonsDe<Saisie>();

/** Les saisies en cours, par compte : elles survivent au passage d’un écran à l’autre ; le fichier du compte les garde d’un jour à l’autre. */
const gardees = new Map<string, ReadonlyMap<string, Saisie>>();

export interface Saisies {
  readonly de: (dispositifId: string) => Saisie;
  readonly poser: (dispositifId: string, saisie: Saisie) => void;
  /** Vrai quand le disque n’a pas pris la dernière. */
  readonly nonGardee: boolean;
}

/** Ce qui est saisi de chaque dispositif, tant que ce n’est ni déclaré ni effacé. */
export const useSaisies = (utilisateurId: string): Saisies => {
  const [toutes, changer] = useState<ReadonlyMap<string, Saisie>>(() => gardees.get(utilisateurId) ?? new Map());
  const [nonGardee, noterNonGardee] = useState(false);
  const attentes = useRef(new Map<string, () => void>());
  useEffect(() => { gardees.set(utilisateurId, toutes); }, [toutes, utilisateurId]);
  useEffect(() => {
    let monte = true;
    const relireTout = async (): Promise<void> => {
      const { cles } = await client.appeler('brouillons.lister', {});
      for (const cle of cles.filter((une) => une.startsWith(PREFIXE))) {
        const lue = relire((await lireBrouillon(cle))?.valeurs);
        const id = cle.slice(PREFIXE.length);
        // ce qui a été tapé pendant la lecture l’emporte
        if (monte && lue !== null) changer((avant) => (avant.has(id) ? avant : new Map(avant).set(id, lue)));
      }
    };
    relireTout().catch(() => undefined);
    return () => { monte = false; };
  }, []);
  useEffect(() => {
    const enAttente = attentes.current;
    // quitter l’écran n’attend pas le repos : ce qui n’est pas encore écrit l’est
    return () => { for (const ecrire of enAttente.values()) ecrire(); enAttente.clear(); };
  }, []);
  const poser = useCallback((id: string, saisie: Saisie): void => {
    changer((avant) => new Map(avant).set(id, saisie));
    const cle = `${PREFIXE}${id}`;
    const ecrire = (): void => {
      if (attentes.current.get(id) !== ecrire) return;
      attentes.current.delete(id);
      if (!estSaisie(saisie)) { effacerBrouillon(cle); return; }
      ecrireBrouillon(cle, saisie).then(() => { noterNonGardee(false); }, () => { noterNonGardee(true); });
    };
    attentes.current.set(id, ecrire);
    setTimeout(ecrire, estSaisie(saisie) ? REPOS_MS : 0);
  }, []);
  const de = useCallback((id: string): Saisie => toutes.get(id) ?? SAISIE_VIDE, [toutes]);
  return { de, poser, nonGardee };
};
