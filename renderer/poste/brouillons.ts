import type { RefObject } from 'react';
import { useEffect, useMemo, useState } from 'react';
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
export interface EcritureDifferee<V> {
  /** Écrira ces valeurs après le repos ; remplace celles qui attendaient. */
  readonly armer: (valeurs: V) => void;
  /** Ce qui attendait ne sera pas écrit. */
  readonly annuler: () => void;
  /** Ce qui attendait s’écrit tout de suite. */
  readonly finir: () => void;
}
/** Une écriture à la fois, après `repos` millisecondes sans rien de nouveau. */
export const ecritureDifferee = <V>(ecrire: (valeurs: V) => void, repos = REPOS_MS): EcritureDifferee<V> => {
  let attente: { readonly valeurs: V; readonly minuterie: ReturnType<typeof setTimeout> } | null = null;
  const annuler = (): void => { if (attente !== null) clearTimeout(attente.minuterie); attente = null; };
  const finir = (): void => {
    if (attente === null) return;
    const { valeurs } = attente;
    annuler();
    ecrire(valeurs);
  };
  return { armer: (valeurs) => { annuler(); attente = { valeurs, minuterie: setTimeout(finir, repos) }; }, annuler, finir };
};
/**
 * Garde la saisie après un temps de repos, ou dès que l’on part, tant qu’elle diffère du départ. Rend le dernier brouillon gardé (`laisse` au départ), vrai quand le
 * dernier essai a échoué, et de quoi l’effacer.
 */
export const useBrouillon = <V, G extends V>(brouillons: Brouillons<V>, cle: string, valeurs: G, change: boolean, laisse: Brouillon<V> | null): { readonly brouillon: Brouillon<V> | null; readonly nonGarde: boolean; readonly effacer: () => void } => {
  const [brouillon, noter] = useState<Brouillon<V> | null>(laisse);
  const [nonGarde, noterNonGarde] = useState(false);
  const differee = useMemo(() => ecritureDifferee((dernieres: V) => {
    brouillons.ecrireBrouillon(cle, dernieres).then((ecrit) => { noter(ecrit); noterNonGarde(false); }, () => { noterNonGarde(true); });
  }), [brouillons, cle]);
  useEffect(() => { if (change) differee.armer(valeurs); else differee.annuler(); }, [differee, valeurs, change]);
  useEffect(() => {
    window.addEventListener('pagehide', differee.finir);
    return () => { differee.finir(); window.removeEventListener('pagehide', differee.finir); };
  }, [differee]);
  // enregistrée ou abandonnée : le brouillon qui attendait son tour ne doit pas revenir après
  return { brouillon, nonGarde, effacer: () => { differee.annuler(); brouillons.effacerBrouillon(cle); noter(null); } };
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
