import type { ComponentType } from 'react';
import { useEffect, useState } from 'react';

/** Une part de l’application dans son propre morceau de code, lu à la première demande. */
export interface Charge<P> {
  /** Lit le morceau s’il ne l’est pas ; rejette s’il ne peut pas l’être, et le redemande au prochain appel. */
  readonly precharger: () => Promise<void>;
  readonly lue: () => ComponentType<P> | undefined;
}

/** Pas `React.lazy` : déjà lu, il se suspendrait quand même le temps d’une passe, et React retient ensuite ce qu’il remplace. Ici, une part déjà lue se dessine dans la passe même. */
export const charge = <P>(lire: () => Promise<ComponentType<P>>): Charge<P> => {
  let lue: ComponentType<P> | undefined;
  let lecture: Promise<void> | undefined;
  return {
    lue: () => lue,
    precharger: () => {
      lecture ??= lire().then((composant) => { lue = composant; }, (erreur: unknown) => { lecture = undefined; throw erreur; });
      return lecture;
    },
  };
};

export interface EtatCharge<P> { readonly composant: ComponentType<P> | undefined; readonly echec: boolean }

/** La part, lue au besoin. */
export const useCharge = <P>(part: Charge<P>): EtatCharge<P> => {
  const [etat, noter] = useState<{ readonly part: Charge<P>; readonly echec: boolean } | null>(null);
  const composant = part.lue();
  const absente = composant === undefined;
  useEffect(() => {
    if (!absente) return undefined;
    let actif = true;
    const dire = (echec: boolean): void => { if (actif) noter({ part, echec }); };
    part.precharger().then(() => { dire(false); }, (erreur: unknown) => { console.error('Morceau illisible :', erreur); dire(true); });
    return () => { actif = false; };
  }, [part, absente]);
  return { composant, echec: absente && etat?.part === part && etat.echec };
};

/** Lit ces parts l’une après l’autre, quand la page n’a rien à faire. Un échec se dira à qui ouvrira la part. */
export const prechargerAuRepos = (parts: readonly Pick<Charge<never>, 'precharger'>[]): (() => void) => {
  let actif = true;
  const suivre = (reste: readonly Pick<Charge<never>, 'precharger'>[]): void => {
    const [premiere, ...suite] = reste;
    if (premiere === undefined || !actif) return;
    requestIdleCallback(() => { if (actif) void premiere.precharger().catch(() => undefined).then(() => { suivre(suite); }); });
  };
  suivre(parts);
  return () => { actif = false; };
};
