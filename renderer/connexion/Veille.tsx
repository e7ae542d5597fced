import type { ReactElement } from 'react';
import { useEffect, useRef } from 'react';
import { client } from '../poste/client.ts';
import { Icone } from '../ui/Icone.tsx';
import { VERROU } from './textes.ts';

const INTERVALLE_MS = 30_000;
const GESTES = ['keydown', 'pointerdown', 'pointermove', 'wheel'] as const;

let focus: HTMLElement | null = null;
/** Le dernier élément de l’application à avoir eu le focus. Rendu inerte, il le perd avant que la page de verrouillage ait pu le lire. */
export const dernierFocus = (): HTMLElement | null => focus;

/** Dit au poste que la personne est là, et prévient une minute avant le verrouillage. */
export const Veille = ({ avertir }: { readonly avertir: boolean }): ReactElement => {
  const averti = useRef(avertir);
  useEffect(() => { averti.current = avertir; }, [avertir]);
  useEffect(() => {
    let dernier = -Infinity;
    const signaler = (evenement: Event): void => {
      // un geste fabriqué par la page n’est pas une présence
      if (!evenement.isTrusted) return;
      const maintenant = performance.now();
      if (!averti.current && maintenant - dernier < INTERVALLE_MS) return;
      dernier = maintenant;
      averti.current = false;
      client.appeler('session.activite', {}).catch(() => undefined);
    };
    const noter = ({ target }: FocusEvent): void => { if (target instanceof HTMLElement && target.closest('#verrou') === null) focus = target; };
    for (const geste of GESTES) window.addEventListener(geste, signaler, { capture: true, passive: true });
    document.addEventListener('focusin', noter);
    return () => {
      for (const geste of GESTES) window.removeEventListener(geste, signaler, { capture: true });
      document.removeEventListener('focusin', noter);
    };
  }, []);
  return (
    <div className="avertissement-verrou flottant" role="status" data-testid="avertissement-verrou">
      {avertir ? <p><Icone nom="lock-line" />{VERROU.avertissement}</p> : null}
    </div>
  );
};
