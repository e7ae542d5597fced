import type { RefObject } from 'react';
import { useEffect, useState } from 'react';
import { client } from './client.ts';
import { requetes } from './requetes.ts';

/** Une saisie en plan et l’instant où elle a été gardée (ISO). */
export interface Brouillon<V> { readonly le: string; readonly valeurs: V }
export interface Brouillons<V> {
  readonly lireBrouillon: (cle: string) => Promise<Brouillon<V> | null>;
  readonly ecrireBrouillon: (cle: string, valeurs: V) => Promise<Brouillon<V>>;
  /** N’échoue pas : un brouillon de trop se voit à la prochaine ouverture, et s’y abandonne. */
  readonly effacerBrouillon: (cle: string) => void;
}

const analyser = <V>(texte: string | null): Brouillon<V> | null => {
  try {
    const lu = texte === null ? null : (JSON.parse(texte) as Partial<Brouillon<V>> | null);
    return lu !== null && typeof lu.le === 'string' && typeof lu.valeurs === 'object' && lu.valeurs !== null ? { le: lu.le, valeurs: lu.valeurs } : null;
  } catch {
    return null;
  }
};
const ecrire = async (cle: string, valeur: string | null): Promise<void> => {
  await client.appeler('brouillons.ecrire', { cle, valeur });
  void requetes.invalidateQueries({ queryKey: ['brouillons.lister'] });
};

/** Les brouillons d’un formulaire, dans le fichier chiffré du compte. Un brouillon d’une autre version, ou abîmé, se lit comme absent. */
export const brouillonsDe = <V>(): Brouillons<V> => ({
  lireBrouillon: async (cle) => analyser<V>((await client.appeler('brouillons.lire', { cle })).valeur),
  ecrireBrouillon: async (cle, valeurs) => {
    const brouillon = { le: new Date().toISOString(), valeurs };
    await ecrire(cle, JSON.stringify(brouillon));
    return brouillon;
  },
  effacerBrouillon: (cle) => { ecrire(cle, null).catch(() => undefined); },
});

const REPOS_MS = 600;
/**
 * Garde la saisie après un temps de repos, tant qu’elle diffère du départ. Rend le dernier brouillon gardé (`laisse` au départ), vrai quand le dernier essai a échoué,
 * et de quoi l’effacer.
 */
export const useBrouillon = <V, G extends V>(brouillons: Brouillons<V>, cle: string, valeurs: G, change: boolean, laisse: Brouillon<V> | null): { readonly brouillon: Brouillon<V> | null; readonly nonGarde: boolean; readonly effacer: () => void } => {
  const [brouillon, noter] = useState<Brouillon<V> | null>(laisse);
  const [nonGarde, noterNonGarde] = useState(false);
  useEffect(() => {
    if (!change) return undefined;
    const attente = setTimeout(() => { brouillons.ecrireBrouillon(cle, valeurs).then((ecrit) => { noter(ecrit); noterNonGarde(false); }, () => { noterNonGarde(true); }); }, REPOS_MS);
    return () => { clearTimeout(attente); };
  }, [brouillons, valeurs, change, cle]);
  return { brouillon, nonGarde, effacer: () => { brouillons.effacerBrouillon(cle); noter(null); } };
};
/** Le brouillon laissé à la visite d’avant ; `undefined` le temps de le lire. */
export const useBrouillonLaisse = <V>(brouillons: Brouillons<V>, cle: string): Brouillon<V> | null | undefined => {
  const [laisse, lire] = useState<Brouillon<V> | null | undefined>(undefined);
  useEffect(() => { brouillons.lireBrouillon(cle).then(lire, () => { lire(null); }); }, [brouillons, cle]);
  return laisse;
};

/** Donne le focus au premier champ d’un formulaire qui s’ouvre. */
export const usePremierChamp = (formulaire: RefObject<HTMLFormElement | null>): void => {
  useEffect(() => {
    const prendre = (): void => { formulaire.current?.querySelector<HTMLElement>('select, input:not([readonly])')?.focus(); };
    prendre();
    // la grille, qui se redessine en se resserrant, peut reprendre le focus : le lui redemander, sauf si la personne est déjà dans un champ
    const attente = setTimeout(() => { if (formulaire.current?.contains(document.activeElement) !== true) prendre(); }, 150);
    return () => { clearTimeout(attente); };
  }, [formulaire]);
};
